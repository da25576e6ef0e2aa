"""Find filed or signed facts that a change undoes.

A filed form and its exhibits stay as they were filed; an amendment corrects them. A signed power stays as it
was signed. `check` compares the facts of a filed form (changed-after-filing), and a signed power with its
fingerprint (wording-changed). The problems found here need both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from redwell.deadlines.standing import short_date
from redwell.model import Filing, PowerOfAttorney
from redwell.review.changes import powers
from redwell.review.model import ReviewProblem
from redwell.review.sides import Look
from redwell.review.texts import beside

Undoing = Literal["gone", "on file", "unsigned", "fingerprint gone", "fingerprint differs", "day differs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class UndonePower:
    """A signed power that is no longer as it was signed; *after* is None where it is gone."""

    before: PowerOfAttorney
    after: PowerOfAttorney | None
    how: Undoing


def problems(before: Look | None, after: Look) -> Iterator[ReviewProblem]:
    """Return an error for a form no longer recorded as filed, or for each changed exhibit of a filed form."""
    old, new = before and before.filing, after.filing
    if not (before and old and old.filed and new):
        return
    amendment = f"what was filed is corrected by a Form {old.AMENDMENT}"
    if not new.filed:
        message = f"{taken(old)}, and the record no longer says so: restore `filed`; {amendment}"
        yield ReviewProblem(code="filed-taken-back", severity="error", message=message, file=after.entry.name)
        return
    for what in (*_changed_powers(before, after), *_changed_files(before, after)):
        yield ReviewProblem(
            code="exhibit-changed-after-filing",
            severity="error",
            message=f"{taken(old)} with {what}: restore it; {amendment}",
            file=after.entry.name,
        )


def taken(filing: Filing) -> str:
    """Return the beginning of a sentence: EDGAR took this on a date."""
    assert filing.filed, "only a filed form was taken"
    number = f" ({filing.filed.accession_number})" if filing.filed.accession_number else ""
    return f"EDGAR took this on {short_date(filing.filed.date)}{number}"


def undone_powers(before: Filing | None, after: Filing) -> Iterator[UndonePower]:
    """Return the signed powers that were changed or removed."""
    for old, new in powers(before, after) if before else ():
        if old and old.signed and (how := _undoing(old, new)):
            yield UndonePower(before=old, after=new, how=how)


def _undoing(old: PowerOfAttorney, new: PowerOfAttorney | None) -> Undoing | None:
    if new is None:
        return "gone"
    if new.on_file:
        return None if old.on_file else "on file"
    if old.signed and not new.signed:
        return "unsigned"
    if old.wording_hash and new.wording_hash != old.wording_hash:
        return "fingerprint differs" if new.wording_hash else "fingerprint gone"
    return "day differs" if old.signed != new.signed and old.signed else None


def _changed_powers(before: Look, after: Look) -> Iterator[str]:
    """Return descriptions of the powers filed as Exhibit 24 that were changed or removed."""
    for old, new in powers(before.filing, after.filing):
        if old is None or old.on_file or not (old.signed or old.document):
            continue
        what = f"the power of {old.grantor} as Exhibit 24"
        how = _undoing(old, new)
        if how == "gone" or new is None:
            yield f"{what}, which is gone here"
        elif how == "on file" and new.on_file:
            yield f"{what}, which is said here to be on file since {short_date(new.on_file.date)}"
        elif how == "unsigned" and not new.document:
            yield f"{what}, which is unsigned here"
        elif not _is_as_signed(old, new, before, after):
            yield f"{what}, which is not as it was here"


def _is_as_signed(old: PowerOfAttorney, new: PowerOfAttorney, before: Look, after: Look) -> bool:
    """Return whether the exhibit is the same; with the same fingerprint, check reports a changed text."""
    if bool(old.document) != bool(new.document) or (not old.document and old.signed != new.signed):
        return False
    if old.wording_hash:
        return old.wording_hash == new.wording_hash
    if old.document:
        return _is_same_file(old.document, new.document, before, after)
    # A fingerprint may be added later.
    return old == replace(new, wording_hash=None)


def _changed_files(before: Look, after: Look) -> Iterator[str]:
    first, second = (look.filing.exhibits if look.filing else () for look in (before, after))
    for old in first:
        alike = [new for new in second if new.type == old.type]
        if not alike:
            yield f"{old.file} as {old.type}, which is gone here"
        elif not any(_is_same_file(old.file, new.file, before, after) for new in alike):
            yield f"{old.file} as {old.type}, which is not as it was here"


def _is_same_file(old: str, new: str | None, before: Look, after: Look) -> bool:
    """Return whether two files have the same bytes; check reports a file that cannot be read."""
    was, now = beside(old, before), beside(new, after)
    return was is None or now is None or was == now
