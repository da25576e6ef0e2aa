"""The owner's previous filing on an issuer: what a new one is read against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from redwell.model import Filing, Issuer, ReportingOwner
from redwell.review.sides import Look
from redwell.text.names import is_entity, is_one_company, meant

_SAME = 2
"""How well owners fit that are just the same."""
_TELLING = 3
"""Letters that a word of a name has at least, to be looked for alone."""


def previous(now: Filing, candidates: Iterable[Look]) -> Look | None:
    """The filing before *now*, by the same owners on the same issuer: the latest; never *now* itself.

    An amendment follows its original, or the latest amendment of that. Of others, one by just these owners
    goes before one that has the first of them among others, and what was filed before what was not.
    """
    known = [(look, look.filing) for look in candidates if look.filing and look.filing != now]
    ranked = [(rank, look, filing) for look, filing in known if (rank := _rank(filing, now))]
    named = [
        (_filed(filing), sure, rank, look.entry.name, look)
        for rank, look, filing in ranked
        if (sure := _amends(look, filing, now))
    ]
    if named:
        return max(named, key=lambda each: each[:4])[4]
    earlier = [
        (rank, filing.filed is not None, _day(filing), _order(filing), look.entry.name, look)
        for rank, look, filing in ranked
        if _is_earlier(filing, now)
    ]
    return max(earlier, key=lambda each: each[:5])[5] if earlier else None


def twin(now: Filing, candidates: Iterable[Look]) -> str | None:
    """The name of another file with a Form 3 of the same owners on the same event; amendments have none."""
    for look in candidates:
        filing = look.filing
        if not filing or not filing.form == now.form == "3":
            continue
        if filing.period_of_report == now.period_of_report and _rank(filing, now) == _SAME:
            return look.entry.name
    return None


def is_same(filing: Filing, other: Filing) -> bool:
    """Whether two filings are of one owner, or owners, on one issuer."""
    return _rank(filing, other) > 0


def numbers(now: Filing) -> tuple[str, ...]:
    """The CIK of the first owner without leading zeros, as part of one that is written with them."""
    owner = next(iter(now.reporting_owners), None)
    return tuple(filter(None, [_number(owner.cik)])) if owner else ()


def words(now: Filing) -> tuple[str, ...]:
    """Texts of which a file with an earlier filing has one at least: number and name of the first owner.

    A CIK is given without leading zeros, as part of one that is written with them.
    """
    if not now.reporting_owners:
        return ()
    owner = now.reporting_owners[0]
    number = _number(owner.cik)
    return tuple(dict.fromkeys([*([number] if number else []), *_words_of(owner.name)]))


def _words_of(name: str) -> Iterator[str]:
    """The most telling word of a name, as it may be written."""
    found = re.findall(r"\w+", name)
    telling = [word for word in found if len(word) >= _TELLING] or found
    if telling:
        # EDGAR writes the surname first; of an entity's words, the longest tells most.
        word = max(telling, key=len) if is_entity(name) else telling[0]
        yield from (word, word.upper(), word.title())


def _rank(filing: Filing, now: Filing) -> int:
    """How well the owners fit: 2 the same, 1 the first among others, 0 not, or another issuer."""
    if not _is_same_issuer(filing.issuer, now.issuer) or not now.reporting_owners:
        return 0
    theirs = filing.reporting_owners
    ours = now.reporting_owners
    if not any(_is_same_owner(ours[0], each) for each in theirs):
        return 0
    if len(ours) != len(theirs):
        return 1
    return _SAME if all(any(_is_same_owner(each, other) for other in theirs) for each in ours) else 1


def _is_same_issuer(issuer: Issuer, other: Issuer) -> bool:
    ours, theirs = _number(issuer.cik), _number(other.cik)
    return ours == theirs if ours and theirs else is_one_company(issuer.name, other.name)


def _is_same_owner(owner: ReportingOwner, other: ReportingOwner) -> bool:
    ours, theirs = _number(owner.cik), _number(other.cik)
    if ours and theirs:
        return ours == theirs
    # In both directions: "Jane Doe" is not the Jane Doe Family Trust.
    return bool(meant(owner.name, (other.name,)) and meant(other.name, (owner.name,)))


def _number(cik: str | None) -> str:
    return (cik or "").strip().lstrip("0")


def _amends(look: Look, filing: Filing, now: Filing) -> int:
    """Whether *now* amends a filing: 3 it names it, 2 it gives the day when that was filed; 0 not.

    1 for an amendment of the same original that was filed before: its figures are those that now stand.
    """
    if now.amendment is None:
        return 0
    name = now.amendment.amends
    if name and (name == look.entry.path.name or (filing.filed and name == filing.filed.accession_number)):
        return 3
    if filing.amendment and filing.filed:
        is_of_one = filing.amendment.original_filed == now.amendment.original_filed
        return int(is_of_one and (now.filed is None or filing.filed.date < now.filed.date))
    is_original = filing.amendment is None and filing.filed is not None
    return 2 if is_original and filing.filed and filing.filed.date == now.amendment.original_filed else 0


def _is_earlier(filing: Filing, now: Filing) -> bool:
    """By the days when both were filed, else by their events; of one event, what EDGAR has is earlier."""
    if filing.filed and now.filed:
        return (filing.filed.date, *_order(filing)) < (now.filed.date, *_order(now))
    return (*_order(filing), filing.filed is None) < (*_order(now), now.filed is None)


def _filed(filing: Filing) -> date:
    return filing.filed.date if filing.filed else date.min


def _day(filing: Filing) -> date:
    return filing.filed.date if filing.filed else filing.period_of_report


def _order(filing: Filing) -> tuple[date, bool]:
    """An amendment reports on the same event as its original, and later."""
    return filing.period_of_report, filing.amendment is not None
