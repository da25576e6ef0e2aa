"""Read a filing for its page: check it, and make its documents as HTML, also with errors of law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from redwell.builds.rendering import template_errors
from redwell.check import signed
from redwell.check.dates import is_of_edgar
from redwell.check.filing import Checked, check_filing
from redwell.deadlines.standing import Standing
from redwell.documents import html
from redwell.documents.html import WebPage
from redwell.files.discovery import Entry
from redwell.files.reader import Files
from redwell.form import Document
from redwell.forms import FORMS
from redwell.git.history import as_filed
from redwell.model import Filing, PowerOfAttorney
from redwell.ownership.tables import cells
from redwell.power_of_attorney.authentication import authentication_pages
from redwell.power_of_attorney.documents import drafted, drafted_powers
from redwell.problems import FilingError, Problem, in_file_order
from redwell.review.model import Signer
from redwell.review.sides import Look
from redwell.review.signers import is_doubtful, signers


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A document of a filing as HTML: the name of its PDF, its title, its page.

    *page* is None if it cannot be made.
    """

    name: str
    title: str
    page: WebPage | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The days by which a page is judged: EDGAR's, which ends at 10 p.m., and that of the calendar."""

    edgar: date
    calendar: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A filing as its page shows it.

    Without *papers* if none can be made, and without a *filing* if its text or shape is wrong.
    """

    entry: Entry
    today: date
    problems: tuple[Problem, ...]
    filing: Filing | None = None
    """The filing as it is typed: also with errors of law, with which it does not build."""
    standing: Standing | None = None
    signers: tuple[Signer, ...] = ()
    is_doubtful: bool = False
    """True if a signature is not covered by its power."""
    accepted: Mapping[str, str]
    papers: tuple[Paper, ...] = ()
    read: frozenset[Path] = frozenset()
    """The folders of the repository with files that it was made from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """The place of the filings: the repository *root*, the installed files in *home*, the firm's *author*.

    *editor* is the program that opens a file.
    """

    root: Path
    home: Path
    author: str
    editor: str = "vscode"


def read_sheet(entry: Entry, desk: Desk, days: Days) -> Sheet:
    """Return the page of a filing as it is now; whatever is wrong with it is among its problems."""
    earlier = as_filed((entry,), desk.root / "build").get(entry.path)
    checked = check_filing(entry, desk.root, desk.home, earlier)
    filing = checked.typed
    look = Look(entry=entry, content=b"", checked=checked, filing=filing)
    found = signers(None, look)
    sheet = Sheet(
        entry=entry,
        today=days.edgar,
        problems=(*in_file_order([*checked.problems, *_of_dates(checked, days)]),),
        filing=filing,
        standing=checked.standing,
        signers=found,
        is_doubtful=filing is not None and is_doubtful(found, None, filing),
        accepted=checked.accepted,
    )
    if filing:
        papers, problems = _papers(filing, checked, desk)
        every = (*sheet.problems, *problems)
        sheet = replace(sheet, papers=papers, problems=(*dict.fromkeys(every),))
    return replace(sheet, read=_folders(checked, desk))


def papers_of(filing: Filing, files: Files, desk: Desk) -> dict[str, Document | None]:
    """Return the documents of a filing that are printed, by name.

    A power with an error in its words is None. Raises `FilingError` for an error in the template of the XML.
    """
    form, filing = FORMS[filing.form], with_all_notes(filing)
    facts = signed.facts_of(filing, desk.home)
    forms = form.documents(filing, desk.author, facts)
    pages = authentication_pages(filing, desk.author, form.title, facts)
    return {
        **{each.name: each for each in forms if each.name.endswith(".pdf")},
        **{name: _drafted(name, power, files, desk) for name, power in drafted_powers(filing)},
        **{each.name: each for each in pages},
    }


def with_all_notes(filing: Filing) -> Filing:
    """Return the filing with a footnote for each label that a value cites and none has yet."""
    labels = dict.fromkeys(label for _, cell in cells(filing) for label in cell.footnotes)
    defined = dict(filing.footnotes)
    lacking = [(each, f'[no footnote has the label "{each}"]') for each in labels if each not in defined]
    return replace(filing, footnotes=(*filing.footnotes, *lacking)) if lacking else filing


def _drafted(name: str, power: PowerOfAttorney, files: Files, desk: Desk) -> Document | None:
    # Its problems are among those of the check.
    with suppress(FilingError):
        return drafted(name, power, files, desk.author)
    return None


def _papers(filing: Filing, checked: Checked, desk: Desk) -> tuple[tuple[Paper, ...], tuple[Problem, ...]]:
    """Return the documents as HTML, and the errors in their templates."""
    try:
        documents = papers_of(filing, checked.files, desk)
    except FilingError as error:
        return (), error.problems
    papers: list[Paper] = []
    problems: list[Problem] = []
    for name, document in documents.items():
        page = None
        try:
            page = _page(document, desk) if document else None
        except FilingError as error:
            problems += error.problems
        papers.append(Paper(name=name.removesuffix(".pdf"), title=_title(name, document), page=page))
    return tuple(papers), tuple(problems)


def _page(document: Document, desk: Desk) -> WebPage:
    with template_errors(document, desk.root):
        return html.page(document.template, document.context, home=desk.root)


def _title(name: str, document: Document | None) -> str:
    """Return `Form 4 (1 of 2)`, `Power of attorney`."""
    if document and (in_short := document.context.get("form_in_short")):
        return str(in_short)
    words = name.removesuffix(".pdf").replace("-", " ")
    return words[:1].upper() + words[1:]


def _of_dates(checked: Checked, days: Days) -> Iterator[Problem]:
    """Yield the questions about dates that are still to come."""
    for day, each in checked.dated:
        if day > (days.edgar if is_of_edgar(each.path) else days.calendar):
            yield each


def _folders(checked: Checked, desk: Desk) -> frozenset[Path]:
    names = [*checked.files.root_read, *(each for each in checked.files.unread if "/" in each)]
    return frozenset((desk.root / name).parent for name in names)
