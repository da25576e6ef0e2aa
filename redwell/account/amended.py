"""Lay amendments over their originals: an amendment replaces the lines that it amends, and adds others.

It speaks as of the day of its original, and counts for the newest balance only until a later form gives one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import PurePosixPath

from redwell.account.previous import NamedFiling, number_of, signed_on
from redwell.model import Filing
from redwell.ownership.moves import last_day
from redwell.ownership.owned import AmendedLine, Owned
from redwell.ownership.postings import Posting, postings
from redwell.ownership.readings import MOST_UNSURE, Balances, merged, readings, shared_facts

_MOST_READINGS = 16
"""The most readings of a form with its amendments that are followed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A line with the file that says it, and the file of the line that it *replaces*, if any.

    *then* is the line as first filed; None for one that an amendment adds. *by* is the amendment that gives
    or withdraws the line, if one does.
    """

    posting: Posting
    name: str
    replaces: str = ""
    then: Posting | None
    by: Filing | None = None
    is_withdrawn: bool = False

    @property
    def line(self) -> AmendedLine:
        """The line, now and then."""
        return AmendedLine(now=None if self.is_withdrawn else self.posting, then=self.then, by=self.by)


@dataclass(slots=True)
class Statements:
    """An original with its amendments, in the order in which balances run.

    *readings* are the ways to read these together, one if that is certain; each has all lines. *name* and
    *filing* are the original's, or those of an amendment whose original is not in the record.
    """

    name: str
    filing: Filing
    readings: list[list[Booked]] = field(default_factory=list)
    is_cut: bool = False
    """True if there are more readings than are followed."""
    is_coarse: bool = False
    """True if lines that an amendment leaves out are only taken away together, because they are many."""
    amendments: list[str] = field(default_factory=list)
    """The files of the amendments that are laid over it."""
    numbers: set[str] = field(default_factory=set)
    """The accession numbers of all of these."""

    @property
    def lines(self) -> list[Booked]:
        """The lines that count, in the first reading."""
        return [each for each in self.readings[0] if not each.is_withdrawn]

    @property
    def day(self) -> date:
        """The day by which it is ordered."""
        return place_of(self.filing)


Order = tuple[date, bool, str, date]


def place_of(filing: Filing) -> date:
    """Return the place of a filing in time: the day of filing, of the last signature, or transaction.

    An amendment stands in the place of its original.
    """
    if filing.amendment:
        return filing.amendment.original_filed
    if filing.filed:
        return filing.filed.date
    return max(filter(None, [last_day(filing), signed_on(filing)]))


def order_in_day(filing: Filing, *, is_by_number: bool) -> Order:
    """Return a key by which filings of one day are sorted: by their accession numbers if all have one.

    Otherwise they are in the order of their events, and of one event those with a number come first.
    """
    number, day = number_of(filing), last_day(filing)
    return date.min if is_by_number else day, not number, number, day


def statements(filings: Iterable[NamedFiling]) -> tuple[Statements, ...]:
    """Return the filings of one owner and issuer in order, each amendment laid over its original."""
    found: list[Statements] = []
    amendments: list[NamedFiling] = []
    for name, filing in filings:
        if filing.amendment:
            amendments.append((name, filing))
        else:
            found.append(_statement(name, filing))
    amending: dict[int, list[NamedFiling]] = {}
    for name, filing in sorted(amendments, key=_filed):
        original = original_of(name, filing, found)
        if original is None:
            found.append(_statement(name, filing))
        else:
            original.amendments.append(name)
            original.numbers |= {*filter(None, [number_of(filing)])}
            amending.setdefault(id(original), []).append((name, filing))
    found = _in_order(found)
    if amending:
        _lay_over(found, amending)
    return tuple(found)


def _in_order(found: Sequence[Statements]) -> list[Statements]:
    """Return statements by their days; of one day, those that are not recorded as filed come last."""
    without = {each.day for each in found if each.filing.filed and not number_of(each.filing)}

    def order(each: Statements) -> tuple[object, ...]:
        is_by_number = each.day not in without
        in_day = order_in_day(each.filing, is_by_number=is_by_number)
        return each.day, each.filing.filed is None, in_day, each.name

    return sorted(found, key=order)


def _statement(name: str, filing: Filing) -> Statements:
    lines = [Booked(posting=each, name=name, then=each) for each in postings(filing)]
    numbers = {*filter(None, [number_of(filing)])}
    return Statements(name=name, filing=filing, readings=[lines], numbers=numbers)


def _lay_over(found: Sequence[Statements], amending: Mapping[int, Sequence[NamedFiling]]) -> None:
    """Lay amendments over their originals, each of which goes on from the balances before it.

    Where the amendments before can be read in several ways, it is read after each of these.
    """
    ways: list[dict[Hashable, Owned]] = [{}]
    for statement in found:
        for name, filing in amending.get(id(statement), ()):
            laid: dict[frozenset[int], list[Booked]] = {}
            fitting = sorted(ways, key=lambda way: _count_of_gaps(way, statement))
            for lines, way in product(statement.readings, fitting):
                before = {key: each for key, each in way.items() if each.now is not None}
                for each in _laid_over(lines, name, filing, before):
                    laid.setdefault(_standing(each), each)
            statement.readings = [*laid.values()][:_MOST_READINGS]
            statement.is_cut = statement.is_cut or len(laid) > _MOST_READINGS
            gone = [sum(each.is_withdrawn and each.by is filing for each in lines) for lines in laid.values()]
            statement.is_coarse = statement.is_coarse or max(gone) > max(min(gone), MOST_UNSURE)
        ends = [_moved_on(way, statement.filing, lines) for way in ways for lines in statement.readings]
        ways = _distinct(ends)
        if statement.is_cut or len(ways) > _MOST_READINGS:
            amended = {each.posting.position for each in statement.readings[0] if each.by}
            agreed = _agreed(ways)
            ways = [{key: each for key, each in agreed.items() if not statement.is_cut or key not in amended}]


def _count_of_gaps(way: Mapping[Hashable, Owned], statement: Statements) -> int:
    """Return how many positions of a form, as first filed, do not begin with what was owned before."""
    firsts = _openings(statement.readings[0])
    return sum(
        opening is not None and key in way and opening not in (way[key].now, way[key].then)
        for key, opening in firsts.items()
    )


def _openings(lines: Iterable[Booked]) -> dict[Hashable, Decimal | None]:
    """Return the number owned before the first line of each position, as first filed."""
    found: dict[Hashable, Decimal | None] = {}
    for each in lines:
        if each.then:
            found.setdefault(each.posting.position, each.then.opening)
    return found


def _distinct(ways: Iterable[dict[Hashable, Owned]]) -> list[dict[Hashable, Owned]]:
    """Return the first of those that have equal numbers."""
    found: dict[frozenset[Hashable], dict[Hashable, Owned]] = {}
    for way in ways:
        found.setdefault(frozenset((key, each.now, each.then) for key, each in way.items()), way)
    return [*found.values()]


def _standing(lines: Iterable[Booked]) -> frozenset[int]:
    """Return the lines that stand, by their identity: a reading is another one if other lines do."""
    return frozenset(id(each.posting) for each in lines if not each.is_withdrawn)


def _moved_on(
    owned: Mapping[Hashable, Owned], filing: Filing, lines: Sequence[Booked]
) -> dict[Hashable, Owned]:
    """Return what is owned of each position after the lines of a form."""
    found = {key: each.copy() for key, each in owned.items()}
    firsts = _openings(lines)
    for key in dict.fromkeys(each.posting.position for each in lines):
        found.setdefault(key, Owned()).begin(filing, firsts.get(key))
    for each in lines:
        found[each.posting.position].take(each.line)
    return found


def _agreed(found: Sequence[dict[Hashable, Owned]]) -> dict[Hashable, Owned]:
    """Return what is owned of each position, if all readings of a form agree on it."""
    first, *others = found
    return {
        key: each
        for key, each in first.items()
        if all(key in other and other[key].now == each.now for other in others)
    }


def _filed(named: NamedFiling) -> tuple[object, ...]:
    name, filing = named
    return filing.filed.date if filing.filed else date.max, number_of(filing), name


def original_of(name: str, filing: Filing, statements: Sequence[Statements]) -> Statements | None:
    """Return the statement that an amendment amends: by the file or number that it names, or else by its day.

    Of several that were filed on that day, it is the one on the same period that is most alike.
    """
    amendment = filing.amendment
    assert amendment
    if amendment.amends:
        for each in statements:
            files = (each.name, *each.amendments)
            if amendment.amends in each.numbers or any(
                _is_beside(file, name, amendment.amends) for file in files
            ):
                return each
    alike = [
        each
        for each in statements
        if each.filing.NUMBER == filing.NUMBER
        and each.day == amendment.original_filed
        and not (each.numbers and _is_number(amendment.amends))
    ]
    own = postings(filing) if len(alike) > 1 else ()

    def sureness(statement: Statements) -> tuple[bool, int]:
        shared = (max((shared_facts(old.posting, new) for old in statement.lines), default=0) for new in own)
        return statement.filing.period_of_report == filing.period_of_report, sum(shared)

    return max(alike, key=sureness, default=None)


def _is_number(amends: str | None) -> bool:
    """Return True if an amendment names an accession number: no other filing is meant."""
    return bool(amends) and not f"{amends}".endswith(".yaml")


def _is_beside(file: str, name: str, other: str) -> bool:
    """Return True if a *file* has the name *other* and lies in the folder of the filing *name*."""
    return PurePosixPath(file).name == other and PurePosixPath(file).parent == PurePosixPath(name).parent


def _laid_over(
    lines: Sequence[Booked], name: str, filing: Filing, before: Balances
) -> Iterator[list[Booked]]:
    """Yield the lines of a form with an amendment laid over it, in each way in which that can be read."""
    standing = [each for each in lines if not each.is_withdrawn]
    of = {id(each.posting): each for each in standing}
    old, new = [each.posting for each in standing], postings(filing)
    gone = [each for each in lines if each.is_withdrawn]
    for reading in readings(old, new, before):
        found = [*gone]
        for line in merged(reading, old, new, before):
            booked = of[id(line.then)] if line.then else None
            if line.by is None and booked:
                found.append(booked)
            elif line.now is None and booked:
                found.append(replace(booked, by=filing, is_withdrawn=True))
            elif line.now is not None:
                replaced = of[id(line.replaces)].name if line.replaces else ""
                then = booked.then if booked else None
                found.append(Booked(posting=line.now, name=name, replaces=replaced, then=then, by=filing))
        yield found
