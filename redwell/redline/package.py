"""Merge two Word documents into one with tracked changes: accepting all gives the later document."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile

from lxml import etree

from redwell.documents.docx import packed, part_of
from redwell.documents.text import W
from redwell.redline import blocks
from redwell.redline.changes import TEXTS, Changes, make

CORE, STYLES = "docProps/core.xml", "word/styles.xml"
_FINGERPRINT = re.compile(rb"(?<= fingerprint )[0-9a-f]{8}\b")
"""The fingerprint at the foot of each page (`ownership.context.short_fingerprint`)."""
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_TERMS = "{http://purl.org/dc/terms/}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def tracked(before: bytes | None, after: bytes | None, author: str, date: datetime) -> bytes | None:
    """Return the document *after* with every change since *before* tracked; None if nothing changed.

    A document of one side only is completely inserted or deleted. *date* is the author's local time. The same
    arguments give the same bytes.
    """
    present = after if after is not None else before
    assert present is not None
    new = _parts(present) if after is not None else _emptied(_parts(present))
    old = _parts(before) if before is not None else _emptied(_parts(present))
    base = dict(new if after is not None else old)
    changes = Changes(author=author, date=date, numbers=count(_last_number(base) + 1))
    for name in sorted(set(old) & set(new)):
        if TEXTS.fullmatch(name) and old[name] != new[name]:
            base[name] = _merged(_with_fingerprint_of(new[name], old[name]), new[name], changes)
    if not changes.written:
        return None
    if STYLES in old and STYLES in base:
        base[STYLES] = _with_styles(base[STYLES], old[STYLES])
    if CORE in base:
        base[CORE] = _saved(base[CORE], author, date)
    return packed(base)


def _parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _with_fingerprint_of(new: bytes, old: bytes) -> bytes:
    """Return a part with the fingerprint of the other: which version a page is of is no change of it."""
    found = _FINGERPRINT.search(new)
    return _FINGERPRINT.sub(found[0], old) if found else old


def _emptied(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the same package with an empty body, except for the end of its last paragraph."""
    root: Any = etree.fromstring(parts["word/document.xml"])
    body = root.find(W + "body")
    last = list(body.iter(W + "p"))[-1:]
    properties = deepcopy(last[0].find(W + "pPr")) if last else None
    for child in [each for each in body if each.tag != W + "sectPr"]:
        body.remove(child)
    body.insert(0, make("p", *([properties] if properties is not None else [])))
    return {**parts, "word/document.xml": part_of(root)}


def _merged(before: bytes, after: bytes, changes: Changes) -> bytes:
    old: Any = etree.fromstring(before)
    new: Any = etree.fromstring(after)
    root = deepcopy(new)
    if root.tag != W + "document":
        blocks.merge(root, old, new, changes)
        return part_of(root)
    target, earlier, later = (each.find(W + "body") for each in (root, old, new))
    blocks.merge(target, earlier, later, changes)
    section = earlier.find(W + "sectPr")
    if section is not None and target.find(W + "sectPr") is not None:
        changes.properties(target, "sectPr", section)
    return part_of(root)


def _last_number(parts: dict[str, bytes]) -> int:
    """Return the highest number of a bookmark or a change."""
    texts = (content for name, content in parts.items() if TEXTS.fullmatch(name))
    return max((int(found) for text in texts for found in re.findall(rb' w:id="(\d+)"', text)), default=0)


def _with_styles(after: bytes, before: bytes) -> bytes:
    """Return the styles of the later document, and those that only deleted text uses."""
    root: Any = etree.fromstring(after)
    earlier: Any = etree.fromstring(before)
    known = {style.get(W + "styleId") for style in root.iter(W + "style")}
    for style in list(earlier.iter(W + "style")):
        if style.get(W + "styleId") not in known:
            style.attrib.pop(W + "default", None)
            root.append(style)
    return part_of(root)


def _saved(core: bytes, author: str, date: datetime) -> bytes:
    """Return the document properties, with the author of the changes as last modified by."""
    root = etree.fromstring(core)
    for tag in (f"{_CORE}lastModifiedBy", f"{_TERMS}modified"):
        for each in root.findall(tag):
            root.remove(each)
    etree.SubElement(root, f"{_CORE}lastModifiedBy").text = author
    when = date.astimezone(UTC) if date.tzinfo else date
    modified = etree.SubElement(root, f"{_TERMS}modified", {f"{_XSI}type": "dcterms:W3CDTF"}, _NAMES)
    modified.text = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return part_of(root)


_NAMES = {"dcterms": _TERMS[1:-1], "xsi": _XSI[1:-1]}
