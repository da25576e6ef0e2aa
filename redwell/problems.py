"""What is wrong in a filing, as values: collected, placed and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "not ready"]
Path = tuple[str | int, ...]
"""The way to a value in a filing: ("non_derivative", 0, "title")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a problem stands: line and columns count from 1, *end_column* is the first after the mark."""

    file: str
    line: int
    column: int
    end_column: int
    text: str
    """The whole line, as written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong: the rule, the remedy and the source, in lower case and without a final point.

    *code* never changes once it was published. *path* leads to what it is about. The caret stands under the
    value; with *on_key* under its key; with *on* under the `key: value` of that name inside the mapping at
    *path*; with *words* under these words of the value. *place* is filled in by whoever holds the text
    (`source.placed`).
    """

    severity: Severity = "error"
    code: str
    message: str
    path: Path = ()
    on_key: bool = False
    on: str | None = None
    words: str | None = None
    place: Place | None = None


class FilingError(Exception):
    """Problems that leave nothing to go on with; the edge reports them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """An error that carries *problems*."""
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def dotted(path: Path) -> str:
    """The path as a lawyer reads it: `non_derivative[0].title`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like *word*, if one does."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing question that names the nearest known word, or the empty string."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file and position; equal positions keep the order in which they were found."""
    return sorted(problems, key=_position)


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)
