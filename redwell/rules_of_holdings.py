"""Rules about the tables of holdings."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.cells import TABLES, rows
from redwell.form import Rule
from redwell.model import Filing, NonDerivativeHolding, Underlying
from redwell.parts import MAX_ROWS
from redwell.problems import Path, Problem


def indirect_ownership_has_a_nature(filing: Filing) -> Iterator[Problem]:
    """Indirect ownership needs its nature (specification 3.3 cm(5))."""
    for path, row in rows(filing):
        if row.ownership.value == "indirect" and not (
            row.nature_of_ownership and row.nature_of_ownership.value
        ):
            message = (
                'indirect ownership needs its nature, e.g. "By spouse" '
                f"({_column(path[0], 4, 6)}; specification 3.3 cm(5))"
            )
            yield Problem(code="nature-missing", message=message, path=path, on="ownership")


def direct_ownership_has_no_nature(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing that gives direct ownership a nature (specification 3.3 cm(5))."""
    for path, row in rows(filing):
        if row.ownership.value == "direct" and row.nature_of_ownership:
            message = (
                "only indirect ownership has a nature: remove it, or write ownership: indirect "
                f"({_column(path[0], 4, 6)}; specification 3.3 cm(5))"
            )
            yield Problem(code="nature-not-allowed", message=message, path=path, on="nature_of_ownership")


def each_row_has_one_amount(filing: Filing) -> Iterator[Problem]:
    """Either a number of securities or their value in dollars (specification 3.3 cm(6), cm(7))."""
    for n, row in enumerate(filing.non_derivative):
        yield from _one_amount(("non_derivative", n), row, "Table I, column 2; specification 3.3 cm(7)")
    for n, derivative in enumerate(filing.derivative):
        path = ("derivative", n, "underlying")
        yield from _one_amount(path, derivative.underlying, "Table II, column 3; specification 3.3 cm(6)")


def _one_amount(path: Path, holder: NonDerivativeHolding | Underlying, source: str) -> Iterator[Problem]:
    if holder.amount and holder.amount_in_dollars:
        message = f"an amount is a number or in dollars, not both: remove one (Form 3, {source})"
        yield Problem(code="amount-twice", message=message, path=path, on="amount_in_dollars")
    if not holder.amount and not holder.amount_in_dollars:
        message = (
            f"the amount is missing: write amount: and how many, or amount_in_dollars: (Form 3, {source})"
        )
        yield Problem(code="amount-missing", message=message, path=path, on="title")


def at_most_thirty_rows_stand_in_a_table(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes thirty rows of a table in one filing (specification 3.5)."""
    for table, name in TABLES.items():
        if len(getattr(filing, table)) > MAX_ROWS:
            message = (
                f"not yet: EDGAR takes {MAX_ROWS} lines of {name} in one filing (specification 3.5), and "
                "Redwell does not split one; put the lines from here on into a second filing"
            )
            yield Problem(code="rows-too-many", message=message, path=(table, MAX_ROWS), on="title")


def no_securities_owned_means_none(filing: Filing) -> Iterator[Problem]:
    """A filing that says that nothing is owned lists nothing."""
    if filing.no_securities_owned and (filing.non_derivative or filing.derivative):
        message = "the tables list securities: remove this line, or the lines of the tables"
        yield Problem(code="none-owned-contradicted", message=message, path=("no_securities_owned",))


def empty_tables_are_meant(filing: Filing) -> Iterator[Problem]:
    """A form that lists nothing says that nothing is owned; its author should have said so."""
    if not (filing.no_securities_owned or filing.non_derivative or filing.derivative):
        message = (
            "no securities are listed, and the form will say that none are owned: is that so? "
            "then write no_securities_owned: true"
        )
        yield Problem(severity="warning", code="no-holdings", message=message)


def dates_of_a_derivative_follow_each_other(filing: Filing) -> Iterator[Problem]:
    """What expired before the event, or before it can be exercised, is likely a slip of the pen."""
    for n, row in enumerate(filing.derivative):
        expires, exercisable = row.expiration_date.value, row.date_exercisable.value
        path = ("derivative", n, "expiration_date")
        if expires and expires < filing.date_of_event:
            message = "this security expired before the event that the form reports: is the year right?"
            yield Problem(severity="warning", code="expired-before-event", message=message, path=path)
        elif expires and exercisable and expires < exercisable:
            message = "this security expires before it can be exercised: are the two dates right?"
            yield Problem(severity="warning", code="expires-before-exercise", message=message, path=path)


def _column(table: str | int, first: int, second: int) -> str:
    return f"Form 3, {TABLES[str(table)]}, column {first if table == 'non_derivative' else second}"


HOLDINGS: tuple[Rule, ...] = (
    indirect_ownership_has_a_nature,
    direct_ownership_has_no_nature,
    each_row_has_one_amount,
    at_most_thirty_rows_stand_in_a_table,
    no_securities_owned_means_none,
    empty_tables_are_meant,
    dates_of_a_derivative_follow_each_other,
)
"""The tables of Form 3, and the holdings in those of Form 5."""
