"""Share the width of the tables of Forms 4 and 5 among their columns, by what stands in them, in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from redwell.ownership.context import Cell
from redwell.ownership.widths import TextColumn, figure_width, marks_width, shared_width

WIDTH = 720
"""Points between the margins."""
Row = Mapping[str, Cell]
Kind = Literal["text", "figure", "date", "letters"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedColumn:
    """A printed column: the cell *name* of each row, and the least and the most points that it takes."""

    name: str
    kind: Kind
    least: int
    most: int


def _columns(*given: tuple[str, Kind, int, int]) -> tuple[PrintedColumn, ...]:
    return tuple(
        PrintedColumn(name=name, kind=kind, least=least, most=most) for name, kind, least, most in given
    )


TABLE_ONE = _columns(
    ("title", "text", 92, 220),
    ("date", "date", 56, 72),
    ("deemed_execution", "date", 60, 72),
    ("printed_code", "letters", 32, 52),
    ("early", "letters", 15, 15),
    ("moved", "figure", 56, 84),
    ("sign", "letters", 32, 32),
    ("paid", "figure", 52, 84),
    ("owned_after", "figure", 92, 100),
    ("ownership", "letters", 66, 78),
    ("nature", "text", 76, 260),
)
TABLE_TWO = _columns(
    ("title", "text", 76, 150),
    ("price", "figure", 47, 56),
    ("date", "date", 43, 52),
    ("deemed_execution", "date", 40, 52),
    ("printed_code", "letters", 36, 46),
    ("early", "letters", 10, 10),
    ("acquired", "figure", 34, 56),
    ("disposed", "figure", 34, 56),
    ("date_exercisable", "date", 43, 52),
    ("expiration_date", "date", 43, 52),
    ("underlying_title", "text", 56, 110),
    ("underlying_amount", "figure", 42, 58),
    ("paid", "figure", 38, 56),
    ("owned_after", "figure", 60, 66),
    ("ownership", "letters", 46, 56),
    ("nature", "text", 56, 130),
)
NARROW = 78
"""The width of the letters of Table II, in percent."""


def table_one_widths(rows: Sequence[Row], *, is_annual: bool) -> tuple[int, ...]:
    """Return the widths of the columns of Table I, in all `WIDTH`; Form 5, which *is_annual*, has no V."""
    return _widths(rows, TABLE_ONE, is_annual, 100)


def table_two_widths(rows: Sequence[Row], *, is_annual: bool) -> tuple[int, ...]:
    """Return the widths of the columns of Table II."""
    return _widths(rows, TABLE_TWO, is_annual, NARROW)


def _widths(
    rows: Sequence[Row], given: Sequence[PrintedColumn], is_annual: bool, percent: int
) -> tuple[int, ...]:
    columns = [each for each in given if each.name != "early"] if is_annual else given
    cells = {each.name: tuple(row[each.name] for row in rows if each.name in row) for each in columns}
    fixed = {each.name: _fixed(cells[each.name], each, percent) for each in columns if each.kind != "text"}
    texts = [each for each in columns if each.kind == "text"]
    wanted = [
        TextColumn(cells=cells[each.name], least=each.least, most=each.most, percent=percent)
        for each in texts
    ]
    shares = shared_width(wanted, WIDTH - sum(fixed.values()))
    widths = fixed | {each.name: share for each, share in zip(texts, shares, strict=True)}
    return tuple(widths[each.name] for each in columns)


def _fixed(cells: Sequence[Cell], column: PrintedColumn, percent: int) -> int:
    """Return the width of a column of figures, dates or letters."""
    if column.kind == "figure":
        found = figure_width(cells, least=0, most=WIDTH) * percent // 100
        return min(column.most, max(column.least, found))
    marks = max((marks_width(cell) for cell in cells if cell["value"] is not None), default=0)
    return max(column.least, min(column.most, column.least + marks))
