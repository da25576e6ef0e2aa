"""Unpack what a file holds: archives, Office files and PDFs; and say what of it nobody could look into."""

from __future__ import annotations

import bz2
import lzma
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_LZMA, BadZipFile, ZipFile, ZipInfo

from redwell.files import disk
from redwell.secrets import pdf_words

MAX_DEPTH = 4
"""How many archives and blocks of base64 inside one another are looked into."""
MAX_UNPACKED, MAX_MEMBERS = 10_000_000, 2_000
"""Bytes and files that are unpacked in all for one file; a page of a PDF counts as a file."""
MAX_SECONDS = 20
"""Seconds of a processor that the PDFs in a file may take, and twice as many as one may."""
ENCRYPTED = "it is encrypted"
TOO_LARGE = "it unpacks to more than 10 MB, or to more than 2,000 files or pages"
TOO_DEEP = "it has archives in one another more than 4 deep"
UNKNOWN = "it is packed as 7z, RAR or Zstandard, which Redwell cannot unpack"
OLD_OFFICE = "it is an Office or Outlook file of the old kind, or an encrypted one"
DAMAGED = "it is damaged, or packed in a way that Redwell cannot unpack"
GAP = "it holds an empty archive, or an archive with other data before it or between its files"
TOO_HARD = "it is a PDF that takes too much time or memory to read"
XML_FORM = "it is a PDF with a form of the XFA kind, which Redwell cannot read"
NO_TEXT = "it has pages or pictures without text"
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_GZIP, _XZ, _BZIP2 = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"1AY&SY"
_UNKNOWN = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_PROGRAM = b"MZ"
_PDF = b"%PDF-"
_WHY = {b"n": NO_TEXT, b"l": TOO_LARGE, b"x": XML_FORM}
"""The parts of a PDF that are no words."""
_MOST_MEMORY = 100_000_000
"""Bytes of memory that an xz archive may ask for."""
_DESCRIPTOR = 24
"""The most bytes that a zip archive may have after a file for its size and sum."""
_FROM_END, _FROM_START = 66_000, 1_024
"""Where the directory of a zip archive ends that follows a program, and where a PDF may begin."""


@dataclass(slots=True)
class Left:
    """What may still be unpacked and spent, and why something was not read: each reason once."""

    size: int = MAX_UNPACKED
    members: int = MAX_MEMBERS
    seconds: float = MAX_SECONDS
    unread: dict[str, None] = field(default_factory=dict)

    def miss(self, why: str) -> None:
        """Note why a part is not read."""
        self.unread[why] = None

    def take(self) -> bool:
        """Return whether one more file may be unpacked."""
        if self.size <= 0 or self.members <= 0:
            self.miss(TOO_LARGE)
            return False
        self.members -= 1
        return True


def is_archive(content: bytes) -> bool:
    """Return whether bytes are those of an archive alone, in which no text stands unpacked."""
    return content.startswith(_ZIP) or _start(content) is not None


def is_pdf(content: bytes) -> bool:
    """Return whether bytes are those of a PDF."""
    return _PDF in content[:_FROM_START]


def unpacked(content: bytes, left: Left) -> Iterator[bytes]:
    """Yield what an archive, an Office file or a PDF holds, and all of these if it is several at once."""
    if content.startswith(_ZIP) or _ZIP_END in content[-_FROM_END:]:
        yield from _unzipped(content, left)
    if _start(content) is not None:
        yield from _decompressed(content, left)
    if is_pdf(content):
        yield from _of_pdf(content, left)
    if content.startswith(_UNKNOWN) or (
        content.startswith(_PROGRAM) and any(mark in content for mark in _UNKNOWN[:2])
    ):
        left.miss(UNKNOWN)
    if content.startswith(_OLD_OFFICE):
        left.miss(OLD_OFFICE)
    if content.startswith(_PICTURES):
        left.miss(NO_TEXT)


def _unzipped(content: bytes, left: Left) -> Iterator[bytes]:
    """Yield the files of a zip archive, such as a Word or Excel file, their names and comments.

    Also of one behind a program. What stands before or between is noted, for it may be another archive.
    """
    # Imported here: most files are no archives.
    import struct

    unreadable = (
        *(BadZipFile, lzma.LZMAError, struct.error, zlib.error),
        *(ArithmeticError, EOFError, MemoryError, OSError, RuntimeError, ValueError),
    )
    try:
        with ZipFile(BytesIO(content)) as archive:
            # The small files first, which are texts: pictures may be more than what is unpacked.
            ordered = sorted(archive.infolist(), key=lambda info: info.file_size)
            if _has_gap(archive, content):
                left.miss(GAP)
            names = "\n".join(info.filename for info in ordered)
            yield from (
                names.encode("utf-8", "replace"),
                archive.comment,
                *(info.comment for info in ordered),
            )
            for info in ordered:
                if info.flag_bits & 1:
                    left.miss(ENCRYPTED)
                    continue
                if not left.take():
                    return
                try:
                    found = _member(archive, info, content, left.size)
                except unreadable:
                    left.miss(DAMAGED)
                    continue
                if len(found) < info.file_size:
                    left.miss(TOO_LARGE)
                left.size -= len(found)
                yield found
    except unreadable:
        left.miss(DAMAGED)


def _has_gap(archive: ZipFile, content: bytes) -> bool:
    """Return whether bytes belong to no file of an archive, but for a program before it; it may be empty."""
    ordered = sorted(archive.infolist(), key=lambda info: info.header_offset)
    if not ordered:
        return True
    end = ordered[0].header_offset if content.startswith(_PROGRAM) else 0
    for info in ordered:
        if info.header_offset > end + _DESCRIPTOR:
            return True
        end = max(end, _begin(info, content) + info.compress_size)
    return archive.start_dir > end + _DESCRIPTOR


def _begin(info: ZipInfo, content: bytes) -> int:
    """Return where the bytes of a file in an archive begin: behind its head, its name and what is extra."""
    head = content[info.header_offset : info.header_offset + 30]
    return info.header_offset + 30 + sum(int.from_bytes(head[n : n + 2], "little") for n in (26, 28))


def _member(archive: ZipFile, info: ZipInfo, content: bytes, most: int) -> bytes:
    """Return at most *most* bytes of a file in an archive.

    Python unpacks bit by bit only what is deflated: of other kinds it unpacks all, and then cuts it.
    """
    if info.compress_type in disk.BOUNDED:
        with archive.open(info) as member:
            return member.read(most)
    start = _begin(info, content)
    stored = content[start : start + info.compress_size]
    if info.compress_type == ZIP_BZIP2:
        return bz2.BZ2Decompressor().decompress(stored, most)
    if info.compress_type == ZIP_LZMA:
        # Two bytes of a version and two of a length; then what a file of LZMA begins with, but for its size.
        alone = stored[4:9] + b"\xff" * 8 + stored[9:]
        return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MOST_MEMORY).decompress(alone, most)
    raise BadZipFile


def _decompressed(content: bytes, left: Left) -> Iterator[bytes]:
    """Yield what a gzip, xz or bzip2 file holds, which may be several in a row."""
    while (packed := _start(content)) and left.take():
        try:
            found = packed.decompress(content, left.size)
        except (zlib.error, lzma.LZMAError, OSError):
            left.miss(DAMAGED)
            return
        left.size -= len(found)
        yield found
        if not packed.eof:
            left.miss(DAMAGED if left.size > 0 else TOO_LARGE)
            return
        content = packed.unused_data


def _start(content: bytes) -> Any:
    """Return what unpacks a gzip, xz or bzip2 file; None for others."""
    if content.startswith(_GZIP):
        return zlib.decompressobj(wbits=31)
    if content.startswith(_XZ):
        return lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
    return bz2.BZ2Decompressor() if content[:3] == b"BZh" and content[4:10] == _BZIP2 else None


def _of_pdf(content: bytes, left: Left) -> Iterator[bytes]:
    """Yield the text of each page of a PDF, what it says about itself, and the files in it."""
    before = _seconds_of_children()
    kinds, whole = _pdf_parts(content) if left.seconds > 0 else ((), TOO_HARD)
    left.seconds -= _seconds_of_children() - before
    for kind, part in kinds:
        if kind in _WHY:
            left.miss(_WHY[kind])
        elif left.take():
            left.size -= len(part)
            yield part
    if whole:
        left.miss(whole)


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@lru_cache(maxsize=4)
def _pdf_parts(content: bytes) -> tuple[tuple[tuple[bytes, bytes], ...], str]:
    """Return the parts that `pdf_words` finds in a PDF, and why they are not all; empty if they are."""
    program = [sys.executable, "-I", pdf_words.__file__]
    limits = map(str, (MAX_SECONDS // 2, MAX_UNPACKED, MAX_MEMBERS))
    try:
        done = subprocess.run(
            [*program, *limits],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=5 * MAX_SECONDS,
            check=False,
        )
        said, code = done.stdout, done.returncode
    except subprocess.TimeoutExpired as error:
        said, code = error.stdout or b"", -1
    parts = []
    at = 0
    while at + 5 <= len(said):
        end = at + 5 + int.from_bytes(said[at + 1 : at + 5], "big")
        parts.append((said[at : at + 1], said[at + 5 : end]))
        at = end
    damaged = ENCRYPTED if b"/Encrypt" in content else DAMAGED
    return tuple(parts), "" if code == 0 else damaged if code == pdf_words.DAMAGED else TOO_HARD
