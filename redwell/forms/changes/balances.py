"""Rules about what is owned after each transaction: the balances of a position run on, within and since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from redwell.form import Amended
from redwell.forms.changes.whole import is_whole
from redwell.model import Filing
from redwell.ownership.moves import (
    TABLE_TWO,
    Transaction,
    balance_of,
    transactions,
)
from redwell.ownership.positions import (
    Step,
    is_equal,
    is_explained,
    is_known_gap,
    runs_on_from,
    shown,
    steps,
    written,
)
from redwell.ownership.tables import rows
from redwell.ownership.transactions import Movement, StatementOfChanges
from redwell.problems import Mend, Path
from redwell.rules.registry import Violation, rule

_FAQ = "Form 4, column 5; practice"
_SPLITS = range(2, 51)


@rule("balance-off", "warning", _FAQ)
def balances_run_on(filing: StatementOfChanges, amended: Amended) -> Iterator[Violation]:
    """What is owned after a line is what was owned before it, and what the line moved."""
    if is_whole(filing, amended):
        yield from _breaks(filing, steps(filing, None))


@rule("balance-since-last", "warning", _FAQ)
def balances_run_on_from_the_last_form(
    filing: StatementOfChanges, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """A position begins where the last form ended, but for movements that no form reports."""
    previous = runs_on_from(filing, find_previous)
    if previous:
        yield from _breaks(filing, (step for step in steps(filing, previous) if step.since))


def _breaks(filing: Filing, found: Iterable[Step]) -> Iterator[Violation]:
    """Yield the lines that do not run on, and do not say why."""
    off = [step for step in found if step.is_off]
    gaps = {step.gap for step in off}
    for step in off:
        if not is_explained(filing, step):
            is_transfer = step.gap is not None and -step.gap in gaps
            yield _violation(step, is_transfer=is_transfer)


def _violation(step: Step, *, is_transfer: bool) -> Violation:
    given, expected = balance_of(step.row), step.expected
    assert given is not None
    assert expected is not None
    key, what = (
        ("owned_after", "owned after") if isinstance(step.row, Transaction) else ("amount", "the amount")
    )
    off = f"{shown(abs(given - expected))} too {'many' if given > expected else 'few'}"
    message = f"{what} is {off}: {step.sum}, the line says {shown(given)}"
    move = step.move
    if move and is_equal(given, expected - 2 * step.moved):
        other = move.key.replace(move.side, "disposed" if move.side == "acquired" else "acquired")
        remedy = f"it adds up the other way: should this be {other}: {written(move.amount)}?"
    elif expected < 0:
        remedy = (
            "more was disposed of than there was: are these two positions? write position: with a name of "
            "your own at each line"
        )
    else:
        remedy = _remedy(step, is_transfer=is_transfer)
    return Violation((*step.path, key), f"{message}; {remedy}")


def _remedy(step: Step, *, is_transfer: bool) -> str:
    """Return what to write for what moved without a line; *is_transfer* if as much moved the other way."""
    gap, before, movements = step.gap, step.before, step.row.since_last
    assert gap is not None
    assert before is not None
    if gap == 0:
        return "nothing moved between: remove since_last"
    if len(movements) == 1:
        why = movements[0].why + (f", note: {movements[0].note}" if movements[0].note else "")
    elif any(before and gap == before * (times - 1) for times in _SPLITS):
        why = "split"
    else:
        why = "change_of_form" if gap < 0 or is_transfer else "dividend_reinvestment"
    words = f"since_last: {{{'added' if gap > 0 else 'removed'}: {written(abs(gap))}, why: {why}}}"
    lacking = "is a form between the two not in this folder? " if step.since else ""
    return f"{lacking}if no form reports what moved, write {words}; the editor lists other words for why"


@rule("owned-after-missing", "not ready", _FAQ)
def each_transaction_says_what_is_owned_after(
    filing: StatementOfChanges, amended: Amended, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """`check --fix` writes it where the balance before it is known."""
    lacking = {
        path
        for path, row in transactions(filing)
        if row.owned_after is None and row.owned_after_in_dollars is None
    }
    known: dict[Path, Step] = {}
    if lacking and is_whole(filing, amended):
        known = {step.path: step for step in steps(filing, runs_on_from(filing, find_previous))}
    for path in sorted(lacking, key=repr):
        step = known.get(path)
        line = f"{'Table II' if path[0] == TABLE_TWO else 'Table I'}, line {int(path[1]) + 1}"
        if (
            step
            and step.expected is not None
            and step.expected >= 0
            and not is_known_gap(step.row.since_last)
        ):
            message = f"owned_after is missing ({line}): {step.sum}"
            mend = Mend(added=f"owned_after: {written(step.expected)}", before="ownership")
        else:
            message, mend = f"owned_after is missing ({line})", None
        yield Violation(path, message, on="title", mend=mend)


@rule("movement-position", "warning", "practice")
def a_transfer_names_a_position(filing: Filing) -> Iterator[Violation]:
    """The other end of a transfer is a position of this form, so that a reader finds it."""
    names = {getattr(row, "position", None) for _, row in rows(filing)}
    for path, row in rows(filing):
        movements: tuple[Movement, ...] = getattr(row, "since_last", ())
        for n, movement in enumerate(movements):
            if movement.to and movement.to not in names:
                at: Path = (*path, "since_last") + ((n,) if len(movements) > 1 else ())
                message = f"no line has position: {movement.to}: write it at the other end, or remove to"
                yield Violation((*at, "to"), message)
