"""Write a review as one HTML page: for a browser, also offline, a printer or a screen reader.

`templates/review/review.html.j2` lays it out. The page loads and sends nothing: a policy allows only its own
style and script, by hash, and its embedded pictures.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from redwell.deadlines.standing import short_date
from redwell.documents.environment import environment
from redwell.review.formats import escape
from redwell.review.headline import SEPARATOR, counted, edit_label, urgent_first
from redwell.review.model import Cell, FilingReview, Review, ReviewPage, ReviewRow
from redwell.text.diff import Run

MOST_OPEN = 5
"""The most filings that are shown open; with more, each is folded below its line."""
MOST_BYTES = 20_000_000
"""The most bytes of all pictures in the page: a larger page opens slowly and is too large for mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pictures:
    """The pictures that fit into the page, as `src`, with their sizes; and the number of pages left out."""

    sources: Mapping[str, Markup]
    sizes: Mapping[str, tuple[int, int]]
    pages: int
    left_out: int


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A picture of a page: *kind* is `now` or `before`."""

    kind: str
    source: Markup
    alt: str
    size: tuple[int, int]

    @property
    def shape(self) -> str:
        """The sheet of paper that the picture fills."""
        return "wide" if self.size[0] > self.size[1] else "tall"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a redline; *folded* says how much of a long unchanged passage is left out, or is empty."""

    kind: str
    text: str
    folded: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fold:
    """A rule for long texts: with more than *most* unchanged parts, only those *beside* a change show."""

    part: re.Pattern[str]
    noun: str
    most: int
    beside: int


_WORDS = _Fold(part=re.compile(r"(?:\A\s+)?\S+\s*"), noun="word", most=90, beside=30)
_LINES = _Fold(part=re.compile(r"[^\n]*\n|[^\n]+"), noun="line", most=12, beside=4)


def page(review: Review, pictures: Mapping[str, bytes], home: Path) -> str:
    """Return the page, with the templates of *home*; the same review and pictures give the same bytes."""
    folder = home / "templates" / "review"
    style, script = ((folder / name).read_text("utf-8") for name in ("review.css", "review.js"))
    return (
        _environment(home)
        .get_template("review/review.html.j2")
        .render(
            review=review,
            filings=urgent_first(review.filings),
            pictures=chosen(review, pictures),
            is_open=len(review.filings) <= MOST_OPEN,
            # Our own two files, not escaped, because their hashes are of the text between the tags.
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
        )
    )


def policy(style: str, script: str = "") -> str:
    """Return the Content-Security-Policy of a page with this style, and this script if it has one."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        "default-src 'none'; img-src data:; "
        f"style-src '{_hash(style)}'; {scripts}base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@lru_cache(maxsize=2)
def _environment(home: Path) -> Environment:
    made = environment(home).overlay(finalize=escape.on_page)
    made.filters = {
        **made.filters,
        "day": short_date,
        "words": lambda runs: pieces(runs, _WORDS),
        "lines": lambda runs: pieces(runs, _LINES),
        "labels": _labels,
        "cell": _cell,
        "slug": lambda text: text.replace(" ", "-"),
    }
    made.globals = {
        "address": escape.address,
        "counted": counted,
        "dot": SEPARATOR,
        "edit_label": edit_label,
        "form_label": _form_label,
        "views": lambda *given: [*_views(*given)],
    }
    return made


def _form_label(filing: FilingReview) -> str:
    return f"Form {filing.form}" if filing.form else ""


def _labels(rows: Iterable[ReviewRow]) -> list[str]:
    """Return the labels of the other columns that rows have."""
    return [*dict.fromkeys(cell.label for row in rows for cell in row.cells)]


def _cell(row: ReviewRow, label: str) -> Cell | None:
    return next((cell for cell in row.cells if cell.label == label), None)


def pieces(runs: Sequence[Run], fold: _Fold = _WORDS) -> Iterator[Piece]:
    """Return a redline in pieces; long unchanged pieces are folded, except next to a change."""
    for place, run in enumerate(runs):
        parts = fold.part.findall(run.text) if run.kind == "same" else []
        if len(parts) <= fold.most:
            yield Piece(kind=run.kind, text=run.text)
            continue
        first = fold.beside if place > 0 else 0
        last = len(parts) - (fold.beside if place < len(runs) - 1 else 0)
        if first:
            yield Piece(kind="same", text="".join(parts[:first]))
        yield Piece(
            kind="same",
            text="".join(parts[first:last]),
            folded=f"{counted(last - first, fold.noun)} unchanged",
        )
        if last < len(parts):
            yield Piece(kind="same", text="".join(parts[last:]))


# --- pictures ---


def chosen(review: Review, pictures: Mapping[str, bytes]) -> Pictures:
    """Choose pictures until the page is full: the first page of each filing, then the second of each."""
    sources: dict[str, Markup] = {}
    room = MOST_BYTES
    pages = left_out = 0
    for each in _in_turn(review):
        names = [name for name in (each.before, each.after) if name in pictures and name]
        # Base64 writes three bytes in four characters.
        size = sum(len(pictures[name]) * 4 // 3 + 4 for name in names if name not in sources)
        pages += bool(names)
        if size > room:
            left_out += 1
            continue
        room -= size
        sources.update({name: _source(pictures[name]) for name in names})
    sizes = {name: _size(pictures[name]) for name in sources}
    return Pictures(sources=sources, sizes=sizes, pages=pages, left_out=left_out)


def _in_turn(review: Review) -> Iterator[ReviewPage]:
    for turn in range(max((len(each.pages) for each in review.filings), default=0)):
        for filing in review.filings:
            yield from filing.pages[turn : turn + 1]


def _source(picture: bytes) -> Markup:
    return Markup(f"data:image/png;base64,{base64.b64encode(picture).decode()}")


def _size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, so that the page does not jump while loading."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def _views(page: ReviewPage, pictures: Pictures) -> Iterator[View]:
    """Return the pictures of a page that are shown, the new one first."""
    for kind, name, number in (
        ("now", page.after, page.after_page),
        ("before", page.before, page.before_page),
    ):
        if name in pictures.sources and name:
            alt = f"{page.document}, page {number}: {kind}"
            yield View(kind=kind, source=pictures.sources[name], alt=alt, size=pictures.sizes[name])
