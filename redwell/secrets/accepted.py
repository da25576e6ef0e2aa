"""What looks like a secret and is none, as a filing says with a reason: the number of a plan, a rating."""

from __future__ import annotations

import re
from collections.abc import Iterator

ACCEPTABLE = frozenset({"secret-ccc", "secret-password", "secret-ssn"})
"""The codes of patterns that ordinary words may have by chance."""
_ELEMENT = re.compile(r"<(?:\w+:)?(?:rptowner|filer)ccc>\s*\Z", re.IGNORECASE)
_ANY_ELEMENT = re.compile(rb"<(?:\w+:)?(?:rptowner|filer)ccc>", re.IGNORECASE)
_FILING = re.compile(r"^form[ \t]*:", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]+")
_ACCEPT = re.compile(r"accept[ \t]*+:[ \t]*+(?P<same>[^\r\n]*)")
_CODE = re.compile(r"(?:^|[{,])[ \t]*[\"']?(secret-(?:ccc|password|ssn))[\"']?:[ \t]*[^\s#]")


def is_in_element(text: str, start: int) -> bool:
    """Return True if EDGAR's own element for a CCC begins before *start*: that is never accepted."""
    return bool(_ELEMENT.search(text[max(start - 100, 0) : start]))


def has_element(content: bytes) -> bool:
    """Return True if a file holds EDGAR's own element for a CCC."""
    return bool(_ANY_ELEMENT.search(content))


def accepted_in(content: bytes) -> frozenset[str]:
    """Return the codes that a filing accepts; none if it is no filing, or holds EDGAR's own element.

    A filing is a text with `form:` at its top level, as the hook reads no YAML.
    """
    text = content.decode("utf-8-sig", "replace")
    if has_element(content) or not _FILING.search(text):
        return frozenset()
    return frozenset(code for line in _accepting(text) for code in _CODE.findall(line))


def _accepting(text: str) -> Iterator[str]:
    """Yield the lines of `accept:`: what follows on its line, and the lines below up to the next key."""
    is_inside = False
    for line in _LINE.findall(text):
        if key := _ACCEPT.match(line):
            is_inside = True
            yield key["same"]
        elif is_inside:
            is_inside = line[0] in " \t}#"
            if is_inside and not line.lstrip().startswith("#"):
                yield line


def how_to_accept(code: str) -> str:
    """Return the end of a message: what to write if this is no secret; empty if that is not possible."""
    return f'; if it is none, write accept: {{{code}: "your reason"}}' if code in ACCEPTABLE else ""
