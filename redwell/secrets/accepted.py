"""What looks like a secret and is none, as a filing says with a reason: the number of a plan, a rating."""

from __future__ import annotations

import re

ACCEPTABLE = frozenset({"secret-ccc", "secret-password", "secret-ssn"})
"""The codes of patterns that ordinary words may have by chance."""
_ELEMENT = re.compile(r"<(?:\w+:)?(?:rptowner|filer)ccc>\s*\Z", re.IGNORECASE)
_ANY_ELEMENT = re.compile(rb"<(?:\w+:)?(?:rptowner|filer)ccc>", re.IGNORECASE)
_BLOCK = re.compile(r"^accept:[ \t]*(?:\{[^}]*\}|(?:\r?\n[ \t]+[^\r\n]*)+)", re.MULTILINE)
_CODE = re.compile(r"[\s{,](secret-(?:ccc|password|ssn)):[ \t]*\S")


def is_in_element(text: str, start: int) -> bool:
    """Return True if EDGAR's own element for a CCC begins before *start*: that is never accepted."""
    return bool(_ELEMENT.search(text[max(start - 100, 0) : start]))


def has_element(content: bytes) -> bool:
    """Return True if a file holds EDGAR's own element for a CCC."""
    return bool(_ANY_ELEMENT.search(content))


def accepted_in(content: bytes) -> frozenset[str]:
    """Return the codes that the text of a filing accepts; none if it holds EDGAR's own element."""
    text = content.decode("utf-8", "replace")
    if has_element(content):
        return frozenset()
    return frozenset(code for block in _BLOCK.findall(text) for code in _CODE.findall(block))


def how_to_accept(code: str) -> str:
    """Return the end of a message: what to write if this is no secret; empty if that is not possible."""
    return f'; if it is none, write accept: {{{code}: "your reason"}}' if code in ACCEPTABLE else ""
