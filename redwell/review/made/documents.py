"""What is made of filings on both sides: the documents, their hashes, and the pages that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from redwell.model import Filing
from redwell.review.compare import compared
from redwell.review.compare.compared import Pair
from redwell.review.made import built, outputs, pictures
from redwell.review.made.built import Built
from redwell.review.model import FilingReview, Output
from redwell.review.sides import Look, Side

Reviewed = tuple[Pair, FilingReview]
_MOST_PICTURES = 180
"""With so many, of three for each page and some 150 kB together, further filings get none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Where both sides lie and their documents go, *jobs* at the same time; with pictures or not."""

    base: Side
    head: Side
    out: Path
    jobs: int
    is_pictured: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """The reviews, with what is made of the filings; and of those that nobody edited, all that differ."""

    reviews: Sequence[FilingReview]
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def made(order: Order, touched: Sequence[Reviewed], unedited: Sequence[Reviewed]) -> Made:
    """The documents of both sides compared. Where one side's code cannot be run, a note says so."""
    pairs = [pair for pair, _ in (*touched, *unedited)]
    orders = [
        built.Order(
            side=order.base,
            names=[pair.before.entry.name for pair in pairs if pair.before],
            out=order.out / "base",
            jobs=order.jobs,
        ),
        built.Order(
            side=order.head,
            names=[pair.now.entry.name for pair in pairs if pair.now],
            out=order.out / "head",
            jobs=order.jobs,
        ),
    ]
    base, head = built.build_all(orders)
    faults = tuple(dict.fromkeys(each.fault for each in (base, head) if each.fault))
    if faults:
        return Made(reviews=[review for _, review in touched], notes=faults)
    found: list[FilingReview] = []
    shown: dict[str, bytes] = {}
    unshown = 0
    for pair, review in (*touched, *unedited):
        folders = (_folder(base, pair.before), _folder(head, pair.now))
        is_unedited = pair.change == "affected"
        made_of = outputs.outputs(*folders, compared.private(pair), with_words=is_unedited)
        if is_unedited and _is_as_it_was(review, made_of):
            continue
        said = replace(review, outputs=made_of, notes=(*review.notes, *_lacking(pair, review, folders)))
        if order.is_pictured and len(shown) >= _MOST_PICTURES:
            unshown += 1
        elif order.is_pictured:
            filings = (_filing(pair.before), _filing(pair.now))
            pages, new = pictures.pages(*folders, filings, _prefix(review.file))
            shown.update(new)
            said = replace(said, pages=pages)
        found.append(said)
    notes = (f"there are pictures of the first filings only, not of the last {unshown}",) if unshown else ()
    return Made(reviews=found, notes=notes, pictures=shown)


def _lacking(pair: Pair, review: FilingReview, folders: tuple[Path | None, Path | None]) -> Iterator[str]:
    """Why there are no documents on a side that has the filing."""
    if pair.before and not folders[0]:
        yield "before this change it had errors and no documents: nothing can be compared with those of now"
    if pair.now and review.state == "has errors":
        yield "no documents are made of it while it has errors"


def _is_as_it_was(review: FilingReview, outputs: Sequence[Output]) -> bool:
    """Whether a filing that nobody edited comes out as before, and nothing new is wrong with it."""
    return all(each.before == each.now for each in outputs) and not any(f.is_new for f in review.findings)


def _folder(side: Built, look: Look | None) -> Path | None:
    return side.folders.get(look.entry.name) if look else None


def _filing(look: Look | None) -> Filing | None:
    return look.filing if look else None


def _prefix(file: str) -> str:
    """A file's path as the beginning of a picture's name."""
    return re.sub(r"[^a-z0-9]+", "-", file.lower().removesuffix(".yaml")).strip("-")
