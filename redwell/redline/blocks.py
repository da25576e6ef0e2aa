"""Paragraphs and tables of before and now, as one run of them in which the changes are tracked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from redwell.redline import paragraphs, rows
from redwell.redline.marks import WRAPPERS, Kind, Marks, W, put, said
from redwell.redline.pairing import Pair, pairs, shared

SAME_STYLE = 0.35
"""How much two paragraphs are alike by their style alone: enough to be one whose words changed."""


@dataclass(kw_only=True, slots=True)
class _Item:
    """A block of the result, and what it came of."""

    element: Any
    before: Any
    now: Any

    @property
    def kind(self) -> Kind | None:
        """What happened to all of it."""
        if self.before is None:
            return "ins"
        return "del" if self.now is None else None


def merge(target: Any, before: Any, now: Any, marks: Marks) -> None:
    """Give *target*, a body, header, footer or cell, the blocks of *before* and *now*, changes tracked."""
    old, new = list(_blocks(before)), list(_blocks(now))
    items = [_item(b, n, marks) for b, n in _paired(old, new)]
    _mark_ends(items, marks)
    for child in list(target):
        if _is_block(child) or child.tag in WRAPPERS:
            target.remove(child)
    place = 1 if len(target) and target[0].tag == W + "tcPr" else 0
    for n, item in enumerate(items):
        target.insert(place + n, item.element)


def _blocks(container: Any) -> Iterator[Any]:
    for child in container:
        if child.tag in WRAPPERS:
            yield from _blocks(child)
        elif _is_block(child):
            yield child


def _is_block(element: Any) -> bool:
    return element.tag in {W + "p", W + "tbl"}


def _paired(old: Sequence[Any], new: Sequence[Any]) -> list[Pair[Any]]:
    """The pairs; the last paragraph of both stays the last, because no change can take its end away."""
    found = pairs(old, new, _key, _likeness)
    kept = [n for n, (b, n_) in enumerate(found) if b is not None and n_ is not None]
    rest = found[kept[-1] + 1 :] if kept else found
    if not rest or (kept and _can_shift(found[kept[-1]], rest)):
        return found
    if not (old and new and old[-1].tag == new[-1].tag == W + "p"):
        return found
    return [*pairs(old[:-1], new[:-1], _key, _likeness), (old[-1], new[-1])]


def _can_shift(last: Pair[Any], rest: Sequence[Pair[Any]]) -> bool:
    """Whether *rest*, after the *last* pair, is all of one kind and all paragraphs: see `_mark_ends`."""
    tags = {each.tag for pair in (last, *rest) for each in pair if each is not None}
    return tags == {W + "p"} and len({b is None for b, _ in rest}) == 1


def _key(block: Any) -> tuple[object, ...]:
    if block.tag == W + "tbl":
        return ("tbl", _caption(block), *(rows.key(row) for row in rows.rows(block)))
    return ("p", paragraphs.style_of(block), paragraphs.text_of(block))


def _likeness(before: Any, now: Any) -> float:
    if before.tag != now.tag:
        return 0
    if before.tag == W + "tbl":
        return 1 if _caption(before) == _caption(now) else rows.words_alike(before, now)
    base = SAME_STYLE if paragraphs.style_of(before) == paragraphs.style_of(now) else 0
    likeness = shared(paragraphs.text_of(before), paragraphs.text_of(now))
    return base + (1 - base) * likeness


def _caption(table: Any) -> str | None:
    found = table.find(f"{W}tblPr/{W}tblCaption")
    return None if found is None else found.get(W + "val")


def _item(before: Any, now: Any, marks: Marks) -> _Item:
    present = now if now is not None else before
    if present.tag == W + "tbl":
        element = _table(before, now, marks)
    else:
        element = paragraphs.merged(before, now, marks)
    return _Item(element=element, before=before, now=now)


def _mark_ends(items: Sequence[_Item], marks: Marks) -> None:
    """Track the ends of paragraphs that are new or gone."""
    stretches = [list(group) for _, group in groupby(items, lambda item: item.element.tag)]
    for n, stretch in enumerate(stretches):
        if stretch[0].element.tag == W + "p":
            _mark_stretch(stretch, marks, is_last=n == len(stretches) - 1)


def _mark_stretch(items: Sequence[_Item], marks: Marks, *, is_last: bool) -> None:
    """Track the ends of consecutive paragraphs.

    The last end of a cell or body always stays, and one before a table is better left. There every end goes
    with the paragraph after it, as where somebody typed on behind the last paragraph of both: that one gives
    up its end, and the last one has the format that it had. So it is too where what was typed begins at the
    end of a paragraph: LibreOffice would take back one end too many.
    """
    kept: _Item | None = None
    place = 0
    for kind, group in groupby(items, lambda item: item.kind):
        some = list(group)
        place += len(some)
        is_end = place == len(items)
        if kind is None:
            kept = some[-1]
            continue
        is_typed_on = kept is not None and kind == "ins" and _ends_inserted(kept.element)
        if kept and (is_end or is_typed_on):
            for item in (kept, *some[:-1]):
                marks.paragraph_mark(item.element, kind)
            _hand_over(kept, some[-1], marks)
        else:
            for item in some[:-1] if is_last and is_end else some:
                marks.paragraph_mark(item.element, kind)
        kept = None


def _ends_inserted(paragraph: Any) -> bool:
    return len(paragraph) > 0 and paragraph[-1].tag == W + "ins"


def _hand_over(kept: _Item, last: _Item, marks: Marks) -> None:
    """Give *last* the format of the end that stays, and *kept* that of the end that comes or goes."""
    before, now = (kept.before, last.now) if last.now is not None else (last.before, kept.now)
    old, new = before.find(W + "pPr"), now.find(W + "pPr")
    _replace(last.element, new)
    marks.properties(last.element, "pPr", old)
    own = (kept.now if last.now is not None else kept.before).find(W + "pPr")
    mark = kept.element.find(f"{W}pPr/{W}rPr")[0]
    _replace(kept.element, own)
    put(kept.element, mark)


def _replace(paragraph: Any, properties: Any) -> None:
    found = paragraph.find(W + "pPr")
    if found is not None:
        paragraph.remove(found)
    if properties is not None:
        paragraph.insert(0, deepcopy(properties))


def _table(before: Any, now: Any, marks: Marks) -> Any:
    if before is None or now is None:
        kind: Kind = "ins" if before is None else "del"
        table = deepcopy(now if before is None else before)
        for row in rows.rows(table):
            _whole_row(row, kind, marks)
        return table
    table = deepcopy(now)
    marks.properties(table, "tblPr", before.find(W + "tblPr"))
    marks.grid(table, before.find(W + "tblGrid"))
    merged = [_row(b, n, marks) for b, n in rows.paired(rows.rows(before), rows.rows(now))]
    for child in list(table):
        if child.tag == W + "tr" or child.tag in WRAPPERS:
            table.remove(child)
    table.extend(merged)
    return table


def _row(before: Any, now: Any, marks: Marks) -> Any:
    if before is None or now is None:
        row = deepcopy(now if before is None else before)
        _whole_row(row, "ins" if before is None else "del", marks)
        return row
    row = deepcopy(now)
    marks.properties(row, "trPr", before.find(W + "trPr"))
    for cell, b, n in zip(rows.cells(row), rows.cells(before), rows.cells(now), strict=True):
        marks.properties(cell, "tcPr", b.find(W + "tcPr"))
        if said(b) != said(n):
            merge(cell, b, n, marks)
    return row


def _whole_row(row: Any, kind: Kind, marks: Marks) -> None:
    """Track the row, and within it every word and every end of a paragraph, as Word does."""
    marks.row(row, kind)
    for paragraph in list(row.iter(W + "p")):
        before, now = (None, paragraph) if kind == "ins" else (paragraph, None)
        whole = paragraphs.merged(before, now, marks)
        marks.paragraph_mark(whole, kind)
        paragraph.getparent().replace(paragraph, whole)
    for inner in row.iter(W + "tr"):
        if inner is not row:
            marks.row(inner, kind)
