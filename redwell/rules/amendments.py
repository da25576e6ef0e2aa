"""Rules about Form 3/A: what it amends, when that was filed, and why it is amended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.form import Rule
from redwell.model import Filing
from redwell.ownership.split import remarks_of
from redwell.problems import Problem

_EXPLAINS = re.compile(
    r"amend|correct|restat|omi(t|ssion)|inadvert|error|revis|supersed|replac|mistake|clarif|typograph|originally"
    r"|previously|scrivener|\badd(s|ed|ing)?\b|delet|remov|supplement|update",
    re.IGNORECASE,
)
"""Words of which one stands in what explains an amendment."""


def only_a_3a_is_an_amendment(filing: Filing) -> Iterator[Problem]:
    """`dateOfOriginalSubmission` has no place in a Form 3 (specification 3.5)."""
    if filing.amendment and not filing.form.endswith("/A"):
        message = (
            f'what amends a filing is a Form {filing.form}/A: write form: "{filing.form}/A", or remove '
            "amendment: if this is the first filing (specification 3.5, dateOfOriginalSubmission)"
        )
        yield Problem(code="amendment-form", message=message, path=("amendment",), on_key=True)


def the_original_was_filed_between_event_and_amendment(filing: Filing) -> Iterator[Problem]:
    """An amendment follows what it amends, and that the event (Form 3, box 5)."""
    if filing.amendment is None:
        return
    day, path = filing.amendment.original_filed, ("amendment", "original_filed")
    signed = min((each.signed for each in filing.signatures if each.signed), default=day)
    if day < filing.date_of_event:
        message = f"the original was filed before the event of {filing.date_of_event}: are both dates right?"
        yield Problem(severity="warning", code="original-before-event", message=message, path=path)
    elif filing.filed and filing.filed.date < day:
        message = (
            f"this amendment was filed on {filing.filed.date}, before the original: are both dates right?"
        )
        yield Problem(severity="warning", code="original-after-amendment", message=message, path=path)
    elif signed < day:
        message = (
            f"this amendment was signed on {signed}, before the original was filed: are both dates right?"
        )
        yield Problem(severity="warning", code="original-after-amendment", message=message, path=path)


def an_amendment_explains_itself(filing: Filing) -> Iterator[Problem]:
    """A reader must find out what was wrong: practice, and the staff's advice."""
    texts = [remarks_of(filing) or "", *(text for _, text in filing.footnotes)]
    if filing.amendment and not any(map(_EXPLAINS.search, texts)):
        message = (
            "does a reader see what this amendment changes? write explanation: with a sentence that says "
            "what was wrong, or say it in the remarks or a footnote"
        )
        yield Problem(
            severity="warning",
            code="amendment-unexplained",
            message=message,
            path=("amendment",),
            on_key=True,
        )


AMENDMENTS: tuple[Rule, ...] = (
    only_a_3a_is_an_amendment,
    the_original_was_filed_between_event_and_amendment,
    an_amendment_explains_itself,
)
