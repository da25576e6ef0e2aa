"""Which row of a table before is which row of now: what is another row, and what is the same one changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from redwell.redline.marks import WRAPPERS, W
from redwell.redline.pairing import WORD, Pair, pairs, shared
from redwell.redline.paragraphs import style_of, text_of

ALIKE = 0.45
"""Rows less alike than this are no pair."""
_NAMED = 0.35
"""How much rows of the same signer, security or owner are alike by that alone."""
_SPELLED_ALIKE = 0.75
_SIGNED = re.compile(r"/s/|\W+")
_SIGNERS = {"SignatureLine", "SignatureName", "SignatureBlank"}
"""The styles of the lines that say who signs, or leave room for it."""


def rows(table: Any) -> list[Any]:
    """The rows of a table, but not those of tables within it."""
    return [row for child in table for row in _of(child, "tr")]


def cells(row: Any) -> list[Any]:
    """The cells of a row."""
    return [cell for child in row for cell in _of(child, "tc")]


def key(row: Any) -> tuple[object, ...]:
    """What makes two rows the same."""
    return (_shape(row), *(text_of(p) for p in row.iter(W + "p")))


def paired(old: Sequence[Any], new: Sequence[Any]) -> list[Pair[Any]]:
    """The rows of two tables, those that belong together side by side.

    A table of one row is a line of the form, not a list of holdings. A signature is never such a line.
    """
    is_line = len(old) == len(new) == 1 and _shape(old[0]) == _shape(new[0])
    if is_line and _signer(old[0]) is None and _signer(new[0]) is None:
        return [(old[0], new[0])]
    return pairs(old, new, key, _of_list if any(map(_is_head, (*old, *new))) else _likeness)


def words_alike(before: Any, now: Any) -> float:
    """How many words two tables or rows share; 0 where that is too few for a pair."""
    texts = [" ".join(text_of(p) for p in each.iter(W + "p")) for each in (before, now)]
    likeness = shared(texts[0], texts[1])
    return likeness if likeness >= ALIKE else 0


def _likeness(before: Any, now: Any) -> float:
    """By who signs alone, of signatures: all else in their rows is the same in each."""
    if _shape(before) != _shape(now):
        return 0
    signers = (_signer(before), _signer(now))
    if None in signers:
        return words_alike(before, now)
    # Where nobody was named, anybody may sign.
    return 1 if signers[0] == signers[1] else 0 if all(signers) else _NAMED


def _of_list(before: Any, now: Any) -> float:
    """Of a table with a head: by whose row it is, then by all that it says."""
    if _shape(before) != _shape(now):
        return 0
    if _is_head(before) or _is_head(now):
        return words_alike(before, now)
    return words_alike(before, now) if _is_same(_name(before), _name(now)) else 0


def _is_same(before: list[str], now: list[str]) -> bool:
    """Whether two names are of the same security or owner: one says more than the other, or is misspelled."""
    lost, gained = (
        " ".join((Counter(one) - Counter(other)).elements()) for one, other in ((before, now), (now, before))
    )
    if not (lost and gained):
        return True
    # Class A is not Class B misspelled, nor a warrant of 2013 one of 2014.
    is_word = not re.search(r"\d|\b\w\b", lost + " " + gained)
    return is_word and SequenceMatcher(None, lost, gained, False).ratio() >= _SPELLED_ALIKE


def _name(row: Any) -> list[str]:
    """The words of the first line of the first cell: the title of a security, or the name of an owner."""
    line = next((text_of(p) for p in row.iter(W + "p")), "")
    return [word.casefold() for word in WORD.findall(line) if word[0].isalnum()]


def _signer(row: Any) -> str | None:
    """Who signs in the row, as plain words; None in a row that is no signature."""
    first = next(iter(cells(row)), None)
    lines = [] if first is None else list(first.iter(W + "p"))
    found = [text_of(p) for p in lines if style_of(p) in _SIGNERS or "/s/" in text_of(p)]
    return " ".join(_SIGNED.sub(" ", " ".join(found)).casefold().split()) if found else None


def _shape(row: Any) -> tuple[str, ...]:
    """How many cells the row has, and how many columns each spans."""
    spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in cells(row))
    return tuple("1" if span is None else span.get(W + "val") for span in spans)


def _is_head(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}tblHeader") is not None


def _of(element: Any, name: str) -> Iterator[Any]:
    if element.tag == W + name:
        yield element
    elif element.tag in WRAPPERS:
        for child in element:
            yield from _of(child, name)
