"""What was final and is not so any more, as a filing that EDGAR took; and what is before its time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from redwell.model import Filing
from redwell.ownership.signatures import signature_line
from redwell.review.compare.matching import of_powers
from redwell.review.compare.powers import CODES
from redwell.review.model import Finding, Signer


def unfiled(before: Filing | None, now: Filing | None, file: str) -> tuple[Finding, ...]:
    """An error where the record said that EDGAR took a filing, and says so no more."""
    if not (before and before.filed and now and not now.filed):
        return ()
    amendment = f"Form {before.form.partition('/')[0]}/A"
    message = (
        f"{taken(before)}, and the record no longer says so: restore `filed`; what was filed is corrected "
        f"by a {amendment}"
    )
    return (
        Finding(
            code="filed-taken-back",
            severity="error",
            message=message,
            file=file,
            line=1,
            column=1,
            end_column=1,
        ),
    )


def of_record(before: Filing | None, now: Filing | None) -> Iterator[str]:
    """What is to be asked of a filing that EDGAR took, by what the record said of it."""
    if before is None or before.filed is None:
        if now and now.filed and now.filed.accession_number:
            yield f"filed was recorded: is {now.filed.accession_number} its number on EDGAR?"
        return
    if now is None:
        yield f"{taken(before)}: is it right that the record loses it?"
    elif now.filed is None:
        yield f"{taken(before)}: is it right that the record no longer says so?"
    else:
        old, new = before.filed, now.filed
        if old.date != new.date:
            yield f"the day on which it was filed went from {old.date} to {new.date}: which does EDGAR say?"
        if old.accession_number is None and new.accession_number:
            yield f"filed was recorded: is {new.accession_number} its number on EDGAR?"
        elif old.accession_number != new.accession_number:
            yield (
                f"the accession number went from {old.accession_number} to {new.accession_number or 'none'}: "
                "which is it on EDGAR?"
            )


def of_unread(before: Filing | None) -> Iterator[str]:
    """What is to be done about a filing that EDGAR took, and that is no filing any more as it stands."""
    if before and before.filed:
        yield f"{taken(before)}: restore the file"


def taken(filing: Filing) -> str:
    """That EDGAR took it, and when, for the beginning of a sentence."""
    assert filing.filed
    number = f" ({filing.filed.accession_number})" if filing.filed.accession_number else ""
    return f"EDGAR took this on {filing.filed.date}{number}"


def of_executed_powers(before: Filing | None, now: Filing, *, is_sound: bool) -> Iterator[str]:
    """What is to be asked of powers that were signed: what the grantor signed does not change.

    *is_sound* unless check itself finds another text than the fingerprint is of.
    """
    for old, new in of_powers(before, now) if before else ():
        if old is None or old.signed is None:
            continue
        was = f"the power of {old.grantor} was signed on {old.signed}"
        if new is None:
            yield f"{was}, and is gone here: is that right?"
        elif new.on_file and not old.on_file:
            yield f"{was}, and is said to be on file since {new.on_file.date}: is that right?"
        elif new.signed is None and not new.on_file:
            yield f"{was}, and is unsigned now: what was signed stays"
        elif old.wording_hash and new.wording_hash is None and not new.on_file:
            yield f"{was}, and its fingerprint is gone: what was signed stays"
        elif is_sound and old.wording_hash and new.wording_hash not in (None, old.wording_hash):
            yield f"{was}, and has another fingerprint now: which text did the grantor sign?"
        elif new.signed and new.signed != old.signed:
            yield f"{was}, and now it says {new.signed}: which day is on the paper?"


def lost_powers(before: Filing | None, now: Filing) -> frozenset[str]:
    """The grantors of powers of which it is asked elsewhere why their text is not here any more."""
    return frozenset(
        (new or old).grantor
        for old, new in of_powers(before, now)
        if old and (new.on_file if new else old.signed)
    )


def to_come(filing: Filing, today: date) -> Iterator[str]:
    """Days that are still to come: nothing has happened or was signed on them."""
    if filing.filed and filing.filed.date > today:
        yield f"the day on which it was filed is {filing.filed.date}, a day that is still to come"
    if filing.period_of_report > today:
        yield f"the date of event is {filing.period_of_report}, a day that is still to come"
    for power in filing.powers_of_attorney:
        if power.signed and power.signed > today:
            yield f"the power of {power.grantor} is signed {power.signed}, a day that is still to come"
    for signature in filing.signatures:
        if signature.signed and signature.signed > today:
            yield f'"{signature_line(signature)}" is signed {signature.signed}, a day that is still to come'


def has_doubtful_hand(signers: Iterable[Signer], accepted: Collection[str]) -> bool:
    """Whether a power does not carry a signature that was given, and nobody said why that is accepted."""
    return any(
        point.is_so is False and CODES.get(point.what, frozenset()).isdisjoint(accepted)
        for signer in signers
        if signer.signed and signer.change != "removed"
        for point in signer.points
    )
