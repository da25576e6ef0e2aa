"""Secrets in a file of any kind: text in any encoding, a picture, and what base64 hides."""

from __future__ import annotations

import codecs
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from redwell.secrets import patterns

MARKS = (b"rptOwnerCcc", b"edgarSubmission")
"""What base64 hides, where it hides a secret."""
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BETWEEN = b" \t\r\n\"'`,;>|\\"
"""What may stand between the lines of a base64 text: in a mail, in a program, in JSON."""
_BINARY = ("secret-submission",)
"""What is looked for where bytes are no text: chance makes the other looks there."""


@dataclass(frozen=True, slots=True)
class At:
    """The place of something that looks like a secret; line and column count from 1."""

    code: str
    line: int
    column: int


def find(content: bytes) -> list[At]:
    """Whatever in a file looks like a secret, in its order."""
    text, is_text = _decoded(content)
    found = [(each.start, each.code) for each in patterns.find(text) if is_text or each.code in _BINARY]
    found += [(start, "secret-base64") for start in _in_base64(text)]
    return [_at(text, start, code) for start, code in sorted(dict.fromkeys(found))]


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text of a file, and whether it is one. What is in no known encoding is read byte by byte."""
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            return content.decode(encoding, errors="replace"), True
    if guess := _utf_16(content):
        return content.decode(guess, errors="replace"), True
    try:
        return content.decode("utf-8"), True
    except UnicodeDecodeError:
        return content.decode("latin-1"), b"\0" not in content


def _utf_16(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of its beginning is 0."""
    begin = content[:512]
    if len(begin) >= 8 and not any(begin[1::2]) and all(begin[0::2]):
        return "utf-16-le"
    if len(begin) >= 8 and not any(begin[0::2]) and all(begin[1::2]):
        return "utf-16-be"
    return None


def _encodings(word: bytes) -> Iterator[bytes]:
    """How base64 writes *word*: in three ways, by the place of its first byte in a group of three."""
    for before, first in enumerate((0, 2, 3)):
        whole = b64encode(bytes(before) + word).rstrip(b"=")
        yield whole[first : len(whole) - ((before + len(word)) % 3 > 0)]


HIDDEN = tuple(
    encoded
    for mark in MARKS
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
    for encoded in _encodings(mark.decode().encode(encoding))
)
"""All that a mark can look like in base64."""


def _in_base64(text: str) -> Iterator[int]:
    """Where base64 first hides each mark, as offsets into the text."""
    raw = text.encode("utf-8", errors="replace")
    # Line ends as a program writes them; as many bytes as before, so that places stay.
    lines = re.sub(rb"\\[nrt]", rb"\\\\", raw) if b"\\" in raw else raw
    bare = lines.translate(None, _BETWEEN)
    for mark in HIDDEN:
        at = bare.find(mark)
        if at >= 0:
            yield len(raw[: _position(lines, at)].decode("utf-8", errors="ignore"))


def _position(lines: bytes, at: int) -> int:
    """Where the byte that has *at* others before it stands among those that do not count."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if len(lines[: middle + 1].translate(None, _BETWEEN)) <= at:
            low = middle + 1
        else:
            high = middle
    return low


def _at(text: str, start: int, code: str) -> At:
    line_start = text.rfind("\n", 0, start) + 1
    return At(code, text.count("\n", 0, start) + 1, start - line_start + 1)
