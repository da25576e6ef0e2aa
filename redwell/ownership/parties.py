"""Tell whether two filings are about one issuer or by one owner: by CIK, or else by name."""

from __future__ import annotations

from redwell.model import Filing, Issuer, ReportingOwner
from redwell.text.names import is_one_company, meant


def is_same_issuer(issuer: Issuer, other: Issuer) -> bool:
    """Return True if both are one company."""
    ours, theirs = cik_number(issuer.cik), cik_number(other.cik)
    return ours == theirs if ours and theirs else is_one_company(issuer.name, other.name)


def is_same_owner(owner: ReportingOwner, other: ReportingOwner) -> bool:
    """Return True if both are one person or entity."""
    ours, theirs = cik_number(owner.cik), cik_number(other.cik)
    if ours and theirs:
        return ours == theirs
    # In both directions: "Jane Doe" is not the Jane Doe Family Trust.
    return bool(meant(owner.name, (other.name,)) and meant(other.name, (owner.name,)))


def is_of(filing: Filing, owner: ReportingOwner) -> bool:
    """Return True if a filing is by an owner."""
    return any(is_same_owner(each, owner) for each in filing.reporting_owners)


def cik_number(cik: str | None) -> str:
    """Return a CIK without leading zeros; empty if there is none."""
    return (cik or "").strip().lstrip("0")
