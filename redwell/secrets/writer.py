"""Write a file that holds a secret: readable by its owner alone, complete or absent, and outside git."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from redwell.files import disk, output
from redwell.files.discovery import Misuse

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

    Raise `Misuse` where the file system cannot do this.
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
        # Unlike a rename, a link fails if the file has appeared in the meantime.
        os.link(name, path)
    except FileExistsError as error:
        raise Misuse(f"--out {shown}: this file now exists and will not be overwritten") from error
    except OSError as error:
        raise Misuse(f"--out {shown}: the file cannot be kept safe there: {REMEDY}") from error
    finally:
        Path(name).unlink()


def _is_of_git(folder: Path) -> bool:
    """Return whether *folder* is a checkout (a worktree or submodule has a file `.git`) or a repository."""
    is_bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    return os.path.lexists(folder / ".git") or is_bare
