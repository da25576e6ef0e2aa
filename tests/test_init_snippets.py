"""Snippets that an editor offers for what nobody remembers: what they insert is valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import redwell
from redwell.schema import validation
from redwell.source import loader
from tests.test_editor import TYPED, Server, server

__all__ = ["server"]
ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    relationship: {director: true}
"""
ROW = "non_derivative:\n  - title: Common Stock\n    amount: 1\n    ownership: direct\n"
OPTION = """\
derivative:
  - title: Stock Option
    date_exercisable: 2026-05-04
    expiration_date: 2035-01-31
    underlying: {title: Common Stock, amount: 1}
    conversion_or_exercise_price: 2.6
    ownership: direct
"""
AMENDED = HEAD.replace('"3"', '"3/A"')
WITH_NOTE = "a value with a footnote"


def typed(block: str, key: str) -> str:
    """Return a filing that ends where the value of the last *key* in *block* is typed."""
    return HEAD + block[: block.rindex(f"{key}:")] + f"{key}: \n"


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        (f"{HEAD}non_derivative:\n  - \n", "a row of Table I, direct", ""),
        (f"{HEAD}non_derivative:\n  - \n", "a row of Table I, indirect", ""),
        (f"{HEAD}derivative:\n  - \n", "a row of Table II", ""),
        (f"{AMENDED}amendment:\n  \n", "what a Form 3/A amends", ""),
        (f"{HEAD}signatures:\n  - \n", "a signature", ""),
        (f"{HEAD}signatures:\n  - \n", "a signature by an attorney-in-fact", ""),
        (f"{HEAD}powers_of_attorney:\n  - \n", "a power to be signed", ""),
        (f"{HEAD}powers_of_attorney:\n  - \n", "a power on file", ""),
        (f"{HEAD}accept:\n  \n", "accept a warning", ""),
        (typed(ROW, "amount"), WITH_NOTE, "    ownership: direct\n"),
        (typed(ROW, "ownership"), WITH_NOTE, ""),
        (typed(OPTION, "conversion_or_exercise_price"), WITH_NOTE, "    ownership: direct\n"),
    ],
)
def test_the_editor_offers_a_snippet_that_check_accepts(
    server: Server, text: str, label: str, rest: str
) -> None:
    name = re.sub("[^a-z]+", "-", f"{label}-{text[-30:]}".lower())
    path = ROOT / "tests" / "filings" / "good" / f"snippet-{name}.yaml"
    server.diagnostics({path: TYPED + text})
    lines = text.splitlines()
    offered = server.at("textDocument/completion", path, len(lines), len(lines[-1]))["items"]
    (inserted,) = [each["insertText"] for each in offered if each["label"] == label]
    # An editor indents the further lines like the first one.
    indent = "\n" + " " * (len(lines[-1]) - len(lines[-1].lstrip()))
    filled = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", inserted).replace("\n", indent)
    source = loader.read(f"{text.removesuffix(chr(10))}{filled}\n{rest}".encode(), "filing.yaml")
    assert [each.message for each in validation.check(source, "form3.schema.json", redwell.home())] == []
