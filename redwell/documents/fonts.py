"""Fonts for PDFs: families installed as pinned packages, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from redwell.documents.renderer import MissingLibrary
from redwell.text import FALLBACK_PACKAGES, FONT_PACKAGES


def fonts() -> dict[str, Path]:
    """Return every font file by its name, without loading a library."""
    return {path.name: path for folder in folders() for path in sorted(folder.glob("*.ttf"))}


def folders() -> Iterator[Path]:
    """Yield the folder of each font package. Raise `MissingLibrary` if one is not installed."""
    for package in (*FONT_PACKAGES, *FALLBACK_PACKAGES):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise MissingLibrary(f"the font package {package.replace('_', '-')} is not installed")
        yield Path(spec.origin).parent / "files"
