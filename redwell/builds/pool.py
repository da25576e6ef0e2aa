"""Run one function over many items in several processes: never in threads, which crash Pango."""

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
    """Yield each item with its answer, as they get done; call *started* with each item before.

    After a process died, what has no answer is done again, one at a time: the item that ends its process once
    more is answered by `Died`. What *work* raises is raised here. Close the generator to end every process.
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
    # One more for each process, which it can begin while this one writes what the last one made.
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
    """Have processes that start meanwhile never see Ctrl-C; this one sees it afterwards, and ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a process: what a library prints must not run into the output of the command."""
    os.dup2(2, 1)
    # A thread that only waits: nothing else ends this process when its parent is killed.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)
