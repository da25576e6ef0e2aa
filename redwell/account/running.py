"""Follow positions from filing to filing: which line goes on from which, whatever its spelling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from redwell.account.amended import Booked
from redwell.ownership.owned import Owned
from redwell.ownership.positions import is_equal
from redwell.ownership.postings import Posting
from redwell.ownership.readings import have_like_terms, is_one_position
from redwell.text.titles import Likeness, title_likeness

_ELSEWHERE = re.compile(r"\b(see|foot)?notes?\b|\bremarks?\b|\bexplanation", re.IGNORECASE)
"""A nature that only its note tells."""


@dataclass(slots=True)
class Running:
    """A position while filings are read in order. *balance* is None if it is not known."""

    last: Posting
    keys: set[Hashable] = field(default_factory=set)
    balance: Decimal | None = None


P = TypeVar("P", bound=Running)
_Fits = Callable[[Running, Posting], bool]


def groups_of(lines: Iterable[Booked]) -> list[list[Booked]]:
    """Return the lines of a form by position, each in the order in which its balances break least."""
    found: dict[Hashable, list[Booked]] = {}
    for each in lines:
        # An amendment may spell a position in other words.
        key = next(
            (
                key
                for key, (first, *_) in found.items()
                if (each.by or first.by) and is_one_position(first.posting, each.posting)
            ),
            each.posting.position,
        )
        found.setdefault(key, []).append(each)
    # What is held besides what moved is said again after it, or is what was there before.
    return [_in_order(sorted(lines, key=_is_moved)) for lines in found.values()]


def opening_of(lines: Iterable[Booked]) -> Decimal | None:
    """Return the number owned before the lines of a position as first filed."""
    return next((each.then.opening for each in lines if each.then), None)


def _is_moved(line: Booked) -> bool:
    return line.posting.change is not None


def _in_order(lines: list[Booked]) -> list[Booked]:
    if all(a.posting.day <= b.posting.day for a, b in pairwise(lines)):
        return lines
    by_day = sorted(lines, key=lambda each: each.posting.day)
    return min((lines, by_day), key=_count_of_breaks)


def _count_of_breaks(lines: Sequence[Booked]) -> int:
    owned = Owned()
    return sum(not owned.take(each.line) for each in lines)


def matched(firsts: Sequence[Posting], found: Sequence[P]) -> dict[int, P]:
    """Return the position that each first line goes on from, by the number of the line, the surest first."""
    chosen: dict[int, P] = {}
    by_key: dict[Hashable, list[P]] = {}
    for position in found:
        for key in position.keys:
            by_key.setdefault(key, []).append(position)
    for fits, is_by_name in _WAYS:
        if len(chosen) == len(firsts):
            break
        taken = {id(each) for each in chosen.values()}
        fitting: dict[int, list[P]] = {}
        for n, first in enumerate(firsts):
            if n not in chosen:
                candidates = by_key.get(first.position, ()) if is_by_name else found
                fitting[n] = [each for each in candidates if id(each) not in taken and fits(each, first)]
        sought = Counter(id(each) for positions in fitting.values() for each in positions)
        for n, positions in fitting.items():
            # Of several, only a position of the same name is sure enough.
            is_sure = is_by_name or (len(positions) == 1 and sought[id(positions[0])] == 1)
            free = [each for each in positions if id(each) not in taken] if is_sure else []
            if free:
                chosen[n] = free[-1]
                taken.add(id(free[-1]))
    return chosen


def _is_named_and_joins(position: Running, first: Posting) -> bool:
    return _is_named_alike(position, first) and _joins(position, first)


def _is_spelled_and_joins(position: Running, first: Posting) -> bool:
    return _joins(position, first) and is_one_position(position.last, first)


def _is_named_alike(position: Running, first: Posting) -> bool:
    return first.position in position.keys and not _is_granted(first)


def _is_spelled_alike(position: Running, first: Posting) -> bool:
    """Return True for a position in another spelling, where the words tell it from others."""
    last = position.last
    if _is_granted(first) or not is_one_position(last, first):
        return False
    if first.opening == 0 and position.balance:
        return False  # it begins here
    if first.is_derivative and not dict(last.terms).keys() & dict(first.terms).keys():
        return False
    return last.nature_notes == first.nature_notes or not _ELSEWHERE.search(first.nature)


def _is_class_and_joins(position: Running, first: Posting) -> bool:
    """Return True for a position of the class and form of ownership from whose balance a line goes on."""
    last = position.last
    return (
        (last.path[0], last.is_in_dollars, last.ownership)
        == (first.path[0], first.is_in_dollars, first.ownership)
        and _joins(position, first)
        and title_likeness(last.title, first.title) <= Likeness.DOUBTFUL
        and have_like_terms(last, first)
    )


_WAYS: tuple[tuple[_Fits, bool], ...] = (
    (_is_named_and_joins, True),
    (_is_spelled_and_joins, False),
    (_is_named_alike, True),
    (_is_spelled_alike, False),
    (_is_class_and_joins, False),
)
"""The ways in which a line goes on from a position, and whether by its name; the surest first."""


def _joins(position: Running, first: Posting) -> bool:
    """Return True for a balance, other than zero, from which a line goes on."""
    opening = first.opening
    return bool(position.balance) and opening is not None and is_equal(opening, position.balance or opening)


def _is_granted(first: Posting) -> bool:
    """Return True for a new derivative: two grants of one kind are two positions."""
    return first.is_derivative and first.opening == 0 and (first.change or 0) > 0
