"""Read a signature line from EDGAR as signer, owners and capacity, if these print the same line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from redwell.model import Signature
from redwell.ownership.signatures import SIGNED, signature_line
from redwell.text.names import is_one

_USUAL = "Attorney-in-Fact"
_LINK = ", By: "
_LONGEST = 100
"""Characters of a capacity or a title."""
_LONGEST_NAME = 150
_LONGEST_LINE = 1000
"""EDGAR's lines are shorter; a longer one is kept as text."""
_SUFFIX = re.compile(
    r"(jr|sr|ii|iii|iv|v|esq|md|m\.d|phd|ph\.d|cpa|llc|l\.l\.c|inc|lp|l\.p|ltd|llp|n\.a)\.?", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"(?i)\b(as|by|for|on|of|see|in|under|pursuant|attached|behalf|attorney|power|poa|its|his|her|to|self)\b|/s/|[:;()\d]"
)
"""Words and marks that are not part of a signer's name."""
_OFFICE = re.compile(
    r"(?i)attorney|power|individual|behalf|trustee|agent|authori[sz]ed|representative|executor"
)


def signature_of(line: str, signed: date | None, owners: Sequence[str]) -> Signature:
    """Return the signature whose parts print *line*; if none do, one with the line as its text."""
    for parts in _candidates(line, owners) if len(line) <= _LONGEST_LINE else ():
        found = replace(parts, signed=signed)
        if signed and signature_line(found) == line:
            return found
    return Signature(text=line, signed=signed)


def _candidates(line: str, owners: Sequence[str]) -> Iterator[Signature]:
    if _LINK in line and not line.startswith(SIGNED):
        yield from _of_entity(line, owners)
    if not line.startswith(SIGNED):
        return
    signer, rest = _signer(line.removeprefix(SIGNED))
    if not signer.strip() or signer != signer.strip() or _NO_NAME.search(signer):
        return
    if not rest:
        yield Signature(signer=signer)
        return
    before, joint, after = rest.partition(" for ")
    while joint:
        names = _owners(after, owners)
        if names and len(before) <= _LONGEST:
            yield Signature(signer=signer, on_behalf_of=names, capacity=None if before == _USUAL else before)
        further, joint, after = after.partition(" for ")
        before = f"{before} for {further}"
    if len(rest) <= _LONGEST:
        is_capacity = _OFFICE.search(rest)
        yield Signature(signer=signer, capacity=rest) if is_capacity else Signature(signer=signer, title=rest)


def _of_entity(line: str, owners: Sequence[str]) -> Iterator[Signature]:
    """Read `Acme LP, By: Acme GP LLC, its general partner, By: /s/ Jane Roe, Manager`."""
    first, *links, last = line.split(_LINK)
    names = _owners(first, owners)
    if not names or not last.startswith(SIGNED) or not all(links):
        return
    signer, title = _signer(last.removeprefix(SIGNED))
    if signer.strip() and not _NO_NAME.search(signer) and len(title) <= _LONGEST:
        yield Signature(signer=signer, on_behalf_of=names, by=tuple(links), title=title or None)


def _signer(text: str) -> tuple[str, str]:
    """Return the name and the rest after its comma: `Jane Roe, Jr.` and `Manager`."""
    name, comma, rest = text.partition(", ")
    while comma:
        suffix, further, after = rest.partition(", ")
        if not _SUFFIX.fullmatch(suffix):
            break
        name, comma, rest = f"{name}, {suffix}", further, after
    return name, rest


def _owners(text: str, owners: Sequence[str]) -> tuple[str, ...]:
    """Return the names listed in *text*, as written; none if one of them is not an owner."""
    *first, last = re.split(", | and ", text)
    for names in ((text,), (*first, last)):
        if all(
            len(name.split()) > 1 and len(name) <= _LONGEST_NAME and _is_owner(name, owners) for name in names
        ):
            return names
    return ()


def _is_owner(name: str, owners: Sequence[str]) -> bool:
    """Return True if *name* is the name of one owner, and not of two."""
    return any(
        is_one(name, owner)
        and not any(len(_words(other) & (_words(name) - _words(owner))) > 1 for other in owners)
        for owner in owners
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall("[a-z0-9]+", name.lower()))
