"""`import`: convert a file from EDGAR to a YAML filing with its exhibits."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

import redwell
from redwell.check import shape
from redwell.check.signed import fingerprint_of
from redwell.commands import edge, report
from redwell.commands.edge import Project
from redwell.edgar import full_text, ownership, yaml_writer
from redwell.edgar.full_text import Attached, Submission
from redwell.edgar.ownership import FilingWithNotes
from redwell.files import disk
from redwell.files.discovery import Misuse, name_of
from redwell.files.disk import LargeFileError, NoFileError
from redwell.form import Form, Rule
from redwell.forms import FORMS
from redwell.model import Exhibit, Filing, Signature
from redwell.problems import FilingError, Place, Problem, dotted
from redwell.rules import powers
from redwell.rules.registry import REGISTERED, rules_of
from redwell.schema import validation
from redwell.source import loader
from redwell.text.characters import UNSEEN, to_ascii
from redwell.text.names import listed

MAX_BYTES = 20_000_000
"""The most bytes of a submission with pictures; an ownership document alone has at most 60,000."""
MAX_DOCUMENT = 2_000_000
_TYPE = re.compile(r"(EX-24|EX-99)(\.[A-Za-z0-9]{1,14})?")
_SHOWN = 3
POWERS = rules_of(powers)
AS_FILED = "This is what was filed on EDGAR."
"""The answer to the questions about powers of attorney: EDGAR's document does not show the powers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOptions:
    """The flags of the command, as they are typed."""

    from_: str
    out: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """A filing: its file *name*, its *yaml*, its *exhibits*, and *notes* for the user."""

    name: str
    yaml: str
    exhibits: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


def run(project: Project, options: ImportOptions) -> int:
    """Print the YAML of a filing, or write it with its exhibits. Raises `Misuse`; overwrites nothing."""
    if not options.from_:
        raise Misuse("--from must be given: an ownership XML, or a complete submission text file")
    try:
        found = load_import(Path(options.from_), project.root)
    except FilingError as error:
        print(report.text(error.problems, edge.looks()), end="", file=sys.stderr)
        return 1
    written = write_import(found, Path(options.out)) if options.out else ()
    for note in found.notes:
        print(f"note: {note}", file=sys.stderr)
    if written:
        names = [project.name_of(path) for path in written]
        print(f"wrote {', '.join(names)}; next: {project.line('check', names[0])}")
        return 0
    print(found.yaml, end="")
    for name, content in found.exhibits.items():
        print(f"note: {name} ({len(content):,} bytes) is written with --out", file=sys.stderr)
    return 0


def load_import(path: Path, root: Path) -> Imported:
    """Read a filing from *path*: an ownership XML, or a complete submission text file.

    Raises `Misuse` if there is no such file, and `FilingError` if it cannot be read.
    """
    name = name_of(path.absolute(), root)
    return import_filing(read_published(path, name), name)


def read_published(path: Path, name: str) -> bytes:
    """Return the content of a file from EDGAR, called *name*. Raises `Misuse` and `FilingError`."""
    try:
        return disk.read_file(path, MAX_BYTES)
    except NoFileError as error:
        raise Misuse(f"{name}: {'this is no file' if path.exists() else 'no such file'}") from error
    except LargeFileError as error:
        raise FilingError([_too_large(name, error.size, MAX_BYTES)]) from None


def import_filing(content: bytes, name: str) -> Imported:
    """Return the filing in *content*; messages call it *name*. Raises `FilingError`."""
    published, others = _published(content, name)
    return _imported(published, others)


def published_filing(content: bytes, name: str) -> Filing:
    """Return the filing in a document that EDGAR published, without its exhibits. Raises `FilingError`."""
    return _published(content, name)[0].filing


def _published(content: bytes, name: str) -> tuple[FilingWithNotes, Sequence[Attached]]:
    """Return the filing in *content*, and the other documents of its submission. Raises `FilingError`."""
    others: Sequence[Attached] = ()
    first_line, filed = 1, None
    if full_text.is_full_text(content):
        submission = full_text.read_submission(content, name)
        form = _form(submission, name)
        others = [each for each in submission.documents if each is not form]
        content, first_line, filed = form.content, form.first_line, submission.filed
    if len(content) > MAX_DOCUMENT:
        raise FilingError([_too_large(name, len(content), MAX_DOCUMENT)])
    return ownership.read_filing(content, name, filed, first_line), others


def write_import(imported: Imported, out: Path) -> tuple[Path, ...]:
    """Write the filing and its exhibits into the folder *out*, all or none; return their paths.

    Raises `Misuse` if a file exists or *out* is a link.
    """
    if out.is_symlink():
        raise Misuse(f"--out {out}: this is a link, and builds do not follow links: name the folder itself")
    if out.exists() and not out.is_dir():
        raise Misuse(f"--out {out}: this is not a folder")
    # The filing comes last: if the process is killed before, check reports its files as strays.
    files = {**imported.exhibits, imported.name: imported.yaml.encode("utf-8")}
    # An equal exhibit is there if an earlier import was stopped before it wrote the filing.
    ours = [name for name, content in imported.exhibits.items() if disk.holds(out / name, content)]
    taken = [name for name in (imported.name, *imported.exhibits) if disk.is_there(out / name)]
    taken = [name for name in taken if name not in ours]
    if taken:
        raise Misuse(f"--out {out}: {', '.join(taken)} already exists: nothing was written")
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    try:
        for name, content in files.items():
            if name not in ours:
                disk.create(out / name, content)
                written.append(out / name)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return (out / imported.name, *(out / name for name in imported.exhibits))


def _form(submission: Submission, name: str) -> Attached:
    """Return the ownership document of a submission."""
    for each in submission.documents:
        if each.is_xml and each.type in FORMS:
            return each
    types = ", ".join(each.type[:20] for each in submission.documents[:5])
    message = f"no Form {listed([*FORMS], 'or')} in XML found among the documents ({types})"
    if form := next((each.type for each in submission.documents if each.type in FORMS), None):
        message = f"this Form {form} was filed as text, as before mid-2003: enter it by hand (redwell new)"
    place = Place(file=name)
    raise FilingError([Problem(code="import-form", message=message, place=place)])


def _imported(said: FilingWithNotes, others: Sequence[Attached]) -> Imported:
    notes = [*said.notes]
    exhibits: dict[str, bytes] = {}
    listed = []
    for attached in others:
        if attached.is_pdf:
            notes.append(f"{_called(attached)} was left out: an ownership form has no PDF exhibits")
            continue
        file = full_text.legal_name(attached, exhibits)
        exhibits[file] = attached.content
        listed.append(_exhibit(attached, file))
        notes += _said_of(attached, listed[-1])
    form, home = FORMS[said.filing.form], redwell.home()
    filing = replace(said.filing, exhibits=tuple(listed))
    asked = {problem.code for rule in POWERS for problem in rule(filing)}
    filing = replace(filing, accept=tuple((code, AS_FILED) for code in sorted(asked)))
    keys = list(validation.load_schema(form.schema, home)["properties"])
    blocks = yaml_writer.blocks(filing, form, keys)
    faults = [*_faults(yaml_writer.joined(blocks, form), form)]
    if not faults and filing.filed is None and filing.signatures:
        # What EDGAR published is what was signed.
        blocks["signatures"] = yaml_writer.signatures_block(_pinned(filing, home))
    notes += faults
    return Imported(
        name=_name(filing),
        yaml=yaml_writer.joined(blocks, form),
        exhibits=exhibits,
        notes=tuple(map(_shown, notes)),
    )


def _pinned(filing: Filing, home: Path) -> Iterator[Signature]:
    """Yield each dated signature with the fingerprint of what the filing reports."""
    found = fingerprint_of(filing, home)
    for each in filing.signatures:
        if each.signed:
            yield replace(each, facts=found.facts, words=found.words)


def _exhibit(attached: Attached, file: str) -> Exhibit:
    is_known = _TYPE.fullmatch(attached.type)
    description = UNSEEN.sub("", " ".join((attached.description or "").split()))
    return Exhibit(
        type=attached.type if is_known else "EX-99",
        file=file,
        description=None if description in {"", attached.type} else description,
    )


def _said_of(attached: Attached, exhibit: Exhibit) -> Iterator[str]:
    if exhibit.file != attached.name:
        yield f"{_called(attached)} is called {exhibit.file} here"
    if exhibit.type != attached.type:
        yield f'{exhibit.file} was sent as "{attached.type[:20]}": its type is now {exhibit.type}'


def _shown(note: str) -> str:
    """Return a note without control characters, which a stranger may put into a file name."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", note)


def _called(attached: Attached) -> str:
    """Return the name of a stranger's file, as far as it can be shown."""
    return f'"{attached.name[:60]}"' if attached.name else f"a document without a name ({attached.type[:20]})"


def _faults(text: str, form: Form) -> Iterator[str]:
    """Return notes on errors that `redwell check` will report: EDGAR once took more than it does today."""
    try:
        read = loader.read(text.encode("utf-8"), "filing")
        problems = shape.problems_of(read, form, redwell.home())
        if not problems:
            filing = form.parse(read)
            problems = [problem for rule in _refusing(form.rules) for problem in islice(rule(filing), _SHOWN)]
    except FilingError as error:
        problems = [*error.problems]
    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in errors[:_SHOWN]:
        yield f"check will refuse {dotted(problem.path) or 'the filing'}: {problem.message}"
    if len(errors) > _SHOWN:
        yield f"check will refuse {len(errors) - _SHOWN} more things"


@cache
def _refusing(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return those of some rules that give errors."""
    return tuple(each for each in rules if each not in REGISTERED or REGISTERED[each].severity == "error")


def _name(filing: Filing) -> str:
    """Return a file name: `2013-10-01-panora-robert-a-form3.yaml`."""
    owner = filing.reporting_owners[0].name if filing.reporting_owners else "owner"
    slug = "-".join(re.findall("[a-z0-9]+", (to_ascii(owner) or "").lower()))[:60].strip("-") or "owner"
    return f"{filing.period_of_report}-{slug}-{FORMS[filing.form].stem}.yaml"


def _too_large(name: str, size: int, limit: int) -> Problem:
    message = f"{size:,} bytes: an import has at most {limit:,}; is this the right file?"
    place = Place(file=name)
    return Problem(code="file-too-large", message=message, place=place)
