"""Measure two sides in turns, so that other load slows both; results are medians of several rounds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
INVOKE = (sys.executable, "-m", "invoke")

Measured = Callable[[], float]
"""A function that does its work once and returns the seconds it took."""


class Usage(NamedTuple):
    """The elapsed seconds until a process ended, and the CPU seconds and largest memory (MB) it took."""

    elapsed: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Timing:
    """The seconds of our work and of another in each round; *most* is the highest ratio, if one is set."""

    what: str
    ours: Sequence[float]
    beside: str
    theirs: Sequence[float]
    most: float | None = None

    @property
    def ratio(self) -> float:
        """The ratio of the medians."""
        return statistics.median(self.ours) / statistics.median(self.theirs)

    @property
    def is_missed(self) -> bool:
        """True if the ratio is too high."""
        return self.most is not None and self.ratio > self.most

    def __str__(self) -> str:
        """Return one line."""
        ours, theirs = (1000 * statistics.median(each) for each in (self.ours, self.theirs))
        target = f"   at most {self.most:.2f}" if self.most is not None else ""
        missed = "   MISSED" if self.is_missed else ""
        pair = f"  {self.what:<24}{ours:9.1f} ms   {self.beside:<34}{theirs:9.1f} ms"
        return f"{pair} {self.ratio:6.2f}{target}{missed}"


def in_turns(rounds: int, *sides: Measured) -> list[list[float]]:
    """Return each side's time in each round, without a first round that fills caches."""
    found = [[side() for side in sides] for _ in range(rounds + 1)][1:]
    return [list(each) for each in zip(*found, strict=True)]


def cpu_of(*command: str, folder: Path = ROOT, environ: Mapping[str, str] = {}) -> float:
    """Return the CPU time of a process and its children; its output is ignored."""
    return usage_of(*command, folder=folder, environ=environ).cpu


def usage_of(*command: str, folder: Path, environ: Mapping[str, str] = {}) -> Usage:
    """Return what a process and its children take; the memory is that of the largest of them."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environ}, stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - began
    assert process.returncode == 0, command
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return Usage(elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def cpu_here(work: Callable[[], object]) -> float:
    """Return the CPU time that *work* takes in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began
