"""Write files that are not there yet, and compare those that are; overwrite nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from redwell.files import disk, output
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError
from redwell.files.reader import LARGEST_TEXT


def write_missing(root: Path, files: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write *files* below *root* that do not exist; return the names written, and those left as they are.

    Raise `Misuse`, before anything is written, if a folder on the way is none, or leads out of *root*.
    """
    for name in files:
        _check(root, name)
    written: list[str] = []
    left: list[str] = []
    for name, content in files.items():
        (written if _write(root / name, content) else left).append(name)
    return tuple(written), tuple(left)


def _check(root: Path, name: str) -> None:
    folder = (root / name).parent
    if not disk.real(folder).is_relative_to(disk.real(root)):
        raise Misuse(f"{name}: its folder leads out of this repository: nothing was written")
    for each in (folder, *folder.parents):
        if each.exists() and not each.is_dir():
            raise Misuse(
                f"{each.relative_to(root).as_posix()} is a file, and must be a folder: nothing was written"
            )


def _write(path: Path, content: bytes) -> bool:
    """Write a new file and return True; leave one that exists, be it a link to nowhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        disk.create(path, content)
    except FileExistsError:
        return False
    return True


def renew(root: Path, name: str, content: bytes) -> None:
    """Write a file of Redwell's own below *root*, whole or not at all. Raise `Misuse` if it is a link."""
    _check(root, name)
    path = root / name
    if not _write(path, content):
        output.replace_file(path, disk.read_plain(path, LARGEST_TEXT) or b"", content)


def differences(root: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Yield, for each of *files* that differs or is missing below *root*, a diff that `git apply` takes.

    Raise `Misuse` for a file that is not text.
    """
    for name, after in files.items():
        if (root / name).is_symlink():
            raise Misuse(f"{name} is a link: put the file itself there")
        before = read(root, name) if os.path.lexists(root / name) else None
        if before != after:
            yield "".join(_diff(name, before, after))


def read(root: Path, name: str) -> str:
    """Return the text of the file *name* below *root*. Raise `Misuse` if it is none."""
    try:
        return disk.read_file(root / name, LARGEST_TEXT).decode("utf-8")
    except LargeFileError as error:
        raise Misuse(f"{name} has {error}?") from None
    except UnicodeDecodeError:
        raise Misuse(f"{name} is not text in UTF-8: move it away, then redwell init writes it") from None


def with_lines(before: str, wanted: str) -> str:
    """Return *before* with those lines of *wanted* that it lacks; comments alone are none."""
    has = {line.strip() for line in before.splitlines()}
    lacks = [
        line for line in wanted.splitlines() if not line.startswith("#") and line.strip() not in has | {""}
    ]
    # For git, the last line that matches a file wins: what is for all files stands before the firm's own.
    general = "".join(f"{line}\n" for line in lacks if line.startswith("* "))
    end = "" if before.endswith("\n") or not before else "\n"
    return general + before + end + "".join(f"{line}\n" for line in lacks if not line.startswith("* "))


def _diff(name: str, before: str | None, after: str) -> Iterator[str]:
    old = f"a/{name}" if before is not None else "/dev/null"
    for line in unified_diff(_lines(before or ""), _lines(after), old, f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their ends: only a line feed ends one, as for git."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + (
        [last] if (last := text.rpartition("\n")[2]) else []
    )
