"""Problems with a file that a filing names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from redwell.files.reader import HiddenFileError, LargeFileError
from redwell.problems import FilingError, Problem, nearest
from redwell.problems import Path as Steps
from redwell.source.errors import Mark
from redwell.source.loader import Source


def lines_of(text: str, name: str) -> Source:
    """A plain text as a source whose values are its lines."""
    lines = text.split("\n")
    marks: dict[Steps, Mark] = {}
    start = 0
    for n, line in enumerate(lines):
        marks[n,] = Mark(start, start + len(line), line)
        start += len(line) + 1
    return Source(name=name, text=text, data=lines, marks=marks, keys={})


def missing_file(key: str, name: str, folder: Path, error: Exception) -> Problem:
    """The file *name*, looked for in *folder*, is not there or may not be read; *key* names it."""
    if isinstance(error, HiddenFileError):
        message = (
            f"{name} leads to a file or folder that begins with a point, and no filing is made from those"
        )
        return Problem(code=f"{key}-hidden", message=message, path=(key,))
    if isinstance(error, LargeFileError):
        return Problem(code=f"{key}-too-large", message=f"{name} has {error}?", path=(key,))
    if isinstance(error, ValueError):
        where = "the repository" if key != "document" else "the folder of the filing"
        message = f"{name} leads out of {where}: name a file inside of it"
        return Problem(code=f"{key}-outside", message=message, path=(key,))
    near = nearest(name, _names(folder, name))
    hint = f'; did you mean "{near}"?' if near else ""
    where = "beside the filing" if key == "document" else "in the repository"
    return Problem(code=f"{key}-missing", message=f"there is no file {name} {where}{hint}", path=(key,))


def of_kind(key: str, name: str, suffix: str) -> None:
    """Raises `FilingError` unless *name*, which *key* names, ends in *suffix*."""
    if not name.endswith(suffix):
        message = f"{name} must be a {suffix} file: nothing else is read for {key}"
        raise FilingError([Problem(code=f"{key}-file-kind", message=message, path=(key,))])


def seen_elsewhere(problems: Sequence[Problem], key: str) -> list[Problem]:
    """The problems of another file, and one that points to them from the *key* of the filing."""
    placed = [problem.place for problem in problems if problem.place]
    if not placed:
        return list(problems)
    many = len(placed) > 1
    count = f"{len(placed)} problems, shown at their lines" if many else "a problem, shown at its line"
    message = f"{placed[0].file} has {count}: no power of attorney can be made with it"
    return [*problems, Problem(code="named-file", message=message, path=(key,))]


def _names(folder: Path, name: str) -> list[str]:
    """The files in the folder that *name* points into, as a filing would name them."""
    parent = PurePosixPath(name).parent
    inside = folder / parent
    if not inside.is_dir():
        return []
    return sorted(
        (parent / path.name).as_posix() for path in inside.iterdir() if path.is_file() and path.name[0] != "."
    )
