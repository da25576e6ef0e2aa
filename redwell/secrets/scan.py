"""Find secrets in a file of any kind: text of any encoding, between tags, in archives and inside base64."""

from __future__ import annotations

import codecs
import re
from base64 import b64decode, b64encode
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redwell.problems import Place, Problem
from redwell.secrets import letters, packed, patterns
from redwell.secrets.packed import MAX_DEPTH, Left
from redwell.secrets.patterns import Match

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
_LINE_END = re.compile(r"\n")
_BETWEEN = re.compile(r"(?:\\[nrt]|[ \t\r\n\"'`,;>|\\])+")
"""The characters between lines of base64 in an e-mail, in a program or in JSON."""
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?=[A-Za-z0-9+/_-]{16})"
    r"(?:[A-Za-z0-9+/_-]{56,}+(?:\\[nrt]|[ \t\r\n\"'`,;>|\\]){1,40}(?=[A-Za-z0-9+/_-]))*"
    r"[A-Za-z0-9+/_-]++={0,2}"
)
"""A block of base64: long lines, and a last one of any length."""
_IS_KEY = re.compile(r"[a-z]{2,20}(?:[_-][a-z]{2,20}){1,6}")
"""A key of a filing, which base64 is not."""
_TAG = re.compile(r"<[^<>]{1,2000}>")
_END_OF_CELL = re.compile(r"(?i)(?:</(?:\w+:)?p>\s{0,99})?</(?:\w+:)?(?:td|th|tc|si|c)>|<w:tab\b[^<>]{0,99}>")
_END_OF_LINE = re.compile(r"(?i)</(?:\w+:)?(?:p|tr|row|div|li|h[1-6])>|<(?:w:)?br\b[^<>]{0,99}>")
_ENDS = re.compile(f"{_END_OF_CELL.pattern}|{_END_OF_LINE.pattern[4:]}|{_TAG.pattern}")


@dataclass(frozen=True, slots=True)
class Secret:
    """The code and place of something that looks like a secret; line and column count from 1.

    For one in an archive or in base64, it is the place of these.
    """

    code: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Search:
    """The secrets found in a file, in file order, and the reasons why parts of it were not searched."""

    secrets: tuple[Secret, ...]
    unread: tuple[str, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """The reasons that somebody can do away with; a picture has no text to search."""
        return tuple(why for why in self.unread if why != packed.NO_TEXT)


def not_searched(why: Iterable[str]) -> str:
    """Return the message of a file that could not be searched, or not all of it."""
    return f"not searched for secrets: {'; '.join(why)}"


LOOK = "look at it yourself: git keeps it forever"
"""The advice for such a file."""


def search(content: bytes, *, escapes: bool = True) -> Search:
    """Search a file for everything that looks like a secret; with *escapes*, in other letters too.

    What is packed in it is always searched for both.
    """
    text, _ = _decoded(content)
    left = Left(escapes=escapes)
    found = sorted(set(_found(content, 0, left)))
    line_starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    lines = [bisect_right(line_starts, each.start) for each in found]
    secrets = (
        Secret(each.code, line, each.start - line_starts[line - 1] + 1)
        for line, each in zip(lines, found, strict=True)
    )
    return Search(tuple(dict.fromkeys(secrets)), tuple(left.unread))


def problems_in(found: Search, name: str) -> Iterator[Problem]:
    """Yield a problem for each secret that was found in a file, called *name* in messages."""
    for each in found.secrets:
        place = Place(file=name, line=each.line, column=each.column, end_column=each.column + 1)
        yield Problem(code=each.code, message=patterns.MESSAGES[each.code], place=place)


def matches(text: str) -> list[Match]:
    """Return what looks like a secret in a text in plain letters, also between its tags and in its base64."""
    return sorted(set(_found(text.encode(), 0, Left(escapes=False))))


def _found(content: bytes, depth: int, left: Left) -> Iterator[Match]:
    """Yield each secret; those inside an archive have the offset 0."""
    if depth < MAX_DEPTH:
        members = packed.unpacked(content, left)
        yield from (Match(0, 0, each.code) for member in members for each in _found(member, depth + 1, left))
    else:
        packed.look_no_deeper(content, left)
    if packed.is_archive(content):
        return
    text, is_text = _decoded(content)
    plain = [*patterns.find_matches(text, patterns.PATTERNS if is_text else _IN_BINARY)]
    yield from plain
    if is_text:
        known = letters.known_in(text, plain)
        if "</" in text:
            yield from _between_tags(text, known)
        if depth or left.escapes:
            hidden = letters.hidden_matches(text, known)
            yield from (Match(start, start, match.code) for start, match, _ in hidden)
    yield from (Match(start, start, "secret-base64") for start in _marks_in_base64(text))
    if is_text:
        yield from _in_base64(text, depth, left)


def _decoded(content: bytes) -> tuple[str, bool]:
    """Return a file as text, and whether it is text; bytes in an unknown encoding become one letter each."""
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            return content.decode(encoding, errors="replace"), True
    if encoding_without_bom := _utf_16(content):
        return content.decode(encoding_without_bom, errors="replace"), True
    if content[257:262] == b"ustar":
        # A tar archive of texts fills up with zeros.
        content = content.replace(b"\0", b"\n")
    zeros = content.count(b"\0")
    try:
        return content.decode("utf-8"), zeros * 10 <= len(content)
    except UnicodeDecodeError:
        return content.decode("latin-1"), not zeros


def _utf_16(content: bytes) -> str | None:
    """Recognize UTF-16 without a byte order mark: every other byte at the beginning is 0."""
    beginning = content[:512]
    if len(beginning) >= 8 and not any(beginning[1::2]) and all(beginning[0::2]):
        return "utf-16-le"
    if len(beginning) >= 8 and not any(beginning[0::2]) and all(beginning[1::2]):
        return "utf-16-be"
    return None


# --- text between tags ---


def _between_tags(text: str, known: set[tuple[str, str]]) -> Iterator[Match]:
    """Yield secrets that tags divide: cells of a table, and the runs of a Word file."""
    parts: list[str] = []
    places, starts = [0], [0]
    end = length = 0
    for tag in _ENDS.finditer(text):
        for part, place in ((_shown(text[end : tag.start()]), end), (_shown_tag(tag[0]), tag.start())):
            if part:
                parts.append(part)
                places.append(place)
                starts.append(length)
                length += len(part)
        end = tag.end()
    view = "".join([*parts, _shown(text[end:])])
    for match in patterns.find_matches(view):
        words = (match.code, letters.folded(view[match.start : match.end]))
        if match.code in _IN_BINARY or words in known:
            continue
        known.add(words)
        at = bisect_right(starts, match.start) - 1
        start = min(places[at] + match.start - starts[at], len(text) - 1)
        yield Match(start, start, match.code)


def _shown(text: str) -> str:
    """Return the text between two tags as a reader sees it."""
    return " ".join(f"|{letters.without_entities(text)}|".split())[1:-1] if text else ""


def _shown_tag(tag: str) -> str:
    if _END_OF_CELL.fullmatch(tag):
        return "\t"
    return "\n" if _END_OF_LINE.fullmatch(tag) else ""


# --- base64 ---


def _in_base64(text: str, depth: int, left: Left) -> Iterator[Match]:
    """Yield the secrets that blocks of base64 hold, at the place of the block."""
    for block in _BASE64.finditer(text):
        if _IS_KEY.fullmatch(block[0]):
            continue
        signs = _joined(block[0]).rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
        content = b64decode(signs + "A" * (-len(signs) % 4))[: len(signs) * 3 // 4]
        if len(content) > left.size:
            left.miss(packed.TOO_LARGE)
            return
        left.size -= len(content)
        if packed.is_archive(content) or packed.is_pdf(content) or _is_plain(content):
            if depth == MAX_DEPTH:
                left.miss(packed.TOO_DEEP)
                return
            for code in [each.code for each in _found(content, depth + 1, left)]:
                is_hidden = code in ("secret-ccc", "secret-submission")
                yield Match(block.start(), block.start(), "secret-base64" if is_hidden else code)


def _is_plain(content: bytes) -> bool:
    """Return whether bytes are a text, and not such as any word of letters gives when it is decoded."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _utf_16(content) is not None
    return text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _encodings(word: bytes) -> Iterator[str]:
    """Return the three ways in which base64 writes *word*: its first byte may be any of a group of three."""
    for before, first in enumerate((0, 2, 3)):
        whole = b64encode(bytes(before) + word).rstrip(b"=")
        yield whole[first : len(whole) - ((before + len(word)) % 3 > 0)].decode("ascii")


ENCODED = tuple(encoded for mark in MARKS for encoded in _encodings(mark))


def _marks_in_base64(text: str) -> Iterator[int]:
    """Yield where base64 first holds each mark, however it is wrapped, as offsets into the text."""
    joined = _joined(text)
    for at in filter(lambda at: at >= 0, map(joined.find, ENCODED)):
        yield _offset(text, at)


def _joined(text: str) -> str:
    """Return a text without what may stand between the lines of base64."""
    if "\\" in text:
        return _BETWEEN.sub("", text)
    for sign in " \t\r\n\"'`,;>|":
        text = text.replace(sign, "")
    return text


def _offset(text: str, at: int) -> int:
    """Return the offset of the letter that is the one *at* when what is between lines is left out."""
    end = 0
    for between in _BETWEEN.finditer(text):
        if at < between.start() - end:
            break
        at -= between.start() - end
        end = between.end()
    return end + at
