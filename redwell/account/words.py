"""Say what happened to a position in a few words: `sold at $41.44`, and what moved without a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped, plain, price
from redwell.ownership.columns import Role
from redwell.ownership.postings import Posting

ACQUIRED: Mapping[str, str] = {
    "P": "bought",
    "A": "granted",
    "G": "received as a gift",
    "M": "acquired by exercise or vesting",
    "C": "acquired by conversion",
    "X": "acquired by exercise",
    "O": "acquired by exercise out of the money",
    "L": "acquired in a small amount",
    "I": "acquired in a discretionary transaction",
    "W": "acquired by will or inheritance",
    "Z": "acquired from a voting trust",
    "J": "acquired otherwise (code J: see its note)",
}
DISPOSED: Mapping[str, str] = {
    "S": "sold",
    "F": "withheld or delivered for price or tax",
    "G": "given as a gift",
    "D": "disposed of to the issuer",
    "M": "exercised or vested",
    "C": "converted",
    "X": "exercised",
    "O": "exercised out of the money",
    "U": "tendered in a change of control",
    "E": "expired",
    "H": "expired or canceled for value",
    "I": "disposed of in a discretionary transaction",
    "W": "passed on by will or inheritance",
    "Z": "deposited in a voting trust",
    "J": "disposed of otherwise (code J: see its note)",
}
"""The words for a change of a position, by transaction code."""
_PRICED = frozenset("PSLUFXO")
"""Codes whose price tells something; of a grant or gift it is zero."""
_SPLITS = range(2, 51)
_TERMS: Mapping[Role, str] = {"price": "at", "exercisable": "from", "expiration": "until"}


def happened(posting: Posting) -> str:
    """Return what a line says happened."""
    if not posting.code:
        is_only_over = posting.balance is None and posting.over is not None
        return (
            f"held, for {grouped(posting.over)} {posting.underlying}"
            if is_only_over and posting.over
            else "held"
        )
    is_acquired = posting.change is None or posting.change >= 0
    known = ACQUIRED if is_acquired else DISPOSED
    said = known.get(posting.code, f"{'acquired' if is_acquired else 'disposed of'} (code {posting.code})")
    if posting.code in _PRICED and posting.price is not None:
        return f"{said} at {price(posting.price)}"
    return said


def movement(posting: Posting, before: Decimal, off: Decimal, *, is_transfer: bool) -> str:
    """Return the words of `since_last` for a balance that is *off*; *is_transfer* if as much moved back.

    Dots stand where nothing tells the reason.
    """
    side = "added" if off > 0 else "removed"
    why = _cause(posting, before, off, is_transfer=is_transfer)
    return f"since_last: {{{side}: {plain(abs(off))}, why: {why}}}"


def _cause(posting: Posting, before: Decimal, off: Decimal, *, is_transfer: bool) -> str:
    spoken = posting.explanation(before)
    if len(posting.movements) == 1:
        return posting.movements[0].why
    if spoken and spoken.why:
        return spoken.why
    if any(before and off == before * (times - 1) for times in _SPLITS):
        return "split"
    return "change_of_form" if is_transfer else "..."


def dollars(value: Decimal) -> str:
    """Return a sum with its cents: `$1,720.00`; with more digits, if it has any."""
    cents = value.quantize(Decimal("0.01"))
    return f"${cents:,}" if cents == value else price(value.normalize())


def term(role: Role, value: Decimal | date) -> str:
    """Return a term of a derivative in words: `at $14.75`, `until 1 Mar 2034`."""
    return f"{_TERMS[role]} {price(value) if isinstance(value, Decimal) else short_date(value)}"
