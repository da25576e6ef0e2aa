"""Which owner, power of attorney or footnote of one filing is which of another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from redwell.model import Filing, PowerOfAttorney, ReportingOwner
from redwell.text.names import meant

T = TypeVar("T")
Pair = tuple[T | None, T | None]
Finder = Callable[[T, Collection[int]], int | None]
"""The first of the others that may be meant, by its number; not one that is taken."""
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
        by(first, lambda owner: owner.cik and cik(owner.cik)),
        lambda owner, taken: _free(meant(owner.name, names), taken),
    ]
    return paired(first, second, finders)


def of_powers(before: Filing | None, now: Filing | None) -> list[Pair[PowerOfAttorney]]:
    """The powers of attorney of both, by grantor."""
    first = before.powers_of_attorney if before else ()
    second = now.powers_of_attorney if now else ()
    names = tuple(power.grantor for power in first)
    finders = [
        by(first, lambda power: power),
        by(first, lambda power: (power.grantor, power.document, power.on_file is None)),
        lambda power, taken: _free(meant(power.grantor, names), taken),
    ]
    return paired(first, second, finders)


def of_footnotes(before: Filing, now: Filing) -> list[Pair[Note]]:
    """The footnotes of both: those of one text, else of one label, else of much the same text."""
    first, second = _notes(before), _notes(now)
    finders = [
        by(first, lambda note: note[1:]),
        by(first, lambda note: note[2]),
        by(first, lambda note: note[1]),
    ]
    if len(first) * len(second) <= _MOST:
        finders.append(
            lambda note, taken: _free(
                (n for n, other in enumerate(first) if n not in taken and _is_similar(note[2], other[2])), ()
            )
        )
    return paired(first, second, finders)


def by(first: Sequence[T], key: Callable[[T], Hashable]) -> Finder[T]:
    """Finds one of *first* that has the same key, if it is one."""
    places: dict[Hashable, list[int]] = {}
    for n in range(len(first) - 1, -1, -1):
        places.setdefault(key(first[n]), []).append(n)

    def find(each: T, taken: Collection[int]) -> int | None:
        waiting = places.get(key(each), []) if key(each) else []
        while waiting and waiting[-1] in taken:
            waiting.pop()
        return waiting[-1] if waiting else None

    return find


def paired(first: Sequence[T], second: Sequence[T], finders: Sequence[Finder[T]]) -> list[Pair[T]]:
    """Each of *second* with its like in *first*, by the strictest finder that has one; then the others."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for finder in finders:
        for n, each in enumerate(second):
            found = None if n in partner else finder(each, taken)
            if found is not None:
                partner[n] = found
                taken.add(found)
    pairs: list[Pair[T]] = [
        (first[partner[n]] if n in partner else None, each) for n, each in enumerate(second)
    ]
    return [*pairs, *((each, None) for i, each in enumerate(first) if i not in taken)]


def _free(numbers: Iterable[int], taken: Collection[int]) -> int | None:
    return next((n for n in numbers if n not in taken), None)


def cik(text: str) -> str:
    """A CIK in ten digits, however many zeros were written."""
    return text.rjust(CIK_DIGITS, "0")


def _notes(filing: Filing) -> list[Note]:
    return [(n, label, text) for n, (label, text) in enumerate(filing.footnotes, start=1)]


def _is_similar(text: str, other: str) -> bool:
    matcher = SequenceMatcher(None, text.split(), other.split())
    return matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR
