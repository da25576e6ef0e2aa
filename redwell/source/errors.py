"""What is wrong with the text of a filing before it means anything, in plain words.

YAML is the way to write a filing, not its subject: the messages speak of quotes, commas and indentation.
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
    """Where a value was written (offsets into the text) and, for a scalar, how."""

    start: int
    end: int
    written: str | None = None


Words = tuple[str, str]
"""A code and its message."""

SECOND_DOCUMENT = (
    "second-document",
    'a second document begins here: a file holds one filing; remove the "---"',
)
DIRECTIVE = ("directive", "a filing needs no line that begins with %: remove it")
TAG = ("tag", "a filing has no tags: remove the word that begins with !, or put the whole value in quotes")
TOO_DEEP = ("too-deep", "this is nested deeper than a filing can be: are brackets or braces left open?")
COMPLEX_KEY = ("key-form", "a key is one word; remove the ?, the brackets or the braces before the colon")


def alias(name: str) -> Words:
    """A `*name`."""
    return "alias", f"*{name} refers to another place: write the value out, or put it in quotes if it is text"


def anchor(name: str) -> Words:
    """A `&name`."""
    return "anchor", f"&{name} names a place for reuse: remove it, or put the value in quotes if it is text"


def duplicate(key: str, line: int) -> Words:
    """A key that stands a second time in its mapping."""
    return (
        "duplicate-key",
        f'"{key}" stands here a second time: the first is on line {line}; keep one of them',
    )


def empty() -> Fault:
    """A file without any content."""
    remedy = "invoke new writes a filing to begin with"
    return Fault("file-empty", f"there is nothing in this file; {remedy}", 0, 0)


def not_utf8(content: bytes, at: int, start: int) -> Fault:
    """Bytes that are not UTF-8, with a guess at what they are."""
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


def unseen(found: re.Match[str]) -> Fault:
    """A character that an editor does not show, or shows as something else."""
    return Fault("character", _unseen(found.group()), found.start(), found.end())


def _unseen(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return f"{name_of(character)} only looks like a space: replace it by a plain one"
    return f"{name_of(character)} cannot be seen and has no place in a filing: remove it"


# --- silent losses: what YAML understands otherwise than its author meant ---

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
"""What no name begins with: the rest of one that a comma cut in two."""
DOCX_MARKS = ("{_{", "}_}", "{_%", "%_}")
"""docxtpl rewrites these four inside values (`DocxTemplate.render_xml_part`)."""


def of_text(value: str) -> Iterator[Words]:
    """What is wrong with a text, however it is written."""
    found = UNSEEN.search(value) or re.search(r"[\t\r]", value)
    if found:
        yield "character", f"this text holds {name_of(found.group())}: remove it"
    for mark in DOCX_MARKS:
        if mark in value:
            yield (
                "template-mark",
                f"the characters {mark} cannot stand in a Word document: part them by a space",
            )


def of_plain(value: str, *, follows_comma: bool) -> Iterator[Words]:
    """What is wrong with a value without quotes; *follows_comma* means in a list between brackets."""
    if _NO_NUMBER.match(value):
        yield "number-form", f'{value} is not a number here: write digits, or "{value}" if it is text'
    elif _NUMBER_LIKE.match(value) and not _PLAIN_NUMBER.match(value):
        yield "number-form", f'write {_as_digits(value)}, or "{value}" if it is text'
    elif follows_comma and _TAIL_OF_A_NAME.match(value):
        yield "comma-splits", f'the comma made "{value}" an item of its own: put the whole item in quotes'


def comment_in_value(text: str, path: Path, mark: Mark) -> Fault | None:
    """What a comment cut off from a value without quotes: `street: 100 Main St. #200`."""
    comment = _COMMENT_IN_VALUE.match(text, mark.end)
    if not comment or _NOT_TEXT.match(mark.written or ""):
        return None
    lost = comment.group(1).rstrip()
    message = f'the value ends before "{lost}", for " #" begins a comment: put the whole value in quotes'
    message += "; if it is a comment, write a space and words after the #"
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


def of_key(key: str, meaning: Any) -> Words | None:
    """What is wrong with a key that has no quotes; *meaning* is what YAML reads."""
    if key == "<<":
        return "merge-key", "<< takes in keys from another place: write them out here"
    if key == "":
        return "key-form", "there is no key before this colon"
    if not isinstance(meaning, str):
        return "key-form", f'a key begins with a letter: write for example "note_{key}" instead of "{key}"'
    return None


def stands_alone(text: str, spans: Mapping[Path, Mark], path: Path, previous: Path | None) -> Fault:
    """A key in braces without a colon: what a comma cut off from the value before it."""
    key = spans[path]
    word = text[key.start : key.end]
    if previous is None:
        message = f'"{word}" stands alone in the braces: write {word}: and its value'
    else:
        before = text[spans[previous].end : key.end].lstrip(": ")
        whole = f'{previous[-1]}: "{before.strip(chr(34))}"'
        message = f'the comma ended the value, and "{word}" became a key of its own: write {whole}'
    return Fault("comma-splits", message, key.start, key.end, path[:-1])


# --- text that is no YAML ---

_QUOTE = "the quotation mark that opens here is never closed"
_BROKEN = {
    "found character that cannot start any token": 'put this value in quotes: it begins with "{character}"',
    "mapping values are not allowed in this context": (
        "a colon cannot stand here: put a value that contains a colon and a space in quotes, "
        "and begin each key on its own line with the same indentation as its neighbours"
    ),
    "block sequence entries are not allowed in this context": (
        'an item of a list begins with "- " on its own line; put a value that begins with a hyphen in quotes'
    ),
    "could not find expected ':'": 'a key needs a colon and a space after it: "key: value"',
    "did not find expected key": (
        "this does not fit the lines above: begin it with the same indentation as its neighbours; "
        "a value cannot go on after a comment"
    ),
    "did not find expected '-' indicator": 'the lines around this begin with "- ": indent it, or begin it so',
    "did not find expected node content": "a value is missing here",
    "found unexpected document indicator": _QUOTE,
    "found unknown escape character": "a backslash in double quotes is no backslash: use single quotes",
    "found invalid Unicode character escape code": (
        "this escape stands for no character: write the character itself"
    ),
    "did not find expected hexdecimal number": "this escape lacks digits: write the character itself",
    "did not find expected comment or line break": "the text begins on the line after > or |, not beside it",
    "did not find expected alphabetic or numeric character": (
        "a value cannot begin with & or *: put it in quotes"
    ),
    "found unknown directive name": DIRECTIVE[1],
    "did not find expected <document start>": "this line does not belong to the filing above it",
}
_QUOTES = ("while scanning a quoted scalar", "while parsing a quoted scalar")
_BRACKETS = {"while parsing a flow sequence": ("[", "]"), "while parsing a flow mapping": ("{", "}")}


def broken(error: yaml.YAMLError, text: str, quoted: Mark | None) -> Fault:
    """What stopped the parser, where a person would look for it; *quoted* is the last text in quotes."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault("yaml", "this text cannot be read as YAML", 0, 0)
    at = min(error.problem_mark.index, len(text))
    opened = error.context_mark.index if error.context_mark else at
    problem, context = error.problem or "", error.context or ""
    if tab := _tab(text, at, problem):
        return tab
    if problem == "found unexpected end of stream" and context in _QUOTES:
        return Fault("yaml", _QUOTE, opened, opened + 1)
    if problem == "could not find expected ':'":
        return Fault("yaml", _BROKEN[problem], opened, _line_end(text, opened))
    if context in _BRACKETS and "expected ','" in problem:
        opening, closing = _BRACKETS[context]
        line = _line_of(text, at)
        message = f'the {opening} that opens here needs a comma or "{closing}" before line {line}'
        return Fault("yaml", message, opened, opened + 1)
    if quoted and not text[quoted.end : at].strip(" ") and problem == "did not find expected key":
        return _after_quote(text, at, quoted)
    message = _BROKEN.get(
        problem, "this cannot be read: look at quotes, brackets and indentation here and above"
    )
    return Fault("yaml", message.replace("{character}", text[at : at + 1]), at, at + 1)


def _tab(text: str, at: int, problem: str) -> Fault | None:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    indentation = re.compile(r" *(\t)[ \t]*").match(text, start)
    if "tab character" not in problem and not (indentation and indentation.end() >= at):
        return None
    tab = indentation.start(1) if indentation else at
    return Fault("tab", "a tab indents this line: use spaces, as the lines around it do", tab, tab + 1)


def _after_quote(text: str, at: int, quoted: Mark) -> Fault:
    """What goes on after a closing quotation mark; where it closes on a later line, one is missing."""
    closing = _line_of(text, quoted.end)
    if closing > _line_of(text, quoted.start):
        message = (
            f"the quotation mark that opens here closes on line {closing} only: is one missing in between?"
        )
        return Fault("yaml", message, quoted.start, quoted.start + 1)
    message = "the value goes on after its closing quotation mark: put the whole value in one pair of quotes"
    return Fault("yaml", message, at, _line_end(text, at))


def _line_of(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at])) + 1


def _line_end(text: str, start: int) -> int:
    found = re.compile(r"[^\r\n]*").match(text, start)
    return found.end() if found else start
