"""The documents of a Form 3: its XML, PDF and DOCX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redwell.form import Document
from redwell.model import Filing
from redwell.ownership.context import shared_context
from redwell.ownership.editions import edition_of
from redwell.ownership.split import Part, document_name, part_number, parts

STEPS = ("tight", "apart")
"""What makes a form shorter, or its last page fuller: closer lines, and a page for the explanations."""
PAGE = "form3/form3.html.j2"


def documents(filing: Filing, author: str) -> tuple[Document, ...]:
    """Return, for each part, the XML, the PDF with the XML embedded, and the DOCX."""
    return tuple(document for part in parts(filing) for document in _of_part(part, author))


def _of_part(part: Part[Filing], author: str) -> Iterator[Document]:
    name, given = document_name(part), context(part.filing, author, part_number(part))
    yield Document(name=f"{name}.xml", template="form3/form3.xml.j2", context=given)
    yield Document(name=f"{name}.pdf", template=PAGE, context=given, attachment=f"{name}.xml")
    yield Document(name=f"{name}.docx", template="form3/form3.docx", context=given, follows=PAGE)


def context(filing: Filing, author: str, number: str = "") -> dict[str, Any]:
    """Return the context for the templates of Form 3; *number* is the number of a part, "1 of 2"."""
    shared = shared_context(filing, author, number)
    return {
        **shared,
        "form_number": f"SEC 1473 ({edition_of(filing)})",
        "steps": STEPS,
        "step": "",
        "no_securities_owned": not shared["non_derivative"] and not shared["derivative"],
    }
