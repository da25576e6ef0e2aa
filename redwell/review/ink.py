"""Pages of a PDF as pictures in memory, and what differs between two of them.

A picture names its ink by numbers of a palette: it is small, and the same page gives the same bytes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from redwell.review.masks import Box, Written

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
CELL = 8
"""Pixels in which changed places are looked for; those that nearly touch are one."""

HIDDEN, BORDER = (190, 190, 190), (110, 110, 110)
STRUCK, ADDED, PLACE = (200, 30, 0), (0, 85, 200), (240, 160, 0)
"""Ink that is gone, that is new, and the frame around both: apart also for those who see no red or green."""
_SHADES = 8


def drawn(page: Any) -> Image:
    """A page of pypdfium2 as it is printed."""
    width, height = page.get_size()
    scale = min(DPI / 72, LARGEST / max(width, height, 1))
    picture: Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


def written(page: Any) -> Written:
    """The text of a page of pypdfium2."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

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
        return _saved(few, bits=4)
    return _saved(picture.quantize(colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))


def difference(before: Image, now: Image, hidden: Iterable[Rectangle]) -> bytes:
    """Both pages in one: what is the same in pale grey, ink that is gone in red, new ink in blue, framed."""
    from PIL import ImageChops, ImageDraw

    size = max(before.width, now.width), max(before.height, now.height)
    old, new = (_on_sheet(picture, size) for picture in (before, now))
    struck, added = ImageChops.subtract(new, old), ImageChops.subtract(old, new)
    # Numbers of the palette: paper and pale shades, then shades of red, then of blue.
    shown = ImageChops.lighter(old, new).point([(255 - v) * (_SHADES - 1) // 255 for v in range(256)])
    for number, ink in enumerate((struck, added), start=1):
        shades = ink.point([number * _SHADES + v * (_SHADES - 1) // 255 for v in range(256)])
        shown.paste(shades, mask=ink.point([255 * (v >= FAINT) for v in range(256)]))
    draw = ImageDraw.Draw(shown)
    last = 3 * _SHADES
    for place in hidden:
        draw.rectangle(place, fill=last, outline=last + 1)
    for place in _places(ImageChops.lighter(struck, added)):
        draw.rectangle(place, outline=last + 2, width=2)
    shown.putpalette([value for colour in _palette() for value in colour])
    return _saved(shown)


def _on_sheet(picture: Image, size: tuple[int, int]) -> Image:
    from PIL import Image

    sheet = Image.new("L", size, 255)
    sheet.paste(picture.convert("L"), (0, 0))
    return sheet


def _palette() -> Iterator[tuple[int, ...]]:
    for colour, strength in (((0, 0, 0), 0.38), (STRUCK, 1.0), (ADDED, 1.0)):
        for shade in range(_SHADES):
            part = strength * shade / (_SHADES - 1)
            yield tuple(round(255 + (value - 255) * part) for value in colour)
    yield from (HIDDEN, BORDER, PLACE)


def _places(ink: Image) -> list[Rectangle]:
    """Frames around what differs; ink less than a word apart is in one frame."""
    from PIL import Image, ImageFilter

    sharp = ink.point([255 * (value >= FAINT) for value in range(256)])
    size = -(-ink.width // CELL), -(-ink.height // CELL)
    sheet = Image.new("L", (size[0] * CELL, size[1] * CELL))
    sheet.paste(sharp, (0, 0))
    cells = sheet.resize(size, Image.Resampling.BOX).point([255 * (value > 0) for value in range(256)])
    left = {
        (number % size[0], number // size[0])
        for number, value in enumerate(cells.filter(ImageFilter.MaxFilter(3)).tobytes())
        if value
    }
    found = []
    while left:
        group = _group(left)
        xs, ys = zip(*group, strict=True)
        place = min(xs) * CELL, min(ys) * CELL, (max(xs) + 1) * CELL, (max(ys) + 1) * CELL
        found.append((place[0], place[1], min(place[2], ink.width - 1), min(place[3], ink.height - 1)))
    return sorted(found, key=lambda place: (place[1], place[0]))


def _group(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cells that touch, taken out of *left*."""
    waiting = [left.pop()]
    group = []
    while waiting:
        x, y = waiting.pop()
        group.append((x, y))
        beside = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
        left -= beside
        waiting += beside
    return group


def _saved(picture: Image, **how: int) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True, **how)
    return file.getvalue()
