"""Draw the balance of a position over time as steps, as SVG that takes its colors from the page around it.

`leather` draws; the same lines give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

import leather  # type: ignore[import-untyped]  # ships no types
from leather import theme
from leather.scales import Linear  # type: ignore[import-untyped]
from leather.series import Series  # type: ignore[import-untyped]
from leather.shapes import Line  # type: ignore[import-untyped]

from redwell.account.ledger import PositionAccount
from redwell.deadlines.standing import MONTHS, short_date
from redwell.documents.filters import grouped

_HEIGHT = 210
_HEADROOM = 16
"""The room above the highest line, for the number that stands there."""
WIDTHS = {"wide": 920, "narrow": 400}
"""The widths of a chart for a screen or paper, and for a phone."""
_TICKS = {"wide": 8, "narrow": 3}
_FEW_DAYS, _YEAR = 45, 365
_DOT, _BREAK = 3, 5
"""The radius of the dot of a line, and of one that does not join."""
_MARGIN, _AXIS = 44, 60
"""The room for half a date beside the first and last day, and for the numbers of the axis, in pixels."""
_WIDEST_NUMBER = 90
_NEAR = 26
"""Lines that are closer, in pixels, leave no room for a number between them."""
Step = tuple[date, Decimal]
# Labels have room of their own.
theme.margin = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart of a position: *drawings* by the name of their width, and what they show in words."""

    drawings: tuple[tuple[str, str], ...]
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Drawn:
    """The parts of a chart: *runs* are the corners of steps, and *breaks* the jumps that no line reports."""

    runs: tuple[tuple[Step, ...], ...]
    breaks: tuple[tuple[Step, Step], ...]
    days: tuple[date, date]
    """The first and last day of the account."""
    unit: str
    may_own: tuple[Decimal | None, ...]
    """The last balances of which a question tells the right one; empty if it is known."""

    @property
    def last(self) -> Step:
        """The last balance, and its day."""
        return self.runs[-1][-1]

    @property
    def is_broken_last(self) -> bool:
        """True if a balance of the last day does not join."""
        return bool(self.breaks) and self.breaks[-1][1][0] == self.last[0]

    @property
    def before_last(self) -> Decimal:
        """The balance before the last day, if it moved on that day."""
        day, last = self.last
        return next((before for on, before in self.corners if on == day and before != last), last)

    @property
    def corners(self) -> tuple[Step, ...]:
        """The corners of all runs, in order."""
        return tuple(step for run in self.runs for step in run)


def chart_of(position: PositionAccount, first: date, last: date) -> Chart | None:
    """Return the chart of a position on the days of its account; None if no balance is known."""
    runs, breaks = _runs(position)
    if not runs:
        return None
    drawn = _Drawn(
        runs=runs,
        breaks=breaks,
        days=(first, max(last, runs[-1][-1][0])),
        unit="$" if position.is_in_dollars else "",
        may_own=position.may_own,
    )
    said = _words(drawn)
    return Chart(
        drawings=tuple((name, _svg(drawn, name, said)) for name in WIDTHS),
        words=f"{position.label}: {said}; the table below has every step",
    )


def _runs(position: PositionAccount) -> tuple[tuple[tuple[Step, ...], ...], tuple[tuple[Step, Step], ...]]:
    """Return the corners of the steps, which begin anew after each break, and the breaks.

    A balance before the first line is known only if the line does not take away more than there was.
    """
    runs: list[list[Step]] = []
    breaks: list[tuple[Step, Step]] = []
    for line in position.lines:
        opening = line.posting.opening
        if line.balance is None or opening is None:
            continue
        if not runs:
            runs.append([(line.day, opening)] if opening > 0 else [])
            day = line.day
        else:
            last_day, before = runs[-1][-1]
            day = max(line.day, last_day)
            runs[-1].append((day, before))
            if line.owned_now is not None:
                runs[-1].append((day, line.owned_now))
                continue
            if line.off is not None and not line.is_explained and opening >= 0:
                breaks.append(((day, before), (day, opening)))
                runs.append([(day, opening)])
        runs[-1].append((day, line.balance))
    return tuple(tuple(step for step, _ in groupby(run)) for run in runs), tuple(breaks)


def _words(drawn: _Drawn) -> str:
    """Return what the chart shows, in numbers and dates alone."""
    (first, before), (last, after) = drawn.corners[0], drawn.last
    balances = [balance for _, balance in drawn.corners]
    begin, end = _amount(before, drawn), _last_amount(drawn)
    said = f"from {begin} on {short_date(first)} to {end} on {short_date(last)}"
    if not {min(balances), max(balances)} <= {before, after}:
        said += f", between {_amount(min(balances), drawn)} and {_amount(max(balances), drawn)}"
    if drawn.breaks:
        is_one = len(drawn.breaks) == 1
        said += f"; {len(drawn.breaks)} {'balance does' if is_one else 'balances do'} not join"
    return said


def _amount(number: Decimal, drawn: _Drawn) -> str:
    return f"{drawn.unit}{grouped(number)}"


def _last_amount(drawn: _Drawn) -> str:
    """Return the last balance, or those of which a question tells the right one."""
    known = [_amount(each, drawn) for each in drawn.may_own if each is not None]
    return " or ".join([*known, *["not known"] * (None in drawn.may_own)]) or _amount(drawn.last[1], drawn)


class _Scale(Linear):  # type: ignore[misc]  # of a library without types
    """A scale that ends where it is told: those of the library end with round numbers, months or years."""

    def __init__(self, least: Decimal, most: Decimal) -> None:
        super().__init__(least, most)
        self.least, self.most = least, most

    def project(self, value: Decimal | int, low: float, high: float) -> Decimal:
        """Return the place of a value between *low* and *high*."""
        share = (Decimal(value) - self.least) / (self.most - self.least)
        return Decimal(low) + (Decimal(high) - Decimal(low)) * share


class _Steps(Line):  # type: ignore[misc]  # of a library without types
    """The steps of a balance in one shape, because several would get a legend."""

    def __init__(self, drawn: _Drawn) -> None:
        super().__init__()
        self.drawn = drawn

    def to_svg(self, *given: Any) -> Any:
        """Return the steps, their dots, the breaks, and the last balance with its number.

        *given* are the width and height, the scales, the series and the colors.
        """
        width, height, x_scale, y_scale, _, palette = given
        color = next(palette)

        def at(step: Step) -> tuple[float, float]:
            return (
                float(x_scale.project(Decimal(step[0].toordinal()), 0, width)),
                float(y_scale.project(step[1], height, 0)),
            )

        group = ElementTree.Element("g", {"class": "series lines"})
        for run in self.drawn.runs:
            group.append(_path(map(at, run), color, "run"))
        for jump in self.drawn.breaks:
            group.append(_path(map(at, jump), color, "jump"))
        x, y = at(self.drawn.last)
        edge = float(width)
        group.append(_path([(x, y), (edge, y)], color, "carried"))
        dots = [(_DOT, step) for step in dict.fromkeys(self.drawn.corners)]
        for radius, step in [*dots, *((_BREAK, after) for _, after in self.drawn.breaks)]:
            group.append(_circle(at(step), radius, color))
        before = float(y_scale.project(self.drawn.before_last, height, 0))
        group.append(_number(_last_amount(self.drawn), self._place((x, y), edge, before, height)))
        return group

    def _place(
        self, point: tuple[float, float], edge: float, before: float, height: float
    ) -> tuple[float, float]:
        """Return the end of the number of the last balance: no line of the last step runs through it."""
        x, y = point
        if edge - x > _WIDEST_NUMBER:
            return edge, y - 7
        is_fall = y > before
        if self.drawn.is_broken_last:
            return x - 9, y + 4
        if is_fall and y > height - _NEAR and y - before > _NEAR:
            return x - 7, y - 6
        if is_fall and y <= height - _NEAR:
            return edge, y + 17
        return edge, min(y, before) - 7


def _path(points: Iterable[tuple[float, float]], color: str, name: str) -> ElementTree.Element:
    corners = " L ".join(f"{x:.2f} {y:.2f}" for x, y in points)
    path = ElementTree.Element("path", {"class": name, "d": f"M {corners}", "fill": "none", "stroke": color})
    path.set("stroke-width", "2")
    return path


def _circle(point: tuple[float, float], radius: int, color: str) -> ElementTree.Element:
    x, y = point
    return ElementTree.Element(
        "circle", {"cx": f"{x:.2f}", "cy": f"{y:.2f}", "r": f"{radius}", "fill": color}
    )


def _number(said: str, place: tuple[float, float]) -> ElementTree.Element:
    text = ElementTree.Element("text", {"class": "last", "x": f"{place[0]:.2f}", "y": f"{place[1]:.2f}"})
    text.set("text-anchor", "end")
    text.text = said
    return text


def _svg(drawn: _Drawn, width: str, said: str) -> str:
    first, last = drawn.days
    margin = max(Decimal(1), Decimal((last - first).days * _MARGIN) / (WIDTHS[width] - _AXIS - 2 * _MARGIN))
    chart: Any = leather.Chart()
    chart.set_x_scale(_Scale(first.toordinal() - margin, last.toordinal() + margin))
    balances = [balance for _, balance in drawn.corners]
    heights = _round_heights(max(balances))
    chart.set_y_scale(_Scale(Decimal(), heights[-1]))
    is_long = (last - first).days > _YEAR
    chart.add_x_axis(
        ticks=[day.toordinal() for day in _round_days(first, last, _TICKS[width])],
        tick_formatter=lambda day, *_: _day_label(date.fromordinal(day), is_long=is_long),
    )
    chart.add_y_axis(ticks=heights, tick_formatter=lambda number, *_: _amount(number, drawn))
    corners = [(Decimal(day.toordinal()), balance) for day, balance in drawn.corners]
    chart.add_series(Series(corners), _Steps(drawn))
    drawing = ElementTree.Element(
        "svg",
        {"viewBox": f"0 {-_HEADROOM} {WIDTHS[width]} {_HEIGHT + _HEADROOM}", "role": "img"},
    )
    ElementTree.SubElement(drawing, "title").text = f"Balance {said}"
    ElementTree.SubElement(drawing, "desc").text = "The table below has every step."
    drawing.append(chart.to_svg_group(WIDTHS[width], _HEIGHT))
    return ElementTree.tostring(drawing, encoding="unicode")


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
        return [*dict.fromkeys([first, last])]
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
