"""Carry the positions of an earlier form over to the next one: a holding for each, with its last balance."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, cast

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import OwnershipRow, columns, value
from redwell.ownership.moves import TABLE_TWO, Holding
from redwell.ownership.positions import last_balances, nature_of, position_of
from redwell.ownership.tables import cell_for, rows
from redwell.ownership.transactions import DerivativePosition, NonDerivativePosition
from redwell.text.titles import Likeness, nature_likeness, title_likeness


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A position: a holding, and the *filing* that reported it last, which has its notes."""

    row: Holding
    filing: Filing


def carried(filings: Sequence[Filing], unknown: Decimal) -> tuple[Carried, ...]:
    """Return the positions above zero that forms of any kind left, the latest last.

    A later form stands for an earlier one where it has a line of the same position; what it leaves out stays.
    A Form 3 does not say how many derivatives are owned: those are *unknown*.
    """
    found: list[tuple[Hashable, Carried]] = []
    for filing in filings:
        left = dict(_ended(filing, unknown))
        found = [
            (position, each)
            for position, each in found
            if position not in left and not any(_is_one(each.row, later) for later in left.values())
        ]
        found += [(position, Carried(row=row, filing=filing)) for position, row in left.items()]
    return tuple(each for _, each in found if each.row.amount and each.row.amount.value)


def _ended(filing: Filing, unknown: Decimal) -> Iterator[tuple[Hashable, Holding]]:
    """Yield the positions of a form with their last balances."""
    ended = last_balances(filing)
    for path, row in rows(filing):
        position = position_of(filing, path, row)
        if position in ended:
            yield position, _holding(*ended[position])
        elif path[0] == TABLE_TWO and not cell_for(row, "balance"):
            yield position, _holding(row, unknown)


def _is_one(earlier: Holding, later: Holding) -> bool:
    """Return True if two lines of Table I are of one position, with its title or nature reworded."""
    are_plain = isinstance(earlier, NonDerivativePosition) and isinstance(later, NonDerivativePosition)
    return (
        are_plain
        and earlier.ownership.value == later.ownership.value
        and title_likeness(earlier.title.value or "", later.title.value or "") <= Likeness.REWORDED
        and nature_likeness(nature_of(earlier), nature_of(later)) <= Likeness.REWORDED
    )


def _holding(row: OwnershipRow, amount: Decimal) -> Holding:
    """Return a line as a holding. Notes on the title of a transaction stay behind."""
    counted = cell_for(row, "balance") or cell_for(row, "amount")
    notes = counted[1].footnotes if counted and len(counted[0].path) == 1 else ()
    kind = DerivativePosition if cell_for(row, "underlying") else NonDerivativePosition
    own = {each.name for each in fields(kind)} & {each.name for each in fields(cast(Row, row))}
    kept: dict[str, Any] = {name: getattr(row, name) for name in own - {"since_last", "amount_in_dollars"}}
    title = replace(row.title, footnotes=()) if cell_for(row, "code") else row.title
    return kind(**{**kept, "title": title, "amount": Footnoted(value=amount, footnotes=notes)})


def of_class(positions: Sequence[Carried], title: str) -> Iterator[Carried]:
    """Yield the positions of Table I, of the class *title* if it is given, which is matched loosely."""
    for each in positions:
        is_plain = isinstance(each.row, NonDerivativePosition)
        if is_plain and (not title or title_likeness(each.row.title.value or "", title) <= Likeness.REWORDED):
            yield each


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
