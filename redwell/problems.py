"""What is wrong in a filing, as values: collected, placed, sorted and reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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

    *code* never changes once it was published. *path* leads to the value in the filing; *on_key* points at
    the key instead of the value. *place* is filled in by whoever holds the text (`source.place`).
    """

    severity: Severity = "error"
    code: str
    message: str
    path: Path = ()
    on_key: bool = False
    place: Place | None = None


class FilingError(Exception):
    """Problems that leave nothing to go on with; the edge reports them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def dotted(path: Path) -> str:
    """The path as a lawyer reads it: `non_derivative[0].title`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing question that names the nearest known word, or the empty string."""
    near = get_close_matches(word.lower(), {name.lower(): name for name in known}, n=1, cutoff=0.6)
    names = {name.lower(): name for name in known}
    return f'; did you mean "{names[near[0]]}"?' if near else ""


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file and position; equal positions keep the order in which they were found."""
    return sorted(problems, key=lambda p: (p.place.file, p.place.line, p.place.column) if p.place else ("", 0, 0))


def at(problem: Problem, place: Place) -> Problem:
    """The problem with its place, unless it already has one."""
    return problem if problem.place else replace(problem, place=place)
