"""Totals of each class of securities and form of ownership: dollars apart, each table for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Literal

from redwell.review.compare.reported import Reported, amount_of, signed
from redwell.review.model import Amount, Total

Pair = tuple[Reported | None, Reported | None]


@dataclass(slots=True)
class _Sum:
    """What is added up of one class in one form of ownership and one unit."""

    title: str
    underlying: str
    ownership: Literal["D", "I"]
    in_dollars: bool
    amounts: tuple[list[Decimal], list[Decimal]] = field(default_factory=lambda: ([], []))
    is_disclaimed: bool = False
    has_other_unit: bool = False
    unknown: list[bool] = field(default_factory=lambda: [False, False])


def totals(pairs: Sequence[Pair], *, is_compared: bool) -> tuple[Total, ...]:
    """The totals of a table, in the order of its rows; a row that is retitled counts under its new title."""
    sums: dict[tuple[object, ...], _Sum] = {}
    for before, now in pairs:
        named = now or before
        assert named
        for side, row in enumerate((before, now)):
            if row is None:
                continue
            found = _sum_of(row, named, sums)
            found.is_disclaimed = found.is_disclaimed or row.is_disclaimed
            found.has_other_unit = found.has_other_unit or _changes_unit(before, now)
            if row.amount is None:
                found.unknown[side] = True
            else:
                found.amounts[side].append(row.amount)
    return tuple(_total(each, is_compared=is_compared) for each in sums.values())


def _sum_of(row: Reported, named: Reported, sums: dict[tuple[object, ...], _Sum]) -> _Sum:
    title, underlying = named.said("title"), named.said("underlying")
    # A footnote in the place of a title is told from another by its text.
    words = [
        cell.footnotes if cell.is_footnote_alone else cell.said.casefold()
        for name in ("title", "underlying")
        if (cell := named.cells.get(name))
    ]
    in_dollars = row.in_dollars if row.amount is not None else named.in_dollars
    fresh = _Sum(title, underlying, row.ownership, in_dollars)
    return sums.setdefault((*words, row.ownership, in_dollars), fresh)


def _changes_unit(before: Reported | None, now: Reported | None) -> bool:
    if before is None or now is None or before.amount is None or now.amount is None:
        return False
    return before.in_dollars != now.in_dollars


def _total(each: _Sum, *, is_compared: bool) -> Total:
    before, now = (sum_of(amounts) if amounts else None for amounts in each.amounts)
    is_sure = is_compared and not each.has_other_unit and not any(each.unknown)
    difference = None
    if is_sure:
        difference = signed(
            sum_of([now or Decimal(0), (before or Decimal(0)).copy_negate()]), in_dollars=each.in_dollars
        )
    return Total(
        title=each.title,
        underlying=each.underlying,
        ownership=each.ownership,
        before=_said(before, each),
        now=_said(now, each),
        difference=difference,
        is_disclaimed=each.is_disclaimed,
        notes=tuple(_notes(each, is_compared=is_compared)),
    )


def _said(amount: Decimal | None, each: _Sum) -> Amount | None:
    return None if amount is None else amount_of(amount, in_dollars=each.in_dollars)


def _notes(each: _Sum, *, is_compared: bool) -> Iterator[str]:
    if any(each.unknown):
        yield "without what a footnote alone says" + ": no difference is given" * is_compared
    if each.has_other_unit:
        yield "dollars and shares are not added up: no difference is given"


def sum_of(amounts: Sequence[Decimal]) -> Decimal:
    """The exact sum, however long the figures are."""
    with localcontext() as context:
        context.prec = 10_000
        return sum(amounts, Decimal(0))
