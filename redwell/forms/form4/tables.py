"""Declare the facts of Form 4; its tables are those of `redwell.ownership.transactions`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from redwell.model import Filing
from redwell.ownership.columns import fact
from redwell.ownership.transactions import StatementOfChanges


@dataclass(frozen=True, kw_only=True, slots=True)
class Form4(StatementOfChanges):
    """A Form 4 or 4/A."""

    NUMBER: ClassVar[int] = 4
    AMENDMENT: ClassVar[str] = "4/A"

    period: date | None = field(
        default=None,
        metadata=fact(
            label="date of earliest transaction",
            box="box 3",
            kind="date",
            role="period",
            xml=("periodOfReport",),
        ),
    )

    @property
    def earliest(self) -> date | None:
        """The date of the earliest transaction that is not reported early; None if there is none."""
        days = [(row.timing == "early", row.date.value) for row in self.transactions if row.date.value]
        return min(days)[1] if days else None

    @property
    def period_of_report(self) -> date:
        """The date of the earliest transaction (box 3), unless the filing gives another."""
        found = self.period or self.earliest
        assert found is not None  # The schema asks for one of the two.
        return found

    def as_part_of(self, whole: Filing) -> Filing:
        """Return this part with the date of *whole* where it has no transaction of its own."""
        return self if self.period or self.earliest else replace(self, period=whole.period_of_report)


def imported(filing: Form4) -> Form4:
    """Return a filing read from XML without the period, if it is the one that the form computes."""
    return replace(filing, period=None) if filing.period == filing.earliest else filing
