"""The progress bar of long work on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from redwell.files.discovery import printable
from redwell.secrets.patterns import masked

if TYPE_CHECKING:
    from rich.progress import Progress

LONG = 1.0
"""Seconds of work before the bar appears: what ends sooner needs none."""


@dataclass(slots=True)
class Live:
    """A bar that erases itself at the end; nothing if *stream* is not a terminal, or if quiet."""

    stream: TextIO
    clock: Callable[[], float]
    is_quiet: bool = False
    _began: float | None = None
    _bar: Progress | None = None

    def progress(self, done: int, total: int, name: str) -> None:
        """Show how many filings are done, which is in work, and about how long the rest takes."""
        if self.is_quiet or not self.stream.isatty():
            return
        now = self.clock()
        self._began = now if self._began is None else self._began
        elapsed = now - self._began
        if elapsed < LONG and self._bar is None:
            return
        shown, left = masked(printable(name)), time_left(elapsed, done, total)
        if self._bar is None:
            self._bar = _bar(self.stream)
            self._bar.add_task("", completed=done, total=total, name=shown, left=left)
            self._bar.start()
        else:
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, total=total, name=shown, left=left, refresh=True)

    def waiting(self) -> None:
        """Say that another build is running."""
        print(
            "another build is writing to the same folder: waiting",
            file=self.stream,
            flush=True,
        )

    def clear(self) -> None:
        """Erase the bar."""
        if self._bar is not None:
            self._bar.stop()


def _bar(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    return Progress(
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn(
            "{task.fields[name]}",
            markup=False,
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        ),
        TextColumn("{task.fields[left]}", markup=False, table_column=Column(no_wrap=True)),
        console=Console(file=stream, highlight=False, legacy_windows=False),
        # Drawn when a filing begins: no thread, which would write between our own lines.
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        expand=True,
    )


def time_left(elapsed: float, done: int, total: int) -> str:
    """Return the estimate of the time left; empty until one filing is done."""
    left = elapsed / done * (total - done) if done else 0
    if not left:
        return ""
    return f"about {left / 60:.0f} min left" if left >= 90 else f"about {max(1, round(left))} s left"
