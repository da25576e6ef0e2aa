"""Make the context of the templates of Forms 4 and 5, the statements of changes."""

from __future__ import annotations

from typing import Any

from redwell.ownership.context import shared_context
from redwell.ownership.transactions import StatementOfChanges


def changes_context(filing: StatementOfChanges, author: str, number: str = "") -> dict[str, Any]:
    """Return the context of the templates of Forms 4 and 5; *number* is the number of a part, "1 of 2"."""
    return {
        **shared_context(filing, author, number),
        "form_number": filing.NUMBER,
        "period_of_report": filing.period_of_report,
    }
