"""Rules about the lines of the tables, whether they report holdings or transactions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.columns import Column, OwnershipRow, Role, tables, value
from redwell.ownership.tables import (
    cell_for,
    cited,
    cited_box,
    columns_for,
    rows,
    table_of_securities,
)
from redwell.problems import Path
from redwell.rules.registry import Violation, rule
from redwell.text.titles import Likeness, spaced, title_likeness

_DERIVATIVE = re.compile(
    r"\b(options?|warrants?|puts?|calls?|convertible|exchangeable|appreciation rights?|sars?)\b",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\b((restricted |performance |deferred |phantom ){0,4}(stock|shares?) units?"
    r"|rsus?|psus?|dsus?|phantom)\b",
    re.IGNORECASE,
)
"""Securities that some report in Table I and some in Table II; the SEC's staff allows both."""
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
                f"({_nature(filing, path, row)}; specification 3.3 cm(5))"
            )
            yield Violation(path, message, on="ownership")


@rule("nature-not-allowed", "error", "specification 3.3 cm(5)")
def direct_ownership_has_no_nature(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing that gives direct ownership a nature."""
    for path, row in rows(filing):
        if row.ownership.value == "direct" and row.nature_of_ownership:
            message = (
                "only indirect ownership has a nature: remove it, or write ownership: indirect "
                f"({_nature(filing, path, row)}; specification 3.3 cm(5))"
            )
            yield Violation(path, message, on="nature_of_ownership")


@rule("amount-twice", "error", "specification 3.3 cm(6) and cm(7)")
def an_amount_is_a_number_or_dollars(filing: Filing) -> Iterator[Violation]:
    """A line gives the number of securities or their value in dollars, never both."""
    for path, source, number, dollars, filled in _amounts(filing):
        if len(filled) == 2:
            message = f"an amount is a number or in dollars, not both: remove one of the two ({source})"
            yield Violation((*path, *number.path[:-1]), message, on=dollars.path[-1])


@rule("amount-missing", "error", "specification 3.3 cm(6) and cm(7)")
def each_line_has_an_amount(filing: Filing) -> Iterator[Violation]:
    """A line gives the number of securities or their value in dollars."""
    for path, source, number, dollars, filled in _amounts(filing):
        if not filled:
            message = (
                f"the amount is missing: write {number.path[-1]}: with the number of securities, or "
                f"{dollars.path[-1]}: with their value ({source})"
            )
            yield Violation((*path, *number.path[:-1]), message, on="title")


def _amounts(filing: Filing) -> Iterator[tuple[Path, str, Column, Column, list[Column]]]:
    """Yield the path of each line, the source, its two columns for an amount, and those that are filled."""
    for path, row in rows(filing):
        columns = columns_for(row, "amount")
        if [column.kind for column in columns] == ["number", "dollars"]:
            number, dollars = columns
            section = "cm(6)" if len(number.path) > 1 else "cm(7)"
            source = f"{cited(filing, path, number)}; specification 3.3 {section}"
            yield path, source, number, dollars, [column for column in columns if value(row, column)]


@rule("expires-before-exercise", "warning", "Form 3, Table II")
def a_derivative_can_be_exercised_before_it_expires(filing: Filing) -> Iterator[Violation]:
    """A security that expires before anybody can exercise it is probably a typing error."""
    for path, row in rows(filing):
        expiration, exercisable = cell_for(row, "expiration"), cell_for(row, "exercisable")
        if not expiration or not exercisable:
            continue
        expires = expiration[1].value
        if is_earlier(expires, exercisable[1].value) and not is_earlier(expires, filing.period_of_report):
            message = "this security expires before it can be exercised: are both dates right?"
            yield Violation((*path, *expiration[0].path), message)


def is_earlier(day: date | None, other: date | None) -> bool:
    """Return True if both days are given, and *day* is before *other*."""
    return day is not None and other is not None and day < other


@rule("table-one-derivative", "warning", "Form 3, Table II")
def derivatives_stand_in_table_two(filing: Filing) -> Iterator[Violation]:
    """Table II holds puts, calls, warrants, options and convertible securities."""
    other = table_of_securities(filing, are_derivative=True)
    if other is None:
        return
    for path, row in rows(filing):
        words = None if columns_for(row, "underlying") else _DERIVATIVE.search(row.title.value or "")
        if words:
            message = (
                f'"{words[0]}" sounds like a derivative security: should this line be in {other.label}? '
                f'({cited_box(filing, other.label)}: "puts, calls, warrants, options, convertible '
                'securities")'
            )
            yield Violation((*path, "title"), message, words=words[0])


@rule("table-differs", "warning", "practice")
def units_stay_in_their_table(
    filing: Filing, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """Restricted stock units may stand in either table; a reader expects them in the same one as before."""
    for path, row in rows(filing):
        title = row.title.value or ""
        previous = find_previous() if _UNITS.search(title) and not filing.filed else None
        before = _tables_of(title, previous) if previous else set()
        if previous and before and path[0] not in before:
            label = next(table.label for table in tables(type(previous)) if table.key in before)
            message = (
                f"the last filing, on {previous.period_of_report}, has this in {label}: is this intended?"
            )
            yield Violation((*path, "title"), message)


def _tables_of(title: str, filing: Filing) -> set[str | int]:
    found = rows(filing)
    return {
        path[0] for path, row in found if title_likeness(row.title.value or "", title) <= Likeness.REWORDED
    }


@rule("amount-thousands", "warning", "specification 3.2")
def a_count_is_not_grouped_by_a_point(
    filing: Filing, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """A point is a decimal point, so 12.500 means twelve and a half."""
    counts = [*_counts(filing)] if not filing.filed else []
    for path, count, class_ in counts:
        written = f"{count:f}"
        if not _THOUSANDS.fullmatch(written) or _has_decimals(class_, (c for c in counts if c[0] != path)):
            continue
        previous = find_previous()
        if previous is None or not _has_decimals(class_, _counts(previous)):
            message = (
                f"{written} is {count.normalize():f}, because a point is a decimal point: if it groups "
                f"thousands, write {written.replace('.', '')}"
            )
            yield Violation(path, message)


_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_COUNTED: tuple[Role, ...] = ("amount", "acquired", "disposed", "balance")
_Count = tuple[Path, Decimal, str]


def _counts(filing: Filing) -> Iterator[_Count]:
    """Yield the amounts with their places, and the titles of their classes."""
    for path, row in rows(filing):
        underlying = cell_for(row, "underlying")
        title = (underlying[1].value if underlying else row.title.value) or ""
        counts = (column for role in _COUNTED for column in columns_for(row, role))
        for column in counts:
            cell = value(row, column)
            if cell and isinstance(cell.value, Decimal):
                yield (*path, *column.path), cell.value, title


def _has_decimals(title: str, counts: Iterable[_Count]) -> bool:
    """Return whether a count of the class has decimals."""
    return any(
        count != count.to_integral_value() and title_likeness(class_, title) <= Likeness.REWORDED
        for _, count, class_ in counts
    )


@rule("table-two-shares", "warning", "Form 3, Table I")
def shares_stand_in_table_one(filing: Filing) -> Iterator[Violation]:
    """Table I holds what is owned outright, including restricted stock."""
    other = table_of_securities(filing, are_derivative=False)
    if other is None:
        return
    for row_path, row in rows(filing):
        underlying = cell_for(row, "underlying")
        if not underlying:
            continue
        path, title = (*row_path, "title"), spaced(row.title.value or "")
        if title == spaced(underlying[1].value or ""):
            message = (
                "this title is also the title of the underlying security: is this a derivative? shares that "
                f"are owned outright go in {other.label}"
            )
            yield Violation(path, message)
        elif _RESTRICTED.fullmatch(title):
            message = f"restricted stock is owned, subject to vesting: should this line be in {other.label}?"
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


def _nature(filing: Filing, path: Path, row: OwnershipRow) -> str:
    return cited(filing, path, columns_for(row, "nature")[0])
