"""Find the line on which a key lacks its colon: YAML stops at a later one.

A line such as `name ACME CORP` is text that goes on over the next line, until the colon there.
"""

from __future__ import annotations

import re

from redwell.problems import Edit
from redwell.source.errors import Fault
from redwell.source.keys import known_key
from redwell.text.lines import LINE_BREAK, line_end, line_start

_LINE = re.compile(
    r"(?P<before>[ ]*+(?:- ++)*)(?P<key>[A-Za-z][\w-]{0,40}+)(?P<sign>[ \t]*[;=]|:)?(?P<gap>[ \t]*+)"
    r"(?P<value>[^\r\n]*+)\Z"
)
_LABELS = "footnotes"
"""The block whose keys are names of their author's own."""


def lacks_colon(text: str, at: int) -> Fault | None:
    """Return the problem of a key without its colon: of the line at *at*, or of those that it continues."""
    start = line_start(text, at)
    for _ in range(_MOST_LINES):
        fault = _of_line(text, start)
        if fault or not start:
            return fault
        end = line_end(text, start)
        line = text[start:end].strip()
        if start < line_start(text, at) and line and not line.startswith("#") and _COLON.search(line):
            return None  # this line is as it should be
        start = line_start(text, start - 1)
    return None


_MOST_LINES = 5
_COLON = re.compile(r":(?=[ \t]|\Z)")


def _of_line(text: str, start: int) -> Fault | None:
    """Return the problem of the line that begins at *start*; None if it does not begin with a known key."""
    end = line_end(text, start)
    found = _LINE.match(text[start:end].rstrip(" \t"))
    if not found or (found["sign"] == ":" and (found["gap"] or not found["value"])):
        return None
    key, value = known_key(found["key"]), found["value"]
    is_pair = found["gap"] or found["sign"] or not value
    if key is None or not is_pair or value.startswith((":", "//")) or _block(text, start) == _LABELS:
        return None
    if _COLON.search(value) and not value.startswith(("'", '"')):
        return None  # a key and its value stand further on
    if not value and not _has_more_below(text, start, len(found["before"])):
        return None
    at = start + len(found["before"])
    new = f"{key}: {value}" if value else f"{key}:"
    message = f"a key needs a colon and a space after it: write {new}"
    stop = start + found.end("value") if value else start + found.end("key")
    edits = (Edit(at, start + found.start("value"), new[: len(new) - len(value)]),)
    return Fault("yaml", message, at, stop, (), edits)


def _has_more_below(text: str, start: int, column: int) -> bool:
    """Return whether the next line is indented more than a key at *column*, or is an item of its list."""
    for line in LINE_BREAK.split(text[line_end(text, start) :])[1:]:
        if line.strip() and not line.lstrip().startswith("#"):
            indentation = len(line) - len(line.lstrip())
            return indentation > column or (indentation == column and line.lstrip().startswith("- "))
    return False


def _block(text: str, start: int) -> str:
    """Return the key at the margin that a line stands under; empty for a line at the margin itself."""
    if text[start : start + 1] not in (" ", "\t"):
        return ""
    found = re.findall(r"(?m)^([A-Za-z_][\w-]*)[ \t]*(?::|[\r\n])", text[:start])
    return found[-1] if found else ""
