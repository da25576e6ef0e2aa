"""Values to text, as the SEC prints them. Templates print numbers and dates through these alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any


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


def whole(value: Decimal) -> str:
    """`1,234` of 1234.5: what stands left of the decimal point, where figures are aligned on it."""
    return grouped(value).partition(".")[0]


def fraction(value: Decimal) -> str:
    """`.5` of 1234.5, nothing of 1234: what stands right of `whole`."""
    return "".join(grouped(value).partition(".")[1:])


def usd(value: Decimal) -> str:
    """`$2.6` or `$1,500`: a price or an amount in dollars."""
    return f"${grouped(value)}"


def marks(numbers: Sequence[int]) -> str:
    """`(1)(2)`: footnote numbers beside a value."""
    return "".join(f"({number})" for number in numbers)


def figure_slots(rows: Sequence[Mapping[str, Any]], column: str, room: int) -> str:
    """`places-4 marks-1`: the room of figures right of the decimal point; "tight" if there is too little.

    Decimals by the longest fraction; marks in steps of one "(12)", up to three: more of them wrap.
    *room* is the number of characters that the column has room for.
    """
    cells = [row[column] for row in rows]
    figures = [cell["value"] for cell in cells if cell["value"] is not None]
    places = max((len(fraction(figure)) for figure in figures), default=0)
    steps = min(max((-(-len(marks(cell["footnotes"])) // 4) for cell in cells), default=0), 3)
    width = max((len(whole(figure)) for figure in figures), default=0) + places + 3 * steps
    return f"places-{max(places - 1, 0)} marks-{steps}{' tight' if width > room else ''}"
