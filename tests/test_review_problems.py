"""Problems that check finds, placed in the head's file, new or known."""

from __future__ import annotations

from pathlib import Path

from redwell.review.model import ReviewProblem
from redwell.review.problems import problems
from tests.looked import NAME, PANORA, good, look


def test_every_problem_of_a_new_filing_is_new(tmp_path: Path) -> None:
    assert problems(None, look(tmp_path, PANORA)) == (
        ReviewProblem(
            code="owner-cik-missing",
            severity="not ready",
            message="the owner's CIK is missing",
            file=NAME,
            line=12,
            column=5,
            end_column=26,
        ),
    )


def test_a_problem_on_a_moved_line_is_not_new(tmp_path: Path) -> None:
    before = look(tmp_path / "1", PANORA)
    now = look(tmp_path / "2", PANORA.replace("issuer:", "\n\n\n\nissuer:", 1))

    (found,) = problems(before, now)

    assert (found.line, found.is_new) == (16, False)


def test_a_problem_in_a_moved_row_is_not_new(tmp_path: Path) -> None:
    row = "  - title: Common Stock\n    amount: 163350\n    ownership: indirect\n"
    before = PANORA.replace("  - title: Common Stock\n    amount: 163350\n    ownership: direct\n", row)
    now = before.replace(row, "  - {title: Preferred Stock, amount: 5, ownership: direct}\n" + row)

    found = problems(look(tmp_path / "1", before), look(tmp_path / "2", now))

    assert [(each.code, each.is_new) for each in found if each.severity == "error"] == [
        ("nature-missing", False)
    ]


def test_a_second_equal_problem_is_new(tmp_path: Path) -> None:
    row = "  - {title: Common Stock, amount: 1, ownership: indirect}\n"
    before = PANORA.replace("derivative:\n", f"derivative:\n{row}", 1)
    now = PANORA.replace("derivative:\n", f"derivative:\n{row}{row.replace('1', '2')}", 1)

    found = problems(look(tmp_path / "1", before), look(tmp_path / "2", now))

    assert [each.is_new for each in found if each.code == "nature-missing"] == [False, True]


def test_a_problem_of_another_file_is_placed_there(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("title: 1\n")
    text = good("full").replace("tests/filings/good/firm/wording.yaml", "firm.yaml")

    files = {each.file for each in problems(None, look(tmp_path, text))}

    assert files == {NAME, "firm.yaml"}
