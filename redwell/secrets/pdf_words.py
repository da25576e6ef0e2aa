"""Write the words of a PDF to standard output: a program of its own, which may be ended at any time.

A PDF of a few kilobytes can ask for hours and gigabytes. `packed` runs this file alone, on the PDF in its
standard input, and reads parts: a letter for the kind, four bytes for the length, and the bytes.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

MEMORY = 1_500_000_000
"""Bytes of memory that the PDF may take."""
DAMAGED = 3
"""The exit code for a PDF that cannot be read."""
_KEYS = (b"Contents", b"T", b"TU", b"V", b"DV", b"RC", b"Subj")
"""The keys of the words of an annotation or of a field of a form."""
_XFA = (2, 3)
"""The kinds of a form whose fields are XML."""


def main(seconds: int, size: int, pages: int) -> int:
    """Write the words of the PDF, of at most *size* bytes, *pages* pages and files; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))
    # Imported here: what it loads is within the limits too.
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    try:
        with closing(pypdfium2.PdfDocument(sys.stdin.buffer.read())) as document:
            for kind, part in _parts(document, pages, size):
                size -= len(part)
                if size < 0:
                    kind, part = b"l", b""
                sys.stdout.buffer.write(kind + len(part).to_bytes(4, "big") + part)
                sys.stdout.buffer.flush()
                if size < 0:
                    break
    except pypdfium2.PdfiumError:
        return DAMAGED
    return 0


def _parts(document: Any, most: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield what a PDF says about itself, the words of its pages, and the files in it.

    The kind "w" is words or a file, "n" a page without text, "l" what is too large, "x" a form in XML.
    """
    if document.get_formtype() in _XFA:
        yield b"x", b""
    said = [*document.get_metadata_dict().values()]
    said += [each.get_title() for each, _ in zip(document.get_toc(), range(most), strict=False)]
    yield b"w", "\n".join(said).encode("utf-8", "replace")
    for n in range(min(len(document), most)):
        with closing(document[n]) as page:
            with closing(page.get_textpage()) as words:
                text = "" if (is_large := words.count_chars() > size) else words.get_text_range()
            notes = "\n".join(_annotations(page, most))
        if is_large or not text.strip():
            yield b"l" if is_large else b"n", b""
        yield b"w", f"{text}\n{notes}".encode("utf-8", "replace")
    for n in range(min(document.count_attachments(), most)):
        yield _attached(document.get_attachment(n), size)
    if len(document) + document.count_attachments() > most:
        yield b"l", b""


def _annotations(page: Any, most: int) -> Iterator[str]:
    """Yield what the annotations and the fields of a page say."""
    from ctypes import c_ushort

    from pypdfium2 import raw

    for n in range(min(raw.FPDFPage_GetAnnotCount(page), most)):
        annotation = raw.FPDFPage_GetAnnot(page, n)
        if not annotation:
            continue
        for key in _KEYS:
            length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
            held = (c_ushort * (length // 2))()
            raw.FPDFAnnot_GetStringValue(annotation, key, held, length)
            yield bytes(held).decode("utf-16-le", "replace").rstrip("\0")
        raw.FPDFPage_CloseAnnot(annotation)


def _attached(attachment: Any, size: int) -> tuple[bytes, bytes]:
    """Return a file in a PDF, asking for its size before it is unpacked into memory once more."""
    from ctypes import c_ulong

    from pypdfium2 import raw

    length = c_ulong()
    raw.FPDFAttachment_GetFile(attachment, None, 0, length)
    if length.value > size:
        return b"l", b""
    return b"w", bytes(attachment.get_data()) if length.value else b""


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
