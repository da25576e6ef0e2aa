"""Merge the paragraphs and tables of two Word documents into one sequence with tracked changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from redwell.documents.text import W
from redwell.ownership.signatures import has_mark
from redwell.redline import paragraphs
from redwell.redline.changes import WRAPPERS, Changes, Kind, canonical, mark_end
from redwell.redline.rows import RedlineRow, heading_rows, paired, signer, words_alike
from redwell.redline.words import UNLIKE
from redwell.text.match import aligned, match

_SIGNERS = {"SignatureLine", "SignatureName", "SignatureBlank"}
"""The styles of lines for signatures and the names under them."""
_ABREAST = 4
"""Cells from one signer to the next, where two sign side by side: a signer, a gap, a date, a gap."""
Pair = tuple[Any, Any]
"""A block before and after; None where it does not exist."""


@dataclass(kw_only=True, slots=True)
class _Item:
    """A block of the result, and the blocks it comes from."""

    element: Any
    before: Any
    after: Any

    @property
    def kind(self) -> Kind | None:
        """Return "inserted" or "deleted" for a block of one side; None if it is on both sides."""
        if self.before is None:
            return "ins"
        return "del" if self.after is None else None


def merge(target: Any, before: Any, after: Any, changes: Changes) -> None:
    """Fill *target*, a body, header, footer or cell, with the blocks of both sides as tracked changes."""
    old, new = list(_blocks(before)), list(_blocks(after))
    items = [_item(b, n, changes) for b, n in _paired(old, new)]
    _mark_ends(items, changes)
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


def _paired(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    """Pair the blocks. The last paragraphs stay a pair if no change could remove the last paragraph end."""
    found = _aligned(old, new)
    last = max((n for n, pair in enumerate(found) if None not in pair), default=None)
    rest = found if last is None else found[last + 1 :]
    if not rest or (last is not None and _is_typed_on(found[last], rest)):
        return found
    if not (old and new and old[-1].tag == new[-1].tag == W + "p"):
        return found
    return [*_aligned(old[:-1], new[:-1]), (old[-1], new[-1])]


def _is_typed_on(last: Pair, rest: Sequence[Pair]) -> bool:
    """Return whether *rest* was only added or only removed after the *last* pair: see `_mark_stretch`."""
    tags = {each.tag for pair in (last, *rest) for each in pair if each is not None}
    return tags == {W + "p"} and len({before is None for before, _ in rest}) == 1


def _aligned(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    return aligned(old, new, match(old, new, keys=[_key], likeness=_likeness, is_ordered=True))


def _key(block: Any) -> tuple[object, ...]:
    if block.tag == W + "tbl":
        return ("tbl", *((row.spans, row.cells) for row in table_rows(block)))
    return ("p", paragraphs.style_of(block), paragraphs.text_of(block))


def _likeness(before: Any, after: Any) -> float:
    if before.tag != after.tag:
        return 0
    if before.tag == W + "p":
        return words_alike(paragraphs.text_of(before), paragraphs.text_of(after), least=UNLIKE)
    return words_alike(
        *(" ".join(row.text for row in heading_rows(table_rows(each))) for each in (before, after))
    )


def table_rows(table: Any) -> list[RedlineRow]:
    """Return the rows of a table, without rows of nested tables."""
    return [_row_of(row) for child in table for row in _unwrapped(child, "tr")]


def _row_of(row: Any) -> RedlineRow:
    cells = _cells(row)
    spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in cells)
    first = [each for cell in cells[::_ABREAST] for each in cell.iter(W + "p")]
    lines = [(paragraphs.style_of(each), paragraphs.text_of(each)) for each in first]
    signing = [text for style, text in lines if style in _SIGNERS or has_mark(text)]
    return RedlineRow(
        element=row,
        spans=tuple(1 if span is None else int(span.get(W + "val")) for span in spans),
        cells=tuple(tuple(paragraphs.text_of(each) for each in cell.iter(W + "p")) for cell in cells),
        is_head=row.find(f"{W}trPr/{W}tblHeader") is not None,
        signer=signer(signing) if signing else None,
    )


def _cells(row: Any) -> list[Any]:
    return [cell for child in row for cell in _unwrapped(child, "tc")]


def _unwrapped(element: Any, name: str) -> Iterator[Any]:
    if element.tag == W + name:
        yield element
    elif element.tag in WRAPPERS:
        for child in element:
            yield from _unwrapped(child, name)


def _item(before: Any, after: Any, changes: Changes) -> _Item:
    present = after if after is not None else before
    if present.tag == W + "tbl":
        element = _table(before, after, changes)
    else:
        element = paragraphs.merged(before, after, changes)
    return _Item(element=element, before=before, after=after)


def _mark_ends(items: Sequence[_Item], changes: Changes) -> None:
    """Track the ends of new and removed paragraphs."""
    stretches = [list(group) for _, group in groupby(items, lambda item: item.element.tag)]
    for n, stretch in enumerate(stretches):
        if stretch[0].element.tag == W + "p":
            _mark_stretch(stretch, changes, is_last=n == len(stretches) - 1)


def _mark_stretch(items: Sequence[_Item], changes: Changes, *, is_last: bool) -> None:
    """Track the ends of consecutive paragraphs.

    The last end of a cell or body cannot be deleted, and one before a table should not be. There, each end is
    tracked with the paragraph after it, as if somebody had typed on after the last common paragraph: that
    paragraph's end is new, and the last paragraph keeps the old format. The same is done if the new text
    begins at the end of a paragraph, where LibreOffice would reject one end too many.
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
        ends_inserted = kept is not None and any(each.tag == W + "ins" for each in kept.element[-1:])
        is_typed_on = kind == "ins" and ends_inserted
        if kept and (is_end or is_typed_on):
            for item in (kept, *some[:-1]):
                changes.paragraph_end(item.element, kind)
            _hand_over(kept, some[-1], changes)
        else:
            for item in some[:-1] if is_last and is_end else some:
                changes.paragraph_end(item.element, kind)
        kept = None


def _hand_over(kept: _Item, last: _Item, changes: Changes) -> None:
    """Give *last* the format of the end that stays, and *kept* that of the new or removed end."""
    before, after = (kept.before, last.after) if last.after is not None else (last.before, kept.after)
    old, new = before.find(W + "pPr"), after.find(W + "pPr")
    _replace(last.element, new)
    changes.properties(last.element, "pPr", old)
    own = (kept.after if last.after is not None else kept.before).find(W + "pPr")
    mark = kept.element.find(f"{W}pPr/{W}rPr")[0]
    _replace(kept.element, own)
    mark_end(kept.element, mark)


def _replace(paragraph: Any, properties: Any) -> None:
    found = paragraph.find(W + "pPr")
    if found is not None:
        paragraph.remove(found)
    if properties is not None:
        paragraph.insert(0, deepcopy(properties))


def _table(before: Any, after: Any, changes: Changes) -> Any:
    if before is None or after is None:
        table = deepcopy(after if before is None else before)
        for row in table_rows(table):
            _whole_row(row.element, "ins" if before is None else "del", changes)
        return table
    table = deepcopy(after)
    changes.properties(table, "tblPr", before.find(W + "tblPr"))
    changes.grid(table, before.find(W + "tblGrid"))
    old, new = table_rows(before), table_rows(after)
    is_list = any(row.is_head for row in (*old, *new))
    merged = [_row(b, a, changes) for b, a in paired(old, new, is_list=is_list)]
    for child in list(table):
        if child.tag == W + "tr" or child.tag in WRAPPERS:
            table.remove(child)
    table.extend(merged)
    return table


def _row(before: RedlineRow | None, after: RedlineRow | None, changes: Changes) -> Any:
    if before and after:
        row = deepcopy(after.element)
        changes.properties(row, "trPr", before.element.find(W + "trPr"))
        sides = (_cells(row), _cells(before.element), _cells(after.element))
        for cell, old, new in zip(*sides, strict=True):
            changes.properties(cell, "tcPr", old.find(W + "tcPr"))
            if canonical(old) != canonical(new):
                merge(cell, old, new, changes)
        return row
    present = after or before
    assert present
    row = deepcopy(present.element)
    _whole_row(row, "ins" if after else "del", changes)
    return row


def _whole_row(row: Any, kind: Kind, changes: Changes) -> None:
    """Track the row, and every word and paragraph end within it, as Word does."""
    changes.row(row, kind)
    for paragraph in list(row.iter(W + "p")):
        before, after = (None, paragraph) if kind == "ins" else (paragraph, None)
        whole = paragraphs.merged(before, after, changes)
        changes.paragraph_end(whole, kind)
        paragraph.getparent().replace(paragraph, whole)
    for inner in row.iter(W + "tr"):
        if inner is not row:
            changes.row(inner, kind)
