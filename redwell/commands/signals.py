"""Signals end a command like an exception, so that its processes and temporary folders are cleaned up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

STOPPED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal that ends the command with the exit code *code*."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` at the first signal in `STOPPED`, so that processes and folders are cleaned up.

    Later signals are ignored: callers often send two in a row, and the second would end the cleanup.
    """

    def stop(number: int, _: object) -> NoReturn:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    # A signal that was ignored at the start, as by nohup, stays ignored.
    heard = {
        each: signal.getsignal(each)
        for each in STOPPED
        if signal.getsignal(each) not in (None, signal.SIG_IGN)
    }
    for each in heard:
        signal.signal(each, stop)
    try:
        yield
    except Stopped:
        # Until the process ends: a second signal now would change the exit code.
        heard = {}
        raise
    finally:
        for each, before in heard.items():
            signal.signal(each, before)
