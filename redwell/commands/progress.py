"""The progress line of a build, and the summary at its end."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from redwell.builds.builder import Result
from redwell.deadlines.standing import Standing
from redwell.files.discovery import name_of

CLEAR = "\r\x1b[K"


@dataclass(slots=True)
class Live:
    """A progress line that overwrites itself; nothing if *stream* is not a terminal, or if quiet."""

    stream: TextIO
    clock: Callable[[], float]
    is_quiet: bool = False
    _began: float | None = None

    def progress(self, done: int, total: int, name: str) -> None:
        """Show how many filings are done, which are in work, and about how long the rest takes."""
        if not self._is_shown():
            return
        now = self.clock()
        self._began = now if self._began is None else self._began
        line = f"{done}/{total}  {name}{time_left(now - self._began, done, total)}"
        width = os.get_terminal_size(self.stream.fileno()).columns or 80
        self.stream.write(CLEAR + line[: width - 1])
        self.stream.flush()

    def waiting(self) -> None:
        """Say that another build is running."""
        print(
            "another build is writing to the same folder: waiting",
            file=self.stream,
            flush=True,
        )

    def clear(self) -> None:
        """Erase the line."""
        if self._began is not None:
            self.stream.write(CLEAR)
            self.stream.flush()

    def _is_shown(self) -> bool:
        return not self.is_quiet and self.stream.isatty()


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


def time_left(elapsed: float, done: int, total: int) -> str:
    """Return the estimate of the time left; empty until one filing is done."""
    left = elapsed / done * (total - done) if done else 0
    if not left:
        return ""
    return f"  about {left / 60:.0f} min left" if left >= 90 else f"  about {max(1, round(left))} s left"
