"""Pages of PDFs that changed, as pictures: before, now, and what differs. Addresses are covered in all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path, PurePath

from redwell.model import Filing, ReportingOwner
from redwell.ownership.split import document_name, parts
from redwell.review.compare.privacy import private_words
from redwell.review.made import ink, masks
from redwell.review.made.bands import Pair, matched
from redwell.review.made.differences import difference
from redwell.review.made.left import content, on_both
from redwell.review.made.outputs import pairs
from redwell.review.made.sheets import Sheet, laid, sheet
from redwell.review.model import Page

MOST_SHOWN = 20
"""Pages of one document of which there are pictures."""
MOST_DRAWN = 200
"""Pages of one document that are compared."""
NO_ADDRESS = "not shown: the address on it could not be found to be masked"
DAMAGED = "not shown: this is no PDF, or a damaged one"
_FORM = re.compile(r"form\d+a?(-\d+of\d+)?\.pdf")


class _Unshown(Exception):
    """Why there is no picture of a document: a sentence for the page."""


@dataclass(slots=True)
class _Album:
    """The pictures of a filing by their names, which begin with *prefix*."""

    prefix: str
    pictures: dict[str, bytes] = field(default_factory=dict)

    def add(self, document: str, page: str, kind: str, picture: bytes) -> str:
        """The name under which the picture is kept: small letters, digits and hyphens."""
        stem = "-".join(re.findall("[a-z0-9]+", f"{self.prefix}-{PurePath(document).stem}-{page}".lower()))
        name, number = f"{stem}-{kind}.png", 2
        while name in self.pictures:
            name, number = f"{stem}-{number}-{kind}.png", number + 1
        self.pictures[name] = picture
        return name


def pages(
    before: Path | None, now: Path | None, filings: tuple[Filing | None, Filing | None], prefix: str
) -> tuple[tuple[Page, ...], dict[str, bytes]]:
    """The pages that changed between two folders of documents, and the pictures of them by name.

    *filings* are what the folders were made of, before and now; where one is unknown, so are its addresses,
    and nothing of it is shown. Of a filing that is removed there is no page.
    """
    album = _Album(prefix)
    found = [] if now is None else [*_all(before, now, filings, album)]
    return tuple(found), album.pictures


def _all(
    before: Path | None, now: Path, filings: tuple[Filing | None, Filing | None], album: _Album
) -> Iterator[Page]:
    private = private_words(*filings)
    olds, news = (_pdfs(side) for side in on_both(before, now))
    for name_before, name_now in pairs(olds, news):
        old = before / name_before if before and name_before else None
        new = now / name_now if name_now else None
        if old and new and content(old) == content(new):
            continue
        name = name_now or name_before or ""
        with ExitStack() as opened:
            try:
                sides = [
                    _sheets(opened, path, filing, private)
                    for path, filing in zip((old, new), filings, strict=True)
                ]
            except _Unshown as reason:
                yield Page(document=name, note=str(reason))
                continue
            yield from _changed(name, sides[0], sides[1], album)


def _pdfs(documents: Collection[str]) -> list[str]:
    return [name for name in documents if name.lower().endswith(".pdf")]


# --- one document on one side ---


def _sheets(
    opened: ExitStack, path: Path | None, filing: Filing | None, private: Collection[str]
) -> list[Sheet]:
    """All pages of a PDF, which stay open as long as *opened*. Raises `_Unshown`."""
    if path is None:
        return []
    if filing is None:
        raise _Unshown(NO_ADDRESS)
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    try:
        document = pypdfium2.PdfDocument(content(path))
        opened.callback(document.close)
        drawn = [document[number] for number in range(min(len(document), MOST_DRAWN))]
        texts = [ink.written(page) for page in drawn]
        hidden = _hidden(path.name, texts, filing, private)
        return [sheet(page, text, boxes) for page, text, boxes in zip(drawn, texts, hidden, strict=True)]
    except (pypdfium2.PdfiumError, ArithmeticError, ValueError, OSError, MemoryError) as error:
        raise _Unshown(DAMAGED) from error


def _hidden(
    name: str, texts: Sequence[masks.Written], filing: Filing, private: Collection[str]
) -> list[tuple[masks.Box, ...]]:
    """Of each page what hides its addresses. Raises `_Unshown`."""
    of_form = masks.of_form(texts, _owners(name, filing)) if _FORM.fullmatch(name) else [[] for _ in texts]
    if of_form is None:
        raise _Unshown(NO_ADDRESS)
    return [
        (*boxes, *masks.of_words(text, private, boxes)) for text, boxes in zip(texts, of_form, strict=True)
    ]


def _owners(name: str, filing: Filing) -> tuple[ReportingOwner, ...]:
    """Whom a form names: all owners of the filing, or of a part of it."""
    by_name = {document_name(part): part.filing.reporting_owners for part in parts(filing)}
    return by_name.get(PurePath(name).stem, filing.reporting_owners)


# --- what changed ---


def _changed(name: str, before: list[Sheet], now: list[Sheet], album: _Album) -> Iterator[Page]:
    found = [pair for pair in aligned(before, now) if not _is_same(before, now, pair)]
    for pair in found[:MOST_SHOWN]:
        yield _page(name, before, now, pair, album)
    more = len(found) - MOST_SHOWN
    if more > 0:
        yield Page(document=name, note=f"{more} more page{'s' if more > 1 else ''} changed: not shown")
    if MOST_DRAWN in (len(before), len(now)):
        yield Page(document=name, note=f"only the first {MOST_DRAWN} pages were compared")


def _is_same(before: list[Sheet], now: list[Sheet], pair: Pair) -> bool:
    first, second = pair
    return first is not None and second is not None and before[first].key == now[second].key


def aligned(before: Sequence[Sheet], now: Sequence[Sheet]) -> list[Pair]:
    """Which page became which: those that look alike, and between them those that say the most alike."""
    ours, theirs = (
        [_Looks(each.key, tuple(each.text.text.split())) for each in side] for side in (before, now)
    )
    return matched(ours, theirs, _likeness)


@dataclass(frozen=True)
class _Looks:
    key: str
    words: tuple[str, ...] = field(compare=False)


def _likeness(one: _Looks, other: _Looks) -> float:
    return SequenceMatcher(None, one.words, other.words, autojunk=False).quick_ratio()


def _page(name: str, before: list[Sheet], now: list[Sheet], pair: Pair, album: _Album) -> Page:
    """The page with the names of its pictures, which are now in the album."""
    first, second = pair
    old = before[first] if first is not None else None
    new = now[second] if second is not None else None
    page = Page(
        document=name,
        before_page=None if first is None else first + 1,
        now_page=None if second is None else second + 1,
    )
    number = str(page.now_page) if page.now_page else f"was-{page.before_page}"
    if old:
        page = replace(page, before=album.add(name, number, "before", ink.png(old.drawn())))
    if new:
        page = replace(page, now=album.add(name, number, "now", ink.png(new.drawn())))
    if old and new:
        both = difference(*laid(old, new))
        page = replace(page, difference=album.add(name, number, "difference", both))
    return page
