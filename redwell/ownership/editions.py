"""Choose the edition of the printed form."""

from __future__ import annotations

from datetime import date

from redwell.model import Edition, Filing


def edition_of(filing: Filing) -> str:
    """Return the edition given in the filing, else that in force when it was filed, else the newest."""
    return filing.edition or in_force(type(filing), filing.filed.date if filing.filed else None)


def in_force(form: type[Filing], day: date | None) -> str:
    """Return the edition of a form in force on *day*; the newest if *day* is None."""
    known = form.EDITIONS
    return [each.name for each in known if not (day and each.since and day < each.since)][-1]


def newest(form: type[Filing]) -> Edition:
    """Return the newest edition of a form."""
    return form.EDITIONS[-1]
