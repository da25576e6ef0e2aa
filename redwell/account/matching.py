"""Section 16(b): which purchases and sales of one owner lie less than six months apart, and their most.

15 U.S.C. 78p(b). The most that pairs can come to is computed exactly (`redwell.account.flow`); what is
exempt, and whether anybody owes anything, is a question for counsel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

from redwell.account import cautions, flow
from redwell.account.flow import Offer
from redwell.account.ledger import OwnerAccount, PositionAccount
from redwell.account.pool import (
    NotPooled,
    Pool,
    PooledClass,
    PooledTrade,
    Split,
    all_classes_of,
    is_one_class,
    left_on,
    pool_of,
)
from redwell.account.words import dollars
from redwell.account.worlds import Question
from redwell.deadlines.windows import is_month_end, is_within, six_months_after
from redwell.model import Filing, ReportingOwner
from redwell.ownership.matchable import PURCHASES, SALES
from redwell.text.names import listed

RULE = (
    "Section 16(b) of the Exchange Act: a purchase and a sale, or a sale and a purchase, within any period "
    "of less than six months. Counted here: the later trade is before the same day of the sixth month after "
    "the earlier one; all forms of ownership together, by class; the pairs that come to the most"
)
_DAYS_IN_DOUBT = timedelta(days=4)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedPair:
    """An amount of a purchase and a sale less than six months apart, and its *profit*; None without a price.

    *title* is the class. *is_month_end* if months of different lengths leave in doubt whether they are.
    *is_across_split* if a split lies between them, so that they cannot be compared as reported.
    """

    title: str
    purchase: PooledTrade
    sale: PooledTrade
    amount: Decimal
    profit: Decimal | None
    is_month_end: bool
    is_across_split: bool

    @property
    def trades(self) -> tuple[PooledTrade, PooledTrade]:
        """Both trades, the earlier one first."""
        first, last = sorted((self.purchase, self.sale), key=lambda each: each.day)
        return first, last


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassMatching:
    """The trades of a class in order, the *pairs* that come to the most, and pairs *without_price*.

    Pairs with a split between are among those *without_price*.
    """

    title: str
    is_derivative: bool
    """True for a derivative with its own price."""
    trades: tuple[PooledTrade, ...]
    splits: tuple[Split, ...]
    pairs: tuple[MatchedPair, ...]
    without_price: tuple[MatchedPair, ...]
    profit: Decimal

    @property
    def is_asked(self) -> bool:
        """True if there is something to ask counsel about."""
        return bool(self.pairs or self.without_price)

    @property
    def is_across_split(self) -> bool:
        """True if a split lies between the trades of a pair, so that the most is not known."""
        return any(each.is_across_split for each in self.without_price)


def _profit(classes: Iterable[ClassMatching]) -> Decimal:
    return sum((each.profit for each in classes), Decimal())


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerMatching:
    """The matching of one owner in one issuer, by class, and what else is to be said."""

    classes: tuple[ClassMatching, ...] = ()
    not_pooled: tuple[NotPooled, ...] = ()
    cautions: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    """The questions on which the pairs depend: how amendments are to be read."""
    is_exempt: bool = False
    """True if Section 16(b) does not apply, because the issuer is a foreign private issuer."""

    @property
    def profit(self) -> Decimal:
        """The sum of the pairs of all classes."""
        return _profit(self.classes)

    @property
    def pairs(self) -> Iterator[MatchedPair]:
        """The pairs of all classes, those without a price last."""
        for each in self.classes:
            yield from each.pairs
        for each in self.classes:
            yield from each.without_price


@dataclass(frozen=True, kw_only=True, slots=True)
class SupposedTrade:
    """The effect of a trade under consideration: the most of its class before and after, and its own pairs.

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
    is_across_split: bool
    """True if a split lies between the trades of a pair of its class, so that neither most is known."""
    lacks_price: bool
    """True if a pair of its class has no price, so that the most is not known."""
    is_class_known: bool
    """False if no filing reports the class *title*."""
    known_classes: tuple[str, ...]
    cautions: tuple[str, ...]
    """The sentences that the trade adds."""


def match_positions(
    positions: Sequence[PositionAccount],
    supposed: tuple[str, PooledTrade] | None = None,
    owners: Sequence[ReportingOwner] = (),
    forms: Sequence[Filing] = (),
) -> OwnerMatching:
    """Return the matching of the positions of one owner and issuer, with a *supposed* trade of a class.

    *owners* are those asked about, of the joint filers; without them, one officer or director is enough.
    *forms* are the filings of the account, of which some may have no line.
    """
    is_foreign = {
        line.posting.filing.issuer.foreign_private_issuer for each in positions for line in each.lines
    }
    if is_foreign == {True}:
        return OwnerMatching(cautions=(cautions.FOREIGN,), is_exempt=True)
    pool = pool_of(positions, owners, forms)
    pool = pool.with_trade(*supposed) if supposed else pool
    return OwnerMatching(
        classes=tuple(_matched(each) for each in pool.classes),
        not_pooled=pool.not_pooled,
        cautions=(
            *([cautions.AT_TIMES_FOREIGN] if True in is_foreign else []),
            *dict.fromkeys(_cautions(pool)),
        ),
    )


def match_account(
    account: OwnerAccount,
    supposed: tuple[str, PooledTrade] | None = None,
    owners: Sequence[ReportingOwner] = (),
) -> OwnerMatching:
    """Return the matching of an account, with a *supposed* trade of a class.

    Of several ways to read its amendments, it is the one that comes to the most.
    """
    ways = match_ways(account, supposed, owners)
    most = max(ways, key=lambda each: each.profit)
    if not most.questions:
        return most
    return replace(most, cautions=(*_of_readings(account, ways, most), *most.cautions))


def match_ways(
    account: OwnerAccount,
    supposed: tuple[str, PooledTrade] | None = None,
    owners: Sequence[ReportingOwner] = (),
) -> tuple[OwnerMatching, ...]:
    """Return the matching for each way to read the amendments of an account by which other trades count."""
    found: dict[frozenset[object], OwnerMatching] = {}
    for positions in account.ways:
        matching = match_positions(positions, supposed, owners, account.forms)
        found.setdefault(frozenset(_counted(matching).items()), matching)
    if len(found) == 1 and not account.is_cut:
        return (*found.values(),)
    traded = PURCHASES + SALES
    asked = [each for each in account.questions if any(line.posting.code in traded for line in each.lines)]
    asked = asked or [*account.questions]
    return tuple(replace(each, questions=tuple(dict.fromkeys(asked))) for each in found.values())


def _counted(found: OwnerMatching) -> Counter[tuple[str, ...]]:
    """Return the trades that are counted, by their facts."""
    return Counter((each.title, *trade.facts) for each in found.classes for trade in each.trades)


def _of_readings(account: OwnerAccount, ways: Sequence[OwnerMatching], most: OwnerMatching) -> Iterator[str]:
    """Yield what the pairs come to in each way to read the amendments; *most* is the one that is counted."""
    asked = " ".join(dict.fromkeys(each.words for each in most.questions))
    # Several ways may come to the same.
    sums = [*dict.fromkeys(_sum(each) for each in ways)]
    said = [f"{each}{cautions.COUNTED * (each == _sum(most))}" for each in sums]
    does_stand = [_has(each, most.questions[0]) for each in ways]
    is_one = len(most.questions) == 1 and most.questions[0].is_of_one and len(ways) == 2
    if len(sums) == 1:
        yield cautions.ALL_ONE.format(questions=asked, answer="either" if is_one else "any", sum=sums[0])
    elif is_one and any(does_stand) and not all(does_stand):
        standing, gone = said if does_stand[0] else reversed(said)
        yield cautions.READING.format(questions=asked, standing=standing, gone=gone)
    else:
        yield cautions.READINGS.format(questions=asked, sums=listed(said, "or"))
    if account.is_cut:
        yield cautions.MORE_READINGS


def _has(found: OwnerMatching, question: Question) -> bool:
    """Return True if the line that may not stand is among the trades that are counted."""
    places = {(each.name, each.posting.path) for each in question.lines}
    return any((trade.filing, trade.path) in places for each in found.classes for trade in each.trades)


def _sum(found: OwnerMatching) -> str:
    """Return what the pairs of all classes come to, in words."""
    if any(each.is_across_split for each in found.classes):
        return "a sum that is not known, with a split between"
    if any(each.without_price for each in found.classes):
        return f"{dollars(found.profit)}, and more if pairs without a price earn something"
    return f"at most {dollars(found.profit)}" if found.profit else "nothing"


def suppose(
    account: OwnerAccount,
    title: str,
    trade: PooledTrade,
    owners: Sequence[ReportingOwner] = (),
) -> SupposedTrade:
    """Return what a *trade* of the class *title* would match, and until when."""
    left = left_on(account.positions, account.forms)
    trade = replace(trade, is_after_leaving=left is not None and trade.day > left)
    before = match_account(account, owners=owners)
    after = match_account(account, (title, trade), owners)
    classes = all_classes_of(account.positions)
    now, then = ([each for each in found.classes if _is_of(each, title)] for found in (before, after))
    own = tuple(pair for pair in after.pairs if trade in (pair.purchase, pair.sale))
    opposite = [
        each.limit
        for way in match_ways(account, owners=owners)
        for found in way.classes
        if _is_of(found, title)
        for each in found.trades
        if each.side != trade.side
        and not _are_after_leaving(each, trade)
        and (_is_split(found.splits, each, trade) or _earns(each, trade))
        and trade.day < each.limit
    ]
    return SupposedTrade(
        trade=trade,
        title=title,
        before=_profit(now),
        after=_profit(then),
        pairs=own,
        free_from=max(opposite, default=None) if own else None,
        matched_until=trade.limit - timedelta(days=1),
        is_across_split=any(each.is_across_split for each in then),
        lacks_price=any(each.without_price for each in then),
        is_class_known=any(is_one_class(each, title) for each in classes),
        known_classes=classes,
        cautions=tuple(each for each in after.cautions if each not in before.cautions),
    )


def _is_of(found: ClassMatching, title: str) -> bool:
    return not found.is_derivative and is_one_class(found.title, title)


def pairs_of(matching: OwnerMatching, filing: str) -> tuple[MatchedPair, ...]:
    """Return the pairs in which a trade of *filing* takes part."""
    return tuple(pair for pair in matching.pairs if filing in (pair.purchase.filing, pair.sale.filing))


def _earns(one: PooledTrade, other: PooledTrade) -> bool:
    """Return True if a purchase and a sale earn something, or may."""
    bought, sold = (one, other) if one.side == "purchase" else (other, one)
    return bought.price is None or sold.price is None or sold.price > bought.price


# --- pairs ---


def _matched(found: PooledClass) -> ClassMatching:
    ordered = tuple(sorted(found.trades, key=lambda each: each.order))
    # Of pairs that come to the same, the name of a file does not choose.
    by_facts = sorted(found.trades, key=lambda each: each.facts)
    purchases, sales = ([each for each in by_facts if each.side == side] for side in ("purchase", "sale"))
    bought, sold = ([_offer(each) for each in side] for side in (purchases, sales))
    partners = [
        [n for n, sale in enumerate(sales) if _may_match(each, sale) and _can_compare(found, each, sale)]
        for each in purchases
    ]
    flows = flow.most_profitable(bought, sold, partners)
    pairs = [_pair(found, purchases[each.purchase], sales[each.sale], each.amount) for each in flows]
    return ClassMatching(
        title=found.title,
        is_derivative=found.is_derivative,
        trades=ordered,
        splits=found.splits,
        pairs=_in_order(pairs, ordered),
        without_price=_in_order(_without_price(found, purchases, sales), ordered),
        profit=flow.profit(flows, bought, sold),
    )


def _in_order(pairs: Iterable[MatchedPair], trades: Sequence[PooledTrade]) -> tuple[MatchedPair, ...]:
    place = {id(each): n for n, each in enumerate(trades)}
    return tuple(sorted(pairs, key=lambda each: (place[id(each.purchase)], place[id(each.sale)])))


def _offer(trade: PooledTrade) -> Offer:
    return Offer(amount=trade.amount, price=trade.price or Decimal())


def _may_match(one: PooledTrade, other: PooledTrade) -> bool:
    """Return True for trades less than six months apart, but not for two after leaving (Rule 16a-2(b))."""
    return is_within(one.day, other.day) and not _are_after_leaving(one, other)


def _are_after_leaving(one: PooledTrade, other: PooledTrade) -> bool:
    return one.is_after_leaving and other.is_after_leaving


def _can_compare(found: PooledClass, purchase: PooledTrade, sale: PooledTrade) -> bool:
    """Return True for trades that both have a price, with no split between."""
    has_prices = purchase.price is not None and sale.price is not None
    return has_prices and not _is_split(found.splits, purchase, sale)


def _is_split(splits: Iterable[Split], one: PooledTrade, other: PooledTrade) -> bool:
    return any(each.is_between(one.day, other.day) for each in splits)


def _pair(found: PooledClass, purchase: PooledTrade, sale: PooledTrade, amount: Decimal) -> MatchedPair:
    first, last = sorted((purchase.day, sale.day))
    profit = None
    is_across_split = _is_split(found.splits, purchase, sale)
    if purchase.price is not None and sale.price is not None and not is_across_split:
        profit = (sale.price - purchase.price) * amount
    return MatchedPair(
        title=found.title,
        purchase=purchase,
        sale=sale,
        amount=amount,
        profit=profit,
        is_month_end=_is_in_doubt(first, last),
        is_across_split=is_across_split,
    )


def _without_price(
    found: PooledClass, purchases: Iterable[PooledTrade], sales: Sequence[PooledTrade]
) -> Iterator[MatchedPair]:
    """Yield the pairs that cannot be compared: a split is between, or a price unknown or a derivative's."""
    for purchase in purchases:
        for sale in sales:
            # Two trades of one derivative are a pair of its own class.
            is_of_one = bool(purchase.own_class) and purchase.own_class == sale.own_class
            is_elsewhere = is_of_one and not found.is_derivative
            if _may_match(purchase, sale) and not is_elsewhere and not _can_compare(found, purchase, sale):
                yield _pair(found, purchase, sale, min(purchase.amount, sale.amount))


def _is_in_doubt(first: date, last: date) -> bool:
    """Return True if the length of months decides whether two days are less than six months apart."""
    # The last day of all has no day after it.
    return is_month_end(first) and -_DAYS_IN_DOUBT <= last - six_months_after(first) < _DAYS_IN_DOUBT


# --- what else is to be said ---


def _cautions(pool: Pool) -> Iterator[str]:
    yield from _kept_apart([each for each in pool.classes if not each.is_derivative])
    for found in pool.classes:
        for trade in found.trades:
            yield from trade.cautions
    for first in sorted({first for each in pool.classes for first in _ends_in_doubt(each.trades)}):
        yield month_end(first)
    if pool.alike:
        yield cautions.ALIKE.format(count=pool.alike)


def month_end(first: date) -> str:
    """Return the caution about the end of a month, from which six months are counted."""
    return cautions.MONTH_END.format(day=first, until=six_months_after(first) - timedelta(days=1))


def _kept_apart(classes: Sequence[PooledClass]) -> Iterator[str]:
    """Yield which classes are not pooled, of which one was bought and the other sold within the time."""
    apart: dict[str, None] = {}
    for one, other in permutations(classes, 2):
        if any(
            bought.side == "purchase" and sold.side == "sale" and _may_match(bought, sold)
            for bought in one.trades
            for sold in other.trades
        ):
            apart |= {one.title: None, other.title: None}
    if apart:
        yield cautions.APART.format(classes=listed(sorted(apart)))


def _ends_in_doubt(trades: Sequence[PooledTrade]) -> Iterator[date]:
    for first in trades:
        for last in trades:
            if first.side != last.side and first.day <= last.day and _is_in_doubt(first.day, last.day):
                yield first.day
