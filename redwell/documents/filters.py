"""Template filters: numbers and dates as the SEC prints them. Templates format values only here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import wraps
from itertools import pairwise
from numbers import Number
from typing import Any, Concatenate, ParamSpec, TypeVar

from redwell.documents.renderer import BrokenTemplate
from redwell.text.typography import curled, held

V = TypeVar("V")
P = ParamSpec("P")
R = TypeVar("R")
Filter = Callable[Concatenate[V, P], R]


def takes(kind: type, what: str) -> Callable[[Filter[V, P, R]], Filter[V, P, R]]:
    """Return a decorator: the filter raises `BrokenTemplate` for a value that is not of this *kind*."""

    def checking(function: Filter[V, P, R]) -> Filter[V, P, R]:
        @wraps(function)
        def checked(value: V, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not isinstance(value, kind):
                str(value)  # for a name that is not defined, Jinja raises an error that says so
                raise BrokenTemplate(f"{function.__name__} takes {what}, not {type(value).__name__}")
            return function(value, *args, **kwargs)

        return checked

    return checking


@takes(date, "a date")
def us_date(value: date) -> str:
    """Return `10/01/2013`, the date of the paper form."""
    return f"{value:%m/%d}/{value.year:04}"


@takes(date, "a date")
def iso_date(value: date) -> str:
    """Return `2013-10-01`, the date of the XML (specification 5.5, section 3.2)."""
    return value.isoformat()


@takes(Number, "a number")
def plain(value: Decimal) -> str:
    """Return `163350` or `2.6`, the number of the XML: no commas, exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@takes(Number, "a number")
def grouped(value: Decimal) -> str:
    """Return `163,350` or `2.6`, the number of the paper form, as the SEC's stylesheet prints it."""
    whole, point, fraction = plain(value).partition(".")
    return f"{int(whole):,}{point}{fraction}"


@takes(Number, "a number")
def whole(value: Decimal) -> str:
    """Return `1,234` for 1234.5: the part left of the decimal point, on which figures are aligned."""
    return grouped(value).partition(".")[0]


@takes(Number, "a number")
def fraction(value: Decimal) -> str:
    """Return `.5` for 1234.5 and an empty text for 1234: the rest after `whole`."""
    return "".join(grouped(value).partition(".")[1:])


@takes(Number, "a number")
def usd(value: Decimal) -> str:
    """Return `$2.6` or `$1,500`, a price or an amount in dollars."""
    return f"${grouped(value)}"


@takes(Number, "a number")
def price(value: Decimal) -> str:
    """Return `$2.60`, `$1,500` or `$0.0001`, a price in a sentence: never with one digit of cents."""
    has_one_digit = len(fraction(value).lstrip(".")) == 1
    return f"{usd(value)}0" if has_one_digit else usd(value)


@takes(Sequence, "a list of numbers")
def places(values: Sequence[Decimal | None]) -> int:
    """Return the characters from the decimal point on, of the number that has the most."""
    return max((len(fraction(value)) for value in values if value is not None), default=0)


@takes(Sequence, "a list of texts")
def one_line(lines: Sequence[str | None]) -> str:
    """Return the lines of an address on one, with commas; a line may end in its own, or be missing.

    The last, such as UNITED STATES, is not divided.
    """
    *first, last = [line.rstrip(" ,") for line in lines if line] or [""]
    return ", ".join([*first, last.replace(" ", "\N{NO-BREAK SPACE}")])


@takes(Sequence, "a list of numbers")
def marks(numbers: Sequence[int]) -> str:
    """Return `(1)(2)`, the footnote numbers beside a value."""
    return "".join(f"({number})" for number in numbers)


@takes(Sequence, "the rows of a table")
def figure_slots(rows: Sequence[Mapping[str, Any]], column: str, room: int) -> str:
    """Return CSS classes such as `places-4 marks-1` that reserve room right of the decimal point.

    The longest fraction sets the places; footnote marks take steps of one "(12)", at most three. "tight" is
    added where the column, *room* characters wide, is too narrow.
    """
    if not all(column in row for row in rows):
        raise BrokenTemplate(f'figure_slots: the rows have no column "{column}"')
    cells = [row[column] for row in rows]
    figures = [cell["value"] for cell in cells if cell["value"] is not None]
    places = max((len(fraction(figure)) for figure in figures), default=0)
    steps = min(max((-(-len(marks(cell["footnotes"])) // 4) for cell in cells), default=0), 3)
    width = max((len(whole(figure)) for figure in figures), default=0) + places + 3 * steps
    return f"places-{max(places - 1, 0)} marks-{steps}{' tight' if width > room else ''}"


@takes(str, "a text")
def curly(text: str) -> str:
    """Return the text with curly quotation marks and apostrophes."""
    return curled(text)


@takes(Sequence, "the runs of a paragraph")
def typeset(runs: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return a paragraph in pieces with curly quotation marks; those with `is_held` stay on one line each.

    These are *names*, what is bold, terms such as "Section 16(a)", dates, and the last words.
    """
    text = "".join(run["text"] for run in runs)
    terms = [run["text"] for run in runs if run["is_bold"]]
    shown, spans = curled(text), held(text, (*names, *terms))
    edges = {edge for span in spans for edge in span}
    pieces: list[dict[str, Any]] = []
    start = 0
    for run in runs:
        end = start + len(run["text"])
        cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
        pieces += [
            {**run, "text": shown[a:b], "is_held": any(first <= a and b <= last for first, last in spans)}
            for a, b in pairwise(cuts)
        ]
        start = end
    return pieces


@takes(str, "a text")
def in_short(text: str) -> str:
    """Return a text with the first 12 digits of each fingerprint, which is what people compare."""
    return re.sub(r"\b([0-9]+:[0-9a-f]{12})[0-9a-f]{20}\b", r"\1", text)
