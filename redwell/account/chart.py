"""Draw the balance of a position over time as steps, as SVG that takes its colors from the page around it.

`leather` draws; the same lines give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import leather  # type: ignore[import-untyped]  # ships no types
from leather import theme
from leather.series import Series  # type: ignore[import-untyped]
from leather.shapes import Dots, Line  # type: ignore[import-untyped]

from redwell.account.ledger import PositionAccount
from redwell.deadlines.standing import MONTHS, short_date
from redwell.documents.filters import grouped

_HEIGHT = 210
WIDTHS = {"wide": 920, "narrow": 400}
"""The widths of a chart for a screen or paper, and for a phone."""
_TICKS = {"wide": 8, "narrow": 3}
_FEW_DAYS, _YEAR = 45, 365
_DOT, _BREAK = 3, 5
"""The radius of the dot of a line, and of one that does not join."""
Step = tuple[date, Decimal]
# Labels have room of their own.
theme.margin = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart of a position: *drawings* by the name of their width, and what they show in words."""

    drawings: tuple[tuple[str, str], ...]
    words: str


def chart_of(position: PositionAccount, first: date, last: date) -> Chart | None:
    """Return the chart of a position on the days of its account; None if no balance is known."""
    steps = list(_steps(position))
    if not steps:
        return None
    breaks = [(line.day, line.balance) for line in position.breaks if line.balance is not None]
    end = max(last, steps[-1][0])
    pairs = [*steps, (end, steps[-1][1])]
    return Chart(
        drawings=tuple((name, _drawn(pairs, breaks, first, end, name)) for name in WIDTHS),
        words=_words(position, steps),
    )


def _steps(position: PositionAccount) -> list[Step]:
    """Return the corners of the steps: each day has the balance before it, and those after its lines."""
    found: list[Step] = []
    for line in position.lines:
        if line.balance is None:
            continue
        if not found:
            opening = line.posting.opening
            found += [(line.day, opening)] if opening else []
        else:
            found.append((max(line.day, found[-1][0]), found[-1][1]))
        found.append((max(line.day, found[-1][0]) if found else line.day, line.balance))
    return found


def _words(position: PositionAccount, steps: Sequence[Step]) -> str:
    (first, before), (last, after) = steps[0], steps[-1]
    unit = "$" if position.is_in_dollars else ""
    ends = (
        f"from {unit}{grouped(before)} on {short_date(first)} to {unit}{grouped(after)} on {short_date(last)}"
    )
    return f"{position.label}: {ends}; the table below has every step"


class _Steps(Line):  # type: ignore[misc]  # of a library without types
    """A line through the corners of steps, with dots; in one shape, because several would get a legend."""

    def __init__(self, dots: Sequence[tuple[int, Sequence[Step]]]) -> None:
        super().__init__()
        self.dots = dots

    def to_svg(self, *given: Any) -> Any:
        """Return the line and its dots as elements; *given* are the size, the scales, the line and colors."""
        group = super().to_svg(*given)
        *canvas, _, palette = given
        for radius, points in self.dots:
            if points:
                drawn = Dots(radius=radius)
                group.append(drawn.to_svg(*canvas, Series(points), palette))
        return group


def _drawn(steps: Sequence[Step], breaks: Sequence[Step], first: date, last: date, width: str) -> str:
    margin = max(timedelta(days=1), (last - first) / 30)
    chart: Any = leather.Chart()
    # Below 4 days, the scale of leather counts hours, which it cannot do with dates.
    chart.add_x_scale(_midnight(first) - margin, _midnight(last) + margin)
    heights = _round_heights(max(balance for _, balance in steps))
    chart.add_y_scale(Decimal(), heights[-1])
    days = _round_days(first - margin, last + margin, _TICKS[width])
    is_long = (last - first).days > _YEAR
    ticks = [_midnight(day) for day in days]
    chart.add_x_axis(ticks=ticks, tick_formatter=lambda day, *_: _day_label(day, is_long=is_long))
    chart.add_y_axis(ticks=heights, tick_formatter=lambda number, *_: grouped(number))
    corners = [*dict.fromkeys(steps[:-1])]
    dots = _Steps([(_DOT, _at_midnight(corners)), (_BREAK, _at_midnight(breaks))])
    chart.add_series(Series(_at_midnight(steps)), dots)
    group = chart.to_svg_group(WIDTHS[width], _HEIGHT)
    drawing = ElementTree.Element("svg", {"viewBox": f"0 0 {WIDTHS[width]} {_HEIGHT}", "aria-hidden": "true"})
    drawing.append(group)
    return ElementTree.tostring(drawing, encoding="unicode")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _at_midnight(steps: Sequence[Step]) -> list[Step]:
    return [(_midnight(day), balance) for day, balance in steps]


def _round_heights(most: Decimal) -> list[Decimal]:
    """Return round numbers from 0 to at least *most*, four or so."""
    if most <= 0:
        return [Decimal(), Decimal(1)]
    step = Decimal(10) ** (most / 4).adjusted()
    factor = next(each for each in (1, 2, 5, 10) if step * each * 4 >= most)
    heights, step = [Decimal()], step * factor
    while heights[-1] < most:
        heights.append(heights[-1] + step)
    return heights


def _round_days(first: date, last: date, most: int) -> list[date]:
    """Return days at which months or years begin, at most so many; of a short time, its first and last."""
    if (last - first).days < _FEW_DAYS:
        return [*dict.fromkeys([first + timedelta(days=1), last - timedelta(days=1)])]
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(first.year * 12 + first.month, last.year * 12 + last.month)
    ]
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 240):
        chosen = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
        if len(chosen) <= most:
            return chosen or months[:1]
    return months[:1]


def _day_label(day: date, *, is_long: bool) -> str:
    if day.day != 1:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}" if is_long and day.month == 1 else f"{MONTHS[day.month - 1]} {day.year}"
