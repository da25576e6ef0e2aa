"""Rules about the dates of Forms 4 and 5: of transactions, of their deemed execution, of the fiscal year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from redwell.deadlines.due_dates import calendar
from redwell.deadlines.standing import Due, weekday
from redwell.model import Footnoted
from redwell.ownership.moves import coded, day_of, holdings, is_before, notes_of_line, transactions
from redwell.ownership.tables import cited, columns_for
from redwell.ownership.trade_notes import names_a_plan
from redwell.ownership.transactions import DerivativePosition, DerivativeTransaction, StatementOfChanges
from redwell.problems import Path
from redwell.rules.registry import Violation, rule

MOST_DEEMED = 3
"""Business days by which a deemed execution date may be later than the trade (Rule 16a-3(g)(2) to (4))."""

_SATURDAY = 5
_PRIVATE = re.compile(
    r"privat|negotiat|agreement|offering|from the (?:issuer|company)|abroad|foreign", re.IGNORECASE
)
"""Words of a note on a trade that needs no exchange."""


@rule(("deemed-before", "deemed-late", "deemed-unfounded"), "warning", "Rule 16a-3(g)(2) to (4)")
def a_deemed_execution_follows_its_trade(filing: StatementOfChanges) -> Iterator[Violation]:
    """The two days count from a later day, within limits, if the insider did not choose the day."""
    days = calendar()
    for path, row in transactions(filing):
        deemed, day = row.deemed_execution and row.deemed_execution.value, day_of(row)
        if not deemed or deemed == day or not days.first < day < days.last.replace(month=1):
            continue
        at = (*path, "deemed_execution")
        last, later = days.nth_open(day, MOST_DEEMED)
        if deemed < day:
            message = (
                f"the deemed execution is before the trade of {day}: are both dates right? (Rule 16a-3(g))"
            )
            yield Violation(at, message, code="deemed-before")
        elif deemed > (later or last):
            message = (
                f"a deemed execution is at most three business days after the trade, here {last}: is the "
                f"date right? (Rule 16a-3(g)(2))"
            )
            yield Violation(at, message, code="deemed-late")
        elif not _is_founded(filing, row.code.value, notes_of_line(filing, row)):
            message = (
                "a later deemed execution is for trades of which the insider did not choose the day: is "
                "there a plan (plan_10b5_1: true, or a footnote), or is the code I? (Rule 16a-3(g)(2) to (4))"
            )
            yield Violation(at, message, code="deemed-unfounded")


def _is_founded(filing: StatementOfChanges, code: str | None, notes: str) -> bool:
    return bool(
        filing.plan_10b5_1 or code == "I" or names_a_plan(notes) or names_a_plan(filing.remarks or "")
    )


@rule("traded-on-weekend", "note", "Form 4, Table I, column 2")
def exchanges_are_closed_on_weekends(filing: StatementOfChanges) -> Iterator[Violation]:
    """A purchase or sale on a Saturday or Sunday was private or abroad, or its date is mistyped.

    Holidays are not asked about: those of exchanges are others than those of EDGAR.
    """
    told: set[date] = set()
    for path, row in coded(filing, "PS"):
        day = day_of(row)
        if day.weekday() < _SATURDAY or day in told or _PRIVATE.search(notes_of_line(filing, row)):
            continue
        told.add(day)
        message = (
            f"{day} is a {day:%A}, and no US exchange is open then: is the date right, or was this a private "
            f"trade? ({cited(filing, path, columns_for(row, 'transacted')[0])})"
        )
        yield Violation((*path, "date"), message)


@rule("expired-before-transaction", "warning", "Form 4, Table II")
def a_derivative_had_not_expired_before_its_line(filing: StatementOfChanges) -> Iterator[Violation]:
    """Nothing is transacted, or still owned, after it expired."""
    found: list[tuple[Path, Footnoted[date], date, str]] = [
        (path, row.expiration_date, day_of(row), "the transaction")
        for path, row in transactions(filing)
        if isinstance(row, DerivativeTransaction)
    ]
    found += [
        (path, row.expiration_date, filing.period_of_report, "the date in box 3")
        for path, row in holdings(filing)
        if isinstance(row, DerivativePosition)
    ]
    for path, expiration, day, what in found:
        if is_before(expiration.value, day):
            message = f"this security expired before {what} ({day}): is the year right?"
            yield Violation((*path, "expiration_date"), message)


@rule("transaction-after-signing", "warning", "Form 4, column 2")
def nothing_is_reported_before_it_happens(filing: StatementOfChanges) -> Iterator[Violation]:
    """A signature confirms what has happened."""
    days = [line.signed for line in filing.signatures if line.signed]
    signed = max(days) if filing.signing == "signed" else filing.filed and filing.filed.date
    for path, row in transactions(filing):
        if signed and filing.period_of_report <= signed < day_of(row):
            source = cited(filing, path, columns_for(row, "transacted")[0])
            message = (
                f"this transaction is later than the signatures of {signed}: is the date right? ({source})"
            )
            yield Violation((*path, "date"), message)


def signed_late(filing: StatementOfChanges, due: Due | None) -> Iterator[Violation]:
    """Yield the last signature, if it is of a day after the due date; a day that is not known is none."""
    days = [(line.signed, n) for n, line in enumerate(filing.signatures) if line.signed]
    if filing.amendment or due is None or filing.signing != "signed" or not days:
        return
    signed, n = max(days)
    if signed > due.last:
        message = (
            f"this was signed after the due date, {weekday(due.last)} ({due.reason}): is a date mistyped, or "
            "is the form late?"
        )
        yield Violation(("signatures", n, "signed"), message)
