"""List what a filing reports in the order of the SEC's viewer: the boxes, the tables, the owners, the notes.

One list for all forms, by their declared columns, and always by today's edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from redwell.documents.filters import grouped, marks, us_date, usd
from redwell.form import Form
from redwell.forms import FORMS
from redwell.model import Filing, Relationship, Row
from redwell.ownership.columns import Column, Table, facts, tables, value
from redwell.ownership.context import Cell, row_cells, shared_context
from redwell.ownership.editions import newest

_LETTER_AFTER_NUMBER = re.compile(r"(\d+)([A-Za-z]?)")
_PLACES = {"timing", "equity swap"}
"""Labels of columns that stand in the column of the code, and are left out where nothing is in them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A numbered box of the form, and what is in it, in lines."""

    number: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """The text of a cell of a table, and its footnote marks."""

    text: str
    marks: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The head of a column; *name* is that of its cells."""

    name: str
    number: str
    label: str
    is_figure: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FactTable:
    """A table of the form: its columns, and its lines."""

    label: str
    heads: tuple[Head, ...]
    lines: tuple[tuple[Entered, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FactSheet:
    """The facts of a filing. *ticks* are the boxes without a number: their labels and answers."""

    heading: str
    ticks: tuple[tuple[str, bool | None], ...]
    boxes: tuple[Box, ...]
    tables: tuple[FactTable, ...]
    context: Mapping[str, Any]
    """The context of templates, for what is the same on all forms: owners, signatures, notes."""
    void: frozenset[int] = frozenset()
    """The places of signatures under a form that has changed since."""


def fact_sheet(filing: Filing, void: frozenset[int] = frozenset()) -> FactSheet:
    """Return what a filing reports; *void* are the places of signatures that no longer hold."""
    form = FORMS[filing.form]
    context = shared_context(replace(filing, edition=newest(type(filing)).name), "")
    numbers = {label: n for n, (label, _) in enumerate(filing.footnotes, start=1)}
    return FactSheet(
        heading=f"Form {filing.form}: {form.title}",
        ticks=tuple(_ticks(filing, form)),
        boxes=tuple(sorted(_boxes(filing, context), key=lambda box: _order(box.number))),
        tables=tuple(_table(table, getattr(filing, table.key), numbers) for table in tables(type(filing))),
        context=context,
        void=void,
    )


def _order(number: str) -> tuple[int, str]:
    found = _LETTER_AFTER_NUMBER.search(number)
    return (int(found[1]), found[2].lower()) if found else (0, "")


def _number(box: str) -> str:
    """Return `3a` of "box 3a", `2A` of "column 2A"."""
    return box.partition(" ")[2]


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]


def _ticks(filing: Filing, form: Form) -> Iterator[tuple[str, bool | None]]:
    for fact in form.facts:
        if fact.kind == "flag" and (fact.xml or value(filing, fact)):
            yield _sentence(fact.label), value(filing, fact)
        if fact.role == "exit":
            yield from filing.line_boxes.items()


def _boxes(filing: Filing, context: Mapping[str, Any]) -> Iterator[Box]:
    first, boxes = context["first_owner"], filing.BOXES
    address = (*first["street"], first["city_line"], first["country"])
    yield Box(
        number="1",
        label="Name and address of reporting person",
        lines=(first["name"], *filter(None, address)),
    )
    issuer = filing.issuer
    yield Box(
        number=_number(boxes.trading_symbol),
        label="Issuer name and ticker or trading symbol",
        lines=(f"{issuer.name} [{issuer.trading_symbol}]", f"CIK {issuer.cik}"),
    )
    yield Box(
        number=_number(boxes.foreign_trading_symbol),
        label="Foreign trading symbol",
        lines=tuple(filter(None, [issuer.foreign_trading_symbol])),
    )
    for fact in facts(type(filing)):
        if fact.box:
            given = filing.period_of_report if fact.role == "period" else value(filing, fact)
            lines = tuple(filter(None, [_said(given)]))
            yield Box(number=_number(fact.box), label=_sentence(fact.label), lines=lines)
    yield Box(
        number=_number(boxes.relationship),
        label="Relationship of reporting person(s) to issuer",
        lines=tuple(_relationships(filing.reporting_owners[0].relationship)),
    )
    original = filing.amendment.original_filed if filing.amendment else None
    yield Box(
        number=_number(boxes.original_filed),
        label="If amendment, date original filed",
        lines=(us_date(original),) if original else (),
    )
    by = "More than One Reporting Person" if context["is_joint"] else "One Reporting Person"
    yield Box(number="6", label="Individual or joint/group filing", lines=(f"Form filed by {by}",))


def _relationships(given: Relationship) -> Iterator[str]:
    if given.director:
        yield "Director"
    if given.ten_percent_owner:
        yield "10% Owner"
    if given.officer:
        yield f"Officer: {given.officer}"
    if given.other:
        yield f"Other: {given.other}"


def _table(table: Table, rows: Sequence[Row], numbers: Mapping[str, int]) -> FactTable:
    entered = [_entered(row, table, numbers) for row in rows]
    heads = [
        head
        for head in _heads(table.columns)
        if head.label.lower() not in _PLACES or any(row[head.name].text for row in entered)
    ]
    lines = tuple(tuple(row[head.name] for head in heads) for row in entered)
    return FactTable(label=f"{table.label}: {table.securities}", heads=tuple(heads), lines=lines)


def _heads(columns: Iterable[Column]) -> list[Head]:
    """Return a head for each cell that EDGAR gets; several columns may fill one cell."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        if column.xml:
            found.setdefault(column.cells[0], []).append(column)
    return sorted(
        (
            Head(
                name=name,
                number=_number(these[0].box),
                label=_sentence(" or ".join(dict.fromkeys(each.label for each in these))),
                is_figure=these[0].kind in {"number", "dollars"},
            )
            for name, these in found.items()
        ),
        key=lambda head: _order(head.number),
    )


def _entered(row: Row, table: Table, numbers: Mapping[str, int]) -> dict[str, Entered]:
    """Return what stands in each cell of a row, by the name of the cell."""
    cells = row_cells(row, numbers)
    found: dict[str, Entered] = {}
    for column in table.columns:
        name = column.cells[0]
        if not column.xml or (name in found and found[name].text):
            continue
        cell = cells.get(name)
        found[name] = _cell(row, column, cell, cells) if cell else Entered(text="")
    return found


def _cell(row: Row, column: Column, cell: Cell, cells: Mapping[str, Cell]) -> Entered:
    if column.role == "timing":
        # The code of EDGAR has two parts, which nobody knows by heart.
        return Entered(text=str(value(row, column) or "").replace("_", " "))
    others = (cells[name]["value"] for name in column.cells[1:] if name in cells)
    said = (_said(cell["value"], in_dollars=cell["in_dollars"]), *others)
    return Entered(text=" ".join(filter(None, said)), marks=marks(cell["footnotes"]))


def _said(given: Any, *, in_dollars: bool = False) -> str:
    match given:
        case None | False:
            return ""
        case True:
            return "yes"
        case date():
            return us_date(given)
        case Decimal():
            return usd(given) if in_dollars else grouped(given)
    return str(given)
