"""A stopped review or redline leaves neither a process nor a temporary folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.repositories import needs_git
from tests.story import FIRST, FORM, ROOT, changed, with_code
from tests.test_review_rendering import ENDLESS

pytestmark = needs_git
LONG = 120


def started(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command about a head whose template never ends."""
    told = with_code(tmp_path / "r", is_whole=True)
    base = told.save({FORM: FIRST})
    template = "templates/form3/form3.xml.j2"
    endless = ENDLESS + (ROOT / template).read_text("utf-8")
    head = told.save({template: endless, FORM: changed(FIRST, "18420", "18421")})
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
        # Whoever runs the tests may have these ignored, as nohup does.
        preexec_fn=lambda: [signal.signal(each, signal.SIG_DFL) for each in (signal.SIGINT, signal.SIGHUP)],
    )


def running(group: int) -> list[int]:
    """The processes of a group, less those that are only not buried yet."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # The name of a program, in parentheses, may hold anything.
        with suppress(OSError):
            state, _, its, *_ = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
            if int(its) == group and state != "Z":
                found.append(int(folder.name))
    return found


def wait_for_workers(process: subprocess.Popen[str]) -> None:
    """Wait until both sides are at work, each in its process, beside Python's own helper."""
    until = time.monotonic() + LONG
    while len(running(process.pid)) < 3:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.5)


@pytest.mark.parametrize(
    ("command", "signals"),
    [
        (("review",), [signal.SIGHUP, signal.SIGTERM, signal.SIGTERM]),
        (("redline", f"--filing={FORM}"), [signal.SIGTERM]),
    ],
)
def test_a_signal_ends_every_process_and_leaves_no_folder(
    tmp_path: Path, command: tuple[str, ...], signals: list[signal.Signals]
) -> None:
    process = started(tmp_path, *command)
    wait_for_workers(process)

    for each in signals:
        process.send_signal(each)
        time.sleep(0.05)
    out, error = process.communicate(timeout=LONG)

    assert (process.returncode, out) == (128 + signals[0], "")
    assert error == "stopped: every finished file is complete, all others are unchanged\n"
    assert_over(process.pid)
    assert [*(tmp_path / "temporary").iterdir()] == []


def test_ctrl_c_prints_one_message(tmp_path: Path) -> None:
    process = started(tmp_path, "review")
    wait_for_workers(process)

    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=LONG)

    assert error == "stopped: every finished file is complete, all others are unchanged\n"
    assert_over(process.pid)
    assert [*(tmp_path / "temporary").iterdir()] == []


def assert_over(group: int) -> None:
    for _ in range(100):
        if not running(group):
            return
        time.sleep(0.05)
    assert running(group) == []
