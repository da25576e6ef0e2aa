"""Find the filings with which rules compare a filing: in its folder, and only when a rule needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from redwell.account import known
from redwell.account.previous import is_same, previous_filing, search_words
from redwell.check.filed import filing_in
from redwell.files.reader import Files
from redwell.form import Amended, MissingFiling, RelatedFilings
from redwell.model import Filing
from redwell.ownership.known import Before
from redwell.rules.readiness import has_blanks

FIRST = 3
"""The number of the form with which an owner begins."""


def related_filings(filing: Filing, files: Files, name: str) -> RelatedFilings:
    """Return the filings of the folder to which *filing*, the file *name*, is related."""
    candidates = cache(partial(_candidates, filing, files, name))
    return RelatedFilings(
        find_amended=partial(_amended, filing, files),
        find_previous=cache(partial(_previous, filing, candidates)),
        find_before=cache(partial(_before, filing, candidates, name)),
        find_first=partial(_first, filing, candidates),
        find_others=candidates,
    )


def amended_file(amends: str | None) -> str | None:
    """Return the name of the file that `amends` gives; None for an accession number."""
    return amends if amends and amends.endswith(".yaml") else None


def _amended(filing: Filing, files: Files) -> Amended:
    name = amended_file(filing.amendment.amends) if filing.amendment else None
    if name is None:
        return None
    try:
        content = files.beside(name)
    except (OSError, ValueError):
        others = tuple(path.name for path in sorted(files.folder.glob("*.yaml")))
        return MissingFiling(name=name, others=others)
    return filing_in(content, files.home, files.looks, with_secrets=True)


def likely_previous(filing: Filing, files: Files) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each filing of the folder that holds the owner's CIK or name."""
    words = [word.encode() for word in search_words(filing)]
    for name, content in files.filings():
        if any(word in content for word in words):
            yield name, content


def _candidates(filing: Filing, files: Files, name: str) -> Mapping[str, Filing]:
    """Return the other filings of the folder that may be the owner's, by their names."""
    return {
        each: other
        for each, content in likely_previous(filing, files)
        if each != name and (other := filing_in(content, files.home, files.looks, with_secrets=True))
    }


def _previous(filing: Filing, candidates: Callable[[], Mapping[str, Filing]]) -> Filing | None:
    found = candidates()
    chosen = previous_filing(filing, found.items())
    return found[chosen] if chosen else None


def _before(filing: Filing, candidates: Callable[[], Mapping[str, Filing]], name: str) -> Before:
    return known.before((name, filing), (each for each in candidates().items() if not has_blanks(each[1])))


def _first(filing: Filing, candidates: Callable[[], Mapping[str, Filing]]) -> Filing | None:
    found = [each for each in candidates().values() if each.NUMBER == FIRST and is_same(filing, each)]
    return min(found, key=lambda each: each.period_of_report, default=None)
