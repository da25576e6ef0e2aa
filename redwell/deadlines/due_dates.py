"""When a Form 3 is due, and why on that day: Section 16(a)(2) of the Exchange Act, and Rule 0-3(a).

EDGAR is closed on Saturdays, Sundays and federal holidays, and on days that the SEC announces and treats as
federal holidays: days of mourning, and days on which the President closes the government. Both lie beside
this module: `federal_holidays.csv` is written from the package `holidays` by its test, because to load
that package takes longer than to check a filing; `edgar_closures.csv` is kept by hand, with its sources.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from redwell.deadlines.standing import Due, Standing, short, weekday
from redwell.model import Filing

HOLIDAYS = Path(__file__).with_name("federal_holidays.csv")
CLOSURES = Path(__file__).with_name("edgar_closures.csv")
TEN_DAYS = timedelta(days=10)
FOREIGN_PRIVATE_ISSUERS = date(2026, 3, 18)
"""From this day their directors and officers report (Release 34-104903)."""
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The days from *first* to *last* other than weekends on which EDGAR is *closed*, each with its name."""

    first: date
    last: date
    closed: Mapping[date, str]
    known_to: date
    """Until when it is known which days the SEC added; of later ones it can always announce more."""

    def is_open(self, day: date) -> bool:
        """Whether EDGAR takes filings on *day*."""
        return day.weekday() < _SATURDAY and day not in self.closed

    def next_open(self, day: date) -> date:
        """*day* itself, or the next on which EDGAR takes filings (Rule 0-3(a))."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def open_days(self, after: date, until: date) -> int:
        """On how many days EDGAR takes filings, after *after* and up to *until*."""
        return sum(self.is_open(after + _ONE_DAY * n) for n in range(1, (until - after).days + 1))


@cache
def calendar() -> Calendar:
    """EDGAR's calendar, as we know it."""
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        holidays = {date.fromisoformat(row["day"]): row["name"] for row in csv.DictReader(file)}
    with CLOSURES.open(encoding="utf-8", newline="") as file:
        known_to = date.fromisoformat(file.readline().rpartition(" ")[2].strip())
        closures = {date.fromisoformat(row["day"]): row["name"] for row in csv.DictReader(file)}
    years = [day.year for day in holidays]
    return Calendar(
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
        closed={**holidays, **closures},
        known_to=known_to,
    )


def form3_due(filing: Filing) -> Due | None:
    """The last day on which a Form 3 is on time, an EDGAR business day, and why.

    Ten calendar days after the date of event, moved to the next business day (16(a)(2)(B); Rule 0-3(a)).
    Who is an insider when the issuer registers for the first time: on the day on which the registration
    becomes effective, never moved (16(a)(2)(A)). Directors and officers of a foreign private issuer: not
    before 18 March 2026. None for an amendment, which no rule gives a day; for owners of 10% of a foreign
    private issuer, who do not report (Rule 3a12-3(b)); and outside of the years of the calendar.
    """
    days, event, effective = calendar(), filing.date_of_event, filing.registration_effective
    if filing.form != "3" or _is_exempt(filing) or not days.first <= event < days.last - TEN_DAYS * 2:
        return None
    is_foreign = filing.issuer.foreign_private_issuer
    first, reason = event + TEN_DAYS, "10 days after {event}"
    if effective and event <= effective:
        if not is_foreign or effective >= FOREIGN_PRIVATE_ISSUERS:
            return Due(day=effective, reason="the day on which the issuer's registration became effective")
        first = effective
    if is_foreign and first < FOREIGN_PRIVATE_ISSUERS:
        first = FOREIGN_PRIVATE_ISSUERS
        reason = "from that day directors and officers of foreign private issuers report"
    day = days.next_open(first)
    parts = [reason.format(event=short(event, day)), *_moved(first, day, days)]
    if is_foreign and event == FOREIGN_PRIVATE_ISSUERS:
        parts.append("but that day itself for who was in office before")
    if day > days.known_to:
        parts.append(f"as far as our calendar of {short(days.known_to, date.min)} knows")
    return Due(day=day, reason=", ".join(parts))


def standing(filing: Filing) -> Standing | None:
    """How *filing* stands to its due date; None where it has none."""
    due = form3_due(filing)
    if due is None:
        return None
    days = [signature.signed for signature in filing.signatures if signature.signed]
    return Standing(
        due=due,
        filed=filing.filed.date if filing.filed else None,
        signed=max(days) if filing.signing == "signed" else None,
    )


def _is_exempt(filing: Filing) -> bool:
    """Whether all hold 10% of a foreign private issuer, and are nothing else to it."""
    stands = [owner.relationship for owner in filing.reporting_owners]
    return filing.issuer.foreign_private_issuer and all(
        each.ten_percent_owner and not (each.director or each.officer or each.other) for each in stands
    )


def _moved(first: date, day: date, days: Calendar) -> list[str]:
    """From which day it was moved, and over which holidays; nothing if it was not."""
    if first == day:
        return []
    passed = [first + _ONE_DAY * n for n in range((day - first).days)]
    names = list(dict.fromkeys(days.closed[each] for each in passed if each in days.closed))
    over = " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    return [f"moved from {weekday(first, day)}" + (f" over {over}" if over else "")]
