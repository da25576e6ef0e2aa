"""Commands of a stranger's code: without the secrets of this environment, with an end, read within bounds.

Each is a process group of its own. However the work ends, but by SIGKILL, no process of the group is left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PASSED = frozenset(
    {
        *("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "SYSTEMROOT"),
        # Where Pango and its fonts are found.
        *("LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH"),
        *("FONTCONFIG_SYSROOT", "XDG_CACHE_HOME"),
    }
)
"""What of the environment a command sees, and `LC_*`: no token, no CCC, nothing of git or a forge."""
MOST_READ = 2_000_000
"""Bytes of what it prints that are kept of each stream."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """What became of a command: its exit *code*, or a signal as a negative number, and what it printed."""

    code: int
    out: str = ""
    error: str = ""
    is_late: bool = False


class Running:
    """The commands that are at work, so that all can be stopped at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.is_stopped = False

    def run(self, command: Sequence[str], folder: Path, seconds: float) -> Ended:
        """What became of a command; it and all of its group is over then (those that left it: `strays`).

        What it leaves behind, as one that is killed does, lies beside *folder*, and goes when that does.
        """
        with self.lock:
            if self.is_stopped:
                return Ended(code=-signal.SIGKILL)
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=_environment(folder.parent / "temporary"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            self.processes.append(process)
        assert process.stdout
        assert process.stderr
        readers = (_Reader(process.stdout), _Reader(process.stderr))
        try:
            code, is_late = process.wait(seconds), False
        except subprocess.TimeoutExpired:
            code, is_late = -signal.SIGKILL, True
        finally:
            _kill(process)
            with self.lock:
                self.processes.remove(process)
        out, error = (reader.text() for reader in readers)
        return Ended(code=code, out=out, error=error, is_late=is_late)

    def stop(self) -> None:
        """End them all, and start no other."""
        with self.lock:
            self.is_stopped = True
            for process in self.processes:
                _kill_group(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    _kill_group(process)
    process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """The process and all its workers: they are a group of their own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


class _Reader:
    """Reads a stream to its end, so that nobody waits, and keeps its beginning."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.kept = bytearray()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with self.stream:
            while piece := self.stream.read1(65536):  # type: ignore[attr-defined]  # it is buffered
                self.kept += piece[: MOST_READ - len(self.kept)]

    def text(self) -> str:
        """What was read; does not wait for one who took the stream along into a group of its own."""
        self.thread.join(timeout=2)
        return bytes(self.kept).decode("utf-8", errors="replace")


def _environment(temporary: Path) -> dict[str, str]:
    temporary.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in PASSED or name.startswith("LC_")}
    return {**kept, "NO_COLOR": "1", "PYTHONUTF8": "1", "TMPDIR": str(temporary)}
