"""Write keys into a filing's text; comments, quotation marks and the order of everything else stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from redwell.problems import FilingError, Path
from redwell.source import loader
from redwell.text.lines import line_start, newline, next_line

Written = str | Mapping[str, str] | None
"""A value as YAML, the keys of a mapping with theirs, or None for a key to be taken out."""


def with_keys(text: str, path: Path, values: Mapping[str, Written]) -> str | None:
    """Return the text of a filing with these keys in the mapping at *path*; all else reads as before.

    None if the text is written in a way that this does not understand.
    """
    after = text
    try:
        for key, value in values.items():
            after = _with_key(after, path, key, value)
        return after if _holds(text, after, path, values) else None
    except (yaml.YAMLError, LookupError):
        # An edit took something apart.
        return None


def as_lines(values: Mapping[str, Written], indent: str = "", newline: str = "\n") -> str:
    """Return keys and their values, each on a line of its own."""
    lines = []
    for key, value in values.items():
        if isinstance(value, str):
            lines.append(f"{indent}{key}: {value}")
        elif value is not None:
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  {name}: {each}" for name, each in value.items()]
    return "".join(line + newline for line in lines)


def _with_key(text: str, path: Path, key: str, value: Written) -> str:
    holder = _node(text, path)
    pairs = {name.value: (name, found) for name, found in holder.value}
    if key in pairs:
        name, found = pairs[key]
        if isinstance(value, str) and isinstance(found, yaml.ScalarNode) and found.style not in ("|", ">"):
            return text[: found.start_mark.index] + value + text[found.end_mark.index :]
        start, end = name.start_mark.index, _end(text, found)
        if not holder.flow_style:
            below = next_line(text, end)
            if value is not None:
                # The first key of an item stands behind a dash.
                return text[:start] + _lines(text, holder, {key: value}).lstrip(" ") + text[below:]
            if start > holder.start_mark.index:
                return text[: line_start(text, start)] + text[below:]
            return text[:start] + text[below:].lstrip(" ")
        before, behind = text[:start].rstrip(), text[end:]
        if before.endswith("{"):
            behind = behind.lstrip().removeprefix(",").lstrip()
        text = before.removesuffix(",") + behind
        return text if value is None else _with_key(text, path, key, value)
    if value is None:
        return text
    if holder.flow_style:
        before = text[: holder.end_mark.index - 1].rstrip()
        comma = "" if before.endswith("{") else " " if before.endswith(",") else ", "
        return f"{before}{comma}{key}: {_in_braces(value)}{text[len(before) :]}"
    end = next_line(text, _end(text, holder))
    line_break = newline(text)
    opened = "" if text[:end].endswith(("\r", "\n")) else line_break
    # A block of the filing itself stands apart.
    gap = "" if path else line_break
    return text[:end] + opened + gap + _lines(text, holder, {key: value}) + text[end:]


def _lines(text: str, holder: Any, values: Mapping[str, Written]) -> str:
    first = holder.start_mark.index
    return as_lines(values, " " * (first - line_start(text, first)), newline(text))


def _in_braces(value: str | Mapping[str, str]) -> str:
    if isinstance(value, str):
        return value
    return "{" + ", ".join(f"{name}: {each}" for name, each in value.items()) + "}"


def _node(text: str, path: Path) -> Any:
    """Return the mapping at *path*, with its place in the text."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in path:
        is_item = isinstance(step, int)
        node = node.value[step] if is_item else {name.value: found for name, found in node.value}[step]
    return node


def _end(text: str, node: Any) -> int:
    """Return where a value ends, without the comments and empty lines below it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return len(text[: node.end_mark.index].rstrip())
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _holds(before: str, after: str, path: Path, values: Mapping[str, Written]) -> bool:
    """Return whether the second text reads as the first, but for these keys."""
    given = as_lines(values)
    try:
        old, new, keys = (
            loader.read(each.encode("utf-8", "surrogateescape"), "").data
            for each in (before, after, given or "none: 0\n")
        )
    except FilingError:
        return False
    first, second = old, new
    for step in path:
        first, second = first[step], second[step]
    expected = {**first, **(keys if given else {})}
    is_written = second == {key: item for key, item in expected.items() if values.get(key, "") is not None}
    first.clear()
    second.clear()
    return bool(is_written and old == new)
