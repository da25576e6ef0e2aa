"""Pack a task with all its files, to do it on another machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import redwell
from redwell.builds.made import Made
from redwell.builds.worker import Attempt, BuildTask
from redwell.check.dependencies import dependencies
from redwell.check.related import likely_previous
from redwell.check.shape import check_shape
from redwell.documents.renderer import MissingLibrary
from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.forms import FORMS
from redwell.problems import FilingError, has_error
from redwell.source.loader import read


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A task and the content of all *files* that it needs, by their paths from the repository."""

    task: BuildTask
    author: str
    files: Mapping[str, bytes]
    compared: Mapping[str, str]
    """SHA-256 of all filings of the folder, if the previous filing was searched among them."""


def pack(task: BuildTask, attempt: Attempt) -> Parcel | None:
    """Return a task with all its files; None if one of them cannot be read, or has no place elsewhere.

    The message for a file that cannot be read tells of the files beside it, which are only here.
    """
    entry = task.entry
    files = Files(root=attempt.root, home=attempt.home, folder=entry.path.parent)
    try:
        beside = {entry.path.name: files.beside(entry.path.name)}
        source = read(beside[entry.path.name], entry.name)
        mark = source.marks.get(("form",))
        needed = dependencies(source, FORMS.get((mark.written if mark else None) or ""))
        for name in (*needed.beside, *filter(None, [needed.amended])):
            beside[name] = files.beside(name, LARGEST_EXHIBIT)
        shared = {name: files.read(name) for name in needed.repository}
        shared |= _own_templates(attempt.root) if attempt.root.resolve() != attempt.home.resolve() else {}
    except (FilingError, OSError, ValueError):
        return None
    if needed.is_on_folder:
        form, problems = check_shape(source, attempt.home)
        beside |= likely_previous(form.parse(source), files) if form and not has_error(problems) else ()
    if entry.record is None or any(_leads_away(PurePath(name)) for name in (*beside, *shared)):
        return None
    folder = f"{entry.record}/{entry.client}"
    contents = {**{f"{folder}/{name}": content for name, content in beside.items()}, **shared}
    return Parcel(task=task, author=attempt.author, files=contents, compared=files.compared)


def _own_templates(root: Path) -> dict[str, bytes]:
    """Return the templates of the repository, which replace Redwell's, by path. Raises `ValueError`."""
    folder = root / "templates"
    paths = [path for path in sorted(folder.rglob("[!.~]*")) if not path.is_dir()]
    if any(not path.resolve().is_relative_to(folder.resolve()) for path in paths):
        raise ValueError("a link leads out of templates/")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _leads_away(name: PurePath) -> bool:
    return name.is_absolute() or ".." in name.parts


def unpacked(parcel: Parcel) -> Made | MissingLibrary:
    """Do the task in a temporary folder, and return its result with the paths of the sender."""
    entry = parcel.task.entry
    with TemporaryDirectory(prefix="redwell-") as folder:
        root = Path(folder).resolve()
        for name, content in parcel.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        path = root / (entry.record or "") / entry.client / entry.path.name
        attempt = Attempt(root=root, home=redwell.home(), author=parcel.author)
        made = attempt(replace(parcel.task, entry=replace(entry, path=path)))
    if isinstance(made, MissingLibrary):
        return made
    named = frozenset(entry.path.parent / each.relative_to(path.parent) for each in made.named)
    return replace(made, named=named, compared=parcel.compared)
