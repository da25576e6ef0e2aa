"""Say in one line what a form reports on transactions: what was sold or bought, plans, balances, signatures.

sold 854,591 class A common on 25 and 26 Feb 2025, average $74.66 (fills $72.16 to $77.15), $63.8 m,
all under plans adopted 22 Nov 2024 · all indirect, 2 holders: 6,839,880 → 5,985,289
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from redwell.account.words import ACQUIRED, DISPOSED
from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped, usd
from redwell.model import Filing, Signature
from redwell.ownership.signatures import signature_line, without_mark
from redwell.ownership.trades import Account, Statement, Trade, distinct, report_same_securities
from redwell.review import trades as tables
from redwell.review.headline import SEPARATOR, brief, counted, short_title
from redwell.review.model import Amount

MOST = 3
"""The most transactions in words; the others are counted."""
# What an owner did, where that is said otherwise than what happened to a position.
_ACQUIRED: Mapping[str, str] = {**{code: ACQUIRED[code] for code in "PGMCXOLW"}, "A": "was granted"}
_DISPOSED: Mapping[str, str] = {
    **{code: DISPOSED[code] for code in "SCXOW"},
    "F": "paid with",
    "G": "gave",
    "D": "returned to the issuer",
    "M": "exercised or settled",
    "U": "tendered",
    "E": "let expire",
    "H": "let expire or had canceled",
}
_MARKET = "PS"
"""Codes of purchases and sales, which come first."""
_MIRRORED = "MCXO"
"""Codes of exercises and conversions: what Table II disposes of, Table I acquires."""
_WITHHELD = re.compile(r"\b(?:withheld|withholds?|retain(?:s|ed)?|net[- ]settle\w*)\b", re.IGNORECASE)
"""Words of a note that say that the issuer kept securities back."""
_PURPOSES: Mapping[str, re.Pattern[str]] = {
    "the exercise price": re.compile(r"\b(?:exercise|option|purchase) (?:price|cost)\b", re.IGNORECASE),
    "tax": re.compile(r"\btax", re.IGNORECASE),
}
"""The reasons for a payment in securities, with the words of a note that say so."""
_DENIED = re.compile(
    r"\b(?:not|no|nor|never|(?:rather|other) than|instead of)\b"
    r"(?:(?!\b(?:but|and)\b)[^.,;:()])*",
    re.IGNORECASE,
)
"""Words of a note that say that something was not done."""
_COUNTED = re.compile(
    r"^(?:(?! to | for )[^(,])*?\b(?:unit|option|warrant|right|share|note|award|debenture|rsu|psu|sar)"
    r"(?=$| ?[(,]| to | for )",
    re.IGNORECASE,
)
"""The word of a title that counts securities, in the singular."""
_BEFORE_NAME = re.compile(r"^\s*by:\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r",(?!\s*(?:jr|sr|ii|iii|iv|esq|m\.?d|ph\.?d)\b)|\s(?:as|by)\s+(?:attorney|atty|power)|\s[Ff]or:|\sas\s"
    r"|\s(?:attorney|atty)-?\s?in",
    re.IGNORECASE,
)
_ATTORNEY = re.compile(r"\b(?:attorney|atty|power of)\b", re.IGNORECASE)
_SHORT = ((Decimal(10**9), "bn"), (Decimal(10**6), "m"))


def sentence(filing: Filing, statement: Statement) -> str:
    """Return the line of a form; `no transactions` if it has holdings alone."""
    own = [*_traded(statement)]
    parts = [said for _, said in own[:MOST]] or ["no transactions"]
    plans = ", ".join(_plans(statement))
    # What is said of plans stands at the trades, if it can only be theirs.
    is_one = len(own) == 1 or sum(code in _MARKET for code, _ in own) == 1
    if plans and own and is_one:
        parts[0] = f"{parts[0]}, {plans}"
    elif plans:
        parts.append(plans)
    if len(own) > MOST:
        parts.append(f"and {counted(len(own) - MOST, 'more kind')} of transaction")
    return SEPARATOR.join([*parts, *_balances(filing, statement)])


def ending(filing: Filing, statement: Statement) -> tuple[str, str]:
    """Return who signed, and whether the balances add up."""
    return _signed(filing.signatures), _adds_up(statement)


# --- what was traded ---


def _traded(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield the code and what was traded, by class, code and direction: purchases and sales first."""
    groups: dict[tuple[str, str, str, str], list[Account]] = {}
    for account in statement.accounts:
        for trade in account.trades:
            if trade.move:
                title = short_title(account.row.title.value or "")
                key = (tables.underlying_of(account), title, trade.code, trade.move.side)
                found = groups.setdefault(key, [])
                found += [] if account in found else [account]
    mirrored = {code for underlying, _, code, side in groups if not underlying and side == "acquired"}
    ordered = sorted(groups.items(), key=lambda each: (each[0][2] not in _MARKET, bool(each[0][0])))
    for (underlying, title, code, side), accounts in ordered:
        if underlying and side == "disposed" and code in _MIRRORED and code in mirrored:
            continue
        traded = [
            trade
            for trade in distinct(accounts, is_joint=statement.has_many_owners)
            if trade.code == code and trade.move and trade.move.side == side
        ]
        yield code, _words(title, code, side, traded)


def _words(title: str, code: str, side: str, trades: Sequence[Trade]) -> str:
    known = _ACQUIRED if side == "acquired" else _DISPOSED
    verb = known.get(code, f"{'acquired' if side == 'acquired' else 'disposed of'} (code {code})")
    number = abs(tables.moved(trades))
    is_in_dollars = any(trade.move and trade.move.key.endswith("dollars") for trade in trades)
    amount = usd(number) if is_in_dollars else grouped(number)
    title = title if is_in_dollars or number == 1 else plural(title)
    purpose = ""
    if code == "F" and side == "disposed":
        purpose = _purpose(trades)
        if all(_WITHHELD.search(_affirmed(trade)) for trade in trades):
            verb = "had withheld"
        else:
            title = f"{title} (F)"
    said = f"{verb} {amount} {title} on {tables.days_text(trade.day for trade in trades)}{purpose}"
    return f"{said}{'' if is_in_dollars else _prices(trades)}"


def _purpose(trades: Sequence[Trade]) -> str:
    """Return what shares paid for, as the notes of every line say it: ` for tax`."""
    texts = [_affirmed(trade) for trade in trades]
    found = [word for word, said in _PURPOSES.items() if all(map(said.search, texts))]
    return f" for {' and '.join(found)}" if found else ""


def _affirmed(trade: Trade) -> str:
    """Return the notes of a trade without what they deny: `Withheld for the exercise price, not for tax`."""
    return _DENIED.sub("", trade.words)


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
    said = f", {'at' if is_one else 'average'} {money(price.average)}"
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


def plural(title: str) -> str:
    """Return the title of several securities: `restricted stock units`, `Option (right to buy)` with an s."""
    return _COUNTED.sub(lambda found: f"{found[0]}s", title)


def money(price: Decimal) -> str:
    """Return a price with two decimals or more: `$72.50`."""
    return Amount(value=price, unit="dollars").price


def in_short(value: Decimal) -> str:
    """Return a sum of money in a few digits: `$63.8 m`, `$3,201`, and `about $34,236` without its cents."""
    for unit, word in _SHORT:
        if value >= unit:
            return f"{usd((value / unit).quantize(Decimal('0.1'), ROUND_HALF_EVEN))} {word}"
    whole = value.quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"{'' if whole == value else 'about '}{usd(whole)}"


# --- plans, balances, signatures ---


def _plans(statement: Statement) -> Iterator[str]:
    trades = [trade for trade in statement.trades if trade.code in _MARKET] or [*statement.trades]
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


def _balances(filing: Filing, statement: Statement) -> Iterator[str]:
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
    numbers = filing.note_numbers
    said = [
        _balance(form, accounts, numbers, is_joint=statement.has_many_owners)
        for form, accounts in forms.items()
    ]
    more = f", and {len(others)} more class{'es' * (len(others) > 1)}" if others else ""
    yield f"{is_all}{SEPARATOR.join(said)}{more}"


def _is_in_market(account: Account) -> bool:
    return any(trade.code in _MARKET for trade in account.trades)


def _balance(form: str, accounts: Sequence[Account], numbers: Mapping[str, int], *, is_joint: bool) -> str:
    """Return `direct: 38,837 → 38,713`; no total of what joint owners report twice."""
    who = form
    if len(accounts) > 1:
        who = f"{form}, {len(accounts)} {'holders' if form == 'indirect' else 'positions'}"
        if is_joint and report_same_securities(accounts):
            return f"{who} that joint owners may report twice: no total"
    elif form == "indirect" and (nature := tables.nature_of(accounts[0], numbers)):
        who = f"indirect, {brief(nature)}"
    before, after = (_total(each) for each in zip(*((a.before, a.after) for a in accounts), strict=True))
    return f"{who}: {before} → {after}"


def _total(values: Iterable[Decimal | None]) -> str:
    given = [*values]
    known = [each for each in given if each is not None]
    return grouped(tables.exact_sum(known)) if len(known) == len(given) else "not known"


def _adds_up(statement: Statement) -> str:
    off = [each for account in statement.accounts for each in account.off]
    if off:
        return f"does not add up: {tables.off_texts(off)}, not explained"
    if any(account.is_overdrawn for account in statement.accounts):
        return "does not add up: more disposed of than there was"
    noted = [each.noted for each in statement.accounts if each.noted]
    if noted:
        return f"does not add up: {tables.off_texts(noted)}; a note may say why"
    unnumbered = [each for each in statement.accounts if each.is_unnumbered]
    if unnumbered:
        more = f" and {len(unnumbered) - 1} more" if len(unnumbered) > 1 else ""
        return f"{tables.not_proved(unnumbered[0])}{more}"
    if doubt := next((each.doubt for each in statement.accounts if each.doubt), ""):
        return f"not proved: {doubt}"
    traded = [each for each in statement.accounts if each.trades]
    if not any(each.is_checked for each in traded):
        return "no other balance to compare" if traded else ""
    alone = sum(not each.is_checked for each in statement.accounts)
    has = f"{counted(alone, 'position')} {'has' if alone == 1 else 'have'}"
    return f"adds up; {has} nothing to compare" if alone else "adds up"


def _signed(signatures: Sequence[Signature]) -> str:
    """Return `signed 27 Feb 2025 by Thomas P. Conaghan, attorney-in-fact`."""
    dated = [each for each in signatures if each.signed]
    if len(dated) < len(signatures) or not dated:
        return "not signed" if not dated else f"{len(dated)} of {len(signatures)} signed"
    days = sorted({each.signed for each in dated if each.signed})
    signers = list(dict.fromkeys(_signer(each) for each in dated))
    more = f" and {counted(len(signers) - 1, 'other')}" if len(signers) > 1 else ""
    return f"signed {tables.days_text(days)} by {signers[0]}{more}"


def _signer(signature: Signature) -> str:
    """Return who signed, without office and owner: `T. P. Conaghan, attorney-in-fact`."""
    line = signature_line(signature)
    name = _BEFORE_NAME.sub("", without_mark(signature.signer or signature.text or "nobody"))
    name = _AFTER_NAME.split(name, maxsplit=1)[0].strip() or name
    return f"{name}, attorney-in-fact" if _ATTORNEY.search(line) else name
