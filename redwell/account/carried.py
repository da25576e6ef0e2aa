"""Carry the positions of an account over to the next form: a holding for each, with its last balance."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from redwell.account.ledger import positions_of
from redwell.account.previous import NamedFiling
from redwell.form import Balances
from redwell.forms.changes.carried import holding_of
from redwell.model import Filing
from redwell.ownership.moves import Holding
from redwell.ownership.positions import with_standing
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

    A Form 3 does not say how many derivatives are owned: those are *unknown*.
    """
    found: list[Carried] = []
    for position in positions_of(filings):
        last = position.lines[-1]
        amount = unknown if position.balance is None else position.balance
        if amount and (position.balance is not None or position.is_derivative):
            row = holding_of(last.posting.row, amount, is_in_dollars=position.is_in_dollars)
            found.append(
                Carried(
                    row=row,
                    filing=last.posting.filing,
                    name=last.filing,
                    is_derivative=position.is_derivative,
                )
            )
    return tuple(found)


def balances_left(filings: Iterable[NamedFiling]) -> Balances:
    """Return what the filings of one owner and issuer left of each position, under each of its spellings."""
    found: dict[Hashable, tuple[Decimal, str]] = {}
    for position in positions_of(filings):
        if position.balance is not None and not position.is_in_dollars:
            last = next(line for line in reversed(position.lines) if line.balance is not None)
            left = position.balance, with_standing(last.posting.filing)
            found |= dict.fromkeys((line.posting.position[0] for line in position.lines), left)
    return found


def of_class(positions: Sequence[Carried], title: str) -> Iterator[Carried]:
    """Yield the positions of Table I, of the class *title* if it is given, which is matched loosely."""
    for each in positions:
        is_meant = not title or title_likeness(each.title, title) <= Likeness.REWORDED
        if is_meant and not each.is_derivative:
            yield each
