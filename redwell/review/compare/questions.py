"""What a reviewer must look at with own eyes, because no program can: only what this change asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from redwell.model import Filing
from redwell.review.compare import taken_back
from redwell.review.compare.disclaimers import disclaiming
from redwell.review.compare.powers import AS_SIGNED, IN_FORCE, NAMES
from redwell.review.compare.signers import is_other_hand
from redwell.review.model import Fact, FilingReview, Row, Signer, Table

MOST = 10
_FOLDED = 4
"""So many rows that changed are asked about one by one; more are counted."""
_UNREAD = re.compile(r"enclosed as Exhibit 24: |\(executed as [^,)]+(?<!\.txt), ")
"""How a power is told whose words are in a file that is not read here, as a scan."""
_PAPER = "is the paper that was signed in the files (Regulation S-T, Rule 302)?"
_FORMS = {"D": "direct", "I": "indirect"}
_REASON = '{what}: does its reason hold? "{now}"'
_IDENTITY = {
    "CIK of": "the {what} is now {now}: check it on EDGAR",
    "name of the issuer": "the issuer is now {now}: check it on EDGAR",
    "name of": "{before} is now called {now}: check it on EDGAR",
    "trading symbol": "the {what} is now {now}: check it on EDGAR",
    "foreign trading symbol": "the {what} is now {now}: check it at its exchange",
    "form": "Form {before} became Form {now}: is it an amendment?",
    "filing that is amended": "the {what} is now {now}: is it the original?",
    "day on which the original": "the {what} is now {now}: compare with the original",
}
"""How a fact begins, and what is asked of it: who reports what about whom, before anything else."""
_DATES = {
    "date of event": "the date of event went from {before} to {now}{due}",
    "day on which the registration": "the {what} went from {before} to {now}: compare with its source",
}
_OTHERS = {
    "director box": "the {what} went from {before} to {now}: as of the date of event?",
    "10% owner box": "the {what} went from {before} to {now}: as of the date of event?",
    "officer title": "the {what} went from {before} to {now}: as of the date of event?",
    "other relationship": "the {what} went from {before} to {now}: as of the date of event?",
    "address of": "the {what} changed: look at it in the file",
    "numbers of footnotes": "footnotes changed places: do the tables still cite the right ones?",
    "accepted warning": _REASON,
}
_MANY = {
    "removed": "{many} rows of Table {number} were removed: are they no longer held on the date of event?",
    "added": "{many} rows of Table {number} are new: compare each with its source document",
    "amount": "{many} amounts changed in Table {number}: compare each with its source document",
    "words": "{many} rows of Table {number} changed in their words: read each",
}
"""What is asked of many rows that changed in one way."""


def to_look_at(
    review: FilingReview, before: Filing | None, now: Filing | None, today: date
) -> tuple[str, ...]:
    """Short sentences, the weightiest first, at most ten; the last then says how many there are beside."""
    if review.change == "removed":
        lost = tuple(taken_back.of_record(before, None))
        return lost or ("the file was removed: was it never filed, and is no form due for this event?",)
    if now is None:
        lost = tuple(taken_back.of_unread(before))
        return (*lost, "this is no filing as it stands: see its errors, and read its YAML")
    found = [*dict.fromkeys(_questions(review, before, now, today))]
    if len(found) <= MOST:
        return tuple(found)
    more = len(found) - MOST + 1
    return (*found[: MOST - 1], f"{more} more like these: go through the tables, the facts and the texts")


def _questions(review: FilingReview, before: Filing | None, now: Filing, today: date) -> Iterator[str]:
    is_sound = all(finding.code != "wording-changed" for finding in review.findings)
    if not is_sound:
        yield "the power of attorney's text changed after it was signed: which text did the grantor sign?"
    yield from taken_back.of_executed_powers(before, now, is_sound=is_sound)
    if review.yaml:
        yield "only the YAML could be compared: read it whole"
    is_new = review.change == "added"
    # What is to be restored is compared with nothing.
    is_kept = all(finding.code != "changed-after-filing" for finding in review.findings)
    if is_kept:
        yield from _of_new_identity(now) if is_new else _of_facts(review, _IDENTITY)
    yield from taken_back.of_record(before, now)
    yield from taken_back.to_come(now, today)
    yield from _of_signers(review, is_filed_before=bool(before and before.filed))
    if is_kept:
        yield from _of_new_date(now, today) if is_new else _of_facts(review, _DATES)
        yield from _of_tables(review, now)
        yield from _of_new_filing(now) if is_new else _of_facts(review, _OTHERS)
        yield from _of_texts(review, taken_back.lost_powers(before, now))


# --- who signs ---


def _of_signers(review: FilingReview, *, is_filed_before: bool) -> Iterator[str]:
    for signer in review.signers:
        if signer.change == "removed":
            yield f"a signature was removed: who signs for {_names(signer.owners)}?"
            continue
        for point in signer.points:
            # Check finds each text that is not as it was signed.
            if point.is_so is False and point.what != AS_SIGNED:
                yield f"{_hand(signer)}: {point.what}? no{f', {point.said}' if point.said else ''}"
        # Of what could not be read before, nobody can say what changed.
        if signer.change != "same" and not review.yaml:
            yield from _of_new_signer(signer)
            # What was filed before, was signed before: another signature is an error.
            if signer.signed and not is_filed_before and is_other_hand(signer):
                yield f"{_hand(signer)}: {_PAPER}"


def _of_new_signer(signer: Signer) -> Iterator[str]:
    day = next((said for said in signer.was if said.startswith("signed was ")), "")
    if day and not signer.signed:
        yield f"{_hand(signer)}: {day}, and the line is unsigned now: is that right?"
    if "on file since" in signer.power:
        yield f"{_hand(signer)}, by a power that is on file: open it"
    elif _UNREAD.search(signer.power):
        yield f"{_hand(signer)}, by a power that nobody can judge here: read it"
    else:
        for point in signer.points:
            # Of a line that nobody signed, there is no day to judge yet.
            if point.is_so is None and (point.what == NAMES or (point.what == IN_FORCE and signer.signed)):
                yield f"{_hand(signer)}: {point.what}? that cannot be told here: {point.said}"


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
        yield from _of_rows(rows)
    if any(row.is_disclaimed and row.change not in ("same", "moved", "removed") for _, row in rows):
        yield _of_disclaimer(now)


def _of_rows(rows: Sequence[tuple[Table, Row]]) -> Iterator[str]:
    """Each row that changed; where many did in one way, how many."""
    asked = [(table, row, kind, said) for table, row in rows for kind, said in _of_row(table, row)]
    count = Counter((table.number, kind) for table, _, kind, _ in asked)
    alike = Counter(said for _, _, _, said in asked)
    for table, row, kind, said in asked:
        many = count[table.number, kind]
        if many > _FOLDED:
            yield _MANY[kind].format(many=many, number=table.number)
        elif alike[said] > 1:
            yield f"row {row.now_place or row.before_place} of Table {table.number}: {said}"
        else:
            yield said


def _of_row(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    """In what way a row changed, and what is asked of it."""
    which = _which(table, row)
    # A footnote that was reworded is told among the texts.
    notes = "; ".join(note for note in row.notes if not note.startswith("footnote"))
    if row.change == "removed":
        yield (
            "removed",
            f"{which} in Table {table.number} was removed: is it no longer held on the date of event?",
        )
    elif row.change == "added":
        yield "added", f"{which} in Table {table.number} is new: compare it with the source document"
    elif row.before != row.now:
        what = "amount" if table.number == "I" else "underlying amount"
        before, amount = (each.said if each else "none" for each in (row.before, row.now))
        also = f" ({notes})" if notes and row.change == "changed" else ""
        said = f"the {what} of {which} went from {before} to {amount}{also}: compare with the source document"
        yield "amount", said
    elif row.change == "changed" and (notes or not row.notes):
        yield "words", f"{which}: {notes or 'its words changed'}"


def _which(table: Table, row: Row) -> str:
    """A holding by its security and holder, and of rights by their price and end."""
    said = [_FORMS[row.ownership], row.nature]
    if table.number == "II":
        said += [
            f"at {row.price}" if row.price else "",
            f"expires {row.expiration}" if row.expiration else "",
        ]
    return f"{row.title} ({', '.join(filter(None, said))})"


def _of_disclaimer(now: Filing) -> str:
    labels = disclaiming(now).labels
    numbers = [str(n) for n, (label, _) in enumerate(now.footnotes, start=1) if label in labels]
    where = f"footnote{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else "the remarks"
    return f"beneficial ownership is disclaimed: read {where}"


# --- what else is said ---


def _of_new_identity(now: Filing) -> Iterator[str]:
    known = sum(owner.cik is not None for owner in now.reporting_owners)
    owners = ("", " and the owner", " and the owners")[min(known, 2)]
    yield f"check the CIK{'s' if known else ''} of the issuer{owners} on EDGAR"


def _of_new_date(now: Filing, today: date) -> Iterator[str]:
    if now.period_of_report <= today:
        yield f"the date of event is {now.period_of_report}: compare with the source document"


def _of_new_filing(now: Filing) -> Iterator[str]:
    if any(owner.address for owner in now.reporting_owners):
        yield "the address is not printed here: look at it in the file"
    for code, reason in now.accept:
        yield _REASON.format(what=f"accepted warning {code}", now=reason)


def _of_facts(review: FilingReview, asked: Mapping[str, str]) -> Iterator[str]:
    """What is asked of the facts that begin so, in the order of the form."""
    for fact in review.facts:
        if fact.what == "reporting owner":
            if asked is _IDENTITY:
                yield _of_owner(fact)
            continue
        sentence = next(
            (said for words, said in asked.items() if f"{fact.what} ".startswith(f"{words} ")), ""
        )
        if sentence and not (fact.what.startswith("accepted warning ") and not fact.now):
            yield sentence.format(
                what=fact.what,
                before=fact.before or "none",
                now=fact.now or "none",
                due=f": the form is now {review.due}" if review.due.startswith("due") else "",
            )


def _of_owner(fact: Fact) -> str:
    if fact.now:
        return f"{fact.now} now reports too: check the CIK on EDGAR, and who signs"
    return f"{fact.before} no longer reports: who does?"


def _of_texts(review: FilingReview, asked: Collection[str]) -> Iterator[str]:
    """Each text that changed; not of powers of the grantors *asked* about, that these are gone."""
    changed = f"differs from {review.compared_with}" if review.compared_with else "changed"
    for text in review.texts:
        kinds = {run.kind for run in text.runs}
        if kinds == {"deleted"} and text.what in {f"power of attorney of {grantor}" for grantor in asked}:
            continue
        if kinds == {"deleted"}:
            yield f"is it right that this is gone: {text.what}?"
        else:
            yield f"read what {'is new' if kinds == {'inserted'} else changed}: {text.what}"
