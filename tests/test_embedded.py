"""Word templates carry the fonts of the PDF, so that a document looks alike where they are not installed."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types
from lxml import etree

from generators import embedded
from redwell.documents.docx import packed
from tests.test_docx import TEMPLATE, W, seed, tree, word_of

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
KEY = f"{W}fontKey"


@cache
def fonts_in(content: bytes) -> dict[str, Any]:
    """Return the embedded fonts by element and family, read as the specification of Word's format says."""
    found = {}
    with ZipFile(BytesIO(content)) as parts:
        relations = etree.fromstring(parts.read("word/_rels/fontTable.xml.rels"))
        places = {each.get("Id"): f"word/{each.get('Target')}" for each in relations}
        for family in tree(content, "fontTable"):
            for each in family.iterfind("*"):
                if (key := each.get(KEY)) is not None:
                    font = bytearray(parts.read(places[each.get(f"{R}id")]))
                    digits = bytes.fromhex(key.strip("{}").replace("-", ""))
                    for n in range(32):
                        font[n] ^= digits[15 - n % 16]
                    found[f"{family.get(f'{W}name')} {each.tag.removeprefix(W)}"] = TTFont(BytesIO(font))
    return found


def test_a_form_carries_every_face_of_its_fonts() -> None:
    found = fonts_in(word_of(seed()))
    assert list(found) == [
        *(f"PT Sans embed{face}" for face in ("Regular", "Bold", "Italic", "BoldItalic")),
        *(f"PT Sans Narrow embed{face}" for face in ("Regular", "Bold")),
    ]
    for font in found.values():
        assert font["OS/2"].fsType == 0, "the font says that it may be embedded"
        assert "OFL" in font["name"].getDebugName(13)
    used = {each.get(f"{W}ascii") for each in tree(word_of(seed()), "styles").iter(f"{W}rFonts")}
    assert used == {"PT Sans", "PT Sans Narrow", "MS Gothic"}


def test_an_embedded_font_has_the_letters_of_the_packaged_one() -> None:
    packaged = embedded.packaged_faces()
    for name, font in fonts_in(word_of(seed())).items():
        family, _, face = name.partition(" embed")
        whole = TTFont(BytesIO(packaged[family, face.replace("BoldItalic", "Bold Italic")]))
        names, wholes = font.getBestCmap(), whole.getBestCmap()
        assert {*names} == {*embedded.LETTERS} & {*wholes}
        assert all(font["hmtx"][names[n]] == whole["hmtx"][wholes[n]] for n in names)
        for letter in map(ord, "AgQ&1"):
            drawn, known = (
                each["glyf"][cmap[letter]].getCoordinates(each["glyf"])[0]
                for each, cmap in ((font, names), (whole, wholes))
            )
            assert drawn == known


@pytest.mark.parametrize("template", sorted(TEMPLATE.parents[1].rglob("*.docx")), ids=lambda path: path.stem)
def test_the_fonts_come_from_the_packages_and_replace_those_of_before(template: Path) -> None:
    """After a change of a font package, `invoke fonts` writes the templates anew."""
    with ZipFile(template) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/fonts/font9.odttf"] = b"an older font"
    assert embedded.with_fonts(packed(parts)) == template.read_bytes()
