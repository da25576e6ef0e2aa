"""What a reviewer must look at with own eyes, because no program can: only what this change asks for."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.model import Filing
from redwell.review.compare.disclaimers import disclaiming
from redwell.review.compare.powers import AS_SIGNED
from redwell.review.model import Fact, FilingReview, Row, Signer, Table

MOST = 10
_FORMS = {"D": "direct", "I": "indirect"}
_REASON = '{what}: does its reason hold? "{now}"'
_ASKED = {
    "address of": "the {what} changed: look at it in the file",
    "date of event": "the date of event went from {before} to {now}{due}",
    "name of the issuer": "the issuer is now {now}: check it on EDGAR",
    "CIK of": "the {what} is now {now}: check it on EDGAR",
    "trading symbol": "the {what} is now {now}: check it on EDGAR",
    "foreign trading symbol": "the {what} is now {now}: check it at its exchange",
    "accession number": "filed was recorded: is {now} its number on EDGAR?",
    "form": "Form {before} became Form {now}: is it an amendment?",
    "filing that is amended": "the {what} is now {now}: is it the original?",
    "day on which the original": "the {what} is now {now}: compare with the original",
    "director box": "the {what} went from {before} to {now}: as of the date of event?",
    "10% owner box": "the {what} went from {before} to {now}: as of the date of event?",
    "officer title": "the {what} went from {before} to {now}: as of the date of event?",
    "other relationship": "the {what} went from {before} to {now}: as of the date of event?",
    "numbers of footnotes": "footnotes changed places: do the tables still cite the right ones?",
    "accepted warning": _REASON,
}
"""How a fact begins, and what is asked of it."""


def to_look_at(review: FilingReview, now: Filing | None) -> tuple[str, ...]:
    """Short sentences, the weightiest first, at most ten; the last then says how many there are beside."""
    if review.change == "removed":
        return ("the file was removed: was it never filed, and is no form due for this event?",)
    if now is None:
        return ("this is no filing as it stands: see its errors, and read its YAML",)
    found = [*dict.fromkeys(_questions(review, now))]
    if len(found) <= MOST:
        return tuple(found)
    more = len(found) - MOST + 1
    return (*found[: MOST - 1], f"{more} more like these: go through the tables, the facts and the texts")


def _questions(review: FilingReview, now: Filing) -> Iterator[str]:
    if any(finding.code == "wording-changed" for finding in review.findings):
        yield "the power of attorney's text changed after it was signed: which text did the grantor sign?"
    if review.yaml:
        yield "only the YAML could be compared: read it whole"
    yield from _of_signers(review, now)
    yield from _of_tables(review, now)
    yield from _of_facts(review, now)
    yield from _of_texts(review)


# --- who signs ---


def _of_signers(review: FilingReview, now: Filing) -> Iterator[str]:
    for signer in review.signers:
        if signer.change == "removed":
            yield f"a signature was removed: who signs for {_names(signer.owners)}?"
            continue
        for point in signer.points:
            # Check finds each text that is not as it was signed.
            if point.is_so is False and not point.what.startswith(AS_SIGNED):
                yield f"{_hand(signer)}: {point.what}? no{f', {point.said}' if point.said else ''}"
        if signer.change != "same":
            yield from _of_new_signer(signer, now)


def _of_new_signer(signer: Signer, now: Filing) -> Iterator[str]:
    if "on file since" in signer.power:
        yield f"{_hand(signer)}, by a power that is on file: open it"
    elif any(point.is_so is None and not point.what.startswith(AS_SIGNED) for point in signer.points):
        yield f"{_hand(signer)}, by a power that nobody can judge here: read it"
    if signer.signed and not now.filed:
        yield f"{_hand(signer)}: is the paper that was signed in the files (Regulation S-T, Rule 302)?"


def _hand(signer: Signer) -> str:
    return f'"{signer.line}"'


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "the owner"


# --- what is reported ---


def _of_tables(review: FilingReview, now: Filing) -> Iterator[str]:
    rows = [(table, row) for table in review.tables for row in table.rows]
    if rows and review.change == "added" and not review.compared_with:
        yield "all holdings are new: compare each with its source document"
    else:
        for table, row in rows:
            yield from _of_row(table, row)
    if any(row.is_disclaimed and row.change not in ("same", "moved", "removed") for _, row in rows):
        yield _of_disclaimer(now)


def _of_row(table: Table, row: Row) -> Iterator[str]:
    which = f"{row.title} ({_FORMS[row.ownership]})"
    if row.change == "removed":
        yield f"{which} in Table {table.number} was removed: is it no longer held on the date of event?"
    elif row.change == "added":
        yield f"{which} in Table {table.number} is new: compare it with the source document"
    elif row.before != row.now:
        what = "amount" if table.number == "I" else "underlying amount"
        before, amount = (each.said if each else "none" for each in (row.before, row.now))
        yield f"the {what} of {which} went from {before} to {amount}: compare with the source document"
    elif row.change == "changed":
        # A footnote that was reworded is told among the texts.
        notes = [note for note in row.notes if not note.startswith("footnote")]
        if notes or not row.notes:
            yield f"{which}: {'; '.join(notes) or 'its words changed'}"


def _of_disclaimer(now: Filing) -> str:
    labels = disclaiming(now).labels
    numbers = [str(n) for n, (label, _) in enumerate(now.footnotes, start=1) if label in labels]
    where = f"footnote{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else "the remarks"
    return f"beneficial ownership is disclaimed: read {where}"


# --- what else is said ---


def _of_facts(review: FilingReview, now: Filing) -> Iterator[str]:
    if review.change == "added":
        yield from _of_new_filing(now)
        return
    for fact in review.facts:
        if question := _of_fact(fact, review):
            yield question


def _of_new_filing(now: Filing) -> Iterator[str]:
    yield f"the date of event is {now.date_of_event}: compare with the source document"
    known = sum(owner.cik is not None for owner in now.reporting_owners)
    owners = ("", " and the owner", " and the owners")[min(known, 2)]
    yield f"check the CIK{'s' if known else ''} of the issuer{owners} on EDGAR"
    if any(owner.address for owner in now.reporting_owners):
        yield "the address is not printed here: look at it in the file"
    if now.filed and now.filed.accession_number:
        yield f"filed was recorded: is {now.filed.accession_number} its number on EDGAR?"
    for code, reason in now.accept:
        yield _REASON.format(what=f"accepted warning {code}", now=reason)


def _of_fact(fact: Fact, review: FilingReview) -> str:
    if fact.what == "reporting owner":
        return _of_owner(fact)
    sentence = next(
        (said for beginning, said in _ASKED.items() if f"{fact.what} ".startswith(f"{beginning} ")), ""
    )
    if fact.what.startswith("accepted warning ") and not fact.now:
        return ""
    return sentence.format(
        what=fact.what,
        before=fact.before or "none",
        now=fact.now or "none",
        due=f": the form is now {review.due}" if review.due.startswith("due") else "",
    )


def _of_owner(fact: Fact) -> str:
    if fact.now:
        return f"{fact.now} now reports too: check the CIK on EDGAR, and who signs"
    return f"{fact.before} no longer reports: who does?"


def _of_texts(review: FilingReview) -> Iterator[str]:
    changed = f"differs from {review.compared_with}" if review.compared_with else "changed"
    for text in review.texts:
        kinds = {run.kind for run in text.runs}
        if kinds == {"deleted"}:
            yield f"is it right that this is gone: {text.what}?"
        else:
            yield f"read what {'is new' if kinds == {'inserted'} else changed}: {text.what}"
