"""End a command that is stopped by a signal as by an error: its processes and folders go with it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

STOPPED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal that ends the command; *code* is what the command exits with."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` for a signal of `STOPPED` that would end the process.

    Only once: a run is often stopped by one signal after the other, and the second would end the clearing.
    """

    def stop(number: int, _: object) -> NoReturn:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    # A signal that is ignored already, as by nohup, stays ignored.
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
        # Until the process ends: a second signal now would change what it exits with.
        heard = {}
        raise
    finally:
        for each, before in heard.items():
            signal.signal(each, before)
