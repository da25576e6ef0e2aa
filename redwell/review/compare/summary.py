"""What stands above all: one line for each filing, and one sentence for the whole request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from redwell.deadlines.due_dates import calendar
from redwell.deadlines.standing import LONG_AGO, Standing, short, weekday
from redwell.model import Filing
from redwell.problems import Severity
from redwell.review.compare import calling
from redwell.review.model import Change, FilingReview, Finding, State

_COUNTED: tuple[Severity, ...] = ("error", "warning")
_SOON = timedelta(days=LONG_AGO)
_KINDS: tuple[Change, ...] = ("added", "changed", "renamed", "removed")
_STATES: dict[State, str] = {
    "has errors": "with errors",
    "not ready to file": "not ready to file",
    "ready to file": "ready to file",
}
_TO_SEE_TO: tuple[State, ...] = ("has errors", "not ready to file")
"""What is also said of filings that nobody edited."""


def state(filing: Filing | None, findings: Iterable[Finding], *, is_doubtful: bool = False) -> State:
    """How the filing stands, by what check found; *is_doubtful* where a signature or a day does not hold."""
    severities = {finding.severity for finding in findings}
    if filing is None or "error" in severities:
        return "has errors"
    if filing.filed:
        return "filed"
    return "not ready to file" if "not ready" in severities or is_doubtful else "ready to file"


def title(filing: Filing | None, file: str) -> str:
    """Which filing it is: `Form 3 - Panora / Tecogen [TGEN]`; the file where none could be read."""
    if filing is None:
        return file
    return f"Form {filing.form} - {calling.owners(filing)} / {calling.issuer(filing)}"


def line(title: str, parts: Iterable[str]) -> str:
    """A title, and *parts* that say something."""
    return " - ".join((title, *filter(None, parts)))


def due(standing: Standing | None, today: date) -> str:
    """`due Fri 11 Oct 2013, 3 business days left`; of a filed form whether it was in time."""
    if standing is None:
        return ""
    day = standing.due.day
    if standing.filed:
        if standing.filed > today:
            return f"filed {weekday(standing.filed)}, a day that is still to come"
        late = (standing.filed - day).days
        how = f"{late} day{'s' if late > 1 else ''} late" if late > 0 else "on time"
        return f"filed {short(standing.filed, date.min)}, {how}"
    when = f"due {weekday(day)}"
    if day < today:
        days = (today - day).days
        return f"{when}, overdue by {days} day{'s' if days > 1 else ''}" if days <= LONG_AGO else when
    if day == today:
        return f"{when}, today by 10 p.m. ET"
    if day - today > _SOON:
        return when
    left = calendar().open_days(today, day)
    return f"{when}, {left} business day{'' if left == 1 else 's'} left"


def problems(findings: Iterable[Finding]) -> str:
    """`0 errors, 1 warning`."""
    count: Counter[Severity] = Counter(finding.severity for finding in findings)
    return ", ".join(f"{count[kind]} {kind}{'' if count[kind] == 1 else 's'}" for kind in _COUNTED)


def verdict(filings: Sequence[FilingReview]) -> str:
    """`2 filings changed, 1 not ready to file`: what a request does, in one sentence."""
    kinds: Counter[Change] = Counter(each.change for each in filings)
    states: Counter[State] = Counter(each.state for each in filings if each.change != "affected")
    said = [f"{_filings(kinds[kind])} {kind}" for kind in _KINDS if kinds[kind]]
    said += [f"{states[state]} {words}" for state, words in _STATES.items() if states[state]]
    if unedited := kinds["affected"]:
        affected = Counter(each.state for each in filings if each.change == "affected")
        said.append(
            f"{_filings(unedited)} made otherwise, though nobody edited {'it' if unedited == 1 else 'them'}"
        )
        said += [f"{affected[state]} of these {_STATES[state]}" for state in _TO_SEE_TO if affected[state]]
    return ", ".join(said) or "no filing changed"


def _filings(count: int) -> str:
    return f"{count} filing{'' if count == 1 else 's'}"
