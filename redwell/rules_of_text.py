"""Rules about the characters of a text: what EDGAR takes, and what our fonts can print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path as FilePath

from redwell.cells import cells
from redwell.characters import name_of, to_ascii
from redwell.model import Filing
from redwell.problems import Path, Problem

FONTS = ("fontpkg_pt_sans", "fontpkg_pt_sans_narrow", "fontpkg_pt_serif")
PLACEHOLDERS = {"name": "ISSUER NAME", "cik": "9999999999", "trading_symbol": "SYMBOL"}
"""What a new filing says of its issuer until somebody knows better."""
_LONG = 200


def text_for_edgar_is_ascii(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends documents with characters beyond ASCII (Filer Manual, volume II, chapter 5)."""
    for path, text in _texts_for_edgar(filing):
        odd = next((character for character in text if not character.isascii()), None)
        if odd:
            message = f"EDGAR takes plain ASCII only, and {name_of(odd)} is not: {_remedy(text)}"
            yield Problem(code="ascii-only", message=message, path=path, words=odd)


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


def _texts_for_edgar(filing: Filing) -> Iterator[tuple[Path, str]]:
    yield ("issuer", "trading_symbol"), filing.issuer.trading_symbol
    yield ("issuer", "foreign_trading_symbol"), filing.issuer.foreign_trading_symbol or ""
    for n, owner in enumerate(filing.reporting_owners):
        path: Path = ("reporting_owners", n)
        for key in ("officer", "other"):
            yield (*path, "relationship", key), getattr(owner.relationship, key) or ""
        if owner.address:
            yield from _of_list((*path, "address", "street"), owner.address.street)
            for key in ("city", "province"):
                yield (*path, "address", key), getattr(owner.address, key) or ""
    for path, cell in cells(filing):
        if isinstance(cell.value, str):
            yield path, cell.value
    for label, text in filing.footnotes:
        yield ("footnotes", label), text
    yield ("remarks",), filing.remarks or ""
    yield from _signing_texts(filing)
    for n, exhibit in enumerate(filing.exhibits):
        yield ("exhibits", n, "description"), exhibit.description or ""


def _signing_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    for n, signature in enumerate(filing.signatures):
        for key in ("signer", "capacity", "title", "text"):
            yield ("signatures", n, key), getattr(signature, key) or ""
        yield from _of_list(("signatures", n, "for"), signature.on_behalf_of)
        yield from _of_list(("signatures", n, "by"), signature.by)
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document or power.on_file:
            continue
        for key in ("grantor", "signer", "title", "company", "capacity"):
            yield ("powers_of_attorney", n, key), getattr(power, key) or ""
        yield from _of_list(("powers_of_attorney", n, "by"), power.by)
        yield from _of_list(("powers_of_attorney", n, "attorneys_in_fact"), power.attorneys_in_fact)


def _of_list(path: Path, texts: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The texts of a value that is one text or a list of them."""
    for i, text in enumerate(texts):
        yield (*path, i) if len(texts) > 1 else path, text


def printed_names_have_glyphs(filing: Filing) -> Iterator[Problem]:
    """A name that only the paper form prints may hold any letter that all our fonts have."""
    names: list[tuple[Path, str]] = [(("issuer", "name"), filing.issuer.name)]
    names += [
        (("reporting_owners", n, "name"), owner.name) for n, owner in enumerate(filing.reporting_owners)
    ]
    for path, name in names:
        missing = None if name.isascii() else next((c for c in name if ord(c) not in _glyphs()), None)
        if missing:
            plain = to_ascii(name)
            remedy = f"write {_quoted(plain)}" if plain else "write it in English letters"
            message = f"no font of the printed form has {name_of(missing)}: {remedy}"
            yield Problem(code="glyph-missing", message=message, path=path, words=missing)


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
    """What `invoke new` writes where nobody knows better says nothing of an issuer."""
    for key, placeholder in PLACEHOLDERS.items():
        if getattr(filing.issuer, key) == placeholder:
            message = f"the issuer's {key.replace('_', ' ')} is still {placeholder}"
            yield Problem(severity="not ready", code="placeholder", message=message, path=("issuer", key))
