"""Rows of a table before and after: which is the same row, changed, and which is another one.

Rows of Word and of HTML become the same values here, so that both redlines show the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redwell.text.match import aligned, match, shared_words
from redwell.text.titles import Likeness, title_likeness

ALIKE = 0.45
"""The least share of words of rows that are one row."""
UNNAMED = 0.35
"""The likeness of two signatures of which one does not say who signs."""
_SIGNATURE = re.compile(r"/s/|\W+")
_MARKS = re.compile(r"(\s*\(\d+\))+$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row: its *element*, the columns that each cell spans, and the lines in each cell.

    *signer* is the person who signs in it, None in a row that is no signature, "" where nobody is named.
    """

    element: Any
    spans: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    is_head: bool = False
    signer: str | None = None

    @property
    def text(self) -> str:
        """All that the row says."""
        return " ".join(line for cell in self.cells for line in cell)

    @property
    def name(self) -> str:
        """The first line of the first cell, without marks of footnotes: a title of a security, an owner."""
        return _MARKS.sub("", self.cells[0][0]) if self.cells and self.cells[0] else ""


def signer(lines: Iterable[str]) -> str:
    """Return the person who signs as plain words, to be compared."""
    return " ".join(_SIGNATURE.sub(" ", " ".join(lines)).casefold().split())


def heading_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows that say what a table is about: its head, or all where it has none."""
    return [row for row in rows if row.is_head] or rows


def paired(
    before: Sequence[Row], after: Sequence[Row], *, is_list: bool
) -> list[tuple[Row | None, Row | None]]:
    """Return the rows of two tables in their order, rows that belong together side by side.

    *is_list* is true of a table with a head. Any other table of one row is a line of a form, unless somebody
    signs in it.
    """
    is_line = not is_list and len(before) == len(after) == 1 and before[0].spans == after[0].spans
    if is_line and before[0].signer is None and after[0].signer is None:
        return [(before[0], after[0])]
    pairs = match(
        before,
        after,
        keys=[lambda row: (row.spans, row.cells)],
        likeness=_list_likeness if is_list else likeness,
        is_ordered=True,
    )
    return aligned(before, after, pairs)


def likeness(before: Row, after: Row) -> float:
    """Return how alike two rows are, 0 to 1: signatures by the signer alone, others by their words."""
    if before.spans != after.spans:
        return 0
    if before.signer is None or after.signer is None:
        return words_alike(before.text, after.text)
    # Where nobody was named, anybody may sign.
    return 1 if before.signer == after.signer else 0 if before.signer and after.signer else UNNAMED


def words_alike(before: str, after: str, *, least: float = ALIKE) -> float:
    """Return the share of words that two texts have in common; 0 where it is less than *least*."""
    share = shared_words(before, after)
    return share if share >= least else 0


def _list_likeness(before: Row, after: Row) -> float:
    """Compare rows of a table with a head: first by their names, then by all that they say."""
    if before.spans != after.spans:
        return 0
    is_named = before.name and after.name and not (before.is_head or after.is_head)
    if is_named and title_likeness(before.name, after.name) == Likeness.OTHER:
        return 0
    return words_alike(before.text, after.text)
