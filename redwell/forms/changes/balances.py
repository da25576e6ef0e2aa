"""Rules about what is owned after each transaction: the balances of a position run on, within and since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.known import FindBefore
from redwell.ownership.ledger import Amended, runs_on_from, steps, steps_of_amendment
from redwell.ownership.moves import (
    TABLE_TWO,
    Holding,
    Move,
    Transaction,
    balance_of,
    ends_short,
    moves_of,
    transactions,
)
from redwell.ownership.positions import (
    Step,
    explanation,
    is_equal,
    is_known_gap,
    is_slip,
    net,
    out_of_order,
    position_of,
    shown,
    written,
)
from redwell.ownership.tables import rows
from redwell.ownership.transactions import Movement, StatementOfChanges
from redwell.problems import Mend, Path
from redwell.rules.readiness import BLANKS
from redwell.rules.registry import Violation, rule

_FAQ = "Form 4, column 5; practice"
_SPLITS = range(2, 51)


@rule("balance-off", "warning", _FAQ)
def balances_run_on(filing: StatementOfChanges, find_before: FindBefore) -> Iterator[Violation]:
    """The number after a line is the number before it, plus or minus what the line moved."""
    if filing.amendment:
        repeated = [*steps_of_amendment(filing, find_before())]
        yield from _breaks(filing, [step for step in repeated if isinstance(step, Step)])
        for each in repeated:
            if isinstance(each, Amended) and not explanation(each.filing, each.step):
                yield Violation((*each.path, "owned_after"), f"{_NOT_REPEATED}: {_sum(each.step)}")
        return
    found = [*steps(filing)]
    if any(map(_is_open, found)):
        # A line of an earlier day than the last form does not lead to the next one.
        found = [*steps(filing, find_before())]
    yield from _breaks(filing, [step for step in found if not step.since])


_NOT_REPEATED = (
    "a later line of the original goes on from another number, so that this form must repeat it too"
)


@rule("balance-since-last", "warning", _FAQ)
def balances_run_on_from_the_last_form(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """A position begins where the last form ended, but for movements that no form reports."""
    before = runs_on_from(filing, find_before)
    if before.of:
        yield from _breaks(filing, [step for step in steps(filing, before) if step.since])


@rule("balance-noted", "note", _FAQ)
def a_footnote_may_say_what_moved_without_a_line(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """A gap is told, and not asked about, where a footnote speaks of a transfer, plan or split."""
    found: Iterable[Step | Amended] = (
        steps_of_amendment(filing, find_before())
        if filing.amendment
        else steps(filing, runs_on_from(filing, find_before))
    )
    for step in _without_blanks(filing, (each for each in found if isinstance(each, Step))):
        explained = explanation(filing, step) if _is_open(step) else None
        if explained:
            why = f"why: {explained.why}" if explained.why else _REASON
            message = (
                f"{_sum(step)}; a footnote {explained.speaks}: if that is all of it, write "
                f"{_movement(step, why)}{'' if explained.why else _FOR_THE_DOTS}"
            )
            yield Violation((*step.path, _key(step)), message)
        elif step.doubt and balance_of(step.row) is not None and not step.is_off:
            yield Violation((*step.path, _key(step)), f"not proved: {step.doubt}")


_REASON = "why: ..."
_FOR_THE_DOTS = " with the reason for the dots (the editor lists them)"


def _is_open(step: Step) -> bool:
    """Return True for a balance that is off, unless the line says that it knows of it."""
    return step.is_off and not is_known_gap(step.row.since_last)


def _breaks(filing: Filing, found: Sequence[Step]) -> Iterator[Violation]:
    """Yield the lines that do not run on, where no footnote may say why."""
    found = [*_without_blanks(filing, found)]
    gaps = {step.gap for step in found if _is_open(step)}
    misprint: Step | None = None
    for n, step in enumerate(found):
        is_echo = misprint is not None and _goes_on_from(step, misprint)
        misprint = None
        is_repeated = n > 0 and step.row == found[n - 1].row  # which is asked about as such
        if is_echo or is_repeated or not _is_open(step) or explanation(filing, step):
            continue
        if step.doubt and step.fits:
            given = shown(balance_of(step.row) or Decimal())
            yield Violation((*step.path, _key(step)), f"{_NO_ANSWER.format(given=given)}: {_either(step)}")
            continue
        if n + 1 < len(found) and _goes_on_from(found[n + 1], step):
            misprint = step
        if misprint:
            remedy = f"the next line goes on from {shown(step.expected or Decimal())}: write {_balance(step)}"
        else:
            is_transfer = step.gap is not None and -step.gap in gaps
            earlier = found[n - 1] if n and not step.since else None
            remedy = _remedy(step, earlier, is_transfer=is_transfer)
        yield Violation((*step.path, _key(step)), f"{_sum(step)}; {remedy}")


_NO_ANSWER = "the line says {given}, and no answer to this question gives that"


def _goes_on_from(step: Step, before: Step) -> bool:
    """Return True if a line goes on from what the line *before* should say, and not from what it says."""
    given, own = balance_of(step.row), balance_of(before.row)
    return (
        before.expected is not None
        and given is not None
        and not step.since
        and step.before is not None
        and step.before == own
        and is_equal(given, before.expected + net(step.row.since_last) + step.moved)
        and step.is_off
    )


def _key(step: Step) -> str:
    return "owned_after" if isinstance(step.row, Transaction) else "amount"


def _balance(step: Step) -> str:
    """Return what a line should say: `owned_after: 38713`."""
    return f"{_key(step)}: {written(step.expected or Decimal())}"


def _sum(step: Step) -> str:
    """Return by how much a balance is off, and the sum."""
    when = "at the end of the fiscal year" if step.is_at_year_end else "now"
    now = f"; with this line, {step.now} is owned {when}" if step.now else ""
    given, expected = balance_of(step.row), step.expected
    assert given is not None
    assert expected is not None
    what = "owned after" if isinstance(step.row, Transaction) else "the amount"
    off = f"{shown(abs(given - expected))} too {'many' if given > expected else 'few'}"
    return f"{what} is {off}: {step.sum}{now}, the line says {shown(given)}"


def _movement(step: Step, why: str) -> str:
    """Return the words for what moved without a line: `since_last: {added: 36, why: split}`."""
    assert step.gap is not None
    return f"since_last: {{{'added' if step.gap > 0 else 'removed'}: {written(abs(step.gap))}, {why}}}"


def _remedy(step: Step, earlier: Step | None, *, is_transfer: bool) -> str:
    """Return what may be wrong; *is_transfer* if as much moved the other way in another position."""
    gap, before, movements = step.gap, step.before, step.row.since_last
    assert gap is not None
    assert before is not None
    if mistyped := _mistyped(step, earlier, gap - net(movements)):
        return mistyped
    lacking = "is a form between the two not in this folder? " if step.since else ""
    if step.expected is not None and step.expected < 0:
        return (
            "more was disposed of than there was: is a number mistyped, or are these two positions? "
            f"{lacking}write position: with a name of your own at each line"
        )
    if gap == 0:
        return "nothing moved between: remove since_last"
    first = f"is a number mistyped? {_balance(step)} adds up; {lacking}"
    if len(movements) == 1:
        why = movements[0].why + (f", note: {movements[0].note}" if movements[0].note else "")
        return f"{first}if the movement is another, write {_movement(step, f'why: {why}')}"
    if step.since and any(before and gap == before * (times - 1) for times in _SPLITS):
        return f"{first}if it was a split, write {_movement(step, 'why: split')}"
    if is_transfer:
        other = "another position is off by as much the other way"
        return f"{first}{other}: if it moved there, write {_movement(step, 'why: change_of_form')}"
    return f"{first}if no form reports what moved, add {_movement(step, _REASON)}{_FOR_THE_DOTS}"


def _mistyped(step: Step, earlier: Step | None, off: Decimal) -> str | None:
    """Return the number that may be mistyped, here or in the *earlier* line: another makes it add up."""
    given, expected, move = balance_of(step.row), step.expected, step.move
    assert given is not None
    assert expected is not None
    if move and not ends_short(step.row) and is_equal(given, expected - 2 * step.moved):
        return f"it adds up the other way: should this be {_other_way(move)}?"
    needed = abs(step.moved + off)
    is_one_way = (step.moved + off) * step.moved > 0
    if move and is_one_way and isinstance(step.row, Transaction) and step.row.price.value == needed:
        price = written(move.amount)
        return f"are number and price exchanged? {move.key}: {written(needed)} with price: {price} adds up"
    if move and (move.amount == 0 or (is_one_way and is_slip(move.amount, needed))):
        return f"is the amount mistyped? {move.key}: {written(needed)} adds up"
    if expected >= 0 and is_slip(given, expected):
        return f"is it mistyped? {_balance(step)} adds up"
    own = balance_of(earlier.row) if earlier else None
    if earlier and own is not None:
        line = f"{_key(earlier)}: {written(own + off)}"
        if earlier.move and off == -2 * earlier.moved:
            return f"it adds up if the line before has {_other_way(earlier.move)} and {line}"
        if earlier.before is None and is_slip(own, own + off):
            return f"is {shown(own)} of the line before mistyped? {line} there adds up"
    return None


def _other_way(move: Move) -> str:
    """Return a move in the other direction: `disposed: 124`."""
    other = move.key.replace(move.side, "disposed" if move.side == "acquired" else "acquired")
    return f"{other}: {written(move.amount)}"


@rule("owned-after-missing", "not ready", _FAQ)
def each_transaction_says_what_is_owned_after(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """`check --fix` writes it where the balance before it is known."""
    lacking = {
        path
        for path, row in transactions(filing)
        if row.owned_after is None and row.owned_after_in_dollars is None
    }
    known: dict[Path, Step] = {}
    if lacking and not any(_has_blank(row) for _, row in rows(filing)):
        found: Iterable[Step | Amended] = (
            steps_of_amendment(filing, find_before())
            if filing.amendment
            else steps(filing, runs_on_from(filing, find_before))
        )
        known = {step.path: step for step in found if isinstance(step, Step)}
    disordered = out_of_order(filing) if known else frozenset()
    for path in sorted(lacking, key=repr):
        step = known.get(path)
        line = f"{'Table II' if path[0] == TABLE_TWO else 'Table I'}, line {int(path[1]) + 1}"
        message, mend = f"owned_after is missing ({line})", None
        if step and (step.now or (step.doubt and not filing.amendment)):
            message = f"{message}: {_either(step)}"
        elif step and step.expected is not None and not is_known_gap(step.row.since_last):
            if step.expected < 0:
                message += f": {step.sum}, below zero: is the number right, or is a form missing here?"
            elif path in disordered:
                message += f"; {_UNORDERED}"
            elif step.stale:
                message += f": {step.sum}; {step.stale}, so check --fix does not write it"
            else:
                message += f": {step.sum}"
                mend = Mend(added=f"owned_after: {written(step.expected)}", before="ownership")
        yield Violation(path, message, on="title", mend=mend)


_UNORDERED = (
    "the lines of this position are not in the order of their dates: put them in that order and run "
    "check --fix, or type the number"
)


def _either(step: Step) -> str:
    """Return which numbers a line may say, where it is for a person to choose."""
    if step.now:
        then = f"on that day {step.sum}; " if step.before is not None else ""
        if step.is_at_year_end:
            return f"{then}at the end of the fiscal year, for which the column asks, {step.now}: write that"
        return f"{then}now {step.now}: write the one that the line should say"
    fits = dict.fromkeys([*step.asked, *([] if step.asked else [step.expected or Decimal(), *step.fits])])
    return f"{step.doubt} write {' or '.join(map(written, fits))}"


def _without_blanks(filing: Filing, found: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps of the positions whose numbers are filled in: a blank is no number to add up."""
    blank = {position_of(filing, path, row) for path, row in rows(filing) if _has_blank(row)}
    return (step for step in found if position_of(filing, step.path, step.row) not in blank)


def _has_blank(row: OwnershipRow) -> bool:
    """Return True if a number is still the one that `redwell new` writes."""
    moves = [move.amount for move in moves_of(row)] if isinstance(row, Transaction) else []
    owned = balance_of(row) if isinstance(row, Transaction | Holding) else None
    return Decimal(BLANKS["number"]) in (*moves, owned)


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


@rule("movement-before-records", "warning", "practice")
def before_our_records_is_before_the_first_line(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """A movement before the record begins explains the first line of a position that the record lacks."""
    if filing.filed or filing.amendment:
        return
    for step in steps(filing, find_before()):
        for n, movement in enumerate(step.row.since_last):
            if movement.why == "before_our_records" and step.before is not None:
                begins = f"the records have this position: {step.since}" if step.since else _LATER
                many = len(step.row.since_last) > 1
                at: Path = (*step.path, "since_last", n) if many else (*step.path, "since_last")
                yield Violation((*at, "why"), f"{begins}; {_ONLY_FIRST}")


_LATER = "a line above has this position already"
_ONLY_FIRST = "before_our_records is only for a position that the records lack: give the reason that applies"
