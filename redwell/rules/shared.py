"""Rules that several forms share: law and consistency, one fact each.

An error stands only where EDGAR suspends the filing or where the file contradicts itself; what merely looks
odd is a warning, worded as a question, which a filing can `accept` with a reason. The specification is
the EDGAR Ownership XML Technical Specification 5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from redwell.form import Rule
from redwell.model import Filing
from redwell.problems import Problem, did_you_mean
from redwell.rules import (
    addresses,
    amendments,
    exhibits,
    footnotes,
    holdings,
    owners,
    powers,
    signatures,
    split,
    text,
)

# --- not ready: what EDGAR will ask for, and what the calendar has not brought yet ---


def each_owner_has_a_cik(filing: Filing) -> Iterator[Problem]:
    """EDGAR wants the CIK of each owner (specification 4.3.2); it exists once the Form ID is accepted."""
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is None:
            whose = "the owner's CIK" if len(filing.reporting_owners) == 1 else f"the CIK of {owner.name}"
            path = ("reporting_owners", n)
            message = f"{whose} is missing"
            yield Problem(
                severity="not ready", code="owner-cik-missing", message=message, path=path, on="name"
            )


def everybody_has_signed(filing: Filing) -> Iterator[Problem]:
    """The form is filed when all who are listed have signed (specification 4.3.7)."""
    if not filing.signatures:
        message = "no signatures are listed (the form is a DRAFT)"
        yield Problem(severity="not ready", code="signature-missing", message=message)
    for n, signature in enumerate(filing.signatures):
        if signature.signed is None:
            message = f"{signature.signer} has not signed (no date)"
            path = ("signatures", n)
            yield Problem(
                severity="not ready", code="signature-undated", message=message, path=path, on="signer"
            )


SECTION_16: tuple[Rule, ...] = (
    *owners.OWNERS,
    *addresses.ADDRESSES,
    *split.PARTS,
    *footnotes.FOOTNOTES,
    *signatures.SIGNATURES,
    *powers.POWERS,
    *amendments.AMENDMENTS,
    *exhibits.EXHIBITS,
    *text.TEXT,
    each_owner_has_a_cik,
    everybody_has_signed,
)
"""What Forms 3, 4 and 5 have in common."""

HOLDINGS = holdings.HOLDINGS
"""The tables of Form 3, and the holdings in those of Form 5."""


def accepted(problems: Iterable[Problem], filing: Filing) -> tuple[list[Problem], dict[str, str]]:
    """The problems that remain, and the codes with the reasons of the warnings that the filing accepts."""
    reasons = dict(filing.accept)
    remaining: list[Problem] = []
    taken: dict[str, str] = {}
    severities: dict[str, str] = {}
    for problem in problems:
        severities[problem.code] = problem.severity
        if problem.severity == "warning" and problem.code in reasons:
            taken[problem.code] = reasons[problem.code]
        else:
            remaining.append(problem)
    # Beside an error some rules say nothing, so that a warning may be there again once it is mended.
    is_known = "error" not in severities.values()
    remaining += (
        _not_acceptable(code, severities)
        for code in reasons
        if code not in taken and (is_known or code in severities)
    )
    return remaining, taken


def _not_acceptable(code: str, severities: Mapping[str, str]) -> Problem:
    path = ("accept", code)
    severity = severities.get(code)
    if severity is None:
        warnings = [name for name, found in severities.items() if found == "warning"]
        message = f'this filing has no warning "{code}": remove this line{did_you_mean(code, warnings)}'
        return Problem(severity="warning", code="accept-unused", message=message, path=path, on_key=True)
    what = "it is an error" if severity == "error" else "EDGAR will ask for it"
    message = f'"{code}" cannot be accepted, for {what}: only warnings can; mend it, and remove this line'
    return Problem(code="accept-error", message=message, path=path, on_key=True)
