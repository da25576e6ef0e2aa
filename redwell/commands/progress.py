"""The summary at the end of a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from redwell.builds.builder import Result
from redwell.deadlines.standing import Standing
from redwell.files.discovery import name_of


def summary(
    result: Result, seconds: float, root: Path, *, is_quiet: bool, due: Iterable[str] = ()
) -> Iterator[str]:
    """Return the summary: outputs, failures, due dates (unless quiet), and the time it took."""
    for outcome in result.outcomes:
        folder = name_of(outcome.folder, root)
        if outcome.state == "failed":
            holds = f"; {folder}/ still has the earlier version" if outcome.has_earlier else ""
            yield f"failed {outcome.entry.name}{holds}"
        elif outcome.state == "written" and not is_quiet:
            yield f"wrote {folder}/: {', '.join(outcome.files)}"
        yield from (f"  {note}" for note in outcome.notes)
    yield from result.removed
    if not is_quiet:
        yield from due
        yield _count(result, seconds)


def standings(result: Result) -> tuple[tuple[str, Standing], ...]:
    """Return the due-date standing of each filing in a build, by name."""
    found = ((outcome.entry.name, outcome.standing) for outcome in result.outcomes)
    return tuple((name, standing) for name, standing in found if standing)


def _count(result: Result, seconds: float) -> str:
    states = Counter(outcome.state for outcome in result.outcomes)
    total = len(result.outcomes)
    parts = [f"{states[state]} {state}" for state in ("written", "unchanged", "failed") if states[state]]
    unready = sum(any(p.severity == "not ready" for p in outcome.problems) for outcome in result.outcomes)
    if unready:
        parts.append(f"{unready} not ready to file")
    return (
        f"{total} filing{'' if total == 1 else 's'}: {', '.join(parts) or 'nothing to do'} ({seconds:.1f} s)"
    )
