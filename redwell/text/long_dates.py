"""Dates in words, in English whatever the locale."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date) -> str:
    """Return `November 22, 2024`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
