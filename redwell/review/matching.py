"""Which owner, power of attorney or footnote of one filing is which of another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from redwell.model import Filing, PowerOfAttorney, ReportingOwner
from redwell.names import meant

T = TypeVar("T")
Pair = tuple[T | None, T | None]
Finder = Callable[[T], Iterable[int]]
"""Who of the others may be meant, by their numbers."""
Note = tuple[int, str, str]
"""A footnote: its number, label and text."""

CIK_DIGITS = 10
_SIMILAR = 0.6
"""How much of its words a footnote keeps that was edited and called otherwise."""
_MOST = 2_500
"""Pairs of footnotes that are compared word by word."""


def of_owners(before: Filing | None, now: Filing | None) -> list[Pair[ReportingOwner]]:
    """The owners of both, by CIK, else by name: those of now in order, then those who are no longer there."""
    first = before.reporting_owners if before else ()
    second = now.reporting_owners if now else ()
    names = tuple(owner.name for owner in first)
    finders = [
        _by(first, lambda owner: owner.cik and cik(owner.cik)),
        lambda owner: meant(owner.name, names),
    ]
    return _paired(first, second, finders)


def of_powers(before: Filing | None, now: Filing | None) -> list[Pair[PowerOfAttorney]]:
    """The powers of attorney of both, by grantor."""
    first = before.powers_of_attorney if before else ()
    second = now.powers_of_attorney if now else ()
    names = tuple(power.grantor for power in first)
    finders = [
        _by(first, lambda power: power),
        _by(first, lambda power: (power.grantor, power.document, power.on_file is None)),
        lambda power: meant(power.grantor, names),
    ]
    return _paired(first, second, finders)


def of_footnotes(before: Filing, now: Filing) -> list[Pair[Note]]:
    """The footnotes of both: those of one text, else of one label, else of much the same text."""
    first, second = _notes(before), _notes(now)
    finders = [
        _by(first, lambda note: note[1:]),
        _by(first, lambda note: note[2]),
        _by(first, lambda note: note[1]),
    ]
    if len(first) * len(second) <= _MOST:
        finders.append(lambda note: (n for n, other in enumerate(first) if _is_similar(note[2], other[2])))
    return _paired(first, second, finders)


def _by(first: Sequence[T], key: Callable[[T], Hashable]) -> Finder[T]:
    """Finds those of *first* that have the same key, if it is one."""
    places: dict[Hashable, list[int]] = {}
    for n, each in enumerate(first):
        places.setdefault(key(each), []).append(n)
    return lambda each: places.get(key(each), ()) if key(each) else ()


def _paired(first: Sequence[T], second: Sequence[T], finders: Sequence[Finder[T]]) -> list[Pair[T]]:
    """Each of *second* with its like in *first*, by the strictest finder that has one; then the others."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for finder in finders:
        for n, each in enumerate(second):
            found = None if n in partner else next((i for i in finder(each) if i not in taken), None)
            if found is not None:
                partner[n] = found
                taken.add(found)
    pairs: list[Pair[T]] = [
        (first[partner[n]] if n in partner else None, each) for n, each in enumerate(second)
    ]
    return [*pairs, *((each, None) for i, each in enumerate(first) if i not in taken)]


def cik(text: str) -> str:
    """A CIK in ten digits, however many zeros were written."""
    return text.rjust(CIK_DIGITS, "0")


def _notes(filing: Filing) -> list[Note]:
    return [(n, label, text) for n, (label, text) in enumerate(filing.footnotes, start=1)]


def _is_similar(text: str, other: str) -> bool:
    matcher = SequenceMatcher(None, text.split(), other.split())
    return matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR
