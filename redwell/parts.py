"""A filing as EDGAR takes it: whole, or in parts of at most ten owners and thirty rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from redwell.cells import cells
from redwell.model import Filing, PowerOfAttorney, ReportingOwner, Signature
from redwell.names import is_one

T = TypeVar("T")
MAX_OWNERS, MAX_ROWS = 10, 30
"""What EDGAR takes in one filing: owners, and rows of each table (specification 3.3 (*), 3.5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One filing on EDGAR: the *number*th of *total* into which a file of ours is split."""

    filing: Filing
    number: int = 1
    total: int = 1


def parts(filing: Filing) -> tuple[Part, ...]:
    """The filings that EDGAR gets of *filing*: one, or with `split` as many as its limits ask for.

    Owners are shared out evenly, and each part repeats the tables; rows stay in their order, thirty in a
    part, each part with only its own footnotes. Signatures and powers go with their owners.
    """
    if not filing.split:
        return (Part(filing=filing),)
    found = [piece for owners in _owners(filing) for piece in _of_rows(owners)]
    if len(found) == 1:
        return (Part(filing=filing),)
    limits = _limits(filing)
    return tuple(
        Part(
            filing=replace(piece, split=False, remarks=_numbered(piece.remarks, number, len(found), limits)),
            number=number,
            total=len(found),
        )
        for number, piece in enumerate(found, start=1)
    )


def remarks_of(filing: Filing) -> str | None:
    """The remarks as they are printed and filed: what an amendment explains stands before the others."""
    explanation = filing.amendment.explanation if filing.amendment else None
    return "\n".join(text for text in (explanation, filing.remarks) if text) or None


def _numbered(remarks: str | None, number: int, total: int, limits: str) -> str:
    first = f"Filing {number} of {total}, because EDGAR takes at most {limits} in one filing."
    return "\n".join(text for text in (first, remarks) if text)


def _limits(filing: Filing) -> str:
    is_wide = len(filing.reporting_owners) > MAX_OWNERS
    is_long = max(len(filing.non_derivative), len(filing.derivative)) > MAX_ROWS
    said = [f"{MAX_OWNERS} reporting owners"] * is_wide + [f"{MAX_ROWS} lines of a table"] * is_long
    return " and ".join(said)


def _owners(filing: Filing) -> Iterator[Filing]:
    owners = filing.reporting_owners
    count = -(-len(owners) // MAX_OWNERS)
    for start, stop in _shares(len(owners), count):
        own, others = owners[start:stop], (*owners[:start], *owners[stop:])
        yield replace(
            filing,
            reporting_owners=own,
            signatures=tuple(
                each for each in filing.signatures if not _is_alien(_signers(each), own, others)
            ),
            powers_of_attorney=tuple(
                each for each in filing.powers_of_attorney if not _is_alien(_grantor(each), own, others)
            ),
        )


def _shares(total: int, count: int) -> Iterator[tuple[int, int]]:
    """The bounds of *count* shares of *total*, the larger ones first: 11 in 2 are 6 and 5."""
    start = 0
    for n in range(count):
        size = total // count + (n < total % count)
        yield start, start + size
        start += size


def _signers(signature: Signature) -> tuple[str, ...]:
    """For whom a signature stands, or who may be meant by it."""
    return signature.on_behalf_of or tuple(filter(None, (signature.signer, signature.text)))


def _grantor(power: PowerOfAttorney) -> tuple[str, ...]:
    return (power.grantor,)


def _is_alien(names: Sequence[str], own: Sequence[ReportingOwner], others: Sequence[ReportingOwner]) -> bool:
    """Whether *names* are those of other owners, and of none of a part's own."""
    return _has(names, others) and not _has(names, own)


def _has(names: Sequence[str], owners: Sequence[ReportingOwner]) -> bool:
    return any(is_one(name, owner.name) for name in names for owner in owners)


def _of_rows(filing: Filing) -> Iterator[Filing]:
    longest = max(len(filing.non_derivative), len(filing.derivative))
    for start in range(0, max(longest, 1), MAX_ROWS):
        piece = replace(
            filing,
            non_derivative=filing.non_derivative[start : start + MAX_ROWS],
            derivative=filing.derivative[start : start + MAX_ROWS],
        )
        used = {label for _, cell in cells(piece) for label in cell.footnotes}
        yield replace(piece, footnotes=tuple(note for note in filing.footnotes if note[0] in used))
