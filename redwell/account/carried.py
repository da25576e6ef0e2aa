"""Carry the positions of an account over to the next form: a holding for each, with its last balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from redwell.account.known import last_known
from redwell.account.previous import NamedFiling
from redwell.forms.changes.carried import holding_of
from redwell.model import Filing
from redwell.ownership.moves import Holding
from redwell.text.titles import Likeness, title_likeness


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A position: a holding, and the *filing*, the file *name*, that reported it last and has its notes."""

    row: Holding
    filing: Filing
    name: str
    is_derivative: bool

    @property
    def title(self) -> str:
        """The title of the class."""
        return self.row.title.value or ""


def carried(filings: Iterable[NamedFiling], unknown: Decimal) -> tuple[Carried, ...]:
    """Return the positions above zero that the filings of one owner and issuer left.

    What no form says is *unknown*, such as how many derivatives of a Form 3 are owned.
    """
    found: list[Carried] = []
    for each in last_known(filings):
        # A number that no form states is left for a person to type.
        is_stated = each.balance is not None and not each.basis.corrected_by
        amount = each.balance if each.balance is not None and is_stated else unknown
        if amount:
            row = holding_of(each.row, amount, is_in_dollars=each.is_in_dollars)
            found.append(
                Carried(row=row, filing=each.filing, name=each.name, is_derivative=each.is_derivative)
            )
    return tuple(found)


def of_class(positions: Sequence[Carried], title: str) -> Iterator[Carried]:
    """Yield the positions of Table I, of the class *title* if it is given, which is matched loosely."""
    for each in positions:
        is_meant = not title or title_likeness(each.title, title) <= Likeness.REWORDED
        if is_meant and not each.is_derivative:
            yield each
