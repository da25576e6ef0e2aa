"""EDGAR's codes of states and countries, with their names (specification 5.5, appendices A and H).

Each list is a CSV file of this folder; `generators.schemas` writes the lists of the schemas from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from unicodedata import combining, normalize

_SHORT = 4
"""In a word this short each letter could be another place: it is no misspelling."""


class CodeList(Mapping[str, str]):
    """The codes of one list with their names, read from its CSV file when first used.

    Columns: code, name, other_names (in capital letters alone, with spaces between them).
    """

    def __init__(self, file: str) -> None:
        """Name the *file* of this folder."""
        self._path = Path(__file__).with_name(file)

    def __getitem__(self, code: str) -> str:
        return self._names[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @cached_property
    def _rows(self) -> list[dict[str, str]]:
        import csv  # Imported here: most filings need no list.

        with self._path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {row["code"]: row["name"] for row in self._rows}

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes by their names."""
        return {name: code for code, name in self._names.items()}

    @cached_property
    def _by_letters(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row in self._rows:
            for spelling in {letters(row["code"]), letters(row["name"]), *row["other_names"].split()}:
                found[spelling] = (*found.get(spelling, ()), row["code"])
        return {spelling: codes for spelling, codes in found.items() if spelling}

    def meant_by(self, text: str) -> tuple[str, ...]:
        """Return the codes that *text* stands for: a code, a name or another name, however it is spelled."""
        code = _capitals(text)
        return (code,) if code in self else self._by_letters.get(letters(text), ())

    def nearest(self, text: str) -> str | None:
        """Return the code whose name *text* misspells."""
        # "KOREA, REPUBLIC OF" also answers to "KOREA", as does the other one: neither is guessed.
        firsts = {name.split(",")[0]: code for name, code in self.codes.items() if "KOREA" not in name}
        names = {**self.codes, **firsts}
        near = get_close_matches(_capitals(text), names, n=1, cutoff=0.8) if len(text) > _SHORT else []
        return names[near[0]] if near else None


def letters(text: str) -> str:
    """Return the letters of *text* in capitals, none where it has digits: `U.S.A.` and `USA` are one word."""
    return "" if re.search("[0-9]", text) else re.sub("[^A-Z]", "", _capitals(text))


def _capitals(text: str) -> str:
    """Return capitals without accents, as EDGAR writes names."""
    return "".join(c for c in normalize("NFKD", text) if not combining(c)).upper()


STATES = CodeList("states.csv")
"""The 56 codes of `rptOwnerState`."""
COUNTRIES = CodeList("countries.csv")
"""The codes of `rptOwnerCountry` that EDGAR accepts; provinces of Canada count as countries."""
