"""Accept or reject all tracked changes, as Word does, and turn documents into values to compare."""

from __future__ import annotations

import re
from copy import deepcopy
from io import BytesIO
from itertools import groupby
from typing import Any, Literal
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def resolved(content: bytes, kept: Literal["ins", "del"]) -> dict[str, Any]:
    """Return the parts with words, by name: with all changes accepted ("ins" is kept) or rejected ("del")."""
    found = roots(content)
    for root in found.values():
        _resolve(root, kept, "del" if kept == "ins" else "ins")
    return found


def roots(content: bytes) -> dict[str, Any]:
    """Return the parts with words, by name, as they are."""
    with ZipFile(BytesIO(content)) as packed:
        names = [name for name in packed.namelist() if TEXTS.fullmatch(name)]
        return {name: etree.fromstring(packed.read(name)) for name in names}


def changes(content: bytes) -> list[tuple[str, str]]:
    """Return the insertions and deletions of the body, in order."""
    return [
        (etree.QName(change).localname, _said(change))
        for change in roots(content)["word/document.xml"].iter(f"{W}ins", f"{W}del")
        if not _is_in(change, "rPr", "trPr")
    ]


def rows(content: bytes) -> list[tuple[str, list[str]]]:
    """Return the rows that are inserted and deleted, with the text of their cells."""
    return [
        (etree.QName(mark).localname, [_said(cell) for cell in mark.getparent().getparent().iter(f"{W}tc")])
        for mark in roots(content)["word/document.xml"].iter(f"{W}ins", f"{W}del")
        if _is_in(mark, "trPr")
    ]


def _said(element: Any) -> str:
    """Return the words, with simple spaces: those in a name do not break a line."""
    said = "".join(
        each.text or "" if each.tag in {f"{W}t", f"{W}delText"} else SIGNS.get(each.tag, "")
        for each in element.iter()
        if not _is_in(each, "tabs")
    )
    return said.replace("\u00a0", " ")


def _resolve(root: Any, kept: str, lost: str) -> None:
    _resolve_tables(root, kept, lost)
    _resolve_words(root, kept, lost)
    for paragraph in list(root.iter(f"{W}p")):
        if paragraph.find(f"{W}pPr/{W}rPr/{W}{lost}") is not None:
            _join(paragraph)
    for mark in [each for each in root.iter(W + kept, W + lost) if _is_in(each, "rPr", "trPr")]:
        mark.getparent().remove(mark)


def _resolve_tables(root: Any, kept: str, lost: str) -> None:
    for change in [each for each in root.iter() if each.tag.endswith("Change")]:
        _format(change, kept)
    for row in [each.getparent().getparent() for each in root.iter(W + lost) if _is_in(each, "trPr")]:
        row.getparent().remove(row)
    for table in [each for each in root.iter(f"{W}tbl") if each.find(f"{W}tr") is None]:
        table.getparent().remove(table)


def _resolve_words(root: Any, kept: str, lost: str) -> None:
    for change in [each for each in root.iter(W + lost) if not _is_in(each, "rPr", "trPr")]:
        change.getparent().remove(change)
    for change in [each for each in root.iter(W + kept) if not _is_in(each, "rPr", "trPr")]:
        parent = change.getparent()
        for run in list(change):
            parent.insert(parent.index(change), run)
        parent.remove(change)
    for text in root.iter(f"{W}delText", f"{W}delInstrText"):
        text.tag = W + {"delText": "t", "delInstrText": "instrText"}[etree.QName(text).localname]


def _format(change: Any, kept: str) -> None:
    """Keep the format after, or restore that before."""
    now = change.getparent()
    now.remove(change)
    if kept == "ins":
        return
    if now.tag == f"{W}tblGrid":
        now.getparent().replace(now, change[0])
        return
    stays = [each for each in now if etree.QName(each).localname in STAYS.get(now.tag[len(W) :], ())]
    for child in list(now):
        now.remove(child)
    now.extend([*change[0], *stays])


STAYS = {"pPr": ("rPr", "sectPr"), "rPr": ("ins", "del"), "trPr": ("ins", "del"), "sectPr": ()}


def _is_in(element: Any, *names: str) -> bool:
    return element.getparent().tag in {W + name for name in names}


def _join(paragraph: Any) -> None:
    """Remove the end of the paragraph: its words go to the next, whose format stays."""
    following = paragraph.getnext()
    words = [each for each in paragraph if each.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        place = 1 if following.find(f"{W}pPr") is not None else 0
        for n, each in enumerate(words):
            following.insert(place + n, each)
    elif words or following is None:
        raise AssertionError("the end of a paragraph is tracked where none can go")
    paragraph.getparent().remove(paragraph)


def parts(content: bytes) -> dict[str, Any]:
    """Return the parts with words, by name, of a document without changes."""
    return resolved(content, "ins")


def values(found: dict[str, Any]) -> dict[str, Any]:
    """Return text and formats as values that are equal however words are cut into runs."""
    return {name: [_value(child) for child in _shown(root)] for name, root in found.items()}


def _shown(root: Any) -> list[Any]:
    return list(root[0]) if root.tag == f"{W}document" else list(root)


def _value(element: Any) -> Any:
    if element.tag == f"{W}p":
        return ("p", _plain(element.find(f"{W}pPr")), _words(element))
    if element.tag in {f"{W}tbl", f"{W}tr", f"{W}tc"}:
        return (element.tag[len(W) :], *(_value(child) for child in element))
    return _plain(element)


def _words(paragraph: Any) -> list[tuple[bytes, str]]:
    pieces = []
    for run in [run for child in paragraph for run in _unfolded(child)]:
        if run.tag == f"{W}pPr":
            continue
        if run.tag != f"{W}r":
            pieces.append((b"", _plain(run).decode()))
            continue
        form = _plain(run.find(f"{W}rPr"))
        for child in run:
            if child.tag == f"{W}t":
                pieces.append((form, child.text or ""))
            elif child.tag != f"{W}rPr":
                pieces.append((form, SIGNS.get(child.tag) or _plain(child).decode()))
    return [
        (form, "".join(text for _, text in group))
        for form, group in groupby((each for each in pieces if each[1]), lambda each: each[0])
    ]


def _unfolded(element: Any) -> list[Any]:
    """Return a simple field as the runs that mean the same."""
    if element.tag != f"{W}fldSimple":
        return [element]
    begin, middle, end = (
        etree.fromstring(f'<w:r xmlns:w="{W[1:-1]}"><w:fldChar w:fldCharType="{kind}"/></w:r>')
        for kind in ("begin", "separate", "end")
    )
    said = etree.fromstring(f'<w:r xmlns:w="{W[1:-1]}"><w:instrText xml:space="preserve"/></w:r>')
    said[0].text = element.get(f"{W}instr")
    return [begin, said, middle, *element, end]


def _plain(element: Any) -> bytes:
    """Return the canonical XML, without empty formats."""
    if element is None:
        return b""
    alone = deepcopy(element)
    alone.tail = None
    for each in list(alone.iter(f"{W}rPr", f"{W}pPr")):
        if each is not alone and not len(each):
            each.getparent().remove(each)
    etree.cleanup_namespaces(alone)
    text = etree.tostring(alone, method="c14n", exclusive=True)
    return b"" if not len(alone) and alone.tag.endswith("Pr") else text
