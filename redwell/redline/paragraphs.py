"""Merge two paragraphs of Word documents into one with tracked changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from redwell.documents.text import SIGNS, W, said_by
from redwell.redline.changes import SPACE, WRAPPERS, Changes, Kind, canonical, make
from redwell.redline.words import WORD, steps

_WRAPPERS = WRAPPERS | {W + name for name in ("smartTag", "ins", "moveTo")}
"""Elements around runs. Changes in a template count as accepted."""
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Atom:
    """The smallest part that is inserted or deleted: a word, a sign, a tab, a picture, a field."""

    key: str
    properties: Any = None
    """The `w:rPr` of its run."""
    format: bytes = b""
    """The canonical XML of the properties, for comparison."""
    node: Any = None
    """The element, if it is not text: a child of a run, or an element between runs."""
    is_beside: bool = False


def text_of(paragraph: Any) -> str:
    """Return the text of the paragraph."""
    return "".join(said_by(each) for each in paragraph.iter() if each.getparent().tag != W + "tabs")


def style_of(paragraph: Any) -> str | None:
    """Return the name of the paragraph's own style."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    style: str | None = None if found is None else found.get(W + "val")
    return style


def merged(before: Any, after: Any, changes: Changes) -> Any:
    """Return one merged paragraph; if one side is None, all words of the other are inserted or deleted.

    Its paragraph mark is left unchanged.
    """
    made_of = after if after is not None else before
    paragraph = deepcopy(made_of)
    old = list(_atoms(before)) if before is not None else []
    new = list(_atoms(after)) if after is not None else []
    if before is not None and after is not None:
        changes.properties(paragraph, "pPr", before.find(W + "pPr"))
        if [(each.key, each.format) for each in old] == [(each.key, each.format) for each in new]:
            return paragraph
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    for first, second, is_same in steps(old, new, lambda atom: atom.key):
        if is_same:
            paragraph.extend(_kept(first, second, changes))
        else:
            paragraph.extend(_tracked(first, "del", changes))
            paragraph.extend(_tracked(second, "ins", changes))
    return paragraph


def _atoms(paragraph: Any) -> Iterator[Atom]:
    beside: list[Any] = []
    depth = 0
    for child in _inner(paragraph):
        if child.tag != W + "r":
            if child.tag in {W + "fldSimple", W + "hyperlink"} or "officeDocument/2006/math" in child.tag:
                yield Atom(key=f"\0{canonical(child).decode()}", node=child, is_beside=True)
            continue
        # A field runs from its begin to its end over many runs, and changes as a whole.
        kinds = [each.get(W + "fldCharType") for each in child.findall(W + "fldChar")]
        if depth or "begin" in kinds:
            depth += kinds.count("begin") - kinds.count("end")
            beside.append(child)
            if depth <= 0:
                key = "".join(canonical(each).decode() for each in beside)
                yield Atom(key=f"\0{key}", node=make("field", *map(deepcopy, beside)), is_beside=True)
                beside, depth = [], 0
            continue
        yield from _of_run(child)


def _inner(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in _WRAPPERS:
            yield from _inner(child)
        else:
            yield child


def _of_run(run: Any) -> Iterator[Atom]:
    properties = run.find(W + "rPr")
    form = canonical(properties)
    for child in run:
        if child.tag == W + "t":
            for word in WORD.findall(child.text or ""):
                yield Atom(key=word, properties=properties, format=form)
        elif child.tag not in {W + "rPr", W + "lastRenderedPageBreak"}:
            # An element for a sign counts as that sign, whatever else it contains.
            key = SIGNS.get(child.tag, "\0") + canonical(child).decode()
            yield Atom(key=key, properties=properties, format=form, node=child)


def _runs(atoms: Sequence[Atom]) -> Iterator[Any]:
    """Return the atoms as runs: consecutive atoms of one format share a run."""
    for (_, is_beside), group in groupby(atoms, lambda each: (each.format, each.is_beside)):
        these = list(group)
        if is_beside:
            yield from (deepcopy(each.node) for each in these)
            continue
        run = make("r")
        if these[0].properties is not None:
            run.append(deepcopy(these[0].properties))
        for is_text, parts in groupby(these, lambda each: each.node is None):
            if is_text:
                text = make("t")
                text.set(SPACE, "preserve")
                text.text = "".join(each.key for each in parts)
                run.append(text)
            else:
                run.extend(deepcopy(each.node) for each in parts)
        yield run


def _kept(old: Sequence[Atom], new: Sequence[Atom], changes: Changes) -> Iterator[Any]:
    """Return the atoms of the later document, with their earlier format if it differs."""
    together = list(zip(old, new, strict=True))
    for is_alike, group in groupby(together, lambda pair: pair[0].format == pair[1].format):
        these = list(group)
        if is_alike:
            for node in _runs([after for _, after in these]):
                yield from _unfolded(node) if node.tag == W + "field" else [node]
            continue
        for before, after in these:
            for run in _runs([after]):
                changes.properties(run, "rPr", before.properties)
                yield run


def _tracked(atoms: Sequence[Atom], kind: Kind, changes: Changes) -> Iterator[Any]:
    """Return the atoms as runs within w:ins or w:del."""
    runs = [each for node in _runs(atoms) for each in _unfolded(node)]
    if kind == "del":
        runs = [run for run in map(_deleted, runs) if len(run) and run[-1].tag != W + "rPr"]
    if runs:
        yield changes.mark(kind, *runs)


def _unfolded(node: Any) -> list[Any]:
    """Return the runs of an element that is not allowed within a change: a simple field, a link."""
    if node.tag == W + "fldSimple":
        instruction = make("instrText")
        instruction.set(SPACE, "preserve")
        instruction.text = node.get(W + "instr")
        begin, middle, end = (make("r", make("fldChar", fldCharType=kind)) for kind in _FIELD)
        return [begin, make("r", instruction), middle, *map(deepcopy, node.findall(W + "r")), end]
    if node.tag in {W + "hyperlink", W + "field"}:
        return [deepcopy(run) for run in node.findall(W + "r")]
    return [node]


_FIELD = ("begin", "separate", "end")


def _deleted(run: Any) -> Any:
    """Return the run as deleted text; without pictures, whose files are not in this document."""
    for each in list(run):
        if any(name.startswith(_RELATED) for inner in each.iter() for name in inner.attrib):
            run.remove(each)
    for name in ("t", "instrText"):
        for each in run.iter(W + name):
            # The text of a shape is not text of the run.
            if each.getparent() is run:
                each.tag = W + ("delText" if name == "t" else "delInstrText")
    return run
