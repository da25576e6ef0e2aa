"""Read a filing for its page: check it, and make its documents as HTML if it has no errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from redwell.form import Document
from redwell.forms.documents import documents_of
from redwell.git.history import as_filed, content_of
from redwell.model import Filing
from redwell.preview.facts import FactSheet, fact_sheet
from redwell.problems import FilingError, Problem, in_file_order
from redwell.review.model import Signer
from redwell.review.sides import Look
from redwell.review.signers import is_doubtful, signers


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A document of a filing as HTML: the name of its PDF, its title, its page."""

    name: str
    title: str
    page: WebPage


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The days by which a page is judged: EDGAR's, which ends at 10 p.m., and that of the calendar."""

    edgar: date
    calendar: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A filing as its page shows it; without *papers* and *facts* if an error is in the way."""

    entry: Entry
    today: date
    problems: tuple[Problem, ...]
    filing: Filing | None = None
    """Also of a filing with errors of law."""
    standing: Standing | None = None
    signers: tuple[Signer, ...] = ()
    is_doubtful: bool = False
    """True if a signature is not covered by its power."""
    accepted: Mapping[str, str]
    papers: tuple[Paper, ...] = ()
    facts: FactSheet | None = None
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
    filing = checked.filing or _with_errors(checked, entry, desk)
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
    if checked.filing:
        try:
            papers = tuple(_papers(checked.filing, checked, desk))
            sheet = replace(sheet, papers=papers, facts=fact_sheet(checked.filing))
        except FilingError as error:
            sheet = replace(sheet, problems=(*sheet.problems, *error.problems))
    return replace(sheet, read=_folders(checked, desk))


def papers_of(checked: Checked, desk: Desk) -> tuple[Document, ...]:
    """Return the documents of a sound filing that are printed. Raises `FilingError`."""
    assert checked.filing
    facts = signed.facts_of(checked.filing, desk.home)
    documents = documents_of(checked.filing, checked.files, desk.author, facts)
    return tuple(each for each in documents if each.name.endswith(".pdf"))


def _papers(filing: Filing, checked: Checked, desk: Desk) -> Iterator[Paper]:
    for document in papers_of(checked, desk):
        with template_errors(document, desk.root):
            page = html.page(document.template, document.context, home=desk.root)
        yield Paper(name=document.name.removesuffix(".pdf"), title=_title(document, filing), page=page)


def _title(document: Document, filing: Filing) -> str:
    """Return `Form 4 (1 of 2)`, `Power of attorney`."""
    if in_short := document.context.get("form_in_short"):
        return str(in_short)
    words = document.name.removesuffix(".pdf").replace("-", " ")
    return words[:1].upper() + words[1:]


def _with_errors(checked: Checked, entry: Entry, desk: Desk) -> Filing | None:
    """Return a filing that only breaks rules of law."""
    if checked.step != "law":
        return None
    from redwell.check.filed import filing_in

    return filing_in(content_of(entry.path), desk.home, desk.root)


def _of_dates(checked: Checked, days: Days) -> Iterator[Problem]:
    """Yield the questions about dates that are still to come."""
    for day, each in checked.dated:
        if day > (days.edgar if is_of_edgar(each.path) else days.calendar):
            yield each


def _folders(checked: Checked, desk: Desk) -> frozenset[Path]:
    names = [*checked.files.root_read, *(each for each in checked.files.unread if "/" in each)]
    return frozenset((desk.root / name).parent for name in names)
