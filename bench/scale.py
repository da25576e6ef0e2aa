"""Measure how many filings one process, two, and a Dask cluster make, and in how much memory."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench import generated
from bench.many import BUILD
from bench.measure import usage_of

COUNT = 20
"""The number of filings, if none is given: each takes some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Rate:
    """*count* filings made in *cpu* seconds of all processes; none of them took more *memory* (MB)."""

    what: str
    count: int
    cpu: float
    memory: float | None = None

    def __str__(self) -> str:
        """Return one line."""
        memory = f"   {self.memory:6.0f} MB at most" if self.memory else ""
        rate = f"{self.count / self.cpu:6.2f} filings per CPU second"
        return f"  {self.what:<30}{rate}   {self.count:5} filings in {self.cpu:7.1f} s{memory}"


def rows(root: Path, count: int) -> Iterator[Rate]:
    """Measure forced builds of the same filings; a tenth of them first, to see whether memory grows."""
    count = count or COUNT
    few = max(2, count // 10)
    generated.write(root / "few", few)
    generated.write(root / "filings", count)
    forced = (*BUILD, "--force")
    _, cpu, memory = usage_of(*forced, "--jobs=1", "--filings=few", "--out=out/few", folder=root)
    yield Rate("one process, a tenth", few, cpu, memory)
    _, cpu, memory = usage_of(*forced, "--jobs=1", "--out=out/one", folder=root)
    yield Rate("one process", count, cpu, memory)
    _, cpu, memory = usage_of(*forced, "--jobs=2", "--out=out/two", folder=root)
    yield Rate("two processes", count, cpu, memory)
    if find_spec("distributed"):
        yield from _by_dask(root, count, forced)


def _by_dask(root: Path, count: int, forced: tuple[str, ...]) -> Iterator[Rate]:
    """Measure a cluster that has started: the client, the scheduler and the workers."""
    import psutil  # type: ignore[import-untyped]  # ships no types

    with _cluster(root) as (address, processes):
        before = _cpu(psutil, processes)
        _, cpu, memory = usage_of(*forced, f"--dask={address}", "--out=out/dask", folder=root)
        yield Rate("Dask, two workers", count, cpu + _cpu(psutil, processes) - before)
        yield Rate("Dask, the client alone", count, cpu, memory)


@contextmanager
def _cluster(root: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers with the code in *root*, for this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    commands = (
        ("scheduler", f"--port={port}"),
        ("worker", address, "--nworkers=2", "--nthreads=1", f"--local-directory={root}/dask"),
    )
    shared = ("--host=127.0.0.1", "--no-dashboard")
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{name}", *flags, *shared],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, *flags in commands
    ]
    try:
        from distributed import Client

        with Client(address, timeout=60) as client:  # type: ignore[no-untyped-call]  # has few types
            client.wait_for_workers(2)
        yield address, processes
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _cpu(psutil: Any, processes: list[subprocess.Popen[bytes]]) -> float:
    """Return the CPU seconds of *processes* and their children."""
    parents = [psutil.Process(each.pid) for each in processes]
    every = [each for parent in parents for each in (parent, *parent.children(recursive=True))]
    return float(sum(times.user + times.system for times in (each.cpu_times() for each in every)))
