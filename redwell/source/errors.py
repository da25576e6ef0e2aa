"""Messages about text that cannot be read, and about text that YAML would silently read as something else.

The reader is not a programmer, so the messages speak of quotes, commas and indentation, not of YAML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from redwell.problems import Path
from redwell.text.characters import UNSEEN, name_of


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem that knows only its offsets into the text."""

    code: str
    message: str
    start: int
    end: int
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a value (offsets into the text) and, for a scalar, its text as written."""

    start: int
    end: int
    written: str | None = None


Words = tuple[str, str]
"""A code and its message."""

_NO_KEY = "there is no key before this colon"

SECOND_DOCUMENT = (
    "second-document",
    'a second document begins here, and a file holds one filing: remove the "---"',
)
DIRECTIVE = ("directive", "a filing has no lines that begin with %: remove this one")
TAG = ("tag", "a filing has no tags: remove the word that begins with !, or put the whole value in quotes")
TOO_DEEP = ("too-deep", "this is nested deeper than any filing: is a bracket or brace left open?")
COMPLEX_KEY = ("key-form", "a key is one word: remove the ?, the brackets or the braces before the colon")


def alias(name: str) -> Words:
    """Return the message for `*name`."""
    return "alias", f"*{name} refers to another place: write the value out, or put it in quotes if it is text"


def anchor(name: str) -> Words:
    """Return the message for `&name`."""
    return "anchor", f"&{name} names a place for reuse: remove it, or put the value in quotes if it is text"


def duplicate(key: str, line: int) -> Words:
    """Return the message for a key that its mapping already has."""
    return (
        "duplicate-key",
        f'"{key}" is already on line {line}: keep one of the two',
    )


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
    return Fault("character", _invisible(found.group()), found.start(), found.end())


def _invisible(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return f"{name_of(character)} only looks like a space: replace it with a plain space"
    return f"{name_of(character)} is invisible and not allowed in a filing: remove it"


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


def text_problems(value: str) -> Iterator[Words]:
    """Return what is wrong with a text, with or without quotes."""
    found = UNSEEN.search(value) or re.search(r"[\t\r]", value)
    if found:
        yield "character", f"this text holds {name_of(found.group())}: remove it"
    for mark in DOCX_MARKS:
        if mark in value:
            yield (
                "template-mark",
                f"the characters {mark} cannot be in a Word document: put a space between them",
            )


def plain_problems(value: str, *, follows_comma: bool) -> Iterator[Words]:
    """Return what is wrong with a value without quotes; *follows_comma* means in a list in brackets."""
    if _NO_NUMBER.match(value):
        yield "number-form", f'{value} is not a number here: write digits, or "{value}" if it is text'
    elif _NUMBER_LIKE.match(value) and not _PLAIN_NUMBER.match(value):
        yield "number-form", f'write {_as_digits(value)}, or "{value}" if it is text'
    elif follows_comma and _TAIL_OF_A_NAME.match(value):
        yield "comma-splits", f'the comma makes "{value}" a separate item: put the whole item in quotes'


def comment_in_value(text: str, path: Path, mark: Mark) -> Fault | None:
    """Return what a comment cut off from a value without quotes: `street: 100 Main St. #200`."""
    comment = _COMMENT_IN_VALUE.match(text, mark.end)
    if not comment or _NOT_TEXT.match(mark.written or ""):
        return None
    lost = comment.group(1).rstrip()
    message = (
        f'the value ends before "{lost}", because " #" begins a comment: put the whole value in quotes; if '
        "it is a comment, write a space and words after the #"
    )
    start = comment.start(1)
    return Fault("comment-in-value", message, start, start + len(lost), path)


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


def key_problem(key: str, meaning: Any) -> Words | None:
    """Return what is wrong with a key without quotes; *meaning* is the value that YAML reads."""
    if key == "<<":
        return "merge-key", "<< copies keys from another place: write them out here"
    if key == "":
        return "key-form", _NO_KEY
    if not isinstance(meaning, str):
        return "key-form", f'a key begins with a letter: write, for example, "note_{key}" instead of "{key}"'
    return None


def stands_alone(text: str, spans: Mapping[Path, Mark], path: Path, previous: Path | None) -> Fault:
    """Return the problem of a key in braces without a colon: the rest of a value that a comma cut in two."""
    key = spans[path]
    word = text[key.start : key.end]
    if previous is None:
        message = f'"{word}" has no value: write {word}: and its value'
    else:
        before = text[spans[previous].end : key.end].lstrip(": ")
        whole = f'{previous[-1]}: "{before.strip(chr(34))}"'
        message = f'the comma ends the value and makes "{word}" a separate key: write {whole}'
    return Fault("comma-splits", message, key.start, key.end, path[:-1])


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


def broken(error: yaml.YAMLError, text: str, quoted: Mark | None, opened: int | None) -> Fault:
    """Return why the parser stopped, where a person would look.

    *quoted* is the last quoted text, *opened* is where the last bracket or brace opens that is not closed.
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
    return _structure_fault(text, at, began, quoted)


def _token_fault(text: str, at: int, began: int) -> Fault:
    """Return what is wrong with one word, quoted text or sign, which began at *began*."""
    first, written, next_one = text[began : began + 1], text[began:at], text[at : at + 1]
    if not written:
        message = {":": _COLON, "-": _HYPHEN}.get(
            first, f'put this value in quotes: it begins with "{first}"'
        )
        return Fault("yaml", message, at, at + 1)
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
    return Fault("yaml", _NO_COLON, began, _line_end(text, began))


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


def _structure_fault(text: str, at: int, began: int | None, quoted: Mark | None) -> Fault:
    """Return what is wrong with the order of lines and items, in a list or mapping that began at *began*."""
    if began is None:
        return Fault("yaml", DIRECTIVE[1] if text[at : at + 1] == "%" else _NOT_PART, at, at + 1)
    first = text[began : began + 1]
    if began < at and first in _CLOSING:
        line = _line_of(text, at)
        message = f'the {first} that opens here needs a comma or "{_CLOSING[first]}" before line {line}'
        return Fault("yaml", message, began, began + 1)
    if began == at or (first in ("&", "!") and re.fullmatch(r"([&!]\S*\s+)+", text[began:at])):
        return Fault("yaml", _NO_KEY if first == ":" else _NO_VALUE, at, at + 1)
    if first == "-" and text[began + 1 : began + 2].strip() == "":
        return Fault("yaml", _NO_HYPHEN, at, at + 1)
    if quoted and not text[quoted.end : at].strip(" "):
        return _after_quote(text, at, quoted)
    return Fault("yaml", _INDENTATION, at, at + 1)


def _is_open_quote(written: str) -> bool:
    """Return whether a text begins with a quotation mark that is not closed in it."""
    return bool(re.fullmatch(r"""'(?:[^']|'')*|"(?:[^"\\]|\\.)*\\?""", written, re.DOTALL))


def _tab(text: str, at: int) -> Fault | None:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    indentation = re.compile(r" *(\t)[ \t]*").match(text, start)
    if not indentation or indentation.end() < at:
        return None
    tab = indentation.start(1)
    return Fault("tab", "a tab indents this line: use spaces, as the lines around it do", tab, tab + 1)


def _after_quote(text: str, at: int, quoted: Mark) -> Fault:
    """Return what is wrong where a value continues after its closing quotation mark."""
    closing = _line_of(text, quoted.end)
    if closing > _line_of(text, quoted.start):
        message = (
            f"the quotation mark that opens here closes only on line {closing}: is one missing before that?"
        )
        return Fault("yaml", message, quoted.start, quoted.start + 1)
    message = (
        "the value continues after its closing quotation mark: put the whole value in one pair of quotes"
    )
    return Fault("yaml", message, at, _line_end(text, at))


def _line_of(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at])) + 1


def _line_end(text: str, start: int) -> int:
    found = re.compile(r"[^\r\n]*").match(text, start)
    return found.end() if found else start
