"""Find the words or lines in which two texts differ.

    words("16,420 shares", "16,240 shares")
        -> Run("deleted", "16,420"), Run("inserted", "16,240"), Run("same", " shares")

Without its inserted runs, a result reads as the text before; without its deleted runs, as the text after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal

Kind = Literal["same", "deleted", "inserted"]
Span = tuple[int, int, int, int]
"""Start and end before, then start and end after."""

_TOKEN = re.compile(r"((?:\d[\d,./:-]*\d|\w+)(?:['\u2019.-]\w+)*|[^\w\s]|)(\s*)")
"""A word, figure, date or punctuation mark, with the space after it."""
_FIGURE = re.compile(r"\d")
_LETTERS = 4
"""The least letters of a significant word; "the" and "of" are not."""
_ISLAND = 4
"""The most insignificant words between two changes that are shown as changed too."""
_MOST_SLIDES = 50
_MOST_PAIRS = 300_000
"""The most pairs of equal items for a comparison item by item: about 6,000 words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Consecutive words that stayed, were deleted or were inserted."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Tokens:
    words: list[str]
    spaces: list[str]

    def text(self, start: int, stop: int) -> str:
        """Return the text of some tokens."""
        return "".join(self.words[n] + self.spaces[n] for n in range(start, stop))


def words(before: str, after: str) -> tuple[Run, ...]:
    """Return both texts as one redline by words; "the" or a comma between two changes counts as changed."""
    old, new = _tokens(before), _tokens(after)
    found = spans(old.words, new.words)
    if len(found) == 1:
        # If that was too much at once: first by lines, then by the words of each line.
        found = _by_lines(old, new)
    return _joined(_pieces(_slid(_merged(found, old), old, new), old, new))


def lines(before: str, after: str) -> tuple[Run, ...]:
    """Return both texts as one redline by whole lines, as for YAML."""
    old, new = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (before, after))
    return _joined(_line_pieces(spans(old, new), old, new))


def is_unchanged(runs: Sequence[Run]) -> bool:
    """Return whether nothing was deleted or inserted."""
    return all(run.kind == "same" for run in runs)


def spans(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Span]:
    """Return the spans where two sequences differ, in order; a part too large to compare is one difference.

    The time is bounded: after equal starts and ends are removed, sequences with more than `_MOST_PAIRS` pairs
    of equal items are not compared.
    """
    start, stop, last = 0, len(before), len(after)
    while start < min(stop, last) and before[start] == after[start]:
        start += 1
    while start < min(stop, last) and before[stop - 1] == after[last - 1]:
        stop, last = stop - 1, last - 1
    old, new = before[start:stop], after[start:last]
    if not old and not new:
        return []
    count = Counter(new)
    if not old or not new or sum(count[item] for item in old) > _MOST_PAIRS:
        return [(start, stop, start, last)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        (start + a, start + b, start + c, start + d)
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _tokens(text: str) -> _Tokens:
    found = [match.groups() for match in _TOKEN.finditer(text) if match.group()]
    return _Tokens([word for word, _ in found], [space for _, space in found])


def _by_lines(old: _Tokens, new: _Tokens) -> list[Span]:
    """Return the spans where the words of two texts differ, ignoring equal lines."""
    found: list[Span] = []
    starts, others = _line_starts(old), _line_starts(new)
    before, after = (
        [tuple(tokens.words[a:b]) for a, b in pairwise(at)] for tokens, at in ((old, starts), (new, others))
    )
    for a, b, c, d in spans(before, after):
        i, j = starts[a], others[c]
        inner = spans(old.words[i : starts[b]], new.words[j : others[d]])
        found += [(i + start, i + stop, j + first, j + last) for start, stop, first, last in inner]
    return found


def _line_starts(tokens: _Tokens) -> list[int]:
    """Return the position of each line's first token, and the number of all tokens."""
    inside = [n + 1 for n, space in enumerate(tokens.spaces[:-1]) if "\n" in space]
    return [0, *inside, len(tokens.words)] if tokens.words else [0]


def _merged(found: Sequence[Span], old: _Tokens) -> list[Span]:
    """Join changes with only insignificant words between them."""
    merged: list[Span] = []
    for span in found:
        while merged and _says_nothing(old, merged[-1][1], span[0]):
            start, _, first, _ = merged.pop()
            span = (start, span[1], first, span[3])
        merged.append(span)
    return merged


def _says_nothing(old: _Tokens, start: int, stop: int) -> bool:
    return stop - start <= _ISLAND and not any(
        len(old.words[n]) >= _LETTERS or _FIGURE.search(old.words[n]) or "\n" in old.spaces[n]
        for n in range(start, stop)
    )


def _slid(found: Sequence[Span], old: _Tokens, new: _Tokens) -> list[Span]:
    """Move pure insertions and deletions to the start of a sentence, if the text stays the same."""
    slid: list[Span] = []
    for n, (start, stop, first, last) in enumerate(found):
        step = 0
        if (start == stop) != (first == last):
            tokens, low, high = (old, start, stop) if first == last else (new, first, last)
            back = start - (slid[-1][1] if slid else 0)
            on = (found[n + 1][0] if n + 1 < len(found) else len(old.words)) - stop
            steps = [0, *_steps(tokens, low, high, back, -1), *_steps(tokens, low, high, on, 1)]
            step = max(steps, key=lambda each: (_sentence_end(tokens, low + each - 1), -abs(each)))
        slid.append((start + step, stop + step, first + step, last + step))
    return slid


def _steps(tokens: _Tokens, low: int, high: int, room: int, way: int) -> Iterator[int]:
    for step in range(1, min(room, _MOST_SLIDES) + 1):
        left, right = (low - step, high - step) if way < 0 else (low + step - 1, high + step - 1)
        if tokens.text(left, left + 1) != tokens.text(right, right + 1):
            return
        yield way * step


def _sentence_end(tokens: _Tokens, n: int) -> int:
    """Return a score for a change that begins after token *n*: best after a paragraph, then a sentence."""
    if n < 0 or "\n" in tokens.spaces[n]:
        return 3
    return 2 if tokens.words[n] in ".;:!?" else 1 if tokens.words[n] == "," else 0


def _line_pieces(found: Sequence[Span], old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    at = 0
    for start, stop, first, last in found:
        yield "same", "".join(old[at:start])
        yield "deleted", "".join(old[start:stop])
        yield "inserted", "".join(new[first:last])
        at = stop
    yield "same", "".join(old[at:])


def _pieces(found: Sequence[Span], old: _Tokens, new: _Tokens) -> Iterator[tuple[Kind, str]]:
    """Return the text in pieces; space around a change that both texts have is not part of it."""
    i = j = 0
    struck = put = ""
    for start, stop, first, last in (*found, (len(old.words),) * 2 + (len(new.words),) * 2):
        for n in range(start - i):
            yield from _change(struck, put)
            yield "same", old.words[i + n]
            struck, put = old.spaces[i + n], new.spaces[j + n]
        struck, put = struck + old.text(start, stop), put + new.text(first, last)
        i, j = stop, last
    yield from _change(struck, put)


def _change(struck: str, put: str) -> Iterator[tuple[Kind, str]]:
    lead = 0
    while lead < min(len(struck), len(put)) and struck[lead] == put[lead] and struck[lead].isspace():
        lead += 1
    tail = 0
    while (
        tail < min(len(struck), len(put)) - lead
        and struck[-1 - tail] == put[-1 - tail]
        and struck[-1 - tail].isspace()
    ):
        tail += 1
    yield "same", struck[:lead]
    yield "deleted", struck[lead : len(struck) - tail]
    yield "inserted", put[lead : len(put) - tail]
    yield "same", struck[len(struck) - tail :]


def _joined(pieces: Iterator[tuple[Kind, str]]) -> tuple[Run, ...]:
    groups = groupby((piece for piece in pieces if piece[1]), key=lambda piece: piece[0])
    return tuple(Run(kind=kind, text="".join(text for _, text in group)) for kind, group in groups)
