"""Lay an amendment over its original: what it repeats replaces a line, the others stand as filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import Column, make_row, tables, value
from redwell.ownership.owned import AmendedLine
from redwell.ownership.positions import shown
from redwell.ownership.postings import Posting, postings
from redwell.ownership.readings import Balances, Reading, merged, readings
from redwell.ownership.transactions import StatementOfChanges
from redwell.problems import Path
from redwell.text.names import listed


@dataclass(frozen=True, kw_only=True, slots=True)
class LaidOver:
    """An amendment with the lines of its *original* that stand beside its own."""

    filing: Filing
    original: Filing
    own: Mapping[Path, Path]
    """The amendment's own lines: their places in the amendment."""
    question: str = ""
    """Why it is not sure that it is to be read so; empty if it is."""


def lay_over(original: Filing, amendment: Filing, before: Balances) -> LaidOver | None:
    """Return an amendment laid over its original; None if the two are not of one form with transactions.

    *before* are the numbers owned before the original.
    """
    if not isinstance(original, StatementOfChanges) or type(original) is not type(amendment):
        return None
    old, new = postings(original), postings(amendment)
    reading, *others = readings(old, new, before)
    lines: dict[str, list[Row]] = {each.key: [] for each in tables(type(original))}
    own: dict[Path, Path] = {}
    known = {text: label for label, text in reversed(amendment.footnotes)}
    labels = {label: known.get(text, f"{label} of the original") for label, text in original.footnotes}
    question = _question(old, (reading, *others)) if others else ""
    for each in merged(reading, old, new, before):
        question = question or _which(each)
        if each.now:
            key = f"{each.now.path[0]}"
            if each.by:
                own[key, len(lines[key])] = each.now.path
            lines[key].append(
                cast(Row, each.now.row) if each.by else _relabeled(cast(Row, each.now.row), labels)
            )
    taken = dict(amendment.footnotes)
    notes = [(labels[label], text) for label, text in original.footnotes if labels[label] not in taken]
    rows: dict[str, Any] = {key: tuple(found) for key, found in lines.items()}
    return LaidOver(
        filing=replace(amendment, **rows, footnotes=(*amendment.footnotes, *notes)),
        original=original,
        own=own,
        question=question,
    )


def _question(old: Sequence[Posting], found: Sequence[Reading]) -> str:
    """Return which lines of the original stand in some readings, and not in others."""
    lines = [each for n, each in enumerate(old) if len({reading.has(n) for reading in found}) > 1]
    said = listed([f"of {shown(abs(each.change or Decimal()))} on {each.day}" for each in lines])
    return f"the line{'s' * (len(lines) > 1)} {said} in the original may stand beside this form"


def _which(line: AmendedLine) -> str:
    """Return which line may correct another one: it differs, and does not say what is owned after."""
    now, then = line.now, line.replaces
    if now is None or then is None or not now.code or now.balance is not None:
        return ""
    facts = [(each.day, each.code, each.change, each.price) for each in (now, then)]
    is_same = facts[0] == facts[1]
    return "" if is_same else f"the line of {now.day} may correct another line of the original"


def _relabeled(row: Row, labels: Mapping[str, str]) -> Row:
    """Return a row with other labels of its footnotes."""

    def cell(column: Column) -> Any:
        given = value(row, column)
        if not isinstance(given, Footnoted):
            return given
        return replace(given, footnotes=tuple(labels.get(label, label) for label in given.footnotes))

    return make_row(type(row), cell)
