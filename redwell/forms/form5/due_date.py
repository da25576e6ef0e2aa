"""The due date of a Form 5: Rule 16a-3(f)(1), and Rule 0-3(a)."""

from __future__ import annotations

from datetime import date

from redwell.deadlines.due_dates import AFTER_YEAR, calendar, moved
from redwell.deadlines.foreign import report_for_year, reports_nothing
from redwell.deadlines.standing import Due, short_date
from redwell.forms.form5.tables import Form5


def due(filing: Form5) -> Due | None:
    """Return the 45th day after the end of the fiscal year, moved to the next EDGAR business day.

    Return None for owners who do not report, or did not for that year, and outside the years of the calendar.
    """
    due = None if reports_nothing(filing) else due_after(filing.period)
    is_foreign = filing.issuer.foreign_private_issuer
    return due if due and (report_for_year(filing.period) or not is_foreign) else None


def due_after(end: date) -> Due | None:
    """Return the due date for the fiscal year that ends on *end*; None outside the years of the calendar."""
    days = calendar()
    if not days.first <= end < days.last - AFTER_YEAR * 2:
        return None
    first = end + AFTER_YEAR
    day = days.next_open(first)
    parts = [f"45 days after the fiscal year that ended on {short_date(end, day)}"]
    return Due(
        day=day,
        reason=", ".join([*parts, *moved(first, day, days)]),
        as_of=days.known_to if day > days.known_to else None,
    )
