"""Read the tables of a filing by row and cell; declare the columns that Forms 3, 4 and 5 share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import (
    Column,
    OwnershipRow,
    Role,
    Table,
    choice_codec,
    columns,
    facts,
    tables,
    value,
)
from redwell.problems import Path

TITLE = Column(label="title", box="column 1", xml=("securityTitle/value",), role="title")
OWNERSHIP = Column(
    label="form of ownership",
    kind="choice",
    role="ownership",
    xml=("ownershipNature/directOrIndirectOwnership/value",),
    codec=choice_codec({("D",): "direct", ("I",): "indirect"}),
)
NATURE = Column(
    label="nature of ownership",
    role="nature",
    xml=("ownershipNature/natureOfOwnership/value",),
    cells=("nature",),
)
PRICE = Column(
    label="exercise price",
    kind="dollars",
    role="price",
    xml=("conversionOrExercisePrice/value",),
    cells=("price",),
)
EXERCISABLE = Column(
    label="date exercisable",
    kind="date",
    role="exercisable",
    xml=("exerciseDate/value",),
)
EXPIRATION = Column(
    label="expiration date",
    kind="date",
    role="expiration",
    xml=("expirationDate/value",),
)
COMPUTED_PERIOD = Column(label="period of report", kind="date", role="period", has_footnotes=False)


def rows(filing: Filing) -> Iterator[tuple[Path, OwnershipRow]]:
    """Yield the rows of every table with their paths, in the order of the form."""
    for table in tables(type(filing)):
        for n, row in enumerate(getattr(filing, table.key)):
            yield (table.key, n), row


def cells(filing: Filing) -> Iterator[tuple[Path, Footnoted[Any]]]:
    """Yield every value of a table that can have footnotes, with its path."""
    for path, cell, _ in declared_cells(filing):
        yield path, cell


def rows_citing(filing: Filing, label: str) -> Iterator[tuple[Path, OwnershipRow]]:
    """Yield the rows of every table with a value that refers to the footnote *label*, with their paths."""
    citing = dict.fromkeys(path[:2] for path, cell in cells(filing) if label in cell.footnotes)
    yield from ((path, row) for path, row in rows(filing) if path in citing)


def declared_cells(filing: Filing) -> Iterator[tuple[Path, Footnoted[Any], Column]]:
    """Yield every value of a table that can have footnotes, with its path and its column."""
    for path, line in rows(filing):
        row = cast(Row, line)
        for column in columns(type(row)):
            cell = value(row, column)
            if isinstance(cell, Footnoted):
                yield (*path, *column.path), cell, column


def period_of(filing: Filing) -> Column:
    """Return the fact that holds the date a filing reports on; without a path if the form computes it."""
    return next((fact for fact in facts(type(filing)) if fact.role == "period"), COMPUTED_PERIOD)


def period_path(filing: Filing) -> Path:
    """Return the path of the date that a filing reports on; empty if the form computes it."""
    return period_of(filing).path


def reported_event(filing: Filing) -> str:
    """Return what a filing reports on, with its day: "event of 2026-05-04"."""
    label, day = period_of(filing).label, filing.period_of_report
    what = label.removeprefix("date of ")
    return f"{what}, {day}" if what == label else f"{what} of {day}"


def table_of(filing: Filing, path: Path) -> Table:
    """Return the table in which *path* begins."""
    return next(table for table in tables(type(filing)) if table.key == path[0])


def columns_for(line: OwnershipRow, role: Role) -> tuple[Column, ...]:
    """Return the columns of a row with a role, filled or not."""
    return tuple(column for column in columns(type(cast(Row, line))) if column.role == role)


def cell_for(line: OwnershipRow, role: Role) -> tuple[Column, Footnoted[Any]] | None:
    """Return the first filled column of a row with a role, and its value."""
    row = cast(Row, line)
    filled = ((column, value(row, column)) for column in columns_for(line, role))
    return next(((column, cell) for column, cell in filled if cell is not None), None)


def owned_cell(line: OwnershipRow) -> tuple[Column, Footnoted[Any]] | None:
    """Return the filled column of a row that says how much is owned, and its value.

    That is its balance; of a kind of row that has none, the amount. The amount of the securities under a
    derivative is not what is owned where the derivatives are counted.
    """
    return cell_for(line, "balance" if columns_for(line, "balance") else "amount")


def terms(line: OwnershipRow) -> tuple[object, ...]:
    """Return the terms that distinguish rows: every value except the amounts, with its footnotes.

    The title of the underlying security is compared exactly, without its footnotes.
    """
    row = cast(Row, line)
    return tuple(
        _term(column, value(row, column))
        for column in columns(type(row))
        if column.role not in ("amount", "balance")
    )


def _term(column: Column, cell: Any) -> object:
    if isinstance(cell, Footnoted):
        if column.role == "underlying":
            return cell.value
        words = cell.value.casefold() if isinstance(cell.value, str) else cell.value
        return words, cell.footnotes
    return cell


def table_of_securities(filing: Filing, *, are_derivative: bool) -> Table | None:
    """Return the form's table of derivative securities, whose rows have an underlying one, or of others."""
    for table in tables(type(filing)):
        if any(column.role == "underlying" for column in table.columns) == are_derivative:
            return table
    return None


def cited(filing: Filing, path: Path, column: Column) -> str:
    """Return the citation of a column: "Form 3, Table I, column 4"."""
    return cited_box(filing, f"{table_of(filing, path).label}, {column.box}")


def cited_box(filing: Filing, box: str) -> str:
    """Return the citation of a box: "Form 3, box 4"; of the form alone, if *box* is empty."""
    return ", ".join(filter(None, (f"Form {filing.NUMBER}", box)))
