"""A redline: two texts word by word, or line by line, so that a lawyer sees what was struck and what is new.

A word stands whole, with the space behind it; so does a figure ("163,350") or a date. What is the same and
says nothing between two changes, "the" or a comma, is struck with them. A passage that was struck and stands
elsewhere again is moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from redwell.review.compare.stretches import Span, changes
from redwell.review.model import Run, RunKind

_WORD = re.compile(r"((?:\d[\d,./:-]*\d|\w)+(?:['\u2019.-]\w+)*|[^\w\s]|)(\s*)")
"""A word, figure, date or mark of punctuation, and the white space behind it."""
_FIGURE = re.compile(r"\d")
_LETTERS = 4
"""A word of so many letters says something; "the" and "of" do not."""
_MOVED, _SOLID = 4, 3
"""A passage of so many words is moved, if so many of them say something."""
_MOVED_LINES = 2
_FAR = 50
"""By no more words is a change moved to where a sentence ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """One text in pieces, each a word and the space behind it; *moved* ones stand elsewhere as well."""

    words: list[str]
    spaces: list[str]
    moved: set[int] = field(default_factory=set)

    def text(self, start: int, stop: int) -> str:
        return "".join(self.words[n] + self.spaces[n] for n in range(start, stop))


def runs(before: str, now: str) -> tuple[Run, ...]:
    """What became of each word: without what was inserted it is *before*, without what was struck *now*."""
    ours, theirs = _in_words(before), _in_words(now)
    found = _slid(_clean(changes(ours.words, theirs.words), ours, theirs), ours, theirs)
    _find_moves(found, ours, theirs, least=_MOVED, solid=_SOLID)
    return _said(found, ours, theirs)


def lines(before: str, now: str) -> tuple[Run, ...]:
    """The same by whole lines, as for YAML."""
    ours, theirs = (_Side(words=each, spaces=[""] * len(each)) for each in map(_in_lines, (before, now)))
    found = changes(ours.words, theirs.words)
    _find_moves(found, ours, theirs, least=_MOVED_LINES, solid=_MOVED_LINES)
    return _said(found, ours, theirs)


def unchanged(compared: Iterable[Run]) -> bool:
    """Whether nothing was struck, inserted or moved."""
    return all(run.kind == "same" for run in compared)


def _in_words(text: str) -> _Side:
    found = [match.groups() for match in _WORD.finditer(text) if match.group()]
    return _Side(words=[word for word, _ in found], spaces=[space for _, space in found])


def _in_lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


# --- what a reader sees ---


def _clean(spans: Iterable[Span], ours: _Side, theirs: _Side) -> list[Span]:
    """The changes, with what says nothing between two of them struck as well."""
    found: list[Span] = []
    for span in spans:
        while found and _is_island(found[-1], span, ours):
            start, _, first, _ = found.pop()
            span = (start, span[1], first, span[3])
        found.append(span)
    return found


def _is_island(left: Span, right: Span, ours: _Side) -> bool:
    """Whether the pieces between two changes say nothing: few, none of them long, and no line ends there."""
    start, stop = left[1], right[0]
    return stop - start <= _MOVED and not any(
        _is_solid(ours.words[n]) or "\n" in ours.spaces[n] for n in range(start, stop)
    )


def _is_solid(word: str) -> bool:
    return len(word) >= _LETTERS or bool(_FIGURE.search(word))


def _slid(spans: Sequence[Span], ours: _Side, theirs: _Side) -> list[Span]:
    """Pure insertions and deletions, moved to the end of a sentence where the words allow it."""
    found: list[Span] = []
    for n, (start, stop, first, last) in enumerate(spans):
        step = 0
        if start == stop or first == last:
            side, low, high = (ours, start, stop) if first == last else (theirs, first, last)
            back = start - (found[-1][1] if found else 0)
            on = (spans[n + 1][0] if n + 1 < len(spans) else len(ours.words)) - stop
            steps = [*_steps(side, low, high, back, -1), *_steps(side, low, high, on, 1)]
            # Both texts have the same words there, but perhaps not the same spaces.
            alike = (each for each in steps if _is_alike(spans[n], each, ours, theirs))
            step = max((0, *alike), key=lambda each: (_ends(side, low + each - 1), -abs(each)))
        found.append((start + step, stop + step, first + step, last + step))
    return found


def _steps(side: _Side, low: int, high: int, room: int, way: int) -> Iterator[int]:
    """By how many pieces a change can be moved one *way* and leave the same text."""
    for step in range(1, min(room, _FAR) + 1):
        left, right = (low - step, high - step) if way < 0 else (low + step - 1, high + step - 1)
        if (side.words[left], side.spaces[left]) != (side.words[right], side.spaces[right]):
            return
        yield way * step


def _is_alike(span: Span, step: int, ours: _Side, theirs: _Side) -> bool:
    start, stop, first, last = span
    pairs = (
        zip(range(start + step, start), range(first + step, first), strict=True)
        if step < 0
        else zip(range(stop, stop + step), range(last, last + step), strict=True)
    )
    return all(ours.spaces[i] == theirs.spaces[j] for i, j in pairs)


def _ends(side: _Side, n: int) -> int:
    """How well a change begins behind piece *n*: best behind a paragraph, then behind a sentence."""
    if n < 0 or "\n" in side.spaces[n]:
        return 3
    return 2 if side.words[n] in ".;:!?" else 1 if side.words[n] == "," else 0


# --- what moved ---


def _find_moves(spans: Iterable[Span], ours: _Side, theirs: _Side, *, least: int, solid: int) -> None:
    """Marks the pieces that were struck in one place and stand in another."""
    spans = [*spans]
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for _, _, first, last in reversed(spans):
        for n in range(last - least, first - 1, -1):
            places.setdefault(tuple(theirs.words[n : n + least]), []).append((n, last))
    for start, stop, _, _ in spans:
        n = start
        while n + least <= stop:
            waiting = places.get(tuple(ours.words[n : n + least]), [])
            while waiting and waiting[-1][0] in theirs.moved:
                waiting.pop()
            length = _length(n, stop, *waiting[-1], ours, theirs) if waiting else 0
            words = ours.words[n : n + length]
            if sum(word[:1].isalnum() or "\n" in word for word in words) >= least and (
                sum(map(_is_solid, words)) >= solid
            ):
                ours.moved.update(range(n, n + length))
                theirs.moved.update(range(waiting[-1][0], waiting[-1][0] + length))
                n += length
            else:
                n += 1


def _length(n: int, stop: int, place: int, last: int, ours: _Side, theirs: _Side) -> int:
    """How many pieces from *n* on stand at *place* too, in what was struck and what is new."""
    length = 0
    while (
        n + length < stop
        and place + length < last
        and ours.words[n + length] == theirs.words[place + length]
        and place + length not in theirs.moved
    ):
        length += 1
    return length


# --- the runs ---


def _said(spans: Sequence[Span], ours: _Side, theirs: _Side) -> tuple[Run, ...]:
    pieces = groupby(
        ((kind, text) for kind, text in _pieces(spans, ours, theirs) if text), key=lambda piece: piece[0]
    )
    return tuple(Run(kind=kind, text="".join(text for _, text in group)) for kind, group in pieces)


def _pieces(spans: Sequence[Span], ours: _Side, theirs: _Side) -> Iterator[tuple[RunKind, str]]:
    i = j = 0
    end = len(ours.words), len(ours.words), len(theirs.words), len(theirs.words)
    for start, stop, first, last in (*spans, end):
        struck = new = ""
        for n in range(start - i):
            yield "deleted", struck
            yield "inserted", new
            yield "same", ours.words[i + n]
            struck, new = ours.spaces[i + n], theirs.spaces[j + n]
            if struck == new:
                yield "same", struck
                struck = new = ""
        # The space behind what changed stays, though it may have stood behind another word.
        tail = ours.spaces[stop - 1] if start < stop else struck
        shared = tail if tail == (theirs.spaces[last - 1] if first < last else new) else ""
        struck = "" if shared and start == stop else struck
        new = "" if shared and first == last else new
        yield "deleted", struck
        for n in range(start, stop):
            kind: RunKind = "moved_from" if n in ours.moved else "deleted"
            yield kind, ours.words[n] if shared and n == stop - 1 else ours.text(n, n + 1)
        yield "inserted", new
        for n in range(first, last):
            kind = "moved_to" if n in theirs.moved else "inserted"
            yield kind, theirs.words[n] if shared and n == last - 1 else theirs.text(n, n + 1)
        yield "same", shared
        i, j = stop, last
