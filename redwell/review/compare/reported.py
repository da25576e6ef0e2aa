"""A row of a table as it is reported, ready to be compared: words, amount, and what its footnotes say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from redwell.documents.filters import grouped, iso_date, plain, usd
from redwell.forms.form3.tables import DerivativeHolding, NonDerivativeHolding
from redwell.model import Filing, Footnoted
from redwell.review.compare.disclaimers import disclaiming
from redwell.review.compare.matching import of_footnotes
from redwell.review.model import Amount

AMOUNT = "amount"
TERMS = ("exercisable", "expiration", "price", "underlying")
"""The columns that Table II has beside those of Table I."""
WORDS = ("title", "nature", *TERMS)
_REWORDED = 0.5
"""How much of its words a footnote keeps that says the same in others."""
Holding = NonDerivativeHolding | DerivativeHolding
_NO_EDITS: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What a cell *said* in print, and the texts of its footnotes in any order."""

    said: str = ""
    footnotes: tuple[str, ...] = ()
    is_footnote_alone: bool = False
    cited: tuple[tuple[str, str], ...] = ()
    """Its footnotes as they are marked, in order: the number of each, and its text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """A row at its *place*, counted from 1; *amount* is None where no one number is given."""

    place: int
    ownership: Literal["D", "I"]
    cells: Mapping[str, Cell]
    amount: Decimal | None = None
    in_dollars: bool = False
    is_disclaimed: bool = False
    key: tuple[object, ...] = field(default=())
    """All that it reports but the amount, and the footnotes of values."""

    def said(self, column: str) -> str:
        """What stands in a column; nothing where the table has no such column."""
        return self.cells[column].said if column in self.cells else ""

    @property
    def quantity(self) -> Amount | None:
        """The amount, as the review shows it."""
        return None if self.amount is None else amount_of(self.amount, in_dollars=self.in_dollars)

    @property
    def size(self) -> tuple[object, ...]:
        """The amount as it is compared; where there is no one number, what stands instead of it."""
        cell = self.cells[AMOUNT]
        instead = cell.footnotes or (cell.said,)
        return (self.in_dollars, *([self.amount] if self.amount is not None else instead))

    @property
    def footnotes(self) -> frozenset[tuple[str, tuple[str, ...]]]:
        """The texts of footnotes by column."""
        return frozenset((name, cell.footnotes) for name, cell in self.cells.items() if cell.footnotes)

    @property
    def whole(self) -> tuple[object, ...]:
        """All that it reports."""
        return (self.key, self.size, self.footnotes)


def amount_of(value: Decimal, *, in_dollars: bool) -> Amount:
    """A number of securities, or dollars, as the form says it."""
    return Amount(value=plain(value), said=usd(value) if in_dollars else grouped(value))


def signed(value: Decimal, *, in_dollars: bool) -> Amount:
    """A difference with its sign: `+150`, `-$1,000`; 0 has none."""
    sign = "+" if value > 0 else "-" if value < 0 else ""
    size = amount_of(value.copy_abs(), in_dollars=in_dollars)
    return Amount(value=plain(value) if value else "0", said=f"{sign}{size.said}")


def edited(before: Filing | None, now: Filing | None) -> dict[str, str]:
    """Footnotes of *before* that were reworded, and what they say now; a label or number is no part of it."""
    if before is None or now is None:
        return {}
    kept = {text for _, text in now.footnotes}
    pairs = ((a[2], b[2]) for a, b in of_footnotes(before, now) if a and b and a[2] not in kept)
    return {text: said for text, said in pairs if _likeness(text, said) >= _REWORDED}


@lru_cache(maxsize=4096)
def _likeness(text: str, other: str) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    ours, theirs = Counter(text.casefold().split()), Counter(other.casefold().split())
    return 2 * (ours & theirs).total() / max(ours.total() + theirs.total(), 1)


def rows_of(
    filing: Filing | None, table: Literal["I", "II"], edits: Mapping[str, str] = _NO_EDITS
) -> tuple[Reported, ...]:
    """The rows of one table; a footnote of *edits* is known by what it says now."""
    if filing is None:
        return ()
    reading = _Reading(filing, edits)
    rows: Sequence[Holding] = getattr(filing, "non_derivative" if table == "I" else "derivative")
    return tuple(reading.row(row, place) for place, row in enumerate(rows, start=1))


class _Reading:
    """A filing with its footnotes at hand."""

    def __init__(self, filing: Filing, edits: Mapping[str, str]) -> None:
        self.texts = {label: edits.get(text, text) for label, text in filing.footnotes}
        self.numbers = {label: n for n, (label, _) in enumerate(filing.footnotes, start=1)}
        self.disclaiming = disclaiming(filing)

    def row(self, row: Holding, place: int) -> Reported:
        """A row of either table."""
        derived = row if isinstance(row, DerivativeHolding) else None
        holder = derived.underlying if derived else row
        assert not isinstance(holder, DerivativeHolding)
        given = [each for each in (holder.amount, holder.amount_in_dollars) if each]
        cells = {
            "title": self._cell(row.title),
            "nature": self._cell(row.nature_of_ownership),
            "ownership": self._cell(row.ownership),
            AMOUNT: self._amount(given),
        }
        if derived:
            cells["exercisable"] = self._cell(derived.date_exercisable)
            cells["expiration"] = self._cell(derived.expiration_date)
            cells["price"] = self._cell(derived.conversion_or_exercise_price)
            cells["underlying"] = self._cell(derived.underlying.title)
        ownership: Literal["D", "I"] = "I" if row.ownership.value == "indirect" else "D"
        labels = {label for each in _footnoted(row, given) for label in each.footnotes}
        return Reported(
            place=place,
            ownership=ownership,
            cells=cells,
            amount=given[0].value if len(given) == 1 else None,
            in_dollars=holder.amount is None and holder.amount_in_dollars is not None,
            is_disclaimed=self.disclaiming.is_so(labels, ownership),
            key=(ownership, *(_normal(cells[name]) for name in WORDS if name in cells)),
        )

    def _amount(self, given: Sequence[Footnoted[Decimal]]) -> Cell:
        """Where no one number is given, what stands instead of it."""
        if len(given) != 1:
            said = "a number and dollars" if given else "no amount"
            labels = [label for g in given for label in g.footnotes]
            return Cell(said=said, footnotes=self._said_by(labels), cited=self._cited(labels))
        cell = self._cell(given[0])
        return cell if cell.is_footnote_alone else replace(cell, said="")

    def _cell(self, cell: Footnoted[Any] | None) -> Cell:
        if cell is None:
            return Cell()
        footnotes, cited = self._said_by(cell.footnotes), self._cited(cell.footnotes)
        if cell.value is not None:
            return Cell(said=_printed(cell.value), footnotes=footnotes, cited=cited)
        numbers = [number for number, _ in cited]
        said = f"see footnote{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else ""
        return Cell(said=said, footnotes=footnotes, is_footnote_alone=bool(numbers), cited=cited)

    def _said_by(self, labels: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(text for _, text in self._cited(labels)))

    def _cited(self, labels: Sequence[str]) -> tuple[tuple[str, str], ...]:
        # A label without a footnote is a problem of its own: here it stands for itself.
        return tuple(
            (f"{self.numbers.get(label, label)}", self.texts.get(label, f"[{label}]")) for label in labels
        )


def _footnoted(row: Holding, given: Sequence[Footnoted[Decimal]]) -> Iterator[Footnoted[Any]]:
    """Every cell of a row."""
    yield row.title
    yield row.ownership
    yield from given
    if row.nature_of_ownership:
        yield row.nature_of_ownership
    if isinstance(row, DerivativeHolding):
        yield row.date_exercisable
        yield row.expiration_date
        yield row.conversion_or_exercise_price
        yield row.underlying.title


def _printed(value: object) -> str:
    if isinstance(value, Decimal):
        return usd(value)
    return iso_date(value) if isinstance(value, date) else " ".join(f"{value}".split())


def _normal(cell: Cell) -> object:
    """A cell as identities are compared: of a footnote that stands for a value, its text."""
    said = cell.said.casefold()
    is_reference = cell.is_footnote_alone or "footnote" in said
    return (cell.footnotes or said) if is_reference else said
