"""How a filing stands to its due date, and what is said of it: as text, as data, as notices.

Everything that depends on today is made here, when it is shown, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEW = 20
"""So many filings say each how they stand; of more, only those that wait to be filed, and so many at most."""
LONG_AGO = 365
"""Days after which nobody waits any more: the form was filed, and nobody wrote it down."""


_AFTER_TEN = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The last timely *day*, until 10 p.m. in New York, and in words the *reason* why it is that day."""

    day: date
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A due date, and what the filing itself says: when it was *filed*, when the last has *signed*."""

    due: Due
    filed: date | None = None
    signed: date | None = None
    """None unless all who are listed have signed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """How filings stand, by their names, as it is said *today* (as EDGAR counts days: until 10 p.m.)."""

    standings: tuple[tuple[str, Standing], ...]
    today: date


def short(day: date, beside: date) -> str:
    """`1 Oct`, with the year unless it is that of the day that is said with it."""
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if day.year == beside.year else f" {day.year}")


def weekday(day: date, beside: date | None = None) -> str:
    """`Fri 11 Oct 2013`; without the year if it is that of *beside*."""
    return f"{DAYS[day.weekday()]} {short(day, beside or date.min)}"


def edgar_day(now: datetime) -> date:
    """The day for which EDGAR takes a Form 3 that is sent *now*, a time in New York: none after 10 p.m.

    What is sent later counts for a later day (Regulation S-T, Rule 13(a)(4)).
    """
    return (now + _AFTER_TEN).date()


def kept(standing: Standing | None) -> dict[str, dict[str, str]]:
    """What a manifest holds: `{due: {date, reason}}`, or nothing where no day is due."""
    if standing is None:
        return {}
    return {"due": {"date": standing.due.day.isoformat(), "reason": standing.due.reason}}


def sentence(standing: Standing, today: date) -> str:
    """How one filing stands: when it was due, whether it was filed in time, or how many days are left."""
    due = standing.due
    when = f"due {weekday(due.day)}, 10 p.m. ET ({due.reason})"
    if standing.filed:
        late = (standing.filed - due.day).days
        how = f"{_days(late)} late" if late > 0 else "on time"
        if standing.filed > today:
            how = "is that right? the day is still to come"
        return f"filed {short(standing.filed, due.day)}: {how}; {when}"
    signed = (
        f"signed {short(standing.signed, due.day)}, filing not recorded" if standing.signed else "not signed"
    )
    return "; ".join(part for part in (when, signed, _left(due.day, today)) if part)


def lines(deadlines: Deadlines) -> Iterator[str]:
    """One line for each of a `FEW` filings. Of more, one for each that waits to be filed, and a count of all.

    Waiting are those that are not recorded as filed and were not due `LONG_AGO`: first what is due next, then
    what is overdue, `FEW` at most. A record of 2,000 filings that were all filed is one line.
    """
    standings = deadlines.standings
    is_all = len(standings) <= FEW
    for name, standing in standings if is_all else waiting(deadlines)[:FEW]:
        yield f"{name}: {sentence(standing, deadlines.today)}"
    if not is_all:
        yield _count(deadlines)


def waiting(deadlines: Deadlines) -> list[tuple[str, Standing]]:
    """Those not recorded as filed, and not due long ago: what is due next, then what is overdue."""
    today = deadlines.today
    found = [
        (name, standing)
        for name, standing in deadlines.standings
        if not standing.filed and (today - standing.due.day).days <= LONG_AGO
    ]
    return sorted(found, key=lambda pair: (pair[1].due.day < today, abs((pair[1].due.day - today).days)))


def data(deadlines: Deadlines) -> list[dict[str, Any]]:
    """For a program, all of them: `{file, date, reason, signed, filed, days_after_due, said}`.

    *days_after_due* is that of the filing, or of today where none is recorded; on time is 0 and less.
    """
    return [
        {
            "file": name,
            "date": standing.due.day.isoformat(),
            "reason": standing.due.reason,
            "signed": standing.signed and standing.signed.isoformat(),
            "filed": standing.filed and standing.filed.isoformat(),
            "days_after_due": ((standing.filed or deadlines.today) - standing.due.day).days,
            "said": sentence(standing, deadlines.today),
        }
        for name, standing in deadlines.standings
    ]


def notices(deadlines: Deadlines) -> Sequence[tuple[str, str]]:
    """What a pull request is told: name and sentence of those that wait to be filed, `FEW` at most."""
    return [(name, sentence(standing, deadlines.today)) for name, standing in waiting(deadlines)[:FEW]]


def _left(due: date, today: date) -> str:
    left = (due - today).days
    if left > 0:
        return f"{_days(left)} left"
    if left == 0:
        return "due today"
    return f"overdue by {_days(-left)}" if -left <= LONG_AGO else ""


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _count(deadlines: Deadlines) -> str:
    filed = [standing for _, standing in deadlines.standings if standing.filed]
    late = sum(standing.filed > standing.due.day for standing in filed if standing.filed)
    counts = {
        "filed on time": len(filed) - late,
        "filed late": late,
        "not recorded as filed": len(deadlines.standings) - len(filed),
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{len(deadlines.standings)} due dates: {said} (--filing NAME says one)"
