"""Which row of now is which row of before: by what it reports, never by its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from redwell.review.compare.assignment import best
from redwell.review.compare.likeness import Likeness, natures, titles
from redwell.review.compare.reported import TERMS, Reported

_LIMIT = 2000
"""Thousandths of difference at which two rows are two holdings: as if two facts had changed."""
_WHOLE, _SMALL, _TINY = 1000, 500, 250
_AT_ONE_DATE = 750
"""A changed price counts less where the expiration is the same day: a split changes it with the amount."""
_ALL_PAIRS = 10_000
"""Of more pairs than these, only those are weighed that share a value."""
_NEAREST = 20

Pairs = list[tuple[Reported, Reported]]
Renamings = frozenset[tuple[str, str, str]]
Key = Callable[[Reported], object]
_KEYS: tuple[Key, ...] = (
    lambda row: row.whole,
    lambda row: (row.key, row.footnotes),
    lambda row: row.key,
)
_SHARED: tuple[Key, ...] = (
    lambda row: row.size,
    lambda row: (row.ownership, row.said("nature"), row.said("expiration")),
)


def matched(before: Sequence[Reported], now: Sequence[Reported]) -> Pairs:
    """The pairs of rows that are one holding, in the order of *now*.

    Equal rows first; then those of one security, terms and ownership, whatever their amounts; then, of what
    remains, the pairs that are most alike as a whole, where no more than one fact tells them apart.
    """
    pairs: Pairs = []
    left, right = list(before), list(now)
    for key in _KEYS:
        found = _by(key, left, right)
        pairs += found
        left, right = _without(left, (a for a, _ in found)), _without(right, (b for _, b in found))
    found = _alike(left, right)
    pairs += found
    # What one row shows to be another title of a security, or another name of a holder, holds of all.
    if known := _renamings(found):
        left, right = _without(left, (a for a, _ in found)), _without(right, (b for _, b in found))
        pairs += _alike(left, right, known)
    return sorted(pairs, key=lambda pair: pair[1].place)


def difference(row: Reported, other: Reported, known: Renamings = frozenset()) -> int | None:
    """How much two rows differ, in thousandths of a fact; None if they are two holdings.

    *known* are titles and natures of ownership that other rows show to be one reworded.
    """
    cost = _SMALL if _renaming(row, other, "title") in known else _of_titles(row, other)
    if cost is None:
        return None
    cost += 0 if row.size == other.size else _WHOLE
    if row.ownership != other.ownership:
        # Direct or indirect: one holding only if it is of as many securities.
        cost += _WHOLE
    elif row.ownership == "I":
        cost += _TINY if _renaming(row, other, "nature") in known else _of_natures(row, other)
    cost += sum(_of_term(row, other, term) for term in TERMS if term in row.cells)
    return cost if cost < _LIMIT else None


def _by(key: Key, before: Iterable[Reported], now: Iterable[Reported]) -> Pairs:
    """Rows of one key, each once."""
    groups: Mapping[object, tuple[list[Reported], list[Reported]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((before, now)):
        for row in rows:
            groups[key(row)][side].append(row)
    return [pair for ours, theirs in groups.values() for pair in _in_group(ours, theirs)]


def _in_group(ours: Sequence[Reported], theirs: Sequence[Reported]) -> Pairs:
    """Of rows that differ in their amounts alone, those that have one amount, then those of the nearest."""
    if not (ours and theirs):
        return []
    sizes: dict[object, list[Reported]] = defaultdict(list)
    for row in reversed(theirs):
        sizes[row.size].append(row)
    same = [(row, sizes[row.size].pop()) for row in ours if sizes[row.size]]
    rest = _without(ours, (a for a, _ in same)), _without(theirs, (b for _, b in same))
    if len(rest[0]) * len(rest[1]) > _ALL_PAIRS:
        return [*same, *zip(*rest, strict=False)]
    gains = {
        (a, b): _nearness(row, other) for a, row in enumerate(rest[0]) for b, other in enumerate(rest[1])
    }
    return [*same, *((rest[0][a], rest[1][b]) for a, b in best(gains))]


def _nearness(row: Reported, other: Reported) -> int:
    """How near two amounts are, and then two places: more than 0, so that none stays alone."""
    part = 500
    if row.amount is not None and other.amount is not None and row.in_dollars == other.in_dollars:
        part = int(1000 * abs(row.amount - other.amount) / max(row.amount, other.amount, Decimal(1)))
    return (10_000 - part) * 1000 + max(999 - abs(row.place - other.place), 0)


def _without(rows: Iterable[Reported], taken: Iterable[Reported]) -> list[Reported]:
    places = {row.place for row in taken}
    return [row for row in rows if row.place not in places]


def _renamings(pairs: Pairs) -> Renamings:
    found = (_renaming(a, b, column) for a, b in pairs for column in ("title", "nature"))
    return frozenset(each for each in found if each[1] and each[2] and each[1] != each[2])


def _renaming(row: Reported, other: Reported, column: str) -> tuple[str, str, str]:
    """What a column says of one row and of the other; nothing where a footnote says it."""
    ours, theirs = (
        "" if "footnote" in (said := each.said(column).casefold()) else said for each in (row, other)
    )
    return column, ours, theirs


def _alike(before: Sequence[Reported], now: Sequence[Reported], known: Renamings = frozenset()) -> Pairs:
    """The assignment of rows to rows that keeps the most alike."""
    gains = {}
    for a, b in _candidates(before, now):
        cost = difference(before[a], now[b], known)
        if cost is not None:
            # Of two that are equally alike, the one with the same footnotes, then the nearer.
            shared = min(len(before[a].footnotes & now[b].footnotes), 99)
            nearness = max(999 - abs(before[a].place - now[b].place), 0)
            gains[a, b] = (_LIMIT - cost) * 1_000_000 + shared * 1000 + nearness
    return [(before[a], now[b]) for a, b in best(gains)]


def _candidates(before: Sequence[Reported], now: Sequence[Reported]) -> Iterable[tuple[int, int]]:
    if len(before) * len(now) <= _ALL_PAIRS:
        return ((a, b) for a in range(len(before)) for b in range(len(now)))
    found: set[tuple[int, int]] = set()
    for value in _SHARED:
        index: dict[object, list[int]] = defaultdict(list)
        for b, row in enumerate(now):
            index[value(row)].append(b)
        for a, row in enumerate(before):
            # In a file with a thousand rows of one value, the first of them must do.
            near = sorted(index[value(row)][: _NEAREST**2], key=lambda b: abs(now[b].place - row.place))
            found.update((a, b) for b in near[:_NEAREST])
    return sorted(found)


def _of_titles(row: Reported, other: Reported) -> int | None:
    ours, theirs = row.cells["title"], other.cells["title"]
    if ours.is_footnote_alone or theirs.is_footnote_alone:
        return 0 if ours.footnotes == theirs.footnotes else _WHOLE
    costs = {Likeness.EQUAL: 0, Likeness.REWORDED: _SMALL, Likeness.DOUBTFUL: _WHOLE}
    return costs.get(titles(ours.said, theirs.said))


def _of_natures(row: Reported, other: Reported) -> int:
    ours, theirs = row.cells["nature"], other.cells["nature"]
    has_one_footnote = bool(ours.footnotes) and ours.footnotes == theirs.footnotes
    if "footnote" in f"{ours.said} {theirs.said}".casefold():
        # "See footnote", and then perhaps in words what that footnote says.
        return _TINY if has_one_footnote else _WHOLE
    costs = {Likeness.EQUAL: 0, Likeness.REWORDED: _TINY}
    return costs.get(natures(ours.said, theirs.said), _WHOLE)


def _of_term(row: Reported, other: Reported, term: str) -> int:
    ours, theirs = row.cells[term], other.cells[term]
    if ours.is_footnote_alone and theirs.is_footnote_alone:
        return 0 if ours.footnotes == theirs.footnotes else _SMALL
    if ours.said == theirs.said:
        return 0
    if term == "exercisable" or ours.is_footnote_alone or theirs.is_footnote_alone:
        return _SMALL
    if term == "underlying":
        costs = {Likeness.EQUAL: 0, Likeness.REWORDED: _TINY, Likeness.DOUBTFUL: _SMALL}
        return costs.get(titles(ours.said, theirs.said), _WHOLE)
    expirations = row.cells["expiration"], other.cells["expiration"]
    has_one_date = len({cell.said for cell in expirations}) == 1 and not expirations[0].is_footnote_alone
    return _AT_ONE_DATE if term == "price" and has_one_date else _WHOLE
