"""List the problems of a filing after a change, and mark those that are new."""

from __future__ import annotations

from collections.abc import Hashable

from redwell.problems import Problem
from redwell.review.model import ReviewProblem
from redwell.review.sides import Look
from redwell.text.match import match


def problems(before: Look | None, after: Look) -> tuple[ReviewProblem, ...]:
    """Return the problems in file order; those that *before* did not have are new.

    Lines and rows move, so a problem is known if an earlier one has the same message, the same value, or a
    line with the same words.
    """
    found = after.checked.problems
    known = before.checked.problems if before else ()
    old = {b for _, b in match(known, found, keys=[_message, _path, _line])}
    return tuple(
        ReviewProblem(
            code=problem.code,
            severity=problem.severity,
            message=problem.message,
            file=problem.place.file if problem.place else after.entry.name,
            line=problem.place.line if problem.place else 1,
            column=problem.place.column if problem.place else 1,
            end_column=problem.place.end_column if problem.place else 1,
            is_new=n not in old,
        )
        for n, problem in enumerate(found)
    )


def _message(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.message


def _path(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.path or None, problem.on_key, problem.on


def _line(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.place.text.strip() if problem.place else problem.path
