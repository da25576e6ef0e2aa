"""Say in one line what a form reports on transactions: what was sold or bought, plans, balances, signatures.

sold 854,591 class A common on 25 and 26 Feb 2025, average about $74.66 (fills $72.16 to $77.15),
about $63.8 m · all under plans adopted 22 Nov 2024 · indirect, 2 holders: 6,839,880 → 5,985,289
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped, usd
from redwell.model import Filing, Signature
from redwell.ownership.signatures import signature_line
from redwell.ownership.trades import Account, Statement, Trade, distinct, report_same_securities
from redwell.review import trades as tables
from redwell.review.headline import SEPARATOR, counted, short_title

MOST = 3
"""The most transactions in words; the others are counted."""
_ACQUIRED: Mapping[str, str] = {
    "P": "bought",
    "A": "was granted",
    "G": "received as a gift",
    "M": "acquired by exercise or vesting",
    "C": "acquired by conversion",
    "X": "acquired by exercise",
    "O": "acquired by exercise out of the money",
    "L": "acquired in a small amount",
    "W": "acquired by will or inheritance",
}
_DISPOSED: Mapping[str, str] = {
    "S": "sold",
    "F": "had withheld",
    "G": "gave",
    "D": "returned to the issuer",
    "M": "exercised or settled",
    "C": "converted",
    "X": "exercised",
    "O": "exercised out of the money",
    "U": "tendered",
    "E": "let expire",
    "H": "let expire or had canceled",
    "W": "passed on by will or inheritance",
}
_MIRRORED = "MCXO"
"""Codes of exercises and conversions: what Table II disposes of, Table I acquires."""
_SHORT = ((Decimal(10**9), "bn"), (Decimal(10**6), "m"))


def sentence(filing: Filing, statement: Statement) -> str:
    """Return the line of a form; `no transactions` if it has holdings alone."""
    own = [*_traded(statement)]
    parts = own[:MOST] or ["no transactions"]
    if len(own) > MOST:
        parts.append(f"and {counted(len(own) - MOST, 'more kind')} of transaction")
    return SEPARATOR.join([*parts, *_plans(statement), *_balances(statement)])


def ending(filing: Filing, statement: Statement) -> tuple[str, str]:
    """Return who signed, and whether the balances add up."""
    return _signed(filing.signatures), _adds_up(statement)


# --- what was traded ---


def _traded(statement: Statement) -> Iterator[str]:
    """Yield what was traded, by class, code and direction: trades in a market first."""
    groups: dict[tuple[str, str, str, str], list[Account]] = {}
    for account in statement.accounts:
        for trade in account.trades:
            if trade.move:
                title = short_title(account.row.title.value or "")
                key = (tables.underlying_of(account), title, trade.code, trade.move.side)
                found = groups.setdefault(key, [])
                found += [] if account in found else [account]
    mirrored = {code for underlying, _, code, side in groups if not underlying and side == "acquired"}
    ordered = sorted(groups.items(), key=lambda each: (each[0][2] not in "PS", bool(each[0][0])))
    for (underlying, title, code, side), accounts in ordered:
        if underlying and side == "disposed" and code in _MIRRORED and code in mirrored:
            continue
        traded = [
            trade
            for trade in distinct(accounts, is_joint=statement.has_many_owners)
            if trade.code == code and trade.move and trade.move.side == side
        ]
        yield _words(title, code, side, traded)


def _words(title: str, code: str, side: str, trades: Sequence[Trade]) -> str:
    known = _ACQUIRED if side == "acquired" else _DISPOSED
    verb = known.get(code, f"{'acquired' if side == 'acquired' else 'disposed of'} (code {code})")
    number = abs(tables.moved(trades))
    is_in_dollars = any(trade.move and trade.move.key.endswith("dollars") for trade in trades)
    amount = usd(number) if is_in_dollars else grouped(number)
    said = f"{verb} {amount} {title} on {tables.days_text(trade.day for trade in trades)}"
    if code == "F" and side == "disposed":
        said = f"{said} for tax"
    return f"{said}{'' if is_in_dollars else _prices(trades)}"


def _prices(trades: Sequence[Trade]) -> str:
    """Return `, average about $74.66 (fills $72.16 to $77.15), about $63.8 m`."""
    lacking = [trade for trade in trades if trade.price is None]
    if lacking:
        return ", price by footnote" if len(lacking) == len(trades) else ", some prices by footnote"
    prices = [trade.price for trade in trades]
    price = tables.price_of(trades)
    if price is None or (len({*prices}) > 1 and 0 in prices):
        return ""
    is_one = len({trade.price for trade in trades}) == 1 and not any(trade.is_average for trade in trades)
    about = "about " if price.is_rounded else ""
    said = f", at {money(price.average)}" if is_one else f", average {about}{money(price.average)}"
    return f"{said}{_fills(trades)}, {in_short(price.value)}"


def _fills(trades: Sequence[Trade]) -> str:
    """Return the range of the trades; nothing if a note on an average does not give it."""
    if any(trade.is_average and trade.fills is None for trade in trades):
        return ""
    if not any(trade.fills for trade in trades):
        return ""
    spans = [trade.fills or (trade.price or Decimal(), trade.price or Decimal()) for trade in trades]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    return f" (fills {money(low)} to {money(high)})"


def money(price: Decimal) -> str:
    """Return a price with two decimals or more: `$72.50`."""
    whole, _, cents = usd(price).partition(".")
    return f"{whole}.{cents:0<2}"


def in_short(value: Decimal) -> str:
    """Return a sum of money in a few digits: `about $63.8 m`, `$3,201`."""
    for unit, word in _SHORT:
        if value >= unit:
            short = (value / unit).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
            return f"{'' if short * unit == value else 'about '}{usd(short)} {word}"
    whole = value.quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"{'' if whole == value else 'about '}{usd(whole)}"


# --- plans, balances, signatures ---


def _plans(statement: Statement) -> Iterator[str]:
    trades = [trade for trade in statement.trades if trade.code in "PS"] or [*statement.trades]
    planned = [trade for trade in trades if trade.is_planned]
    if not (statement.is_box_ticked or planned):
        return
    days = sorted({day for plan in statement.plans for day in plan.adopted})
    plans = "plans" if len(statement.plans) > 1 else "a plan"
    adopted = (
        f" adopted {_listed([short_date(day) for day in days])}" if days else ", day of adoption not given"
    )
    if not planned:
        yield f"under {plans}{adopted}" if statement.plans else "under a plan that no footnote names"
    elif len(planned) == len(trades):
        yield f"all under {plans}{adopted}" if len(trades) > 1 else f"under {plans}{adopted}"
    else:
        yield f"{len(planned)} of {len(trades)} lines under {plans}{adopted}"
    if planned and statement.is_box_ticked is False:
        yield "the box for plans is not ticked"


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _balances(statement: Statement) -> Iterator[str]:
    """Yield what was owned before and after of each class that was traded: of one, and the others counted."""
    classes: dict[tuple[str, str], list[Account]] = {}
    for account in statement.accounts:
        if account.trades:
            key = (account.table, short_title(account.row.title.value or ""))
            classes.setdefault(key, []).append(account)
    if not classes:
        return
    # The class that was bought or sold comes first.
    first, *others = sorted(classes.values(), key=lambda each: not any(map(_is_in_market, each)))
    forms: dict[str, list[Account]] = {}
    for account in first:
        forms.setdefault(f"{account.row.ownership.value}", []).append(account)
    is_all = "all " if len(forms) == 1 and len(first) > 1 else ""
    said = [_balance(form, accounts, is_joint=statement.has_many_owners) for form, accounts in forms.items()]
    more = f", and {len(others)} more class{'es' * (len(others) > 1)}" if others else ""
    yield f"{is_all}{SEPARATOR.join(said)}{more}"


def _is_in_market(account: Account) -> bool:
    return any(trade.code in "PS" for trade in account.trades)


def _balance(form: str, accounts: Sequence[Account], *, is_joint: bool) -> str:
    """Return `direct: 38,837 → 38,713`; no total of what joint owners report twice."""
    who = form
    if len(accounts) > 1:
        who = f"{form}, {len(accounts)} {'holders' if form == 'indirect' else 'positions'}"
        if is_joint and report_same_securities(accounts):
            return f"{who} that joint owners may report twice: no total"
    elif form == "indirect" and accounts[0].row.nature_of_ownership:
        nature = accounts[0].row.nature_of_ownership.value or ""
        who = f"indirect, {' '.join(nature.split())[:60]}"
    before, after = (_total(each) for each in zip(*((a.before, a.after) for a in accounts), strict=True))
    return f"{who}: {before} → {after}"


def _total(values: Iterable[Decimal | None]) -> str:
    given = [*values]
    known = [each for each in given if each is not None]
    return grouped(tables.exact_sum(known)) if len(known) == len(given) else "not known"


def _adds_up(statement: Statement) -> str:
    off = [each for account in statement.accounts for each in account.off]
    if off:
        return f"does not add up: {', '.join(tables.off_text(each) for each in off[:2])}" + (
            f" and {len(off) - 2} more" if len(off) > 2 else ""
        )
    if any(account.is_overdrawn for account in statement.accounts):
        return "does not add up: more disposed of than there was"
    noted = [each.noted for each in statement.accounts if each.noted]
    if noted:
        more = f" and {len(noted) - 1} more" if len(noted) > 1 else ""
        return f"{tables.off_text(noted[0])}{more}, of which a note tells"
    if any(account.is_unnumbered for account in statement.accounts):
        return "moved since the last form, it does not say how much"
    if any(account.is_checked for account in statement.accounts if account.trades):
        return "adds up"
    return "no other balance to compare" if any(statement.trades) else ""


def _signed(signatures: Sequence[Signature]) -> str:
    """Return `signed 27 Feb 2025 by T. P. Conaghan, attorney-in-fact`."""
    dated = [each for each in signatures if each.signed]
    if len(dated) < len(signatures) or not dated:
        return "not signed" if not dated else f"{len(dated)} of {len(signatures)} signed"
    days = sorted({each.signed for each in dated if each.signed})
    signers = list(dict.fromkeys(_signer(each) for each in dated))
    more = f" and {counted(len(signers) - 1, 'other')}" if len(signers) > 1 else ""
    return f"signed {tables.days_text(days)} by {signers[0]}{more}"


def _signer(signature: Signature) -> str:
    name = (signature.signer or signature.text or "nobody").removeprefix("/s/").strip()
    if "attorney" in signature_line(signature).casefold() and "attorney" not in name.casefold():
        return f"{name}, attorney-in-fact"
    return name
