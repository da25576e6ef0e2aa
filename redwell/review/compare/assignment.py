"""Pairs of most gain: each of two sides at most once; and what keeps its order."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

_LARGEST = 64
"""Of groups with more on a side, the pairs of most gain are taken one by one."""
_NEVER = 10**18
"""More than anything costs."""
_Pair = tuple[int, int]


def best(gains: Mapping[_Pair, int]) -> list[_Pair]:
    """The pairs with the greatest sum of *gains*, all of them positive; whoever gains nothing stays alone."""
    found: list[_Pair] = []
    for group in _groups(gains):
        lefts, rights = sorted({a for a, _ in group}), sorted({b for _, b in group})
        if max(len(lefts), len(rights)) > _LARGEST:
            found += _greedy(group, gains)
            continue
        size = max(len(lefts), len(rights))
        costs = [[0] * size for _ in range(size)]
        for n, a in enumerate(lefts):
            for m, b in enumerate(rights):
                costs[n][m] = -gains.get((a, b), 0)
        pairs = ((n, m) for n, m in enumerate(_cheapest(costs)) if costs[n][m] < 0)
        found += [(lefts[n], rights[m]) for n, m in pairs]
    return sorted(found)


def in_order(places: Sequence[int]) -> frozenset[int]:
    """The positions of a longest increasing part of *places*: what stays where it was; the rest was moved."""
    tails: list[int] = []
    ends: list[int] = []
    earlier: list[int] = []
    for position, place in enumerate(places):
        length = bisect_left(tails, place)
        earlier.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(place)
            ends.append(position)
        else:
            tails[length], ends[length] = place, position
    kept, position = set(), ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = earlier[position]
    return frozenset(kept)


def _groups(gains: Mapping[_Pair, int]) -> list[list[_Pair]]:
    """The pairs by what hangs together, so that each group can be solved alone."""
    lefts: dict[int, list[_Pair]] = defaultdict(list)
    rights: dict[int, list[_Pair]] = defaultdict(list)
    for pair in gains:
        lefts[pair[0]].append(pair)
        rights[pair[1]].append(pair)
    seen: set[_Pair] = set()
    done: set[tuple[str, int]] = set()
    groups = []
    for first in gains:
        if first in seen:
            continue
        group, waiting = [], [first]
        seen.add(first)
        while waiting:
            pair = waiting.pop()
            group.append(pair)
            for side, n, pairs in (("left", pair[0], lefts), ("right", pair[1], rights)):
                if (side, n) not in done:
                    done.add((side, n))
                    fresh = [each for each in pairs[n] if each not in seen]
                    seen.update(fresh)
                    waiting += fresh
        groups.append(group)
    return groups


def _greedy(group: Sequence[_Pair], gains: Mapping[_Pair, int]) -> list[_Pair]:
    lefts: set[int] = set()
    rights: set[int] = set()
    found = []
    for a, b in sorted(group, key=lambda pair: (-gains[pair], pair)):
        if a not in lefts and b not in rights:
            found.append((a, b))
            lefts.add(a)
            rights.add(b)
    return found


def _cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """For each row of a square of costs its column, so that their sum is least.

    Source: H. W. Kuhn, The Hungarian method for the assignment problem (1955), with potentials.
    """
    square = _Square(costs)
    for row in range(1, len(costs) + 1):
        square.add(row)
    columns = [0] * len(costs)
    for column, row in enumerate(square.taken[1:]):
        columns[row - 1] = column
    return columns


class _Square:
    """Rows assigned so far; row and column 0 stand for none."""

    def __init__(self, costs: Sequence[Sequence[int]]) -> None:
        self.costs = costs
        size = len(costs) + 1
        self.of_row, self.of_column = [0] * size, [0] * size
        self.taken = [0] * size

    def add(self, row: int) -> None:
        """Assigns one more row by the cheapest chain of changes to those before it."""
        size = len(self.taken)
        self.taken[0], column = row, 0
        way, least, is_used = [0] * size, [_NEVER] * size, [False] * size
        while self.taken[column]:
            is_used[column] = True
            column = self._nearest(column, way, least, is_used)
        while column:
            self.taken[column] = self.taken[way[column]]
            column = way[column]

    def _nearest(self, column: int, way: list[int], least: list[int], is_used: list[bool]) -> int:
        """The free column that is cheapest to reach; the potentials follow."""
        row = self.taken[column]
        free = [n for n, used in enumerate(is_used) if not used]
        for other in free:
            cost = self.costs[row - 1][other - 1] - self.of_row[row] - self.of_column[other]
            if cost < least[other]:
                least[other], way[other] = cost, column
        found = min(free, key=least.__getitem__)
        step = least[found]
        for other, used in enumerate(is_used):
            if used:
                self.of_row[self.taken[other]] += step
                self.of_column[other] -= step
            else:
                least[other] -= step
        return found
