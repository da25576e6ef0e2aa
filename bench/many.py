"""Measure many filings: two jobs against one, and commands that have nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import generated
from bench.measure import INVOKE, Timing, cpu_of, in_turns, usage_of

BUILD = (*INVOKE, "build", "--quiet")
COUNT, ENOUGH = 200, 100
"""The number of filings, and from which number on a build is measured more than once."""
ROUNDS, BUILDS = 11, 3
"""Rounds for unchanged filings, and for full builds."""


def jobs(root: Path, count: int) -> Iterator[Timing]:
    """Measure the elapsed time of two jobs against one; a few filings need only a short quiet moment."""
    count = count or COUNT
    generated.write(root / "filings", count)
    forced = [(*BUILD, "--force", f"--jobs={jobs}") for jobs in (1, 2)]
    rounds = BUILDS if count >= ENOUGH else 1
    measured = [[usage_of(*command, folder=root) for command in forced] for _ in range(rounds)]
    # Other load only adds elapsed time, so the shortest of several rounds is the best estimate.
    one, two = (min(side) for side in zip(*measured, strict=True))
    is_idle = one.cpu > 0.85 * one.elapsed
    beside = "one job" if is_idle else "one job; not judged: a busy machine"
    # With few filings, the start of two processes counts too much.
    most = 1 / 1.80 if is_idle and count >= ENOUGH else None
    yield Timing("two jobs, on the clock", [two.elapsed], beside, [one.elapsed], most)


def unchanged(root: Path, count: int) -> Iterator[Timing]:
    """Measure a build of unchanged filings against `invoke --list`, and a check against that build."""
    generated.write(root / "filings", count or COUNT)
    cpu_of(*BUILD, folder=root)
    built, listed, checked = in_turns(
        ROUNDS,
        lambda: cpu_of(*BUILD, folder=root),
        lambda: cpu_of(*INVOKE, "--list", folder=root),
        lambda: cpu_of(*INVOKE, "check", folder=root),
    )
    yield Timing("nothing changed", built, "invoke --list", listed, 1.30)
    yield Timing("nothing changed, checked", checked, "built", built, 1.00)
