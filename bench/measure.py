"""How things are measured: in turns, as medians, each figure beside another."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INVOKE = (sys.executable, "-m", "invoke")

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """Our figure beside another, and the ratio to be reached."""

    what: str
    ours: float
    beside: str
    theirs: float
    reach: str = ""


def show(title: str, rows: Iterable[Row]) -> None:
    """Print each row as soon as it is known."""
    print(f"\n{title}")
    for row in rows:
        reach = f"   reach {row.reach}" if row.reach else ""
        other = (
            f"{row.beside:<34}{_amount(row.theirs)}{row.ours / row.theirs:7.2f}x{reach}" if row.beside else ""
        )
        print(f"  {row.what:<24}{_amount(row.ours)}   {other}", flush=True)


def _amount(value: float) -> str:
    """Seconds as milliseconds; what can be no time here is memory, in bytes."""
    return f"{value / 1e6:8.1f} MB" if value > 1e6 else f"{value * 1000:8.1f} ms"


def in_turns(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float]:
    """The medians of both, measured alternately, so that what slows the machine hits both; less a first."""
    pairs = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def timed(work: Work) -> float:
    """The seconds that *work* takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(*command: str, folder: Path = ROOT, environ: Mapping[str, str] = {}) -> float:
    """The seconds that a whole process takes in *folder*; what it prints does not matter."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environ}, capture_output=True, check=False
    )
    taken = time.perf_counter() - began
    assert done.returncode == 0, done.stderr.decode()
    return taken
