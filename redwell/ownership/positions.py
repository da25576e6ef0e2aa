"""Follow the balances of positions through the lines of a form: what was owned before and after each line.

A position is a title, a form of ownership and its nature with its notes; in Table II also the price and the
dates; or the name that `position:` gives it. Its lines run in the order of the form, or else by their dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.moves import (
    TABLE_ONE,
    TABLE_TWO,
    Holding,
    Move,
    Transaction,
    balance_of,
    day_of,
    holdings,
    move_of,
    notes_of,
    notes_of_line,
    transactions,
    without_dates,
)
from redwell.ownership.tables import cell_for, columns_for, rows
from redwell.ownership.transactions import Movement, StatementOfChanges
from redwell.problems import Path
from redwell.text.titles import Likeness, nature_likeness, title_likeness

Line = tuple[Path, Transaction]
_MOVED = re.compile(
    r"transfer|distribut|change in (the )?form|form of (beneficial )?ownership|contribut"
    r"|split|dividend|reinvest|401\(k\)|(stock|share) purchase plan|\bespp\b|adjust|reclassif|convert"
    r"|forfeit|domestic relations|divorce|previously|correct|inadvertent|error",
    re.IGNORECASE,
)
"""Words of a note on the number owned that explain a movement which no line reports."""
_NOT_REPORTED = re.compile(r"16a-?\s?(9|11|12|13)\b", re.IGNORECASE)
"""Rules that exempt from reporting: splits, reinvestment, domestic orders, changes of form."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
_OTHER_NUMBERS = re.compile(
    r"\$\s?[\d,.]+|\b\d+[a-z][\w-]*|\b(?:footnotes?|notes?|items?|sections?|rules?)\s+\(?\d+\)?|(?<![\d.])[\d.]+\s?%",
    re.IGNORECASE,
)
_ROUNDING = Decimal(1)
"""Dividend units are rounded: where a number has decimals, less than this is no break."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A line of a position: the balance *before* it, and what it should say after (*expected*)."""

    path: Path
    row: Transaction | Holding
    before: Decimal | None
    since: str = ""
    """Where the balance before it stands, if that is another form."""

    @property
    def moved(self) -> Decimal:
        """The amount with its sign; nothing for a holding."""
        move = self.move
        return move.signed if move else Decimal()

    @property
    def move(self) -> Move | None:
        """What the line moved; None for a holding."""
        return move_of(self.row) if isinstance(self.row, Transaction) else None

    @property
    def gap(self) -> Decimal | None:
        """What moved without a line; None if that is not known."""
        given = balance_of(self.row)
        return None if given is None or self.before is None else given - self.before - self.moved

    @property
    def expected(self) -> Decimal | None:
        """The balance before it, the movements since, and its own amount."""
        return None if self.before is None else self.before + net(self.row.since_last) + self.moved

    @property
    def is_off(self) -> bool:
        """True if the balance is another, by more than rounding."""
        given, expected = balance_of(self.row), self.expected
        return given is not None and expected is not None and not is_equal(given, expected)

    @property
    def sum(self) -> str:
        """The sum in words: `38,829 - 116 = 38,713`."""
        assert self.before is not None
        assert self.expected is not None
        return sum_of(self.before, self.since, self.row.since_last, self.moved, self.expected)


def net(movements: Iterable[Movement]) -> Decimal:
    """Return what movements add up to; those without a number count nothing."""
    zero = Decimal()
    return sum(((each.added or zero) - (each.removed or zero) for each in movements), zero)


def is_known_gap(movements: Iterable[Movement]) -> bool:
    """Return True if a movement says that something moved, and not how much."""
    return any(each.added is None and each.removed is None for each in movements)


def is_equal(given: Decimal, expected: Decimal) -> bool:
    """Return True if two balances differ by nothing but rounding."""
    has_decimals = any(each != each.to_integral_value() for each in (given, expected))
    return abs(given - expected) < _ROUNDING if has_decimals else given == expected


def shown(number: Decimal) -> str:
    """Return a number as people read it: `38,829`."""
    return f"{number.normalize():,f}"


def written(number: Decimal) -> str:
    """Return a number as a filing has it: `38829`."""
    return f"{number.normalize():f}"


def sum_of(
    before: Decimal, since: str, movements: Sequence[Movement], moved: Decimal, expected: Decimal
) -> str:
    """Return a sum in words."""
    parts = [shown(before) + (f" ({since})" if since else "")]
    between = net(movements)
    parts += [f"{_sign(between)} {shown(abs(between))} (since_last)"] if between else []
    parts += [f"{_sign(moved)} {shown(abs(moved))}"] if moved else []
    return " ".join(parts) + (f" = {shown(expected)}" if len(parts) > 1 else "")


def _sign(number: Decimal) -> str:
    return "+" if number >= 0 else "-"


# --- positions ---


def position_of(filing: Filing, path: Path, row: OwnershipRow) -> Hashable:
    """Return what tells the position of a line from others."""
    if name := getattr(row, "position", None):
        return path[0], name
    nature = row.nature_of_ownership
    found: tuple[Hashable, ...] = (
        path[0],
        _plain(row.title.value),
        row.ownership.value,
        _plain(nature.value if nature else None),
        notes_of(filing, nature),
    )
    if path[0] == TABLE_TWO:
        cells = (cell_for(row, role) for role in ("price", "exercisable", "expiration"))
        found += tuple((cell[1].value, notes_of(filing, cell[1])) for cell in cells if cell)
    return found


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def lines_by_position(filing: Filing) -> Mapping[Hashable, tuple[Line, ...]]:
    """Return the transactions that have a number, by their positions, each in the order in which it runs."""
    found: dict[Hashable, list[Line]] = {}
    for path, row in transactions(filing):
        move = move_of(row)
        if move and not move.key.endswith("dollars") and row.owned_after_in_dollars is None:
            found.setdefault(position_of(filing, path, row), []).append((path, row))
    return {position: _in_order(lines) for position, lines in found.items()}


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    """Return the lines in the order of the form, or by their dates if they break less often."""
    by_date = sorted(lines, key=lambda line: day_of(line[1]))
    return tuple(min((lines, by_date), key=lambda each: sum(step.is_off for step in walk(each))))


def walk(lines: Iterable[Line], before: Decimal | None = None, since: str = "") -> Iterator[Step]:
    """Yield the lines of a position, each with the balance before it: the number that a form states."""
    for path, row in lines:
        step = Step(path=path, row=row, before=before, since=since)
        yield step
        given = balance_of(row)
        before, since = (step.expected if given is None else given), ""


def last_balances(filing: Filing) -> dict[Hashable, tuple[OwnershipRow, Decimal]]:
    """Return the last balance of each position of a filing of any form, and a line of it."""
    found: dict[Hashable, tuple[OwnershipRow, Decimal]] = {}
    for path, row in rows(filing):
        amount = cell_for(row, "balance") or (path[0] != TABLE_TWO and cell_for(row, "amount"))
        if amount and amount[0].kind == "number" and amount[1].value is not None:
            found[position_of(filing, path, row)] = (row, amount[1].value)
    for position, lines in lines_by_position(filing).items():
        given = [balance for _, row in lines if (balance := balance_of(row)) is not None]
        if given:
            found[position] = (lines[-1][1], given[-1])
    return found


def steps(filing: StatementOfChanges, previous: Filing | None) -> Iterator[Step]:
    """Yield the lines of all positions; the first of each begins where the *previous* form ended."""
    ended, since = (last_balances(previous), name_of(previous)) if previous else ({}, "")
    moved = lines_by_position(filing)
    for position, lines in moved.items():
        yield from walk(lines, ended[position][1] if position in ended else None, since)
    for path, row in holdings(filing):
        position = position_of(filing, path, row)
        if position in ended and position not in moved:
            yield Step(path=path, row=row, before=ended[position][1], since=since)


def name_of(previous: Filing) -> str:
    """Return how a message calls an earlier form: `Form 4 of 2025-01-23`."""
    return f"Form {previous.form} of {previous.period_of_report}"


def runs_on_from(filing: StatementOfChanges, find_previous: Callable[[], Filing | None]) -> Filing | None:
    """Return the form whose balances a filing goes on from.

    An amendment speaks as of the day of its original, and what is filed is not asked about.
    """
    return None if filing.filed or filing.amendment else find_previous()


def is_explained(filing: Filing, step: Step) -> bool:
    """Return True if the line itself says why its balance does not run on."""
    given, expected = balance_of(step.row), step.expected
    assert given is not None
    assert expected is not None
    text = notes_of_line(filing, step.row)
    counted = step.row.owned_after if isinstance(step.row, Transaction) else step.row.amount
    return bool(
        is_known_gap(step.row.since_last)
        or _names(text, given - expected)
        or _NOT_REPORTED.search(text)
        or _MOVED.search(notes_of(filing, counted))
    )


def _names(text: str, amount: Decimal) -> bool:
    """Return True if a text gives an amount: no date, price, rule or footnote has that number."""
    plain = _OTHER_NUMBERS.sub(" ", without_dates(text))
    return written(abs(amount)) in {number.replace(",", "") for number in _NUMBER.findall(plain)}


# --- positions that are left out ---


def left_out(filing: Filing, previous: Filing) -> Iterator[tuple[OwnershipRow, Decimal]]:
    """Yield the positions of a traded class that the *previous* form had and this one leaves out.

    Titles and natures are matched loosely: most that seem to be missing are spelled in another way.
    """
    traded = [row for path, row in transactions(filing) if path[0] == TABLE_ONE]
    here = [row for path, row in rows(filing) if path[0] == TABLE_ONE]
    for row, amount in last_balances(previous).values():
        if (
            amount
            and not columns_for(row, "underlying")
            and any(_is_class(row, each) for each in traded)
            and not any(_is_class(row, each) and _is_held_alike(row, each) for each in here)
        ):
            yield row, amount


def _is_class(row: OwnershipRow, other: OwnershipRow) -> bool:
    return title_likeness(row.title.value or "", other.title.value or "") <= Likeness.REWORDED


def _is_held_alike(row: OwnershipRow, other: OwnershipRow) -> bool:
    is_one_form = row.ownership.value == other.ownership.value
    return is_one_form and nature_likeness(nature_of(row), nature_of(other)) <= Likeness.REWORDED


def nature_of(row: OwnershipRow) -> str:
    """Return the nature of indirect ownership; empty if there is none."""
    return (row.nature_of_ownership.value or "") if row.nature_of_ownership else ""
