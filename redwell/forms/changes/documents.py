"""The documents of Forms 4 and 5, the statements of changes in beneficial ownership."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from redwell.form import Document
from redwell.forms.changes.widths import (
    owners_widths,
    table_one_points,
    table_one_widths,
    table_two_points,
    table_two_widths,
)
from redwell.ownership.columns import columns, tables
from redwell.ownership.context import Cell, shared_context
from redwell.ownership.editions import edition_of
from redwell.ownership.split import Part, document_name, part_number, parts
from redwell.ownership.transactions import StatementOfChanges

STEPS = ("tight", "apart")
"""The steps to a shorter form or a fuller last page: closer lines, and a page for the explanations."""
PAGE, WORD = "changes/changes.html.j2", "changes/changes.docx"
TABLES_IN_WORD = (
    "Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned",
    "Table II - Derivative Securities Acquired, Disposed of, or Beneficially Owned",
)
"""The names of the tables in the Word document."""
OWNERS = "Reporting Owners"
Rows = Sequence[Mapping[str, Cell]]
ANNUAL = 5
BLANK: Cell = {"value": None, "footnotes": [], "in_dollars": False}
"""The cell of a column that a line does not have: a holding has no date, code, price and so on."""


def documents(filing: StatementOfChanges, author: str, fingerprint: str = "") -> tuple[Document, ...]:
    """Return, for each part, the XML, the PDF with the XML embedded, and the DOCX."""
    return tuple(document for part in parts(filing) for document in _of_part(part, author, fingerprint))


def _of_part(part: Part[StatementOfChanges], author: str, fingerprint: str) -> Iterator[Document]:
    name, given = document_name(part), changes_context(part.filing, author, part_number(part), fingerprint)
    yield Document(name=f"{name}.xml", template="changes/changes.xml.j2", context=given)
    yield Document(name=f"{name}.pdf", template=PAGE, context=given, attachment=f"{name}.xml")
    yield Document(name=f"{name}.docx", template=WORD, context=given, follows=PAGE)


def changes_context(
    filing: StatementOfChanges, author: str, number: str = "", fingerprint: str = ""
) -> dict[str, Any]:
    """Return the context of the templates of Forms 4 and 5; *number* is the number of a part, "1 of 2"."""
    shared = shared_context(filing, author, number, fingerprint)
    blank = {
        name: BLANK
        for table in tables(type(filing))
        for kind in table.kinds
        for column in columns(kind.row)
        for name in column.cells
    }
    non_derivative, derivative = (
        [_printed({**blank, **row}, filing.NUMBER) for row in shared[key]]
        for key in ("non_derivative", "derivative")
    )
    edition, is_annual = edition_of(filing), filing.NUMBER == ANNUAL
    return {
        **shared,
        "number": filing.NUMBER,
        "is_annual": is_annual,
        "edition": edition,
        "has_plan_box": edition != type(filing).EDITIONS[0].name,
        "period_of_report": filing.period_of_report,
        "non_derivative": non_derivative,
        "derivative": derivative,
        "has_form_3_holdings": filing.has_timing("missed_form_3"),
        "has_form_4_transactions": filing.has_timing("missed_form_4"),
        "owners_widths": _owners_widths(shared),
        "table_one_widths": table_one_widths(non_derivative, is_annual=is_annual),
        "table_two_widths": table_two_widths(derivative, is_annual=is_annual),
        **_in_word(shared, non_derivative, derivative, is_annual=is_annual),
        "steps": STEPS,
        "step": "",
    }


def _owners_widths(shared: Mapping[str, Any]) -> tuple[int, ...]:
    owners = shared["owners"]
    addresses = [
        ", ".join(filter(None, (owner["name"], *owner["street"], owner["city_line"], owner["country"])))
        for owner in owners
    ]
    titles, others = ([owner[key] or "" for owner in owners] for key in ("officer_title", "other_text"))
    return owners_widths(addresses, titles, others)


def _in_word(
    shared: Mapping[str, Any], non_derivative: Rows, derivative: Rows, *, is_annual: bool
) -> dict[str, Any]:
    """Return the widths of columns and the places of decimal points for the Word document."""
    widths = (
        table_one_widths(non_derivative, is_annual=is_annual, is_word=True),
        table_two_widths(derivative, is_annual=is_annual, is_word=True),
    )
    points = (
        table_one_points(non_derivative, is_annual=is_annual),
        table_two_points(derivative, is_annual=is_annual),
    )
    return {
        "word_widths": dict(zip(TABLES_IN_WORD, widths, strict=True)) | {OWNERS: _owners_widths(shared)},
        "word_points": dict(zip(TABLES_IN_WORD, points, strict=True)),
    }


def _printed(row: Mapping[str, Cell], number: int) -> dict[str, Cell]:
    """Return a line with the cells that only paper has: the code with its marks, V, and (A) and (D)."""
    form_type, timeliness = row["form_type"]["value"], row["timeliness"]["value"]
    said = row["code"]["value"] or ""
    if number == ANNUAL:
        said += {"4": "4", "3": "3"}.get(form_type or "", "5" if timeliness else "")
    said += "/K" if row["equity_swap"]["value"] else ""
    is_early = number != ANNUAL and form_type is not None
    sign = row["sign"]["value"]
    return {
        **row,
        # A $ stands only before a price.
        "paid": {**row["paid"], "in_dollars": row["paid"]["value"] is not None},
        "price": {**row["price"], "in_dollars": row["price"]["value"] is not None},
        "printed_code": {**row["code"], "value": said or None},
        "early": {**BLANK, "value": "V" if is_early else None},
        "acquired": row["moved"] if sign == "A" else BLANK,
        "disposed": row["moved"] if sign == "D" else BLANK,
    }
