"""Whatever ends a review or a redline, it leaves neither a process nor a temporary folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.repositories import needs_git
from tests.story import FIRST, FORM, changed, with_code
from tests.test_review_built import is_over

pytestmark = needs_git
LONG = 120
HANGS = """
import os, subprocess, sys, tempfile, time
from pathlib import Path
from invoke import task

@task(iterable=["filing"])
def build(c, filing, out, quiet=False, format="", jobs=""):
    Path(tempfile.mkdtemp(), "fonts.conf").write_text("")
    away = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Path({pids!r}).with_suffix(".part").write_text(f"{{os.getpid()}} {{away.pid}}")
    Path({pids!r}).with_suffix(".part").rename({pids!r})
    time.sleep(600)
"""


def started(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command about a head that hangs, in a process that has nothing ignored."""
    told = with_code(tmp_path / "r")
    base = told.save({FORM: FIRST})
    hangs = HANGS.format(pids=str(tmp_path / "pids"))
    head = told.save({"tasks.py": hangs, FORM: changed(FIRST, "18420", "18421")})
    told.switch(base)
    (tmp_path / "temporary").mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "invoke", *arguments, f"--base={base}", f"--head={head}"],
        cwd=told.root,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def pids(tmp_path: Path, process: subprocess.Popen[str]) -> list[int]:
    """The command of the head, and what it started, once it is there."""
    until = time.monotonic() + LONG
    while not (tmp_path / "pids").exists():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    return [int(each) for each in (tmp_path / "pids").read_text("utf-8").split()]


@pytest.mark.parametrize(
    ("command", "signals"),
    [
        (("review",), [signal.SIGTERM]),
        (("review",), [signal.SIGHUP]),
        (("review",), [signal.SIGINT, signal.SIGTERM, signal.SIGTERM]),
        (("redline", f"--filing={FORM}"), [signal.SIGTERM]),
    ],
)
def test_a_signal_ends_all_that_was_started_and_clears_up(
    tmp_path: Path, command: tuple[str, ...], signals: list[signal.Signals]
) -> None:
    process = started(tmp_path, *command)
    found = pids(tmp_path, process)

    for each in signals:
        process.send_signal(each)
        time.sleep(0.05)
    out, error = process.communicate(timeout=LONG)

    assert (process.returncode, out) == (128 + signals[0], "")
    assert error == "stopped: what was done is whole, the rest is as it was\n"
    # Elsewhere what leaves its group stays.
    ended = found if sys.platform == "linux" else found[:1]
    assert all(map(is_over, ended))
    assert [*(tmp_path / "temporary").iterdir()] == []


def test_a_signal_that_is_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = started(tmp_path, "review")
    finally:
        signal.signal(signal.SIGHUP, before)
    pids(tmp_path, process)

    process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert process.poll() is None

    process.terminate()
    process.communicate(timeout=LONG)
    assert process.returncode == 128 + signal.SIGTERM
