"""Rules about positions that the last form had, and this one leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from redwell.model import Filing
from redwell.ownership.moves import TABLE_ONE, transactions
from redwell.ownership.positions import left_out, name_of, nature_of, runs_on_from, shown
from redwell.ownership.transactions import StatementOfChanges
from redwell.rules.registry import Violation, rule

MOST = 3
"""The most positions that a note names."""


@rule("position-left-out", "note", "Form 4, general instructions; practice")
def positions_of_a_traded_class_stay(
    filing: StatementOfChanges, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """Of a class that is traded, the form lists every position, direct and indirect."""
    is_traded = any(path[0] == TABLE_ONE for path, _ in transactions(filing))
    previous = runs_on_from(filing, find_previous) if is_traded else None
    if previous is None:
        return
    left = [
        f"{shown(amount)} held {nature_of(row) or 'directly'}" for row, amount in left_out(filing, previous)
    ]
    if left:
        further = f" and {len(left) - MOST} more" if len(left) > MOST else ""
        message = (
            f"the {name_of(previous)} also had {', '.join(left[:MOST])}{further}, of a class that is traded "
            f"here: a form lists every position of it"
        )
        yield Violation((TABLE_ONE,), message, on_key=True)
