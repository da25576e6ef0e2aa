"""A checked filing to its documents. A mistake in a template is a problem like one in a filing."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from jinja2 import TemplateError

from redwell.check import filed
from redwell.check.filing import Checked, check
from redwell.deadlines.standing import Standing
from redwell.documents.aside import aside
from redwell.documents.renderer import BrokenTemplate, render
from redwell.edgar import template_faults
from redwell.edgar.packages import Packet, packets
from redwell.exhibits import enclosed
from redwell.files.discovery import Entry
from redwell.files.reader import Files
from redwell.form import Document
from redwell.forms import FORMS
from redwell.forms.documents import documents_of
from redwell.history import AsFiled
from redwell.problems import FilingError, Place, Problem

IN_WORD = Path("<template>")
"""What Jinja calls the code of a template that is no file, such as the text of a document for Word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What became of a filing: its *documents* by name, none where a problem is an error."""

    problems: tuple[Problem, ...]
    documents: Mapping[str, bytes] = field(default_factory=dict)
    named: frozenset[Path] = frozenset()
    is_whole: bool = True
    """Whether the filing could be read so far that *named* is all that it names."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """SHA-256 of the files that were read for it, by where they lie (`filing`, `repository`) and name."""
    folders: tuple[str, ...] = ()
    """Folders of `templates/` that its documents come from."""
    as_filed: Mapping[str, str] = field(default_factory=dict)
    """Digests of its facts, once it was filed."""
    parts: Sequence[Packet] = ()
    """The filings that EDGAR gets of it: of each the names of its documents and exhibits."""
    standing: Standing | None = None
    """How it stands to its due date."""


def unmade(checked: Checked) -> Made:
    """What is known of a filing before anything is made of it."""
    return Made(
        problems=checked.problems,
        named=checked.named,
        is_whole=checked.is_whole,
        standing=checked.standing,
        inputs={"filing": checked.files.beside_read, "repository": checked.files.root_read},
    )


def make(
    entry: Entry,
    root: Path,
    home: Path,
    author: str,
    *,
    earlier: AsFiled | None = None,
    is_split: bool = False,
) -> Made:
    """Every document of a filing; if *is_split*, two processes share the work. Raises `MissingLibrary`."""
    checked = check(entry, root, home, earlier)
    made = unmade(checked)
    if checked.filing is None:
        return made
    documents = documents_of(checked.filing, checked.files, author)
    try:
        contents = _rendered(documents, home, is_split=is_split)
    except FilingError as error:
        return replace(made, problems=(*made.problems, *error.problems))
    return replace(
        made,
        documents={**contents, **enclosed.contents(checked.filing, checked.files)},
        accepted=checked.accepted,
        folders=_folders(documents, checked.files),
        as_filed=filed.digests(checked.filing) if checked.filing.filed else {},
        parts=packets(checked.filing, checked.files, contents),
    )


def xml_documents(checked: Checked, home: Path) -> list[tuple[Document, bytes]]:
    """What EDGAR gets of a sound filing, less the CCC. Raises `FilingError` for a mistake in a template."""
    assert checked.filing
    documents = [
        each
        for each in FORMS[checked.filing.form].documents(checked.filing, "")
        if each.name.endswith(".xml")
    ]
    contents = each_rendered(documents, home)
    return [(each, contents[each.name]) for each in documents]


def _rendered(documents: Sequence[Document], home: Path, *, is_split: bool) -> dict[str, bytes]:
    """The documents by name. Those for Word need no WeasyPrint, which takes long to load."""
    word = [each for each in documents if is_split and each.name.endswith(".docx")]
    others = [each for each in documents if each not in word]
    with aside(partial(each_rendered, word, home)) if word else nullcontext(dict) as of_word:
        contents = each_rendered(others, home) | of_word()
    return {each.name: contents[each.name] for each in documents}


def each_rendered(documents: Iterable[Document], home: Path) -> dict[str, bytes]:
    """The documents by name. Raises `FilingError` for a mistake in a template."""
    contents: dict[str, bytes] = {}
    for each in documents:
        attachment = (each.attachment, contents[each.attachment]) if each.attachment else None
        try:
            contents[each.name] = render(
                each.name, each.template, each.context, home=home, attachment=attachment
            )
        except Exception as error:
            if problem := _of_template(each, error, home):
                raise FilingError([problem]) from error
            raise
        if each.name.endswith(".xml") and (
            faults := template_faults.of_template(each, contents[each.name], home)
        ):
            raise FilingError(faults)
    return contents


def _of_template(document: Document, error: Exception, home: Path) -> Problem | None:
    """A template is the firm's to edit, in Word too: a mistake in it is shown like one in a filing.

    None if *error* arose neither in a template nor because of one.
    """
    folder = home / "templates"
    lines = [(Path(each.filename), each.lineno) for each in traceback.extract_tb(error.__traceback__)[::-1]]
    files = [path.relative_to(folder).as_posix() for path, _ in lines if path.is_relative_to(folder)]
    known = error if isinstance(error, (TemplateError, BrokenTemplate)) else None
    if not (known or files or any(path == IN_WORD for path, _ in lines)):
        return None
    name: str = getattr(known, "name", None) or next(iter(files), document.template)
    inside = (line for path, line in lines if path == folder / name)
    line: int = getattr(known, "lineno", None) or next(inside, None) or 1
    notes = " ".join(("", *getattr(error, "__notes__", ())))
    cause = str(error) if known else f"{type(error).__name__}: {error}"
    place = Place(file=f"templates/{name}", line=line, column=1, end_column=1, text="")
    return Problem(code="template", message=f"{document.name} cannot be made: {cause}{notes}", place=place)


def _folders(documents: Iterable[Document], files: Files) -> tuple[str, ...]:
    """The folders of `templates/` that matter: of each template, of what was read, and what all share."""
    names = [*(each.template for each in documents), *(name.partition("/")[2] for name in files.home_read)]
    return tuple(sorted({"shared", *(name.partition("/")[0] for name in names)}))
