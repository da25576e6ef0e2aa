"""Render the documents of both sides with this Redwell: each side's filings, templates, wording and settings.

No Python of either side runs. Templates of a request run in Jinja's sandbox, in a process with limits.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery
from redwell.problems import FilingError, Problem
from redwell.review.sides import Side
from redwell.review.worker import Ended, Worker

if TYPE_CHECKING:
    from redwell.check.filing import Checked
    from redwell.form import Document

LARGEST = 50_000_000
"""Bytes of a document that is compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The XHTML that a PDF is printed from, its *template*, and the *home* of its style sheets."""

    html: str
    template: str
    home: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """The documents of one filing on one side, by name; none where it has errors.

    *pages* are the sources of its PDFs, by name, in place of the PDFs themselves: for a redline.
    *parts* are the names of the form's own documents, for each part that is filed.
    *misfit* is an error in a template of this side: then the documents come from the installed templates.
    *note* says why documents are missing, for reasons other than errors in the filing.
    """

    documents: Mapping[str, bytes] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    parts: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()
    misfit: Problem | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """The filing *name* on *side*."""

    side: Side
    name: str


Pair = tuple[Task | None, Task | None]
"""A filing before and after; None where it does not exist."""
Render = Callable[[Task, Path], Rendered]
"""`documents` or `drafts`."""


def documents(task: Task, home: Path) -> Rendered:
    """Render every document of a filing in this process; *home* holds the installed templates.

    Raises `MissingLibrary`.
    """
    from redwell.builds.rendering import make

    side = task.side
    entry = discovery.entry(side.root / task.name, side.root)
    made = make(entry, side.root, side.home, side.author)
    misfit = next(filter(_is_of_template, made.problems), None)
    if misfit:
        misfit = replace(misfit, message=misfit.message.replace(f"{side.root}/", ""))
        made = make(entry, side.root, home, side.author, looks=home)
    large = [name for name, content in made.documents.items() if len(content) > LARGEST]
    return Rendered(
        documents={name: made.documents[name] for name in sorted(made.documents) if name not in large},
        parts=tuple(tuple(each["documents"]) for each in made.parts),
        problems=made.problems,
        misfit=misfit,
        note=f"{', '.join(large)}: larger than {LARGEST // 1_000_000} MB" if large else "",
    )


def drafts(task: Task, home: Path) -> Rendered:
    """Render the Word documents and the pages, the sources of a redline, in this process.

    *home* holds the installed templates, which replace templates of the side that do not fit.
    """
    from redwell.check.filing import check_filing

    side = task.side
    checked = check_filing(discovery.entry(side.root / task.name, side.root), side.root, side.home)
    if checked.filing is None:
        return Rendered(problems=checked.problems)
    try:
        return _drafts(checked, side.author, side.root)
    except FilingError as error:
        return replace(_drafts(checked, side.author, home), misfit=error.problems[0])


def _drafts(checked: Checked, author: str, looks: Path) -> Rendered:
    from redwell.builds.rendering import each_rendered
    from redwell.check.signed import facts_of
    from redwell.edgar.packages import packets
    from redwell.forms.documents import documents_of

    filing = checked.filing
    assert filing
    found = documents_of(filing, checked.files, author, facts_of(filing, checked.files.home))
    parts = packets(filing, checked.files, [each.name for each in found])
    # Both sides are set alike: lines that are closer, so that a page holds them, are no change.
    in_word = [replace(each, follows=None) for each in found if each.name.endswith(".docx")]
    return Rendered(
        documents=each_rendered(in_word, looks, checked.files.home),
        pages={each.name: _page(each, looks) for each in found if each.name.endswith(".pdf")},
        parts=tuple(tuple(each["documents"]) for each in parts),
        problems=checked.problems,
    )


def _page(document: Document, home: Path) -> Page:
    """Return the page of a PDF. Raises `FilingError` for an error in its template."""
    from redwell.builds.rendering import template_errors
    from redwell.documents.environment import environment

    with template_errors(document, home):
        html = environment(home).get_template(document.template).render(document.context)
    return Page(html=html, template=document.template, home=home)


def both(
    pairs: Iterable[Pair], home: Path, jobs: int, render: Render = documents
) -> Generator[tuple[Rendered, Rendered]]:
    """Render the filings of both sides, pair by pair, each side in its own process, with limits.

    With more than one of *jobs*, both sides work at the same time and begin the next pair early.
    Raises `MissingLibrary`.
    """
    with ExitStack() as opened:
        first, second = (opened.enter_context(Worker(partial(_rendered, render))) for _ in range(2))
        if jobs == 1:
            for old, new in pairs:
                _ask(first, old, home)
                before = _answer(first, old)
                _ask(second, new, home)
                yield before, _answer(second, new)
            return
        waiting: Pair | None = None
        for pair in (*pairs, None):
            answers = (_answer(first, waiting[0]), _answer(second, waiting[1])) if waiting else None
            if pair:
                _ask(first, pair[0], home)
                _ask(second, pair[1], home)
            if answers:
                yield answers
            waiting = pair


def _ask(worker: Worker[Rendered | MissingLibrary], task: Task | None, home: Path) -> None:
    if task:
        worker.ask(task, home)


def _answer(worker: Worker[Rendered | MissingLibrary], task: Task | None) -> Rendered:
    answer = worker.answer() if task else Rendered()
    if isinstance(answer, MissingLibrary):
        raise answer
    return Rendered(note=answer.reason) if isinstance(answer, Ended) else answer


def _rendered(render: Render, task: Task, home: Path) -> Rendered | MissingLibrary:
    """Render in a worker. A missing library is returned, not raised: every other task would lack it too."""
    try:
        return render(task, home)
    except MissingLibrary as error:
        return error


def _is_of_template(problem: Problem) -> bool:
    place = problem.place
    return problem.severity == "error" and place is not None and place.file.startswith("templates/")
