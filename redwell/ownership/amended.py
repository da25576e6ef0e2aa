"""Lay an amendment over its original: what it repeats replaces a line, the others stand as filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import Column, OwnershipRow, make_row, tables, value
from redwell.ownership.moves import Transaction, day_of, move_of
from redwell.ownership.positions import position_of
from redwell.ownership.tables import rows
from redwell.ownership.transactions import StatementOfChanges
from redwell.problems import Path

Order = Mapping[str, Sequence[tuple[bool, int]]]
"""The lines of each table: whether one is the original's, and its index there or in the amendment."""


def laid_over(original: Filing, amendment: Filing, order: Order) -> tuple[Filing, frozenset[Path]]:
    """Return an amendment with the lines of its original that it does not repeat, and the paths of these.

    *order* has the lines of each table: whether one is the original's, and its index there.
    """
    if type(original) is not type(amendment):
        return amendment, frozenset()
    known = {text: label for label, text in reversed(amendment.footnotes)}
    labels = {label: known.get(text, f"{label} of the original") for label, text in original.footnotes}
    taken = dict(amendment.footnotes)
    notes = [(labels[label], text) for label, text in original.footnotes if labels[label] not in taken]
    merged: dict[str, Any] = {
        key: tuple(
            _relabeled(getattr(original, key)[n], labels) if is_kept else getattr(amendment, key)[n]
            for is_kept, n in lines
        )
        for key, lines in order.items()
    }
    kept = {(key, at) for key, lines in order.items() for at, (is_kept, _) in enumerate(lines) if is_kept}
    return replace(amendment, **merged, footnotes=(*amendment.footnotes, *notes)), frozenset(kept)


def _relabeled(row: Row, labels: Mapping[str, str]) -> Row:
    """Return a row with other labels of its footnotes."""

    def cell(column: Column) -> Any:
        given = value(row, column)
        if not isinstance(given, Footnoted):
            return given
        return replace(given, footnotes=tuple(labels.get(label, label) for label in given.footnotes))

    return make_row(type(row), cell)


def order_of(original: Filing, amendment: Filing) -> Order | None:
    """Return where the lines of an amendment belong in its original; None if that is not certain.

    An amendment with as many transactions as its original repeats them all.
    """
    if not isinstance(original, StatementOfChanges) or type(original) is not type(amendment):
        return None
    is_whole = len([*original.transactions]) <= sum(
        isinstance(row, Transaction) for _, row in rows(amendment)
    )
    replaced: dict[Path, Path] = {}
    added: list[Path] = []
    for path, row in rows(amendment):
        at = _original_of(original, amendment, path, row, replaced)
        if at is not None:
            replaced[at] = path
        elif isinstance(row, Transaction) and not is_whole:
            return None
        else:
            added.append(path)
    if is_whole:
        kept = [at for at, row in rows(original) if at not in replaced and not isinstance(row, Transaction)]
        lines = [*((False, path) for path, _ in rows(amendment)), *((True, at) for at in kept)]
    else:
        lines = [(at not in replaced, replaced.get(at, at)) for at, _ in rows(original)]
        lines += [(False, path) for path in added]
    found: dict[str, list[tuple[bool, int]]] = {each.key: [] for each in tables(type(original))}
    for is_kept, path in lines:
        found[f"{path[0]}"].append((is_kept, int(path[1])))
    return found


def _original_of(
    original: Filing, amendment: Filing, path: Path, row: OwnershipRow, replaced: Mapping[Path, Path]
) -> Path | None:
    """Return the line that a line of an amendment replaces; None if it is not certain."""
    fits = [at for at, other in rows(original) if _is_one(original, at, other, amendment, path, row)]
    free = [at for at in fits if at not in replaced]
    if len(fits) > 1 and isinstance(row, Transaction):
        free = [at for at in free if _moved(original, at) == _moved(amendment, path)][:1]
    return free[0] if len(free) == 1 else None


def _is_one(
    original: Filing, at: Path, other: OwnershipRow, amendment: Filing, path: Path, row: OwnershipRow
) -> bool:
    """Return True if two lines are of one position and, of transactions, of one day and code."""
    if type(row) is not type(other) or position_of(original, at, other) != position_of(amendment, path, row):
        return False
    if isinstance(row, Transaction) and isinstance(other, Transaction):
        return (day_of(row), row.code.value) == (day_of(other), other.code.value)
    return True


def _moved(filing: Filing, path: Path) -> object:
    row = next(row for at, row in rows(filing) if at == path)
    return move_of(row) if isinstance(row, Transaction) else None
