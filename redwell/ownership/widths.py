"""Share the width of a table among its columns of text, by what stands in them. All widths are points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redwell.ownership.context import Cell

SIZE = 9
"""The size of the text of a table."""
PADDING = 10
"""Left and right of a text, and what an estimate may lack."""
DIGIT = 5
"""The width of a digit."""
NARROW, WIDE, CAPITALS = frozenset(" '.:,|;ijIJl()`![]f\"rt*/{}-\\"), frozenset("mwMW@&%"), 640
"""Widths in thousandths of the size, for PT Sans and for Arial."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TextColumn:
    """A column of texts, which should not break within *most* points. It is never narrower than *least*."""

    cells: tuple[Cell, ...]
    least: int
    most: int
    percent: int = 100
    """The width of its letters against those of PT Sans."""

    @property
    def need(self) -> int:
        """The points beyond *least* that its longest text needs."""
        longest = max((cell_width(cell) for cell in self.cells), default=0)
        return max(0, min(self.most, longest * self.percent // 100 + PADDING) - self.least)


def shared_width(columns: Sequence[TextColumn], total: int) -> tuple[int, ...]:
    """Return the widths of *columns*, in all *total*: short texts get what they need, long ones the rest."""
    spare = total - sum(column.least for column in columns)
    widths = {n: column.least for n, column in enumerate(columns)}
    for done, n in enumerate(sorted(widths, key=lambda n: columns[n].need)):
        given = min(columns[n].need, spare // (len(widths) - done))
        widths[n] += given
        spare -= given
    each, rest = divmod(spare, len(widths))
    return tuple(width + each + (n < rest) for n, width in widths.items())


def cell_width(cell: Cell) -> int:
    """Return the width of a cell of text with its footnote marks, rather too wide than too narrow."""
    lines = str(cell["value"] or "").split("\n")
    return max(map(text_width, lines)) + marks_width(cell)


def date_width(cells: Iterable[Cell]) -> int:
    """Return the width of a column of dates, with one mark beside a date; more marks stand below it."""
    dated = [cell for cell in cells if cell["value"]]
    return 68 if any(cell["footnotes"] for cell in dated) else 60 if dated else 56


def figure_width(cells: Sequence[Cell], *, least: int, most: int) -> int:
    """Return the width of a column of figures on one decimal point."""
    whole = max(
        (len(f"{cell['value']:,f}".partition(".")[0]) + cell["in_dollars"] for cell in _figures(cells)),
        default=0,
    )
    return min(most, max(least, DIGIT * whole + _after(cells) + PADDING))


def point(cells: Sequence[Cell], width: int) -> int:
    """Return where the figures of a column have their decimal point, from the left edge of its text."""
    return width - PADDING + 2 - _after(cells)


def _after(cells: Sequence[Cell]) -> int:
    """Return the room that digits after the point, and footnote marks, need."""
    places = max(
        (len("".join(f"{cell['value']:f}".partition(".")[1:])) for cell in _figures(cells)), default=0
    )
    return DIGIT * places + max(map(marks_width, _figures(cells)), default=0)


def _figures(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell["value"] is not None]


def marks_width(cell: Cell) -> int:
    """Return the width of the raised footnote marks of a cell."""
    return 4 * sum(len(f"({number})") for number in cell["footnotes"])


def text_width(text: str) -> int:
    """Return the width of a text on one line."""
    return -(-SIZE * sum(map(_letter, text)) // 1000)


def _letter(letter: str) -> int:
    if letter in NARROW:
        return 340
    if letter in WIDE:
        return 840
    return CAPITALS if letter.isupper() else 550
