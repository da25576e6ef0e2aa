"""The duties of each filing: the form by its day, the issuer's website, and the authentication page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from redwell.codes.relief import RELIEF
from redwell.deadlines.docketed import Docketed, DueReport
from redwell.deadlines.due_dates import calendar
from redwell.deadlines.standing import Due, Standing, short_date
from redwell.deadlines.standing import state as standing_words
from redwell.docket.duties import (
    Duty,
    Filings,
    Group,
    Parties,
    State,
    in_order,
    latest,
    names_of,
    until,
    years_later,
)
from redwell.text.names import listed

YEARS_KEPT = 5
"""Years for which the filer keeps authentication pages (Regulation S-T, Rule 302(b))."""


def of_filings(filings: Filings, parties: Parties, today: date) -> Iterator[Duty]:
    """Yield the duties that each filing brings."""
    for name, filing in in_order(filings):
        # Joint owners may be added later.
        who = parties.first(filing)
        yield from _forms(name, filing, who, today)
        if filing.filed:
            # The period of a filed form does not change any more.
            form = f"{who}|{filing.form}|{filing.period}"
            yield from _posting(name, filing, form, today)
            yield from _pages(name, filing, form, today)


# --- the form ---


def _forms(name: str, filing: Docketed, who: str, today: date) -> Iterator[Duty]:
    reports: list[DueReport | None] = [each for each in filing.reports if not each.is_missed]
    for report in reports or [None]:
        due = report.due if report else None
        day = report.day if report else filing.period
        yield Duty(
            kind="form",
            key=f"form|{who}|{filing.form}|{_span(filing, day)}",
            date=due.day if due else None,
            if_closed=due.if_closed if due else None,
            as_of=due.as_of if due and not filing.filed else None,
            is_at_ten=due is not None,
            title=_title(filing, report),
            owners=names_of(filing),
            issuer=filing.issuer,
            form=filing.form,
            state=_state(filing, due),
            standing=_standing(filing, due, today),
            group=_group(filing, due, today),
            notes=tuple(_notes(filing, day, due, today)),
            filing=name,
            fiscal_year=filing.period if filing.occasion == "annual" and not filing.is_amendment else None,
            told=latest(day, filing.signed, filing.filed),
        )


def _span(filing: Docketed, day: date) -> str:
    """Return the time for which forms are counted: a corrected day seldom leaves its month."""
    spans = {"initial": "", "annual": f"{day.year}", "change": f"{day:%Y-%m}"}
    return spans[filing.occasion]


def _title(filing: Docketed, report: DueReport | None) -> str:
    form = f"Form {filing.form}"
    if report is None or filing.is_amendment:
        return f"{form} for {short_date(filing.period)}"
    if filing.occasion == "annual":
        return f"{form} for the fiscal year to {short_date(report.day)}"
    if filing.occasion == "initial":
        return f"{form}, event of {short_date(report.day)}"
    count = f" ({report.transactions} transactions)" if report.transactions > 1 else ""
    return f"{form}, {report.what} of {short_date(report.day)}{count}"


def _state(filing: Docketed, due: Due | None) -> State:
    if filing.filed:
        return "filed late" if due and filing.filed > due.last else "filed"
    states: dict[str, State] = {"draft": "draft", "for signature": "for signature", "signed": "signed"}
    return states[filing.signing]


def _group(filing: Docketed, due: Due | None, today: date) -> Group:
    if filing.filed:
        return "done"
    if due is None:
        return "unknown"
    return "overdue" if due.last < today else "ahead"


def _standing(filing: Docketed, due: Due | None, today: date) -> str:
    if due is None:
        return f"filed {short_date(filing.filed)}" if filing.filed else "no due date"
    said = standing_words(Standing(due=due, filed=filing.filed, signed=filing.signed), today)
    return f"filed {said}" if filing.filed and filing.filed <= today else said


def _notes(filing: Docketed, day: date, due: Due | None, today: date) -> Iterator[str]:
    if filing.filed:
        number = f" ({filing.accession_number})" if filing.accession_number else ""
        yield f"filed {short_date(filing.filed)}{number}"
    elif filing.signed:
        yield f"signed {short_date(filing.signed)}, filing not recorded"
    else:
        yield filing.signing
    if due:
        yield due.reason
        if due.if_closed:
            yield f"or {short_date(due.if_closed)} if {due.closed(today)}"
        if filing.issuer.is_foreign and not filing.filed and (orders := _orders(today)):
            yield f"unless the SEC's {orders} insiders who report at home"
    elif filing.is_amendment:
        yield "no rule sets a due date for an amendment"
    elif not calendar().first < day < calendar().last.replace(month=1, day=1):
        first, last = calendar().first.year, calendar().last.year - 1
        question = "" if filing.filed else ": is the day right?"
        yield f"due dates are known for the years {first} to {last}{question}"
    elif filing.reports and filing.occasion == "change" and not filing.issuer.is_foreign:
        yield "may wait for Form 5 (Rule 16a-3(f) and (g))"
    else:
        yield "nothing in it sets a due date"
    if not filing.filed and filing.signed and (lacking := _without_page(filing)):
        yield (
            f"authentication page of {listed(lacking)} not recorded: to be signed before or when the form is "
            "filed"
        )


def _orders(today: date) -> str:
    """Return the SEC's orders until today that exempt insiders of foreign private issuers, with the verb."""
    days = sorted({each.since for each in RELIEF.values() if each.since <= today})
    names = [short_date(day, None if day == days[-1] else days[-1]) for day in days]
    if len(days) > 1:
        return f"orders of {listed(names)} exempt"
    return f"order of {names[0]} exempts" if days else ""


# --- the website ---


def _posting(name: str, filing: Docketed, form: str, today: date) -> Iterator[Duty]:
    """Yield what the issuer does with a form that was filed (Section 16(a)(4)(C); Rule 16a-3(k))."""
    days = calendar()
    assert filing.filed
    if not days.first <= filing.filed < days.last.replace(month=1):
        return
    day, if_closed = days.nth_open(filing.filed, 1)
    is_past = (if_closed or day) < today
    yield Duty(
        kind="posting",
        key=f"posting|{form}",
        date=day,
        if_closed=if_closed,
        as_of=None if is_past or day <= days.known_to else days.known_to,
        title=f"Issuer's website and copy: Form {filing.form} filed {short_date(filing.filed)}",
        owners=names_of(filing),
        issuer=filing.issuer,
        form=filing.form,
        state="not recorded",
        standing="the record does not say" if is_past else until(day, today),
        group="done" if is_past else "ahead",
        notes=(
            "by the end of the next business day, if the issuer has a website (Section 16(a)(4)(C)), where "
            "it stays for 12 months (Rule 16a-3(k)); send the issuer a copy, which it needs for its website",
        ),
        filing=name,
        told=filing.filed,
    )


# --- the authentication page ---


def _pages(name: str, filing: Docketed, form: str, today: date) -> Iterator[Duty]:
    """Yield the pages that the record lacks, or until when they are kept (Regulation S-T, Rule 302(b))."""
    assert filing.filed
    kept = years_later(filing.filed, YEARS_KEPT)
    lacking = _without_page(filing)
    there = [line for line in filing.signers if line.page]
    about = f"Form {filing.form} filed {short_date(filing.filed)}"
    if lacking:
        yield Duty(
            kind="authentication",
            key=f"authentication|{form}",
            date=filing.filed,
            title=f"Authentication page of {listed(lacking)}: {about}",
            owners=names_of(filing),
            issuer=filing.issuer,
            form=filing.form,
            state="not recorded",
            standing="not in the record",
            group="not recorded" if kept >= today else "done",
            notes=(
                f"to be signed before or when the form is filed, and kept until {short_date(kept)} "
                "(Regulation S-T, Rule 302(b))",
            ),
            filing=name,
            kept_until=kept,
            told=filing.filed,
        )
    if there:
        keepers = [*dict.fromkeys(line.held_by for line in there if line.held_by)]
        signers = listed([*dict.fromkeys(line.signer for line in there)])
        yield Duty(
            kind="retention",
            key=f"retention|{form}",
            date=kept,
            title=f"Keep until this day: authentication page of {signers}, {about}",
            owners=names_of(filing),
            issuer=filing.issuer,
            form=filing.form,
            state="past" if kept < today else "ahead",
            standing=until(kept, today),
            group="done" if kept < today else "ahead",
            notes=(f"kept by {listed(keepers)}, five years from filing (Regulation S-T, Rule 302(b))",),
            filing=name,
            kept_until=kept,
            told=filing.filed,
        )


def _without_page(filing: Docketed) -> list[str]:
    """Return who signed without an authentication page in the record."""
    return [*dict.fromkeys(line.signer for line in filing.signers if line.signed and not line.page)]
