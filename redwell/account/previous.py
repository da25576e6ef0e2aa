"""Find the owner's previous filing on an issuer, to compare a new one with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath

from redwell.model import Filing
from redwell.ownership.moves import last_day
from redwell.ownership.parties import cik_number, is_same_issuer, is_same_owner
from redwell.ownership.transactions import StatementOfChanges
from redwell.text.names import is_entity

NamedFiling = tuple[str, Filing]
"""A filing and the path of its file in the repository."""
_FIRST_OF_OTHERS, _SAME = 1, 2
"""Ranks: the first owner is among those of the other filing; both filings have the same owners."""
_SHORTEST_WORD = 3
"""The fewest letters of a word of a name that is searched for alone."""


def previous_filing(new: Filing, candidates: Iterable[NamedFiling]) -> str | None:
    """Return the name of the latest filing before *new* by the same owners on the same issuer.

    For an amendment, this is its original, or the latest amendment of it. Otherwise, a filing by exactly
    these owners is preferred to one that has the first of them among others. One that is not recorded as
    filed is taken if its event is later than that of the latest filed one.
    """
    ranked = [
        (rank, name, filing) for name, filing in candidates if filing != new and (rank := _rank(filing, new))
    ]
    amended = [
        (_filed(filing), sure, rank, name)
        for rank, name, filing in ranked
        if (sure := _amends(name, filing, new))
    ]
    if amended:
        return max(amended)[-1]
    found = _in_order(ranked, new)
    return found[-1] if found else None


def _in_order(ranked: Iterable[tuple[int, str, Filing]], new: Filing) -> tuple[str, ...]:
    """Return the names of the filings before *new*, by exactly its owners if there are any, latest last."""
    earlier = [each for each in ranked if _is_earlier(each[2], new)]
    best = max((rank for rank, _, _ in earlier), default=0)
    by_best = [(name, filing) for rank, name, filing in earlier if rank == best]
    filed = sorted(
        (_day(filing), _order(filing), _by_number(filing), name) for name, filing in by_best if filing.filed
    )
    found = [(order, name) for _, order, _, name in filed]
    # One that is not recorded as filed goes after the filed ones whose transactions end before its own.
    for order, name in sorted((_order(filing), name) for name, filing in by_best if not filing.filed):
        at = max((n for n, (other, _) in enumerate(found, start=1) if other < order), default=0)
        found.insert(at, (order, name))
    return tuple(name for _, name in found)


def twin(new: Filing, candidates: Iterable[NamedFiling]) -> str | None:
    """Return the name of another original by the same owners on the same form and event."""
    for name, filing in candidates:
        if filing.amendment or new.amendment or filing.form != new.form:
            continue
        if filing.period_of_report == new.period_of_report and _rank(filing, new) == _SAME:
            return name
    return None


def is_same(filing: Filing, other: Filing) -> bool:
    """Return True if two filings are by one owner, or the same owners, on one issuer."""
    return _rank(filing, other) > 0


def share_an_owner(filing: Filing, other: Filing) -> bool:
    """Return True if two filings are on one issuer and have an owner in common."""
    return is_same_issuer(filing.issuer, other.issuer) and any(
        is_same_owner(each, one) for each in filing.reporting_owners for one in other.reporting_owners
    )


def owner_ciks(new: Filing) -> tuple[str, ...]:
    """Return the CIKs of the owners without leading zeros, so that they match with or without them."""
    numbers = (cik_number(owner.cik) for owner in new.reporting_owners)
    return tuple(dict.fromkeys(filter(None, numbers)))


def search_words(new: Filing) -> tuple[str, ...]:
    """Return search words, the CIKs and names of the owners; each earlier filing has at least one."""
    words = (word for owner in new.reporting_owners for word in _words_of(owner.name))
    return tuple(dict.fromkeys([*owner_ciks(new), *words]))


def _words_of(name: str) -> Iterator[str]:
    """Yield the most distinctive word of a name, as written, in upper case and in title case."""
    found = re.findall(r"\w+", name)
    telling = [word for word in found if len(word) >= _SHORTEST_WORD] or found
    if telling:
        # EDGAR writes the surname first; of an entity's words, the longest tells most.
        word = max(telling, key=len) if is_entity(name) else telling[0]
        yield from (word, word.upper(), word.title())


def _rank(filing: Filing, new: Filing) -> int:
    """Return the rank of a filing by its owners; 0 for other owners or another issuer."""
    if not is_same_issuer(filing.issuer, new.issuer) or not new.reporting_owners:
        return 0
    theirs, ours = filing.reporting_owners, new.reporting_owners
    if not any(is_same_owner(ours[0], each) for each in theirs):
        return 0
    if len(ours) != len(theirs):
        return _FIRST_OF_OTHERS
    is_all = all(any(is_same_owner(each, other) for other in theirs) for each in ours)
    return _SAME if is_all else _FIRST_OF_OTHERS


def _amends(name: str, filing: Filing, new: Filing) -> int:
    """Return 3 if *new* names the filing as its original, 2 if it gives its filing date, else 0.

    Return 1 for an earlier amendment of the same original.
    """
    if new.amendment is None:
        return 0
    amends = new.amendment.amends
    if amends and (
        amends == PurePosixPath(name).name or (filing.filed and amends == filing.filed.accession_number)
    ):
        return 3
    if filing.amendment and filing.filed:
        is_of_one = filing.amendment.original_filed == new.amendment.original_filed
        return int(is_of_one and (new.filed is None or filing.filed.date < new.filed.date))
    is_original = filing.amendment is None and filing.filed is not None
    return 2 if is_original and filing.filed and filing.filed.date == new.amendment.original_filed else 0


def _is_earlier(filing: Filing, new: Filing) -> bool:
    """Compare the filing dates if both are filed, else the events; for one event, a filed form is earlier.

    A draft of transactions may have a line of long ago: it is later than what was filed before it is signed.
    """
    if filing.filed and new.filed:
        ours, theirs = (new.filed.date, *_order(new)), (filing.filed.date, *_order(filing))
        return (*theirs, _by_number(filing)) < (*ours, _by_number(new))
    if filing.filed and isinstance(new, StatementOfChanges):
        signed = signed_on(new)
        if signed is None or filing.filed.date <= signed:
            return True
    return (*_order(filing), filing.filed is None) < (*_order(new), new.filed is None)


def signed_on(filing: Filing) -> date | None:
    """Return the day of the last signature."""
    return max((each.signed for each in filing.signatures if each.signed), default=None)


def number_of(filing: Filing) -> str:
    """Return the accession number; empty if it has none."""
    return (filing.filed.accession_number if filing.filed else None) or ""


def _by_number(filing: Filing) -> tuple[bool, str]:
    """Return a sort key: the accession number; filings without one come last."""
    number = number_of(filing)
    return not number, number


def _filed(filing: Filing) -> date:
    return filing.filed.date if filing.filed else date.min


def _day(filing: Filing) -> date:
    """Return the day by which a filing is the latest: an amendment speaks as of the day of its original."""
    if filing.amendment and filing.filed:
        return filing.amendment.original_filed
    return filing.filed.date if filing.filed else filing.period_of_report


def _order(filing: Filing) -> tuple[date, bool]:
    """Return a sort key: the day of the event or last transaction, then an original before its amendments."""
    return last_day(filing), filing.amendment is not None
