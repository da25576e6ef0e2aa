"""Lay an amendment over its original: what it repeats replaces a line, the others stand as filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import Column, make_row, tables, value
from redwell.ownership.postings import postings
from redwell.ownership.readings import Balances, merged, readings
from redwell.ownership.tables import rows
from redwell.ownership.transactions import StatementOfChanges
from redwell.problems import Path

Order = Mapping[str, Sequence[tuple[bool, int]]]
"""The lines of each table: whether one is the original's, and its index there or in the amendment."""


def is_sure(original: Filing, amendment: Filing, before: Balances) -> bool:
    """Return True for an amendment that can be read in one way alone."""
    return len(readings(postings(original), postings(amendment), before)) == 1


def laid_over(original: Filing, amendment: Filing, order: Order) -> tuple[Filing, Mapping[Path, Path]]:
    """Return an amendment with the lines of its original that stand, and its own lines there and in itself.

    *order* has the lines of each table: whether one is the original's, and its index there.
    """
    if type(original) is not type(amendment):
        return amendment, {path: path for path, _ in rows(amendment)}
    known = {text: label for label, text in reversed(amendment.footnotes)}
    labels = {label: known.get(text, f"{label} of the original") for label, text in original.footnotes}
    taken = dict(amendment.footnotes)
    notes = [(labels[label], text) for label, text in original.footnotes if labels[label] not in taken]
    lines: dict[str, Any] = {
        key: tuple(
            _relabeled(getattr(original, key)[n], labels) if is_kept else getattr(amendment, key)[n]
            for is_kept, n in found
        )
        for key, found in order.items()
    }
    own: dict[Path, Path] = {
        (key, at): (key, n)
        for key, found in order.items()
        for at, (is_kept, n) in enumerate(found)
        if not is_kept
    }
    return replace(amendment, **lines, footnotes=(*amendment.footnotes, *notes)), own


def _relabeled(row: Row, labels: Mapping[str, str]) -> Row:
    """Return a row with other labels of its footnotes."""

    def cell(column: Column) -> Any:
        given = value(row, column)
        if not isinstance(given, Footnoted):
            return given
        return replace(given, footnotes=tuple(labels.get(label, label) for label in given.footnotes))

    return make_row(type(row), cell)


def order_of(original: Filing, amendment: Filing, before: Balances) -> Order | None:
    """Return where the lines of an amendment belong in its original; None if they are not of one form.

    *before* are the numbers owned before the original.
    """
    if not isinstance(original, StatementOfChanges) or type(original) is not type(amendment):
        return None
    old, new = postings(original), postings(amendment)
    reading, *_ = readings(old, new, before)
    order: dict[str, list[tuple[bool, int]]] = {each.key: [] for each in tables(type(original))}
    for line in merged(reading, old, new, before):
        if line.now:
            order[f"{line.now.path[0]}"].append((line.by is None, int(line.now.path[1])))
    return order
