"""Read YAML strictly, with a place for every value.

Plain scalars mean what a YAML 1.2 editor shows (core schema), numbers are exact, and the text as written is
kept: `0001537435` is the integer 1537435 in the data and "0001537435" in `Source.written`. A text that YAML
would silently read as something else is refused; `redwell.source.errors` has the messages.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from redwell.files.reader import LARGEST_TEXT
from redwell.problems import FilingError, Path, Place, Problem, Severity, in_file_order
from redwell.secrets import keys, letters, patterns, scan
from redwell.secrets.accepted import (
    ACCEPTABLE,
    accepted_in,
    covers,
    entry_of,
    how_to_accept,
    is_in_element,
    mark_of,
)
from redwell.source import errors
from redwell.source.composer import MAX_PROBLEMS, Reader
from redwell.source.errors import Mark
from redwell.text.lines import LINE_BREAK

_SECRET = re.compile(rf"(?i)((?:{keys.WORDS})[\w. -]{{0,40}}+[\"']?[ \t]*+[:=][ \t]*)(\S.*)")
_SECRET_ALONE = re.compile(rf"(?i)(^[-\s]*+[\w.-]{{0,40}}(?:{keys.WORDS})[\w.-]{{0,40}}[ \t]+)(\S+)(?=\s*\Z)")
_SECRET_BELOW = re.compile(
    rf"(?i)(?:{keys.WORDS})[\w. -]{{0,40}}+[\"']?[ \t]*+:[ \t]*+(?:[|>+-][-+]?[ \t]*)?(#.*)?\Z"
)
"""A secret after its key, after a key without its colon, and on the line below its key."""
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A filing as data; *marks* and *keys* give the place of each value and key."""

    name: str
    text: str
    data: Any
    marks: dict[Path, Mark]
    keys: dict[Path, Mark]

    def written(self, path: Path) -> str:
        """Return the scalar at *path* as written, without quotes."""
        written = self.marks[path].written
        assert written is not None, path
        return written


def _conflicts(text: str) -> list[errors.Fault]:
    """Return the places where git could not join two versions of the file."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    from redwell.source.broken import conflicts  # Imported here: most texts are whole.

    return [*islice(conflicts(text), MAX_PROBLEMS)]


def read(content: bytes, name: str) -> Source:
    """Return the filing in *content*, called *name* in messages. Raise `FilingError` if it cannot be read."""
    text = decoded(content, name)
    faults = [*islice(errors.invisible(text), MAX_PROBLEMS)]
    faults = faults or _conflicts(text)
    reader = Reader(text)
    if not faults:
        faults = reader.run()
    if faults:
        raise FilingError(in_file_order(placed_fault(fault, text, name) for fault in faults[:MAX_PROBLEMS]))
    if reader.data is None and reader.marks[()].written == "":
        raise FilingError([placed_fault(errors.empty(), text, name)])
    return Source(name=name, text=text, data=reader.data, marks=reader.marks, keys=reader.keys)


def placed(source: Source, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with their places, in file order; of very many, the first, and that more follow."""
    found = [*problems]
    if len(found) > MAX_PROBLEMS:
        found = sorted(found, key=lambda problem: _start(source, problem))
    more = len(found) - MAX_PROBLEMS
    hidden = _hidden_keys(source) if found else {}
    shown = in_file_order(
        _without_keys(p if p.place else replace(_without_secret(p), place=_place_of(source, p)), hidden)
        for p in found[:MAX_PROBLEMS]
    )
    if more > 0:
        message = "more problems follow: correct these first; is this the right file?"
        severity: Severity = (
            "error" if any(p.severity == "error" for p in found[MAX_PROBLEMS:]) else "warning"
        )
        shown.append(
            Problem(severity=severity, code="too-many-problems", message=message, place=shown[-1].place)
        )
    return shown


def _start(source: Source, problem: Problem) -> int:
    return 0 if problem.place else _span(source, problem.path, on_key=problem.on_key)[0]


def secret(key: str) -> str:
    """Return the message for a key that holds a secret."""
    if re.search("(?i)ssn|social", key):
        remedy = patterns.OUT_OF_HISTORY
    else:
        remedy = patterns.NEW_CCC if re.search("(?i)ccc", key) else patterns.NEW_ONE
    return f'"{key}" is a secret, and {patterns.READERS}: remove it; {remedy}'


def _shown_path(path: Path) -> Path:
    is_label = _is_label(path)
    return tuple(keys.shown(step, is_label=is_label) if isinstance(step, str) else step for step in path)


def _typed_secrets(source: Source | Reader) -> Iterator[tuple[Mark, str, str]]:
    """Yield each key of a filing that holds a secret: its place, the key, and what is shown of it."""
    words = _words_of_typed(source)
    # Its name may stand in a comment, and on the line above or below.
    without_codes = _without_codes(source.text)
    for path, mark in source.keys.items():
        key, place = str(path[-1]), slice(mark.start, mark.end)
        is_named = any(keys.is_value_of(key, each) for each in words.get(path, ()))
        is_code = without_codes[place] != source.text[place]
        shown = keys.stars(key) if is_named or is_code else keys.shown(key, is_label=_is_label(path))
        if shown != key:
            yield mark, key, shown


@lru_cache(maxsize=4)
def _without_codes(text: str) -> str:
    """Return a text of the same length with stars for what looks like a CCC next to its name."""
    return "\n".join(keys.without_codes(text.split("\n")))


def _words_of_typed(source: Source | Reader) -> Mapping[Path, Sequence[str]]:
    """Return what stands beside and below each key into which a secret may be typed."""
    found = {
        path: [source.text[mark.end : _line_end(source.text, mark.end)]]
        for path, mark in source.keys.items()
        if keys.may_be_typed(str(path[-1]), is_label=_is_label(path))
    }
    for path, mark in source.marks.items():
        for size in range(1, len(path) + 1):
            found.get(path[:size], []).append(mark.written or "")
    for path in source.keys:
        for size in range(1, len(path)):
            found.get(path[:size], []).append(str(path[-1]))
    return found


def _is_label(path: Path) -> bool:
    return path[:1] == ("footnotes",)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _hidden_keys(source: Source | Reader) -> dict[str, str]:
    """Return the keys that hold a secret, also as written, each with what is shown; the longest first."""
    hidden: dict[str, str] = {}
    for mark, key, shown in _typed_secrets(source):
        written = source.text[mark.start : mark.end]
        hidden |= {written: _shown_as_written(written, key, shown), key: shown}
    return dict(sorted(hidden.items(), key=lambda item: -len(item[0])))


def _shown_as_written(written: str, key: str, shown: str) -> str:
    """Return what is shown of a key in quotes; nothing but stars if it is written with escapes."""
    return written.replace(key, shown) if key in written else keys.stars(written)


@lru_cache(maxsize=4)
def _reader_of(text: str) -> Reader:
    """Return what can be read of a text that may be no readable YAML."""
    reader = Reader(text)
    reader.run()
    return reader


def _without(text: str, hidden: Mapping[str, str]) -> str:
    for key, shown in hidden.items():
        text = text.replace(key, shown)
    return text


def _without_keys(problem: Problem, hidden: Mapping[str, str]) -> Problem:
    """Return a problem with stars for the *hidden* keys, wherever it shows one."""
    if not hidden:
        return problem
    path = tuple(hidden.get(step, step) if isinstance(step, str) else step for step in problem.path)
    return replace(
        problem,
        path=path,
        message=_without(problem.message, hidden),
        lines=tuple(_without(line, hidden) for line in problem.lines),
        pasted=tuple(_without(part, hidden) for part in problem.pasted),
        place=problem.place and replace(problem.place, text=_without(problem.place.text, hidden)),
        mend=problem.mend if path == problem.path else None,
    )


def _without_secret(problem: Problem) -> Problem:
    """Return a problem whose path, message and lines show no secret."""
    path = _shown_path(problem.path)
    problem = problem if path == problem.path else replace(problem, path=path, mend=None)
    if key := _secret_key(problem):
        return replace(problem, message=secret(key), lines=(), mend=None)
    lines = tuple(map(patterns.masked, problem.lines))
    return replace(problem, message=patterns.masked(problem.message), lines=lines)


def _secret_key(problem: Problem) -> str | None:
    """Return the key of the secret at or around the place of a problem."""
    if problem.path[:1] == ("footnotes",):
        return None  # the label of a footnote about a company's tokens hides nothing
    if problem.path[:1] == ("accept",):
        return None  # a code is no secret; its reason is searched as any other text
    return next((step for step in problem.path if isinstance(step, str) and keys.is_secret(step)), None)


def secrets_in(source: Source, problems: Iterable[Problem]) -> list[Problem]:
    """Return a problem for each secret in the text, except on lines where *problems* already report one."""
    lines = {problem.place.line for problem in problems if problem.place and _secret_key(problem)}
    found: dict[tuple[str, int, int], Problem] = {}
    for code, mark, is_acceptable in islice(secrets_of(source.text, source.data, source.marks), MAX_PROBLEMS):
        at = _place(source.text, source.name, mark.start, mark.end)
        if at.line not in lines:
            found.setdefault(
                (code, at.line, at.column), _secret_problem(source.text, code, at, mark.end, is_acceptable)
            )
    hidden = _hidden_keys(source) if found else {}
    return [_without_keys(problem, hidden) for problem in found.values()]


def accepted_secrets(source: Source, secrets: Iterable[Problem]) -> list[Problem]:
    """Return those of the *secrets* that the filing accepts with a reason."""
    entries = accepted_in(source.data)
    return [each for each in secrets if each.is_acceptable and covers(entries.get(each.code), each.of)]


def secrets_of(text: str, data: Any, marks: Mapping[Path, Mark]) -> Iterator[tuple[str, Mark, bool]]:
    """Yield what looks like a secret in a filing: its code, its place, and whether a filing can accept it."""
    for match in scan.matches(text):
        yield match.code, Mark(match.start, match.end), not is_in_element(text, match.start)
    yield from secrets_behind_escapes(text, data, marks)


def line_mark(text: str, number: int, end: int) -> str:
    """Return the fingerprint of a line with what looks like a secret, and of what follows up to *end*."""
    starts = line_starts(text)
    begin = starts[number - 1]
    line_end = starts[number] if number < len(starts) else len(text)
    return mark_of(shown_line(text, number), text[begin : max(line_end, end)])


def _secret_problem(text: str, code: str, at: Place, end: int, is_acceptable: bool) -> Problem:
    of = line_mark(text, at.line, end)
    how = how_to_accept(code, of) if is_acceptable else ""
    return Problem(
        code=code,
        message=patterns.MESSAGES[code] + how,
        is_acceptable=is_acceptable and code in ACCEPTABLE,
        of=of,
        pasted=(entry_of(code, of),) if how else (),
        place=at,
    )


def secrets_behind_escapes(
    text: str, data: Any, marks: Mapping[Path, Mark]
) -> Iterator[tuple[str, Mark, bool]]:
    """Yield what looks like a secret once escapes are decoded: its code, and the place of its value or line.

    The escapes are those of YAML in a value, and others anywhere. The last item says whether a filing can
    accept it.
    """
    seen = letters.known_in(text, patterns.find_matches(text))
    for path, mark in marks.items() if "\\" in text else ():
        raw = text[mark.start : mark.end]
        if mark.written is None or not raw.startswith('"') or "\\" not in raw:
            continue
        value = _value(data, path)
        known = {(match.code, raw[match.start : match.end]) for match in patterns.find_matches(raw)}
        for match in patterns.find_matches(value):
            is_in = is_in_element(value, match.start)
            if is_in or (match.code, value[match.start : match.end]) not in known:
                seen.add((match.code, letters.folded(value[match.start : match.end])))
                yield match.code, mark, match.code in ACCEPTABLE and not is_in
    lines: dict[tuple[str, int], bool] = {}
    for start, match, view in letters.hidden_matches(text, seen):
        is_acceptable = match.code in ACCEPTABLE and not is_in_element(view, match.start)
        lines[match.code, start] = is_acceptable and lines.get((match.code, start), True)
    for (code, start), is_acceptable in lines.items():
        yield code, Mark(start, start + 1), is_acceptable


def _value(data: Any, path: Path) -> str:
    for step in path:
        data = data[step]
    return str(data)


def place(source: Source, path: Path, *, on_key: bool = False) -> Place:
    """Return the place of the value at *path* or of its key; if it is missing, of what surrounds it."""
    return _place(source.text, source.name, *_span(source, path, on_key=on_key))


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file. Raise `FilingError` if it is too large, no UTF-8, or empty."""
    if len(content) > LARGEST_TEXT:
        raise FilingError([too_large(name, len(content))])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        shown = content.decode("utf-8-sig", errors="replace")
        fault = errors.not_utf8(content, error.start, len(before))
        raise FilingError([placed_fault(fault, shown, name)]) from None
    if not text.strip("\ufeff \t\r\n"):
        raise FilingError([placed_fault(errors.empty(), text, name)])
    return text


def too_large(name: str, size: int) -> Problem:
    """Return the problem of a file that is too large to be a filing."""
    return Problem(
        code="file-too-large",
        message=f"this file has {size:,} bytes, and a filing at most {LARGEST_TEXT:,}: is it the right file?",
        place=Place(file=name),
    )


# --- places ---


def _place_of(source: Source, problem: Problem) -> Place:
    start, end = _span(source, problem.path, on_key=problem.on_key)
    pair = (*problem.path, problem.on or "")
    if pair in source.keys:
        start = source.keys[pair].start
        end = max(source.keys[pair].end, source.marks[pair].end)
    elif problem.words:
        found = source.text.find(problem.words, start, end)
        if found >= 0:
            start, end = found, found + len(problem.words)
    return _place(source.text, source.name, start, end)


def _span(source: Source, path: Path, *, on_key: bool) -> tuple[int, int]:
    while path not in source.marks:
        path, on_key = path[:-1], False
    mark, key = source.marks[path], source.keys.get(path)
    if key and (on_key or mark.written is None or mark.start == mark.end):
        return key.start, key.end
    return mark.start, mark.end if mark.written is not None else len(source.text)


def _place(text: str, name: str, start: int, end: int) -> Place:
    starts = line_starts(text)
    number = bisect_right(starts, start)
    first = starts[number - 1]
    line = _starred_line(text, number)
    column = min(start - first, len(line))
    end_column = min(end - first, len(line.rstrip()))
    return Place(
        file=name, line=number, column=column + 1, end_column=max(end_column, column + 1) + 1, text=line
    )


def _raw_line(text: str, number: int) -> str:
    starts = line_starts(text)
    end = starts[number] if number < len(starts) else len(text)
    return text[starts[number - 1] : end].rstrip("\r\n")


@lru_cache(maxsize=4)
def shown_line(text: str, number: int) -> str:
    """Return a line of the text without its line end, with stars for a secret."""
    line = _raw_line(text, number)
    if _is_below_secret(text, number) or _is_list_as_key(line):
        return keys.stars(line)
    if any(patterns.find_matches(_ESCAPE.sub(_decoded_escape, line) if "\\" in line else "")):
        before, _, value = line.partition('"')
        line = before + keys.stars(f'"{value}') if value else line
    if any(letters.hidden_matches(line, letters.known_in(line, patterns.find_matches(line)))):
        return keys.stars(line)
    around = [
        _raw_line(text, n) for n in range(max(1, number - 1), min(number + 2, len(line_starts(text)) + 1))
    ]
    stars = keys.without_codes(around)[min(number, 2) - 1]
    shown = patterns.masked(_SECRET_ALONE.sub(_masked, _SECRET.sub(_masked, line)))
    return shown if stars == line else "".join(map(_darker, shown, stars))


def _is_list_as_key(line: str) -> bool:
    """Return whether a line is a key that no filing has, with a secret in it: `? [ccc ..]`."""
    return line.lstrip().startswith(("? [", "? {")) and keys.is_secret(line)


def _starred_line(text: str, number: int) -> str:
    """Return the line as shown, with stars also for a secret whose name stands on another line."""
    line = shown_line(text, number)
    stars = _raw_line(_starred(text), number)
    return line if stars == line else "".join(map(_darker, line, stars))


def _darker(one: str, other: str) -> str:
    return "*" if other == "*" else one


@lru_cache(maxsize=4)
def _starred(text: str) -> str:
    return patterns.masked(text)


def _decoded_escape(found: re.Match[str]) -> str:
    number = int(found[0][2:], 16)
    return chr(number) if number <= sys.maxunicode else ""


def masked(text: str) -> str:
    """Return the text of a YAML file with stars for its secrets; it need not be readable as YAML."""
    shown: list[str] = []
    depth: int | None = None
    for line in patterns.masked(text).split("\n"):
        if depth is not None and line.strip():
            is_item = line.lstrip().startswith("-")
            depth = depth if _indent(line) + is_item > depth else None
        if depth is not None or _is_list_as_key(line):
            shown.append(keys.stars(line))
            continue
        if not line.lstrip().startswith("#") and (_SECRET.search(line) or _SECRET_BELOW.search(line)):
            depth = _indent(line)
        shown.append(_SECRET_ALONE.sub(_masked, _SECRET.sub(_masked, line)))
    shown = [
        "".join(map(_darker, *each)) for each in zip(shown, keys.without_codes(text.split("\n")), strict=True)
    ]
    signs = [*"\n".join(shown)]
    for mark, key, stars in _typed_secrets(_reader_of(text)):
        place = slice(mark.start, mark.end)
        signs[place] = map(_darker, signs[place], _shown_as_written(text[place], key, stars))
    return "".join(signs)


def _is_below_secret(text: str, number: int) -> bool:
    """Return whether a line continues the value of a secret key above it."""
    line = _raw_line(text, number)
    for other in range(number - 1, max(0, number - 100), -1):
        above = _raw_line(text, other)
        is_item = line.lstrip().startswith("-") and not above.lstrip().startswith("-")
        if (
            not above.strip()
            or above.lstrip().startswith("#")
            or _indent(above) > _indent(line) - (not is_item)
        ):
            continue
        return bool(_SECRET.search(above) or _SECRET_BELOW.search(above))
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _masked(found: re.Match[str]) -> str:
    """Return stars for a secret, which must not reach a log, and for a code before it."""
    return keys.without_mixed(found[1]) + "*" * len(found[2])


@lru_cache(maxsize=4)
def line_starts(text: str) -> list[int]:
    """Return where each line of a text begins."""
    return [0, *(found.end() for found in LINE_BREAK.finditer(text))]


def placed_fault(fault: errors.Fault, text: str, name: str) -> Problem:
    """Return a problem of the text with its place, and without secrets."""
    at = _place(text, name, fault.start, fault.end)
    problem = Problem(code=fault.code, message=fault.message, path=fault.path, place=at, mend=fault.mend)
    if at.text != _raw_line(text, at.line):
        message = "there is a secret on this line, and many people read a filing: remove it"
        return replace(problem, message=message, mend=None)
    return _without_keys(_without_secret(problem), _hidden_keys(_reader_of(text)))
