"""Write the verdict on a request, and the line for each filing, at the top of a review."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from redwell.deadlines.standing import LONG_AGO, Standing, short_date, weekday
from redwell.deadlines.standing import state as standing_words
from redwell.model import Filing, Ownership
from redwell.ownership.parties import cik_number
from redwell.problems import Problem, Severity
from redwell.review.model import (
    Edit,
    Fact,
    FilingReview,
    ReviewProblem,
    ReviewRow,
    ReviewTable,
    State,
    class_of,
    unit_of,
)
from redwell.text import names
from redwell.text.titles import bare

SEPARATOR = " · "
"""The text between the parts of a line."""
_NAMED = 2
"""The most changes that a filing's line names; the others are counted."""
_SOON = timedelta(days=LONG_AGO)
_EDITS: tuple[Edit, ...] = ("added", "changed", "renamed", "removed")
_STATES: dict[State, str] = {
    "has errors": "with errors",
    "not ready to file": "not ready to file",
    "ready to file": "ready to file",
    "filed": "filed",
}
_LEGAL_FORM = re.compile(
    r"(?<![\s,&])[\s,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|plc|llc|l\.?l\.?c|l\.?p|n\.?v|s\.?a)\.?$",
    re.IGNORECASE,
)
_STATE = re.compile(r"(?<!\s)\s*/[A-Za-z]{2,4}/?$")
"""The addition by which EDGAR tells a name from another: `BANK OF AMERICA CORP /DE/`."""
_CLASS = re.compile(
    r"(?:(?P<kind>class|series) (?P<name>[a-z0-9]{1,2}(?:-[0-9]{1,2})?) )?"
    r"(?:(?P<short>(?:convertible )?(?:common|preferred))(?: stock| shares?)?|(?P<shares>ordinary shares?))",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?:(?:employee|incentive|non-?qualified) )?stock options?|(?:(?:restricted|performance) )?stock units?"
    r"|restricted stock|(?:common stock )?warrants?",
    re.IGNORECASE,
)
_LONGEST = 60


def verdict(filings: Sequence[FilingReview], instead: str = "") -> str:
    """Return the verdict: `2 filings changed, 1 not ready to file`.

    It begins with *instead*, which says that the comparison is not with the main branch, or with `signature
    only`, if nothing else changes.
    """
    edits = Counter(each.change for each in filings)
    approved = {each.approved for each in filings}
    is_signing = len(approved) == 1 and all(approved)
    said = [f"{counted(edits[kind], 'filing')} {kind}" for kind in _EDITS if edits[kind]]
    states = Counter(each.state for each in filings if each.change != "affected")
    said += [f"{states[state]} {words}" for state, words in _STATES.items() if states[state]]
    unedited = [each for each in filings if each.change == "affected"]
    changed = [each for each in unedited if _has_other_documents(each) or each.is_changed]
    alike = [each for each in unedited if each not in changed]
    said += _unedited(changed, "changes", "change")
    said += _unedited(
        [each for each in alike if each.has_new_problems], "has new problems", "have new problems"
    )
    said += _unedited([each for each in alike if not each.has_new_problems], *["could not be compared"] * 2)
    if instead:
        return f"{instead}; {', '.join(said) or 'no filing differs'}"
    if is_signing:
        return f"{signature_only(*approved)}; {', '.join(said)}"
    return ", ".join(said) or "no filing changed"


def signature_only(approved: str) -> str:
    """Return the sentence for a filing in which only signatures and records changed."""
    return f"signature only: reports what was approved at {approved}"


def _unedited(filings: Sequence[FilingReview], one: str, many: str) -> Iterator[str]:
    if filings:
        yield f"{counted(len(filings), 'unedited filing')} {one if len(filings) == 1 else many}"
    states = Counter(each.state for each in filings)
    for state, words in _STATES.items():
        if states[state] and state not in ("ready to file", "filed"):
            yield f"{states[state]} of these {words}"


def _has_other_documents(filing: FilingReview) -> bool:
    return any(output.fate != "unchanged" for output in filing.outputs)


def line(title: str, parts: Iterable[str]) -> str:
    """Return the line of a filing: its title and its changes."""
    return SEPARATOR.join((title, *filter(None, parts)))


def parts(filing: FilingReview) -> tuple[str, str]:
    """Return the title of a filing and the rest of its line; the whole line if it has no title."""
    rest = filing.line.removeprefix(f"{filing.title}{SEPARATOR}")
    return (filing.title, rest) if filing.title and rest != filing.line else (filing.line, "")


def statement_apart(filing: FilingReview) -> str:
    """Return what a form says of transactions, unless its line says that already."""
    return "" if filing.statement in filing.line else filing.statement


def urgent_first(filings: Iterable[FilingReview]) -> list[FilingReview]:
    """Return the filings in the order in which they need a reader: the worst first."""
    return sorted(filings, key=_urgency)


def _urgency(filing: FilingReview) -> tuple[bool, ...]:
    return (
        filing.state != "has errors",
        not filing.is_overdue,
        not filing.is_off,
        filing.state != "not ready to file",
        filing.change == "affected",
    )


def counted(count: int, noun: str) -> str:
    """Return `1 row`, `12 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def edit_label(filing: FilingReview) -> str:
    """Return the kind of edit in words; empty for a removed filing, whose state says it."""
    if filing.change != "affected":
        return "" if filing.change == "removed" else filing.change
    if not _has_other_documents(filing):
        return "not edited"
    is_made = any(output.after for output in filing.outputs)
    return f"not edited, but its documents {'change' if is_made else 'are no longer made'}"


# --- the state of a filing ---


def state(
    filing: Filing | None, problems: Iterable[ReviewProblem | Problem], *, is_doubtful: bool = False
) -> State:
    """Return the state of a filing; *is_doubtful* if a power or a date is in doubt."""
    severities = {problem.severity for problem in problems}
    if filing is None or "error" in severities:
        return "has errors"
    if filing.filed:
        return "filed"
    return "not ready to file" if "not ready" in severities or is_doubtful else "ready to file"


def due(standing: Standing | None, today: date) -> str:
    """Return `due Fri 11 Oct 2013, 3 days left`; for a filed form, whether it was on time.

    It also says that the last signer signed after the due date.
    """
    if standing is None:
        return ""
    day, last = standing.due.day, standing.due.last
    after = (standing.signed - last).days if standing.signed else 0
    signed = f", signed {counted(after, 'day')} after the due date" if after > 0 else ""
    if standing.filed:
        if standing.filed > today:
            return f"filed {weekday(standing.filed)}, a date in the future"
        return f"filed {short_date(standing.filed)}, {standing_words(standing, today)}{signed}"
    if standing.due.if_closed and day >= today:
        due = "due date not known yet:" if standing.due.doubts[-1] >= today else "due"
        later = weekday(standing.due.if_closed, day)
        return f"{due} {weekday(day)}, or {later} if {standing.due.closed(today)}"
    when = f"due {weekday(day)}"
    if day < today:
        overdue = f", {standing_words(standing, today)}" if (today - last).days <= LONG_AGO else ""
        return f"{when}{overdue}{signed}"
    if day == today:
        return f"{when}, today by 10 p.m. ET"
    if day - today > _SOON:
        return when
    return f"{when}, {standing_words(standing, today)}"


def is_overdue(standing: Standing | None, today: date) -> bool:
    """Return whether a form is late and not filed; one that was due long ago is assumed to be filed."""
    late = (today - standing.due.last).days if standing and not standing.filed else 0
    return 0 < late <= LONG_AGO


def problem_count(problems: Iterable[ReviewProblem | Problem], accepted: int = 0) -> str:
    """Return `0 errors, 1 warning, 1 accepted warning`."""
    count: Counter[Severity] = Counter(problem.severity for problem in problems)
    said = f"{counted(count['error'], 'error')}, {counted(count['warning'], 'warning')}"
    return f"{said}, {counted(accepted, 'accepted warning')}" if accepted else said


# --- the title of a filing ---


def title(filing: Filing | None, file: str, issuer_names: Sequence[str] = ()) -> str:
    """Return `Form 3 · Panora / Tecogen [TGEN]`, or the file name if no filing could be read."""
    if filing is None:
        return file
    return f"Form {filing.form}{SEPARATOR}{owners(filing)} / {issuer(filing, issuer_names)}"


def owners(filing: Filing) -> str:
    """Return `Panora` or `Panora and 2 others`; if the surname is unknown, the full name from EDGAR."""
    first, *others = filing.reporting_owners
    name = _surname(first.name, filing) or first.name
    return f"{name} and {counted(len(others), 'other')}" if others else name


def issuer(filing: Filing, issuer_names: Sequence[str] = ()) -> str:
    """Return `Tecogen [TGEN]`: the name without its legal form, as the first of *issuer_names* writes it."""
    name = filing.issuer.name
    # A power for several companies names them all, and an issuer may have had another name.
    shown = next((each for each in (*issuer_names, *_named(filing)) if _is_one_company(name, each)), name)
    shown = _LEGAL_FORM.sub("", _STATE.sub("", shown))
    symbol = filing.issuer.trading_symbol
    # EDGAR requires NONE if there is no symbol.
    return f"{shown} [{symbol}]" if symbol and symbol.upper() != "NONE" else shown


def issuer_names(filings: Iterable[Filing]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of each issuer, by its CIK, the best first, so that a review calls it by one name.

    A power of attorney writes a name as people do; EDGAR has many in capital letters.
    """
    found: dict[str, list[str]] = {}
    for filing in filings:
        found.setdefault(cik_number(filing.issuer.cik), []).extend((*_named(filing), filing.issuer.name))
    return {
        cik: tuple(sorted({*given}, key=lambda each: (each.isupper(), each))) for cik, given in found.items()
    }


def _named(filing: Filing) -> Iterator[str]:
    return (power.company for power in filing.powers_of_attorney if power.company)


def _is_one_company(name: str, other: str) -> bool:
    return names.is_one_company(name, other) and names.is_one_company(other, name)


def _surname(owner: str, filing: Filing) -> str:
    """Return a person's surname: EDGAR has it first, "DE LA CRUZ MARIA"; powers and signatures have it last.

    None if nobody signed or granted under the name, or if the surname's words are unclear.
    """
    if names.is_entity(owner):
        return ""
    edgar = re.findall(r"[^\s,]+", owner)
    for name in _written(filing):
        if names.is_entity(name) or not names.is_one(name, owner):
            continue
        words = names.GENERATION.sub("", name).split()
        for length in range(len(words) - 1, 0, -1):
            surname = " ".join(words[-length:])
            if surname.casefold() == " ".join(edgar[:length]).casefold():
                return surname
    return ""


def _written(filing: Filing) -> Iterator[str]:
    yield from (power.grantor for power in filing.powers_of_attorney if power.grantor)
    for signature in filing.signatures:
        yield from filter(None, (signature.signer, *signature.on_behalf_of))


# --- the changes of a filing ---


def what_changed(review: FilingReview, facts: Sequence[Fact], *, has_before: bool) -> str:
    """Return the changes in a filing in a few words: holdings, signatures, texts, then *facts* in order."""
    if review.change == "removed":
        return "removed from the record"
    if review.yaml:
        return "compared as text"
    if review.approved:
        return signature_only(review.approved)
    if review.change == "changed" and not review.is_changed:
        return "only comments or notation changed"
    said = holdings(review.tables)
    changed = ["signatures"] if any(signer.is_other_hand for signer in review.signers) else []
    names = [fact.what for fact in facts]
    # The text of a power changes only with its facts.
    changed += [text.what for text in review.texts if not any(text.what in name for name in names)]
    changed += names
    if not has_before or not changed:
        return said
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"{said}; changed: {', '.join(changed[:_NAMED])}{more}"


def holdings(tables: Sequence[ReviewTable]) -> str:
    """Return the most important change in the tables: `common 163,350 → 163,500 (+150) and 2 more rows`.

    For a filing that is compared with none, return its holdings.
    """
    rows = [(table, row) for table in tables for row in table.rows]
    if not rows:
        return "no securities owned"
    if all(row.difference is None and row.change == "added" for _, row in rows):
        return _reported(tables)
    changed = [(table, row) for table, row in rows if row.change != "same"]
    if not changed:
        if any(table.is_reordered for table in tables):
            return "rows in another order"
        return "lines unchanged" if any(row.transaction for _, row in rows) else "holdings unchanged"
    first, *others = sorted(changed, key=lambda each: _weight(*each))
    return _row(*first) + _more(len(others))


def _reported(tables: Sequence[ReviewTable]) -> str:
    totals = [(table, total) for table in tables for total in table.totals]
    count = sum(len(table.rows) for table in tables)
    if not totals:
        return counted(count, "row")
    table, first = next(((t, each) for t, each in totals if each.after), totals[0])
    inside = sum(class_of(row) == class_of(first) and unit_of(row) == unit_of(first) for row in table.rows)
    figure = str(first.after or "")
    return _holding(first.title, first.ownership, figure, first.underlying) + _more(count - inside)


def _weight(table: ReviewTable, row: ReviewRow) -> tuple[int, bool, Decimal, int]:
    """Return the sort key of a row: changed amounts first, then added and removed rows; large ones first."""
    rank = 1
    if row.change == "changed":
        is_direct_changed = any(note.kind in ("ownership", "holder") for note in row.notes)
        rank = 0 if row.before != row.after or row.corrections else 2 if is_direct_changed else 3
    size = abs(row.difference.value) if row.difference else Decimal(0)
    return rank, table.is_of_underlying, -size, row.after_place or row.before_place or 0


def _row(table: ReviewTable, row: ReviewRow) -> str:
    if row.transaction:
        return _line(row)
    underlying = row.underlying if table.is_of_underlying else ""
    if row.change in ("added", "removed"):
        amount = str(row.after or row.before or "")
        return f"{_holding(row.title, row.ownership, amount, underlying)} {row.change}"
    if row.before == row.after:
        notes = "; ".join(brief(note.text) for note in row.notes[:1])
        return f"{_holding(row.title, row.ownership, str(row.after or ''), underlying)}: {notes}"
    before, after = (each or "(no number)" for each in (row.before, row.after))
    difference = f" ({row.difference.signed})" if row.difference else ""
    return _holding(row.title, row.ownership, f"{before} → {after}", underlying) + difference


def _line(row: ReviewRow) -> str:
    """Return the most important change in a transaction: `common, line 3: price $295.14 → $294.95`."""
    if row.change in ("added", "removed"):
        return f"{short_title(row.title)} ({row.transaction}) {row.change}"
    said, more = "; ".join(brief(note.text) for note in row.notes[:1]), ""
    if row.corrections:
        first, *others = row.corrections
        said = f"{first.label} {first.before or 'none'} → {first.after or 'none'}"
        more = f" and {counted(len(others), 'more value')}" if others else ""
    elif row.before != row.after:
        said = f"owned after it {row.before or 'none'} → {row.after or 'none'}"
    return f"{short_title(row.title)}, line {row.after_place}: {said}{more}"


def _holding(title: str, ownership: Ownership, figure: str, underlying: str) -> str:
    """Return `common 4,000 (indirect)`, `stock option for 80,000 common`."""
    words = [short_title(title)]
    if figure:
        words += ["for", figure, short_title(underlying)] if underlying else [figure]
    return " ".join([*words, *["(indirect)"] * (ownership == "indirect")])


def short_title(title: str) -> str:
    """Return a title of securities in a few words, or unchanged if every word may matter."""
    text = bare(title)
    if found := _CLASS.fullmatch(text):
        kind = f"{found['kind'].lower()} {found['name'].upper()} " if found["kind"] else ""
        return kind + (found["short"] or found["shares"]).lower()
    return text.lower() if _PLAIN.fullmatch(text) else brief(" ".join(title.split()))


def brief(text: str) -> str:
    """Return a text, cut where it is long."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _more(count: int) -> str:
    return f" and {counted(count, 'more row')}" if count else ""
