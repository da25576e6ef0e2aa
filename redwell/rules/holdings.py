"""Rules about lines that report holdings, as all of Form 3 do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.columns import tables
from redwell.ownership.tables import cell_for, cited, cited_box, declared_cells, period_of, rows, terms
from redwell.problems import Path, dotted
from redwell.rules.lines import is_earlier
from redwell.rules.registry import Violation, rule


@rule("expired-before-event", "warning", "Form 3, Table II")
def a_derivative_had_not_expired_before_the_event(filing: Filing) -> Iterator[Violation]:
    """The form reports what was owned on the date of event."""
    for path, row in rows(filing):
        expiration = cell_for(row, "expiration")
        if expiration and is_earlier(expiration[1].value, filing.period_of_report):
            message = f"this security expired before the {period_of(filing).label}: is the year right?"
            yield Violation((*path, *expiration[0].path), message)


@rule("row-same", "warning", "Form 3, Table I, reminder")
def each_class_and_form_of_ownership_has_one_line(filing: Filing) -> Iterator[Violation]:
    """The form has one line for each class of securities and each form of its ownership."""
    seen: dict[tuple[object, ...], Path] = {}
    for path, row in rows(filing):
        same = (path[0], *terms(row))
        if same in seen:
            reminder = cited_box(filing, f"{tables(type(filing))[0].label}, reminder")
            message = (
                f"{dotted(seen[same])} has the same class, terms and ownership: should the two be one "
                f"line, or should a footnote tell them apart? ({reminder})"
            )
            yield Violation(path, message, on="title")
        seen.setdefault(same, path)


@rule("price-zero", "warning", "Form 3, Table II, column 4; specification 3.3 cm(8)")
def a_price_of_zero_is_intended(filing: Filing) -> Iterator[Violation]:
    """A derivative without a price in dollars has a footnote in place of the price."""
    for path, cell, column in declared_cells(filing):
        if column.role == "price" and cell.value == 0:
            message = (
                "is the exercise price really $0? if there is no price in dollars, write {footnotes: "
                f"[label]}} in its place ({cited(filing, path, column)}; specification 3.3 cm(8))"
            )
            yield Violation(path, message)


@rule("amount-zero", "warning", "Form 3, Table I")
def no_amount_is_zero(filing: Filing) -> Iterator[Violation]:
    """A line reports what is owned; a class of which nothing is owned has no line."""
    for path, cell, column in declared_cells(filing):
        if column.role == "amount" and isinstance(cell.value, Decimal) and cell.value == 0:
            message = "the amount is 0: if none is owned, remove this line; if not, correct the amount"
            yield Violation(path, message)
