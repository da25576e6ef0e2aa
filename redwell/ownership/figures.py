"""Read the main figures of a filing, which a signer sees beside the signature: each line with its amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import OwnershipRow, Role, facts, tables, value
from redwell.ownership.moves import Transaction, notes_of_line
from redwell.ownership.tables import cell_for, columns_for, owned_cell
from redwell.ownership.trade_notes import average_notes, names_a_plan
from redwell.ownership.transactions import DerivativeTransaction, NonDerivativeTransaction

_TIMING: Mapping[str, str] = {
    "early": "reported early, due on Form 5 only",
    "late": "should have been reported on an earlier Form 5",
    "missed_form_4": "should have been reported on a Form 4",
    "missed_form_3": "should have been reported on a Form 3",
}
"""The meaning of the words for the timing of a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deal:
    """The movement of a line, beside the number owned after it; *way* is "acquired" or "disposed"."""

    day: date
    code: str
    way: str
    amount: Decimal
    is_in_dollars: bool
    price: Decimal | None
    is_average: bool
    """True if a footnote says that the price is an average."""
    is_planned: bool
    """True if a footnote says that a Rule 10b5-1 plan was at work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A line of a table: what is owned, how much, and how. *notes* are numbers of footnotes."""

    title: str
    underlying: str
    underlying_amount: str
    """The amount of the underlying security, where *amount* counts another; with $ before dollars."""
    is_of_underlying: bool
    """True if *amount* counts the underlying security."""
    amount: Decimal | None
    is_in_dollars: bool
    price: Decimal | None
    ownership: str
    nature: str
    notes: tuple[int, ...]
    """The footnotes that stand in place of the amount."""
    timing: str
    """The form on which the line was or is due; empty for a line on time."""
    deal: Deal | None = None
    """The transaction after which *amount* is owned."""


def figures(filing: Filing) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """Return the lines of each table that has any, after its label."""
    found = [(table.label, tuple(_figures(filing, table.key))) for table in tables(type(filing))]
    return tuple((label, lines) for label, lines in found if lines)


def boxes(filing: Filing) -> tuple[tuple[str, str], ...]:
    """Return the box on Rule 10b5-1, ticked or not, and that on leaving Section 16, if it is ticked."""
    given = {each.role: (each.label, value(filing, each)) for each in facts(type(filing)) if each.role}
    _, plan = given.get("plan", ("", None))
    label, has_left = given.get("exit", ("", False))
    found = [] if plan is None else [("Rule 10b5-1 box", "ticked" if plan else "not ticked")]
    return (*found, *([("Box ticked", label)] if has_left else []))


def _figures(filing: Filing, key: str) -> Iterator[Figure]:
    numbers = filing.note_numbers
    rows = cast(tuple[OwnershipRow, ...], getattr(filing, key))
    for row in rows:
        column, amount = owned_cell(row) or (None, Footnoted())
        underlying = str(_value(row, "underlying") or "")
        is_of_underlying = bool(underlying) and not columns_for(row, "balance")
        yield Figure(
            title=str(_value(row, "title") or ""),
            underlying=underlying,
            underlying_amount="" if is_of_underlying else _underlying_amount(row),
            is_of_underlying=is_of_underlying,
            amount=amount.value,
            is_in_dollars=column is not None and column.kind == "dollars",
            price=_value(row, "price"),
            ownership=str(_value(row, "ownership") or ""),
            nature=str(_value(row, "nature") or ""),
            notes=() if amount.value is not None else tuple(numbers[each] for each in amount.footnotes),
            timing=_timing(row),
            deal=_deal(filing, row)
            if isinstance(row, NonDerivativeTransaction | DerivativeTransaction)
            else None,
        )


def _underlying_amount(row: OwnershipRow) -> str:
    """Return how much of the underlying security a line of derivatives has: `1,000`, `$5,000`."""
    found = cell_for(row, "underlying") and cell_for(row, "amount")
    if not found or found[1].value is None:
        return ""
    column, amount = found
    return f"{'$' if column.kind == 'dollars' else ''}{amount.value:,f}"


def _timing(row: OwnershipRow) -> str:
    """Return what the word for the timing of a line means; that stands in a column without footnotes."""
    words = [value(cast(Row, row), each) for each in columns_for(row, "timing")]
    return "; ".join(_TIMING[word] for word in words if word)


def _deal(filing: Filing, row: Transaction) -> Deal | None:
    """Return the transaction of a line; None for one that is not complete."""
    day, code, price = (_value(row, role) for role in ("transacted", "code", "paid"))
    for way in ("acquired", "disposed"):
        column, moved = cell_for(row, way) or (None, Footnoted())
        if column is not None and moved.value is not None and day and code:
            return Deal(
                day=day,
                code=code,
                way=way,
                amount=moved.value,
                is_in_dollars=column.kind == "dollars",
                price=price,
                is_average=any(average_notes(filing, row)),
                is_planned=names_a_plan(notes_of_line(filing, row)),
            )
    return None


def _value(row: OwnershipRow, role: Role) -> Any:
    found = cell_for(row, role)
    return found[1].value if found else None
