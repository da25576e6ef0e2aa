"""A file that holds a secret: for its owner alone, whole or absent, and never where git could take it up."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from redwell.files import output
from redwell.files.discovery import Misuse

REMEDY = "choose a folder outside, e.g. one in your home"


def check(path: Path, shown: str, root: Path, build: Path) -> None:
    """Raises `Misuse` where the file, which messages call *shown*, may not be written.

    *root* is the repository, *build* the folder of its documents.
    """
    if path.suffix != ".xml":
        raise Misuse(f"--out {shown}: EDGAR takes a file that ends in .xml (specification 4.1)")
    if not path.parent.is_dir():
        raise Misuse(f"--out {shown}: there is no folder {path.parent.name}/ to write it to")
    if os.path.lexists(path):
        raise Misuse(f"--out {shown}: this file exists already, and nothing is overwritten: name another")
    # As it is written, and as it is behind links: neither may lead into what git or a build keeps.
    around = {*_around(path.parent.absolute()), *_around(path.parent.resolve())}
    if build.resolve() in around or any(output.manifest(each) is not None for each in around):
        raise Misuse(f"--out {shown}: builds keep their documents there, and this file holds a CCC: {REMEDY}")
    if root.resolve() in around or any(_is_of_git(each) for each in around) or around & {*_worktrees()}:
        raise Misuse(f"--out {shown}: git keeps files there, and this one holds a CCC: {REMEDY}")


def write(path: Path, shown: str, content: bytes) -> None:
    """The file *path*, readable by its owner alone; nothing is overwritten or left half written.

    Raises `Misuse` where the file system does not keep that promise.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".redwell-", suffix=".part")
    except OSError as error:
        raise Misuse(f"--out {shown}: no file can be written there: {REMEDY}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise Misuse(f"--out {shown}: others could read a file there: {REMEDY}")
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a renaming, a second name is refused where the file has appeared meanwhile.
        os.link(name, path)
    except FileExistsError as error:
        raise Misuse(f"--out {shown}: this file exists by now, and nothing is overwritten") from error
    except OSError as error:
        raise Misuse(f"--out {shown}: the file cannot be kept safe there: {REMEDY}") from error
    finally:
        Path(name).unlink()


def _around(folder: Path) -> Iterable[Path]:
    """*folder* and all that it lies in."""
    return folder, *folder.parents


def _is_of_git(folder: Path) -> bool:
    """Whether *folder* is a checkout (worktrees and submodules have a file `.git`) or a repository itself."""
    is_bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    return os.path.lexists(folder / ".git") or is_bare


def _worktrees() -> Iterator[Path]:
    """What git takes for the working tree here, whether by GIT_DIR, GIT_WORK_TREE or its settings."""
    if tree := os.environ.get("GIT_WORK_TREE"):
        yield Path(tree).resolve()
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return  # without git there is no setting of it either
    if found.returncode == 0:
        yield Path(found.stdout.rstrip("\n")).resolve()
    elif os.environ.get("GIT_DIR"):
        yield Path.cwd()
