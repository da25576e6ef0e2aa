"""Lay amendments over their originals: an amendment replaces the lines that it amends, and adds others.

It speaks as of the day of its original, and is never the newest statement of a balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from redwell.account.previous import NamedFiling
from redwell.model import Filing
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

    @property
    def day(self) -> date:
        """The day by which it is ordered: of filing, else of the last signature, else of what it reports."""
        filing = self.filing
        if filing.amendment:
            return filing.amendment.original_filed
        if filing.filed:
            return filing.filed.date
        signed = [each.signed for each in filing.signatures if each.signed]
        return max([filing.period_of_report, *signed])

    @property
    def order(self) -> tuple[object, ...]:
        """A key by which statements are sorted: several on one day by their accession numbers."""
        filed = self.filing.filed
        number = (filed.accession_number if filed else None) or ""
        return self.day, filed is None, number, self.filing.period_of_report, self.name


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
        original = _original(name, filing, found)
        if original is None:
            found.append(_statement(name, filing))
        else:
            original.lines = [*_laid_over(original.lines, name, filing)]
            original.amendments.append(name)
    return tuple(sorted(found, key=lambda each: each.order))


def _statement(name: str, filing: Filing) -> Statements:
    lines = [Booked(posting=each, name=name) for each in postings(filing)]
    return Statements(name=name, filing=filing, lines=lines)


def _filed(named: NamedFiling) -> tuple[object, ...]:
    name, filing = named
    day = filing.filed.date if filing.filed else date.max
    return day, (filing.filed.accession_number if filing.filed else None) or "", name


def _original(name: str, filing: Filing, statements: Sequence[Statements]) -> Statements | None:
    """Return the statement that an amendment amends: by the file or number that it names, or else by day."""
    amendment = filing.amendment
    assert amendment
    if amendment.amends:
        for each in statements:
            number = each.filing.filed.accession_number if each.filing.filed else None
            is_beside = PurePosixPath(each.name).parent == PurePosixPath(name).parent
            is_named = is_beside and PurePosixPath(each.name).name == amendment.amends
            if is_named or number == amendment.amends:
                return each
    alike = [
        each
        for each in statements
        if each.filing.NUMBER == filing.NUMBER and each.day == amendment.original_filed
    ]
    # Several filings on one day: that on the same period.
    same = [each for each in alike if each.filing.period_of_report == filing.period_of_report]
    return next(iter([*same, *alike]), None)


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
