"""Let one call that touches the disk kill the process, or fail, in a command that `tests.warm` runs.

Calls are counted that concern the folder FAULT_BELOW, in Python's `os` and `io`. FAULT says what happens at
which: `kill 12`, `full 12` (no space at this call and all later ones), `once 12` (no space at this one),
`error 12` (an input/output error), or `count 0`. Calls that read fail only with an input/output error.
FAULT_LOG is a file to which each call is written, as one that writes or reads.
"""

from __future__ import annotations

import builtins
import errno
import functools
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

WRITES = (
    "mkdir", "rmdir", "rename", "replace", "link", "symlink", "unlink", "remove", "write", "fsync", "fchmod",
    "chmod", "truncate", "ftruncate",
)  # fmt: skip
READS = ("read", "stat", "lstat", "scandir", "listdir", "readlink")
FREE = {"rmdir", "unlink", "remove"}
"""Writes that need no space."""
KILLED = 99


class Faults:
    """Counts the calls of this process."""

    def __init__(self, below: str, what: str, at: int, log: str) -> None:
        self.below, self.what, self.at = below, what, at
        self.count = 0
        self.handles: dict[int, str] = {}
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if log else None
        self.real_write = os.write

    def install(self) -> None:
        """Put counting functions in the place of those that touch the disk."""
        for name in (*WRITES, *READS):
            setattr(os, name, self._counted(name, getattr(os, name)))
        os.open = self._opening(os.open)
        io.open = builtins.open = self._counted("io.open", io.open)
        close = os.close

        def closing(fd: int) -> None:
            self.handles.pop(fd, None)
            close(fd)

        os.close = closing

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def called(*arguments: Any, **further: Any) -> Any:
            # A link concerns the place of the new name.
            place = self._place(arguments[name == "link"] if arguments else ".", further)
            if place:
                mode = arguments[1] if name == "io.open" and len(arguments) > 1 else further.get("mode", "r")
                is_write = name in WRITES or (name == "io.open" and not {*"wxa+"}.isdisjoint(mode))
                half = (arguments[0], arguments[1]) if name == "write" else None
                self._step(name, place, is_write=is_write, half=half)
            return function(*arguments, **further)

        return called

    def _opening(self, function: Callable[..., int]) -> Callable[..., int]:
        def called(path: Any, flags: int, *arguments: Any, **further: Any) -> int:
            place = self._place(path, further)
            is_write = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if place:
                self._step("open", place, is_write=is_write)
            handle = function(path, flags, *arguments, **further)
            if place:
                self.handles[handle] = place
            return handle

        return called

    def _place(self, path: Any, further: Mapping[str, Any]) -> str:
        """Return the place that a call concerns; empty if it does not count."""
        if isinstance(path, int):
            return self.handles.get(path, "")
        name = os.fsdecode(path)
        folder = further.get("dir_fd", further.get("dst_dir_fd"))
        if folder is not None:
            return f"{self.handles[folder]}/{name}" if folder in self.handles else ""
        place = name if name.startswith("/") else f"{Path.cwd()}/{name}"
        return place if place.startswith(self.below) else ""

    def _step(self, name: str, place: str, *, is_write: bool, half: tuple[int, bytes] | None = None) -> None:
        if self.what in {"kill", "full", "once"} and not is_write:
            return
        if self.log is not None:
            kind = "write" if is_write else "read"
            self.real_write(self.log, f"{kind} {name} {place.removeprefix(self.below)}\n".encode())
        self.count += 1
        if self.what == "count" or self.count < self.at:
            return
        is_now = self.count == self.at
        if half and is_now and self.what != "count":
            self.real_write(half[0], half[1][: len(half[1]) // 2])
        if self.what == "kill":
            os._exit(KILLED)
        if self.what == "error" and is_now:
            raise OSError(errno.EIO, os.strerror(errno.EIO), place)
        if is_now if self.what == "once" else self.what == "full" and name not in FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place)


def install(environ: Mapping[str, str]) -> None:
    """Do what the environment says."""
    if wanted := environ.get("FAULT"):
        what, at = wanted.split()
        Faults(environ["FAULT_BELOW"], what, int(at), environ.get("FAULT_LOG", "")).install()
