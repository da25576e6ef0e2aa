"""Show problems: as text for a person, as JSON for a program, or as annotations of a pull request."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from redwell.commands.looks import PLAIN, Looks
from redwell.deadlines import standing
from redwell.deadlines.standing import Deadlines
from redwell.problems import Place, Problem, dotted, in_file_order
from redwell.secrets.patterns import masked
from redwell.text.characters import for_terminal

COLORS = {"error": "31", "warning": "33", "not ready": "36", "note": "2"}
WIDTH = 100
"""The most columns of a source line; a longer line is cut around the caret."""
_BEFORE_CARET = 40
_BESIDE_LINE = 17
"""The columns of an excerpt for the number of its line, and for the dots where it is cut."""


def report(
    problems: Sequence[Problem],
    form: str,
    looks: Looks = PLAIN,
    *,
    checked: int | None = None,
    due: Deadlines | None = None,
) -> str:
    """Return the problems in file order, as `text`, `json` or `github`; *checked* is the number of filings.

    Due dates follow: as lines, as a list `due` beside `problems`, or as notices.
    """
    if form == "json":
        return json_report(problems, due)
    if form == "github":
        return github(problems) + (_notices(due) if due else "")
    said = due_dates(due, looks) if due else ""
    return (
        text(problems, looks)
        + how_to_accept(problems, looks)
        + said
        + looks.lines(summary(problems, checked))
    )


def due_dates(due: Deadlines, looks: Looks = PLAIN) -> str:
    """Return the due dates: a line for each filing; in a terminal, in columns."""
    if looks.width is None:
        return "".join(f"{for_terminal(line)}\n" for line in standing.due_lines(due))
    from redwell.commands.due import columns

    return columns(due, looks.width, is_colored=looks.is_colored)


def how_to_accept(problems: Iterable[Problem], looks: Looks = PLAIN) -> str:
    """Return how to accept a warning, with the first as the example; empty if there is none.

    A warning that is accepted of some words alone says so itself.
    """
    warnings = [each for each in in_file_order(problems) if each.severity == "warning" and not each.of]
    first, *others = dict.fromkeys(each.code for each in warnings) or [""]
    more = f"; the other codes: {', '.join(others)}" if others else ""
    entry = f'accept: {{{first}: "your reason"}}'
    line = f"to accept a warning, give the reason in its filing: {entry}{more}"
    return looks.line(line, pasted=[entry]) if first else ""


def text(problems: Iterable[Problem], looks: Looks = PLAIN) -> str:
    """Return each problem with its source line and a caret; not-ready problems take one line each."""
    lacking: dict[str, list[Problem]] = {}
    parts: list[Problem] = []
    for problem in _shown(problems):
        is_lacking = problem.severity == "not ready"
        if not is_lacking or _place(problem).file not in lacking:
            parts.append(problem)
        if is_lacking:
            lacking.setdefault(_place(problem).file, []).append(problem)
    return "".join(
        _not_ready(lacking[_place(problem).file], looks)
        if problem.severity == "not ready"
        else _one(problem, looks)
        for problem in parts
    )


def summary(problems: Sequence[Problem], checked: int | None = None) -> str:
    """Return `1 error, 2 warnings in 1 file; 3 filings checked`; empty if there is nothing to say."""
    lacking = {_place(problem).file for problem in problems if problem.severity == "not ready"}
    counts = Counter(problem.severity for problem in problems)
    parts = [count(counts[severity], severity) for severity in ("error", "warning") if counts[severity]]
    files = {_place(problem).file for problem in problems if problem.severity in ("error", "warning")}
    said = [f"{', '.join(parts)} in {count(len(files), 'file')}"] if parts else []
    if lacking:
        said.append(f"{count(len(lacking), 'filing')} not ready to file")
    if checked is not None:
        said = [*(said or ["no problems"]), f"{count(checked, 'filing')} checked"]
    return f"{'; '.join(said)}\n" if said else ""


def json_report(problems: Iterable[Problem], due: Deadlines | None = None) -> str:
    """Return `{"problems": [{file, line, column, end_column, severity, code, path, message}], "due": ..}`."""
    found = [
        {
            "file": _place(problem).file,
            "line": _place(problem).line,
            "column": _place(problem).column,
            "end_column": _place(problem).end_column,
            "severity": problem.severity,
            "code": problem.code,
            "path": dotted(problem.path),
            "message": problem.message,
            **({"lines": [*problem.lines]} if problem.lines else {}),
        }
        for problem in _shown(problems)
    ]
    further = {"due": standing.due_data(due)} if due else {}
    return json.dumps({"problems": found, **further}, indent=2) + "\n"


def github(problems: Iterable[Problem]) -> str:
    """Return workflow commands that GitHub shows beside the lines of a pull request."""
    commands = {"error": "error", "warning": "warning", "not ready": "notice", "note": "notice"}
    return "".join(
        f"::{commands[problem.severity]} {_properties(problem)}::{_escaped(_whole(problem))}\n"
        for problem in _shown(problems)
    )


def _shown(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems in file order, with stars where the name of a file holds a secret."""
    for problem in in_file_order(problems):
        place = _place(problem)
        if (name := masked(place.file)) == place.file:
            yield problem
        else:
            lines = tuple(map(masked, problem.lines))
            message = masked(problem.message)
            yield replace(problem, place=replace(place, file=name), message=message, lines=lines)


def _whole(problem: Problem) -> str:
    """Return the message with the lines to type, if there are any."""
    return "\n".join([f"{problem.message}:", *problem.lines]) if problem.lines else problem.message


def _notices(due: Deadlines) -> str:
    """Return notices for unfiled filings: a pull request does not need past due dates."""
    return "".join(
        f"::notice {_joined({'file': name, 'line': 1, 'title': 'due date'})}::{_escaped(said)}\n"
        for name, said in standing.notices(due)
    )


def _properties(problem: Problem) -> str:
    place = _place(problem)
    return _joined(
        {
            "file": place.file,
            "line": place.line,
            "col": place.column,
            "endColumn": place.end_column,
            "title": " ".join(part for part in (problem.code, dotted(problem.path)) if part),
        }
    )


def _joined(properties: Mapping[str, str | int]) -> str:
    escaped = ((key, _escaped(str(value))) for key, value in properties.items())
    return ",".join(f"{key}={value.replace(':', '%3A').replace(',', '%2C')}" for key, value in escaped)


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _one(problem: Problem, looks: Looks) -> str:
    place, color = _place(problem), COLORS[problem.severity]
    head = f"{_where(place)}: {problem.severity} [{problem.code}]"
    path = for_terminal(dotted(problem.path))
    is_apart = path and looks.width is not None and _columns(f"{head} {path}") > looks.width
    first, *others = _whole(problem).split("\n")
    where = _paint(_where(place), "1", looks.is_colored)
    what = _paint(f"{problem.severity} [{problem.code}]", color, looks.is_colored)
    between = "\n  " if is_apart else " "
    said = f"{where}: {what}{between if path else ''}{path}\n"
    said += looks.line(for_terminal(first), "  ", pasted=problem.pasted)
    # Lines to paste stay whole.
    lines = [f"    {for_terminal(other)}" for other in others]
    lines += _excerpt(place, color, looks)
    return said + "".join(f"{line}\n" for line in lines)


def _not_ready(problems: Sequence[Problem], looks: Looks) -> str:
    where, said = _where(_place(problems[0])), "not ready to file"
    what = "; ".join(for_terminal(problem.message) for problem in problems)
    head = f"{where}: {said}: "
    shown = looks.line(f"{head}{what}", pasted=[part for problem in problems for part in problem.pasted])
    painted = f"{_paint(where, '1', looks.is_colored)}: {_paint(said, COLORS['not ready'], looks.is_colored)}"
    return shown.replace(f"{where}: {said}", painted, 1)


def _excerpt(place: Place, color: str, looks: Looks) -> Iterator[str]:
    if not place.text.strip():
        return
    start, is_colored = place.column - 1, looks.is_colored
    most = WIDTH if looks.width is None else max(20, min(WIDTH, looks.width - _BESIDE_LINE))
    first = 0 if len(place.text) <= most else max(0, min(start - _BEFORE_CARET, len(place.text) - most))
    last = min(len(place.text), first + most)
    before, after = "..." if first else "", "..." if last < len(place.text) else ""
    shown = before + for_terminal(place.text[first:last]) + after
    gap = _columns(before + for_terminal(place.text[first:start]))
    marked = max(1, _columns(for_terminal(place.text[start : min(place.end_column - 1, last)])))
    yield f"{place.line:>8} | {shown}"
    yield f"{'':>8} | {' ' * gap}{_paint('^' * marked, color, is_colored)}"


def _columns(said: str) -> int:
    """Return the width of a text in a terminal: East Asian letters take two columns, accents none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in said
    )


def _where(place: Place) -> str:
    return f"{for_terminal(place.file)}:{place.line}:{place.column}"


def _paint(said: str, color: str, is_colored: bool) -> str:
    return f"\x1b[{color}m{said}\x1b[0m" if is_colored else said


def count(number: int, noun: str) -> str:
    """Return `1 owner`, `2 powers of attorney`."""
    first, space, rest = noun.partition(" of ")
    return f"{number} {noun}" if number == 1 else f"{number} {first}s{space}{rest}"


def _place(problem: Problem) -> Place:
    assert problem.place, f"{problem.code} has no place"
    return problem.place
