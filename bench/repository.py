"""Copy Redwell into a new repository, so that measurements never touch the real one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from bench.measure import ROOT

CODE = ("redwell", "schemas", "templates", "pyproject.toml", "requirements.lock", "tasks.py")


def copied(root: Path) -> Path:
    """Copy Redwell's code into the new folder *root* and return it."""
    root.mkdir()
    for name in CODE:
        source, here = ROOT / name, root / name
        if source.is_dir():
            shutil.copytree(source, here, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, here)
    (root / ".gitignore").write_text("__pycache__/\nbuild/\n", "utf-8")
    return root


def commit(root: Path) -> None:
    """Commit all of *root* to git."""
    who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.com")
    for asked in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "Begin"]):
        subprocess.run(["git", *who, *asked], cwd=root, check=True)
