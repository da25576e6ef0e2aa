"""Messages about text that cannot be read, and about text that YAML would silently read as something else.

The reader is not a programmer, so the messages speak of quotes, commas and indentation, not of YAML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from redwell.problems import Edit, Mend, Path
from redwell.secrets.keys import holds_secret
from redwell.source.keys import opposite_of
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
    """Return *text* as a label of a footnote: (1) is note_1.

    None if it is one, cannot be made one, or holds a secret.
    """
    label = re.sub(r"\s+", "_", text.strip("()[] ").lower())
    label = f"note_{label}" if label[:1].isdigit() else label
    is_label = re.fullmatch("[a-z][a-z0-9_-]{0,39}", label)
    return label if is_label and label != text and not holds_secret(text) else None


def quoted(text: str) -> str:
    """Return a text of one line in quotation marks, as YAML reads it."""
    is_single = ('"' in text or "\\" in text) and "'" not in text
    return f"'{text}'" if is_single else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


NO_KEY = "there is no key before this colon"

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


def invisible(text: str) -> Iterator[Fault]:
    """Yield the problem of each character that an editor does not show, or shows as another one."""
    return (_invisible(found[0]).at(found.start(), found.end(), ()) for found in UNSEEN.finditer(text))


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


def below_zero(number: str, key: str) -> str:
    """Return what to write for a *number* that had a sign, as the value of a *key*."""
    if opposite := opposite_of(key):
        plain = re.sub("^0+(?=[0-9])", "", number)
        return (
            f"no number has a sign here: write {opposite}: {plain}, or {key}: {plain} if only the sign is "
            "wrong (specification 3.2)"
        )
    return "EDGAR accepts no negative number: correct it, and do not just drop the sign (specification 3.2)"


def plain_problems(value: str, key: str) -> Iterator[Mistake]:
    """Return what is wrong with the value of a *key*, without quotes."""
    if _NO_NUMBER.match(value):
        message = f'{value} is not a number here: write digits, or "{value}" if it is text'
        yield Mistake("number-form", message)
    elif _NUMBER_LIKE.match(value) and not _PLAIN_NUMBER.match(value):
        digits = _as_digits(value)
        if digits.startswith("-") and opposite_of(key):
            yield Mistake("number-form", below_zero(digits[1:], key))
            return
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
    said = f'the value ends before "{lost}", because " #" begins a comment'
    note = lost[1:].strip()
    if _NOTE.match(note):
        message = f"{said}: write # {note}, with a space after the #"
        return Fault("comment-in-value", message, start, end, path, (Edit(start, start + 1, "# "),))
    whole = quoted(text[mark.start : end])
    is_one_line = "\n" not in whole and "\r" not in whole
    remedy = f"write {whole}" if is_one_line else "put the whole value in quotes"
    is_number = re.fullmatch("[0-9]+[A-Za-z]?", note)
    or_comment = f"No. {note}" if is_number else note
    message = f"{said}: {remedy}; if it is a comment, write # {or_comment}"
    # A number after a street is a suite: 100 Main St. #200.
    is_suite = "street" in path[-2:] and is_number and lost[1:2].isdigit() and is_one_line
    edits = (Edit(mark.start, end, whole),) if is_suite else ()
    return Fault("comment-in-value", message, start, end, path, edits)


_NOTE = re.compile(r"(?:to ?do|tb[dc]|fixme|xxx|check|confirm|verify|ask|per|see|from)\b", re.IGNORECASE)
"""Words that begin a note of the drafter, and no value."""


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
        return Mistake("key-form", NO_KEY)
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
    edits: tuple[Edit, ...] = ()
    if previous is None:
        message = f'"{word}" has no value: write {word}: and its value'
    elif number and number.start(1) <= key.start < number.end(1):
        digits = re.sub("[$, ]", "", number[1])
        message = (
            f'the comma ends the value and makes "{word}" a separate key: write {previous[-1]}: {digits}'
        )
        edits = (Edit(*number.span(1), digits),)
    else:
        before = text[spans[previous].end : key.end].lstrip(": ").replace('"', "")
        whole = f'{previous[-1]}: "{before}"'
        message = f'the comma ends the value and makes "{word}" a separate key: write {whole}'
        is_plain = text[spans[previous].end : key.start].count('"') == 0
        # A word in lower case may be a key whose colon is missing.
        if is_plain and not re.search(r"[\[\]{}'#:\\\r\n]", before) and re.search("[A-Z0-9]", word):
            edits = (Edit(spans[previous].start, key.end, whole),)
    return Fault("comma-splits", message, key.start, key.end, path[:-1], edits)


_GROUPED_NUMBER = re.compile(r"[\"']?: *(\$? ?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}(?:\.[0-9]+)?)(?=\s*[,}])")
"""The value of a key in braces that commas cut: `{amount: 2,234,000}`."""
