"""The words of a paragraph before and now, as one paragraph in which the changes are tracked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from redwell.redline.marks import SIGNS, SPACE, WRAPPERS, Kind, Marks, W, made, said
from redwell.redline.pairing import WORD, alike

_WRAPPERS = WRAPPERS | {W + name for name in ("smartTag", "ins", "moveTo")}
"""What stands around runs. Changes in a template count as accepted."""
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
UNLIKE = 0.3
"""Below this likeness a sentence is replaced as a whole: single words that stay would only confuse."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Atom:
    """The least that is inserted or deleted: a word, a sign, a tab, a picture, a field."""

    key: str
    properties: Any = None
    """The w:rPr of its run."""
    format: bytes = b""
    """The same, to be compared."""
    node: Any = None
    """What is no text: a child of a run; or what stands beside runs."""
    is_beside: bool = False


def text_of(paragraph: Any) -> str:
    """What stands in the paragraph."""
    return "".join(
        each.text or "" if each.tag == W + "t" else SIGNS.get(each.tag, "")
        for each in paragraph.iter()
        if each.getparent().tag != W + "tabs"
    )


def style_of(paragraph: Any) -> str | None:
    """The name of the style that the paragraph has of its own."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    style: str | None = None if found is None else found.get(W + "val")
    return style


def merged(before: Any, now: Any, marks: Marks) -> Any:
    """One paragraph of both; where one is None, all of the other's words are inserted or deleted.

    Its own mark, which ends it, is left as it is.
    """
    made_of = now if now is not None else before
    paragraph = deepcopy(made_of)
    old = list(_atoms(before)) if before is not None else []
    new = list(_atoms(now)) if now is not None else []
    if before is not None and now is not None:
        marks.properties(paragraph, "pPr", before.find(W + "pPr"))
        if [(each.key, each.format) for each in old] == [(each.key, each.format) for each in new]:
            return paragraph
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    for kind, first, second in _steps(old, new):
        if kind == "same":
            paragraph.extend(_kept(first, second, marks))
        else:
            paragraph.extend(_tracked(first, "del", marks))
            paragraph.extend(_tracked(second, "ins", marks))
    return paragraph


def _steps(old: Sequence[Atom], new: Sequence[Atom]) -> Iterator[tuple[str, list[Atom], list[Atom]]]:
    """Stretches of both, in order: "same" or "other". What is the same by chance is of the other."""
    texts = ["".join(each.key for each in side) for side in (old, new)]
    steps: list[tuple[str, list[Atom], list[Atom]]] = []
    if old and new and alike(*texts) < UNLIKE:
        steps = [("other", list(old), list(new))]
    else:
        # Spaces are matched beside words alone: there are too many of them to begin with.
        matcher = SequenceMatcher(str.isspace, [each.key for each in old], [each.key for each in new], False)
        for kind, a, b, c, d in matcher.get_opcodes():
            steps.append(("same" if kind == "equal" else "other", list(old[a:b]), list(new[c:d])))
    while (chance := _by_chance(steps)) is not None:
        three = steps[chance - 1 : chance + 2]
        before = [atom for _, some, _ in three for atom in some]
        now = [atom for _, _, some in three for atom in some]
        steps[chance - 1 : chance + 2] = [("other", before, now)]
    yield from steps


def _by_chance(steps: Sequence[tuple[str, list[Atom], list[Atom]]]) -> int | None:
    """The first "same" between two changes that is no longer than either of them."""
    sizes = [max(_size(old), _size(new)) for _, old, new in steps]
    for n in range(1, len(steps) - 1):
        is_between = steps[n][0] == "same"
        if is_between and sizes[n] <= min(sizes[n - 1], sizes[n + 1]):
            return n
    return None


def _size(atoms: Sequence[Atom]) -> int:
    return sum(len(each.key) for each in atoms)


def _atoms(paragraph: Any) -> Iterator[Atom]:
    beside: list[Any] = []
    depth = 0
    for child in _inner(paragraph):
        if child.tag != W + "r":
            if child.tag in {W + "fldSimple", W + "hyperlink"} or "officeDocument/2006/math" in child.tag:
                yield Atom(key=f"\0{said(child).decode()}", node=child, is_beside=True)
            continue
        # A field runs from its begin to its end over many runs, and changes as a whole.
        kinds = [each.get(W + "fldCharType") for each in child.findall(W + "fldChar")]
        if depth or "begin" in kinds:
            depth += kinds.count("begin") - kinds.count("end")
            beside.append(child)
            if depth <= 0:
                key = "".join(said(each).decode() for each in beside)
                yield Atom(key=f"\0{key}", node=made("field", *map(deepcopy, beside)), is_beside=True)
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
    form = said(properties)
    for child in run:
        if child.tag == W + "t":
            for word in WORD.findall(child.text or ""):
                yield Atom(key=word, properties=properties, format=form)
        elif child.tag not in {W + "rPr", W + "lastRenderedPageBreak"}:
            # What is said in a sign counts as that sign, whatever else the element holds.
            key = SIGNS.get(child.tag, "\0") + said(child).decode()
            yield Atom(key=key, properties=properties, format=form, node=child)


def _runs(atoms: Sequence[Atom]) -> Iterator[Any]:
    """The atoms as runs again, consecutive ones of one format in one run."""
    for (_, is_beside), group in groupby(atoms, lambda each: (each.format, each.is_beside)):
        these = list(group)
        if is_beside:
            yield from (deepcopy(each.node) for each in these)
            continue
        run = made("r")
        if these[0].properties is not None:
            run.append(deepcopy(these[0].properties))
        for is_text, parts in groupby(these, lambda each: each.node is None):
            if is_text:
                text = made("t")
                text.set(SPACE, "preserve")
                text.text = "".join(each.key for each in parts)
                run.append(text)
            else:
                run.extend(deepcopy(each.node) for each in parts)
        yield run


def _kept(old: Sequence[Atom], new: Sequence[Atom], marks: Marks) -> Iterator[Any]:
    """The atoms of now, and where they looked otherwise before, that."""
    together = list(zip(old, new, strict=True))
    for is_alike, group in groupby(together, lambda pair: pair[0].format == pair[1].format):
        these = list(group)
        if is_alike:
            for node in _runs([now for _, now in these]):
                yield from _unfolded(node) if node.tag == W + "field" else [node]
            continue
        for before, now in these:
            for run in _runs([now]):
                marks.properties(run, "rPr", before.properties)
                yield run


def _tracked(atoms: Sequence[Atom], kind: Kind, marks: Marks) -> Iterator[Any]:
    """The atoms as runs inside of w:ins or w:del."""
    runs = [each for node in _runs(atoms) for each in _unfolded(node)]
    if kind == "del":
        runs = [run for run in map(_deleted, runs) if len(run) and run[-1].tag != W + "rPr"]
    if runs:
        yield marks.mark(kind, *runs)


def _unfolded(node: Any) -> list[Any]:
    """What may stand inside of a change: runs. A simple field becomes one of many runs; a link its words."""
    if node.tag == W + "fldSimple":
        instruction = made("instrText")
        instruction.set(SPACE, "preserve")
        instruction.text = node.get(W + "instr")
        begin, middle, end = (made("r", made("fldChar", fldCharType=kind)) for kind in _FIELD)
        return [begin, made("r", instruction), middle, *map(deepcopy, node.findall(W + "r")), end]
    if node.tag in {W + "hyperlink", W + "field"}:
        return [deepcopy(run) for run in node.findall(W + "r")]
    return [node]


_FIELD = ("begin", "separate", "end")


def _deleted(run: Any) -> Any:
    """The run as it stands in a deletion; without pictures, whose files are not in this document."""
    for each in list(run):
        if any(name.startswith(_RELATED) for inner in each.iter() for name in inner.attrib):
            run.remove(each)
    for name in ("t", "instrText"):
        for each in run.iter(W + name):
            # The text of a shape is no text of the run.
            if each.getparent() is run:
                each.tag = W + ("delText" if name == "t" else "delInstrText")
    return run
