"""Do the tasks of a command in this process, in several, or in a cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

from redwell.builds.worker import Attempt, BuildTask, Died
from redwell.documents.renderer import MissingLibrary

if TYPE_CHECKING:
    from redwell.builds.made import Made


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
