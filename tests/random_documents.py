"""Word documents of a few words or of random ones: paragraphs, formats, fields, tables within tables."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZipFile

from lxml import etree

from redwell.documents.docx import packed
from redwell.documents.text import W
from redwell.redline.changes import SPACE, make
from tests.test_docx import context, document, seed

WORDS = ["the", "of", "shares", "stock", "163,350", "(1)", "and", "J", ".", "Brown", "common", "D"]


@cache
def _package() -> dict[str, bytes]:
    with ZipFile(BytesIO(document(context(seed())))) as source:
        return {name: source.read(name) for name in source.namelist()}


def document_of(blocks: Sequence[Any], styles: Sequence[str] = ()) -> bytes:
    """Return a document of copies of *blocks*, in the styles of the form and further ones."""
    root: Any = etree.fromstring(_package()["word/document.xml"])
    for child in [each for each in root[0] if each.tag != f"{W}sectPr"]:
        root[0].remove(child)
    for n, block in enumerate(blocks):
        root[0].insert(n, deepcopy(block))
    look: Any = etree.fromstring(_package()["word/styles.xml"])
    look.extend(make("style", make("name", val=each), type="paragraph", styleId=each) for each in styles)
    return packed(
        {
            **_package(),
            "word/document.xml": etree.tostring(root),
            "word/styles.xml": etree.tostring(look),
        }
    )


def paragraph(text: str, style: str = "Cell", field: str = "") -> Any:
    """Return a paragraph of one run, and a field at its end."""
    fields = [make("fldSimple", make("r", _text("1")), instr=field)] if field else []
    return make("p", make("pPr", make("pStyle", val=style)), make("r", _text(text)), *fields)


def table(rows: Sequence[Sequence[str]]) -> Any:
    """Return a table with a paragraph in each cell."""
    return _table([[[paragraph(text)] for text in row] for row in rows])


def _text(text: str) -> Any:
    element = make("t")
    element.set(SPACE, "preserve")
    element.text = text
    return element


def _table(rows: Sequence[Sequence[Sequence[Any]]]) -> Any:
    drawn = []
    for row in rows:
        cells = [make("tc", make("tcPr", make("tcW", w="1000", type="dxa")), *cell) for cell in row]
        drawn.append(make("tr", make("trPr", make("cantSplit")), *cells))
    grid = make("tblGrid", *(make("gridCol", w="1000") for _ in rows[0]))
    return make("tbl", make("tblPr", make("tblW", w="0", type="auto")), grid, *drawn)


def _some(chance: Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(0, most)))


def _random_run(chance: Random) -> Any:
    run = make("r")
    if chance.random() < 0.3:
        run.append(make("rPr", make(chance.choice(["b", "i"]))))
    run.extend(make(sign) for sign in ("tab", "br") if chance.random() < 0.1)
    run.append(_text(_some(chance, 5) + chance.choice(["", " "])))
    return run


def _random_paragraph(chance: Random) -> Any:
    found = make("p")
    if chance.random() < 0.6:
        centered = [make("jc", val="center")] if chance.random() < 0.3 else []
        style = make("pStyle", val=chance.choice(["Cell", "Note", "FieldLine"]))
        found.append(make("pPr", style, *centered))
    found.extend(_random_run(chance) for _ in range(chance.choice([0, 1, 1, 2, 3])))
    if chance.random() < 0.08:
        found.append(make("fldSimple", _random_run(chance), instr=" PAGE "))
    return found


def random_blocks(chance: Random, depth: int = 0) -> list[Any]:
    """Return random paragraphs and tables; the last is a paragraph."""
    found = []
    for _ in range(chance.choice([0, 0, 1, 2]) if depth else chance.randint(0, 6)):
        if chance.random() < 0.25 and depth < 2:
            width = chance.choice([1, 2, 2, 3])
            rows = range(chance.randint(1, 4))
            found.append(_table([[random_blocks(chance, depth + 1) for _ in range(width)] for _ in rows]))
        if chance.random() < 0.8:
            found.append(_random_paragraph(chance))
    return [*found, _random_paragraph(chance)]


def changed(chance: Random, blocks: Sequence[Any]) -> list[Any]:
    """Return the same blocks with random changes of blocks, words, rows and cells."""
    found = []
    for block in map(deepcopy, blocks):
        fate = chance.random()
        if fate < 0.12:
            continue
        if fate < 0.24:
            found.append(_random_paragraph(chance))
        texts = list(block.iter(f"{W}t")) if block.tag == f"{W}p" else []
        if texts and chance.random() < 0.3:
            chance.choice(texts).text = _some(chance, 6)
        if block.tag == f"{W}tbl":
            _change_table(chance, block)
        found.append(block)
    return found if found and found[-1].tag == f"{W}p" else [*found, _random_paragraph(chance)]


def _change_table(chance: Random, table: Any) -> None:
    rows = table.findall(f"{W}tr")
    if len(rows) > 1 and chance.random() < 0.4:
        table.remove(chance.choice(rows))
    elif chance.random() < 0.4:
        table.append(deepcopy(rows[0]))
    for cell in list(table.iter(f"{W}tc")):
        if chance.random() < 0.3:
            inside = [each for each in cell if each.tag in {f"{W}p", f"{W}tbl"}]
            for each in inside:
                cell.remove(each)
            cell.extend(changed(chance, inside))
