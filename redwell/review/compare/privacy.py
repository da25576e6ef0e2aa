"""Where somebody lives is in no review: addresses are found, and hidden in all that is shown.

A street or a postal code is hidden wherever it stands, a city only with its state: there may be an issuer of
its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar, get_origin, get_type_hints

from redwell.codes import COUNTRIES, STATES
from redwell.model import Address, Filing
from redwell.review.compare.runs import runs, unchanged
from redwell.review.model import Amount, Run

T = TypeVar("T")
HIDDEN = "[address]"

_NAMES = frozenset({"code", "file", "before_file", "compared_with"})
"""Fields that lead to something."""
_SHORTEST = 4
"""Letters and digits of a line that tells a place: "N/A" tells none."""
_PARTS = r"street|city|state|province|country|zip"
_ADDRESS = re.compile(r"\A(?P<indent>[ \t]*(?:-[ \t]+)*)[\"']?ad+res{1,2}e?s?[\"']?[ \t]*:", re.IGNORECASE)
_PART = re.compile(rf"\A(?P<indent>[ \t]*(?:-[ \t]+)*)[\"']?(?:{_PARTS})[\"']?[ \t]*:", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\A[ \t]*(?:-[ \t]+)*(?:[\"']?(?:ad+res{{1,2}}e?s?|{_PARTS})[\"']?[ \t]*:)?[ \t]*", re.IGNORECASE
)
"""What of a line of an address may be shown."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_INLINE = re.compile(rf"[{{,][ \t]*[\"']?(?:ad+res{{1,2}}e?s?|{_PARTS})[\"']?[ \t]*:", re.IGNORECASE)


def private_words(*filings: Filing | None) -> frozenset[str]:
    """What in texts made from these filings is an address: streets, postal codes, cities with their states.

    No name of an owner or issuer is one, though it may stand in a street line.
    """
    found: set[str] = set()
    public: set[str] = set()
    for filing in filter(None, filings):
        public |= {_plain(filing.issuer.name), *(_plain(owner.name) for owner in filing.reporting_owners)}
        for owner in filing.reporting_owners:
            found |= set(_words(owner.address)) if owner.address else set()
    return frozenset(each for each in found if _tells(each) and _plain(each) not in public)


def masked(value: T, words: frozenset[str]) -> T:
    """The same value with "[address]" for each of *words* in its texts, in whatever case and spacing.

    Numbers of shares and dollars are left: one may look like a postal code.
    """
    pattern = _pattern(words)
    return value if pattern is None else _masked(value, pattern)


def masked_yaml(text: str) -> str:
    """The text of a filing without its addresses, also where it is no sound YAML."""
    return "".join(line for line, _ in _scanned(text))


def address_lines(text: str) -> frozenset[int]:
    """The lines of a filing, from 1, on which part of an address stands."""
    return frozenset(n for n, (_, is_hidden) in enumerate(_scanned(text), start=1) if is_hidden)


# --- what an address says ---


def _words(address: Address) -> Iterator[str]:
    yield from address.street
    code = (address.zip or "").strip()
    yield code
    if not address.city:
        return
    regions = [address.state, STATES.get(address.state or ""), address.province]
    regions += [COUNTRIES.get(address.country or "")]
    for region in filter(None, regions):
        yield f"{address.city} {region}"
        if code:
            yield f"{address.city} {region} {code}"
    if code:
        yield f"{address.city} {code}"
        yield f"{code} {address.city}"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _tells(text: str) -> bool:
    return sum(map(str.isalnum, text)) >= _SHORTEST


# --- hiding ---


@lru_cache(maxsize=8)
def _pattern(words: frozenset[str]) -> re.Pattern[str] | None:
    """Any of *words*, the longest first, with any space and comma between two of their words."""
    # Digits alone may be a number of shares, unless they begin with zero; a city stands before a zip code.
    told = {word for word in words if word.strip() and not re.fullmatch(r"[1-9]\d*", word)}
    written = "|".join(map(_written, sorted(told, key=lambda word: (-len(word), word))))
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE) if told else None


def _written(word: str) -> str:
    return r"[\s,]+".join(re.escape(part) for part in re.split(r"[\s,]+", word.strip(" .,")) if part)


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


# --- the text of a filing ---


def _scanned(text: str) -> Iterator[tuple[str, bool]]:
    """Each line as it may be shown, and whether something in it was hidden.

    Below `address:`, whatever stands deeper; behind the name of a part of one, wherever it stands, what
    follows on its line and deeper. From an address in braces on, all to the end of its line and deeper.
    """
    block: int | None = None
    has_items = False
    for line in _LINE.findall(text):
        body = line.expandtabs().rstrip()
        depth = len(body) - len(body.lstrip())
        # The items of a street may stand as deep as their key.
        is_item = has_items and depth == block and body.lstrip().startswith("-")
        if block is not None and body and depth <= block and not is_item:
            block = None
        whole, part, inline = _ADDRESS.match(line), _PART.match(line), _INLINE.search(line)
        if block is not None:
            yield _hidden_from(line, _end_of(_BEFORE.match(line)))
        elif found := whole or part:
            block, has_items = len(found["indent"].expandtabs()), part is not None
            yield _hidden_from(line, _end_of(_BEFORE.match(line)))
        elif inline:
            block, has_items = depth, False
            yield _hidden_from(line, inline.end())
        else:
            yield line, False


def _end_of(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _hidden_from(line: str, start: int) -> tuple[str, bool]:
    body = line.rstrip("\r\n")
    if not body[start:].strip():
        return line, False
    return (
        f"{body[:start]}{'' if body[:start].endswith((' ', chr(9))) else ' '}{HIDDEN}{line[len(body) :]}",
        True,
    )
