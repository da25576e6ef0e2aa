"""Make the page of a template for a browser: one long sheet in the style of the PDF.

It is the same XHTML with the same style sheets. What only WeasyPrint does is done here: cells that are no
table cells and span others become those of a table, and a background of a named page (`@page draft`) that of
the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from redwell.documents import pdf

XHTML = "http://www.w3.org/1999/xhtml"
SPANS = {"colspan", "rowspan"}
_NAMED_PAGE = re.compile(r"@page (\w+) \{([^{}]*)\}")
_WIDE = re.compile(r"\bsize:[^;}]{0,60}\blandscape\b")
_GRID = ":where(.grid) { border-spacing: 0 }\n:where(.line-of-grid > *) { padding: 0 }\n"
"""Take back the style that a browser gives a table and its cells; any rule of the template goes before it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebPage:
    """A page as XHTML, its *body* element, and its *style*; *is_wide* for paper in landscape."""

    body: str
    style: str
    is_wide: bool


def page(
    template: str, context: Mapping[str, Any], *, home: Path, mark: pdf.Watermark | None = None
) -> WebPage:
    """Return the page that *template* gives. Raise `BrokenTemplate` or an error of Jinja's."""
    root = pdf.markup(template, context, home=home, mark=mark)
    style = "\n".join(pdf.css(name, home) for name in pdf.sheets(template, home))
    body = root.find("body")
    assert body is not None
    _make_tables(body)
    body.set("xmlns", XHTML)
    pages = "".join(f".{name} {{{said}}}\n" for name, said in _NAMED_PAGE.findall(style))
    if mark:
        pages += pdf.css(mark.sheet, home).replace("@page", "body")
    return WebPage(
        body=ElementTree.tostring(body, encoding="unicode"),
        style=f"{_GRID}{style}\n{pages}",
        is_wide=bool(_WIDE.search(style)),
    )


def _make_tables(body: Element) -> None:
    """Turn each grid whose cells span others into a table: HTML has `rowspan` for no other cells."""
    parents = {child: parent for parent in body.iter() for child in parent}
    rows = {
        parents[each]: None for each in body.iter() if SPANS & {*each.keys()} and each.tag not in {"td", "th"}
    }
    for grid in {parents[row]: None for row in rows}:
        grid.tag = "table"
        add_class(grid, "grid")
        for row in grid:
            if len(row):
                row.tag = "tr"
                add_class(row, "line-of-grid")
                for cell in row:
                    cell.tag = "td"


def add_class(element: Element, name: str) -> None:
    """Add a class to those of an element."""
    element.set("class", f"{element.get('class', '')} {name}".strip())
