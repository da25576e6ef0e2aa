"""Values to text, as the SEC prints them. Templates print numbers and dates through these alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def us_date(value: date) -> str:
    """`10/01/2013`: month, day and year of the paper form."""
    return f"{value:%m/%d}/{value.year:04}"


def iso_date(value: date) -> str:
    """`2013-10-01`: the date of the XML (specification 5.5, section 3.2)."""
    return value.isoformat()


def plain(value: Decimal) -> str:
    """`163350` or `2.6`: the decimal of the XML, without commas, exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """`163,350` or `2.6`: a figure of the paper form, as the SEC's stylesheet prints it."""
    whole, point, fraction = plain(value).partition(".")
    return f"{int(whole):,}{point}{fraction}"


def marks(numbers: Sequence[int]) -> str:
    """`(1)(2)`: footnote numbers beside a value."""
    return "".join(f"({number})" for number in numbers)
