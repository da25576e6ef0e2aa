"""Run a function in a process that can be ended: a template may loop forever or fill the memory.

Templates run no Python (`redwell.documents.environment`), so the answers of the process can be trusted.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from redwell.builds.pool import safe_path

Answer = TypeVar("Answer")
SECONDS = 60
"""The most seconds of processor time for one answer; the largest filings take ten."""
_WAITING = 10
"""The factor by which the clock may exceed processor time, in case other programs use the processors."""
START = "spawn"
"""The way to start the process: a fresh interpreter, because Pango and its threads do not survive a fork."""
MEMORY = 4_000_000_000
"""The most bytes of address space; Linux enforces this limit, macOS does not."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that gave no answer; *reason* is the end of a sentence."""

    reason: str


class Worker(Generic[Answer]):
    """A process for *function*, started with the first question. Use it in a `with`.

    If the process dies, only one answer is lost. If it takes too long, it is not started again.
    """

    def __init__(self, function: Callable[..., Answer], seconds: int | None = None) -> None:
        self._function, self._seconds = function, SECONDS if seconds is None else seconds
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._is_late = False

    def __enter__(self) -> Worker[Answer]:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, *arguments: Any) -> None:
        """Start to compute `function(*arguments)`; call `answer` before the next question."""
        if self._is_late:
            return
        if self._connection is None:
            self._start()
        assert self._connection
        with suppress(BrokenPipeError):
            self._connection.send(arguments)

    def answer(self) -> Answer | Ended:
        """Wait for the answer."""
        if self._connection is None:
            return Ended("it takes too long")
        try:
            if self._connection.poll(self._seconds * _WAITING):
                found: Answer = self._connection.recv()
                return found
            self._is_late = True
        except (EOFError, ConnectionResetError):
            assert self._process
            self._process.join(5)
        code = self._process.exitcode if self._process else None
        self.stop()
        self._is_late = self._is_late or code == -signal.SIGXCPU
        if self._is_late:
            return Ended(f"it takes longer than {self._seconds} seconds")
        return Ended(f"its process ended by signal {-code}" if code and code < 0 else "its process failed")

    def stop(self) -> None:
        """End the process, and wait until it is gone."""
        if self._process:
            self._process.kill()
            self._process.join()
        if self._connection:
            self._connection.close()
        if self._folder:
            self._folder.cleanup()
        self._process = self._connection = self._folder = None

    def _start(self) -> None:
        context: Any = multiprocessing.get_context(START)
        # multiprocessing's helper starts first, because its start unblocks the signal blocked below.
        with safe_path():
            resource_tracker.ensure_running()
        # A process that is killed leaves its temporary files: here, where this process removes them.
        self._folder = tempfile.TemporaryDirectory(prefix="redwell-")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._function, self._seconds, self._folder.name), daemon=True
        )
        # Ctrl-C goes to the whole process group: only this process handles it, and ends the other one.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            with safe_path():
                self._process.start()
        finally:
            theirs.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, function: Callable[..., Any], seconds: int, folder: str) -> None:
    """Answer until the parent closes the pipe, or is gone; temporary files go into *folder*."""
    tempfile.tempdir = folder
    _limit(resource.RLIMIT_AS, MEMORY)
    while True:
        try:
            arguments = connection.recv()
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        # The system ends the process with SIGXCPU, even if its parent no longer waits for it.
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)
        connection.send(function(*arguments))


def _limit(kind: int, limit: int) -> None:
    _, most = resource.getrlimit(kind)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (limit if most < 0 else min(limit, most), most))
