"""A fork of Redwell's own repository on its way to become a firm's: what it does not need any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import redwell
from redwell.files import disk, templates
from redwell.files.templates import FOLDER
from redwell.git import command

CODE = (
    "redwell",
    "bench",
    "generators",
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
EXAMPLES = (
    "filings/apple/2026-06-15-borders-form4.yaml",
    "filings/example/2026-05-04-doe-form3.yaml",
    "filings/example/2026-05-04-doe-form3a.yaml",
    "filings/example/2026-08-17-doe-form4.yaml",
    "filings/example/2026-08-17-doe-form4a.yaml",
    "filings/example/trades-2026-08-17.csv",
    "filings/exemplo-sa/2026-04-02-silva-form3.yaml",
    "filings/isabella-bank/2024-04-29-mcguirk-form4.yaml",
    "filings/linkedin/2011-05-18-hoffman-form3.yaml",
    "filings/pro-dex/2025-01-23-cabillot-form4.yaml",
    "filings/sunpower/2021-12-31-hegde-form3.yaml",
    "filings/tecogen/2013-10-01-panora-form3.yaml",
    "filings/tesla/2021-12-31-musk-form5.yaml",
    "filings/xoom/2013-02-14-botha-form3.yaml",
)
"""Redwell's own examples."""


def is_fork(root: Path) -> bool:
    """Return whether *root* holds Redwell's own code."""
    return (root / "redwell" / "__init__.py").is_file() and (root / "redwell" / "forms").is_dir()


def unneeded(root: Path) -> tuple[str, ...]:
    """Return what a firm does not need any more: code, replaced files, unchanged templates, our examples."""
    names = (*CODE, *REPLACED, *_templates(root), *EXAMPLES)
    return tuple(name for name in names if (root / name).exists())


def _templates(root: Path) -> Iterator[str]:
    """Yield the templates that are those of the installed Redwell, or folders with no others."""
    ours = redwell.home() / FOLDER
    if ours.is_relative_to(root):
        return
    found: dict[str, list[str]] = {}
    changed = set()
    for name, path in templates.inside(root / FOLDER).items():
        if (content := disk.read_plain(path, templates.LARGEST)) and disk.holds(ours / name, content):
            found.setdefault(name.partition("/")[0], []).append(name)
        else:
            changed.add(name.partition("/")[0])
    for folder, names in found.items():
        yield from (f"{FOLDER}/{name}" for name in (names if folder in changed else [folder]))


def kept_templates(root: Path) -> tuple[str, ...]:
    """Return the templates that differ from those of the installed Redwell."""
    gone = tuple(unneeded(root))
    names = (f"{FOLDER}/{name}" for name in templates.inside(root / FOLDER))
    return tuple(
        name for name in names if not any(name == each or name.startswith(f"{each}/") for each in gone)
    )


def tracked(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *names* that git tracks, or of which it tracks files."""
    known = command.output(root, ["ls-files", "-z"]).decode("utf-8", "surrogateescape").split("\0")
    return tuple(name for name in names if any(each == name or each.startswith(f"{name}/") for each in known))
