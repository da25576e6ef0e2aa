"""A request that changes three of many filings: what a review takes, beside what it may take."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import generated
from bench.measure import INVOKE, ROOT, Row, in_turns, run

COUNT, ROUNDS = 2000, 3
SECONDS = 3.0
"""What a review may take beside the making of the documents on both sides."""
CODE = ("redwell", "schemas", "templates", "pyproject.toml", "requirements.lock", "tasks.py")
CHANGED = (1, 700, 1401)


def of_three(folder: Path) -> Iterator[Row]:
    """The whole command, without documents and with them, which both sides make at the same time."""
    root = folder / "request"
    names = _repository(root)
    compared, _ = in_turns(ROUNDS, lambda: run(*_review("--no-build"), folder=root), lambda: 0.0)
    yield Row("nothing made", compared, "allowed", SECONDS, "1.00x")
    whole, made = in_turns(ROUNDS, lambda: run(*_review(), folder=root), lambda: _both(root, names))
    yield Row("with documents and pages", whole, "the documents alone", made)
    yield Row("less the documents", whole - made, "allowed", SECONDS, "1.00x")


def _review(*flags: str) -> tuple[str, ...]:
    return (*INVOKE, "review", "--base", "HEAD", "--format", "html", *flags)


def _both(root: Path, names: tuple[str, ...]) -> float:
    """What the slower of both sides takes to make its documents."""
    asked = [f"--filing={name}" for name in names]

    def build(side: str) -> float:
        return run(*INVOKE, "build", "--force", "--quiet", f"--out={root}/build/{side}", *asked, folder=root)

    with ThreadPoolExecutor() as threads:
        return max(threads.map(build, ("base", "head")))


def _repository(root: Path) -> tuple[str, ...]:
    """Many filings in git, three of them edited since; the names of these."""
    root.mkdir()
    for name in CODE:
        source, here = ROOT / name, root / name
        if source.is_dir():
            shutil.copytree(source, here, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, here)
    (root / ".gitignore").write_text("__pycache__/\nbuild/\n", "utf-8")
    generated.write(root / "filings", COUNT)
    for asked in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "Begin"]):
        who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"]
        subprocess.run(["git", *who, *asked], cwd=root, check=True)
    return tuple(_edited(root, number) for number in CHANGED)


def _edited(root: Path, number: int) -> str:
    """A filing whose issuer is called otherwise now."""
    path = next(root.glob(f"filings/*/2026-01-01-owner{number}-form3.yaml"))
    text = path.read_text("utf-8")
    path.write_text(text.replace("EXAMPLE HOLDINGS", "EXEMPLARY HOLDINGS", 1), "utf-8")
    return path.relative_to(root).as_posix()
