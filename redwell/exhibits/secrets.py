"""Secrets in the files that go to EDGAR with a filing, where everybody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import Filing
from redwell.problems import Path, Problem
from redwell.secrets import patterns, scan

MAX_OF_A_FILE = 20


def check(filing: Filing, files: Files) -> Iterator[Problem]:
    """What looks like a secret in the exhibits, executed powers and notaries' blocks of a filing.

    A file that is not there or may not be read is a problem of others.
    """
    for path, name in _named(filing):
        try:
            content = files.read(name) if path[-1] == "notary" else files.beside(name, LARGEST_EXHIBIT)
        except (FileNotFoundError, ValueError):
            continue
        for each in islice(scan.find(content), MAX_OF_A_FILE):
            message = f"{name}:{each.line}:{each.column}: {patterns.SAID[each.code]}"
            yield Problem(code=each.code, message=message, path=path)


def _named(filing: Filing) -> Iterator[tuple[Path, str]]:
    for n, exhibit in enumerate(filing.exhibits):
        yield ("exhibits", n, "file"), exhibit.file
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document:
            yield ("powers_of_attorney", n, "document"), power.document
        if power.notary:
            yield ("powers_of_attorney", n, "notary"), power.notary
