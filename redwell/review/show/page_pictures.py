"""The pictures of a page: in the page itself, as many as it can hold."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redwell.review.model import FilingReview, Page, Review

MOST_BYTES = 20_000_000
"""Of all pictures, as the page holds them: a larger page opens slowly, and mail refuses it."""
TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The pictures that are shown, as texts for `src`, with their sizes; and how many pages are left out."""

    sources: Mapping[str, str]
    sizes: Mapping[str, tuple[int, int]]
    pages: int
    left_out: int

    @property
    def said(self) -> str:
        """The sentence on what is left out."""
        return (
            f"{self.left_out} of {self.pages} changed pages are without pictures here, "
            f"for this page would grow beyond {MOST_BYTES // 1_000_000} MB."
        )


def choose(review: Review, pictures: Mapping[str, bytes]) -> Chosen:
    """The first changed page of each filing, then the second of each, and so on, until it is too much."""
    sources: dict[str, str] = {}
    room = MOST_BYTES
    pages = left_out = 0
    for each in _in_turn(review):
        names = [name for name in _names(each) if name in pictures]
        # Base64 writes three bytes in four characters.
        size = sum(len(pictures[name]) * 4 // 3 + 4 for name in names if name not in sources)
        pages += bool(names)
        if size > room:
            left_out += 1
            continue
        room -= size
        sources.update({name: _source(pictures[name]) for name in names})
    sizes = {name: _size(pictures[name]) for name in sources}
    return Chosen(sources=sources, sizes=sizes, pages=pages, left_out=left_out)


def _in_turn(review: Review) -> Iterator[Page]:
    for turn in range(max((len(each.pages) for each in review.filings), default=0)):
        for filing in review.filings:
            yield from filing.pages[turn : turn + 1]


def _names(page: Page) -> list[str]:
    return [name for name in (page.before, page.difference, page.now) if name]


def _source(picture: bytes) -> str:
    kind = next((kind for start, kind in TYPES.items() if picture.startswith(start)), "image/png")
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"


def _size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG, so that nothing jumps while it is drawn; of others, a sheet of letter."""
    if picture.startswith(b"\x89PNG") and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
        return width, height
    return 850, 1100


def pages(filing: FilingReview, name: str, chosen: Chosen) -> tuple[list[dict[str, Any]], str]:
    """The changed pages of a filing, and a sentence on those without their pictures."""
    shown = [_page(each, f"{name}-{place}", chosen) for place, each in enumerate(filing.pages, 1)]
    missing = sum(each["is_left_out"] for each in shown)
    said = f"The pictures of {missing} of {len(shown)} pages are left out, for there are too many."
    return shown, said if missing else ""


def _page(page: Page, name: str, chosen: Chosen) -> dict[str, Any]:
    is_shown = any(each in chosen.sources for each in _names(page))
    said = _said(page)
    given = {"before": page.before, "difference": page.difference, "after": page.now}
    return {
        "id": name,
        "document": page.document,
        "said": said,
        "note": page.note,
        "is_left_out": bool(_names(page)) and not is_shown,
        "views": [_view(page, kind, each, chosen) for kind, each in given.items()] if is_shown else [],
    }


def _view(page: Page, kind: str, picture: str | None, chosen: Chosen) -> dict[str, Any]:
    source = chosen.sources.get(picture, "") if picture else ""
    width, height = chosen.sizes[picture] if picture and source else (0, 0)
    number = page.before_page if kind == "before" else page.now_page or page.before_page
    alt = f"{page.document}, page {number}: {kind}"
    none = {
        "before": "there was no such page",
        "after": "there is no such page",
        "difference": "no difference is drawn",
    }
    return {
        "kind": kind,
        "source": source,
        "alt": alt if source else none[kind],
        "width": width,
        "height": height,
    }


def _said(page: Page) -> str:
    before, now = page.before_page, page.now_page
    if before is None and now is None:
        return ""
    if before is None:
        return f"page {now}, new"
    if now is None:
        return f"page {before} before, no longer there"
    return f"page {now}" if before == now else f"page {now}, was page {before}"
