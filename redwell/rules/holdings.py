"""Rules about the lines of the tables that report holdings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from redwell.model import DerivativeHolding, Filing, Footnoted, NonDerivativeHolding, Underlying
from redwell.ownership.tables import TABLES, Row, cells, rows
from redwell.problems import Path, dotted
from redwell.rules.registry import Violation, rule

_DERIVATIVE = re.compile(
    r"\b(options?|warrants?|puts?|calls?|convertible|exchangeable|appreciation rights?|sars?|"
    r"(?:restricted |performance |deferred )?(?:stock|share) units?|rsus?|psus?|phantom)\b",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(r"restricted (common |ordinary )?(stock|shares?)( awards?)?")
_UNNAMED = re.compile(r"(common )?stock|shares?|equity( shares?)?|securities", re.IGNORECASE)
"""Titles that do not say which security of a foreign issuer is meant."""


@rule("nature-missing", "error", "specification 3.3 cm(5)")
def indirect_ownership_has_a_nature(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing that reports indirect ownership without its nature."""
    for path, row in rows(filing):
        nature = row.nature_of_ownership
        if row.ownership.value == "indirect" and not (nature and nature.value):
            message = (
                "indirect ownership needs its nature: write, for example, nature_of_ownership: By spouse "
                f"({_column(path[0], 4, 6)}; specification 3.3 cm(5))"
            )
            yield Violation(path, message, on="ownership")


@rule("nature-not-allowed", "error", "specification 3.3 cm(5)")
def direct_ownership_has_no_nature(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing that gives direct ownership a nature."""
    for path, row in rows(filing):
        if row.ownership.value == "direct" and row.nature_of_ownership:
            message = (
                "only indirect ownership has a nature: remove it, or write ownership: indirect "
                f"({_column(path[0], 4, 6)}; specification 3.3 cm(5))"
            )
            yield Violation(path, message, on="nature_of_ownership")


@rule("amount-twice", "error", "specification 3.3 cm(6) and cm(7)")
def an_amount_is_a_number_or_dollars(filing: Filing) -> Iterator[Violation]:
    """A line gives the number of securities or their value in dollars, never both."""
    for path, amounts, source in _amounts(filing):
        if amounts.amount and amounts.amount_in_dollars:
            message = f"an amount is a number or in dollars, not both: remove one of the two ({source})"
            yield Violation(path, message, on="amount_in_dollars")


@rule("amount-missing", "error", "specification 3.3 cm(6) and cm(7)")
def each_line_has_an_amount(filing: Filing) -> Iterator[Violation]:
    """A line gives the number of securities or their value in dollars."""
    for path, amounts, source in _amounts(filing):
        if not amounts.amount and not amounts.amount_in_dollars:
            message = (
                "the amount is missing: write amount: with the number of securities, or amount_in_dollars: "
                f"with their value ({source})"
            )
            yield Violation(path, message, on="title")


def _amounts(filing: Filing) -> Iterator[tuple[Path, NonDerivativeHolding | Underlying, str]]:
    """Return what holds the amount of each line, its path and its column."""
    for n, row in enumerate(filing.non_derivative):
        yield ("non_derivative", n), row, "Form 3, Table I, column 2; specification 3.3 cm(7)"
    for n, derivative in enumerate(filing.derivative):
        path = ("derivative", n, "underlying")
        yield path, derivative.underlying, "Form 3, Table II, column 3; specification 3.3 cm(6)"


@rule("none-owned-contradicted", "error", "specification 4.3, noSecuritiesOwned")
def no_securities_owned_means_none(filing: Filing) -> Iterator[Violation]:
    """A filing that says that nothing is owned lists nothing."""
    if filing.no_securities_owned and (filing.non_derivative or filing.derivative):
        message = "the tables list securities: remove this line, or the lines of the tables"
        yield Violation(("no_securities_owned",), message)


@rule("no-holdings", "warning", "specification 4.3, noSecuritiesOwned")
def empty_tables_are_intended(filing: Filing) -> Iterator[Violation]:
    """A form that lists nothing says that nothing is owned; the author of the file should say so too."""
    if not (filing.no_securities_owned or filing.non_derivative or filing.derivative):
        message = (
            "no securities are listed, so the form will say that none are owned: is that right? if so, write "
            "no_securities_owned: true"
        )
        yield Violation((), message)


@rule("expired-before-event", "warning", "Form 3, Table II")
def a_derivative_had_not_expired_before_the_event(filing: Filing) -> Iterator[Violation]:
    """The form reports what was owned on the date of event."""
    for n, row in enumerate(filing.derivative):
        if _is_earlier(row.expiration_date.value, filing.date_of_event):
            message = "this security expired before the date of event: is the year right?"
            yield Violation(("derivative", n, "expiration_date"), message)


@rule("expires-before-exercise", "warning", "Form 3, Table II")
def a_derivative_can_be_exercised_before_it_expires(filing: Filing) -> Iterator[Violation]:
    """A security that expires before anybody can exercise it is probably a typing error."""
    for n, row in enumerate(filing.derivative):
        expires = row.expiration_date.value
        if _is_earlier(expires, row.date_exercisable.value) and not _is_earlier(
            expires, filing.date_of_event
        ):
            message = "this security expires before it can be exercised: are both dates right?"
            yield Violation(("derivative", n, "expiration_date"), message)


def _is_earlier(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day < other


@rule("row-same", "warning", "Form 3, Table I, reminder")
def each_class_and_form_of_ownership_has_one_line(filing: Filing) -> Iterator[Violation]:
    """The form has one line for each class of securities and each form of its ownership."""
    seen: dict[tuple[object, ...], Path] = {}
    for path, row in rows(filing):
        terms = (path[0], *_terms(row))
        if terms in seen:
            message = (
                f"{dotted(seen[terms])} has the same class, terms and ownership: should the two be one "
                "line, or should a footnote tell them apart? (Form 3, Table I, reminder)"
            )
            yield Violation(path, message, on="title")
        seen.setdefault(terms, path)


def _terms(row: Row) -> Iterator[object]:
    """Return what tells one line from another: every value and footnote except the amount."""
    for cell in (row.title, row.ownership, row.nature_of_ownership):
        if cell:
            yield str(cell.value).casefold(), cell.footnotes
        else:
            yield None
    if isinstance(row, DerivativeHolding):
        yield row.underlying.title.value
        for term in (row.date_exercisable, row.expiration_date, row.conversion_or_exercise_price):
            yield term.value, term.footnotes


@rule("table-one-derivative", "warning", "Form 3, Table II")
def derivatives_stand_in_table_two(filing: Filing) -> Iterator[Violation]:
    """Table II holds puts, calls, warrants, options and convertible securities."""
    for n, row in enumerate(filing.non_derivative):
        if words := _DERIVATIVE.search(row.title.value or ""):
            message = (
                f'"{words[0]}" sounds like a derivative security: should this line be in Table II? (Form 3, '
                'Table II: "puts, calls, warrants, options, convertible securities")'
            )
            yield Violation(("non_derivative", n, "title"), message, words=words[0])


@rule("table-two-shares", "warning", "Form 3, Table I")
def shares_stand_in_table_one(filing: Filing) -> Iterator[Violation]:
    """Table I holds what is owned outright, including restricted stock."""
    for n, row in enumerate(filing.derivative):
        path = ("derivative", n, "title")
        title, underlying = (_normal(cell) for cell in (row.title, row.underlying.title))
        if title == underlying:
            message = (
                "this title is also the title of the underlying security: is this a derivative? shares that "
                "are owned outright go in Table I"
            )
            yield Violation(path, message)
        elif _RESTRICTED.fullmatch(title):
            message = "restricted stock is owned, subject to vesting: should this line be in Table I?"
            yield Violation(path, message)


def _normal(cell: Footnoted[str]) -> str:
    return " ".join((cell.value or "").casefold().split())


@rule("price-zero", "warning", "Form 3, Table II, column 4; specification 3.3 cm(8)")
def a_price_of_zero_is_intended(filing: Filing) -> Iterator[Violation]:
    """A derivative without a price in dollars has a footnote in place of the price."""
    for n, row in enumerate(filing.derivative):
        if row.conversion_or_exercise_price.value == 0:
            message = (
                "a price of 0 says that exercise is free: is that right? if there is no price in dollars, "
                "write a footnote in its place (Form 3, Table II, column 4; specification 3.3 cm(8))"
            )
            yield Violation(("derivative", n, "conversion_or_exercise_price"), message)


@rule("amount-zero", "warning", "Form 3, Table I")
def no_amount_is_zero(filing: Filing) -> Iterator[Violation]:
    """A line reports what is owned; a class of which nothing is owned has no line."""
    for path, cell in cells(filing):
        is_amount = path[-1] in ("amount", "amount_in_dollars")
        if is_amount and isinstance(cell.value, Decimal) and cell.value == 0:
            meaning = "nothing underlies this derivative" if "underlying" in path else "nothing is owned"
            message = f"an amount of 0 says that {meaning}: is that right? if so, remove the line"
            yield Violation(path, message)


@rule("fpi-title", "warning", "Form 3, Table I, column 1")
def a_foreign_issuers_title_names_the_security(filing: Filing) -> Iterator[Violation]:
    """A foreign issuer's ordinary shares and its ADSs are different classes."""
    for path, row in rows(filing) if filing.issuer.foreign_private_issuer else ():
        if _UNNAMED.fullmatch((row.title.value or "").strip()):
            message = (
                f'does "{row.title.value}" say which security this is? a foreign private issuer has ordinary '
                "shares, ADSs or both"
            )
            yield Violation((*path, "title"), message)


def _column(table: str | int, first: int, second: int) -> str:
    return f"Form 3, {TABLES[str(table)]}, column {first if table == 'non_derivative' else second}"
