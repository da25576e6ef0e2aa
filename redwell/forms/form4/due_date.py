"""The due date of a Form 4: Section 16(a)(2)(C) of the Exchange Act; Rule 16a-3(g)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from redwell.deadlines.due_dates import calendar
from redwell.deadlines.foreign import FOREIGN_INSIDERS, reports_nothing
from redwell.deadlines.standing import Due, short_date
from redwell.forms.changes.codes import small_acquisitions_due, waiting
from redwell.forms.changes.dates import MOST_DEEMED
from redwell.forms.form4.tables import Form4
from redwell.ownership.moves import Transaction, day_of, transactions
from redwell.problems import Path


def due(filing: Form4) -> Due | None:
    """Return the last day on which a Form 4 is on time: the second EDGAR business day after a transaction.

    The line that is due first counts; those `not_due` do not. Two days count from the deemed execution date,
    if a line gives one that the rule allows. Return None if no line sets a date, or outside the years of the
    calendar.
    """
    return _first_due(filing, not_due(filing))


def due_but_for_early(filing: Form4) -> Due | None:
    """Return the due date but for lines with `timing: early`, of which other rules ask if they are early."""
    early = {path for path, row in transactions(filing) if row.timing == "early"}
    return _first_due(filing, not_due(filing) | early)


def _first_due(filing: Form4, others: set[Path]) -> Due | None:
    """Return the due date of the line that is due first, but for some *others*."""
    days = calendar()
    starts = [start for path, _, start in starts_of(filing) if path not in others]
    known = [(day, what) for day, what in starts if days.first < day and day.year < days.last.year]
    return due_after(*min(known)) if known else None


def not_due(filing: Form4) -> set[Path]:
    """Return the lines that have no due date: those that may wait for Form 5, and those that nobody reports.

    These are lines of owners who do not report, and of a foreign private issuer's insiders before they did.
    """
    is_foreign, is_nothing = filing.issuer.foreign_private_issuer, reports_nothing(filing)
    unreported = {
        path
        for path, row in transactions(filing)
        if is_nothing or (is_foreign and day_of(row) < FOREIGN_INSIDERS)
    }
    return waiting(filing) | unreported


def due_after(start: date, what: str) -> Due | None:
    """Return the second business day after *start*, the day of *what*; None outside the calendar."""
    days = calendar()
    if not (days.first < start and start.year < days.last.year):
        return None
    day, if_closed = days.nth_open(start, 2)
    return Due(
        day=day,
        reason=f"second business day after the {what} of {short_date(start, day)}",
        if_closed=if_closed,
        as_of=days.known_to if if_closed is None and day > days.known_to else None,
        in_doubt=days.in_doubt(start, day),
    )


def starts_of(filing: Form4) -> Iterator[tuple[Path, Transaction, tuple[date, str]]]:
    """Yield each transaction with the day from which its two days count, and what happened on it."""
    outgrown = small_acquisitions_due(filing)
    for path, row in transactions(filing):
        passed = outgrown.get(path)
        yield path, row, (passed, "small acquisition past $10,000") if passed else _start_of(row)


def _start_of(row: Transaction) -> tuple[date, str]:
    """Return the day from which the two days count, and what happened on it."""
    day = row.date.value or date.min
    deemed = row.deemed_execution.value if row.deemed_execution else None
    if deemed and day < deemed <= calendar().nth_open(day, MOST_DEEMED)[0]:
        return deemed, "deemed execution"
    return day, "transaction"
