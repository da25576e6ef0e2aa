"""Problems with the files that a filing names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from redwell.files.disk import MISSING, LargeFileError, cause
from redwell.files.reader import HiddenFileError
from redwell.problems import FilingError, Problem, nearest
from redwell.problems import Path as Steps
from redwell.source.errors import Mark
from redwell.source.loader import Source


def lines_of(text: str, name: str) -> Source:
    """Return a plain text as a source whose values are its lines."""
    lines = text.split("\n")
    marks: dict[Steps, Mark] = {}
    start = 0
    for n, line in enumerate(lines):
        marks[n,] = Mark(start, start + len(line), line)
        start += len(line) + 1
    return Source(name=name, text=text, data=lines, marks=marks, keys={})


def missing_file(key: str, name: str, folder: Path, error: OSError | ValueError) -> Problem:
    """Return the problem of a file of *folder* that is missing or may not be read; *key* names it."""
    if isinstance(error, HiddenFileError):
        message = (
            f"{name} leads to a file or folder whose name begins with a period, and Redwell reads none of "
            "those"
        )
        return Problem(code=f"{key}-hidden", message=message, path=(key,))
    if isinstance(error, LargeFileError):
        return Problem(code=f"{key}-too-large", message=f"{name} has {error}?", path=(key,))
    if isinstance(error, ValueError):
        where = "the repository" if key != "document" else "the folder of the filing"
        message = f"{name} is outside {where}: name a file inside it"
        return Problem(code=f"{key}-outside", message=message, path=(key,))
    if error.errno not in MISSING:
        message = f"{name} cannot be read: {cause(error)}"
        return Problem(code=f"{key}-missing", message=message, path=(key,))
    near = nearest(name, _names(folder, name))
    hint = f'; did you mean "{near}"?' if near else ""
    where = "beside the filing" if key == "document" else "in the repository"
    return Problem(code=f"{key}-missing", message=f"there is no file {name} {where}{hint}", path=(key,))


def of_kind(key: str, name: str, suffix: str) -> None:
    """Raise `FilingError` unless *name*, the value of *key*, ends in *suffix*."""
    if not name.endswith(suffix):
        message = f"{key}: takes a {suffix} file, and {name} is not one"
        raise FilingError([Problem(code=f"{key}-file-kind", message=message, path=(key,))])


def seen_elsewhere(problems: Sequence[Problem], key: str) -> list[Problem]:
    """Return the problems of another file, and one at *key* of the filing that points to them."""
    placed = [problem.place for problem in problems if problem.place]
    if not placed:
        return list(problems)
    many = len(placed) > 1
    count = f"{len(placed)} problems, shown at their lines" if many else "a problem, shown at its line"
    message = f"{placed[0].file} has {count}: Redwell cannot make a power of attorney from it"
    return [*problems, Problem(code="named-file", message=message, path=(key,))]


def _names(folder: Path, name: str) -> list[str]:
    """Return the files in the folder of *name*, as a filing would name them."""
    parent = PurePosixPath(name).parent
    inside = folder / parent
    if not inside.is_dir():
        return []
    return sorted(
        (parent / path.name).as_posix()
        for path in inside.iterdir()
        if path.is_file() and not path.name.startswith(".")
    )
