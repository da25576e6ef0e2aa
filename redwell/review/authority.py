"""Say under whose authority a form goes out: what was reauthorized, and what the insider confirmed.

Also tell a request that changes only signatures and records from one that changes what is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from redwell.check.signed import CODE, fingerprint_of, signer_of, standing
from redwell.deadlines.standing import short_date
from redwell.model import Filed, Filing
from redwell.review.sides import Look
from redwell.review.signers import lost_signatures, said_by

_OF_A_FORM = ("confirmed", "tested", "filed")
"""The records of a form."""
_KEPT, _SAME = ("facts", "words"), ("by", "held_by")
"""The parts of a record that may change and not go, and those that stay as they are."""
_OF_A_SIGNATURE = ("signed", "facts", "words", "reauthorized", "authenticated")
"""The records of a signature."""


def sentences(after: Look) -> Iterator[str]:
    """Yield what a reviewer must know before anything else."""
    filing = after.filing
    if filing is None:
        return
    is_sound = all(each.severity != "error" or each.code == CODE for each in after.checked.problems)
    is_compared = filing.confirmed or any(each.reauthorized for each in filing.signatures)
    facts = fingerprint_of(filing, after.checked.files.home).facts if is_sound and is_compared else None
    for signature in filing.signatures:
        if signature.signed and (again := standing(signature)):
            yield (
                f"reauthorized: {signer_of(signature)} signed on {short_date(signature.signed)}; the form "
                f"changed, and {again.by} agreed on {short_date(again.on)} ({again.how})"
                f"{_of(again.facts, facts)}"
            )
    if filing.filed is None:
        yield _confirmation(filing, facts)


def is_signature_only(before: Look, after: Look) -> bool:
    """Return whether a filing changed only in its signatures, `confirmed`, `tested` and `filed`.

    A signed line that is gone, or is another's now, is more than that; so is a record that is taken out, such
    as a fingerprint, without which nobody notices the next change.
    """
    old, new = before.filing, after.filing
    if old is None or new is None or old == new or lost_signatures(old, new) or _lost_records(old, new):
        return False
    kept = replace(
        new, signatures=old.signatures, confirmed=old.confirmed, tested=old.tested, filed=old.filed
    )
    return kept == old and _read(before) == _read(after)


def _lost_records(old: Filing, new: Filing) -> bool:
    """Return whether a date, a fingerprint or another record was taken out, or a record of EDGAR changed."""
    kept = {said_by(each): each for each in new.signatures}
    pairs: list[tuple[Any, Any]] = [(getattr(old, name), getattr(new, name)) for name in _OF_A_FORM]
    for before in old.signatures:
        after = kept.get(said_by(before), before)
        pairs += ((getattr(before, name), getattr(after, name)) for name in _OF_A_SIGNATURE)
    return _is_other(old.filed, new.filed) or any(_is_lost(before, after) for before, after in pairs)


def _is_other(before: Filed | None, after: Filed | None) -> bool:
    """Return whether EDGAR's date or accession number changed; the number may be added."""
    if before is None or after is None:
        return False
    return before.date != after.date or before.accession_number not in {None, after.accession_number}


def _is_lost(before: Any, after: Any) -> bool:
    """Return whether a record, or a part of it, was taken out, or it is another person's now."""
    parts = {name: [getattr(each, name, None) for each in (before, after)] for name in (*_KEPT, *_SAME)}
    is_out = any(old is not None and new is None for old, new in ((before, after), *parts.values()))
    return is_out or any(old is not None and old != new for old, new in (parts[name] for name in _SAME))


def _read(look: Look) -> tuple[dict[str, str], dict[str, str]]:
    """Return the hashes of the files that a filing names: exhibits, powers, wordings."""
    files = look.checked.files
    beside = {name: sha for name, sha in files.beside_read.items() if name != Path(look.entry.name).name}
    return beside, files.root_read


def _confirmation(filing: Filing, facts: str | None) -> str:
    confirmed = filing.confirmed
    if confirmed is None:
        owners = filing.owner_names
        nobody = f"none of the {len(owners)} reporting owners has" if owners[1:] else f"{owners[0]} has not"
        return f"not confirmed: {nobody} confirmed what the form reports"
    said = f"{confirmed.by} on {short_date(confirmed.on)} ({confirmed.how})"
    if confirmed.facts and facts and confirmed.facts != facts:
        return f"not confirmed as it is now: {said} confirmed something else than the form reports"
    return f"confirmed by {said}" + ("" if confirmed.facts else _of(None, facts))


def _of(pinned: str | None, facts: str | None) -> str:
    """Return whether somebody agreed to what the form reports now, as far as that is known."""
    if facts is None:
        return ""
    if pinned is None:
        return ", but nothing keeps what the form said then"
    return " to what it reports now" if pinned == facts else ", but not to what it reports now"
