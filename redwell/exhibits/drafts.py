"""Find what a draft left in the texts that go to EDGAR with a form: exhibits and executed powers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import Filing
from redwell.problems import Path, Problem
from redwell.text.drafting import PAGE_MARK, draft_mark

_TEXTS = frozenset({".txt", ".htm"})
_SHOWN = 60


def drafts_in_files(filing: Filing, files: Files) -> Iterator[Problem]:
    """Yield a question for the first mark of a draft in each text that is sent.

    It is a question, because nobody may edit what was signed or comes from others.

    Lines to sign or to date are not blanks there, and a page may say that the signatures follow. Other checks
    report a file that is missing.
    """
    for path, name in _named(filing):
        try:
            text = files.beside(name, LARGEST_EXHIBIT).decode("utf-8", "replace")
        except (OSError, ValueError):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            mark = draft_mark(line.replace("_", " ").replace("[ ]", ""))
            if mark and mark[0] != PAGE_MARK:
                kind, words = mark
                message = (
                    f'line {number} of {name} still has {kind} "{words[:_SHOWN]}": is it the final text?'
                )
                yield Problem(severity="warning", code="drafting-in-exhibit", message=message, path=path)
                break


def _named(filing: Filing) -> Iterator[tuple[Path, str]]:
    for n, exhibit in enumerate(filing.exhibits):
        if PurePath(exhibit.file).suffix in _TEXTS:
            yield ("exhibits", n, "file"), exhibit.file
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document and PurePath(power.document).suffix in _TEXTS:
            yield ("powers_of_attorney", n, "document"), power.document
