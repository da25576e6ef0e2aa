"""Declare what Form 5 has of its own: its period, and the words for what an earlier form should have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from redwell.ownership.columns import column, fact
from redwell.ownership.transactions import (
    DerivativePosition,
    DerivativeTransaction,
    NonDerivativePosition,
    NonDerivativeTransaction,
    StatementOfChanges,
    table_one,
    table_two,
    timing,
)

LATE = timing({("5", "L"): "late", ("4", ""): "missed_form_4", ("4", "L"): "missed_form_4"}, "5")
MISSED = timing({("3",): "missed_form_3"}, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class NonDerivativeTransactionOf5(NonDerivativeTransaction):
    """A transaction of Table I."""

    timing: str | None = field(default=None, metadata=column(LATE, box="column 3"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NonDerivativePositionOf5(NonDerivativePosition):
    """A holding of Table I."""

    timing: str | None = field(default=None, metadata=column(MISSED, box="column 3"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivativeTransactionOf5(DerivativeTransaction):
    """A transaction of Table II."""

    timing: str | None = field(default=None, metadata=column(LATE, box="column 4"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivativePositionOf5(DerivativePosition):
    """A holding of Table II."""

    timing: str | None = field(default=None, metadata=column(MISSED, box="column 4"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Form5(StatementOfChanges):
    """A Form 5 or 5/A."""

    NUMBER: ClassVar[int] = 5
    AMENDMENT: ClassVar[str] = "5/A"

    period: date = field(
        metadata=fact(
            label="end of the issuer's fiscal year",
            box="box 3",
            kind="date",
            role="period",
            xml=("periodOfReport",),
        )
    )
    non_derivative: tuple[NonDerivativeTransaction | NonDerivativePosition, ...] = field(
        default=(), metadata=table_one(NonDerivativeTransactionOf5, NonDerivativePositionOf5)
    )
    derivative: tuple[DerivativeTransaction | DerivativePosition, ...] = field(
        default=(), metadata=table_two(DerivativeTransactionOf5, DerivativePositionOf5)
    )

    @property
    def period_of_report(self) -> date:
        """The end of the issuer's fiscal year (box 3)."""
        return self.period

    @property
    def line_boxes(self) -> Mapping[str, bool]:
        """The boxes above the tables that lines check, by their labels."""
        return {
            "Form 3 holdings reported": self.has_timing("missed_form_3"),
            "Form 4 transactions reported": self.has_timing("missed_form_4"),
        }
