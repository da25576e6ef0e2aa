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
from redwell.secrets.accepted import accepted_in, covers, has_element, mark_of
from redwell.secrets.scan import Secret

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
    found = list(search.secrets)
    if path.suffix == ".yaml" and (found or b"\\" in content):
        found = _not_accepted(content, found)
    refused = [
        f"{name}:{each.line}:{each.column}: error [{each.code}] {patterns.MESSAGES[each.code]}"
        for each in found
    ]
    note = f"{name}:1:1: note [{patterns.UNREAD}] {scan.not_searched(search.unread)}; {scan.LOOK}"
    return refused, [note] if search.unread else []


def _not_accepted(content: bytes, found: list[Secret]) -> list[Secret]:
    """Return the secrets of a filing that it does not accept, also those behind the escapes of YAML.

    All of them, if it cannot be read or holds EDGAR's own element.
    """
    # Imported here: only a filing with what looks like a secret is read.
    from redwell.files.reader import LARGEST_TEXT
    from redwell.source.composer import Reader
    from redwell.source.loader import secrets_behind_escapes, shown_line

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return found
    if len(content) > LARGEST_TEXT:
        return found
    reader = Reader(text)
    if reader.run():
        return found
    entries = {} if has_element(content) else accepted_in(reader.data)

    def is_accepted(secret: Secret) -> bool:
        return covers(entries.get(secret.code), mark_of(shown_line(text, secret.line)))

    kept = [secret for secret in found if not is_accepted(secret)]
    for code, mark, is_acceptable in secrets_behind_escapes(text, reader.data, reader.marks):
        column = mark.start - (text.rfind("\n", 0, mark.start) + 1)
        secret = Secret(code, text.count("\n", 0, mark.start) + 1, column + 1)
        if not is_acceptable or not is_accepted(secret):
            kept.append(secret)
    return kept


def main(names: Sequence[str]) -> int:
    """Print the secrets in these files and what could not be searched, and return the exit code."""
    # Git commits the name in a link, not the file behind it.
    code = 0
    for path in map(Path, names):
        refused, notes = searched(path) if not path.is_symlink() else ([], [])
        for line in (*refused, *notes):
            print(line)
        code = 1 if refused else code
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
