"""Read what the rules for Forms 4 and 5 ask of a line: its notes, what it moved, and on which day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from redwell.model import Filing, Footnoted
from redwell.ownership.columns import columns, value
from redwell.ownership.tables import rows
from redwell.ownership.transactions import (
    DerivativePosition,
    DerivativeTransaction,
    NonDerivativePosition,
    NonDerivativeTransaction,
    StatementOfChanges,
)
from redwell.problems import Path

Transaction = NonDerivativeTransaction | DerivativeTransaction
Holding = NonDerivativePosition | DerivativePosition
TABLE_ONE, TABLE_TWO = "non_derivative", "derivative"


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """The movement of a transaction: *key* says which way, and whether the number counts dollars."""

    key: str
    amount: Decimal

    @property
    def side(self) -> Literal["acquired", "disposed"]:
        """The word without its unit."""
        return "acquired" if self.key.startswith("acquired") else "disposed"

    @property
    def signed(self) -> Decimal:
        """The amount, negative if it was disposed of."""
        return self.amount if self.side == "acquired" else -self.amount


def transactions(filing: Filing) -> Iterator[tuple[Path, Transaction]]:
    """Yield the transactions of both tables with their paths."""
    for path, row in rows(filing):
        if isinstance(row, NonDerivativeTransaction | DerivativeTransaction):
            yield path, row


def holdings(filing: Filing) -> Iterator[tuple[Path, Holding]]:
    """Yield the holdings of both tables with their paths."""
    for path, row in rows(filing):
        if isinstance(row, NonDerivativePosition | DerivativePosition):
            yield path, row


def coded(filing: Filing, codes: str, table: str = "") -> Iterator[tuple[Path, Transaction]]:
    """Yield the transactions with one of these codes, of one table if it is given."""
    for path, row in transactions(filing):
        if row.code.value and row.code.value in codes and table in ("", path[0]):
            yield path, row


def day_of(row: Transaction) -> date:
    """Return the day of a transaction."""
    assert row.date.value
    return row.date.value


def last_day(filing: Filing) -> date:
    """Return the latest day of which a form speaks: of its last transaction, its event or period."""
    return max([filing.period_of_report, *(day_of(row) for _, row in transactions(filing) if row.date.value)])


def has_left(filing: Filing) -> bool:
    """Return True if a form ticks the box "no longer subject to Section 16"."""
    return isinstance(filing, StatementOfChanges) and filing.no_longer_subject


def move_of(row: Transaction) -> Move | None:
    """Return what a transaction moved; None unless it gives exactly one amount."""
    given = [*moves_of(row)]
    return given[0] if len(given) == 1 else None


def moved_by(row: Transaction) -> Decimal:
    """Return what a transaction adds to the number owned; nothing unless it gives exactly one amount.

    A short position is counted by what was written: fewer are left once some expired, which are acquired.
    """
    move = move_of(row)
    if not move:
        return Decimal()
    return -move.amount if ends_short(row) else move.signed


def ends_short(row: Transaction | Holding) -> bool:
    """Return True for the expiration of a short position in derivative securities."""
    if not isinstance(row, Transaction) or row.code.value != "E":
        return False
    return any(move.side == "acquired" for move in moves_of(row))


def begins_short(row: Transaction) -> bool:
    """Return True for a line of Table II with which a short position may begin.

    Its code is S, and what is left is the number that was written, or none.
    """
    move = move_of(row)
    if not isinstance(row, DerivativeTransaction) or row.code.value != "S" or move is None:
        return False
    return move.side == "disposed" and balance_of(row) in (None, Decimal(), move.amount)


def moves_of(row: Transaction) -> Iterator[Move]:
    """Yield every amount that a transaction gives; it should be one."""
    for column in columns(type(row)):
        cell = value(row, column) if column.role in ("acquired", "disposed") else None
        if cell is not None and cell.value is not None:
            yield Move(key=column.name, amount=cell.value)


def balance_of(row: Transaction | Holding) -> Decimal | None:
    """Return how many securities are owned after a line; None if it does not say, or in dollars."""
    cell = row.owned_after if isinstance(row, Transaction) else row.amount
    return cell.value if cell else None


def with_balance(row: Transaction, number: Decimal | None) -> Transaction:
    """Return a line with another number owned after it, or with none."""
    return replace(row, owned_after=Footnoted(value=number) if number is not None else None)


def notes_of(filing: Filing, *found: Footnoted[Any] | None) -> str:
    """Return the texts of the footnotes of some values, one a line."""
    texts = dict(filing.footnotes)
    labels = dict.fromkeys(label for cell in found if cell for label in cell.footnotes)
    return "\n".join(texts.get(label, "") for label in labels)


def notes_of_line(filing: Filing, row: Transaction | Holding) -> str:
    """Return the texts of all footnotes of a line."""
    cells = (value(row, column) for column in columns(type(row)) if column.has_footnotes)
    return notes_of(filing, *cells)


def all_notes(filing: Filing) -> str:
    """Return the texts of all footnotes and of the remarks."""
    return "\n".join([*(text for _, text in filing.footnotes), filing.remarks or ""])


def are_insiders(filing: Filing) -> bool:
    """Return True if one of the owners is a director or an officer."""
    return any(each.relationship.director or each.relationship.officer for each in filing.reporting_owners)


def is_before(day: date | None, other: date) -> bool:
    """Return True if a day is given, and is before the *other*."""
    return day is not None and day < other


_NAMED = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else name for name in _NAMED)
_DATE = re.compile(
    rf"\b(?P<month>{_MONTH}|sept)\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*+,)?\s+(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH}|sept)\b\.?,?\s+"
    r"(?P<year2>(?:19|20)\d\d)\b"
    r"|\b(?P<number>\d{1,2})[/-](?P<day3>\d{1,2})[/-](?P<year3>(?:(?:19|20)\d\d|\d\d))\b"
    r"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b",
    re.IGNORECASE,
)


def dates_in(text: str) -> Iterator[tuple[int, date]]:
    """Yield the dates in a text, each with its place."""
    for found in _DATE.finditer(text):
        day = _date(found)
        if day:
            yield found.start(), day


def without_dates(text: str) -> str:
    """Return a text without its dates."""
    return _DATE.sub(" ", text)


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["number"]:
            year = int(found["year3"])
            return date(year if year > 99 else 2000 + year, int(found["number"]), int(found["day3"]))
        name = (found["month"] or found["month2"]).lower()[:3]
        month = [each[:3] for each in _NAMED].index(name) + 1
        return date(int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"]))
    except ValueError:
        return None
