"""Embed the packaged fonts in a Word template: Word then shows what the PDF shows, and breaks lines alike.

Developers run it by `invoke fonts` after a change of a template's fonts or of a font package. A build only
copies the template's parts.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from fontTools import subset  # type: ignore[import-untyped]  # it ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from lxml import etree

from redwell.documents.docx import FONT, packed, part_of
from redwell.documents.fonts import fonts
from redwell.documents.text import W
from redwell.files import disk

FACES = {"Regular": "Regular", "Bold": "Bold", "Italic": "Italic", "Bold Italic": "BoldItalic"}
"""The end of Word's element for each face of a family."""
LETTERS = (
    *(*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)),
    *(*range(0x2010, 0x2027), *(0x2030, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2212)),
)
"""Latin letters and signs. With all letters and the hints for screens, a font is ten times as large."""
LARGEST = 10_000_000
"""Bytes of a font."""
LEFT_OUT = ("kern", "hdmx", "VDMX", "LTSH", "DSIG")
"""Tables that repeat `GPOS`, or serve old screens."""
TABLE, RELATIONS, TYPES = "word/fontTable.xml", "word/_rels/fontTable.xml.rels", "[Content_Types].xml"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def with_fonts(content: bytes) -> bytes:
    """Return a Word document with the fonts that its table of fonts names, as far as our packages hold them.

    The same document and packages give the same bytes; fonts that were embedded before are replaced.
    """
    with ZipFile(BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist() if not name.endswith(FONT)}
    table: Any = etree.fromstring(parts[TABLE])
    relations: Any = etree.fromstring(f'<Relationships xmlns="{PACKAGE}/relationships"/>')
    faces = packaged_faces()
    for family in table.iterfind(f"{W}font"):
        for old in [each for each in family if each.tag.startswith(f"{W}embed")]:
            family.remove(old)
        for face, name in FACES.items():
            if (found := faces.get((family.get(f"{W}name"), face))) is None:
                continue
            font = smaller(found)
            key = UUID(bytes=sha256(font).digest()[:16])
            number = len(relations) + 1
            parts[f"word/fonts/font{number}.odttf"] = obfuscated(font, key)
            place = {"Id": f"rId{number}", "Type": RELATION, "Target": f"fonts/font{number}.odttf"}
            etree.SubElement(relations, "Relationship", place)
            said = {f"{R}id": f"rId{number}", f"{W}fontKey": f"{{{key}}}".upper()}
            etree.SubElement(family, f"{W}embed{name}", said)
    parts[TABLE], parts[RELATIONS] = part_of(table), part_of(relations)
    parts[TYPES] = _with_type(parts[TYPES])
    return packed(parts)


def packaged_faces() -> dict[tuple[str, str], bytes]:
    """Return the packaged fonts by family and face, such as ("PT Sans", "Bold")."""
    found = {}
    for path in fonts().values():
        content = disk.read_file(path, LARGEST)
        with TTFont(BytesIO(content)) as font:
            if font["OS/2"].fsType == 0 and "fvar" not in font:  # may be embedded, and Word can show it
                names = font["name"]
                found[names.getDebugName(1), names.getDebugName(2)] = content
    return found


def smaller(font: bytes) -> bytes:
    """Return the font with `LETTERS` alone."""
    options = subset.Options(
        hinting=False, notdef_outline=True, recalc_timestamp=False, name_IDs=["*"], layout_features=["kern"]
    )
    options.drop_tables += LEFT_OUT
    with subset.load_font(BytesIO(font), options) as made:
        maker = subset.Subsetter(options)
        maker.populate(unicodes=LETTERS)
        maker.subset(made)
        saved = BytesIO()
        subset.save_font(made, saved, options)
    return saved.getvalue()


def obfuscated(font: bytes, key: UUID) -> bytes:
    """Return the font as Word keeps it, or the font again: its first 32 bytes are mixed with the key."""
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font, mask, strict=False)) + font[len(mask) :]


def _with_type(types: bytes) -> bytes:
    root: Any = etree.fromstring(types)
    for old in [
        each for each in root if ".odttf" in each.get("PartName", "") or each.get("Extension") == "odttf"
    ]:
        root.remove(old)
    root.insert(
        0, etree.Element(f"{{{PACKAGE}/content-types}}Default", Extension="odttf", ContentType=OBFUSCATED)
    )
    return part_of(root)
