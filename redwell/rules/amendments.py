"""Rules about amendments: what they amend, when that was filed, and why it is amended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.model import Filing
from redwell.ownership.split import remarks_of
from redwell.rules.registry import Violation, rule

_EXPLAINS = re.compile(
    r"amend|correct|restat|omi(t|ssion)|inadvert|error|revis|supersed|replac|mistake|clarif|typograph|originally"
    r"|previously|scrivener|\badd(s|ed|ing)?\b|delet|remov|supplement|update",
    re.IGNORECASE,
)
"""Words of which at least one occurs in any explanation of an amendment."""


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
    if filing.amendment and filing.amendment.original_filed < filing.period_of_report:
        message = (
            f"the original was filed before the event of {filing.period_of_report}: are both dates right?"
        )
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
    texts = [remarks_of(filing) or "", *(text for _, text in filing.footnotes)]
    if filing.amendment and not any(map(_EXPLAINS.search, texts)):
        message = (
            "can a reader see what this amendment changes? write explanation: with a sentence that says "
            "what was wrong, or say it in the remarks or in a footnote"
        )
        yield Violation(("amendment",), message, on_key=True)
