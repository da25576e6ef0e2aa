"""Rules about the tables of holdings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from redwell.form import Rule
from redwell.model import DerivativeHolding, Filing, NonDerivativeHolding, Underlying
from redwell.ownership.tables import TABLES, Row, cells, rows
from redwell.problems import Path, Problem, dotted

_DERIVATIVE = re.compile(
    r"\b(options?|warrants?|puts?|calls?|convertible|exchangeable|appreciation rights?|sars?|"
    r"(?:restricted |performance |deferred )?(?:stock|share) units?|rsus?|psus?|phantom)\b",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(r"restricted (common |ordinary )?(stock|shares?)( awards?)?")
_BARE = re.compile(r"(common )?stock|shares?|equity( shares?)?|securities", re.IGNORECASE)


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


def no_securities_owned_means_none(filing: Filing) -> Iterator[Problem]:
    """A filing that says that nothing is owned lists nothing (specification 4.3: `noSecuritiesOwned`)."""
    if filing.no_securities_owned and (filing.non_derivative or filing.derivative):
        message = "the tables list securities: remove this line, or the lines of the tables"
        yield Problem(code="none-owned-contradicted", message=message, path=("no_securities_owned",))


def empty_tables_are_meant(filing: Filing) -> Iterator[Problem]:
    """A form that lists nothing says that nothing is owned (specification 4.3); its author should say so."""
    if not (filing.no_securities_owned or filing.non_derivative or filing.derivative):
        message = (
            "no securities are listed, and the form will say that none are owned: is that so? "
            "then write no_securities_owned: true"
        )
        yield Problem(severity="warning", code="no-holdings", message=message)


def dates_of_a_derivative_follow_each_other(filing: Filing) -> Iterator[Problem]:
    """What expires before the event, or before it can be exercised, is a likely slip (Form 3, Table II)."""
    for n, row in enumerate(filing.derivative):
        expires, exercisable = row.expiration_date.value, row.date_exercisable.value
        path = ("derivative", n, "expiration_date")
        if expires and expires < filing.date_of_event:
            message = "this security expired before the event that the form reports: is the year right?"
            yield Problem(severity="warning", code="expired-before-event", message=message, path=path)
        elif expires and exercisable and expires < exercisable:
            message = "this security expires before it can be exercised: are the two dates right?"
            yield Problem(severity="warning", code="expires-before-exercise", message=message, path=path)


def each_class_and_form_of_ownership_has_one_line(filing: Filing) -> Iterator[Problem]:
    """A line for each class and each form of its ownership (Form 3, reminder under Table I)."""
    seen: dict[tuple[object, ...], Path] = {}
    for path, row in rows(filing):
        said = (path[0], *_terms(row))
        if said in seen:
            first = dotted(seen[said])
            message = (
                f"{first} is of the same class, terms and ownership, and these have one line (Form 3, "
                "reminder under Table I): are the two one, or does a footnote tell them apart?"
            )
            yield Problem(severity="warning", code="row-same", message=message, path=path, on="title")
        seen.setdefault(said, path)


def _terms(row: Row) -> Iterator[object]:
    """What tells one line from another: every value and footnote but the amount."""
    for cell in (row.title, row.ownership, row.nature_of_ownership):
        if cell:
            yield str(cell.value).casefold(), cell.footnotes
        else:
            yield None
    if isinstance(row, DerivativeHolding):
        yield row.underlying.title.value
        for each in (row.date_exercisable, row.expiration_date, row.conversion_or_exercise_price):
            yield each.value, each.footnotes


def derivatives_stand_in_table_two(filing: Filing) -> Iterator[Problem]:
    """Table II holds puts, calls, warrants, options and convertible securities (Form 3, Table II)."""
    for n, row in enumerate(filing.non_derivative):
        if found := _DERIVATIVE.search(row.title.value or ""):
            message = (
                f'"{found[0]}" sounds like a derivative security, which stands in Table II (Form 3: '
                '"puts, calls, warrants, options, convertible securities"): should this line stand there?'
            )
            path = ("non_derivative", n, "title")
            yield Problem(
                severity="warning", code="table-one-derivative", message=message, path=path, words=found[0]
            )


def shares_stand_in_table_one(filing: Filing) -> Iterator[Problem]:
    """What is owned outright, restricted stock too, stands in Table I (Form 3, Table I)."""
    for n, row in enumerate(filing.derivative):
        title, under = (
            " ".join((cell.value or "").casefold().split()) for cell in (row.title, row.underlying.title)
        )
        path = ("derivative", n, "title")
        message = ""
        if title == under:
            message = (
                "this and the security under it have one title: is it a derivative? shares that are owned "
                "stand in Table I"
            )
        elif _RESTRICTED.fullmatch(title):
            message = "restricted stock is owned, subject to vesting: should this line stand in Table I?"
        if message:
            yield Problem(severity="warning", code="table-two-shares", message=message, path=path)


def no_amount_is_zero(filing: Filing) -> Iterator[Problem]:
    """A line reports what is owned; a class of which nothing is owned has no line (Form 3, Table I)."""
    for path, cell in cells(filing):
        if cell.value != 0 or not isinstance(cell.value, Decimal):
            continue
        if path[-1] == "conversion_or_exercise_price":
            message = (
                "a price of 0 says that exercise costs nothing: is that so? where there is no price in "
                "dollars, a footnote stands instead (Form 3, Table II, column 4; specification 3.3 cm(8))"
            )
            yield Problem(severity="warning", code="price-zero", message=message, path=path)
        else:
            what = "there is nothing under this derivative" if "underlying" in path else "nothing is owned"
            message = f"this line says that {what}: is the amount right? else remove the line"
            yield Problem(severity="warning", code="amount-zero", message=message, path=path)


def a_foreign_issuers_title_names_the_security(filing: Filing) -> Iterator[Problem]:
    """ADS and ordinary shares of a foreign issuer are classes of their own (Form 3, Table I, column 1)."""
    for path, row in rows(filing) if filing.issuer.foreign_private_issuer else ():
        if _BARE.fullmatch((row.title.value or "").strip()):
            message = (
                f'does "{row.title.value}" say which security this is? a foreign private issuer has ordinary '
                "shares, ADS or both"
            )
            yield Problem(severity="warning", code="fpi-title", message=message, path=(*path, "title"))


def _column(table: str | int, first: int, second: int) -> str:
    return f"Form 3, {TABLES[str(table)]}, column {first if table == 'non_derivative' else second}"


HOLDINGS: tuple[Rule, ...] = (
    indirect_ownership_has_a_nature,
    direct_ownership_has_no_nature,
    each_row_has_one_amount,
    no_securities_owned_means_none,
    empty_tables_are_meant,
    dates_of_a_derivative_follow_each_other,
    each_class_and_form_of_ownership_has_one_line,
    derivatives_stand_in_table_two,
    shares_stand_in_table_one,
    no_amount_is_zero,
    a_foreign_issuers_title_names_the_security,
)
"""The tables of Form 3, and the holdings in those of Form 5."""
