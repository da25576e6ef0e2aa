"""The rules that Forms 4 and 5 share, one module a subject."""

from redwell.forms.changes import (
    averages,
    balances,
    codes,
    cover,
    dates,
    notes,
    pairs,
    plans,
    positions,
    shape,
)
from redwell.rules.registry import rules_of

CHANGES = rules_of(cover, shape, codes, dates, plans, averages, notes, balances, pairs, positions)
