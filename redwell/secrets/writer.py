"""Write a file that holds a secret: readable by its owner alone, complete or absent, and outside git."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from redwell.files import disk, output
from redwell.files.discovery import Misuse

PR_SET_DUMPABLE = 4
"""The number of this setting in `prctl(2)`."""
REMEDY = "choose a folder outside, for example in your home folder"


def check_place(path: Path, shown: str, root: Path, build: Path) -> None:
    """Raise `Misuse` where the file *path*, which messages call *shown*, may not be written.

    *root* is the repository, *build* the folder of its documents.
    """
    if path.suffix != ".xml":
        raise Misuse(f"--out {shown}: EDGAR accepts a file whose name ends in .xml (specification 4.1)")
    if not path.parent.is_dir():
        raise Misuse(f"--out {shown}: there is no folder {path.parent.name}/")
    if os.path.lexists(path):
        raise Misuse(
            f"--out {shown}: this file already exists and will not be overwritten: give another name"
        )
    # Neither the path as given nor the place behind its links may lead into what git or a build keeps.
    folders = {
        folder
        for parent in (Path(os.path.normpath(path.parent.absolute())), disk.real(path.parent))
        for folder in (parent, *parent.parents)
    }
    if disk.real(build) in folders or any(output.manifest(folder) is not None for folder in folders):
        raise Misuse(f"--out {shown}: builds keep their documents there, and this file holds a CCC: {REMEDY}")
    if disk.real(root) in folders or any(_is_of_git(folder) for folder in folders):
        raise Misuse(f"--out {shown}: git keeps files there, and this file holds a CCC: {REMEDY}")


def write(path: Path, shown: str, content: bytes) -> None:
    """Write the file *path* for its owner alone. Overwrite nothing, and leave nothing half written.

    The file has no name until it is complete, so that whatever ends the process leaves nothing. Where the
    system has no files without a name, one that ends in .part is removed whatever happens, but for a SIGKILL
    or a loss of power. Raise `Misuse` where the file system cannot do this.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise Misuse(f"--out {shown}: no file can be written there: {REMEDY}") from error
    try:
        if not _written_without_name(folder, path.name, shown, content):
            with _signals_wait():
                _write_under_other_name(folder, path.name, shown, content)
    except FileExistsError as error:
        raise Misuse(f"--out {shown}: this file now exists and will not be overwritten") from error
    except OSError as error:
        raise Misuse(f"--out {shown}: the file cannot be kept safe there: {REMEDY}") from error
    finally:
        os.close(folder)


def forbid_core_files() -> None:
    """Let no crash write the memory of this process, which holds a CCC, to a file; debuggers stay out too."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if sys.platform == "linux":
        from ctypes import CDLL

        # A program that collects crashes, as many distributions have, is not bound by the limit.
        CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _written_without_name(folder: int, name: str, shown: str, content: bytes) -> bool:
    """Write the file and then give it its name. Return False where the system or file system cannot do so."""
    if not hasattr(os, "O_TMPFILE"):
        return False
    try:
        handle = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o600, dir_fd=folder)
    except OSError:
        return False
    with os.fdopen(handle, "wb") as file:
        _fill(file, shown, content)
        try:
            # Given a folder, Python lets the system follow the link in /proc to the file itself.
            os.link(f"/proc/self/fd/{handle}", name, dst_dir_fd=folder)
        except FileNotFoundError:
            return False  # there is no /proc
    return True


def _write_under_other_name(folder: int, name: str, shown: str, content: bytes) -> None:
    hidden = f".redwell-{token_hex(8)}.part"
    handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            _fill(file, shown, content)
        # Unlike a rename, a link fails if the file has appeared in the meantime.
        os.link(hidden, name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        os.unlink(hidden, dir_fd=folder)


def _fill(file: BinaryIO, shown: str, content: bytes) -> None:
    if os.fstat(file.fileno()).st_mode & 0o077:
        raise Misuse(f"--out {shown}: others could read a file there: {REMEDY}")
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Let signals arrive only afterwards, all that can wait."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_of_git(folder: Path) -> bool:
    """Return whether *folder* is a checkout (a worktree or submodule has a file `.git`) or a repository."""
    is_bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    return os.path.lexists(folder / ".git") or is_bare
