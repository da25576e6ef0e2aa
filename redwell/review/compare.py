"""Compare one filing on both sides: its whole review, apart from documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from redwell.account import known
from redwell.account.matching import MatchedPair
from redwell.account.previous import NamedFiling
from redwell.model import Filing
from redwell.ownership.amended import lay_over
from redwell.ownership.parties import cik_number
from redwell.ownership.trades import Statement, has_transactions, statement_of
from redwell.review import (
    authority,
    facts,
    headline,
    holdings,
    problems,
    regressions,
    short_swing,
    signers,
    tasks,
    texts,
    trades,
)
from redwell.review import statement as said
from redwell.review.changes import Change, changes, tables_of
from redwell.review.model import Edit, FilingReview, ReviewProblem
from redwell.review.rows import Line
from redwell.review.sides import Look
from redwell.text.diff import lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A filing on both sides; a new one is compared with *previous*, an earlier filing of the owner."""

    change: Edit
    before: Look | None
    after: Look | None
    previous: Look | None = None
    last: Look | None = None
    """The owner's filing before it; of an amendment, what it amends."""
    others: tuple[NamedFiling, ...] = ()
    """The owner's other filings in the folder: the balances of its transactions go on from them."""
    approved: str = ""
    """The short hash of the base, if only signatures and records changed since."""
    twin: str | None = None
    """Another file with a form by the same owners for the same event."""
    matched: tuple[MatchedPair, ...] = ()
    """Its purchases and sales, with those of the record that are less than six months apart."""

    @property
    def base(self) -> Look | None:
        """The filing to compare with: the same one before, or else the previous one."""
        return self.before or self.previous


def filing_review(
    pair: Pair,
    today: date,
    further: Sequence[ReviewProblem] = (),
    *,
    calendar: date | None = None,
    issuers: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> FilingReview:
    """Compare a filing on both sides. *further* problems are added if check finds no error itself.

    *today* is EDGAR's day, and *calendar* that of the calendar, if it is another; *issuers* are the names of
    issuers, by their CIK.
    """
    calendar = calendar or today
    before, base, after = (side.filing if side else None for side in (pair.before, pair.base, pair.after))
    if base and not pair.before:
        # The date on which the previous filing was filed is not a fact of the new one.
        base = replace(base, filed=None)
    is_first = after is not None and has_transactions(after) and not pair.before and not _amends(pair, after)
    found = _changes(pair, base, after, is_first=is_first)
    review = _begun(pair, issuers)
    told = ""
    if pair.after:
        review = _checked(pair, pair.after, review, today, calendar, further)
        told = headline.problem_count(review.problems, len(pair.after.checked.accepted))
        if after is None or (pair.base and base is None):
            # If one side cannot be read, the changes are unknown.
            found = ()
            review = _as_yaml(pair, pair.after, review)
        else:
            review = _with_changes(review, pair, found, base, after, is_first=is_first)
    what, ending = "", tuple[str, ...]()
    if after and not review.yaml and (statement := _statement(pair, after)):
        what, ending = said.sentence(after, statement), said.ending(after, statement)
        review = replace(
            review,
            statement=headline.line(what, (review.due, *ending)),
            trades=trades.tables(after, statement),
            plan=trades.plan_box(statement),
            left_out=trades.left_out(statement),
            short_swing=short_swing.said_of_pairs(pair.matched),
        )
    ordered = facts.facts(facts.by_importance(found), frozenset(tables_of(base, after)))
    if not (is_first and review.statement):
        what = headline.what_changed(review, ordered, has_before=pair.before is not None)
    return replace(
        review,
        line=headline.line(review.title, (what, review.due, *ending, told)),
        what=what,
        found=told,
        tasks=tasks.tasks(review, found, before, after, today, calendar),
    )


def _begun(pair: Pair, issuers: Mapping[str, Sequence[str]]) -> FilingReview:
    """Return the review of a filing with its title and notes alone."""
    look = pair.after or pair.before
    assert look, "a pair has a side"
    # A filing that cannot be read now keeps its earlier name.
    shown = next((side.filing for side in (pair.after, pair.before) if side and side.filing), None)
    names = issuers.get(cik_number(shown.issuer.cik), ()) if shown else ()
    return FilingReview(
        file=look.entry.name,
        change=pair.change,
        line="",
        title=headline.title(shown, look.entry.name, names),
        form=shown.form if shown else "",
        owner=headline.owners(shown) if shown else "",
        issuer=headline.issuer(shown, names) if shown else "",
        state="removed",
        first=tuple(authority.sentences(pair.after)) if pair.after else (),
        approved=pair.approved,
        notes=tuple(_beside(pair)),
    )


def _changes(pair: Pair, base: Filing | None, after: Filing | None, *, is_first: bool) -> tuple[Change, ...]:
    """Return the changes; an amendment is laid over its original, and new transactions are its own."""
    found = changes(base, after)
    if after and _amends(pair, after):
        return tuple(_laid_over(found))
    return tuple(_of_its_own(found, base, after)) if is_first else found


def _statement(pair: Pair, after: Filing) -> Statement | None:
    """Return what a form says of transactions; an amendment, with the lines that it leaves as filed.

    Balances go on from a form of the same folder, as `check` has it.
    """
    if not has_transactions(after):
        return None
    last = pair.last or pair.previous
    earlier = last.filing if last else None
    name = pair.after.entry.name if pair.after else ""
    before = known.before((name, after), pair.others)
    is_amended = earlier and _is_amended(last, after)
    original = before.original or earlier
    laid = lay_over(original, after, before.balances) if original and is_amended else None
    return statement_of(after, before, laid)


def as_amended(looks: Sequence[Look]) -> Look:
    """Return the last of an original and its amendments, with the lines before it that still stand."""
    filings = [look.filing for look in looks]
    standing = filings[0]
    for filing in filings[1:]:
        laid = lay_over(standing, filing, {}) if standing and filing else None
        standing = laid.filing if laid else filing
    return replace(looks[-1], filing=standing)


def _of_its_own(found: Sequence[Change], base: Filing | None, after: Filing | None) -> Iterator[Change]:
    """Yield the changes of a new form. Only its parties are compared with an earlier one.

    Its transactions and remarks are its own; its footnotes stand below its lines.
    """
    if base is None:
        yield from found
        return
    shared, own = {"issuer", "reporting_owners"}, {*tables_of(base, after), "remarks"}
    yield from (change for change in found if change.path[0] in shared)
    yield from (change for change in changes(None, after) if change.path[0] in own)


def _with_changes(
    review: FilingReview,
    pair: Pair,
    found: Sequence[Change],
    base: Filing | None,
    after: Filing,
    *,
    is_first: bool,
) -> FilingReview:
    """Return the review with the changes in its tables, facts and texts."""
    assert pair.after
    return replace(
        review,
        compared_with=pair.previous.entry.name if pair.previous and not pair.before else None,
        tables=() if is_first else holdings.tables(found, base, after),
        facts=facts.facts(found, frozenset(tables_of(base, after))),
        texts=texts.texts(found, pair.base, pair.after, is_previous=not pair.before),
    )


def _amends(pair: Pair, after: Filing) -> bool:
    """Return whether a new amendment is compared with the filing that it amends, or its last amendment."""
    return pair.before is None and _is_amended(pair.previous, after)


def _is_amended(last: Look | None, after: Filing) -> bool:
    """Return whether *after* amends the *last* filing, or the one that this amends."""
    amendment, earlier = after.amendment, last.filing if last else None
    if last is None or amendment is None or earlier is None:
        return False
    days = {earlier.filed.date if earlier.filed else None}
    days |= {earlier.amendment.original_filed} if earlier.amendment else set()
    return amendment.amends == last.entry.path.name or amendment.original_filed in days


def _laid_over(found: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes of an amendment, which holds only the lines that it adds or corrects.

    The other lines of its original stand as filed, with their footnotes, exhibits and powers.
    """
    for change in found:
        if isinstance(change.before, Line) and change.after is None:
            yield replace(change, kind="same", after=replace(change.before, is_kept=True))
        elif change.kind != "removed" or change.path[0] not in _NOT_REPEATED:
            yield change


_NOT_REPEATED = frozenset({"footnotes", "exhibits", "powers_of_attorney", "sources", "remarks"})


def _checked(
    pair: Pair,
    after: Look,
    review: FilingReview,
    today: date,
    calendar: date,
    further: Sequence[ReviewProblem],
) -> FilingReview:
    """Return the review with the problems, the signatures, the state and the due date."""
    found = (*problems.problems(pair.before, after), *regressions.problems(pair.before, after))
    if not any(problem.severity == "error" for problem in found):
        found = (*found, *further)
    filing, before = after.filing, pair.before.filing if pair.before else None
    signed = signers.signers(pair.before, after) if filing else ()
    is_doubtful = filing is not None and (
        signers.is_doubtful(signed, before, filing) or any(tasks.future_dates(filing, today, calendar))
    )
    is_renamed = pair.before is not None and pair.before.entry.name != after.entry.name
    return replace(
        review,
        before_file=pair.before.entry.name if pair.before and is_renamed else None,
        problems=found,
        signers=signed,
        state=headline.state(filing, found, is_doubtful=is_doubtful),
        due=headline.due(after.checked.standing, today),
        is_overdue=headline.is_overdue(after.checked.standing, today),
    )


def _as_yaml(pair: Pair, after: Look, review: FilingReview) -> FilingReview:
    """Return the review with the lines of YAML that differ."""
    sides = [problems.without_addresses(look) for look in (pair.base, after)]
    return replace(review, yaml=lines(*sides), notes=(*_unread(pair, after), *review.notes))


def _unread(pair: Pair, after: Look) -> Iterator[str]:
    if after.filing is None:
        yield "this cannot be read as a filing, see the errors: only its YAML is compared"
    elif pair.before and pair.before.filing is None:
        yield (
            "before this change this Redwell cannot read it as a filing: it was broken, or of an older "
            "version; only the YAML is compared"
        )


def _beside(pair: Pair) -> Iterator[str]:
    """Return notes about the owner's other filings."""
    if pair.twin:
        yield f"the record has another filing of these owners on this event, {pair.twin}: is it there twice?"
    if pair.previous and pair.previous.filing and not pair.previous.filing.filed:
        yield f"compared with {pair.previous.entry.name}, which is not recorded as filed"
    last, after = pair.last or pair.previous, pair.after
    is_elsewhere = last and after and last.entry.client != after.entry.client
    if last and is_elsewhere and after and after.filing and has_transactions(after.filing):
        yield (
            f"the owner's last form is in another folder, {last.entry.name}: no balance goes on from it; "
            "move this filing to that folder, if it is one client"
        )
