"""Work in a second process beside this one, for one filing that somebody waits for."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Answer = TypeVar("Answer")


@contextmanager
def aside(work: Callable[[], Answer]) -> Iterator[Callable[[], Answer]]:
    """Start *work* in a fork of this process; call what `with` gives to have its answer.

    Only before anything is loaded that a fork could break, such as Pango. Whatever goes wrong in the fork,
    an error too, *work* is done here when the answer is asked for; so it is on systems that fork badly.
    However the block ends, the fork ends with it.
    """
    if sys.platform != "linux":
        yield work
        return
    reading, writing = os.pipe()
    # An interrupt between the fork and `try` would let the child go on as if it were this process.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process = os.fork()
    if process == 0:
        _answer(work, writing, mask)
    status: int | None = None

    def answer() -> Answer:
        nonlocal status
        content = pipe.read()
        _, status = os.waitpid(process, 0)
        answer: Answer = pickle.loads(content) if status == 0 else work()
        return answer

    with os.fdopen(reading, "rb") as pipe:
        try:
            os.close(writing)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            yield answer
        finally:
            if status is None:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)


def _answer(work: Callable[[], object], writing: int, mask: set[int | signal.Signals]) -> None:
    """Write the answer of *work* and end, whatever happens, without the clean-up that is the parent's."""
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        content = pickle.dumps(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content)
        status = 0
    finally:
        os._exit(status)
