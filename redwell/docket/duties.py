"""A duty: something that is due, or that happens, on a day; with its state as far as the record shows."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from redwell.deadlines.docketed import Company, Docketed, Insider
from redwell.text.names import meant

Day = datetime.date
"""A date, under another name than the field."""
Filings = Sequence[tuple[str, Docketed]]
"""The filings of a record with their names."""
Kind = Literal[
    "form",
    "statement",
    "first form",
    "posting",
    "authentication",
    "retention",
    "power",
    "plan",
    "window",
]
"""The kind of a duty: a form; the statement for a fiscal year in which an insider files none; a first form
that the record lacks; the issuer's website and copy; an authentication page that is missing, or is kept; the
end of a power of attorney; the first day on which a plan may trade; the end of a window of Section 16(b)."""
State = Literal[
    "due", "draft", "for signature", "signed", "filed", "filed late", "not recorded", "ahead", "past"
]
"""The state in the record. *due*: no filing yet; *ahead*, *past*: a day on which nothing is filed."""
Group = Literal["overdue", "ahead", "unknown", "not recorded", "done"]
GROUPS: dict[Group, str] = {
    "overdue": "Overdue, as far as the record shows",
    "ahead": "Coming up",
    "unknown": "Without a date, or not known yet",
    "not recorded": "Not in the record",
    "done": "Done or past",
}
"""The groups of duties in their order, with their headings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """A row of a docket. *key* is made of facts that stay while its file, its day and its state change."""

    kind: Kind
    key: str
    date: Day | None
    """The day; None if it is not known yet."""
    if_closed: Day | None = None
    """The other day on which it may fall, until the SEC says whether EDGAR is closed on *date*."""
    as_of: Day | None = None
    """The last day for which EDGAR's closures are known, if *date* is after it."""
    is_at_ten: bool = False
    """True if the day ends at 10 p.m. in New York, when EDGAR's filing day ends."""
    title: str
    owners: tuple[str, ...]
    issuer: Company
    form: str = ""
    state: State
    standing: str
    """The state in words, counted from today."""
    group: Group
    notes: tuple[str, ...] = ()
    filing: str = ""
    fiscal_year: Day | None = None
    """The last day of the fiscal year that it is for."""
    kept_until: Day | None = None
    told: Day
    """The latest day in the record on which it rests; also the day by which an undated duty is placed."""

    @property
    def place(self) -> Day:
        """The day by which it is sorted and chosen."""
        return self.date or self.told


@dataclass(frozen=True, kw_only=True, slots=True)
class Tenure:
    """An insider of an issuer: named by a filing *first* and *last*.

    *left* is the day of the form since which all tick the exit box. It does not say when the insider left.
    """

    insider: Insider
    first: Day
    last: Day
    left: Day | None
    has_first_form: bool
    """True if the record has the form that an insider files first."""
    filing: str
    """The latest filing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LateReport:
    """A report that was late, or whose filing is not recorded; *transactions* counts what it reports."""

    what: str
    filing: str
    due: Day | None
    filed: Day | None
    transactions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Delinquent:
    """An insider with late reports in a fiscal year, for Item 405; *year* is None if its end is not known."""

    issuer: Company
    year: Day | None
    owner: str
    reports: tuple[LateReport, ...]

    @property
    def late(self) -> tuple[LateReport, ...]:
        """The reports that were filed late."""
        return tuple(each for each in self.reports if each.filed)

    @property
    def open(self) -> tuple[LateReport, ...]:
        """The reports that are not recorded as filed."""
        return tuple(each for each in self.reports if not each.filed)

    @property
    def late_lines(self) -> int:
        """The number of transactions that were reported late."""
        return sum(each.transactions for each in self.late)

    @property
    def open_lines(self) -> int:
        """The number of transactions that are not recorded as reported."""
        return sum(each.transactions for each in self.open)


class Parties:
    """The issuers and insiders of a record: by CIK, or else by name."""

    def __init__(self, filings: Filings) -> None:
        """Learn the CIKs of insiders whom some filings name without one."""
        self._named: dict[str, dict[str, str]] = {}
        self._known: dict[tuple[str, str], str] = {}
        for _, filing in filings:
            names = self._named.setdefault(self.issuer(filing.issuer), {})
            names.update({owner.name: owner.cik for owner in filing.owners if owner.cik})

    @staticmethod
    def issuer(company: Company) -> str:
        """Return what tells an issuer from others."""
        return company.cik or company.name.casefold()

    def owner(self, insider: Insider, company: Company) -> str:
        """Return what tells an insider of a company from others."""
        if insider.cik:
            return insider.cik
        key = (self.issuer(company), insider.name)
        if key not in self._known:
            names = [*self._named[key[0]]]
            found = meant(insider.name, names)
            self._known[key] = self._named[key[0]][names[found[0]]] if found else insider.name.casefold()
        return self._known[key]

    def owners(self, filing: Docketed) -> tuple[str, ...]:
        """Return what tells the owners of a filing from others, in order."""
        return tuple(sorted({self.owner(owner, filing.issuer) for owner in filing.owners}))

    def first(self, filing: Docketed) -> str:
        """Return what tells the first owner of a filing, and its issuer from others."""
        return "|".join([self.issuer(filing.issuer), self.owner(filing.owners[0], filing.issuer)])

    def group(self, filing: Docketed) -> str:
        """Return what tells the owners of a filing, together, and its issuer from others."""
        return "|".join([self.issuer(filing.issuer), *self.owners(filing)])


def names_of(filing: Docketed) -> tuple[str, ...]:
    """Return the names of the owners."""
    return tuple(owner.name for owner in filing.owners)


def latest(*days: Day | None) -> Day:
    """Return the latest of the days that are known."""
    return max(day for day in days if day)


def until(day: Day, today: Day) -> str:
    """Return how far a day is away: `in 12 days`, `today`, `5 days ago`."""
    days = (day - today).days
    if days == 0:
        return "today"
    count = f"{abs(days):,} day{'s' * (abs(days) != 1)}"
    return f"in {count}" if days > 0 else f"{count} ago"


def years_later(day: Day, years: int) -> Day:
    """Return the same day some years later; 1 March for a 29 February that is not there."""
    if day.year + years > Day.max.year:
        return Day.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def in_order(filings: Filings) -> Filings:
    """Return filings by period, and by accession number within a day; those not filed are last."""

    def place(pair: tuple[str, Docketed]) -> tuple[object, ...]:
        name, filing = pair
        return filing.period, filing.filed or Day.max, filing.accession_number or "", name

    return sorted(filings, key=place)


def by_issuer(filings: Filings, parties: Parties) -> Iterator[tuple[str, Filings]]:
    """Yield the filings of each issuer, in order of their periods."""
    found: dict[str, list[tuple[str, Docketed]]] = {}
    for name, filing in in_order(filings):
        found.setdefault(parties.issuer(filing.issuer), []).append((name, filing))
    yield from found.items()


def numbered(duties: Iterable[Duty]) -> Iterator[Duty]:
    """Yield duties by date, with a number after the key of each that is not the first with its key."""
    counts = Counter[str]()
    for duty in sorted(duties, key=lambda each: each.place):
        counts[duty.key] += 1
        count = counts[duty.key]
        yield duty if count == 1 else replace(duty, key=f"{duty.key}|{count}")
