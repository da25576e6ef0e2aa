"""In which stretches two sequences differ: in little time, whatever they are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_BUDGET = 4_000_000
"""Steps that one comparison may take, a fraction of a second; beyond it, coarse blocks are compared."""
_DEEPEST = 6

Span = tuple[int, int, int, int]
"""From, to in the text before; from, to in the text now."""


@dataclass(kw_only=True, slots=True)
class _Budget:
    left: int = _BUDGET


def changes(ours: Sequence[str], theirs: Sequence[str]) -> list[Span]:
    """The stretches that differ, in order; between two of them everything is the same."""
    found: list[Span] = []
    budget = _Budget()
    waiting = [((0, len(ours), 0, len(theirs)), 0)]
    while waiting:
        span, depth = waiting.pop()
        start, stop, first, last = span = _trimmed(span, ours, theirs)
        if start == stop or first == last:
            if start < stop or first < last:
                found.append(span)
            continue
        if pieces := _compared(span, ours, theirs, budget):
            found += pieces
            continue
        anchors = _anchors(span, ours, theirs) if depth < _DEEPEST else []
        if not anchors:
            found.append(span)
            continue
        for (i, j), (k, m) in zip([(start - 1, first - 1), *anchors], [*anchors, (stop, last)], strict=True):
            waiting.append(((i + 1, k, j + 1, m), depth + 1))
    return _joined(sorted(found))


def _trimmed(span: Span, ours: Sequence[str], theirs: Sequence[str]) -> Span:
    start, stop, first, last = span
    while start < stop and first < last and ours[start] == theirs[first]:
        start, first = start + 1, first + 1
    while start < stop and first < last and ours[stop - 1] == theirs[last - 1]:
        stop, last = stop - 1, last - 1
    return start, stop, first, last


def _compared(span: Span, ours: Sequence[str], theirs: Sequence[str], budget: _Budget) -> list[Span]:
    """The differences in a stretch, by its longest common passages; none where that would take too long."""
    start, stop, first, last = span
    mine, other = ours[start:stop], theirs[first:last]
    counts = Counter(other)
    pairs = sum(counts[word] for word in mine)
    cost = len(mine) + len(other) + pairs * min(len(mine), len(other)) // 4
    if cost > budget.left:
        return []
    budget.left -= cost
    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    return [
        (start + i, start + k, first + j, first + m)
        for kind, i, k, j, m in matcher.get_opcodes()
        if kind != "equal"
    ]


def _anchors(span: Span, ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Pieces that stand once on each side, as many as keep their order (patience diff)."""
    start, stop, first, last = span
    mine, other = Counter(ours[start:stop]), Counter(theirs[first:last])
    places = {theirs[n]: n for n in range(first, last) if other[theirs[n]] == 1}
    pairs = [(n, places[ours[n]]) for n in range(start, stop) if mine[ours[n]] == 1 and ours[n] in places]
    ends: list[int] = []
    chain: list[int] = []
    previous: list[int] = []
    for n, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        previous.append(chain[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        chain[at : at + 1] = [n]
    found, n = [], chain[-1] if chain else -1
    while n >= 0:
        found.append(pairs[n])
        n = previous[n]
    return found[::-1]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Stretches that touch are one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1][1] == span[0] and found[-1][3] == span[2]:
            start, _, first, _ = found.pop()
            span = (start, span[1], first, span[3])
        found.append(span)
    return found
