"""Share the width of the tables of Forms 4 and 5 among their columns, by what stands in them, in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from redwell.ownership.context import Cell
from redwell.ownership.widths import (
    PADDING,
    TextColumn,
    cell_width,
    figure_width,
    marks_width,
    point,
    shared_width,
)

WIDTH = 720
"""Points between the margins."""
Row = Mapping[str, Cell]
Kind = Literal["text", "figure", "date", "letters"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedColumn:
    """A printed column: the cell *name* of each row, and the least and the most points that it takes.

    With *roomy* points its head takes fewer lines; it has them where no text needs the room.
    """

    name: str
    kind: Kind
    least: int
    most: int
    roomy: int = 0


def _columns(*given: tuple[str, Kind, int, int, int]) -> tuple[PrintedColumn, ...]:
    return tuple(
        PrintedColumn(name=name, kind=kind, least=least, most=most, roomy=roomy)
        for name, kind, least, most, roomy in given
    )


TABLE_ONE = _columns(
    ("title", "text", 92, 220, 0),
    ("date", "date", 56, 72, 0),
    ("deemed_execution", "date", 54, 72, 72),
    ("printed_code", "letters", 32, 52, 0),
    ("early", "letters", 15, 15, 0),
    ("moved", "figure", 44, 84, 60),
    ("sign", "letters", 32, 32, 0),
    ("paid", "figure", 40, 84, 54),
    ("owned_after", "figure", 72, 110, 110),
    ("ownership", "letters", 52, 78, 66),
    ("nature", "text", 76, 260, 0),
)
TABLE_TWO = _columns(
    ("title", "text", 60, 150, 0),
    ("price", "figure", 40, 64, 44),
    ("date", "date", 47, 52, 0),
    ("deemed_execution", "date", 47, 52, 0),
    ("printed_code", "letters", 34, 46, 44),
    ("early", "letters", 10, 10, 0),
    ("acquired", "figure", 34, 70, 46),
    ("disposed", "figure", 34, 70, 46),
    ("date_exercisable", "date", 34, 52, 42),
    ("expiration_date", "date", 34, 52, 42),
    ("underlying_title", "text", 42, 110, 0),
    ("underlying_amount", "figure", 42, 72, 52),
    ("paid", "figure", 36, 64, 0),
    ("owned_after", "figure", 58, 76, 64),
    ("ownership", "letters", 46, 58, 54),
    ("nature", "text", 46, 130, 0),
)
DAY = {100: 54, 78: 42}
"""The width of a date, by that of the letters."""
NARROW = 78
"""The width of the letters of Table II, in percent."""
WIDEST = 110
"""A column of figures in Word, which cannot narrow the letters of a long figure."""
TICK = 46
"""A column for the X of a director or a 10% owner."""
MARGINS_ONE, MARGINS_TWO = 6, 4
"""Points left and right of the text of a cell."""


def table_one_widths(rows: Sequence[Row], *, is_annual: bool, is_word: bool = False) -> tuple[int, ...]:
    """Return the widths of the columns of Table I, in all `WIDTH`; Form 5, which *is_annual*, has no V."""
    return _widths(rows, printed_columns(TABLE_ONE, is_annual), 100, is_word=is_word)


def table_two_widths(rows: Sequence[Row], *, is_annual: bool, is_word: bool = False) -> tuple[int, ...]:
    """Return the widths of the columns of Table II."""
    return _widths(rows, printed_columns(TABLE_TWO, is_annual), NARROW, is_word=is_word)


def owners_widths(addresses: Sequence[str], titles: Sequence[str], others: Sequence[str]) -> tuple[int, ...]:
    """Return the widths of the columns of the reporting owners, each with name and address on one line."""
    wanted = [
        TextColumn(cells=tuple(_cell(text) for text in texts), least=least, most=most)
        for texts, least, most in ((addresses, 300, 500), (titles, 64, 160), (others, 44, 160))
    ]
    address, title, other = shared_width(wanted, WIDTH - 2 * TICK)
    return address, TICK, TICK, title, other


def _cell(text: str) -> Cell:
    return {"value": text, "footnotes": [], "in_dollars": False}


def table_one_points(rows: Sequence[Row], *, is_annual: bool) -> dict[int, int]:
    """Return where the figures of Table I have their decimal point in Word, by the number of the column."""
    widths = table_one_widths(rows, is_annual=is_annual, is_word=True)
    return _points(rows, printed_columns(TABLE_ONE, is_annual), widths, MARGINS_ONE, 100)


def table_two_points(rows: Sequence[Row], *, is_annual: bool) -> dict[int, int]:
    """Return where the figures of Table II have their decimal point in Word."""
    widths = table_two_widths(rows, is_annual=is_annual, is_word=True)
    return _points(rows, printed_columns(TABLE_TWO, is_annual), widths, MARGINS_TWO, NARROW)


def printed_columns(columns: Sequence[PrintedColumn], is_annual: bool) -> tuple[PrintedColumn, ...]:
    """Return the columns; without column V, the code takes its room: "Transaction Code" stands over both."""
    if not is_annual:
        return tuple(columns)
    (early,) = (each for each in columns if each.name == "early")
    return tuple(
        replace(each, least=each.least + early.least) if each.name == "printed_code" else each
        for each in columns
        if each != early
    )


def _points(
    rows: Sequence[Row], columns: Sequence[PrintedColumn], widths: Sequence[int], margins: int, percent: int
) -> dict[int, int]:
    return {
        n: point([row[each.name] for row in rows], width, margins=margins, percent=percent)
        for n, (each, width) in enumerate(zip(columns, widths, strict=True), start=1)
        if each.kind == "figure"
    }


def _widths(
    rows: Sequence[Row], columns: Sequence[PrintedColumn], percent: int, *, is_word: bool
) -> tuple[int, ...]:
    cells = {each.name: tuple(row[each.name] for row in rows) for each in columns}
    fixed = {
        each.name: _fixed(cells[each.name], each, percent, is_word=is_word)
        for each in columns
        if each.kind != "text"
    }
    texts = [each for each in columns if each.kind == "text"]
    wanted = [
        TextColumn(cells=cells[each.name], least=each.least, most=each.most, percent=percent)
        for each in texts
    ]
    fixed = _within(fixed, columns, WIDTH - sum(each.least for each in texts))
    spare = WIDTH - sum(fixed.values()) - sum(each.least + each.need for each in wanted)
    fixed = _with_room(fixed, columns, spare)
    shares = shared_width(wanted, WIDTH - sum(fixed.values()))
    widths = fixed | {each.name: share for each, share in zip(texts, shares, strict=True)}
    return tuple(widths[each.name] for each in columns)


def _within(fixed: Mapping[str, int], columns: Sequence[PrintedColumn], room: int) -> dict[str, int]:
    """Return the widths of the columns without text, made narrower where all together exceed *room*."""
    slack = {each.name: fixed[each.name] - each.least for each in columns if each.name in fixed}
    excess, total = max(0, sum(fixed.values()) - room), sum(slack.values())
    return {
        name: width - (-(-slack[name] * excess // total) if excess else 0) for name, width in fixed.items()
    }


def _with_room(fixed: Mapping[str, int], columns: Sequence[PrintedColumn], spare: int) -> dict[str, int]:
    """Return the widths of the columns without text, with as much of *spare* as shortens their heads."""
    wants = {each.name: max(0, each.roomy - fixed[each.name]) for each in columns if each.kind != "text"}
    total = sum(wants.values())
    given = max(0, min(spare, total))
    return {name: width + (wants[name] * given // total if total else 0) for name, width in fixed.items()}


def _fixed(cells: Sequence[Cell], column: PrintedColumn, percent: int, *, is_word: bool) -> int:
    """Return the width of a column of figures, dates or letters."""
    if column.kind == "figure":
        found = figure_width(cells, least=0, most=WIDTH) * percent // 100
        return min(WIDEST if is_word else column.most, max(column.least, found))
    given = [cell for cell in cells if cell["value"] is not None]
    if column.kind == "date":
        least = max(column.least, DAY[percent]) if given else column.least
        return max(least, min(column.most, least + max(map(marks_width, given), default=0)))
    longest = max((cell_width(cell) for cell in given), default=0)
    return max(column.least, min(column.most, longest * percent // 100 + PADDING))
