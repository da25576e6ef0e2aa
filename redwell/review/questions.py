"""What a reviewer must look at with own eyes, because no program can: only what this change asks for."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.model import Filing
from redwell.review.model import Fact, FilingReview, Row, Signer, Table
from redwell.review.runs import unchanged
from redwell.review.signers import AS_SIGNED, GIVEN

MOST = 10
_FORMS = {"D": "direct", "I": "indirect"}
_ASKED = (
    ("address of ", "the {what} changed: look at it in the file"),
    ("date of event", "the date of event went from {before} to {now}{due}"),
    ("name of the issuer", "the issuer is now {now}: check it on EDGAR"),
    ("CIK of ", "the {what} is now {now}: check it on EDGAR"),
    ("trading symbol", "the {what} is now {now}: check it on EDGAR"),
    ("foreign trading symbol", "the {what} is now {now}: check it at its exchange"),
    ("accession number", "filed was recorded: is {now} its number on EDGAR?"),
    ("form", "Form {before} became Form {now}: is it an amendment?"),
    ("filing that is amended", "the {what} is now {now}: is it the original?"),
    ("day on which the original", "the {what} is now {now}: compare with the original"),
    ("director box", "the {what} went from {before} to {now}: as of the date of event?"),
    ("10% owner box", "the {what} went from {before} to {now}: as of the date of event?"),
    ("officer title", "the {what} went from {before} to {now}: as of the date of event?"),
    ("other relationship", "the {what} went from {before} to {now}: as of the date of event?"),
    ("numbers of footnotes", "footnotes changed places: do the tables still cite the right ones?"),
    ("accepted warning ", "{what}, with the reason {now}: is it right?"),
)
"""How a fact begins, and what is asked of it."""


def to_look_at(review: FilingReview, now: Filing | None) -> tuple[str, ...]:
    """Short sentences, the weightiest first, at most ten; the last then says how many there are beside."""
    if review.change == "removed":
        return _of_removed(review)
    if now is None:
        return ("this file is no readable filing: read its YAML",)
    found = [*dict.fromkeys(_questions(review, now))]
    if len(found) <= MOST:
        return tuple(found)
    more = len(found) - MOST + 1
    return (*found[: MOST - 1], f"{more} more like these: go through the tables, the facts and the texts")


def _of_removed(review: FilingReview) -> tuple[str, ...]:
    was_filed = any(fact.what == "accession number" and fact.before for fact in review.facts)
    if was_filed:
        return ("this filing was filed: what EDGAR has taken stays in the record",)
    return ("the file was removed: is no form due for this event?",)


def _questions(review: FilingReview, now: Filing) -> Iterator[str]:
    yield from _of_signers(review, now)
    yield from _of_tables(review.tables, now)
    yield from _of_facts(review, now)
    yield from _of_texts(review)


# --- who signs ---


def _of_signers(review: FilingReview, now: Filing) -> Iterator[str]:
    for signer in review.signers:
        if signer.change == "removed":
            yield f"a signature was removed: who signs for {_names(signer.owners)}?"
            continue
        said = {point.what: point for point in signer.points}
        as_signed = said.get(AS_SIGNED)
        if as_signed and as_signed.is_so is False:
            yield "the power of attorney's text changed after it was signed"
        for point in signer.points:
            if point.is_so is False and point is not as_signed:
                yield f"{_hand(signer)}: {point.what}? no{f', {point.said}' if point.said else ''}"
        if signer.change != "same":
            yield from _of_new_signer(signer, now)


def _of_new_signer(signer: Signer, now: Filing) -> Iterator[str]:
    if "on file since" in signer.power:
        yield f"{_hand(signer)}, by a power that is on file: open it"
    elif any(point.is_so is None and point.what not in (AS_SIGNED, GIVEN) for point in signer.points):
        yield f"{_hand(signer)}, by a power that nobody can judge here: read it"
    if signer.signed and not now.filed:
        yield f"{_hand(signer)}: is the paper that was signed in the files (Regulation S-T, Rule 302)?"


def _hand(signer: Signer) -> str:
    return f'"{signer.line}"'


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "the owner"


# --- what is reported ---


def _of_tables(tables: tuple[Table, ...], now: Filing) -> Iterator[str]:
    rows = [(table, row) for table in tables for row in table.rows]
    for table, row in rows:
        if row.change in ("added", "removed"):
            yield _of_row(table, row)
        elif row.before != row.now:
            what = "amount" if table.number == "I" else "underlying amount"
            before = row.before.said if row.before else "none"
            amount = row.now.said if row.now else "none"
            yield (
                f"the {what} of {row.title} ({_FORMS[row.ownership]}) went from {before} to {amount}: "
                "compare with the source document"
            )
        elif row.change == "changed":
            yield f"{row.title} ({_FORMS[row.ownership]}): {'; '.join(row.notes) or 'its words changed'}"
    disclaimed = [
        row for _, row in rows if row.is_disclaimed and row.change not in ("same", "moved", "removed")
    ]
    if disclaimed:
        yield _of_disclaimer(now)


def _of_row(table: Table, row: Row) -> str:
    which = f"{row.title} ({_FORMS[row.ownership]}) in Table {table.number}"
    if row.change == "removed":
        return f"{which} was removed: is it no longer held on the date of event?"
    return f"{which} is new: compare it with the source document"


def _of_disclaimer(now: Filing) -> str:
    from redwell.review.disclaimers import disclaiming

    labels = disclaiming(now).labels
    numbers = [str(n) for n, (label, _) in enumerate(now.footnotes, start=1) if label in labels]
    where = f"footnote{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else "the remarks"
    return f"beneficial ownership is disclaimed: read {where}"


# --- what else is said ---


def _of_facts(review: FilingReview, now: Filing) -> Iterator[str]:
    is_new = review.change == "added" and review.compared_with is None
    if is_new:
        yield from _of_new_filing(now)
        return
    for fact in review.facts:
        if question := _of_fact(fact, review):
            yield question


def _of_new_filing(now: Filing) -> Iterator[str]:
    yield f"the date of event is {now.date_of_event}: compare with the source document"
    if any(owner.cik for owner in now.reporting_owners):
        many = len(now.reporting_owners) > 1
        yield f"check the CIKs of the issuer and the owner{'s' if many else ''} on EDGAR"
    if any(owner.address for owner in now.reporting_owners):
        yield "the address is not printed here: look at it in the file"
    if now.filed and now.filed.accession_number:
        yield f"filed was recorded: is {now.filed.accession_number} its number on EDGAR?"


def _of_fact(fact: Fact, review: FilingReview) -> str:
    if fact.what == "reporting owner":
        return _of_owner(fact)
    sentence = next((said for beginning, said in _ASKED if fact.what.startswith(beginning)), "")
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
    for text in review.texts:
        if not unchanged(text.runs):
            yield f"the text changed: {text.what}: read it"
