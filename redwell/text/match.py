"""Match the items of two lists by content, the most alike first.

One matcher serves rows of a table, owners, footnotes and paragraphs:

    match(before, after, keys=[lambda row: row.whole], likeness=likeness)   -> [(0, 1), (2, 0)]
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
Pairs = list[tuple[int, int]]
Key = Callable[[T], Hashable]
MOST = 40_000
"""The most pairs that are compared; beyond that, each item is compared only with those at nearby places."""
_WORD = re.compile(r"\w+(?:[.,/'’&@:-]\w+)*|[^\w\s]")


def match(
    before: Sequence[T],
    after: Sequence[T],
    *,
    keys: Sequence[Key[T]] = (),
    likeness: Callable[[T, T], float] | None = None,
    is_ordered: bool = False,
) -> Pairs:
    """Return pairs of positions, (before, after), in the order of *after*; each position occurs once at most.

    First, items with equal keys are paired, one key function after the other; None, "" and other false keys
    are ignored. The rest are paired by *likeness*, where 0 means two different items: the most alike first,
    and among equally alike items those at the nearest places.

    With *is_ordered* no two pairs cross, as in a document that is read from top to bottom.
    """
    if is_ordered:
        return _ordered(before, after, keys, likeness)
    pairs: Pairs = []
    left, right = list(range(len(before))), list(range(len(after)))
    for key in keys:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for a in left:
            if value := key(before[a]):
                waiting[value].append(a)
        found = [(q.popleft(), b) for b in right if (q := waiting.get(key(after[b])))]
        pairs += found
        left, right = _without(left, (a for a, _ in found)), _without(right, (b for _, b in found))
    if likeness:
        pairs += _greedy(before, after, left, right, likeness, is_ordered=False)
    return sorted(pairs, key=lambda pair: pair[1])


def aligned(before: Sequence[T], after: Sequence[T], pairs: Pairs) -> list[tuple[T | None, T | None]]:
    """Return the items of *after* with their partners, and removed items at their old places."""
    partners = {b: a for a, b in pairs}
    gone = _without(range(len(before)), partners.values())
    behind: dict[int, list[int]] = defaultdict(list)
    places = dict(pairs)
    for a in gone:
        anchor = next((places[each] for each in range(a - 1, -1, -1) if each in places), -1)
        behind[anchor].append(a)
    found: list[tuple[T | None, T | None]] = [(before[a], None) for a in behind[-1]]
    for b, item in enumerate(after):
        found.append((before[partners[b]] if b in partners else None, item))
        found += [(before[a], None) for a in behind[b]]
    return found


def shared_words(before: str, after: str) -> float:
    """Return the share of words that two texts have in common in any order: 0 to 1."""
    old, new = Counter(_words(before)), Counter(_words(after))
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _without(places: Iterable[int], taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [place for place in places if place not in gone]


def _greedy(
    before: Sequence[T],
    after: Sequence[T],
    left: Sequence[int],
    right: Sequence[int],
    likeness: Callable[[T, T], float],
    *,
    is_ordered: bool,
) -> Pairs:
    weighed = [(likeness(before[a], after[b]), a, b) for a, b in _candidates(left, right)]
    found: Pairs = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for like, a, b in sorted(weighed, key=lambda each: (-each[0], abs(each[1] - each[2]), each[1:])):
        if like <= 0:
            break
        crosses = is_ordered and any((a < c) != (b < d) for c, d in found)
        if a not in lefts and b not in rights and not crosses:
            insort(found, (a, b))
            lefts.add(a)
            rights.add(b)
    return found


def _candidates(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    window = max(len(left), len(right))
    if len(left) * len(right) > MOST:
        window = max(MOST // window, 1)
    for n, a in enumerate(left):
        for b in right[max(n - window, 0) : n + window + 1]:
            yield a, b


def _ordered(
    before: Sequence[T],
    after: Sequence[T],
    keys: Sequence[Key[T]],
    likeness: Callable[[T, T], float] | None,
) -> Pairs:
    """Pair equal items in their longest common runs, then the items between these by likeness."""
    if not keys:
        if likeness is None:
            return []
        return _greedy(before, after, range(len(before)), range(len(after)), likeness, is_ordered=True)
    old, new = ([keys[0](each) for each in side] for side in (before, after))
    found: Pairs = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += zip(range(a, b), range(c, d), strict=True)
        else:
            inner = _ordered(before[a:b], after[c:d], keys[1:], likeness)
            found += [(a + i, c + j) for i, j in inner]
    return found
