"""Choose the trades of an owner that Section 16(b) may match, by class, and say why other lines are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from redwell.account import cautions
from redwell.account.ledger import AccountLine, PositionAccount
from redwell.deadlines.windows import six_months_after
from redwell.documents.filters import plain
from redwell.model import Filing, ReportingOwner
from redwell.ownership.matchable import PURCHASES, SALES, is_put
from redwell.ownership.moves import TABLE_ONE, are_insiders, has_left
from redwell.ownership.parties import is_same_owner
from redwell.problems import Path
from redwell.text.titles import Likeness, title_likeness

_FORM_3 = 3
_SPLIT = "split"
_OF_16B_3 = "exempt if the conditions of Rule 16b-3 are met, for officers and directors only"
_WHY_NOT = {
    **dict.fromkeys("ADFMI", _OF_16B_3),
    **dict.fromkeys(
        "CX", "exercise or conversion of a derivative that is not out of the money: Rule 16b-6(b)"
    ),
    "G": "a gift: Rule 16b-5",
    "W": "will or inheritance: Rule 16b-5",
    "Z": "voting trust: Rule 16b-8",
    "J": "the code does not say whether it is a purchase or sale: read its note, and ask counsel",
    "E": "a short option expired: if it was written less than six months before, ask counsel (Rule 16b-6(d))",
    "H": "a long option expired or was canceled for value: ask counsel (Rule 16b-6(d))",
    "O": "its shares are counted where they are acquired",
    "K": "an equity swap: ask counsel",
}
AGAIN = (
    "joint owners report a line with the same position, day, code, number, price and balance in another "
    "filing: taken for the same trade and counted once; if it is another, ask counsel"
)

COPY = "{name} and {counted} have the same accession number, {number}: one filing, counted once"


@dataclass(frozen=True, kw_only=True, slots=True)
class PooledTrade:
    """A purchase or sale that is counted. Without a *price* it is told, and adds nothing."""

    side: Literal["purchase", "sale"]
    day: date
    amount: Decimal
    price: Decimal | None
    holder: str = ""
    """`direct`, or the nature of indirect ownership."""
    code: str
    filing: str = ""
    """The file that reports it; empty for a trade under consideration."""
    line: str = ""
    path: Path = ()
    """The path of the line in its filing."""
    filed: date | None = None
    underlying: str = ""
    """The class under a derivative, or else its own title; empty for a trade in Table I."""
    own_class: str = ""
    """The title and terms of a derivative, which is a class of its own; empty for a trade in Table I."""
    own_price: Decimal | None = None
    """The price of a derivative that counts as its underlying securities."""
    is_after_leaving: bool = False
    """True if an earlier form ticks the exit box, and all since: two such trades do not match."""
    cautions: tuple[str, ...] = ()
    """Reasons why Section 16(b) may not reach the trade."""

    @property
    def is_supposed(self) -> bool:
        """True for a trade under consideration."""
        return not self.filing

    @property
    def order(self) -> tuple[date, str, bool, Path]:
        """The day, then the place in its form: Table I before Table II, line 2 before line 10."""
        return self.day, self.filing, self.path[:1] != (TABLE_ONE,), self.path

    @property
    def facts(self) -> tuple[str, ...]:
        """The trade in words, without the name of its file."""
        number, *prices = (
            "" if each is None else plain(each) for each in (self.amount, self.price, self.own_price)
        )
        return (
            f"{self.day}",
            self.side,
            number,
            *prices,
            self.code,
            self.holder,
            self.own_class,
            *self.cautions,
        )

    @property
    def limit(self) -> date:
        """The first day on which an opposite trade no longer lies less than six months after it."""
        return six_months_after(self.day)


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A split or reverse split of a class, between two days; on one day if the record gives its date."""

    title: str
    earliest: date
    latest: date

    def is_between(self, one: date, other: date) -> bool:
        """Return True if the split may lie between two days."""
        first, last = sorted((one, other))
        is_around = first <= self.earliest and self.latest <= last
        return is_around or (first < self.latest and self.earliest < last)


@dataclass(frozen=True, kw_only=True, slots=True)
class PooledClass:
    """The trades of a class and its splits; *is_derivative* for those of a derivative with its own price."""

    title: str
    is_derivative: bool
    trades: tuple[PooledTrade, ...]
    splits: tuple[Split, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NotPooled:
    """Lines with one code that are not counted, and why."""

    code: str
    count: int
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """The trades that are counted, the lines that are not, and how many counted lines may be one trade."""

    classes: tuple[PooledClass, ...]
    not_pooled: tuple[NotPooled, ...]
    alike: int

    def with_trade(self, title: str, trade: PooledTrade) -> Pool:
        """Return the pool with one more trade, in the class *title*."""
        return replace(self, classes=_with(self.classes, title, trade, is_derivative=False))


def pool_of(
    positions: Sequence[PositionAccount],
    owners: Sequence[ReportingOwner] = (),
    forms: Sequence[Filing] = (),
) -> Pool:
    """Return the pool of the positions of one owner and issuer.

    *owners* are those asked about, of the joint filers; without them, one officer or director is enough.
    *forms* are the filings of the account, of which some may have no line.
    """
    classes: tuple[PooledClass, ...] = ()
    left: Counter[tuple[str, str]] = Counter()
    again, copies = _reported_again(positions), _copies(positions)
    counted: list[tuple[PositionAccount, AccountLine]] = []
    since, exit_day = _subject_since(positions, forms), left_on(positions, forms)
    for position in positions:
        for line in position.lines:
            if not line.code:
                continue
            why = copies.get(line.filing) or _why_not(position, line, owners)
            why = why or (AGAIN if id(line) in again else "")
            if why:
                left[line.code, why] += 1
                continue
            counted.append((position, line))
            own = tuple(_cautions(position, line, owners, since))
            period = line.posting.filing.period_of_report
            for title, trade, is_derivative in _trades(position, line):
                is_after = exit_day is not None and min(trade.day, period) > exit_day
                found = replace(trade, cautions=own, is_after_leaving=is_after)
                classes = _with(classes, title, found, is_derivative=is_derivative)
    return Pool(
        classes=tuple(sorted(_with_splits(classes, positions), key=lambda each: each.title.casefold())),
        not_pooled=tuple(
            NotPooled(code=code, count=count, why=why) for (code, why), count in sorted(left.items())
        ),
        alike=_count_of_alike(counted),
    )


# --- classes ---


def is_one_class(title: str, other: str) -> bool:
    """Return True for two spellings of a class."""
    return title_likeness(title, other) <= Likeness.REWORDED


def classes_of(positions: Iterable[PositionAccount]) -> tuple[str, ...]:
    """Return the classes of Table I, each in one spelling."""
    return _distinct(position.title for position in positions if not position.is_derivative)


def all_classes_of(positions: Sequence[PositionAccount]) -> tuple[str, ...]:
    """Return the classes of Table I, and those underlying a derivative."""
    return _distinct([*classes_of(positions), *(each.underlying for each in positions if each.underlying)])


def _distinct(titles: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for title in titles:
        if not any(is_one_class(each, title) for each in found):
            found.append(title)
    return tuple(found)


def _with(
    classes: tuple[PooledClass, ...], title: str, trade: PooledTrade, *, is_derivative: bool
) -> tuple[PooledClass, ...]:
    """Return the classes with one more trade; two derivatives are one class if their terms are the same."""
    for n, each in enumerate(classes):
        is_same = each.title == title if is_derivative else is_one_class(each.title, title)
        if each.is_derivative is is_derivative and is_same:
            return (*classes[:n], replace(each, trades=(*each.trades, trade)), *classes[n + 1 :])
    return (*classes, PooledClass(title=title, is_derivative=is_derivative, trades=(trade,)))


# --- splits ---


def _with_splits(
    classes: Iterable[PooledClass], positions: Sequence[PositionAccount]
) -> Iterator[PooledClass]:
    """Yield the classes with their splits; a derivative with those of its underlying class."""
    splits = [split for each in positions for split in _splits(each)]
    for found in classes:
        titles = {each.underlying for each in found.trades} if found.is_derivative else {found.title}
        own = (each for each in splits if any(is_one_class(each.title, title) for title in titles))
        yield replace(found, splits=tuple(own))


def _splits(position: PositionAccount) -> Iterator[Split]:
    """Yield the splits that `since_last` names; one without a date lies after the line before."""
    before = date.min
    for line in position.lines:
        for each in line.posting.movements:
            if each.why == _SPLIT:
                yield Split(
                    title=position.underlying or position.title,
                    earliest=each.date or min(before, line.day),
                    latest=each.date or line.day,
                )
        before = line.day


# --- what a line counts as ---


def _trades(position: PositionAccount, line: AccountLine) -> Iterator[tuple[str, PooledTrade, bool]]:
    """Yield what a line counts as, with its class, and whether that is a derivative.

    A derivative counts as itself, and as its underlying securities.
    """
    assert line.change
    posting = line.posting
    is_acquired = line.change > 0
    own = ", ".join([position.title, *position.terms]) if position.is_derivative else ""
    trade = PooledTrade(
        side="purchase" if is_acquired else "sale",
        day=line.day,
        amount=abs(line.change),
        price=line.price,
        holder=position.nature or position.ownership,
        code=line.code,
        filing=line.filing,
        line=line.line,
        path=posting.path,
        filed=line.filed,
        underlying=(posting.underlying or position.title) if own else "",
        own_class=own,
    )
    yield own or position.title, trade, position.is_derivative
    if own and posting.underlying:
        is_purchase = is_acquired is not is_put(position.title)
        yield (
            posting.underlying,
            replace(
                trade,
                side="purchase" if is_purchase else "sale",
                amount=posting.over or trade.amount,
                # The price of a derivative is not that of its underlying securities.
                price=None,
                own_price=trade.price,
            ),
            False,
        )


def _why_not(position: PositionAccount, line: AccountLine, owners: Sequence[ReportingOwner]) -> str:
    """Return why a line is not counted; an empty text if it is."""
    posting = line.posting
    if posting.exemption:
        return f"the filing names an exemption: Rule {posting.exemption}"
    if line.code in PURCHASES + SALES and not (position.is_derivative and line.code not in "PS"):
        if not line.change or position.is_in_dollars:
            return "its number of securities is not given: ask counsel"
        is_bought = line.change > 0
        if not position.is_derivative and is_bought is not (line.code in PURCHASES):
            return "its code and its direction do not fit: correct the line, or ask counsel"
        return ""
    why = _WHY_NOT.get(line.code, "code not known: ask counsel")
    if why == _OF_16B_3 and not _is_insider(posting.filing, owners):
        return f"{_OF_16B_3}, and its form does not name the owner as either: ask counsel"
    return why


# --- who is subject ---


def _is_insider(filing: Filing, owners: Sequence[ReportingOwner]) -> bool:
    """Return True if a filing names each of the owners asked about an officer or director."""
    asked = [each for each in filing.reporting_owners if any(is_same_owner(each, other) for other in owners)]
    if not asked:
        return are_insiders(filing)
    return all(each.relationship.director or each.relationship.officer for each in asked)


def _cautions(
    position: PositionAccount, line: AccountLine, owners: Sequence[ReportingOwner], since: date
) -> Iterator[str]:
    filing = line.posting.filing
    if not _is_insider(filing, owners):
        yield cautions.TEN_PERCENT
    if line.day < since:
        yield cautions.BEFORE.format(day=line.day, since=since)
    if has_left(filing):
        yield cautions.AFTER
    if position.is_derivative:
        yield cautions.DERIVATIVE


def _subject_since(positions: Iterable[PositionAccount], forms: Iterable[Filing]) -> date:
    """Return the date of event of the first Form 3; the earliest date if there is none."""
    days = [each.period_of_report for each in _all_forms(positions, forms) if each.NUMBER == _FORM_3]
    return min(days, default=date.min)


def _all_forms(positions: Iterable[PositionAccount], forms: Iterable[Filing]) -> list[Filing]:
    """Return the filings that have a line, and *forms*, in the order of their periods."""
    of_lines = (line.posting.filing for position in positions for line in position.lines)
    found = {id(each): each for each in (*of_lines, *forms)}
    return sorted(found.values(), key=lambda each: each.period_of_report)


def left_on(positions: Iterable[PositionAccount], forms: Iterable[Filing] = ()) -> date | None:
    """Return the day of the form since which all tick the exit box; None if the last does not."""
    left = None
    for filing in _all_forms(positions, forms):
        left = (left or filing.period_of_report) if has_left(filing) else None
    return left


# --- joint owners ---


def _fingerprint(line: AccountLine) -> tuple[object, ...]:
    """Return the facts that are equal in two lines on one trade."""
    return line.day, line.code, line.change, line.price, line.balance


def _is_joint(line: AccountLine) -> bool:
    return len(line.posting.filing.reporting_owners) > 1


def _reported_again(positions: Iterable[PositionAccount]) -> frozenset[int]:
    """Return the ids of lines that another filing of joint owners has in the same position.

    A filing may have equal lines that are several trades: as many count as the filing with the most has.
    """
    found: set[int] = set()
    for position in positions:
        seen: Counter[tuple[object, ...]] = Counter()
        first: dict[tuple[object, ...], AccountLine] = {}
        for line in position.lines:
            if not line.code or line.balance is None:
                continue
            own = _fingerprint(line)
            seen[line.filing, own] += 1
            known = first.setdefault((seen[line.filing, own], own), line)
            if known is not line and (_is_joint(known) or _is_joint(line)):
                found.add(id(line))
    return frozenset(found)


def _copies(positions: Iterable[PositionAccount]) -> dict[str, str]:
    """Return why a file is not counted, for each with the accession number of one that is."""
    numbers = {
        line.filing: line.accession_number
        for position in positions
        for line in position.lines
        if line.accession_number
    }
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, number in sorted(numbers.items()):
        counted = first.setdefault(number, name)
        if counted != name:
            found[name] = COPY.format(name=name, counted=counted, number=number)
    return found


def _count_of_alike(counted: Iterable[tuple[PositionAccount, AccountLine]]) -> int:
    """Return how many counted lines may be one trade, which joint owners report in several positions."""
    found: dict[tuple[object, ...], list[tuple[int, AccountLine]]] = {}
    for position, line in counted:
        found.setdefault(_fingerprint(line), []).append((id(position), line))
    return sum(
        len(each)
        for each in found.values()
        if len({position for position, _ in each}) > 1 and any(_is_joint(line) for _, line in each)
    )
