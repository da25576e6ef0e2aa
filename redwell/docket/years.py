"""The duties of a fiscal year: Form 5, or a statement that none is due; and the list of Item 405."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from redwell.deadlines.docketed import Company, Docketed
from redwell.deadlines.foreign import report_for_year
from redwell.deadlines.standing import short_date
from redwell.docket.duties import (
    Delinquent,
    Duty,
    Filings,
    LateReport,
    Parties,
    Tenure,
    by_issuer,
    latest,
    until,
)
from redwell.forms.docketed import annual_due
from redwell.text.names import listed

ONE_DAY, ONE_YEAR = timedelta(days=1), timedelta(days=366)


def of_years(filings: Filings, parties: Parties, today: date) -> Iterator[Duty]:
    """Yield the statements for each fiscal year, and the first forms that the record lacks."""
    for key, own in by_issuer(filings, parties):
        issuer = company_of(own)
        tenures = tenures_of(own, parties)
        # Of a foreign private issuer, 10% owners do not report.
        tenures = {
            who: each
            for who, each in tenures.items()
            if not (issuer.is_foreign and each.insider.is_only_owner)
        }
        yield from _first_forms(issuer, tenures)
        if issuer.year_end is None:
            yield from _unknown(key, issuer, tenures, own, today)
            continue
        start = min(filing.period for _, filing in own)
        for end in year_ends(issuer.year_end, start, today + ONE_YEAR):
            filed = {
                who
                for _, filing in own
                if filing.occasion == "annual" and _is_of(filing.period, end)
                for who in parties.owners(filing)
            }
            others = [each for who, each in tenures.items() if who not in filed]
            yield from _statement(key, issuer, end, others, today)


def company_of(filings: Filings) -> Company:
    """Return the issuer as its latest filing has it, with the year end of the latest that gives one."""
    ends = [filing.issuer.year_end for _, filing in filings if filing.issuer.year_end]
    return replace(filings[-1][1].issuer, year_end=ends[-1] if ends else None)


def year_ends(year_end: str, first: date, last: date) -> Iterator[date]:
    """Yield the ends of fiscal years from *first* to *last*."""
    for year in range(first.year, last.year + 1):
        end = year_end_in(year_end, year)
        if first <= end <= last:
            yield end


def year_end_in(year_end: str, year: int) -> date:
    """Return the day of a year on which a fiscal year ends: "12-31"."""
    month, day = map(int, year_end.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)


def _is_of(period: date, end: date) -> bool:
    """Return True for a form for the year that ends on *end*; a 52- or 53-week year ends days before."""
    return abs((period - end).days) < 10


def tenures_of(filings: Filings, parties: Parties) -> dict[str, Tenure]:
    """Return the insiders of an issuer, in the order in which the record names them."""
    found: dict[str, Tenure] = {}
    for name, filing in filings:
        for insider in filing.owners:
            who = parties.owner(insider, filing.issuer)
            day = latest(filing.period, filing.filed)
            is_first_form = filing.occasion == "initial"
            before = found.get(who)
            found[who] = Tenure(
                insider=insider,
                first=before.first if before else filing.period,
                last=day,
                left=((before and before.left) or filing.period) if filing.left else None,
                has_first_form=is_first_form or bool(before and before.has_first_form),
                filing=name,
            )
    return found


def _statement(key: str, issuer: Company, end: date, tenures: list[Tenure], today: date) -> Iterator[Duty]:
    """Yield the statements of those who were insiders in a year, and for whom there is no form for it."""
    due = annual_due(end)
    if due is None or (issuer.is_foreign and not report_for_year(end)):
        return
    start = end - ONE_YEAR + 2 * ONE_DAY
    there = [each for each in tenures if each.first <= end and (each.left is None or each.left >= start)]
    # Who files nothing for two years may have left; the record does not say.
    known = [each for each in there if each.last >= start - ONE_YEAR]
    if not there:
        return
    left = [each for each in known if each.left and start <= each.left <= end]
    notes = [
        "from each insider with something left to report, a Form 5"
        if issuer.is_foreign
        else "for Item 405: from each insider a Form 5, or a written statement that none is due",
        *(
            f"{each.insider.name}: exit box ticked on the form for {short_date(each.left)}"
            for each in left
            if each.left
        ),
    ]
    if silent := [each.insider.name for each in there if each not in known]:
        still = "still an insider?" if len(silent) == 1 else "still insiders?"
        notes.append(f"no filing for over a year: {listed(silent)}: {still}")
    is_past = due.day < today
    yield Duty(
        kind="statement",
        key=f"statement|{key}|{end.year}",
        date=due.day,
        as_of=None if is_past else due.as_of,
        is_at_ten=True,
        title=f"{_what_is_due(issuer)}, fiscal year to {short_date(end)}",
        owners=tuple(each.insider.name for each in known or there),
        issuer=issuer,
        state="not recorded" if is_past else "due",
        standing="not in the record" if is_past else until(due.day, today),
        group="not recorded" if is_past else "ahead",
        notes=(*notes, due.reason),
        fiscal_year=end,
        told=max(each.last for each in known or there),
    )


def _what_is_due(issuer: Company) -> str:
    """Return the title of a year's row: Item 405, for which statements are, seldom asks a foreign issuer."""
    return "Form 5, if one is due" if issuer.is_foreign else "Form 5 or statement that none is due"


def _unknown(
    key: str, issuer: Company, tenures: dict[str, Tenure], filings: Filings, today: date
) -> Iterator[Duty]:
    """Yield what is not known of an issuer whose filings do not give the end of its fiscal year."""
    known = [each for each in tenures.values() if each.last >= today - ONE_YEAR and not each.left]
    if known:
        name, filing = filings[-1]
        yield Duty(
            kind="statement",
            key=f"statement|{key}",
            date=None,
            is_at_ten=True,
            title=f"{_what_is_due(issuer)}: fiscal year end not given",
            owners=tuple(each.insider.name for each in known),
            issuer=issuer,
            state="due",
            standing="not known yet",
            group="unknown",
            notes=(f'add under issuer: in {name}, if the year ends with December: fiscal_year_end: "12-31"',),
            filing=name,
            told=latest(filing.period, filing.filed),
        )


def _first_forms(issuer: Company, tenures: dict[str, Tenure]) -> Iterator[Duty]:
    """Yield the insiders of whom the record has no first form."""
    for who, each in tenures.items():
        if not each.has_first_form:
            yield Duty(
                kind="first form",
                key=f"first|{issuer.cik or issuer.name}|{who}",
                date=None,
                title="Form 3",
                owners=(each.insider.name,),
                issuer=issuer,
                state="not recorded",
                standing="not in the record",
                group="not recorded",
                notes=(
                    f"the first filing here is for {short_date(each.first)}: if a Form 3 is on EDGAR, import "
                    "it (redwell import)",
                ),
                filing=each.filing,
                told=each.first,
            )


# --- Item 405 ---


def delinquents(filings: Filings, parties: Parties, today: date) -> Iterator[Delinquent]:
    """Yield the insiders with late reports by fiscal year (Regulation S-K, Item 405).

    A late Form 3 or 4 counts in the year in which it was filed; one that is not recorded as filed, in that of
    its due date; a Form 5, in the year that it is for.
    """
    for _, own in by_issuer(filings, parties):
        issuer = company_of(own)
        found: dict[tuple[date | None, str], list[LateReport]] = {}
        names: dict[str, str] = {}
        for name, filing in own:
            for insider in filing.owners:
                who = parties.owner(insider, filing.issuer)
                names[who] = insider.name
                for report in _late(name, filing, today):
                    is_annual = filing.occasion == "annual"
                    day = filing.period if is_annual else report.filed or report.due or filing.period
                    year = day if is_annual else _year_of(issuer.year_end, day)
                    found.setdefault((year, who), []).append(report)
        for (year, who), reports in found.items():
            yield Delinquent(issuer=issuer, year=year, owner=names[who], reports=tuple(reports))


def _year_of(year_end: str | None, day: date) -> date | None:
    """Return the end of the fiscal year in which a day lies; None if it is not known."""
    if year_end is None or day.year == date.max.year:
        return None
    end = year_end_in(year_end, day.year)
    return end if day <= end else year_end_in(year_end, day.year + 1)


def _late(name: str, filing: Docketed, today: date) -> Iterator[LateReport]:
    """Yield the late reports of a filing. What a form should have reported together is one report."""
    form = f"Form {filing.form}"
    late = [
        each
        for each in filing.reports
        if each.due and each.due.last < (filing.filed or today) and not each.is_missed
    ]
    if late and late[0].due:
        yield LateReport(
            what=form,
            filing=name,
            due=late[0].due.day,
            filed=filing.filed,
            transactions=sum(each.transactions for each in late),
        )
    for each in filing.reports:
        if each.is_missed:
            yield LateReport(
                what=f"{each.what} of {short_date(each.day)}, first reported on {form}",
                filing=name,
                due=None,
                filed=filing.filed,
                transactions=each.transactions if each.what != "holding" else 0,
            )
