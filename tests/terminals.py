"""Run a command on a terminal of a known size, and read what a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


def on_a_terminal(
    command: Sequence[str], cwd: Path, columns: int, env: Mapping[str, str], *, is_shown: bool = True
) -> tuple[int, str]:
    """Return the exit code of a command and what it writes on a terminal, with its colors.

    Unless it *is_shown*, its output goes nowhere.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    # The size of the terminal counts, not that of the one in which the tests run.
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "LINES")}
    written_to = theirs if is_shown else subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=cwd, env={**kept, **env}, stdin=theirs, stdout=written_to, stderr=written_to
    )
    os.close(theirs)
    written = b""
    # Reading fails once the other side is closed.
    with suppress(OSError):
        while read := os.read(ours, 4096):
            written += read
    os.close(ours)
    return process.wait(), written.decode("utf-8").replace("\r\n", "\n")
