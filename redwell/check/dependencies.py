"""List the files on which the problems and documents of a filing depend."""

from __future__ import annotations

from dataclasses import dataclass

from redwell.check.related import amended_file
from redwell.form import Form
from redwell.rules.registry import comparing
from redwell.source.loader import Source

BESIDE = frozenset({"file", "document"})
"""Keys whose value is the name of a file in the folder of the filing."""
PREVIOUS = ("previous", "find_previous", "find_before", "find_first")
"""The parameters of rules that compare a filing with the previous one."""
OF_THE_REPOSITORY = frozenset({"wording", "notary"})
"""Keys whose value is the path of a file in the repository."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dependencies:
    """The files that are read for a filing, existing or not, beside itself and what all filings share."""

    beside: frozenset[str]
    """Names of files in its folder: exhibits, executed powers of attorney and sources."""
    repository: frozenset[str]
    """Paths from the root of the repository: wordings and notary blocks."""
    amended: str | None
    """The name of the filing that it amends, in its folder."""
    is_on_folder: bool
    """True if a rule may compare it with the previous filing, which may be any filing of its folder."""


def dependencies(source: Source, form: Form | None) -> Dependencies:
    """Return the files on which the filing that *source* holds depends; it may have problems.

    *form* is its form, None if that is unknown: its rules tell with which other filings it is compared.
    """
    named = [(path, mark.written) for path, mark in source.marks.items() if path and mark.written]
    rules = form.rules if form else ()
    amends = next((text for path, text in named if path == ("amendment", "amends")), None)
    return Dependencies(
        beside=frozenset(text for path, text in named if path[-1] in BESIDE or path[0] == "sources"),
        repository=frozenset(text for path, text in named if path[-1] in OF_THE_REPOSITORY),
        amended=amended_file(amends) if comparing(rules, "amended") else None,
        is_on_folder=bool(comparing(rules, *PREVIOUS)),
    )
