"""The question of Section 16(b) about one filing, for `check` and `review` to ask at its lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import PurePosixPath

from redwell.account import cautions, ledger
from redwell.account.matching import MatchedPair, OwnerMatching, match_ways, month_end, pairs_of
from redwell.account.pair_words import filed_words
from redwell.account.pool import PooledTrade
from redwell.account.previous import NamedFiling, share_an_owner
from redwell.documents.filters import grouped, plain, price
from redwell.model import Issuer, ReportingOwner
from redwell.ownership.matchable import have_opposite_trades
from redwell.ownership.moves import TABLE_ONE
from redwell.ownership.parties import cik_number
from redwell.problems import Path
from redwell.rules.readiness import has_blanks

ASK = (
    "ask counsel before it is filed (Section 16(b), 15 U.S.C. 78p(b): a purchase and a sale, in either "
    "order, within any period of less than six months)"
)
_NOT_KNOWN = "the difference of their prices is not known here"


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchingQuestion:
    """The question at a line of a filing: the *path* of the line, its trade, and those that it matches."""

    path: Path
    trade: PooledTrade
    others: tuple[PooledTrade, ...]
    pairs: tuple[MatchedPair, ...]
    cautions: tuple[str, ...]
    """Reasons why Section 16(b) may not reach these trades."""
    facts: tuple[str, ...]
    """The pairs of each joint owner, with all facts on which an answer rests."""

    @property
    def message(self) -> str:
        """The question in words."""
        return "; ".join([self.said, *(each.removesuffix(": ask counsel") for each in self.cautions), ASK])

    @property
    def said(self) -> str:
        """The matching trades, and the most that they come to."""
        first, *more = self.others
        others = f", and {len(more)} more, are" if more else " are"
        return (
            f"this {self.trade.side} and {self._words(first)}{others} less than six months apart: {self.most}"
        )

    def _words(self, other: PooledTrade) -> str:
        at = f" at {price(other.price)}" if other.price is not None else ""
        state = "" if other.filing == self.trade.filing else filed_words(other)
        where = f"{PurePosixPath(other.filing).name}, line {other.line}{state}"
        return f"the {other.side} of {grouped(other.amount)}{at} on {other.day} ({where})"

    @property
    def most(self) -> str:
        """The sum of the pairs: `at most $120 on 60 of them`."""
        most = most_of(self.pairs)
        return most if most == _NOT_KNOWN else f"{most} of them"


def matching_questions(new: NamedFiling, others: Iterable[NamedFiling]) -> tuple[MatchingQuestion, ...]:
    """Return a question for each line of *new* with a trade that is in a pair, in the order of the form.

    *others* are filings of the record, of which those of the same issuer and one of the owners are taken, but
    for drafts with blanks. Each account of an owner is matched as `redwell matching` does. A pair within the
    filing is asked about at its later line.
    """
    name, filing = new
    own = tuple(each for each in others if each[0] != name and share_an_owner(each[1], filing))
    if not have_opposite_trades(filing, (each for _, each in own)):
        return ()
    return _questions(new, [each for each in own if not has_blanks(each[1])])


def most_of(pairs: Iterable[MatchedPair]) -> str:
    """Return what some pairs come to: `at most $120 on 60`; more is possible if a pair has no price."""
    pairs = tuple(pairs)
    known = [(pair.amount, pair.profit) for pair in pairs if pair.profit is not None]
    if not known or any(pair.is_across_split for pair in pairs):
        return _NOT_KNOWN
    amount, profit = (sum(numbers, Decimal()) for numbers in zip(*known, strict=True))
    if len(known) < len(pairs):
        return f"{price(profit)} on {grouped(amount)}, and more if pairs without a price earn something"
    return f"at most {price(profit)} on {grouped(amount)}"


def mark_of(questions: Iterable[MatchingQuestion]) -> str:
    """Return the fingerprint of the facts that a filing is asked about; a renamed file does not change it."""
    facts = "\n".join(sorted(each for question in questions for each in question.facts))
    return f"1:{sha256(facts.encode()).hexdigest()[:32]}"


def _facts(account: ledger.OwnerAccount, pair: MatchedPair, reasons: Sequence[str]) -> str:
    """Return a pair of an account as one line of text."""
    parties: list[Issuer | ReportingOwner] = [*account.owners, account.issuer]
    return json.dumps(
        [
            *(cik_number(each.cik) or each.name for each in parties),
            pair.title,
            plain(pair.amount),
            *(each.facts for each in pair.trades),
            reasons,
        ]
    )


def _questions(new: NamedFiling, own: Sequence[NamedFiling]) -> tuple[MatchingQuestion, ...]:
    name, _ = new
    asked: dict[Path, MatchingQuestion] = {}
    for account in ledger.accounts([*own, new]):
        if name in account.filings:
            for question in _of_account(account, name):
                # Joint owners, and other readings of an amendment, may match a line with other trades: a
                # split is asked about, or the most.
                known = asked.get(question.path)
                most = question if known is None else max(known, question, key=_weight)
                facts = known.facts if known else ()
                asked[question.path] = replace(most, facts=(*facts, *question.facts))
    return tuple(
        each for _, each in sorted(asked.items(), key=lambda each: (each[0][0] != TABLE_ONE, each[0]))
    )


def _of_account(account: ledger.OwnerAccount, name: str) -> Iterator[MatchingQuestion]:
    """Yield the questions about the filing *name* that the account of an owner raises, in each reading."""
    ways = match_ways(account, owners=account.owners)
    pairs = {tuple(_facts(account, pair, ()) for pair in pairs_of(each, name)) for each in ways}
    for matching in ways if len(pairs) > 1 else ways[:1]:
        words = " ".join(dict.fromkeys(each.words for each in matching.questions))
        unsure = [cautions.UNSURE.format(questions=words)] if len(pairs) > 1 else []
        yield from _of_matching(account, matching, name, unsure)


def _of_matching(
    account: ledger.OwnerAccount, matching: OwnerMatching, name: str, unsure: Sequence[str]
) -> Iterator[MatchingQuestion]:
    found: dict[Path, list[tuple[PooledTrade, PooledTrade, MatchedPair]]] = {}
    for pair in pairs_of(matching, name):
        first, last = pair.trades
        trade, other = (last, first) if last.filing == name else (first, last)
        found.setdefault(trade.path, []).append((trade, other, pair))
    for path, matched in found.items():
        pairs = tuple(pair for *_, pair in matched)
        reasons = tuple(dict.fromkeys([*_cautions(pairs, matching.cautions), *unsure]))
        yield MatchingQuestion(
            path=path,
            trade=matched[0][0],
            others=tuple(other for _, other, _ in matched),
            pairs=pairs,
            cautions=reasons,
            facts=tuple(_facts(account, pair, reasons) for pair in pairs),
        )


def _cautions(pairs: Sequence[MatchedPair], of_owner: Sequence[str]) -> Iterator[str]:
    if cautions.AT_TIMES_FOREIGN in of_owner:
        yield cautions.AT_TIMES_FOREIGN
    for pair in pairs:
        for trade in pair.trades:
            yield from trade.cautions
        if pair.is_across_split:
            yield cautions.SPLIT
        if pair.is_month_end:
            yield month_end(pair.trades[0].day)


def _weight(question: MatchingQuestion) -> tuple[bool, Decimal]:
    profit = sum((pair.profit or Decimal() for pair in question.pairs), Decimal())
    return cautions.SPLIT in question.cautions, profit
