"""List tasks for the reviewer: checks that no program can do, and only those that this change needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from redwell.check import dates
from redwell.deadlines.standing import short_date
from redwell.model import Filing
from redwell.ownership.signatures import signature_line
from redwell.ownership.tables import period_of
from redwell.review import facts, signers
from redwell.review.changes import Change, powers
from redwell.review.disclaimers import disclaimers
from redwell.review.model import Correction, FilingReview, PointKind, ReviewRow, ReviewTable, Signer
from redwell.review.regressions import Undoing, taken, undone_powers
from redwell.review.trade_tasks import CODE, NUMBER, PRICE, TRADED, of_corrected_trades, of_trades

MOST, MOST_OF_TRADES = 10, 16
"""The most tasks for a filing; for one with transactions."""
_FEW = 4
"""The most dates in the future that get their own tasks."""
_FOLDED = 4
"""The most rows with the same kind of change that get their own tasks; more share one task."""
_IDENTITY: Mapping[tuple[str, ...], str] = {
    ("form",): "Form {before} became Form {after}: is it an amendment?",
    ("amendment", "original_filed"): "the {what} is now {after}: compare with the original",
    ("amendment", "amends"): "the {what} is now {after}: is it the original?",
    ("issuer", "name"): "the issuer is now {after}: check it on EDGAR",
    ("issuer", "cik"): "the {what} is now {after}: check it on EDGAR",
    ("issuer", "trading_symbol"): "the {what} is now {after}: check it on EDGAR",
    ("issuer", "foreign_trading_symbol"): "the {what} is now {after}: check it at its exchange",
    ("reporting_owners", "name"): "{before} is now called {after}: check it on EDGAR",
    ("reporting_owners", "cik"): "the {what} is now {after}: check it on EDGAR",
}
"""Tasks for the facts that identify owner and issuer, by the name of the change; they come first."""
_PERIOD = "the {what} went from {before} to {after}{due}"
_DATE = "the {what} went from {before} to {after}: compare with its source"
_PLAN = "the {what} went from {before} to {after}: read the plan, and which trades were under it"
_RELATIONSHIP = "the {what} went from {before} to {after}: as of the date of event?"
_OTHERS: Mapping[tuple[str, ...], str] = {
    ("reporting_owners", "relationship", "director"): _RELATIONSHIP,
    ("reporting_owners", "relationship", "ten_percent_owner"): _RELATIONSHIP,
    ("reporting_owners", "relationship", "officer"): _RELATIONSHIP,
    ("reporting_owners", "relationship", "other"): _RELATIONSHIP,
    ("reporting_owners", "address"): "the {what} changed: check it in the file",
}
_MARKED = "the filing is now marked as filed: is {number} its accession number on EDGAR?"
_UNDONE: Mapping[Undoing, str] = {
    "gone": "{was}, and is gone here: is that right?",
    "on file": "{was}, and is said to be on file since {on_file}: is that right?",
    "unsigned": "{was}, and is unsigned now: restore what was signed",
    "fingerprint gone": "{was}, and its fingerprint is gone: restore it",
    "fingerprint differs": "{was}, and has another fingerprint now: which text did the grantor sign?",
    "day differs": "{was}, and now it says {signed}: which day is on the paper?",
}
_COMPARE = "compare with the source document"
_ASKED: Mapping[str, str] = {
    CODE: "is that what was done?",
    NUMBER: "was it acquired or disposed of, and how much?",
}
"""The question about a corrected value of a transaction, by its label."""
_FAILED: Mapping[PointKind, str] = {
    "power of attorney in this filing": "no power of attorney in this filing",
    "names the attorney-in-fact": "the power does not name the signer",
    "covers this form": "the power does not cover this form",
    "in force on the day of signing": "the power is not in force on the day of signing",
    "given by the owner": "the power is not given by the owner",
    "Exhibit 24 attached": "Exhibit 24 is not attached",
    "Exhibit 24 on file": "Exhibit 24 is not on file",
}
"""Tasks for points that do not hold; for a text changed after signing, check has an error."""
_OPEN: Mapping[PointKind, str] = {
    "names the attorney-in-fact": "does the power name the signer?",
    "in force on the day of signing": "is the power in force on the day of signing?",
}
_MANY: Mapping[str, str] = {
    "removed": "{many} rows of {table} were removed: are they no longer held on the date of event?",
    "gone": "{many} transactions of {table} were removed: were they not done, or does another form report "
    "them?",
    "holder": "{many} lines of {table} have another holder now: is each with its right holder?",
    "kept": "{many} rows of {table} are not repeated, so they stand as filed: if one was reported by "
    "mistake, say so in the explanation",
    "added": "{many} rows of {table} are new: compare each with its source document",
    "amount": "{many} amounts changed in {table}: compare each with its source document",
    "correction": "{many} values of one kind changed in {table}: compare each with its source document",
    "words": "{many} rows of {table} changed in their words: read each",
}
"""Tasks for many rows with the same kind of change."""


def tasks(
    review: FilingReview,
    changes: Sequence[Change],
    before: Filing | None,
    after: Filing | None,
    today: date,
    calendar: date,
) -> tuple[str, ...]:
    """Return at most `MOST` short sentences, the most important first; the last one counts any others.

    *today* is EDGAR's day, and *calendar* that of the calendar: people sign and trade by this one.
    """
    if review.change == "removed":
        lost = tuple(_of_record(before, None))
        return lost or ("the file was removed: was it never filed, and is no form due for this event?",)
    if after is None:
        lost = (f"{taken(before)}: restore the file",) if before and before.filed else ()
        return (*lost, "this cannot be read as a filing: see its errors, and read its YAML")
    found = [*dict.fromkeys(_tasks(review, changes, before, after, today, calendar))]
    most = MOST_OF_TRADES if review.trades else MOST
    if len(found) <= most:
        return tuple(found)
    more = len(found) - most + 1
    return (*found[: most - 1], f"{more} more like these: go through the tables, the facts and the texts")


def _tasks(
    review: FilingReview,
    changes: Sequence[Change],
    before: Filing | None,
    after: Filing,
    today: date,
    calendar: date,
) -> Iterator[str]:
    codes = {problem.code for problem in review.problems}
    is_sound = "wording-changed" not in codes
    if not is_sound:
        yield "the power of attorney's text changed after it was signed: which text did the grantor sign?"
    yield from _of_undone_powers(before, after, is_sound=is_sound)
    if review.yaml:
        yield "only the YAML could be compared: read it whole"
    is_new = review.change == "added"
    # Texts that must be restored need no comparison.
    is_kept = "changed-after-filing" not in codes
    if is_kept:
        yield from _of_new_identity(after) if is_new else _of_facts(review, changes, _IDENTITY)
    yield from _of_record(before, after)
    yield from future_dates(after, today, calendar)
    yield from _of_signers(review, is_filed_before=bool(before and before.filed))
    yield from _of_other_signers(before, after)
    yield from _of_old_reasons(review, before, after)
    if is_kept:
        yield from _of_new_date(after, calendar) if is_new else _of_dates(review, changes)
        yield from of_trades(review, after) if is_new else of_corrected_trades(review, after)
        yield from _of_tables(review, after)
        yield from _of_new_filing(after) if is_new else _of_others(review, changes)
        yield from _of_texts(review, before, after)


def future_dates(filing: Filing, today: date, calendar: date) -> Iterator[str]:
    """Return sentences on dates in the future, on which nothing can have happened or been signed yet."""
    found = [(f"the {period_of(filing).label} is", filing.period_of_report, calendar)]
    found += [
        (said, day, today if dates.is_of_edgar(path) else calendar)
        for path, said, day in dates.records(filing)
    ]
    asked = [f"{said} {short_date(day)}, a date in the future" for said, day, last in found if day > last]
    yield from asked[:_FEW]
    if asked[_FEW:]:
        yield f"further dates in the future: {len(asked[_FEW:])}"


# --- what was filed or signed ---


def _of_record(before: Filing | None, after: Filing | None) -> Iterator[str]:
    """Return tasks about the record of a filing with EDGAR."""
    old, new = (filing.filed if filing else None for filing in (before, after))
    if before is None or old is None:
        if new and new.accession_number:
            yield _MARKED.format(number=new.accession_number)
    elif after is None:
        yield f"{taken(before)}: is it right that the record loses it?"
    elif new is None:
        yield f"{taken(before)}: is it right that the record no longer says so?"
    else:
        if old.date != new.date:
            days = f"from {short_date(old.date)} to {short_date(new.date)}"
            yield f"the filing date went {days}: which does EDGAR say?"
        if old.accession_number is None and new.accession_number:
            yield _MARKED.format(number=new.accession_number)
        elif old.accession_number != new.accession_number:
            numbers = f"from {old.accession_number} to {new.accession_number or 'none'}"
            yield f"the accession number went {numbers}: which is it on EDGAR?"


def _of_undone_powers(before: Filing | None, after: Filing, *, is_sound: bool) -> Iterator[str]:
    for undone in undone_powers(before, after):
        # If the text does not match the fingerprint, check reports it.
        if undone.how == "fingerprint differs" and not is_sound:
            continue
        old, new = undone.before, undone.after
        yield _UNDONE[undone.how].format(
            was=f"the power of {old.grantor} was signed on {facts.value_text(old.signed)}",
            on_file=short_date(new.on_file.date) if new and new.on_file else "",
            signed=short_date(new.signed) if new and new.signed else "",
        )


# --- who signs ---


def _of_signers(review: FilingReview, *, is_filed_before: bool) -> Iterator[str]:
    for signer in review.signers:
        if signer.change == "removed":
            yield f"a signature was removed: who signs for {', '.join(signer.owners) or 'the owner'}?"
            continue
        for point in signer.points:
            if point.is_so is False and point.what in _FAILED:
                detail = f": {point.detail}" if point.detail else ""
                yield f'"{signer.line}": {_FAILED[point.what]}{detail}'
        # If one side cannot be read, the changes are unknown.
        if signer.change != "same" and not review.yaml:
            yield from _of_new_signer(signer)
            # A form that was filed was signed before: another signature is an error.
            is_asked = signer.signed and not signer.is_authenticated
            if is_asked and not is_filed_before and signer.is_other_hand:
                page = "the signed authentication page (Regulation S-T, Rule 302)"
                yield f'"{signer.line}": do we hold {page}?'


def _of_other_signers(before: Filing | None, after: Filing) -> Iterator[str]:
    """Return a task for each signed line that says another signer, owner or capacity now."""
    for old, new in signers.lost_signatures(before, after) if before and not before.filed else ():
        if old.signed and new:
            said = [(key, getattr(old, part), getattr(new, part)) for part, key in signers.LINE.items()]
            parts = "; ".join(
                f"{key} changed: {_part(was)} → {_part(now)}" for key, was, now in said if was != now
            )
            line = f'"{signature_line(old)}" was signed on {short_date(old.signed)}'
            yield f"{line}, and says something else now ({parts}): who signed?"


def _part(value: str | tuple[str, ...] | None) -> str:
    """Return a part of a signature's line in words."""
    return (value if isinstance(value, str) else ", ".join(value or ())) or "none"


def _of_new_signer(signer: Signer) -> Iterator[str]:
    day = next((note.text for note in signer.was if note.kind == "signed"), "")
    pinned = next((note.text for note in signer.was if note.kind == "fingerprint"), "")
    if pinned and not day:
        yield f'"{signer.line}": the {pinned}, and the day of signing is the same: was it signed again?'
    if day and signer.signed is None:
        yield f'"{signer.line}" {day} and is unsigned now: is that right?'
    if signer.power_source == "on file":
        yield f'"{signer.line}" relies on a power already on file: read it on EDGAR'
    elif signer.power_source == "unread file":
        yield f'"{signer.line}" is by a power that Redwell cannot read: read it'
    else:
        for point in signer.points:
            # An unsigned line has no date to check.
            is_asked = signer.signed or point.what != "in force on the day of signing"
            if point.is_so is None and point.what in _OPEN and is_asked:
                yield f'"{signer.line}": {_OPEN[point.what]} Not known yet: {point.detail}'


def _of_old_reasons(review: FilingReview, before: Filing | None, after: Filing) -> Iterator[str]:
    """Return a task for each accepted warning whose reason was written for an earlier signature."""
    # Removed signatures come last, after those of the filing.
    for signer, signature in zip(review.signers, after.signatures, strict=False):
        for code in sorted(signers.outdated(signer, before, after)):
            name = signature.signer or signer.line
            reason = dict(after.accept)[code]
            yield f'accepted warning {code}: does the reason still hold for {name}? "{reason}"'


# --- what is reported ---


def _of_tables(review: FilingReview, after: Filing) -> Iterator[str]:
    rows = [(table, row) for table in review.tables for row in table.rows]
    if rows and review.change == "added" and not review.compared_with:
        yield "all holdings are new: compare each with its source document"
    else:
        yield from _of_rows(rows, most_kept=1 if review.trades else _FOLDED)
    if any(row.is_disclaimed and row.change in ("added", "changed") for _, row in rows):
        yield _of_disclaimer(after)


def _of_rows(rows: Sequence[tuple[ReviewTable, ReviewRow]], *, most_kept: int) -> Iterator[str]:
    """Return a task for each changed row; many rows with the same kind of change share one.

    More than *most_kept* rows that an amendment does not repeat share one too.
    """
    found = [(table, row, kind, said) for table, row in rows for kind, said in _of_row(table, row)]
    count = Counter((table.key, kind) for table, _, kind, _ in found)
    alike = Counter(said for _, _, _, said in found)
    for table, row, kind, said in found:
        many = count[table.key, kind]
        if many > (most_kept if kind == "kept" else _FOLDED):
            yield _MANY[kind.partition(" ")[0]].format(many=many, table=table.label)
        elif alike[said] > 1:
            noun = "line" if row.transaction else "row"
            yield f"{noun} {row.after_place or row.before_place} of {table.label}: {said}"
        else:
            yield said


def _of_row(table: ReviewTable, row: ReviewRow) -> Iterator[tuple[str, str]]:
    """Return the kind of change of a row, and its task."""
    details = [
        f"{cell.label} {cell.shown}"
        for cell in row.cells
        if cell.amount or cell.day or cell.label == "transaction"
    ]
    which = f"{row.title} ({', '.join(filter(None, (row.ownership, row.nature, *details)))})"
    # A reworded footnote has a task among the texts.
    notes = "; ".join(note.text for note in row.notes if note.kind not in ("reworded", "order"))
    if any(note.kind == "kept" for note in row.notes):
        said = f"{which} in {table.label} is not repeated, so it stands as filed"
        yield "kept", f"{said}: if it was reported by mistake, say so in the explanation"
    elif row.change == "added":
        yield "added", f"{which} in {table.label} is new: compare it with the source document"
    elif row.transaction:
        yield from _of_transaction(table, row, which)
    elif row.change == "removed":
        yield "removed", f"{which} in {table.label} was removed: is it no longer held on the date of event?"
    elif row.before != row.after:
        what = "underlying amount" if table.is_of_underlying else "amount"
        before, after = (each or "none" for each in (row.before, row.after))
        also = f" ({notes})" if notes else ""
        said = f"the {what} of {which} went from {before} to {after}{also}: compare with the source document"
        yield "amount", said
    elif row.change == "changed" and (notes or not row.notes):
        yield "words", f"{which}: {notes or 'its words changed'}"


def _of_transaction(table: ReviewTable, row: ReviewRow, which: str) -> Iterator[tuple[str, str]]:
    """Return the kinds of changes of a transaction that was reported before, and their tasks."""
    if row.change == "removed":
        said = f"{which} in {table.label} was removed"
        yield "gone", f"{said}: was it not done, or does another form report it?"
        return
    line = f"line {row.after_place} of {table.label} ({row.title})"
    for each in row.corrections:
        values = f"from {each.before or 'none'} to {each.after or 'none'}"
        asked = _ASKED.get(each.label, _compared(row, each))
        yield f"correction {each.label}", f"{line}: the {each.label} went {values}: {asked}"
    # Another number moved has another balance.
    if row.before != row.after and all(each.label != NUMBER for each in row.corrections):
        before, after = (each or "none" for each in (row.before, row.after))
        yield "amount", f"{line}: what is owned after it went from {before} to {after}: what else moved?"
    if holder := "; ".join(note.text for note in row.notes if note.kind == "holder"):
        yield "holder", f"{line}: {holder}: is it with its right holder?"
    told = ("reworded", "order", "holder", "amount")
    if notes := "; ".join(note.text for note in row.notes if note.kind not in told):
        yield "words", f"{line}: {notes}"


def _compared(row: ReviewRow, correction: Correction) -> str:
    """Return with what a corrected value is compared: the price of a trade, with its fills."""
    return "compare with the fills" if correction.label == PRICE and row.code in TRADED else _COMPARE


def _of_disclaimer(after: Filing) -> str:
    labels = disclaimers(after).labels
    numbers = [str(n) for label, n in after.note_numbers.items() if label in labels]
    where = f"footnote{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else "the remarks"
    return f"beneficial ownership is disclaimed: read {where}"


# --- what else is said ---


def _of_new_identity(after: Filing) -> Iterator[str]:
    known = sum(owner.cik is not None for owner in after.reporting_owners)
    owners = ("", " and the owner", " and the owners")[min(known, 2)]
    yield f"check the CIK{'s' if known else ''} of the issuer{owners} on EDGAR"


def _of_new_date(after: Filing, calendar: date) -> Iterator[str]:
    if after.period_of_report <= calendar:
        label = period_of(after).label
        yield f"the {label} is {short_date(after.period_of_report)}: compare with the source document"


def _of_new_filing(after: Filing) -> Iterator[str]:
    if any(owner.address for owner in after.reporting_owners):
        yield "check the address in the file: no text of a review shows it"
    for code, reason in after.accept:
        yield _of_reason(code, reason)


def _of_reason(code: str, reason: str) -> str:
    return f'accepted warning {code}: does its reason hold? "{reason}"'


def _of_facts(
    review: FilingReview, changes: Sequence[Change], asked: Mapping[tuple[str, ...], str]
) -> Iterator[str]:
    """Return the tasks for changed facts, in the order of the form."""
    for change in changes:
        if asked is _IDENTITY and change.name == ("reporting_owners",) and len(change.path) > 1:
            yield _of_owner(change)
        elif change.name in asked:
            yield _of_fact(review, change, asked[change.name])


def _of_dates(review: FilingReview, changes: Sequence[Change]) -> Iterator[str]:
    """Return the tasks for the dates, and the box for plans, that only this form has."""
    for change in changes:
        if change.fact and change.fact.role == "plan":
            yield _of_fact(review, change, _PLAN)
        if change.fact and change.fact.kind == "date":
            yield _of_fact(review, change, _PERIOD if change.fact.role == "period" else _DATE)


def _of_fact(review: FilingReview, change: Change, asked: str) -> str:
    name = change.name[-1]
    return asked.format(
        what=facts.label(change),
        before=facts.value_text(change.before, name) or "none",
        after=facts.value_text(change.after, name) or "none",
        due=f": the form is now {review.due}" if review.due and review.state != "filed" else "",
    )


def _of_owner(change: Change) -> str:
    if change.after:
        return f"{facts.owner(change.after)} now reports too: check the CIK on EDGAR, and who signs"
    return f"{facts.owner(change.before)} no longer reports: who does?"


def _of_others(review: FilingReview, changes: Sequence[Change]) -> Iterator[str]:
    yield from _of_facts(review, changes, _OTHERS)
    if facts.moved_footnotes(changes):
        yield "footnotes changed places: do the tables still cite the right ones?"
    for change in changes:
        if change.path[0] == "accept" and change.after:
            yield _of_reason(change.item, change.after)


def _of_texts(review: FilingReview, before: Filing | None, after: Filing) -> Iterator[str]:
    """Return a task for each changed text, except for powers whose absence has another task."""
    asked = {
        f"power of attorney of {(new or old).grantor}"
        for old, new in powers(before, after)
        if old and (new.on_file if new else old.signed)
    }
    changed = f"differs from {review.compared_with}" if review.compared_with else "changed"
    for text in review.texts:
        if not text.is_deleted:
            yield f"read what {'is new' if text.is_new else changed}: {text.what}"
        elif text.what not in asked:
            yield f"was this meant to be deleted: {text.what}?"
