"""Fixtures for several test files."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sample import FULL

# With the bytecode cache turned off, each of the processes that tests start would compile our modules again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("sample", derandomize=True, max_examples=25, deadline=None)
settings.register_profile("full", max_examples=200, deadline=None)
settings.load_profile("full" if FULL else "sample")

GOLDEN = Path(__file__).parent / "golden"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked `full` to `invoke test --full`."""
    later = [each for each in items if each.get_closest_marker("full") and not FULL]
    if later:
        config.hook.pytest_deselected(items=later)
        items[:] = [each for each in items if each not in later]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests, which stay until the end, and let it run seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with `tests/golden/<name>`; REDWELL_UPDATE_GOLDEN=1 writes it, for review."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("REDWELL_UPDATE_GOLDEN"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        assert file.exists(), f"there is no {file}: run the test with REDWELL_UPDATE_GOLDEN=1 and review it"
        assert text == file.read_text("utf-8")

    return compare


@pytest.fixture(autouse=True, scope="session")
def children_hear_signals() -> Iterator[None]:
    """Let commands that tests start hear a signal that this process ignores, as under nohup or with `&`.

    A process that is started inherits what is ignored, but not a handler.
    """
    ignored = [each for each in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_IGN]
    for each in ignored:
        signal.signal(each, lambda *_: None)
    yield
    for each in ignored:
        signal.signal(each, signal.SIG_IGN)
