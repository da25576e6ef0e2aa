"""Find the filings of a repository, and the other files among them."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from redwell import PACKAGE
from redwell.files import disk
from redwell.problems import Place, Problem, nearest

LARGEST_SETTINGS = 65_536
"""Bytes of a pyproject.toml."""
_WORD = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")
"""A client or a filing's name, as it may be typed without quotes."""


class Misuse(Exception):
    """A command that cannot be carried out as given: it prints this message and exits with 2."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One filing of the record: `filings/<client>/<stem>.yaml`."""

    path: Path
    name: str
    """The name in messages: the path from the repository, or the whole path of a file elsewhere."""
    client: str
    stem: str
    record: str | None
    """The folder of all clients, as a path from the repository; None if it is elsewhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The content of a folder of filings. *others* are files that a filing may name as its own."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    others: tuple[Path, ...] = ()


def entry(path: Path, root: Path) -> Entry:
    """Return the filing in the file *path*."""
    path = path.absolute()
    return _entry(path, root, inside(path.parent.parent, root))


def _entry(path: Path, root: Path, record: str | None) -> Entry:
    name = name_of(path, root)
    return Entry(path=path, name=name, client=path.parent.name, stem=path.stem, record=record)


def repository(folder: Path) -> Path:
    """Return the repository that *folder* lies in, the nearest one; *folder* itself if there is none.

    The nearest pyproject.toml with `[tool.redwell]` marks it, or else a folder `filings`, or else `.git`.
    Nothing outside of a repository of git is looked at.
    """
    above = [folder, *folder.parents]
    top = next((number for number, each in enumerate(above, start=1) if _has_git(each)), None)
    above = above[:top]
    for mark in (_has_settings, _has_filings, _has_git):
        for each in above:
            if mark(each):
                return each
    return folder


def _has_settings(folder: Path) -> bool:
    try:
        return b"[tool.redwell]" in disk.read_file(folder / "pyproject.toml", LARGEST_SETTINGS)
    except (OSError, ValueError):
        return False


def _has_filings(folder: Path) -> bool:
    try:
        return (folder / "filings").is_dir()
    except OSError:
        return False  # it may not be looked at


def _has_git(folder: Path) -> bool:
    return os.path.lexists(folder / ".git")


def short_names(record: Path) -> tuple[str, ...]:
    """Return the names that stand for filings: each client, then each filing without folder and suffix."""
    filings = sorted(record.glob("*/*.yaml"))
    clients = dict.fromkeys(path.parent.name for path in filings)
    return tuple(filter(_WORD.fullmatch, (*clients, *(path.stem for path in filings))))


def inside(folder: Path, root: Path) -> str | None:
    """Return the path of *folder* from *root*, however it is written; None if it is elsewhere."""
    normal, top = (Path(os.path.normpath(each.absolute())) for each in (folder, root))
    return normal.relative_to(top).as_posix() if normal.is_relative_to(top) else None


def name_of(path: Path, root: Path) -> str:
    """Return a printable path from *root* with `/`, or the whole path of a file elsewhere."""
    return printable((path.relative_to(root) if path.is_relative_to(root) else path).as_posix())


def printable(name: str) -> str:
    """Return a name without what a terminal would carry out."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def refuse_sources(out: Path, record: Path, root: Path, home: Path) -> None:
    """Raise `Misuse` if *out* lies in, or contains, a folder that Redwell reads or is made of."""
    kept = [home / name for name in ("schemas", "templates")]
    ours = (".git", "bench", "docs", "generators", "schemas", "templates", "tests")
    kept += [root / name for name in ours]
    to = disk.real(out)
    for source in (record, *kept, PACKAGE):
        other = disk.real(source)
        if to.is_relative_to(other) or other.is_relative_to(to):
            names = [name_of(each, root) for each in (out, source)]
            raise Misuse(
                f"--out {names[0]}: documents cannot go there, because of {names[1]}: choose another folder"
            )


def refuse_led_out(folder: Path, root: Path) -> None:
    """Raise `Misuse` if a link leads from *folder*, a place in the repository *root*, out of the repository.

    Such a link may come with somebody's commit, and git keeps nothing of what lies behind it.
    """
    if disk.is_led_out(folder, root):
        raise Misuse(
            f"{name_of(folder, root)}: a link leads out of this repository, and nothing behind it is read: "
            "put the folder itself there"
        )


def find_filings(folder: Path, root: Path) -> Found:
    """Return every filing of *folder*, one folder per client. Raise `Misuse` if *folder* is missing."""
    if not folder.is_dir():
        hint = "; redwell new makes it with the first filing" if folder == root / "filings" else ""
        raise Misuse(f"{name_of(folder, root)}: no such folder of filings{hint}")
    refuse_led_out(folder, root)
    entries, problems, others = [], [], []
    record = inside(folder, root)
    for path in _files(folder):
        if path.is_dir():
            problems.append(_link(path, root))
        elif path.suffix == ".yaml" and path.parent.parent == folder:
            entries.append(_entry(path.absolute(), root, record))
        elif path.suffix.lower() in {".yaml", ".yml"}:
            problems.append(_misplaced(path, folder, root))
        else:
            others.append(path)
    return Found(entries=tuple(entries), problems=tuple(problems), others=tuple(others))


def strays(others: Iterable[Path], named: Collection[Path], root: Path) -> Iterator[Problem]:
    """Yield a problem for each of *others* that no filing names: no build would contain it."""
    for path in others:
        if path not in named:
            remedy = (
                "name it in the filing beside it (exhibits:, document: or sources:), or move it out of here"
            )
            yield _problem(path, root, "stray-file", f"no filing names this file: {remedy}")


def select(patterns: Sequence[str], folder: Path, root: Path) -> Found:
    """Return the filings that *patterns* name: files, folders or globs, each filing once.

    A missing file is a filing with a problem. Raise `Misuse` for a folder or glob without filings.
    """
    refuse_led_out(folder, root)
    chosen: dict[Path, Entry] = {}
    links: dict[Path, Problem] = {}
    for pattern in patterns:
        paths = _named(pattern, folder, root)
        found = [each for path in paths for each in _within(path.absolute())]
        if not found:
            raise Misuse(_none(pattern, folder, root))
        chosen.update((each, entry(each, root)) for each in found if not each.is_dir())
        links.update((each, _link(each, root)) for each in found if each.is_dir())
    return Found(entries=tuple(chosen.values()), problems=tuple(links.values()))


def one(pattern: str, folder: Path, root: Path) -> Entry:
    """Return the only filing that *pattern* names. Raise `Misuse` if it names none, or several."""
    found = select((pattern,), folder, root).entries
    if len(found) > 1:
        names = " or ".join(each.name for each in found)
        raise Misuse(f"{pattern}: these are {len(found)} filings: write {names}")
    if not found or not found[0].path.is_file():
        raise Misuse(_none(pattern, folder, root))
    return found[0]


def _named(pattern: str, folder: Path, root: Path) -> list[Path]:
    """Return what a *pattern* stands for, as it is typed, or as a Windows path.

    It is a client or a filing's name, else a path from the working folder or the repository, else a glob.
    Raise `Misuse` for a name that a client shares with a filing of another.
    """
    for typed in dict.fromkeys((pattern, pattern.replace("\\", "/"))):
        if found := _short_named(typed, folder, root):
            return found
        for path in (Path(typed), root / typed, folder / typed):
            if typed and (path.is_dir() or path.is_file()):
                return [path]
        if found := _matching(typed):
            return found
    is_file = pattern.endswith(".yaml") and not glob.has_magic(pattern)
    return [Path(pattern.replace("\\", "/"))] if is_file else []


def _short_named(word: str, folder: Path, root: Path) -> list[Path]:
    """Return the client or the filings that are called *word*, which is no path."""
    if not _WORD.fullmatch(word):
        return []
    filings = sorted(folder.glob(f"*/{glob.escape(word)}.yaml"))
    if not (folder / word).is_dir():
        return filings
    others = [path for path in filings if path.parent.name != word]
    if others:
        names = " or ".join(name_of(path, root) for path in (folder / word, *others))
        raise Misuse(f"{word}: a client and a filing have this name: write {names}")
    return [folder / word]


def _matching(pattern: str) -> list[Path]:
    found = map(Path, glob.glob(pattern))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    return sorted(path for path in found if path.is_dir() or path.is_file() or path.is_symlink())


def _within(path: Path) -> Iterator[Path]:
    """Yield the filings in *path*, and links to folders, which may contain some."""
    if path.is_dir():
        yield from (each for each in _files(path) if each.suffix == ".yaml" or each.is_dir())
    else:
        yield path


def _none(pattern: str, folder: Path, root: Path) -> str:
    known = find_filings(folder, root).entries if folder.is_dir() else ()
    names = {word: each.name for each in known for word in (each.stem, each.path.name, each.name)}
    names.update((each.client, each.client) for each in known)
    if parts := [each for each in known if len(pattern) > 2 and pattern.lower() in each.stem.lower()]:
        found = [parts[0].name] if len(parts) == 1 else [each.stem for each in parts[:5]]
        return f"{pattern}: no such filing; did you mean {' or '.join(map(_quoted, found))}?"
    if near := nearest(pattern, names):
        return f"{pattern}: no such filing; did you mean {_quoted(names[near])}?"
    return f"{pattern}: no such filing, folder or pattern that finds one"


def _quoted(word: str) -> str:
    return f'"{printable(word)}"'


def _files(folder: Path) -> Iterator[Path]:
    """Yield every file below *folder* in order, and every link to a folder, without editors' leftovers.

    Links to folders are not followed: they may lead in a circle.
    """
    for found in sorted(os.scandir(folder), key=lambda found: found.name):
        if found.name.startswith((".", "~")) or found.name.endswith("~") or found.name == "Thumbs.db":
            continue
        if found.is_dir(follow_symlinks=False):
            yield from _files(folder / found.name)
        else:
            yield folder / found.name


def _link(path: Path, root: Path) -> Problem:
    remedy = "put the folder itself here, or build what it leads to with --filings"
    return _problem(
        path, root, "folder-link", f"this is a link to a folder, which no build follows: {remedy}"
    )


def _misplaced(path: Path, folder: Path, root: Path) -> Problem:
    inside = path.relative_to(folder)
    client = inside.parts[0] if len(inside.parts) > 1 else "<client>"
    right = f"{name_of(folder, root)}/{client}/{path.stem}.yaml"
    if path.suffix != ".yaml":
        return _problem(path, root, "filing-suffix", f"a filing ends in .yaml: rename it to {right}")
    return _problem(
        path, root, "filing-place", f"a filing stands in the folder of its client: move it to {right}"
    )


def _problem(path: Path, root: Path, code: str, message: str) -> Problem:
    place = Place(file=name_of(path, root))
    return Problem(code=code, message=message, place=place)
