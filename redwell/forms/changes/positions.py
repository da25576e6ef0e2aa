"""Rules about positions that the last form had, and this one leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.moves import TABLE_ONE, transactions
from redwell.ownership.positions import last_balances, name_of, runs_on_from, shown
from redwell.ownership.tables import columns_for, rows
from redwell.ownership.transactions import StatementOfChanges
from redwell.rules.registry import Violation, rule
from redwell.text.titles import Likeness, nature_likeness, title_likeness

MOST = 3
"""The most positions that a note names."""


@rule("position-left-out", "note", "Form 4, general instructions; practice")
def positions_of_a_traded_class_stay(
    filing: StatementOfChanges, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """Of a class that is traded, the form lists every position, direct and indirect."""
    traded = [row for path, row in transactions(filing) if path[0] == TABLE_ONE]
    previous = runs_on_from(filing, find_previous) if traded else None
    if previous is None:
        return
    here = [row for path, row in rows(filing) if path[0] == TABLE_ONE]
    left = [
        f"{shown(amount)} held {_nature(row) or 'directly'}"
        for row, amount in last_balances(previous).values()
        if amount
        and not columns_for(row, "underlying")
        and any(_is_class(row, each) for each in traded)
        and not any(_is_class(row, each) and _is_held_alike(row, each) for each in here)
    ]
    if left:
        further = f" and {len(left) - MOST} more" if len(left) > MOST else ""
        message = (
            f"the {name_of(previous)} also had {', '.join(left[:MOST])}{further}, of a class that is traded "
            f"here: "
            "a form lists every position of it"
        )
        yield Violation((TABLE_ONE,), message, on_key=True)


def _is_class(row: OwnershipRow, other: OwnershipRow) -> bool:
    return title_likeness(row.title.value or "", other.title.value or "") <= Likeness.REWORDED


def _is_held_alike(row: OwnershipRow, other: OwnershipRow) -> bool:
    is_one_form = row.ownership.value == other.ownership.value
    return is_one_form and nature_likeness(_nature(row), _nature(other)) <= Likeness.REWORDED


def _nature(row: OwnershipRow) -> str:
    return (row.nature_of_ownership.value or "") if row.nature_of_ownership else ""
