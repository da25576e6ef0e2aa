"""One function over many items in several processes: never threads, which crash Pango.

Each worker is a fresh interpreter (`python -m redwell.workers`) that answers item by item through pipes, so
that nothing is inherited from a fork. It ends with its parent. What kills one worker costs one item.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, cast

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Started = Callable[[Item], None]


@dataclass(frozen=True, slots=True)
class Died:
    """The end of a worker before its answer; *code* is its exit code, or a signal as a negative number."""

    code: int


def run(
    work: Callable[[Item], Answer], items: Sequence[Item], jobs: int, started: Started[Item]
) -> Generator[tuple[Item, Answer | Died]]:
    """Each item with what *work* made of it, as they get done; *started* hears of each before.

    With one job, or one item, this process does it. Close the iterator to stop every worker.
    """
    if min(jobs, len(items)) > 1:
        yield from _run(work, items, min(jobs, len(items)), started)
        return
    for item in items:
        started(item)
        yield item, work(item)


def _run(
    work: Callable[[Item], Answer], items: Sequence[Item], jobs: int, started: Started[Item]
) -> Generator[tuple[Item, Answer | Died]]:
    waiting = list(reversed(items))
    with selectors.DefaultSelector() as ready:
        workers: list[_Worker[Item, Answer]] = []
        try:
            for _ in range(jobs):
                workers.append(_Worker(work))
                _next(workers[-1], waiting, started, ready)
            while ready.get_map():
                for key, _ in ready.select():
                    worker = cast("_Worker[Item, Answer]", key.data)
                    ready.unregister(key.fileobj)
                    item, answer = worker.answer()
                    yield item, answer
                    if isinstance(answer, Died):
                        workers.remove(worker)
                        workers.append(worker := _Worker(work))
                    _next(worker, waiting, started, ready)
        finally:
            for worker in workers:
                worker.stop()


def _next(
    worker: _Worker[Item, Answer],
    waiting: list[Item],
    started: Started[Item],
    ready: selectors.BaseSelector,
) -> None:
    if waiting:
        item = waiting.pop()
        started(item)
        worker.ask(item)
        ready.register(worker.answers, selectors.EVENT_READ, worker)


class _Worker(Generic[Item, Answer]):
    def __init__(self, work: Callable[[Item], Answer]) -> None:
        package = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        with _deaf_to_ctrl_c():
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "redwell.builds.pool"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )
        self.requests = cast(BinaryIO, self.process.stdin)
        self.answers = cast(BinaryIO, self.process.stdout)
        self.item: Item | None = None
        self._send(work)

    def ask(self, item: Item) -> None:
        self.item = item
        self._send(item)

    def answer(self) -> tuple[Item, Answer | Died]:
        """The answer to the item last asked; waits for it."""
        try:
            answer = pickle.load(self.answers)
        except (EOFError, pickle.UnpicklingError):
            with suppress(subprocess.TimeoutExpired):
                # A process that dies closes its pipes a moment before its exit code is known.
                self.process.wait(timeout=5)
            self.stop()
            answer = Died(self.process.returncode)
        return cast(Item, self.item), answer

    def stop(self) -> None:
        """End the process, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.requests, self.answers):
            with suppress(BrokenPipeError):
                pipe.close()

    def _send(self, value: Any) -> None:
        # A worker that is gone says so in its answer.
        with suppress(BrokenPipeError):
            pickle.dump(value, self.requests)
            self.requests.flush()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What starts meanwhile never hears of Ctrl-C; this process does, but only afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def main() -> None:
    """Answer until the parent closes the pipe, or is gone. Ctrl-C is the parent's to handle."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not run into the answers.
    os.dup2(2, 1)
    work = _received(requests)
    while (item := _received(requests)) is not _END:
        answer = pickle.dumps(work(item))
        try:
            answers.write(answer)
            answers.flush()
        except BrokenPipeError:
            return


def _received(requests: BinaryIO) -> Any:
    try:
        return pickle.load(requests)
    except (EOFError, pickle.UnpicklingError):
        # The second where the parent ends in the middle of a request.
        return _END


_END = object()

if __name__ == "__main__":
    main()
