"""Rules about the tables of holdings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from redwell.form import Rule
from redwell.model import Filing
from redwell.ownership.columns import Column, Line, value
from redwell.ownership.tables import cell_for, cited, columns_for, declared_cells, rows, terms
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
                f"({_nature(filing, path, row)}; specification 3.3 cm(5))"
            )
            yield Problem(code="nature-missing", message=message, path=path, on="ownership")


def direct_ownership_has_no_nature(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing that gives direct ownership a nature (specification 3.3 cm(5))."""
    for path, row in rows(filing):
        if row.ownership.value == "direct" and row.nature_of_ownership:
            message = (
                "only indirect ownership has a nature: remove it, or write ownership: indirect "
                f"({_nature(filing, path, row)}; specification 3.3 cm(5))"
            )
            yield Problem(code="nature-not-allowed", message=message, path=path, on="nature_of_ownership")


def each_row_has_one_amount(filing: Filing) -> Iterator[Problem]:
    """Either a number of securities or their value in dollars (specification 3.3 cm(6), cm(7))."""
    for path, row in rows(filing):
        columns = columns_for(row, "amount")
        if [column.kind for column in columns] == ["number", "dollars"]:
            yield from _one_amount(filing, path, row, columns)


def _one_amount(filing: Filing, path: Path, row: Line, columns: Sequence[Column]) -> Iterator[Problem]:
    number, dollars = columns
    section = "cm(6)" if len(number.path) > 1 else "cm(7)"
    source = f"{cited(filing, path, number)}; specification 3.3 {section}"
    holder = (*path, *number.path[:-1])
    filled = [column for column in columns if value(row, column)]
    if len(filled) == 2:
        message = f"an amount is a number or in dollars, not both: remove one ({source})"
        yield Problem(code="amount-twice", message=message, path=holder, on=dollars.path[-1])
    if not filled:
        message = (
            f"the amount is missing: write {number.path[-1]}: and how many, or {dollars.path[-1]}: ({source})"
        )
        yield Problem(code="amount-missing", message=message, path=holder, on="title")


def dates_of_a_derivative_follow_each_other(filing: Filing) -> Iterator[Problem]:
    """What expires before the event, or before it can be exercised, is a likely slip (Form 3, Table II)."""
    for row_path, row in rows(filing):
        expiration, exercisable = cell_for(row, "expiration"), cell_for(row, "exercisable")
        expires = expiration and expiration[1].value
        if not expiration or not expires:
            continue
        path = (*row_path, *expiration[0].path)
        if expires < filing.period_of_report:
            message = "this security expired before the event that the form reports: is the year right?"
            yield Problem(severity="warning", code="expired-before-event", message=message, path=path)
        elif exercisable and exercisable[1].value and expires < exercisable[1].value:
            message = "this security expires before it can be exercised: are the two dates right?"
            yield Problem(severity="warning", code="expires-before-exercise", message=message, path=path)


def each_class_and_form_of_ownership_has_one_line(filing: Filing) -> Iterator[Problem]:
    """A line for each class and each form of its ownership (Form 3, reminder under Table I)."""
    seen: dict[tuple[object, ...], Path] = {}
    for path, row in rows(filing):
        said = (path[0], *terms(row))
        if said in seen:
            first = dotted(seen[said])
            message = (
                f"{first} is of the same class, terms and ownership, and these have one line (Form 3, "
                "reminder under Table I): are the two one, or does a footnote tell them apart?"
            )
            yield Problem(severity="warning", code="row-same", message=message, path=path, on="title")
        seen.setdefault(said, path)


def derivatives_stand_in_table_two(filing: Filing) -> Iterator[Problem]:
    """Table II holds puts, calls, warrants, options and convertible securities (Form 3, Table II)."""
    for path, row in rows(filing):
        if columns_for(row, "underlying"):
            continue
        if found := _DERIVATIVE.search(row.title.value or ""):
            message = (
                f'"{found[0]}" sounds like a derivative security, which stands in Table II (Form 3: '
                '"puts, calls, warrants, options, convertible securities"): should this line stand there?'
            )
            yield Problem(
                severity="warning",
                code="table-one-derivative",
                message=message,
                path=(*path, "title"),
                words=found[0],
            )


def shares_stand_in_table_one(filing: Filing) -> Iterator[Problem]:
    """What is owned outright, restricted stock too, stands in Table I (Form 3, Table I)."""
    for row_path, row in rows(filing):
        underlying = cell_for(row, "underlying")
        if not underlying:
            continue
        title, under = (
            " ".join((cell.value or "").casefold().split()) for cell in (row.title, underlying[1])
        )
        path = (*row_path, "title")
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
    for path, cell, column in declared_cells(filing):
        if cell.value != 0 or not isinstance(cell.value, Decimal):
            continue
        if column.role == "price":
            message = (
                "a price of 0 says that exercise costs nothing: is that so? where there is no price in "
                f"dollars, a footnote stands instead ({cited(filing, path, column)}; specification 3.3 cm(8))"
            )
            yield Problem(severity="warning", code="price-zero", message=message, path=path)
        elif column.role == "amount":
            is_under = len(column.path) > 1
            what = "there is nothing under this derivative" if is_under else "nothing is owned"
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


def _nature(filing: Filing, path: Path, row: Line) -> str:
    return cited(filing, path, columns_for(row, "nature")[0])


HOLDINGS: tuple[Rule, ...] = (
    indirect_ownership_has_a_nature,
    direct_ownership_has_no_nature,
    each_row_has_one_amount,
    dates_of_a_derivative_follow_each_other,
    each_class_and_form_of_ownership_has_one_line,
    derivatives_stand_in_table_two,
    shares_stand_in_table_one,
    no_amount_is_zero,
    a_foreign_issuers_title_names_the_security,
)
"""The tables of Form 3, and the holdings in those of Form 5."""
