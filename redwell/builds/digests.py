"""SHA-256 of files by path, without reading again what did not change since."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

TICK = 20_000_000
"""Nanoseconds. File systems stamp a change with a clock that moves in steps of up to 10 ms: a file hashed
within a step of its last change could change again and keep its stamp."""
WHOLE_SECONDS = 2_100_000_000
"""The step where stamps are whole seconds (FAT, some network drives)."""

Known = tuple[int, int, int, int, str]
"""Modified, changed (both in nanoseconds), size, inode, SHA-256."""


class Digests:
    """The hash of a file is remembered with its stat; only an equal stat spares the reading."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self.known = dict(known)
        self.is_changed = False
        """Whether something was learned that *known* did not say."""
        self._seen: dict[str, str | None] = {}

    def of(self, path: str) -> str | None:
        """The SHA-256 of the file, None where there is none. Looked up once in a run."""
        if path not in self._seen:
            self._seen[path] = self._of(path)
        return self._seen[path]

    def forget(self, path: str) -> None:
        """Look at *path* again when it is asked for: it was just written."""
        self._seen.pop(path, None)

    def remember(self, path: str, status: os.stat_result, sha: str) -> None:
        """The hash of a file that we wrote ourselves, with its status at that moment."""
        self.known[path] = (*_stamp(status), sha)
        self._seen[path] = sha
        self.is_changed = True

    def known_and_seen(self) -> dict[str, Known]:
        """What is known of the files that somebody asked for."""
        return {path: known for path, known in self.known.items() if path in self._seen}

    def _of(self, path: str) -> str | None:
        try:
            status = os.stat(path)  # noqa: PTH116 (there are thousands, and a Path takes twice the time)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        stamp = _stamp(status)
        known = self.known.get(path)
        if known and known[:4] == stamp:
            return known[4]
        self.is_changed = True
        self.known.pop(path, None)
        now = time.time_ns()
        sha = sha256(Path(path).read_bytes()).hexdigest()
        if _is_settled(stamp, now):
            self.known[path] = (*stamp, sha)
        return sha


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _is_settled(stamp: tuple[int, int, int, int], now: int) -> bool:
    latest = max(stamp[:2])
    return now - latest > (TICK if latest % 1_000_000_000 else WHOLE_SECONDS)
