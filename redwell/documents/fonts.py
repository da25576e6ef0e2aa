"""Fonts for PDFs: families installed as pinned packages, the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from redwell.documents.renderer import MissingLibrary
from redwell.text import FALLBACK_PACKAGES, FONT_PACKAGES

FALLBACKS = {"PT Sans": "Noto Sans", "PT Sans Narrow": "Noto Sans", "PT Serif": "Noto Serif"}
"""The family that prints the letters which another one lacks."""


def fonts() -> dict[str, Path]:
    """Return every font file by its name, without loading a library."""
    return {path.name: path for folder in folders() for path in sorted(folder.glob("*.ttf"))}


def faces(address: str) -> Iterator[str]:
    """Yield the rules by which a browser finds every font at *address*, and its name behind that.

    As in a PDF, Noto has the letters that PT lacks: the rule that comes last goes first.
    """
    for name in sorted(fonts()):
        family, _, style = re.sub(r"\[[^\[\]]*\]|\.ttf$|-Web", "", name).rpartition("-")
        family, style = (family, style) if family else (style, "Regular")
        family = re.sub("[_-]|(?<=[a-z])(?=[A-Z])", " ", family)
        for known in (family, *(each for each, other in FALLBACKS.items() if other == family)):
            # Those of Noto have all weights in one file.
            for weight in ("normal", "bold") if "[" in name else ("bold" if "Bold" in style else "normal",):
                yield (
                    f'@font-face {{ font-family: "{known}"; font-weight: {weight}; '
                    f"font-style: {'italic' if 'Italic' in style else 'normal'}; font-display: block; "
                    f'src: url("{address}{quote(name)}") }}\n'
                )


def folders() -> Iterator[Path]:
    """Yield the folder of each font package. Raise `MissingLibrary` if one is not installed."""
    for package in (*FONT_PACKAGES, *FALLBACK_PACKAGES):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise MissingLibrary(f"the font package {package.replace('_', '-')} is not installed")
        yield Path(spec.origin).parent / "files"
