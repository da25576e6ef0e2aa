"""Take from a filing what a docket needs: each day on which it is due, its trades, plans and signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from redwell.deadlines.docketed import (
    Company,
    Docketed,
    DueReport,
    Insider,
    NotedPlan,
    NotedPower,
    Occasion,
    SignedLine,
    WindowTrade,
)
from redwell.deadlines.foreign import only_owns
from redwell.deadlines.standing import Due
from redwell.forms import FORMS
from redwell.forms.changes.codes import EXERCISES
from redwell.forms.changes.plans import (
    COOLING_OFF,
    SINCE,
    adopts_as_an_insider,
    cooling_off_question,
)
from redwell.forms.form3.tables import Form3
from redwell.forms.form4 import due_date as due_date_of_4
from redwell.forms.form4.tables import Form4
from redwell.forms.form5 import due_date as due_date_of_5
from redwell.forms.form5.tables import Form5
from redwell.model import Filing, Issuer, PowerOfAttorney, ReportingOwner, Signature, Signing
from redwell.ownership.matchable import matchable
from redwell.ownership.moves import TABLE_ONE, TABLE_TWO, day_of, has_left, holdings, transactions
from redwell.ownership.parties import cik_number
from redwell.ownership.positions import Line
from redwell.ownership.signatures import name_behind_mark
from redwell.ownership.trades import plans_of
from redwell.ownership.transactions import StatementOfChanges
from redwell.text.names import listed

ONE_DAY = timedelta(days=1)
LONGEST_COOLING_OFF = 120
"""Days after which a director or officer may trade under a new plan, whenever the issuer reports."""
WHAT = {
    "A": "grant",
    "C": "conversion",
    "D": "disposition to the issuer",
    "E": "expiration",
    "F": "withholding",
    "G": "gift",
    "H": "expiration",
    "I": "discretionary transaction",
    "J": "other transaction",
    "L": "small acquisition",
    "M": "exercise or vesting",
    "O": "exercise",
    "P": "purchase",
    "S": "sale",
    "U": "tender",
    "W": "inheritance",
    "X": "exercise",
    "Z": "voting trust",
}
"""The words for a transaction, by its code."""


def docketed(filing: Filing, signing: Signing) -> Docketed:
    """Return what a docket takes from a filing whose footnotes are worded; *signing* is its state."""
    return Docketed(
        form=filing.form,
        number=filing.NUMBER,
        occasion=occasion_of(filing),
        is_amendment=filing.is_amendment,
        issuer=_company(filing.issuer),
        owners=tuple(map(_insider, filing.reporting_owners)),
        period=filing.period_of_report,
        signing=signing,
        filed=filing.filed.date if filing.filed else None,
        accession_number=filing.filed.accession_number if filing.filed else None,
        left=has_left(filing),
        reports=tuple(_reports(filing)),
        trades=tuple(dict.fromkeys(_trades(filing))),
        plans=tuple(_plans(filing)) if isinstance(filing, StatementOfChanges) else (),
        powers=tuple(map(_power, filing.powers_of_attorney)),
        signers=tuple(map(_signed_line, filing.signatures)),
    )


def _company(issuer: Issuer) -> Company:
    return Company(
        name=issuer.name,
        cik=cik_number(issuer.cik),
        symbol=issuer.trading_symbol,
        year_end=issuer.fiscal_year_end,
        is_foreign=issuer.foreign_private_issuer,
    )


def _insider(owner: ReportingOwner) -> Insider:
    return Insider(name=owner.name, cik=cik_number(owner.cik), is_only_owner=only_owns(owner))


def _power(power: PowerOfAttorney) -> NotedPower:
    return NotedPower(
        grantor=power.grantor,
        agents=power.attorneys_in_fact,
        signed=power.signed or (power.on_file.date if power.on_file else None),
        last_day=power.last_day,
        left=power.left,
    )


def _signed_line(line: Signature) -> SignedLine:
    page = line.authenticated
    return SignedLine(
        signer=line.signer or name_behind_mark(line.text or ""),
        signed=line.signed,
        page=page.on if page else None,
        held_by=page.held_by if page else "",
    )


def annual_due(end: date) -> Due | None:
    """Return the due date of the annual statement for the fiscal year that ends on *end*."""
    return due_date_of_5.due_after(end)


def occasion_of(filing: Filing) -> Occasion:
    """Return why a filing is made: because somebody begins, for changes, or for a year."""
    if isinstance(filing, Form3):
        return "initial"
    return "annual" if isinstance(filing, Form5) else "change"


def _reports(filing: Filing) -> Iterator[DueReport]:
    """Yield what a filing reports; of an amendment, for which no rule sets a due date, nothing."""
    if filing.is_amendment:
        return
    if isinstance(filing, Form4):
        yield from _of_days(filing)
        return
    on_time = [(path, row) for path, row in transactions(filing) if row.timing is None]
    due = FORMS[filing.form].due(filing)
    yield DueReport(what="", day=filing.period_of_report, transactions=_count(on_time), due=due)
    if isinstance(filing, Form5):
        yield from _missed(filing)


def _of_days(filing: Form4) -> Iterator[DueReport]:
    """Yield the transactions of a Form 4 by the day from which two days count; those not due are last."""
    others = due_date_of_4.not_due(filing)
    groups: dict[tuple[bool, date], list[Line]] = {}
    words = dict[date, str]()
    for path, row, (start, word) in due_date_of_4.starts_of(filing):
        groups.setdefault((path in others, start), []).append((path, row))
        words.setdefault(start, word)
    for (is_other, start), found in sorted(groups.items()):
        yield DueReport(
            what=_what(found),
            day=start,
            transactions=_count(found),
            due=None if is_other else due_date_of_4.due_after(start, words[start]),
        )


def _missed(filing: Form5) -> Iterator[DueReport]:
    """Yield what a Form 5 reports that an earlier form should have, by day."""
    groups: dict[date, list[Line]] = {}
    for path, row in transactions(filing):
        if row.timing:
            groups.setdefault(day_of(row), []).append((path, row))
    for day, found in sorted(groups.items()):
        yield DueReport(what=_what(found), day=day, transactions=_count(found), is_missed=True)
    if count := sum(getattr(row, "timing", None) is not None for _, row in holdings(filing)):
        yield DueReport(what="holding", day=filing.period_of_report, transactions=count, is_missed=True)


def _what(found: list[Line]) -> str:
    return listed([*dict.fromkeys(WHAT.get(row.code.value or "", "transaction") for _, row in found)])


def _count(found: list[Line]) -> int:
    """Return the number of transactions; an exercise or conversion in both tables is one."""
    sides = {TABLE_ONE: Counter[tuple[str, date]](), TABLE_TWO: Counter[tuple[str, date]]()}
    for path, row in found:
        if row.code.value in EXERCISES:
            sides[str(path[0])][row.code.value, day_of(row)] += 1
    return len(found) - (sides[TABLE_ONE] & sides[TABLE_TWO]).total()


def _trades(filing: Filing) -> Iterator[WindowTrade]:
    """Yield the purchases and sales that Section 16(b) may match."""
    for row, is_purchase in matchable(filing):
        yield WindowTrade(day=day_of(row), is_purchase=is_purchase)


def _plans(filing: StatementOfChanges) -> Iterator[NotedPlan]:
    """Yield the plans that footnotes name with a day of adoption (Rule 10b5-1(c)(1)(ii)(B))."""
    for plan in plans_of(filing):
        is_insider = adopts_as_an_insider(filing, plan.by)
        # A plan that was changed cools off again: a trade is under the last adoption before it.
        traded_under = max((day for day in plan.adopted if plan.first and day <= plan.first), default=None)
        for adopted in plan.adopted:
            first = adopted + (COOLING_OFF[is_insider] + 1) * ONE_DAY if adopted >= SINCE else None
            traded = plan.first if adopted == traded_under else None
            yield NotedPlan(
                adopted=adopted,
                by=plan.by,
                first=first,
                last=adopted + (LONGEST_COOLING_OFF + 1) * ONE_DAY if first and is_insider else first,
                traded=traded,
                question=_too_early(filing, adopted, traded, is_insider=is_insider) if traded else "",
            )


def _too_early(filing: StatementOfChanges, adopted: date, traded: date, *, is_insider: bool) -> str:
    """Return the question that a check asks, unless the filing answers it; else an empty text."""
    if any(code == "plan-cooling-off" for code, _ in filing.accept):
        return ""
    return cooling_off_question(adopted, traded, is_insider=is_insider, trade=f"the trade of {traded}")
