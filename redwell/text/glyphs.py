"""Know which characters the fonts of printed documents have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from redwell.text import FALLBACK_PACKAGES, FONT_PACKAGES

MISSING = "\N{REPLACEMENT CHARACTER}"
"""The sign that a printed document shows in place of a character that no font has."""


def unprintable(text: str) -> str:
    """Return the characters of *text* that no font has, each once, in order."""
    if text.isascii():
        return ""
    return "".join(dict.fromkeys(c for c in text if not c.isascii() and ord(c) not in _glyphs()))


def drawable(text: str) -> str:
    """Return *text* with a mark in place of each character that no font has."""
    missing = unprintable(text)
    return text.translate(dict.fromkeys(map(ord, missing), MISSING)) if missing else text


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Return the characters that every font of the PDFs has, or every fallback font."""
    return _of_all(FONT_PACKAGES) | _of_all(FALLBACK_PACKAGES)


def _of_all(packages: Iterable[str]) -> frozenset[int]:
    # Imported here because a filing in plain ASCII needs no font.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

    characters: list[set[int]] = []
    for package in packages:
        spec = find_spec(package)
        assert spec is not None, package
        assert spec.submodule_search_locations, package
        for file in sorted((Path(spec.submodule_search_locations[0]) / "files").glob("*.ttf")):
            with TTFont(file, lazy=True) as font:
                characters.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*characters))
