"""Read the files that a filing is made from, and keep their hashes for the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath

from redwell.files import templates

LARGEST_TEXT = 1_000_000
"""Bytes of a filing, a wording or a power of attorney. The largest real filing at hand has 60,000."""
LARGEST_EXHIBIT = 20_000_000
"""Bytes: enough for a picture, or a text with many tables."""


class HiddenFileError(ValueError):
    """A name leads to a hidden file: git's own, or one with passwords."""


class LargeFileError(ValueError):
    """A file is larger than any file of its kind can be."""

    def __init__(self, size: int, limit: int) -> None:
        """Say both sizes, in bytes."""
        super().__init__(f"{size:,} bytes: at most {limit:,} are read here; is it the right file")


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """A reader for one filing that keeps the SHA-256 of each file by its name.

    *root* is the repository, *home* holds the installed `schemas/` and `templates/`, *folder* is the filing's
    own. A name is a path with `/`, from the folder that the method reads. Each method raises
    `FileNotFoundError` if there is no file, and `ValueError` if the name leads out of the folder, also by a
    link. Its subclasses `HiddenFileError` and `LargeFileError` refuse files inside the folder.
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
        for path in sorted(self.folder.glob("[!.]*.yaml")):
            try:
                yield path.name, self._read(self.folder, path.name, self.compared, LARGEST_TEXT)
            except (FileNotFoundError, ValueError):
                continue

    def template(self, name: str) -> bytes:
        """Return the template *name*."""
        home = self.looks if templates.is_own(name, self.looks) else self.home
        return self._read(home, f"{templates.FOLDER}/{name}", self.home_read, LARGEST_TEXT)

    def _read(self, folder: Path, name: str, seen: dict[str, str], largest: int) -> bytes:
        self.unread.add(name)
        content = _content(folder, name, largest)
        self.unread.discard(name)
        seen[name] = digest(content)
        return content


def _content(folder: Path, name: str, largest: int) -> bytes:
    inside = folder.resolve()
    path = (inside / name).resolve()
    if not path.is_relative_to(inside):
        raise ValueError(f"{name} is outside of {inside.name}/")
    if any(part.startswith(".") for part in (*PurePath(name).parts, *path.relative_to(inside).parts)):
        raise HiddenFileError(f"{name} is a hidden file")
    if not path.is_file():
        raise FileNotFoundError(name)
    if (size := path.stat().st_size) > largest:
        raise LargeFileError(size, largest)
    return path.read_bytes()
