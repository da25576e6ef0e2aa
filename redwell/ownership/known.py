"""What the earlier forms of an owner say of each position: the last balance, and which form gives it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.book import Book
from redwell.ownership.columns import OwnershipRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A balance that a *filing* states, *as_of* the last day of which it speaks."""

    balance: Decimal
    filing: Filing
    as_of: date


@dataclass(frozen=True, kw_only=True, slots=True)
class LastKnown:
    """A position as the forms before another one leave it.

    *row* is its last line, and *filing* the form of this line, which has its notes: of an amended line, the
    amendment, which speaks *as_of* the days of its original.
    """

    row: OwnershipRow
    filing: Filing
    name: str
    """The file of that form."""
    balance: Decimal | None
    """None if it is not known: of a derivative on Form 3, or after a movement without a number."""
    book: Book
    """Its numbers by their days."""
    stated: tuple[Stated, ...]
    """What each form says was owned, the last one last."""
    place: int
    """The number of the last filing with this position, in the order of filings."""
    is_derivative: bool
    is_in_dollars: bool

    @property
    def source(self) -> Filing:
        """The form that states the balance; that of the last line if none does."""
        return self.stated[-1].filing if self.stated else self.filing

    @property
    def as_of(self) -> date:
        """The last day of which that form speaks."""
        return self.stated[-1].as_of if self.stated else self.filing.period_of_report

    def on(self, day: date) -> Stated | None:
        """Return the last balance that was stated as of a *day*, or of an earlier one."""
        return next((each for each in reversed(self.stated) if each.as_of <= day), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """The positions that are known before a form, those of Table II last."""

    positions: tuple[LastKnown, ...] = ()
    of: Mapping[Hashable, LastKnown] = field(default_factory=dict)
    """Those that lines of the form go on from, by their positions there (`positions.position_of`)."""
    reworded: Mapping[Hashable, LastKnown] = field(default_factory=dict)
    """Those that lines may go on from with other words, and another number."""
    original: Filing | None = None
    """The form that an amendment amends, with its earlier amendments laid over it, if that is certain."""


NOTHING_BEFORE = Before()
"""For the first form, and one that is judged alone."""
FindBefore = Callable[[], Before]
