"""Check and build filings, in this process or others; slow libraries load when they are needed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Entry
from redwell.git.history import AsFiled

if TYPE_CHECKING:
    from redwell.builds.made import Made


@dataclass(frozen=True, slots=True)
class BuildTask:
    """A filing to build, or only to check."""

    entry: Entry
    is_made: bool
    earlier: AsFiled | None = None
    """The filing as it was filed, if known."""


class Died:
    """The answer for an item whose process died."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """Does a task of the repository *root*; *home* holds `schemas/` and `templates/`."""

    root: Path
    home: Path
    author: str

    def __call__(self, task: BuildTask) -> Made | MissingLibrary:
        """Do a task. A missing library is returned, not raised: every other task would lack it too."""
        # Pages are many small objects that live long: to look through them often takes a tenth of the time.
        gc.set_threshold(100_000)
        from redwell.builds.made import unmade
        from redwell.check.filing import check_filing

        if not task.is_made:
            return unmade(check_filing(task.entry, self.root, self.home, task.earlier))
        from redwell.builds.rendering import make

        try:
            return make(task.entry, self.root, self.home, self.author, earlier=task.earlier)
        except MissingLibrary as error:
            return error


def run_tasks(
    attempt: Attempt,
    tasks: Sequence[BuildTask],
    started: Callable[[BuildTask], None],
    *,
    jobs: int = 1,
    cluster: str = "",
) -> Generator[tuple[BuildTask, Made | MissingLibrary | Died]]:
    """Yield each task with its answer, from the Dask *cluster* at that address or from *jobs* processes.

    With one job, this process does the work. Raises `ClusterProblem` (a `MissingLibrary`).
    """
    if cluster and tasks:
        from redwell.builds import pool
        from redwell.builds.cluster import connected

        with connected(cluster) as engine:
            yield from pool.run_all(attempt, tasks, engine, started)
    elif jobs > 1 and len(tasks) > 1:
        from redwell.builds import pool

        yield from pool.run_all(attempt, tasks, pool.Processes(min(jobs, len(tasks))), started)
    else:
        for task in tasks:
            started(task)
            yield task, attempt(task)
