"""Write the matching of Section 16(b) for programs: JSON by `schemas/review/matching.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from redwell.account import matching
from redwell.account.ledger import OwnerAccount
from redwell.account.matching import MatchedPair, OwnerMatching, SupposedTrade
from redwell.account.pool import PooledTrade
from redwell.commands.account_data import left_out_data, party
from redwell.commands.left_out import LeftOut
from redwell.documents.filters import plain

FORMAT = "redwell-matching-1"
"""The value of the key `format`; it changes when an old reader can no longer read the data."""
Matched = tuple[OwnerAccount, OwnerMatching, SupposedTrade | None]
"""An account, its matching, and the effect of a trade under consideration."""


def as_json(found: Sequence[Matched], left_out: Sequence[LeftOut]) -> str:
    """Return the matching as JSON; numbers are texts, because they are exact."""
    data = {
        "format": FORMAT,
        "rule": matching.RULE,
        "left_out": left_out_data(left_out),
        "accounts": [_account(*each) for each in found],
    }
    return json.dumps(data, indent=1) + "\n"


def _account(account: OwnerAccount, found: OwnerMatching, supposed: SupposedTrade | None) -> dict[str, Any]:
    return {
        "issuer": party(account.issuer),
        "owners": [party(each) for each in account.owners],
        "profit": plain(found.profit),
        "classes": [
            {
                "title": each.title,
                "profit": plain(each.profit),
                "trades": [_trade(trade) for trade in each.trades],
                "pairs": [_pair(pair) for pair in each.pairs],
                "without_price": [_pair(pair) for pair in each.without_price],
            }
            for each in found.classes
        ],
        "not_counted": [
            {"code": each.code, "lines": each.count, "why": each.why} for each in found.not_pooled
        ],
        "notes": [*found.cautions],
        "if": _supposed(supposed) if supposed else None,
    }


def _supposed(found: SupposedTrade) -> dict[str, Any]:
    return {
        "trade": _trade(found.trade),
        "title": found.title,
        "is_class_known": found.is_class_known,
        "notes": [*found.cautions],
        "profit_before": plain(found.before),
        "profit_after": plain(found.after),
        "pairs": [_pair(pair) for pair in found.pairs],
        "free_from": found.free_from and found.free_from.isoformat(),
        "matched_until": found.matched_until.isoformat(),
    }


def _trade(each: PooledTrade) -> dict[str, Any]:
    return {
        "side": each.side,
        "date": each.day.isoformat(),
        "amount": plain(each.amount),
        "price": None if each.price is None else plain(each.price),
        "holder": each.holder,
        "code": each.code,
        "filing": each.filing or None,
        "line": each.line or None,
        "filed": each.filed and each.filed.isoformat(),
        "matched_until": (each.limit - timedelta(days=1)).isoformat(),
    }


def _pair(pair: MatchedPair) -> dict[str, Any]:
    return {
        "purchase": _trade(pair.purchase),
        "sale": _trade(pair.sale),
        "amount": plain(pair.amount),
        "profit": None if pair.profit is None else plain(pair.profit),
        "is_month_end": pair.is_month_end,
        "is_across_split": pair.is_across_split,
    }
