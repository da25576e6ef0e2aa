"""`matching`: ask about Section 16(b): purchases and sales of an owner less than six months apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from redwell.account import matching
from redwell.account.ledger import OwnerAccount
from redwell.account.matching import ClassMatching, SupposedTrade
from redwell.account.pair_words import pair_words, trade_words
from redwell.account.pool import PooledTrade
from redwell.account.words import dollars
from redwell.check.histories import chosen_owners
from redwell.commands import edge, matching_data
from redwell.commands.account import read_accounts
from redwell.commands.edge import Project
from redwell.commands.left_out import sentences
from redwell.commands.matching_data import Matched
from redwell.commands.report import count
from redwell.commands.supposed import read_trade
from redwell.deadlines.standing import short_date
from redwell.documents.filters import price
from redwell.files.discovery import Misuse, printable
from redwell.text.names import listed


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchingOptions:
    """The flags of the command, as they are typed."""

    owner: str
    issuer: str
    if_: str
    format: str
    today: str
    filings: str


def run(project: Project, options: MatchingOptions) -> int:
    """Print the matching of an owner in each issuer. Raises `Misuse`."""
    edge.one_of("format", options.format, ("text", "json"))
    if not options.owner:
        raise Misuse(f"OWNER must be given: {project.line('matching', flags='--help')} has an example")
    today = edge.day("today", options.today) if options.today else edge.calendar_day()
    read = read_accounts(project, options.filings, options.owner, options.issuer)
    supposed = read_trade(options.if_, read.accounts) if options.if_ else None
    found = [_matched(each, supposed, options.owner) for each in read.accounts]
    if options.format == "json":
        print(matching_data.as_json(found, read.left_out), end="")
        return 0
    looks = edge.looks()
    whose = "This matching lacks"
    for line in sentences(read.left_out, whose, project.line("check")):
        print(looks.line(printable(line)), end="")
    for n, each in enumerate(found):
        print("\n" * bool(n or read.left_out), end="")
        for line in _said(each, today):
            print(looks.line(printable(line), hanging=_indent(line) + "  "), end="")
    print("\n" + looks.line(f"{matching.RULE}."), end="")
    print(looks.line("This is arithmetic and no advice: ask counsel."), end="")
    return 0


def _matched(account: OwnerAccount, supposed: tuple[str, PooledTrade] | None, typed: str) -> Matched:
    """Return the matching of an account for the owner who is asked about."""
    # The typed name may be one that the owner had before.
    owners = chosen_owners(typed, account.owners) or account.owners
    found = matching.match_account(account, owners=owners)
    if supposed is None or found.is_exempt:
        return account, found, None
    return account, found, matching.suppose(account, *supposed, owners)


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" ")))


def _said(matched: Matched, today: date) -> Iterator[str]:
    account, found, supposed = matched
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
    if supposed:
        yield from _if(supposed, today)


def _of_class(found: ClassMatching, today: date) -> Iterator[str]:
    bought = sum(each.side == "purchase" for each in found.trades)
    sold = len(found.trades) - bought
    yield f"  {found.title}: {count(bought, 'purchase')} and {count(sold, 'sale')} counted"
    for pair in found.pairs:
        yield f"    {pair_words(pair)}"
    for pair in found.without_price:
        yield f"    {pair_words(pair)}"
    if found.is_across_split:
        yield "    less than six months apart, with a split between: ask counsel"
    elif found.pairs and found.without_price:
        yield f"    {dollars(found.profit)}, and more if pairs without a price earn something: ask counsel"
    elif found.pairs:
        yield f"    at most {dollars(found.profit)}: ask counsel"
    elif found.without_price:
        yield "    less than six months apart, without a price to compare: ask counsel"
    else:
        yield "    no pair less than six months apart earns anything"
    for each in found.trades:
        if each.limit > today and each.day <= today and not each.is_after_leaving:
            last = short_date(each.limit - timedelta(days=1))
            is_split_since = any(split.latest >= each.day for split in found.splits)
            opposite = _opposite(replace(each, price=None) if is_split_since else each)
            yield f"    until {last}, {opposite} matches {trade_words(each)}"


def _opposite(each: PooledTrade) -> str:
    if each.price is None:
        return "a sale" if each.side == "purchase" else "a purchase"
    if each.side == "purchase":
        return f"a sale above {price(each.price)}"
    return f"a purchase below {price(each.price)}"


def _rise(found: SupposedTrade) -> str:
    """Return by how much a trade under consideration raises the most that pairs can come to."""
    if found.is_across_split:
        return "with a split between, the most that pairs of this class can come to is not known"
    if found.lacks_price:
        return "a price is missing, so the most that pairs of this class can come to is not known"
    rise = found.after - found.before
    is_anew = rise != sum(pair.profit or 0 for pair in found.pairs)
    return (
        f"the most that pairs of this class can come to goes from {dollars(found.before)} to "
        f"{dollars(found.after)} ({'+' if rise >= 0 else ''}{dollars(rise)}"
        f"{', because earlier trades pair anew' if is_anew else ''})"
    )


def _if(found: SupposedTrade, today: date) -> Iterator[str]:
    yield f"  if: {trade_words(found.trade)}, {found.title}"
    if found.trade.day < today:
        yield f"    {short_date(found.trade.day)} is past: report a trade that was made, and it is counted"
    if not found.is_class_known:
        only = f", only {listed(found.known_classes)}" if found.known_classes else ""
        yield f"    no form of this account reports {found.title}{only}"
    if not found.pairs:
        yield "    matches nothing that is reported so far"
    for pair in found.pairs:
        yield f"    {pair_words(pair)}"
    if found.pairs:
        yield f"    {_rise(found)}: ask counsel first"
    if found.free_from:
        yield f"    from {short_date(found.free_from)} on it would match nothing that is reported so far"
    if not found.trade.is_after_leaving:
        yield f"    {_opposite(found.trade)} matches it until {short_date(found.matched_until)}"
    for caution in found.cautions:
        yield f"    note: {caution}"
