"""Findings of check: placed in the head's file, told as new or old, and silent about addresses."""

from __future__ import annotations

from pathlib import Path

from redwell.review.compare.findings import IN_AN_ADDRESS, findings
from redwell.review.model import Finding
from tests.looked import NAME, PANORA, good, look

ZIP = PANORA.replace('"02140"', '"94025"')


def test_what_check_found_is_placed_and_new_in_a_new_filing(tmp_path: Path) -> None:
    assert findings(None, look(tmp_path, PANORA)) == (
        Finding(
            code="owner-cik-missing",
            severity="not ready",
            message="the owner's CIK is missing",
            file=NAME,
            line=12,
            column=5,
            end_column=26,
        ),
    )


def test_what_was_found_before_is_not_new_where_lines_moved(tmp_path: Path) -> None:
    before = look(tmp_path / "1", PANORA)
    now = look(tmp_path / "2", PANORA.replace("issuer:", "\n\n\n\nissuer:", 1))

    (found,) = findings(before, now)

    assert (found.line, found.is_new) == (16, False)


def test_what_was_found_before_is_not_new_where_a_row_moved(tmp_path: Path) -> None:
    row = "  - title: Common Stock\n    amount: 163350\n    ownership: indirect\n"
    before = PANORA.replace("  - title: Common Stock\n    amount: 163350\n    ownership: direct\n", row)
    now = before.replace(row, "  - {title: Preferred Stock, amount: 5, ownership: direct}\n" + row)

    found = findings(look(tmp_path / "1", before), look(tmp_path / "2", now))

    assert [(each.code, each.is_new) for each in found if each.severity == "error"] == [
        ("nature-missing", False)
    ]


def test_of_two_alike_the_one_more_is_new(tmp_path: Path) -> None:
    row = "  - {title: Common Stock, amount: 1, ownership: indirect}\n"
    before = PANORA.replace("derivative:\n", f"derivative:\n{row}", 1)
    now = PANORA.replace("derivative:\n", f"derivative:\n{row}{row.replace('1', '2')}", 1)

    found = findings(look(tmp_path / "1", before), look(tmp_path / "2", now))

    assert [each.is_new for each in found if each.code == "nature-missing"] == [False, True]


def test_nothing_is_said_about_an_address(tmp_path: Path) -> None:
    (found,) = [each for each in findings(None, look(tmp_path, ZIP)) if each.code == "zip-elsewhere"]

    assert found.message == IN_AN_ADDRESS
    assert (found.severity, found.line) == ("warning", 17)


def test_nothing_is_said_about_an_address_of_what_is_no_filing(tmp_path: Path) -> None:
    for text in (
        PANORA.replace("street: 55 CLIFTON ST.", "street: 55 CLIFTON ST.: REAR"),
        PANORA.replace('zip: "02140"', "zip: [02140"),
        PANORA.replace("city: CAMBRIDGE", "town: CAMBRIDGE"),
        PANORA.replace("      state: MA", "\tstate: MA 02140"),
    ):
        found = findings(None, look(tmp_path, text))

        assert found
        assert not {"CLIFTON", "CAMBRIDGE", "02140"} & {
            word for each in found for word in each.message.replace('"', " ").split()
        }


def test_a_problem_of_another_file_is_placed_there(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("title: 1\n")
    text = good("full").replace("tests/filings/good/firm/wording.yaml", "firm.yaml")

    files = {each.file for each in findings(None, look(tmp_path, text))}

    assert files == {NAME, "firm.yaml"}
