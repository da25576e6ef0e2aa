"""Compare the words of a paragraph before and after: unchanged, deleted and inserted words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from redwell.text import diff

Atom = TypeVar("Atom")
Step = tuple[list[Atom], list[Atom], bool]
"""Consecutive atoms before and after, and whether they are the same."""

WORD = re.compile(r"\s+|[(\[]\w+[)\]]|\w+(?:[.,/'’&@:-]\w+)*|[^\w\s]")
"""A word, a number with its commas and point, a word in brackets, a sign, or a space."""
UNLIKE = 0.3
"""The share of equal words below which a paragraph is replaced as a whole, because that is easier to read."""


def steps(before: Sequence[Atom], after: Sequence[Atom], key: Callable[[Atom], str]) -> list[Step[Atom]]:
    """Return the steps from one paragraph to the other, in order; *key* returns the text of an atom.

    Words that are equal by chance, between two longer changes, count as changed too.
    """
    old, new = _units(before, key), _units(after, key)
    spans = diff.spans([key(unit[0]) for unit in old], [key(unit[0]) for unit in new])
    changed = sum(stop - start + last - first for start, stop, first, last in spans)
    if old and new and 1 - changed / (len(old) + len(new)) < UNLIKE:
        return [(list(before), list(after), False)]
    found = _joined(_pieces(old, new, spans, key))
    while (n := _by_chance(found, key)) is not None:
        three = found[n - 1 : n + 2]
        found[n - 1 : n + 2] = [(_all(step[0] for step in three), _all(step[1] for step in three), False)]
    return found


def _units(atoms: Sequence[Atom], key: Callable[[Atom], str]) -> list[list[Atom]]:
    """Return each word with the space after it, because all spaces are alike."""
    units: list[list[Atom]] = []
    for atom in atoms:
        if units and key(atom).isspace():
            units[-1].append(atom)
        else:
            units.append([atom])
    return units


def _pieces(
    old: Sequence[list[Atom]],
    new: Sequence[list[Atom]],
    spans: Sequence[diff.Span],
    key: Callable[[Atom], str],
) -> Iterator[Step[Atom]]:
    i = j = 0
    for start, stop, first, last in (*spans, (len(old), len(old), len(new), len(new))):
        for before, after in zip(old[i:start], new[j:first], strict=True):
            yield before[:1], after[:1], True
            is_same = [key(atom) for atom in before] == [key(atom) for atom in after]
            yield before[1:], after[1:], is_same
        yield from _trimmed(_all(old[start:stop]), _all(new[first:last]), key)
        i, j = stop, last


def _trimmed(old: list[Atom], new: list[Atom], key: Callable[[Atom], str]) -> Iterator[Step[Atom]]:
    """Yield a change, then its last spaces as unchanged if both sides have them."""
    end = 0
    for before, after in zip(reversed(old), reversed(new), strict=False):
        if not (key(before).isspace() and key(before) == key(after)):
            break
        end += 1
    yield old[: len(old) - end], new[: len(new) - end], False
    yield old[len(old) - end :], new[len(new) - end :], True


def _all(parts: Iterator[list[Atom]] | Sequence[list[Atom]]) -> list[Atom]:
    return [atom for part in parts for atom in part]


def _joined(pieces: Iterator[Step[Atom]]) -> list[Step[Atom]]:
    groups = groupby((step for step in pieces if step[0] or step[1]), key=lambda step: step[2])
    joined = ((is_same, list(group)) for is_same, group in groups)
    return [(_all([s[0] for s in g]), _all([s[1] for s in g]), is_same) for is_same, g in joined]


def _by_chance(found: Sequence[Step[Atom]], key: Callable[[Atom], str]) -> int | None:
    """Return the first step of equal words that is not longer than the changes before and after it."""
    sizes = [max(sum(len(key(atom)) for atom in side) for side in step[:2]) for step in found]
    for n in range(1, len(found) - 1):
        if found[n][2] and sizes[n] <= min(sizes[n - 1], sizes[n + 1]):
            return n
    return None
