"""The documents of Forms 4 and 5, the statements of changes in beneficial ownership."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redwell.form import Document
from redwell.ownership.context import shared_context
from redwell.ownership.split import Part, document_name, part_number, parts
from redwell.ownership.transactions import StatementOfChanges


def documents(filing: StatementOfChanges, author: str) -> tuple[Document, ...]:
    """Return, for each part, the XML."""
    return tuple(document for part in parts(filing) for document in _of_part(part, author))


def _of_part(part: Part[StatementOfChanges], author: str) -> Iterator[Document]:
    name, given = document_name(part), changes_context(part.filing, author, part_number(part))
    yield Document(name=f"{name}.xml", template="changes/changes.xml.j2", context=given)


def changes_context(filing: StatementOfChanges, author: str, number: str = "") -> dict[str, Any]:
    """Return the context of the templates of Forms 4 and 5; *number* is the number of a part, "1 of 2"."""
    return {
        **shared_context(filing, author, number),
        "form_number": filing.NUMBER,
        "period_of_report": filing.period_of_report,
    }
