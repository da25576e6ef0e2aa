"""Rules of law and consistency, one module a subject; a form takes those of the subjects that concern it."""

from redwell.rules import (
    addresses,
    amendments,
    exhibits,
    footnotes,
    holdings,
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

HOLDINGS = rules_of(holdings)
"""The rules for lines that report holdings: all of Form 3's, some of Form 5's."""
