"""Two pages in one picture: what is the same in pale grey, ink that is gone in red, new ink in blue, framed.

Where one word stands upon another, neither could be read: both are shown apart beside their frame, if there
is room in which nothing is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from redwell.review.made.ink import BORDER, EDGE, FAINT, FILL, HIDDEN, Rectangle, saved
from redwell.review.made.masks import around

if TYPE_CHECKING:
    from PIL.Image import Image

CELL = 8
"""Pixels in which changed places are looked for; those that nearly touch are one."""
AROUND, RULE = 4, 3
"""Pixels between what differs and its frame; and of the thickness of a rule, which gets none."""
STRUCK, ADDED, PLACE = (200, 30, 0), (0, 85, 200), (240, 160, 0)
"""Ink that is gone, that is new, and the frame around both: apart also for those who see no red or green."""
MOST_APART = 12
"""Where more differs than this, whole lines moved: words apart would cover what is beside them."""
LONGEST_APART, HIGHEST_APART = 320, 32
LETTER_GAP = 3
"""Pixels between two letters of a word, at most."""
MOST_GROWN = 3
SIZES = ((1.5, 4), (1.0, 2))
"""How much larger words stand apart, and the margin around them: larger if there is room."""
GAPS = (4, 12, 24, 40)
"""Pixels from a frame to the words apart; farther away nobody knows what they belong to."""
MOST_RULED = 0.9
"""Of a row or column of pixels: where more has ink, it is a rule, which may be covered."""
SPECK = 4
"""Pixels of ink where two faint rules cross, which are no letter."""
_SHADES = 8
_FRAME = 3 * _SHADES + 2


def difference(old: Image, new: Image, hidden: Image) -> bytes:
    """The picture of two sheets of one size, as PNG, with grey blocks where *hidden* is not black."""
    from PIL import ImageChops, ImageDraw

    struck, added = ImageChops.subtract(new, old), ImageChops.subtract(old, new)
    for each in (struck, added):
        each.paste(0, mask=hidden.point([255 * (value > 0) for value in range(256)]))
    # Numbers of the palette: paper and pale shades, then shades of red, then of blue.
    shown = ImageChops.lighter(old, new).point([(255 - v) * (_SHADES - 1) // 255 for v in range(256)])
    for number, ink in enumerate((struck, added), start=1):
        shades = ink.point([number * _SHADES + v * (_SHADES - 1) // 255 for v in range(256)])
        shown.paste(shades, mask=ink.point([255 * (v >= FAINT) for v in range(256)]))
    draw = ImageDraw.Draw(shown)
    for number, value in enumerate((FILL, EDGE), start=3 * _SHADES):
        shown.paste(number, mask=hidden.point([255 * (each == value) for each in range(256)]))
    places = [(place, _word(old, new, place)) for place in _places(ImageChops.lighter(struck, added))]
    frames = [around((place, word)) if word else place for place, word in places]
    for frame in frames:
        draw.rectangle(frame, outline=_FRAME, width=2)
    if len(places) <= MOST_APART:
        words = [(frame, word) for frame, (_, word) in zip(frames, places, strict=True) if word]
        _set_apart(shown, old, new, words)
    shown.putpalette([value for colour in _palette() for value in colour])
    return saved(shown)


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
        xs, ys = zip(*_group(left), strict=True)
        place = min(xs) * CELL, min(ys) * CELL, (max(xs) + 1) * CELL, (max(ys) + 1) * CELL
        exact = sheet.crop(place).getbbox()
        # The end of a rule is no place to look at.
        if exact and min(exact[2] - exact[0], exact[3] - exact[1]) > RULE:
            left_edge, top, right, bottom = (exact[n] + place[n % 2] for n in range(4))
            found.append((left_edge - AROUND, top - AROUND, right + AROUND, bottom + AROUND))
    outer = [one for one in found if not any(_holds(other, one) for other in found if other != one)]
    return sorted(outer, key=lambda place: (place[1], place[0]))


def _holds(one: Rectangle, other: Rectangle) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and other[2] <= one[2] and other[3] <= one[3]


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


# --- words upon words ---


def _set_apart(shown: Image, old: Image, new: Image, words: Sequence[tuple[Rectangle, Rectangle]]) -> None:
    """Of each frame and the word in it both words, side by side where there is room; else the frame alone."""
    taken = [frame for frame, _ in words]
    for frame, word in words:
        notes = [_note(old.crop(word), new.crop(word), *size) for size in SIZES]
        for corners, note in product((_beside, _elsewhere), notes):
            rooms = ((x, y, x + note.width, y + note.height) for x, y in corners(note.size, frame))
            if at := next((room for room in rooms if _is_free(shown, room, taken)), None):
                shown.paste(note, at[:2])
                taken.append(at)
                break


def _word(old: Image, new: Image, place: Rectangle) -> Rectangle | None:
    """The whole word that differs in a place; None where it is long, or stands on one side alone."""
    from PIL import ImageChops

    both = ImageChops.difference(old, new).point([255 * (value >= FAINT) for value in range(256)])
    exact = both.crop(place).getbbox()
    if exact is None:
        return None
    left, top, right, bottom = (exact[n] + place[n % 2] for n in range(4))
    dark = ImageChops.darker(old, new).point([255 * (255 - value >= FAINT) for value in range(256)])
    # A raised mark shows how high it is; its figure then how wide, how high, and how wide with its comma.
    for _ in range(MOST_GROWN):
        rows = _inked(dark.crop((left, 0, right, dark.height)), is_across=False)
        top, bottom = _grown(rows, top, bottom, gap=0)
        columns = _inked(dark.crop((0, top, dark.width, bottom)), is_across=True)
        left, right = _grown(columns, left, right, gap=LETTER_GAP)
    word = (left - 2, top - 2, right + 2, bottom + 2)
    if right - left > LONGEST_APART or bottom - top > HIGHEST_APART:
        return None
    has_ink = all((255 - min(each.crop(word).tobytes())) >= FAINT for each in (old, new))
    return word if has_ink else None


def _inked(picture: Image, *, is_across: bool) -> list[bool]:
    """Of each column, or row, whether something stands in it."""
    from PIL import Image

    size = (picture.width, 1) if is_across else (1, picture.height)
    return [value > 0 for value in picture.resize(size, Image.Resampling.BOX).tobytes()]


def _grown(inked: Sequence[bool], start: int, stop: int, *, gap: int) -> tuple[int, int]:
    """From *start* to *stop*, and as far as ink follows ink with no more than *gap* between."""
    while start > 0 and any(inked[max(0, start - 1 - gap) : start]):
        start -= 1
    while stop < len(inked) and any(inked[stop : stop + 1 + gap]):
        stop += 1
    return start, stop


def _note(old: Image, new: Image, larger: float, margin: int) -> Image:
    """What was there in red, a line, and what is there now in blue, in a frame."""
    from PIL import Image, ImageDraw

    size = round(old.width * larger), round(old.height * larger)
    first, second = (picture.resize(size, Image.Resampling.LANCZOS) for picture in (old, new))
    width, height = size
    note = Image.new("L", (2 * width + 38, height + 2 * margin), 0)
    for number, picture, x in ((1, first, 5), (2, second, width + 33)):
        shades = [number * _SHADES + (255 - value) * (_SHADES - 1) // 255 for value in range(256)]
        note.paste(picture.point(shades), (x, margin))
    draw, middle = ImageDraw.Draw(note), note.height // 2
    draw.line((width + 10, middle, width + 27, middle), fill=_SHADES - 1, width=2)
    draw.polygon([(width + 22, middle - 5), (width + 22, middle + 6), (width + 29, middle)], fill=_SHADES - 1)
    draw.rectangle((0, 0, note.width - 1, note.height - 1), outline=_FRAME, width=2)
    return note


def _beside(size: tuple[int, int], place: Rectangle) -> Iterator[tuple[int, int]]:
    """Corners of a note in the line of what it is about, the nearest first."""
    (width, height), (left, top, right, bottom) = size, place
    middle = (top + bottom - height) // 2
    for gap in GAPS:
        yield from ((x, middle + by) for by in (0, -3, 3) for x in (right + gap, left - width - gap))


def _elsewhere(size: tuple[int, int], place: Rectangle) -> Iterator[tuple[int, int]]:
    """Corners of a note below and above, where it seems to be about what is beside it: for want of better."""
    (width, height), (left, top, right, bottom) = size, place
    for gap in GAPS:
        for y in (bottom + gap, top - height - gap):
            yield from ((x, y) for x in ((left + right - width) // 2, right + gap, left - width - gap))


def _is_free(shown: Image, room: Rectangle, taken: Sequence[Rectangle]) -> bool:
    """Whether a place is on the sheet, on nothing taken, and on no ink but of rules."""
    left, top, right, bottom = room
    if left < 0 or top < 0 or right > shown.width or bottom > shown.height:
        return False
    if any(_overlap(room, other) for other in taken):
        return False
    part = shown.crop(room).point([number > 1 for number in range(256)])
    pixels, (width, height) = part.tobytes(), part.size
    columns = [x for x in range(width) if sum(pixels[x::width]) < MOST_RULED * height]
    rows = (pixels[y * width : (y + 1) * width] for y in range(height))
    return sum(row[x] for row in rows if sum(row) < MOST_RULED * width for x in columns) <= SPECK


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
