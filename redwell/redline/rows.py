"""Pair the rows of a table before and after.

Rows of Word and of HTML are converted to the same values, so that both redlines show the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redwell.ownership.signatures import without_mark
from redwell.text.match import aligned, match, shared_words
from redwell.text.titles import Likeness, title_likeness

ALIKE = 0.45
"""The least share of equal words in two versions of one row."""
UNNAMED = 0.35
"""The likeness of two signatures if one of them has no name."""
_MARKS = re.compile(r"(?:\)\d+\(\s*)*")
"""The footnote marks at the end of a text, read from its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RedlineRow:
    """A row: its *element*, the columns that each cell spans, and the lines in each cell.

    *signer* is who signs in it, one or two; None if the row is not a signature, "" if there is no name.
    """

    element: Any
    spans: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    is_head: bool = False
    signer: str | None = None

    @property
    def text(self) -> str:
        """The whole text of the row."""
        return " ".join(line for cell in self.cells for line in cell)

    @property
    def name(self) -> str:
        """The first line of the first cell, without footnote marks: a title of a security, an owner."""
        text = self.cells[0][0] if self.cells and self.cells[0] else ""
        marks = _MARKS.match(text[::-1])
        return text[: len(text) - marks.end()] if marks else text


def signer(lines: Iterable[str]) -> str:
    """Return the names of the signers of a row in plain words, for comparison."""
    return " ".join(re.sub(r"\W+", " ", without_mark(" ".join(lines))).casefold().split())


def heading_rows(rows: Sequence[RedlineRow]) -> Sequence[RedlineRow]:
    """Return the heading rows of a table, or all rows if it has no head."""
    return [row for row in rows if row.is_head] or rows


def paired(
    before: Sequence[RedlineRow], after: Sequence[RedlineRow], *, is_list: bool
) -> list[tuple[RedlineRow | None, RedlineRow | None]]:
    """Return the rows of two tables in order, as pairs of versions of one row.

    *is_list* is true for a table with a head. Another table with one row is a line of a form, unless it is a
    signature.
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


def likeness(before: RedlineRow, after: RedlineRow) -> float:
    """Return the likeness of two rows, 0 to 1: of signatures by the signer only, of others by their words."""
    if before.spans != after.spans:
        return 0
    if before.signer is None or after.signer is None:
        return words_alike(before.text, after.text)
    # A signature without a name may become anybody's.
    return 1 if before.signer == after.signer else 0 if before.signer and after.signer else UNNAMED


def words_alike(before: str, after: str, *, least: float = ALIKE) -> float:
    """Return the share of words that two texts have in common; 0 if it is less than *least*."""
    share = shared_words(before, after)
    return share if share >= least else 0


def _list_likeness(before: RedlineRow, after: RedlineRow) -> float:
    """Return the likeness of rows of a table with a head: by their names first, then by their whole text."""
    if before.spans != after.spans:
        return 0
    is_named = before.name and after.name and not (before.is_head or after.is_head)
    if is_named and title_likeness(before.name, after.name) == Likeness.OTHER:
        return 0
    return words_alike(before.text, after.text)
