"""Find secrets in letters that are written in another way: full-width, among invisible ones, as escapes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from html import unescape
from unicodedata import normalize

from redwell.secrets import patterns
from redwell.secrets.patterns import Match
from redwell.text.characters import INVISIBLE

_CODES = tuple(code for code in patterns.PATTERNS if code != "secret-submission")
_LINE_END = re.compile(r"\n")
_ESCAPE = re.compile(
    r"(?:\\\\?(?:u00|x|U000000)|\\'|=|%)([2-7][0-9A-Fa-f])"
    r"|\\\\?[ux]\{0{0,6}([2-7][0-9A-Fa-f])\}"
    r"|\\\\?0?((?:0[4-7]|1[0-7])[0-7])"
    r"|=\r?\n"
)
"""A letter as JSON, a program, RTF, an e-mail or an address writes it, and where an e-mail divides a line."""
_ENTITY = re.compile(r"&(?:#0{0,9}[0-9]{1,7}|#[xX]0{0,9}[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_INVISIBLE = re.compile(
    f"[{INVISIBLE}"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
"""Letters that nobody sees, and the others that only say how to show a text."""


def without_entities(text: str) -> str:
    """Return a text with the letters that entities of HTML stand for."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def folded(text: str) -> str:
    """Return a text with plain letters for their full-width and other forms, and none that is invisible."""
    return text if text.isascii() else normalize("NFKC", _INVISIBLE.sub("", text))


def known_in(text: str, matches: Iterable[Match]) -> set[tuple[str, str]]:
    """Return the code and the plain words of each secret found in a text."""
    return {(match.code, folded(text[match.start : match.end])) for match in matches}


def hidden_matches(text: str, known: Set[tuple[str, str]]) -> Iterator[tuple[int, Match, str]]:
    """Yield the secrets that show once letters are plain, but for those whose code and words are *known*.

    With each come the beginning of its line, or of one before where an e-mail divides lines, and the text.
    """
    view = folded(_ESCAPE.sub(_unescaped, without_entities(text)))
    if view == text:
        return
    starts, ends = ([0, *(end.end() for end in _LINE_END.finditer(each))] for each in (text, view))
    for match in patterns.find_matches(view, _CODES):
        if (match.code, view[match.start : match.end]) not in known:
            yield starts[min(bisect_right(ends, match.start), len(starts)) - 1], match, view


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else chr(int(found[3], 8)) if found[3] else ""
