"""`sign` and `confirm`: what was signed and confirmed is kept, and told once the form says something else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from shlex import split

import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.check.signed import fingerprint_of, signer_of
from redwell.commands import edge
from redwell.fixes.keys import with_keys
from redwell.model import Signature
from tests.redwell_program import Run
from tests.test_import import our_xml

ROOT = Path(__file__).resolve().parent.parent
NAME = "filings/acme/doe.yaml"
TEXT = """\
# A draft of an attorney's.
form: "3"
date_of_event: 2026-11-20
issuer: {name: ACME CORP, cik: "1234567", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    cik: "1765432"
    relationship: {director: true}
  - name: DOE ROE VENTURES LLC
    cik: "1765433"
    relationship: {ten_percent_owner: true}
non_derivative:
  - title: Common Stock
    amount: 1000   # by the broker's letter
    ownership: direct
  - title: 5% Notes
    amount_in_dollars: 250000
    ownership: indirect
    nature_of_ownership: By spouse
derivative:
  - title: Option
    date_exercisable: {footnotes: [vesting]}
    expiration_date: 2036-05-04
    underlying: {title: Common Stock, amount: {footnotes: [vesting]}}
    conversion_or_exercise_price: 2.60
    ownership: direct
footnotes:
  vesting: It vests in four years.
signatures:
  - signer: Jane Doe   # in person
  - {signer: Ann Roe, for: DOE ROE VENTURES LLC, title: Manager}

# the end
"""
FIGURES = """\
Form 3: DOE JANE, DOE ROE VENTURES LLC / ACME CORP [ACME], date of event 2026-11-20
  Table I: 1,000 Common Stock, direct
  Table I: $250,000 5% Notes, indirect, By spouse
  Table II: Option for Common Stock (see footnote 1) at $2.6, direct
"""
FACTS, WORDS = "1:c864842e1a0386f701190e9b5cfcfe2d", "1:2c1a6ba94db849c8fbc1eae3d6fba680"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in a repository with one filing, on 30 November 2026."""
    (tmp_path / "pyproject.toml").touch()
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, "utf-8")
    monkeypatch.setattr(edge, "calendar_day", lambda: date(2026, 11, 30))
    return Run(tmp_path, monkeypatch, capsys)


def text(run: Run) -> str:
    return (run.root / NAME).read_text("utf-8")


def edit(run: Run, old: str, new: str, count: int = -1) -> None:
    assert old in text(run)
    (run.root / NAME).write_text(text(run).replace(old, new, count), "utf-8")


def codes(run: Run) -> list[str]:
    _, output, _ = run("check", NAME)
    return [line.split("[")[1].split("]")[0] for line in output.splitlines() if "] signatures" in line]


def test_signing_dates_the_signature_and_keeps_what_is_signed(run: Run) -> None:
    assert run("sign", NAME, "--signer", "jane doe", "--date", "2026-11-24") == (
        0,
        f"{FIGURES}wrote signed: 2026-11-24 for Jane Doe into {NAME}\n"
        f"  facts {FACTS[:14]}, words {WORDS[:14]}\n"
        "still to sign: Ann Roe\n"
        f"next: redwell build {NAME}, and have authentication.pdf signed with the time before filing\n",
        "",
    )
    signed = f"""\
  - signer: Jane Doe   # in person
    signed: 2026-11-24
    facts: "{FACTS}"
    words: "{WORDS}"
"""
    assert text(run) == TEXT.replace("  - signer: Jane Doe   # in person\n", signed)


def test_each_signer_has_fingerprints_of_what_that_signer_saw(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe")
    edit(run, "amount: 1000", "amount: 1001")
    run("sign", NAME, "--signer", "Ann Roe")
    assert codes(run) == ["changed-after-signing"]
    run("sign", NAME, "--signer", "Jane Doe")
    assert codes(run) == []
    assert text(run).count("signed: 2026-11-30") == 2
    assert text(run).endswith("}\n\n# the end\n")


def test_signing_again_takes_the_place_of_all_that_belonged_to_the_earlier_signature(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    first = text(run)
    edit(run, "amount: 1000", "amount: 1001")
    run("sign", NAME, "--signer", "Jane Doe", "--reauthorized-by", "Jane Doe", "--how", "telephone")
    edit(run, '\n    words: "', '\n    authenticated: {on: 2026-11-24, held_by: Acme}\n    words: "')
    edit(run, "amount: 1001", "amount: 1000")
    code, output, _ = run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    assert (code, "  authenticated: was removed: a new signature has a page of its own" in output) == (
        0,
        True,
    )
    assert text(run) == first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("amount: 1000", "amount: 1000.5"),
        ("date_of_event: 2026-11-20", "date_of_event: 2026-11-19"),
        ("{director: true}", "{officer: CEO}"),
        (
            "ownership: direct\n  - title: 5%",
            "ownership: indirect\n    nature_of_ownership: I\n  - title: 5%",
        ),
        ("price: 2.60", "price: 2.61"),
        ('cik: "1234567"', 'cik: "1234568"'),
        ('cik: "1765433"', 'cik: "1765434"'),
        ("trading_symbol: ACME", "trading_symbol: ACMF"),
        ("Option", "Warrant"),
        # The footnote stands for the date and the amount.
        ("four years", "five years"),
    ],
)
def test_a_fact_that_differs_is_an_error(run: Run, old: str, new: str) -> None:
    run("sign", NAME, "--signer", "Jane Doe")
    edit(run, old, new)
    assert codes(run) == ["changed-after-signing"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "ownership: direct\nfootnotes:",
            "ownership: {value: direct, footnotes: [vesting]}\nfootnotes:",
            ["words-changed-after-signing"],
        ),
        ("signatures:", "remarks: None.\nsignatures:", ["words-changed-after-signing"]),
        ("amount: 1000", "amount: {value: 1000, footnotes: [vesting]}", ["words-changed-after-signing"]),
        ("ACME CORP", "ACME CORPORATION", []),
        ("DOE JANE", "DOE JANE M", []),
        ('form: "3"\n', 'form: "3"\nedition: "7-02"\n', []),
        ("amount: 1000 ", "amount: 1000.0 ", []),
        ('cik: "1234567"', 'cik: "0001234567"', []),
        ("vesting", "years", []),
    ],
)
def test_other_words_are_a_question_and_what_is_not_sent_is_nothing(
    run: Run, old: str, new: str, found: list[str]
) -> None:
    run("sign", NAME, "--signer", "Jane Doe")
    edit(run, old, new)
    assert codes(run) == found
    # An entry without the fingerprint of the words would accept any later words, so it accepts none.
    edit(run, "\n# the end\n", "accept: {words-changed-after-signing: A comma.}\n")
    assert codes(run) == found


def test_words_are_accepted_as_the_message_says_until_they_change_again(run: Run) -> None:
    edit(run, "{footnotes: [vesting]}", "{value: 2027-01-01, footnotes: [vesting]}", 1)
    edit(run, "amount: {footnotes", "amount: {value: 5, footnotes")
    run("sign", NAME, "--signer", "Jane Doe")
    edit(run, "four years", "five years")
    _, output, _ = run("check", NAME)
    pasted = output.partition("; if that is not needed, write ")[2].partition(" (Regulation")[0]
    assert pasted.startswith('accept: {words-changed-after-signing: {reason: "your reason", of: "1:')
    edit(run, "\n# the end\n", f"\n{pasted}\n")
    assert codes(run) == []
    edit(run, "five years", "six years")
    assert codes(run) == ["words-changed-after-signing"]
    assert "accept-unused" not in run("check", NAME)[1]
    assert "to accept a warning" not in run("check", NAME)[1]
    (run.root / NAME).write_text(re.sub(', of: "[^"]*"', "", text(run)), "utf-8")
    _, output, _ = run("check", NAME)
    assert codes(run) == ["words-changed-after-signing"]
    assert ("accept-error" in output, "accept-unused" in output) == (False, False)


def test_a_signature_that_keeps_no_words_is_asked_about(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe")
    assert codes(run) == []
    (run.root / NAME).write_text(re.sub(r"\n *words: .*", "", text(run), count=1), "utf-8")
    assert "facts:" in text(run)
    assert codes(run) == ["signed-facts-missing"]


def test_a_filed_form_whose_agreement_keeps_nothing_is_asked_about(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe")
    edit(run, "amount: 1000", "amount: 1010", 1)
    run("sign", NAME, "--signer", "Ann Roe")
    again = ("--reauthorized-by", "Jane Doe", "--how", "telephone")
    assert run("sign", NAME, "--signer", "Jane Doe", *again)[0] == 0
    kept = text(run)
    start = kept.index("reauthorized:")
    bare = kept[:start] + re.sub(r"\n *(?:facts|words): .*", "", kept[start:])
    (run.root / NAME).write_text(f"{bare}filed: {{date: 2026-11-30}}\n", "utf-8")
    assert codes(run) == ["signed-facts-missing"]
    assert "nothing keeps what Jane Doe agreed to on 2026-11-30" in run("check", NAME)[1]


def test_the_page_of_the_evening_and_the_command_have_one_order() -> None:
    """The typed signature first, and then the page that shows it."""
    page = (ROOT / "docs" / "evening.md").read_text("utf-8")
    (step,) = [line for line in page.splitlines() if line.startswith("| 4 |")]
    assert step.index("typed signature") < step.index("`authentication.pdf`")
    assert step.index("redwell sign") < step.index("`build`")


def test_an_earlier_signature_may_stand_for_a_changed_form(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, "amount: 1000", "amount: 1001")
    code, output, errors = run(
        *("sign", NAME, "--signer", "Jane Doe", "--reauthorized-by", "Doe, Jane", "--how", "telephone")
    )
    assert (code, errors) == (0, "")
    assert f"wrote reauthorized: 2026-11-30 for Jane Doe into {NAME}\n" in output
    # Who agrees without signing again is not asked for a second signature.
    assert output.endswith(
        f"next: redwell build {NAME}; Jane Doe signs nothing again: keep the page that was signed before\n"
    )
    assert (
        f'    signed: 2026-11-24\n    facts: "{FACTS}"\n    words: "{WORDS}"\n    reauthorized:\n'
        f'      by: "Doe, Jane"\n      on: 2026-11-30\n      how: "telephone"\n' in text(run)
    )
    assert codes(run) == []
    edit(run, "amount: 1001", "amount: 1002")
    assert codes(run) == ["changed-after-signing"]


def test_words_that_change_under_a_needless_reauthorization_are_still_a_question(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, '\n    words: "', '\n    reauthorized: {by: Jane, on: 2026-11-24, how: x}\n    words: "')
    assert codes(run) == []
    edit(run, "\nsignatures:", "\nremarks: None.\nsignatures:")
    assert codes(run) == ["words-changed-after-signing"]


def test_what_the_error_offers_is_no_blank_check(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, "amount: 1000", "amount: 1001")
    _, output, _ = run("check", NAME)
    pasted = next(line.strip() for line in output.splitlines() if "reauthorized: {by" in line)
    filing = filing_in(text(run).encode(), redwell.home())
    assert filing
    now = fingerprint_of(filing, redwell.home())
    assert pasted == (
        'reauthorized: {by: "Jane Doe", on: YYYY-MM-DD, how: "telephone", '
        f'facts: "{now.facts}", words: "{now.words}"}}'
    )
    edit(run, '    words: "', f'    {pasted}\n    words: "')
    assert run("check", NAME)[0] == 1  # the day is still to be typed
    edit(run, "YYYY-MM-DD", "2026-11-30")
    assert (run("check", NAME)[0], codes(run)) == (0, [])
    edit(run, "amount: 1001", "amount: 99000")
    assert codes(run) == ["changed-after-signing"]


def test_a_form_that_reports_again_what_was_signed_needs_no_agreement(run: Run) -> None:
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    first = text(run)
    edit(run, "amount: 1000", "amount: 1001")
    again = ("sign", NAME, "--signer", "Jane Doe", "--reauthorized-by", "Jane Doe", "--how", "telephone")
    run(*again)
    edit(run, "amount: 1001", "amount: 1000")
    said = "the form reports again what Jane Doe signed on 2026-11-24"
    asked = f"  delete reauthorized: here, because {said} (Regulation S-T, Rule 302)"
    lines = run("check", NAME)[1].splitlines()
    assert lines[1:4] == [
        asked,
        "      34 |     reauthorized:",
        "         |     ^^^^^^^^^^^^",
    ]
    # What is offered is not refused.
    refused = f"nothing was written: {said}: delete reauthorized: under that signature\n"
    assert run(*again) == (2, "", refused)
    written = text(run)
    (run.root / NAME).write_text(re.sub("    reauthorized:\n(      .*\n)+", "", written), "utf-8")
    assert (codes(run), text(run)) == ([], first)


def test_a_filed_form_is_put_back_and_not_signed_again(run: Run) -> None:
    edit(run, "title: Manager}", "title: Manager, signed: 2026-11-24}")
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, "# the end", "filed: {date: 2026-11-25}")
    before = text(run)
    edit(run, "amount: 1000", "amount: 1001")
    as_filed = "back as filed on 2026-11-25 (a correction is a Form 3/A)"
    signed = "no longer what Jane Doe signed on 2026-11-24"
    lines = run("check", NAME)[1].splitlines()
    assert lines[1] == (
        f"  put the form {as_filed}: it no longer reports what Jane Doe signed on 2026-11-24 "
        "(Regulation S-T, Rule 302)"
    )
    assert not any("redwell sign" in line or "reauthorized:" in line for line in lines)
    (run.root / NAME).write_text(before.replace("signatures:", "remarks: None.\nsignatures:"), "utf-8")
    lines = run("check", NAME)[1].splitlines()
    start = (
        f"  put the footnotes and remarks {as_filed}: they are {signed}; if they were filed as they are now, "
    )
    assert lines[1].startswith(
        f'{start}write accept: {{words-changed-after-signing: {{reason: "your reason", of:'
    )
    assert not any("redwell sign" in line for line in lines)


def test_who_agreed_to_nothing_in_particular_does_not_make_a_form_ready(run: Run) -> None:
    edit(run, "title: Manager}", "title: Manager, signed: 2026-11-24}")
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, "amount: 1000", "amount: 1001")
    bare = "    reauthorized: {by: Jane Doe, on: 2026-11-25, how: telephone}"
    edit(run, '\n    words: "', f'\n{bare}\n    words: "')
    code, output, _ = run("check", NAME)
    assert (code, output.count("not ready to file: nothing says what Jane Doe agreed to")) == (0, 1)
    command = output.partition("now, run redwell ")[2].partition(", or add ")[0]
    assert command == (
        f"sign {NAME} --signer 'Jane Doe' --reauthorized-by 'Jane Doe' --how telephone --date 2026-11-25"
    )
    added = output.partition(", or add ")[2].partition(" to reauthorized:")[0]
    before = text(run)
    edit(run, "how: telephone}", f"how: telephone, {added}}}")
    assert "not ready" not in run("check", NAME)[1]
    (run.root / NAME).write_text(before, "utf-8")
    assert run(*split(command))[0] == 0
    assert "not ready" not in run("check", NAME)[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--signer", "Jan Doe"],
            f"--signer Jan Doe: nothing was written to {NAME}: who signs it is Jane Doe, "
            'Ann Roe; did you mean "Jane Doe"?\n',
        ),
        (
            ["--signer", "Jane Doe", "--date", "2026-12-01"],
            "--date 2026-12-01: nothing was written: this date is in the future\n",
        ),
        (
            ["--signer", "Jane Doe", "--how", "telephone"],
            "--reauthorized-by and --how belong together: who agreed "
            "to the change, and how, e.g. telephone\n",
        ),
        (
            ["--signer", "Jane Doe", "--how", "telephone", "--reauthorized-by", "Jane Doe"],
            "nothing was written: Jane Doe has not signed yet: leave out --reauthorized-by\n",
        ),
        ([], "--signer must be given: redwell sign --help has an example\n"),
    ],
)
def test_misuse_writes_nothing(run: Run, arguments: list[str], message: str) -> None:
    assert run("sign", NAME, *arguments) == (2, "", message)
    assert text(run) == TEXT


CCC = "ab1#" + "Cd2$"
TOO_LONG = "how has 101 characters, 1 more than the 100 allowed: shorten it"
LIKE_CCC = (
    "this looks like a filer's CCC, and filings are kept in git, where many people can read them: remove it; "
    "if it was committed or sent, replace the CCC on the EDGAR Filer Management dashboard"
)
UNPRINTABLE = "this has a character that cannot be printed: type it anew"


@pytest.mark.parametrize(
    ("by", "how", "flag", "message"),
    [
        ("Jane Doe", "x" * 101, "how", TOO_LONG),
        ("x" * 151, "e-mail", "by", "by has 151 characters, 1 more than the 150 allowed: shorten it"),
        (" ", "e-mail", "by", "one line of text belongs here, in quotes if it is a number, true or false"),
        ("Jane Doe", f"her CCC: {CCC}", "how", LIKE_CCC),
        (f"Jane Doe, CCC {CCC}", "e-mail", "by", LIKE_CCC),
        ("Jane\nDoe", "e-mail", "by", UNPRINTABLE),
        ("Jane Doe", "tele\udcffphone", "how", UNPRINTABLE),
    ],
)
def test_what_a_flag_gives_is_as_fit_for_a_filing_as_what_is_typed(
    run: Run, by: str, how: str, flag: str, message: str
) -> None:
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, "amount: 1000", "amount: 1001")
    before = text(run)
    said = f": nothing was written: {message}\n"
    again = "reauthorized-by" if flag == "by" else flag
    found = run("sign", NAME, "--signer", "Jane Doe", "--reauthorized-by", by, "--how", how)
    assert found == (2, "", f"--{again}{said}")
    assert run("confirm", NAME, "--by", by, "--how", how) == (2, "", f"--{flag}{said}")
    assert text(run) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('    cik: "1765432"\n', "", "is not ready to be signed: the CIK of DOE JANE is missing\n"),
        (
            "# the end",
            "filed: {date: 2026-11-25}",
            "says that it was filed on 2026-11-25, and a filed form stays "
            "as it is: a correction is a Form 3/A\n",
        ),
    ],
)
def test_a_form_that_is_not_ready_or_is_filed_is_not_signed(
    run: Run, old: str, new: str, message: str
) -> None:
    edit(
        run,
        "  - signer: Jane Doe   # in person\n  - {signer: Ann Roe,",
        "  - {signer: Ann Roe, signed: 2026-11-24,",
    )
    edit(run, old, new)
    before = text(run)
    assert run("sign", NAME, "--signer", "Ann Roe") == (2, "", f"nothing was written: {NAME} {message}")
    assert text(run) == before


def test_a_form_with_an_error_is_not_signed(run: Run) -> None:
    edit(run, "    nature_of_ownership: By spouse\n", "")
    code, output, errors = run("sign", NAME, "--signer", "Jane Doe")
    assert (code, errors) == (1, "nothing was written: correct these errors first\n")
    assert "error [nature-missing]" in output


@pytest.mark.parametrize("year", ["2011", "2026"])
def test_a_signature_of_any_year_is_asked_for_its_fingerprint_until_the_form_is_filed(
    run: Run, year: str
) -> None:
    edit(run, "date_of_event: 2026-11-20", f"date_of_event: {year}-06-20")
    edit(run, "# in person\n", f"\n    signed: {year}-06-30\n")
    edit(run, "title: Manager}", f"title: Manager, signed: {year}-06-30}}")
    assert codes(run) == ["signed-facts-missing"] * 2
    edit(run, "# the end", f"filed: {{date: {year}-06-30}}")
    assert codes(run) == []


def test_the_insider_confirms_apart_from_any_signature(run: Run) -> None:
    assert run("confirm", NAME, "--by", "Jane Doe", "--how", "e-mail", "--date", "2026-11-23") == (
        0,
        f"{FIGURES}wrote confirmed: 2026-11-23, by Jane Doe (e-mail), into {NAME}\n"
        f"  facts {FACTS[:14]}\nnext: redwell check {NAME}\n",
        "",
    )
    block = f'\nconfirmed:\n  by: "Jane Doe"\n  on: 2026-11-23\n  how: "e-mail"\n  facts: "{FACTS}"\n'
    assert text(run) == TEXT.replace("title: Manager}\n", f"title: Manager}}\n{block}")
    run("confirm", NAME, "--by", "Jane Doe", "--how", "telephone", "--date", "2026-11-24")
    assert text(run).count("confirmed:") == 1
    assert run("confirm", NAME, "--by", "Jane Doe") == (
        2,
        "",
        "--how must be given: redwell confirm --help has an example\n",
    )


def test_a_new_filing_takes_nothing_over_that_was_signed_or_confirmed(run: Run) -> None:
    run("confirm", NAME, "--by", "Jane Doe", "--how", "e-mail")
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    edit(run, "amount: 1000", "amount: 1001")
    run("sign", NAME, "--signer", "Jane Doe", "--reauthorized-by", "Jane Doe", "--how", "telephone")
    edit(run, '\n    words: "', '\n    authenticated: {on: 2026-11-24, held_by: Acme}\n    words: "')
    for form in ("3", "3/A"):
        code, output, errors = run("new", "--from", NAME, "--date", "2026-11-29", "--form", form)
        assert (code, errors) == (0, "")
        new = (run.root / output.split()[1]).read_text("utf-8")
        assert "signer: Jane Doe\n" in new
        assert not [
            key
            for key in ("facts", "words", "confirm", "reauth", "authentic")
            if f"{key}" in new.partition("\nsignatures:")[2]
        ]


def test_a_form_that_changed_after_signing_is_neither_built_nor_sent(run: Run) -> None:
    edit(run, "title: Manager}", "title: Manager, signed: 2026-06-30}")
    run("sign", NAME, "--signer", "Jane Doe")
    edit(run, "amount: 1000", "amount: 1001")
    out = run.root.parent / "live.xml"
    code, output, errors = run("submission", NAME, "--live", "--yes-live", "--out", str(out))
    assert (code, "error [changed-after-signing]" in output, out.exists()) == (1, True, False)
    assert errors.startswith("nothing was written: the filing is not ready")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "signatures:\n- signer: A\n  text: |\n    x\n# end",
            "signatures:\n- signer: A\n  text: |\n    x\n  a: 1\n# end",
        ),
        ("signatures: [{signer: A, b: {c: 1}, d: 2}] # e\n", "signatures: [{signer: A, d: 2, a: 1}] # e\n"),
        (
            "signatures:\r\n  - signer: A\r\n    b:\r\n      c: 1\r\n    # d\r\n",
            "signatures:\r\n  - signer: A\r\n    a: 1\r\n    # d\r\n",
        ),
        ("signatures:\n  - signer: A", "signatures:\n  - signer: A\n    a: 1\n"),
        (
            "signatures:\n  - {signer: A, by: [B]\n    }\n",
            "signatures:\n  - {signer: A, by: [B], a: 1\n    }\n",
        ),
        ("signatures:\n  - a: 2 # x\n    b: 3\n", "signatures:\n  - a: 1 # x\n"),
    ],
)
def test_keys_are_written_in_the_way_of_the_text(before: str, after: str) -> None:
    assert with_keys(before, ("signatures", 0), {"a": "1", "b": None}) == after


def test_a_text_that_would_read_otherwise_is_not_written() -> None:
    assert with_keys("signatures:\n  - ? signer\n    : A\n", ("signatures", 0), {"b": "1\nc: 2"}) is None


def test_an_import_keeps_what_was_signed_so_that_nobody_is_asked(run: Run) -> None:
    edit(run, "title: Manager}", "title: Manager, signed: 2026-11-24}")
    run("sign", NAME, "--signer", "Jane Doe", "--date", "2026-11-24")
    filing = filing_in(text(run).encode(), redwell.home())
    assert filing
    (run.root / "doc.xml").write_bytes(our_xml(filing))
    code, output, _ = run("import", str(run.root / "doc.xml"))
    assert code == 0
    assert output.count(f'    facts: "{FACTS}"\n    words: "{WORDS}"\n') == 2
    (run.root / NAME).write_text(output, "utf-8")
    # The XML has no names of owners, so another question stays.
    assert codes(run) == ["signature-for-whom"]


TO_COME = [
    ('"/s/ Jane Doe" is signed 2026-12-02', "signatures[0].signed"),
    ("the agreement of Jane Doe is dated 2026-12-03", "signatures[0].reauthorized.on"),
    ("the authentication page of Jane Doe is dated 2026-12-04", "signatures[0].authenticated.on"),
    ("Pat Poe left on 2026-12-05", "powers_of_attorney[0].left.Pat Poe"),
    ("the power of Jane Doe was filed 2026-12-06", "powers_of_attorney[0].on_file.date"),
    ("the confirmation of Jane Doe is dated 2026-12-07", "confirmed.on"),
    ("the test filing is dated 2026-12-08", "tested.date"),
]


def test_a_record_with_a_date_in_the_future_is_asked_about_until_its_day(run: Run) -> None:
    edit(
        run,
        "  - signer: Jane Doe   # in person\n",
        f"""\
  - signer: Jane Doe
    signed: 2026-12-02
    facts: "{FACTS}"
    reauthorized: {{by: Jane Doe, on: 2026-12-03, how: e-mail, facts: "{FACTS}"}}
    authenticated: {{on: 2026-12-04, held_by: Acme}}
""",
    )
    edit(
        run,
        "\n# the end\n",
        f"""\
powers_of_attorney:
  - {{grantor: Jane Doe, attorneys_in_fact: [Pat Poe], ends_on_leaving: [Pat Poe],
     left: {{Pat Poe: 2026-12-05}}, on_file: {{date: 2026-12-06}}}}
confirmed: {{by: Jane Doe, on: 2026-12-07, how: e-mail, facts: "{FACTS}"}}
tested: {{date: 2026-12-08, accession_number: 0009990001-26-000004}}
""",
    )
    for day in range(1, 9):
        _, output, _ = run("check", NAME, "--today", f"2026-12-0{day}")
        lines = output.splitlines()
        asked = [
            (lines[n + 1].strip(), line.split("] ", 1)[1])
            for n, line in enumerate(lines)
            if "warning [date-in-future] " in line
        ]
        assert asked == [
            (f"{said}, a date in the future: is the date right?", path) for said, path in TO_COME[day - 1 :]
        ]
    for command in (("check", NAME), ("build", "--filing", NAME)):
        _, output, _ = run(*command, "--today", "2026-12-07")
        assert re.findall(r"warning \[date-in-future\] (\S+)", output) == [path for _, path in TO_COME[6:]]
    # After 10 p.m. in New York EDGAR gives the next day, on which nobody can have signed yet.
    run.monkeypatch.setattr(edge, "today", lambda _: date(2026, 12, 9))
    run.monkeypatch.setattr(edge, "calendar_day", lambda: date(2026, 12, 1))
    assert [path for _, path in TO_COME if f"[date-in-future] {path}\n" not in run("check", NAME)[1]] == [
        "powers_of_attorney[0].on_file.date",
        "tested.date",
    ]
    edit(run, "tested:", "accept: {date-in-future: So EDGAR says.}\ntested:")
    for to_come in (7, 9):
        assert "date-in-future" not in run("check", NAME, "--today", f"2026-12-0{to_come}")[1]


def test_no_command_is_offered_that_signs_with_a_date_in_the_future(run: Run) -> None:
    edit(run, "  - signer: Jane Doe   # in person\n", "  - {signer: Jane Doe, signed: 2026-12-02}\n")
    for day, asked in ((1, "date-in-future"), (2, "signed-facts-missing")):
        for command in (("check", NAME), ("build", "--filing", NAME)):
            _, output, _ = run(*command, "--today", f"2026-12-0{day}")
            assert re.findall(r"\[(date-in-future|signed-facts-missing)\] ", output) == [asked]


@pytest.mark.parametrize("text", ["/s/ Jane Doe, CEO", "/S/ Jane Doe", "By: / s / Jane Doe, Trustee"])
def test_the_signer_of_a_line_of_text_stands_behind_its_mark(text: str) -> None:
    assert signer_of(Signature(text=text)) == "Jane Doe"
