"""The account: what each owner holds in each issuer, position by position, derived from the filings alone.

Nothing is stored: each filing states every balance, and the account shows where one does not go on from
the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice, product
from math import prod
from typing import TypeVar

from redwell.account import words
from redwell.account.amended import Booked, Statements, statements
from redwell.account.previous import NamedFiling
from redwell.account.running import matched, opening_of
from redwell.account.worlds import Followed, Question, question_of, told, ways_by_position
from redwell.deadlines.standing import short_date
from redwell.model import Filing, Issuer, ReportingOwner
from redwell.ownership.owned import Owned, corrected_by
from redwell.ownership.parties import cik_number, is_same_issuer, is_same_owner
from redwell.ownership.positions import is_equal, name_of, shown
from redwell.ownership.postings import Posting

T = TypeVar("T", Issuer, ReportingOwner)
_MOST_WAYS = 16
"""The most ways to read all amendments of an account that are followed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLine:
    """A line of a position: what a filing says happened, and whether its balance goes on from the last."""

    day: date
    """The day of the transaction; of a holding, the day that its form reports on."""
    what: str
    code: str
    change: Decimal | None
    """None for a holding."""
    balance: Decimal | None
    """The number owned after the line, as it says; None if it does not say."""
    price: Decimal | None
    off: Decimal | None
    """By how much the balance is higher than what was owned before and what moved; None if it joins."""
    is_explained: bool
    """True if the notes of the line, or `since_last`, say why the balance does not join."""
    remedy: str
    """The words of `since_last` for what moved, if no form reports it; empty if the balance joins."""
    moved_between: Decimal
    """The movements before the line, as `since_last` gives them."""
    filing: str
    form: str
    line: str
    """The place in the form: `I.2`, the second line of Table I."""
    filed: date | None
    accession_number: str
    amends: str
    """The filing whose line this one replaces; empty for a line that amends nothing."""
    corrected: Decimal | None
    """The number owned after the line as an amendment corrects it; None if it is the balance."""
    corrected_by: str
    """That amendment: `Form 4/A of 2026-01-16`."""
    question: str
    """The question to answer before the line is sure: how an amendment is to be read. Empty if there is none
    or if it is that of its position. Of a late line: what was owned on its day, and what is owned now."""
    owned_now: Decimal | None
    """The number owned now, after a late line that says what was owned on its day; else None."""
    posting: Posting = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionAccount:
    """A position, which is a class, its form of ownership and its nature, with all of its lines."""

    title: str
    ownership: str
    nature: str
    is_derivative: bool
    is_in_dollars: bool
    terms: tuple[str, ...]
    """Exercise price, first day and last day of a derivative, as far as they are given."""
    underlying: str
    spellings: tuple[str, ...]
    """Other titles and natures under which filings report it."""
    lines: tuple[AccountLine, ...]
    balance: Decimal | None
    """The last balance that is known; None if it depends on a question."""
    question: str
    """The question on which the balance depends; empty if the forms answer it."""
    may_own: tuple[Decimal | None, ...]
    """The balances by the answer, None for one that is not known; empty without a question."""
    by_answer: tuple[Decimal | None, ...]
    """The balance if the line in question stands, and if not; empty where the answers are others."""

    @property
    def doubt(self) -> str:
        """The question, and what is owned by its answer; empty without one."""
        if not self.question:
            return ""
        return told(self.question, self.may_own, self.by_answer, "$" if self.is_in_dollars else "")

    @property
    def label(self) -> str:
        """The position in words: `Common Stock, indirect (By spouse)`."""
        nature = f" ({self.nature})" if self.nature else ""
        return f"{self.title}, {self.ownership}{nature}"

    @property
    def breaks(self) -> tuple[AccountLine, ...]:
        """The lines that do not join, and do not say why."""
        return tuple(each for each in self.lines if each.off is not None and not each.is_explained)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerAccount:
    """The account of owners who always file together, in one issuer. *filings* are its files, in order."""

    owners: tuple[ReportingOwner, ...]
    issuer: Issuer
    filings: tuple[str, ...]
    positions: tuple[PositionAccount, ...]
    forms: tuple[Filing, ...] = field(repr=False)
    """All filings, also those without a line."""
    ways: tuple[tuple[PositionAccount, ...], ...] = field(repr=False)
    """The positions in each way to read the amendments that later forms leave open."""
    questions: tuple[Question, ...] = ()
    """The questions that tell these ways apart."""
    is_cut: bool = False
    """True if there are more ways than these."""

    @property
    def owner(self) -> str:
        """The names of the owners."""
        return "; ".join(each.name for each in self.owners)

    @property
    def breaks(self) -> tuple[AccountLine, ...]:
        """The lines of all positions that do not join, and do not say why."""
        return tuple(each for position in self.positions for each in position.breaks)


# --- one account ---


@dataclass(slots=True)
class _Position(Followed):
    """A position while its account is written, as the amendments seem likeliest to be read."""

    owned: Owned = field(default_factory=Owned)
    spellings: dict[tuple[str, str], None] = field(default_factory=dict)
    lines: list[AccountLine] = field(default_factory=list)


def positions_of(filings: Iterable[NamedFiling]) -> tuple[PositionAccount, ...]:
    """Return the positions that the filings of one owner and issuer report, each with all of its lines."""
    return _positions_of(statements(filings))


def _positions_of(read: Iterable[Statements]) -> tuple[PositionAccount, ...]:
    found: list[_Position] = []
    for statement in read:
        by_position = ways_by_position(statement)
        groups = [ways[0] for ways in by_position]
        chosen = matched([lines[0].posting for lines in groups], found)
        openings = [_opening(lines, chosen.get(n)) for n, lines in enumerate(groups)]
        gaps = {each for each in openings if each}
        for n, lines in enumerate(groups):
            position = chosen.get(n)
            if position is None and all(each.is_withdrawn for each in lines):
                continue
            if position is None:
                position = _Position(last=lines[0].posting)
                found.append(position)
            position.owned.begin(statement.filing, opening_of(lines))
            gap, begun, doubt, may_own = openings[n], len(position.lines), position.doubt, position.may_own
            _book(position, lines, is_transfer=gap is not None and -gap in gaps)
            position.go_on(statement, by_position[n])
            _read_late(position, begun)
            # What was filed answers it if it goes on from one of the numbers; a draft only seems to.
            is_answered = opening_of(lines) in may_own
            is_asked = doubt and position.doubt != doubt and begun < len(position.lines)
            if is_asked and not (is_answered and statement.filing.filed):
                fits_none = "" if is_answered or None in may_own else ", and no answer fits"
                _ask(position, begun, f"not proved{fits_none}: {doubt}")
            if question := question_of(by_position[n]):
                _ask(position, -1, question.words)
    return tuple(_account_of(each) for each in sorted(found, key=_shown_first))


def _shown_first(position: _Position) -> bool:
    return position.last.is_derivative


def _ask(position: _Position, number: int, question: str) -> None:
    """Write a question to a line of a position."""
    position.lines[number] = replace(position.lines[number], question=question)


def _ways(found: Sequence[Statements]) -> tuple[tuple[PositionAccount, ...], ...]:
    """Return the positions in each way to read the amendments.

    A way is left out if a later form that was filed does not go on from it, but goes on from another one.
    """
    ways = [
        _positions_of(replace(each, readings=[lines]) for each, lines in zip(found, chosen, strict=True))
        for chosen in islice(product(*(each.readings for each in found)), _MOST_WAYS)
    ]
    unsure = {name for each in found if len(each.readings) > 1 for name in (each.name, *each.amendments)}
    breaks = {id(way): _filed_breaks(way, unsure) for way in ways}
    for each in sorted({each for own in breaks.values() for each in own}):
        ways = [way for way in ways if each not in breaks[id(way)]] or ways
    return tuple(ways)


def _filed_breaks(way: Iterable[PositionAccount], unsure: Container[str]) -> frozenset[tuple[date, str, str]]:
    """Return the lines that do not join and were filed, but for those of the files *unsure*."""
    return frozenset(
        (line.filed, line.filing, line.line)
        for position in way
        for line in position.breaks
        if line.filed and line.filing not in unsure
    )


def _differ(ways: Iterable[Iterable[PositionAccount]], question: Question) -> bool:
    """Return True if a line that is asked about stands in some ways, and not in others."""
    standing = [{id(line.posting) for position in way for line in position.lines} for way in ways]
    return any(len({id(each.posting) in own for own in standing}) > 1 for each in question.lines)


def _count_of_ways(found: Iterable[Statements]) -> int:
    return prod(len(each.readings) for each in found)


def _opening(lines: Sequence[Booked], position: _Position | None) -> Decimal | None:
    """Return how much the first line finds beyond what was owned before: for a new position, all of it."""
    first = next((each.posting for each in lines if not each.is_withdrawn), None)
    if first is None or first.opening is None:
        return None
    return first.opening - ((position.balance or Decimal()) if position else Decimal())


def _book(position: _Position, lines: Sequence[Booked], *, is_transfer: bool) -> None:
    """Write the lines of a filing into a position."""
    is_asked = bool(position.may_own)
    for each in lines:
        before, is_joined = position.owned.now, position.owned.take(each.line)
        if each.is_withdrawn:
            continue
        off = None if is_joined and each.by is None and not each.posting.is_gap_known else _off(each, before)
        off = None if is_asked else off
        is_asked = False
        line = _line(each, before, off, position.owned, is_transfer=is_transfer)
        position.lines.append(line)
        position.spellings[each.posting.title, each.posting.nature] = None


def _read_late(position: _Position, begun: int) -> None:
    """Read the lines of a form, from the number *begun*, as its book does, if some of them are late.

    What was owned on the day of a late line goes on from what was owned before that day.
    """
    steps = {id(each.row): each for each in position.worlds[0].steps}
    if len(position.numbers) != 1 or not any(each.is_late for each in steps.values()):
        return
    (now,) = position.numbers
    for n, line in enumerate(position.lines[begun:], begun):
        step = steps.get(id(line.posting.row))
        if step is None or step.is_off or step.doubt:
            continue
        line = replace(line, off=None, remedy="", is_explained=False)
        if step.is_late and now is not None and line.balance not in (None, now):
            then = f"{shown(line.balance or Decimal())} was owned on {short_date(line.day)}"
            line = replace(line, question=f"late: {then}; {shown(now)} is owned now", owned_now=now)
        position.lines[n] = line
    position.owned.now = position.owned.then = now


def _off(booked: Booked, before: Decimal | None) -> Decimal | None:
    """Return by how much a line begins with more than was owned *before*; None if it joins."""
    opening = booked.posting.opening
    if before is None or opening is None or is_equal(opening, before):
        return None
    return opening - before


def _line(
    booked: Booked,
    before: Decimal | None,
    off: Decimal | None,
    owned: Owned,
    *,
    is_transfer: bool,
) -> AccountLine:
    posting, filing = booked.posting, booked.posting.filing
    is_explained, remedy = False, ""
    if off is not None and before is not None:
        is_explained = posting.is_gap_known or posting.explanation(before) is not None
        remedy = words.movement(posting, before, off, is_transfer=is_transfer)
    amendment = corrected_by(posting, owned)
    filed = filing.filed
    return AccountLine(
        day=posting.day,
        what=words.happened(posting),
        code=posting.code,
        change=posting.change,
        balance=posting.balance,
        price=posting.price,
        off=off,
        is_explained=is_explained,
        remedy=remedy,
        moved_between=posting.between,
        filing=booked.name,
        form=filing.form,
        line=posting.place,
        filed=filed.date if filed else None,
        accession_number=(filed.accession_number if filed else None) or "",
        amends=booked.replaces,
        corrected=owned.now if amendment else None,
        corrected_by=name_of(amendment) if amendment else "",
        question="",
        owned_now=None,
        posting=posting,
    )


def _account_of(position: _Position) -> PositionAccount:
    last = position.last
    *others, _ = [*(each for each in position.spellings if each != (last.title, last.nature)), None]
    return PositionAccount(
        title=last.title,
        ownership=last.ownership,
        nature=last.nature,
        is_derivative=last.is_derivative,
        is_in_dollars=last.is_in_dollars,
        terms=tuple(words.term(role, value) for role, value in last.terms),
        underlying=last.underlying,
        spellings=tuple(", ".join(filter(None, each)) for each in others if each),
        lines=tuple(
            replace(each, question="") if each.question == position.doubt else each for each in position.lines
        ),
        balance=None if position.doubt else _last_balance(position),
        question=position.doubt,
        may_own=position.may_own,
        by_answer=position.by_answer,
    )


def _last_balance(position: _Position) -> Decimal | None:
    """Return what is owned, or was when a form last said it."""
    now, *_ = position.numbers
    stated = (each.balance if each.corrected is None else each.corrected for each in reversed(position.lines))
    return now if now is not None else next((each for each in stated if each is not None), None)


def _questions(found: Iterable[Statements]) -> Iterator[Question]:
    return filter(None, (question_of(ways) for each in found for ways in ways_by_position(each)))


# --- all accounts ---


def accounts(filings: Iterable[NamedFiling]) -> tuple[OwnerAccount, ...]:
    """Return the accounts of all owners and issuers, by issuer and owner.

    Joint filers share the lines of their filings; owners who always file together have one account.
    """
    found: list[OwnerAccount] = []
    for issuer, of_issuer in _by_issuer(filings):
        shared: dict[tuple[str, ...], list[ReportingOwner]] = {}
        chosen: dict[tuple[str, ...], list[NamedFiling]] = {}
        for owner, own in _by_owner(of_issuer):
            key = tuple(name for name, _ in own)
            shared.setdefault(key, []).append(owner)
            chosen[key] = own
        for key, owners in shared.items():
            read = statements(chosen[key])
            positions, count = _positions_of(read), _count_of_ways(read)
            ways = _ways(read) if count > 1 else (positions,)
            is_cut = count > _MOST_WAYS or any(each.is_cut or each.is_coarse for each in read)
            asked = _questions(read) if count > 1 else ()
            found.append(
                OwnerAccount(
                    owners=tuple(owners),
                    issuer=issuer,
                    filings=tuple(name for each in read for name in (each.name, *each.amendments)),
                    positions=positions,
                    forms=tuple(filing for _, filing in chosen[key]),
                    ways=ways,
                    questions=tuple(each for each in asked if is_cut or _differ(ways, each)),
                    is_cut=is_cut,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.issuer.name.casefold(), each.owner.casefold())))


def is_of(account: OwnerAccount, owner: ReportingOwner) -> bool:
    """Return True for an account of an owner, alone or with joint filers."""
    return any(is_same_owner(each, owner) for each in account.owners)


def _by_issuer(filings: Iterable[NamedFiling]) -> Iterator[tuple[Issuer, list[NamedFiling]]]:
    """Yield each issuer, as its last filing has it, with its filings."""
    for found in _clusters(
        [(filing.issuer, (name, filing)) for name, filing in filings],
        number=lambda issuer: cik_number(issuer.cik),
        name=lambda issuer: issuer.name,
        is_same=is_same_issuer,
    ):
        yield max(found, key=_when)[0], [each for _, each in found]


def _by_owner(filings: Iterable[NamedFiling]) -> Iterator[tuple[ReportingOwner, list[NamedFiling]]]:
    """Yield each owner, as the last filing has the name, with its filings."""
    for found in _clusters(
        [(owner, (name, filing)) for name, filing in filings for owner in filing.reporting_owners],
        number=lambda owner: cik_number(owner.cik),
        name=lambda owner: owner.name,
        is_same=is_same_owner,
    ):
        unique = dict(each for _, each in found)
        yield max(found, key=_when)[0], list(unique.items())


def _when(each: tuple[T, NamedFiling]) -> tuple[date, str]:
    name, filing = each[1]
    return filing.filed.date if filing.filed else filing.period_of_report, name


def _clusters(
    parties: Sequence[tuple[T, NamedFiling]],
    *,
    number: Callable[[T], str],
    name: Callable[[T], str],
    is_same: Callable[[T, T], bool],
) -> Iterator[list[tuple[T, NamedFiling]]]:
    """Yield the filings of each party: by CIK, and those without one by name."""
    found: dict[str, list[tuple[T, NamedFiling]]] = {}
    without: list[tuple[T, NamedFiling]] = []
    for each in parties:
        if number(each[0]):
            found.setdefault(number(each[0]), []).append(each)
        else:
            without.append(each)
    known: Mapping[str, str] = {}
    for party, named in without:
        text = name(party)
        key = known.get(text) or next(
            (key for key, others in found.items() if is_same(party, others[-1][0])), f"name {text}"
        )
        known = {**known, text: key}
        found.setdefault(key, []).append((party, named))
    yield from found.values()
