"""Find the original of an amendment, and the earlier amendments of the same original."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath

from redwell.account.previous import NamedFiling, is_same
from redwell.model import Filing


def amended_filings(new: Filing, candidates: Iterable[NamedFiling]) -> tuple[str, ...]:
    """Return the names of the original of an amendment and of all amendments of it before *new*, in order.

    The filing that `amends` names is the original, or an amendment of it. Without a name, it is the filing of
    the day on which the original was filed. Empty if *new* is no amendment, or the candidates have neither.
    """
    if new.amendment is None:
        return ()
    others = {
        name: each
        for name, each in candidates
        if each != new and each.NUMBER == new.NUMBER and is_same(each, new)
    }
    original = _original(new, others)
    if original is None:
        return ()
    last = _named(new, others)
    earlier = [
        (_day(each), _number(each), name)
        for name, each in others.items()
        if each.amendment
        and _original(each, others) == original
        and (name == last or (each.filed and (new.filed is None or _is_before(each, new))))
    ]
    return (original, *(name for *_, name in sorted(earlier) if name != original))


def _original(amendment: Filing, others: dict[str, Filing]) -> str | None:
    """Return the original of an amendment, or else the first of the *others* that amends it."""
    known, at = list[str](), amendment
    while at.amendment and (name := _named(at, others)) and name not in known:
        known.append(name)
        at = others[name]
    if known and at.amendment is None:
        return known[-1]
    assert amendment.amendment
    day = at.amendment.original_filed if at.amendment else amendment.amendment.original_filed
    of_day = [
        (each.amendment is not None, _day(each), _number(each), name)
        for name, each in others.items()
        if each.filed
        and each != amendment
        and (each.amendment.original_filed if each.amendment else each.filed.date) == day
    ]
    return min(of_day)[-1] if of_day else known[-1] if known else None


def _named(amendment: Filing, others: dict[str, Filing]) -> str | None:
    """Return the filing that an amendment names by its file or its accession number."""
    amends = amendment.amendment.amends if amendment.amendment else None
    if not amends:
        return None
    found = (
        name for name, each in others.items() if amends == PurePosixPath(name).name or amends == _number(each)
    )
    return next(found, None)


def _is_before(filing: Filing, new: Filing) -> bool:
    return (_day(filing), _number(filing)) < (_day(new), _number(new))


def _day(filing: Filing) -> date:
    return filing.filed.date if filing.filed else date.max


def _number(filing: Filing) -> str:
    return (filing.filed.accession_number if filing.filed else None) or ""
