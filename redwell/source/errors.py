"""Messages about text that cannot be read, and about text that YAML would silently read as something else.

The reader is not a programmer, so the messages speak of quotes, commas and indentation, not of YAML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from redwell.problems import Edit, Mend, Path
from redwell.text.characters import UNSEEN, name_of


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem that knows only its offsets into the text, and *edits* that surely mend it."""

    code: str
    message: str
    start: int
    end: int
    path: Path = ()
    edits: tuple[Edit, ...] = ()

    @property
    def mend(self) -> Mend | None:
        """The edits as the mend of a problem."""
        return Mend(edits=self.edits) if self.edits else None


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a value (offsets into the text) and, for a scalar, its text as written."""

    start: int
    end: int
    written: str | None = None


class Mistake(NamedTuple):
    """The code and message of a mistake in the text, and what surely belongs in its place."""

    code: str
    message: str
    new: str | None = None

    def at(self, start: int, end: int, path: Path) -> Fault:
        """Return this as a problem of the text from *start* to *end*."""
        edits = () if self.new is None else (Edit(start, end, self.new),)
        return Fault(self.code, self.message, start, end, path, edits)


def as_label(text: str) -> str | None:
    """Return *text* as a label of a footnote; None if it is one, or cannot be made one: (1) is note_1."""
    label = re.sub(r"\s+", "_", text.strip("()[] ").lower())
    label = f"note_{label}" if label[:1].isdigit() else label
    is_label = re.fullmatch("[a-z][a-z0-9_-]{0,39}", label)
    return label if is_label and label != text else None


def quoted(text: str) -> str:
    """Return a text of one line in quotation marks, as YAML reads it."""
    is_single = ('"' in text or "\\" in text) and "'" not in text
    return f"'{text}'" if is_single else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_NO_KEY = "there is no key before this colon"

SECOND_DOCUMENT = Mistake(
    "second-document",
    'a second document begins here, and a file holds one filing: remove the "---"',
)
DIRECTIVE = Mistake("directive", "a filing has no lines that begin with %: remove this one")
TAG = Mistake(
    "tag", "a filing has no tags: remove the word that begins with !, or put the whole value in quotes"
)
TOO_DEEP = Mistake("too-deep", "this is nested deeper than any filing: is a bracket or brace left open?")
COMPLEX_KEY = Mistake(
    "key-form", "a key is one word: remove the ?, the brackets or the braces before the colon"
)


def alias(name: str) -> Mistake:
    """Return the message for `*name`."""
    return Mistake(
        "alias", f"*{name} refers to another place: write the value out, or put it in quotes if it is text"
    )


def anchor(name: str) -> Mistake:
    """Return the message for `&name`."""
    return Mistake(
        "anchor", f"&{name} names a place for reuse: remove it, or put the value in quotes if it is text"
    )


def duplicate(key: str, line: int) -> Mistake:
    """Return the message for a key that its mapping already has."""
    return Mistake("duplicate-key", f'"{key}" is already on line {line}: keep one of the two')


def empty() -> Fault:
    """Return the problem of a file without content."""
    return Fault("file-empty", "this file is empty: redwell new writes one", 0, 0)


def not_utf8(content: bytes, at: int, start: int) -> Fault:
    """Return the problem of bytes that are not UTF-8, with a guess at their encoding."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        guess = 'UTF-16 (what Windows calls "Unicode")'
    else:
        try:
            character = content[at : at + 1].decode("windows-1252")
            guess = f'Windows-1252, where that byte is "{character}"'
        except UnicodeDecodeError:
            guess = "not text at all"
    message = f"byte {at + 1} of the file (0x{content[at]:02X}) is not UTF-8; this looks like {guess}"
    return Fault("not-utf-8", f"{message}; save the file as UTF-8", start, start + 1)


def invisible(found: re.Match[str]) -> Fault:
    """Return the problem of a character that an editor does not show, or shows as another one."""
    return _invisible(found.group()).at(found.start(), found.end(), ())


def _invisible(character: str) -> Mistake:
    if unicodedata.category(character) == "Zs":
        message = f"{name_of(character)} only looks like a space: replace it with a plain space"
        return Mistake("character", message, " ")
    message = f"{name_of(character)} is invisible and not allowed in a filing: remove it"
    return Mistake("character", message, "" if character in _WITHOUT_MEANING else None)


_WITHOUT_MEANING = "\u00ad\u200b\u2060\ufeff"
"""Characters that only tell where a line may break, or nothing at all."""


# --- what YAML would silently read as something else ---

_COMMENT_IN_VALUE = re.compile(r"[ \t]+(#(?=[^\s#!])[^\r\n]*|#[ \t]*[0-9]+[A-Za-z]?[ \t]*(?=[\r\n]|\Z))")
_NOT_TEXT = re.compile(
    r"(-?[0-9]+(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|true|false|null|~|)\Z", re.IGNORECASE
)
_NUMBER_LIKE = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z|0x[0-9a-fA-F]+\Z|0o[0-7]+\Z"
)
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_TAIL_OF_A_NAME = re.compile(
    r"(Jr|Sr|II|III|IV|Esq|Inc|LLC|L\.L\.C|L\.?P|LLP|Ltd|N\.A|S\.A)\.?\Z|its ", re.IGNORECASE
)
"""Beginnings that no name has: the rest of a name that a comma cut in two."""
DOCX_MARKS = ("{_{", "}_}", "{_%", "%_}")
"""docxtpl replaces these four inside values (`DocxTemplate.render_xml_part`)."""


def text_problems(value: str) -> Iterator[Mistake]:
    """Return what is wrong with a text, with or without quotes."""
    found = UNSEEN.search(value) or re.search(r"[\t\r]", value)
    if found:
        yield Mistake("character", f"this text holds {name_of(found.group())}: remove it")
    for mark in DOCX_MARKS:
        if mark in value:
            message = f"the characters {mark} cannot be in a Word document: put a space between them"
            yield Mistake("template-mark", message)


def plain_problems(value: str) -> Iterator[Mistake]:
    """Return what is wrong with a value without quotes."""
    if _NO_NUMBER.match(value):
        message = f'{value} is not a number here: write digits, or "{value}" if it is text'
        yield Mistake("number-form", message)
    elif _NUMBER_LIKE.match(value) and not _PLAIN_NUMBER.match(value):
        digits = _as_digits(value)
        is_certain = re.fullmatch(r"\+?(\.[0-9]+|[0-9]+(\.[0-9]*)?)", value)
        yield Mistake(
            "number-form", f'write {digits}, or "{value}" if it is text', digits if is_certain else None
        )


def tail_of_a_name(text: str, path: Path, previous: Mark, mark: Mark) -> Fault | None:
    """Return the problem of an item that a comma cut from the *previous* one: `[John Roe, Jr.]`."""
    if not _TAIL_OF_A_NAME.match(mark.written or ""):
        return None
    whole = quoted(text[previous.start : mark.end])
    is_plain = text[previous.start] not in "\"'[{" and "\n" not in whole
    message = f'the comma makes "{mark.written}" a separate item: write {whole}'
    edits = (Edit(previous.start, mark.end, whole),) if is_plain else ()
    return Fault("comma-splits", message, mark.start, mark.end, path, edits)


def comment_in_value(text: str, path: Path, mark: Mark) -> Fault | None:
    """Return what a comment cut off from a value without quotes: `street: 100 Main St. #200`."""
    comment = _COMMENT_IN_VALUE.match(text, mark.end)
    if not comment or _NOT_TEXT.match(mark.written or ""):
        return None
    lost = comment.group(1).rstrip()
    start, end = comment.start(1), comment.start(1) + len(lost)
    whole = quoted(text[mark.start : end])
    is_one_line = "\n" not in whole and "\r" not in whole
    remedy = f"write {whole}" if is_one_line else "put the whole value in quotes"
    message = (
        f'the value ends before "{lost}", because " #" begins a comment: {remedy}; if it is a comment, write '
        "a space and words after the #"
    )
    # A number after a street is a suite: 100 Main St. #200.
    is_suite = "street" in path[-2:] and re.fullmatch("#[0-9]+[A-Za-z]?", lost) and is_one_line
    edits = (Edit(mark.start, end, whole),) if is_suite else ()
    return Fault("comment-in-value", message, start, end, path, edits)


def _as_digits(value: str) -> str:
    if value.startswith(("0x", "0o")):
        return str(int(value, 0))
    mantissa, _, exponent = value.lower().partition("e")
    if len(exponent) > 3 or abs(int(exponent or 0)) > 15:
        return "the number in digits"
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("+-").partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    digits = "0" * max(0, 1 - point) + digits + "0" * max(0, point - len(digits))
    point = max(point, 1)
    whole, fraction = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def key_problem(key: str, meaning: Any, *, is_label: bool) -> Mistake | None:
    """Return what is wrong with a key without quotes; *meaning* is the value that YAML reads.

    *is_label* is true for a key that its author chose for a footnote.
    """
    if key == "<<":
        return Mistake("merge-key", "<< copies keys from another place: write them out here")
    if key == "":
        return Mistake("key-form", _NO_KEY)
    if not isinstance(meaning, str):
        label = as_label(key)
        message = f'a key begins with a letter: write, for example, "{label or "note"}" instead of "{key}"'
        return Mistake("key-form", message, label if is_label else None)
    return None


def stands_alone(text: str, spans: Mapping[Path, Mark], path: Path, previous: Path | None) -> Fault:
    """Return the problem of a key in braces without a colon: the rest of a value that a comma cut in two."""
    key = spans[path]
    word = text[key.start : key.end]
    number = _GROUPED_NUMBER.match(text, spans[previous].end) if previous else None
    if previous is None:
        message = f'"{word}" has no value: write {word}: and its value'
    elif number and number.start(1) <= key.start < number.end(1):
        digits = re.sub("[$, ]", "", number[1])
        message = (
            f'the comma ends the value and makes "{word}" a separate key: write {previous[-1]}: {digits}'
        )
        edits = (Edit(*number.span(1), digits),)
        return Fault("comma-splits", message, key.start, key.end, path[:-1], edits)
    else:
        before = text[spans[previous].end : key.end].lstrip(": ").replace('"', "")
        whole = f'{previous[-1]}: "{before}"'
        message = f'the comma ends the value and makes "{word}" a separate key: write {whole}'
        is_plain = text[spans[previous].end : key.start].count('"') == 0
        # A word in lower case may be a key whose colon is missing.
        if is_plain and not re.search(r"[\[\]{}'#:\\\r\n]", before) and re.search("[A-Z0-9]", word):
            edits = (Edit(spans[previous].start, key.end, whole),)
            return Fault("comma-splits", message, key.start, key.end, path[:-1], edits)
    return Fault("comma-splits", message, key.start, key.end, path[:-1])


_GROUPED_NUMBER = re.compile(r"[\"']?: *(\$? ?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}(?:\.[0-9]+)?)(?=\s*[,}])")
"""The value of a key in braces that commas cut: `{amount: 2,234,000}`."""

# --- text that is not YAML ---

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
"""What may follow the name of an anchor or alias."""


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
        return _token_fault(text, at, at if began is None else began)
    if not text[at:].strip() and (began is None or began == at):
        return _ends_too_early(text, opened)
    return _structure_fault(text, at, began, last)


def _token_fault(text: str, at: int, began: int) -> Fault:
    """Return what is wrong with one word, quoted text or sign, which began at *began*."""
    first, written, next_one = text[began : began + 1], text[began:at], text[at : at + 1]
    if not written:
        return _misplaced_sign(text, at)
    if _is_open_quote(written):
        if at == len(text):
            return Fault("yaml", _QUOTE, began, began + 1)
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
    if next_one == ":" and _line_of(written, len(written)) == 1:
        return Fault("yaml", _COLON, at, at + 1)
    return _no_colon(text, began)


def _misplaced_sign(text: str, at: int) -> Fault:
    """Return what is wrong with a sign of YAML's own that cannot stand at *at*."""
    if text[at] == "-":
        return Fault("yaml", _HYPHEN, at, at + 1)
    if text[at] != ":":
        return _begins_with_sign(text, at)
    return _colon_in_value(text, at) or _slip(text, at) or Fault("yaml", _COLON, at, at + 1)


_VALUE = re.compile(r"[ \t]*(?:- +)*[\w-]+: +(?=[^\s\"'\[{|>&*!#%])(?![^\r\n]* #)([^\r\n]*[^\s])")
"""A line with a key, and a value without quotes, brackets or comment."""


def _colon_in_value(text: str, at: int) -> Fault | None:
    """Return the problem of a value that contains a colon and a space: `title: Common: Class A`."""
    found = _VALUE.match(text, _line_start(text, at))
    if not found or not found.start(1) < at < found.end(1) - 1:
        return None
    is_of_key = re.search(r"(?:^| )[a-z][a-z0-9_]*\Z", text[found.start(1) : at])
    if is_of_key or re.match(r": +[|>\[{]", text[at:]):
        return None  # probably a key, on the line of another one
    whole = quoted(found[1])
    message = f"a value that contains a colon and a space is in quotes: write {whole}"
    return Fault("yaml", message, at, at + 1, (), (Edit(found.start(1), found.end(1), whole),))


def _begins_with_sign(text: str, at: int) -> Fault:
    """Return the problem of a value that begins with a sign of YAML's own, such as @."""
    value = text[at : _line_end(text, at)].rstrip()
    message = f'this value begins with "{text[at]}": write {quoted(value)}'
    is_alone = re.search(r"(: +|- +)\Z", text[_line_start(text, at) : at])
    is_whole = is_alone and re.search(r"\w", value) and " #" not in value
    edits = (Edit(at, at + len(value), quoted(value)),) if is_whole else ()
    return Fault("yaml", message, at, at + 1, (), edits)


def _no_colon(text: str, began: int) -> Fault:
    """Return the problem of a line without a colon, or without the space after it."""
    end = _line_end(text, began)
    if found := re.match(r"([a-z_]{2,40}):(?!//)(?=[\w\"'$(-])", text[began:end]):
        at = began + found.end()
        message = f"a key needs a colon and a space after it: write {found[1]}: {text[at:end].rstrip()}"
        return Fault("yaml", message, began, end, (), (Edit(at, at, " "),))
    return Fault("yaml", _NO_COLON, began, end)


def _ends_too_early(text: str, opened: int | None) -> Fault:
    """Return what is missing at the end of the text: in its last line that is not empty and no comment."""
    end = [line.end() for line in _REAL_LINE.finditer(text)][-1]
    if opened is None:
        # Nothing follows a line with %.
        return Fault("yaml", DIRECTIVE[1], end, end + 1)
    first = text[opened]
    message = (
        f"the file ends here, and the {first} that opens on line {_line_of(text, opened)} is not closed: "
        f'add "{_CLOSING[first]}" here'
    )
    return Fault("yaml", message, end, end + 1)


def _structure_fault(text: str, at: int, began: int | None, last: Mark | None) -> Fault:
    """Return what is wrong with the order of lines and items, in a list or mapping that began at *began*."""
    if began is None:
        return Fault("yaml", DIRECTIVE[1] if text[at : at + 1] == "%" else _NOT_PART, at, at + 1)
    first = text[began : began + 1]
    if began < at and first in _CLOSING:
        line = _line_of(text, at)
        message = f'the {first} that opens here needs a comma or "{_CLOSING[first]}" before line {line}'
        if (found := _OPEN.match(text, began)) and line > _line_of(text, began):
            more = f"{message}: write {found[0]}{_CLOSING[first]}"
            return Fault(
                "yaml", more, began, began + 1, (), (Edit(found.end(), found.end(), _CLOSING[first]),)
            )
        return Fault("yaml", message, began, began + 1)
    if began == at or (first in ("&", "!") and re.fullmatch(r"([&!]\S*\s+)+", text[began:at])):
        return Fault("yaml", _NO_KEY if first == ":" else _NO_VALUE, at, at + 1)
    if first == "-" and text[began + 1 : began + 2].strip() == "":
        return Fault("yaml", _NO_HYPHEN, at, at + 1)
    if last and not text[last.end : at].strip(" "):
        return _after_quote(text, at, last)
    return _slip(text, at) or Fault("yaml", _INDENTATION, at, at + 1)


_KEY_LINE = re.compile(r"([ ]*(?:- +)?)[\w-]+:(?=[ \r\n]|\Z)( +[^\s#|>])?")
"""A line that begins with a key, possibly behind a hyphen, and the beginning of a value on that line."""


def _slip(text: str, at: int) -> Fault | None:
    """Return the problem of a key whose line begins a little beside those of its neighbors."""
    start = _line_start(text, at)
    line = _KEY_LINE.match(text, start)
    if not line or "-" in line[1]:
        return None
    *_, above = [None, *_key_lines(text[:start])]
    below = next(_key_lines(text[_line_end(text, start) :]), None)
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
    return (found for line in re.split(r"\r\n|\r|\n", text) if (found := _KEY_LINE.match(line)))


_OPEN = re.compile(r"\[[^\[\]{}#\"':\r\n]*[^\s,\[\]{}#\"':](?=[ \t]*[\r\n])")
"""A list in brackets that is alone on the rest of its line, without its closing bracket."""


TAB = "a tab indents this line: use spaces, as the lines around it do"


_OPEN_QUOTE = re.compile(r"([\"'])[^\"'\\\r\n]*[^\s\"'\\](?=[ \t]*\r?\n[ \t]*(?:- )?[\w-]+:(?:\s|\Z))")
"""A text in quotes without the second one, before a line that begins with a key."""


def _is_open_quote(written: str) -> bool:
    """Return whether a text begins with a quotation mark that is not closed in it."""
    return bool(re.fullmatch(r"""'(?:[^']|'')*|"(?:[^"\\]|\\.)*\\?""", written, re.DOTALL))


def _tab(text: str, at: int) -> Fault | None:
    start = _line_start(text, at)
    indentation = re.compile(r" *(\t)[ \t]*").match(text, start)
    if not indentation or indentation.end() < at:
        return None
    tab = indentation.start(1)
    return Fault("tab", TAB, tab, tab + 1)


def _after_quote(text: str, at: int, opening: Mark) -> Fault:
    """Return what is wrong where a value continues after its closing quotation mark."""
    closing = _line_of(text, opening.end)
    if closing > _line_of(text, opening.start):
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
    return Fault("yaml", message, at, _line_end(text, at))


def _line_of(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at])) + 1


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, start: int) -> int:
    found = re.compile(r"[^\r\n]*").match(text, start)
    return found.end() if found else start
