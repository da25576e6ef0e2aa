"""Know the days on which EDGAR takes filings, and move due dates to the next of them (Rule 0-3(a)).

EDGAR is closed on Saturdays, Sundays and federal holidays, and on days that the SEC announces and treats as
federal holidays: days of mourning, and days on which the President closes the government. Both are files
in this folder. A test writes `federal_holidays.csv` from the package `holidays`, which takes longer to import
than a filing to check; `edgar_closures.csv` is kept by hand, with its sources.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from redwell.deadlines.standing import Due, Standing, weekday
from redwell.model import Filing
from redwell.text.names import listed

HOLIDAYS = Path(__file__).with_name("federal_holidays.csv")
CLOSURES = Path(__file__).with_name("edgar_closures.csv")
AFTER_YEAR = timedelta(days=45)
"""Days after the end of a fiscal year in which Form 5 is due (Rule 16a-3(f)(1))."""
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The days from *first* to *last* other than weekends on which EDGAR is *closed*, each with its name."""

    first: date
    last: date
    closed: Mapping[date, str]
    known_to: date
    """The last date for which the SEC's added closures are known; it may announce later ones at any time."""

    def is_open(self, day: date) -> bool:
        """Return True if EDGAR takes filings on *day*."""
        return day.weekday() < _SATURDAY and day not in self.closed

    def is_known(self, day: date) -> bool:
        """Return False for a day beside Christmas of a year whose closures are still to be announced.

        Presidents often close the government on 24 or 26 December, and say so a week before.
        """
        return day <= self.known_to or (day.month, day.day) not in ((12, 24), (12, 26))

    def in_doubt(self, after: date, until: date) -> tuple[date, ...]:
        """Return the days after *after* and up to *until* on which EDGAR may be closed."""
        days = (after + _ONE_DAY * n for n in range(1, (until - after).days + 1))
        return tuple(day for day in days if self.is_open(day) and not self.is_known(day))

    def next_open(self, day: date) -> date:
        """Return *day*, or the next day on which EDGAR takes filings (Rule 0-3(a))."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def nth_open(self, after: date, count: int) -> tuple[date, date | None]:
        """Return the day on which EDGAR is open for the *count*th time after a day.

        The second is the day if EDGAR is also closed on the days that are not known yet; None if it is the
        same.
        """
        day, doubtful = self._counted(after, count), self._counted(after, count, is_sure=True)
        return day, None if doubtful == day else doubtful

    def _counted(self, day: date, count: int, *, is_sure: bool = False) -> date:
        while count:
            day += _ONE_DAY
            count -= self.is_open(day) and (self.is_known(day) or not is_sure)
        return day


@cache
def calendar() -> Calendar:
    """Return EDGAR's calendar."""
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


def standing(filing: Filing, due: Due | None) -> Standing | None:
    """Return the standing of *filing* against its due date; None without a due date."""
    if due is None:
        return None
    days = [signature.signed for signature in filing.signatures if signature.signed]
    return Standing(
        due=due,
        filed=filing.filed.date if filing.filed else None,
        signed=max(days) if filing.signing == "signed" else None,
        event=filing.period_of_report,
    )


def moved(first: date, day: date, days: Calendar) -> list[str]:
    """Return the words for a due date that was moved from *first* to *day*; none if it was not."""
    if first == day:
        return []
    passed = [first + _ONE_DAY * n for n in range((day - first).days)]
    names = list(dict.fromkeys(days.closed[each] for each in passed if each in days.closed))
    return [f"moved from {weekday(first, day)}" + (f" over {listed(names)}" if names else "")]
