"""The editions of the printed form: which one a filing has, and since when there is a new one."""

from __future__ import annotations

from datetime import date

from redwell.model import Filing

NEW_EDITION = date(2026, 3, 18)
"""SEC 1473 (03-26) is in force from this day (EDGAR Release 26.1.1)."""


def edition_of(filing: Filing) -> str:
    """The edition: as the filing says, else the edition in force when it was filed, else the newest."""
    if filing.edition:
        return filing.edition
    return "7-02" if filing.filed and filing.filed.date < NEW_EDITION else "03-26"
