"""Write the position of an earlier form as a holding of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, cast

from redwell.model import Footnoted, Row
from redwell.ownership.columns import OwnershipRow, columns, value
from redwell.ownership.moves import Holding, moves_of
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import (
    DerivativePosition,
    DerivativeTransaction,
    NonDerivativePosition,
    UnderlyingSecurity,
)
from redwell.rules.readiness import BLANKS


def holding_of(row: OwnershipRow, amount: Decimal, *, is_in_dollars: bool) -> Holding:
    """Return a line as a holding of an *amount*. Notes on the title of a transaction stay behind.

    A transaction tells the securities under what it moved; those under a holding are as many for each of its
    derivatives, or none are given if that cannot be told.
    """
    counted = cell_for(row, "balance") or cell_for(row, "amount")
    notes = counted[1].footnotes if counted and len(counted[0].path) == 1 else ()
    kind = DerivativePosition if cell_for(row, "underlying") else NonDerivativePosition
    own = {each.name for each in fields(kind)} & {each.name for each in fields(cast(Row, row))}
    kept: dict[str, Any] = {name: getattr(row, name) for name in own - {"since_last", *_AMOUNTS}}
    title = replace(row.title, footnotes=()) if cell_for(row, "code") else row.title
    owned = {_AMOUNTS[is_in_dollars]: Footnoted(value=amount, footnotes=notes)}
    if isinstance(row, DerivativeTransaction):
        kept["underlying"] = _under(row, amount, is_in_dollars=is_in_dollars)
    return kind(**{**kept, "title": title, **owned})


def _under(row: DerivativeTransaction, amount: Decimal, *, is_in_dollars: bool) -> UnderlyingSecurity:
    """Return what is under an *amount* of the derivatives that a transaction moved."""
    under, moves = row.underlying, [*moves_of(row)]
    number = under.amount
    if number and number.value is None:
        return under
    told = None
    if number and number.value is not None and len(moves) == 1 and moves[0].amount and not is_in_dollars:
        is_blank = amount == Decimal(BLANKS["number"])
        each = amount if is_blank else number.value * amount / moves[0].amount
        if each == each.to_integral_value():
            told = Footnoted(value=each.quantize(Decimal(1)), footnotes=number.footnotes)
    return replace(under, amount=told, amount_in_dollars=None)


_AMOUNTS = ("amount", "amount_in_dollars")


def with_labels(row: Holding, names: Mapping[str, str]) -> Holding:
    """Return a line with other labels of footnotes."""
    return cast(Holding, _renamed(row, names))


def _renamed(found: Any, names: Mapping[str, str]) -> Any:
    if isinstance(found, Footnoted):
        return replace(found, footnotes=tuple(names.get(label, label) for label in found.footnotes))
    if isinstance(found, Row):
        return replace(
            found, **{each.name: _renamed(getattr(found, each.name), names) for each in fields(found)}
        )
    return found


def labels_of(row: Holding) -> tuple[str, ...]:
    """Return the labels of the footnotes of a line, in the order of use."""
    cells = (value(row, column) for column in columns(type(row)))
    return tuple(
        dict.fromkeys(label for cell in cells if isinstance(cell, Footnoted) for label in cell.footnotes)
    )
