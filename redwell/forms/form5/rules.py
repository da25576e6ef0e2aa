"""Rules that only Form 5 has: it reports on a fiscal year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from redwell.forms.changes.dates import signed_late
from redwell.forms.form5.due_date import due
from redwell.forms.form5.tables import Form5
from redwell.ownership.moves import day_of, transactions
from redwell.ownership.tables import cited, columns_for
from redwell.rules.registry import Violation, rule

FIRST_DAY = date(1934, 6, 6)
"""The day of the Exchange Act; `redwell new` writes an earlier one where it knows none."""


@rule("year-end-differs", "warning", "Form 5, box 3")
def the_period_ends_with_the_fiscal_year(filing: Form5) -> Iterator[Violation]:
    """Box 3 is the last day of the issuer's fiscal year."""
    end = filing.issuer.fiscal_year_end
    if end and f"{filing.period:%m-%d}" != end and not _is_leap_end(filing, end):
        message = (
            f"box 3 is the last day of the fiscal year, which ends on {end} by fiscal_year_end: are both "
            f"right? (Form 5, box 3)"
        )
        yield Violation(("period",), message)


def _is_leap_end(filing: Form5, end: str) -> bool:
    return {f"{filing.period:%m-%d}", end} == {"02-28", "02-29"}


@rule(
    ("transaction-after-year", "transaction-before-year"),
    "warning",
    "Form 5, general instructions; Rule 16a-3(f)",
)
def a_form_5_reports_its_year(filing: Form5) -> Iterator[Violation]:
    """A transaction is of the fiscal year, unless the form says that an earlier one was missed."""
    end = filing.period
    for path, row in transactions(filing):
        day = day_of(row)
        source = cited(filing, path, columns_for(row, "transacted")[0])
        if day > end:
            message = (
                f"this transaction is after the fiscal year that ended on {end}: is the date right, or "
                f"period? ({source})"
            )
            yield Violation((*path, "date"), message, code="transaction-after-year")
        elif row.timing is None and day > FIRST_DAY and _is_earlier_year(day, end):
            message = (
                f"this transaction is before the fiscal year that ended on {end}: if it was missed then, "
                f"write timing: late, or timing: missed_form_4 if it was due on Form 4 ({source})"
            )
            yield Violation((*path, "date"), message, code="transaction-before-year")


def _is_earlier_year(day: date, end: date) -> bool:
    return (day.year, day.month, day.day) <= (end.year - 1, end.month, end.day)


@rule("signed-late", "warning", "Rule 16a-3(f)(1)")
def a_form_5_is_signed_by_its_due_date(filing: Form5) -> Iterator[Violation]:
    """A Form 5 that is signed after its due date is late, or one of its dates is mistyped."""
    yield from signed_late(filing, due(filing))
