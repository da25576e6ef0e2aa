"""Rules about positions that the last form had, and this one leaves out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.known import FindBefore
from redwell.ownership.ledger import left_out, runs_on_from
from redwell.ownership.moves import TABLE_ONE, Holding, Transaction, balance_of, day_of, transactions
from redwell.ownership.positions import (
    Step,
    explanation,
    is_known_gap,
    name_of,
    nature_of,
    position_of,
    shown,
    spelled_otherwise,
)
from redwell.ownership.tables import rows
from redwell.ownership.transactions import StatementOfChanges
from redwell.problems import Path
from redwell.rules.registry import Violation, rule

MOST = 3
"""The most positions that a note names."""


@rule("position-left-out", "note", "Form 4, general instructions; practice")
def positions_of_a_traded_class_stay(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """The form lists every position, direct and indirect, of a class that is traded."""
    is_traded = any(path[0] == TABLE_ONE for path, _ in transactions(filing))
    found = [*left_out(filing, runs_on_from(filing, find_before))] if is_traded else []
    left = [f"{shown(each.balance or Decimal())} held {nature_of(each.row) or 'directly'}" for each in found]
    if left:
        further = f" and {len(left) - MOST} more" if len(left) > MOST else ""
        message = (
            f"the {name_of(found[0].source)} also had {', '.join(left[:MOST])}{further}, of a class that is "
            f"traded here: a form lists every position of it"
        )
        yield Violation((TABLE_ONE,), message, on_key=True)


@rule("position-spelled", "warning", "practice")
def a_position_is_spelled_in_one_way(filing: Filing) -> Iterator[Violation]:
    """Lines of one class and holder have the same words, so that their balances can be compared."""
    for path, row, other in spelled_otherwise(filing):
        (key, words), *_ = (
            (key, words)
            for key, words, own in (
                ("title", other.title.value, row.title.value),
                ("nature_of_ownership", nature_of(other), nature_of(row)),
            )
            if words != own
        )
        message = (
            f"this goes on from a line with other words: if it is the same position, write {key}: {words}"
        )
        yield Violation((*path, key), message)


@rule("position-reworded", "warning", "practice")
def a_position_keeps_its_words(filing: StatementOfChanges, find_before: FindBefore) -> Iterator[Violation]:
    """A position with other words than on the last form is asked about if its number is another."""
    reworded = runs_on_from(filing, find_before).reworded
    for path, row in _firsts(filing) if reworded else ():
        last = reworded.get(position_of(filing, path, row))
        if last is None or not isinstance(row, Transaction | Holding):
            continue
        old, basis = last.row, last.basis
        step = Step(path=path, row=row, before=last.balance, basis=basis)
        if step.is_off and not explanation(filing, step) and not is_known_gap(row.since_last):
            nature = nature_of(old)
            is_title = not nature or nature == nature_of(row)
            words = f"title: {old.title.value}" if is_title else f"nature_of_ownership: {nature}"
            given = shown(balance_of(row) or Decimal())
            message = (
                f"is this {(old.title.value if is_title else nature) or 'the direct position'} of the "
                f"{name_of(basis.stated)}? it goes on as {step.sum}, and the line says {given}: if it is the "
                f"same position, write {words}"
            )
            yield Violation((*path, "title" if is_title else "nature_of_ownership"), message)


@rule("reported-twice", "warning", "practice")
def a_transaction_is_reported_once(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """A line that an earlier form has is not reported again, unless an amendment corrects it."""
    known = runs_on_from(filing, find_before).of
    found: dict[str, list[Path]] = {}
    for path, row in transactions(filing) if known else ():
        last = known.get(position_of(filing, path, row))
        if last and (form := last.book.reported(row)):
            found.setdefault(name_of(form), []).append(path)
    for name, paths in found.items():
        many = f" ({len(paths)} lines here)" if len(paths) > 1 else ""
        message = (
            f"the {name} has a line of this position with the same day, code, number and price{many}: if it "
            "is the same transaction, remove it here"
        )
        yield Violation(paths[0], message, on="date")


def _firsts(filing: Filing) -> Iterator[tuple[Path, OwnershipRow]]:
    """Yield the line with which each position of Table I begins."""
    known = set[Hashable]()
    for path, row in rows(filing):
        position = position_of(filing, path, row)
        if path[0] == TABLE_ONE and position not in known:
            yield path, row
        known.add(position)


@rule("before-form-3", "note", "Rule 16a-3(a); Rule 16a-2(a)")
def transactions_follow_the_first_form(
    filing: StatementOfChanges, find_first: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """An owner begins with a Form 3; of what was before it, only some is reported."""
    if filing.filed or filing.amendment:
        return
    first = find_first()
    for path, row in transactions(filing) if first else ():
        if first and day_of(row) < first.period_of_report:
            message = (
                f"this transaction is before {first.period_of_report}, the date of event of the owner's Form "
                "3: is the date right? from before, only some transactions of directors and officers are "
                "reported (Rule 16a-2(a))"
            )
            yield Violation((*path, "date"), message)
            return
