"""Compare the documents of each filing on both sides: hashes, words, and pictures of changed pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from redwell.files.reader import digest
from redwell.problems import Problem
from redwell.review import outputs, pictures, rendering
from redwell.review.compare import Pair
from redwell.review.headline import counted
from redwell.review.model import NOT_MADE, FilingReview, Output, ReviewPage, ReviewProblem
from redwell.review.rendering import Rendered, Task
from redwell.review.sides import Look, Side
from redwell.review.worker import Ended, Worker

_MOST_PICTURES = 120
"""The most pictures of a review, about 80 kB each; further filings get none."""

Compare = Callable[[Pair, Sequence[ReviewProblem]], FilingReview]
"""A function that compares a filing; the problems are errors in its templates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A request to render both sides; *home* has the installed templates."""

    base: Side
    head: Side
    home: Path
    jobs: int
    is_pictured: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewedFilings:
    """The reviews with their documents; unedited filings only if their documents changed."""

    reviews: Sequence[FilingReview]
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Compared:
    outputs: tuple[Output, ...] = ()
    pages: tuple[ReviewPage, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def not_made(pairs: Sequence[Pair], compare: Compare) -> ReviewedFilings:
    """Return the reviews without comparing documents."""
    reviews = [(pair, compare(pair, ())) for pair in pairs]
    unedited = sum(pair.change == "affected" for pair in pairs)
    filings = counted(unedited, "unedited filing")
    note = f"templates, wording or settings changed: the documents of {filings} may change"
    return ReviewedFilings(
        reviews=[review for pair, review in reviews if pair.change != "affected" or _tells(review)],
        notes=(note,) if unedited else (),
    )


def made(order: Order, pairs: Sequence[Pair], compare: Compare) -> ReviewedFilings:
    """Render both sides of each pair, and compare the documents. Raises `MissingLibrary`."""
    found: list[FilingReview] = []
    shown: dict[str, bytes] = {}
    misfits: dict[Side, list[Problem]] = {order.base: [], order.head: []}
    alike = unshown = 0
    tasks = [(_task(order.base, pair.before), _task(order.head, pair.after)) for pair in pairs]
    with (
        closing(rendering.both(tasks, order.home, order.jobs)) as rendered,
        Worker(_compared) as worker,
    ):
        for pair, (before, after) in zip(pairs, rendered, strict=True):
            is_unedited = pair.change == "affected"
            for side, each in ((order.base, before), (order.head, after)):
                misfits[side] += [each.misfit] if each.misfit and each.documents else []
            review = compare(pair, _new_errors(pair, before, after))
            is_hidden = any(fact.is_hidden for fact in review.facts)
            has_pages = order.is_pictured and bool(after.documents) and not is_hidden
            is_drawn = has_pages and len(shown) < _MOST_PICTURES
            worker.ask(before, after, is_unedited, _prefix(review.file) if is_drawn else None)
            answer = worker.answer()
            notes = [*_lacking(order, pair, before, after)]
            if order.is_pictured and is_hidden:
                notes.append("an address changed, and is not shown: so there are no pictures of its pages")
            is_compared = not (before.note or after.note or isinstance(answer, Ended))
            if isinstance(answer, Ended):
                notes.append(f"its documents could not be compared: {answer.reason}")
                answer = _Compared(outputs=outputs.outputs(before, after, with_words=False))
            is_alike = is_compared and all(each.fate == "unchanged" for each in answer.outputs)
            if is_unedited and is_alike and not _tells(review):
                alike += 1
                continue
            unshown += has_pages and not is_drawn
            shown.update(answer.pictures)
            found.append(
                replace(review, outputs=answer.outputs, pages=answer.pages, notes=(*review.notes, *notes))
            )
    more = "more " if any(each.change == "affected" for each in found) else ""
    return ReviewedFilings(
        reviews=found,
        notes=(*_misfit_notes(misfits), *_counts(alike, unshown, more)),
        pictures=shown,
    )


def _compared(before: Rendered, after: Rendered, with_words: bool, prefix: str | None) -> _Compared:
    """Compare the documents of a filing in a worker, because a hostile page may never finish drawing."""
    pages, drawn = pictures.pages(before, after, prefix) if prefix else ((), {})
    found = outputs.outputs(before, after, with_words=with_words)
    return _Compared(outputs=found, pages=pages, pictures=drawn)


def _task(side: Side, look: Look | None) -> Task | None:
    """Return the task for a side; None if the file is not a filing."""
    return Task(side=side, name=look.entry.name) if look and look.filing else None


def _new_errors(pair: Pair, before: Rendered, after: Rendered) -> tuple[ReviewProblem, ...]:
    """Return the error in the head's templates, unless the base's templates have one too."""
    if after.misfit is None or before.misfit or not pair.after:
        return ()
    return (
        ReviewProblem(
            code=NOT_MADE,
            severity="error",
            message=f"its own templates make no documents of it: {_said(after.misfit)}",
            file=pair.after.entry.name,
        ),
    )


def _said(problem: Problem) -> str:
    return f"{problem.place.file}, line {problem.place.line}: {problem.message}" if problem.place else ""


def _misfit_notes(misfits: Mapping[Side, Sequence[Problem]]) -> Iterator[str]:
    """Return a note for each side whose templates do not fit this Redwell."""
    for side, problems in misfits.items():
        if problems:
            filings = f"{counted(len(problems), 'filing')} {'is' if len(problems) == 1 else 'are'}"
            yield (
                f"templates of {side.revision.name} do not fit this Redwell: {filings} rendered with the "
                f"installed templates instead ({'; '.join(_each_once(problems))})"
            )


def _each_once(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield what is wrong at each place of a template once, with the number of filings that it breaks."""
    places: dict[object, list[Problem]] = {}
    for problem in problems:
        place = (problem.place.file, problem.place.line) if problem.place else None
        places.setdefault(place, []).append(problem)
    for found in places.values():
        alike = len({problem.message for problem in found}) == 1
        others = "the same" if alike else "something like it"
        more = f", and {others} in {counted(len(found) - 1, 'other filing')}" if len(found) > 1 else ""
        yield f"{_said(found[0])}{more}"


def _counts(alike: int, unshown: int, more: str) -> Iterator[str]:
    if alike:
        yield f"the documents of {counted(alike, f'{more}unedited filing')} are the same on both sides"
    if unshown:
        yield f"there are pictures of the first filings only, not of the last {unshown}"


def _tells(review: FilingReview) -> bool:
    """Return whether anything other than documents changed in an unedited filing: texts or problems."""
    return review.has_new_problems or review.is_changed


def _lacking(order: Order, pair: Pair, before: Rendered, after: Rendered) -> Iterator[str]:
    """Return why a side that has the filing is missing documents, or None."""
    for side, look, rendered in ((order.base, pair.before, before), (order.head, pair.after, after)):
        if look and rendered.note:
            yield f"not all documents of {side.revision.name} were made: {rendered.note}"
    if pair.before and not before.documents and not before.note:
        yield "before this change it had errors and no documents: nothing can be compared with the new ones"
    if pair.after and not after.documents and not after.note:
        yield "no documents are made of it while it has errors"


def _prefix(file: str) -> str:
    """Return a file's path as the beginning of a picture's name, made unique by a hash."""
    words = re.sub(r"[^a-z0-9]+", "-", file.lower().removesuffix(".yaml")).strip("-")[:80]
    return f"{words}-{digest(file.encode('utf-8', 'surrogateescape'))[:8]}"
