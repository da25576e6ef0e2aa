"""The line of an annual form for a gift that no earlier form reports, as `since_last` told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from redwell.forms.changes.codes import GIFTS
from redwell.forms.changes.fills import holder_of
from redwell.model import Filing, Footnoted
from redwell.ownership.columns import OwnershipRow, Table
from redwell.ownership.moves import move_of, transactions
from redwell.ownership.transactions import Movement, NonDerivativeTransaction
from redwell.text.titles import Likeness, title_likeness


@dataclass(frozen=True, kw_only=True, slots=True)
class Gift:
    """A gift in the position of the line *row*. *told_by* is the form that counts it already, if one does."""

    row: OwnershipRow
    side: Literal["acquired", "disposed"]
    amount: Decimal
    day: date
    told_by: str


def reports(filing: Filing, gift: Gift, first: date, last: date) -> bool:
    """Return True if a filing has a line for a gift: of this position and number, between two days."""
    return any(
        row.code.value == "G"
        and (move := move_of(row))
        and (move.side, move.amount) == (gift.side, gift.amount)
        and row.date.value
        and first <= row.date.value <= last
        and holder_of(row) == holder_of(gift.row)
        and title_likeness(row.title.value or "", gift.row.title.value or "") <= Likeness.REWORDED
        for _, row in transactions(filing)
    )


def is_due_on_form_4(gift: Gift) -> bool:
    """Return True for a gift that was given since `GIFTS`."""
    return gift.side == "disposed" and gift.day >= GIFTS


def row_of_gift(gift: Gift, table: Table) -> NonDerivativeTransaction:
    """Return the line; what is owned after it is left out."""
    kind = cast(type[NonDerivativeTransaction], table.kinds[0].row)
    is_given = gift.side == "disposed"
    given: dict[str, Any] = {gift.side: Footnoted(value=gift.amount)}
    if is_due_on_form_4(gift):
        given["timing"] = "missed_form_4"
    if gift.told_by:
        # The last balance has it in: without this, it would be counted twice.
        counted = Movement(
            added=gift.amount if is_given else None,
            removed=None if is_given else gift.amount,
            why="correction",
            note=f"the {gift.told_by} counts this gift already",
        )
        given["since_last"] = (counted,)
    return kind(
        title=Footnoted(value=gift.row.title.value),
        date=Footnoted(value=gift.day),
        code=Footnoted(value="G"),
        price=Footnoted(value=Decimal()),
        ownership=gift.row.ownership,
        nature_of_ownership=gift.row.nature_of_ownership,
        position=getattr(gift.row, "position", None),
        **given,
    )
