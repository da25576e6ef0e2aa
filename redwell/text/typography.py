"""Set text as a printer would: curly quotation marks, and the words that stay on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]
"""The places at which a part of a text begins and ends."""

LONGEST_NAME = 34
"""The most characters of a name that stay on one line; of a longer one, the last two words do."""
LEAST_LINE = 60
"""The characters that every line of a paragraph has room for."""
LEAST_END = 12
"""The fewest characters that may stand in the last line of a paragraph."""

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NUMBER = r"(?:\d[\w.]*(?:-\d+)?(?:\(\w+\))*|ID)"
_HELD = re.compile(
    r"attorneys?-in-fact(?:['\u2019]s?)?"
    rf"|\b(?:Forms?|Rules?|Sections?|Items?|Instructions?|Releases?|Parts?) {_NUMBER}"
    rf"(?:, {_NUMBER})*(?: (?:and|or) {_NUMBER})?(?<!\.)"
    rf"|\bthis ____ day of _+, 20__"
    rf"|\b(?:(?:this )?\d+(?:st|nd|rd|th) day of )?{_MONTH},? (?:\d\d?, )?\d{{4}}"
    r"|\bAct of \d{4}"
    r"|\b\d+:\d\d [ap]\.m\."
    r"|\b\w+ \(\d+\) years?"
    r"|(?<!\w)\((?:[ivx]+|[a-z]|\d+)\) \w+"
)
"""A term of art, a form, a rule, a section, a date, a time, a number of years, a number in a list."""

_OPENING = "([{/-\u2013\u2014\u2018\u201c"
_CLOSING_SINGLE = re.compile(r"(?<=[^\s'])'(?!\w)")
_ELIDED = re.compile(r"\d\d\b|[a-z]\b(?!')")
"""The rest of a word that begins with an apostrophe: '24, 't Hooft."""


def curled(text: str) -> str:
    """Return *text*, as long as it was, with curly quotation marks and apostrophes.

    Marks of feet and inches stay straight.
    """
    made = list(text)
    last_closing = max((found.start() for found in _CLOSING_SINGLE.finditer(text)), default=-1)
    is_open = {'"': False, "'": False}
    for found in re.finditer("[\"']", text):
        n, mark = found.start(), found.group()
        before, after = made[n - 1] if n else " ", text[n + 1 : n + 2] or " "
        may_close = n < last_closing
        made[n] = _curly(text, n, before, after, is_open=is_open[mark], may_close=may_close)
        is_open[mark] = made[n] in "\u2018\u201c" or (is_open[mark] and before.isalnum() and after.isalnum())
    return "".join(made)


def _curly(text: str, n: int, before: str, after: str, *, is_open: bool, may_close: bool) -> str:
    """Return the mark for that at *n*, between the characters *before* and *after*.

    *may_close* says whether an apostrophe follows that can close a quotation.
    """
    is_double = text[n] == '"'
    left, right = "\u201c\u201d" if is_double else "\u2018\u2019"
    if before.isdigit() and not is_open and not after.isalpha():
        return text[n]
    if not ((before.isspace() or before in _OPENING) and not after.isspace()):
        return right
    is_apostrophe = not is_double and (_ELIDED.match(text, n + 1) or not may_close)
    return right if is_apostrophe else left


def held(text: str, names: Sequence[str] = ()) -> list[Span]:
    """Return the parts of a paragraph that stay on one line each, in order and apart from each other.

    These are *names*, terms and dates, and the last words.
    """
    last = [_end(text)] if len(text) > LEAST_LINE else []
    spans = sorted([*_names(text, names), *(found.span() for found in _HELD.finditer(text)), *last])
    made: list[Span] = []
    for start, end in spans:
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        elif re.search(r"[\s-]", text[start:end]):
            made.append((start, end))
    return made


def _names(text: str, names: Sequence[str]) -> Iterator[Span]:
    for name in names:
        if not name[:1].isupper():
            continue  # a description, such as "any officer of the Company"
        start = 0 if len(name) <= LONGEST_NAME else name.rfind(" ", 0, max(name.rfind(" "), 0)) + 1
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)(?:['\u2019]s\b)?", text):
            yield found.start() + start, found.end()


def _end(text: str) -> Span:
    """Return the last words: two or more, which have at least `LEAST_END` characters together."""
    end = len(text.rstrip())
    last = text.rfind(" ", 0, end)
    return text.rfind(" ", 0, max(min(last, end - LEAST_END), 0)) + 1, end
