"""Tell the last known state of each position before a filing, from all other filings of its owners.

An amendment is laid over its original, and speaks in its place. What a later form leaves out stays as an
earlier one gave it. This is the one account from which balances run on.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from redwell.account.amended import (
    Booked,
    Statements,
    number_of,
    original_of,
    place_of,
    signed_on,
    statements,
)
from redwell.account.previous import NamedFiling, is_same
from redwell.account.running import Running, groups_of, matched
from redwell.model import Filing
from redwell.ownership.amended import laid_over
from redwell.ownership.amended import order_of as ordered_lines
from redwell.ownership.book import FIRST, Book
from redwell.ownership.known import Before, LastKnown
from redwell.ownership.moves import Transaction, last_day
from redwell.ownership.postings import Posting


@dataclass(slots=True)
class _Position(Running):
    """A position while filings are read, and its *place*: the number of the last filing with it."""

    name: str = ""
    """The file of its last line."""
    book: Book = field(default_factory=Book)
    place: int = 0
    source: Filing | None = None
    """The last filing that gives its balance."""
    amended_by: Filing | None = None


def before(new: NamedFiling, others: Iterable[NamedFiling]) -> Before:
    """Return what is known of the positions of *new* before it; *others* may hold filings of other owners."""
    known = [*others]
    found = _positions(earlier(new, known))
    firsts = [lines[0].posting for lines in groups_of(_alone(new))]
    original = original_before(new, known)
    if original:
        keys = {each.position for each in firsts}
        further = (lines[0].posting for lines in groups_of(_alone(original)))
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
    return Before(positions=_all(found), of=of, reworded=reworded, original=original[1] if original else None)


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
    return other.filed is not None and (new.filed is None or _filed(other) < _filed(new))


def original_before(new: NamedFiling, others: Sequence[NamedFiling]) -> NamedFiling | None:
    """Return what an amendment amends, with all earlier amendments of it; None if that is not certain."""
    files = dict(others)
    original, *amendments = amended_filings(new, others) or [""]
    standing = files.get(original)
    if standing is None or standing.amendment:
        return None
    for each in amendments:
        order = ordered_lines(standing, files[each])
        if order is None:
            return None
        standing, _ = laid_over(standing, files[each], order)
    return original, standing


def last_known(filings: Iterable[NamedFiling]) -> tuple[LastKnown, ...]:
    """Return the positions that the filings of one owner and issuer leave, as their last lines spell them."""
    return _all(_positions(statements(filings)))


def earlier(new: NamedFiling, others: Iterable[NamedFiling]) -> tuple[Statements, ...]:
    """Return the filings by the owners of *new* on the issuer that are before it, in order.

    Before an amendment is what is before its original. What was filed is before all that was not yet signed.
    """
    name, filing = new
    own = [each for each in others if each[0] != name and is_same(filing, each[1])]
    if filing.amendment is None:
        return statements(each for each in own if _is_before(each[1], filing))
    known = statements(each for each in own if each[1].amendment is None)
    original = original_of(name, filing, known)
    if original is None:
        return tuple(each for each in statements(own) if each.day < filing.amendment.original_filed)
    return earlier((original.name, original.filing), [each for each in own if each[0] != original.name])


def _is_before(other: Filing, new: Filing) -> bool:
    if other.filed and new.filed:
        return _filed(other) < _filed(new)
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


def _filed(filing: Filing) -> tuple[object, ...]:
    assert filing.filed
    return filing.filed.date, number_of(filing), last_day(filing)


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
        groups = groups_of(statement)
        firsts = [lines[0].posting for lines in groups]
        chosen = matched(firsts, positions)
        for m, lines in enumerate(groups):
            position = chosen.get(m)
            if position is None:
                position = _Position(last=firsts[m])
                positions.append(position)
            _go_on(position, lines)
            position.place = n
    return positions


def _go_on(position: _Position, lines: Sequence[Booked]) -> None:
    position.amended_by = None
    for each in lines:
        position.go_on(each.posting)
        position.name = each.name
        if each.posting.filing.amendment:
            position.amended_by = each.posting.filing
    source = position.last.filing
    moved = [
        (each.posting.path, each.posting.row) for each in lines if isinstance(each.posting.row, Transaction)
    ]
    if len(lines) > 1 and not moved:
        # Several holdings with the same words: nobody knows which one a later line goes on from.
        position.balance = None
    if position.balance is not None:
        position.source = source
    if position.last.is_in_dollars:
        return
    if moved:
        position.book.run(moved, source)
    elif position.balance is not None:
        position.book.state(position.balance, position.last.row, source)
    if position.balance is None:
        position.book.lose()


def _all(found: Iterable[_Position]) -> tuple[LastKnown, ...]:
    return tuple(_known(each) for each in sorted(found, key=lambda each: each.last.is_derivative))


def _known(position: _Position) -> LastKnown:
    last = position.last
    return LastKnown(
        row=last.row,
        filing=last.filing,
        name=position.name,
        book=position.book,
        balance=position.balance,
        place=position.place,
        source=position.source or last.filing,
        is_derivative=last.is_derivative,
        is_in_dollars=last.is_in_dollars,
        amended_by=position.amended_by,
    )
