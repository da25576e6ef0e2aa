"""A document with tracked changes as a PDF: what is deleted struck through, what is inserted underlined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree

from redwell.documents import pdf as engine
from redwell.redline.looks import SIDES, Looks, borders
from redwell.redline.marks import SIGNS, TEXTS, W

BOXES = {"☐": False, "☒": True, "☑": True}
_PIECES = re.compile(f"([{''.join(BOXES)}])")
_SIGNS = SIGNS | {W + "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
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
        if (blocks := list(_changed(drawing.blocks(etree.fromstring(parts[part])))))
    ]
    texts = [name for name in parts if TEXTS.fullmatch(name)]
    inserted, deleted = (len(_changes([parts[name] for name in texts], kind)) for kind in ("ins", "del"))
    formats = sum(
        each.tag.endswith("Change") for name in texts for each in etree.fromstring(parts[name]).iter(f"{W}*")
    )
    return {
        **asdict(legend),
        "subject": legend.document,
        "is_wide": size is not None and float(size.get(W + "w")) > float(size.get(W + "h")),
        "font": drawing.looks.font,
        "blocks": _ended(list(drawing.blocks(body))),
        "aside": aside,
        "inserted": inserted,
        "deleted": deleted,
        "formats": formats,
    }


def _changes(texts: Sequence[bytes], kind: str) -> list[Any]:
    """The insertions or deletions: each row once, and each change of words outside of such rows."""
    found = []
    for content in texts:
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


def _ended(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of a body; its last paragraphs keep together: no page has one line alone."""
    for each in blocks[-3:]:
        if not each["is_table"]:
            each["css"] += "; break-before: avoid"
    return blocks


def _changed(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What changed of a head or foot of the pages, but for the number of a page, which is none here."""
    for block in blocks:
        if block["is_changed"] and not block["is_table"]:
            kept = [each for each in block["segments"] if _is_told(each["runs"])]
            yield {**block, "segments": kept}
        elif block["is_changed"]:
            yield block


def _is_told(runs: Sequence[dict[str, Any]]) -> bool:
    return any(run["kind"] for run in runs) or not any(run["is_field"] for run in runs)


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
        depth = 0
        for run in paragraph.iter(W + "r"):
            above = {each.tag for each in run.iterancestors()}
            kinds = [each.get(W + "fldCharType") for each in run.findall(W + "fldChar")]
            depth += kinds.count("begin") - kinds.count("end")
            is_field = depth > 0 or W + "fldSimple" in above
            kind = "ins" if W + "ins" in above else "del" if W + "del" in above else ""
            css = self.looks.run(run.find(W + "rPr"))
            for text in _PIECES.split("".join(_texts(run))):
                if text:
                    checked = BOXES.get(text)
                    yield {
                        "kind": kind,
                        "css": css,
                        "text": text,
                        "is_checked": checked,
                        "is_field": is_field,
                    }

    def _table(self, table: Any) -> dict[str, Any]:
        look = self.looks.table(table.find(W + "tblPr"))
        widths = [float(each.get(W + "w")) for each in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        rows = table.findall(W + "tr")
        grid = [list(_placed(row)) for row in rows]
        drawn: list[dict[str, Any]] = []
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
            "is_changed": any(
                row["kind"] or any(block["is_changed"] for cell in row["cells"] for block in cell["blocks"])
                for row in drawn
            ),
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
