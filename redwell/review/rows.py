"""Read the rows of a table, and pair the rows of two filings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped, usd
from redwell.edgar.fingerprint import refers_to_notes
from redwell.model import Filing, Footnoted, Ownership
from redwell.ownership.columns import Column, Role, Table, columns
from redwell.review.disclaimers import Disclaimers, disclaimers
from redwell.review.model import Amount, Cell
from redwell.text.match import match
from redwell.text.titles import Likeness, nature_likeness, title_likeness

_LIMIT = 2000
"""The cost, in thousandths, at which two rows are two holdings: as if two facts had changed."""
_WHOLE, _SMALL, _TINY = 1000, 500, 250
_AT_ONE_DATE = 750
"""A changed price counts less if the expiration date stays: a split changes price and amount together."""
_COSTS: Mapping[Role, Mapping[Likeness, int]] = {
    "title": {Likeness.EQUAL: 0, Likeness.REWORDED: _SMALL, Likeness.DOUBTFUL: _WHOLE},
    "underlying": {Likeness.EQUAL: 0, Likeness.REWORDED: _TINY, Likeness.DOUBTFUL: _SMALL},
    "nature": {Likeness.EQUAL: 0, Likeness.REWORDED: _TINY},
}
_SIGNS: Mapping[Role, int] = {"acquired": 1, "disposed": -1}
Renaming = tuple[Role, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """A cell: its *value*, its printed *text*, and its footnotes, each with its number and text.

    If footnotes stand in place of the value, *value* is None and the text is `see footnote 2`.
    """

    column: Column = field(compare=False)
    """Not compared: another form has the same value in another box; *text* shows another kind of value."""
    value: Any = None
    text: str = ""
    footnotes: tuple[tuple[str, str], ...] = ()

    @property
    def is_footnote_alone(self) -> bool:
        """True if footnotes stand in place of a value."""
        return self.value is None and bool(self.footnotes)

    @property
    def is_reference(self) -> bool:
        """True if footnotes say what the value is: they stand in its place, or it refers to them."""
        return self.is_footnote_alone or refers_to_notes(self.text)

    @property
    def notes(self) -> tuple[str, ...]:
        """The texts of its footnotes, in no particular order."""
        return tuple(sorted(text for _, text in self.footnotes))

    @property
    def amount(self) -> Amount | None:
        """The value, if it is a number."""
        if not isinstance(self.value, Decimal):
            return None
        return Amount(value=self.value, unit="dollars" if self.column.kind == "dollars" else "shares")

    def shown(self) -> Cell:
        """Return the cell in the form that the review shows."""
        if isinstance(self.value, date):
            return Cell(label=self.column.label, day=self.value)
        amount = self.amount
        return Cell(label=self.column.label, amount=amount, text="" if amount else self.text)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row at its *place*, counted from 1, with its filled cells, by the path of their columns.

    *amount* is None if the row has none, or more than one: then *amount_text* has the text in its place.
    """

    place: int
    cells: Mapping[tuple[str, ...], Reported]
    amount: Amount | None
    amount_text: str
    amount_notes: tuple[str, ...]
    is_disclaimed: bool
    is_balance: bool = False
    """True if the amount is a balance, which is not added up."""
    is_kept: bool = False
    """True for a line of the original that an amendment does not repeat: it stands as it was filed."""

    def of(self, role: Role) -> Reported | None:
        """Return the cell with a role, if the row has one."""
        return next((cell for cell in self.cells.values() if cell.column.role == role), None)

    def text(self, role: Role) -> str:
        """Return the printed text of the cell with a role."""
        cell = self.of(role)
        return cell.text if cell else ""

    @property
    def is_transaction(self) -> bool:
        """True for a line that reports a transaction."""
        return self.of("code") is not None

    @cached_property
    def moved(self) -> Amount | None:
        """The amount that a transaction acquired or, negative, disposed of."""
        for role, sign in _SIGNS.items():
            cell = self.of(role)
            if cell and cell.amount:
                return Amount(value=sign * cell.amount.value, unit=cell.amount.unit)
        return None

    @cached_property
    def ownership(self) -> Ownership:
        """The form of ownership: direct or indirect."""
        return "indirect" if self.text("ownership") == "indirect" else "direct"

    @cached_property
    def size(self) -> object:
        """The amount for comparison, or the text in its place."""
        return self.amount or self.amount_notes or self.amount_text

    @property
    def others(self) -> Iterator[Reported]:
        """The cells, apart from the amount."""
        return (cell for cell in self.cells.values() if not self.is_size(cell.column))

    def is_size(self, column: Column) -> bool:
        """Return True for the column of the amount."""
        return column.role == "balance" if self.is_balance else column.is_amount

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Everything that it reports, except the amount and footnotes of values."""
        return tuple((cell.column.path, _plain(cell)) for cell in self.others)

    @cached_property
    def footnotes(self) -> frozenset[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The texts of its footnotes, by the path of their column."""
        return frozenset((path, cell.notes) for path, cell in self.cells.items() if cell.notes)


def lines(filing: Filing | None, table: Table, reworded: Mapping[str, str] = {}) -> tuple[Line, ...]:
    """Return the rows of a table; a footnote in *reworded* counts with its new text there."""
    if filing is None:
        return ()
    reader = _Reader(filing, table, reworded)
    return tuple(reader.line(row, n) for n, row in enumerate(getattr(filing, table.key, ()), start=1))


class _Reader:
    """Reads the rows of one table, with the footnotes of the filing at hand."""

    def __init__(self, filing: Filing, table: Table, reworded: Mapping[str, str]) -> None:
        self.table = table
        self.texts = {label: reworded.get(text, text) for label, text in filing.footnotes}
        self.numbers = filing.note_numbers
        self.disclaimers: Disclaimers = disclaimers(filing)

    def line(self, row: Any, place: int) -> Line:
        """Return a row at its place."""
        given = {column: cell for column in columns(type(row)) if (cell := _at(row, column.path)) is not None}
        cells = {column.path: self._cell(column, cell) for column, cell in given.items()}
        # After a transaction, the amount is what is owned; that of the underlying security is a value.
        is_balance = any(column.role == "balance" for column in columns(type(row)))
        amounts = [
            cell
            for cell in cells.values()
            if (cell.column.role == "balance" if is_balance else cell.column.is_amount)
        ]
        labels = {label for cell in given.values() for label in cell.footnotes}
        line = Line(
            place=place,
            cells=cells,
            amount=amounts[0].amount if len(amounts) == 1 else None,
            amount_text=amounts[0].text
            if len(amounts) == 1
            else "a number and dollars" * bool(amounts) or "no amount",
            amount_notes=tuple(sorted(note for cell in amounts for note in cell.notes)),
            is_disclaimed=False,
            is_balance=is_balance,
        )
        is_disclaimed = self.disclaimers.cover(labels, line.ownership)
        return replace(line, is_disclaimed=is_disclaimed)

    def _cell(self, column: Column, cell: Footnoted[Any]) -> Reported:
        # A label without a footnote is reported by check; here the label is used as the text.
        cited = tuple(
            (f"{self.numbers.get(label, label)}", self.texts.get(label, f"[{label}]"))
            for label in cell.footnotes
        )
        text = printed(cell.value, column) if cell.value is not None else ""
        if cell.value is None and cited:
            text = f"see {numbered([number for number, _ in cited])}"
        return Reported(column=column, value=cell.value, text=text, footnotes=cited)


def _at(row: Any, path: Sequence[str]) -> Footnoted[Any] | None:
    """Return a value of a row; None if the row has no such column or leaves it empty."""
    for name in path:
        row = getattr(row, name, None)
    if isinstance(row, Footnoted):
        return row
    # A value without footnotes.
    return Footnoted(value=row) if row else None


def printed(value: object, column: Column) -> str:
    """Return a value as text for a sentence."""
    if isinstance(value, Decimal):
        return usd(value) if column.kind == "dollars" else grouped(value)
    if isinstance(value, tuple):
        return "; ".join(printed(each, column) for each in value)
    return short_date(value) if isinstance(value, date) else " ".join(f"{value}".split())


def numbered(numbers: Sequence[str]) -> str:
    """Return `footnote 2`, `footnotes 2, 3`."""
    return f"footnote{'s' * (len(numbers) > 1)} {', '.join(numbers)}"


def _plain(cell: Reported) -> object:
    """Return a cell for comparison: a footnote in place of a value counts by its text."""
    said = cell.text.casefold()
    return (cell.notes or said) if cell.is_reference else said


# --- which row is which ---


def paired(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the positions of rows that report the same holding, in the order of *after*.

    Equal rows are paired first, then rows that differ only in their amounts, then the most similar rows that
    differ in about one fact. Places decide only between equally similar rows.
    """
    found = match(
        before, after, keys=[lambda line: (line.key, line.size, line.footnotes)], likeness=_likeness
    )
    known = frozenset(_renamings((before[a], after[b]) for a, b in found))
    if known:
        # If one pair shows a new title of a security or a new name of a holder, it applies to all rows.
        left, right = (
            [n for n in range(len(side)) if n not in {pair[at] for pair in found}]
            for at, side in enumerate((before, after))
        )
        more = match(
            [before[a] for a in left],
            [after[b] for b in right],
            likeness=lambda line, other: _likeness(line, other, known),
        )
        found += [(left[a], right[b]) for a, b in more]
    return sorted(found, key=lambda pair: pair[1])


def _likeness(line: Line, other: Line, known: frozenset[Renaming] = frozenset()) -> float:
    if line.key == other.key:
        same = (line.footnotes == other.footnotes, line.size == other.size)
        return 100_000 + 50_000 * same[0] + 20_000 * same[1] + 10_000 * _nearness(line.amount, other.amount)
    cost = _cost(line, other, known)
    # Among equally similar rows, prefer the one with the same footnotes.
    return max(_LIMIT - cost, 0) + min(len(line.footnotes & other.footnotes), 99) / 100


def _nearness(amount: Amount | None, other: Amount | None) -> float:
    if amount is None or other is None or amount.unit != other.unit:
        return 0.5
    return 1 - float(abs(amount.value - other.value) / max(amount.value, other.value, Decimal(1)))


def _cost(line: Line, other: Line, known: frozenset[Renaming]) -> int:
    """Return the difference of two rows, in thousandths of a fact."""
    # What is owned after a transaction follows from its other values.
    cost = 0 if line.size == other.size else _SMALL if line.is_balance and other.is_balance else _WHOLE
    if line.moved and other.moved and line.moved != other.moved:
        cost += _SMALL if abs(line.moved.value) == abs(other.moved.value) else _WHOLE
    has_one_end = line.text("expiration") == other.text("expiration") != ""
    for path, cell in {**line.cells, **other.cells}.items():
        column = cell.column
        if (
            line.is_size(column)
            or column.role in _SIGNS
            or (column.role == "nature" and line.ownership != other.ownership)
        ):
            continue
        cells = (line.cells.get(path), other.cells.get(path))
        if None in cells:
            cost += _WHOLE
        elif cells[0] and cells[1] and _plain(cells[0]) != _plain(cells[1]):
            cost += _cost_of(cells[0], cells[1], known, has_one_end=has_one_end)
    return cost


def _cost_of(cell: Reported, other: Reported, known: frozenset[Renaming], *, has_one_end: bool) -> int:
    column = cell.column
    is_reference = cell.is_reference or other.is_reference
    if column.role in _COSTS and not is_reference:
        if (column.role, cell.text.casefold(), other.text.casefold()) in known:
            return _SMALL if column.role == "title" else _TINY
        compare = nature_likeness if column.role == "nature" else title_likeness
        otherwise = _LIMIT if column.role == "title" else _WHOLE
        return _COSTS[column.role].get(compare(cell.text, other.text), otherwise)
    if column.role == "nature" and cell.notes == other.notes != ():
        # "See footnote", perhaps followed by the footnote's own words.
        return _TINY
    if column.role in ("title", "nature", "ownership"):
        return _WHOLE
    if column.role == "exercisable" or is_reference or column.kind == "number":
        return _SMALL
    return _AT_ONE_DATE if column.role == "price" and has_one_end else _WHOLE


def _renamings(pairs: Iterable[tuple[Line, Line]]) -> Iterator[Renaming]:
    roles: tuple[Role, ...] = ("title", "nature")
    for line, other in pairs:
        for role in roles:
            cells = (line.of(role), other.of(role))
            if cells[0] and cells[1] and not (cells[0].is_reference or cells[1].is_reference):
                texts = (cells[0].text.casefold(), cells[1].text.casefold())
                if texts[0] != texts[1]:
                    yield role, *texts
