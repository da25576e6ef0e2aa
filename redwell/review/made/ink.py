"""Pages of a PDF as pictures in memory, with what is to be hidden covered.

A picture names its ink by numbers of a palette: it is small, and the same page gives the same bytes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from redwell.review.made.masks import Box, Written

if TYPE_CHECKING:
    from PIL.Image import Image

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels from the upper left corner."""

DPI = 110
LARGEST = 2400
"""Pixels of the longer side of a picture, whatever size a page says it has."""
GREYS = 16
FAINT = 48
"""A difference in brightness below it is none that anybody sees."""
HIDDEN, BORDER = (190, 190, 190), (110, 110, 110)
"""The block over an address, and its edge."""
FILL, EDGE = 255, 128
"""Both, in a picture that shows nothing else."""


def drawn(page: Any, down: float = 0.0) -> Image:
    """A page of pypdfium2 as it is printed, or as many points lower."""
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    width, height = page.get_size()
    scale = min(DPI / 72, LARGEST / max(width, height, 1))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = pypdfium2.PdfBitmap.new_native(*size, pdfium.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
    # Not a finished picture moved by pixels: edges between two of them would look otherwise than lower down.
    matrix = pdfium.FS_MATRIX(scale, 0, 0, scale, 0, down * scale)
    clip = pdfium.FS_RECTF(0, 0, *size)
    pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap.raw, page.raw, matrix, clip, pdfium.FPDF_ANNOT)
    picture: Image = bitmap.to_pil().convert("RGB")
    return picture


def written(page: Any) -> Written:
    """The text of a page of pypdfium2."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        count = text.count_chars()
        signs = [_sign(pdfium.FPDFText_GetUnicode(text.raw, number)) for number in range(count)]
        return Written("".join(signs), [text.get_charbox(number, loose=True) for number in range(count)])
    finally:
        text.close()


def _sign(code: int) -> str:
    """One character, whatever a font says of a glyph."""
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def rectangles(page: Any, boxes: Iterable[Box], picture: Image) -> list[Rectangle]:
    """Where boxes of a page stand in its picture."""
    return [_rectangle(page, box, picture) for box in boxes]


def _rectangle(page: Any, box: Box, picture: Image) -> Rectangle:
    import pypdfium2.raw as pdfium

    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, *picture.size, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1


def cover(picture: Image, places: Iterable[Rectangle]) -> Image:
    """The picture with a grey block, which says nothing, over each place."""
    from PIL import ImageDraw

    covered = picture.copy()
    draw = ImageDraw.Draw(covered)
    for place in places:
        draw.rectangle(place, fill=HIDDEN, outline=BORDER)
    return covered


def key(picture: Image, folio: Iterable[Rectangle]) -> str:
    """Equal for pages that look alike, but for their number."""
    from PIL import ImageDraw

    bare = picture.copy()
    for place in folio:
        ImageDraw.Draw(bare).rectangle(place, fill=(255, 255, 255))
    return f"{bare.size} {sha256(bare.tobytes()).hexdigest()}"


def png(picture: Image) -> bytes:
    """A page in shades of grey, or in its colours where it has some."""
    from PIL import Image

    grey = picture.convert("L")
    if grey.convert("RGB").tobytes() == picture.tobytes():
        few = grey.point([(GREYS - 1) * value // 255 for value in range(256)])
        few.putpalette([value for shade in range(GREYS) for value in [255 * shade // (GREYS - 1)] * 3])
        return saved(few, bits=4)
    return saved(picture.quantize(colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))


def saved(picture: Image, **how: int) -> bytes:
    """The picture as PNG."""
    file = BytesIO()
    # The highest level takes ten times as long for a twentieth less.
    picture.save(file, "PNG", compress_level=6, **how)
    return file.getvalue()
