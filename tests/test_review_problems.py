"""Problems that check finds, placed in the head's file, new or known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import redwell
from redwell.git.history import AsFiled
from redwell.review import load
from redwell.review.compare import Pair, filing_review
from redwell.review.formats.html import page
from redwell.review.formats.json import dump
from redwell.review.formats.markdown import markdown
from redwell.review.headline import problem_count
from redwell.review.model import ReviewProblem, Revision
from redwell.review.problems import problems
from redwell.review.sides import Side
from tests.looked import NAME, PANORA, good, look
from tests.reviews import REVIEW

FILED = PANORA.replace("accept:", "filed:\n  date: 2013-10-02\naccept:")


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


BROKEN = PANORA.replace("issuer:", "issuer")


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        (PANORA, PANORA.replace('zip: "02140"', 'zip: "90210"'), {"zip-elsewhere"}),
        (PANORA, PANORA.replace("55 CLIFTON ST.", "55 CLIFTÓN ST."), {"ascii-only"}),
        (
            PANORA,
            PANORA.replace("      street: 55 CLIFTON ST.\n", "      street: [55 CLIFTON ST., LLC]\n"),
            {"comma-splits"},
        ),
        (FILED, FILED.replace("55 CLIFTON ST.", "57 CLIFTON ST."), {"changed-after-filing"}),
        (PANORA, BROKEN.replace("55 CLIFTON", "57 CLIFTON"), {"yaml"}),
        (BROKEN, PANORA.replace("CAMBRIDGE", "CAMBRIDGE-ON-CLIFTON"), set()),
        (
            PANORA,
            BROKEN.replace("    address:\n", "    address: {street: 55 CLIFTON ST.,\n"),
            {"yaml"},
        ),
        (PANORA, BROKEN.replace("    address:\n", "").replace("      street", "    street"), {"yaml"}),
    ],
)
def test_a_review_shows_no_address(tmp_path: Path, before: str, now: str, codes: set[str]) -> None:
    first = look(tmp_path / "1", before)
    after = look(tmp_path / "2", now)
    if before == FILED:
        side = Side(revision=Revision(name="a branch"), tree="0" * 40, root=tmp_path / "2")
        after = load.look(side, NAME, AsFiled(content=before.encode()))
    found = filing_review(Pair(change="changed", before=first, after=after), date(2013, 10, 2))
    review = replace(REVIEW, filings=(found,))

    assert codes <= {each.code for each in found.problems}
    for shown in (markdown(review), page(review, {}, redwell.home()), dump(review)):
        assert [each for each in ("CLIFT", "CAMBRIDGE", "02140", "90210") if each in shown] == []


def test_a_problem_in_an_address_keeps_its_code_and_its_place(tmp_path: Path) -> None:
    now = look(tmp_path, PANORA.replace('zip: "02140"', 'zip: "90210"'))

    assert [each for each in problems(None, now) if each.code == "zip-elsewhere"] == [
        ReviewProblem(
            code="zip-elsewhere",
            severity="warning",
            message="the address has a problem (zip-elsewhere): open line 17 of the file",
            file=NAME,
            line=17,
            column=12,
            end_column=19,
        )
    ]


def test_a_note_is_shown_and_not_counted() -> None:
    message = "Table I acquires the same number"
    note = ReviewProblem(code="moved-within", severity="note", message=message, file=NAME, line=3)
    shown = replace(REVIEW, filings=(replace(REVIEW.filings[0], problems=(note,), yaml=()),))
    for text in (markdown(shown), page(shown, {}, redwell.home()), dump(shown)):
        assert message in text
    assert f"**Notes**\n\n- **note** <code>moved-within</code> {message}" in markdown(shown)
    assert problem_count((note,)) == "0 errors, 0 warnings"
