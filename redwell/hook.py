"""`python -m redwell.hook FILES`: refuse files that hold a secret, as a pre-commit hook.

It prints the place and kind of a secret, never the secret itself, and notes a file that it could not search.
Exit 0: none found; exit 1: some found.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from redwell.files import disk
from redwell.files.discovery import name_of
from redwell.files.disk import LargeFileError
from redwell.secrets import patterns, scan
from redwell.secrets.accepted import accepted_in, has_element

LARGEST = 1_000_000_000
"""Bytes of a file that is searched."""


def secret_lines(path: Path) -> list[str]:
    """Return one line for each secret in the file *path*, or a line that says that it cannot be read."""
    return searched(path)[0]


def searched(path: Path) -> tuple[list[str], list[str]]:
    """Return the lines that refuse the file *path*, and one that notes what of it could not be searched."""
    # A name may hold a secret too.
    name = patterns.masked(name_of(path, Path()))
    try:
        content = disk.read_file(path, LARGEST)
    except LargeFileError as error:
        return [f"{name}:1:1: error [file-unreadable] this file has {error}?"], []
    except OSError as error:
        return [f"{name}:1:1: error [file-unreadable] {(error.strerror or 'it cannot be read').lower()}"], []
    search = scan.search(content)
    # Only a filing says with a reason, which its reviewers read, what is no secret.
    accepted = _accepted(content) if search.secrets and path.suffix == ".yaml" else frozenset()
    refused = [
        f"{name}:{each.line}:{each.column}: error [{each.code}] {patterns.MESSAGES[each.code]}"
        for each in search.secrets
        if each.code not in accepted
    ]
    note = f"{name}:1:1: note [{patterns.UNREAD}] {scan.not_searched(search.unread)}; {scan.LOOK}"
    return refused, [note] if search.unread else []


def _accepted(content: bytes) -> frozenset[str]:
    """Return the codes that a filing accepts; none if it cannot be read, or holds EDGAR's own element."""
    # Imported here: only a filing with what looks like a secret is read.
    from redwell.files.reader import LARGEST_TEXT
    from redwell.source.composer import Reader

    try:
        reader = Reader(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return frozenset()
    if has_element(content) or len(content) > LARGEST_TEXT or reader.run():
        return frozenset()
    return accepted_in(reader.data)


def main(names: Sequence[str]) -> int:
    """Print the secrets in these files and what could not be searched, and return the exit code."""
    # Git commits the name in a link, not the file behind it.
    code = 0
    for path in map(Path, names):
        refused, notes = searched(path) if not path.is_symlink() else ([], [])
        print(end="".join(f"{line}\n" for line in (*refused, *notes)))
        code = 1 if refused else code
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
