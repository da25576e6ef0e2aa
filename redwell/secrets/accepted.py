"""Read which look-alikes of secrets a filing accepts with a reason: the number of a plan, a rating."""

from __future__ import annotations

import re
from hashlib import sha256
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


def accepted_in(filing: Any) -> dict[str, Any]:
    """Return what the data of a filing accept, by code; nothing if they are of something else."""
    accept = filing.get("accept") if isinstance(filing, dict) and "form" in filing else None
    given = accept.items() if isinstance(accept, dict) else ()
    return {code: entry for code, entry in given if code in ACCEPTABLE}


def covers(entry: Any, of: str) -> bool:
    """Return whether an entry under `accept` has a reason, and names no words or those with this mark."""
    given = entry if isinstance(entry, dict) else {"reason": entry}
    reason, words = given.get("reason"), given.get("of", of)
    is_of = of in words if isinstance(words, list) else of == words
    return isinstance(reason, str) and bool(reason.strip()) and is_of


def mark_of(shown: str, real: str) -> str:
    """Return the fingerprint of a line, *shown* with stars for its secret, and as it is in the file.

    Messages and logs show it. Only four of its digits come from the line as it is: another secret there gives
    another mark, but for one in 65,536, and nobody can confirm a guess, as of a Social Security number.
    """
    return f"1:{_digest(' '.join(shown.split()))[:28]}{_digest(' '.join(real.split()))[:4]}"


def mark_in_file(name: str, place: str, content: bytes) -> str:
    """Return the fingerprint of a place in a file beside a filing, and of all that the file holds."""
    return f"1:{_digest(f'{name}:{place}:{sha256(content).hexdigest()}')[:32]}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def how_to_accept(code: str, of: str) -> str:
    """Return the end of a message: what to write if this is no secret; empty if that is not possible."""
    return f"; if it is none, write {entry_of(code, of)}" if code in ACCEPTABLE else ""


def entry_of(code: str, *of: str) -> str:
    """Return the entry that accepts a problem of the words with these fingerprints."""
    return f"accept: {{{line_of(code, *of)}}}"


def line_of(code: str, *of: str) -> str:
    """Return the line below `accept:` that accepts a problem of the words with these fingerprints."""
    words = ", ".join(f'"{each}"' for each in of)
    return f'{code}: {{reason: "your reason", of: {words if len(of) == 1 else f"[{words}]"}}}'
