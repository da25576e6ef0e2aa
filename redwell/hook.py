"""`python -m redwell.hook FILES`: refuses files that hold a secret; made for pre-commit.

It prints where something stands and what it looks like, never what it is. Exit 0 without, 1 with a finding.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from redwell.files.discovery import name_of
from redwell.secrets import patterns, scan


def findings(path: Path) -> Iterator[str]:
    """A line for whatever in the file *path* looks like a secret, or that it cannot be read."""
    # A name may hold what the file holds.
    name = patterns.masked(name_of(path, Path()))
    try:
        content = path.read_bytes()
    except OSError as error:
        yield f"{name}:1:1: error [file-unreadable] {(error.strerror or 'it cannot be read').lower()}"
        return
    for each in scan.find(content):
        yield f"{name}:{each.line}:{each.column}: error [{each.code}] {patterns.SAID[each.code]}"


def main(names: Sequence[str]) -> int:
    """Prints what is found in the files, and returns the exit code."""
    # A link is committed as its name: what it leads to is not.
    found = [line for name in names if not Path(name).is_symlink() for line in findings(Path(name))]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
