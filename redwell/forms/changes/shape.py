"""Rules about the shape of a line of Forms 4 and 5: what it moved, and what is owned after."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.model import Filing
from redwell.ownership.columns import columns, value
from redwell.ownership.moves import (
    TABLE_TWO,
    Holding,
    Transaction,
    balance_of,
    holdings,
    move_of,
    moves_of,
    transactions,
)
from redwell.ownership.positions import position_of
from redwell.ownership.tables import cell_for, cited, columns_for, rows
from redwell.ownership.transactions import DerivativePosition, Movement
from redwell.problems import Path, dotted
from redwell.rules.registry import Violation, rule


@rule(("moved-missing", "moved-twice"), "error", "specification 3.3 cm(4) and 3.5, transactionAmounts")
def a_transaction_acquires_or_disposes(filing: Filing) -> Iterator[Violation]:
    """A line reports what was acquired or what was disposed of, and never both."""
    for path, row in transactions(filing):
        given = [*moves_of(row)]
        source = f"{cited(filing, path, columns_for(row, 'acquired')[0])}; specification 3.5"
        if not given:
            message = (
                "what did this transaction move? write acquired: with the number of securities, or disposed: "
                f"with the number ({source}, transactionAmounts)"
            )
            yield Violation(path, message, on="code", code="moved-missing")
        elif len(given) > 1:
            first, second = given[0].key, given[1].key
            message = (
                f"a line says {first} or {second}, not both: remove one of the two; two transactions are two "
                f"lines ({source}, transactionAmounts)"
            )
            yield Violation(path, message, on=second, code="moved-twice")


@rule("owned-after-twice", "error", "specification 3.3 cm(7)")
def what_is_owned_after_is_a_number_or_dollars(filing: Filing) -> Iterator[Violation]:
    """A line gives the number of securities or their value in dollars, never both."""
    for path, row in rows(filing):
        given = [column.name for column in columns_for(row, "balance") if value(row, column) is not None]
        if len(given) == 2:
            message = f"{given[0]} is a number or in dollars, not both: remove one of the two"
            source = cited(filing, path, columns_for(row, "balance")[0])
            yield Violation(path, f"{message} ({source}; specification 3.3 cm(7))", on=given[1])


@rule("amount-missing", "error", "specification 3.3 cm(7)")
def a_holding_of_derivatives_has_its_own_amount(filing: Filing) -> Iterator[Violation]:
    """A line of Table II counts the derivatives; the number of the underlying securities is another."""
    for path, row in holdings(filing):
        if isinstance(row, DerivativePosition) and not (row.amount or row.amount_in_dollars):
            source = cited(filing, path, columns_for(row, "balance")[0])
            message = (
                "how many derivatives are owned? write amount: with their number, or amount_in_dollars: with "
                f"their value ({source}; specification 3.3 cm(7))"
            )
            yield Violation(path, message, on="title")


@rule("timing-kind", "error", "specification 4.3.8")
def a_word_for_timing_fits_the_kind_of_line(filing: Filing) -> Iterator[Violation]:
    """A transaction was missed on a Form 4 or 5, and a holding on the Form 3."""
    for path, row in rows(filing):
        timing, is_transaction = getattr(row, "timing", None), isinstance(row, Transaction)
        if is_transaction and timing == _OF_HOLDINGS:
            message = (
                f"{timing} is for a holding, and this line is a transaction: write timing: missed_form_4 if "
                "it was due on Form 4, or timing: late if it was due on an earlier Form 5"
            )
            yield Violation((*path, "timing"), f"{message} (specification 4.3.8)")
        elif timing and not is_transaction and timing != _OF_HOLDINGS:
            message = (
                f"{timing} is for a transaction, and this line is a holding: write timing: {_OF_HOLDINGS} if "
                "it should have been on the Form 3, or remove timing"
            )
            yield Violation((*path, "timing"), f"{message} (specification 4.3.8)")


_OF_HOLDINGS = "missed_form_3"


@rule("movement-twice", "error", "practice")
def a_movement_goes_one_way(filing: Filing) -> Iterator[Violation]:
    """Two movements are two items of since_last."""
    for path, row in rows(filing):
        movements: tuple[Movement, ...] = getattr(row, "since_last", ())
        for n, movement in enumerate(movements):
            if movement.added is not None and movement.removed is not None:
                message = (
                    "a movement is added or removed, not both: remove one of the two, or write a list of two "
                    "movements"
                )
                at: Path = (*path, "since_last") + ((n,) if len(movements) > 1 else ())
                yield Violation(at, message, on="removed")


@rule("line-same", "warning", "practice")
def no_transaction_is_listed_twice(filing: Filing) -> Iterator[Violation]:
    """Two lines that are equal in every column are seldom two transactions."""
    seen: dict[tuple[object, ...], Path] = {}
    for path, row in transactions(filing):
        same = (path[0], *_values(row))
        if same in seen:
            message = (
                f"{dotted(seen[same])} is the same in every column, owned_after too: is this transaction "
                'listed twice? if both took place, write accept: {line-same: "your reason"}'
            )
            yield Violation(path, message, on="title")
        seen.setdefault(same, path)


def _values(row: Transaction) -> tuple[object, ...]:
    return tuple(value(row, column) for column in columns(type(row)))


@rule("holding-same", "warning", "Form 4, Table I, reminder")
def each_holding_has_one_line(filing: Filing) -> Iterator[Violation]:
    """The form has one line for each class of securities and each form of its ownership."""
    seen: dict[tuple[object, ...], Path] = {}
    for path, row in holdings(filing):
        same = (path[0], *(value(row, column) for column in columns(type(row)) if not column.is_amount))
        if same in seen:
            message = (
                f"{dotted(seen[same])} has the same class, terms and ownership: should the two be one line, "
                f"or should position: or a footnote tell them apart?"
            )
            yield Violation(path, message, on="title")
        seen.setdefault(same, path)


@rule("holding-traded", "warning", "Form 4, Table I, reminder")
def a_holding_is_of_a_position_without_transactions(filing: Filing) -> Iterator[Violation]:
    """A traded position has its balance behind its transactions, and no line of its own."""
    traded = {position_of(filing, path, row): path for path, row in transactions(filing)}
    derivatives = [each for each in transactions(filing) if each[0][0] == TABLE_TWO]
    for path, row in holdings(filing):
        at = traded.get(position_of(filing, path, row))
        if at is None and path[0] == TABLE_TWO and not row.position:
            # The notes of a holding that was carried over have other words or labels.
            at = next((each for each, other in derivatives if _is_counted_by(row, other)), None)
        if at:
            message = (
                f"{dotted(at)} is a transaction of the same position, and says what is owned after: is one "
                "of the two another holder's? if not, remove this line"
            )
            yield Violation(path, message, on="title")


def _is_counted_by(row: Holding, other: Transaction) -> bool:
    """Return True if a holding has the terms of a transaction, and the number before or after it."""
    move, after = move_of(other), balance_of(other)
    if _terms(row) != _terms(other) or move is None or other.position:
        return False
    counted = balance_of(row)
    return bool(counted) and (after is None or counted in (after, after - move.signed))


def _terms(row: Transaction | Holding) -> tuple[object, ...]:
    """Return what a line of Table II says of its derivative, without its notes."""
    cells = (cell_for(row, role) for role in ("price", "exercisable", "expiration", "underlying"))
    nature = row.nature_of_ownership
    return (
        " ".join((row.title.value or "").casefold().split()),
        row.ownership.value,
        nature.value if nature else None,
        *(cell[1].value if cell else None for cell in cells),
    )
