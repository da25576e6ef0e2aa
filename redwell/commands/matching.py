"""`matching`: ask about Section 16(b): purchases and sales of an owner less than six months apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from redwell.account import matching
from redwell.account.ledger import OwnerAccount
from redwell.account.matching import (
    ClassMatching,
    MatchedPair,
    OwnerMatching,
    PooledTrade,
    SupposedTrade,
)
from redwell.account.pair_words import dollars, pair_words, trade_words
from redwell.check.histories import chosen_owners
from redwell.commands import edge
from redwell.commands.account import read_accounts
from redwell.commands.edge import Project
from redwell.commands.report import count
from redwell.deadlines.standing import short_date
from redwell.documents.filters import plain, price
from redwell.files.discovery import Misuse, printable
from redwell.model import ReportingOwner
from redwell.ownership.parties import cik_number
from redwell.text.names import listed

FORMAT = "redwell-matching-1"
_IF = re.compile(
    r"(?P<verb>buy|bought|purchase|sell|sold|sale)\s+(?P<amount>[\d,]+(?:\.\d+)?)(?:\s+(?:of\s+)?(?P<title>.+?))?"
    r"\s+(?:at|@)\s+\$?(?P<price>[\d,]*\.?\d+)\s+on\s+(?P<day>\S+)",
    re.IGNORECASE,
)
_EXAMPLE = 'write it as in --if "sell 500 at 41.44 on 2027-01-24"'


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The flags of the command, as they are typed."""

    owner: str
    issuer: str
    if_: str
    format: str
    today: str
    filings: str


def run(project: Project, options: Options) -> int:
    """Print the matching of an owner in each issuer. Raises `Misuse`."""
    edge.one_of("format", options.format, ("text", "json"))
    if not options.owner:
        raise Misuse(f"OWNER must be given: {project.line('matching', flags='--help')} has an example")
    today = edge.day("today", options.today) if options.today else edge.calendar_day()
    accounts = read_accounts(project, options.filings, options.owner, options.issuer)
    supposed = _supposed(options.if_, accounts) if options.if_ else None
    if options.format == "json":
        found = [_data(each, supposed, options.owner) for each in accounts]
        print(json.dumps({"format": FORMAT, "rule": matching.RULE, "accounts": found}, indent=1))
        return 0
    looks = edge.looks()
    for n, account in enumerate(accounts):
        print("\n" * bool(n), end="")
        for line in _said(account, supposed, options.owner, today):
            print(looks.line(printable(line), hanging=_indent(line) + "  "), end="")
    print("\n" + looks.line(f"{matching.RULE}."), end="")
    print(looks.line("This is arithmetic and no advice: ask counsel."), end="")
    return 0


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" ")))


# --- a trade that somebody thinks of ---


def _supposed(typed: str, accounts: Sequence[OwnerAccount]) -> tuple[str, PooledTrade]:
    """Return the class and the trade of `--if`. Raises `Misuse`."""
    found = _IF.fullmatch(typed.strip())
    if not found:
        raise Misuse(f"--if {typed}: {_EXAMPLE}")
    if len(accounts) > 1:
        names = " or ".join(f'"{each.issuer.name}"' for each in accounts)
        raise Misuse(f"--if is about one owner and issuer: write also --issuer {names}")
    amount, at = (Decimal(found[each].replace(",", "")) for each in ("amount", "price"))
    if not amount:
        raise Misuse(f"--if {typed}: the number of securities is 0: {_EXAMPLE}")
    is_purchase = found["verb"].lower() in {"buy", "bought", "purchase"}
    return _title(found["title"] or "", accounts[0]), PooledTrade(
        side="purchase" if is_purchase else "sale",
        day=edge.day("if", found["day"]),
        amount=amount,
        price=at,
        holder="",
        code="P" if is_purchase else "S",
        filing="",
        line="",
    )


def _title(typed: str, account: OwnerAccount) -> str:
    """Return the class that a trade is in: the one that is typed, or the only one. Raises `Misuse`."""
    if typed and typed.casefold() not in {"shares", "share", "stock"}:
        return typed
    titles = matching.classes_of(account.positions)
    if len(titles) > 1:
        example = f'"sell 500 {titles[0]} at 41.44 on 2027-01-24"'
        raise Misuse(f"--if: which class, {' or '.join(titles)}? Write it as in {example}")
    return titles[0] if titles else "the class"


# --- text ---


def _asked(account: OwnerAccount, typed: str) -> tuple[ReportingOwner, ...]:
    """Return who of the owners of an account is asked about; all, if none has this name now."""
    return chosen_owners(typed, account.owners) or account.owners


def _said(
    account: OwnerAccount, supposed: tuple[str, PooledTrade] | None, typed: str, today: date
) -> Iterator[str]:
    owners = _asked(account, typed)
    found = matching.match_positions(account.positions, owners=owners)
    yield f"{account.owner}, in {account.issuer.name}: {count(len(account.filings), 'filing')}"
    for each in found.classes:
        yield from _of_class(each, today)
    if not found.classes and not found.is_exempt:
        yield "  no purchase or sale is counted"
    if found.not_pooled:
        yield "  not counted:"
        for left in found.not_pooled:
            yield f"    code {left.code}, {count(left.count, 'line')}: {left.why}"
    for caution in found.cautions:
        yield f"  note: {caution}"
    if supposed and not found.is_exempt:
        yield from _if(matching.suppose(account.positions, *supposed, owners))


def _of_class(found: ClassMatching, today: date) -> Iterator[str]:
    bought = sum(each.side == "purchase" for each in found.trades)
    sold = len(found.trades) - bought
    yield f"  {found.title}: {count(bought, 'purchase')} and {count(sold, 'sale')} counted"
    for pair in found.pairs:
        yield f"    {pair_words(pair)}"
    for pair in found.without_price:
        yield f"    {pair_words(pair)}"
    if found.pairs:
        yield f"    at most {dollars(found.profit)}: ask counsel"
    elif found.without_price:
        yield "    less than six months apart, without a price to compare: ask counsel"
    else:
        yield "    no pair less than six months apart earns anything"
    for each in found.trades:
        if each.limit > today and each.day <= today:
            last = short_date(each.limit - timedelta(days=1))
            yield f"    until {last}, {_opposite(each)} matches {trade_words(each)}"


def _opposite(each: PooledTrade) -> str:
    if each.price is None:
        return "a sale" if each.side == "purchase" else "a purchase"
    if each.side == "purchase":
        return f"a sale above {price(each.price)}"
    return f"a purchase below {price(each.price)}"


def _if(found: SupposedTrade) -> Iterator[str]:
    yield f"  if: {trade_words(found.trade)}, {found.title}"
    if not found.is_class_known:
        has = f"has {listed(found.known_classes)}" if found.known_classes else "has no class"
        yield f"    no filing of the record reports {found.title}; it {has}, and classes are not pooled here"
    if not found.pairs:
        yield "    matches nothing that is reported so far"
    for pair in found.pairs:
        yield f"    {pair_words(pair)}"
    if found.pairs:
        rise = found.after - found.before
        yield (
            f"    the most that pairs can come to goes from {dollars(found.before)} to "
            f"{dollars(found.after)} ({'+' if rise >= 0 else ''}{dollars(rise)}): ask counsel first"
        )
    if found.free_from:
        yield f"    from {short_date(found.free_from)} on it would match nothing that is reported so far"
    yield f"    {_opposite(found.trade)} matches it until {short_date(found.matched_until)}"
    for caution in found.cautions:
        yield f"    note: {caution}"


# --- data ---


def _data(account: OwnerAccount, supposed: tuple[str, PooledTrade] | None, typed: str) -> dict[str, Any]:
    owners = _asked(account, typed)
    found: OwnerMatching = matching.match_positions(account.positions, owners=owners)
    more = (
        matching.suppose(account.positions, *supposed, owners) if supposed and not found.is_exempt else None
    )
    return {
        "issuer": {"name": account.issuer.name, "cik": _cik(account.issuer.cik)},
        "owners": [{"name": each.name, "cik": _cik(each.cik)} for each in account.owners],
        "profit": plain(found.profit),
        "classes": [
            {
                "title": each.title,
                "profit": plain(each.profit),
                "trades": [_trade_data(trade) for trade in each.trades],
                "pairs": [_pair_data(pair) for pair in each.pairs],
                "without_price": [_pair_data(pair) for pair in each.without_price],
            }
            for each in found.classes
        ],
        "not_counted": [
            {"code": each.code, "lines": each.count, "why": each.why} for each in found.not_pooled
        ],
        "notes": [*found.cautions],
        "if": None
        if more is None
        else {
            "trade": _trade_data(more.trade),
            "title": more.title,
            "is_class_known": more.is_class_known,
            "notes": [*more.cautions],
            "profit_before": plain(more.before),
            "profit_after": plain(more.after),
            "pairs": [_pair_data(pair) for pair in more.pairs],
            "free_from": more.free_from and more.free_from.isoformat(),
            "matched_until": more.matched_until.isoformat(),
        },
    }


def _trade_data(each: PooledTrade) -> dict[str, Any]:
    return {
        "side": each.side,
        "date": each.day.isoformat(),
        "amount": plain(each.amount),
        "price": None if each.price is None else plain(each.price),
        "holder": each.holder,
        "code": each.code,
        "filing": each.filing or None,
        "line": each.line or None,
        "matched_until": (each.limit - timedelta(days=1)).isoformat(),
    }


def _pair_data(pair: MatchedPair) -> dict[str, Any]:
    return {
        "purchase": _trade_data(pair.purchase),
        "sale": _trade_data(pair.sale),
        "amount": plain(pair.amount),
        "profit": None if pair.profit is None else plain(pair.profit),
        "is_month_end": pair.is_month_end,
    }


def _cik(cik: str | None) -> str | None:
    return cik_number(cik).zfill(10) if cik_number(cik) else None
