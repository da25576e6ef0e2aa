"""The catalogue of rules: current, whole, and each code shown by a bad filing or said why not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from redwell.commands import catalogue
from redwell.commands.codes_given import Said, codes_in, codes_of
from redwell.form import Rule
from redwell.forms import FORMS

ROOT = Path(__file__).resolve().parents[1]
BAD = ROOT / "tests" / "filings" / "bad"
RULES = FORMS["3"].rules
NO_BAD_FILING = {
    "amended": "it takes an original beside the amendment",
    "as_filed": "it takes a manifest or a history of git",
    "build": "it takes a folder of builds",
    "edgar": "it is of a document of EDGAR, not of a filing",
    "exhibits/passages": "it is of the words of a firm: tests/test_wording.py",
    "exhibits/wording": "it is of the words of a firm: tests/test_wording.py",
    "exhibits/named_files": "it takes files elsewhere: tests/test_power_of_attorney.py",
    "filings": "it is of a folder of filings",
    "review": "it takes two revisions: tests/test_review.py",
    "imported": "it is of a document of EDGAR, not of a filing",
    "xml_faults": "no filing that is sound makes such a document",
    "document-columns": "it takes a power as a .txt file, which here is a report",
    "document-empty": "it takes a power as a .txt file, which here is a report",
    "exhibit-line": "it takes an exhibit as a .txt file, which here is a report",
    "exhibit-too-large": "no large file is kept for a test",
    "file-outside": "it takes a link that leads elsewhere",
    "file-too-large": "no large file is kept for a test",
    "file-unreadable": "it takes a file that nobody may read",
    "filing-name": "it is of the name of a file",
    "not-utf-8": "an editor would repair it",
    "secret-base64": "it is of a document that is sent, not of a filing",
    "secret-submission": "it is of a document that is sent, not of a filing",
    "template": "it is of a template",
    "too-deep": "an editor would not bear it",
    "too-many-problems": "it ends a report of hundreds",
}
"""Modules and codes of which no bad filing shows a report, and why."""


def test_the_catalogue_is_current() -> None:
    current = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert catalogue.markdown(RULES, ROOT / "redwell", BAD) == current, "run: invoke docs"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_gives_a_code_and_cites_its_source(rule: Rule) -> None:
    assert codes_of(rule)
    source = r"specification|Form 3|Rule \d|Release|Act\b|Manual|SEC 1473|practice|Regulation S-T"
    assert re.search(source, rule.__doc__ or "")


def test_each_code_is_shown_by_a_bad_filing_or_listed_with_a_reason() -> None:
    shown = {code for code, _ in catalogue.examples(BAD)}
    unshown = [said for said in codes_in(ROOT / "redwell") if not _is_shown(said, shown)]
    missing = [
        said
        for said in unshown
        if not {said.code, said.where, said.where.partition("/")[0]} & set(NO_BAD_FILING)
    ]
    assert missing == []
    needed = {name for said in unshown for name in (said.code, said.where, said.where.partition("/")[0])}
    assert set(NO_BAD_FILING) - needed == set()


def test_each_code_that_a_bad_filing_shows_is_in_the_catalogue() -> None:
    given = {said.code for said in codes_in(ROOT / "redwell")}
    shown = {code for code, _ in catalogue.examples(BAD)}
    assert len(shown) > 120
    assert [code for code in shown if not any(catalogue.is_of(code, each) for each in given)] == []


def _is_shown(said: Said, shown: Iterable[str]) -> bool:
    return any(catalogue.is_of(code, said.code) for code in shown)
