"""Tasks for the reviewer: short, only what a change asks for, and never more than ten."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from redwell.git.history import AsFiled
from redwell.power_of_attorney import instrument
from redwell.review import load, regressions
from redwell.review.compare import Pair, filing_review
from redwell.review.model import Edit, FilingReview, ReviewProblem, Revision
from redwell.review.sides import Side
from tests.looked import BY_ATTORNEY, NAME, PANORA, good, look

TODAY = date(2013, 10, 2)
LATER = date(2026, 5, 14)
FILED = PANORA.replace(
    "accept:", "filed:\n  date: 2013-10-02\n  accession_number: 0001537435-13-000008\naccept:"
)
SIGNED = "the power of Robert A. Panora was signed on 23 Sep 2013"
TAKEN = "EDGAR took this on 2 Oct 2013 (0001537435-13-000008)"
READY = PANORA.replace("name: PANORA ROBERT A", 'cik: "0001588111"\n    name: PANORA ROBERT A')
WARRANT = "date_exercisable:\n      footnotes: [warrant]"
PAPER = '"/s/ Robert A. Panora": do we hold the signed authentication page (Regulation S-T, Rule 302)?'


def asked(root: Path, before: str | None, now: str | None) -> tuple[str, ...]:
    return reviewed(root, before, now).tasks


def reviewed(root: Path, before: str | None, now: str | None, today: date = TODAY) -> FilingReview:
    sides = [text and look(root / f"{n}", text) for n, text in enumerate((before, now))]
    first, second = (side or None for side in sides)
    change: Edit = "changed" if first and second else "added" if second else "removed"
    return filing_review(Pair(change=change, before=first, after=second), today)


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        (
            "amount: 163350",
            "amount: 163500",
            (
                "the amount of Common Stock (direct) went from 163,350 to 163,500: compare with the source "
                "document",
            ),
        ),
        (
            "non_derivative:\n  - title: Common Stock\n    amount: 163350\n    ownership: direct\n",
            "",
            ("Common Stock (direct) in Table I was removed: is it no longer held on the date of event?",),
        ),
        (
            "amount: 125000",
            "amount: 12500",
            (
                "the underlying amount of Stock Option (Right to Buy) (direct, expiration date 14 Feb 2021, "
                "exercise price $2.6) went from 125,000 to 12,500: compare with the source document",
            ),
        ),
        (
            "COO and President",
            "COO",
            (
                "the officer title of PANORA ROBERT A went from COO and President to COO: as of the date of "
                "event?",
            ),
        ),
        (
            "55 CLIFTON",
            "57 CLIFTON",
            ("the address of PANORA ROBERT A changed: check it in the file",),
        ),
        (
            "date_of_event: 2013-10-01",
            "date_of_event: 2013-09-30",
            (
                "the date of event went from 1 Oct 2013 to 30 Sep 2013: the form is now due Thu 10 Oct 2013, "
                "8 days left",
            ),
        ),
        (
            "name: PANORA ROBERT A",
            'name: PANORA ROBERT A\n    cik: "0001588111"',
            ("the CIK of PANORA ROBERT A is now 0001588111: check it on EDGAR",),
        ),
        (
            "accept:",
            "filed: {date: 2013-10-02, accession_number: 0001537435-13-000008}\naccept:",
            ("the filing is now marked as filed: is 0001537435-13-000008 its accession number on EDGAR?",),
        ),
        (
            "2012, 2013, 2014 and 2015",
            "2012, 2013 and 2014",
            ("read what changed: footnote 1 (vesting)",),
        ),
        (
            "signatures:",
            "remarks: No Exhibit 24.\n\nsignatures:",
            ("read what is new: remarks",),
        ),
        (
            "  exhibits-unlisted: The filing of 2013 had no remarks.",
            "  exhibits-unlisted: Nobody asked.",
            ('accepted warning exhibits-unlisted: does its reason hold? "Nobody asked."',),
        ),
        (
            "      - John N. Hatsopoulos",
            "      - Jane Roe",
            (
                "the power of attorney's text changed after it was signed: which text did the grantor sign?",
                "read what changed: power of attorney of Robert A. Panora",
            ),
        ),
        (
            "    signed: 2013-10-01\n",
            "",
            ('"Robert A. Panora" was signed 1 Oct 2013 and is unsigned now: is that right?',),
        ),
        ("issuer:", "issuer", ("this cannot be read as a filing: see its errors, and read its YAML",)),
        ("# yaml", "# YAML", ()),
    ],
)
def test_each_change_has_its_task(tmp_path: Path, old: str, new: str, questions: tuple[str, ...]) -> None:
    assert old in PANORA
    assert asked(tmp_path, PANORA, PANORA.replace(old, new)) == questions


def test_a_new_filing_has_tasks_for_everything_redwell_cannot_check(tmp_path: Path) -> None:
    assert asked(tmp_path, None, PANORA) == (
        "check the CIK of the issuer on EDGAR",
        PAPER,
        "the date of event is 1 Oct 2013: compare with the source document",
        "all holdings are new: compare each with its source document",
        "check the address in the file: no text of a review shows it",
        'accepted warning exhibits-unlisted: does its reason hold? "The filing of 2013 had no remarks."',
    )


def test_a_signature_by_a_power_on_file_asks_for_the_power(tmp_path: Path) -> None:
    start = BY_ATTORNEY.index("powers_of_attorney:")
    on_file = (
        "  - {grantor: Robert A. Panora, attorneys_in_fact: [Bonnie J. Brown], on_file: {date: 2012-03-01}}\n"
    )
    now = f"{BY_ATTORNEY[:start]}powers_of_attorney:\n{on_file}"

    _, first, second, *_ = asked(tmp_path, PANORA, now)

    line = '"/s/ Bonnie J. Brown, Attorney-in-Fact for PANORA ROBERT A"'
    assert first == f"{line} relies on a power already on file: read it on EDGAR"
    assert second == f"{line}: do we hold the signed authentication page (Regulation S-T, Rule 302)?"


def test_a_signer_not_named_in_the_power_is_the_first_task(tmp_path: Path) -> None:
    now = BY_ATTORNEY.replace("signer: Bonnie J. Brown", "signer: Bernard S. Black")

    assert asked(tmp_path, PANORA, now)[0] == (
        '"/s/ Bernard S. Black, Attorney-in-Fact for PANORA ROBERT A": the power does not name the signer: '
        "it names Bonnie J. Brown, John N. Hatsopoulos"
    )


def test_a_disclaimer_of_a_changed_holding_has_a_task(tmp_path: Path) -> None:
    full = good("full")

    found = asked(tmp_path, full, full.replace("7250.75", "7250"))

    assert "beneficial ownership is disclaimed: read footnote 3" in found


def test_a_removed_filing_has_a_task(tmp_path: Path) -> None:
    assert asked(tmp_path, PANORA, None) == (
        "the file was removed: was it never filed, and is no form due for this event?",
    )
    assert asked(tmp_path, FILED, None) == (f"{TAKEN}: is it right that the record loses it?",)


def test_a_file_that_was_not_a_filing_must_be_read_completely(tmp_path: Path) -> None:
    assert asked(tmp_path, PANORA.replace("issuer:", "issuer"), PANORA) == (
        "only the YAML could be compared: read it whole",
    )


# What was final, and what is still to come


def test_a_filed_form_must_stay_recorded_as_filed(tmp_path: Path) -> None:
    found = reviewed(tmp_path, FILED, PANORA)

    assert found.state == "has errors"
    assert [each for each in found.problems if each.severity == "error"] == [
        ReviewProblem(
            code="filed-taken-back",
            severity="error",
            message=f"{TAKEN}, and the record no longer says so: restore `filed`; what was filed is "
            "corrected by a Form 3/A",
            file=NAME,
        )
    ]
    assert found.tasks == (f"{TAKEN}: is it right that the record no longer says so?",)


@pytest.mark.parametrize(
    ("old", "new"),
    [("amount: 163350", "amount: [163350"), ("date: 2013-10-02", "date: 2013-00-02"), ("filed:", "field:")],
)
def test_a_filed_form_that_cannot_be_read_must_be_restored(tmp_path: Path, old: str, new: str) -> None:
    assert asked(tmp_path, FILED, FILED.replace(old, new)) == (
        f"{TAKEN}: restore the file",
        "this cannot be read as a filing: see its errors, and read its YAML",
    )


ON_FILE = """powers_of_attorney:
  - grantor: Robert A. Panora
    attorneys_in_fact: [Bonnie J. Brown]
    on_file: {date: 2012-03-01}
"""
POWERLESS = FILED[: FILED.index("powers_of_attorney:")] + FILED[FILED.index("filed:") :]
HASH = "    wording_hash: 17e3974c"


@pytest.mark.parametrize(
    ("now", "which"),
    [
        (POWERLESS, "gone here"),
        (
            POWERLESS + ON_FILE,
            "said here to be on file since 1 Mar 2012",
        ),
        (
            re.sub(r"    wording_hash: .*\n", "", FILED.replace("    signed: 2013-09-23\n", "")),
            "unsigned here",
        ),
        (FILED.replace("    signed: 2013-09-23\n", "    signed: 2013-09-24\n"), "not as it was here"),
        (FILED.replace(HASH, HASH.replace("17", "00")), "not as it was here"),
    ],
)
def test_a_filed_power_must_not_change(tmp_path: Path, now: str, which: str) -> None:
    found = reviewed(tmp_path, FILED, now)

    assert found.state == "has errors"
    assert [each for each in found.problems if each.code == "exhibit-changed-after-filing"] == [
        ReviewProblem(
            code="exhibit-changed-after-filing",
            severity="error",
            message=f"{TAKEN} with the power of Robert A. Panora as Exhibit 24, which is {which}: restore "
            "it; what was filed is corrected by a Form 3/A",
            file=NAME,
        )
    ]


def test_a_fingerprint_may_be_recorded_after_filing(tmp_path: Path) -> None:
    bare = re.sub(r"    wording_hash: .*\n", "", FILED)

    assert reviewed(tmp_path / "1", bare, FILED).state == "filed"
    other = reviewed(tmp_path / "2", bare, bare.replace("- John N. Hatsopoulos", "- Jane Roe"))
    assert other.state == "has errors"


def test_a_filed_exhibit_must_not_change(tmp_path: Path) -> None:
    sent = f"{FILED}exhibits:\n  - {{type: EX-99, file: letter.txt}}\n"
    for n, words in enumerate(("As agreed.", "As agreed.", "As not agreed.")):
        folder = (tmp_path / f"{n}" / NAME).parent
        folder.mkdir(parents=True)
        (folder / "letter.txt").write_text(words)
    first, same, other = (look(tmp_path / f"{n}", sent) for n in range(3))
    gone = look(tmp_path / "3", FILED)
    told = f"{TAKEN} with letter.txt as EX-99, which is"

    assert [*regressions.problems(first, same)] == []
    assert [each.message.partition(":")[0] for each in regressions.problems(first, other)] == [
        f"{told} not as it was here"
    ]
    assert [each.message.partition(":")[0] for each in regressions.problems(first, gone)] == [
        f"{told} gone here"
    ]


def test_a_signed_power_that_becomes_on_file_has_a_task(tmp_path: Path) -> None:
    now = BY_ATTORNEY[: BY_ATTORNEY.index("powers_of_attorney:")] + ON_FILE

    assert asked(tmp_path, BY_ATTORNEY, now) == (
        f"{SIGNED}, and is said to be on file since 1 Mar 2012: is that right?",
        '"/s/ Bonnie J. Brown, Attorney-in-Fact for PANORA ROBERT A" relies on a power already on file: '
        "read it on EDGAR",
    )


def test_a_filed_form_to_be_restored_has_no_other_tasks(tmp_path: Path) -> None:
    first, now = look(tmp_path / "1", FILED), tmp_path / "2"
    (now / NAME).parent.mkdir(parents=True)
    (now / NAME).write_text(FILED.replace("amount: 163350", "amount: 163500"), "utf-8")
    side = Side(revision=Revision(name="a branch"), tree="0" * 40, root=now)
    edited = load.look(side, NAME, AsFiled(content=FILED.encode()))

    found = filing_review(Pair(change="changed", before=first, after=edited), TODAY)

    assert "changed-after-filing" in {each.code for each in found.problems}
    assert found.tasks == ()


def test_a_signature_that_is_recorded_with_the_filing_still_needs_its_paper(tmp_path: Path) -> None:
    unsigned = PANORA.replace("    signed: 2013-10-01\n", "")

    assert asked(tmp_path, unsigned, FILED) == (
        "the filing is now marked as filed: is 0001537435-13-000008 its accession number on EDGAR?",
        PAPER,
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# yaml", "# YAML", True),
        ('zip: "02140"', "zip: '02140'", True),
        ("amount: 163350", "amount: 163351", False),
        ('zip: "02140"', 'zip: "02141"', False),
        ("    signed: 2013-10-01\n", "", False),
    ],
)
def test_a_change_of_notation_only_is_shown(tmp_path: Path, old: str, new: str, told: bool) -> None:
    assert old in PANORA
    found = reviewed(tmp_path, PANORA, PANORA.replace(old, new, 1))

    assert (" · only comments or notation changed · " in found.line) is told
    assert not (told and found.tasks)


def test_a_power_whose_text_is_elsewhere_must_be_read(tmp_path: Path) -> None:
    line = '"Bonnie J. Brown, Attorney-in-Fact for PANORA ROBERT A"'
    unsigned = BY_ATTORNEY.replace("    signed: 2013-10-01\n", "")
    draft = re.sub(r"    (wording_hash: .*|signed: 2013-09-23)\n", "", unsigned)
    office = draft.replace("- Bonnie J. Brown", "- any officer of the Company")
    start = unsigned.index("powers_of_attorney:")
    scan = "powers_of_attorney:\n  - {grantor: Robert A. Panora, attorneys_in_fact: [Bonnie J. Brown], "
    scan += "document: power.pdf, signed: 2013-09-23}\n"

    found = [
        [each for each in asked(tmp_path / f"{n}", None, text) if each.startswith(line)]
        for n, text in enumerate((unsigned, draft, office, unsigned[:start] + scan))
    ]

    assert found == [
        [],
        [],
        [
            f"{line}: does the power name the signer? Not known yet: it names any officer of the "
            "Company: is Bonnie J. Brown one?"
        ],
        [f"{line} is by a power that Redwell cannot read: read it"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        (
            "date: 2013-10-02",
            "date: 2013-10-05",
            (
                "the filing date went from 2 Oct 2013 to 5 Oct 2013: which does EDGAR say?",
                "the filing date is 5 Oct 2013, a date in the future",
            ),
        ),
        (
            "13-000008",
            "13-000009",
            (
                "the accession number went from 0001537435-13-000008 to 0001537435-13-000009: which is it on "
                "EDGAR?",
            ),
        ),
        (
            "  accession_number: 0001537435-13-000008\n",
            "",
            ("the accession number went from 0001537435-13-000008 to none: which is it on EDGAR?",),
        ),
    ],
)
def test_changed_facts_from_edgar_have_tasks(
    tmp_path: Path, old: str, new: str, questions: tuple[str, ...]
) -> None:
    assert old in FILED
    assert asked(tmp_path, FILED, FILED.replace(old, new)) == questions


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        (
            "    signed: 2013-09-23\n",
            "",
            f"{SIGNED}, and is unsigned now: restore what was signed",
        ),
        (
            "    wording_hash:",
            "    #",
            f"{SIGNED}, and its fingerprint is gone: restore it",
        ),
        (
            "    signed: 2013-09-23\n",
            "    signed: 2013-09-24\n",
            f"{SIGNED}, and now it says 24 Sep 2013: which day is on the paper?",
        ),
    ],
)
def test_a_changed_signed_power_is_the_first_task(tmp_path: Path, old: str, new: str, question: str) -> None:
    assert old in BY_ATTORNEY
    now = BY_ATTORNEY.replace(old, new).replace("John N. Hatsopoulos", "Jane Roe")

    found = [each for each in asked(tmp_path, BY_ATTORNEY, now) if "text changed after" not in each]

    assert found[0] == question


def test_a_changed_fingerprint_has_one_task(tmp_path: Path) -> None:
    told = "text changed after it was signed: which text did the grantor sign?"
    other = BY_ATTORNEY.replace("John N. Hatsopoulos", "Jane Roe")
    looked = look(tmp_path / "1", other)
    (power,) = looked.filing.powers_of_attorney if looked.filing else ()
    text = instrument.draft(power, looked.checked.files)
    refreshed = other.replace(power.wording_hash or "", text.wording_hash)

    kept = asked(
        tmp_path / "2", BY_ATTORNEY, BY_ATTORNEY.replace("wording_hash: 17e3974c", "wording_hash: 00000000")
    )
    renewed = asked(tmp_path / "3", BY_ATTORNEY, refreshed)

    assert [each for each in kept if "sign?" in each] == [f"the power of attorney's {told}"]
    assert renewed[0] == (f"{SIGNED}, and has another fingerprint now: which text did the grantor sign?")


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        (
            "    signed: 2013-10-01",
            "    signed: 2013-10-05",
            '"/s/ Robert A. Panora" is signed 5 Oct 2013, a date in the future',
        ),
        (
            "date_of_event: 2013-10-01",
            "date_of_event: 2013-10-05",
            "the date of event is 5 Oct 2013, a date in the future",
        ),
    ],
)
def test_a_date_in_the_future_is_not_ready(tmp_path: Path, old: str, new: str, question: str) -> None:
    assert old in READY
    found = reviewed(tmp_path, READY, READY.replace(old, new))

    assert reviewed(tmp_path, None, READY).state == "ready to file"
    assert found.state == "not ready to file"
    assert question in found.tasks


def test_an_entitys_signer_without_a_power_is_not_ready_unless_accepted(
    tmp_path: Path,
) -> None:
    text = good("entity-chain")
    signed = "signatures:\n  - {signer: Ann Roe, for: Northern Light Partners L.P., signed: 2026-05-14}\n"
    attorney = text[: text.index("signatures:")] + signed
    accepted = f"{attorney}accept:\n  entity-signer-bare: She is its manager.\n"

    found = reviewed(tmp_path / "1", None, attorney, LATER)

    assert found.state == "not ready to file"
    assert (
        '"/s/ Ann Roe, Attorney-in-Fact for Northern Light Partners L.P.": no power of attorney in this '
        "filing: none from NORTHERN LIGHT PARTNERS L.P."
    ) in found.tasks
    assert reviewed(tmp_path / "2", None, accepted, LATER).state == "ready to file"


def test_a_signer_without_a_power_is_not_ready_unless_accepted(tmp_path: Path) -> None:
    attorney = READY.replace(
        "signer: Robert A. Panora\n    s", "signer: Sam Agent\n    for: PANORA ROBERT A\n    s"
    )
    accepted = attorney.replace("accept:\n", "accept:\n  signer-not-in-power: He is a partner of the firm.\n")
    assert attorney != READY

    assert reviewed(tmp_path / "1", READY, attorney).state == "not ready to file"
    assert reviewed(tmp_path / "2", READY, accepted).state == "ready to file"
    # Nor where only the text could be compared.
    broken = READY.replace("issuer:", "issuer")
    found = reviewed(tmp_path / "3", broken, attorney)
    assert found.state == "not ready to file"
    assert found.tasks == (
        "only the YAML could be compared: read it whole",
        '"/s/ Sam Agent, Attorney-in-Fact for PANORA ROBERT A": the power does not name the signer: it names '
        "Bonnie J. Brown, John N. Hatsopoulos",
    )


# Which holding, and in which order


def filing_of(*rows: str) -> str:
    listed = "".join(f"  - {{{row}}}\n" for row in rows)
    start, end = (
        PANORA.index("non_derivative:"),
        PANORA.index("derivative:\n", PANORA.index("non_derivative:") + 8),
    )
    return f"{PANORA[:start]}non_derivative:\n{listed}{PANORA[end:]}"


def test_a_task_names_the_holder_and_the_row_if_needed(tmp_path: Path) -> None:
    trust = "title: Common Stock, amount: {}, ownership: indirect, nature_of_ownership: By Trust {}"
    before = filing_of(*(trust.format(100, name) for name in "ABB"))
    now = filing_of(*(trust.format(200, name) for name in "ABB"))
    said = (
        "the amount of Common Stock (indirect, By Trust {}) went from 100 to 200: compare with the source "
        "document"
    )

    assert asked(tmp_path, before, now) == (
        said.format("A"),
        f"row 2 of Table I: {said.format('B')}",
        f"row 3 of Table I: {said.format('B')}",
    )


def test_another_cited_footnote_has_a_task_and_reordered_marks_do_not(
    tmp_path: Path,
) -> None:
    full = good("full")
    other = full.replace("date_exercisable:\n      footnotes: [vesting]", WARRANT)
    swapped = full.replace("footnotes: [trust, disclaimer]", "footnotes: [disclaimer, trust]")
    assert full not in (other, swapped)

    found = [each for each in asked(tmp_path / "1", full, other) if "footnote" in each]

    assert found == [
        "Stock Option (Right to Buy) (direct, expiration date 14 Feb 2036, exercise price $2.6): date "
        "exercisable: footnote 6 before, 7 now"
    ]
    assert [each for each in asked(tmp_path / "2", full, swapped) if "footnote" in each] == [
        "beneficial ownership is disclaimed: read footnote 3"
    ]


def test_a_task_lists_every_change_of_its_row(tmp_path: Path) -> None:
    now = PANORA.replace("amount: 125000", "amount: 12500").replace("price: 2.6", "price: 2.7")

    assert asked(tmp_path, PANORA, now) == (
        "the underlying amount of Stock Option (Right to Buy) (direct, expiration date 14 Feb 2021, exercise "
        "price $2.7) went from 125,000 to 12,500 (exercise price was $2.6): compare with the source document",
    )


def test_many_rows_share_one_task_after_more_important_ones(tmp_path: Path) -> None:
    row = "title: Units of Fund {}, amount: {}, ownership: direct"
    before = filing_of(*(row.format(n, 100) for n in range(12)))
    now = filing_of(*(row.format(n, 99) for n in range(12)))
    now = now.replace("date_of_event: 2013-10-01", "date_of_event: 2013-09-30").replace("1537435", "1537436")

    assert asked(tmp_path, before, now) == (
        "the CIK of the issuer is now 0001537436: check it on EDGAR",
        "the date of event went from 1 Oct 2013 to 30 Sep 2013: the form is now due Thu 10 Oct 2013, 8 "
        "days left",
        "12 amounts changed in Table I: compare each with its source document",
    )


def test_there_are_never_more_than_ten(tmp_path: Path) -> None:
    text = "\n".join(f"  n{n}: Held in account {n} of the bank." for n in range(12))
    now = PANORA.replace("footnotes:\n", f"footnotes:\n{text}\n")

    found = asked(tmp_path, PANORA, now)

    assert len(found) == 10
    assert found[-1] == "3 more like these: go through the tables, the facts and the texts"


def test_an_accepted_warning_does_not_answer_for_another_signer(tmp_path: Path) -> None:
    accept = "accept:\n  poa-missing: The company has the power of Ms. Brown.\n"
    before = READY.replace(
        "signer: Robert A. Panora\n", "signer: Bonnie J. Brown\n    for: PANORA ROBERT A\n"
    )
    before = before[: before.index("powers_of_attorney:")] + accept
    now = before.replace("signer: Bonnie J. Brown", "signer: Sam Agent")
    assert now != before

    same = reviewed(tmp_path / "1", before, before.replace("amount: 163350", "amount: 163500"))
    other = reviewed(tmp_path / "2", before, now)
    renewed = reviewed(tmp_path / "3", before, now.replace("Ms. Brown", "Mr. Agent"))
    unsigned = before.replace("    signed: 2013-10-01\n", "")

    assert reviewed(tmp_path / "4", unsigned, before).state == "ready to file"
    assert [each.state for each in (same, other, renewed)] == [
        "ready to file",
        "not ready to file",
        "ready to file",
    ]
    asks = (
        "accepted warning poa-missing: does the reason still hold for Sam Agent? "
        '"The company has the power of Ms. Brown."'
    )
    assert [asks in each.tasks for each in (same, other, renewed)] == [False, True, False]
    assert other.line.endswith(" · 0 errors, 1 warning, 1 accepted warning")


def test_the_line_names_the_most_important_changes_first(tmp_path: Path) -> None:
    now = PANORA.replace("55 CLIFTON", "57 CLIFTON").replace("COO and President", "COO")
    noted = now.replace("2012, 2013, 2014 and 2015", "2012, 2013 and 2014")
    power = now.replace("[3, 4, 5]", "[3]")
    signed = noted.replace("    signed: 2013-10-01\n", "")

    found = [
        reviewed(tmp_path / f"{n}", PANORA, text).line for n, text in enumerate((now, noted, power, signed))
    ]

    assert [each.partition("; changed: ")[2].partition(" · ")[0] for each in found] == [
        "officer title of PANORA ROBERT A, address of PANORA ROBERT A",
        "footnote 1 (vesting), officer title of PANORA ROBERT A and 1 more",
        "forms of the power of attorney of Robert A. Panora, officer title of PANORA ROBERT A and 1 more",
        "signatures, footnote 1 (vesting) and 3 more",
    ]


ORIGINAL = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "1234567", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE, cik: "1765432", relationship: {director: true}}
non_derivative:
  - {title: {value: Common Stock, footnotes: [plan]}, amount: 1000, ownership: direct}
footnotes: {plan: Held in a plan.}
remarks: Filed on time.
filed: {date: 2026-05-12}
signatures:
  - {signer: Jane Doe, signed: 2026-05-08}
"""
AMENDMENT = """\
form: "3/A"
amendment:
  original_filed: 2026-05-12
  explanation: The original left out 500 shares of a trust.
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "1234567", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE, cik: "1765432", relationship: {director: true}}
non_derivative:
  - {title: Common Stock, amount: 500, ownership: indirect, nature_of_ownership: By trust}
signatures:
  - {signer: Jane Doe, signed: 2026-08-31}
"""


def over_its_original(root: Path, original: str, amendment: str) -> FilingReview:
    previous, after = look(root / "a", original), look(root / "b", amendment)
    return filing_review(Pair(change="added", before=None, after=after, previous=previous), TODAY)


def test_an_amendment_is_laid_over_its_original(tmp_path: Path) -> None:
    found = over_its_original(tmp_path, ORIGINAL, AMENDMENT)
    ((kept, added),) = (table.rows for table in found.tables)
    assert (kept.change, f"{kept.before}", f"{kept.after}") == ("same", "1,000", "1,000")
    assert [note.text for note in kept.notes] == ["not repeated here, stands as filed: 1,000"]
    assert (added.change, f"{added.after}") == ("added", "500")
    assert "common 500 (indirect) added" in found.line
    assert "removed" not in found.line
    assert [text.what for text in found.texts] == ["explanation of the amendment"]
    assert (
        "Common Stock (direct) in Table I is not repeated, so it stands as filed: if it was reported by "
        "mistake, say so in the explanation"
    ) in found.tasks
    assert not [task for task in found.tasks if "no longer held" in task]


def test_an_amendment_of_another_filing_is_not_laid_over_this_one(tmp_path: Path) -> None:
    found = over_its_original(tmp_path, ORIGINAL, AMENDMENT.replace("2026-05-12", "2026-05-13"))
    assert [row.change for table in found.tables for row in table.rows] == ["removed", "added"]
