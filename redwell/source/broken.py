"""Messages about text that is not YAML: where it is broken, as a person would say it, and what mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from redwell.problems import Edit
from redwell.source.brackets import paired
from redwell.source.colons import lacks_colon
from redwell.source.errors import DIRECTIVE, NO_KEY, TAG, Fault, Mark, quoted
from redwell.source.keys import known_key
from redwell.text.lines import LINE_BREAK, line_end, line_number, line_start

_QUOTE = "the quotation mark that opens here is never closed"
_BAD_ESCAPE = "a backslash in double quotes has a meaning of its own: use single quotes"
_BAD_CHARACTER_CODE = "this escape does not stand for a character: write the character itself"
_COLON = (
    "a colon cannot stand here: put a value that contains a colon and a space in quotes, and begin each key "
    "on its own line with the same indentation as its neighbors"
)
_NO_COLON = 'a key needs a colon and a space after it: "key: value"'
_HYPHEN = (
    'an item of a list begins with "- " on its own line; put a value that begins with a hyphen in quotes'
)
_HYPHEN_ALONE = (
    "a hyphen is no value: write what belongs here, or remove the line; where a footnote says why there is "
    "none, write {footnotes: [label]} with its label"
)
_NO_HYPHEN = 'the lines around this one begin with "- ": indent this line, or begin it the same way'
_BLOCK_TEXT = "the text begins on the line after > or |, not beside it"
_NO_NAME = "a value cannot begin with & or *: put it in quotes"
_NO_VALUE = "a value is missing here"
_INDENTATION = (
    "this does not fit the lines above: begin it with the same indentation as its neighbors; a value cannot "
    "continue after a comment"
)
_NOT_PART = "this line does not belong to the filing above it"
_REAL_LINE = re.compile(r"(?<![^\r\n])[^\S\r\n]*[^\s#]([^\r\n]*\S)?")
"""A line that is neither empty nor a comment, without the space at its end."""
_CLOSING = {"[": "]", "{": "}"}
_AFTER_NAME = " \t\r\n?:,]}%@`"
"""The characters that may follow the name of an anchor or alias."""


def broken(error: yaml.YAMLError, text: str, last: Mark | None, opened: int | None) -> Fault:
    """Return why the parser stopped, where a person would look.

    *last* is the last quoted text, *opened* is where the last bracket or brace opens that is not closed.
    The parser says where it stopped and where the thing that it was reading began; the text there shows what
    is wrong.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault("yaml", "this text cannot be read as YAML", 0, 0)
    at = min(error.problem_mark.index, len(text))
    began = error.context_mark.index if error.context_mark else None
    if tab := _tab(text, at):
        return tab
    if isinstance(error, yaml.scanner.ScannerError):
        began = at if began is None else began
        is_colon = text[at : at + 1] == ":" and began == at
        return (is_colon and lacks_colon(text, at)) or _token_fault(text, at, began)
    if not text[at:].strip() and (began is None or began == at):
        return _ends_too_early(text, opened)
    return _structure_fault(text, at, began, last)


_CONFLICT = re.compile(
    r"^<{7}(?: [^\r\n]*)?\r?\n(?P<ours>(?:(?![<|=>]{7}(?:[ \r\n]|\Z))[^\n]*\n)*)"
    r"(?P<base>\|{7}(?: [^\r\n]*)?\r?\n(?:(?![<=>]{7}(?:[ \r\n]|\Z))[^\n]*\n)*)?"
    r"={7}\r?\n(?P<theirs>(?:(?![<|=>]{7}(?:[ \r\n]|\Z))[^\n]*\n)*)>{7}(?=[ \r\n]|\Z)",
    re.MULTILINE,
)
"""The lines between which git writes two versions that it cannot join."""


_MARK = re.compile(r"^(?:<{7}|>{7})(?= |\r?$).*", re.MULTILINE)
"""A mark of git's that is left of such a place."""


def conflicts(text: str) -> Iterator[Fault]:
    """Yield each place where git could not join two versions of the file."""
    whole = [*_CONFLICT.finditer(text)]
    for mark in () if whole else _MARK.finditer(text):
        message = "git wrote this mark where it could not join two versions: remove the line"
        yield Fault("merge-conflict", message, mark.start(), line_end(text, mark.start()))
    for found in whole:
        ours, theirs = (_lines_of(text, found.start(side), found.end(side)) for side in ("ours", "theirs"))
        first, last = line_number(text, found.start()), line_number(text, found.end())
        message = (
            f"git could not join two versions of this filing, on lines {first}-{last}: keep {ours or 'none'} "
            f"or {theirs or 'none'}, and remove the others of these lines"
        )
        yield Fault("merge-conflict", message, found.start(), line_end(text, found.start()))


def _lines_of(text: str, start: int, end: int) -> str:
    """Return "line 24" or "lines 24-25"; empty if there are none."""
    first, after = line_number(text, start), line_number(text, end)
    if first == after:
        return ""
    return f"line {first}" if after - first == 1 else f"lines {first}-{after - 1}"


def _token_fault(text: str, at: int, began: int) -> Fault:
    """Return what is wrong with one word, quoted text or sign, which began at *began*."""
    first, written, next_one = text[began : began + 1], text[began:at], text[at : at + 1]
    if not written:
        return _misplaced_sign(text, at)
    if _is_open_quote(written):
        if at == len(text):
            return _never_closed(text, began)
        if next_one in ("-", "."):
            return Fault("yaml", _QUOTE, at, at + 1)
        return Fault("yaml", _BAD_ESCAPE if next_one == "\\" else _BAD_CHARACTER_CODE, at, at + 1)
    is_one_word = not re.search(r"\s", written)
    if first in ("|", ">"):
        return Fault("yaml", _BLOCK_TEXT, at, at + 1)
    if first == "%":
        return Fault("yaml", DIRECTIVE[1], at, at + 1)
    if first in ("&", "*") and is_one_word and (len(written) == 1 or next_one not in _AFTER_NAME):
        return Fault("yaml", _NO_NAME, at, at + 1)
    if first == "!" and is_one_word and (next_one or re.fullmatch("!!|!<[^>]*", written)):
        return Fault("yaml", TAG[1], at, at + 1)
    if next_one == ":" and line_number(written, len(written)) == 1:
        return Fault("yaml", _COLON, at, at + 1)
    return _no_colon(text, began)


def _misplaced_sign(text: str, at: int) -> Fault:
    """Return what is wrong with a sign of YAML's own that cannot stand at *at*."""
    if text[at] == "-":
        is_alone = (
            re.search(r"\w: *\Z", text[line_start(text, at) : at])
            and not text[at + 1 : line_end(text, at)].strip()
        )
        return Fault("yaml", _HYPHEN_ALONE if is_alone else _HYPHEN, at, at + 1)
    if text[at] != ":":
        return _begins_with_sign(text, at)
    return _colon_in_value(text, at) or _slip(text, at) or Fault("yaml", _COLON, at, at + 1)


def _never_closed(text: str, began: int) -> Fault:
    """Return the problem of a quotation mark without the second one, which a key below it ends."""
    found = _OPEN_QUOTE.match(text, began)
    if not found:
        return Fault("yaml", _QUOTE, began, began + 1)
    edits = (Edit(found.end(), found.end(), found[1]),)
    return Fault("yaml", f"{_QUOTE}: write {found[0]}{found[1]}", began, found.end(), (), edits)


_VALUE = re.compile(r"[ \t]*(?:- +)*[\w-]+: +(?=[^\s\"'\[{|>&*!#%])(?![^\r\n]* #)([^\r\n]*[^\s])")
"""A line with a key, and a value without quotes, brackets or comment."""


def _colon_in_value(text: str, at: int) -> Fault | None:
    """Return the problem of a value that contains a colon and a space: `title: Common: Class A`."""
    found = _VALUE.match(text, line_start(text, at))
    if not found or not found.start(1) < at < found.end(1) - 1:
        return None
    word = re.search(r"(?:^| )([a-z][a-z0-9_]*)\Z", text[found.start(1) : at])
    if (word and known_key(word[1])) or re.match(r": +[|>\[{]", text[at:]):
        return None  # probably a key, on the line of another one
    whole = quoted(found[1])
    message = f"a value that contains a colon and a space is in quotes: write {whole}"
    return Fault("yaml", message, at, at + 1, (), (Edit(found.start(1), found.end(1), whole),))


def _begins_with_sign(text: str, at: int) -> Fault:
    """Return the problem of a value that begins with a sign of YAML's own, such as @."""
    value = text[at : line_end(text, at)].rstrip()
    message = f'this value begins with "{text[at]}": write {quoted(value)}'
    is_alone = re.search(r"(: +|- +)\Z", text[line_start(text, at) : at])
    is_whole = is_alone and re.search(r"\w", value) and " #" not in value
    edits = (Edit(at, at + len(value), quoted(value)),) if is_whole else ()
    return Fault("yaml", message, at, at + 1, (), edits)


def _no_colon(text: str, began: int) -> Fault:
    """Return the problem of a line without a colon, or without the space after it."""
    if fault := lacks_colon(text, began):
        return fault
    message = _NO_COLON
    *_, above = [None, *_key_lines(text[: line_start(text, began)])]
    if above and above[2]:
        message += f"; if it continues the text above, begin it with {len(above[1]) + 2} spaces"
    return Fault("yaml", message, began, line_end(text, began))


def _ends_too_early(text: str, opened: int | None) -> Fault:
    """Return what is missing at the end of the text: in its last line that is not empty and no comment."""
    end = [line.end() for line in _REAL_LINE.finditer(text)][-1]
    if opened is None:
        # Nothing follows a line with %.
        return Fault("yaml", DIRECTIVE[1], end, end + 1)
    first = text[opened]
    if found := paired(text, line_start(text, opened)):
        span, written = found
        message = f"these brackets do not pair: write {written}"
        return Fault("yaml", message, *span, (), (Edit(*span, written),))
    message = (
        f"the file ends here, and the {first} that opens on line {line_number(text, opened)} is not closed: "
        f'add "{_CLOSING[first]}" here'
    )
    return Fault("yaml", message, end, end + 1)


def _structure_fault(text: str, at: int, began: int | None, last: Mark | None) -> Fault:
    """Return what is wrong with the order of lines and items, in a list or mapping that began at *began*."""
    if began is None:
        return Fault("yaml", DIRECTIVE[1] if text[at : at + 1] == "%" else _NOT_PART, at, at + 1)
    first = text[began : began + 1]
    if began < at and first in _CLOSING:
        line = line_number(text, at)
        message = f'the {first} that opens here needs a comma or "{_CLOSING[first]}" before line {line}'
        if found := paired(text, line_start(text, began)):
            span, written = found
            is_below = line > line_number(text, began) and span[0] == began
            message = (
                f"{message}: write {written}" if is_below else f"these brackets do not pair: write {written}"
            )
            return Fault("yaml", message, *span, (), (Edit(*span, written),))
        return Fault("yaml", message, began, began + 1)
    if began == at or (first in ("&", "!") and re.fullmatch(r"([&!]\S*\s+)+", text[began:at])):
        return Fault("yaml", NO_KEY if first == ":" else _NO_VALUE, at, at + 1)
    if first == "-" and text[began + 1 : began + 2].strip() == "":
        return _no_hyphen(text, at, began)
    if last and not text[last.end : at].strip(" "):
        return _after_quote(text, at, last)
    return _slip(text, at) or Fault("yaml", _INDENTATION, at, at + 1)


def _no_hyphen(text: str, at: int, began: int) -> Fault:
    """Return the problem of a line that stands where an item begins; it is one if it begins as the first."""
    column = began - line_start(text, began)
    line, first = (_KEY_LINE.match(text, line_start(text, each)) for each in (at, began))
    same = line and first and line[0].split(":")[0].strip() == first[0].split(":")[0].strip(" -")
    if not (line and same and len(line[1]) == column and "-" not in line[1]):
        return Fault("yaml", _NO_HYPHEN, at, at + 1)
    written = f"- {text[at : line_end(text, at)].strip()}"
    message = f'each item of this list begins with "- ": write {written}'
    return Fault("yaml", message, at, line_end(text, at), (), (Edit(at, at, "- "),))


_KEY_LINE = re.compile(r"([ ]*(?:- +)?)[\w-]+:(?=[ \r\n]|\Z)( +[^\s#|>])?")
"""A line that begins with a key, possibly behind a hyphen, and the beginning of a value on that line."""


def _slip(text: str, at: int) -> Fault | None:
    """Return the problem of a key that is indented a little otherwise than its neighbors."""
    start = line_start(text, at)
    line = _KEY_LINE.match(text, start)
    if not line or "-" in line[1]:
        return None
    *_, above = [None, *_key_lines(text[:start])]
    below = next(_key_lines(text[line_end(text, start) :]), None)
    if above is None or not above[2] or not line[2]:
        return None  # of a key without a value, others may stand below it
    column = len(above[1])
    is_between = below is not None and len(below[1]) == column
    if column == len(line[1]) or not (is_between or abs(column - len(line[1])) == 1):
        return None
    key = start + len(line[1])
    count = f"{column} space{'s' * (column != 1)}" if column else "no space"
    message = f"this does not fit the lines above: write {count} before it, as before its neighbors"
    return Fault("yaml", message, key, key + 1, (), (Edit(start, key, " " * column),))


def _key_lines(text: str) -> Iterator[re.Match[str]]:
    """Yield the lines that begin with a key, possibly behind a hyphen."""
    return (found for line in LINE_BREAK.split(text) if (found := _KEY_LINE.match(line)))


TAB = "a tab indents this line: use spaces, as the lines around it do"


_OPEN_QUOTE = re.compile(r"([\"'])[^\"'\\\r\n]*[^\s\"'\\](?=[ \t]*\r?\n[ \t]*(?:- )?[\w-]+:(?:\s|\Z))")
"""A text in quotes without the second one, before a line that begins with a key."""


def _is_open_quote(written: str) -> bool:
    """Return whether a text begins with a quotation mark that is not closed in it."""
    return bool(re.fullmatch(r"""'(?:[^']|'')*|"(?:[^"\\]|\\.)*\\?""", written, re.DOTALL))


def _tab(text: str, at: int) -> Fault | None:
    start = line_start(text, at)
    indentation = re.compile(r" *(\t)[ \t]*").match(text, start)
    if not indentation or indentation.end() < at:
        return None
    tab = indentation.start(1)
    return Fault("tab", TAB, tab, tab + 1)


def _after_quote(text: str, at: int, opening: Mark) -> Fault:
    """Return what is wrong where a value continues after its closing quotation mark."""
    closing = line_number(text, opening.end)
    if closing > line_number(text, opening.start):
        message = (
            f"the quotation mark that opens here closes only on line {closing}: is one missing before that?"
        )
        if found := _OPEN_QUOTE.match(text, opening.start):
            message = f"{message} write {found[0]}{found[1]}"
            edits = (Edit(found.end(), found.end(), found[1]),)
            return Fault("yaml", message, opening.start, opening.start + 1, (), edits)
        return Fault("yaml", message, opening.start, opening.start + 1)
    message = (
        "the value continues after its closing quotation mark: put the whole value in one pair of quotes"
    )
    return Fault("yaml", message, at, line_end(text, at))
