"""List changed facts other than holdings, texts and signatures, in the form's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from redwell.deadlines.standing import short_date
from redwell.model import PowerOfAttorney, ReportingOwner
from redwell.review.changes import Change, Note
from redwell.review.model import Fact

TOLD_ELSEWHERE = frozenset({"footnotes", "remarks", "signatures"})
"""Fields that another part of a review shows, apart from the tables."""
LABELS: Mapping[tuple[str, ...], str] = {
    ("form",): "form",
    ("edition",): "edition of the form",
    ("amendment", "original_filed"): "day on which the original was filed",
    ("amendment", "amends"): "filing that is amended",
    ("issuer", "name"): "name of the issuer",
    ("issuer", "cik"): "CIK of the issuer",
    ("issuer", "trading_symbol"): "trading symbol",
    ("issuer", "foreign_trading_symbol"): "foreign trading symbol",
    ("issuer", "foreign_private_issuer"): "foreign private issuer",
    ("issuer", "fiscal_year_end"): "end of the issuer's fiscal year",
    ("reporting_owners", "name"): "name of {}",
    ("reporting_owners", "cik"): "CIK of {}",
    ("reporting_owners", "address"): "address of {}",
    ("reporting_owners", "relationship", "director"): "director box of {}",
    ("reporting_owners", "relationship", "ten_percent_owner"): "10% owner box of {}",
    ("reporting_owners", "relationship", "officer"): "officer title of {}",
    ("reporting_owners", "relationship", "other"): "other relationship of {}",
    ("split",): "split into several filings",
    ("signing",): "signing status",
    ("powers_of_attorney", "grantor"): "grantor of the power of attorney of {}",
    ("powers_of_attorney", "by"): "entities that act for the grantor of the power of attorney of {}",
    ("powers_of_attorney", "signer"): "signer of the power of attorney of {}",
    ("powers_of_attorney", "title"): "title of the signer of the power of attorney of {}",
    ("powers_of_attorney", "attorneys_in_fact"): "attorneys-in-fact of the power of attorney of {}",
    ("powers_of_attorney", "company"): "company of the power of attorney of {}",
    ("powers_of_attorney", "capacity"): "capacity in the power of attorney of {}",
    ("powers_of_attorney", "forms"): "forms of the power of attorney of {}",
    ("powers_of_attorney", "clauses"): "clauses of the power of attorney of {}",
    ("powers_of_attorney", "ends"): "expiration date of the power of attorney of {}",
    ("powers_of_attorney", "ends_after_years"): "years after which the power of attorney of {} ends",
    ("powers_of_attorney", "ends_on_leaving"): "those whose leaving ends the power of attorney of {}",
    ("powers_of_attorney", "left"): "days of leaving that end the power of attorney of {}",
    ("powers_of_attorney", "place"): "place of signing of the power of attorney of {}",
    ("powers_of_attorney", "witnesses"): "witnesses of the power of attorney of {}",
    ("powers_of_attorney", "wording"): "wording of the power of attorney of {}",
    ("powers_of_attorney", "notary"): "notary's block of the power of attorney of {}",
    ("powers_of_attorney", "document"): "executed text of the power of attorney of {}",
    ("powers_of_attorney", "on_file", "date"): "day on which the power of attorney of {} was filed",
    (
        "powers_of_attorney",
        "on_file",
        "accession_number",
    ): "accession number of the filing with the power of attorney of {}",
    ("powers_of_attorney", "signed"): "day on which the power of attorney of {} was signed",
    ("powers_of_attorney", "wording_hash"): "fingerprint of the power of attorney of {}",
    ("exhibits",): "exhibit {}",
    ("accept",): "accepted warning {}",
    ("sources",): "papers that the filing rests on",
    ("confirmed", "by"): "person who confirmed it",
    ("confirmed", "on"): "day of the confirmation",
    ("confirmed", "how"): "way of the confirmation",
    ("confirmed", "facts"): "fingerprint of what was confirmed",
    ("tested", "date"): "day of the accepted test filing",
    ("tested", "accession_number"): "accession number of the test filing",
    ("filed", "date"): "filing date",
    ("filed", "accession_number"): "accession number",
}
"""The SEC's name for each value; {} is the name of the owner or grantor."""


def facts(changes: Sequence[Change], tables: frozenset[str]) -> tuple[Fact, ...]:
    """Return every change that is shown as a fact; *tables* are the keys of the form's tables."""
    told = TOLD_ELSEWHERE | tables
    found = [_fact(change) for change in changes if change.path[0] not in told]
    return (*filter(None, found), *_footnote_numbers(changes))


def by_importance(changes: Sequence[Change]) -> list[Change]:
    """Return the changes of powers of attorney first, and of addresses last."""
    return sorted(
        changes, key=lambda each: (each.name[-1] == "address") - (each.path[0] == "powers_of_attorney")
    )


def _fact(change: Change) -> Fact | None:
    before, after = change.before, change.after
    match change.path:
        case ("amendment", "explanation"):
            return None
        case ("reporting_owners", int(), "address"):
            return Fact(what=label(change))
        case ("reporting_owners", int()):
            return Fact(what="reporting owner", before=owner(before), after=owner(after))
        case ("reporting_owners",):
            return Fact(
                what="order of the reporting owners", before="; ".join(before), after="; ".join(after)
            )
        case ("powers_of_attorney", int()) if before and after:
            number = after.on_file.accession_number
            return Fact(
                what=f"power of attorney of {change.item}",
                before=f"drafted, signed {short_date(before.signed)}"
                if before.signed
                else "drafted, not signed",
                after=f"now on file since {short_date(after.on_file.date)}"
                + (f" ({number})" if number else ""),
            )
        case ("powers_of_attorney", int()):
            return Fact(
                what=f"power of attorney of {change.item}", before=_power(before), after=_power(after)
            )
    name = change.name[-1]
    if name == "wording_hash" or change.path == ("confirmed", "facts"):
        # Nobody reads a hash: a wrong one is a problem of its own.
        kept = [each and "recorded" for each in (before, after)]
        return Fact(what=label(change), before=kept[0], after="another recorded" if all(kept) else kept[1])
    return Fact(what=label(change), before=value_text(before, name), after=value_text(after, name))


def label(change: Change) -> str:
    """Return the label of a value; its keys if it has no better name."""
    if change.fact:
        return change.fact.label
    known = LABELS.get(change.name) or LABELS.get(change.name[:1])
    return (known or " ".join(change.name).replace("_", " ")).format(change.item)


def value_text(value: Any, name: str = "") -> str | None:
    """Return a value as the review shows it; None if it is empty."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple) and name == "left":
        return ", ".join(f"{who} {short_date(day)}" for who, day in value) or None
    if isinstance(value, tuple):
        return ", ".join(filter(None, (value_text(each, name) for each in value)))
    return short_date(value) if isinstance(value, date) else f"{value}"


def moved_footnotes(changes: Sequence[Change]) -> list[tuple[int, int]]:
    """Return the old and new numbers of footnotes, if any changed places."""
    kept: list[tuple[Note, Note]] = [
        (change.before, change.after)
        for change in changes
        if change.path[0] == "footnotes" and change.before and change.after
    ]
    numbers = [old.number for old, _ in kept]
    if numbers == sorted(numbers):
        return []
    return sorted((old.number, new.number) for old, new in kept if old.number != new.number)


def _footnote_numbers(changes: Sequence[Change]) -> Iterator[Fact]:
    if moved := moved_footnotes(changes):
        before, after = (", ".join(f"({each[side]})" for each in moved) for side in (0, 1))
        yield Fact(what="numbers of footnotes", before=before, after=after)


def owner(owner: ReportingOwner | None) -> str | None:
    """Return `PANORA ROBERT A (CIK 0001588111; director; COO)`: everything except the address."""
    if owner is None:
        return None
    relationship = owner.relationship
    said = [f"CIK {owner.cik.rjust(10, '0')}" if owner.cik else "no CIK yet"]
    said += ["director"] * relationship.director + ["10% owner"] * relationship.ten_percent_owner
    said += filter(None, (relationship.officer, relationship.other))
    return f"{owner.name} ({'; '.join(said)})"


def _power(power: PowerOfAttorney | None) -> str | None:
    """Return `appoints Jane Roe; signed 23 Sep 2013`."""
    if power is None:
        return None
    said = [f"appoints {', '.join(power.attorneys_in_fact)}"]
    if power.on_file:
        said.append(f"on file since {short_date(power.on_file.date)}")
    else:
        said += [f"executed as {power.document}"] if power.document else []
        said.append(f"signed {short_date(power.signed)}" if power.signed else "no day of signing given")
    return "; ".join(said)
