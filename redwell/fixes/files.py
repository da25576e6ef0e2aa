"""Mend the file of a filing, and show what was edited."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from redwell.check.filing import check_filing
from redwell.files import disk, output
from redwell.files.discovery import Entry
from redwell.files.reader import LARGEST_TEXT
from redwell.fixes.mending import mend
from redwell.source import loader
from redwell.text.characters import for_terminal
from redwell.text.lines import LINE_BREAK


def fix(entry: Entry, root: Path, home: Path) -> Iterator[str]:
    """Write the certain mends of a filing into its file, and yield its edits as a diff, and their number.

    A filed form is not edited, nor a file that is reached through a link. Raises `OSError`.
    """
    content = disk.read_plain(entry.path, LARGEST_TEXT)
    if content is None:
        return  # a check says why
    found = mend(content, entry.name, lambda version: check_filing(entry, root, home, content=version))
    if found.is_filed:
        yield f"{entry.name}: this form is filed, so --fix edits nothing in it\n"
    if found.after == content:
        return
    if entry.path.parent.is_symlink() or entry.path.parent.parent.is_symlink():
        yield f"{entry.name}: a link leads to this file, so --fix edits nothing in it\n"
        return
    output.replace_file(entry.path, content, found.after)
    yield from difference(content, found.after, entry.name)
    yield from (f"{problem.message}\n" for problem in found.mended if problem.mend and problem.mend.added)
    count = len(found.mended)
    yield f"{entry.name}: mended {count} problem{'s' * (count != 1)}\n\n"


def difference(before: bytes, after: bytes, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff of two versions of a file, without secrets, safe for a terminal."""
    old, new = (LINE_BREAK.split(loader.masked(content.decode("utf-8-sig"))) for content in (before, after))
    for line in difflib.unified_diff(old, new, name, name, lineterm=""):
        yield for_terminal(line) + "\n"
