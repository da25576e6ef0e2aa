"""The two lines of an exercise, or of units that vested: the shares, and the position that they come from."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, cast

from redwell.form import Form
from redwell.model import Footnoted
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import (
    DerivativePosition,
    DerivativeTransaction,
    NonDerivativeTransaction,
)


def rows_of_exercise(
    position: DerivativePosition, form: Form, day: date, number: Decimal, timing: str | None
) -> tuple[NonDerivativeTransaction, DerivativeTransaction]:
    """Return the lines of Tables I and II; what is owned after them is left out.

    The shares cost the exercise price; where a note stands for it, the same note stands for their price.
    """
    first, second = (table.kinds[0].row for table in form.tables)
    under, price = position.underlying, cell_for(position, "price")
    assert price
    moved: dict[str, Any] = {"date": Footnoted(value=day), "code": Footnoted(value="M"), "timing": timing}
    shares = cast(type[NonDerivativeTransaction], first)(
        title=Footnoted(value=under.title.value),
        acquired=Footnoted(value=number),
        price=price[1],
        ownership=position.ownership,
        nature_of_ownership=position.nature_of_ownership,
        **moved,
    )
    known = {each.name for each in fields(second)} - {"since_last"}
    terms = {each.name: getattr(position, each.name) for each in fields(position) if each.name in known}
    moved["underlying"] = type(under)(title=under.title, amount=Footnoted(value=number))
    moved |= {"disposed": Footnoted(value=number), "price": Footnoted(value=Decimal())}
    return shares, cast(type[DerivativeTransaction], second)(**{**terms, **moved})
