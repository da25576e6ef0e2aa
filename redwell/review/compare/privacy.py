"""Where somebody lives is in no review: addresses are found, and hidden in all that is shown.

A street, or a part of one with a number, is hidden wherever it stands, and so is a province; a city only
with its state or postal code: there may be an issuer of its name. A postal code of digits alone might be a
number of shares: it is hidden where it begins with zero, is written with a hyphen, or follows its city or
state. A province that stands in the name of the issuer, an owner or a security is hidden only with its city.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Literal, TypeVar, get_origin, get_type_hints

from redwell.codes.places import COUNTRIES, STATES
from redwell.model import Address, Filing
from redwell.ownership.tables import declared_cells
from redwell.review.compare.owner_lines import HIDDEN, OWNER_KEYS, RELATIONSHIP_KEYS, scanned
from redwell.review.compare.runs import runs, unchanged
from redwell.review.model import Amount, Run

T = TypeVar("T")

_NAMES = frozenset({"code", "file", "before_file", "compared_with"})
"""Fields that lead to something."""
_SHORTEST = 4
"""Letters and digits of a line that tells a place: "N/A" tells none."""
_BETWEEN = r"[\s,;.()#\u2010-\u2015-]+"
"""What may stand between two words of an address."""
_HYPHEN = r"\s?[\u2010-\u2015-]\s?"
_ROOM = r"(?:suite|ste|unit|apt|apartment|floor|fl|room|rm|building|bldg)\b"
_PIECES = re.compile(rf"[,;(){{}}\[\]]|\s[\u2010-\u2015-]+\s|\s+(?={_ROOM}|#)", re.IGNORECASE)
"""What stands between the pieces of a street, of which a text may say only one."""
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_MOST_SCRAPS = 500
"""Pieces of streets in one text: more has no filing, and would be slow to look for."""
_OF_OWNER = re.compile(rf"[\"'#\s-]*(?:{'|'.join(OWNER_KEYS + RELATIONSHIP_KEYS)})[\"']?\s*:", re.IGNORECASE)


def private_words(*filings: Filing | None) -> frozenset[str]:
    """What in texts made from these filings is an address: streets, postal codes, cities with their states.

    No name of an owner or issuer is one, though it may stand in a street line.
    """
    found: set[str] = set()
    provinces: set[str] = set()
    public: set[str] = set()
    titles: set[str] = set()
    for filing in filter(None, filings):
        names = (filing.issuer.name, *(owner.name for owner in filing.reporting_owners))
        public |= {*map(_plain, names)}
        titles |= {_plain(title) for title in _titles(filing)}
        for owner in filing.reporting_owners:
            found |= set(_words(owner.address)) if owner.address else set()
            provinces |= {owner.address.province or ""} if owner.address else set()
    said = [f" {each} " for each in public | titles]
    found |= {each for each in provinces if not any(f" {_plain(each)} " in name for name in said)}
    # A name stands in a filing from its end, and in a street from its beginning.
    in_any_order = {tuple(sorted(each.split())) for each in public}
    return frozenset(
        each for each in found if _tells(each) and tuple(sorted(_plain(each).split())) not in in_any_order
    )


def masked(value: T, words: frozenset[str]) -> T:
    """The same value with "[address]" for each of *words* in its texts, in whatever case and spacing.

    Numbers of shares and dollars are left: one may look like a postal code.
    """
    pattern = _pattern(words)
    return value if pattern is None else _masked(value, pattern)


def masked_yaml(text: str, *others: str) -> str:
    """The text of a filing without its addresses, also where it is no sound YAML; nor those of *others*."""
    # A street that is hidden where it belongs may be said again in a footnote.
    found = (line for each in (text, *others) for line in scanned(each))
    words = frozenset(islice((word for line in found for word in _scraps(line.hidden)), _MOST_SCRAPS))
    return "".join(masked(line.text, words) for line in scanned(text))


def address_lines(text: str) -> frozenset[int]:
    """The lines of a filing, from 1, on which part of an address stands, or may stand."""
    return frozenset(n for n, line in enumerate(scanned(text), start=1) if line.hidden)


# --- what an address says ---


def _words(address: Address) -> Iterator[str]:
    for line in address.street:
        yield line
        yield from _pieces(line)
    code = (address.zip or "").strip()
    # Of "02451-1776" a text may say the first digits.
    codes = {code, re.sub(r"\A(\d{5})-\d{3,4}\Z", r"\1", code)} - {""}
    yield from codes
    states = [*filter(None, (address.state, STATES.get(address.state or ""), address.province))]
    # A province of Canada is a country here: "ONTARIO, CANADA".
    country = COUNTRIES.get(address.country or "", "")
    places = states
    if city := address.city:
        regions = filter(None, {*states, country, *country.split(", ")})
        cities = [f"{city} {region}" for region in regions]
        yield from cities
        yield from (f"{code} {city}" for code in codes)
        places = [*states, *cities, city]
    yield from (f"{place} {code}" for place in places for code in codes)


def _pieces(street: str) -> Iterator[str]:
    """What of a line tells where it is: "45 FIRST AVENUE" and "SUITE 101", but no name of a firm."""
    for piece in filter(None, map(str.strip, _PIECES.split(street))):
        if _NUMBER.search(piece) and _WORD.search(piece) and not piece.casefold().startswith("c/o"):
            yield piece


def _scraps(hidden: str) -> Iterator[str]:
    """Streets in what stands among the reporting owners of a text, sound or not."""
    for piece in re.split(r"[,;{}\[\]]", " ".join(hidden.split())):
        if not _OF_OWNER.match(piece):
            street = re.sub(r"\A[\"'# -]*(?:[\w ]+:(?: |\Z))?", "", piece)
            yield from filter(_tells, _pieces(street.strip("\"' ")))


def _titles(filing: Filing) -> Iterator[str]:
    """What securities are called."""
    found = declared_cells(filing)
    return (cell.value or "" for _, cell, column in found if column.role in ("title", "underlying"))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _tells(text: str) -> bool:
    return sum(map(str.isalnum, text)) >= _SHORTEST


# --- hiding ---


@lru_cache(maxsize=8)
def _pattern(words: frozenset[str]) -> re.Pattern[str] | None:
    """Any of *words*, the longest first, however they are joined."""
    # Digits alone may be a number of shares, unless they begin with zero; a city stands before a zip code.
    told = {word for word in words if any(map(str.isalnum, word)) and not re.fullmatch(r"[1-9]\d*", word)}
    written = "|".join(map(_written, sorted(told, key=lambda word: (-len(word), word))))
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE) if told else None


def _written(word: str) -> str:
    """A pattern for *word*; a code of five digits may go on with four more, which are not in the address."""
    between = _BETWEEN if any(map(str.isalpha, word)) else _HYPHEN
    parts = [re.escape(part) for part in re.split(_BETWEEN, word) if part]
    more = rf"(?:{_HYPHEN}\d{{4}}(?!\d))?" if re.fullmatch(r"\d{5}", parts[-1]) else ""
    return between.join(parts) + more


def _masked(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(HIDDEN, value)
    if isinstance(value, Amount):
        return value
    if isinstance(value, tuple):
        if value and all(isinstance(each, Run) for each in value):
            return _masked_runs(value, pattern)
        return tuple(_masked(each, pattern) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed: Mapping[str, Any] = {
            name: _masked(getattr(value, name), pattern) for name in _texts_of(type(value))
        }
        return replace(value, **changed)
    return value


@cache
def _texts_of(kind: type) -> tuple[str, ...]:
    """The fields that can hold what somebody wrote: a street may be called as a code or a file is."""
    hints = get_type_hints(kind)
    return tuple(
        field.name
        for field in fields(kind)
        if get_origin(hints[field.name]) is not Literal and field.name not in _NAMES
    )


def _masked_runs(found: tuple[Run, ...], pattern: re.Pattern[str]) -> tuple[Run, ...]:
    """The redline of both texts without their addresses, which a change may have cut in two."""
    before = "".join(run.text for run in found if run.kind in ("same", "deleted", "moved_from"))
    now = "".join(run.text for run in found if run.kind in ("same", "inserted", "moved_to"))
    hidden = pattern.sub(HIDDEN, before), pattern.sub(HIDDEN, now)
    if hidden == (before, now):
        return found
    again = runs(*hidden)
    if unchanged(again) and not unchanged(found):
        return (*again, Run(kind="inserted", text=" (another address)"))
    return again
