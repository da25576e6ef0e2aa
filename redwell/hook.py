"""`python -m redwell.hook FILES`: refuse files that hold a secret, as a pre-commit hook.

It prints the place and kind of a secret, never the secret itself, and notes a file that it could not search.
Exit 0: none found; exit 1: some found.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from redwell.files import disk
from redwell.files.discovery import name_of
from redwell.files.disk import LargeFileError
from redwell.secrets import patterns, scan
from redwell.secrets.accepted import accepted_in, covers, has_element
from redwell.secrets.scan import Secret

FOLDER = "filings"
"""The folder in which a repository keeps its filings."""
LARGEST = 1_000_000_000
"""Bytes of a file that is searched."""


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
    is_of_filings = FOLDER in path.parts[:-1] and path.suffix == ".yaml"
    search = scan.search(content)
    # Only a filing says with a reason, which its reviewers read, what is no secret.
    found = list(search.secrets)
    if path.suffix == ".yaml" and (found or b"\\" in content):
        found = _not_accepted(content, found, is_of_filings=is_of_filings)
    refused = [
        f"{name}:{each.line}:{each.column}: error [{each.code}] {patterns.MESSAGES[each.code]}"
        for each in found
    ]
    note = f"{name}:1:1: note [{patterns.UNREAD}] {scan.not_searched(search.unread)}; {scan.LOOK}"
    return refused, [note] if search.unread else []


def _not_accepted(content: bytes, found: list[Secret], *, is_of_filings: bool) -> list[Secret]:
    """Return the secrets of a filing that it does not accept, also those behind the escapes of YAML.

    All of those *found* if it cannot be read; all, too, if it is of no known form, lies outside the folder of
    the filings, or holds EDGAR's own element.
    """
    # Imported here: only a filing with what looks like a secret is read.
    from redwell.files.reader import LARGEST_TEXT
    from redwell.forms import FORMS
    from redwell.source.composer import Reader
    from redwell.source.loader import line_mark, line_starts, secrets_of

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return found
    if len(content) > LARGEST_TEXT:
        return found
    reader = Reader(text)
    if reader.run():
        return found
    is_filing = is_of_filings and isinstance(reader.data, dict) and str(reader.data.get("form")) in FORMS
    entries = accepted_in(reader.data) if is_filing and not has_element(content) else {}
    starts = line_starts(text)

    @cache
    def mark(line: int, end: int) -> str:
        return line_mark(text, line, end)

    kept: dict[Secret, None] = {}
    for code, at, is_acceptable in secrets_of(text, reader.data, reader.marks):
        line = bisect_right(starts, at.start)
        is_longer = line < len(starts) and at.end > starts[line]
        of = mark(line, at.end if is_longer else 0) if code in entries else ""
        if not (is_acceptable and code in entries and covers(entries[code], of)):
            kept[Secret(code, line, at.start - starts[line - 1] + 1)] = None
    return [*kept]


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
