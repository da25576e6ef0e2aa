"""The reading of a screen reader: the structure tree of a PDF, with the text of its elements."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from pypdfium2 import raw


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """An element: its kind, such as `P`, its kids, and its text with that of the kids, joined by spaces."""

    kind: str
    kids: tuple[Spoken, ...]
    text: str

    def all(self, *kinds: str) -> Iterator[Spoken]:
        """Yield the elements of some kinds in the order in which they are read; this one, or those in it."""
        if not kinds or self.kind in kinds:
            yield self
        for kid in self.kids:
            yield from kid.all(*kinds)


def read(content: bytes) -> Spoken:
    """Return the document as it is read. Its elements name the parents in which they stand."""
    marked = _marked(content)
    with pikepdf.open(io.BytesIO(content)) as opened:
        numbers = {page.objgen: n for n, page in enumerate(opened.pages)}
        [document] = opened.Root.StructTreeRoot.K
        return _element(document, opened.Root.StructTreeRoot, numbers, marked)


def _element(source: Any, parent: Any, numbers: Any, marked: dict[tuple[int, int], str]) -> Spoken:
    assert source.P.objgen == parent.objgen, "an element is in its parent"
    kids, texts = [], []
    for kid in source.K:
        if isinstance(kid, int):
            # PDFium leaves out what is only a space.
            texts.append(marked.pop((numbers[source.Pg.objgen], kid), ""))
        elif "/S" in kid:
            kids.append(_element(kid, source, numbers, marked))
            texts.append(kids[-1].text)
    text = " ".join(" ".join(texts).split())
    return Spoken(kind=str(source.S).removeprefix("/"), kids=tuple(kids), text=text)


def _marked(content: bytes) -> dict[tuple[int, int], str]:
    """Return the text of each marked content by its page and number; empty for a picture."""
    found: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(content) as document:
        for n, page in enumerate(document):
            text = page.get_textpage()
            for shape in page.get_objects(max_depth=1):
                number = raw.FPDFPageObj_GetMarkedContentID(shape)
                if number < 0:
                    continue
                said = _text(shape, text) if shape.type == raw.FPDF_PAGEOBJ_TEXT else ""
                found[n, number] = found.get((n, number), "") + said
    return found


def _text(shape: Any, text: Any) -> str:
    size = raw.FPDFTextObj_GetText(shape, text, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(shape, text, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
