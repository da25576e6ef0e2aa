"""The question of Section 16(b) about one filing, for `check` and `review` to ask at its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redwell.account.ledger import positions_of
from redwell.account.matching import MatchedPair, PooledTrade, match_positions, pairs_of
from redwell.account.previous import NamedFiling, is_same
from redwell.documents.filters import grouped, price
from redwell.problems import Path

SOURCE = "Section 16(b), 15 U.S.C. 78p(b)"


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchingQuestion:
    """A question at a line of a filing: the *path* of the line, and the *message*."""

    path: Path
    message: str


def matching_questions(new: NamedFiling, others: Iterable[NamedFiling]) -> Iterator[MatchingQuestion]:
    """Yield a question for each pair in which a trade of *new* takes part, at its own line.

    *others* are filings of the record, of which those of the same owners and issuer are taken. A pair within
    the filing is asked about at its later line.
    """
    name, filing = new
    own = [each for each in others if each[0] != name and is_same(each[1], filing)]
    found = match_positions(positions_of([*own, new]))
    for pair in pairs_of(found, name):
        for trade, other in (pair.trades[::-1], pair.trades):
            if trade.filing == name:
                yield MatchingQuestion(path=trade.path, message=_message(pair, trade, other))
                break


def _message(pair: MatchedPair, trade: PooledTrade, other: PooledTrade) -> str:
    said = f"this {trade.side} and {_words(other)} are less than six months apart"
    come = "" if pair.profit is None else f": at most {price(pair.profit)} on {grouped(pair.amount)} of them"
    return f"{said}{come}; ask counsel before it is filed or settled ({SOURCE})"


def _words(trade: PooledTrade) -> str:
    at = f" at {price(trade.price)}" if trade.price is not None else ""
    return f"the {trade.side} of {grouped(trade.amount)}{at} on {trade.day} ({trade.filing}, {trade.line})"
