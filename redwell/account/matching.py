"""Section 16(b): which purchases and sales of one owner lie less than six months apart, and their most.

15 U.S.C. 78p(b). The most that pairs can come to is computed exactly (`redwell.account.flow`); what is
exempt, and whether anybody owes anything, is a question for counsel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

from redwell.account import cautions, flow
from redwell.account.flow import Offer
from redwell.account.ledger import PositionAccount
from redwell.account.pool import (
    NotPooled,
    Pool,
    PooledClass,
    PooledTrade,
    all_classes_of,
    is_one_class,
    left_on,
    pool_of,
)
from redwell.deadlines.windows import is_month_end, is_within, six_months_after
from redwell.model import ReportingOwner
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
class OwnerMatching:
    """The matching of one owner in one issuer, by class, and what else is to be said."""

    classes: tuple[ClassMatching, ...] = ()
    not_pooled: tuple[NotPooled, ...] = ()
    cautions: tuple[str, ...] = ()
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
    """The effect of a trade under consideration: the most before and after, and its own pairs.

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
        return OwnerMatching(cautions=(cautions.FOREIGN,), is_exempt=True)
    pool = pool_of(positions, owners)
    pool = pool.with_trade(*supposed) if supposed else pool
    return OwnerMatching(
        classes=tuple(_matched(each) for each in pool.classes),
        not_pooled=pool.not_pooled,
        cautions=(
            *([cautions.AT_TIMES_FOREIGN] if True in is_foreign else []),
            *dict.fromkeys(_cautions(pool)),
        ),
    )


def suppose(
    positions: Sequence[PositionAccount],
    title: str,
    trade: PooledTrade,
    owners: Sequence[ReportingOwner] = (),
) -> SupposedTrade:
    """Return what a *trade* of the class *title* would match, and until when."""
    left = left_on(positions)
    trade = replace(trade, is_after_leaving=left is not None and trade.day > left)
    before = match_positions(positions, owners=owners)
    after = match_positions(positions, (title, trade), owners)
    classes = all_classes_of(positions)
    own = tuple(pair for pair in after.pairs if trade in (pair.purchase, pair.sale))
    known = [each for found in before.classes if is_one_class(found.title, title) for each in found.trades]
    opposite = [
        each.limit
        for each in known
        if each.side != trade.side
        and not _are_after_leaving(each, trade)
        and _earns(each, trade)
        and trade.day < each.limit
    ]
    return SupposedTrade(
        trade=trade,
        title=title,
        before=before.profit,
        after=after.profit,
        pairs=own,
        free_from=max(opposite, default=None) if own else None,
        matched_until=trade.limit - timedelta(days=1),
        is_class_known=any(is_one_class(each, title) for each in classes),
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


# --- pairs ---


def _matched(found: PooledClass) -> ClassMatching:
    ordered = tuple(sorted(found.trades, key=lambda each: (each.day, each.filing, each.line)))
    purchases, sales = ([each for each in ordered if each.side == side] for side in ("purchase", "sale"))
    bought, sold = ([_offer(each) for each in side] for side in (purchases, sales))
    partners = [
        [n for n, sale in enumerate(sales) if _have_prices(each, sale) and _may_match(each, sale)]
        for each in purchases
    ]
    flows = flow.most_profitable(bought, sold, partners)
    pairs = [_pair(purchases[each.purchase], sales[each.sale], each.amount) for each in flows]
    return ClassMatching(
        title=found.title,
        trades=ordered,
        pairs=tuple(sorted(pairs, key=lambda each: (each.purchase.day, each.sale.day))),
        without_price=tuple(_without_price(purchases, sales, is_derivative=found.is_derivative)),
        profit=flow.profit(flows, bought, sold),
    )


def _offer(trade: PooledTrade) -> Offer:
    return Offer(amount=trade.amount, price=trade.price or Decimal())


def _may_match(one: PooledTrade, other: PooledTrade) -> bool:
    """Return True for trades less than six months apart, but not for two after leaving (Rule 16a-2(b))."""
    return is_within(one.day, other.day) and not _are_after_leaving(one, other)


def _are_after_leaving(one: PooledTrade, other: PooledTrade) -> bool:
    return one.is_after_leaving and other.is_after_leaving


def _have_prices(purchase: PooledTrade, sale: PooledTrade) -> bool:
    return purchase.price is not None and sale.price is not None


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


def _without_price(
    purchases: Iterable[PooledTrade], sales: Sequence[PooledTrade], *, is_derivative: bool
) -> Iterator[MatchedPair]:
    """Yield the pairs of which a price is not known, or is that of a derivative."""
    for purchase in purchases:
        for sale in sales:
            # Two trades of one derivative are a pair of its own class.
            is_of_one = bool(purchase.own_class) and purchase.own_class == sale.own_class
            is_elsewhere = is_of_one and not is_derivative
            if not _have_prices(purchase, sale) and not is_elsewhere and _may_match(purchase, sale):
                yield _pair(purchase, sale, min(purchase.amount, sale.amount))


def _is_in_doubt(first: date, last: date) -> bool:
    """Return True if the length of months decides whether two days are less than six months apart."""
    limit = six_months_after(first)
    return is_month_end(first) and limit - _DAYS_IN_DOUBT <= last < limit + _DAYS_IN_DOUBT


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
