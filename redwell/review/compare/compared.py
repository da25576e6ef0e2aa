"""One filing as it is on both sides, compared: all that a review says of it but what is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from redwell.model import Filing
from redwell.review.compare import (
    exhibits,
    facts,
    findings,
    holdings,
    privacy,
    questions,
    runs,
    signers,
    summary,
    taken_back,
    texts,
)
from redwell.review.model import Change, FilingReview, Finding, Run, State
from redwell.review.sides import Look

_NAMED = 2
"""So many changes are named in the one line of a filing; of the others it is said how many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A filing on both sides; *previous* is an earlier one of the owner, with which a new one is compared."""

    change: Change
    before: Look | None
    now: Look | None
    previous: Look | None = None
    twin: str | None = None
    """Another file with a Form 3 of the same owners on the same event."""


def compared(pair: Pair, today: date, home: Path, further: Sequence[Finding] = ()) -> FilingReview:
    """What the request changes in a filing; no part of an address stands in it.

    *further* is why its own code made nothing of it, told where check finds no error itself.
    """
    look = pair.now or pair.before
    assert look, "a pair has a side"
    # What was a filing before is still called by its names when it is broken.
    named = look.filing or _filing(pair.before)
    review = _removed(pair) if pair.now is None else _kept(pair, pair.now, home, further)
    if pair.now:
        review = replace(review, state=_state(review, pair.now, today))
    standing = pair.now.checked.standing if pair.now else None
    due = summary.due(standing, today)
    said = [_what(pair, review), due]
    if pair.now:
        said.append(summary.problems(review.findings))
    title = summary.title(named, look.entry.name)
    review = replace(review, due=due, title=title, line=summary.line(title, said))
    asked = questions.to_look_at(review, _filing(pair.before), _filing(pair.now), today)
    review = replace(review, to_look_at=asked, notes=(*review.notes, *_beside(pair)))
    return privacy.masked(review, private(pair))


def _beside(pair: Pair) -> Iterator[str]:
    """What to know of the other filings of the owner."""
    if pair.twin:
        yield f"the record has another Form 3 of these owners on this event, {pair.twin}: is it twice there?"
    if pair.previous and pair.previous.filing and not pair.previous.filing.filed:
        yield f"compared with {pair.previous.entry.name}, which is not recorded as filed"


def private(pair: Pair) -> frozenset[str]:
    """What of addresses no page of a review shows."""
    looks = (pair.before, pair.now, pair.previous)
    return privacy.private_words(*(_filing(look) for look in looks))


def _filing(look: Look | None) -> Filing | None:
    return look.filing if look else None


def _unfiled(look: Look | None) -> Filing | None:
    """An earlier filing of the owner: when that was filed is no fact of the new one."""
    return replace(look.filing, filed=None) if look and look.filing else None


def _removed(pair: Pair) -> FilingReview:
    """A filing that is taken out of the record: not one holding is thereby gone."""
    assert pair.before
    return FilingReview(file=pair.before.entry.name, change="removed", line="", state="removed")


def _kept(pair: Pair, now: Look, home: Path, further: Sequence[Finding]) -> FilingReview:
    before = pair.before or pair.previous
    found = findings.findings(pair.before, now)
    found += taken_back.unfiled(_filing(pair.before), now.filing, now.entry.name)
    found += exhibits.changed_exhibits(pair.before, now)
    if not any(each.severity == "error" for each in found):
        found = (*found, *further)
    review = FilingReview(
        file=now.entry.name,
        before_file=_other_name(pair.before, now),
        change=pair.change,
        line="",
        state="has errors",
        findings=found,
        signers=signers.signers(pair.before, now) if now.filing else (),
    )
    if now.filing is None or (before and before.filing is None):
        return replace(review, yaml=_yaml(before, now), notes=tuple(_unread(pair, now)))
    return replace(
        review,
        compared_with=pair.previous.entry.name if pair.previous and not pair.before else None,
        tables=holdings.tables(_filing(before), now.filing),
        facts=facts.facts(_filing(pair.before) or _unfiled(pair.previous), now.filing),
        texts=texts.texts(before, now, home, is_previous=pair.before is None),
    )


def _state(review: FilingReview, now: Look, today: date) -> State:
    """How the filing stands: never ready where its own page says that a power does not hold."""
    is_doubtful = taken_back.has_doubtful_hand(review.signers, now.checked.accepted) or (
        now.filing is not None and any(taken_back.to_come(now.filing, today))
    )
    return summary.state(now.filing, review.findings, is_doubtful=is_doubtful)


def _other_name(before: Look | None, now: Look) -> str | None:
    return before.entry.name if before and before.entry.name != now.entry.name else None


def _yaml(before: Look | None, now: Look) -> tuple[Run, ...]:
    sides = [side.decode("utf-8", "replace") for side in (before.content if before else b"", now.content)]
    return runs.lines(*(privacy.masked_yaml(side, *sides) for side in sides))


def _unread(pair: Pair, now: Look) -> Iterator[str]:
    if now.filing is None:
        yield "this is no filing as it stands, see the errors: only its YAML is compared"
    elif pair.before and pair.before.filing is None:
        yield (
            "before this change it was no filing that this Redwell can read, broken or of an older version: "
            "only the YAML is compared"
        )


def _is_anything_told(review: FilingReview) -> bool:
    """Whether anything that a filing says is not as it was: rows, facts, texts or who signs."""
    rows = (row for table in review.tables for row in table.rows)
    signed = (*review.facts, *review.texts, *(each for each in review.signers if each.change != "same"))
    return bool(signed) or any(row.change != "same" for row in rows)


def _what(pair: Pair, review: FilingReview) -> str:
    """What changed, in few words: the holdings first, because of them the form is filed."""
    if pair.change == "removed":
        return "removed from the record"
    if review.yaml:
        return "compared as text"
    if pair.change == "changed" and not _is_anything_told(review):
        return "only comments or notation changed"
    said = holdings.in_short(review.tables)
    names = ["signatures"] if any(map(signers.is_other_hand, review.signers)) else []
    names += [each.what for each in review.facts]
    # The text of a power follows from its facts.
    names += [each.what for each in review.texts if not any(each.what in name for name in names)]
    if not pair.before or not names:
        return said
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{said}; changed: {', '.join(names[:_NAMED])}{more}"
