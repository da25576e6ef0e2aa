"""The footnotes that are about what a form itself reports, and that no later form repeats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import cast

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import columns, value
from redwell.ownership.moves import Holding, Transaction
from redwell.ownership.tables import rows

_LOOSE = ("title", "amount", "amount_in_dollars")
"""The cells of a position whose notes may be about anything; those of its terms and nature are about it."""
_DONE = frozenset({"transacted", "deemed", "code", "acquired", "disposed", "paid"})
"""The roles of what a transaction did."""


def passing(filing: Filing) -> frozenset[str]:
    """Return the notes of a filing that are about what it reports itself, and that no later form repeats.

    They are on what a transaction did, or on a number that `since_last` explains, and on no holding, terms
    or nature.
    """
    done, held = set[str](), set[str]()
    for _, row in rows(filing):
        is_explained = bool(getattr(row, "since_last", ()))
        for column in columns(type(cast(Row, row))):
            cell = value(cast(Row, row), column)
            if not isinstance(cell, Footnoted):
                continue
            is_loose = column.role == "title" or (column.is_amount and len(column.path) == 1)
            if column.role in _DONE or (is_loose and is_explained):
                done |= {*cell.footnotes}
            elif not is_loose or not isinstance(row, Transaction):
                held |= {*cell.footnotes}
    return frozenset(done - held)


def without_notes(row: Holding, labels: Collection[str]) -> Holding:
    """Return a position without some notes on its title and number."""
    cells = {name: cell for name in _LOOSE if (cell := getattr(row, name))}
    kept = {
        name: replace(cell, footnotes=tuple(each for each in cell.footnotes if each not in labels))
        for name, cell in cells.items()
    }
    return replace(row, **kept)
