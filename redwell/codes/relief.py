"""Countries whose law the SEC accepts in place of Section 16(a) for insiders of their issuers.

Sources: the SEC's orders of 5 March 2026 (Canada, Chile, the European Economic Area, the Republic of Korea,
Switzerland, the United Kingdom) and 20 May 2026 (Australia, India, Singapore) under the Holding Foreign
Insiders Accountable Act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from redwell.codes.places import COUNTRIES

FILE = Path(__file__).with_name("relief.csv")


@dataclass(frozen=True, kw_only=True, slots=True)
class Relief:
    """The *name* of a country, and the date of the order that accepts its law."""

    name: str
    since: date


class _Relieved(Mapping[str, Relief]):
    """The countries by EDGAR's code, read from the file when first used."""

    @cached_property
    def _all(self) -> dict[str, Relief]:
        import csv  # Imported here: most filings need no list.

        with FILE.open(encoding="utf-8", newline="") as file:
            return {
                row["code"]: Relief(name=_name(row["code"]), since=date.fromisoformat(row["since"]))
                for row in csv.DictReader(file)
            }

    def __getitem__(self, code: str) -> Relief:
        return self._all[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def _name(code: str) -> str:
    """Return a country as a sentence names it: the Netherlands, Canada for a province."""
    name = COUNTRIES[code]
    if "CANADA" in name:
        return "Canada"
    plain = {"KOREA, REPUBLIC OF": "South Korea", "UNITED KINGDOM": "the United Kingdom"}
    plain |= {"NETHERLANDS": "the Netherlands", "CZECH REPUBLIC": "the Czech Republic"}
    return plain.get(name, name.title())


RELIEF = _Relieved()
