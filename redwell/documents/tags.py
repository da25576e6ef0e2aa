"""Correct the structure tree of a PDF, which is what a screen reader reads.

WeasyPrint makes it from the boxes on the pages: with elements for empty boxes, in the order of the page, and
with a list for each column and page of one list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

PIXEL = 0.75
"""Points of a CSS pixel."""
CELLS = {"/TD", "/TH"}
"""The kinds of elements that count also where they are empty."""


@dataclass(kw_only=True, slots=True)
class _Element:
    """A structure element of a PDF, the *source*: its kind, and its kids, which are also marks and links."""

    source: Any
    kind: str
    kids: list[Any]

    @property
    def elements(self) -> list[_Element]:
        """The kids that are elements."""
        return [kid for kid in self.kids if isinstance(kid, _Element)]


def correct(pdf: Any) -> None:
    """Correct the tree of *pdf*, which is not yet written, and the headers of its tables."""
    for source in pdf.objects:
        kind = source.get("S") if isinstance(source, dict) else None
        if kind == "/TH":
            # WeasyPrint lists the headers of each cell, wrongly where a header spans rows; Scope is right.
            source.pop("ID", None)
            source["A"]["Scope"] = "/Column"
        elif kind == "/TD":
            source["A"].pop("Headers", None)
        elif kind == "/Figure":
            source["A"]["BBox"][:] = _in_points(pdf, source)
    [document] = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]["K"]
    root = _read(pdf.objects, document)
    _correct(root)
    kept = _write(root)
    elements: list[Any] = [each for each in pdf.objects if isinstance(each, dict)]
    for source in elements:
        if source.get("Type") == "/StructElem" and source.number not in kept:
            # It stays in the file, empty: pydyf counts wrongly if an object is left out.
            source.clear()


def _in_points(pdf: Any, figure: Any) -> list[float]:
    """Return the box of a figure from the lower left corner of its page, and not in WeasyPrint's pixels."""
    _, _, _, height = pdf.objects[_number(figure["Pg"])]["MediaBox"]
    left, top, right, bottom = (PIXEL * side for side in figure["A"]["BBox"])
    return [left, height - bottom, right, height - top]


def _read(objects: list[Any], reference: bytes) -> Any:
    source = objects[_number(reference)]
    if "S" not in source:
        return reference
    kids = [kid if isinstance(kid, int) else _read(objects, kid) for kid in source["K"]]
    return _Element(source=source, kind=source["S"], kids=kids)


def _write(element: _Element) -> set[int]:
    """Write an element and all below it back; return the numbers of their objects."""
    element.source["S"] = element.kind
    element.source["K"][:] = [
        kid.source.reference if isinstance(kid, _Element) else kid for kid in element.kids
    ]
    kept = {element.source.number}
    for kid in element.elements:
        kid.source["P"] = element.source.reference
        kept |= _write(kid)
    return kept


def _correct(element: _Element) -> None:
    for kid in element.elements:
        _correct(kid)
    kids = [kid for kid in element.kids if not isinstance(kid, _Element) or kid.kids or kid.kind in CELLS]
    # What stands in small letters below a line is read before what is written on it.
    captions = [kid for kid in kids if _is(kid, "/Caption")]
    element.kids = [*captions, *(kid for kid in kids if not _is(kid, "/Caption"))]
    for caption in captions:
        caption.kind = "/P"
    if element.kind == "/LI":
        _label(element)
    elif element.kind == "/L":
        items = [kid for kid in element.elements if kid.kind in {"/L", "/LI"}]
        if all(kid.kind == "/L" for kid in items):
            items = [*chain(*(column.elements for column in items))]
        element.kids = _items(items)
    else:
        _join_lists(element)


def _label(item: _Element) -> None:
    """Make the number of an item, which is set apart from its text, its label."""
    for body in item.elements:
        if body.kind == "/LBody" and body.elements and body.elements[0].kind == "/NonStruct":
            label = body.kids.pop(0)
            label.kind = "/Lbl"
            item.kids = [label, body]
            return


def _join_lists(element: _Element) -> None:
    """Join lists that follow each other on two pages: they are one."""
    kids: list[Any] = []
    page = None
    for kid in element.kids:
        before, page = page, kid.source["Pg"] if _is(kid, "/L") else None
        if before and page and before != page:
            kids[-1].kids = _items([*kids[-1].elements, *kid.elements])
        else:
            kids.append(kid)
    element.kids = kids


def _is(kid: Any, kind: str) -> bool:
    return isinstance(kid, _Element) and kid.kind == kind


def _items(items: Iterable[_Element]) -> list[_Element]:
    """Return the items of a list; one without a label continues the one before it, in another column."""
    found: list[_Element] = []
    for item in items:
        if found and _has_label(found[-1]) and item.kind == "/LI" and not _has_label(item):
            found[-1].elements[-1].kids += chain(*(body.kids for body in item.elements))
        else:
            found.append(item)
    return found


def _has_label(item: _Element) -> bool:
    return any(part.kind == "/Lbl" for part in item.elements)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
