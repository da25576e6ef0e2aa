"""Know who reports on a foreign private issuer: its directors and officers, since 18 March 2026."""

from __future__ import annotations

from datetime import date

from redwell.deadlines.due_dates import AFTER_YEAR, calendar
from redwell.model import Filing, ReportingOwner

FOREIGN_INSIDERS = date(2026, 3, 18)
"""The date from which they report (Release 34-104903)."""


def only_owns(owner: ReportingOwner) -> bool:
    """Return True for a 10% owner who is nothing else."""
    return owner.relationship.ten_percent_owner and not owner.relationship.is_insider


def reports_nothing(filing: Filing) -> bool:
    """Return True if every owner is only a 10% owner of a foreign private issuer (Rule 3a12-3(b))."""
    return filing.issuer.foreign_private_issuer and all(map(only_owns, filing.reporting_owners))


def report_for_year(end: date) -> bool:
    """Return True if the insiders of a foreign private issuer report for the fiscal year to *end*.

    They do not for a year whose Form 5 was due before they reported at all.
    """
    return calendar().next_open(end + AFTER_YEAR) >= FOREIGN_INSIDERS
