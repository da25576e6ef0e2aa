"""A wheel of Redwell, built once, and environments in which it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import warm

ROOT = Path(__file__).resolve().parent.parent
_KEPT: list[TemporaryDirectory[str]] = []


@cache
def wheel() -> Path:
    """Return the wheel of this checkout, in a temporary folder that lives as long as this process."""
    folder = TemporaryDirectory(prefix="redwell-wheel-")
    _KEPT.append(folder)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder.name],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (found,) = Path(folder.name).glob("*.whl")
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A command that has ended: exit code, output and errors."""

    code: int
    output: str
    errors: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Installed:
    """An environment in *folder* with the wheel."""

    folder: Path

    def redwell(self, root: Path, *arguments: str, answers: str = "") -> Done:
        """Run `redwell` in the folder *root*."""
        return self.run(root, "redwell", *arguments, answers=answers)

    def warm(self, root: Path, *arguments: str) -> Done:
        """Run `redwell` in the folder *root* in a fork of a process that has loaded it."""
        env = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        python = f"{self.folder / 'bin' / 'python'}"
        done = warm.invoke(root, *arguments, env=env, is_program=True, python=python)
        return Done(code=done.returncode, output=done.stdout, errors=done.stderr)

    def run(self, root: Path, program: str, *arguments: str, answers: str = "") -> Done:
        """Run a program of the environment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [self.folder / "bin" / program, *arguments],
            cwd=root,
            env={**kept, "COLUMNS": "80", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            input=answers,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(code=done.returncode, output=done.stdout, errors=done.stderr)


def install(folder: Path, place: Path) -> Installed:
    """Return a new environment in *folder* with the wheel *place*, which shares the packages of this one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        f"{python}",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, f"{place}"], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "shared.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return Installed(folder=folder)
