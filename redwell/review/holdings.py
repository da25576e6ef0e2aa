"""Compare the tables of a filing: each row with its difference, and totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from redwell.model import Filing, Ownership
from redwell.ownership.columns import Column, Role, Table
from redwell.review.changes import Change, either, reworded, tables_of
from redwell.review.model import (
    Amount,
    Cell,
    Correction,
    ReviewRow,
    ReviewTable,
    RowChange,
    RowNote,
    Total,
    Unit,
)
from redwell.review.rows import Line, Reported, numbered

Pair = tuple[Line | None, Line | None]


def tables(
    changes: Sequence[Change],
    before: Filing | None,
    after: Filing | None,
) -> tuple[ReviewTable, ...]:
    """Return the tables in which either side has a row; with only one filing, rows have no differences."""
    numbers = {text: n for n, (_, text) in enumerate(after.footnotes if after else (), start=1)}
    edited = {text: numbers[text] for text in reworded(before, after).values()}
    is_compared = before is not None and after is not None
    found = []
    for table in tables_of(before, after).values():
        pairs = [(each.before, each.after) for each in changes if each.path[0] == table.key]
        if pairs:
            found.append(
                ReviewTable(
                    key=table.key,
                    label=table.label,
                    securities=table.securities,
                    is_of_underlying=_is_of_underlying(table),
                    rows=tuple(_row(pair, edited, is_compared=is_compared) for pair in pairs),
                    totals=_totals(pairs, is_compared=is_compared),
                )
            )
    return tuple(found)


def _is_of_underlying(table: Table) -> bool:
    """Return True if the only amounts of a table are those of the underlying securities."""
    roles = {column.role for column in table.columns}
    return "balance" not in roles and any(
        column.is_amount and len(column.path) > 1 for column in table.columns
    )


def _row(pair: Pair, edited: Mapping[str, int], *, is_compared: bool) -> ReviewRow:
    before, after = pair
    line = either(before, after)
    notes, corrections = list(_amount_notes(before, after)), tuple[Correction, ...]()
    change: RowChange = "added" if before is None else "removed"
    if before and after:
        changed = list(_notes(before, after))
        # A reworded footnote changes a row only if it stands in place of a value.
        instead = [note for cell in after.cells.values() if cell.is_reference for note in cell.notes]
        corrections = tuple(_corrections(before, after))
        is_changed = (
            changed or corrections or before.size != after.size or not edited.keys().isdisjoint(instead)
        )
        change = "changed" if is_changed else "same"
        again = sorted(
            {edited[note] for cell in after.cells.values() for note in cell.notes if note in edited}
        )
        if after.is_kept:
            text = f"not repeated here, stands as filed: {line.amount or line.amount_text}"
            notes.append(RowNote(kind="kept", text=text))
        notes = [*changed, *notes, *(RowNote(kind="reworded", text=f"footnote {n} reworded") for n in again)]
    transaction = _transaction(line)
    is_paired = before is not None and after is not None
    return ReviewRow(
        change=change,
        title=line.text("title"),
        ownership=line.ownership,
        nature=line.text("nature"),
        underlying=line.text("underlying"),
        transaction=transaction,
        code=line.text("code"),
        cells=tuple(_cells_of(line)),
        before=before.amount if before else None,
        after=after.amount if after else None,
        # What is owned after a transaction does not come or go with its line.
        difference=_difference(before, after) if is_compared and (is_paired or not transaction) else None,
        before_place=before.place if before else None,
        after_place=after.place if after and not after.is_kept else None,
        is_disclaimed=line.is_disclaimed,
        notes=tuple(notes),
        corrections=corrections,
    )


def _cells_of(line: Line) -> Iterator[Cell]:
    """Yield the other values of a row; those of a transaction that say what was done are one value."""
    told: tuple[Role, ...] = ("title", "ownership", "nature", "underlying")
    if transaction := _transaction(line):
        yield Cell(label="transaction", text=transaction)
        told = (*told, *_CORRECTED, *_MOVED)
    yield from (cell.shown() for cell in line.others if cell.column.role not in told)


def _transaction(line: Line) -> str:
    """Return what a transaction did: `15 Jun 2026, F, −124, at $296.42`; empty for a holding."""
    if not line.is_transaction:
        return ""
    words = [line.text("transacted"), line.text("code")]
    words += [line.moved.signed] if line.moved else []
    price = line.of("paid")
    words += [] if price is None or price.is_footnote_alone else [f"at {price.text}"]
    return ", ".join(words)


_MOVED: tuple[Role, ...] = ("acquired", "disposed")
_CORRECTED: tuple[Role, ...] = ("transacted", "deemed", "code", "timing", "paid")
"""Values of a transaction that are shown before and after; its amount has a sign."""


def _corrections(before: Line, after: Line) -> Iterator[Correction]:
    """Yield the values of a transaction that differ, other than what is owned after it."""
    if not (before.is_transaction and after.is_transaction):
        return
    for role in _CORRECTED:
        old, new = before.of(role), after.of(role)
        texts = [cell.text if cell else "" for cell in (old, new)]
        label = next((cell.column.label for cell in (new, old) if cell), role)
        if texts[0] != texts[1]:
            given = [cell.amount if cell else None for cell in (old, new)]
            yield Correction(label=label, before=texts[0], after=texts[1], difference=_apart(*given))
    if before.moved != after.moved:
        yield Correction(
            label="number moved",
            before=before.moved.signed if before.moved else "",
            after=after.moved.signed if after.moved else "",
            difference=_apart(before.moved, after.moved),
        )


def _apart(old: Amount | None, new: Amount | None) -> Amount | None:
    """Return the difference of two amounts of one unit."""
    if old is None or new is None or old.unit != new.unit:
        return None
    return Amount(value=exact_sum((new.value, old.value.copy_negate())), unit=new.unit)


def _notes(before: Line, after: Line) -> Iterator[RowNote]:
    """Return notes on changes in a row other than its amount."""
    is_corrected = before.is_transaction and after.is_transaction
    for column, old, new in _cells(before, after):
        if after.is_size(column) or (is_corrected and column.role in (*_CORRECTED, *_MOVED)):
            continue
        is_same = old.text == new.text or (old.is_footnote_alone and new.is_footnote_alone)
        # A change between direct and indirect implies a change of the nature.
        is_told = column.role == "nature" and before.ownership != after.ownership
        if not is_same and not is_told and column.role != "ownership":
            not_given = (
                f"{column.label}: none → {new.text}" if is_corrected else f"{column.label} was not given"
            )
            text = f"{column.label} was {_quoted(old)}" if old.text else not_given
            is_holder = is_corrected and column.role == "nature"
            yield RowNote(kind="holder" if is_holder else "value", text=text)
    if before.ownership != after.ownership:
        nature = before.text("nature")
        yield RowNote(
            kind="holder" if is_corrected else "ownership",
            text=f"was {before.ownership}" + (f', "{nature}"' if nature else ""),
        )
    yield from _footnote_notes(before, after)
    if before.is_disclaimed != after.is_disclaimed:
        text = "disclaimed now, not before" if after.is_disclaimed else "disclaimed before, not now"
        yield RowNote(kind="disclaimer", text=text)


def _cells(before: Line, after: Line) -> Iterator[tuple[Column, Reported, Reported]]:
    """Return each column that either row fills, with both cells."""
    for path, cell in {**before.cells, **after.cells}.items():
        empty = Reported(column=cell.column)
        yield cell.column, before.cells.get(path, empty), after.cells.get(path, empty)


def _footnote_notes(before: Line, after: Line) -> Iterator[RowNote]:
    """Return notes on cells with other footnotes, unless a note on the value says so."""
    is_reordered = False
    for column, old, new in _cells(before, after):
        if old.is_footnote_alone != new.is_footnote_alone or (not old.text) != (not new.text):
            continue
        numbers = [[number for number, _ in cell.footnotes] for cell in (old, new)]
        if old.notes == new.notes:
            is_reordered = is_reordered or [t for _, t in old.footnotes] != [t for _, t in new.footnotes]
        elif numbers[0] == numbers[1]:
            pairs = zip(old.footnotes, new.footnotes, strict=True)
            changed = [number for (number, a), (_, b) in pairs if a != b]
            says = "says" if len(changed) == 1 else "say"
            yield RowNote(
                kind="footnotes", text=f"{column.label}: {numbered(changed)} {says} something else now"
            )
        # A footnote in place of an amount is shown with the amount.
        elif not column.is_amount or not old.is_footnote_alone:
            yield RowNote(kind="footnotes", text=f"{column.label}: {_from_to(*numbers)}")
    if is_reordered:
        yield RowNote(kind="order", text="footnotes in another order")


def _from_to(before: Sequence[str], after: Sequence[str]) -> str:
    """Return `footnote 6 before, 7 now`."""
    is_one_word = bool(before) and bool(after) and (len(before) > 1) == (len(after) > 1)
    then = ", ".join(after) if is_one_word else numbered(after) if after else "none"
    return f"{numbered(before) if before else 'no footnote'} before, {then} now"


def _quoted(cell: Reported) -> str:
    return f'"{cell.text}"' if cell.column.kind == "text" and not cell.is_footnote_alone else cell.text


def _amount_notes(before: Line | None, after: Line | None) -> Iterator[RowNote]:
    """Return notes on text in place of an amount, and on amounts in two units."""
    if before and after and before.amount and after.amount:
        units = (before.amount.unit, after.amount.unit)
        if units[0] != units[1]:
            text = f"reported in {units[0]} before, in {units[1]} now: no difference is given"
            yield RowNote(kind="amount", text=text)
        return
    is_same = before is not None and after is not None and before.size == after.size
    for line, when in ((before, " before"), (after, " now")):
        if line and not line.amount and not (is_same and line is before):
            text = f"amount{'' if is_same or not (before and after) else when}: {line.amount_text}"
            yield RowNote(kind="amount", text=text)


def _difference(before: Line | None, after: Line | None) -> Amount | None:
    given = [line.amount for line in (before, after) if line]
    if not all(given) or len({amount.unit for amount in given if amount}) > 1:
        return None
    old, new = (line.amount.value if line and line.amount else Decimal(0) for line in (before, after))
    return Amount(value=exact_sum((new, old.copy_negate())), unit=given[0].unit if given[0] else "shares")


def exact_sum(values: Sequence[Decimal]) -> Decimal:
    """Return the exact sum, for any number of digits."""
    with localcontext() as context:
        context.prec = 10_000
        return sum(values, Decimal(0))


# --- totals ---


@dataclass(slots=True)
class _Sum:
    """The amounts of one class, one form of ownership and one unit, to be added up."""

    title: str
    underlying: str
    ownership: Ownership
    unit: Unit
    amounts: tuple[list[Decimal], list[Decimal]] = field(default_factory=lambda: ([], []))
    is_disclaimed: bool = False
    has_other_unit: bool = False
    is_unknown: bool = False


def _totals(pairs: Sequence[Pair], *, is_compared: bool) -> tuple[Total, ...]:
    """Return the totals in the order of rows; a row with a new title counts under that title."""
    sums: dict[tuple[object, ...], _Sum] = {}
    for before, after in pairs:
        named = either(before, after)
        has_two_units = bool(
            before and after and before.amount and after.amount and before.amount.unit != after.amount.unit
        )
        for side, line in enumerate((before, after)):
            if line is None or line.is_balance:
                continue
            given = line.amount or named.amount or Amount(value=Decimal(0))
            # Footnotes in place of titles are distinguished by their texts.
            words = tuple(
                cell.notes if cell.is_footnote_alone else cell.text.casefold()
                for cell in (named.of("title"), named.of("underlying"))
                if cell
            )
            key = (*words, line.ownership, given.unit)
            found = sums.setdefault(
                key, _Sum(named.text("title"), named.text("underlying"), line.ownership, given.unit)
            )
            found.is_disclaimed |= line.is_disclaimed
            found.has_other_unit |= has_two_units
            found.is_unknown |= line.amount is None
            if line.amount:
                found.amounts[side].append(line.amount.value)
    return tuple(_total(each, is_compared=is_compared) for each in sums.values())


def _total(found: _Sum, *, is_compared: bool) -> Total:
    before, after = (exact_sum(values) if values else None for values in found.amounts)
    difference = None
    if is_compared and not found.has_other_unit and not found.is_unknown:
        difference = exact_sum((after or Decimal(0), (before or Decimal(0)).copy_negate()))
    old, new, change = (
        None if value is None else Amount(value=value, unit=found.unit)
        for value in (before, after, difference)
    )
    notes = []
    if found.is_unknown:
        notes.append("without amounts that only a footnote gives" + ": no difference is given" * is_compared)
    if found.has_other_unit:
        notes.append("dollars and shares are not added up: no difference is given")
    return Total(
        title=found.title,
        underlying=found.underlying,
        ownership=found.ownership,
        before=old,
        after=new,
        difference=change,
        is_disclaimed=found.is_disclaimed,
        notes=tuple(notes),
    )
