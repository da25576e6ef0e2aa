"""The due date of a Form 4: Section 16(a)(2)(C) of the Exchange Act; Rule 16a-3(g)."""

from __future__ import annotations

from datetime import date

from redwell.deadlines.due_dates import calendar
from redwell.deadlines.standing import Due, short_date
from redwell.forms.form4.tables import Form4

MOST_DEEMED = 3
"""Business days after the trade by which a deemed execution date may be later (Rule 16a-3(g)(2) to (4))."""


def due(filing: Form4) -> Due | None:
    """Return the last day on which a Form 4 is on time: the second EDGAR business day after a transaction.

    The line that is due first counts; lines that are reported early do not. Two days count from the deemed
    execution date, if a line gives one that the rule allows. Return None if no line sets a date, or outside
    the years of the calendar.
    """
    days = calendar()
    starts = [(_start(row.date.value, row.deemed_execution and row.deemed_execution.value), row) for row in
              filing.transactions if row.timing != "early" and row.date.value]
    starts = [(start, row) for start, row in starts if days.first < start and start.year < days.last.year]
    if not starts:
        return None
    start, row = min(starts, key=lambda each: each[0])
    day, if_closed = days.nth_open(start, 2)
    is_deemed = start != row.date.value
    what = "deemed execution" if is_deemed else "transaction"
    return Due(
        day=day,
        reason=f"second business day after the {what} of {short_date(start, day)}",
        if_closed=if_closed,
        as_of=days.known_to if if_closed is None and day > days.known_to else None,
    )


def _start(day: date, deemed: date | None) -> date:
    """Return the day from which the two days count."""
    if deemed and day < deemed <= calendar().nth_open(day, MOST_DEEMED)[0]:
        return deemed
    return day
