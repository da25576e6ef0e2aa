"""Name the types for what earlier forms say of a position: the last balance, and the form that gives it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.book import Book
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.owned import Owned
from redwell.ownership.positions import Basis


@dataclass(frozen=True, kw_only=True, slots=True)
class LastKnown:
    """A position as the forms before another one leave it.

    *row* is its last line, and *filing* the form of this line, which has its notes: of an amended line, the
    amendment.
    """

    row: OwnershipRow
    filing: Filing
    name: str
    """The file of that form."""
    balance: Decimal | None
    """None if it is not known: of a derivative on Form 3, after a movement without a number, or if an
    amendment can be read in several ways."""
    book: Book
    """Its numbers by their days."""
    basis: Basis
    """The sources of the balance; of one that is not known, the last form with the position."""
    place: int
    """The number of the last filing with this position, in the order of filings."""
    is_derivative: bool
    is_in_dollars: bool
    amended_by: Filing | None = None
    """The amendment that gives it another balance than its forms had before."""
    may_own: tuple[Decimal | None, ...] = ()
    """The balances of which a question tells one."""
    by_answer: tuple[Decimal | None, ...] = ()
    """The balance if the line in question stands, and if not; empty where the answers are others."""

    @property
    def source(self) -> Filing:
        """The last form that gives a balance."""
        return self.basis.stated


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """The positions that are known before a form, those of Table II last."""

    positions: tuple[LastKnown, ...] = ()
    of: Mapping[Hashable, LastKnown] = field(default_factory=dict)
    """Those that lines of the form go on from, by their positions there (`positions.position_of`)."""
    reworded: Mapping[Hashable, LastKnown] = field(default_factory=dict)
    """Those that lines may go on from with other words, and another number."""
    balances: Mapping[Hashable, Owned] = field(default_factory=dict)
    """The numbers owned, by the positions of lines (`Posting.position`)."""
    original: Filing | None = None
    """The form that an amendment amends, with its earlier amendments laid over it, if that is certain."""


NOTHING_BEFORE = Before()
"""For the first form, and one that is judged alone."""
FindBefore = Callable[[], Before]
