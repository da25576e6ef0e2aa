"""The lines of an exercise, conversion or expiration: the shares, and the position that they come from."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, cast

from redwell.model import Footnoted
from redwell.ownership.columns import Table
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import (
    DerivativePosition,
    DerivativeTransaction,
    NonDerivativeTransaction,
)


def row_of_shares(
    position: DerivativePosition, table: Table, code: str, day: date, number: Decimal, timing: str | None
) -> NonDerivativeTransaction:
    """Return the line of the shares in Table I; what is owned after it is left out.

    The shares cost the exercise price; where a note stands for it, the same note stands for their price.
    """
    price = cell_for(position, "price")
    assert price
    return cast(type[NonDerivativeTransaction], table.kinds[0].row)(
        title=Footnoted(value=position.underlying.title.value),
        date=Footnoted(value=day),
        code=Footnoted(value=code),
        timing=timing,
        acquired=Footnoted(value=number),
        price=price[1],
        ownership=position.ownership,
        nature_of_ownership=position.nature_of_ownership,
    )


def row_of_terms(
    position: DerivativePosition,
    table: Table,
    code: str,
    day: date,
    number: Decimal,
    price: Decimal,
    timing: str | None,
) -> DerivativeTransaction:
    """Return the line of Table II with the terms of a position; what is owned after it is left out."""
    kind, under = cast(type[DerivativeTransaction], table.kinds[0].row), position.underlying
    known = {each.name for each in fields(kind)} - {"since_last"}
    terms: dict[str, Any] = {
        each.name: getattr(position, each.name) for each in fields(position) if each.name in known
    }
    terms["underlying"] = type(under)(title=under.title, amount=Footnoted(value=number))
    return kind(
        date=Footnoted(value=day),
        code=Footnoted(value=code),
        timing=timing,
        disposed=Footnoted(value=number),
        price=Footnoted(value=price),
        **terms,
    )
