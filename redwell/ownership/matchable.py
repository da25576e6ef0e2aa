"""Tell which transactions Section 16(b) may match: purchases and sales, by their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from redwell.deadlines.windows import is_within
from redwell.model import Filing
from redwell.ownership.moves import TABLE_ONE, Transaction, day_of, move_of, transactions

PURCHASES, SALES = "PLO", "SU"
"""Codes that Section 16(b) may match; 16b-3 and 16b-6(b) exempt the others, if their conditions are met."""
_PUT = re.compile(r"\bputs?\b", re.IGNORECASE)


def is_put(title: str) -> bool:
    """Return True for a derivative whose purchase counts as a sale (Rule 16b-6(a))."""
    return bool(_PUT.search(title))


def matchable(filing: Filing) -> Iterator[tuple[Transaction, bool]]:
    """Yield the transactions that may be matched, and whether each is a purchase."""
    for path, row in transactions(filing):
        code = row.code.value or ""
        is_derivative = path[0] != TABLE_ONE
        if row.exempt or code not in PURCHASES + SALES:
            continue
        move = move_of(row)
        if not is_derivative:
            yield row, code in PURCHASES
        elif code in "PS" and move:
            yield row, (move.side == "acquired") != is_put(row.title.value or "")


def have_opposite_trades(filing: Filing, others: Iterable[Filing]) -> bool:
    """Return True if a trade of *filing* has an opposite one, in it or in *others*, in less than six months.

    It may still be of another class, or earn nothing.
    """
    own = [(day_of(row), is_purchase) for row, is_purchase in matchable(filing)]
    return bool(own) and any(
        is_purchase is not other_is_purchase and is_within(day, day_of(row))
        for each in (filing, *others)
        for row, other_is_purchase in matchable(each)
        for day, is_purchase in own
    )
