"""Say a trade, and a pair of trades that Section 16(b) may match, in a line."""

from __future__ import annotations

from pathlib import PurePosixPath

from redwell.account import cautions
from redwell.account.matching import MatchedPair
from redwell.account.pool import PooledTrade
from redwell.account.words import dollars
from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped, price


def pair_words(pair: MatchedPair) -> str:
    """Return both trades, and what they come to."""
    first, last = pair.trades
    came = "difference not known"
    if pair.is_across_split:
        came = cautions.SPLIT.removesuffix(": ask counsel")
    elif pair.profit is not None:
        came = f"{grouped(pair.amount)} x {dollars(pair.profit / pair.amount)} = {dollars(pair.profit)}"
    doubt = "; months of different lengths: see the note" if pair.is_month_end else ""
    return f"{trade_words(first)}, {trade_words(last)}: {came}{doubt}"


def trade_words(each: PooledTrade) -> str:
    """Return `100 bought at $10 on 5 Jan 2026 (2026-01-07-doe-form4 I.1)`."""
    verb = "bought" if each.side == "purchase" else "sold"
    if each.is_supposed:
        verb = f"to be {verb}"
    at = f" at {price(each.price)}" if each.price is not None else ""
    what = " (a derivative)" if each.own_class and each.price is None else ""
    where = f" ({PurePosixPath(each.filing).stem} {each.line}{filed_words(each)})" if each.filing else ""
    return f"{grouped(each.amount)} {verb}{at} on {short_date(each.day)}{what}{where}"


def filed_words(each: PooledTrade) -> str:
    """Return what is to be said of a trade whose filing is not recorded as filed; else an empty text."""
    return "" if each.filed else ", not recorded as filed"
