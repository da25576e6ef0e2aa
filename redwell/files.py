"""The files that a filing is made from, read in one place, so that the manifest can name them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """Reads for one filing and keeps, by name, the SHA-256 of what it read.

    *root* is the repository, *home* holds `schemas/` and `templates/`, *folder* is the filing's own. A name
    is a path with `/`, from the folder that its method reads. Each method raises `FileNotFoundError` where
    there is no file, and `ValueError` where the name leads out of that folder, be it through a link.
    """

    root: Path
    home: Path
    folder: Path
    beside_read: dict[str, str] = field(default_factory=dict)
    root_read: dict[str, str] = field(default_factory=dict)
    home_read: dict[str, str] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """The file *name* of the repository."""
        return _read(self.root, name, self.root_read)

    def beside(self, name: str) -> bytes:
        """The file *name* in the folder of the filing."""
        return _read(self.folder, name, self.beside_read)

    def template(self, name: str) -> bytes:
        """The file *name* of `templates/`."""
        return _read(self.home, f"templates/{name}", self.home_read)


def _read(folder: Path, name: str, seen: dict[str, str]) -> bytes:
    inside = folder.resolve()
    path = (inside / name).resolve()
    if not path.is_relative_to(inside):
        raise ValueError(f"{name} is outside of {inside.name}/")
    if not path.is_file():
        raise FileNotFoundError(name)
    content = path.read_bytes()
    seen[name] = digest(content)
    return content
