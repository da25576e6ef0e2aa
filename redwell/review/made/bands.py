"""Two pages laid upon each other line by line, so that a line more does not make all below it differ.

A page is cut into bands, one for each line of its text. Those of one line stand at the same height on both
sheets that come of it; a line that is only on one of the pages is blank on the other's sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeVar

from redwell.review.made.masks import Line

T = TypeVar("T")
Pair = tuple[int | None, int | None]

ALIKE = 0.5
"""Lines less alike than this are one gone and one new, and not one that changed."""
MOST = 4000
"""Pairs of lines or pages that are weighed against each other; beyond, they are taken in their order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A strip of a page before, of one now, or of both: from and to, in points from the upper edge.

    *down* is by how much the line stands lower now.
    """

    before: tuple[float, float] | None = None
    now: tuple[float, float] | None = None
    down: float = 0.0
    is_same: bool = False
    """Whether the line says the same on both."""


def bands(before: Sequence[Line], now: Sequence[Line], heights: tuple[float, float]) -> Iterator[Band]:
    """The strips of both pages, from above; together all of either page, whose heights are given."""
    old, new = _strips(before, heights[0]), _strips(now, heights[1])
    if not old or not new:
        yield Band(before=(0, heights[0]), now=(0, heights[1]))
        return
    for first, second in matched(
        [line.text for line in before], [line.text for line in now], _likeness, ALIKE
    ):
        down, is_same = 0.0, False
        if first is not None and second is not None:
            is_same = before[first].text == now[second].text
            down = round((heights[1] - now[second].box[3]) - (heights[0] - before[first].box[3]), 2)
        yield Band(
            before=None if first is None else old[first],
            now=None if second is None else new[second],
            down=down,
            is_same=is_same,
        )


def _strips(lines: Sequence[Line], height: float) -> list[tuple[float, float]]:
    """Of each line the strip that it stands in: to the middle between it and the next."""
    edges = [height - (above.box[1] + below.box[3]) / 2 for above, below in pairwise(lines)]
    # A letter may be larger than its page, and none of its strips is.
    edges = [min(max(edge, 0.0), height) for edge in edges]
    return [*pairwise([0.0, *edges, height])] if lines else []


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def matched(
    before: Sequence[T], now: Sequence[T], likeness: Callable[[T, T], float], least: float = 0.0
) -> list[Pair]:
    """Which became which: those that are equal, and between them those that are the most alike, in order.

    What is alike by less than *least* stands alone.
    """
    found: list[Pair] = []
    for tag, i, i2, j, j2 in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip(range(i, i2), range(j, j2), strict=True)
        elif (i2 - i) * (j2 - j) > MOST:
            found += [*((n, None) for n in range(i, i2)), *((None, n) for n in range(j, j2))]
        else:
            pairs = _likest(before[i:i2], now[j:j2], likeness, least)
            found += [(None if a is None else a + i, None if b is None else b + j) for a, b in pairs]
    return found


def _likest(
    before: Sequence[T], now: Sequence[T], likeness: Callable[[T, T], float], least: float
) -> list[Pair]:
    """Paired in their order so that together they are as alike as can be."""
    best: dict[tuple[int, int], tuple[float, list[Pair]]] = {}
    for i in range(len(before), -1, -1):
        for j in range(len(now), -1, -1):
            choices: list[tuple[float, list[Pair]]] = []
            if i < len(before) and j < len(now) and (alike := likeness(before[i], now[j])) >= least:
                score, rest = best[i + 1, j + 1]
                choices.append((score + alike, [(i, j), *rest]))
            if i < len(before):
                score, rest = best[i + 1, j]
                choices.append((score, [(i, None), *rest]))
            if j < len(now):
                score, rest = best[i, j + 1]
                choices.append((score, [(None, j), *rest]))
            best[i, j] = max(choices, key=lambda choice: choice[0], default=(0.0, []))
    return best[0, 0][1]
