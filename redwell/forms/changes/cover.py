"""Rules about the boxes above the tables of Forms 4 and 5, and about forms without a transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from redwell.ownership.editions import edition_of, in_force
from redwell.ownership.moves import all_notes, dates_in, day_of, transactions
from redwell.ownership.tables import rows
from redwell.ownership.transactions import StatementOfChanges
from redwell.rules.registry import Violation, rule

_LEFT = re.compile(
    r"\bceas|resign|retire|no longer|terminat|\bleft\b|depart|step(s|ped)? down|former|last day|decease|died"
    r"|\bmerger|consummat|effective time|exit box",
    re.IGNORECASE,
)
"""Words of which at least one tells why somebody is no longer subject to Section 16."""


@rule("lines-missing", "error", "specification 4.3.3 and 4.3.4")
def a_statement_of_changes_has_a_line(filing: StatementOfChanges) -> Iterator[Violation]:
    """EDGAR suspends a Form 4 or 5 without a line, unless its box says that the owner has left."""
    if _is_empty(filing) and filing.signing == "signed":
        message = (
            f"this Form {filing.NUMBER} reports nothing: add a transaction to non_derivative or derivative, "
            f"or write no_longer_subject: true (specification 4.3.3 and 4.3.4)"
        )
        yield Violation((), message)


@rule("lines-missing", "not ready", "specification 4.3.3 and 4.3.4")
def a_draft_has_its_lines_to_come(filing: StatementOfChanges) -> Iterator[Violation]:
    """A form that is not signed yet may still be empty."""
    if _is_empty(filing) and filing.signing != "signed":
        yield Violation((), "no transactions are listed")


def _is_empty(filing: StatementOfChanges) -> bool:
    return not (filing.non_derivative or filing.derivative or filing.no_longer_subject)


@rule("transactions-missing", "warning", "specification 4.3.3 and 4.3.4")
def holdings_come_with_a_transaction(filing: StatementOfChanges) -> Iterator[Violation]:
    """The specification asks for a transaction; EDGAR has taken a form with holdings alone."""
    if _has_holdings_alone(filing) and filing.signing == "signed":
        message = (
            "this form lists holdings alone: is a transaction missing? EDGAR's rules ask for one, unless "
            "no_longer_subject: true (specification 4.3.3 and 4.3.4)"
        )
        yield Violation((), message)


@rule("transactions-missing", "not ready", "specification 4.3.3 and 4.3.4")
def a_draft_has_its_transactions_to_come(filing: StatementOfChanges) -> Iterator[Violation]:
    """A form that is not signed yet may still list holdings alone."""
    if _has_holdings_alone(filing) and filing.signing != "signed":
        yield Violation((), "holdings are listed, and no transaction yet")


def _has_holdings_alone(filing: StatementOfChanges) -> bool:
    is_other = filing.no_longer_subject or any(filing.transactions)
    is_missed = any(getattr(row, "timing", None) for _, row in rows(filing))
    return bool(filing.non_derivative or filing.derivative) and not (is_other or is_missed)


@rule("plan-box-unanswered", "error", "specification 3.5, aff10b5One; Release 33-11138")
def the_box_on_plans_is_answered(filing: StatementOfChanges) -> Iterator[Violation]:
    """Since April 2023, EDGAR suspends a form that does not say whether a transaction was under a plan."""
    without_box = filing.EDITIONS[0].name
    editions = {edition_of(filing), in_force(type(filing), _last_day(filing))}
    if filing.plan_10b5_1 is None and not filing.filed and editions != {without_box}:
        message = (
            "was a transaction made under a Rule 10b5-1 plan? write plan_10b5_1: false, or plan_10b5_1: true "
            "(specification 3.5, aff10b5One)"
        )
        yield Violation((), message)


@rule("edition-old", "warning", "Release 33-11138; EDGAR Release 26.1.1")
def the_edition_is_that_of_its_day(filing: StatementOfChanges) -> Iterator[Violation]:
    """A form is printed in the edition that is in force when it is filed, or else signed."""
    day = filing.filed.date if filing.filed else _last_day(filing)
    names = [each.name for each in filing.EDITIONS]
    found = in_force(type(filing), day)
    if filing.edition and names.index(filing.edition) < names.index(found):
        message = (
            f"edition {filing.edition} of the form was not in force any more on {day}: remove edition, or "
            f'write edition: "{found}"'
        )
        yield Violation(("edition",), message)


def _last_day(filing: StatementOfChanges) -> date:
    """Return the latest day of the transactions, the report and the signatures."""
    signed = (each.signed for each in filing.signatures if each.signed)
    return max([filing.period_of_report, *signed, *(day_of(row) for _, row in transactions(filing))])


@rule("exit-unexplained", "note", "practice")
def a_form_says_why_its_owner_is_no_longer_subject(filing: StatementOfChanges) -> Iterator[Violation]:
    """Readers want to know since when the owner is no longer subject to Section 16, and why."""
    if filing.no_longer_subject and not _LEFT.search(all_notes(filing)):
        message = "nothing says since when the owner is no longer subject, and why: write it under remarks:"
        yield Violation(("no_longer_subject",), message)


@rule("exit-then-traded", "note", "Rule 16a-2(b)")
def little_is_reported_after_leaving(filing: StatementOfChanges) -> Iterator[Violation]:
    """After leaving, a director or officer reports only what may be matched with an earlier trade."""
    left = max(_exit_days(filing), default=None) if filing.no_longer_subject else None
    for path, row in transactions(filing) if left else ():
        if left and day_of(row) > left:
            message = (
                f"this is after {left}, when the owner left by the form's own words: then only a purchase or "
                "sale within six months of an opposite one made before is reported, and only by directors "
                "and officers (Rule 16a-2(b))"
            )
            yield Violation((*path, "date"), message)
            return


def _exit_days(filing: StatementOfChanges) -> Iterator[date]:
    """Yield the dates of the sentences that say why the owner is no longer subject."""
    for sentence in re.split(r"\n|(?<=[a-z)])\.\s", all_notes(filing)):
        if _LEFT.search(sentence):
            yield from (day for _, day in dates_in(sentence))
