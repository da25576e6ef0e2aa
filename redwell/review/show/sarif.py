"""The results of check as SARIF 2.1.0: what GitHub, GitLab and editors show beside the lines of a file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from redwell import __version__
from redwell.commands.docs import sentence
from redwell.review.model import Finding, Review
from redwell.review.show.escaped import visible
from redwell.rules.registry import REGISTERED

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "not ready": "note", "warning": "warning"}
"""A draft that still lacks something is not at fault."""


def sarif(review: Review) -> str:
    """One run, with a rule for each code that occurs; equal reviews give equal bytes."""
    findings = [finding for filing in review.filings for finding in filing.findings]
    codes = sorted({finding.code for finding in findings})
    run = {
        "tool": {
            "driver": {
                "name": "Redwell",
                "version": __version__,
                "rules": [_rule(code, review.head.url) for code in codes],
            }
        },
        # A file is reviewed for what it says now: GitHub keeps these results apart from those of other tools.
        "automationDetails": {"id": "redwell/review/"},
        "columnKind": "unicodeCodePoints",
        "results": [*_results(findings, {code: at for at, code in enumerate(codes)})],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(code: str, url: str | None) -> Mapping[str, Any]:
    said = dict(_sentences()).get(code)
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": said or code.replace("-", " ")}}
    # Whoever reviews filings works in a clone, which has the page; elsewhere there is no address of it.
    if url is not None:
        rule["helpUri"] = f"{url}/docs/rules.md#{_anchor(said or 'Everything else')}"
    return rule


@cache
def _sentences() -> tuple[tuple[str, str], ...]:
    """Codes of rules, with the heading under which docs/rules.md has them."""
    return tuple((code, sentence(rule)) for rule, given in REGISTERED.items() for code in given.codes)


def _anchor(heading: str) -> str:
    return re.sub("[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def _results(findings: Iterable[Finding], indices: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    alike: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        what = (finding.file, finding.code, finding.message)
        alike[what] += 1
        yield {
            "ruleId": finding.code,
            "ruleIndex": indices[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": _message(finding.message)},
            "locations": [{"physicalLocation": _place(finding)}],
            "baselineState": "new" if finding.is_new else "unchanged",
            # By the words, not by the line: a line that is put in above makes no new result of an old one.
            # GitHub reads this name alone.
            "partialFingerprints": {"primaryLocationLineHash": f"{_digest(what)}:{alike[what]}"},
            "properties": {"severity": finding.severity},
        }


def _digest(what: Iterable[str]) -> str:
    return sha256("\0".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _message(said: str) -> str:
    """Plain: SARIF makes a link of `[words](address)`."""
    return visible(said).replace("](", "] (")


def _place(finding: Finding) -> Mapping[str, Any]:
    return {
        "artifactLocation": {"uri": quote(finding.file, errors="replace"), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endColumn": max(finding.column, finding.end_column),
        },
    }
