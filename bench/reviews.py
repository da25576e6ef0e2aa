"""Measure a review of a request that changes three of many filings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import generated, repository
from bench.measure import INVOKE, Timing, cpu_of, in_turns

COUNT, ROUNDS = 2000, 3
CHANGED = (1, 700, 1401)


def rows(folder: Path) -> Iterator[Timing]:
    """Measure the whole command, which renders both sides, against two builds of the same filings."""
    root = repository.copied(folder / "request")
    generated.write(root / "filings", COUNT)
    repository.commit(root)
    names = [_edited(root, number) for number in CHANGED]
    build = (*INVOKE, "build", "--force", "--quiet", "--jobs=1", *(f"--filing={name}" for name in names))
    ours, theirs = in_turns(
        ROUNDS,
        lambda: cpu_of(*INVOKE, "review", "--base=HEAD", "--format=html", "--jobs=1", folder=root),
        lambda: cpu_of(*build, folder=root) + cpu_of(*build, folder=root),
    )
    yield Timing(f"3 of {COUNT} filings", ours, "their documents, built twice", theirs)


def _edited(root: Path, number: int) -> str:
    """Change the name of the issuer in a filing, and return the path of the filing."""
    path = next(root.glob(f"filings/*/2026-01-01-owner{number}-form3.yaml"))
    text = path.read_text("utf-8")
    path.write_text(text.replace("EXAMPLE HOLDINGS", "EXEMPLARY HOLDINGS", 1), "utf-8")
    return path.relative_to(root).as_posix()
