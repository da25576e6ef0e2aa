"""The lines of a text, whichever line break ends them."""

from __future__ import annotations

import re

_LINE = re.compile(r"[^\r\n]*")
_WITH_BREAK = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
LINE_BREAK = re.compile(r"\r\n|\r|\n")


def line_start(text: str, at: int) -> int:
    """Return where the line of *at* begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line of *at* ends, before its line break."""
    found = _LINE.match(text, at)
    return found.end() if found else at


def next_line(text: str, at: int) -> int:
    """Return where the line after that of *at* begins."""
    found = _WITH_BREAK.match(text, at)
    return found.end() if found else at


def line_number(text: str, at: int) -> int:
    """Return the number of the line of *at*, counted from 1."""
    return len(LINE_BREAK.findall(text, 0, at)) + 1


def newline(text: str) -> str:
    """Return the line break of a text: its first, or that of Unix."""
    found = LINE_BREAK.search(text)
    return found[0] if found else "\n"
