"""Work in a second process beside this one, for one filing that somebody waits for."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def aside(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Start *work* in a fork of this process; call what comes back to have its answer.

    Only before anything is loaded that a fork could break, such as Pango. Whatever goes wrong in the fork,
    an error too, *work* is done here when the answer is asked for; so it is on systems that fork badly.
    """
    if sys.platform != "linux":
        return work
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _answer(work, writing)
    os.close(writing)

    def answer() -> Answer:
        with os.fdopen(reading, "rb") as pipe:
            content = pipe.read()
        _, status = os.waitpid(process, 0)
        answer: Answer = pickle.loads(content) if status == 0 else work()
        return answer

    return answer


def _answer(work: Callable[[], object], writing: int) -> None:
    """Write the answer of *work* and end, whatever happens, without the clean-up that is the parent's."""
    status = 1
    try:
        content = pickle.dumps(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content)
        status = 0
    finally:
        os._exit(status)
