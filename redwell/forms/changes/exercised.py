"""The lines of an exercise, conversion or expiration: the shares, and the position that they come from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from redwell.model import Footnoted
from redwell.ownership.columns import Table
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import (
    DerivativePosition,
    DerivativeTransaction,
    NonDerivativeTransaction,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Exercise:
    """An exercise, conversion or expiration of a *number* of derivative securities, for a *value* each.

    *side* is that of the line in Table II.
    """

    code: str
    day: date
    number: Decimal
    side: Literal["acquired", "disposed"] = "disposed"
    value: Decimal = Decimal()
    timing: str | None = None


def row_of_shares(position: DerivativePosition, table: Table, exercise: Exercise) -> NonDerivativeTransaction:
    """Return the line of the shares in Table I; what is owned after it is left out.

    The shares cost the exercise price; where a note stands for it, the same note stands for their price.
    """
    price = cell_for(position, "price")
    assert price
    return cast(type[NonDerivativeTransaction], table.kinds[0].row)(
        title=Footnoted(value=position.underlying.title.value),
        date=Footnoted(value=exercise.day),
        code=Footnoted(value=exercise.code),
        timing=exercise.timing,
        acquired=Footnoted(value=exercise.number),
        price=price[1],
        ownership=position.ownership,
        nature_of_ownership=position.nature_of_ownership,
    )


def row_of_terms(position: DerivativePosition, table: Table, exercise: Exercise) -> DerivativeTransaction:
    """Return the line of Table II with the terms of a position; what is owned after it is left out."""
    kind, under = cast(type[DerivativeTransaction], table.kinds[0].row), position.underlying
    known = {each.name for each in fields(kind)} - {"since_last"}
    terms: dict[str, Any] = {
        each.name: getattr(position, each.name) for each in fields(position) if each.name in known
    }
    terms[exercise.side] = Footnoted(value=exercise.number)
    terms["underlying"] = type(under)(title=under.title, amount=Footnoted(value=exercise.number))
    return kind(
        date=Footnoted(value=exercise.day),
        code=Footnoted(value=exercise.code),
        timing=exercise.timing,
        price=Footnoted(value=exercise.value),
        **terms,
    )
