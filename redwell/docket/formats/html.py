"""Write a docket as one HTML page: a timeline, for a browser (also offline), a phone, a printer.

`templates/docket/docket.html.j2` lays it out, in the looks of a review. The page loads and sends nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from redwell.deadlines.standing import MONTHS, WEEK, short_date, weekday
from redwell.docket.docket import YEARS, Docket
from redwell.docket.duties import Duty, Kind
from redwell.docket.formats.text import (
    day_words,
    last_lines,
    lists_of,
    remarks_on,
    tenure_words,
)
from redwell.docket.terms import issuer_words
from redwell.documents.environment import environment
from redwell.review.formats import escape
from redwell.review.formats.html import policy
from redwell.text.names import listed

LANES: dict[str, tuple[Kind, ...]] = {
    "Forms": ("form", "first form"),
    "Year-end statements": ("statement",),
    "Website and copy": ("posting",),
    "Authentication pages": ("authentication", "retention"),
    "Powers and plans": ("power", "plan"),
    "16(b) windows": ("window",),
}
"""The lanes of the chart, and what stands in each."""
DRAWN = ("done", "late", "asked", "ahead", "soon", "overdue")
"""The classes of marks in the order in which they are drawn."""
MOST_LABELS = 4
"""Labels of the chart's axis that fit on a phone."""
EDGE = 8
"""Percent of the chart's width on each side in which a label does not stand across its line."""
SOON = {"today": "Today", "this-week": "Within a week"}
"""The headings of what comes first, by their anchors."""
MOST_OPEN = 8
"""The most rows of what is done that are shown unfolded."""
_TOP, _LANE = 30, 34
"""Pixels of the axis above the lanes, and of each lane."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartMark:
    """A point of the chart: its place in percent of the width, and its class."""

    x: str
    look: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartLabel:
    """A label of the chart: its place in percent of the width, and which end of it stands there."""

    x: str
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartLane:
    """A lane of the chart: its label, and the pixels of its label and of its line."""

    label: str
    text_y: int
    y: int
    marks: tuple[ChartMark, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocketChart:
    """The chart above the list; *labels* are those of its axis."""

    lanes: tuple[ChartLane, ...]
    labels: tuple[ChartLabel, ...]
    today: ChartLabel
    height: int
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DocketMonth:
    """The duties of a month, *label* "August 2026", or of a few days; those without a day have no label."""

    label: str
    anchor: str
    """The id of its heading; empty if no link leads to it."""
    duties: tuple[Duty, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocketChapter:
    """A group of the list."""

    name: str
    heading: str
    months: tuple[DocketMonth, ...]
    count: int
    is_folded: bool


def html_page(docket: Docket, home: Path) -> str:
    """Return the page, with the templates of *home*; the same docket gives the same bytes."""
    templates = home / "templates"
    names = ("review/review.css", "docket/docket.css")
    style = "".join((templates / name).read_text("utf-8") for name in names)
    return (
        _environment(home)
        .get_template("docket/docket.html.j2")
        .render(
            docket=docket,
            verdict=verdict(docket),
            counts=[*_counts(docket)],
            chart=_chart(docket) if docket.duties else None,
            chapters=[*_chapters(docket)],
            delinquents=[*lists_of(docket)],
            last_lines=[*last_lines(docket)],
            remarks=[*remarks_on(docket)],
            # Our own two files, not escaped, because the hash is of the text between the tags.
            style=Markup(style),
            policy=policy(style),
        )
    )


def verdict(docket: Docket) -> str:
    """Return what matters most in a few words."""
    return ", ".join(text for text, _ in _counts(docket)) or "nothing is open"


def _counts(docket: Docket) -> Iterator[tuple[str, str]]:
    """Yield the numbers of what is open in words, each with the anchor of its list."""
    counts = Counter(_anchor(each, docket.view.today) for each in docket.duties)
    for anchor, what in (
        ("overdue", "overdue"),
        ("today", "today"),
        ("this-week", "more within a week" if counts["today"] else "within a week"),
        ("later", "later"),
    ):
        if counts[anchor]:
            yield f"{counts[anchor]:,} {what}", anchor


def _anchor(duty: Duty, today: date) -> str:
    """Return the anchor of the list in which a duty stands."""
    if duty.group != "ahead" or duty.date is None:
        return duty.group.replace(" ", "-")
    if not _is_soon(duty, today):
        return "later"
    return "today" if duty.date <= today else "this-week"


@lru_cache(maxsize=2)
def _environment(home: Path) -> Environment:
    made = environment(home).overlay(finalize=escape.on_page)
    made.filters = {
        **made.filters,
        "day": short_date,
        "weekday": weekday,
        "day_words": day_words,
        "issuer": issuer_words,
        "listed": listed,
        "tenure": tenure_words,
    }
    made.globals = {"look": _look}
    return made


def _is_soon(duty: Duty, today: date) -> bool:
    return duty.date is not None and duty.date - today < WEEK


def _look(duty: Duty, today: date) -> str:
    """Return the class of a duty, which colors it; words beside it say the same."""
    if duty.group == "ahead":
        return "soon" if _is_soon(duty, today) else "ahead"
    if duty.group == "done":
        return "late" if duty.state == "filed late" else "done"
    return "overdue" if duty.group == "overdue" else "asked"


def _chapters(docket: Docket) -> Iterator[DocketChapter]:
    for name, heading, duties in docket.groups:
        yield DocketChapter(
            name=name.replace(" ", "-"),
            heading=heading,
            months=tuple(_months(duties, docket.view.today)),
            count=len(duties),
            is_folded=name == "done" and len(duties) > MOST_OPEN,
        )


def _months(duties: Sequence[Duty], today: date) -> Iterator[DocketMonth]:
    """Yield the duties of a group by month; what is to be done today and this week is set apart."""
    before = ""
    for (anchor, label), found in groupby(
        duties, key=lambda duty: (_anchor(duty, today), _label(duty, today))
    ):
        is_own = duties[0].group == "ahead" and anchor != before
        yield DocketMonth(label=label, anchor=anchor if is_own else "", duties=tuple(found))
        before = anchor


def _label(duty: Duty, today: date) -> str:
    month = f"{duty.date:%B} {duty.date.year}" if duty.date else ""
    return SOON.get(_anchor(duty, today), month)


def _chart(docket: Docket) -> DocketChart:
    today = docket.view.today
    duties = [(each.date, each) for each in docket.duties if each.date and each.date.year in YEARS]
    days = [day for day, _ in duties] or [today]
    first, last = min([*days, today]), max([*days, today])
    # Some room on both sides, so that no mark is cut.
    margin = timedelta(days=max(3, (last - first).days // 30))
    first, last = first - margin, last + margin

    def at(day: date) -> str:
        return f"{_percent(day, first, last):.2f}%"

    def label(day: date, text: str, edge: int) -> ChartLabel:
        x = _percent(day, first, last)
        anchor = "start" if x < edge else "end" if x > 100 - edge else "middle"
        return ChartLabel(x=at(day), anchor=anchor, text=text)

    lanes: list[ChartLane] = []
    for name, kinds in LANES.items():
        found = [(day, each) for day, each in duties if each.kind in kinds]
        if found:
            y = _TOP + _LANE * len(lanes)
            # What matters most is drawn last, on top.
            found.sort(key=lambda each: DRAWN.index(_look(each[1], today)))
            marks = {ChartMark(x=at(day), look=_look(each, today)): None for day, each in found}
            lanes.append(ChartLane(label=name, text_y=y + 10, y=y + 22, marks=tuple(marks)))
    return DocketChart(
        lanes=tuple(lanes),
        labels=tuple(label(day, text, EDGE) for day, text in _labels(first, last)),
        today=label(today, "today", 50),
        height=_TOP + _LANE * len(lanes),
        said=f"{len(duties)} days from {short_date(min(days))} to {short_date(max(days))}; "
        "the list below has each",
    )


def _percent(day: date, first: date, last: date) -> float:
    return 100 * (day - first).days / (last - first).days


def _labels(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Yield the first days of months, as many as fit, with their labels."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    step = next(
        each for each in (1, 2, 3, 4, 6, 12, 24, 60, 120, 600, 1200) if len(months) / each <= MOST_LABELS
    )
    for day in months:
        if (day.year * 12 + day.month - 1) % step == 0:
            yield day, f"{day.year}" if step >= 12 else f"{MONTHS[day.month - 1]} {day.year}"
