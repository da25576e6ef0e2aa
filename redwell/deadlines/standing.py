"""Compare filings with their due dates: as text, as data, and as notices on a pull request.

Everything that depends on today is computed here when it is shown, and is never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEW = 20
"""The most filings listed one by one. If there are more, only as many of those not yet filed are listed."""
LONG_AGO = 365
"""Days after which a form without `filed` is assumed to be filed."""
WEEK = timedelta(days=7)
SOON = 60
"""Days by which an event may lie ahead before its year is asked about."""

_AFTER_TEN = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The last day on which a form is on time, until 10 p.m. in New York, and the *reason* in words.

    A day beside Christmas is not known before the SEC announces whether EDGAR is closed: *day* is then the
    first on which the form can be due, and *if_closed* the last.
    """

    day: date
    reason: str
    if_closed: date | None = None
    as_of: date | None = None
    """The last date for which EDGAR's closures are known, if *day* is after it."""
    in_doubt: tuple[date, ...] = ()
    """The days before *if_closed* on which EDGAR may be closed; empty if *day* is the only one."""

    @property
    def is_known(self) -> bool:
        """False until the SEC has announced whether EDGAR is closed on *day*."""
        return self.if_closed is None

    @property
    def last(self) -> date:
        """The day after which a form is certainly late."""
        return self.if_closed or self.day

    def days_after(self, other: date) -> int:
        """Return the days from the due date to another day: 0 if that is between *day* and *last*."""
        return (other - self.day).days if other <= self.day else max(0, (other - self.last).days)

    @property
    def at_least(self) -> str:
        """The words before days that are counted from *last*, if *day* may have been the last."""
        return "" if self.is_known else "at least "

    @property
    def doubts(self) -> tuple[date, ...]:
        """The days on which EDGAR may be closed."""
        return self.in_doubt or (self.day,)

    @property
    def closures(self) -> str:
        """The days in doubt in words: "24 Dec"."""
        return self._words_of(self.doubts)

    def _words_of(self, days: Sequence[date]) -> str:
        return " or ".join(short_date(day, self.day) for day in days)

    def closed(self, today: date) -> str:
        """Return the condition of *if_closed*: "EDGAR was closed on 24 Dec", "is" for days to come."""
        past = [day for day in self.doubts if day < today]
        ahead = [day for day in self.doubts if day >= today]
        verbs = (("was", past), ("is", ahead))
        return "EDGAR " + " or ".join(
            f"{verb} closed on {self._words_of(days)}" for verb, days in verbs if days
        )

    def words(self, today: date) -> str:
        """Return the day in words: "due Fri 11 Oct 2013, 10 p.m. ET"."""
        day = f"{weekday(self.day)}, 10 p.m. ET"
        if self.if_closed is None:
            return f"due {day}"
        later = weekday(self.if_closed, self.day)
        closed = self.closed(today)
        if self.doubts[-1] < today:
            return f"due {day}, or {later} if {closed}"
        said = f"the SEC announces that {closed}" if today <= self.doubts[0] else closed
        return f"due date not known yet: {day}, or {later} if {said}"

    def why(self, today: date) -> str:
        """Return the reason; for a day to come, also for how long EDGAR's closures are known."""
        if self.as_of and self.day >= today:
            return f"{self.reason}, by EDGAR's calendar as of {short_date(self.as_of)}"
        return self.reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A due date beside the days of the *event*, of the last signature, and of filing."""

    due: Due
    filed: date | None = None
    signed: date | None = None
    """None until every listed signer has signed."""
    event: date | None = None
    """The day that the form reports on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """The standings of filings by name, as of *today* (EDGAR's day ends at 10 p.m.)."""

    standings: tuple[tuple[str, Standing], ...]
    today: date


def short_date(day: date, beside: date | None = None) -> str:
    """Return `1 Oct 2013`, without the year if it is that of *beside*."""
    is_same_year = beside is not None and day.year == beside.year
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if is_same_year else f" {day.year}")


def weekday(day: date, beside: date | None = None) -> str:
    """Return `Fri 11 Oct 2013`, without the year if it is that of *beside*."""
    return f"{DAYS[day.weekday()]} {short_date(day, beside)}"


def edgar_day(now: datetime) -> date:
    """Return the filing day of a form that is sent *now*, a time in New York.

    A form sent after 10 p.m. counts for a later day (Regulation S-T, Rule 13(a)(4)).
    """
    return (now + _AFTER_TEN).date()


def manifest_entry(standing: Standing | None) -> dict[str, dict[str, Any]]:
    """Return the due date for a manifest: `{due: {date, reason}}`, or `{}` without one.

    Beside Christmas it is the first day on which the form can be due, with `is_known: false`.
    """
    if standing is None:
        return {}
    doubt = {} if standing.due.is_known else {"is_known": False}
    return {"due": {"date": standing.due.day.isoformat(), "reason": standing.due.reason, **doubt}}


def sentence(standing: Standing, today: date) -> str:
    """Return a sentence: when the form was due, whether it was on time, or how many days are left."""
    due = standing.due
    when = f"{_doubt(standing, today)}{due.words(today)} ({due.why(today)})"
    if standing.filed:
        return f"filed {short_date(standing.filed, due.day)}: {_how(standing.filed, due, today)}; {when}"
    return "; ".join(part for part in (when, _signed(standing, today), _left(due, today)) if part)


def state(standing: Standing, today: date) -> str:
    """Return how a filing stands in a few words: `3 days left`, `overdue by 2 days`, `on time`."""
    if standing.filed:
        return _how(standing.filed, standing.due, today)
    return _left(standing.due, today) or "not recorded as filed"


def notes(standing: Standing, today: date) -> Iterator[str]:
    """Yield what else there is to say beside the due date and the state: the reason, and what was signed."""
    due = standing.due
    yield f"{_doubt(standing, today)}{due.reason}" if due.is_known else due.words(today)
    if standing.filed:
        yield f"filed {short_date(standing.filed, due.day)}"
    else:
        yield _signed(standing, today)


def _how(filed: date, due: Due, today: date) -> str:
    if filed > today:
        return "is that right? the day is still to come"
    late = due.days_after(filed)
    if late > 0:
        return f"{due.at_least}{_days(late)} late"
    return "on time" if filed <= due.day else f"on time if EDGAR was closed on {due.closures}"


def _signed(standing: Standing, today: date) -> str:
    if not standing.signed:
        return "not signed"
    signed = f"signed {short_date(standing.signed, standing.due.day)}, filing not recorded"
    return f"{signed} (is that right? the day is still to come)" if standing.signed > today else signed


def _doubt(standing: Standing, today: date) -> str:
    event = standing.event
    # A first registration is due on the day of its event, which its owners prepare for long before.
    if event and event != standing.due.day and (event - today).days > SOON:
        return f"the event of {weekday(event)} is still to come: is the year right? "
    return ""


def due_lines(deadlines: Deadlines) -> Iterator[str]:
    """Yield a line for each of at most `FEW` filings; for more, only for those waiting, and a count.

    For 2,000 filings that were all filed, this is one line.
    """
    for name, standing in listed(deadlines):
        yield f"{name}: {sentence(standing, deadlines.today)}"
    yield from count_lines(deadlines)


def listed(deadlines: Deadlines) -> Sequence[tuple[str, Standing]]:
    """Return the filings that are listed one by one: all of a few, else as many of those waiting."""
    is_all = len(deadlines.standings) <= FEW
    return deadlines.standings if is_all else waiting(deadlines)[:FEW]


def count_lines(deadlines: Deadlines) -> Iterator[str]:
    """Yield a count of all filings, if only some are listed."""
    if len(deadlines.standings) > FEW:
        yield _count(deadlines)


def waiting(deadlines: Deadlines) -> list[tuple[str, Standing]]:
    """Return the filings not yet filed, due next first, then overdue; none overdue by over `LONG_AGO`."""
    today = deadlines.today
    found = [
        (name, standing)
        for name, standing in deadlines.standings
        if not standing.filed and (today - standing.due.last).days <= LONG_AGO
    ]
    return sorted(found, key=lambda pair: (pair[1].due.last < today, abs((pair[1].due.day - today).days)))


def due_data(deadlines: Deadlines) -> list[dict[str, Any]]:
    """Return all filings as data: `{file, date, is_known, reason, signed, filed, days_after_due, said}`.

    *days_after_due* is counted to the filing, or to today if none is recorded; on time is 0 or less. It is
    0 between two days on which a form may be due.
    """
    return [
        {
            "file": name,
            "date": standing.due.day.isoformat(),
            "is_known": standing.due.is_known,
            "reason": standing.due.reason,
            "signed": standing.signed and standing.signed.isoformat(),
            "filed": standing.filed and standing.filed.isoformat(),
            "days_after_due": standing.due.days_after(standing.filed or deadlines.today),
            "said": sentence(standing, deadlines.today),
        }
        for name, standing in deadlines.standings
    ]


def notices(deadlines: Deadlines) -> Sequence[tuple[str, str]]:
    """Return notices for a pull request: name and sentence of at most `FEW` waiting filings."""
    return [(name, sentence(standing, deadlines.today)) for name, standing in waiting(deadlines)[:FEW]]


def _left(due: Due, today: date) -> str:
    late = due.days_after(today)
    if late < 0:
        return f"{_days(-late)} left"
    if late == 0:
        return "due today" if today == due.day else f"overdue unless EDGAR was closed on {due.closures}"
    return f"overdue by {due.at_least}{_days(late)}" if late <= LONG_AGO else ""


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _count(deadlines: Deadlines) -> str:
    filed = [standing for _, standing in deadlines.standings if standing.filed]
    late = sum(standing.filed > standing.due.last for standing in filed if standing.filed)
    counts = {
        "filed on time": len(filed) - late,
        "filed late": late,
        "not recorded as filed": len(deadlines.standings) - len(filed),
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{len(deadlines.standings)} due dates: {said} (--filing NAME says one)"
