"""Rules about the characters of a text: what EDGAR takes, and what our fonts can print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path as FilePath

from redwell.form import Rule
from redwell.model import Filing
from redwell.ownership.texts import drafted_texts, lines, long_texts, names, texts
from redwell.problems import Problem
from redwell.text.characters import name_of, to_ascii

FONTS = ("fontpkg_pt_sans", "fontpkg_pt_sans_narrow", "fontpkg_pt_serif")
OWNER = "OWNER NAME"
"""What an import says of an owner whom its XML does not name."""
PLACEHOLDERS = {"name": "ISSUER NAME", "cik": "9999999999", "trading_symbol": "SYMBOL"}
EXPLANATION = "WHAT WAS WRONG AND WHAT IS CHANGED"
"""What a new filing says of its issuer, and why it amends another, until somebody knows better."""
_LONG = 200
_GAP = re.compile(" {2,}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(
    r"(?<![\w-])(\+\d{1,3}[ .-]?)?(\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\w-])"
    r"|(?<!\w)\+\d{1,3}[ .-]\d[\d .-]{6,}\d"
)


def text_for_edgar_is_ascii(filing: Filing) -> Iterator[Problem]:
    """The specification names no characters for the form (3.2); plain ASCII is what EDGAR takes surely.

    Other characters go into the XML by number (`&#233;`), which every reader of XML takes for the same.
    """
    for path, text in texts(filing):
        odd = _odd(text)
        if odd and not _unprintable(text):
            message = (
                f"{name_of(odd)} is not plain ASCII, and the specification does not say that EDGAR takes it "
                f"(3.2): must it stand? {_instead(text)}"
            )
            yield Problem(severity="warning", code="ascii-only", message=message, path=path, words=odd)


def text_of_exhibit_24_is_ascii(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a text exhibit that is not ASCII (specification 5; Filer Manual II, chapter 5)."""
    for path, text in drafted_texts(filing):
        if odd := _odd(text):
            message = (
                f"EDGAR takes Exhibit 24 in plain ASCII only, and {name_of(odd)} is not: {_remedy(text)}"
            )
            yield Problem(code="ascii-only", message=message, path=path, words=odd)


def _odd(text: str) -> str | None:
    return None if text.isascii() else next(character for character in text if not character.isascii())


def _instead(text: str) -> str:
    remedy = _remedy(text)
    return f"else {remedy}" if remedy.startswith("write") else remedy


def _remedy(text: str) -> str:
    plain = to_ascii(text)
    if plain is not None and len(text) <= _LONG:
        return f"write {_quoted(plain)}"
    words = dict.fromkeys(word for word in text.split() if not word.isascii())
    said = {word: to_ascii(word) for word in words}
    unknown = [word for word, known in said.items() if known is None]
    if unknown:
        return f"there is no plain form of {unknown[0]} that we know; write it in English letters and digits"
    return "write " + ", ".join(f"{known} for {word}" for word, known in said.items())


def _quoted(text: str) -> str:
    """A text as a filing can hold it whole."""
    return f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace('"', '\\"') + '"'


def printed_texts_have_glyphs(filing: Filing) -> Iterator[Problem]:
    """The form prints what it files (Rule 16a-3(a)), in letters that all our fonts have."""
    for path, text in (*names(filing), *texts(filing)):
        if missing := _unprintable(text):
            message = f"no font of the printed form has {name_of(missing)}: {_remedy(text)}"
            yield Problem(code="glyph-missing", message=message, path=path, words=missing)


def _unprintable(text: str) -> str | None:
    return None if text.isascii() else next((c for c in text if ord(c) not in _glyphs()), None)


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """The characters that every font of the PDFs has."""
    # Here, for a filing in plain ASCII needs no font.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

    found: list[set[int]] = []
    for package in FONTS:
        spec = find_spec(package)
        assert spec is not None, package
        assert spec.submodule_search_locations, package
        for file in sorted((FilePath(spec.submodule_search_locations[0]) / "files").glob("*.ttf")):
            with TTFont(file, lazy=True) as font:
                found.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*found))


def placeholders_are_replaced(filing: Filing) -> Iterator[Problem]:
    """EDGAR wants the issuer's CIK and symbol (specification 4.3.1); `invoke new` writes words there."""
    for key, placeholder in PLACEHOLDERS.items():
        if getattr(filing.issuer, key) == placeholder:
            message = f"the issuer's {key.replace('_', ' ')} is still {placeholder}"
            yield Problem(severity="not ready", code="placeholder", message=message, path=("issuer", key))
    for n, owner in enumerate(filing.reporting_owners):
        if owner.name == OWNER:
            yield Problem(
                severity="not ready",
                code="placeholder",
                message=f"the owner's name is still {OWNER}",
                path=("reporting_owners", n, "name"),
            )
    if filing.amendment and filing.amendment.explanation == EXPLANATION:
        message = f"the explanation of the amendment is still {EXPLANATION}"
        yield Problem(
            severity="not ready", code="placeholder", message=message, path=("amendment", "explanation")
        )


def spaces_are_single(filing: Filing) -> Iterator[Problem]:
    """EDGAR counts and keeps every space of a value (specification 4.1); two in a title are likely a slip."""
    for path, text in (*names(filing), *lines(filing)):
        if found := _GAP.search(text):
            message = f"there are {len(found[0])} spaces in a row here, which would be filed: is one meant?"
            yield Problem(severity="warning", code="text-spaces", message=message, path=path)


def nothing_private_is_filed(filing: Filing) -> Iterator[Problem]:
    """What is filed is public: no telephone, no mail address (Form 3: a matter of public record)."""
    for path, text in (*lines(filing), *long_texts(filing)):
        for what, pattern in (("an e-mail address", _EMAIL), ("a telephone number", _PHONE)):
            if found := pattern.search(text):
                message = f"this looks like {what}, and the form will be public: is it meant to stand there?"
                yield Problem(
                    severity="warning", code="contact-in-text", message=message, path=path, words=found[0]
                )


TEXT: tuple[Rule, ...] = (
    text_for_edgar_is_ascii,
    text_of_exhibit_24_is_ascii,
    printed_texts_have_glyphs,
    spaces_are_single,
    nothing_private_is_filed,
    placeholders_are_replaced,
)
