"""The days that end something: a power of attorney, a plan's cooling-off, a window of Section 16(b)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from shlex import quote

from redwell.deadlines.docketed import Company, Docketed, NotedPlan, NotedPower
from redwell.deadlines.standing import short_date
from redwell.deadlines.windows import is_month_end, six_months_after
from redwell.docket.duties import Duty, Filings, Parties, Tenure, by_issuer, latest, names_of, until
from redwell.docket.years import tenures_of
from redwell.text.names import listed, meant

_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|Hon)\. ")


def of_terms(filings: Filings, parties: Parties, today: date) -> Iterator[Duty]:
    """Yield the ends of powers, of cooling-off periods, and of windows."""
    for key, own in by_issuer(filings, parties):
        yield from _powers(key, own, today)
        yield from _plans(own, parties, today)
        yield from _windows(own, parties, today)


# --- powers of attorney ---


def _powers(key: str, filings: Filings, today: date) -> Iterator[Duty]:
    newest: dict[str, tuple[str, NotedPower]] = {}
    found: dict[tuple[str, ...], tuple[str, Docketed, NotedPower, tuple[str, date] | None]] = {}
    for name, filing in filings:
        for power in filing.powers:
            grantor = power.grantor.casefold()
            if grantor not in newest or _is_later(power, newest[grantor][1]):
                newest[grantor] = name, power
            agents = sorted(each.casefold() for each in power.agents)
            found[(grantor, *agents, f"{power.last_day}")] = name, filing, power, None
            for left in power.left:
                found[(grantor, left[0].casefold(), "left")] = name, filing, power, left
    for what, (name, filing, power, left_by) in found.items():
        later = newest[what[0]]
        if left_by:
            yield _left(key, name, filing, power, left_by, today)
        elif power.last_day:
            replaced = (
                [f"a later power of {power.grantor} is in {later[0]}"] if _is_later(later[1], power) else []
            )
            is_past = power.last_day < today
            yield Duty(
                kind="power",
                key=f"power|{key}|{what[0]}|{power.last_day.year}",
                date=power.last_day,
                title=f"Power of attorney of {power.grantor} ends",
                owners=(power.grantor,),
                issuer=filing.issuer,
                state="past" if is_past else "ahead",
                standing=f"ended {until(power.last_day, today)}" if is_past else until(power.last_day, today),
                group="done" if is_past else "ahead",
                notes=(f"to {listed(power.agents)}", *replaced),
                filing=name,
                told=latest(filing.period, filing.filed, power.signed),
            )


def _left(
    key: str, name: str, filing: Docketed, power: NotedPower, left: tuple[str, date], today: date
) -> Duty:
    """Return the end of the authority of an agent who left the company on a day."""
    who, day = left
    return Duty(
        kind="power",
        key=f"left|{key}|{power.grantor.casefold()}|{who.casefold()}",
        date=day,
        title=f"Authority of {who} under the power of {power.grantor} ends",
        owners=(power.grantor,),
        issuer=filing.issuer,
        state="past" if day < today else "ahead",
        standing=f"ended {until(day, today)}" if day < today else until(day, today),
        group="done" if day < today else "ahead",
        notes=("left the company",),
        filing=name,
        told=latest(filing.period, filing.filed, power.signed),
    )


def _is_later(power: NotedPower, other: NotedPower) -> bool:
    """Return True if a power was signed later than another, and is longer in force."""
    lasts = power.last_day is None or (other.last_day is not None and power.last_day > other.last_day)
    return bool(power.signed and other.signed and power.signed > other.signed and lasts)


# --- plans ---


def _plans(filings: Filings, parties: Parties, today: date) -> Iterator[Duty]:
    """Yield each plan once, with the earliest trade that any form reports under it.

    Two who adopted plans on one day, such as an insider and a trust, have two plans.
    """
    found: dict[tuple[str, date], list[tuple[str, Docketed, NotedPlan]]] = {}
    for name, filing in filings:
        for plan in filing.plans:
            who = "|".join(filter(None, [parties.group(filing), _adopter(plan, filing, parties)]))
            found.setdefault((who, plan.adopted), []).append((name, filing, plan))
    for (who, _), notes in found.items():
        name, filing, plan = notes[-1]
        first = min((each for *_, each in notes), key=lambda each: each.traded or date.max)
        yield _plan(name, filing, replace(plan, traded=first.traded, question=first.question), who, today)


def _adopter(plan: NotedPlan, filing: Docketed, parties: Parties) -> str:
    """Return what tells who adopted a plan from others; empty for the one owner, or if no name is given."""
    if not plan.by or plan.by.casefold().startswith("the reporting person"):
        return ""
    if found := meant(_TITLE.sub("", plan.by), names_of(filing)):
        is_only = len(filing.owners) == 1
        return "" if is_only else parties.owner(filing.owners[found[0]], filing.issuer)
    return " ".join(re.findall(r"\w+", plan.by.casefold()))


def _plan(name: str, filing: Docketed, plan: NotedPlan, who: str, today: date) -> Duty:
    """Return the first day on which a plan may trade (Rule 10b5-1(c)(1)(ii)(B))."""
    by = f" by {plan.by}" if plan.by else ""
    day = plan.first or plan.adopted
    is_open = bool(plan.last and day <= today < plan.last and not plan.traded)
    return Duty(
        kind="plan",
        key=f"plan|{who}|{plan.adopted:%Y-%m}",
        date=day,
        title=f"Plan adopted {short_date(plan.adopted)}{by}"
        + (": first trade possible" if plan.first else ""),
        owners=names_of(filing),
        issuer=filing.issuer,
        state="past" if day < today else "ahead",
        standing="depends on the issuer's report" if is_open else until(day, today),
        group="done" if day < today and not is_open else "ahead",
        notes=tuple(_plan_notes(plan, is_foreign=filing.issuer.is_foreign)),
        filing=name,
        told=latest(filing.period, filing.filed),
    )


def _plan_notes(plan: NotedPlan, *, is_foreign: bool) -> Iterator[str]:
    if plan.first is None:
        yield "adopted before 27 Feb 2023: no cooling-off period by rule"
    elif plan.last and plan.last > plan.first:
        report = "Form 20-F or 6-K" if is_foreign else "Form 10-Q or 10-K"
        yield (
            f"not before {short_date(plan.first)}, and after the second business day after the {report} for "
            f"the quarter of the adoption; {short_date(plan.last)} at the latest (Rule 10b5-1(c)(1)(ii)(B))"
        )
    if plan.traded:
        yield f"first trade reported here {short_date(plan.traded)}"
    if plan.question:
        yield plan.question


# --- Section 16(b) ---


def _windows(filings: Filings, parties: Parties, today: date) -> Iterator[Duty]:
    """Yield the last day of the windows of purchases, and of sales, of the same owners."""
    found: dict[tuple[str, bool], list[tuple[date, str, Docketed]]] = {}
    tenures = tenures_of(filings, parties)
    for name, filing in filings:
        if not filing.issuer.is_foreign:
            for trade in filing.trades:
                if _is_after_leaving(trade.day, filing, parties, tenures):
                    continue
                key = parties.group(filing), trade.is_purchase
                found.setdefault(key, []).append((trade.day, name, filing))
    for (who, is_purchase), trades in found.items():
        day, name, filing = max(trades, key=lambda each: each[:2])
        end = six_months_after(day)
        days = sorted({each[0] for each in trades if six_months_after(each[0]) > today} or {day})
        notes = [
            f"a {_other(is_purchase)} before this day may match it (Section 16(b)): ask counsel",
            f"redwell matching {quote(filing.owners[0].name)} lists what may match",
        ]
        if len(days) > 1:
            notes.append(
                f"{len(days)} days with {_word(is_purchase)}s since {short_date(days[0])}; the first window "
                f"closes {short_date(six_months_after(days[0]))}"
            )
        if filing.left:
            notes.append("its form ticks the exit box: only if it was made before leaving (Rule 16a-2(b))")
        if is_month_end(day):
            notes.append("the law does not say how the end of a month is counted")
        yield Duty(
            kind="window",
            key=f"window|{who}|{_word(is_purchase)}",
            date=end,
            title=f"16(b) window of the {_word(is_purchase)} of {short_date(day)} closes",
            owners=names_of(filing),
            issuer=filing.issuer,
            state="past" if end <= today else "ahead",
            standing=f"closed {until(end, today)}" if end <= today else until(end, today),
            group="done" if end <= today else "ahead",
            notes=tuple(notes),
            filing=name,
            told=latest(day, filing.filed),
        )


def _is_after_leaving(day: date, filing: Docketed, parties: Parties, tenures: Mapping[str, Tenure]) -> bool:
    """Return True if a trade is of a day after all owners ticked the exit box on an earlier form."""
    days = [tenures[who].left for who in parties.owners(filing)]
    return filing.left and all(left and left < min(day, filing.period) for left in days)


def _word(is_purchase: bool) -> str:
    return "purchase" if is_purchase else "sale"


def _other(is_purchase: bool) -> str:
    return _word(not is_purchase)


def issuer_words(company: Company) -> str:
    """Return the name of an issuer with its symbol."""
    return f"{company.name} ({company.symbol})" if company.symbol else company.name
