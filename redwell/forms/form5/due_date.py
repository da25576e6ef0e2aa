"""The due date of a Form 5: Rule 16a-3(f)(1), and Rule 0-3(a)."""

from __future__ import annotations

from datetime import date, timedelta

from redwell.deadlines.due_dates import calendar, moved
from redwell.deadlines.foreign import reports_nothing
from redwell.deadlines.standing import Due, short_date
from redwell.forms.form5.tables import Form5

DAYS = timedelta(days=45)


def due(filing: Form5) -> Due | None:
    """Return the 45th day after the end of the fiscal year, moved to the next EDGAR business day.

    Return None for owners who do not report, and outside the years of the calendar.
    """
    return None if reports_nothing(filing) else due_after(filing.period)


def due_after(end: date) -> Due | None:
    """Return the due date for the fiscal year that ends on *end*; None outside the years of the calendar."""
    days = calendar()
    if not days.first <= end < days.last - DAYS * 2:
        return None
    first = end + DAYS
    day = days.next_open(first)
    parts = [f"45 days after the fiscal year that ended on {short_date(end, day)}"]
    return Due(
        day=day,
        reason=", ".join([*parts, *moved(first, day, days)]),
        as_of=days.known_to if day > days.known_to else None,
    )
