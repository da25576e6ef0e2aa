"""The exhibits of a filing that EDGAR took: they stay as they were filed, as the form does.

Check compares the facts of a filed form with those that EDGAR got (`redwell.check.filed`); exhibits are no
such facts, and a signed text is held by its fingerprint only as long as that stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from redwell.model import PowerOfAttorney
from redwell.review.compare.matching import of_powers
from redwell.review.compare.taken_back import taken
from redwell.review.compare.texts import beside
from redwell.review.model import Finding
from redwell.review.sides import Look

_RESTORE = "restore it; what was filed is corrected by a"


def changed_exhibits(before: Look | None, now: Look) -> tuple[Finding, ...]:
    """An error for each exhibit of a filed form that is gone, or no longer as it was filed."""
    old, new = before and before.filing, now.filing
    if not (before and old and old.filed and new and new.filed):
        return ()
    amendment = f"Form {old.form.partition('/')[0]}/A"
    return tuple(
        Finding(
            code="exhibit-changed-after-filing",
            severity="error",
            message=f"{taken(old)} with {what}: {_RESTORE} {amendment}",
            file=now.entry.name,
            line=1,
            column=1,
            end_column=1,
        )
        for what in (*_powers(before, now), *_files(before, now))
    )


def _powers(before: Look, now: Look) -> Iterator[str]:
    """The powers that were sent as Exhibit 24 and are not there as they were signed."""
    for old, new in of_powers(before.filing, now.filing):
        if old is None or old.on_file or not (old.signed or old.document):
            continue
        what = f"the power of {old.grantor} as Exhibit 24"
        if new is None:
            yield f"{what}, which is gone here"
        elif new.on_file:
            yield f"{what}, which is said here to be on file since {new.on_file.date}"
        elif not (new.signed or new.document):
            yield f"{what}, which is unsigned here"
        elif not _is_as_signed(old, new, before, now):
            yield f"{what}, which is not as it was here"


def _is_as_signed(old: PowerOfAttorney, new: PowerOfAttorney, before: Look, now: Look) -> bool:
    """Whether the exhibit is the same; under the same fingerprint, check itself tells another text."""
    if bool(old.document) != bool(new.document) or (not old.document and old.signed != new.signed):
        return False
    if old.wording_hash:
        return old.wording_hash == new.wording_hash
    if old.document:
        return _is_same_file(old.document, new.document, before, now)
    # A fingerprint may be recorded later.
    return old == replace(new, wording_hash=None)


def _files(before: Look, now: Look) -> Iterator[str]:
    """The files that were sent as exhibits, by their types."""
    first, second = (look.filing.exhibits if look.filing else () for look in (before, now))
    for old in first:
        alike = [new for new in second if new.type == old.type]
        if not alike:
            yield f"{old.file} as {old.type}, which is gone here"
        elif not any(_is_same_file(old.file, new.file, before, now) for new in alike):
            yield f"{old.file} as {old.type}, which is not as it was here"


def _is_same_file(old: str, new: str | None, before: Look, now: Look) -> bool:
    """Whether two files are one to the byte; of one that cannot be read, check tells."""
    was, is_now = beside(old, before), beside(new, now)
    return was is None or is_now is None or was == is_now
