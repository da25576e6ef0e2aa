"""Render the documents of a checked filing. An error in a template is a problem like any other."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from jinja2 import TemplateError

import redwell
from redwell.builds.made import Made, unmade
from redwell.check import filed, signed
from redwell.check.filing import Checked, check_filing
from redwell.documents import pdf
from redwell.documents.renderer import BrokenTemplate, render
from redwell.edgar import template_problems
from redwell.edgar.packages import packets
from redwell.exhibits import enclosed
from redwell.files import templates
from redwell.files.discovery import Entry
from redwell.files.reader import Files
from redwell.form import Context, Document
from redwell.forms import FORMS
from redwell.forms.documents import documents_of
from redwell.git.history import AsFiled
from redwell.problems import FilingError, Place, Problem

PACKAGE = Path(redwell.__file__).parent
IN_WORD = Path("<template>")
"""Jinja's name for a template that is not a file, such as the text of a Word document."""


def make(
    entry: Entry,
    root: Path,
    home: Path,
    author: str,
    *,
    earlier: AsFiled | None = None,
    looks: Path | None = None,
) -> Made:
    """Return every document of a filing; templates in *looks*, by default *root*, replace those of *home*.

    Raise `MissingLibrary`.
    """
    checked = check_filing(entry, root, home, earlier, looks)
    made = unmade(checked)
    if checked.filing is None:
        return made
    try:
        # First, so that a mistake in its template is found where it stands, and not by the fingerprint.
        sent = {each.name: content for each, content in xml_documents(checked)}
        facts = signed.facts_of(checked.filing, home)
        documents = documents_of(checked.filing, checked.files, author, facts)
        contents = each_rendered(documents, checked.files.looks, home, made=sent)
    except FilingError as error:
        return replace(made, problems=(*made.problems, *error.problems))
    return replace(
        made,
        documents={**contents, **enclosed.contents(checked.filing, checked.files)},
        accepted=checked.accepted,
        folders=_folders(documents, checked.files),
        as_filed=filed.fact_digests(checked.filing) if checked.filing.filed else {},
        parts=packets(checked.filing, checked.files, contents),
    )


def xml_documents(checked: Checked) -> list[tuple[Document, bytes]]:
    """Return the XML documents of a sound filing, without CCCs. Raises `FilingError` for a template error."""
    assert checked.filing
    documents = [
        each
        for each in FORMS[checked.filing.form].documents(checked.filing, "")
        if each.name.endswith(".xml")
    ]
    contents = each_rendered(documents, checked.files.looks, checked.files.home)
    return [(each, contents[each.name]) for each in documents]


def each_rendered(
    documents: Iterable[Document], looks: Path, home: Path, *, made: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Return the rendered documents by name; templates in *looks* replace those of *home*.

    Those in *made* are not rendered again. Raises `FilingError` for an error in a template.
    """
    contents = dict(made or {})
    for each in documents:
        if each.name in contents:
            continue
        attachment = (each.attachment, contents[each.attachment]) if each.attachment else None
        with template_errors(each, looks):
            contents[each.name] = render(
                each.name, each.template, _context(each, looks), home=looks, attachment=attachment
            )
        if each.name.endswith(".xml") and (
            problems := template_problems.template_problems(each, contents[each.name], looks, home)
        ):
            raise FilingError(problems)
        if each.name.endswith(".xml") and looks != home and templates.has_own(looks):
            installed = render(each.name, each.template, each.context, home=home)
            if problems := [*template_problems.changed_values(each, contents[each.name], installed, looks)]:
                raise FilingError(problems)
    return contents


@contextmanager
def template_errors(document: Document, looks: Path) -> Iterator[None]:
    """Raise `FilingError` for an error in a template of *document*."""
    try:
        yield
    except Exception as error:
        if problem := _of_template(document, error, looks):
            raise FilingError([problem]) from error
        raise


def _context(document: Document, looks: Path) -> Context:
    """Return the context of a document, with the step of the PDF that it follows."""
    if document.follows is None:
        return document.context
    return {**document.context, "step": pdf.step(document.follows, document.context, home=looks)}


def _of_template(document: Document, error: Exception, looks: Path) -> Problem | None:
    """Return the problem for an *error* in a template, which the firm may edit, in Word too.

    None if *error* is a bug of ours: no renderer or filter has refused a template, and the innermost frame
    of either is not the template's.
    """
    lines = [(Path(each.filename), each.lineno) for each in traceback.extract_tb(error.__traceback__)[::-1]]
    known_names = ((templates.named(path, looks), line) for path, line in lines)
    files = [(name, line) for name, line in known_names if name]
    known = error if isinstance(error, (TemplateError, BrokenTemplate)) else None
    # The code of libraries, such as Jinja's, counts for who calls it.
    owned = (
        path
        for path, _ in lines
        if path == IN_WORD or path.is_relative_to(PACKAGE) or templates.named(path, looks)
    )
    innermost = next(owned, PACKAGE)
    if not (known or innermost == IN_WORD or templates.named(innermost, looks)):
        return None
    name: str = getattr(known, "name", None) or next((name for name, _ in files), document.template)
    inside = (line for each, line in files if each == name)
    line: int = getattr(known, "lineno", None) or next(inside, None) or 1
    notes = " ".join(("", *getattr(error, "__notes__", ())))
    cause = str(error) if known else f"{type(error).__name__}: {error}"
    place = Place(file=f"templates/{name}", line=line)
    return Problem(code="template", message=f"{document.name} cannot be made: {cause}{notes}", place=place)


def _folders(documents: Iterable[Document], files: Files) -> tuple[str, ...]:
    """Return the folders of `templates/` in use: those of the templates and files read, and `shared`."""
    names = [*(each.template for each in documents), *(name.partition("/")[2] for name in files.home_read)]
    return tuple(sorted({"shared", *(name.partition("/")[0] for name in names)}))
