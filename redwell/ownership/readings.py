"""Tell how an amendment is to be read: which lines it corrects, which it adds, and which it takes away.

The form does not say it. A line with the same day, code, number and balance is the same line. Else the
numbers owned after tell: a corrected line goes on from the number before the line that it corrects, and a
line that was left out goes on from a line that stands. Where they do not tell, there are several readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import cast

from redwell.model import Row
from redwell.ownership.columns import columns, value
from redwell.ownership.moves import notes_of_line
from redwell.ownership.owned import AmendedLine, Owned
from redwell.ownership.postings import Posting
from redwell.text.titles import Likeness, nature_likeness, title_likeness

_ENOUGH = 4
"""The fewest of the six facts of a transaction that an amended line and its original share."""
_MOST_UNSURE = 3
"""The most lines that are read each in two ways; more are read in one way together."""
Balances = Mapping[Hashable, Decimal]
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
    found: dict[frozenset[int], tuple[int, Reading]] = {}
    for by_number in (False, True):
        alike, sure = _alike(old, new, by_number=by_number)
        repeated = {id(old[n]) for n, m in alike.items() if old[n].change == new[m].change}
        for reading in _readings(old, new, alike, sure):
            standing = frozenset(n for n in range(len(old)) if reading.has(n))
            count = _count_of_breaks(merged(reading, old, new, before), before, repeated)
            if standing not in found or count < found[standing][0]:
                found[standing] = count, reading
    fewest = min(count for count, _ in found.values())
    best = [reading for count, reading in found.values() if count == fewest]
    if fewest:
        # Where no reading adds up, a line that is alike is the same line.
        most = max(len(each.replaced) for each in best)
        best = [each for each in best if len(each.replaced) == most]
    kept = [each for each in best if not each.withdrawn]
    # One that repeats a line of which it corrects nothing seems to repeat all lines that there are.
    pairs = {(n, m) for each in best for n, m in each.replaced.items() if old[n].code}
    is_whole = any(_is_only_repeated(old[n], new[m]) for n, m in pairs)
    return tuple(kept if kept and not is_whole else best)


def _readings(
    old: Sequence[Posting], new: Sequence[Posting], alike: Mapping[int, int], sure: Mapping[int, int]
) -> Iterator[Reading]:
    """Yield the ways to read an amendment that replaces lines which are *alike*, some of them surely."""
    for replaced in _choices(sure, {n: m for n, m in alike.items() if n not in sure}):
        yield Reading(replaced=replaced)
        left_out = frozenset(n for n, each in enumerate(old) if each.code and n not in replaced)
        # A line that is taken away beside one that is added is a line that is replaced.
        if left_out and replaced.keys() == alike.keys() and any(each.code for each in new):
            yield Reading(replaced=replaced, withdrawn=left_out)


def _choices(sure: Mapping[int, int], unsure: Mapping[int, int]) -> Iterator[dict[int, int]]:
    """Yield what may be replaced: of the unsure lines, each may be, or is one that the amendment adds."""
    if len(unsure) > _MOST_UNSURE:
        yield from ({**sure, **unsure}, {**sure})
        return
    for chosen in product((True, False), repeat=len(unsure)):
        lines = zip(unsure.items(), chosen, strict=True)
        yield {**sure, **{n: m for (n, m), is_chosen in lines if is_chosen}}


def _alike(
    old: Sequence[Posting], new: Sequence[Posting], *, by_number: bool
) -> tuple[dict[int, int], dict[int, int]]:
    """Return which line of the amendment may replace each line of the original, and which surely does.

    With *by_number*, an equal number tells more than an equal balance before it.
    """
    nth = [_places_among_equals(lines) for lines in (old, new)]
    pairs = sorted(
        (
            # A day tells more than a price or a balance.
            -score - (one.day == other.day) - (by_number and one.change == other.change) - is_sure,
            not is_sure,
            abs(nth[0][n] - nth[1][m]),
            abs(n - m),
            n,
            m,
        )
        for n, one in enumerate(old)
        for m, other in enumerate(new)
        if (score := shared_facts(one, other)) >= _ENOUGH
        for is_sure in (_is_corrected(one, other),)
    )
    found, sure = dict[int, int](), dict[int, int]()
    for _, is_unsure, _, _, n, m in pairs:
        if n not in found and m not in found.values():
            found[n] = m
            if not is_unsure:
                sure[n] = m
    return found, sure


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
    if facts[0] == facts[1] and (is_one or old.price == new.price):
        return True
    return is_one and old.opening is not None and old.opening == new.opening


def _is_only_repeated(old: Posting, new: Posting) -> bool:
    """Return True for two lines that differ in nothing, or in no more than what is owned after them."""
    moved = [(each.day, each.code, each.change, each.price) for each in (old, new)]
    if moved[0] == moved[1] and old.balance != new.balance:
        return True
    facts = []
    for each in (old, new):
        cells = (value(each.row, column) for column in columns(cast(type[Row], type(each.row))))
        facts.append(([getattr(cell, "value", cell) for cell in cells], _notes(each)))
    return facts[0] == facts[1]


def _notes(line: Posting) -> list[str]:
    return sorted(notes_of_line(line.filing, line.row).split("\n"))  # type: ignore[arg-type]


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
    for m, each in enumerate(new):
        if m not in taken:
            line = AmendedLine(now=each, then=None, by=each.filing)
            found.insert(_place(line, found, new[m + 1 :], before), line)
    return found


def _place(
    line: AmendedLine, lines: Sequence[AmendedLine], following: Sequence[Posting], before: Balances
) -> int:
    """Return where a line that an amendment adds belongs: by its day, then by what the balances run on from.

    It stays before the lines that follow it in the amendment.
    """
    added, after = line.now, {id(each) for each in following}
    assert added
    own = [n for n, each in enumerate(lines) if is_one_position(_posting(each), added)]
    if not added.code or not own:
        return len(lines)
    first, last = own[0], own[-1] + 1
    for n in own:
        other = lines[n]
        if _posting(other).day < added.day or (other.by and other.now and id(other.now) not in after):
            first = n + 1
    for n in reversed(own):
        other = lines[n]
        if n >= first and (_posting(other).day > added.day or id(other.now) in after):
            last = n
    places = [n for n in (*own, own[-1] + 1) if first <= n <= last]

    def breaks(place: int) -> int:
        moved = [lines[n] for n in own if n < place], [lines[n] for n in own if n >= place]
        return _count_of_breaks([*moved[0], line, *moved[1]], before)

    return min(reversed(places), key=breaks)


def _posting(line: AmendedLine) -> Posting:
    found = line.now or line.then
    assert found
    return found


def _count_of_breaks(lines: Sequence[AmendedLine], before: Balances, repeated: Container[int] = ()) -> int:
    """Return how many balances of an amendment do not go on from the one before, in all positions.

    The lines *repeated* do not stand beside their repetition with another number.
    """
    count = 0
    positions: list[tuple[Posting, Owned]] = []
    for each in lines:
        line = _posting(each)
        owned = next((known for first, known in positions if is_one_position(first, line)), None)
        if owned is None:
            # A line that is taken away tells what was owned before it, if no earlier form does.
            opening = line.opening if each.now is None else None
            number = before.get(line.position, opening)
            owned = Owned(number, number)
            positions.append((line, owned))
        is_joined = owned.take(each)
        if each.by:
            count += not is_joined
        elif id(line) in repeated:
            count += line.balance is not None and line.balance != owned.now
    return count


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
