"""Write tracked changes as Word does: each with its author, time and number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

from lxml import etree

from redwell.documents.text import W

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TEXTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
"""The parts of a document that are compared."""
Kind = Literal["ins", "del"]
WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml"))
"""Invisible elements around blocks, rows, cells and runs, which a redline leaves out."""

_PARTS_OF_MARKED = {
    "pPr": ("rPr", "sectPr", "pPrChange"),
    "rPr": ("ins", "del", "rPrChange"),
    "trPr": ("ins", "del", "trPrChange"),
    "sectPr": ("headerReference", "footerReference", "sectPrChange"),
}
"""Elements that must not be in the earlier properties kept within the present ones."""


def make(tag: str, *children: Any, **attributes: str) -> Any:
    """Return an element of WordprocessingML."""
    element = etree.Element(W + tag, {W + key: value for key, value in attributes.items()})
    element.extend(children)
    return element


def canonical(element: Any) -> bytes:
    """Return the canonical XML of an element, for comparison; empty for None."""
    if element is None:
        return b""
    alone = deepcopy(element)
    alone.tail = None
    etree.cleanup_namespaces(alone)
    return etree.tostring(alone, method="c14n", exclusive=True)


@dataclass(kw_only=True, slots=True)
class Changes:
    """The author and the time of all changes in one document; each change has its own number."""

    author: str
    date: datetime
    numbers: Iterable[int] = field(default_factory=lambda: count(1))
    written: int = 0

    def mark(self, tag: str, *children: Any) -> Any:
        """Return a change `tag` around *children*.

        Like Word, it writes the local time of the author with a Z, and Word shows it unchanged.
        """
        self.written += 1
        when = self.date.strftime("%Y-%m-%dT%H:%M:%SZ")
        return make(tag, *children, id=str(next(iter(self.numbers))), author=self.author, date=when)

    def paragraph_end(self, paragraph: Any, kind: Kind) -> None:
        """Track the end of *paragraph*; otherwise an empty line would remain."""
        mark_end(paragraph, self.mark(kind))

    def row(self, row: Any, kind: Kind) -> None:
        """Track the whole of *row*."""
        properties = row.find(W + "trPr")
        if properties is None:
            properties = make("trPr")
            exceptions = row.find(W + "tblPrEx")
            row.insert(0 if exceptions is None else 1, properties)
        properties.append(self.mark(kind))

    def properties(self, element: Any, tag: str, before: Any) -> None:
        """Track a change of the properties `tag` of *element*; *before* may be None."""
        after = element.find(W + tag)
        if canonical(_plain(tag, after)) == canonical(_plain(tag, before)):
            return
        earlier = _plain(tag, before)
        if tag == "trPr" and earlier is None:
            return  # Word knows no row that had no properties
        _first(element, tag).append(self.mark(f"{tag}Change", make(tag) if earlier is None else earlier))

    def grid(self, table: Any, before: Any) -> None:
        """Track a change of the column widths of *table*."""
        after = table.find(W + "tblGrid")
        if after is not None and before is not None and canonical(after) != canonical(before):
            self.written += 1
            number = str(next(iter(self.numbers)))
            after.append(make("tblGridChange", deepcopy(before), id=number))


def mark_end(paragraph: Any, mark: Any) -> None:
    """Set *mark* on the end of *paragraph*."""
    properties = _first(paragraph, "pPr")
    run = properties.find(W + "rPr")
    if run is None:
        run = make("rPr")
        after = [each for each in properties if each.tag in {W + "sectPr", W + "pPrChange"}]
        properties.insert(properties.index(after[0]) if after else len(properties), run)
    run.insert(0, mark)


def _first(element: Any, tag: str) -> Any:
    """Return the properties of *element*, its first child; add them if missing."""
    found = element.find(W + tag)
    if found is None:
        found = make(tag)
        element.insert(0, found)
    return found


def _plain(tag: str, properties: Any) -> Any:
    """Return a copy of *properties* to keep as earlier ones; None if nothing is left."""
    if properties is None:
        return None
    copy = deepcopy(properties)
    for name in _PARTS_OF_MARKED.get(tag, (f"{tag}Change",)):
        for each in copy.findall(W + name):
            copy.remove(each)
    for name in [each for each in copy.attrib if tag == "sectPr"]:
        del copy.attrib[name]
    return copy if len(copy) else None
