"""Find the owners that a signature covers, and its authority: in person, by an office, or by a power."""

from __future__ import annotations

import re

from redwell.model import Filing, Signature
from redwell.text.names import is_named_in, meant

BY_POWER = re.compile(
    r"\battorneys?[\s-]*(-?in[\s-]*-?)fact\b|\bpowers? of attorney\b|\bP\.?O\.?A\b", re.IGNORECASE
)
"""The words for a power of attorney in a signature line."""
_FOR_ALL = re.compile(r"\b(each|every|all|both)\b|\bother reporting\b", re.IGNORECASE)


def owners_of(signature: Signature, filing: Filing) -> frozenset[int] | None:
    """Return the numbers of the owners that a signature covers; None if its words do not tell."""
    owners = filing.owner_names
    words = signature.authority
    if _FOR_ALL.search(words):
        return frozenset(range(len(owners)))
    names = signature.on_behalf_of or (signature.signer or "", *_names_in(signature.text or ""))
    each = [meant(name, owners) for name in names]
    if signature.on_behalf_of and not all(each):
        return None
    found = {n for numbers in each for n in numbers}
    found |= {n for n, owner in enumerate(owners) if is_named_in(owner, words)}
    if found:
        return frozenset(found)
    return frozenset({0}) if len(owners) == 1 else None


def _names_in(text: str) -> list[str]:
    """Return the possible names in a line: two words or more between punctuation and small words."""
    pieces = re.split(r"[,;()]|/\s*s\s*/|\b(?:by|for|to|of|as|and|on behalf of)\b", text, flags=re.IGNORECASE)
    return [piece for piece in pieces if len(piece.split()) > 1]


def is_by_power(signature: Signature, owner: str) -> bool:
    """Return True if a signature for *owner* needs a power: the line says so, or gives no other authority."""
    says_power = bool(BY_POWER.search(signature.authority))
    if signature.text is not None or says_power:
        return says_power
    return signature.is_bare and not meant(signature.signer or "", [owner])
