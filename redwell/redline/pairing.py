"""Which paragraph, table or row of before is which of now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

Item = TypeVar("Item")
Pair = tuple[Item | None, Item | None]

WORD = re.compile(r"\s+|[(\[]\w+[)\]]|\w+(?:[.,/'’&@:-]\w+)*|[^\w\s]")
"""A word, a number with its commas and point, a word in brackets, a sign, or the space between."""


def pairs(
    before: Sequence[Item],
    now: Sequence[Item],
    key: Callable[[Item], Hashable],
    likeness: Callable[[Item, Item], float],
) -> list[Pair[Item]]:
    """All items of both in their order; those that belong together side by side.

    The same *key* makes items the same. Between those, the pairs are chosen whose *likeness*, a number from
    0 to 1, adds up to most; 0 is for what can be no pair.
    """
    found: list[Pair[Item]] = []
    matcher = SequenceMatcher(None, [key(each) for each in before], [key(each) for each in now], False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.extend(zip(before[a:b], now[c:d], strict=True))
        else:
            best = _gap(before[a:b], now[c:d], likeness)
            found.extend(best)
    return found


def alike(before: str, now: str) -> float:
    """How much of two texts is the same words in the same order: 0 to 1; two empty ones are the same."""
    return SequenceMatcher(None, _words(before), _words(now), False).ratio()


def shared(before: str, now: str) -> float:
    """How many words two texts share in whatever order, 0 to 1: for many texts, quicker than `alike`."""
    old, new = Counter(_words(before)), Counter(_words(now))
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[str, ...]:
    found: list[str] = WORD.findall(text)
    return tuple(word for word in found if not word.isspace())


def _gap(
    before: Sequence[Item], now: Sequence[Item], likeness: Callable[[Item, Item], float]
) -> list[Pair[Item]]:
    """The best pairs of a gap, from a table of the best sums, from the end."""
    height, width = len(before), len(now)
    like = [[likeness(b, n) for n in now] for b in before]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in reversed(range(height)):
        for j in reversed(range(width)):
            paired = best[i + 1][j + 1] + like[i][j] if like[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return list(_walk(before, now, like, best))


def _walk(
    before: Sequence[Item], now: Sequence[Item], like: list[list[float]], best: list[list[float]]
) -> Iterator[Pair[Item]]:
    i = j = 0
    while i < len(before) or j < len(now):
        is_both = i < len(before) and j < len(now)
        if is_both and like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            yield before[i], now[j]
            i, j = i + 1, j + 1
        elif i < len(before) and (not is_both or best[i][j] == best[i + 1][j]):
            yield before[i], None
            i += 1
        else:
            yield None, now[j]
            j += 1
