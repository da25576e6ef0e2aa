"""Read the filings of a record from which an account is made: those of an owner, or all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redwell.account.previous import NamedFiling
from redwell.check.filed import filing_in
from redwell.files.discovery import Entry
from redwell.git.history import content_of
from redwell.model import Filing, ReportingOwner
from redwell.ownership.parties import cik_number, is_of
from redwell.rules.readiness import has_blanks
from redwell.secrets.patterns import masked
from redwell.text.names import is_of_another_generation, meant

_CIK = re.compile(r"0*([1-9][0-9]{0,9})")
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Histories:
    """The filings of a record, each read when it is needed.

    Left out are those that cannot be read or whose names hold a secret (*broken*), and drafts with blanks to
    be filled in (*blank*).
    """

    entries: Sequence[Entry]
    root: Path
    home: Path
    started: Callable[[int, int, str], None] = lambda done, total, name: None
    broken: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    _contents: dict[str, bytes] = field(default_factory=dict)
    _read: dict[str, Filing | None] = field(default_factory=dict)

    def all(self) -> list[NamedFiling]:
        """Return all filings that can be read."""
        return self._parsed(each.name for each in self.entries)

    def of_owner(self, typed: str) -> tuple[list[NamedFiling], tuple[ReportingOwner, ...]]:
        """Return the filings of the owners whom a CIK, a name or a part of it means, and these owners.

        Only files are parsed that hold the CIK or a word of the name; then those with the CIKs so found.
        """
        words = {typed.casefold()} if _CIK.fullmatch(typed) else {*_WORD.findall(typed.casefold())}
        longest = max(words, key=len, default="").lstrip("0")
        found = self._with([longest])
        owners = chosen_owners(typed, [owner for _, filing in found for owner in filing.reporting_owners])
        ciks = {number for owner in owners if (number := cik_number(owner.cik))}
        known = {name for name, _ in found}
        found += [each for each in self._with(sorted(ciks)) if each[0] not in known] if ciks else []
        own = [each for each in found if any(is_of(each[1], owner) for owner in owners)]
        return sorted(own), owners

    def _with(self, words: Sequence[str]) -> list[NamedFiling]:
        """Return the filings whose text holds one of some words, in small letters."""
        return self._parsed(each.name for each in self.entries if self._may_hold(each, words))

    def _may_hold(self, entry: Entry, words: Sequence[str]) -> bool:
        """Return True if a file holds one of the words, or cannot be read as a text at all."""
        content = self._content(entry)
        try:
            text = content.decode("utf-8").casefold()
        except UnicodeDecodeError:
            return True
        return not text or any(word in text for word in words)

    def _content(self, entry: Entry) -> bytes:
        if entry.name not in self._contents:
            self._contents[entry.name] = content_of(entry.path)
        return self._contents[entry.name]

    def _filing(self, entry: Entry) -> Filing | None:
        name = masked(entry.name)
        filing = filing_in(self._content(entry), self.home, self.root) if name == entry.name else None
        if filing is None:
            self.broken.append(name)
        elif has_blanks(filing):
            self.blank.append(entry.name)
            return None
        return filing

    def _parsed(self, names: Iterable[str]) -> list[NamedFiling]:
        by_name = {each.name: each for each in self.entries}
        wanted = list(names)
        for done, name in enumerate(wanted):
            if name not in self._read:
                self.started(done, len(wanted), name)
                self._read[name] = self._filing(by_name[name])
        return [(name, filing) for name in wanted if (filing := self._read[name])]


def chosen_owners(typed: str, owners: Iterable[ReportingOwner]) -> tuple[ReportingOwner, ...]:
    """Return the owners, each once, whom a CIK means, or else a name, or else words of a name.

    John Doe, Jr. is not the John Doe whom filings know.
    """
    distinct: list[ReportingOwner] = []
    seen: set[tuple[str, str]] = set()
    for each in owners:
        key = (cik_number(each.cik), "" if cik_number(each.cik) else each.name)
        if key not in seen:
            seen.add(key)
            distinct.append(each)
    if number := _CIK.fullmatch(typed):
        return tuple(each for each in distinct if cik_number(each.cik) == number[1])
    named = meant(typed, [each.name for each in distinct])
    if same := [distinct[n] for n in named if not is_of_another_generation(typed, distinct[n].name)]:
        return tuple(same)
    words = _WORD.findall(typed.casefold())
    return tuple(each for each in distinct if words and {*words} <= {*_WORD.findall(each.name.casefold())})
