"""Read which look-alikes of secrets a filing accepts with a reason: the number of a plan, a rating."""

from __future__ import annotations

import re
from typing import Any

ACCEPTABLE = frozenset({"secret-ccc", "secret-password", "secret-ssn"})
"""The codes of patterns that ordinary words may have by chance."""
_ELEMENT = re.compile(r"<(?:\w+:)?(?:rptowner|filer)ccc>\s*\Z", re.IGNORECASE)
_ANY_ELEMENT = re.compile(rb"<(?:\w+:)?(?:rptowner|filer)ccc>", re.IGNORECASE)


def is_in_element(text: str, start: int) -> bool:
    """Return True if EDGAR's own element for a CCC begins before *start*: that is never accepted."""
    return bool(_ELEMENT.search(text[max(start - 100, 0) : start]))


def has_element(content: bytes) -> bool:
    """Return True if a file holds EDGAR's own element for a CCC."""
    return bool(_ANY_ELEMENT.search(content))


def accepted_in(filing: Any) -> frozenset[str]:
    """Return the codes that the data of a filing accept with a reason; none if they are of something else."""
    accept = filing.get("accept") if isinstance(filing, dict) and "form" in filing else None
    given = accept.items() if isinstance(accept, dict) else ()
    return frozenset(
        code for code, reason in given if code in ACCEPTABLE and isinstance(reason, str) and reason.strip()
    )


def how_to_accept(code: str) -> str:
    """Return the end of a message: what to write if this is no secret; empty if that is not possible."""
    return f'; if it is none, write accept: {{{code}: "your reason"}}' if code in ACCEPTABLE else ""
