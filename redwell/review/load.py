"""Load the files that a request changes on both sides, check each filing, and pair old files with new."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import get_args

from redwell import settings
from redwell.account.previous import is_same
from redwell.check.dependencies import dependencies
from redwell.check.filed import filing_in
from redwell.check.filing import check_filing
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.git import history
from redwell.git.history import FILED, AsFiled, content_of
from redwell.git.repository import Changed, Repository
from redwell.model import Filing
from redwell.problems import FilingError
from redwell.review.model import Elsewhere, Outside, Revision
from redwell.review.sides import Look, Side
from redwell.secrets import keys
from redwell.source import loader

_KINDS: tuple[Outside, ...] = get_args(Outside)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedFiles:
    """The filings that a request changes, the files that filings may name, and all others by kind."""

    filings: tuple[Changed, ...]
    named: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]


def changed_files(changes: Iterable[Changed], record: str) -> ChangedFiles:
    """Sort *changes* by kind; *record* is the folder of all clients."""
    touched: list[Changed] = []
    others: list[str] = []
    for change in changes:
        before, after = (
            name if name and is_filing(name, record) else None for name in (change.before, change.after)
        )
        if before or after:
            touched.append(Changed(before=before, after=after))
        # A file that becomes a filing, or no longer is one, is one of the others on its other side.
        names = {change.before, change.after} - {before, after, None}
        others += [name for name in names if name]
    kinds: dict[Outside, list[str]] = {}
    for name in sorted(set(others)):
        kinds.setdefault(_kind(name, record), []).append(name)
    return ChangedFiles(
        filings=tuple(sorted(touched, key=lambda each: each.after or each.before or "")),
        named=(*kinds.get("files beside filings", ()), *kinds.get("other files", ())),
        elsewhere=tuple(Elsewhere(what=kind, files=tuple(kinds[kind])) for kind in _KINDS if kind in kinds),
    )


def is_filing(name: str, record: str) -> bool:
    """Return whether a file's name is that of a filing: `filings/<client>/<stem>.yaml`."""
    path = PurePosixPath(name)
    return path.suffix == ".yaml" and path.parent.parent == PurePosixPath(record)


def _kind(name: str, record: str) -> Outside:
    if PurePosixPath(name).is_relative_to(record):
        return "files beside filings"
    top, _, rest = name.partition("/")
    match top:
        case "templates":
            return "wording" if rest.endswith(".yaml") and not rest.startswith("new/") else "templates"
        case "schemas":
            return "schemas"
        case "redwell" | "tasks.py":
            return "code"
        case "pyproject.toml":
            return "settings"
        case "requirements.lock":
            return "packages"
    return "other files"


def named_files(content: bytes, name: str) -> frozenset[str]:
    """Return the files that the filing *name* names, as repository paths; empty if it is unreadable."""
    folder = PurePosixPath(name).parent
    try:
        found = dependencies(loader.read(content, name), None)
    except FilingError:
        return frozenset()
    beside = {f"{folder / each}" for each in found.beside}
    return frozenset(map(normpath, beside | found.repository))


# --- the files of one side ---


def side(
    repository: Repository, revision: Revision, tree: str, root: Path, home: Path
) -> tuple[Side, tuple[str, ...]]:
    """Return a side with its own templates and settings in *root*; and notes.

    All other templates, and the schemas, are the installed ones in *home*.
    """
    root.mkdir()
    left_out = repository.export(tree, root, ("templates", "pyproject.toml"))
    notes = _left_out_notes(revision, left_out)
    author = settings.Settings().author
    try:
        author = settings.read_settings(root).author
    except (Misuse, RecursionError) as error:
        why = "pyproject.toml is nested too deeply" if isinstance(error, RecursionError) else f"{error}"
        notes += (f"{revision.name}: the default settings are used, because {why}",)
    return Side(revision=revision, tree=tree, root=root, home=home, author=author), notes


def export(repository: Repository, at: Side, names: Collection[str]) -> tuple[str, ...]:
    """Write the filings *names*, their clients' folders and the files that they name; return notes."""
    folders = {f"{PurePosixPath(name).parent}" for name in names}
    named = {
        each
        for name in names
        for each in named_files(repository.read(at.tree, name) or b"", name)
        if each.partition("/")[0] not in {"templates", "schemas", "pyproject.toml"}
    }
    outside = {each for each in named if not any(each.startswith(f"{folder}/") for folder in folders)}
    return _left_out_notes(at.revision, repository.export(at.tree, at.root, folders | outside))


def _left_out_notes(revision: Revision, names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        return ()
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    why = "left out, because it leads out of the folder or is too large"
    return (f"{revision.name}: {why}: {names[0]}{more}",)


# --- a filing on one side ---


def look(side: Side, name: str, earlier: AsFiled | None = None) -> Look:
    """Return the filing *name*, a repository path, on *side*; *earlier* is the filing as filed.

    Anything wrong with it is among its problems. Both sides are checked by this Redwell's rules.
    """
    entry = discovery.entry(side.root / name, side.root)
    content = content_of(entry.path)
    checked = check_filing(entry, side.root, side.home, earlier)
    filing = checked.filing
    if filing is None and checked.is_whole:
        found = filing_in(content, side.home, side.root, with_secrets=True)
        filing = found and replace(
            found,
            footnotes=tuple((label, keys.without_value(label, text)) for label, text in found.footnotes),
        )
    return Look(entry=entry, content=content, checked=checked, filing=filing)


def as_filed(side: Side, names: Collection[str], root: Path, record: str) -> dict[str, AsFiled]:
    """Return the filings *names* as they were filed, by name, from the history of *side* in *root*."""
    filed = [name for name in names if FILED.search(content_of(side.root / name))]
    found = history.recorded(root, record, filed, side.revision.commit or "HEAD", side.root)
    return {name: AsFiled(content=content) for name, content in found.items()}


def changed_since_filed(side: Side, names: Collection[str], root: Path, record: str) -> dict[str, AsFiled]:
    """Return `as_filed` without files that are unchanged to the byte."""
    found = as_filed(side, names, root, record)
    return {name: then for name, then in found.items() if then.content != content_of(side.root / name)}


# --- which file became which ---


def matched(pairs: Iterable[tuple[Look | None, Look | None]]) -> list[tuple[Look | None, Look | None]]:
    """Correct git's *pairs* of before and after by the content of the filings.

    Git pairs similar files, and all forms are similar: another owner's filing is not a new version, but the
    same form in a new file is. Corrected pairs keep the place of the new file.
    """
    split = [side for pair in pairs for side in _split(*pair)]
    removed = [before for before, after in split if before and not after]
    joined: list[tuple[Look | None, Look | None]] = []
    for before, after in split:
        if after and not before:
            old = next((each for each in removed if _is_one_form(each.filing, after.filing)), None)
            if old:
                removed.remove(old)
            joined.append((old, after))
        else:
            joined.append((before, after))
    return [(before, after) for before, after in joined if after or any(before is each for each in removed)]


def _split(before: Look | None, after: Look | None) -> list[tuple[Look | None, Look | None]]:
    if before and after and before.entry.name != after.entry.name:
        old, new = before.filing, after.filing
        if old and new and not is_same(old, new):
            return [(before, None), (None, after)]
    return [(before, after)]


def _is_one_form(before: Filing | None, after: Filing | None) -> bool:
    """Return whether two files are the same form by the same owners for the same event."""
    if not before or not after:
        return False
    if (before.form, before.period_of_report) != (after.form, after.period_of_report):
        return False
    originals = [each.amendment.original_filed if each.amendment else None for each in (before, after)]
    return originals[0] == originals[1] and is_same(before, after)
