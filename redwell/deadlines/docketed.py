"""Hold what a docket takes from a filing: whom it is about, what it reports and by when, and who signed it.

A check makes it, and the cache keeps it, so that a docket of unchanged filings reads none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from redwell.deadlines.standing import Due

Occasion = Literal["initial", "change", "annual"]
"""The purpose of a form: an insider's first statement, a change, or a fiscal year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """An issuer. *cik* has no leading zeros; *year_end* is the last day of its fiscal year: "12-31"."""

    name: str
    cik: str
    symbol: str
    year_end: str | None
    is_foreign: bool
    """True for a foreign private issuer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Insider:
    """A reporting owner. *cik* has no leading zeros, and is empty if the filing gives none."""

    name: str
    cik: str
    is_only_owner: bool
    """True for a 10% owner who is nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DueReport:
    """The *transactions* of a form that are due together, on one *day*: their number.

    Without *due*, no rule sets a day. With *is_missed*, an earlier form should have reported it.
    """

    what: str
    day: date
    transactions: int
    due: Due | None = None
    is_missed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowTrade:
    """A purchase or sale that Section 16(b) may match with the other, and the *day* of it."""

    day: date
    is_purchase: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class NotedPlan:
    """A plan that a footnote names: its adoption, and the *first* day on which a new plan may trade.

    The first day is between *first* and *last*: it depends on the issuer's next report. Both are None where
    there is no cooling-off period. *traded* is the earliest trade that the form reports under the plan, and
    *question* what to ask if that was too early.
    """

    adopted: date
    by: str
    first: date | None
    last: date | None
    traded: date | None
    question: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotedPower:
    """A power of attorney, its *last_day* if that is known, and the agents who *left*, with the days."""

    grantor: str
    agents: tuple[str, ...]
    signed: date | None
    last_day: date | None
    left: tuple[tuple[str, date], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedLine:
    """A signature, and the day of its authentication page, if the filing records one."""

    signer: str
    signed: date | None
    page: date | None
    held_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Docketed:
    """A filing as a docket sees it."""

    form: str
    number: int
    occasion: Occasion
    is_amendment: bool
    issuer: Company
    owners: tuple[Insider, ...]
    period: date
    signing: str
    filed: date | None
    accession_number: str | None
    left: bool
    """True if the form says that its owners are no longer subject to Section 16."""
    reports: tuple[DueReport, ...]
    trades: tuple[WindowTrade, ...]
    plans: tuple[NotedPlan, ...]
    powers: tuple[NotedPower, ...]
    signers: tuple[SignedLine, ...]

    @property
    def signed(self) -> date | None:
        """The day of the last signature, once all listed signers have signed."""
        days = [each.signed for each in self.signers if each.signed]
        return max(days) if self.signing == "signed" else None


def as_text(found: Docketed) -> str:
    """Return a docketed filing as JSON, in one text: only a docket reads it."""
    return json.dumps(_data(found), separators=(",", ":"))


def _data(found: Any) -> Any:
    """Return the values of each dataclass as a list."""
    if is_dataclass(found):
        return [_data(getattr(found, each.name)) for each in fields(found)]
    if isinstance(found, tuple):
        return [_data(each) for each in found]
    return found.isoformat() if isinstance(found, date) else found


def from_text(text: str) -> Docketed:
    """Return the docketed filing that `as_text` wrote."""
    found = _reader(Docketed)(json.loads(text))
    assert isinstance(found, Docketed)
    return found


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return the function that reads values of a type."""
    if kind is date:
        return date.fromisoformat
    if get_origin(kind) is UnionType:
        read = _reader(next(each for each in get_args(kind) if each is not type(None)))
        return lambda data: None if data is None else read(data)
    if get_origin(kind) is tuple and get_args(kind)[-1] is ...:
        read = _reader(get_args(kind)[0])
        return lambda data: tuple(read(each) for each in data)
    if get_origin(kind) is tuple:
        parts = [_reader(each) for each in get_args(kind)]
        return lambda data: tuple(read(each) for read, each in zip(parts, data, strict=True))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        make: Callable[..., Any] = kind
        named = [(each.name, _reader(hints[each.name])) for each in fields(kind)]
        return lambda data: make(**{name: read(each) for (name, read), each in zip(named, data, strict=True)})
    return lambda data: data
