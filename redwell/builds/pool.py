"""Run one function over many items, on an engine: processes of this machine, or those of a cluster.

Processes, because threads would crash Pango.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Protocol, TypeVar

from redwell.builds.worker import Died

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Started = Callable[[Item], None]
LOOK = 10
"""Seconds until an engine without an answer is asked again whether it works."""


class Engine(Protocol):
    """A place to work."""

    died: type[Exception]
    """The error that a future raises if the process that had its item, and perhaps others, died."""

    def most(self) -> int:
        """Return how many items to hand out at a time. Raise the error of an engine that no longer works."""

    def opened(self, *, is_single: bool) -> AbstractContextManager[Executor]:
        """Return an executor, of one process if *is_single*; its end stops all work."""


def run_all(
    work: Callable[[Item], Answer], items: Iterable[Item], engine: Engine, started: Started[Item]
) -> Generator[tuple[Item, Answer | Died]]:
    """Yield each item with its answer when it is done; call *started* with each item first.

    The items that were in work when a process died are tried again, one at a time; an item that kills its
    process again gets `Died`. Exceptions of *work* are raised here. Close the generator to end all work.
    """
    waiting, suspects = deque(items), deque[Item]()
    while waiting or suspects:
        is_single = bool(suspects)
        queue = suspects if is_single else waiting
        with closing(_answers(work, queue, engine, started, is_single=is_single)) as answers:
            for item, answer in answers:
                if isinstance(answer, Died) and not is_single:
                    suspects.append(item)
                else:
                    yield item, answer


def _answers(
    work: Callable[[Item], Answer],
    queue: deque[Item],
    engine: Engine,
    started: Started[Item],
    *,
    is_single: bool,
) -> Generator[tuple[Item, Answer | Died]]:
    """Yield answers until *queue* is empty, or until the executor takes no more items."""
    running: dict[Future[Answer], Item] = {}
    is_broken = False
    with engine.opened(is_single=is_single) as executor:
        while True:
            most = 1 if is_single else engine.most()
            while queue and len(running) < most and not is_broken:
                started(queue[0])
                try:
                    running[executor.submit(work, queue[0])] = queue[0]
                    queue.popleft()
                except engine.died:
                    is_broken = True
            if not running:
                return
            for future in wait(running, timeout=LOOK, return_when=FIRST_COMPLETED).done:
                item = running.pop(future)
                yield item, Died() if isinstance(future.exception(), engine.died) else future.result()


class Processes:
    """An engine of *jobs* processes of this machine."""

    died: type[Exception] = BrokenProcessPool

    def __init__(self, jobs: int) -> None:
        """Start no process yet."""
        self.jobs = jobs

    def most(self) -> int:
        """Return one item more for each process, to begin while this process writes the last result."""
        return 2 * self.jobs

    @contextmanager
    def opened(self, *, is_single: bool) -> Iterator[Executor]:
        """Yield a pool of processes; kill them if there is an error."""
        others = set(multiprocessing.active_children())
        with safe_path():
            executor = _Pool(1 if is_single else self.jobs, multiprocessing.get_context("spawn"), _begin)
        try:
            yield executor
        except BaseException:
            for process in {*multiprocessing.active_children()} - others:
                process.kill()
            raise
        finally:
            executor.shutdown()


@contextmanager
def safe_path() -> Iterator[None]:
    """Let new processes import nothing from the working folder, such as a stranger's multiprocessing.py."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTHONSAFEPATH"]
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before


class _Pool(ProcessPoolExecutor):
    """A pool whose processes get no Ctrl-C: only this process gets it, and then ends them."""

    def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Start a process, if one is needed."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with safe_path():
                return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a process: a library's own output must not mix with the command's output."""
    os.dup2(2, 1)
    # A thread that waits for the parent's end: otherwise this process would outlive a killed parent.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)
