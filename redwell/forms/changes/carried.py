"""Write the position of an earlier form as a holding of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, cast

from redwell.model import Footnoted, Row
from redwell.ownership.columns import OwnershipRow, columns, value
from redwell.ownership.moves import Holding
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import DerivativePosition, NonDerivativePosition


def holding_of(row: OwnershipRow, amount: Decimal, *, is_in_dollars: bool) -> Holding:
    """Return a line as a holding of an *amount*. Notes on the title of a transaction stay behind."""
    counted = cell_for(row, "balance") or cell_for(row, "amount")
    notes = counted[1].footnotes if counted and len(counted[0].path) == 1 else ()
    kind = DerivativePosition if cell_for(row, "underlying") else NonDerivativePosition
    own = {each.name for each in fields(kind)} & {each.name for each in fields(cast(Row, row))}
    kept: dict[str, Any] = {name: getattr(row, name) for name in own - {"since_last", *_AMOUNTS}}
    title = replace(row.title, footnotes=()) if cell_for(row, "code") else row.title
    owned = {_AMOUNTS[is_in_dollars]: Footnoted(value=amount, footnotes=notes)}
    return kind(**{**kept, "title": title, **owned})


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
