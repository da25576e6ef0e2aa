"""Compose the line of a signature, and find the mark "/s/" in one."""

from __future__ import annotations

import re

from redwell.model import Signature
from redwell.text.names import listed

SIGNED = "/s/ "
"""The mark before the name of a signer who has signed."""
_MARK = re.compile(r"/\s*s\s*/\s*", re.IGNORECASE)
"""The mark as people type it."""
_BY = re.compile(rf"\s*(?:by:?\s*)?{_MARK.pattern}", re.IGNORECASE)


def signature_line(item: Signature) -> str:
    """Return the line as sent to EDGAR, with "/s/" before the signer once the signature has a date.

    An entity acts through a chain: "Acme LP, By: Acme GP LLC, its general
    partner, By: /s/ Jane Roe, Manager".
    """
    if item.text is not None:
        return item.text
    signer = f"{SIGNED}{item.signer}" if item.signed else f"{item.signer}"
    owners = listed(item.on_behalf_of)
    if item.by or (item.on_behalf_of and item.title and not item.capacity):
        chain = ", By: ".join((owners, *item.by, signer) if owners else (*item.by, signer))
        return _comma(chain, item.title, item.capacity)
    if item.on_behalf_of:
        return _comma(signer, item.title, f"{item.capacity or 'Attorney-in-Fact'} for {owners}")
    return _comma(signer, item.title, item.capacity)


def _comma(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def has_mark(line: str) -> bool:
    """Return whether a line has the mark of a signature, in any spelling."""
    return bool(_MARK.search(line))


def leading_mark(line: str) -> str:
    """Return the mark at the beginning of a line, with a "By:" before it; empty if there is none."""
    found = _BY.match(line)
    return found[0] if found else ""


def without_mark(line: str) -> str:
    """Return a line without its mark."""
    return line.removeprefix(leading) if (leading := leading_mark(line)) else _MARK.sub("", line, count=1)


def name_behind_mark(line: str) -> str:
    """Return the name between the mark and the next comma; the whole line if it has no mark."""
    mark = _MARK.search(line)
    return line[mark.end() :].partition(",")[0].strip() if mark else line
