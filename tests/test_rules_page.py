"""`docs/rules.md`: current, whole, and each code shown by a case or a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generators import cases
from generators.rules_page import rules_page, sentence
from redwell.form import Rule
from redwell.forms import FORMS
from redwell.problems import CODES
from redwell.rules.registry import REGISTERED
from tests.case_files import FOLDER

ROOT = Path(__file__).resolve().parents[1]
DECLARED = {(code, rule.severity) for rule in REGISTERED.values() for code in rule.codes}
DECLARED |= {(code.code, code.severity) for code in CODES}
SHOWN_BY_THEIR_MESSAGES = {"file-outside", "not-made", "process-ended", "too-many-problems", "xml-schema"}
"""Codes whose tests assert the message alone."""
INVENTED = {("a-code", "error")}
"""The code of the invented problem in tests/test_report.py."""
TESTS = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))


def test_the_page_is_current() -> None:
    assert rules_page(FOLDER) == (ROOT / "docs" / "rules.md").read_text("utf-8"), "run: invoke docs"


def test_the_headings_are_written_as_english_writes_them() -> None:
    """The names of functions lose apostrophes, hyphens and capitals."""
    headings = [sentence(rule) for rule in REGISTERED]
    assert {
        "A foreign issuer's title names the security",
        "A last name comes first",
        "Insiders of some foreign issuers need not file",
        "No text holds HTML",
        "Text of Exhibit 24 is ASCII",
        "Who may leave is an attorney-in-fact",
    } <= {*headings}
    bare = re.compile(r"\b(ascii|cik|edgar|html|pdf|sec|xml|zip|owners last|issuers title|in fact)\b")
    assert [heading for heading in headings if bare.search(heading)] == []


@pytest.mark.parametrize("rule", REGISTERED, ids=lambda rule: rule.__name__)
def test_each_rule_cites_its_source(rule: Rule) -> None:
    source = (
        r"specification|Form [345]|Rule \d|Release|Act\b|Manual|SEC 1473|SEC staff|practice|Regulation S-T"
    )
    assert re.search(source, REGISTERED[rule].source)


def test_each_rule_is_a_rule_of_some_form() -> None:
    assert set(REGISTERED) == {rule for form in FORMS.values() for rule in form.rules}


def test_each_code_that_a_case_or_a_test_shows_is_declared() -> None:
    shown = set(cases.examples(FOLDER))
    reported = {(code, severity) for severity, code in re.findall(r"(error|warning) \[([a-z0-9-]+)\]", TESTS)}
    assert len(shown) > 120
    assert (shown | reported) - DECLARED == INVENTED


def test_each_declared_code_is_shown_by_a_case_or_named_in_a_test() -> None:
    shown = {code for code, _ in cases.examples(FOLDER)}
    unshown = {code for code, _ in DECLARED if code not in shown} - SHOWN_BY_THEIR_MESSAGES
    assert {code for code in unshown if not re.search(rf"(?<![\w-]){code}(?![\w-])", TESTS)} == set()
