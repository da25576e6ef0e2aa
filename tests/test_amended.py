"""An amendment agrees with the filing that it names, where that lies beside it."""

from __future__ import annotations

from pathlib import Path

import redwell
from redwell.check.filing import check_filing
from redwell.files import discovery

ORIGINAL = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE, cik: "456", relationship: {director: true}}
no_securities_owned: true
signatures:
  - {signer: Jane Doe, signed: 2026-05-05}
filed: {date: 2026-05-06}
"""
AMENDMENT = """\
form: "3/A"
date_of_event: 2026-05-04
amendment: {original_filed: 2026-05-06, amends: first.yaml, explanation: Adds shares that were omitted.}
issuer: {name: ACME CORP, cik: "0123", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE M, cik: "0456", relationship: {director: true}}
non_derivative:
  - {title: Common Stock, amount: 1000, ownership: direct}
signatures:
  - {signer: Jane Doe, signed: 2026-05-20}
accept: {signed-facts-missing: Signed on paper.}
"""


def said(folder: Path, original: str | None = ORIGINAL, amendment: str = AMENDMENT) -> list[str]:
    """Return the problems of the amendment, each with its path."""
    record = folder / "acme"
    record.mkdir(exist_ok=True)
    if original is not None:
        (record / "first.yaml").write_text(original, "utf-8")
    (record / "amendment.yaml").write_text(amendment, "utf-8")
    entry = discovery.entry(record / "amendment.yaml", folder)
    problems = check_filing(entry, folder, redwell.home()).problems
    return [
        f"{'.'.join(map(str, problem.path))} {problem.severity} {problem.code}: {problem.message}"
        for problem in problems
    ]


def test_an_amendment_that_agrees_with_its_original_passes(tmp_path: Path) -> None:
    assert said(tmp_path) == []


def test_a_missing_original_is_a_warning(tmp_path: Path) -> None:
    assert said(tmp_path, None) == [
        "amendment.amends warning amends-missing: there is no file first.yaml in this folder: write the "
        "file name of the original, or its accession number"
    ]


def test_an_amendment_of_an_amendment_gives_the_day_of_the_first_form(tmp_path: Path) -> None:
    first = AMENDMENT.replace("amends: first.yaml", "amends: 0001234567-26-000001")
    first += "filed: {date: 2026-05-21}\n"
    second = AMENDMENT.replace("2026-05-20", "2026-06-01")
    assert said(tmp_path, first, second) == []
    assert said(
        tmp_path, first, second.replace("original_filed: 2026-05-06", "original_filed: 2026-05-21")
    ) == [
        "amendment.original_filed warning amends-other-date: first.yaml gives 2026-05-06 for its original: "
        "write that date here, or correct it there"
    ]


def test_an_original_known_by_number_or_with_errors_is_not_compared(tmp_path: Path) -> None:
    assert said(tmp_path, ORIGINAL.replace("director: true", "director: maybe")) == []
    assert said(tmp_path, None, AMENDMENT.replace("first.yaml", "0001234567-26-000001")) == []
