"""Count the six months of Section 16(b): a purchase and a sale match if less than that lies between them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MONTHS = 6
_ONE_DAY = timedelta(days=1)


def six_months_after(day: date) -> date:
    """Return the first day that is no longer less than six months after *day*.

    It is the same day of that month, or the first of the next, if that month has none.
    """
    if day.year == date.max.year:
        return date.max
    number = day.month - 1 + MONTHS
    year, month = day.year + number // 12, number % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, day.day) if day.day <= last else date(year, month, last) + _ONE_DAY


def is_within(one: date, other: date) -> bool:
    """Return True if two days are less than six months apart."""
    earlier, later = sorted((one, other))
    return later < six_months_after(earlier)


def is_month_end(day: date) -> bool:
    """Return True for a day from which months of different lengths make it doubtful how to count."""
    return day.day == monthrange(day.year, day.month)[1] or six_months_after(day).day != day.day
