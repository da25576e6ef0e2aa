"""The fonts that a PDF can use: static families, pinned as packages, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from redwell.documents.renderer import MissingLibrary

PACKAGES = ("fontpkg_pt_sans", "fontpkg_pt_sans_narrow", "fontpkg_pt_serif")


def fonts() -> dict[str, Path]:
    """File name -> file of every font, without loading a library."""
    return {path.name: path for folder in folders() for path in sorted(folder.glob("*.ttf"))}


def folders() -> Iterator[Path]:
    """The folder of each font package. Raises `MissingLibrary` where one is not installed."""
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise MissingLibrary(f"the font package {package.replace('_', '-')} is not installed")
        yield Path(spec.origin).parent / "files"
