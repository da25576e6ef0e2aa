"""Rules about average prices: one line for the trades of a day within a dollar, with their range in a note.

Source: the no-action letter to the Society of Corporate Secretaries and Governance Professionals, 25 June
2008.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.moves import Transaction, all_notes, coded, day_of, transactions
from redwell.ownership.notes import dollars
from redwell.ownership.positions import position_of
from redwell.ownership.trade_notes import LETTER, RANGE, WIDEST, average_notes, range_in
from redwell.rules.registry import Violation, rule

SOURCE = "practice: the SEC staff's letter of 25 June 2008 on average prices"
_UNDERTAKING = re.compile(
    r"(undertak|will|agree|shall|hereby|has provided)\w{0,10}\b.{0,80}"
    r"\b(provide|suppl|furnish|make available)|upon\s+(\w+\s+){0,2}request|available",
    re.IGNORECASE | re.DOTALL,
)


def _averages(filing: Filing, row: Transaction) -> Iterator[tuple[str, str]]:
    """Yield the notes on an average price that the firm wrote; the rules about model notes judge these."""
    by_model = {note.label for note in filing.models}
    yield from (each for each in average_notes(filing, row) if each[0] not in by_model)


@rule(("average-range-missing", "average-range-wide", "average-outside"), "warning", SOURCE)
def an_average_lies_in_a_range_of_a_dollar(filing: Filing) -> Iterator[Violation]:
    """The note of an average price gives the range of the prices, of at most a dollar, and it lies within."""
    said = set[tuple[str, str]]()
    for path, row in coded(filing, "PS"):
        for label, text in _averages(filing, row):
            span, at = range_in(text), ("footnotes", label)
            if span is None:
                if ("missing", label) not in said and not RANGE.search(text):
                    message = (
                        "between which prices were the trades? a note on an average price gives their "
                        f"range: at prices ranging from $10.82 to $11.20 ({LETTER})"
                    )
                    yield Violation(at, message, code="average-range-missing")
                said.add(("missing", label))
                continue
            low, high = span
            price = row.price.value
            if price is not None and not low <= price <= high:
                message = (
                    f"the average of {dollars(price)} is not between {dollars(low)} and {dollars(high)}, the "
                    f"prices of its footnote: is one of the three mistyped? ({LETTER})"
                )
                yield Violation((*path, "price"), message, code="average-outside")
            elif high - low > WIDEST and ("wide", label) not in said:
                message = (
                    f"these trades span {dollars(high - low)}, and one line takes trades within $1: make a "
                    f"line for each dollar, each with its average and range ({LETTER})"
                )
                yield Violation(at, message, code="average-range-wide")
                said.add(("wide", label))


@rule("average-code", "warning", SOURCE)
def an_average_is_of_trades(filing: Filing) -> Iterator[Violation]:
    """Trades in a market are joined in one line; what the issuer withholds or grants has one price."""
    for path, row in transactions(filing):
        if row.code.value not in ("P", "S") and any(_averages(filing, row)):
            message = (
                f"an average price is of purchases (P) or sales (S), and this line is {row.code.value}: is "
                f"the code right, or the footnote? ({LETTER})"
            )
            yield Violation((*path, "code"), message)


@rule("average-undertaking", "warning", SOURCE)
def details_of_an_average_are_offered(filing: Filing) -> Iterator[Violation]:
    """Some note of the form undertakes to give the number of securities at each price."""
    notes = all_notes(filing)
    for _, row in coded(filing, "PS"):
        for label, _ in _averages(filing, row):
            if not _UNDERTAKING.search(notes):
                message = (
                    "add the undertaking: The reporting person undertakes to provide to the issuer, any "
                    "security holder of the issuer, or the staff of the SEC, upon request, full information "
                    f"regarding the number of shares at each separate price. ({LETTER})"
                )
                yield Violation(("footnotes", label), message)
            return


@rule("average-shared", "warning", SOURCE)
def each_average_has_its_own_range(filing: Filing) -> Iterator[Violation]:
    """Two averages seldom come from the same trades: not for one position, nor on two days.

    Holders who sell together on a day may share the range of all trades of that day.
    """
    lines: dict[str, list[tuple[Decimal, date, Hashable]]] = {}
    for path, row in coded(filing, "PS"):
        for label, text in average_notes(filing, row):
            price, day, position = row.price.value, day_of(row), position_of(filing, path, row)
            earlier = lines.setdefault(label, [])
            known = {paid for paid, on, held in earlier if on != day or held == position}
            if price is not None and known and price not in known and range_in(text):
                others = ", ".join(dollars(each) for each in sorted(known))
                message = (
                    f"this footnote gives the range of {others} too: do both averages come from the same "
                    f"trades? if not, give each its own footnote"
                )
                yield Violation((*path, "price"), message)
            earlier += [(price, day, position)] if price is not None else []
