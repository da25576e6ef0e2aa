"""The results of check as SARIF: by its schema, and as GitHub reads it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

import redwell
from redwell.commands import catalogue
from redwell.review.model import FilingReview, Finding, Review
from redwell.review.show.sarif import sarif
from tests.review_of_everything import EVERYTHING, FILE, FORGE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
FINDING = Finding(
    code="event-year",
    severity="warning",
    message="is the year right?",
    file=FILE,
    line=3,
    column=16,
    end_column=26,
)


@pytest.fixture(scope="module")
def schema() -> Any:
    if not SCHEMA.exists():
        if os.environ.get("REDWELL_NO_SKIP"):
            pytest.fail("the schema of SARIF is missing: npm ci installs it")
        pytest.skip("needs the schema of SARIF (npm ci)")
    return json.loads(SCHEMA.read_text("utf-8"))


def of(*findings: Finding, url: str | None = FORGE) -> Review:
    filing = FilingReview(file=FILE, change="changed", line="", state="ready to file", findings=findings)
    return replace(EVERYTHING, head=replace(EVERYTHING.head, url=url), filings=(filing,))


def run(review: Review) -> Any:
    (only,) = json.loads(sarif(review))["runs"]
    return only


def fingerprints(*findings: Finding) -> list[str]:
    results = run(of(*findings))["results"]
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]


@pytest.mark.parametrize(
    "review",
    [
        EVERYTHING,
        of(),
        of(FINDING, url=None),
        of(replace(FINDING, file="a b/\u202eé%#?.yaml", message="[x](http://a) \x00 \ud800", end_column=1)),
    ],
)
def test_it_is_sarif_by_the_schema(review: Review, schema: Any) -> None:
    Draft4Validator.check_schema(schema)
    found = json.loads(sarif(review))
    assert [error.message for error in Draft4Validator(schema).iter_errors(found)] == []


def test_a_result_says_what_is_wrong_and_where() -> None:
    assert run(of(FINDING)) == {
        "tool": {
            "driver": {
                "name": "Redwell",
                "version": redwell.__version__,
                "rules": [
                    {
                        "id": "event-year",
                        "shortDescription": {"text": "The event is of our time"},
                        "helpUri": f"{FORGE}/docs/rules.md#the-event-is-of-our-time",
                    }
                ],
            }
        },
        "automationDetails": {"id": "redwell/review/"},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": "event-year",
                "ruleIndex": 0,
                "level": "warning",
                "message": {"text": "is the year right?"},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": FILE, "uriBaseId": "%SRCROOT%"},
                            "region": {"startLine": 3, "startColumn": 16, "endColumn": 26},
                        }
                    }
                ],
                "baselineState": "new",
                "partialFingerprints": {"primaryLocationLineHash": fingerprints(FINDING)[0]},
                "properties": {"severity": "warning"},
            }
        ],
    }


def test_levels_and_states_are_those_of_sarif() -> None:
    results = run(
        of(
            replace(FINDING, severity="error"),
            replace(FINDING, severity="not ready", is_new=False),
        )
    )["results"]
    assert [(each["level"], each["baselineState"]) for each in results] == [
        ("error", "new"),
        ("note", "unchanged"),
    ]


def test_a_code_without_a_rule_is_found_in_the_last_section_of_the_page() -> None:
    (rule,) = run(of(replace(FINDING, code="yaml-tab")))["tool"]["driver"]["rules"]
    assert rule == {
        "id": "yaml-tab",
        "shortDescription": {"text": "yaml tab"},
        "helpUri": f"{FORGE}/docs/rules.md#everything-else",
    }


def test_without_a_forge_there_is_no_address_of_the_page() -> None:
    (rule,) = run(of(FINDING, url=None))["tool"]["driver"]["rules"]
    assert "helpUri" not in rule


def test_every_rule_with_a_sentence_is_a_heading_of_the_page() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    headings = {line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")}
    from redwell.review.show.sarif import _sentences

    assert {said for _, said in _sentences()} == headings
    assert "## Everything else" in page
    assert all(catalogue.is_of(code, code) for code, _ in _sentences())


def test_a_fingerprint_outlives_a_shift_of_lines_and_tells_like_results_apart() -> None:
    first, second, other = fingerprints(FINDING, replace(FINDING, line=9), replace(FINDING, code="other"))
    assert first.endswith(":1")
    assert second == first.replace(":1", ":2")
    assert other != first
    assert fingerprints(replace(FINDING, line=30, column=1)) == [first]


def test_a_message_is_plain() -> None:
    (result,) = run(of(replace(FINDING, message="see [this](http://evil.example)\u202e")))["results"]
    assert result["message"]["text"] == "see [this] (http://evil.example)[U+202E]"


def test_equal_reviews_give_equal_bytes() -> None:
    assert sarif(EVERYTHING) == sarif(EVERYTHING)
    assert sarif(EVERYTHING).isascii()
