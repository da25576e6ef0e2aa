"""Find a template: the firm's own file first, then Redwell's of the same name."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import redwell
from redwell.files import disk

FOLDER = "templates"
OUTSIDE = "the file is outside of templates/: a template reads only files in there"
LED_OUT = "templates/ is a link that leads out of this repository: put the folder itself there"
HIDDEN = "the name begins with a period or a tilde, and builds do not notice such files: give it another name"
LINKED = "its folder is a link, and builds do not notice what changes behind it: put the folder itself there"
LARGEST = 20_000_000
"""Bytes of a template or a style sheet: enough for a Word document with pictures."""
SEALED = ("review/", "docket/", "preview/")
"""The looks of reviews, dockets and the live page, which show what others make: no file replaces these."""


def is_own(name: str, home: Path) -> bool:
    """Return whether `home/templates` has a file *name* that takes the place of the installed one."""
    # A link to nowhere counts: it is named when it cannot be read, and not passed over.
    return disk.is_there(home / FOLDER / name) and not name.startswith(SEALED)


def find(name: str, home: Path) -> Path:
    """Return the file of the template *name*: that in `home/templates`, or else the installed one.

    It need not exist. Raise `ValueError` for a hidden file, if it leads out of its folder, also by a link, or
    if a folder on the way is a link: `inside` lists no file behind one, so builds would not notice it.
    """
    top = home if is_own(name, home) else redwell.home()
    folder = top / FOLDER
    refuse_led_out(top)
    inside, path = disk.real(folder), disk.real(folder / name)
    if not path.is_relative_to(inside):
        raise ValueError(OUTSIDE)
    if any(part.startswith((".", "~")) for part in PurePosixPath(name).parts):
        raise ValueError(HIDDEN)
    if disk.real((folder / name).parent) != (inside / name).parent:
        raise ValueError(LINKED)
    return folder / name


def content(name: str, home: Path) -> bytes:
    """Return the template *name*: that in `home/templates`, or else the installed one.

    Raise `OSError`, or `ValueError` for a hidden or a too large file, or one outside of its folder.
    """
    return disk.read_file(find(name, home), LARGEST)


def refuse_led_out(home: Path) -> None:
    """Raise `ValueError` if the templates of *home* are behind a link that leads out of it."""
    if disk.is_led_out(home / FOLDER, home):
        raise ValueError(LED_OUT)


def has_own(home: Path) -> bool:
    """Return whether `home/templates` has files of the firm's own, which may read any other template."""
    ours = redwell.home() / FOLDER
    return any(not _is_same(path, ours / name) for name, path in inside(home / FOLDER).items())


def _is_same(path: Path, other: Path) -> bool:
    return other.is_file() and (disk.real(path) == disk.real(other) or disk.holds(path, other.read_bytes()))


def named(path: Path, home: Path) -> str | None:
    """Return the name of the template in the file *path*; None if it is none."""
    for folder in (home / FOLDER, redwell.home() / FOLDER):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return None


def every(home: Path) -> dict[str, Path]:
    """Return all templates by name, with those of `home/templates` in the place of the installed ones."""
    own = {name: path for name, path in inside(home / FOLDER).items() if not name.startswith(SEALED)}
    return {**inside(redwell.home() / FOLDER), **own}


def _unless_missing(error: OSError) -> None:
    """Raise an error of the system: a template that is not found would be replaced by the installed one."""
    if not isinstance(error, FileNotFoundError):
        raise error


def inside(folder: Path) -> dict[str, Path]:
    """Return the files of a folder of templates by name, without hidden ones and Word's lock files."""
    found = {}
    for path, folders, names in os.walk(folder, onerror=_unless_missing):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~")):
                found[Path(path, name).relative_to(folder).as_posix()] = Path(path, name)
    return found
