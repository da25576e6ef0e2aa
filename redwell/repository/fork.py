"""A fork of Redwell's own repository on its way to become a firm's: what it does not need any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import redwell
from redwell.git import command

CODE = (
    "redwell",
    "bench",
    "docs",
    "tests",
    "schemas/edgar",
    "schemas/review",
    ".ci",
    ".editorconfig",
    ".npmrc",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "package-lock.json",
    "package.json",
    "setup",
    ".github/dependabot.yml",
)
"""Files and folders that develop Redwell."""
REPLACED = (
    "README.md",
    "pyproject.toml",
    "requirements.lock",
    "tasks.py",
    ".gitignore",
    ".gitattributes",
    ".github/workflows",
)
"""Files of Redwell's own repository in whose place a firm's has others."""
EXAMPLES = ("example", "exemplo-sa", "linkedin", "sunpower", "tecogen", "xoom")
"""The clients of Redwell's own examples."""


def is_fork(root: Path) -> bool:
    """Return whether *root* holds Redwell's own code."""
    return (root / "redwell" / "__init__.py").is_file() and (root / "redwell" / "forms").is_dir()


def unneeded(root: Path) -> tuple[str, ...]:
    """Return what a firm does not need any more: code, replaced files, unchanged templates, our examples."""
    names = (*CODE, *REPLACED, *_templates(root), *(f"filings/{each}" for each in EXAMPLES))
    return tuple(name for name in names if (root / name).exists())


def _templates(root: Path) -> Iterator[str]:
    """Yield the templates that are those of the installed Redwell: it has them itself."""
    ours = redwell.home() / "templates"
    if ours.is_relative_to(root):
        return
    for path in sorted(ours.rglob("*")):
        name = path.relative_to(ours).as_posix()
        copy = root / "templates" / name
        if path.is_file() and copy.is_file() and copy.read_bytes() == path.read_bytes():
            yield f"templates/{name}"


def kept_templates(root: Path) -> tuple[str, ...]:
    """Return the templates that differ from those of the installed Redwell."""
    gone = set(unneeded(root))
    found = sorted((root / "templates").rglob("*"))
    names = (path.relative_to(root).as_posix() for path in found if path.is_file())
    return tuple(name for name in names if name not in gone)


def tracked(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *names* that git tracks, or of which it tracks files."""
    known = command.output(root, ["ls-files", "-z"]).decode("utf-8", "surrogateescape").split("\0")
    return tuple(name for name in names if any(each == name or each.startswith(f"{name}/") for each in known))
