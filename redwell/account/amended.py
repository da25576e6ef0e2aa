"""Lay amendments over their originals: an amendment replaces the lines that it amends, and adds others.

It speaks as of the day of its original, and counts for the newest balance only until a later form gives one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from redwell.account.previous import NamedFiling
from redwell.model import Filing
from redwell.ownership.moves import last_day
from redwell.ownership.postings import Posting, postings
from redwell.text.titles import Likeness, nature_likeness, title_likeness

_ENOUGH = 4
"""The fewest of the six facts of a transaction that an amended line and its original share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A line with the file that says it, and the file of the line that it *replaces*, if any."""

    posting: Posting
    name: str
    replaces: str = ""


@dataclass(slots=True)
class Statements:
    """An original with its amendments: the lines that count, in the order in which balances run.

    *name* and *filing* are the original's, or those of an amendment whose original is not in the record.
    """

    name: str
    filing: Filing
    lines: list[Booked] = field(default_factory=list)
    amendments: list[str] = field(default_factory=list)
    """The files of the amendments that are laid over it."""
    numbers: set[str] = field(default_factory=set)
    """The accession numbers of all of these."""

    @property
    def day(self) -> date:
        """The day by which it is ordered."""
        return place_of(self.filing)

    @property
    def order(self) -> Order:
        """A key by which statements are sorted."""
        return (*order_of(self.filing), self.name)


Order = tuple[date, bool, str, date, str]


def order_of(filing: Filing) -> tuple[date, bool, str, date]:
    """Return a key by which filings are sorted: several of one day by their accession numbers."""
    return place_of(filing), filing.filed is None, number_of(filing), last_day(filing)


def place_of(filing: Filing) -> date:
    """Return the place of a filing in time: the day of filing, of the last signature, or transaction.

    An amendment stands in the place of its original.
    """
    if filing.amendment:
        return filing.amendment.original_filed
    if filing.filed:
        return filing.filed.date
    return max(filter(None, [last_day(filing), signed_on(filing)]))


def signed_on(filing: Filing) -> date | None:
    """Return the day of the last signature."""
    return max((each.signed for each in filing.signatures if each.signed), default=None)


def number_of(filing: Filing) -> str:
    """Return the accession number; empty if it has none."""
    return (filing.filed.accession_number if filing.filed else None) or ""


def statements(filings: Iterable[NamedFiling]) -> tuple[Statements, ...]:
    """Return the filings of one owner and issuer in order, each amendment laid over its original."""
    found: list[Statements] = []
    amendments: list[NamedFiling] = []
    for name, filing in filings:
        if filing.amendment:
            amendments.append((name, filing))
        else:
            found.append(_statement(name, filing))
    for name, filing in sorted(amendments, key=_filed):
        original = original_of(name, filing, found)
        if original is None:
            found.append(_statement(name, filing))
        else:
            original.lines = [*_laid_over(original.lines, name, filing)]
            original.amendments.append(name)
            original.numbers |= {*filter(None, [number_of(filing)])}
    return tuple(sorted(found, key=lambda each: each.order))


def _statement(name: str, filing: Filing) -> Statements:
    lines = [Booked(posting=each, name=name) for each in postings(filing)]
    return Statements(name=name, filing=filing, lines=lines, numbers={*filter(None, [number_of(filing)])})


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
        shared = (max((_shared(old.posting, new) for old in statement.lines), default=0) for new in own)
        return statement.filing.period_of_report == filing.period_of_report, sum(shared)

    return max(alike, key=sureness, default=None)


def _is_number(amends: str | None) -> bool:
    """Return True if an amendment names an accession number: no other filing is meant."""
    return bool(amends) and not f"{amends}".endswith(".yaml")


def _is_beside(file: str, name: str, other: str) -> bool:
    """Return True if a *file* has the name *other* and lies in the folder of the filing *name*."""
    return PurePosixPath(file).name == other and PurePosixPath(file).parent == PurePosixPath(name).parent


def _laid_over(lines: Sequence[Booked], name: str, filing: Filing) -> Iterator[Booked]:
    """Yield the lines of an original, those replaced that an amendment repeats; then those that it adds."""
    new = list(postings(filing))
    pairs = sorted(
        (
            (-score, abs(n - m), n, m)
            for n, old in enumerate(lines)
            for m, each in enumerate(new)
            if (score := _shared(old.posting, each)) >= _ENOUGH
        )
    )
    taken: dict[int, int] = {}
    for _, _, n, m in pairs:
        if n not in taken and m not in taken.values():
            taken[n] = m
    for n, old in enumerate(lines):
        if n in taken:
            yield Booked(posting=new[taken[n]], name=name, replaces=old.name)
        else:
            yield old
    for m, each in enumerate(new):
        if m not in taken.values():
            yield Booked(posting=each, name=name)


def _shared(old: Posting, new: Posting) -> int:
    """Return how many of six facts two lines share; 0 for lines of different kinds."""
    if (old.path[0], bool(old.code), old.is_in_dollars) != (new.path[0], bool(new.code), new.is_in_dollars):
        return 0
    is_one = is_one_position(old, new)
    if not old.code:
        # A holding has no more than its position to be known by.
        return _ENOUGH + (old.balance == new.balance) if is_one else 0
    pairs = (
        (is_one, True),
        (old.day, new.day),
        (old.code, new.code),
        (old.change, new.change),
        (old.price, new.price),
        (old.balance, new.balance),
    )
    return sum(a == b for a, b in pairs)


def is_one_position(old: Posting, new: Posting) -> bool:
    """Return True if two lines are of one position, whatever the spelling of its title and nature."""
    if old.position == new.position:
        return True
    if old.own_name and new.own_name:
        return False
    return (
        (old.path[0], old.is_in_dollars, old.ownership) == (new.path[0], new.is_in_dollars, new.ownership)
        and title_likeness(old.title, new.title) <= Likeness.REWORDED
        and nature_likeness(old.nature, new.nature) <= Likeness.REWORDED
        and have_like_terms(old, new)
    )


def have_like_terms(old: Posting, new: Posting) -> bool:
    """Return True if no term of a derivative, of those that both give, differs."""
    theirs = dict(old.terms)
    return all(theirs.get(role, value) == value for role, value in new.terms)
