"""List the problems of a filing after a change, and mark those that are new.

A review shows no address: neither in the message of a problem nor in the lines of a file.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from redwell.problems import Problem
from redwell.review.model import ReviewProblem
from redwell.review.sides import Look
from redwell.source import loader
from redwell.text.match import match

_ADDRESS = re.compile(r"""([ \t-]*+)(.*?)\b(?:address|street|city|state|province|country|zip)["']?[ \t]*:""")
"""The beginning of a line with an address or a part of it, also where YAML or the keys are broken."""
_NOT_SHOWN = "(address not shown)"


def problems(before: Look | None, after: Look) -> tuple[ReviewProblem, ...]:
    """Return the problems in file order; those that *before* did not have are new.

    Lines and rows move, so a problem is known if an earlier one has the same message, the same value, or a
    line with the same words.
    """
    found = after.checked.problems
    known = before.checked.problems if before else ()
    old = {b for _, b in match(known, found, keys=[_message, _path, _line])}
    hidden = _address_lines(_text(after).split("\n"))
    return tuple(
        ReviewProblem(
            code=problem.code,
            severity=problem.severity,
            message=_shown(problem, after, hidden),
            file=problem.place.file if problem.place else after.entry.name,
            line=problem.place.line if problem.place else 1,
            column=problem.place.column if problem.place else 1,
            end_column=problem.place.end_column if problem.place else 1,
            is_new=n not in old,
        )
        for n, problem in enumerate(found)
    )


def without_addresses(look: Look | None) -> str:
    """Return the text of the file with stars for its secrets, and with one line in place of each address."""
    lines = loader.masked(_text(look)).split("\n")
    hidden = _address_lines(lines)
    shown = (
        f"{line[: len(line) - len(line.lstrip())]}{_NOT_SHOWN}" if n in hidden else line
        for n, line in enumerate(lines, start=1)
        if n not in hidden or n - 1 not in hidden
    )
    return "\n".join(shown)


def _shown(problem: Problem, look: Look, hidden: frozenset[int]) -> str:
    """Return the message; a neutral one if the problem is in an address, which the message may quote."""
    place = problem.place
    is_here = place is not None and place.file == look.entry.name and place.line in hidden
    if "address" not in problem.path and not is_here:
        return problem.message
    return f"the address has a problem ({problem.code}): open line {place.line if place else 1} of the file"


def _text(look: Look | None) -> str:
    return look.content.decode("utf-8", "replace") if look else ""


def _address_lines(lines: list[str]) -> frozenset[int]:
    """Return the numbers of the lines with addresses: those with its keys, and all lines indented more."""
    return frozenset(_lines_of_addresses(lines))


def _lines_of_addresses(lines: list[str]) -> Iterator[int]:
    indent: int | None = None
    for n, line in enumerate(lines, start=1):
        if found := _ADDRESS.match(line):
            # A mapping in braces is hidden with everything below its line.
            start = len(found[1]) if not found[2].strip("\"'") else len(line) - len(line.lstrip())
            indent = start if indent is None else min(indent, start)
            yield n
        elif indent is not None and line.strip() and len(line) - len(line.lstrip()) <= indent:
            indent = None
        elif indent is not None and line.strip():
            yield n


def _message(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.message


def _path(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.path or None, problem.on_key, problem.on


def _line(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.place.text.strip() if problem.place else problem.path
