"""Carry the positions of an account over to the next form: a holding for each, with its last balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from redwell.account.known import last_known
from redwell.account.previous import NamedFiling
from redwell.account.worlds import told
from redwell.forms.changes.carried import holding_of
from redwell.model import Filing
from redwell.ownership.moves import Holding, Transaction, balance_of
from redwell.ownership.positions import Basis, nature_of, shown
from redwell.rules.readiness import has_blanks
from redwell.text.titles import Likeness, title_likeness


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A position: a holding, and the *filing*, the file *name*, that reported it last and has its notes.

    *balance* is what is owned, None if no form tells it. *row* has a blank for that, and for a number that
    only an amendment of an earlier line gives.
    """

    row: Holding
    filing: Filing
    name: str
    is_derivative: bool
    balance: Decimal | None
    basis: Basis
    """The sources of the balance."""
    lacks_balance: bool = False
    """True if the last line is a transaction that does not say what is owned after it."""
    question: str = ""
    """The question on which the balance depends, with the numbers, of which the answer tells one."""

    def before(self, source: str) -> str:
        """Return what was owned before a transaction, and that *source* says so."""
        if self.question and not self.lacks_balance:
            return f"not known before: {self.question}"
        if self.balance is None:
            return (
                f"not known before: {source} {'lacks owned_after' if self.lacks_balance else 'does not tell'}"
            )
        if self.basis.corrected_by or self.basis.days:
            return f"{shown(self.balance)} before, by the {self.basis.words}"
        return f"{shown(self.balance)} before, by {source}"

    @property
    def is_stated(self) -> bool:
        """True if a form, with the lines after it, gives the balance."""
        return self.balance is not None and not self.basis.corrected_by

    @property
    def title(self) -> str:
        """The title of the class."""
        return self.row.title.value or ""

    @property
    def remark(self) -> str:
        """The question with the position, for the lines in which it stands as it was left; may be empty."""
        nature = nature_of(self.row)
        label = f"{self.title} ({nature})" if nature else f"{self.title}, {self.row.ownership.value}"
        return f"{label}: {self.question}" if self.question else ""


def carried(filings: Iterable[NamedFiling], unknown: Decimal) -> tuple[Carried, ...]:
    """Return the positions above zero that the filings of one owner and issuer left.

    What no form says is *unknown*, such as how many derivatives of a Form 3 are owned.
    """
    found: list[Carried] = []
    for each in last_known(filings):
        # A number that no form states is left for a person to type.
        balance = None if has_blanks(each.filing) else each.balance
        amount = unknown if balance is None or each.basis.corrected_by else balance
        if amount:
            found.append(
                Carried(
                    row=holding_of(each.row, amount, is_in_dollars=each.is_in_dollars),
                    filing=each.filing,
                    name=each.name,
                    is_derivative=each.is_derivative,
                    balance=None if each.is_in_dollars else balance,
                    basis=each.basis,
                    lacks_balance=isinstance(each.row, Transaction) and balance_of(each.row) is None,
                    question=told(each.book.doubt, each.may_own, each.by_answer) if each.may_own else "",
                )
            )
    return tuple(found)


def of_class(positions: Sequence[Carried], title: str) -> Iterator[Carried]:
    """Yield the positions of Table I, of the class *title* if it is given, which is matched loosely."""
    for each in positions:
        is_meant = not title or title_likeness(each.title, title) <= Likeness.REWORDED
        if is_meant and not each.is_derivative:
            yield each
