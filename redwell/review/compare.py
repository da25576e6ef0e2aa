"""Compare one filing on both sides: its whole review, apart from documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from redwell.model import Filing
from redwell.ownership.columns import tables as tables_of
from redwell.review import facts, headline, holdings, problems, regressions, signers, tasks, texts
from redwell.review.changes import changes
from redwell.review.model import Edit, FilingReview, ReviewProblem
from redwell.review.sides import Look
from redwell.text.diff import lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A filing on both sides; a new one is compared with *previous*, an earlier filing of the owner."""

    change: Edit
    before: Look | None
    after: Look | None
    previous: Look | None = None
    twin: str | None = None
    """Another file with a form by the same owners for the same event."""


def filing_review(pair: Pair, today: date, home: Path, further: Sequence[ReviewProblem] = ()) -> FilingReview:
    """Compare a filing on both sides. *further* problems are added if check finds no error itself."""
    look = pair.after or pair.before
    assert look, "a pair has a side"
    before, after = _filing(pair.before), _filing(pair.after)
    # A filing that cannot be read now keeps its earlier name.
    title = headline.title(after or before, look.entry.name)
    review = FilingReview(
        file=look.entry.name,
        change=pair.change,
        line="",
        title=title,
        state="removed",
        notes=(*_beside(pair),),
    )
    # The date on which the previous filing was filed is not a fact of the new one.
    base = (
        before
        if pair.before
        else replace(previous, filed=None)
        if (previous := _filing(pair.previous))
        else None
    )
    found = changes(base, after)
    said = ""
    if pair.after:
        review = _compared(pair, pair.after, review, home, further)
        is_doubtful = signers.is_doubtful(review.signers, pair.after.checked.accepted) or (
            after is not None and any(tasks.future_dates(after, today))
        )
        state = headline.state(after, review.problems, is_doubtful=is_doubtful)
        due = headline.due(pair.after.checked.standing, today)
        review = replace(review, state=state, due=due)
        # If one side cannot be read, the changes are unknown.
        found = () if review.yaml else found
        said = headline.problem_count(review.problems)
        if after and not review.yaml:
            review = replace(
                review,
                tables=holdings.tables(found, base, after),
                facts=facts.facts(found, frozenset(table.key for table in tables_of(type(after)))),
                texts=texts.texts(
                    found, pair.before or pair.previous, pair.after, home, is_previous=not pair.before
                ),
            )
    what = headline.what_changed(review, has_before=pair.before is not None)
    return replace(
        review,
        line=headline.line(title, (what, review.due, said)),
        tasks=tasks.tasks(review, found, before, after, today),
    )


def _compared(
    pair: Pair, after: Look, review: FilingReview, home: Path, further: Sequence[ReviewProblem]
) -> FilingReview:
    """Return the review with problems and signatures, and with YAML if a side cannot be read as a filing."""
    before = pair.before or pair.previous
    found = (*problems.problems(pair.before, after), *regressions.problems(pair.before, after))
    if not any(problem.severity == "error" for problem in found):
        found = (*found, *further)
    is_renamed = pair.before is not None and pair.before.entry.name != after.entry.name
    review = replace(
        review,
        before_file=pair.before.entry.name if pair.before and is_renamed else None,
        problems=found,
        signers=signers.signers(pair.before, after) if after.filing else (),
    )
    if after.filing is None or (before and before.filing is None):
        sides = [look.content.decode("utf-8", "replace") if look else "" for look in (before, after)]
        return replace(review, yaml=lines(*sides), notes=(*_unread(pair, after), *review.notes))
    compared_with = pair.previous.entry.name if pair.previous and not pair.before else None
    return replace(review, compared_with=compared_with)


def _filing(look: Look | None) -> Filing | None:
    return look.filing if look else None


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
