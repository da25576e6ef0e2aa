"""Run one function over many items in several processes; threads would crash Pango."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice
from typing import TypeVar

from redwell.builds.worker import Died

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Started = Callable[[Item], None]


def run_all(
    work: Callable[[Item], Answer], items: Iterable[Item], jobs: int, started: Started[Item]
) -> Generator[tuple[Item, Answer | Died]]:
    """Yield each item with its answer when it is done; call *started* with each item first.

    If a process dies, the unanswered items are tried again, one at a time; an item that kills its process
    again gets `Died`. Exceptions of *work* are raised here. Close the generator to end every process.
    """
    left = dict(enumerate(items))
    while left:
        try:
            with closing(_answers(work, left, jobs, started)) as answers:
                for number, answer in answers:
                    yield left.pop(number), answer
        except BrokenProcessPool:
            if jobs == 1:
                yield left.pop(min(left)), Died()
            jobs = 1


def _answers(
    work: Callable[[Item], Answer], items: Mapping[int, Item], jobs: int, started: Started[Item]
) -> Generator[tuple[int, Answer]]:
    waiting = iter(list(items.items()))
    # One more item for each process, to begin while this process writes the last result.
    most = 2 * jobs if jobs > 1 else 1
    running: dict[Future[Answer], int] = {}
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin)
    try:
        while True:
            for number, item in islice(waiting, most - len(running)):
                started(item)
                with _sigint_blocked():
                    running[executor.submit(work, item)] = number
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    except BaseException:
        for process in {*multiprocessing.active_children()} - others:
            process.kill()
        raise
    finally:
        executor.shutdown()


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Block Ctrl-C while processes start, so that only this process gets it, and then ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
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
