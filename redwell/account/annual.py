"""Gather the lines left to report for a fiscal year, as far as the filings of one owner and issuer show them.

Rule 16a-3(f): the annual form has what no form of the year had to report or did report. The filings show
little of it: movements that `since_last` names, balances that do not join, and forms that were never filed.
The rest only the insider knows.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from redwell.account.ledger import AccountLine, PositionAccount, positions_of
from redwell.account.previous import NamedFiling
from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped
from redwell.forms.changes.codes import waiting
from redwell.forms.docketed import occasion_of
from redwell.model import Filing
from redwell.ownership.moves import transactions
from redwell.ownership.postings import postings
from redwell.ownership.transactions import Movement, StatementOfChanges
from redwell.problems import Path
from redwell.text.names import listed

_GIFT = re.compile(r"\b(gift|gifted|donat)", re.IGNORECASE)
_NOT_REPORTED = {
    "dividend_reinvestment": "Rule 16a-11",
    "employee_plan": "Rule 16b-3(c)",
    "split": "Rule 16a-9",
    "change_of_form": "Rule 16a-13",
    "domestic_order": "Rule 16a-12",
}
"""Why something moved that no form reports, and the rule that a lawyer will look at."""
_NO_TRANSACTION = frozenset({"correction", "before_our_records"})
_SLACK = 10
"""Days by which a 52- or 53-week year ends before or after the day that the issuer gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FiscalYear:
    """A fiscal year from its *first* day to its *last*."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return the year in words."""
        return f"fiscal year {short_date(self.first)} to {short_date(self.last)}"

    def has(self, day: date) -> bool:
        """Return True for a day of the year."""
        return self.first <= day <= self.last

    def meets(self, after: date | None, until: date) -> bool:
        """Return True if a day of the year lies *after* a day, if that is known, and up to another."""
        return self.first <= until and (after is None or after < self.last)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreported:
    """A gift that no form reports, in a position of Table I. *day* is None if no filing says when."""

    line: AccountLine
    side: Literal["acquired", "disposed"]
    amount: Decimal
    day: date | None
    note: str
    is_counted: bool
    """True if the last balance of a form for this year has it in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftToReport:
    """The rest of a year: *gifts* to report, *questions* to ask first, and *known* facts."""

    gifts: tuple[Unreported, ...]
    questions: tuple[str, ...]
    known: tuple[str, ...]
    """Lines that were reported early, and movements that rules exempt from reporting."""
    annual: tuple[str, ...]
    """The annual forms for this year in the record; they say what is left."""


def left_to_report(filings: Sequence[NamedFiling], year: FiscalYear) -> LeftToReport:
    """Return what the filings of one owner and issuer leave to report for a year."""
    positions = positions_of(filings)
    gifts, questions, known = list[Unreported](), list[str](), list[str]()
    for position in positions:
        for before, line in pairwise([None, *position.lines]):
            assert line
            after = before.day if before else None
            for movement in line.posting.movements:
                day = movement.date
                is_of_year = year.has(day) if day else year.meets(after, line.day)
                if is_of_year:
                    _sort_movement(position, line, movement, year, (gifts, questions, known))
            if line.off is not None and not line.is_explained and year.meets(after, line.day):
                questions.append(_break(position, line, before))
            if line.posting.is_early and year.has(line.day):
                known.append(f"reported early, and not again: {_named(position, line)}")
        if position.question:
            questions.append(f"{position.label}: {position.doubt}")
    return LeftToReport(
        gifts=tuple(gifts),
        questions=(*questions, *_new_positions(positions, filings, year), *_not_filed(filings, year)),
        known=(*known, *_cannot_be_told(filings)),
        annual=tuple(
            name for name, filing in filings if occasion_of(filing) == "annual" and _is_for(filing, year)
        ),
    )


def _is_for(filing: Filing, year: FiscalYear) -> bool:
    return abs((filing.period_of_report - year.last).days) < _SLACK


def _sort_movement(
    position: PositionAccount,
    line: AccountLine,
    movement: Movement,
    year: FiscalYear,
    found: tuple[list[Unreported], list[str], list[str]],
) -> None:
    """Put a movement where it belongs: a gift to report, a question, or known."""
    gifts, questions, known = found
    amount = movement.added or movement.removed
    said = f"{_moved(movement)} {position.label} ({line.filing}, {line.line})"
    if movement.why in _NO_TRANSACTION:
        return
    if movement.why in _NOT_REPORTED:
        rule = _NOT_REPORTED[movement.why]
        known.append(f"no form reports it if {rule} exempts it: {said}")
    elif (
        movement.why == "other"
        and _GIFT.search(movement.note or "")
        and amount
        and not position.is_derivative
    ):
        gifts.append(
            Unreported(
                line=line,
                side="acquired" if movement.added else "disposed",
                amount=amount,
                day=movement.date,
                note=movement.note or "",
                is_counted=line.posting.filing.period_of_report <= year.last,
            )
        )
    else:
        questions.append(f"what was it, and does a rule exempt it from reporting? {said}")


def _moved(movement: Movement) -> str:
    """Return what a movement was, in words: `500 added, other ("from her mother"), 4 May 2025:`."""
    number = movement.added or movement.removed
    side = "added" if movement.added else "removed"
    parts = [f"{grouped(number)} {side}" if number else "a movement without a number"]
    parts += [movement.why.replace("_", " ") + (f' ("{movement.note}")' if movement.note else "")]
    parts += [short_date(movement.date)] if movement.date else []
    return ", ".join(parts) + ":"


def _named(position: PositionAccount, line: AccountLine) -> str:
    number = f", {grouped(abs(line.change))}" if line.change else ""
    return f"{line.what}{number}, {short_date(line.day)}: {position.label} ({line.filing}, {line.line})"


def _break(position: PositionAccount, line: AccountLine, before: AccountLine | None) -> str:
    """Return the question of a balance that does not join."""
    assert line.off is not None
    more = f"{grouped(abs(line.off))} {'more' if line.off > 0 else 'fewer'}"
    since = f" than {before.filing} left" if before else ""
    what = (
        "received as a gift, bought in a small amount (Rule 16a-6), or inherited"
        if line.off > 0
        else "given, or disposed of in another way"
    )
    return (
        f"{position.label}: {line.filing}, {line.line}, starts with {more}{since}, and no form says why: "
        f"were they {what}? Then they are left to report. If no form reports what moved, write there "
        f"{line.remedy}"
    )


def _cannot_be_told(filings: Sequence[NamedFiling]) -> Iterator[str]:
    if not any(occasion_of(filing) == "initial" for _, filing in filings):
        yield "no Form 3 is in the record: whether it left out a holding cannot be told"


def _new_positions(
    positions: Sequence[PositionAccount], filings: Sequence[NamedFiling], year: FiscalYear
) -> Iterator[str]:
    """Yield the positions that a form of the year shows as owned before, and the owner's first form not."""
    firsts = [filing for _, filing in filings if occasion_of(filing) == "initial"]
    if not firsts:
        return
    start = min(filing.period_of_report for filing in firsts)
    for position in positions:
        line = position.lines[0]
        opening = line.posting.opening
        if (
            occasion_of(line.posting.filing) == "initial"
            or not opening
            or opening < 0
            or not year.has(line.day)
        ):
            continue
        if line.posting.movements or line.day <= start:
            continue
        moved = [each for other in positions for each in other.lines if each.filing == line.filing]
        if any(each.off == -opening for each in moved):
            continue  # it came from another position, which is asked about
        yield (
            f"{position.label}: {line.filing}, {line.line}, is the first to show {grouped(opening)}, and no "
            "form says how they came: did the Form 3 leave them out (timing: missed_form_3), were they a "
            "gift, or did they move from another holder (Rule 16a-13)?"
        )


def _not_filed(filings: Sequence[NamedFiling], year: FiscalYear) -> Iterator[str]:
    """Yield the forms with transactions of the year that are not recorded as filed."""
    for name, filing in filings:
        if filing.filed or occasion_of(filing) != "change":
            continue
        assert isinstance(filing, StatementOfChanges)
        of_year = {path for path, row in transactions(filing) if row.date.value and year.has(row.date.value)}
        if of_year:
            yield (
                f"{name} is not recorded as filed: was it? Then record it (redwell filed). If not: "
                f"{'; '.join(_instead(filing, of_year))}"
            )


def _instead(filing: StatementOfChanges, of_year: Container[Path]) -> Iterator[str]:
    """Yield where to report the lines of a form that was not filed: those due on Form 4, and the others."""
    may_wait = waiting(filing)
    lines = [each for each in postings(filing) if each.path in of_year]
    if due := [each.place for each in lines if each.path not in may_wait]:
        was, it = ("was", "it") if len(due) == 1 else ("were", "them")
        yield (
            f"{listed(due)} {was} due on Form 4: file one now, although late, or report {it} on the Form 5 "
            "with timing: missed_form_4"
        )
    if others := [each.place for each in lines if each.path in may_wait]:
        it = "it" if len(others) == 1 else "them"
        yield f"{listed(others)} may wait for the Form 5: report {it} there without timing"
