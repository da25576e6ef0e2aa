"""Pair the brackets and braces of a value that stands on one line: `{value: 1000, footnotes: [vesting}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_CLOSING = {"[": "]", "{": "}"}
_VALUE = re.compile(r"[ ]*(?:- +)*[\w-]+: +(?P<value>[\[{][^\"'#\r\n]{0,500}?)(?<![ \t])[ \t]*(?=[\r\n]|\Z)")


_KEY_OR_END = re.compile(
    r"(?:[ \t]*+(?:#[^\r\n]*+)?(?:\r\n?+|\n))*[ ]*(?:\Z|(?:- +)*[\w-]+:(?=[ \r\n]|\Z)|- )"
)
"""The next line begins with a key or an item: the value does not go on there."""


def paired(text: str, start: int) -> tuple[tuple[int, int], str] | None:
    """Return where the value of the line at *start* stands, and how it is written with its brackets in pairs.

    One bracket is added or exchanged. None if that can be done in two ways with different meanings.
    """
    found = _VALUE.match(text, start)
    is_whole = found and not found["value"].endswith(",") and _KEY_OR_END.match(text, found.end())
    if not found or not is_whole or _is_paired(found["value"]):
        return None
    written = {repr(data): each for each in _variants(found["value"]) if (data := _read(each)) is not None}
    return (found.span("value"), next(iter(written.values()))) if len(written) == 1 else None


def _variants(value: str) -> Iterator[str]:
    """Yield a value with one bracket added or exchanged, where its brackets are in pairs then."""
    found = [value + closing for closing in "]}"]
    for n, character in enumerate(value):
        if character in "]})":
            found += [value[:n] + closing + value[n + 1 :] for closing in "]}" if closing != character]
            found += [value[:n] + closing + value[n:] for closing in "]}"]
    found.append(("[" if value[0] == "{" else "{") + value[1:])
    yield from filter(_is_paired, found)


def _is_paired(value: str) -> bool:
    """Return whether each bracket closes, the last one at the end."""
    opened: list[str] = []
    for n, character in enumerate(value):
        if character in _CLOSING:
            opened.append(_CLOSING[character])
        elif character in "]}" and (
            not opened or opened.pop() != character or (not opened and n < len(value) - 1)
        ):
            return False
    return not opened and value.count("(") == value.count(")")


def _read(value: str) -> Any:
    """Return what a value means; None if it is no list of texts and no mapping of values."""
    try:
        data = yaml.load(value, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return None
    if isinstance(data, list):
        return data if data and not any(isinstance(item, dict | list) for item in data) else None
    is_whole = isinstance(data, dict) and all(
        item is not None and (not isinstance(item, dict | list) or _read(yaml.safe_dump(item)) is not None)
        for item in data.values()
    )
    return data if is_whole else None
