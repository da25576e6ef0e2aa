"""The edition of the printed form that a filing has."""

from __future__ import annotations

from datetime import date

from redwell.model import Edition, Filing


def edition_of(filing: Filing) -> str:
    """Return the edition: as the filing says, else the one in force when it was filed, else the newest."""
    return filing.edition or in_force(type(filing), filing.filed.date if filing.filed else None)


def in_force(form: type[Filing], day: date | None) -> str:
    """Return the edition of a form that was in force on *day*; the newest one without a day."""
    known = form.EDITIONS
    return [each.name for each in known if not (day and each.since and day < each.since)][-1]


def newest(form: type[Filing]) -> Edition:
    """Return the newest edition of a form."""
    return form.EDITIONS[-1]
