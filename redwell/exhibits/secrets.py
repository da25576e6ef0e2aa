"""Find secrets in the files that go to EDGAR with a filing, where everybody can read them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import Filing
from redwell.problems import Path, Problem
from redwell.secrets import patterns
from redwell.secrets.accepted import ACCEPTABLE, entry_of, has_element, how_to_accept, mark_in_file

if TYPE_CHECKING:
    from redwell.secrets.scan import Secret

MAX_IN_A_FILE = 20


def secrets_in_files(filing: Filing, files: Files) -> Iterator[Problem]:
    """Return the secrets in the exhibits, executed powers, notary blocks and sources of a filing.

    A file into which no search could look is a question: somebody has to.

    Other checks report a file that is missing or may not be read.
    """
    for path, name in _named(filing):
        try:
            content = files.read(name) if path[-1] == "notary" else files.beside(name, LARGEST_EXHIBIT)
        except (OSError, ValueError):
            continue
        from redwell.secrets import scan

        found = scan.search(content)
        if found.hidden:
            message = f"{name}: {scan.not_searched(found.hidden)}; {scan.LOOK}"
            yield _not_searched(message, path, mark_in_file(name, "", content))
        for secret in islice(found.secrets, MAX_IN_A_FILE):
            yield _secret(secret, path, name, content)


def _not_searched(message: str, path: Path, of: str) -> Problem:
    entry = entry_of(patterns.UNREAD, of)
    return Problem(
        severity="warning",
        code=patterns.UNREAD,
        message=f"{message}; once you did, write {entry}",
        path=path,
        is_acceptable=True,
        of=of,
        pasted=(entry,),
    )


def _secret(secret: Secret, path: Path, name: str, content: bytes) -> Problem:
    is_acceptable = secret.code in ACCEPTABLE and not has_element(content)
    place = f"{secret.line}:{secret.column}"
    # A file may be of any kind: its place and the whole file stand for the words.
    of = mark_in_file(name, place, content)
    how = how_to_accept(secret.code, of) if is_acceptable else ""
    return Problem(
        code=secret.code,
        message=f"{name}:{place}: {patterns.MESSAGES[secret.code]}{how}",
        path=path,
        is_acceptable=is_acceptable,
        of=of,
        pasted=(entry_of(secret.code, of),) if how else (),
    )


def _named(filing: Filing) -> Iterator[tuple[Path, str]]:
    for n, exhibit in enumerate(filing.exhibits):
        yield ("exhibits", n, "file"), exhibit.file
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document:
            yield ("powers_of_attorney", n, "document"), power.document
        if power.notary:
            yield ("powers_of_attorney", n, "notary"), power.notary
    for n, name in enumerate(filing.sources):
        yield ("sources", n), name
