"""Tell how an amendment is to be read: which lines it corrects, which it adds, and which it takes away.

The form does not say it. A line with the same day, code, number and balance is the same line. Else the
numbers owned after tell: a corrected line goes on from the number before the line that it corrects, and a
line that was left out goes on from a line that stands. Where they do not tell, there are several readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, islice, product
from operator import eq
from typing import NamedTuple, cast

from redwell.model import Row
from redwell.ownership.columns import columns, value
from redwell.ownership.moves import Holding, Transaction, notes_of_line
from redwell.ownership.owned import AmendedLine, Owned, filed_order, joins
from redwell.ownership.postings import Posting
from redwell.text.titles import Likeness, nature_likeness, title_likeness

_ENOUGH = 4
"""The fewest of the six facts of a transaction that an amended line and its original share."""
MOST_UNSURE = 3
"""Up to this many doubtful lines are tried one by one; more are tried all together."""
_FACTS = ("day", "code", "change", "price", "balance")
"""The facts of a transaction beside its position."""
Balances = Mapping[Hashable, Owned]
"""The numbers owned before a form, by position, as far as they are known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One way to read an amendment: the lines that it replaces, and those that it takes away.

    Both are numbers of lines of the original; a line that is replaced has the number of the new one.
    """

    replaced: Mapping[int, int]
    withdrawn: frozenset[int] = frozenset()

    def has(self, n: int) -> bool:
        """Return True if a line of the original stands as filed."""
        return n not in self.replaced and n not in self.withdrawn


def readings(old: Sequence[Posting], new: Sequence[Posting], before: Balances) -> tuple[Reading, ...]:
    """Return the ways to read an amendment, with the lines *new*, of a form with the lines *old*.

    The one that seems likeliest is the first.
    """
    # Readings by which the same lines stand are one, as all lines of the amendment do.
    found: dict[frozenset[int], list[tuple[int, Reading]]] = {}
    for count, reading in _counted(old, new, before):
        standing = frozenset(n for n in range(len(old)) if reading.has(n))
        found.setdefault(standing, []).append((count, reading))
    fewest = min(count for each in found.values() for count, _ in each)
    alike = [[reading for count, reading in each if count == fewest] for each in found.values()]
    best = [each for each in alike if each]
    if fewest:
        # Where no reading adds up, a line that is alike is the same line.
        most = max(len(each[0].replaced) for each in best)
        best = [each for each in best if len(each[0].replaced) == most]
    # One that repeats a line of which it corrects nothing seems to repeat all lines that there are.
    pairs = {(n, m) for each in best for reading in each for n, m in reading.replaced.items() if old[n].code}
    is_whole = any(_is_only_repeated(old[n], new[m]) for n, m in pairs)
    kept = [each[0] for each in best if not each[0].withdrawn]
    if kept and not is_whole:
        return tuple(kept)
    return _with_parts([each[0] for each in best], old, new, before, fewest)


def _with_parts(
    found: Sequence[Reading], old: Sequence[Posting], new: Sequence[Posting], before: Balances, fewest: int
) -> tuple[Reading, ...]:
    """Return readings with those that take away only some of the lines that one of them leaves out.

    These stand before it, but for the first reading, which seems likeliest. There are none of many lines.
    """
    start = _Start(old, before)
    filed, _ = _walked(old, start)
    known = {(frozenset(each.replaced), each.withdrawn) for each in found}
    result: list[Reading] = []
    for each in found:
        parts = []
        if len(each.withdrawn) <= MOST_UNSURE and _left_out(old, each.replaced) == [*sorted(each.withdrawn)]:
            for count in range(1, len(each.withdrawn)):
                for chosen in map(frozenset, combinations(sorted(each.withdrawn), count)):
                    part = Reading(replaced=each.replaced, withdrawn=chosen)
                    is_new = (frozenset(part.replaced), chosen) not in known
                    lines = merged(part, old, new, before)
                    if is_new and _count_of_breaks(lines, start, filed, ()) <= fewest:
                        parts.append(part)
        result += [*parts, each] if result else [each, *parts]
    return tuple(result)


def _left_out(old: Sequence[Posting], replaced: Container[int]) -> list[int]:
    """Return the transactions of the original that an amendment leaves out."""
    return [n for n, each in enumerate(old) if each.code and n not in replaced]


def _counted(
    old: Sequence[Posting], new: Sequence[Posting], before: Balances
) -> Iterator[tuple[int, Reading]]:
    """Yield the ways to read an amendment, each with how many balances do not go on."""
    start = _Start(old, before)
    filed, openings = _walked(old, start)
    tried: list[Reading] = []
    for alike, sure in _alignments(old, new, openings):
        repeated = {
            id(old[n])
            for n, m in alike.items()
            if (old[n].day, old[n].change) == (new[m].day, new[m].change) and _is_of_one_kind(old[n], new[m])
        }
        for reading in _readings(old, new, alike, sure, openings):
            if reading not in tried:
                tried.append(reading)
                lines = merged(reading, old, new, before)
                yield _count_of_breaks(lines, start, filed, repeated), reading


def _alignments(
    old: Sequence[Posting], new: Sequence[Posting], openings: Mapping[int, Decimal | None]
) -> Iterator[tuple[dict[int, int], dict[int, int]]]:
    """Yield which lines of the amendment may replace which of the original, and which of these surely do.

    The lines of a position are first taken in their order, and then each with the one most alike; those that
    keep the most sure pairs come first.
    """
    pairs = _pairs(old, new, openings)
    sure = {(each.n, each.m) for each in pairs if each.is_sure}
    ordered = [_aligned(old, new, pairs, facts) for facts in (_FACTS, _FACTS[:-1])]
    one_by_one = [_alike(pairs, by_number=by_number) for by_number in (False, True)]
    for alike in sorted([*ordered, *one_by_one], key=lambda each: -len(sure & {*each.items()})):
        yield alike, {n: m for n, m in alike.items() if (n, m) in sure}


def _aligned(
    old: Sequence[Posting], new: Sequence[Posting], pairs: Sequence[_Pair], facts: Sequence[str]
) -> dict[int, int]:
    """Return the pairs of lines of one position, in the order of both forms, that share most *facts*.

    Other lines are paired with the one most alike.
    """
    keys = _PositionKeys()
    places: dict[Hashable, tuple[list[int], list[int]]] = {}
    for side, lines in enumerate((old, new)):
        for n, each in enumerate(lines):
            if each.code:
                places.setdefault(keys.of(each), ([], []))[side].append(n)
    found: dict[int, int] = {}
    for ours, theirs in places.values():
        rows = [
            [tuple(getattr(lines[n], fact) for fact in facts) for n in chosen]
            for lines, chosen in ((old, ours), (new, theirs))
        ]
        found |= {ours[n]: theirs[m] for n, m in _longest(*rows)}
    taken = {*found.values()}
    return found | _alike(
        (each for each in pairs if each.n not in found and each.m not in taken), by_number=False
    )


def _longest(
    old: Sequence[tuple[object, ...]], new: Sequence[tuple[object, ...]]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs, in order, of rows that share most facts together (longest common subsequence)."""
    shared = [[_shared(one, other) for other in new] for one in old]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for n in reversed(range(len(old))):
        row, below, counts = best[n], best[n + 1], shared[n]
        for m in reversed(range(len(new))):
            row[m] = max(below[m], row[m + 1], below[m + 1] + counts[m] if counts[m] else 0)
    n = m = 0
    while n < len(old) and m < len(new):
        if shared[n][m] and best[n][m] == best[n + 1][m + 1] + shared[n][m]:
            yield n, m
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            n += 1
        else:
            m += 1


def _shared(old: Sequence[object], new: Sequence[object]) -> int:
    """Return how many facts two lines of one position share; 0 for too few."""
    count = 1 + sum(map(eq, old, new))
    return count if count >= _ENOUGH else 0


def _readings(
    old: Sequence[Posting],
    new: Sequence[Posting],
    alike: Mapping[int, int],
    sure: Mapping[int, int],
    openings: Mapping[int, Decimal | None],
) -> Iterator[Reading]:
    """Yield the ways to read an amendment that replaces lines which are *alike*, some of them surely."""
    unsure = {n: m for n, m in alike.items() if n not in sure}
    # A position that would be gone is kept first, so that it is shown with the question.
    moved = {n for n, m in unsure.items() if not is_one_position(old[n], new[m])}
    for replaced in _choices(sure, unsure, moved):
        yield Reading(replaced=replaced)
        for n in _passed_over(old, new, replaced, openings):
            yield Reading(replaced=replaced, withdrawn=frozenset([n]))
        left_out = frozenset(_left_out(old, replaced))
        # A line that is taken away beside one that is added is a line that is replaced.
        if left_out and replaced.keys() == alike.keys() and any(each.code for each in new):
            yield Reading(replaced=replaced, withdrawn=left_out)


def _passed_over(
    old: Sequence[Posting],
    new: Sequence[Posting],
    replaced: Mapping[int, int],
    openings: Mapping[int, Decimal | None],
) -> Iterator[int]:
    """Yield the lines that an amendment may take away although others that it leaves out stand.

    It repeats a line without any change, but not its twin; or as if another one had not been before it; or it
    changes nothing at all, and leaves out the last line of another position.
    """
    left_out = _left_out(old, replaced)
    pairs = [(n, old[n], new[m]) for n, m in replaced.items() if old[n].code]
    repeated = [(n, then, now) for n, then, now in pairs if _moved(then) == _moved(now)]
    same = [then for _, then, now in repeated if then.balance == now.balance]
    twins = (
        k
        for then in same
        for k in left_out
        if _moved(old[k]) == _moved(then) and is_one_position(old[k], then)
    )
    # Without any of several twins, as much is left.
    yield from islice(twins, 1)
    for n, then, now in repeated:
        opening, left = openings[id(then)], now.opening
        if then.balance != now.balance and opening is not None and left is not None:
            before = [k for k in left_out if k < n and old[k].change == opening - left]
            yield from [k for k in before if is_one_position(old[k], then)][-MOST_UNSURE:]
    if len(same) == sum(bool(each.code) for each in new):
        yield from islice(_lasts(old, left_out, same), MOST_UNSURE)


def _lasts(old: Sequence[Posting], left_out: Sequence[int], same: Sequence[Posting]) -> Iterator[int]:
    """Yield the last line of each position that is left out, but for those that have a line in *same*."""
    seen = [*same]
    for n in reversed(left_out):
        if not any(is_one_position(old[n], each) for each in seen):
            seen.append(old[n])
            yield n


def _choices(
    sure: Mapping[int, int], unsure: Mapping[int, int], moved: Container[int]
) -> Iterator[dict[int, int]]:
    """Yield what may be replaced: of the unsure lines, each may be, or is one that the amendment adds.

    A line that is *moved* to another position is first read as one that stands.
    """
    if len(unsure) > MOST_UNSURE:
        yield from ({**sure, **unsure}, {**sure})
        return
    for chosen in product(*((n not in moved, n in moved) for n in unsure)):
        lines = zip(unsure.items(), chosen, strict=True)
        yield {**sure, **{n: m for (n, m), is_chosen in lines if is_chosen}}


class _Pair(NamedTuple):
    """A line of the original and one of the amendment that may be the same, and how alike they are."""

    n: int
    m: int
    score: int
    is_one_number: bool
    is_sure: bool
    apart: tuple[int, int]
    """By how many places, among equal lines and in all."""


def _pairs(
    old: Sequence[Posting], new: Sequence[Posting], openings: Mapping[int, Decimal | None]
) -> list[_Pair]:
    """Return the lines that may be the same; *openings* are the numbers before those of the original."""
    nth = [_places_among_equals(lines) for lines in (old, new)]
    found = []
    for n, one in enumerate(old):
        for m, other in enumerate(new):
            score = shared_facts(one, other)
            if score >= _ENOUGH:
                is_sure = _is_corrected(one, other) and not _may_be_added(one, other, old)
                is_joined = other.opening is not None and other.opening == openings[id(one)]
                # A day tells more than a price or a balance.
                score += (one.day == other.day) + (is_sure or is_joined)
                apart = abs(nth[0][n] - nth[1][m]), abs(n - m)
                found.append(_Pair(n, m, score, one.change == other.change, is_sure, apart))
    return found


def _alike(pairs: Iterable[_Pair], *, by_number: bool) -> dict[int, int]:
    """Return which line of the amendment may replace each line of the original, the most alike first.

    With *by_number*, an equal number tells more than an equal balance before it.
    """

    def order(pair: _Pair) -> tuple[object, ...]:
        return -pair.score - (by_number and pair.is_one_number), not pair.is_sure, pair.apart, pair.n, pair.m

    found, taken = dict[int, int](), set[int]()
    for each in sorted(pairs, key=order):
        if each.n not in found and each.m not in taken:
            found[each.n] = each.m
            taken.add(each.m)
    return found


def _places_among_equals(lines: Sequence[Posting]) -> list[int]:
    """Return which of several equal transactions each line is: the first, the second .."""
    count = Counter[Hashable]()
    found = []
    for each in lines:
        facts = each.position, each.day, each.code, each.change, each.price
        found.append(count[facts])
        count[facts] += 1
    return found


def shared_facts(old: Posting, new: Posting) -> int:
    """Return how many of six facts two lines share; 0 for lines of different kinds."""
    if (old.path[0], bool(old.code), old.is_in_dollars) != (new.path[0], bool(new.code), new.is_in_dollars):
        return 0
    is_one = is_one_position(old, new)
    if not old.code:
        # A holding has no more than its position to be known by.
        return _ENOUGH + (old.balance == new.balance) if is_one else 0
    pairs = (
        (is_one, True),
        (old.day, new.day),
        (old.code, new.code),
        (old.change, new.change),
        (old.price, new.price),
        (old.balance, new.balance),
    )
    return sum(a == b for a, b in pairs)


def _is_corrected(old: Posting, new: Posting) -> bool:
    """Return True for lines that are surely one: equal, or corrected from the same number before them."""
    if not old.code:
        return True
    is_one = is_one_position(old, new)
    facts = [(each.day, each.code, each.change, each.balance) for each in (old, new)]
    # Of two positions that begin, each may stand.
    if facts[0] == facts[1] and (is_one or (old.price == new.price and new.opening)):
        return True
    is_alike = old.day == new.day or old.price == new.price
    is_alike = is_alike and _is_of_one_kind(old, new)
    return is_one and is_alike and old.opening is not None and old.opening == new.opening


def _may_be_added(one: Posting, new: Posting, old: Sequence[Posting]) -> bool:
    """Return True for a line at another price that goes on from the last balance of its position."""
    last = [each.balance for each in old if each.code and is_one_position(each, one)][-1:]
    return one.price != new.price and [new.opening] == last and new.balance != new.opening


def _is_of_one_kind(old: Posting, new: Posting) -> bool:
    """Return False for another code at another price: that may be another transaction."""
    return old.code == new.code or old.price == new.price


def _is_only_repeated(old: Posting, new: Posting) -> bool:
    """Return True for two lines that differ in nothing, or in no more than what is owned after them."""
    if _moved(old) == _moved(new) and old.balance != new.balance:
        return True
    facts = []
    for each in (old, new):
        cells = (value(each.row, column) for column in columns(cast(type[Row], type(each.row))))
        facts.append(([getattr(cell, "value", cell) for cell in cells], _notes(each)))
    return facts[0] == facts[1]


def _moved(line: Posting) -> tuple[object, ...]:
    return line.day, line.code, line.change, line.price


def _notes(line: Posting) -> list[str]:
    assert isinstance(line.row, Transaction | Holding)
    return sorted(notes_of_line(line.filing, line.row).split("\n"))


def merged(
    reading: Reading, old: Sequence[Posting], new: Sequence[Posting], before: Balances
) -> list[AmendedLine]:
    """Return the lines of a form and its amendment in order: what is added stands in the order of its day."""
    found: list[AmendedLine] = []
    for n, then in enumerate(old):
        now = new[reading.replaced[n]] if n in reading.replaced else None
        if now and is_one_position(then, now):
            found.append(AmendedLine(now=now, then=then, replaces=then, by=now.filing))
            continue
        if now or n in reading.withdrawn:
            found.append(AmendedLine(now=None, then=then, by=new[0].filing))
        else:
            found.append(AmendedLine(now=then, then=then))
        if now:
            found.append(AmendedLine(now=now, then=None, replaces=then, by=now.filing))
    taken = {*reading.replaced.values()}
    keys, start = _PositionKeys(), _Start(old, before)
    own: dict[Hashable, _Lines] = {}
    for each in found:
        own.setdefault(keys.of(_posting(each)), _Lines(start)).lines.append(each)
    for m, posting in enumerate(new):
        if m in taken:
            continue
        line = AmendedLine(now=posting, then=None, by=posting.filing)
        position = own.setdefault(keys.of(posting), _Lines(start))
        place = position.place(line, {id(each) for each in new[m + 1 :]})
        lines = position.lines
        if not posting.code or not lines:
            found.append(line)
        elif place < len(lines):
            found.insert(_index(found, lines[place]), line)
        else:
            found.insert(_index(found, lines[-1]) + 1, line)
        lines.insert(place, line)
    return found


def _index(lines: Sequence[AmendedLine], line: AmendedLine) -> int:
    return next(n for n, each in enumerate(lines) if each is line)


@dataclass(slots=True)
class _Lines:
    """The lines of a position while an amendment is merged; *owned* is the number after those *passed*."""

    start: _Start
    lines: list[AmendedLine] = field(default_factory=list)
    owned: Owned | None = None
    passed: int = 0

    def place(self, line: AmendedLine, following: Container[int]) -> int:
        """Return where a line that an amendment adds belongs.

        That is by its day, then by what the balances run on from. It stays before the lines that follow it
        in the amendment.
        """
        added = line.now
        assert added
        if not added.code:
            return len(self.lines)
        first, last = _bounds(added, self.lines, following)
        owned = self._after(first, line).copy()
        counts: dict[int, int] = {}
        for place in range(first, last + 1):
            # Where it joins nowhere, it stands last.
            if place == last or joins(owned.now, added):
                counts[place] = _count_after(owned.copy(), [line, *self.lines[place : last + 1]])
            if place < last:
                owned.take(self.lines[place])
        return min(reversed(counts), key=lambda place: counts[place])

    def _after(self, number: int, line: AmendedLine) -> Owned:
        """Return what is owned after a number of lines, where *line* is the first if there is no other."""
        if self.owned is None or number < self.passed:
            self.owned, self.passed = self.start.owned(self.lines[0] if self.lines else line), 0
        while self.passed < number:
            self.owned.take(self.lines[self.passed])
            self.passed += 1
        return self.owned


def _bounds(added: Posting, own: Sequence[AmendedLine], following: Container[int]) -> tuple[int, int]:
    """Return the first and the last place that a line may have by its day and its place in the amendment."""
    first, last = 0, len(own)
    for n, other in enumerate(own):
        if _posting(other).day < added.day or (other.by and other.now and id(other.now) not in following):
            first = n + 1
    for n in reversed(range(first, len(own))):
        if _posting(own[n]).day > added.day or id(own[n].now) in following:
            last = n
    return first, last


def _count_after(owned: Owned, lines: Iterable[AmendedLine]) -> int:
    """Return how many lines break until the next number of the amendment, from which all goes on alike."""
    count = 0
    for n, each in enumerate(lines):
        count += not owned.take(each)
        if n and each.by and each.now and each.now.balance is not None:
            break
    return count


def _posting(line: AmendedLine) -> Posting:
    found = line.now or line.then
    assert found
    return found


class _PositionKeys:
    """The positions of lines, whatever the spelling, each by the first line that has it."""

    def __init__(self) -> None:
        self._firsts: dict[Hashable, Posting] = {}
        self._keys: dict[Hashable, Hashable] = {}

    def of(self, line: Posting) -> Hashable:
        """Return the key of the position of a line."""
        key = self._keys.get(line.position)
        if key is None:
            key = next(
                (key for key, first in self._firsts.items() if is_one_position(first, line)), line.position
            )
            self._keys[line.position] = key
            self._firsts.setdefault(key, line)
        return key


class _Start:
    """The numbers owned before a form."""

    def __init__(self, old: Sequence[Posting], before: Balances) -> None:
        self._before = before
        self._firsts: dict[Hashable, Posting] = {}
        for each in old:
            self._firsts.setdefault(each.position, each)
        self._filing = min((each.filing for each in old), key=filed_order, default=None)

    def owned(self, line: AmendedLine) -> Owned:
        """Return the number before the first line of a position."""
        position = _posting(line).position
        known, filed = self._before.get(position), self._firsts.get(position)
        opening = filed.opening if filed else None
        if known is None:
            # The form as filed tells what was owned before it, if no earlier form does.
            return Owned(opening if line.now is None else None, opening)
        owned = known.copy()
        if self._filing:
            owned.begin(self._filing, opening)
        return owned


def _count_of_breaks(
    lines: Sequence[AmendedLine], start: _Start, filed: Container[int], repeated: Container[int]
) -> int:
    """Return how many balances of an amendment do not go on from the one before, in all positions.

    Those that did not as *filed* do not count. The lines *repeated* do not stand beside their repetition with
    another number.
    """
    count = 0
    keys, positions = _PositionKeys(), dict[Hashable, Owned]()
    for each in lines:
        line = _posting(each)
        key = keys.of(line)
        owned = positions.get(key) or positions.setdefault(key, start.owned(each))
        is_joined = owned.take(each)
        if each.by:
            count += not is_joined
        elif id(line) in repeated:
            count += line.balance is not None and line.balance != owned.now
        elif id(line) not in filed:
            count += not is_joined
    return count


def _walked(old: Sequence[Posting], start: _Start) -> tuple[frozenset[int], dict[int, Decimal | None]]:
    """Return the lines of a form that do not go on from the one before as filed, and the number before each.

    Both are by the identity of a line.
    """
    keys, positions = _PositionKeys(), dict[Hashable, Owned]()
    breaks, openings = set[int](), dict[int, Decimal | None]()
    for each in old:
        line, key = AmendedLine(now=each, then=each), keys.of(each)
        owned = positions.get(key) or positions.setdefault(key, start.owned(line))
        openings[id(each)] = owned.now
        if not owned.take(line):
            breaks.add(id(each))
    return frozenset(breaks), openings


def is_one_position(old: Posting, new: Posting) -> bool:
    """Return True if two lines are of one position, whatever the spelling of its title and nature."""
    if old.position == new.position:
        return True
    if old.own_name and new.own_name:
        return False
    return (
        (old.path[0], old.is_in_dollars, old.ownership) == (new.path[0], new.is_in_dollars, new.ownership)
        and title_likeness(old.title, new.title) <= Likeness.REWORDED
        and nature_likeness(old.nature, new.nature) <= Likeness.REWORDED
        and have_like_terms(old, new)
    )


def have_like_terms(old: Posting, new: Posting) -> bool:
    """Return True if no term of a derivative, of those that both give, differs."""
    theirs = dict(old.terms)
    return all(theirs.get(role, value) == value for role, value in new.terms)
