"""Files out of git into a folder: a stranger's names and links do not lead out of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redwell.files.reader import LARGEST_EXHIBIT

_AT_ONCE = 32_000_000
"""Bytes of files that are in memory at the same time."""
_UNFIT = frozenset(
    {errno.EILSEQ, errno.EINVAL, errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR}
)
"""What a system says of a name that it cannot give a file, or has given to another that it calls the same."""
_LINK, _PROGRAM, _MODULE = "120000", "100755", "160000"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file of a tree: its path, git's names of its content and of its kind, and its bytes."""

    name: str
    blob: str
    mode: str
    size: int

    @property
    def is_link(self) -> bool:
        """Whether its content is where it leads to."""
        return self.mode == _LINK

    @property
    def is_large(self) -> bool:
        """Whether it is larger than anything that is read here."""
        return self.size > LARGEST_EXHIBIT


def file(line: bytes) -> File | None:
    """A file as `git ls-tree -l` tells of it; None of another repository within this one."""
    facts, _, name = line.partition(b"\t")
    mode, _, blob, size = facts.decode().split()
    if mode == _MODULE:
        return None
    return File(name=os.fsdecode(name), blob=blob, mode=mode, size=int(size) if size.isdigit() else 0)


def write(
    files: Iterable[File], folder: Path, contents: Callable[[Collection[File]], dict[str, bytes]]
) -> tuple[str, ...]:
    """Write *files* into *folder*; the names of those that cannot be, or would lead out of it."""
    left: list[str] = []
    links: list[tuple[File, bytes]] = []
    folder.mkdir(parents=True, exist_ok=True)
    made = {f"{folder}"}
    for some in _in_parts(files):
        found = contents(some)
        for file in some:
            if file.is_large or not _is_sound(file.name):
                left.append(file.name)
            elif file.is_link:
                links.append((file, found[file.blob]))
            elif not _written(folder / file.name, found[file.blob], file.mode, made):
                left.append(file.name)
    # At last, so that no file is written through one.
    left += [file.name for file, target in links if not _linked(folder / file.name, target, made)]
    left += list(_leading_out(folder, [file.name for file, _ in links]))
    return tuple(sorted(set(left)))


def _in_parts(files: Iterable[File]) -> Iterator[list[File]]:
    part: list[File] = []
    size = 0
    for file in files:
        if part and size + file.size > _AT_ONCE:
            yield part
            part, size = [], 0
        part.append(file)
        size += 0 if file.is_large else file.size
    if part:
        yield part


def _is_sound(name: str) -> bool:
    """Whether a path stays where it is put: git itself makes no other, but somebody may."""
    return not any(part in {"", ".", ".."} or part.lower() == ".git" for part in name.split("/"))


def _written(path: Path, content: bytes, mode: str, made: set[str]) -> bool:
    try:
        _make(path.parent, made)
        with path.open("xb") as file:
            file.write(content)
        if mode == _PROGRAM:
            path.chmod(0o755)
    except OSError as error:
        return _is_unfit(error)
    return True


def _linked(path: Path, target: bytes, made: set[str]) -> bool:
    try:
        _make(path.parent, made)
        path.symlink_to(os.fsdecode(target))
    except (OSError, ValueError) as error:
        return isinstance(error, OSError) and _is_unfit(error)
    return True


def _is_unfit(error: OSError) -> bool:
    """False for a name that the system refuses; raises anything else, such as a full disk."""
    if error.errno not in _UNFIT:
        raise error
    return False


def _make(folder: Path, made: set[str]) -> None:
    if f"{folder}" not in made:
        folder.mkdir(parents=True, exist_ok=True)
        made.add(f"{folder}")


def _leading_out(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Remove links that lead out of *folder*, by way of others too, or in a circle."""
    inside = folder.resolve()
    for name in names:
        path = folder / name
        if not path.is_symlink():
            continue
        try:
            is_inside = path.resolve().is_relative_to(inside)
        except (OSError, RuntimeError):
            is_inside = False
        if not is_inside:
            path.unlink()
            yield name
