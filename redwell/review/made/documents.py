"""What is made of filings on both sides: the documents, their hashes, and the pages that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from redwell.files.reader import digest
from redwell.model import Filing
from redwell.review.compare import compared, privacy
from redwell.review.compare.compared import Pair
from redwell.review.made import built, left, outputs, pictures
from redwell.review.made.built import Built
from redwell.review.model import FilingReview, Finding
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
    is_compared: bool = True
    """Whether the documents of both sides could be compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sides:
    """What was made on each side."""

    base: Built
    head: Built

    @property
    def faults(self) -> tuple[str, ...]:
        """Why the code of a side cannot be run."""
        found = dict.fromkeys(each.fault for each in (self.base, self.head) if each.fault)
        return tuple(f"{fault}: no documents are compared, all else is" for fault in found)


def build(order: Order, pairs: Sequence[Pair]) -> Sides:
    """The documents of both sides, each made by its own code, at the same time."""
    sides = {
        order.base: [pair.before.entry.name for pair in pairs if pair.before],
        order.head: [pair.now.entry.name for pair in pairs if pair.now],
    }
    # Both work at the same time, and share the processors.
    jobs = max(1, order.jobs // len(sides))
    orders = [
        built.Order(side=side, names=names, out=order.out / side.root.name, jobs=jobs)
        for side, names in sides.items()
    ]
    base, head = built.build_all(orders)
    return Sides(base=base, head=head)


def unmade(sides: Sides, now: Look) -> tuple[Finding, ...]:
    """Why the head's own code made nothing of a filing; nothing of one that it made."""
    name = now.entry.name
    if sides.faults or name in sides.head.folders:
        return ()
    why = ", ".join(f"{each.file}, line {each.line}" for each in sides.head.shared)
    otherwise = Finding(
        code="not-made",
        severity="error",
        message=f"its own code makes no documents of it: see {why}"
        if why
        else f"its own code makes no documents of it: invoke build --filing {name} says why",
        file=name,
        line=1,
        column=1,
        end_column=1,
    )
    return sides.head.errors.get(name) or (otherwise,)


def made(order: Order, sides: Sides | None, reviewed: Sequence[Reviewed]) -> Made:
    """The documents of both sides compared; without *sides*, or the code of one, notes say that none are.

    Of filings that nobody edited, those of which there is something to tell.
    """
    if sides is None or sides.faults:
        kept = [review for pair, review in reviewed if pair.change != "affected" or _tells(review)]
        unknown = sum(pair.change == "affected" for pair, _ in reviewed)
        return Made(reviews=kept, notes=tuple(_uncompared(sides, unknown)), is_compared=False)
    found: list[FilingReview] = []
    shown: dict[str, bytes] = {}
    unshown = alike = 0
    for pair, review in reviewed:
        folders = (_folder(sides.base, pair.before), _folder(sides.head, pair.now))
        is_unedited = pair.change == "affected"
        made_of = outputs.outputs(*folders, compared.private(pair), with_words=is_unedited)
        unread = [*left.not_read(*folders)]
        is_alike = all(each.before == each.now for each in made_of) and not unread
        if is_unedited and is_alike and not _tells(review):
            alike += 1
            continue
        notes = (*review.notes, *_lacking(pair, folders), *unread)
        said = replace(review, outputs=made_of, notes=notes)
        if order.is_pictured and len(shown) >= _MOST_PICTURES:
            unshown += 1
        elif order.is_pictured:
            filings = (_filing(pair.before), _filing(pair.now))
            pages, new = pictures.pages(*folders, filings, _prefix(review.file))
            shown.update(new)
            said = replace(said, pages=pages)
        found.append(said)
    more = "more " if any(each.change == "affected" for each in found) else ""
    notes = (*_shared(sides, reviewed), *_of_all(alike, unshown, more))
    return Made(reviews=found, notes=notes, pictures=shown)


def _shared(sides: Sides, reviewed: Sequence[Reviewed]) -> Iterator[str]:
    """What is wrong in files that several filings share; it may quote what stands in one of these."""
    if sides.head.shared:
        words = frozenset(word for pair, _ in reviewed for word in compared.private(pair))
        for each in sides.head.shared:
            yield privacy.masked(f"{each.file}, line {each.line}: {each.message}", words)


def _of_all(alike: int, unshown: int, more: str) -> Iterator[str]:
    """What holds for several filings."""
    if alike:
        filings = f"1 {more}filing" if alike == 1 else f"{alike} {more}filings"
        yield f"of {filings} that nobody edited, both sides made the same documents"
    if unshown:
        yield f"there are pictures of the first filings only, not of the last {unshown}"


def _uncompared(sides: Sides | None, unknown: int) -> Iterator[str]:
    if sides:
        yield from sides.faults
    if unknown:
        filings = "1 filing" if unknown == 1 else f"{unknown} filings"
        yield f"what makes documents changed: {filings} that nobody edited may come out otherwise"


def _tells(review: FilingReview) -> bool:
    """Whether something changed in a filing that nobody edited: its texts, what it says, or what is wrong."""
    is_new = any(finding.is_new for finding in review.findings)
    rows = any(row.change != "same" for table in review.tables for row in table.rows)
    return bool(is_new or rows or review.texts or review.facts or review.yaml)


def _lacking(pair: Pair, folders: tuple[Path | None, Path | None]) -> Iterator[str]:
    """Why there are no documents on a side that has the filing."""
    if pair.before and not folders[0]:
        yield "before this change it had errors and no documents: nothing can be compared with those of now"
    if pair.now and not folders[1]:
        yield "no documents are made of it while it has errors"


def _folder(side: Built, look: Look | None) -> Path | None:
    return side.folders.get(look.entry.name) if look else None


def _filing(look: Look | None) -> Filing | None:
    return look.filing if look else None


def _prefix(file: str) -> str:
    """A file's path as the beginning of a picture's name, and what tells it from one that reads so too."""
    words = re.sub(r"[^a-z0-9]+", "-", file.lower().removesuffix(".yaml")).strip("-")[:80]
    return f"{words}-{digest(file.encode('utf-8', 'surrogateescape'))[:8]}"
