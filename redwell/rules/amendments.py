"""Rules about amendments: what they amend, when that was filed, and why it is amended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.form import Amended, MissingFiling
from redwell.model import Filing
from redwell.ownership.parties import is_of, is_same_issuer
from redwell.ownership.tables import period_path, reported_event
from redwell.problems import did_you_mean
from redwell.rules.readiness import ORIGINAL_FILED
from redwell.rules.registry import Violation, rule

_EXPLAINS = re.compile(
    r"amend|correct|restat|omi(t|ssion)|inadvert|error|revis|supersed|replac|mistake|clarif|typograph|originally"
    r"|previously|scrivener|\badd(s|ed|ing)?\b|delet|remov|supplement|update",
    re.IGNORECASE,
)
"""Words of which at least one occurs in an explanation in the remarks or in a footnote."""


@rule("amendment-form", "error", "specification 3.5, dateOfOriginalSubmission")
def only_an_amendment_amends(filing: Filing) -> Iterator[Violation]:
    """A form that is not an amendment has no date of an original submission."""
    if filing.amendment and not filing.is_amendment:
        message = (
            f'only a Form {filing.AMENDMENT} amends a filing: write form: "{filing.AMENDMENT}", or remove '
            "amendment: if this is the first filing (specification 3.5, dateOfOriginalSubmission)"
        )
        yield Violation(("amendment",), message, on_key=True)


@rule("original-before-event", "warning", "Form 3, box 5")
def the_original_was_filed_after_the_event(filing: Filing) -> Iterator[Violation]:
    """The original reports the event, so it was filed later."""
    filed = filing.amendment.original_filed if filing.amendment else ORIGINAL_FILED
    if filed != ORIGINAL_FILED and filed < filing.period_of_report:
        message = f"the original was filed before the {reported_event(filing)}: are both dates right?"
        yield Violation(("amendment", "original_filed"), message)


@rule("original-after-amendment", "warning", "Form 3, box 5")
def the_original_was_filed_before_the_amendment(filing: Filing) -> Iterator[Violation]:
    """An amendment is signed and filed after the original."""
    if filing.amendment is None or filing.amendment.original_filed < filing.period_of_report:
        return
    original_filed, path = filing.amendment.original_filed, ("amendment", "original_filed")
    signed = min((line.signed for line in filing.signatures if line.signed), default=original_filed)
    if filing.filed and filing.filed.date < original_filed:
        message = (
            f"this amendment was filed on {filing.filed.date}, before the original: are both dates right?"
        )
        yield Violation(path, message)
    elif signed < original_filed:
        message = (
            f"this amendment was signed on {signed}, before the original was filed: are both dates right?"
        )
        yield Violation(path, message)


@rule("amendment-unexplained", "warning", "practice, and the advice of the SEC's staff")
def an_amendment_explains_itself(filing: Filing) -> Iterator[Violation]:
    """A reader should be able to see what was wrong."""
    if filing.amendment is None or filing.amendment.explanation:
        return  # its author says in other words than ours what was wrong
    texts = [filing.remarks or "", *(text for _, text in filing.footnotes)]
    if not any(map(_EXPLAINS.search, texts)):
        message = (
            "can a reader see what this amendment changes? write explanation: with a sentence that says "
            "what was wrong, or say it in the remarks or in a footnote"
        )
        yield Violation(("amendment",), message, on_key=True)


@rule(
    ("amends-missing", "amends-itself", "amends-other-issuer", "amends-other-owner"),
    "warning",
    "practice",
)
def an_amendment_names_the_filing_that_it_amends(filing: Filing, amended: Amended) -> Iterator[Violation]:
    """The filing that is amended is by the same owner on the same issuer."""
    if amended is None or filing.amendment is None:
        return
    name, path = filing.amendment.amends, ("amendment", "amends")
    if isinstance(amended, MissingFiling):
        hint = did_you_mean(amended.name, amended.others) or (
            ": write the file name of the original, or its accession number"
        )
        message = f"there is no file {amended.name} in this folder{hint}"
        yield Violation(path, message, code="amends-missing")
    elif amended == filing:
        message = f"{name} is this file: name the file that it amends"
        yield Violation(path, message, code="amends-itself")
    elif not is_same_issuer(filing.issuer, amended.issuer):
        message = f"{name} is for another issuer, {amended.issuer.name}: name the file that this one amends"
        yield Violation(path, message, code="amends-other-issuer")
    elif not _is_by_one_owner(filing, amended):
        others = ", ".join(amended.owner_names)
        message = f"{name} is by {others}: name the file that this one amends"
        yield Violation(path, message, code="amends-other-owner")


@rule(("amends-unfiled", "amends-other-date"), "warning", "specification 3.5, dateOfOriginalSubmission")
def an_amendment_gives_the_filing_date_of_its_original(
    filing: Filing, amended: Amended
) -> Iterator[Violation]:
    """An amendment of an amendment gives the date of the first form."""
    if filing.amendment is None or not (original := _fitting(filing, amended)):
        return
    name = filing.amendment.amends
    day = original.amendment.original_filed if original.amendment else original.filed and original.filed.date
    if day is None:
        message = f"{name} is not recorded as filed: write its filing date there, under filed:"
        yield Violation(("amendment", "amends"), message, code="amends-unfiled")
    elif day != filing.amendment.original_filed:
        source = f"{name} was filed on {day}"
        if original.amendment:
            source = f"{name} gives {day} for its original"
        message = f"{source}: write that date here, or correct it there"
        yield Violation(("amendment", "original_filed"), message, code="amends-other-date")


@rule("amends-other-event", "warning", "practice")
def an_amendment_keeps_the_date_of_its_original(filing: Filing, amended: Amended) -> Iterator[Violation]:
    """An amendment reports on the same event, unless it corrects that date."""
    original = _fitting(filing, amended)
    if filing.amendment and original and original.period_of_report != filing.period_of_report:
        message = (
            f"{filing.amendment.amends} has {original.period_of_report}, and an amendment keeps the date of "
            "its original: write that date here, unless this amendment corrects it"
        )
        yield Violation(period_path(filing), message)


def _fitting(filing: Filing, amended: Amended) -> Filing | None:
    """Return the filing that is amended, if it is another one by the same owner on the same issuer."""
    if not isinstance(amended, Filing) or amended == filing:
        return None
    is_fitting = is_same_issuer(filing.issuer, amended.issuer) and _is_by_one_owner(filing, amended)
    return amended if is_fitting else None


def _is_by_one_owner(filing: Filing, other: Filing) -> bool:
    return any(is_of(filing, owner) for owner in other.reporting_owners)
