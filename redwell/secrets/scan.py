"""Find secrets in a file of any kind: in text of any encoding, beside a picture, and inside base64."""

from __future__ import annotations

import codecs
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from redwell.secrets import patterns

MARKS = (b"rptOwnerCcc", b"edgarSubmission")
"""Words that give away a secret inside base64."""
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_IN_BINARY = ("secret-submission",)
"""The only codes given for bytes that are not text: the other patterns would match by chance."""
_BETWEEN = r"(?:\\[nrt]|[ \t\r\n\"'`,;>|\\])*"
"""What may stand between the lines of base64 in an e-mail, in a program or in JSON."""


@dataclass(frozen=True, slots=True)
class Secret:
    """The code and place of something that looks like a secret; line and column count from 1."""

    code: str
    line: int
    column: int


def find_secrets(content: bytes) -> list[Secret]:
    """Return everything in a file that looks like a secret, in file order."""
    text, is_text = _decoded(content)
    found = [
        (secret.start, secret.code)
        for secret in patterns.find_matches(text)
        if is_text or secret.code in _IN_BINARY
    ]
    found += [(start, "secret-base64") for start in _in_base64(text)]
    return [_at(text, start, code) for start, code in sorted(found)]


def _decoded(content: bytes) -> tuple[str, bool]:
    """Return a file as text, and whether it is text; bytes in an unknown encoding become one letter each."""
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            return content.decode(encoding, errors="replace"), True
    if encoding_without_bom := _utf_16(content):
        return content.decode(encoding_without_bom, errors="replace"), True
    try:
        return content.decode("utf-8"), True
    except UnicodeDecodeError:
        return content.decode("latin-1"), b"\0" not in content


def _utf_16(content: bytes) -> str | None:
    """Recognize UTF-16 without a byte order mark: every other byte at the beginning is 0."""
    beginning = content[:512]
    if len(beginning) >= 8 and not any(beginning[1::2]) and all(beginning[0::2]):
        return "utf-16-le"
    if len(beginning) >= 8 and not any(beginning[0::2]) and all(beginning[1::2]):
        return "utf-16-be"
    return None


def _encodings(word: bytes) -> Iterator[str]:
    """Return the three ways in which base64 writes *word*: its first byte may be any of a group of three."""
    for before, first in enumerate((0, 2, 3)):
        whole = b64encode(bytes(before) + word).rstrip(b"=")
        yield whole[first : len(whole) - ((before + len(word)) % 3 > 0)].decode("ascii")


@cache
def _encoded() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of all marks in base64; to compile them takes longer than to scan most files."""
    words = (encoded for mark in MARKS for encoded in _encodings(mark))
    return tuple(re.compile(_BETWEEN.join(map(re.escape, word))) for word in words)


def _in_base64(text: str) -> Iterator[int]:
    """Return where base64 first holds each mark, as offsets into the text."""
    for pattern in _encoded():
        if match := pattern.search(text):
            yield match.start()


def _at(text: str, start: int, code: str) -> Secret:
    line_start = text.rfind("\n", 0, start) + 1
    return Secret(code, text.count("\n", 0, start) + 1, start - line_start + 1)
