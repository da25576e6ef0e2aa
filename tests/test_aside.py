"""Work in a fork: its answer is the same as here, and nothing of it stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from redwell.documents.aside import aside

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a fork on Linux only")


def ran(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def held() -> tuple[list[str], str]:
    """The files and pipes that this process holds open, and its children, ended ones too."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return sorted(os.listdir("/proc/self/fd")), children  # noqa: PTH208 (the names, not the links)


def asleep() -> None:
    time.sleep(60)


def test_what_goes_wrong_in_a_process_aside_goes_wrong_here_too() -> None:
    done = ran("""
        import os
        from redwell.render.aside import aside
        here = os.getpid()
        def of(work):
            with aside(work) as answer:
                return answer()
        def die():
            if os.getpid() != here:
                os.kill(os.getpid(), 9)
            return "done here"
        print([of(work) for work in (lambda: b"x" * 100_000 == of(bytes) or "done there", die)])
        of(lambda: 1 / 0)
    """)
    assert done.stdout == "['done there', 'done here']\n"
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_process_aside_ends_when_the_work_here_fails(error: type[BaseException]) -> None:
    before, began = held(), time.monotonic()
    with pytest.raises(error), aside(asleep):
        raise error
    assert time.monotonic() - began < 10
    assert held() == before


def test_an_answer_that_nobody_asks_for_leaves_nothing_behind() -> None:
    before = held()
    with aside(bytes):
        pass
    assert held() == before


def test_an_interrupt_ends_both_processes_once() -> None:
    script = """
        import os, sys, time
        from redwell.render.aside import aside
        def work():
            print("begun", flush=True)
            time.sleep(60)
        try:
            with aside(work) as answer:
                answer()
        finally:
            print("cleaned up", flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        os.killpg(process.pid, signal.SIGINT)
        said, error = process.communicate(timeout=30)
    assert said == "cleaned up\n"
    assert error.count("Traceback") == 1
    assert error.endswith("KeyboardInterrupt\n")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
