"""Ask about Section 16(b): whether a trade of a filing matches one that the owner's other filings report."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.form import RelatedFilings
from redwell.model import Filing
from redwell.ownership.matchable import matchable
from redwell.problems import Problem

CODE = "short-swing"


def short_swing_problems(filing: Filing, related: RelatedFilings, name: str) -> Iterator[Problem]:
    """Yield a question at each trade of a filing, the file *name*, that another one matches.

    What is filed is not asked about, as what happened since cannot change it.
    """
    if filing.filed or not any(matchable(filing)):
        return
    # Imported here: few filings hold a trade that may match.
    from redwell.account.questions import mark_of, matching_questions

    questions = matching_questions((name, filing), related.find_others().items())
    # One answer is for all pairs of the filing; once a pair changes, it is asked for anew.
    mark = mark_of(questions)
    entry = f'accept: {{{CODE}: {{reason: "the answer of counsel", of: "{mark}"}}}}'
    for question in questions:
        yield Problem(
            severity="warning",
            code=CODE,
            message=f"{question.message}; once counsel has answered, write {entry}",
            path=question.path,
            on="code",
            of=mark,
            pasted=(entry,),
        )
