"""The fills of a sale or purchase: a CSV file of trades, and the lines of Table I that report them.

One line reports the fills of one day and holder within one dollar, with their weighted average. Averages are
exact until they are rounded, half up, to the four decimals that EDGAR takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import groupby
from typing import Literal

from redwell.model import Footnoted, ModelNote, Ownership
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.moves import dates_in, without_dates
from redwell.ownership.notes import AVERAGE
from redwell.ownership.trade_notes import WIDEST
from redwell.ownership.transactions import NonDerivativeTransaction
from redwell.problems import FilingError, Problem
from redwell.secrets.keys import table_without_secrets
from redwell.text.spreadsheet import Record, Spreadsheet, is_dash, number_in, refuse_two_readings, shortened

PLACES = 4
"""Decimals of a number that EDGAR takes."""
DIRECT = ""
"""The holder of what is owned directly."""
_NAMES = {
    "day": ("trade date", "trade day", "day", "date"),
    "quantity": ("quantity", "qty", "shares", "amount"),
    "price": ("price", "share price", "price per share", "execution price", "fill price"),
    "holder": ("holder", "nature", "nature of ownership"),
    "side": ("side", "buy sell", "bought sold", "action", "b s"),
}
"""The columns, each under the names that it may have, the surest first."""
_SIDES = {
    **dict.fromkeys(("b", "buy", "bought", "purchase", "purchased", "p"), "P"),
    **dict.fromkeys(("s", "sell", "sold", "sale", "sl", "sell to cover"), "S"),
}
"""The codes of what a column `side` says."""
COLUMNS = "day,quantity,price,holder"
"""The first line of a file of fills."""
_NEEDED = ("day", "quantity", "price")
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d{4})(\d\d)(\d\d)", re.ASCII)
_US = re.compile(r"(\d\d?)/(\d\d?)/(\d{4}|\d\d)", re.ASCII)
_TIME = re.compile(
    r"(?i)[T ,]\s{0,3}\d\d?:\d\d(:\d\d(\.\d+)?)?( ?[ap]m)?( ?[a-z]{1,4}|[+-]\d\d:?\d\d)?$", re.ASCII
)
"""The time of day behind a day, which no form reports."""
_MONTHS = 12
_MOST_DECIMALS = {"quantity": PLACES, "price": 8}
_LONGEST_HEAD = 100_000
"""Bytes of a file in which its first line is looked for."""
_LONGEST_DAY = 60
"""Characters of a day with its time."""
_LONGEST_HOLDER = 100
"""Characters of a nature of indirect ownership."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fill:
    """A trade, in a *line* of its file. *holder* is the nature of indirect ownership, empty for direct.

    The holder, and the *side*, the code P or S, are None if the file has no such column.
    """

    day: date
    quantity: Decimal
    price: Decimal
    holder: str | None
    line: int
    file: str
    side: str | None = None
    other_day: date | None = None
    """The day that it would be if the day stood before the month."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trades:
    """The fills that one line reports."""

    fills: tuple[Fill, ...]

    @property
    def quantity(self) -> Decimal:
        """The number of securities traded."""
        return _decimal(sum((Fraction(fill.quantity) for fill in self.fills), Fraction()))

    @property
    def side(self) -> str | None:
        """The code that the file gives, P or S, if it gives one."""
        return self.fills[0].side

    @property
    def average(self) -> Fraction:
        """The weighted average price, exactly."""
        paid = sum((Fraction(fill.quantity) * Fraction(fill.price) for fill in self.fills), Fraction())
        return paid / Fraction(self.quantity)

    @property
    def price(self) -> Decimal:
        """The weighted average price as EDGAR takes it."""
        return rounded(self.average, PLACES)

    @property
    def low(self) -> Decimal:
        """The lowest price, at most as EDGAR takes it."""
        return _shown(min(fill.price for fill in self.fills), ROUND_FLOOR)

    @property
    def high(self) -> Decimal:
        """The highest price, at least as EDGAR takes it."""
        return _shown(max(fill.price for fill in self.fills), ROUND_CEILING)


def rounded(number: Fraction, places: int) -> Decimal:
    """Return a positive number rounded half up to some decimals, without zeros at its end."""
    return _plain(Decimal(int(number * 10**places + Fraction(1, 2))).scaleb(-places))


def _decimal(number: Fraction) -> Decimal:
    """Return a sum of decimals, which is one."""
    return rounded(number, PLACES)


def _plain(number: Decimal) -> Decimal:
    shown = number.normalize()
    return shown if int(shown.as_tuple().exponent) <= 0 else shown.quantize(Decimal(1))


def _shown(price: Decimal, rounding: str) -> Decimal:
    return _plain(price.quantize(Decimal(1).scaleb(-PLACES), rounding=rounding))


# --- reading ---


def is_fills(content: bytes) -> bool:
    """Return whether the first line of a file names the columns of fills."""
    first = content[:_LONGEST_HEAD].decode("utf-8-sig", errors="replace").splitlines()[:1]
    return bool(first) and _sheet("").has_columns(first[0])


def _sheet(name: str) -> Spreadsheet:
    return Spreadsheet(
        name=name,
        what="fills",
        code="fills-row",
        severity="warning",
        names=_NAMES,
        needed=_NEEDED,
        example=COLUMNS,
    )


def why_no_fills(content: bytes, name: str) -> tuple[Problem, ...]:
    """Return why a file, which messages call *name*, is not read as fills; nothing if it is."""
    try:
        _sheet(name).check(table_without_secrets(content))
    except FilingError as error:
        return error.problems
    return ()


def read_fills(content: bytes, name: str) -> tuple[Fill, ...]:
    """Return the fills in *content*, a CSV file that messages call *name*. Raise `FilingError`.

    Messages show no secret, and no part of one.
    """
    try:
        return _read(content, name)
    except FilingError:
        return _read(table_without_secrets(content), name)


def _read(content: bytes, name: str) -> tuple[Fill, ...]:
    """Return the fills in a file. Raise `FilingError`."""
    sheet, fills, problems, holders = _sheet(name), list[Fill](), list[Problem](), dict[str, str]()
    for record in sheet.records(content, problems):
        try:
            found = _fill(record, name)
        except ValueError as error:
            problems.append(sheet.problem(record.line, f"{error}"))
            continue
        # A holder is spelled as in the first of its fills.
        holder = found.holder and holders.setdefault(found.holder.casefold(), found.holder)
        fills.append(replace(found, holder=holder))
    if not problems and not fills:
        problems.append(sheet.problem(1, "there is no fill below the names of the columns"))
    if problems:
        raise FilingError(problems)
    return tuple(fills)


def _fill(record: Record, name: str) -> Fill:
    """Return the fill in a line. Raise `ValueError` with what is wrong with the first cell that is."""
    given = record.cells
    day, other = _days(given["day"])
    side = _side(given["side"]) if "side" in given else None
    shown = given["quantity"]
    if side == "S" and not is_dash(shown):
        shown = shown.removeprefix("-")
    refuse_two_readings(shown, "quantity", ".")
    return Fill(
        day=day,
        quantity=_positive(shown, "quantity"),
        price=_positive(given["price"], "price"),
        holder=_holder(given["holder"]) if "holder" in given else None,
        line=record.line,
        file=name,
        side=side,
        other_day=other,
    )


def _days(text: str) -> tuple[date, date | None]:
    """Return a day, 2025-01-24 or 01/24/2025, and the other that it may mean. Raise `ValueError`."""
    shown = _TIME.sub("", text[: _LONGEST_DAY + 1])
    if len(text) > _LONGEST_DAY:
        raise ValueError(f'"{shortened(text)}" is no day: write it as 2025-01-24 or 01/24/2025')
    if found := _ISO.fullmatch(shown):
        year, month, day = map(int, filter(None, found.groups()))
    elif found := _US.fullmatch(shown):
        month, day, year = map(int, found.groups())
        year += 2000 if len(found[3]) == 2 else 0
    else:
        words = shown.replace("-", " ")
        named = [*dates_in(words)]
        if len(named) != 1 or any(letter.isalnum() for letter in without_dates(words)):
            raise ValueError(f'"{shortened(text)}" is no day: write it as 2025-01-24 or 01/24/2025')
        return named[0][1], None
    try:
        read = date(year, month, day)
    except ValueError:
        first = "" if month <= _MONTHS else "; the month comes first, as in 01/24/2025"
        raise ValueError(f"there is no day {text}{first}") from None
    is_unsure = _US.fullmatch(shown) and day <= _MONTHS and day != month
    return read, date(year, day, month) if is_unsure else None


def _side(text: str) -> str:
    """Return the code of a side, P or S. Raise `ValueError` with a message."""
    words = " ".join(re.findall("[a-z]+", text.lower()))
    if words not in _SIDES:
        raise ValueError(f'the side "{shortened(text)}" is neither: write buy or sell')
    return _SIDES[words]


def _positive(text: str, what: Literal["quantity", "price"]) -> Decimal:
    """Return a number above zero. Raise `ValueError` with a message."""
    remedy = "--code says what it was, or buy and sell in a column side"
    number = number_in(text, what, _MOST_DECIMALS[what], remedy)
    if not number:
        raise ValueError(f"the {what} is zero: remove the line, or correct it")
    return number


def _holder(text: str) -> str:
    """Return the holder, empty for direct ownership. Raise `ValueError` with a message."""
    if hidden := next((each for each in text if not each.isprintable()), ""):
        raise ValueError(f"the holder has a character that cannot be seen, U+{ord(hidden):04X}: type it anew")
    if len(text) > _LONGEST_HOLDER:
        raise ValueError(
            f'the holder "{shortened(text)}" has {len(text):,} characters, and EDGAR takes {_LONGEST_HOLDER}'
        )
    return DIRECT if text.lower() in ("", "d", "direct") else " ".join(text.split())


# --- the lines of a form ---


def trades_of(fills: Sequence[Fill]) -> Iterator[Trades]:
    """Yield the fills of each line: of one day, holder and side, within a dollar from the lowest price up."""
    holders = {holder: n for n, holder in enumerate(dict.fromkeys(fill.holder or DIRECT for fill in fills))}
    sides = {side: n for n, side in enumerate(dict.fromkeys(fill.side for fill in fills))}

    def group(fill: Fill) -> tuple[date, int, int]:
        return fill.day, holders[fill.holder or DIRECT], sides[fill.side]

    for _, same in groupby(sorted(fills, key=lambda fill: (*group(fill), fill.price)), key=group):
        taken: list[Fill] = []
        for fill in same:
            # As their note gives them, with the decimals that EDGAR takes.
            if taken and _shown(fill.price, ROUND_CEILING) > _shown(taken[0].price, ROUND_FLOOR) + WIDEST:
                yield Trades(fills=tuple(taken))
                taken = []
            taken.append(fill)
        yield Trades(fills=tuple(taken))


def rows_of(
    trades: Sequence[Trades],
    code: str,
    title: str,
    owned: Mapping[str, Decimal],
    kind: type[NonDerivativeTransaction] = NonDerivativeTransaction,
    timing: str | None = None,
) -> tuple[tuple[NonDerivativeTransaction, ...], tuple[ModelNote, ...]]:
    """Return the lines that report some trades, and the notes of their averages.

    *code* is that of trades without a side. *owned* is what each holder owned before; the lines of others
    leave out what is owned after them, and so does a line that disposes of more than is left, with all after.
    *kind* is the line of a form, and *timing* the word for when it was due.
    """
    rows, notes, balance = [], list[ModelNote](), dict(owned)
    several = sum(each.low != each.high for each in trades) > 1
    for each in trades:
        holder = each.fills[0].holder or DIRECT
        labels: tuple[str, ...] = ()
        if each.low != each.high:
            labels = (f"average_{len(notes) + 1}" if several else "average",)
            facts = (("from", each.low), ("to", each.high))
            notes.append(ModelNote(label=labels[0], model=AVERAGE, facts=facts))
        its_code = each.side or code
        is_bought = its_code == "P"
        if holder in balance:
            balance[holder] += each.quantity if is_bought else -each.quantity
            if balance[holder] < 0:
                del balance[holder]
        moved = Footnoted(value=each.quantity)
        form: Ownership = "indirect" if holder else "direct"
        rows.append(
            kind(
                title=Footnoted(value=title),
                date=Footnoted(value=each.fills[0].day),
                code=Footnoted(value=its_code),
                timing=timing,
                acquired=moved if is_bought else None,
                disposed=None if is_bought else moved,
                price=Footnoted(value=each.price, footnotes=labels),
                owned_after=Footnoted(value=_plain(balance[holder])) if holder in balance else None,
                ownership=Footnoted(value=form),
                nature_of_ownership=Footnoted(value=holder) if holder else None,
            )
        )
    return tuple(rows), tuple(notes)


def holder_of(row: OwnershipRow) -> str:
    """Return the holder of a row: empty for direct ownership, else its nature."""
    nature = row.nature_of_ownership
    return " ".join((nature.value or "").split()) if nature and row.ownership.value != "direct" else DIRECT
