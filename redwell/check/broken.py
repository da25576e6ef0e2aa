"""Check a filing whose text cannot be read as a whole.

What is certain is mended for a look at what it hides: the other mistakes of its block. No file is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from redwell.check import shape
from redwell.problems import Edit, FilingError, Problem, edited, in_file_order
from redwell.source import loader
from redwell.source.partial import Partial, read_partly
from redwell.text.lines import LINE_BREAK, line_number

MAX_READS = 20
"""The most times that one text is read; a block seldom has so many mistakes."""


def problems_of_broken(content: bytes, name: str, home: Path) -> tuple[Problem, ...]:
    """Return the problems of a text that cannot be read as a whole, and those of what can be read."""
    partial = read_partly(content, name)
    of_text, of_shape = list(partial.problems), _of_shape(partial, home)
    try:
        text = loader.decoded(content, name)
    except FilingError:
        return partial.problems
    mended: set[int] = set()
    for _ in range(MAX_READS):
        edits = _edits(text, partial.problems, mended)
        if not edits:
            break
        mended |= {line_number(text, edit.start) for edit in edits}
        text = edited(text, edits)
        partial = read_partly(text.encode(), name)
        if any(_is_on(problem, mended) for problem in partial.problems):
            break  # it was not so certain
        known = {_line_of(problem) for problem in of_text}
        # The places of edits would be those in the mended text.
        of_text += [replace(each, mend=None) for each in partial.problems if _line_of(each) not in known]
        of_shape = _of_shape(partial, home)
    return tuple(in_file_order([*of_text, *(each for each in of_shape if not _is_on(each, mended))]))


def _of_shape(partial: Partial, home: Path) -> list[Problem]:
    """Return the problems of the shape of what could be read, unless they may come from what could not."""
    if partial.source is None:
        return []
    return [*filter(partial.is_sure, shape.check_shape(partial.source, home)[1])]


def _edits(text: str, problems: Iterable[Problem], mended: set[int]) -> Sequence[Edit]:
    """Return the certain edits within lines that are not mended yet."""
    found: list[Edit] = []
    for problem in problems:
        for edit in problem.mend.edits if problem.mend else ():
            is_apart = not any(edit.start <= other.end and other.start <= edit.end for other in found)
            is_in_line = not LINE_BREAK.search(text[edit.start : edit.end] + edit.new)
            if is_apart and is_in_line and line_number(text, edit.start) not in mended:
                found.append(edit)
    return found


def _line_of(problem: Problem) -> int:
    return problem.place.line if problem.place else 0


def _is_on(problem: Problem, lines: set[int]) -> bool:
    return _line_of(problem) in lines
