"""A page of a PDF with its addresses covered, and two of them laid upon each other for their difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from redwell.review.made import ink, masks
from redwell.review.made.bands import Band, bands
from redwell.review.made.ink import FAINT

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SHIFTS = 12
"""How many times a page is drawn, each time as much lower as some of its lines now stand."""
MOST_UPON_EACH_OTHER = 0.25
"""Of the ink of a line; where more of it differs, it is shown as one line gone and one new."""
PAPER, NOTHING = 255, 0


Strip: TypeAlias = "tuple[Image, Image, Image]"
"""Of the page before, of the page now, and what is hidden on either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A page on one side: its *text*, what hides its addresses, and a *key* of how it looks."""

    page: Any
    text: masks.Written
    hidden: tuple[masks.Box, ...]
    key: str

    def drawn(self, down: float = 0.0) -> Image:
        """Its picture, as many points lower."""
        picture = ink.drawn(self.page, down)
        return ink.cover(picture, self.covers(picture, down))

    def covers(self, picture: Image, down: float = 0.0) -> list[ink.Rectangle]:
        """Where something is hidden in the picture."""
        lower = [(left, bottom - down, right, top - down) for left, bottom, right, top in self.hidden]
        return ink.rectangles(self.page, lower, picture)

    def lines(self) -> list[masks.Line]:
        """What it says, from above, but for what is hidden."""
        return self.text.without(self.hidden).lines((0, 0, *self.page.get_size()))


def sheet(page: Any, text: masks.Written, hidden: tuple[masks.Box, ...]) -> Sheet:
    """The page with what hides its addresses."""
    picture = ink.drawn(page)
    covered = ink.cover(picture, ink.rectangles(page, hidden, picture))
    key = ink.key(covered, ink.rectangles(page, text.folio(), picture))
    return Sheet(page=page, text=text, hidden=hidden, key=key)


def laid(before: Sheet, now: Sheet) -> tuple[Image, Image, Image]:
    """Both as sheets of one size on which the same lines stand at the same height; and where they hide."""
    strips = [*_strips(before, now)]
    width = max(picture.width for strip in strips for picture in strip)
    height = sum(strip[0].height for strip in strips)
    old, new, hidden = zip(*strips, strict=True)
    size = width, height
    return _on_one(old, size, PAPER), _on_one(new, size, PAPER), _on_one(hidden, size, NOTHING)


def _on_one(strips: Sequence[Image], size: tuple[int, int], blank: int) -> Image:
    from PIL import Image

    sheet = Image.new("L", size, blank)
    y = 0
    for strip in strips:
        sheet.paste(strip, (0, y))
        y += strip.height
    return sheet


def _strips(before: Sheet, now: Sheet) -> Iterator[Strip]:
    """Band for band the strip of each page, and what is hidden on either."""
    from PIL import ImageChops

    heights = before.page.get_size()[1], now.page.get_size()[1]
    found = [*bands(before.lines(), now.lines(), heights)]
    shifts = {band.down for band in found}
    if len(shifts) > MOST_SHIFTS or max(map(abs, shifts)) > max(heights):
        found = [Band(before=(0, heights[0]), now=(0, heights[1]))]
    drawn = {down: _drawn(before, down) for down in {band.down for band in found}}
    new, new_covers = _drawn(now, 0.0)
    scale = new.height / heights[1]
    gone: list[Strip] = []
    come: list[Strip] = []
    for band in found:
        old, old_covers = drawn[band.down]
        first = _rows(band.before, band.down, scale)
        second = _rows(band.now, 0.0, scale)
        given = [rows for rows in (first, second) if rows]
        whole = min(rows[0] for rows in given), max(rows[1] for rows in given)
        hidden = [_strip(old_covers, first, whole, NOTHING), _strip(new_covers, second, whole, NOTHING)]
        shown = [_strip(old, first, whole, PAPER), _strip(new, second, whole, PAPER)]
        if first and second and (band.is_same or not _is_muddle(*shown)):
            yield from (*gone, *come, (shown[0], shown[1], ImageChops.lighter(*hidden)))
            gone, come = [], []
            continue
        # A passage is read as a whole: all that is gone, then all that is new.
        blank = _strip(old, None, whole, PAPER)
        gone += [(shown[0], blank, hidden[0])] if first else []
        come += [(blank, shown[1], hidden[1])] if second else []
    yield from (*gone, *come)


def _is_muddle(old: Image, new: Image) -> bool:
    """Whether one line upon the other could not be read: words stand elsewhere in it."""
    from PIL import ImageChops

    differing = _columns(ImageChops.invert(ImageChops.difference(old, new)))
    return differing > MOST_UPON_EACH_OTHER * _columns(ImageChops.darker(old, new))


def _columns(picture: Image) -> int:
    """In how many columns something stands."""
    from PIL import Image

    sharp = picture.point([255 * (255 - value >= FAINT) for value in range(256)])
    return sum(map(bool, sharp.resize((picture.width, 1), Image.Resampling.BOX).tobytes()))


def _drawn(sheet: Sheet, down: float) -> tuple[Image, Image]:
    """The picture of a page in shades of grey, and one that shows alone where something is hidden."""
    from PIL import Image, ImageDraw

    picture = sheet.drawn(down)
    covers = Image.new("L", picture.size, NOTHING)
    for place in sheet.covers(picture, down):
        ImageDraw.Draw(covers).rectangle(place, fill=ink.FILL, outline=ink.EDGE)
    return picture.convert("L"), covers


def _rows(band: tuple[float, float] | None, down: float, scale: float) -> tuple[int, int] | None:
    return (round((band[0] + down) * scale), round((band[1] + down) * scale)) if band else None


def _strip(picture: Image, rows: tuple[int, int] | None, whole: tuple[int, int], blank: int) -> Image:
    """These rows of a picture in a strip of *whole* ones, which is blank elsewhere."""
    from PIL import Image

    strip = Image.new("L", (picture.width, whole[1] - whole[0]), blank)
    if rows:
        start, stop = max(0, rows[0]), min(picture.height, rows[1])
        if start < stop:
            strip.paste(picture.crop((0, start, picture.width, stop)), (0, start - whole[0]))
    return strip
