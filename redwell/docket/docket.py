"""Make a docket: all duties of a record, those that a view chooses, and the list of Item 405."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from redwell.deadlines.docketed import Company
from redwell.deadlines.standing import FEW, LONG_AGO
from redwell.docket.duties import (
    GROUPS,
    Delinquent,
    Duty,
    Filings,
    Group,
    Parties,
    Tenure,
    by_issuer,
    numbered,
)
from redwell.docket.reports import of_filings
from redwell.docket.terms import of_terms
from redwell.docket.years import delinquents, of_years, tenures_of
from redwell.text.names import is_one_company

AHEAD = 366
"""Days ahead that are shown."""
DONE = 30
"""Days for which what is done is shown, and before which the end of a retention is."""
AFTER_YEAR = 120
"""Days after a fiscal year for which the statements for it are asked for."""
YEARS = range(1934, 2201)
"""The years of a docket, since the Exchange Act: a day of another year is a slip, and in no chart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocketView:
    """The choice of rows: of one *issuer*, a *year*, or all; by default those open or lately done."""

    today: date
    issuer: str = ""
    year: int | None = None
    is_all: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Docket:
    """The duties in view, overdue first, each group by date; *count* is the number of all."""

    view: DocketView
    duties: tuple[Duty, ...]
    count: int
    left_out: int
    """The number of rows on missing papers that are left out because there are so many."""
    delinquents: tuple[Delinquent, ...]
    insiders: tuple[Tenure, ...]
    """All insiders of the issuer of the view, if it has one."""
    filings: int
    unread: tuple[str, ...]
    """The names of filings that cannot be read."""

    @property
    def groups(self) -> Iterator[tuple[Group, str, Sequence[Duty]]]:
        """The groups that are not empty: name, heading, duties."""
        for group, heading in GROUPS.items():
            found = [duty for duty in self.duties if duty.group == group]
            if found:
                yield group, heading, found


def make_docket(filings: Filings, view: DocketView, unread: Sequence[str] = ()) -> Docket:
    """Return the docket of the *filings* of a record; those of *unread* could not be read."""
    chosen = [
        (name, each) for name, each in filings if not view.issuer or is_issuer(view.issuer, name, each.issuer)
    ]
    parties = Parties(chosen)
    duties = [
        *of_filings(chosen, parties, view.today),
        *of_years(chosen, parties, view.today),
        *of_terms(chosen, parties, view.today),
    ]
    order = [*GROUPS]
    shown = sorted(
        (duty for duty in numbered(duties) if _is_shown(duty, view)),
        key=lambda duty: (
            order.index(duty.group),
            duty.group == "not recorded" and duty.date is None,
            duty.place,
            duty.issuer.name,
            duty.owners,
            duty.title,
        ),
    )
    left_out = set() if view.is_all or view.year else _too_many(shown)
    late = sorted(
        (each for each in delinquents(chosen, parties, view.today) if _is_current(each, view)),
        key=lambda each: (each.issuer.name, each.year or date.min, each.owner),
    )
    return Docket(
        view=view,
        duties=tuple(duty for duty in shown if duty not in left_out),
        count=len(duties),
        left_out=len(left_out),
        delinquents=tuple(late),
        insiders=tuple(_insiders(chosen, parties)) if view.issuer else (),
        filings=len(chosen),
        unread=tuple(unread),
    )


def _insiders(filings: Filings, parties: Parties) -> Iterator[Tenure]:
    found = [each for _, own in by_issuer(filings, parties) for each in tenures_of(own, parties).values()]
    yield from sorted(found, key=lambda each: (each.left is not None, each.insider.name))


def is_issuer(given: str, name: str, company: Company) -> bool:
    """Return True if *given* is the CIK, symbol or name of a company, or its folder in the record."""
    folder = name.split("/")[-2] if "/" in name else ""
    return (
        given.lstrip("0") == company.cik
        or given.casefold() in (company.symbol.casefold(), folder.casefold())
        or is_one_company(given, company.name)
    )


def _is_shown(duty: Duty, view: DocketView) -> bool:
    if view.is_all:
        return True
    if view.year is not None:
        years = {day.year for day in (duty.date, duty.if_closed, duty.fiscal_year) if day}
        return view.year in (years or {duty.told.year})
    days = (duty.place - view.today).days
    match duty.kind, duty.group:
        case "statement", "not recorded":
            return bool(duty.fiscal_year and (view.today - duty.fiscal_year).days <= AFTER_YEAR)
        case "posting", "done":
            return False
        case "retention", "ahead":
            return days <= DONE
        case _, "done":
            return days >= -DONE or (duty.kind == "form" and (duty.told - view.today).days >= -DONE)
    return -LONG_AGO <= days <= AHEAD


def _too_many(shown: Sequence[Duty]) -> set[Duty]:
    """Return the older ones of more than `FEW` authentication pages that the record lacks."""
    found = [each for each in shown if each.kind == "authentication" and each.group != "done"]
    return {*found[:-FEW]}


def _is_current(found: Delinquent, view: DocketView) -> bool:
    """Return True for a fiscal year that is running, or ended within a year; or as the view asks."""
    if view.is_all:
        return True
    days = [found.year] if found.year else [each.filed or each.due for each in found.reports]
    if view.year is not None:
        return view.year in {day.year for day in days if day}
    return any(day and day >= view.today - timedelta(days=LONG_AGO) for day in days)
