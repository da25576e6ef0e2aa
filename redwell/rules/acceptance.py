"""Warnings that a filing accepts, each by its code and with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from redwell.model import Filing
from redwell.problems import Problem, Severity, did_you_mean
from redwell.secrets.accepted import line_of


def split(
    problems: Iterable[Problem], filing: Filing, asked_alone: Collection[str] = ()
) -> tuple[list[Problem], dict[str, str]]:
    """Return the problems that remain, and the accepted codes with their reasons.

    *asked_alone* are codes of warnings that the filing has but for other filings in the record: an answer to
    them is kept.
    """
    reasons, words = dict(filing.accept), dict(filing.accept_of)
    remaining: list[Problem] = []
    taken: dict[str, str] = {}
    severities: dict[str, Severity] = {}
    asked_anew: set[str] = set()
    with_words: dict[str, set[str]] = {}
    for problem in problems:
        severities[problem.code] = problem.severity
        if problem.of:
            with_words.setdefault(problem.code, set()).add(problem.of)
        can_be_accepted = problem.severity == "warning" or problem.is_acceptable
        # What looks like a secret may be accepted wherever it stands; a warning about words that may change
        # is accepted of these words alone.
        unsaid = (problem.of,) if problem.is_acceptable else ()
        is_of_these = not problem.of or problem.of in words.get(problem.code, unsaid)
        if can_be_accepted and problem.code in reasons and is_of_these:
            taken[problem.code] = reasons[problem.code]
        else:
            remaining.append(problem)
            asked_anew |= {problem.code} if can_be_accepted and problem.of else set()
    # Some rules are silent beside an error, so a warning may come back once the error is corrected.
    # What was filed keeps the answers that were given before.
    is_known = "error" not in severities.values() and not filing.filed
    remaining += (
        _not_acceptable(code, severities)
        for code in reasons
        if code not in taken
        and code not in asked_anew
        and code not in asked_alone
        and (is_known or code in severities)
    )
    remaining += (_has_no_words(code) for code in words if code in taken and code not in with_words)
    remaining += (
        _of_nothing(code, each)
        for code, of in words.items()
        for each in of
        if code in taken and code in with_words and each not in with_words[code] and is_known
    )
    return remaining, taken


def _has_no_words(code: str) -> Problem:
    message = (
        f'the warning "{code}" has no "of": the reason holds for all that it asks about in this filing: '
        'remove "of"'
    )
    return _unused(message, code, "of")


def _of_nothing(code: str, of: str) -> Problem:
    message = f'no "{code}" in this filing is of these words any more: remove "{of}" from of:'
    return _unused(message, code, "of")


def _unused(message: str, *path: str) -> Problem:
    """Return the question about an entry that answers nothing."""
    return Problem(
        severity="warning", code="accept-unused", message=message, path=("accept", *path), on_key=True
    )


def _not_acceptable(code: str, severities: Mapping[str, Severity]) -> Problem:
    severity = severities.get(code)
    if severity is None:
        warnings = [other for other, given in severities.items() if given == "warning"]
        message = f'this filing has no warning "{code}": remove this line{did_you_mean(code, warnings)}'
        return _unused(message, code)
    if severity == "note":
        return _unused(f'"{code}" is a note, which needs no answer: remove this line', code)
    state = "an error" if severity == "error" else "a missing item"
    message = (
        f'"{code}" is {state}, and only warnings can be accepted: correct the filing and remove this line'
    )
    return Problem(code="accept-error", message=message, path=("accept", code), on_key=True)


def without_words(problems: Iterable[Problem], filing: Filing) -> list[Problem]:
    """Return a question for each entry that accepts whatever looks like a secret, wherever it stands.

    A filing that EDGAR has taken keeps its entries.
    """
    words = dict(filing.accept_of)
    unsaid: dict[str, dict[str, None]] = {}
    for problem in problems:
        if problem.is_acceptable and problem.of and problem.code in dict(filing.accept):
            unsaid.setdefault(problem.code, {})[problem.of] = None
    return [
        _without_words(code, tuple(of))
        for code, of in unsaid.items()
        if code not in words and filing.filed is None
    ]


def _without_words(code: str, of: Sequence[str]) -> Problem:
    line = line_of(code, *of)
    message = f"this accepts whatever looks like a secret, also what is added later: write {line}"
    path = ("accept", code)
    return Problem(severity="warning", code="accept-of-missing", message=message, path=path, on_key=True)
