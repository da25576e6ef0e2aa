"""Read the files that a filing is made from, and keep their hashes for the manifest."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath

from redwell.files import disk, templates
from redwell.files.disk import NoFileError

LARGEST_TEXT = 1_000_000
"""Bytes of a filing, a wording or a power of attorney. The largest real filing at hand has 60,000."""
LARGEST_EXHIBIT = 20_000_000
"""Bytes: enough for a picture, or a text with many tables."""


class OutsideFileError(ValueError):
    """A name, or a link of this name, leads out of the folder."""


class HiddenFileError(ValueError):
    """A name leads to a hidden file: git's own, or one with passwords."""


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """A reader for one filing that keeps the SHA-256 of each file by its name.

    *root* is the repository, *home* holds the installed `schemas/` and `templates/`, *folder* is the filing's
    own. A name is a path with `/`, from the folder that the method reads. Each method raises `NoFileError` if
    there is no file, another `OSError` if the system does not read it, and `ValueError` if the name leads out
    of the folder, also by a link. Its subclasses `HiddenFileError` and `LargeFileError` refuse files inside
    the folder.
    """

    root: Path
    home: Path
    folder: Path
    looks: Path
    """The folder whose `templates/` replace the installed ones: the repository, or *home* for none."""
    beside_read: dict[str, str] = field(default_factory=dict)
    root_read: dict[str, str] = field(default_factory=dict)
    home_read: dict[str, str] = field(default_factory=dict)
    compared: dict[str, str] = field(default_factory=dict)
    """The filings that were read only to compare with them; `.` is the folder, whose files may change."""
    unread: set[str] = field(default_factory=set)
    """Names of files that could not be read."""

    def read(self, name: str) -> bytes:
        """Return the file *name* of the repository."""
        return self._read(self.root, name, self.root_read, LARGEST_TEXT)

    def beside(self, name: str, largest: int = LARGEST_TEXT) -> bytes:
        """Return the file *name* in the folder of the filing, of at most *largest* bytes."""
        return self._read(self.folder, name, self.beside_read, largest)

    def filings(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each filing in the folder that can be read."""
        self.compared["."] = digest(b"")
        # Those of one folder, which is asked about only once, unless one of them is a link.
        inside = None if disk.is_led_out(self.folder, self.root) else f"{disk.real(self.folder)}"
        for name in sorted(path.name for path in self.folder.glob("[!.]*.yaml")):
            try:
                if inside and not os.path.islink(f"{inside}/{name}"):  # noqa: PTH114
                    content = disk.read_file(Path(inside, name), LARGEST_TEXT, follow=False)
                    self.compared[name] = digest(content)
                else:
                    content = self._read(self.folder, name, self.compared, LARGEST_TEXT)
                yield name, content
            except (OSError, ValueError):
                self.unread.add(name)

    def template(self, name: str) -> bytes:
        """Return the template *name*."""
        home = self.home
        if templates.is_own(name, self.looks):
            home = self.looks
            templates.find(name, home)
        return self._read(home, f"{templates.FOLDER}/{name}", self.home_read, LARGEST_TEXT)

    def _read(self, folder: Path, name: str, seen: dict[str, str], largest: int) -> bytes:
        self.unread.add(name)
        if folder == self.folder and disk.is_led_out(folder, self.root):
            raise OutsideFileError(f"{name} is behind a link that leads out of the repository")
        content = read_inside(folder, name, largest)
        self.unread.discard(name)
        seen[name] = digest(content)
        return content


def read_inside(folder: Path, name: str, largest: int) -> bytes:
    """Return the file *name* of *folder*, of at most *largest* bytes.

    Raise `NoFileError`, another `OSError` if the system does not read it, and `ValueError` if it is hidden,
    too large, or outside of *folder*, also by a link.
    """
    inside, path = disk.real(folder), disk.real(folder / name)
    if not path.is_relative_to(inside):
        raise OutsideFileError(f"{name} is outside of {inside.name}/")
    if any(part.startswith(".") for part in (*PurePath(name).parts, *path.relative_to(inside).parts)):
        raise HiddenFileError(f"{name} is a hidden file")
    if os.path.islink(path):  # noqa: PTH114 (a Path raises an error for a name that is too long)
        raise NoFileError(errno.ELOOP, "this link leads in a circle", str(path))
    # No link is left in this path; one that appears now is not followed.
    return disk.read_file(path, largest, follow=False)
