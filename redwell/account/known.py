"""Tell the last known state of each position before a filing, from all other filings of its owners.

An amendment is laid over its original, and speaks in its place. What a later form leaves out stays as an
earlier one gave it. This is the one account from which balances run on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TypeVar

from redwell.account.amended import (
    Booked,
    Statements,
    number_of,
    order_in_day,
    original_of,
    place_of,
    signed_on,
    statements,
)
from redwell.account.previous import NamedFiling, is_same
from redwell.account.running import Running, groups_of, matched, opening_of
from redwell.model import Filing
from redwell.ownership.amended import lay_over
from redwell.ownership.book import FIRST, Book, EnteredLine
from redwell.ownership.known import Before, LastKnown
from redwell.ownership.moves import Transaction, last_day, with_balance
from redwell.ownership.owned import Owned, corrected_by, filed_order
from redwell.ownership.positions import Basis, name_of, shown
from redwell.ownership.postings import Posting
from redwell.ownership.readings import Balances, is_one_position

T = TypeVar("T")
_MOST_WORLDS = 8
"""The most ways to read all amendments of a position that are followed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _World:
    """The state of a position under one reading of the amendments so far."""

    owned: Owned = field(default_factory=Owned)
    book: Book = field(default_factory=Book)


@dataclass(slots=True)
class _Position(Running):
    """A position while filings are read, and its *place*: the number of the last filing with it."""

    name: str = ""
    """The file of its last line."""
    worlds: list[_World] = field(default_factory=lambda: [_World()])
    """One for each way to read the amendments, that which seems likeliest first."""
    question: str = ""
    """The question that tells these apart."""
    place: int = 0

    @property
    def book(self) -> Book:
        """Its numbers, with those of all ways to read its amendments."""
        book = self.worlds[0].book
        if len(self.worlds) == 1:
            return book
        books = [each.book for each in self.worlds]
        numbers = dict.fromkeys(number for each in books for number in each.readings)
        is_known = all(each.readings for each in books)
        return replace(book, readings=tuple(numbers) if is_known else (), doubt=self.question)


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
        main, *others = ([*groups_of(lines)] for lines in statement.readings)
        firsts = [lines[0].posting for lines in main]
        chosen = matched(firsts, positions)
        for m, lines in enumerate(main):
            position = chosen.get(m)
            if position is None and all(each.is_withdrawn for each in lines):
                continue
            if position is None:
                position = _Position(last=firsts[m])
                positions.append(position)
            ways = [lines, *(_group_of(firsts[m], groups) for groups in others)]
            _go_on(position, statement.filing, ways, is_cut=statement.is_cut)
            position.place = n
    return positions


def _group_of(first: Posting, groups: Sequence[Sequence[Booked]]) -> Sequence[Booked]:
    """Return the lines of the position of a line, in another reading of its form; none if it has none."""
    found = (lines for lines in groups if is_one_position(lines[0].posting, first))
    return next(found, ())


def _go_on(
    position: _Position, filing: Filing, readings: Sequence[Sequence[Booked]], *, is_cut: bool
) -> None:
    """Go on through the lines of a form, in each way to read them; *is_cut* if there are more."""
    for each in readings[0]:
        if not each.is_withdrawn:
            position.keys.add(each.posting.position)
            position.last, position.name = each.posting, each.name
    # A reading is another one if other lines stand.
    ways = _distinct(
        readings, lambda lines: frozenset(id(each.posting) for each in lines if not each.is_withdrawn)
    )
    if len(ways) > 1:
        position.question = _question(ways)
    ends = [_read(world, filing, lines) for world in position.worlds for lines in ways]
    worlds = _distinct(ends, lambda each: (each.owned.now, each.owned.then, each.book.readings))
    # Where there are more ways than are followed, nothing is known until a form states it anew.
    is_followed = len(worlds) <= _MOST_WORLDS and not (is_cut and any(each.by for each in readings[0]))
    position.worlds = worlds if is_followed else [_World()]
    position.balance = position.worlds[0].owned.now


def _distinct(found: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """Return the first of those that have one key."""
    known: dict[Hashable, T] = {}
    for each in found:
        known.setdefault(key(each), each)
    return [*known.values()]


def _question(readings: Sequence[Sequence[Booked]]) -> str:
    """Return the question whether a line stands that only some readings of an amendment keep."""
    kept = [{id(each.posting): each.posting for each in lines if not each.is_withdrawn} for lines in readings]
    doubtful = [
        line for lines in kept for key, line in lines.items() if not all(key in other for other in kept)
    ]
    # The line of the earliest form is the one that may be corrected or taken away.
    line = min(doubtful, key=lambda each: filed_order(each.filing))
    amendment = next((each.by for lines in readings for each in reversed(lines) if each.by), line.filing)
    return (
        f"the {name_of(amendment)} can be read in more than one way: does the line of "
        f"{shown(abs(line.change or Decimal()))} on {line.day} in the {name_of(line.filing)} still stand?"
    )


def _read(world: _World, filing: Filing, lines: Sequence[Booked]) -> _World:
    """Return what is known after the lines of a form."""
    owned, book = world.owned.copy(), world.book.copy()
    owned.begin(filing, opening_of(lines))
    moved: list[EnteredLine] = []
    last: Posting | None = None
    for each in lines:
        owned.take(each.line)
        if each.is_withdrawn:
            continue
        last = each.posting
        if isinstance(last.row, Transaction):
            moved.append(_entered(last, owned))
    if last is None:
        return _World(owned=owned, book=book)
    if len(lines) > 1 and not moved:
        # Several holdings with the same words: nobody knows which one a later line goes on from.
        owned.now = owned.then = None
    if last.is_in_dollars:
        book.basis = Basis(stated=last.filing, latest=last.filing)
    elif moved:
        book.run(moved, last.filing)
    elif owned.now is not None:
        book.state(owned.now, last.row, last.filing, corrected_by(last, owned))
    if owned.now is None:
        book.lose()
    return _World(owned=owned, book=book)


def _entered(line: Posting, owned: Owned) -> EnteredLine:
    """Return a transaction with the number owned after it, as far as an amendment changes that."""
    row, amendment = line.row, corrected_by(line, owned)
    assert isinstance(row, Transaction)
    return EnteredLine(line.path, with_balance(row, owned.now) if amendment else row, line.filing, amendment)


def _all(found: Iterable[_Position]) -> tuple[LastKnown, ...]:
    return tuple(_known(each) for each in sorted(found, key=lambda each: each.last.is_derivative))


def _known(position: _Position) -> LastKnown:
    last, book = position.last, position.book
    return LastKnown(
        row=last.row,
        filing=last.filing,
        name=position.name,
        book=book,
        balance=position.balance if len(book.readings) <= 1 else None,
        basis=book.basis or Basis(stated=last.filing, latest=last.filing),
        place=position.place,
        is_derivative=last.is_derivative,
        is_in_dollars=last.is_in_dollars,
        amended_by=next(filter(None, (each.owned.amended_by for each in position.worlds)), None),
    )
