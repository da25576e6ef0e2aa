"""Read a filing for its page: check it, and make its documents as HTML, also with errors of law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from redwell.builds.rendering import template_errors
from redwell.check import filed, signed
from redwell.check.dates import is_of_edgar
from redwell.check.filing import Checked, check_filing
from redwell.deadlines.standing import Standing
from redwell.documents import html, pdf
from redwell.documents.html import WebPage
from redwell.files.discovery import Entry
from redwell.files.reader import Files
from redwell.form import Document
from redwell.forms import FORMS
from redwell.git.history import as_filed
from redwell.model import Filing, PowerOfAttorney, Signature
from redwell.ownership.signatures import without_mark
from redwell.ownership.tables import cells
from redwell.power_of_attorney.authentication import authentication_pages
from redwell.power_of_attorney.documents import drafted, drafted_powers
from redwell.preview.facts import FactSheet, fact_sheet
from redwell.problems import FilingError, Problem, in_file_order
from redwell.review.model import Signer
from redwell.review.sides import Look
from redwell.review.signers import is_doubtful, signers

UNSOUND = pdf.Watermark(words="NOT FOR FILING \xb7 has errors", sheet="preview/unsound.css")
"""The mark on each paper of a filing with errors."""
CHANGED = frozenset({signed.CODE, signed.WORDS, filed.CODE})
"""The codes of a form that is no longer what was signed."""


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
    signing: str = ""
    """The state of the signatures."""
    signers: tuple[Signer, ...] = ()
    is_doubtful: bool = False
    """True if a signature is not covered by its power."""
    accepted: Mapping[str, str]
    papers: tuple[Paper, ...] = ()
    facts: FactSheet | None = None
    """What the filing reports; None without a filing."""
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
        sheet = _with_papers(sheet, filing, checked, desk)
    return replace(sheet, read=_folders(checked, desk))


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """A filing as its papers show it.

    With errors it has a *mark*, no fingerprint of its *facts*, and no *void* signature.
    """

    filing: Filing
    facts: str = ""
    mark: pdf.Watermark | None = None
    void: frozenset[int] = frozenset()
    """The places of the signatures under a form that has changed since."""


def proof_of(filing: Filing, checked: Checked, desk: Desk) -> Proof:
    """Return a filing as its papers show it. Raises `FilingError` for an error in the template of the XML."""
    filing = with_all_notes(filing)
    facts = signed.facts_of(filing, desk.home)
    if checked.filing:
        return Proof(filing=filing, facts=facts)
    # A check compares a form with what was signed only where nothing else is wrong.
    void = signed.outdated(filing, facts)
    if any(each.code == filed.CODE for each in checked.problems):
        void = frozenset(n for n, each in enumerate(filing.signatures) if each.signed)
    held = (_unsigned(each) if n in void else each for n, each in enumerate(filing.signatures))
    return Proof(filing=replace(filing, signatures=(*held,)), mark=UNSOUND, void=void)


def papers_of(proof: Proof, checked: Checked, desk: Desk) -> dict[str, Document | None]:
    """Return the documents that are printed, by name; None for a power with an error in its words."""
    filing, form = proof.filing, FORMS[proof.filing.form]
    forms = form.documents(filing, desk.author, proof.facts)
    pages = authentication_pages(filing, desk.author, form.title, proof.facts)
    return {
        **{each.name: each for each in forms if each.name.endswith(".pdf")},
        **{name: _drafted(name, power, checked.files, desk) for name, power in drafted_powers(filing)},
        **{each.name: _without_lines(each) if proof.mark else each for each in pages},
    }


def _unsigned(signature: Signature) -> Signature:
    """Return a signature as it was before anybody signed."""
    text = without_mark(signature.text) if signature.text else None
    return replace(signature, signed=None, text=text)


def _without_lines(page: Document) -> Document:
    """Return a page of authentication without the lines that nobody has signed: these show "/s/" early."""
    lines = [
        each if each["date"] else {**each, "typed": "", "pieces": []} for each in page.context["signatures"]
    ]
    return replace(page, context={**page.context, "signatures": lines})


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


def _with_papers(sheet: Sheet, filing: Filing, checked: Checked, desk: Desk) -> Sheet:
    """Return the page with the papers, the facts and the state of the signatures of its filing."""
    papers: tuple[Paper, ...] = ()
    try:
        proof = proof_of(filing, checked, desk)
    except FilingError as error:
        proof, problems = Proof(filing=with_all_notes(filing)), error.problems
    else:
        papers, problems = _papers(proof, checked, desk)
    every = (*dict.fromkeys((*sheet.problems, *problems)),)
    is_changed = proof.void or CHANGED & {each.code for each in every}
    return replace(
        sheet,
        papers=papers,
        facts=fact_sheet(proof.filing, proof.void),
        problems=every,
        signing="changed after signing" if is_changed else signed.signing_of(filing, every),
    )


def _papers(proof: Proof, checked: Checked, desk: Desk) -> tuple[tuple[Paper, ...], tuple[Problem, ...]]:
    """Return the documents as HTML, and the errors in their templates."""
    papers: list[Paper] = []
    problems: list[Problem] = []
    for name, document in papers_of(proof, checked, desk).items():
        page = None
        try:
            page = _page(document, desk, proof.mark) if document else None
        except FilingError as error:
            problems += error.problems
        papers.append(Paper(name=name.removesuffix(".pdf"), title=_title(name, document), page=page))
    return tuple(papers), tuple(problems)


def _page(document: Document, desk: Desk, mark: pdf.Watermark | None) -> WebPage:
    with template_errors(document, desk.root):
        return html.page(document.template, document.context, home=desk.root, mark=mark)


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
