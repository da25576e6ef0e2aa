"""The most that pairs of purchases and sales can come to: a transportation problem, solved exactly.

A pair earns the price of the sale less that of the purchase, so that the cost of a flow lies at its two ends
alone. So the best path runs from a purchase to a sale that can be reached from it. Taking such paths until
none earns anything gives the maximum (successive shortest paths). Numbers are `Decimal` and never rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

_PRECISION = 200
"""Digits of an amount, a price and their product; far more than any filing has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A purchase or a sale: an *amount* at a *price*."""

    amount: Decimal
    price: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowPair:
    """An *amount* of a purchase and a sale, by their numbers, that are matched with each other."""

    purchase: int
    sale: int
    amount: Decimal


@dataclass(slots=True)
class _Flow:
    """The amounts that are matched so far, and what is left at both ends."""

    partners: Sequence[Sequence[int]]
    """The sales that each purchase may be matched with."""
    left: list[Decimal]
    wanted: list[Decimal]
    matched: list[dict[int, Decimal]]
    """By sale: the purchases that it is matched with, and how much of each."""

    def paths(self, start: int) -> dict[int, int]:
        """Return the sales that can be reached from a purchase, each with the purchase before it."""
        before: dict[int, int] = {}
        waiting, seen = [start], {start}
        while waiting:
            purchase = waiting.pop(0)
            for sale in self.partners[purchase]:
                if sale not in before:
                    before[sale] = purchase
                    for other in self.matched[sale]:
                        if other not in seen:
                            seen.add(other)
                            waiting.append(other)
                            # The sale through which the other purchase was reached.
                            before[-1 - other] = sale
        return before

    def send(self, start: int, end: int, before: dict[int, int]) -> None:
        """Send as much as fits from a purchase to a sale along the path that *before* has."""
        forward: list[tuple[int, int]] = []
        back: list[tuple[int, int]] = []
        sale = end
        while True:
            purchase = before[sale]
            forward.append((purchase, sale))
            if purchase == start:
                break
            sale = before[-1 - purchase]
            back.append((purchase, sale))
        amount = min(
            self.left[start], self.wanted[end], *(self.matched[sale][purchase] for purchase, sale in back)
        )
        for purchase, sale in forward:
            self.matched[sale][purchase] = self.matched[sale].get(purchase, Decimal()) + amount
        for purchase, sale in back:
            self.matched[sale][purchase] -= amount
            if not self.matched[sale][purchase]:
                del self.matched[sale][purchase]
        self.left[start] -= amount
        self.wanted[end] -= amount


def most_profitable(
    purchases: Sequence[Offer], sales: Sequence[Offer], partners: Sequence[Sequence[int]]
) -> tuple[FlowPair, ...]:
    """Return the pairs with the largest profit; *partners* are the sales that each purchase may go with."""
    with localcontext() as context:
        context.prec = _PRECISION
        flow = _Flow(
            partners=partners,
            left=[each.amount for each in purchases],
            wanted=[each.amount for each in sales],
            matched=[{} for _ in sales],
        )
        cheapest = sorted(range(len(purchases)), key=lambda n: purchases[n].price)
        while True:
            best: tuple[Decimal, int, int, dict[int, int]] | None = None
            highest = max((sales[n].price for n, each in enumerate(flow.wanted) if each), default=None)
            for start in cheapest if highest is not None else ():
                assert highest is not None
                price = purchases[start].price
                if highest - price <= (best[0] if best else Decimal()):
                    # No dearer purchase can earn more.
                    break
                if not flow.left[start]:
                    continue
                before = flow.paths(start)
                ends = [sale for sale in before if sale >= 0 and flow.wanted[sale]]
                end = max(ends, key=lambda sale: (sales[sale].price, -sale), default=None)
                if end is not None and sales[end].price - price > (best[0] if best else Decimal()):
                    best = sales[end].price - price, start, end, before
            if best is None:
                break
            flow.send(*best[1:])
        found = (
            (purchase, sale, amount)
            for sale, each in enumerate(flow.matched)
            for purchase, amount in each.items()
        )
        return tuple(FlowPair(purchase=p, sale=s, amount=amount) for p, s, amount in sorted(found))


def profit(pairs: Sequence[FlowPair], purchases: Sequence[Offer], sales: Sequence[Offer]) -> Decimal:
    """Return what pairs come to."""
    with localcontext() as context:
        context.prec = _PRECISION
        return sum(
            ((sales[each.sale].price - purchases[each.purchase].price) * each.amount for each in pairs),
            Decimal(),
        )
