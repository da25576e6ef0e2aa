"""Rules about who signs, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from redwell.form import Rule
from redwell.model import Filing, Signature
from redwell.ownership.authority import owners_of
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import MAX_OWNERS, Part, parts
from redwell.problems import Path, Problem, did_you_mean
from redwell.text.characters import to_ascii
from redwell.text.names import is_entity, is_named_in, meant

MAX_SIGNATURE = 255
MAX_SIGNATURES = 10
_MARK = re.compile(r"\s*(by:?\s*)?/\s*s\s*/\s*", re.IGNORECASE)
_MOST = 30_000
"""Pairs of a name and an owner. A real filing has fewer; of more, no rule would come to an end."""


def is_beyond(filing: Filing) -> bool:
    """Whether a filing has more owners than EDGAR takes, or more names than any real one."""
    owners = len(filing.reporting_owners)
    names = sum(len(each.on_behalf_of) + 1 for each in filing.signatures)
    powers = sum(len(each.attorneys_in_fact) + 1 for each in filing.powers_of_attorney)
    is_to_be_split = owners > MAX_OWNERS and not filing.split
    return is_to_be_split or owners * (names + powers) + names * powers > _MOST


def no_signer_brings_the_mark(filing: Filing) -> Iterator[Problem]:
    """The form prints "/s/" itself, once there is a date (Regulation S-T, Rule 302: typed signatures)."""
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
    """A line for who does not report is a likely slip; EDGAR ties none to an owner (specification 4.3.7)."""
    owners = [owner.name for owner in filing.reporting_owners]
    if is_beyond(filing):
        return
    for n, signature in enumerate(filing.signatures):
        for i, name in enumerate(signature.on_behalf_of):
            if meant(name, owners):
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
    """EDGAR takes 255 characters of `signatureName` (specification 3.5), in each filing of a split one."""
    lengths: dict[int, int] = {}
    # A line is never longer in a part than it is here.
    is_split = filing.split and any(len(signature_line(line)) > MAX_SIGNATURE for line in filing.signatures)
    for part in parts(filing) if is_split else (Part(filing=filing),):
        for number, line in enumerate(part.filing.signatures):
            length = len(signature_line(line))
            if length > MAX_SIGNATURE:
                n = _place_of(line, filing) if is_split else number
                lengths[n] = max(lengths.get(n, 0), length)
    for n, length in sorted(lengths.items()):
        message = (
            f"the composed line has {length} characters, {length - MAX_SIGNATURE} more than EDGAR takes "
            f"({MAX_SIGNATURE}; specification 3.5): sign for fewer owners in a line, or shorten the chain"
        )
        yield Problem(code="signature-line-too-long", message=message, path=("signatures", n))


def _place_of(line: Signature, filing: Filing) -> int:
    """Which signature of the filing a line of one of its parts is, perhaps for some of its owners alone."""
    return next(
        n
        for n, each in enumerate(filing.signatures)
        if each == replace(line, on_behalf_of=each.on_behalf_of)
        and set(line.on_behalf_of) <= set(each.on_behalf_of)
    )


def a_line_given_as_text_stands_alone(filing: Filing) -> Iterator[Problem]:
    """A line given as text is filed as it is: `signatureName` is one text (specification 4.3.7)."""
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


def at_most_ten_sign_a_filing(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes ten signatures in one filing (`ownerSignature`, specification 3.5)."""
    if len(filing.reporting_owners) > MAX_OWNERS and not filing.split:
        return  # which is told elsewhere
    most = max(len(part.filing.signatures) for part in parts(filing))
    if most > MAX_SIGNATURES:
        message = (
            f"EDGAR takes {MAX_SIGNATURES} signatures in one filing, and here are {most} (specification "
            "3.5): let one line stand for several owners, with for: and their names"
        )
        path = ("signatures", min(MAX_SIGNATURES, len(filing.signatures) - 1))
        yield Problem(code="signatures-too-many", message=message, path=path)


def each_owner_is_signed_for(filing: Filing) -> Iterator[Problem]:
    """Each reporting person signs, or is signed for; a line may stand for several (specification 4.3.7)."""
    if is_beyond(filing):
        return
    found = [owners_of(signature, filing) for signature in filing.signatures]
    if not found or None in found:
        return
    signed_for = frozenset[int]().union(*filter(None, found))
    for n, owner in enumerate(filing.reporting_owners):
        if n not in signed_for:
            message = (
                f"nobody signs for {owner.name}: is a line missing? one line can stand for several owners, "
                "with for: and their names"
            )
            yield Problem(
                severity="warning",
                code="owner-unsigned",
                message=message,
                path=("reporting_owners", n),
                on="name",
            )


def a_line_says_for_whom_it_stands(filing: Filing) -> Iterator[Problem]:
    """Who is no owner signs for one, and the line says for whom, in what capacity (Form 3, on signatures)."""
    if is_beyond(filing):
        return
    owners = [owner.name for owner in filing.reporting_owners]
    for n, signature in enumerate(filing.signatures):
        if signature.text is not None or not _is_bare(signature) or signature.on_behalf_of:
            continue
        signer = signature.signer or ""
        is_entity_of_one = len(owners) == 1 and is_entity(owners[0])
        is_told_elsewhere = is_entity_of_one or to_ascii(signer) is None or _MARK.match(signer)
        if meant(signer, owners) or is_told_elsewhere:
            continue
        whose = f"is this line for {owners[0]}" if len(owners) == 1 else "for whom is this line"
        message = (
            f"{signer} is none of the reporting owners: {whose}? write for: with the name as the line prints "
            "it, first name first"
        )
        yield _question(code="signature-for-whom", message=message, path=("signatures", n, "signer"))


def a_line_given_as_text_names_an_owner(filing: Filing) -> Iterator[Problem]:
    """A bare name that is no owner's is a likely slip, more is not judged (specification 4.3.7)."""
    if is_beyond(filing):
        return
    owners = [owner.name for owner in filing.reporting_owners]
    for n, signature in enumerate(filing.signatures):
        text = signature.text or ""
        name = _MARK.sub("", text, count=1)
        says_more = re.search(r",|\b(for|by|as|of|see|on behalf)\b", name, re.IGNORECASE)
        if not text or says_more or signature.on_behalf_of or any(map(is_entity, owners)):
            continue
        if not meant(name, owners) and not any(is_named_in(owner, name) for owner in owners):
            message = (
                f"this line names none of the reporting owners, who are {', '.join(owners)}: whose is it?"
            )
            yield _question(code="signature-for-whom", message=message, path=("signatures", n, "text"))


def an_entity_signs_through_a_person(filing: Filing) -> Iterator[Problem]:
    """An entity acts through a person; the line says what this is to it (Form 3, on signatures)."""
    if is_beyond(filing):
        return
    for n, signature in enumerate(filing.signatures):
        if signature.text is not None or not _is_bare(signature):
            continue
        signer = signature.signer or ""
        for i in sorted(owners_of(signature, filing) or ()):
            owner = filing.reporting_owners[i].name
            if not is_entity(owner) or _has_power(filing, owner):
                continue
            if is_entity(signer):
                message = f"{owner} acts through a person: who signs for it? write that person in signer:, "
                message += "the entity in for:, and the person's office in title:"
            else:
                message = (
                    f"what is {signer} to {owner}? write title: with that office, by: with the entities "
                )
                message += "through which it acts, or capacity:"
            yield _question(code="entity-signer-bare", message=message, path=("signatures", n, "signer"))


def nobody_signs_before_the_event(filing: Filing) -> Iterator[Problem]:
    """A form reports what has happened (Form 3, box 2)."""
    for n, signature in enumerate(filing.signatures):
        if signature.signed and signature.signed < filing.date_of_event:
            message = f"signed before the event of {filing.date_of_event}: are both dates right?"
            yield _question(code="signed-before-event", message=message, path=("signatures", n, "signed"))


def what_was_filed_had_happened_and_was_signed(filing: Filing) -> Iterator[Problem]:
    """First the event, then the signatures, then the filing (Form 3, box 2; Regulation S-T, Rule 302)."""
    if filing.filed is None:
        return
    day = filing.filed.date
    late = max((each.signed for each in filing.signatures if each.signed), default=day)
    path = ("filed", "date")
    if day < filing.date_of_event:
        message = f"filed before the event of {filing.date_of_event}: are both dates right?"
        yield _question(code="filed-before-event", message=message, path=path)
    elif day < late:
        message = f"filed before it was signed on {late}: are both dates right?"
        yield _question(code="filed-before-signed", message=message, path=path)


def what_was_filed_was_signed_by_all(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes no form without a signature and its date (specification 3.5), so that the file errs."""
    unsigned = [each.signer or "somebody" for each in filing.signatures if each.signed is None]
    if filing.filed and (unsigned or not filing.signatures):
        fault = f"{' and '.join(unsigned)} did not sign it" if unsigned else "nobody is listed as signing it"
        message = (
            f"filed on {filing.filed.date}, and {fault}: write the date of each signature under signed:, or "
            "remove filed: until EDGAR has taken the form (specification 3.5, signatureDate)"
        )
        yield Problem(code="filed-unsigned", message=message, path=("filed",), on_key=True)


def _is_bare(signature: Signature) -> bool:
    return not (signature.by or signature.title or signature.capacity)


def _has_power(filing: Filing, owner: str) -> bool:
    """Whether somebody may sign for *owner* by a power that the filing has."""
    return any(meant(power.grantor, [owner]) for power in filing.powers_of_attorney) or any(
        exhibit.type.startswith("EX-24") for exhibit in filing.exhibits
    )


def _question(code: str, message: str, path: Path) -> Problem:
    return Problem(severity="warning", code=code, message=message, path=path)


SIGNATURES: tuple[Rule, ...] = (
    no_signer_brings_the_mark,
    signatures_are_for_owners_of_the_filing,
    a_signature_line_fits,
    a_line_given_as_text_stands_alone,
    at_most_ten_sign_a_filing,
    each_owner_is_signed_for,
    a_line_says_for_whom_it_stands,
    a_line_given_as_text_names_an_owner,
    an_entity_signs_through_a_person,
    nobody_signs_before_the_event,
    what_was_filed_had_happened_and_was_signed,
    what_was_filed_was_signed_by_all,
)
