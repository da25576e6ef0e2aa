"""The columns of each table of a form, as the review reads them. The one place where it names a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "dollars", "date", "ownership"]
Role = Literal[
    "",
    "title",
    "amount",
    "balance",
    "ownership",
    "nature",
    "underlying",
    "price",
    "exercisable",
    "expiration",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: the *path* of its value in a row, its *label* for readers, and its *role* in a comparison.

    A row fills one column of the role *amount*, a number of securities or dollars, or *balance*: the
    securities owned after a transaction, which are not added up.
    """

    path: tuple[str, ...]
    label: str
    kind: Kind = "text"
    role: Role = ""

    @property
    def is_amount(self) -> bool:
        """True if a review compares its values as the amount of a row."""
        return self.role in ("amount", "balance")


@dataclass(frozen=True, kw_only=True, slots=True)
class TableColumns:
    """A table: its *key* in a filing, its *label* on the form, the *securities* that it lists."""

    key: str
    label: str
    securities: str
    columns: tuple[Column, ...]


_TITLE = Column(path=("title",), label="title", role="title")
_OWNERSHIP = (
    Column(path=("ownership",), label="form of ownership", kind="ownership", role="ownership"),
    Column(path=("nature_of_ownership",), label="nature of ownership", role="nature"),
)
TABLES = (
    TableColumns(
        key="non_derivative",
        label="Table I",
        securities="non-derivative securities",
        columns=(
            _TITLE,
            Column(path=("amount",), label="amount", kind="number", role="amount"),
            Column(path=("amount_in_dollars",), label="amount", kind="dollars", role="amount"),
            *_OWNERSHIP,
        ),
    ),
    TableColumns(
        key="derivative",
        label="Table II",
        securities="derivative securities",
        columns=(
            _TITLE,
            Column(path=("date_exercisable",), label="date exercisable", kind="date", role="exercisable"),
            Column(path=("expiration_date",), label="expiration date", kind="date", role="expiration"),
            Column(path=("underlying", "title"), label="underlying security", role="underlying"),
            Column(path=("underlying", "amount"), label="amount", kind="number", role="amount"),
            Column(path=("underlying", "amount_in_dollars"), label="amount", kind="dollars", role="amount"),
            Column(
                path=("conversion_or_exercise_price",), label="exercise price", kind="dollars", role="price"
            ),
            *_OWNERSHIP,
        ),
    ),
)
"""The tables of Form 3."""


def tables_of(form: str) -> tuple[TableColumns, ...]:
    """Return the tables of a form."""
    return TABLES
