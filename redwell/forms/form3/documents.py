"""The documents of a Form 3: its XML, PDF and DOCX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from redwell.form import Document
from redwell.model import Filing
from redwell.ownership.context import Cell, shared_context
from redwell.ownership.editions import edition_of
from redwell.ownership.split import Part, document_name, part_number, parts
from redwell.ownership.widths import TextColumn, date_width, figure_width, marks_width, point, shared_width

Rows = Sequence[Mapping[str, Cell]]
STEPS = ("tight", "apart")
"""What makes a form shorter, or its last page fuller: closer lines, and a page for the explanations."""
PAGE = "form3/form3.html.j2"
NON_DERIVATIVE_IN_WORD = "Table I - Non-Derivative Securities Beneficially Owned"
DERIVATIVE_IN_WORD = "Table II - Derivative Securities Beneficially Owned"
"""The names of the tables in the Word document."""
DERIVATIVE = (
    *("title", "date_exercisable", "expiration_date", "underlying_title"),
    *("underlying_amount", "price", "ownership", "nature"),
)
WIDTH, AMOUNT = 720, 122
"""Points between the margins, and of the column of amounts in Table I."""


def documents(filing: Filing, author: str, fingerprint: str = "") -> tuple[Document, ...]:
    """Return, for each part, the XML, the PDF with the XML embedded, and the DOCX.

    *fingerprint* is that of what the whole filing reports.
    """
    return tuple(document for part in parts(filing) for document in _of_part(part, author, fingerprint))


def _of_part(part: Part[Filing], author: str, fingerprint: str) -> Iterator[Document]:
    name, given = document_name(part), context(part.filing, author, part_number(part), fingerprint)
    yield Document(name=f"{name}.xml", template="form3/form3.xml.j2", context=given)
    yield Document(name=f"{name}.pdf", template=PAGE, context=given, attachment=f"{name}.xml")
    yield Document(name=f"{name}.docx", template="form3/form3.docx", context=given, follows=PAGE)


def context(filing: Filing, author: str, number: str = "", fingerprint: str = "") -> dict[str, Any]:
    """Return the context for the templates of Form 3; *number* is the number of a part, "1 of 2"."""
    shared = shared_context(filing, author, number, fingerprint)
    return {
        **shared,
        "form_number": f"SEC 1473 ({edition_of(filing)})",
        "derivative_widths": derivative_widths(shared["derivative"]),
        **in_word(shared["non_derivative"], shared["derivative"]),
        "steps": STEPS,
        "step": "",
        "no_securities_owned": not shared["non_derivative"] and not shared["derivative"],
    }


def in_word(non_derivative: Rows, derivative: Rows) -> dict[str, Any]:
    """Return the widths of columns and the places of decimal points for the Word document."""
    widths = derivative_widths(derivative, is_word=True)
    return {
        "word_widths": {DERIVATIVE_IN_WORD: widths},
        "word_points": {
            NON_DERIVATIVE_IN_WORD: {2: point([row["amount"] for row in non_derivative], AMOUNT)},
            DERIVATIVE_IN_WORD: {
                n: point([row[DERIVATIVE[n - 1]] for row in derivative], widths[n - 1]) for n in (5, 6)
            },
        },
    }


def derivative_widths(rows: Rows, *, is_word: bool = False) -> tuple[int, ...]:
    """Return the widths of the columns of Table II in points."""
    columns = {name: tuple(row[name] for row in rows) for name in DERIVATIVE}
    days = [date_width(columns[name]) for name in ("date_exercisable", "expiration_date")]
    # Word cannot narrow the letters of a long figure.
    amount, price = (
        figure_width(columns[name], least=least, most=140 if is_word else most)
        for name, least, most in (("underlying_amount", 66, 86), ("price", 62, 72))
    )
    owned = min(70 + max(map(marks_width, columns["ownership"]), default=0), 90)
    texts = [
        TextColumn(cells=columns[name], least=least, most=most)
        for name, least, most in (("title", 104, 240), ("underlying_title", 78, 150), ("nature", 84, 260))
    ]
    title, underlying, nature = shared_width(texts, WIDTH - sum(days) - amount - price - owned)
    return title, *days, underlying, amount, price, owned, nature
