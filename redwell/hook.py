"""`python -m redwell.hook FILES`: refuse files that hold a secret, as a pre-commit hook.

It prints the place and kind of a secret, never the secret itself. Exit 0: none found; exit 1: some found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from redwell.files import disk
from redwell.files.discovery import name_of
from redwell.files.disk import LargeFileError
from redwell.secrets import patterns, scan
from redwell.secrets.accepted import accepted_in, covers, has_element, mark_of
from redwell.secrets.scan import Secret

LARGEST = 1_000_000_000
"""Bytes of a file that is searched."""


def secret_lines(path: Path) -> Iterator[str]:
    """Return one line for each secret in the file *path*, or a line that says that it cannot be read."""
    # A name may hold a secret too.
    name = patterns.masked(name_of(path, Path()))
    try:
        content = disk.read_file(path, LARGEST)
    except LargeFileError as error:
        yield f"{name}:1:1: error [file-unreadable] this file has {error}?"
        return
    except OSError as error:
        yield f"{name}:1:1: error [file-unreadable] {(error.strerror or 'it cannot be read').lower()}"
        return
    found = scan.find_secrets(content)
    # Only a filing says with a reason, which its reviewers read, what is no secret.
    if path.suffix == ".yaml" and (found or b"\\" in content):
        found = _not_accepted(content, found)
    for secret in found:
        message = patterns.MESSAGES[secret.code]
        yield f"{name}:{secret.line}:{secret.column}: error [{secret.code}] {message}"


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
    """Print the secrets in these files, and return the exit code."""
    # Git commits the name in a link, not the file behind it.
    code = 0
    for name in names:
        for line in () if Path(name).is_symlink() else secret_lines(Path(name)):
            print(line)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
