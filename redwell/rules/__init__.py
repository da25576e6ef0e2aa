"""Rules of law and consistency, one module a subject; a form takes those of the subjects that concern it."""

from redwell.rules import (
    addresses,
    amendments,
    exhibits,
    footnotes,
    holdings,
    lines,
    owners,
    powers,
    readiness,
    signatures,
    split,
    text,
)
from redwell.rules.registry import rules_of

COMMON = rules_of(
    owners, addresses, split, footnotes, signatures, powers, amendments, exhibits, text, readiness
)
"""The rules of every Section 16 form."""

LINES = rules_of(lines)
"""The rules for the lines of the tables, whatever they report."""

HOLDINGS = (*LINES, *rules_of(holdings))
"""The rules for tables whose lines all report holdings."""
