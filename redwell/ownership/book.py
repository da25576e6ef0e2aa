"""Keep the numbers of one position by their days, so that a line goes on from what is known before it.

A line goes on from the latest number of its position. One of an earlier day than that number is late: the
number stands as it was reported, and whether it counted the line shows in how it was reached: it runs on
without the line, or a dated `since_last` names it. Else the balance has two readings, and none is claimed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.moves import (
    Holding,
    Transaction,
    balance_of,
    begins_short,
    day_of,
    ends_short,
    last_day,
    move_of,
    moved_by,
)
from redwell.ownership.positions import Basis, Step, in_days, is_equal, is_known_gap, net, shown
from redwell.ownership.transactions import Movement
from redwell.problems import Path

FIRST, ANNUAL = 3, 5
"""The numbers of the form that begins an account, and of the one that gives balances of the year's end."""
_MOST_READINGS = 8


class EnteredLine(NamedTuple):
    """A transaction, the form that has it, and the amendment that changes the number owned after it."""

    path: Path
    row: Transaction
    filing: Filing
    corrected_by: Filing | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """A number of a position as of a *day*; how it was reached shows in its *step*."""

    day: date
    source: Filing
    """The form with its line."""
    basis: Basis | None = None
    """The sources of the number, if it is not the form that states it."""
    balance: Decimal | None
    moved: Decimal = Decimal()
    step: Step | None = None
    is_first: bool = False
    """True for a Form 3, which counts all that was before it."""
    is_late: bool = False
    is_counted: bool = False
    """True for a late line that the later numbers count."""

    @property
    def movements(self) -> Sequence[Movement]:
        """The movement before it without a line."""
        return self.step.row.since_last if self.step else ()

    @property
    def runs_on(self) -> bool:
        """True if its number is the sum of the one before, what it names, and its own amount."""
        step = self.step
        if step is None or step.doubt or step.expected is None or is_known_gap(self.movements):
            return False
        return balance_of(step.row) == step.expected


@dataclass(kw_only=True, slots=True)
class Book:
    """A position: its numbers by their days, and the *readings* of what is owned now, none if not known."""

    entries: list[_Entry] = field(default_factory=list)
    readings: tuple[Decimal, ...] = ()
    basis: Basis | None = None
    """The sources of the first reading."""
    day: date | None = None
    doubt: str = ""
    unsure: tuple[date, ...] = ()
    """The days of late lines of which nobody knows whether the latest number counts them."""

    def copy(self) -> Book:
        """Return another book with the same numbers, to go on in."""
        return replace(self, entries=[*self.entries])

    @property
    def first(self) -> Transaction | None:
        """The transaction with which the record of the position begins; None if a holding does."""
        step = self.entries[0].step if self.entries else None
        return step.row if step and isinstance(step.row, Transaction) else None

    @property
    def is_short(self) -> bool:
        """True if the position may be a short one in derivative securities."""
        return self.first is not None and begins_short(self.first)

    def run(self, lines: Sequence[EnteredLine], filing: Filing) -> list[Step]:
        """Return the steps of a form's lines, and go on to what the form leaves."""
        last = self.day
        late = sorted(
            (each for each in lines if last and day_of(each.row) < last and not _is_counted_already(each)),
            key=lambda each: day_of(each.row),
        )
        found = [self._late(line) for line in late]
        fresh = [line for line in lines if all(line is not each for each in late)]
        begun = self.readings
        found += self._fresh(fresh, filing)
        if _is_annual(filing) and (late or len(lines) > 1):
            total = sum(map(_moved, fresh), Decimal())
            left, before = tuple(each + total for each in begun), (*self._ends(filing.period_of_report),)
            asked = () if self.unsure else (before or left)[:1]
            found = [_at_year_end(step, (*left, *before), asked) for step in found]
        self.day = max(filter(None, [last, *(day_of(each.row) for each in lines)]))
        return found

    def state(
        self, amount: Decimal, row: OwnershipRow, filing: Filing, corrected_by: Filing | None = None
    ) -> None:
        """Take a number that a form gives without transactions of the position."""
        before = self.readings[0] if len(self.readings) == 1 else None
        step = Step(path=(), row=row, before=before) if isinstance(row, Holding) else None
        day, is_first = last_day(filing), filing.NUMBER == FIRST
        self.readings, self.doubt, self.unsure = (amount,), "", ()
        self.basis = Basis(stated=filing, latest=filing, corrected_by=corrected_by)
        self._add(
            _Entry(day=day, source=filing, basis=self.basis, balance=amount, step=step, is_first=is_first)
        )
        self.day = max(day, self.day or day)

    def reported(self, row: Transaction) -> Filing | None:
        """Return the form that has a line of the same day, code, number and price."""
        own = _facts(row)
        return next(
            (
                each.source
                for each in self.entries
                if each.step and isinstance(each.step.row, Transaction) and _facts(each.step.row) == own
            ),
            None,
        )

    def lose(self) -> None:
        """Know nothing more of what is owned now, until a form gives it."""
        self.readings = ()

    def _late(self, line: EnteredLine) -> Step:
        path, row, filing, _ = line
        moved, day, given = _moved(line), day_of(row), balance_of(row)
        prior = [each for each in self.entries if each.day <= day]
        before = prior[-1].balance if prior and self.readings else None
        missed = sum((each.moved for each in prior[:-1] if each.is_late and not each.is_counted), Decimal())
        is_counted = self._is_counted(day, moved)
        less = tuple(each + moved for each in self.readings if each + moved >= 0)
        now = self.readings if is_counted else less
        words = " or ".join(map(shown, now)) or "not known"
        if is_counted is None:
            now = tuple(dict.fromkeys([*self.readings, *less]))
            words = self._ask(day, now) or words
        basis = prior[-1].basis if before is not None else None
        fits = (*now, *([before + missed + moved] if before is not None else []))
        found = Step(
            path=path,
            row=row,
            before=before,
            basis=basis,
            fits=fits,
            now=words,
            doubt=self.doubt if is_counted is None else "",
        )
        then = found.expected
        if given is not None and given != then:
            now = tuple(each for each in now if is_equal(given, each)) or now
        self.readings = now if len(now) <= _MOST_READINGS else ()
        if len(self.readings) == 1:
            self.doubt, self.unsure = "", ()
        own = Basis(stated=filing, latest=filing)
        if self.readings == (given,):
            self.basis = own
        elif self.basis:
            is_less = self.readings and self.readings[0] in less
            self.basis = self.basis.moved_on(day, filing) if is_less else replace(self.basis, latest=filing)
        on_day = own if given is not None and given == then else basis and basis.moved_on(day, filing)
        self._add(
            _Entry(
                day=day,
                source=filing,
                basis=on_day,
                balance=then,
                moved=moved,
                step=found,
                is_late=True,
                is_counted=is_counted is not False,
            )
        )
        return found

    def _ask(self, day: date, now: Sequence[Decimal]) -> str:
        """Ask whether the latest number counts a late line; return what is owned now by the answer."""
        self.unsure = (*self.unsure, day)
        last = next((each for each in reversed(self.entries) if not each.is_late), None)
        if not now or last is None or last.basis is None or last.balance is None:
            return ""
        form, lines = last.basis.words, in_days(self.unsure)
        self.doubt = f"the {form} gives {shown(last.balance)}: does that count {lines}?"
        return f"{shown(now[0])} if the {form} counts {lines}, {shown(now[-1])} if not"

    def _is_counted(self, day: date, moved: Decimal) -> bool | None:
        """Return whether the later numbers count a line of this day; None if that is not known."""
        later = [each for each in self.entries if each.day > day and not each.is_late]
        movements = [movement for each in later for movement in each.movements]
        if any(each.is_first for each in later):
            return True
        if any(each.date == day and net([each]) == moved for each in movements):
            return True
        is_named = any(net([each]) == moved for each in movements)
        has_prior = any(each.day <= day for each in self.entries)
        is_without = has_prior and bool(later) and not is_named and all(each.runs_on for each in later)
        return False if is_without else None

    def _fresh(self, lines: Sequence[EnteredLine], filing: Filing) -> Iterator[Step]:
        given = {balance_of(each.row) for each in lines}
        is_one_number = _is_annual(filing) and len(lines) > 1 and len(given) == 1 and None not in given
        total = sum(map(_moved, lines), Decimal()) if is_one_number else Decimal()
        ends = tuple(each + total for each in self.readings)
        for n, line in enumerate(lines):
            path, row, form, corrected_by = line
            if self.is_short and not ends_short(row):
                # Whether it is, and which way the line then moves it, the forms do not tell.
                self.readings = ()
            own = _moved(line)
            twice = self._reported(row.since_last)
            doubt = twice or (self.doubt if len(self.readings) > 1 else "")
            expected = tuple(each + own for each in self.readings)
            is_known = bool(self.readings) and not (is_one_number and not ends)
            step = Step(
                path=path,
                row=row,
                before=self.readings[0] if is_known else None,
                basis=self.basis if n == 0 and is_known else None,
                fits=(*expected[1:], *(ends if is_one_number else ())),
                doubt=doubt,
                # Of several late lines, all or none are counted, unless somebody says otherwise.
                asked=(expected[0], expected[-1]) if self.unsure and expected else expected,
            )
            yield step
            balance = balance_of(row)
            is_end = is_one_number and balance is not None and (not ends or balance in ends)
            if is_end and n + 1 < len(lines):
                self.readings = expected
            elif balance is not None:
                self.readings, self.doubt, self.unsure = (balance,), "", ()
            elif is_known_gap(row.since_last):
                self.readings = ()
            else:
                self.readings = tuple(each for each in expected if each >= 0)
            if balance is not None:
                self.basis = Basis(stated=form, latest=form, corrected_by=corrected_by)
            elif self.basis:
                self.basis = self.basis.moved_on(day_of(row), form)
            self._add(
                _Entry(day=day_of(row), source=form, basis=self.basis, balance=balance, moved=own, step=step)
            )

    def _reported(self, movements: Iterable[Movement]) -> str:
        """Return a question about a movement that may be a line of an earlier form."""
        for each in movements:
            if each.date and any(
                entry.day == each.date and entry.moved == net([each]) for entry in self.entries
            ):
                number = shown(abs(net([each])))
                return f"an earlier form has a line of {number} on {each.date}: is this since_last the same?"
        return ""

    def _ends(self, day: date) -> Iterator[Decimal]:
        """Yield what was owned at the end of a day before the latest number, if that is known."""
        if self.day and self.day > day:
            prior = [each for each in self.entries if each.day <= day and not each.is_late]
            if prior and prior[-1].balance is not None:
                late = (each for each in self.entries if each.is_late and each.day <= day)
                yield prior[-1].balance + sum((each.moved for each in late), Decimal())
                yield prior[-1].balance

    def _add(self, entry: _Entry) -> None:
        self.entries.insert(bisect_right(self.entries, entry.day, key=lambda each: each.day), entry)


def _facts(row: Transaction) -> tuple[object, ...]:
    return row.date.value, row.code.value, move_of(row), row.price.value


def _moved(line: EnteredLine) -> Decimal:
    return moved_by(line.row) + net(line.row.since_last)


def _is_counted_already(line: EnteredLine) -> bool:
    """Return True if `since_last` takes back what a line moves: the last form counts it already."""
    return bool(line.row.since_last) and _moved(line) == 0


def _is_annual(filing: Filing) -> bool:
    return filing.NUMBER == ANNUAL


def _at_year_end(step: Step, ends: Sequence[Decimal], asked: Sequence[Decimal]) -> Step:
    """Return a step of an annual form, which may give what is owned at the end of the year in each line.

    That is the number for which its column asks.
    """
    if step.before is None or not ends:
        return step
    fits = (*step.fits, *ends)
    if not asked:
        return replace(step, fits=fits, now=step.now or " or ".join(map(shown, ends)))
    is_last = step.expected == asked[0] and not step.doubt
    return replace(step, fits=fits, now="" if is_last else shown(asked[0]), is_at_year_end=not is_last)
