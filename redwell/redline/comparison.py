"""A document with tracked changes as a PDF: what is deleted struck through, what is inserted underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree

from redwell.redline.looks import SIDES, Looks, borders
from redwell.redline.marks import W
from redwell.render import pdf as engine

BOXES = {"☐": False, "☒": True, "☑": True}
_PIECES = re.compile(f"([{''.join(BOXES)}])")
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_TITLE = "{urn:schemas-microsoft-com:vml}textpath"
_WORD = {"header": "At the head of the pages", "footer": "At the foot of the pages"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Legend:
    """What stands above a comparison: of what it is, between which revisions, whose changes, when."""

    title: str
    document: str
    before: str
    now: str
    author: str
    date: str
    authors: int = 1
    """How many people made changes; *author* is the last of them."""


def pdf(tracked: bytes, legend: Legend, home: Path) -> bytes:
    """The document *tracked*, with its changes to be seen; the same bytes for the same arguments."""
    return engine.render("redline/redline.html.j2", context(tracked, legend), home=home)


def context(tracked: bytes, legend: Legend) -> dict[str, Any]:
    """What the template sees: blocks within blocks, each with its CSS."""
    with ZipFile(BytesIO(tracked)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    drawing = _Drawing(Looks(parts["word/styles.xml"]))
    root: Any = etree.fromstring(parts["word/document.xml"])
    body = root.find(W + "body")
    size = body.find(f"{W}sectPr/{W}pgSz")
    aside = [
        {"title": title, "blocks": blocks}
        for name, title in _WORD.items()
        for part in sorted(parts)
        if re.fullmatch(rf"word/{name}\d*\.xml", part)
        if (blocks := [each for each in drawing.blocks(etree.fromstring(parts[part])) if each["is_changed"]])
    ]
    inserted, deleted = (len(_changes(parts, kind)) for kind in ("ins", "del"))
    formats = sum(content.count(b"PrChange ") for name, content in parts.items() if name.startswith("word/"))
    return {
        **asdict(legend),
        "subject": legend.document,
        "is_wide": size is not None and float(size.get(W + "w")) > float(size.get(W + "h")),
        "font": drawing.looks.font,
        "blocks": list(drawing.blocks(body)),
        "aside": aside,
        "inserted": inserted,
        "deleted": deleted,
        "formats": formats,
    }


def _changes(parts: dict[str, bytes], kind: str) -> list[Any]:
    """The insertions or deletions: each row once, and each change of words outside of such rows."""
    found = []
    for name, content in parts.items():
        if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
            for each in etree.fromstring(content).iter(W + kind):
                parent = each.getparent()
                is_in_row = any(
                    row.find(f"{W}trPr/{W}{kind}") is not None for row in each.iterancestors(W + "tr")
                )
                if parent is not None and (
                    parent.tag == W + "trPr" or (parent.tag != W + "rPr" and not is_in_row)
                ):
                    found.append(each)
    return found


class _Drawing:
    """The blocks of a document as values for the template."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks

    def blocks(self, container: Any) -> Iterator[dict[str, Any]]:
        for child in container:
            if child.tag == W + "p":
                yield self._paragraph(child, child.getnext())
            elif child.tag == W + "tbl":
                yield self._table(child)

    def _paragraph(self, paragraph: Any, following: Any) -> dict[str, Any]:
        line = self.looks.line(paragraph.find(W + "pPr"))
        is_close = line.is_close and following is not None and following.tag == W + "p"
        is_close = is_close and self.looks.line(following.find(W + "pPr")).style == line.style
        pieces = list(self._pieces(paragraph))
        segments: list[list[dict[str, Any]]] = [[]]
        for piece in pieces:
            first, *others = piece["text"].split("\t")
            segments[-1].append({**piece, "text": first})
            segments += [[{**piece, "text": text}] for text in others]
        stops = sorted(line.stops) or ([(line.hanging, "left")] if line.hanging else [])
        is_marked = paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is not None
        is_marked = is_marked or paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        return {
            "is_table": False,
            "css": line.css + ("; margin-bottom: 0" if is_close else ""),
            "has_break": line.has_break,
            "segments": [
                {"css": css, "runs": [{**run, "lines": _lines(run["text"])} for run in runs]}
                for css, runs in zip(_widths(len(segments), stops), segments, strict=True)
            ],
            "is_changed": is_marked or any(piece["kind"] for piece in pieces),
        }

    def _pieces(self, paragraph: Any) -> Iterator[dict[str, Any]]:
        for run in paragraph.iter(W + "r"):
            above = {each.tag for each in run.iterancestors()}
            kind = "ins" if W + "ins" in above else "del" if W + "del" in above else ""
            css = self.looks.run(run.find(W + "rPr"))
            for text in _PIECES.split("".join(_texts(run))):
                if text:
                    yield {"kind": kind, "css": css, "text": text, "is_checked": BOXES.get(text)}

    def _table(self, table: Any) -> dict[str, Any]:
        look = self.looks.table(table.find(W + "tblPr"))
        widths = [float(each.get(W + "w")) for each in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        rows = table.findall(W + "tr")
        grid = [list(_placed(row)) for row in rows]
        drawn = []
        for n, row in enumerate(rows):
            cells = [
                {
                    "colspan": span,
                    "rowspan": _rowspan(grid, n, column),
                    "css": _cell_css(cell, look, (n == 0, n == len(rows) - 1)),
                    "blocks": list(self.blocks(cell)),
                }
                for column, span, cell in grid[n]
                if not _continues(cell)
            ]
            kinds = [kind for kind in ("ins", "del") if row.find(f"{W}trPr/{W}{kind}") is not None]
            drawn.append({"kind": kinds[0] if kinds else "", "cells": cells})
        heads = len(list(takewhile(_is_head, rows)))
        total = sum(widths) or 1
        return {
            "is_table": True,
            "width": f"{total / 20:g}pt",
            "columns": [f"{width / total:.4%}" for width in widths],
            "heads": drawn[:heads],
            "rows": drawn[heads:],
            "is_changed": any(row["kind"] for row in drawn),
        }


def _texts(run: Any) -> Iterator[str]:
    for each in run.iter():
        if each.tag in {W + "t", W + "delText"}:
            yield each.text or ""
        elif each.tag == _TITLE and each.get("string"):
            yield f"[{each.get('string')}]"
        else:
            yield _SIGNS.get(each.tag, "")


def _lines(text: str) -> list[str]:
    """The lines of a text, whose second and further spaces in a row stay."""
    return text.replace("  ", "\N{NO-BREAK SPACE} ").split("\n")


def _widths(count: int, stops: Sequence[tuple[float, str]]) -> Iterator[str]:
    """The CSS of what stands before, between and behind tabs; one piece alone needs none."""
    at = 0.0
    for n in range(count):
        stop, kind = stops[n] if n < len(stops) else (at + 36, "left")
        if n == count - 1:
            # In a cell, figures stand at such a stop without a tab.
            figure = [place for place, how in stops if how == "decimal"]
            if count == 1 and figure:
                yield f"flex: 0 0 {figure[0]:g}pt; text-align: right"
                continue
            yield (
                "" if count == 1 else "flex: 0 1 auto" if stops and stops[-1][1] == "right" else "flex: 1 1 0"
            )
        elif kind == "right":
            yield "flex: 1 1 auto"
        else:
            yield f"flex: 0 0 {stop - at:g}pt"
            at = stop


def _is_head(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}tblHeader") is not None


def _placed(row: Any) -> Iterator[tuple[int, int, Any]]:
    """Each cell with its first column, and how many it spans."""
    column = 0
    for cell in row.findall(W + "tc"):
        found = cell.find(f"{W}tcPr/{W}gridSpan")
        span = 1 if found is None else int(found.get(W + "val"))
        yield column, span, cell
        column += span


def _continues(cell: Any) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val") != "restart"


def _rowspan(grid: Sequence[list[tuple[int, int, Any]]], n: int, column: int) -> int:
    span = 1
    for row in grid[n + 1 :]:
        if not any(at == column and _continues(cell) for at, _, cell in row):
            break
        span += 1
    return span


def _cell_css(cell: Any, look: Any, ends: tuple[bool, bool]) -> str:
    """The borders, the space and the place of what stands in a cell; *ends*: in the first row, the last."""
    own = borders(cell.find(f"{W}tcPr/{W}tcBorders"))
    first, last = ends
    outer = {"top": first, "bottom": last, "left": True, "right": True}
    inner = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
    css = []
    for side in SIDES:
        border = own.get(side) or (look.get(side) if outer[side] else look.get(inner[side]))
        css += [f"border-{side}: {border}"] if border else []
        margin = cell.find(f"{W}tcPr/{W}tcMar/{W}{side}")
        space = (
            look.get(f"padding-{side}", "0") if margin is None else f"{float(margin.get(W + 'w')) / 20:g}pt"
        )
        css.append(f"padding-{side}: {space}")
    align = cell.find(f"{W}tcPr/{W}vAlign")
    place = {"center": "middle", "bottom": "bottom"}.get("" if align is None else align.get(W + "val"), "top")
    return "; ".join([*css, f"vertical-align: {place}"])
