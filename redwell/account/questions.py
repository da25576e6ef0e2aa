"""The question of Section 16(b) about one filing, for `check` and `review` to ask at its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

from redwell.account.ledger import positions_of
from redwell.account.matching import MatchedPair, PooledTrade, match_positions, pairs_of
from redwell.account.previous import NamedFiling, is_same
from redwell.documents.filters import grouped, price
from redwell.ownership.matchable import have_opposite_trades
from redwell.ownership.moves import TABLE_ONE
from redwell.problems import Path
from redwell.rules.readiness import has_blanks

ASK = (
    "ask counsel before it is filed (Section 16(b), 15 U.S.C. 78p(b): a purchase and a sale, in either "
    "order, within any period of less than six months)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchingQuestion:
    """The question at a line of a filing: the *path* of the line, its trade, and those that it matches."""

    path: Path
    trade: PooledTrade
    others: tuple[PooledTrade, ...]
    pairs: tuple[MatchedPair, ...]

    @property
    def message(self) -> str:
        """The question in words."""
        return f"{self.said}; {ASK}"

    @property
    def said(self) -> str:
        """The matching trades, and the most that they come to."""
        first, *more = self.others
        others = f", and {len(more)} more, are" if more else " are"
        return f"this {self.trade.side} and {_words(first)}{others} less than six months apart: {self.most}"

    @property
    def most(self) -> str:
        """The sum of the pairs: `at most $120 on 60 of them`."""
        has_prices = any(pair.profit is not None for pair in self.pairs)
        return f"{most_of(self.pairs)} of them" if has_prices else most_of(self.pairs)


def matching_questions(new: NamedFiling, others: Iterable[NamedFiling]) -> tuple[MatchingQuestion, ...]:
    """Return a question for each line of *new* with a trade that is in a pair, in the order of the form.

    *others* are filings of the record, of which those of the same owners and issuer are taken, but for drafts
    with blanks. A pair within the filing is asked about at its later line. Nothing is asked of a foreign
    private issuer (Rule 3a12-3(b)).
    """
    name, filing = new
    if filing.issuer.foreign_private_issuer:
        return ()
    own = tuple(each for each in others if each[0] != name and is_same(each[1], filing))
    if not have_opposite_trades(filing, (each for _, each in own)):
        return ()
    return _questions(new, tuple(each for each in own if not has_blanks(each[1])))


def most_of(pairs: Iterable[MatchedPair]) -> str:
    """Return what some pairs come to: `at most $120 on 60`."""
    known = [(pair.amount, pair.profit) for pair in pairs if pair.profit is not None]
    if not known:
        return "the difference of their prices is not known here"
    amount, profit = (sum(numbers, Decimal()) for numbers in zip(*known, strict=True))
    return f"at most {price(profit)} on {grouped(amount)}"


def _questions(new: NamedFiling, own: Sequence[NamedFiling]) -> tuple[MatchingQuestion, ...]:
    name, _ = new
    asked: dict[Path, list[tuple[PooledTrade, PooledTrade, MatchedPair]]] = {}
    for pair in pairs_of(match_positions(positions_of([*own, new])), name):
        first, last = pair.trades
        trade, other = (last, first) if last.filing == name else (first, last)
        asked.setdefault(trade.path, []).append((trade, other, pair))
    return tuple(
        MatchingQuestion(
            path=path,
            trade=found[0][0],
            others=tuple(other for _, other, _ in found),
            pairs=tuple(pair for *_, pair in found),
        )
        for path, found in sorted(asked.items(), key=lambda each: (each[0][0] != TABLE_ONE, each[0]))
    )


def _words(other: PooledTrade) -> str:
    at = f" at {price(other.price)}" if other.price is not None else ""
    where = f"{PurePosixPath(other.filing).name}, line {other.line}"
    return f"the {other.side} of {grouped(other.amount)}{at} on {other.day} ({where})"
