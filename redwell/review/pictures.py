"""Draw the changed pages of PDFs: the old and the new page, with the changed regions framed on both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from redwell.review.headline import counted
from redwell.review.model import ReviewPage
from redwell.review.outputs import pairs
from redwell.review.rendering import Rendered
from redwell.text import diff
from redwell.text.match import aligned, match

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SHOWN = 20
"""The most pages of one document with pictures."""
MOST_DRAWN = 200
"""The most pages of one document that are compared."""
UNREADABLE = "not shown: this PDF cannot be read"
DPI = 144
LARGEST = 2400
"""The most pixels of the longer side of a picture, whatever the size of its page."""
BEFORE, AFTER = (200, 30, 30), (20, 70, 200)
"""The colors of frames on the old and on the new page."""
_COLORS = 31
"""The number of colors of a page in a picture: enough for text, and small; frames have one more."""
_BESIDE, _ABOVE, _LINE, _GAP = 4, 1, 2, 18
"""Pixels between words and their frame (beside, above), of its line, and between changes in one frame."""
_TILE = 16
"""The side, in pixels, of the squares by which two pictures are compared."""
_FAINT = 48
"""The largest difference in brightness that nobody sees."""
_MOST_BOXES = 400
_NUMBER = re.compile(r"\APage [0-9]+ of [0-9]+\Z")
_ALIKE = 0.3
"""The least likeness of two pages that are versions of one page."""

Edge = TypeVar("Edge", int, float)
Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels from the upper left corner."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page and its number: *key* is the same for pages that look the same; each word has a box.

    What is at or below *foot*, in pixels from the top, is not compared: the line with the number of the page.
    Its fingerprint and its count of pages change with any other page.
    """

    number: int
    page: Any
    key: bytes
    foot: int
    words: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(slots=True)
class _Album:
    """The pictures of a filing by their names, which begin with *prefix*."""

    prefix: str
    pictures: dict[str, bytes] = field(default_factory=dict)

    def add(self, document: str, page: str, kind: str, picture: bytes) -> str:
        """Keep a picture, and return its name: small letters, digits and hyphens."""
        stem = "-".join(re.findall("[a-z0-9]+", f"{self.prefix}-{PurePath(document).stem}-{page}".lower()))
        name, number = f"{stem}-{kind}.png", 2
        while name in self.pictures:
            name, number = f"{stem}-{number}-{kind}.png", number + 1
        self.pictures[name] = picture
        return name


def pages(before: Rendered, after: Rendered, prefix: str) -> tuple[tuple[ReviewPage, ...], dict[str, bytes]]:
    """Return the changed pages, those of the form first, and their pictures (PNG) by name.

    A page that is new or gone has one picture.
    """
    album = _Album(prefix)
    found: list[ReviewPage] = []
    for name_before, name_after in pairs(before, after):
        name = name_after or name_before or ""
        old = before.documents[name_before] if name_before else None
        new = after.documents[name_after] if name_after else None
        if name.lower().endswith(".pdf") and old != new:
            found += _pages_of(name, old, new, album)
    own = {name for side in (before, after) for names in side.parts for name in names}
    return tuple(sorted(found, key=lambda page: page.document not in own)), album.pictures


def _pages_of(name: str, before: bytes | None, after: bytes | None, album: _Album) -> Iterator[ReviewPage]:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    with ExitStack() as opened:
        try:
            old, new = (_sheets(opened, content) for content in (before, after))
        except pypdfium2.PdfiumError:
            yield ReviewPage(document=name, note=UNREADABLE)
            return
        changed = [(a, b) for a, b in _paired(old, new) if not (a and b and a.key == b.key)]
        for first, second in changed[:MOST_SHOWN]:
            yield _page(name, first, second, album)
        more = len(changed) - MOST_SHOWN
        if more > 0:
            yield ReviewPage(document=name, note=f"{counted(more, 'more page')} changed: not shown")
        if MOST_DRAWN in (len(old), len(new)):
            yield ReviewPage(document=name, note=f"only the first {MOST_DRAWN} pages were compared")


def _page(name: str, before: _Sheet | None, after: _Sheet | None, album: _Album) -> ReviewPage:
    """Add the pictures of a page to the album, and return the page with their names."""
    old, new = (_drawn(sheet.page) if sheet else None for sheet in (before, after))
    number = str(after.number) if after else f"was-{before.number}" if before else ""
    frames: tuple[list[Box], list[Box]] = ([], [])
    if before and after and old and new:
        frames = _regions(before, after, old, new)
    return ReviewPage(
        document=name,
        before_page=before.number if before else None,
        after_page=after.number if after else None,
        before=album.add(name, number, "before", _png(old, frames[0], BEFORE)) if old else None,
        after=album.add(name, number, "after", _png(new, frames[1], AFTER)) if new else None,
    )


# --- reading and drawing ---


def _sheets(opened: ExitStack, content: bytes | None) -> list[_Sheet]:
    """Read the pages of a PDF, which stay open as long as *opened*."""
    if content is None:
        return []
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    opened.callback(document.close)
    return [_sheet(n, document[n - 1]) for n in range(1, min(len(document), MOST_DRAWN) + 1)]


def _sheet(number: int, page: Any) -> _Sheet:
    scale = _scale(page)
    height = page.get_height() * scale
    text = page.get_textpage()
    words: list[str] = []
    boxes: list[Box] = []
    try:
        written = text.get_text_range(errors="replace")
        # PDFium counts UTF-16 units: boxes are known only if it counts the same characters as Python.
        if len(written) == text.count_chars():
            for found in re.finditer(r"\S+", written):
                box = _hull([text.get_charbox(n, loose=True) for n in range(*found.span())])
                left, bottom, right, top = (edge * scale for edge in box)
                words.append(found[0])
                boxes.append((round(left), round(height - top), round(right), round(height - bottom)))
    finally:
        text.close()
    drawn = _drawn(page)
    is_numbered = bool(_NUMBER.search(" ".join(words[-4:])))
    foot = _foot(boxes, drawn.height) if is_numbered else drawn.height
    above = [n for n, box in enumerate(boxes) if box[1] < foot]
    return _Sheet(
        number=number,
        page=page,
        key=sha256(_above(drawn, foot).tobytes()).digest(),
        foot=foot,
        words=tuple(words[n] for n in above),
        boxes=tuple(boxes[n] for n in above),
    )


def _foot(boxes: Sequence[Box], height: int) -> int:
    """Return where the line with the number of the page begins; its end, if that is not the foot of the page.

    A style sheet of a firm may put the number on top, or text below it.
    """
    top, end = boxes[-4][1], max(box[3] for box in boxes[-4:])
    return height if top < height / 2 or any(box[1] > end for box in boxes) else top


def _scale(page: Any) -> float:
    return float(min(DPI / 72, LARGEST / max(*page.get_size(), 1)))


def _drawn(page: Any) -> Image:
    picture: Image = page.render(scale=_scale(page), may_draw_forms=False).to_pil().convert("RGB")
    return picture


def _above(picture: Image, foot: int) -> Image:
    return picture.crop((0, 0, picture.width, foot))


def _png(picture: Image, frames: Sequence[Box], color: tuple[int, int, int]) -> bytes:
    """Return the picture with frames, in few colors: small, and the same bytes for the same page."""
    from PIL import Image, ImageDraw

    drawn = picture.quantize(_COLORS, Image.Quantize.FASTOCTREE)
    palette = (drawn.getpalette() or [])[: 3 * _COLORS]
    drawn.putpalette([*palette, *[0] * (3 * _COLORS - len(palette)), *color])
    draw = ImageDraw.Draw(drawn)
    for left, top, right, bottom in frames:
        around = (
            max(left - _BESIDE, 0),
            max(top - _ABOVE, 0),
            min(right + _BESIDE, picture.width - 1),
            min(bottom + _ABOVE, picture.height - 1),
        )
        draw.rectangle(around, outline=_COLORS, width=_LINE)
    saved = BytesIO()
    drawn.save(saved, "PNG")
    return saved.getvalue()


# --- which page became which ---


def _paired(
    before: Sequence[_Sheet], after: Sequence[_Sheet]
) -> Iterator[tuple[_Sheet | None, _Sheet | None]]:
    """Yield pairs of pages: those that look the same, the most similar, and as many others in one place."""
    pairs = match(before, after, keys=[lambda sheet: sheet.key], likeness=_likeness, is_ordered=True)
    for is_paired, group in groupby(aligned(before, after, pairs), lambda pair: None not in pair):
        stretch = [*group]
        old, new = [a for a, _ in stretch if a], [b for _, b in stretch if b]
        yield from zip(old, new, strict=True) if not is_paired and len(old) == len(new) else stretch


def _likeness(one: _Sheet, other: _Sheet) -> float:
    """Return the share of common words, plus the share of words in the same place; 0 for unlike pages."""
    likeness = sum(
        SequenceMatcher(None, ours, theirs, False).quick_ratio()
        for ours, theirs in (
            (one.words, other.words),
            ([*zip(one.words, one.boxes, strict=True)], [*zip(other.words, other.boxes, strict=True)]),
        )
    )
    return likeness if likeness >= _ALIKE else 0


# --- what changed on a page ---


def _regions(before: _Sheet, after: _Sheet, old: Image, new: Image) -> tuple[list[Box], list[Box]]:
    """Return the changed regions on both pages: new and deleted words, and other visible differences.

    If words have moved, only words are compared, because every pixel would differ.
    """
    spans = diff.spans(before.words, after.words)
    gone = [box for start, stop, _, _ in spans for box in before.boxes[start:stop]]
    come = [box for _, _, first, last in spans for box in after.boxes[first:last]]
    if not spans or _is_still(before, after, spans):
        words = [*gone, *come]
        tiles = [
            tile
            for tile in _tiles(_above(old, before.foot), _above(new, after.foot))
            if not any(_touches(tile, word, 0) for word in words)
        ]
        gone, come = [*gone, *tiles], [*come, *tiles]
    return _merged(gone), _merged(come)


def _is_still(before: _Sheet, after: _Sheet, spans: Sequence[diff.Span]) -> bool:
    """Return whether all unchanged words are in the same place."""
    old = new = 0
    for start, stop, first, last in (*spans, (len(before.boxes), 0, len(after.boxes), 0)):
        if before.boxes[old:start] != after.boxes[new:first]:
            return False
        old, new = stop, last
    return True


def _tiles(old: Image, new: Image) -> Iterator[Box]:
    """Yield the squares in which two pictures differ."""
    from PIL import ImageChops

    if old.size != new.size:
        return
    differs = ImageChops.difference(old, new).convert("L").point(lambda value: 255 * (value > _FAINT))
    for top in range(0, old.height, _TILE):
        band = differs.crop((0, top, old.width, top + _TILE))
        if band.getbbox() is None:
            continue
        for left in range(0, old.width, _TILE):
            found = band.crop((left, 0, left + _TILE, _TILE)).getbbox()
            if found:
                yield (left + found[0], top + found[1], left + found[2], top + found[3])


def _touches(one: Box, other: Box, gap: int) -> bool:
    return (
        one[0] <= other[2] + gap
        and other[0] <= one[2] + gap
        and one[1] <= other[3] + gap
        and other[1] <= one[3] + gap
    )


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that touch or nearly do, until none do."""
    if len(boxes) > _MOST_BOXES:
        return [_hull(boxes)]
    found: list[Box] = []
    for box in boxes:
        while near := [other for other in found if _touches(box, other, _GAP)]:
            found = [other for other in found if other not in near]
            box = _hull([box, *near])
        found.append(box)
    return sorted(found, key=lambda each: (each[1], each[0]))


def _hull(boxes: Sequence[tuple[Edge, Edge, Edge, Edge]]) -> tuple[Edge, Edge, Edge, Edge]:
    """Return the smallest box around some, with edges in pixels or in points."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
