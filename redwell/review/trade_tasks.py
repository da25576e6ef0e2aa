"""List tasks for the transactions of a new form: what a person must compare with papers outside of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from redwell.model import Filing
from redwell.review.model import FilingReview, TradedLine
from redwell.review.short_swing import of_short_swing

TRADED = ("P", "S")
"""Codes of trades in a market, which have fills."""
CODE, NUMBER, PRICE = "transaction code", "number moved", "price"
"""The labels of corrections."""
_EITHER_WAY = "GIJKWZ"
"""Codes of what may be acquired or disposed of."""
_UNREAD, _DIFFERING = {"fills-unread", "fills-row"}, {"fills-differ", "fills-row", "source-missing"}
"""Codes of problems of files of fills: those that are not read, and those that leave the lines unproved."""
_FEW = 3
Numbered = tuple[str, TradedLine]
"""A line with the label of its table."""


def of_trades(review: FilingReview, after: Filing) -> Iterator[str]:
    """Return tasks for each kind of doubt that the lines leave: code, sign, price, plan, holder, balance."""
    found = [
        (table.label, line) for table in review.trades for holder in table.holders for line in holder.lines
    ]
    # Lines that stand as filed were looked at then.
    found = [each for each in found if each[1].place]
    if not found:
        return
    traded = [each for each in found if each[1].code in TRADED]
    yield from of_short_swing(review, after)
    yield from _of_balances(review)
    if traded:
        yield _tie_out(review, after, traded)
    if holders := _most_holders(review):
        yield f"is each line with its right holder? one class has {holders} positions with transactions"
    codes = dict.fromkeys(line.code for _, line in found)
    yield f"is the code of each line right: {', '.join(codes)}?"
    turned = [each for each in found if each[1].code in _EITHER_WAY]
    if turned:
        yield f"acquired or disposed of? read {_lines(turned)} against the papers"
    yield from _of_terms(found)
    yield from _of_prices(found, traded)
    yield from _of_plans(review, traded)
    if after.confirmed is None and after.filed is None:
        yield "has the insider confirmed these lines?"
    yield from _of_notice(after, found)


def of_corrected_trades(review: FilingReview, after: Filing) -> Iterator[str]:
    """Return tasks for balances that do not add up, and for lines that are new, or a trade only now."""
    yield from of_short_swing(review, after)
    yield from _of_balances(review)
    places = {
        (table.label, row.after_place)
        for table in review.tables
        for row in table.rows
        if row.transaction and (row.change == "added" or any(each.label == CODE for each in row.corrections))
    }
    found = [
        (table.label, line)
        for table in review.trades
        for holder in table.holders
        for line in holder.lines
        if line.place and (table.label, line.place) in places and line.code in TRADED
    ]
    if found:
        yield _tie_out(review, after, found)
        yield from _of_terms(found)
        yield from _of_prices(found, found)
        yield from _of_plans(review, found)
        yield from _of_notice(after, found)


def _tie_out(review: FilingReview, after: Filing, traded: Sequence[Numbered]) -> str:
    """Return the task for the fills of trades: whether check compared the lines with a file of them."""
    codes = {each.code for each in review.problems} | {code for code, _ in after.accept}
    unread = {each.file.rpartition("/")[2] for each in review.problems if each.code in _UNREAD}
    named = [name for name in after.sources if name.lower().endswith(".csv")]
    read = [name for name in named if name.rpartition("/")[2] not in unread]
    if read and not codes & _DIFFERING:
        return f"{_lines(traded)}: as in the fills of {', '.join(read)}: are these all trades of the account?"
    task = f"tie {_lines(traded)} out to the fills: day, number and price"
    lost = [name for name in named if name not in read]
    return f"{task}; {', '.join(lost)} was not read as fills" if lost else task


def _most_holders(review: FilingReview) -> int:
    """Return how many positions of a class have transactions, for the class with the most; 0 if it is one."""
    count: Counter[tuple[str, str]] = Counter()
    for table in review.trades:
        count[table.key, table.title.casefold()] += sum(bool(each.lines) for each in table.holders)
    most = max(count.values(), default=0)
    return most if most > 1 else 0


def _of_balances(review: FilingReview) -> Iterator[str]:
    for table in review.trades:
        for holder in table.holders:
            if holder.is_off:
                yield f"{table.title}, {holder.holder}, does not add up ({holder.adds_up}): what else moved?"
            elif holder.is_open:
                said = f"{table.title}, {holder.holder}: {holder.adds_up}"
                yield f"{said}: compare with the statement of the account"
    for table in review.trades:
        for holder in table.holders:
            for said in holder.movements:
                yield f"{table.title}, {holder.holder}: since_last {said}: compare with the account statement"
    if review.left_out:
        shown = "; ".join(review.left_out[:_FEW])
        more = f" and {len(review.left_out) - _FEW} more" if len(review.left_out) > _FEW else ""
        yield f"on the last form and not here: {shown}{more}: still held?"


def _of_terms(found: Sequence[Numbered]) -> Iterator[str]:
    """Return tasks for lines that say they are not due yet, or are not matched."""
    early = [each for each in found if each[1].is_early]
    if early:
        yield f"{_lines(early)}: reported early: exempt from Form 4, so not due in two business days?"
    for rule in dict.fromkeys(line.unmatched_under for _, line in found if line.unmatched_under):
        own = [each for each in found if each[1].unmatched_under == rule]
        yield f"{_lines(own)}: exempt under {rule}, so not matched: read the approval"


def _of_prices(found: Sequence[Numbered], traded: Sequence[Numbered]) -> Iterator[str]:
    unpriced = [each for each in found if each[1].price is None]
    if unpriced:
        yield f"the price of {_lines(unpriced)} stands in a footnote: read it"
    wide = [each for each in found if each[1].is_wide]
    if wide:
        yield f"{_lines(wide)}: the fills span more than $1, so one line does not do"
    single = [each for each in traded if each[1].low is None]
    if single:
        yield f"{_lines(single)}: one trade each at the printed price? no footnote gives a range"


def _of_plans(review: FilingReview, traded: Sequence[Numbered]) -> Iterator[str]:
    plan = review.plan
    if plan and plan.plans:
        yield f"read the plan: {'; '.join(plan.plans[:_FEW])}"
    elif plan and traded:
        yield f"{plan.said}: was any of these trades under a Rule 10b5-1 plan?"


def _of_notice(after: Filing, found: Sequence[Numbered]) -> Iterator[str]:
    """Return the task for Form 144, which an affiliate sends for a sale (Rule 144(h))."""
    relations = [owner.relationship for owner in after.reporting_owners]
    is_affiliate = any(each.is_insider or each.ten_percent_owner for each in relations)
    sold = [each for each in found if each[1].code == "S"]
    if sold and is_affiliate:
        yield f"was a Form 144 sent for the sale of {_lines(sold)}?"


def _lines(found: Sequence[Numbered]) -> str:
    """Return `line 2 of Table I`, `lines 1, 2 and 4 of Table I`, `lines 1 to 14 of Table I`, `7 lines`."""
    labels = {label for label, _ in found}
    places = sorted({line.place for _, line in found if line.place})
    is_run = len(places) > 2 and places[-1] - places[0] == len(places) - 1
    if len(labels) == 1 and is_run:
        return f"lines {places[0]} to {places[-1]} of {next(iter(labels))}"
    if len(labels) > 1 or len(places) > 2 * _FEW:
        return f"{len(found)} lines"
    *first, last = [f"{place}" for place in places]
    shown = f"{', '.join(first)} and {last}" if first else last
    return f"line{'s' * bool(first)} {shown} of {next(iter(labels))}"
