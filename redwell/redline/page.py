"""Merge the XHTML pages of a document before and after into one, with its changes in <ins> and <del>.

Both are the sources of the document's PDFs, so that the comparison looks like the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from redwell.documents.html import add_class
from redwell.ownership.signatures import has_mark
from redwell.redline.rows import RedlineRow, likeness, paired, signer, words_alike
from redwell.redline.words import UNLIKE, WORD, steps
from redwell.text.match import aligned, match

Kind = Literal["ins", "del"]
SVG = "{http://www.w3.org/2000/svg}svg"
INLINE = {"a", "b", "br", "em", "i", "small", "span", "strong", "sub", "sup", "u", SVG}
ROWS = {"tbody", "thead"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Piece:
    """A text, or an element without text, within the inline elements *path*, the outermost first."""

    path: tuple[Element, ...]
    text: str = ""
    element: Element | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Atom:
    """A word and its pieces: the parts 163,350 and .25 of one figure may be in two elements."""

    key: str
    pieces: list[_Piece] = field(default_factory=list)


def merged(before: str | None, after: str | None) -> Element:
    """Return one merged page; if one side is None, all of the other is inserted or deleted.

    The head, and the attributes of unchanged elements, come from *after*.
    """
    old, new = (ElementTree.fromstring(page) if page else None for page in (before, after))
    present = new if new is not None else old
    assert present is not None
    page = deepcopy(present)
    before_body, after_body = (None if side is None else side.find("body") for side in (old, new))
    for n, part in enumerate(page):
        if part.tag == "body" and before_body is not None and after_body is not None:
            page[n] = _merged(before_body, after_body)
            page[n].extend(_foot(before_body, after_body))
        elif part.tag == "body":
            page[n] = _copy(part, "ins" if old is None else "del")
    return page


def _foot(before: Element, after: Element) -> Iterator[Element]:
    """Return a line for changes at the foot of the pages, where they cannot be shown."""
    feet = [Element("p", {"class": "foot-change"}) for _ in range(2)]
    for foot, body in zip(feet, (before, after), strict=True):
        foot.text = body.get("data-foot")
    if feet[0].text != feet[1].text:
        line = _merged(*feet)
        line.text = f"At the foot of the pages: {line.text or ''}"
        yield line


# --- blocks ---


def _merged(before: Element, after: Element) -> Element:
    if ElementTree.tostring(before) == ElementTree.tostring(after):
        return deepcopy(after)
    element = Element(after.tag, after.attrib)
    element.tail = after.tail
    if _is_line(before) and _is_line(after):
        _fill(element, before, after)
    elif _is_line(before) or _is_line(after):
        for whole in (_copy(before, "del"), _copy(after, "ins")):
            element.text = (element.text or "") + (whole.text or "")
            element.extend(whole)
    else:
        for old, new in _paired(before, after):
            element.append(_one_side(old, new))
    return element


def _one_side(old: Element | None, new: Element | None) -> Element:
    if old is not None and new is not None:
        return _merged(old, new)
    if new is not None:
        return _copy(new, "ins")
    assert old is not None
    return _copy(old, "del")


def _is_line(element: Element) -> bool:
    """Return whether an element has text of its own, or is empty."""
    texts = (element.text, *(child.tail for child in element))
    return not len(element) or any((text or "").strip() for text in texts) or element[0].tag in INLINE


def _paired(before: Element, after: Element) -> list[tuple[Element | None, Element | None]]:
    old, new = list(before), list(after)
    places = [[_place(each) for each in side] for side in (old, new)]
    if after.tag == "tr" and len(old) == len(new):
        return list(zip(old, new, strict=True))
    if after.tag in ROWS:
        pairs = paired([_row(each) for each in old], [_row(each) for each in new], is_list=True)
        return [(b.element if b else None, a.element if a else None) for b, a in pairs]

    def alike(one: Element, other: Element) -> float:
        if _kind(one) != _kind(other):
            return 0
        rows = _row(one), _row(other)
        if rows[0].signer is not None and rows[1].signer is not None:
            return likeness(*rows)
        # If each side has only one element of a kind, both are the same place in the form.
        if _place(one) == _place(other) and all(side.count(_place(one)) == 1 for side in places):
            return 1
        if _is_line(one) and _is_line(other):
            return words_alike(_text(one), _text(other), least=UNLIKE)
        return words_alike(*(_text(_heading(each)) for each in (one, other)))

    found = match(old, new, keys=[lambda each: (_kind(each), _text(each))], likeness=alike, is_ordered=True)
    return aligned(old, new, found)


def _kind(element: Element) -> tuple[str, str]:
    return element.tag, element.get("class", "").split(" ")[0]


def _place(element: Element) -> tuple[str, str]:
    return element.tag, element.get("class", "")


def _heading(element: Element) -> Element:
    """Return the head of a table, or all of it if it has no head."""
    head = element.find("thead")
    return element if head is None else head


def _row(element: Element) -> RedlineRow:
    """Return a table row for comparison, or a block with its children as cells."""
    cells = (
        tuple(tuple(_lines(cell)) for cell in element) if not _is_line(element) else (tuple(_lines(element)),)
    )
    signing = [line for cell in cells[:1] for line in cell if has_mark(line)]
    is_signature = _kind(element)[1] == "signature"
    if is_signature and not signing:
        signing = list(_values(element[0])) if len(element) else []
    return RedlineRow(
        element=element,
        spans=tuple(int(cell.get("colspan", "1")) for cell in element),
        cells=cells,
        is_head=element.tag == "thead" or any(cell.tag == "th" for cell in element),
        signer=signer(signing) if signing or is_signature else None,
    )


def _lines(element: Element) -> Iterator[str]:
    if _is_line(element):
        yield _text(element)
    else:
        for child in element:
            yield from _lines(child)


def _text(element: Element) -> str:
    """Return the text of an element, with spaces between its child elements."""
    found = ""
    for piece in _pieces(element, ()):
        found += f" {piece.text}" if found[-1:].isalnum() and piece.text[:1].isalnum() else piece.text
    return " ".join(found.split())


def _values(element: Element) -> Iterator[str]:
    """Return the filing's own text, which has the class "value", without the form's printed text."""
    for each in element.iter():
        if "value" in each.get("class", "").split() and (text := _text(each)):
            yield text


def _copy(element: Element, kind: Kind) -> Element:
    """Return a block of one side only, with its words in <ins> or <del>."""
    whole = Element(element.tag, _attributes(element, kind))
    whole.tail = element.tail
    if _is_line(element):
        _fill(whole, *((element, None) if kind == "del" else (None, element)))
    else:
        whole.extend(_copy(child, kind) for child in element)
    if element.tag == "tr" or _kind(element)[1] == "signature":
        add_class(whole, f"row-{kind}")
    return whole


def _attributes(element: Element, kind: Kind | None) -> dict[str, str]:
    """Return the attributes; deleted elements lose their link targets and links."""
    return {name: value for name, value in element.items() if kind != "del" or name not in {"id", "href"}}


# --- words ---


def _fill(target: Element, before: Element | None, after: Element | None) -> None:
    """Give *target* the words of a line before and after."""
    old, new = (list(_atoms(side)) if side is not None else [] for side in (before, after))
    writer = _Writer(target)
    for first, second, is_same in steps(old, new, lambda atom: atom.key):
        if is_same:
            writer.write(second, None)
            continue
        writer.write(first, "del")
        if _is_seen(first) and _is_seen(second):
            writer.gap()
        writer.write(second, "ins")
    if writer.is_changed:
        add_class(target, "changed")


def _is_seen(atoms: Sequence[_Atom]) -> bool:
    return any(atom.key.strip("\0 ") for atom in atoms)


def _atoms(line: Element) -> Iterator[_Atom]:
    """Return the words of a line; an element without text belongs to the word before it."""
    waiting: list[_Piece] = []
    found: list[_Atom] = []

    def flush() -> None:
        text = "".join(piece.text for piece in waiting)
        places = [(piece, at) for piece in waiting for at in range(len(piece.text))]
        for word in WORD.finditer(text):
            inside = places[word.start() : word.end()]
            pieces: list[_Piece] = []
            for n, (piece, at) in enumerate(inside):
                if n and inside[n - 1][0] is piece:
                    pieces[-1] = _Piece(path=piece.path, text=pieces[-1].text + piece.text[at])
                else:
                    pieces.append(_Piece(path=piece.path, text=piece.text[at]))
            found.append(_Atom(key=word[0], pieces=pieces))
        waiting.clear()

    for piece in _pieces(line, ()):
        if piece.element is not None:
            flush()
            if piece.element.tag in {SVG, "br"} or not found:
                found.append(_Atom(key="\n" if piece.element.tag == "br" else "\0", pieces=[piece]))
            else:
                found[-1].pieces.append(piece)
        elif piece.text:
            if waiting and re.match(r"\w", piece.text) and re.search(r"\w$", waiting[-1].text):
                flush()
            waiting.append(piece)
    flush()
    yield from found


def _pieces(element: Element, path: tuple[Element, ...]) -> Iterator[_Piece]:
    if element.text:
        yield _Piece(path=path, text=element.text)
    for child in element:
        if child.tag in {SVG, "br"} or not (len(child) or child.text):
            yield _Piece(path=path, element=child)
        else:
            yield from _pieces(child, (*path, child))
        if child.tail:
            yield _Piece(path=path, text=child.tail)


class _Writer:
    """Writes pieces into a line, within copies of their inline elements."""

    def __init__(self, target: Element) -> None:
        self._open: list[tuple[Element, dict[str, Element]]] = []
        self._target = target
        self._change: tuple[Kind, Element] | None = None
        self.is_changed = False

    def write(self, atoms: Sequence[_Atom], kind: Kind | None) -> None:
        """Write *atoms* as deleted, inserted or, with None, unchanged."""
        for atom in atoms:
            for piece in atom.pieces:
                self._go_to(piece.path, "before" if kind == "del" else "after", kind)
                if piece.element is not None:
                    element = deepcopy(piece.element)
                    element.tail = None
                    self._parent().append(element)
                    self._change = None
                else:
                    self._text(piece.text, kind)

    def gap(self) -> None:
        """Leave a gap, where a line may end, between a deletion and the insertion that replaces it."""
        self._change = None
        self._open.clear()
        SubElement(self._target, "span", {"class": "gap"}).text = " "

    def _go_to(self, path: tuple[Element, ...], side: str, kind: Kind | None) -> None:
        depth = 0
        for (opened, sources), wanted in zip(self._open, path, strict=False):
            known = sources.get(side)
            if known is not wanted and (known is not None or _kind(opened) != _kind(wanted)):
                break
            if side == "after" and known is None:
                opened.attrib.update(wanted.attrib)
            sources[side] = wanted
            depth += 1
        if depth < len(self._open) or depth < len(path):
            self._change = None
        del self._open[depth:]
        for wanted in path[depth:]:
            opened = SubElement(self._parent(), wanted.tag, _attributes(wanted, kind))
            self._open.append((opened, {side: wanted}))

    def _parent(self) -> Element:
        return self._open[-1][0] if self._open else self._target

    def _text(self, text: str, kind: Kind | None) -> None:
        if kind is None:
            self._change = None
            parent = self._parent()
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
            return
        self.is_changed = True
        if self._change is None or self._change[0] != kind:
            self._change = kind, SubElement(self._parent(), kind)
        change = self._change[1]
        change.text = (change.text or "") + text
