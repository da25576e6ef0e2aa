"""Find secrets in the files that go to EDGAR with a filing, where everybody can read them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import Filing
from redwell.problems import Path, Problem
from redwell.secrets import patterns
from redwell.secrets.accepted import ACCEPTABLE, entry_of, has_element, how_to_accept, mark_in_file

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
            of = mark_in_file(name, "", content)
            how = f"; once you did, write {entry_of(patterns.UNREAD, of)}"
            yield Problem(
                severity="warning",
                code=patterns.UNREAD,
                message=message + how,
                path=path,
                is_acceptable=True,
                of=of,
                pasted=(entry_of(patterns.UNREAD, of),),
            )
        for secret in islice(found.secrets, MAX_IN_A_FILE):
            is_acceptable = secret.code in ACCEPTABLE and not has_element(content)
            # A file may be of any kind: its place and the whole file stand for the words.
            of = mark_in_file(name, f"{secret.line}:{secret.column}", content)
            how = how_to_accept(secret.code, of) if is_acceptable else ""
            message = f"{name}:{secret.line}:{secret.column}: {patterns.MESSAGES[secret.code]}{how}"
            yield Problem(
                code=secret.code,
                message=message,
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
