"""Extract the text of Word and PDF files, line by line, for `git diff`."""

from __future__ import annotations

import logging
import zlib
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError

LARGEST_DOCUMENT = 100_000_000
"""Bytes of a document whose text is shown, and of the parts of a Word document together."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
"""Elements of a run that stand for a character."""


def file_text(path: Path) -> str:
    """Return all text of a .docx or .pdf file; see `document_text`."""
    is_known = path.suffix.lower() in {".docx", ".pdf"}
    try:
        return document_text(f"{path}", disk.read_file(path, LARGEST_DOCUMENT) if is_known else b"")
    except LargeFileError as error:
        raise Misuse(f"{path} has {error}?") from None


def document_text(name: str, content: bytes) -> str:
    """Return the text of a .docx or .pdf document. Each page or part begins with a line that names it.

    Raise `Misuse` for any other file, and for one that is damaged.
    """
    read = {".docx": _of_docx, ".pdf": _of_pdf}.get(PurePath(name).suffix.lower())
    if read is None:
        raise Misuse(f"{name}: only the text of a .docx or .pdf file can be shown")
    return read(name, content)


def _of_docx(path: str, content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as parts:
            if (size := disk.unzipped_size(parts)) > LARGEST_DOCUMENT:
                raise Misuse(f"{path}: its parts have {LargeFileError(size, LARGEST_DOCUMENT)}?")
            names = [n for n in sorted(parts.namelist()) if n.startswith("word/") and n.endswith(".xml")]
            found = {name: _paragraphs(ElementTree.fromstring(parts.read(name))) for name in names}
    except (BadZipFile, ElementTree.ParseError, zlib.error, EOFError) as error:
        raise _damaged(path, "Word document") from error
    return "".join(f"--- {name}\n{text}" for name, text in found.items() if text.strip())


def _paragraphs(root: ElementTree.Element) -> str:
    return "".join(f"{_line(each)}\n" for each in root.iter(W + "p"))


def _line(paragraph: ElementTree.Element) -> str:
    """Return the text of a paragraph, with simple spaces."""
    return "".join(map(said_by, paragraph.iter())).replace("\u00a0", " ")


def said_by(element: Any) -> str:
    """Return the words or the sign of an element of a run; empty for any other element."""
    return element.text or "" if element.tag == W + "t" else SIGNS.get(element.tag, "")


def _of_pdf(path: str, content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # pypdf reports its repairs on standard error; only the text matters here.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        texts = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # A damaged file fails wherever something it refers to is missing.
        raise _damaged(path, "PDF") from error
    return "".join(f"--- page {number}\n{text}\n" for number, text in enumerate(texts, start=1))


def _damaged(path: str, kind: str) -> Misuse:
    return Misuse(f"{path}: this is no {kind}, or a damaged one")
