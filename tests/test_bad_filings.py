"""Each bad filing has one defect and gives exactly the report that stands beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import redwell
from redwell.check import filing
from redwell.commands import report
from redwell.files import discovery
from redwell.problems import Problem

FOLDER = Path(__file__).parent / "filings"
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
SEVERAL = {
    "several-source-problems": 3,
    "several-shape-problems": 3,
    "not-ready-everything": 2,
    "accept-error": 2,
    "power-signer-mark": 2,
    "filed-unsigned": 2,
}
"""Those that show how many problems are reported together."""
SEVERAL |= {"accept-misspelt": 2, "accept-not-ready": 2}
SEVERAL |= {"clause-unknown": 2, "poa-form-id-notary": 2, "exhibit-word": 2, "exhibit-24-twice": 2}


def problems_of(path: Path) -> tuple[Problem, ...]:
    entry = discovery.entry(path, FOLDER.parent.parent)
    return filing.check(entry, FOLDER.parent.parent, redwell.home()).problems


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_filing_gives_exactly_its_report(path: Path) -> None:
    problems = problems_of(path)
    said = report.report(problems, "text")
    expected = path.with_suffix(".txt")
    if os.environ.get("REDWELL_UPDATE_GOLDEN"):
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")
    assert len(problems) == SEVERAL.get(path.stem, 1)


def test_there_are_bad_filings_and_no_report_without_one() -> None:
    assert len(BAD) > 100
    assert {path.stem for path in (FOLDER / "bad").glob("*.txt")} == {path.stem for path in BAD}
    assert set(SEVERAL) <= {path.stem for path in BAD}


@pytest.mark.parametrize("path", sorted((FOLDER / "good").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_good_filing_has_neither_errors_nor_warnings(path: Path) -> None:
    assert [problem for problem in problems_of(path) if problem.severity != "not ready"] == []
