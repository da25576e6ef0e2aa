"""Write files of a git tree into a folder; no untrusted name or link leads out of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redwell.files import disk
from redwell.files.reader import LARGEST_EXHIBIT

_BATCH_BYTES = 32_000_000
"""Bytes of files held in memory at a time."""
_REFUSED = frozenset(
    {errno.EILSEQ, errno.EINVAL, errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR}
)
"""Errors for a name that the file system refuses, or treats as the name of another file."""
_DEEPEST = 50
"""The most nested folders; creating or removing deeper ones could exceed Python's recursion limit."""
_LINK, _SUBMODULE = "120000", "160000"


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeFile:
    """A file of a tree: its path, git's name of its content, its mode and its size in bytes."""

    name: str
    blob: str
    mode: str
    size: int

    @property
    def is_link(self) -> bool:
        """True for a symbolic link, whose content is its target."""
        return self.mode == _LINK

    @property
    def is_large(self) -> bool:
        """True if it is larger than any file that is read."""
        return self.size > LARGEST_EXHIBIT


def parse_line(line: bytes) -> TreeFile | None:
    """Return a file from a line of `git ls-tree -l`; None for a submodule."""
    facts, _, name = line.partition(b"\t")
    mode, _, blob, size = facts.decode().split()
    if mode == _SUBMODULE:
        return None
    return TreeFile(name=os.fsdecode(name), blob=blob, mode=mode, size=int(size) if size.isdigit() else 0)


def write_files(
    files: Iterable[TreeFile], folder: Path, contents: Callable[[Collection[TreeFile]], dict[str, bytes]]
) -> tuple[str, ...]:
    """Write *files* into *folder*; return the names of those left out.

    Left out are files that are too large, names that the system refuses, and links that lead out of *folder*.
    """
    left_out: list[str] = []
    links: dict[str, bytes] = {}
    folder.mkdir(parents=True, exist_ok=True)
    for batch in _batches(files):
        found = contents(batch)
        for file in batch:
            if file.is_large or not _is_inside(file.name):
                left_out.append(file.name)
            elif file.is_link:
                links[file.name] = found[file.blob]
            elif not _is_written(folder / file.name, found[file.blob]):
                left_out.append(file.name)
    # Links come last, so that no file is written through one.
    left_out += [name for name, target in links.items() if not _is_linked(folder / name, target)]
    left_out += _remove_links_out(folder, links)
    return tuple(sorted(set(left_out)))


def _batches(files: Iterable[TreeFile]) -> Iterator[list[TreeFile]]:
    batch: list[TreeFile] = []
    size = 0
    for file in files:
        if batch and size + file.size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += 0 if file.is_large else file.size
    if batch:
        yield batch


def _is_inside(name: str) -> bool:
    """Return True if a path stays in its folder; git makes no other, but a crafted tree may."""
    parts = name.split("/")
    is_odd = any(part in {"", ".", ".."} or part.lower() == ".git" for part in parts)
    return not is_odd and len(parts) <= _DEEPEST


def _is_written(path: Path, content: bytes) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.write_new(path, content, is_kept=False)
    except OSError as error:
        return _check_refused(error)
    return True


def _is_linked(path: Path, target: bytes) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(os.fsdecode(target))
    except OSError as error:
        return _check_refused(error)
    except ValueError:
        # A NUL in the target.
        return False
    return True


def _check_refused(error: OSError) -> bool:
    """Return False for a name that the system refuses; raise anything else, such as a full disk."""
    if error.errno not in _REFUSED:
        raise error
    return False


def _remove_links_out(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Remove links that lead out of *folder* or in a circle, directly or not; yield their names."""
    inside = disk.real(folder)
    for name in names:
        path = folder / name
        if not path.is_symlink():
            continue
        if not path.exists() or not disk.real(path).is_relative_to(inside):
            path.unlink()
            yield name
