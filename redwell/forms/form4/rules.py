"""Rules that only Form 4 has."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.forms.changes.dates import signed_late
from redwell.forms.form4.due_date import due_but_for_early
from redwell.forms.form4.tables import Form4
from redwell.rules.registry import Violation, rule


@rule("period-differs", "warning", "Form 4, box 3; specification 4.3.1")
def the_earliest_transaction_is_in_box_3(filing: Form4) -> Iterator[Violation]:
    """Box 3 is the date of the earliest transaction that is not reported early; an amendment keeps it."""
    if not filing.amendment and filing.period and filing.earliest and filing.period != filing.earliest:
        message = (
            f"the earliest transaction is of {filing.earliest}, and box 3 says {filing.period}: remove "
            f"period, which is computed from the lines, or correct the dates of the lines (Form 4, box 3)"
        )
        yield Violation(("period",), message)


@rule("signed-late", "warning", "15 U.S.C. 78p(a)(2)(C); Rule 16a-3(g)(1)")
def a_form_4_is_signed_by_its_due_date(filing: Form4) -> Iterator[Violation]:
    """A Form 4 that is signed after its due date is late, or one of its dates is mistyped."""
    yield from signed_late(filing, due_but_for_early(filing))
