"""Unpack what a file holds: archives, Office files and PDFs; and say what of it nobody could look into."""

from __future__ import annotations

import bz2
import lzma
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_LZMA, BadZipFile, ZipFile, ZipInfo

from redwell.files import disk
from redwell.secrets import pdf_words

MAX_DEPTH = 4
"""The most archives and blocks of base64 inside one another that are looked into."""
MAX_UNPACKED, MAX_MEMBERS = 10_000_000, 2_000
"""Bytes and files that are unpacked in all for one file; a page of a PDF counts as a file."""
MAX_SECONDS = 20
"""Seconds of a processor that all PDFs in a file may take; one may take half."""
ENCRYPTED = "it is encrypted"
TOO_LARGE = "it unpacks to more than 10 MB, or to more than 2,000 files or pages"
TOO_DEEP = "it has archives in one another more than 4 deep"
UNKNOWN = "it is packed as 7z, RAR, Zstandard, LZ4, CAB or .Z, which Redwell cannot unpack"
INSIDE = "it has packed data or an Office file inside, at a place where Redwell cannot unpack it"
OLD_OFFICE = "it is an Office or Outlook file of the old kind, or an encrypted one"
DAMAGED = "it is damaged, or packed in a way that Redwell cannot unpack"
GAP = "it holds an empty archive, or an archive with other data before it or between its files"
TOO_HARD = "it is a PDF that takes too much time or memory to read"
XML_FORM = "it is a PDF with a form of the XFA kind, which Redwell cannot read"
NO_TEXT = "it has pages or pictures without text"
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_GZIP, _XZ, _BZIP2 = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", (b"1AY&SY", b"\x17rE8P\x90")
_STREAM = re.compile(rb"\x1f\x8b\x08[\0-\x1f]|\xfd7zXZ\0|BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
"""The beginning of a gzip, xz or bzip2 file."""
_LZMA = b"\x5d\0\0"
_NO_ZERO = re.compile(rb"[^\0]")
_7Z, _RAR, _ZSTANDARD = b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd"
_LZ4, _CAB, _COMPRESS = b"\x04\x22\x4d\x18", b"MSCF\0\0\0\0", b"\x1f\x9d"
_LONG = (_7Z, _RAR, _ZSTANDARD, _LZ4, _CAB)
_UNKNOWN = (*_LONG, _COMPRESS)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE = (*_LONG, _OLD_OFFICE)
"""Signs that are noted anywhere in bytes that are no text: not the two bytes of .Z, which chance gives."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_PROGRAM = b"MZ"
_PDF = b"%PDF-"
_WHY = {b"n": NO_TEXT, b"l": TOO_LARGE, b"x": XML_FORM}
"""The parts of a PDF that are no words."""
_MOST_MEMORY = 100_000_000
"""Bytes of memory that an xz archive may ask for."""
_END_SIZE = 22
_PIECE = 65_536
"""Bytes that are unpacked at once: what follows packed data is copied with each of them."""
_MOST_WRONG = 100
"""Places in a file at which packed data seem to begin and do not; chance gives none."""
_DESCRIPTOR = 24
"""The most bytes that a zip archive may have after a file for its size and sum."""
_FROM_END, _FROM_START = 66_000, 1_024
"""The last bytes, where the directory of an archive behind a program ends, and the first, of a PDF."""


@dataclass(slots=True)
class Left:
    """The room and time that are left for unpacking, and the reasons why something was not read."""

    size: int = MAX_UNPACKED
    members: int = MAX_MEMBERS
    seconds: float = MAX_SECONDS
    escapes: bool = True
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
    is_zip = content.startswith(_ZIP) or _ZIP_END in content[-_FROM_END:]
    if is_zip:
        yield from _unzipped(content, left)
    if _start(content) is not None:
        yield from _decompressed(content, left)
    if is_pdf(content):
        yield from _of_pdf(content, left)
    if content.startswith(_UNKNOWN):
        left.miss(UNKNOWN)
    if content.startswith(_OLD_OFFICE):
        left.miss(OLD_OFFICE)
    if content.startswith(_PICTURES):
        left.miss(NO_TEXT)
    if not is_archive(content):
        yield from _unpack_without_mark(content, left)
        yield from _elsewhere(content, left, is_zip=is_zip)


def look_no_deeper(content: bytes, left: Left) -> None:
    """Note what `unpacked` would find in bytes, or why it could not: these lie too deep to be unpacked."""
    tried = Left(size=64, members=1, seconds=0)
    if any(True for _ in unpacked(content, tried)) or is_pdf(content):
        left.miss(TOO_DEEP)
    else:
        left.unread |= tried.unread


def _unpack_without_mark(content: bytes, left: Left) -> Iterator[bytes]:
    """Yield what bytes unpack to that may be a text by the way they begin, if they unpack."""
    packed: Any = None
    if content.startswith(_LZMA):
        packed = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MOST_MEMORY)
    elif content.startswith(b"x") and int.from_bytes(content[:2], "big") % 31 == 0:
        packed = zlib.decompressobj()
    if packed and left.take():
        with suppress(zlib.error, lzma.LZMAError):
            found = packed.decompress(content, left.size)
            if not packed.eof:
                left.miss(DAMAGED if len(found) < left.size else TOO_LARGE)
            left.size -= len(found)
            yield found


def _elsewhere(content: bytes, left: Left, *, is_zip: bool) -> Iterator[bytes]:
    """Yield packed data behind other bytes, as in a script that unpacks itself; note what cannot be unpacked.

    The files in a PDF are read as such: only what follows its end is looked at.
    """
    begin = (max(content.rfind(b"%%EOF"), 0) if is_pdf(content) else 0) + 1
    at, wrong = begin, 0
    while found := _STREAM.search(content, at):
        at = found.start()
        packed = _start_at(content, at)
        if packed and _begins(packed, content[at : at + 4_096]):
            if not left.take():
                return
            packed = _start_at(content, at)
            part, end = _unpacked_stream(packed, content, at, left)
            yield part
            if packed.eof:
                at = end
                continue
        at, wrong = at + 1, wrong + 1
        if wrong > _MOST_WRONG:
            left.miss(INSIDE)
            return
    marks = _INSIDE if is_zip else (*_INSIDE, _ZIP)
    if any(content.find(mark, begin) >= 0 for mark in marks) and not _is_text(content):
        left.miss(INSIDE)


def _begins(packed: Any, content: bytes) -> bool:
    """Return whether bytes are the beginning of packed data, and not such as look like it."""
    with suppress(zlib.error, lzma.LZMAError, OSError):
        return bool(packed.decompress(content, 64)) or packed.eof
    return False


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
            behind = content[content.rindex(_ZIP_END) + _END_SIZE :]
            yield from (names.encode("utf-8", "replace"), behind, *(info.comment for info in ordered))
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
    """Yield what a gzip, xz or bzip2 file holds, which may be several in a row, and what follows them."""
    at = 0
    while (packed := _start_at(content, at)) and left.take():
        found, at = _unpacked_stream(packed, content, at, left)
        yield found
        if not packed.eof:
            return
        behind = _NO_ZERO.search(content, at)
        at = behind.start() if behind else len(content)
    if at < len(content) and not packed:
        yield content[at:]


def _unpacked_stream(packed: Any, content: bytes, at: int, left: Left) -> tuple[bytes, int]:
    """Return what packed data hold that begin at a place, and where they end; note what is not read."""
    parts = []
    while not packed.eof and at < len(content) and left.size > 0:
        try:
            part = packed.decompress(content[at : at + _PIECE], left.size)
        except (zlib.error, lzma.LZMAError, OSError):
            break
        parts.append(part)
        left.size -= len(part)
        at = min(at + _PIECE, len(content))
    if not packed.eof:
        left.miss(DAMAGED if left.size > 0 else TOO_LARGE)
    return b"".join(parts), at - len(packed.unused_data)


def _start_at(content: bytes, at: int) -> Any:
    return _start(content[at : at + 10])


def _start(content: bytes) -> Any:
    """Return what unpacks a gzip, xz or bzip2 file; None for others."""
    if content.startswith(_GZIP):
        return zlib.decompressobj(wbits=31)
    if content.startswith(_XZ):
        return lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
    return bz2.BZ2Decompressor() if content[:3] == b"BZh" and content[4:10] in _BZIP2 else None


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
