"""Rules about who signs, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.form import Rule
from redwell.model import Filing
from redwell.names import is_one
from redwell.parts import MAX_OWNERS
from redwell.problems import Path, Problem, did_you_mean
from redwell.signing import signature_line

MAX_SIGNATURE = 255
_MARK = re.compile(r"\s*(by:?\s*)?/\s*s\s*/\s*", re.IGNORECASE)


def no_signer_brings_the_mark(filing: Filing) -> Iterator[Problem]:
    """The form prints "/s/" itself, once there is a date; typed into the name it would stand there twice."""
    names: list[tuple[Path, str]] = [
        (("signatures", n, "signer"), signature.signer or "") for n, signature in enumerate(filing.signatures)
    ]
    names += [
        (("powers_of_attorney", n, key), name or "")
        for n, power in enumerate(filing.powers_of_attorney)
        for key, name in (("grantor", power.grantor), ("signer", power.signer))
    ]
    for path, name in names:
        if found := _MARK.match(name):
            rest = name[found.end() :]
            remedy = f"write {path[-1]}: {rest}" if rest else "write the name of who signs"
            message = f'the form prints "/s/" itself, once there is a date under signed: {remedy}'
            yield Problem(code="signer-has-mark", message=message, path=path, words=found[0].strip())


def signatures_are_for_owners_of_the_filing(filing: Filing) -> Iterator[Problem]:
    """A line for somebody who does not report is likely a slip; EDGAR ties no signature to an owner."""
    owners = [owner.name for owner in filing.reporting_owners]
    if len(owners) > MAX_OWNERS and not filing.split:
        return  # too many, as is told elsewhere
    for n, signature in enumerate(filing.signatures):
        for i, name in enumerate(signature.on_behalf_of):
            if any(is_one(name, owner) for owner in owners):
                continue
            near = did_you_mean(name, owners) or f", who are {', '.join(owners)}: for whom is this line?"
            step = (i,) if len(signature.on_behalf_of) > 1 else ()
            yield Problem(
                severity="warning",
                code="signature-for-unknown-owner",
                message=f'"{name}" is none of the reporting owners{near}',
                path=("signatures", n, "for", *step),
            )


def a_signature_line_fits(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes 255 characters of `signatureName` (specification 3.5)."""
    for n, signature in enumerate(filing.signatures):
        length = len(signature_line(signature))
        if length > MAX_SIGNATURE:
            message = (
                f"the composed line has {length} characters, {length - MAX_SIGNATURE} more than EDGAR takes "
                f"({MAX_SIGNATURE}; specification 3.5): sign for fewer owners in a line, or shorten the chain"
            )
            yield Problem(code="signature-line-too-long", message=message, path=("signatures", n))


def a_line_given_as_text_stands_alone(filing: Filing) -> Iterator[Problem]:
    """The parts of a signature are left out where its line is given as text."""
    for n, signature in enumerate(filing.signatures):
        parts = [key for key in ("signer", "capacity", "title", "by") if getattr(signature, key)]
        if signature.text is not None and parts:
            unused = " and ".join(parts)
            message = f"the line is given as text, so that {unused} will not be printed: is that meant?"
            yield Problem(
                severity="warning",
                code="signature-parts-unused",
                message=message,
                path=("signatures", n, "text"),
            )


def nobody_signs_before_the_event(filing: Filing) -> Iterator[Problem]:
    """A form reports what has happened."""
    for n, signature in enumerate(filing.signatures):
        if signature.signed and signature.signed < filing.date_of_event:
            message = f"signed before the event of {filing.date_of_event}: are both dates right?"
            path = ("signatures", n, "signed")
            yield Problem(severity="warning", code="signed-before-event", message=message, path=path)


SIGNATURES: tuple[Rule, ...] = (
    no_signer_brings_the_mark,
    signatures_are_for_owners_of_the_filing,
    a_signature_line_fits,
    a_line_given_as_text_stands_alone,
    nobody_signs_before_the_event,
)
