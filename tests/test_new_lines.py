"""`new --form 4 --code`: not ready, never wrong, and right once its blanks are filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import redwell
from redwell.check.filing import Checked, check_filing
from redwell.commands import new_draft, new_lines, table
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.rules.readiness import BLANKS, UNKNOWN_DAY

FILLED = {
    "ISSUER NAME": "ACME CORP",
    "9999999999": "1234567",
    "SYMBOL ": "ACME ",
    '    # cik: "0001234567"            # once the Form ID is accepted\n': '    cik: "7654321"\n'
    '    address: {street: 1 MAIN ST., city: BOSTON, state: MA, zip: "02110"}\n',
    "OFFICER TITLE": "Chief Financial Officer",
    BLANKS["title"]: "Common Stock",
    BLANKS["title_of_derivative"]: "Restricted Stock Unit",
    f"price: {BLANKS['number']}": "price: 14.75",
    BLANKS["number"]: "240",
    f"{UNKNOWN_DAY}": "2026-06-15",
    "# acquired: 240 ": "acquired: 240 ",
    f"{new_lines.LEFT_OUT}what is left of the derivative": "owned_after: 1676   # ",
    f"{new_lines.LEFT_OUT}the units": "owned_after: 1676   # ",
    new_lines.LEFT_OUT: "owned_after: 900   # ",
    "[describe when they vest]": "The units vested on June 15, 2026.",
    "[describe what happened]": "Exchanged for shares of the acquirer.",
    "[describe since when it could be exercised]": "Exercisable since March 2, 2026.",
    "[describe the ratio, when it could be converted, and when it expires, if it does]": "Each "
    "share converts at any time into one share of Common Stock, and does not expire.",
    "# signatures: ": "signatures: ",
    "#   - signer: Jane Doe": "  - signer: Jane Doe",
    "#     signed: ": "    signed: ",
}
"""The answers that a paralegal types, and where."""


def checked(root: Path, text: str) -> Checked:
    path = root / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return check_filing(discovery.entry(path, root), root, redwell.home())


def written(root: Path, form: str, *codes: str) -> str:
    draft = new_draft.Draft(client="acme", owner="Doe Jane", day="2026-06-15", form=form, codes=codes)
    return new_draft.write_new(root / "filings", draft, root).text


def filled(text: str) -> str:
    for old, typed in FILLED.items():
        text = text.replace(old, typed)
    return f"{text}\naccept: {{signed-facts-missing: Signed on paper.}}\n"


@pytest.mark.parametrize("form", ["4", "5"])
@pytest.mark.parametrize("code", new_lines.KINDS)
def test_the_lines_of_each_kind_are_not_ready_and_become_right(tmp_path: Path, form: str, code: str) -> None:
    text = written(tmp_path, form, code)
    found = checked(tmp_path, text)
    asked = [each.code for each in found.problems if each.severity != "not ready"]
    # Only the record tells which way an expiration goes.
    assert asked == (["moved-missing"] if code == "E" else [])
    messages = " ".join(each.message for each in found.problems)
    expired = code in ("E", "H")
    assert ("non_derivative[0].title is still TITLE OF SECURITY" in messages) != expired
    assert ("derivative[0].title is still TITLE OF DERIVATIVE SECURITY" in messages) == (code in "MCXOEH")
    balances = re.findall(r"^    # owned_after: .*", text, re.MULTILINE)
    # No number stands there, which could pass for one that was computed.
    assert [each for each in balances if not each.startswith(f"    {new_lines.LEFT_OUT}")] == []
    assert len(balances) == (2 if code in "MCXO" else 1)
    table = "derivative" if expired else "non_derivative"
    assert (f"{table}[0].date is still 1900-01-01" in messages) == (form == "5")
    right = checked(tmp_path, filled(text))
    assert right.problems == ()
    assert right.filing
    assert f"{right.filing.period_of_report}" == "2026-06-15"


def test_several_kinds_are_in_one_form_and_their_notes_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = written(tmp_path, "4", "M", "F")
    assert re.findall(r"^  (\w+):", text.partition("\nfootnotes:\n")[2], re.MULTILINE) == [
        "unit",
        "withheld",
        "vesting",
        "no_expiry",
    ]
    assert re.findall(r"^    code: *(?:\n      value: )?(\w)", text, re.MULTILINE) == ["M", "F", "M"]
    withheld = text.replace(
        "    disposed: 999999999\n    price: 999999999", "    disposed: 100\n    price: 296.42"
    )
    head, mark, tail = withheld.partition("code: F" if "code: F" in withheld else "value: F")
    tail = tail.replace(new_lines.LEFT_OUT, "owned_after: 800   # ", 1)
    right = checked(tmp_path, filled(head + mark + tail))
    assert right.problems == ()


def test_without_a_kind_a_form_shows_what_its_tables_hold(tmp_path: Path) -> None:
    text = written(tmp_path, "4")
    assert {each.severity for each in checked(tmp_path, text).problems} == {"not ready"}
    text, mark, below = text.partition("# signatures:")
    shown = (
        re.sub(r"^# (?=non_derivative|derivative|footnotes| )", "", text, flags=re.MULTILINE) + mark + below
    )
    right = checked(tmp_path, filled(re.sub(r"^period: .*\n", "", shown, flags=re.MULTILINE)))
    assert right.problems == ()
    assert right.filing
    assert len([*right.filing.footnotes]) == 3


def test_kinds_are_known_however_they_are_typed() -> None:
    assert new_lines.kinds_of(("s", "S-TO-COVER")) == ("S", "S-to-cover")
    with pytest.raises(
        Misuse, match=r"^--code Q: this is no transaction code: write P, S, S-to-cover, M, F, A, "
    ):
        new_lines.kinds_of(("Q",))
    for code, why in (
        ("V", "V is no code of its own: write timing: early beside the code of the transaction"),
        ("k", "K is no code of its own: write equity_swap: true beside the code of the trade"),
    ):
        with pytest.raises(Misuse) as caught:
            new_lines.kinds_of((code,))
        assert f"{caught.value}" == f"--code {code}: {why}"
    (flag,) = [flag for command in table.COMMANDS for flag in command.flags if flag.name == "code"]
    assert flag.choices == new_lines.KINDS


def test_the_lines_of_a_gift_say_when_one_that_was_received_is_due(tmp_path: Path) -> None:
    said = "one that was received is acquired, may wait for Form 5, and needs timing: early on Form 4."
    assert said in written(tmp_path, "4", "G")


def test_a_form_without_transactions_takes_no_code(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"^--code: a Form 3 has no transactions: leave it out"):
        written(tmp_path, "3", "S")


def test_an_option_that_is_granted_has_its_line_in_the_comments(tmp_path: Path) -> None:
    text = written(tmp_path, "4", "A")
    head, _, rest = text.partition("non_derivative:")
    table, mark, tail = rest[rest.index("# derivative:") :].partition("# signatures:")
    found = checked(tmp_path, filled(head + re.sub("^# ", "", table, flags=re.MULTILINE) + mark + tail))
    assert found.problems == ()


@pytest.mark.parametrize("codes", [("A", "M"), ("M", "F"), new_lines.KINDS[::2], new_lines.KINDS[1::2]])
def test_the_lines_of_several_kinds_are_not_ready(tmp_path: Path, codes: tuple[str, ...]) -> None:
    found = checked(tmp_path, written(tmp_path, "4", *codes))
    asked = [each.code for each in found.problems if each.severity != "not ready"]
    assert asked == (["moved-missing"] if "E" in codes else [])
