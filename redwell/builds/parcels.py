"""Pack a task with all its files, to do it on another machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import redwell
from redwell.builds.made import Made
from redwell.builds.worker import Attempt, BuildTask
from redwell.check.dependencies import PREVIOUS, dependencies
from redwell.check.related import likely_previous, related_filings
from redwell.check.shape import check_shape
from redwell.check.short_swing import short_swing_problems
from redwell.documents.renderer import MissingLibrary
from redwell.files import disk, templates
from redwell.files.reader import LARGEST_EXHIBIT, Files, read_inside
from redwell.form import Form
from redwell.forms import FORMS
from redwell.model import Filing
from redwell.problems import FilingError, has_error
from redwell.rules.registry import comparing
from redwell.source.loader import read


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A task and the content of all *files* that it needs, by their paths from the repository."""

    task: BuildTask
    author: str
    templates: tuple[tuple[str, bytes], ...]
    """The templates of the repository, which replace the installed ones, by name."""
    files: Mapping[str, bytes]
    compared: Mapping[str, str]
    """SHA-256 of all filings of the folder, if the previous filing was searched among them."""


def pack(task: BuildTask, attempt: Attempt) -> Parcel | None:
    """Return a task with all its files; None if one of them cannot be read, or has no place elsewhere.

    The message for a file that cannot be read tells of the files beside it, which are only here.
    """
    entry = task.entry
    files = Files(root=attempt.root, home=attempt.home, folder=entry.path.parent, looks=attempt.home)
    try:
        beside = {entry.path.name: files.beside(entry.path.name)}
        source = read(beside[entry.path.name], entry.name)
        mark = source.marks.get(("form",))
        needed = dependencies(source, FORMS.get((mark.written if mark else None) or ""))
        for name in (*needed.beside, *filter(None, [needed.amended])):
            beside[name] = files.beside(name, LARGEST_EXHIBIT)
        shared = {name: files.read(name) for name in needed.repository}
        own = _own_templates(attempt)
    except (FilingError, OSError, ValueError):
        return None
    if needed.is_on_folder:
        form, problems = check_shape(source, attempt.home)
        if form and not has_error(problems):
            # Which filing is the previous one does not depend on the words of model notes.
            beside |= _previous(form, form.parse(source), files, entry.path.name)
    if entry.record is None or any(_leads_away(PurePath(name)) for name in (*beside, *shared)):
        return None
    folder = f"{entry.record}/{entry.client}"
    contents = {**{f"{folder}/{name}": content for name, content in beside.items()}, **shared}
    return Parcel(task=task, author=attempt.author, templates=own, files=contents, compared=files.compared)


def _previous(form: Form, filing: Filing, files: Files, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the filings among which the owner's others are found, if one of them is compared."""
    related = related_filings(filing, files, name)
    for rule in comparing(form.rules, *PREVIOUS):
        for _ in rule(filing, related):
            break
    for _ in short_swing_problems(filing, related, name):
        break
    if files.compared:
        yield from likely_previous(filing, files)


def _own_templates(attempt: Attempt) -> tuple[tuple[str, bytes], ...]:
    """Return the templates of the repository by name, sorted. Raises `ValueError`."""
    folder = attempt.root / templates.FOLDER
    if disk.real(folder) == disk.real(attempt.home / templates.FOLDER):
        return ()
    templates.refuse_led_out(attempt.root)
    found = sorted(templates.inside(folder))
    return tuple((name, read_inside(folder, name, templates.LARGEST)) for name in found)


def _leads_away(name: PurePath) -> bool:
    return name.is_absolute() or ".." in name.parts


def unpacked(parcel: Parcel, folder: str) -> Made | MissingLibrary:
    """Do the task in a temporary folder in *folder*, and return its result with the paths of the sender."""
    entry = parcel.task.entry
    looks = Path(_looks(parcel.templates, folder).name) if parcel.templates else redwell.home()
    with TemporaryDirectory(prefix="redwell-", dir=folder) as temporary:
        root = disk.real(Path(temporary))
        _write(root, parcel.files.items())
        path = root / (entry.record or "") / entry.client / entry.path.name
        attempt = Attempt(root=root, home=redwell.home(), author=parcel.author, looks=looks)
        made = attempt(replace(parcel.task, entry=replace(entry, path=path)))
    if isinstance(made, MissingLibrary):
        return made
    named = frozenset(entry.path.parent / each.relative_to(path.parent) for each in made.named)
    return replace(made, named=named, compared=parcel.compared)


@lru_cache(maxsize=1)
def _looks(own: tuple[tuple[str, bytes], ...], folder: str) -> TemporaryDirectory[str]:
    """Return a folder with the templates *own*; one for all filings, so that each is compiled once."""
    made = TemporaryDirectory(prefix="redwell-looks-", dir=folder)
    _write(Path(made.name) / templates.FOLDER, own)
    return made


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, content in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        disk.write_new(folder / name, content, is_kept=False)
