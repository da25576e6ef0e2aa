"""The cases of `tests/cases`, each written as a filing of a repository of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import redwell
from generators import cases
from generators.cases import Case
from redwell.check.filing import check_filing
from redwell.files import discovery
from redwell.problems import Problem

FOLDER = Path(__file__).parent / "cases"
CASES = cases.load(FOLDER)
NAME = "filings/acme/doe.yaml"


def named(title: str) -> Case:
    """Return the case with this heading."""
    (found,) = (case for case in CASES if case.title == title)
    return found


TODAY = date(2026, 12, 31)
"""The day on which the filings of the cases are checked: later than what they record."""


def written(case: Case, root: Path) -> Path:
    """Write the filing of a case, and the files beside it, into the repository *root*."""
    filing = root / NAME
    filing.parent.mkdir(parents=True)
    filing.write_text(case.filing, "utf-8", newline="")
    for name, text in case.files.items():
        (filing.parent / name).write_text(text, "utf-8", newline="")
    return filing


def problems_of(filing: Path, root: Path) -> tuple[Problem, ...]:
    """Return what `invoke check` finds in a filing of the repository *root* on `TODAY`."""
    checked = check_filing(discovery.entry(filing, root), root, redwell.home())
    return (*checked.problems, *(problem for day, problem in checked.dated if day > TODAY))
