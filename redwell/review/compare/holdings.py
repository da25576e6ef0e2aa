"""Both tables of holdings: what is reported before, what is reported now, and the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from redwell.model import Filing
from redwell.review.compare.assignment import in_order
from redwell.review.compare.pairing import matched
from redwell.review.compare.reported import AMOUNT, Cell, Reported, edited, rows_of, signed
from redwell.review.compare.short import in_short
from redwell.review.compare.totals import Pair, sum_of, totals
from redwell.review.model import Amount, Row, RowChange, Table

__all__ = ["in_short", "tables"]

_CALLED = {
    "title": "title",
    "nature": "nature of ownership",
    "exercisable": "date exercisable",
    "expiration": "expiration date",
    "price": "exercise price",
    "underlying": "underlying security",
}
_CELLS = {**_CALLED, "ownership": "form of ownership", AMOUNT: "amount"}
_FORMS = {"D": "direct", "I": "indirect"}


def tables(before: Filing | None, now: Filing | None) -> tuple[Table, ...]:
    """Tables I and II, each with the rows of both sides; one in which neither side has a row is left out.

    The differences are of two filings: where there is but one, nothing is compared.
    """
    edits = edited(before, now)
    texts = {text: n for n, (_, text) in enumerate(now.footnotes, start=1)} if now else {}
    reworded = {said: texts[said] for said in edits.values()}
    is_compared = before is not None and now is not None
    numbers: tuple[Literal["I", "II"], ...] = ("I", "II")
    found = (
        _table(
            number, rows_of(before, number, edits), rows_of(now, number), reworded, is_compared=is_compared
        )
        for number in numbers
    )
    return tuple(table for table in found if table.rows)


def _table(
    number: Literal["I", "II"],
    before: Sequence[Reported],
    now: Sequence[Reported],
    reworded: Mapping[str, int],
    *,
    is_compared: bool,
) -> Table:
    same = matched(before, now)
    kept = in_order([a.place for a, _ in same])
    moved = {b.place: _moved(a, n, same) for n, (a, b) in enumerate(same) if n not in kept}
    fixed = {a.place: b.place for n, (a, b) in enumerate(same) if n in kept}
    pairs = list(_in_place(before, now, same, fixed))
    return Table(
        number=number,
        rows=tuple(_row(pair, moved, reworded, is_compared=is_compared) for pair in pairs),
        totals=totals(pairs, is_compared=is_compared),
    )


def _in_place(
    before: Sequence[Reported],
    now: Sequence[Reported],
    same: Sequence[tuple[Reported, Reported]],
    fixed: Mapping[int, int],
) -> Iterator[Pair]:
    """The rows as they stand now, each removed one behind the row that it stood behind."""
    matches = {b.place: a for a, b in same}
    gone: dict[int, list[Reported]] = defaultdict(list)
    stays = {a.place for a, _ in same}
    behind = 0
    for row in before:
        behind = fixed.get(row.place, behind)
        if row.place not in stays:
            gone[behind].append(row)
    yield from ((row, None) for row in gone[0])
    for row in now:
        yield matches.get(row.place), row
        yield from ((removed, None) for removed in gone[row.place])


def _moved(row: Reported, rank: int, same: Sequence[tuple[Reported, Reported]]) -> str:
    """Which way a row went among those that stand on both sides."""
    was = sum(1 for a, _ in same if a.place < row.place)
    way = " up" if was > rank else " down" if was < rank else ""
    return f"moved{way} from row {row.place}"


def _row(pair: Pair, moved: Mapping[int, str], reworded: Mapping[str, int], *, is_compared: bool) -> Row:
    before, now = pair
    row = now or before
    assert row
    notes = list(_amount_notes(before, now))
    change: RowChange = "added" if before is None else "removed"
    if before and now:
        changes = list(_changes(before, now))
        order = moved.get(now.place, "")
        # The redline shows what was reworded. It makes another row only of one whose amount it is.
        is_other = changes or before.size != now.size or not reworded.keys().isdisjoint(now.size)
        change = "changed" if is_other else "moved" if order else "same"
        edits = [f"footnote {n} reworded" for n in _edits(now, reworded)]
        # Of a row that only moved its places say it.
        notes = [*changes, *([order] if order and is_other else []), *notes, *edits]
    return Row(
        change=change,
        title=row.said("title"),
        ownership=row.ownership,
        nature=row.said("nature"),
        exercisable=row.said("exercisable"),
        expiration=row.said("expiration"),
        price=row.said("price"),
        underlying=row.said("underlying"),
        before=before.quantity if before else None,
        now=now.quantity if now else None,
        difference=_difference(before, now) if is_compared else None,
        before_place=before.place if before else None,
        now_place=now.place if now else None,
        is_disclaimed=row.is_disclaimed,
        notes=tuple(notes),
    )


def _changes(before: Reported, now: Reported) -> Iterator[str]:
    """What else than its amount is reported otherwise."""
    for column, called in _CALLED.items():
        ours, theirs = before.cells.get(column, Cell()), now.cells.get(column, Cell())
        is_same = ours.said == theirs.said or (ours.is_footnote_alone and theirs.is_footnote_alone)
        # Only indirect ownership has a nature: with it, the form of ownership says it all.
        if not is_same and (column != "nature" or before.ownership == now.ownership):
            yield f"{called} was {_quoted(ours, column)}" if ours.said else f"{called} was not given"
    if before.ownership != now.ownership:
        nature = before.said("nature")
        yield f"was {_FORMS[before.ownership]}" + (f', "{nature}"' if nature else "")
    yield from _of_footnotes(before, now)
    if before.is_disclaimed != now.is_disclaimed:
        yield "disclaimed now, not before" if now.is_disclaimed else "disclaimed before, not now"


def _of_footnotes(before: Reported, now: Reported) -> Iterator[str]:
    """Which cells have other footnotes; where one came or went as the value, that is said already."""
    is_reordered = False
    for column, ours in before.cells.items():
        theirs = now.cells.get(column, Cell())
        if ours.is_footnote_alone != theirs.is_footnote_alone:
            continue
        first, second = ([number for number, _ in cell.cited] for cell in (ours, theirs))
        texts = [[text for _, text in cell.cited] for cell in (ours, theirs)]
        if ours.footnotes == theirs.footnotes:
            is_reordered = is_reordered or texts[0] != texts[1]
        elif first == second:
            changed = [number for number, *both in zip(first, *texts, strict=True) if both[0] != both[1]]
            says = "says" if len(changed) == 1 else "say"
            yield f"{_CELLS[column]}: {_numbered(changed)} {says} something else now"
        # What stands in the place of an amount is told with it.
        elif not (column == AMOUNT and ours.is_footnote_alone):
            yield f"{_CELLS[column]}: {_from_to(first, second)}"
    if is_reordered:
        yield "footnotes in another order"


def _from_to(before: Sequence[str], now: Sequence[str]) -> str:
    """`footnote 6 before, 7 now`."""
    is_one_word = bool(before) and bool(now) and (len(before) > 1) == (len(now) > 1)
    then = ", ".join(now) if is_one_word else _numbered(now) if now else "none"
    return f"{_numbered(before) if before else 'no footnote'} before, {then} now"


def _numbered(numbers: Sequence[str]) -> str:
    return f"footnote{'s' * (len(numbers) > 1)} {', '.join(numbers)}"


def _quoted(cell: Cell, column: str) -> str:
    is_text = column in {"title", "nature", "underlying"} and not cell.is_footnote_alone
    return f'"{cell.said}"' if is_text else cell.said


def _edits(now: Reported, reworded: Mapping[str, int]) -> list[int]:
    """The numbers of its footnotes that say it in other words."""
    texts = (text for cell in now.cells.values() for text in cell.footnotes)
    return sorted({reworded[text] for text in texts if text in reworded})


def _amount_notes(before: Reported | None, now: Reported | None) -> Iterator[str]:
    """What stands in the place of an amount, and two units that have no difference."""
    if before and now and before.amount is not None and now.amount is not None:
        units = ["dollars" if row.in_dollars else "shares" for row in (before, now)]
        if units[0] != units[1]:
            yield f"reported in {units[0]} before, in {units[1]} now: no difference is given"
        return
    is_same = before is not None and now is not None and before.size == now.size
    for row, when in ((before, " before"), (now, " now")):
        if row and row.amount is None and not (is_same and row is before):
            yield f"amount{'' if is_same or not (before and now) else when}: {row.said(AMOUNT)}"


def _difference(before: Reported | None, now: Reported | None) -> Amount | None:
    given = [row for row in (before, now) if row]
    if any(row.amount is None for row in given) or len({row.in_dollars for row in given}) > 1:
        return None
    figures = [now.amount or Decimal(0)] if now else []
    figures += [(before.amount or Decimal(0)).copy_negate()] if before else []
    return signed(sum_of(figures), in_dollars=given[0].in_dollars)
