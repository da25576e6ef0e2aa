"""Where a page of a PDF shows an address: rectangles to be painted over before anybody sees the page.

A form prints addresses in two places, which are covered whole, but for captions and names: box 1 and the
column of reporting owners. Elsewhere the private words are looked for. Where an address that the filing has
is not found as it should be, nothing of the page may be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from redwell.model import Address, ReportingOwner

Length = TypeVar("Length", int, float)
Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the lower left corner of the page."""

SHORTEST_NAME = 3
"""Letters of the end of a name on a line of its own: "LLC"."""
_CAPTIONS = re.compile(r"\(Street\)|\(City\) *\(State\) *\(Zip(?:/Postal Code)?\)|\(Country\)")
_LAST = re.compile(r"\(City\).*|\(Country\)")
_NAMES = re.compile(r"\(Last\) *\(First\) *\(Middle\)")
_FOLIO = re.compile(r"Page \d+ of \d+")


@dataclass(frozen=True, slots=True)
class Line:
    """Text that stands side by side: what it says, and where."""

    text: str
    box: Box


@dataclass(frozen=True)
class Written:
    """The characters of a page in the order of reading, and the place of each."""

    text: str
    boxes: Sequence[Box]

    @cached_property
    def _said(self) -> tuple[str, list[int]]:
        """Its letters and digits alone, in one case; and of which character each is."""
        found = [(sign, number) for number, character in enumerate(self.text) for sign in _plain(character)]
        return "".join(sign for sign, _ in found), [number for _, number in found]

    def places(self, words: str) -> list[list[Box]]:
        """Where *words* stand, however they are spaced, broken and written: for each time, line by line."""
        sought, found = _plain(words), []
        said, numbers = self._said
        at = said.find(sought) if sought else -1
        while at >= 0:
            first, last = numbers[at], numbers[at + len(sought) - 1]
            # "10004-1234" is no place in "100,041,234".
            is_number = sought.isdigit() and _joined(self.text[first : last + 1]) != _joined(words)
            if not (is_number or self._is_word(first - 1) or self._is_word(last + 1)):
                found.append([line.box for line in self._lines(range(first, last + 1))])
            at = said.find(sought, at + 1)
        return found

    def _is_word(self, number: int) -> bool:
        return 0 <= number < len(self.text) and self.text[number].isalnum()

    def without(self, hidden: Collection[Box]) -> Written:
        """All but what is hidden."""
        kept = [number for number, box in enumerate(self.boxes) if not _is_within(box, hidden)]
        return Written("".join(self.text[number] for number in kept), [self.boxes[number] for number in kept])

    def lines(self, within: Box) -> list[Line]:
        """The lines of text inside of a box, from above."""
        left, bottom, right, top = within
        inside = [
            number
            for number, (x, y, x2, y2) in enumerate(self.boxes)
            if left <= (x + x2) / 2 <= right and bottom <= (y + y2) / 2 <= top
        ]
        return self._lines(inside)

    def _lines(self, numbers: Iterable[int]) -> list[Line]:
        rows: list[list[int]] = []
        shown = [number for number in numbers if not self.text[number].isspace()]
        for number in sorted(shown, key=lambda number: -_middle(self.boxes[number])):
            # A raised mark of a footnote stands within the height of its line.
            if rows and _middle(self.boxes[number]) > self.boxes[rows[-1][0]][1]:
                rows[-1].append(number)
            else:
                rows.append([number])
        return [self._line(row) for row in rows]

    def _line(self, row: list[int]) -> Line:
        in_order = sorted(row, key=lambda number: self.boxes[number][0])
        text = ""
        for number, before in zip(in_order, [None, *in_order], strict=False):
            gap = self.boxes[number][0] - self.boxes[before][2] if before is not None else 0
            text += (" " if gap > 1 else "") + self.text[number]
        return Line(text, around(self.boxes[number] for number in row))

    def folio(self) -> list[Box]:
        """Where the number of the page stands."""
        return [
            line.box
            for each in _FOLIO.finditer(self.text)
            for line in self._lines(range(each.start(), each.end()))
        ]

    def first(self, words: str) -> Box | None:
        """Where exactly these words stand first."""
        at = self.text.find(words)
        return around(self.boxes[at : at + len(words)]) if at >= 0 else None


def around(boxes: Iterable[tuple[Length, Length, Length, Length]]) -> tuple[Length, Length, Length, Length]:
    """The box that holds them all; there is at least one."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _joined(code: str) -> str:
    """A code as it is written, but for spaces and the kind of its hyphen."""
    return re.sub(r"[\u2010-\u2015]", "-", "".join(code.split()))


def of_words(page: Written, private: Collection[str], hidden: Collection[Box]) -> list[Box]:
    """Where else private words stand; not of digits alone, which may be a number of shares."""
    told = [word for word in private if not re.fullmatch(r"[1-9]\d*", word.strip())]
    found = [box for word in sorted(told) for place in page.places(word) for box in place]
    return [box for box in found if not _is_covered(box, hidden)]


def of_form(pages: Sequence[Written], owners: Sequence[ReportingOwner]) -> list[list[Box]] | None:
    """Of each page of a form what hides the addresses of its *owners*, the first of whom stands in box 1.

    None where one is not found where the form prints it.
    """
    first = _of_box_1(pages[0]) if pages else None
    if first is None or not all(_is_found(street, pages[0], first) for street in _streets(owners[:1])):
        return None
    of_tables = [[*_of_table(page, owners)] for page in pages]
    for street in _streets(owners[1:]):
        if not any(_is_found(street, page, boxes) for page, boxes in zip(pages, of_tables, strict=True)):
            return None
    return [[*(first if number == 0 else ()), *boxes] for number, boxes in enumerate(of_tables)]


def _streets(owners: Iterable[ReportingOwner]) -> list[str]:
    return [line for owner in owners if owner.address for line in owner.address.street if _plain(line)]


def _is_found(street: str, page: Written, hidden: Collection[Box]) -> bool:
    """Whether a line of an address stands on the page, within what is hidden."""
    return any(all(_is_within(box, hidden) for box in place) for place in page.places(street))


def _is_covered(box: Box, others: Collection[Box]) -> bool:
    left, bottom, right, top = box
    return any(
        x <= left + 2 and right <= x2 + 2 and y <= bottom + 2 and top <= y2 + 2 for x, y, x2, y2 in others
    )


def _is_within(box: Box, others: Collection[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, _middle(box)
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in others)


def _of_box_1(page: Written) -> list[Box] | None:
    """All between the captions below the name, to the full width of the box; None where that is not there."""
    start, beside = page.first("1. Name and Address of Reporting Person"), page.first("2. Date of Event")
    if start is None or beside is None or start[0] >= beside[0]:
        return None
    lines = page.lines((0, 0, beside[0] - 1, start[3]))
    names = [number for number, line in enumerate(lines) if _NAMES.fullmatch(line.text)]
    ends = [number for number, line in enumerate(lines) if _LAST.fullmatch(line.text)]
    if not names or not ends or names[-1] > ends[0]:
        return None
    # A street may call itself "(Street)": a caption is only the last line that says so.
    captions = {
        line.text: n for n, line in enumerate(lines[: ends[-1] + 1]) if _CAPTIONS.fullmatch(line.text)
    }
    rows = [names[0], *sorted(captions.values())]
    blocks = [lines[above + 1 : below] for above, below in pairwise(rows)]
    return [
        (
            start[0] - 1,
            min(line.box[1] for line in block) + 1,
            beside[0] - 6,
            max(line.box[3] for line in block),
        )
        for block in blocks
        if block
    ]


def _of_table(page: Written, owners: Sequence[ReportingOwner]) -> Iterator[Box]:
    """The lines below the names of owners, to the width of their column."""
    head = page.first("Reporting Owner Name / Address")
    if head is None:
        return
    beside = [line for place in page.places("Director") for line in place if _is_below(line, head)]
    if not beside:
        return
    right = min(box[0] for box in beside) - 1
    below = [line.box[3] for line in page.lines((0, 0, right, head[1])) if line.text == "Signatures"]
    end = max([*below, *(box[3] for box in page.folio())], default=0)
    names = [_plain(owner.name) for owner in owners]
    secret = {_plain(part) for owner in owners for part in _parts(owner.address)}
    block: list[Box] = []
    for line in page.lines((0, end, right, head[1])):
        said = _plain(line.text)
        is_name = len(said) >= SHORTEST_NAME and said not in secret and any(said in name for name in names)
        if not is_name:
            # Not on the foot of a letter of the name above.
            block.append((head[0] - 1, line.box[1], right - 6, line.box[3] - 1))
        elif block:
            yield around(block)
            block = []
    if block:
        yield around(block)


def _parts(address: Address | None) -> Iterator[str]:
    """What of an address might stand alone on a line."""
    if address:
        yield from address.street
        yield from filter(None, (address.city, address.province, address.zip))


def _is_below(box: Box, head: Box) -> bool:
    """Whether it is a heading beside, or a line below."""
    return box[0] > head[2] and head[1] - 30 < _middle(box) <= head[3]
