"""Rules about the characters of a text: what EDGAR accepts, and what the fonts can print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path as FilePath

from redwell.model import Filing
from redwell.ownership.texts import drafted_texts, filed_texts, line_texts, long_texts, party_names
from redwell.rules.registry import Violation, rule
from redwell.text import FONT_PACKAGES
from redwell.text.characters import has_only_marks, name_of, to_ascii

_LONG = 200
_GAP = re.compile(" {2,}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(
    r"(?<![\w-])(\+\d{1,3}[ .-]?)?(\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\w-])"
    r"|(?<!\w)\+\d{1,3}[ .-]\d[\d .-]{6,}\d"
)


@rule("ascii-only", "warning", "specification 3.2")
def text_for_edgar_is_ascii(filing: Filing) -> Iterator[Violation]:
    """The specification does not say which characters EDGAR accepts in the form; plain ASCII is safe.

    Other characters go into the XML by number (`&#233;`), which every XML reader understands.
    """
    for path, text in filed_texts(filing):
        character = _first_not_ascii(text)
        if character and not _unprintable(text):
            unless = "" if _ascii_replacement(text) is None else "if not, "
            message = (
                f"{name_of(character)} is not plain ASCII, and the specification does not say that EDGAR "
                f"takes it: is it needed? {unless}{_ascii_remedy(text)} (specification 3.2)"
            )
            yield Violation(path, message, words=character, text=_same_text(text))


@rule("ascii-only", "error", "specification 5; EDGAR Filer Manual, volume II, chapter 5")
def text_of_exhibit_24_is_ascii(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a text exhibit that is not ASCII."""
    for path, text in drafted_texts(filing):
        if character := _first_not_ascii(text):
            message = (
                f"EDGAR accepts Exhibit 24 in plain ASCII only, and {name_of(character)} is not: "
                f"{_ascii_remedy(text)}"
            )
            yield Violation(path, message, words=character, text=_same_text(text))


def _first_not_ascii(text: str) -> str | None:
    return None if text.isascii() else next(character for character in text if not character.isascii())


def _same_text(text: str) -> str | None:
    """Return a text in ASCII if that surely means the same: a name without its accents is another one."""
    return to_ascii(text) if has_only_marks(text) else None


def _ascii_remedy(text: str) -> str:
    if (replacement := _ascii_replacement(text)) is not None:
        return f"write {replacement}"
    unknown = next(word for word, plain in _plain_words(text).items() if plain is None)
    return f"Redwell knows no plain form of {unknown}; use English letters and digits"


def _ascii_replacement(text: str) -> str | None:
    """Return a text in plain ASCII, or the words to replace in a long one; None if one has no plain form."""
    plain, words = to_ascii(text), _plain_words(text)
    if plain is not None and len(text) <= _LONG:
        return _quoted(plain)
    if None in words.values():
        return None
    return ", ".join(f"{plain} for {word}" for word, plain in words.items())


def _plain_words(text: str) -> dict[str, str | None]:
    """Return the words of a text that are not ASCII, each with its plain form."""
    return {word: to_ascii(word) for word in text.split() if not word.isascii()}


def _quoted(text: str) -> str:
    """Return a text in quotes, as a filing can hold it."""
    return f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace('"', '\\"') + '"'


@rule("glyph-missing", "error", "Rule 16a-3(a)")
def printed_texts_have_glyphs(filing: Filing) -> Iterator[Violation]:
    """The printed form shows what is filed, so each font must have every letter."""
    for path, text in (*party_names(filing), *filed_texts(filing)):
        if missing := _unprintable(text):
            message = f"the fonts of the printed form do not have {name_of(missing)}: {_ascii_remedy(text)}"
            yield Violation(path, message, words=missing)


def _unprintable(text: str) -> str | None:
    return None if text.isascii() else next((c for c in text if ord(c) not in _glyphs()), None)


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Return the characters that every font of the PDFs has."""
    # Imported here because a filing in plain ASCII needs no font.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

    characters: list[set[int]] = []
    for package in FONT_PACKAGES:
        spec = find_spec(package)
        assert spec is not None, package
        assert spec.submodule_search_locations, package
        for file in sorted((FilePath(spec.submodule_search_locations[0]) / "files").glob("*.ttf")):
            with TTFont(file, lazy=True) as font:
                characters.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*characters))


@rule("text-spaces", "warning", "specification 4.1")
def spaces_are_single(filing: Filing) -> Iterator[Violation]:
    """EDGAR keeps and counts every space; two in a row are probably a typing error."""
    for path, text in (*party_names(filing), *line_texts(filing)):
        if gap := _GAP.search(text):
            yield Violation(
                path, f"this has {len(gap[0])} spaces in a row, which EDGAR keeps: should it be one?"
            )


@rule("contact-in-text", "warning", "Form 3: a matter of public record")
def nothing_private_is_filed(filing: Filing) -> Iterator[Violation]:
    """Every filing is public, so it should hold no telephone number or e-mail address."""
    for path, text in (*line_texts(filing), *long_texts(filing)):
        for noun, pattern in (("an e-mail address", _EMAIL), ("a telephone number", _PHONE)):
            if match := pattern.search(text):
                message = f"this looks like {noun}, and the form will be public: is it meant to be here?"
                yield Violation(path, message, words=match[0])
