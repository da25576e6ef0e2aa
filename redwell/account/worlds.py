"""Follow a position in each way in which the amendments of its forms can be read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from redwell.account.amended import Booked, Statements
from redwell.account.running import Running, groups_of, opening_of
from redwell.model import Filing
from redwell.ownership.book import Book, EnteredLine
from redwell.ownership.moves import Transaction, with_balance
from redwell.ownership.owned import Owned, corrected_by, filed_order
from redwell.ownership.positions import Basis, Step, name_of, shown
from redwell.ownership.postings import Posting
from redwell.ownership.readings import is_one_position
from redwell.text.names import listed

T = TypeVar("T")
Ways = Sequence[Sequence[Booked]]
"""The lines of a position in a form, in each way to read it; that which seems likeliest is the first."""
_MOST_WORLDS = 16
"""The most ways to read all amendments of a position that are followed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """The *lines* that only some readings of an amendment keep: do they still stand?"""

    lines: tuple[Booked, ...]
    by: Filing

    @property
    def is_of_one(self) -> bool:
        """True if only one line is in doubt."""
        return len(self.lines) == 1

    @property
    def words(self) -> str:
        """The question, as `check` asks it."""
        verb, noun = ("does", "the line") if self.is_of_one else ("which of", "the lines")
        return (
            f"the {name_of(self.by)} can be read in more than one way: {verb} {noun} "
            f"{listed([*self._lines()])} still stand?"
        )

    def _lines(self) -> Iterator[str]:
        """Yield the lines in words; those of one form have its name once."""
        for form, lines in groupby(self.lines, key=lambda each: each.posting.filing):
            yield f"{listed([_in_words(each.posting) for each in lines])} in the {name_of(form)}"


def _in_words(line: Posting) -> str:
    """Return the number, day and place of a line: `of 100 on 2026-02-03 (I.2)`."""
    return f"of {shown(abs(line.change or Decimal()))} on {line.day} ({line.place})"


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The state of a position under one reading of the amendments so far."""

    owned: Owned = field(default_factory=Owned)
    book: Book = field(default_factory=Book)
    steps: tuple[Step, ...] = ()
    """The lines of the last form, as the book reads them."""
    stands: bool | None = None
    """True if the only line in question stands, False if not; None with several lines or questions."""


@dataclass(slots=True)
class Followed(Running):
    """A position while filings are read in order, in all ways."""

    worlds: list[World] = field(default_factory=lambda: [World()])
    """One for each way to read the amendments, that which seems likeliest first."""
    question: str = ""
    """The question that tells these apart."""

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

    @property
    def doubt(self) -> str:
        """The question on which its balance depends; empty if the forms answer it."""
        numbers = {each.owned.now for each in self.worlds}
        if self.question and (len(numbers) > 1 or None in numbers):
            return self.question
        return self.book.doubt if len(self.book.readings) > 1 else ""

    @property
    def may_own(self) -> tuple[Decimal | None, ...]:
        """The balances by the answer to the question; empty without one."""
        return self.numbers if self.doubt else ()

    @property
    def by_answer(self) -> tuple[Decimal | None, ...]:
        """The balance if the line in question stands, and if not; empty where the answers are others."""
        numbers, stands = self.numbers, [each.stands for each in self.worlds]
        is_told = len(numbers) == 2 and {*stands} == {True, False} and self.doubt == self.question
        if not is_told or len(stands) > 2 or any(len(each.book.readings) > 1 for each in self.worlds):
            return ()
        return numbers if stands[0] else numbers[::-1]

    @property
    def numbers(self) -> tuple[Decimal | None, ...]:
        """The balances that it may have, None for one that is not known; one if that is certain."""
        # A late line gives another number than what is owned now, which the book knows; it keeps no dollars.
        found = (
            each.book.readings or (each.owned.now if self.last.is_in_dollars else None,)
            for each in self.worlds
        )
        return tuple(dict.fromkeys(number for each in found for number in each))

    def go_on(self, statement: Statements, ways: Ways) -> None:
        """Go on through the lines of a form, in each way to read them."""
        filing = statement.filing
        for each in ways[0]:
            if not each.is_withdrawn:
                self.keys.add(each.posting.position)
                self.last = each.posting
        ways = _by_standing(ways)
        question = question_of(ways)
        if question:
            self.question = question.words
        begun = _fitting(self.worlds, opening_of(ways[0])) if filing.filed else self.worlds
        ends = [
            replace(
                _read(world, filing, lines),
                stands=_stands(question, lines, len(begun)) if question else world.stands,
            )
            for world in begun
            for lines in ways
        ]
        worlds = _distinct(ends, lambda each: (each.owned.now, each.owned.then, each.book.readings))
        # Where there are more ways than are followed, nothing is known until a form states it anew.
        is_amended = any(each.by for each in ways[0])
        is_followed = len(worlds) <= _MOST_WORLDS and not (statement.is_cut and is_amended)
        self.worlds = worlds if is_followed else [World()]
        if statement.is_coarse and question and not question.is_of_one:
            self.worlds.append(World())
        self.balance = self.worlds[0].owned.now
        if len(self.worlds) == 1 and self.balance is not None:
            self.question = ""


def ways_by_position(statement: Statements) -> list[Ways]:
    """Return the lines of each position of a form, in each way to read it."""
    main, *others = (groups_of(lines) for lines in statement.readings)
    return [[lines, *(_group_of(lines[0].posting, groups) for groups in others)] for lines in main]


def _group_of(first: Posting, groups: Ways) -> Sequence[Booked]:
    """Return the lines of the position of a line, in another reading of its form; none if it has none."""
    found = (lines for lines in groups if is_one_position(lines[0].posting, first))
    return next(found, ())


def question_of(ways: Ways) -> Question | None:
    """Return the question that tells the ways to read a form apart; None if the same lines stand in all."""
    kept = [{id(each.posting): each for each in lines if not each.is_withdrawn} for lines in ways]
    doubtful = {
        key: line for lines in kept for key, line in lines.items() if not all(key in other for other in kept)
    }
    if not doubtful:
        return None
    found = sorted(doubtful.values(), key=lambda each: (*filed_order(each.posting.filing), each.posting.path))
    by = next((each.by for lines in ways for each in reversed(lines) if each.by), found[0].posting.filing)
    return Question(lines=tuple(found), by=by)


def _stands(question: Question, lines: Sequence[Booked], count: int) -> bool | None:
    """Return whether the only line in question is among *lines*; None if another question counts too."""
    if count > 1 or not question.is_of_one:
        return None
    return any(each.posting is question.lines[0].posting and not each.is_withdrawn for each in lines)


def told(
    question: str, may_own: Sequence[Decimal | None], by_answer: Sequence[Decimal | None], unit: str = ""
) -> str:
    """Return a question with what is owned by its answer, as far as forms tell."""
    unknown = "a number that no form gives"
    if by_answer:
        standing, gone = (unknown if each is None else f"{unit}{shown(each)}" for each in by_answer)
        return f"{question} {standing} is owned if it does, {gone} if not"
    known = [f"{unit}{shown(each)}" for each in may_own if each is not None]
    return f"{question} {listed([*known, *[unknown] * (None in may_own)], 'or')} is owned"


def _fitting(worlds: list[World], opening: Decimal | None) -> list[World]:
    """Return the worlds that a filed form went on from; all if it went on from none of them."""
    found = [each for each in worlds if opening in (each.owned.now, each.owned.then)]
    return found if opening is not None and found else worlds


def _by_standing(ways: Ways) -> list[Sequence[Booked]]:
    """Return the ways to read a form by which other lines stand."""
    return _distinct(
        ways, lambda lines: frozenset(id(each.posting) for each in lines if not each.is_withdrawn)
    )


def _distinct(found: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """Return the first of those that have one key."""
    known: dict[Hashable, T] = {}
    for each in found:
        known.setdefault(key(each), each)
    return [*known.values()]


def _read(world: World, filing: Filing, lines: Sequence[Booked]) -> World:
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
        return World(owned=owned, book=book)
    if len(lines) > 1 and not moved:
        # Several holdings with the same words: nobody knows which one a later line goes on from.
        owned.now = owned.then = None
    steps: list[Step] = []
    if last.is_in_dollars:
        book.basis = Basis(stated=last.filing, latest=last.filing)
    elif moved:
        steps = book.run(moved, last.filing)
        _pass_late(steps, book, owned)
    elif owned.now is not None:
        book.state(owned.now, last.row, last.filing, corrected_by(last, owned))
    if owned.now is None:
        book.lose()
    return World(owned=owned, book=book, steps=tuple(steps))


def _pass_late(steps: Iterable[Step], book: Book, owned: Owned) -> None:
    """Go on from what is owned now after late lines, which say what was owned on their days."""
    if any(each.is_late for each in steps) and len(book.readings) == 1:
        owned.now = owned.then = book.readings[0]


def _entered(line: Posting, owned: Owned) -> EnteredLine:
    """Return a transaction with the number owned after it, as far as an amendment changes that."""
    row, amendment = line.row, corrected_by(line, owned)
    assert isinstance(row, Transaction)
    return EnteredLine(line.path, with_balance(row, owned.now) if amendment else row, line.filing, amendment)
