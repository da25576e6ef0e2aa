"""Read the main figures of a filing, which a signer sees beside the signature: each line with its amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from redwell.model import Filing, Footnoted
from redwell.ownership.columns import OwnershipRow, Role, tables
from redwell.ownership.tables import cell_for


@dataclass(frozen=True, kw_only=True, slots=True)
class Deal:
    """What a line does beside what is owned after it; *way* is "acquired" or "disposed"."""

    day: date
    code: str
    way: str
    amount: Decimal
    is_in_dollars: bool
    price: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A line of a table: what is owned, how much, and how. *notes* are numbers of footnotes."""

    title: str
    underlying: str
    amount: Decimal | None
    is_in_dollars: bool
    price: Decimal | None
    ownership: str
    nature: str
    notes: tuple[int, ...]
    """The footnotes that stand in place of the amount."""
    deal: Deal | None = None
    """The transaction after which *amount* is owned."""


def figures(filing: Filing) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """Return the lines of each table that has any, after its label."""
    found = [(table.label, tuple(_figures(filing, table.key))) for table in tables(type(filing))]
    return tuple((label, lines) for label, lines in found if lines)


def _figures(filing: Filing, key: str) -> Iterator[Figure]:
    numbers = {label: n for n, (label, _) in enumerate(filing.footnotes, start=1)}
    rows = cast(tuple[OwnershipRow, ...], getattr(filing, key))
    for row in rows:
        deal = _deal(row)
        wanted: tuple[Role, ...] = ("balance", "amount") if deal else ("amount", "balance")
        column, amount = next(filter(None, (cell_for(row, role) for role in wanted)), (None, Footnoted()))
        yield Figure(
            title=str(_value(row, "title") or ""),
            underlying=str(_value(row, "underlying") or ""),
            amount=amount.value,
            is_in_dollars=column is not None and column.kind == "dollars",
            price=_value(row, "price"),
            ownership=str(_value(row, "ownership") or ""),
            nature=str(_value(row, "nature") or ""),
            notes=() if amount.value is not None else tuple(numbers[each] for each in amount.footnotes),
            deal=deal,
        )


def _deal(row: OwnershipRow) -> Deal | None:
    """Return the transaction of a line; None for a holding, and for a line that is not complete."""
    day, code, price = (_value(row, role) for role in ("transacted", "code", "paid"))
    for way in ("acquired", "disposed"):
        column, moved = cell_for(row, way) or (None, Footnoted())
        if column is not None and moved.value is not None and day and code:
            is_in_dollars = column.kind == "dollars"
            return Deal(
                day=day, code=code, way=way, amount=moved.value, is_in_dollars=is_in_dollars, price=price
            )
    return None


def _value(row: OwnershipRow, role: Any) -> Any:
    found = cell_for(row, role)
    return found[1].value if found else None
