"""Declare the facts and the two tables of Form 3, each column once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from redwell.model import CoverBoxes, Edition, Filing, Footnoted, Ownership, Row
from redwell.ownership import tables
from redwell.ownership.columns import Column, RowKind, column, fact, group, table

AMOUNT = Column(label="amount", kind="number", role="amount")
OWNED = "postTransactionAmounts/sharesOwnedFollowingTransaction/value"
OWNED_IN_DOLLARS = "postTransactionAmounts/valueOwnedFollowingTransaction/value"
UNDERLYING = "underlyingSecurity/underlyingSecurity"


@dataclass(frozen=True, kw_only=True, slots=True)
class NonDerivativeHolding(Row):
    """A row of Table I. Either *amount* (number of securities) or *amount_in_dollars* is given."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    amount: Footnoted[Decimal] | None = field(
        default=None, metadata=column(AMOUNT, box="column 2", xml=(OWNED,))
    )
    amount_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(AMOUNT, box="column 2", kind="dollars", xml=(OWNED_IN_DOLLARS,), cells=("amount",)),
    )
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 3"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 4")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Underlying(Row):
    """The securities under a derivative (Table II, column 3)."""

    title: Footnoted[str] = field(
        metadata=column(
            label="underlying security", box="column 3", role="underlying", xml=(f"{UNDERLYING}Title/value",)
        )
    )
    amount: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(AMOUNT, box="column 3", xml=(f"{UNDERLYING}Shares/value",)),
    )
    amount_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(
            AMOUNT,
            box="column 3",
            kind="dollars",
            xml=(f"{UNDERLYING}Value/value",),
            cells=("underlying_amount",),
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivativeHolding(Row):
    """A row of Table II."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    date_exercisable: Footnoted[date] = field(metadata=column(tables.EXERCISABLE, box="column 2"))
    expiration_date: Footnoted[date] = field(metadata=column(tables.EXPIRATION, box="column 2"))
    underlying: Underlying = field(metadata=group(Underlying))
    conversion_or_exercise_price: Footnoted[Decimal] = field(metadata=column(tables.PRICE, box="column 4"))
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 5"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 6")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Form3(Filing):
    """A Form 3 or 3/A."""

    NUMBER: ClassVar[int] = 3
    AMENDMENT: ClassVar[str] = "3/A"
    BOXES: ClassVar[CoverBoxes] = CoverBoxes(
        trading_symbol="box 3",
        foreign_trading_symbol="box 3a",
        relationship="box 4",
        original_filed="box 5",
    )
    EDITIONS: ClassVar[tuple[Edition, ...]] = (
        Edition(name="7-02"),
        # EDGAR Release 26.1.1.
        Edition(name="03-26", since=date(2026, 3, 18)),
    )

    date_of_event: date = field(
        metadata=fact(label="date of event", box="box 2", kind="date", role="period", xml=("periodOfReport",))
    )
    registration_effective: date | None = field(
        default=None, metadata=fact(label="day on which the registration becomes effective", kind="date")
    )
    no_securities_owned: bool = field(default=False, metadata=fact(label="no securities owned", kind="flag"))
    non_derivative: tuple[NonDerivativeHolding, ...] = field(
        default=(),
        metadata=table(
            label="Table I",
            securities="non-derivative securities",
            xml="nonDerivativeTable",
            kinds=(RowKind(row=NonDerivativeHolding, xml="nonDerivativeHolding"),),
        ),
    )
    derivative: tuple[DerivativeHolding, ...] = field(
        default=(),
        metadata=table(
            label="Table II",
            securities="derivative securities",
            xml="derivativeTable",
            kinds=(RowKind(row=DerivativeHolding, xml="derivativeHolding"),),
        ),
    )

    @property
    def period_of_report(self) -> date:
        """The date of the event (box 2)."""
        return self.date_of_event


def imported(filing: Form3) -> Form3:
    """Return a filing read from XML with `no_securities_owned`, which EDGAR derives."""
    return replace(filing, no_securities_owned=not filing.non_derivative and not filing.derivative)
