"""Tell the last known state of each position before a filing, from all other filings of its owners.

An amendment is laid over its original, and speaks in its place. What a later form leaves out stays as an
earlier one gave it. This is the one account from which balances run on.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from redwell.account.amended import (
    Statements,
    order_in_day,
    original_of,
    place_of,
    statements,
)
from redwell.account.previous import NamedFiling, is_same, number_of, signed_on
from redwell.account.running import Running, groups_of, matched
from redwell.account.worlds import Followed, ways_by_position
from redwell.model import Filing
from redwell.ownership.amended import lay_over
from redwell.ownership.book import FIRST
from redwell.ownership.known import Before, LastKnown
from redwell.ownership.moves import last_day
from redwell.ownership.positions import Basis
from redwell.ownership.postings import Posting
from redwell.ownership.readings import Balances


@dataclass(slots=True)
class _Position(Followed):
    """A position while filings are read, and its *place*: the number of the last filing with it."""

    name: str = ""
    """The file of its last line."""
    place: int = 0


def before(new: NamedFiling, others: Iterable[NamedFiling]) -> Before:
    """Return what is known of the positions of *new* before it; *others* may hold filings of other owners."""
    known = [*others]
    found = _positions(earlier(new, known))
    firsts = [lines[0].posting for lines in groups_of(_alone(new).lines)]
    balances = {
        key: each.worlds[0].owned
        for each in found
        for key in each.keys
        if each.balance is not None and len({world.owned.now for world in each.worlds}) == 1
    }
    original = original_before(new, known, balances)
    if original:
        keys = {each.position for each in firsts}
        further = (lines[0].posting for lines in groups_of(_alone(original).lines))
        firsts += [each for each in further if each.position not in keys]
    of: dict[Hashable, LastKnown] = {}
    reworded: dict[Hashable, LastKnown] = {}
    for n, position in matched(firsts, found).items():
        key, is_in_dollars = firsts[n].position
        if is_in_dollars:
            continue
        if _is_sure(position, firsts[n]):
            of[key] = _known(position)
        elif _words(position.last) != _words(firsts[n]):
            reworded[key] = _known(position)
    return Before(
        positions=_all(found),
        of=of,
        reworded=reworded,
        balances=balances,
        original=original[1] if original else None,
    )


def _is_sure(position: Running, first: Posting) -> bool:
    """Return True unless other words and another number leave a doubt whether it is this position."""
    last = position.last
    is_named = first.position in position.keys or bool(first.own_name or last.own_name)
    return is_named or (first.opening is not None and first.opening == position.balance)


def _words(posting: Posting) -> list[str]:
    return re.findall(r"\w+", f"{posting.title} {posting.nature}".casefold())


def amended_filings(new: NamedFiling, others: Iterable[NamedFiling]) -> tuple[str, ...]:
    """Return the names of the original of an amendment and of its amendments before *new*, in order.

    Empty if *new* is no amendment, or the others have neither.
    """
    name, filing = new
    if filing.amendment is None:
        return ()
    own = {each: other for each, other in others if each != name and is_same(filing, other)}
    found = original_of(name, filing, statements(own.items()))
    if found is None:
        return ()
    return found.name, *(each for each in found.amendments if _is_amended_before(each, own[each], filing))


def _is_amended_before(name: str, other: Filing, new: Filing) -> bool:
    """Return True for an amendment that *new* amends in turn, or that was filed before it."""
    amendment = new.amendment
    if amendment and amendment.amends == PurePosixPath(name).name:
        return True
    return other.filed is not None and (new.filed is None or _is_filed_before(other, new))


def original_before(new: NamedFiling, others: Sequence[NamedFiling], before: Balances) -> NamedFiling | None:
    """Return what an amendment amends, with all earlier amendments of it; None if it is not in the record."""
    files = dict(others)
    original, *amendments = amended_filings(new, others) or [""]
    standing = files.get(original)
    if standing is None or standing.amendment:
        return None
    for each in amendments:
        laid = lay_over(standing, files[each], before)
        if laid is None:
            return None
        standing = laid.filing
    return original, standing


def last_known(filings: Iterable[NamedFiling]) -> tuple[LastKnown, ...]:
    """Return the positions that the filings of one owner and issuer leave, as their last lines spell them."""
    return _all(_positions(statements(filings)))


def earlier(new: NamedFiling, others: Iterable[NamedFiling]) -> tuple[Statements, ...]:
    """Return the filings by the owners of *new* on the issuer that are before it, in order.

    Before an amendment is what is before its original, with what other amendments since changed of it. What
    was filed is before all that was not yet signed.
    """
    name, filing = new
    own = [each for each in others if each[0] != name and is_same(filing, each[1])]
    if filing.amendment is None:
        return statements(each for each in own if _is_before(each[1], filing))
    known = statements(each for each in own if each[1].amendment is None)
    original = original_of(name, filing, known)
    if original is None:
        return tuple(each for each in statements(own) if each.day < filing.amendment.original_filed)
    files, names = dict(own), set[str]()
    for each in statements(own):
        if each.name != original.name and _is_before(each.filing, original.filing):
            amendments = (
                other for other in each.amendments if _is_amended_before(other, files[other], filing)
            )
            names |= {each.name, *amendments}
    return statements(each for each in own if each[0] in names)


def _is_before(other: Filing, new: Filing) -> bool:
    if other.filed and new.filed:
        return _is_filed_before(other, new)
    if other.filed:
        # What is signed was filed soon after, if nobody recorded it; a draft comes after all that was filed.
        signed = signed_on(new)
        return signed is None or (signed_on(other) or other.filed.date) <= signed
    if new.filed:
        return place_of(other) < new.filed.date
    return _awaited(other) < _awaited(new)


def _awaited(filing: Filing) -> tuple[object, ...]:
    """Return a key for forms that are not recorded as filed: what is signed comes before drafts."""
    signed = signed_on(filing)
    return signed is None, signed or last_day(filing), last_day(filing)


def _is_filed_before(other: Filing, new: Filing) -> bool:
    assert other.filed
    assert new.filed
    is_by_number = bool(number_of(other) and number_of(new))
    first, second = (order_in_day(each, is_by_number=is_by_number) for each in (other, new))
    return (other.filed.date, first) < (new.filed.date, second)


def _alone(named: NamedFiling) -> Statements:
    return statements([named])[0]


def _positions(found: Sequence[Statements]) -> list[_Position]:
    """Return the positions of filings that are in order, each with its last line."""
    positions: list[_Position] = []
    begun: date | None = None
    for n, statement in enumerate(found):
        if statement.filing.NUMBER == FIRST and not statement.filing.amendment:
            # It begins anew, but for the filed parts of one that is split.
            if statement.filing.period_of_report != begun or not statement.filing.filed:
                positions.clear()
            begun = statement.filing.period_of_report
        found_ways = ways_by_position(statement)
        firsts = [ways[0][0].posting for ways in found_ways]
        chosen = matched(firsts, positions)
        for m, ways in enumerate(found_ways):
            position = chosen.get(m)
            standing = [each for each in ways[0] if not each.is_withdrawn]
            if position is None and not standing:
                continue
            if position is None:
                position = _Position(last=firsts[m])
                positions.append(position)
            position.go_on(statement, ways)
            position.name = standing[-1].name if standing else position.name
            position.place = n
    return positions


def _all(found: Iterable[_Position]) -> tuple[LastKnown, ...]:
    return tuple(_known(each) for each in sorted(found, key=lambda each: each.last.is_derivative))


def _known(position: _Position) -> LastKnown:
    last, book, numbers = position.last, position.book, position.numbers
    return LastKnown(
        row=last.row,
        filing=last.filing,
        name=position.name,
        book=book,
        balance=numbers[0] if len(numbers) == 1 else None,
        basis=book.basis or Basis(stated=last.filing, latest=last.filing),
        place=position.place,
        may_own=position.may_own,
        by_answer=position.by_answer,
        is_derivative=last.is_derivative,
        is_in_dollars=last.is_in_dollars,
        amended_by=next(filter(None, (each.owned.amended_by for each in position.worlds)), None),
    )
