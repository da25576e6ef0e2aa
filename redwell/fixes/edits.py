"""Turn the mend of a problem into edits of the text, which keep comments, quotation marks and formatting."""

from __future__ import annotations

import re
from collections.abc import Sequence

from redwell.problems import Edit, FilingError, Mend, Path, Problem, edited
from redwell.source import loader
from redwell.source.errors import Mark, quoted
from redwell.source.loader import Source
from redwell.text.characters import to_ascii
from redwell.text.lines import line_start, newline, next_line

_REST_OF_LINE = re.compile(r"[ \t]*(#[^\r\n]*)?(?=[\r\n]|\Z)")
_LIST_IN_BRACKETS = re.compile(r"\[[^\[\]{}\"'#\r\n]*\]")
_PLAIN = re.compile(r"[A-Za-z][\w .,()/&'-]*")


def edits_of(source: Source, problem: Problem) -> tuple[Edit, ...]:
    """Return the edits that mend a problem; none if its remedy is not certain or has no simple edit."""
    mend, path = problem.mend, problem.path
    if mend is None or mend.edits:
        return mend.edits if mend else ()
    if mend.is_item:
        return _item(source, path)
    if mend.home is not None:
        if path not in source.keys:
            return ()  # below a key that is misspelt still
        return _moved(source, path, mend.home, mend.key)
    if mend.added is not None and mend.before is not None:
        return _added(source, path, mend.added, mend.before)
    if mend.is_removed:
        line = _lone_line(source, path)
        return (Edit(*line, ""),) if line else ()
    if mend.lines:
        return _lines(source, path, mend.lines)
    if mend.text is not None:
        return _text(source, path, mend.text)
    return _of_parts(source, path, mend)


def _of_parts(source: Source, path: Path, mend: Mend) -> tuple[Edit, ...]:
    """Return the edits of a key, a value and a line that gives way to them; none if one cannot be edited."""
    found: list[Edit] = []
    if mend.key is not None:
        key = source.keys.get(path)
        found += [Edit(key.start, key.end, mend.key)] if key else []
    if mend.value is not None:
        span = _span_of_value(source, path)
        found += [Edit(*span, mend.value)] if span else []
    if mend.instead_of is not None:
        line = _lone_line(source, mend.instead_of)
        found += [Edit(*line, "")] if line else []
    is_complete = len(found) == sum(each is not None for each in (mend.key, mend.value, mend.instead_of))
    return tuple(found) if is_complete else ()


def overlap(edits: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Return whether one of *edits* touches one of *others*."""
    return any(a.start <= b.end and b.start <= a.end for a in edits for b in others)


# --- values ---


def _span_of_value(source: Source, path: Path) -> tuple[int, int] | None:
    """Return where the value at *path* stands, if it stands on one line."""
    mark, text = source.marks.get(path), source.text
    if mark is None:
        return None
    if mark.written is None:
        found = _LIST_IN_BRACKETS.match(text, mark.start)
        return found.span() if found else None
    has_line_end = re.search(r"[\r\n]", text[mark.start : mark.end])
    is_simple = mark.start < mark.end and text[mark.start] not in "|>" and not has_line_end
    return (mark.start, mark.end) if is_simple else None


def _text(source: Source, path: Path, new: str) -> tuple[Edit, ...]:
    """Return the edits that make a text read *new*: of single characters, or else of the whole text."""
    mark = source.marks.get(path)
    if mark is None or mark.written is None:
        return ()
    single = _characters(source, mark)
    if single and _read_after(source, single, path) == new:
        return single
    span = _span_of_value(source, path)
    if span is None or "\n" in new:
        return ()
    first = source.text[span[0]]
    if first == "'":
        written = "'" + new.replace("'", "''") + "'"
    elif first == '"':
        written = '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        written = new if _PLAIN.fullmatch(new) else quoted(new)
    whole = (Edit(*span, written),)
    return whole if _read_after(source, whole, path) == new else ()


def _characters(source: Source, mark: Mark) -> tuple[Edit, ...]:
    """Return the edits of the characters of a text that are not ASCII, and have a plain form."""
    found = re.finditer(r"[^\x00-\x7f]+", source.text[mark.start : mark.end])
    edits = [
        Edit(mark.start + each.start(), mark.start + each.end(), plain)
        for each in found
        if (plain := to_ascii(each[0])) is not None
    ]
    return tuple(edits)


def _read_after(source: Source, edits: Sequence[Edit], path: Path) -> str | None:
    """Return the text at *path* after *edits*; None if the filing cannot be read then."""
    try:
        after = loader.read(edited(source.text, edits).encode(), source.name)
    except FilingError:
        return None
    return after.marks[path].written if path in after.marks else None


# --- lines ---


def _own_line(source: Source, path: Path) -> tuple[int, int] | None:
    """Return the line that holds a key and its value, and nothing else but a comment."""
    key, mark, text = source.keys.get(path), source.marks.get(path), source.text
    if key is None or mark is None or mark.written is None:
        return None
    start = line_start(text, key.start)
    is_alone = not text[start : key.start].strip(" ") and _REST_OF_LINE.match(text, mark.end)
    is_one_line = not re.search(r"[\r\n]", text[key.start : mark.end])
    return (start, next_line(text, mark.end)) if is_alone and is_one_line else None


def _lone_line(source: Source, path: Path) -> tuple[int, int] | None:
    """Return the line that holds a key and its value, and no comment."""
    line = _own_line(source, path)
    return line if line and "#" not in source.text[source.marks[path].end : line[1]] else None


def _lines(source: Source, path: Path, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Return the edit that puts lines in the place of a key and its value, which stand on one line."""
    key, span, text = source.keys.get(path), _span_of_value(source, path), source.text
    if key is None or span is None or re.search(r"[\r\n]", text[key.start : span[1]]):
        return ()
    return (Edit(key.start, span[1], newline(text).join(lines).strip()),)


def _item(source: Source, path: Path) -> tuple[Edit, ...]:
    """Return the edit that makes the mapping at *path* the only item of a list."""
    keys = [mark.start for other, mark in source.keys.items() if other[:-1] == path]
    if not keys:
        return ()
    first = min(keys)
    before = source.text[line_start(source.text, first) : first]
    return (Edit(first - 2, first, "- "),) if len(before) >= 2 and not before.strip(" ") else ()


def _added(source: Source, path: Path, line: str, before: str) -> tuple[Edit, ...]:
    """Return the edit that adds a key with its value to the mapping at *path*, before another of its keys."""
    key, mark, text = source.keys.get((*path, before)), source.marks.get(path), source.text
    if key is None or mark is None:
        return ()
    if text[mark.start] == "{":
        return (Edit(key.start, key.start, f"{line}, "),)
    line_break = newline(text)
    start = line_start(text, key.start)
    indent = " " * (key.start - start)
    name = line.partition(":")[0]
    sample = re.search(rf"^ *# {name}: [^#\r\n]*#[^\r\n]*(?:\r\n|\r|\n)\Z", text[:start], re.MULTILINE)
    if sample and not text[start : key.start].strip(" "):
        # What a new filing shows as a sample gives way to the value.
        return (Edit(sample.start(), key.start, indent + line + line_break + indent),)
    return (Edit(key.start, key.start, line + line_break + indent),)


def _moved(source: Source, path: Path, home: Path, name: str | None) -> tuple[Edit, ...]:
    """Return the edits that move the line of a key into the mapping at *home*, where it is called *name*."""
    text, key = source.text, source.keys[path]
    line_break = newline(text)
    start = line_start(text, key.start)
    if home not in source.marks:
        # The new mapping begins where the key stands: "- " may be before it.
        column = key.start - start
        mark = source.marks[path]
        is_one_line = (
            mark.written is not None and _REST_OF_LINE.match(text, mark.end) and home[:-1] == path[:-1]
        )
        is_alone = not text[start : key.start].strip(" -")
        new = f"{home[-1]}:{line_break}{' ' * (column + 2)}"
        renamed = Edit(key.start, key.end if name else key.start, new + (name or ""))
        return (renamed,) if is_one_line and is_alone else ()
    line = _own_line(source, path)
    neighbor = _last_line(source, home)
    if line is None or neighbor is None or neighbor == line:
        return ()
    first = min(mark.start for other, mark in source.keys.items() if other[:-1] == home)
    indent = " " * (first - line_start(text, first))
    if text[line_start(text, first) : first].strip(" "):
        return ()  # behind a brace or a hyphen
    moved = indent + (name or text[key.start : key.end]) + text[key.end : line[1]].rstrip("\r\n") + line_break
    if not text[: neighbor[1]].endswith(("\r", "\n")):
        return ()
    return (Edit(*line, ""), Edit(neighbor[1], neighbor[1], moved))


def _last_line(source: Source, home: Path) -> tuple[int, int] | None:
    """Return the last line of a mapping that holds one of its keys with its value."""
    lines = [_own_line(source, path) for path in source.keys if path[:-1] == home]
    return max(filter(None, lines), default=None)
