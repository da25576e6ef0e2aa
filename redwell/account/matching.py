"""Section 16(b): which purchases and sales of one owner lie less than six months apart, and their most.

15 U.S.C. 78p(b). The most that pairs can come to is computed exactly (`redwell.account.flow`); what is
exempt, and whether anybody owes anything, is a question for counsel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Literal

from redwell.account import flow
from redwell.account.flow import Offer
from redwell.account.ledger import AccountLine, PositionAccount
from redwell.deadlines.windows import is_month_end, is_within, six_months_after
from redwell.model import Filing, ReportingOwner
from redwell.ownership.matchable import PURCHASES, SALES, is_put
from redwell.ownership.moves import are_insiders
from redwell.ownership.parties import is_same_owner
from redwell.problems import Path
from redwell.text.names import listed
from redwell.text.titles import Likeness, title_likeness

RULE = (
    "Section 16(b) of the Exchange Act: a purchase and a sale, or a sale and a purchase, within any period "
    "of less than six months. Counted here: the later trade is before the same day of the sixth month after "
    "the earlier one; all forms of ownership together, by class; the pairs that come to the most"
)
TEN_PERCENT = (
    "not every form names the owner an officer or director: who is a 10% owner alone must be one at both "
    "ends, and the purchase that crosses 10% is not matched (Foremost-McKesson v. Provident, 423 U.S. 232): "
    "ask counsel"
)
MONTH_END = (
    "the text does not say how months of different lengths are counted: {day} has no same day six months "
    "later, or is the end of its month; counted to {until}: ask counsel"
)
FOREIGN = (
    "the filings say that the issuer is a foreign private issuer: Section 16(b) does not apply to its "
    "securities (Rule 3a12-3(b)), and nothing is matched"
)
AT_TIMES_FOREIGN = (
    "some filings say that the issuer is a foreign private issuer, and others do not: Section 16(b) does not "
    "apply while it is one (Rule 3a12-3(b)): ask counsel"
)
AGAIN = (
    "joint owners report a line with the same position, day, code, number, price and balance in another "
    "filing: taken for the same trade and counted once; if it is another, ask counsel"
)
ALIKE = (
    "{count} lines of joint owners are alike but for their positions (day, code, number, price and balance): "
    "each is counted; if some are one trade, the most may be lower: ask counsel"
)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class PooledTrade:
    """A purchase or sale that is counted. Without a *price* it is told, and adds nothing."""

    side: Literal["purchase", "sale"]
    day: date
    amount: Decimal
    price: Decimal | None
    holder: str
    """`direct`, or the nature of indirect ownership."""
    code: str
    filing: str
    line: str
    path: Path = ()
    """The path of the line in its filing."""
    is_derivative: bool = False

    @property
    def is_supposed(self) -> bool:
        """True for a trade that somebody only thinks of."""
        return not self.filing

    @property
    def limit(self) -> date:
        """The first day on which an opposite trade no longer lies less than six months after it."""
        return six_months_after(self.day)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedPair:
    """An amount of a purchase and a sale less than six months apart, and its *profit*; None without a price.

    *is_month_end* if months of different lengths leave in doubt whether they are.
    """

    purchase: PooledTrade
    sale: PooledTrade
    amount: Decimal
    profit: Decimal | None
    is_month_end: bool

    @property
    def trades(self) -> tuple[PooledTrade, PooledTrade]:
        """Both trades, the earlier one first."""
        first, last = sorted((self.purchase, self.sale), key=lambda each: each.day)
        return first, last


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassMatching:
    """The trades of a class in order, the *pairs* that come to the most, and pairs *without_price*."""

    title: str
    trades: tuple[PooledTrade, ...]
    pairs: tuple[MatchedPair, ...]
    without_price: tuple[MatchedPair, ...]
    profit: Decimal

    @property
    def is_asked(self) -> bool:
        """True if there is something to ask counsel about."""
        return bool(self.pairs or self.without_price)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotPooled:
    """Lines with one code that are not counted, and why."""

    code: str
    count: int
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerMatching:
    """The matching of one owner in one issuer, by class, and what else is to be said."""

    classes: tuple[ClassMatching, ...]
    not_pooled: tuple[NotPooled, ...]
    cautions: tuple[str, ...]
    is_exempt: bool = False
    """True if Section 16(b) does not apply, because the issuer is a foreign private issuer."""

    @property
    def profit(self) -> Decimal:
        """The sum of the pairs of all classes."""
        return sum((each.profit for each in self.classes), Decimal())

    @property
    def pairs(self) -> Iterator[MatchedPair]:
        """The pairs of all classes, those without a price last."""
        for each in self.classes:
            yield from each.pairs
        for each in self.classes:
            yield from each.without_price


@dataclass(frozen=True, kw_only=True, slots=True)
class SupposedTrade:
    """The effect of a trade that somebody thinks of: the most before and after, and its own pairs.

    Such a trade on *free_from* or later matches nothing that is reported so far; an opposite trade at a
    better price matches it until *matched_until*.
    """

    trade: PooledTrade
    title: str
    before: Decimal
    after: Decimal
    pairs: tuple[MatchedPair, ...]
    free_from: date | None
    matched_until: date
    is_class_known: bool
    """False if no filing reports the class *title*."""
    known_classes: tuple[str, ...]
    cautions: tuple[str, ...]
    """The sentences that the trade adds."""


def match_positions(
    positions: Sequence[PositionAccount],
    supposed: tuple[str, PooledTrade] | None = None,
    owners: Sequence[ReportingOwner] = (),
) -> OwnerMatching:
    """Return the matching of the positions of one owner and issuer, with a *supposed* trade of a class.

    *owners* are those asked about, of the joint filers; without them, one officer or director is enough.
    """
    is_foreign = {
        line.posting.filing.issuer.foreign_private_issuer for each in positions for line in each.lines
    }
    if is_foreign == {True}:
        return OwnerMatching(classes=(), not_pooled=(), cautions=(FOREIGN,), is_exempt=True)
    pool: list[tuple[str, bool, list[PooledTrade]]] = []
    left: Counter[tuple[str, str]] = Counter()
    lines = [(position, line) for position in positions for line in position.lines if line.code]
    counted: list[tuple[PositionAccount, AccountLine]] = []
    again = _reported_again(positions)
    for position, line in lines:
        why = _why_not(position, line, owners) or (AGAIN if id(line) in again else "")
        if why:
            left[line.code, why] += 1
            continue
        counted.append((position, line))
        for title, trade in _pooled(position, line):
            _class_of(title, trade.is_derivative and trade.price is not None, pool).append(trade)
    if supposed:
        _class_of(supposed[0], False, pool).append(supposed[1])
    classes = (_matched(title, trades) for title, _, trades in pool)
    found = tuple(sorted(classes, key=lambda each: each.title.casefold()))
    return OwnerMatching(
        classes=found,
        not_pooled=tuple(
            NotPooled(code=code, count=count, why=why) for (code, why), count in sorted(left.items())
        ),
        cautions=(
            *([AT_TIMES_FOREIGN] if True in is_foreign else []),
            *_cautions(found, [line for _, line in lines], owners),
            *_alike(counted),
        ),
    )


def suppose(
    positions: Sequence[PositionAccount],
    title: str,
    trade: PooledTrade,
    owners: Sequence[ReportingOwner] = (),
) -> SupposedTrade:
    """Return what a *trade* of the class *title* would match, and until when."""
    before = match_positions(positions, owners=owners)
    after = match_positions(positions, (title, trade), owners)
    classes = _titles(positions)
    own = tuple(pair for pair in after.pairs if trade in (pair.purchase, pair.sale))
    known = [each for found in before.classes if _is_class(found.title, title) for each in found.trades]
    opposite = [
        each.limit
        for each in known
        if each.side != trade.side and _earns(each, trade) and trade.day < each.limit
    ]
    return SupposedTrade(
        trade=trade,
        title=title,
        before=before.profit,
        after=after.profit,
        pairs=own,
        free_from=max(opposite, default=None) if own else None,
        matched_until=trade.limit - timedelta(days=1),
        is_class_known=any(_is_class(each, title) for each in classes),
        known_classes=classes,
        cautions=tuple(each for each in after.cautions if each not in before.cautions),
    )


def pairs_of(matching: OwnerMatching, filing: str) -> tuple[MatchedPair, ...]:
    """Return the pairs in which a trade of *filing* takes part."""
    return tuple(pair for pair in matching.pairs if filing in (pair.purchase.filing, pair.sale.filing))


def _earns(one: PooledTrade, other: PooledTrade) -> bool:
    """Return True if a purchase and a sale earn something, or may."""
    bought, sold = (one, other) if one.side == "purchase" else (other, one)
    return bought.price is None or sold.price is None or sold.price > bought.price


# --- what is counted ---


def _fingerprint(line: AccountLine) -> tuple[object, ...]:
    """Return what is equal in two lines on one trade."""
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


def _alike(counted: Iterable[tuple[PositionAccount, AccountLine]]) -> Iterator[str]:
    """Yield a caution if lines that are counted may be one trade, which joint owners report in positions."""
    found: dict[tuple[object, ...], list[tuple[int, AccountLine]]] = {}
    for position, line in counted:
        found.setdefault(_fingerprint(line), []).append((id(position), line))
    alike = [
        each
        for each in found.values()
        if len({position for position, _ in each}) > 1 and any(_is_joint(line) for _, line in each)
    ]
    if alike:
        yield ALIKE.format(count=sum(len(each) for each in alike))


def _is_insider(filing: Filing, owners: Iterable[ReportingOwner]) -> bool:
    """Return True if a filing names each of the owners asked about an officer or director."""
    asked = [each for each in filing.reporting_owners if any(is_same_owner(each, other) for other in owners)]
    if not asked:
        return are_insiders(filing)
    return all(each.relationship.director or each.relationship.officer for each in asked)


def _why_not(position: PositionAccount, line: AccountLine, owners: Iterable[ReportingOwner]) -> str:
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


def _pooled(position: PositionAccount, line: AccountLine) -> Iterator[tuple[str, PooledTrade]]:
    """Yield what a line counts as, by class: a derivative as itself, and as what is underlying."""
    posting = line.posting
    assert line.change
    is_acquired = line.change > 0

    def trade(*, is_purchase: bool, amount: Decimal, price: Decimal | None) -> PooledTrade:
        return PooledTrade(
            side="purchase" if is_purchase else "sale",
            day=line.day,
            amount=amount,
            price=price,
            holder=position.nature or position.ownership,
            code=line.code,
            filing=line.filing,
            line=line.line,
            path=posting.path,
            is_derivative=position.is_derivative,
        )

    if not position.is_derivative:
        yield position.title, trade(is_purchase=is_acquired, amount=abs(line.change), price=line.price)
        return
    own = ", ".join([position.title, *position.terms])
    yield own, trade(is_purchase=is_acquired, amount=abs(line.change), price=line.price)
    is_purchase = is_acquired is not is_put(position.title)
    if posting.underlying:
        yield (
            posting.underlying,
            trade(is_purchase=is_purchase, amount=posting.over or abs(line.change), price=None),
        )


def _class_of(title: str, is_own: bool, pool: list[tuple[str, bool, list[PooledTrade]]]) -> list[PooledTrade]:
    for known, of_derivatives, trades in pool:
        if of_derivatives is is_own and (known == title if is_own else _is_class(known, title)):
            return trades
    pool.append((title, is_own, []))
    return pool[-1][2]


def _is_class(title: str, other: str) -> bool:
    return title_likeness(title, other) <= Likeness.REWORDED


# --- pairs ---


def _matched(title: str, trades: Iterable[PooledTrade]) -> ClassMatching:
    ordered = tuple(sorted(trades, key=lambda each: (each.day, each.filing, each.line)))
    priced = [each for each in ordered if each.price is not None]
    purchases = [each for each in priced if each.side == "purchase"]
    sales = [each for each in priced if each.side == "sale"]
    partners = [[n for n, sale in enumerate(sales) if is_within(each.day, sale.day)] for each in purchases]
    sides = [
        [Offer(amount=each.amount, price=each.price) for each in some if each.price is not None]
        for some in (purchases, sales)
    ]
    found = flow.most_profitable(sides[0], sides[1], partners)
    pairs = [_pair(purchases[each.purchase], sales[each.sale], each.amount) for each in found]
    return ClassMatching(
        title=title,
        trades=ordered,
        pairs=tuple(sorted(pairs, key=lambda each: (each.purchase.day, each.sale.day))),
        without_price=tuple(_without_price(ordered)),
        profit=flow.profit(found, sides[0], sides[1]),
    )


def _pair(purchase: PooledTrade, sale: PooledTrade, amount: Decimal) -> MatchedPair:
    first, last = sorted((purchase.day, sale.day))
    profit = None
    if purchase.price is not None and sale.price is not None:
        profit = (sale.price - purchase.price) * amount
    return MatchedPair(
        purchase=purchase,
        sale=sale,
        amount=amount,
        profit=profit,
        is_month_end=_is_in_doubt(first, last),
    )


def _without_price(trades: Sequence[PooledTrade]) -> Iterator[MatchedPair]:
    """Yield the pairs of which a price is not known, or is that of a derivative."""
    for purchase in (each for each in trades if each.side == "purchase"):
        for sale in (each for each in trades if each.side == "sale"):
            is_known = purchase.price is not None and sale.price is not None
            is_own = purchase.is_derivative and sale.is_derivative
            if not is_known and not is_own and is_within(purchase.day, sale.day):
                yield _pair(purchase, sale, min(purchase.amount, sale.amount))


def _is_in_doubt(first: date, last: date) -> bool:
    """Return True if the length of months decides whether two days are less than six months apart."""
    limit = six_months_after(first)
    return is_month_end(first) and limit - timedelta(days=4) <= last < limit + timedelta(days=4)


def _cautions(
    classes: Iterable[ClassMatching], lines: Iterable[AccountLine], owners: Iterable[ReportingOwner]
) -> Iterator[str]:
    found, lines = [*classes], [*lines]
    underlying = {line.posting.underlying for line in lines}
    yield from _kept_apart([each for each in found if not _is_derivative(each, underlying)])
    if found and not all(_is_insider(line.posting.filing, owners) for line in lines):
        yield TEN_PERCENT
    for first in sorted({first for each in found for first in _ends_in_doubt(each.trades)}):
        yield MONTH_END.format(day=first, until=six_months_after(first) - timedelta(days=1))
    if any(trade.is_derivative for each in found for trade in each.trades):
        yield (
            "a derivative counts as its underlying securities (Rule 16b-6(a)), and its price is not theirs: "
            "pairs of both have no difference here (Rule 16b-6(c)): ask counsel"
        )


def _kept_apart(classes: Sequence[ClassMatching]) -> Iterator[str]:
    """Yield which classes are not pooled, of which one was bought and the other sold within the time."""
    apart: dict[str, None] = {}
    for one, other in permutations(classes, 2):
        if any(
            bought.side == "purchase" and sold.side == "sale" and is_within(bought.day, sold.day)
            for bought in one.trades
            for sold in other.trades
        ):
            apart |= {one.title: None, other.title: None}
    if apart:
        yield f"{listed(sorted(apart))} are not pooled here: ask counsel"


def _is_derivative(found: ClassMatching, underlying: Iterable[str]) -> bool:
    """Return True for a derivative as a class of its own; its underlying securities are pooled elsewhere."""
    return all(each.is_derivative for each in found.trades) and found.title not in underlying


def _ends_in_doubt(trades: Sequence[PooledTrade]) -> Iterator[date]:
    for first in trades:
        for last in trades:
            if first.side != last.side and first.day <= last.day and _is_in_doubt(first.day, last.day):
                yield first.day


def classes_of(positions: Iterable[PositionAccount]) -> tuple[str, ...]:
    """Return the classes of Table I, each in one spelling."""
    found: list[str] = []
    for position in positions:
        if not position.is_derivative and not any(_is_class(each, position.title) for each in found):
            found.append(position.title)
    return tuple(found)


def _titles(positions: Sequence[PositionAccount]) -> tuple[str, ...]:
    """Return the classes of Table I, and those underlying a derivative."""
    found = [*classes_of(positions)]
    for position in positions:
        if position.underlying and not any(_is_class(each, position.underlying) for each in found):
            found.append(position.underlying)
    return tuple(found)
