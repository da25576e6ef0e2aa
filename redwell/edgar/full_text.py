"""Read EDGAR's complete submission text file: its header and its documents.

    <SEC-DOCUMENT>0001193125-11-142911.txt : 20110518
    <SEC-HEADER>
    ACCESSION NUMBER:  0001193125-11-142911
    FILED AS OF DATE:  20110518
    </SEC-HEADER>
    <DOCUMENT>
    <TYPE>3
    <SEQUENCE>1
    <FILENAME>doc3.xml
    <TEXT>
    <XML>
    ..
    </XML>
    </TEXT>
    </DOCUMENT>

File names in it are not trusted: they are never used as paths.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from redwell.edgar.submission import is_file_name
from redwell.edgar.xml import SECRET
from redwell.exhibits.enclosed import SIGNATURES
from redwell.model import Filed
from redwell.problems import FilingError, Place, Problem

MAX_DOCUMENTS = 200
_BEGIN = re.compile(rb"^<(SEC-DOCUMENT|SEC-HEADER|IMS-DOCUMENT|IMS-HEADER|SUBMISSION)>", re.MULTILINE)
_BOUND = re.compile(rb"^<(/?)DOCUMENT>", re.MULTILINE)
_TEXT = re.compile(rb"^<TEXT>[ \t]*\r?\n?", re.MULTILINE)
_WRAPS = (b"XML", b"PDF", b"XBRL")
_TAG = re.compile(rb"^<(TYPE|FILENAME|DESCRIPTION)>([^\r\n]*)", re.MULTILINE)
_ACCESSION = re.compile(rb"^(?:ACCESSION NUMBER:|<ACCESSION-NUMBER>)\s*(\d{10}-\d\d-\d{6})\b", re.MULTILINE)
_FILED = re.compile(rb"^(?:FILED AS OF DATE:|<FILING-DATE>)\s*(\d{4})-?(\d\d)-?(\d\d)\b", re.MULTILINE)
_SECRET = re.compile(rb"<[\w-]*(CCC|PASSWORD)>", re.IGNORECASE)
_UU = re.compile(rb"\s*begin(-base64)? [0-7]{3,4} [^\r\n]*\r?\n", re.IGNORECASE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
AGAIN = "is the file cut off? fetch it again"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A document of the submission; *first_line* is the line of the file where its content begins."""

    type: str
    name: str
    description: str | None
    content: bytes
    is_xml: bool
    is_pdf: bool
    first_line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A submission: its filing date and accession number, and its documents in order."""

    filed: Filed | None
    documents: tuple[Attached, ...]


def is_full_text(content: bytes) -> bool:
    """Return True if *content* begins like a submission text file."""
    return bool(_BEGIN.search(content[:5000]))


def read_submission(content: bytes, name: str) -> Submission:
    """Return the submission in *content*; *name* is for messages. Raises `FilingError`."""
    if found := _SECRET.search(content):
        raise _error("import-secret", SECRET, name, content, found.start(), is_shown=False)
    begin = _BEGIN.search(content)
    assert begin is not None, "call is_full_text first"
    spans = list(_spans(content))
    last = len(content.rstrip()) - 1
    if any(stop < 0 for _, stop in spans):
        number = next(n for n, (_, stop) in enumerate(spans) if stop < 0)
        message = f"document {number + 1} of this submission has no end: {AGAIN}"
        raise _error("full-text-broken", message, name, content, spans[number][0])
    if not spans or f"</{begin[1].decode()}>".encode() not in content:
        what = "end" if spans else "document"
        raise _error("full-text-broken", f"this submission has no {what}: {AGAIN}", name, content, last)
    if len(spans) > MAX_DOCUMENTS:
        message = (
            f"this submission has {len(spans)} documents, more than any ownership form: is it the right file?"
        )
        raise _error("full-text-broken", message, name, content, spans[MAX_DOCUMENTS][0])
    documents = [_document(content, start, stop, name) for start, stop in spans]
    header = content[: spans[0][0]]
    return Submission(filed=_filed(header, name, content), documents=tuple(documents))


def _filed(header: bytes, name: str, content: bytes) -> Filed | None:
    found, number = _FILED.search(header), _ACCESSION.search(header)
    if not found:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        raise _error("import-date", "this is not a date", name, content, found.start()) from None
    return Filed(date=day, accession_number=number[1].decode() if number else None)


def _spans(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of each document; the end is -1 if another document starts before it."""
    start = -1
    for bound in _BOUND.finditer(content):
        if start >= 0:
            yield start, bound.start() if bound[1] else -1
        start = -1 if bound[1] else bound.start()
    if start >= 0:
        yield start, -1


def _document(content: bytes, start: int, stop: int, name: str) -> Attached:
    head = _TEXT.search(content, start, stop)
    end = content.rfind(b"</TEXT>", start, stop)
    if not head or end < head.end():
        message = f"this document has no complete <TEXT>: {AGAIN}"
        raise _error("full-text-broken", message, name, content, start)
    tags = {
        tag: value.decode("latin-1").strip() for tag, value in _TAG.findall(content[start : head.start()])
    }
    kind, own = tags.get(b"TYPE", ""), tags.get(b"FILENAME", "")
    wrap, inner = _unwrapped(content[head.end() : end])
    line = content.count(b"\n", 0, content.find(inner, head.end())) + 1
    try:
        inner = _decoded(inner, is_picture=kind == "GRAPHIC" or own.lower().endswith((".jpg", ".gif")))
    except (binascii.Error, ValueError):
        message = f"this picture or document ({kind[:20]}) cannot be decoded: {AGAIN}"
        raise _error("full-text-broken", message, name, content, start, is_shown=False) from None
    return Attached(
        type=kind,
        name=own,
        description=tags.get(b"DESCRIPTION") or None,
        content=inner,
        is_xml=wrap == b"XML",
        is_pdf=wrap == b"PDF",
        first_line=line,
    )


def _unwrapped(body: bytes) -> tuple[bytes | None, bytes]:
    """Return the name of the tags around the content, such as XML, and the content between them."""
    stripped = body.strip()
    for wrap in _WRAPS:
        begin, end = b"<%s>" % wrap, b"</%s>" % wrap
        if stripped.startswith(begin) and stripped.endswith(end):
            return wrap, stripped.removeprefix(begin).removesuffix(end).strip()
    return None, body


def _decoded(inner: bytes, *, is_picture: bool) -> bytes:
    """Return content decoded from uuencode (`begin 644 name` to `end`) or base64; other text unchanged."""
    begin = _UU.match(inner)
    if begin and begin[1]:
        return base64.b64decode(b"".join(inner[begin.end() :].partition(b"====")[0].split()), validate=True)
    if begin:
        lines = inner[begin.end() :].splitlines()
        # Raises ValueError without an end.
        end = [line.strip() for line in lines].index(b"end")
        return b"".join(map(_uu, lines[:end]))
    packed = b"".join(inner.split()) if is_picture else b""
    return base64.b64decode(packed, validate=True) if _BASE64.fullmatch(packed) else inner


def _uu(line: bytes) -> bytes:
    """Return a decoded line of uuencode; some encoders add characters beyond the stated length."""
    if not line.strip():
        return b""
    length = (((line[0] - 32) & 63) * 4 + 5) // 3
    return binascii.a2b_uu(line[:length])


def legal_name(attached: Attached, taken: Collection[str]) -> str:
    """Return a name that EDGAR accepts and that is not *taken*: its own, else one made from its type."""
    own = re.split(r"[/\\]", attached.name)[-1].lower()
    if is_file_name(own) and not own.endswith((".xml", ".pdf")) and own not in taken:
        return own
    stem = re.sub("[^a-z0-9]", "", attached.type.lower())[:20].lstrip("0123456789") or "exhibit"
    content = attached.content
    suffix = next((suffix for suffix, first in SIGNATURES.items() if content.startswith(first)), None)
    if suffix is None:
        suffix = ".htm" if re.search(rb"(?i)<html", content[:2000]) else ".txt"
    number, name = 1, f"{stem}{suffix}"
    while name in taken:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def _error(
    code: str, message: str, name: str, content: bytes, at: int, *, is_shown: bool = True
) -> FilingError:
    start = content.rfind(b"\n", 0, max(at, 0)) + 1
    end = content.find(b"\n", start)
    raw = content[start : end if end >= 0 else len(content)].rstrip(b"\r")
    text = raw.decode("latin-1") if is_shown else ""
    line = content.count(b"\n", 0, start) + 1
    place = Place(file=name, line=line, column=1, end_column=len(text) + 1 if text else 2, text=text)
    return FilingError([Problem(code=code, message=message, place=place)])
