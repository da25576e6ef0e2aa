"""One filing, checked and made: all problems of its source, else of its shape, else of the law."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from jinja2 import TemplateError

from redwell.check import amendments, filed
from redwell.deadlines import due_dates
from redwell.deadlines.standing import Standing
from redwell.documents.aside import aside
from redwell.documents.renderer import BrokenTemplate, render
from redwell.edgar import template_faults
from redwell.edgar.packages import Packet, packets
from redwell.exhibits import enclosed, secrets
from redwell.files.discovery import Entry
from redwell.files.reader import Files
from redwell.form import Document, Form
from redwell.forms import FORMS
from redwell.git.history import AsFiled
from redwell.model import Filing
from redwell.power_of_attorney import authentication
from redwell.power_of_attorney import documents as power_of_attorney_documents
from redwell.problems import FilingError, Place, Problem, did_you_mean, in_file_order
from redwell.rules import shared
from redwell.schema import validation
from redwell.source.loader import MAX_BYTES, Source, placed, read, secrets_in, too_large


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A filing and its problems, placed and in file order; without the filing where one is an error."""

    files: Files
    problems: tuple[Problem, ...]
    filing: Filing | None = None
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Codes of warnings that the filing accepts, and why."""
    named: frozenset[Path] = frozenset()
    """Files beside the filing that it names as its own."""
    is_whole: bool = True
    """Whether the filing could be read so far that *named* is all that it names."""
    standing: Standing | None = None
    """How it stands to its due date, if it has one: known of a filing with errors of law, too."""

    @property
    def form(self) -> Form:
        """The form that the filing is."""
        assert self.filing
        return FORMS[self.filing.form]


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


NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")
NAME_RULE = "folders of documents get these names: write up to 100 letters, digits, spaces and any of . _ -"
IN_WORD = Path("<template>")
"""What Jinja calls the code of a template that is no file, such as the text of a document for Word."""
MAX_OF_A_RULE = 1000
"""A report shows fewer (`source.placed`); a file that breaks one rule more often is no filing."""
FILE_KEYS = frozenset({"file", "document"})
"""Keys whose value is the name of a file beside the filing."""


def check(entry: Entry, root: Path, home: Path, earlier: AsFiled | None = None) -> Checked:
    """The filing of *entry*, or what is wrong with it; *earlier* is the filing as it was filed."""
    files = Files(root=root, home=home, folder=entry.path.parent)
    try:
        source = read(_content(entry, files), entry.name)
        form = _form(source)
        problems = validation.check(source, form.schema, home)
        problems = in_file_order([*problems, *secrets_in(source, problems)])
        if _has_error(problems):
            return Checked(files=files, problems=tuple(problems), named=_named(source, entry))
        filing = form.parse(source)
    except FilingError as error:
        return Checked(files=files, problems=error.problems, is_whole=False)
    found = [problem for rule in form.rules for problem in islice(rule(filing), MAX_OF_A_RULE)]
    found += [*power_of_attorney_documents.check(filing, files), *secrets.check(filing, files)]
    found += amendments.check(filing, files)
    found += filed.check(filing, earlier, home) if earlier else []
    if filing.exhibits and not _has_error(found):
        found += enclosed.check(filing, files, [document.name for document in _documents(filing, files, "")])
    remaining, accepted = shared.accepted(found, filing)
    problems = placed(source, remaining)
    return Checked(
        files=files,
        problems=tuple(problems),
        filing=None if _has_error(problems) else filing,
        accepted=accepted,
        named=_named(source, entry),
        standing=due_dates.standing(filing),
    )


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
    documents = _documents(checked.filing, checked.files, author)
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


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _content(entry: Entry, files: Files) -> bytes:
    if not all(NAME.fullmatch(name) for name in (entry.client, entry.path.name)):
        code, message = "filing-name", f"{NAME_RULE}, e.g. tecogen/2013-10-01-panora-form3.yaml"
        raise FilingError([_of_file(entry, code, message)])
    try:
        size = entry.path.stat().st_size
        if size > MAX_BYTES:
            raise FilingError([too_large(entry.name, size)])
        return files.beside(entry.path.name)
    except FileNotFoundError:
        code, message = "file-missing", _missing(entry)
    except ValueError:
        code, message = (
            "file-outside",
            "the file is a link that leads out of its folder: put the filing itself here",
        )
    except OSError as error:
        code, message = (
            "file-unreadable",
            f"the file cannot be read: {(error.strerror or 'no cause is known').lower()}",
        )
    raise FilingError([_of_file(entry, code, message)])


def _missing(entry: Entry) -> str:
    if entry.path.is_symlink():
        return "the file is a link to a file that is not there: put the filing itself here"
    return f"there is no such file{did_you_mean(f'{entry.client}/{entry.path.name}', _known(entry))}"


def _of_file(entry: Entry, code: str, message: str) -> Problem:
    place = Place(file=entry.name, line=1, column=1, end_column=1, text="")
    return Problem(code=code, message=message, place=place)


def _known(entry: Entry) -> Iterator[str]:
    """The filings of all clients: `tecogen/2013-10-01-panora-form3.yaml`."""
    yield from (f"{path.parent.name}/{path.name}" for path in entry.path.parent.parent.glob("*/*.yaml"))


def _form(source: Source) -> Form:
    """The form that the filing says it is; its schema judges a filing that says none."""
    name = source.data.get("form") if isinstance(source.data, dict) else None
    return FORMS.get(name, FORMS["3"]) if isinstance(name, str) else FORMS["3"]


def _documents(filing: Filing, files: Files, author: str) -> tuple[Document, ...]:
    documents = FORMS[filing.form].documents(filing, author)
    documents += power_of_attorney_documents.documents(filing, files, author)
    return documents + authentication.documents(filing, author)


def _folders(documents: Iterable[Document], files: Files) -> tuple[str, ...]:
    """The folders of `templates/` that matter: of each template, of what was read, and what all share."""
    names = [*(each.template for each in documents), *(name.partition("/")[2] for name in files.home_read)]
    return tuple(sorted({"shared", *(name.partition("/")[0] for name in names)}))


def _named(source: Source, entry: Entry) -> frozenset[Path]:
    """The files that a filing names, whether or not they are there, wherever in it they stand."""
    texts = (mark.written for path, mark in source.marks.items() if path[-1:] and path[-1] in FILE_KEYS)
    return frozenset(entry.path.parent / text for text in texts if text)
