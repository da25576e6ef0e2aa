"""Processes that left the group of the command that started them, as a server does that is to outlive it.

Who lost its parent is given to the nearest process above that says it takes such. On Linux this one does for
a while, and ends them; elsewhere the system takes them, and they stay.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SECONDS = 5.0
"""For so long those are ended that start others as fast as they end."""


@contextmanager
def ended() -> Iterator[None]:
    """Whatever was started below this process meanwhile, and left its parents, is over in the end."""
    if sys.platform != "linux":
        yield
        return
    prctl, known = ctypes.CDLL(None).prctl, _children()
    prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _end(known)
        prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _end(known: frozenset[int]) -> None:
    until = time.monotonic() + _SECONDS
    while (strays := _children() - known) and time.monotonic() < until:
        for pid in strays:
            with suppress(ProcessLookupError, PermissionError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)


def _children() -> frozenset[int]:
    """The processes whose parent is this one."""
    return frozenset(
        pid
        for pid in map(int, filter(str.isdigit, (each.name for each in Path("/proc").iterdir())))
        if _parent(pid) == os.getpid()
    )


def _parent(pid: int) -> int:
    """The parent of a process; 0 of one that is gone."""
    try:
        said = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return 0
    # The name of a program stands in parentheses, and may hold any sign.
    return int(said.rpartition(b")")[2].split()[1])
