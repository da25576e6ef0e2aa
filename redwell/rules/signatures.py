"""Rules about who signs, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from redwell.model import Filing, Signature
from redwell.ownership.authority import BY_POWER, owners_of
from redwell.ownership.signatures import leading_mark, signature_line, without_mark
from redwell.ownership.split import MAX_OWNERS, Part, parts
from redwell.ownership.tables import reported_event
from redwell.problems import Path, did_you_mean
from redwell.rules.registry import Violation, rule
from redwell.text.characters import to_ascii
from redwell.text.names import is_entity, is_named_in, meant

MAX_SIGNATURE = 255
MAX_SIGNATURES = 10
_INSTRUCTIONS = "Form 3, general instructions on signatures"
_SHOWN = 3
_MAX_PAIRS = 30_000
"""Pairs of a name and an owner. A real filing has fewer; with more, some rules would take too long."""


def is_beyond(filing: Filing) -> bool:
    """Return whether a filing has more owners than EDGAR accepts, or more names than any real one."""
    owners = len(filing.reporting_owners)
    names = sum(len(line.on_behalf_of) + 1 for line in filing.signatures)
    powers = sum(len(power.attorneys_in_fact) + 1 for power in filing.powers_of_attorney)
    is_to_be_split = owners > MAX_OWNERS and not filing.split
    return is_to_be_split or owners * (names + powers) + names * powers > _MAX_PAIRS


@rule("signer-has-mark", "error", "Regulation S-T, Rule 302")
def no_signer_includes_the_mark(filing: Filing) -> Iterator[Violation]:
    """The form adds "/s/" itself when a signature has a date."""
    names: list[tuple[Path, str, date | None]] = [
        (("signatures", n, "signer"), signature.signer or "", signature.signed)
        for n, signature in enumerate(filing.signatures)
    ]
    names += [
        (("powers_of_attorney", n, key), name or "", power.signed)
        for n, power in enumerate(filing.powers_of_attorney)
        for key, name in (("grantor", power.grantor), ("signer", power.signer))
    ]
    for path, name, signed in names:
        if mark := leading_mark(name):
            rest = name.removeprefix(mark)
            remedy = f"write {path[-1]}: {rest}" if rest else "write the name of the signer"
            message = f'the form adds "/s/" itself when there is a date under signed: {remedy}'
            # Without a date, the mark may be the only word that it was signed.
            yield Violation(path, message, words=mark.strip(), text=(rest or None) if signed else None)


@rule("signature-for-unknown-owner", "warning", "specification 4.3.7")
def signatures_are_for_owners_of_the_filing(filing: Filing) -> Iterator[Violation]:
    """EDGAR does not match signatures with owners, so a wrong name in for: would be filed."""
    owners = filing.owner_names
    if is_beyond(filing):
        return
    for n, signature in enumerate(filing.signatures):
        for i, name in enumerate(signature.on_behalf_of):
            if meant(name, owners):
                continue
            hint = did_you_mean(name, owners) or f" ({', '.join(owners)}): for whom is this line?"
            step = (i,) if len(signature.on_behalf_of) > 1 else ()
            message = f'"{name}" is not one of the reporting owners{hint}'
            yield Violation(("signatures", n, "for", *step), message)


@rule("signature-line-too-long", "error", "specification 3.5, signatureName")
def a_signature_line_fits(filing: Filing) -> Iterator[Violation]:
    """EDGAR accepts 255 characters, in each filing of a split one."""
    lengths: dict[int, int] = {}
    # A line is never longer in a part than in the whole.
    is_split = filing.split and any(len(signature_line(line)) > MAX_SIGNATURE for line in filing.signatures)
    for part in parts(filing) if is_split else (Part(filing=filing),):
        for number, line in enumerate(part.filing.signatures):
            length = len(signature_line(line))
            if length > MAX_SIGNATURE:
                n = _number_in(filing, line) if is_split else number
                lengths[n] = max(lengths.get(n, 0), length)
    for n, length in sorted(lengths.items()):
        message = (
            f"the signature line has {length} characters, {length - MAX_SIGNATURE} more than the "
            f"{MAX_SIGNATURE} that EDGAR accepts: sign for fewer owners on one line, or shorten the "
            "entities under by: (specification 3.5)"
        )
        yield Violation(("signatures", n), message)


def _number_in(filing: Filing, line: Signature) -> int:
    """Return the number in the filing of a line of one of its parts, which may name fewer owners."""
    return next(
        n
        for n, whole in enumerate(filing.signatures)
        if whole == replace(line, on_behalf_of=whole.on_behalf_of)
        and set(line.on_behalf_of) <= set(whole.on_behalf_of)
    )


@rule("signature-parts-unused", "warning", "specification 4.3.7")
def a_line_given_as_text_stands_alone(filing: Filing) -> Iterator[Violation]:
    """A line given as text is filed word for word, so other keys beside it have no effect."""
    for n, signature in enumerate(filing.signatures):
        keys = [key for key in ("signer", "capacity", "title", "by") if getattr(signature, key)]
        if signature.text is not None and keys:
            message = (
                f"this line is given as text, so {' and '.join(keys)} will not be printed: is that intended?"
            )
            yield Violation(("signatures", n, "text"), message)


@rule("signatures-too-many", "error", "specification 3.5, ownerSignature")
def at_most_ten_sign_a_filing(filing: Filing) -> Iterator[Violation]:
    """EDGAR accepts ten signatures in one filing."""
    if len(filing.reporting_owners) > MAX_OWNERS and not filing.split:
        return  # another rule asks for a split
    most = max(len(part.filing.signatures) for part in parts(filing))
    if most > MAX_SIGNATURES:
        message = (
            f"EDGAR accepts {MAX_SIGNATURES} signatures in one filing, and this one has {most}: let one line "
            "sign for several owners, with their names under for: (specification 3.5)"
        )
        yield Violation(("signatures", min(MAX_SIGNATURES, len(filing.signatures) - 1)), message)


@rule("owner-unsigned", "warning", "specification 4.3.7")
def each_owner_is_signed_for(filing: Filing) -> Iterator[Violation]:
    """Each reporting owner signs or is signed for; one line may cover several."""
    if is_beyond(filing):
        return
    covered = [owners_of(signature, filing) for signature in filing.signatures]
    if not covered or None in covered:
        return
    signed_for = frozenset[int]().union(*filter(None, covered))
    for n, owner in enumerate(filing.reporting_owners):
        if n not in signed_for:
            message = (
                f"nobody signs for {owner.name}: is a line missing? one line can sign for several owners, "
                "with their names under for:"
            )
            yield Violation(("reporting_owners", n), message, on="name")


@rule("signature-for-whom", "warning", _INSTRUCTIONS)
def a_signature_line_says_for_whom(filing: Filing) -> Iterator[Violation]:
    """A signer who is not an owner signs for one; the line says for whom, and in what capacity."""
    if is_beyond(filing):
        return
    owners = filing.owner_names
    for n, signature in enumerate(filing.signatures):
        if signature.text is not None or not signature.is_bare or signature.on_behalf_of:
            continue
        signer = signature.signer or ""
        is_of_one_entity = len(owners) == 1 and is_entity(owners[0])
        has_another_problem = is_of_one_entity or to_ascii(signer) is None or leading_mark(signer)
        if meant(signer, owners) or has_another_problem:
            continue
        question = f"is this line for {owners[0]}" if len(owners) == 1 else "for whom is this line"
        message = (
            f"{signer} is not one of the reporting owners: {question}? write for: with the owner's name as "
            "the line should print it, first name first"
        )
        yield Violation(("signatures", n, "signer"), message)


@rule("signature-for-whom", "warning", "specification 4.3.7")
def a_line_given_as_text_names_an_owner(filing: Filing) -> Iterator[Violation]:
    """A bare name that is not an owner's is probably a typing error; longer lines are not judged."""
    if is_beyond(filing):
        return
    owners = filing.owner_names
    for n, signature in enumerate(filing.signatures):
        text = signature.text or ""
        name = without_mark(text)
        says_more = re.search(r",|\b(for|by|as|of|see|on behalf)\b", name, re.IGNORECASE)
        if not text or says_more or signature.on_behalf_of or any(map(is_entity, owners)):
            continue
        if not meant(name, owners) and not any(is_named_in(owner, name) for owner in owners):
            message = f"this line names none of the reporting owners ({', '.join(owners)}): whose is it?"
            yield Violation(("signatures", n, "text"), message)


@rule("entity-signer-bare", "warning", _INSTRUCTIONS)
def an_entity_signs_through_a_person(filing: Filing) -> Iterator[Violation]:
    """A person signs for an entity, and the line gives that person's role."""
    if is_beyond(filing):
        return
    for n, signature in enumerate(filing.signatures):
        if signature.text is not None or not signature.is_bare:
            continue
        signer = signature.signer or ""
        for i in sorted(owners_of(signature, filing) or ()):
            owner = filing.reporting_owners[i].name
            if not is_entity(owner) or _has_power(filing, owner):
                continue
            if is_entity(signer):
                message = (
                    f"a person signs for {owner}: who? write that person in signer:, the entity in for:, "
                    "and the person's office in title:"
                )
            else:
                message = (
                    f"what is the role of {signer} at {owner}? write title: with that office, by: with the "
                    "entities through which it acts, or capacity:"
                )
            yield Violation(("signatures", n, "signer"), message)


@rule("signed-before-event", "warning", "Form 3, box 2")
def nobody_signs_before_the_event(filing: Filing) -> Iterator[Violation]:
    """A form reports what has already happened."""
    for n, signature in enumerate(filing.signatures):
        if signature.signed and signature.signed < filing.period_of_report:
            message = f"this was signed before the {reported_event(filing)}: are both dates right?"
            yield Violation(("signatures", n, "signed"), message)


@rule("filed-before-event", "warning", "Form 3, box 2")
def a_form_is_filed_after_the_event(filing: Filing) -> Iterator[Violation]:
    """A form reports what has already happened."""
    if filing.filed and filing.filed.date < filing.period_of_report:
        message = f"this was filed before the {reported_event(filing)}: are both dates right?"
        yield Violation(("filed", "date"), message)


@rule("filed-before-signed", "warning", "Regulation S-T, Rule 302")
def a_form_is_filed_after_it_is_signed(filing: Filing) -> Iterator[Violation]:
    """Everyone signs before or when the form is filed."""
    if filing.filed is None or filing.filed.date < filing.period_of_report:
        return
    last = max((line.signed for line in filing.signatures if line.signed), default=filing.filed.date)
    if filing.filed.date < last:
        message = f"this was filed before it was signed on {last}: are both dates right?"
        yield Violation(("filed", "date"), message)


@rule("authenticated-after-filing", "warning", "Regulation S-T, Rule 302(b)")
def the_page_is_signed_before_the_form_is_filed(filing: Filing) -> Iterator[Violation]:
    """Each signer authenticates the typed signature before or at the time of filing."""
    for n, line in enumerate(filing.signatures):
        if filing.filed and line.authenticated and line.authenticated.on > filing.filed.date:
            message = (
                f"the form was filed on {filing.filed.date}, and this page has to be signed before or at the "
                "time of filing: are both dates right?"
            )
            yield Violation(("signatures", n, "authenticated", "on"), message)


@rule("authenticated-before-signed", "warning", "Regulation S-T, Rule 302(b)")
def the_page_is_not_signed_before_the_form(filing: Filing) -> Iterator[Violation]:
    """The page authenticates a signature that was given, under the form that was signed."""
    for n, line in enumerate(filing.signatures):
        if line.signed and line.authenticated and line.authenticated.on < line.signed:
            message = f"this page was signed before the form was, on {line.signed}: are both dates right?"
            yield Violation(("signatures", n, "authenticated", "on"), message)


@rule("reauthorized-after-filing", "warning", "Regulation S-T, Rule 302(b)")
def the_signer_agrees_before_the_form_is_filed(filing: Filing) -> Iterator[Violation]:
    """An agreement to a changed form counts before or at the time of filing, like the page."""
    for n, line in enumerate(filing.signatures):
        if filing.filed and line.reauthorized and line.reauthorized.on > filing.filed.date:
            message = (
                f"the form was filed on {filing.filed.date}, and nobody can agree to a change of it after "
                "that: are both dates right?"
            )
            yield Violation(("signatures", n, "reauthorized", "on"), message)


@rule("reauthorized-by-another", "warning", "Regulation S-T, Rule 302(b)")
def the_signer_or_an_owner_reauthorizes(filing: Filing) -> Iterator[Violation]:
    """Nobody else can let an earlier signature stand for a form that changed."""
    for n, line in enumerate(filing.signatures):
        again = line.reauthorized
        if again is None or filing.filed or is_named_in(again.by, line.text or ""):
            continue
        names = [*filter(None, [line.signer]), *filing.owner_names]
        if not meant(again.by, names):
            message = (
                f"{again.by} is neither the signer nor a reporting owner, and nobody else can agree to the "
                "change: who did?"
            )
            yield Violation(("signatures", n, "reauthorized", "by"), message)


@rule("confirmed-by-another", "warning", "practice")
def an_owner_confirms_what_the_form_reports(filing: Filing) -> Iterator[Violation]:
    """The insider confirms; for an entity, whoever signs for it by an office."""
    confirmed, owners = filing.confirmed, filing.owner_names
    officers = [
        line.signer
        for line in filing.signatures
        if line.signer and (line.title or line.by) and not BY_POWER.search(line.authority)
    ]
    if confirmed and not filing.filed and not meant(confirmed.by, [*owners, *officers]):
        message = (
            f"{confirmed.by} is not a reporting owner ({_few(owners)}): did the insider confirm what the "
            "form reports?"
        )
        yield Violation(("confirmed", "by"), message)


@rule("filed-unsigned", "error", "specification 3.5, signatureDate")
def a_filed_form_was_signed_by_all(filing: Filing) -> Iterator[Violation]:
    """EDGAR accepts no form without a signature and its date, so the file is wrong."""
    unsigned = [line.signer or "somebody" for line in filing.signatures if line.signed is None]
    if filing.filed and (unsigned or not filing.signatures):
        defect = f"{' and '.join(unsigned)} did not sign it" if unsigned else "no signatures are listed"
        message = (
            f"filed: says that EDGAR accepted the form on {filing.filed.date}, but {defect}: write the date "
            "of each signature under signed:, or remove filed: until EDGAR has accepted the form "
            "(specification 3.5, signatureDate)"
        )
        yield Violation(("filed",), message, on_key=True)


def _few(names: Sequence[str]) -> str:
    """Return the first of some names."""
    more = ["and others"] if len(names) > _SHOWN else []
    return ", ".join([*names[:_SHOWN], *more])


def _has_power(filing: Filing, owner: str) -> bool:
    """Return whether the filing has a power under which somebody may sign for *owner*."""
    return any(meant(power.grantor, [owner]) for power in filing.powers_of_attorney) or any(
        exhibit.is_power for exhibit in filing.exhibits
    )
