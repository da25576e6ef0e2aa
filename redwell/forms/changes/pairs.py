"""Rules about lines that belong together: an exercise in both tables, what was withheld, gifts within."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from redwell.form import Amended
from redwell.forms.changes.whole import is_whole
from redwell.model import Filing
from redwell.ownership.moves import TABLE_ONE, TABLE_TWO, Move, coded, day_of, move_of
from redwell.ownership.positions import Line, shown
from redwell.ownership.transactions import DerivativeTransaction
from redwell.problems import Path, dotted
from redwell.rules.readiness import BLANKS
from redwell.rules.registry import Violation, rule
from redwell.text.titles import Likeness, title_likeness


@rule(("exercise-shares-missing", "exercise-shares-differ"), "warning", "Rule 16a-4; practice")
def an_exercise_acquires_the_underlying_securities(filing: Filing, amended: Amended) -> Iterator[Violation]:
    """An exempt exercise (M) in Table II acquires in Table I the securities that are underlying."""
    for day in _days(filing, amended):
        exercised = _exercised(filing, day)
        acquired = _moved(filing, "M", day)
        if not exercised:
            continue
        path = exercised[0][0]
        if not acquired:
            if not _pays_in_derivatives(filing, day) and not _is_paid_in_cash(filing, day):
                message = (
                    "an exercise (M) also acquires the underlying securities: add the line to Table I with "
                    f"code: M and date: {day}, or was it settled in cash?"
                )
                yield Violation((*path, "code"), message, code="exercise-shares-missing")
            continue
        wanted, given = _underlying(exercised), _total(acquired)
        if wanted is not None and given != wanted:
            message = (
                f"Table I acquires {shown(given)} on {day}, and the derivatives exercised that day are for "
                f"{shown(wanted)}: is one of them mistyped?"
            )
            at: Path = (*acquired[0][0], "acquired") if acquired[0][1].acquired else acquired[0][0]
            yield Violation(at, message, code="exercise-shares-differ")


@rule(("exercise-derivative-missing", "exercise-reversed"), "warning", "Rule 16a-4; practice")
def what_an_exercise_acquires_was_a_derivative(filing: Filing, amended: Amended) -> Iterator[Violation]:
    """An exempt exercise (M) in Table I has its line in Table II."""
    for day in _days(filing, amended):
        acquired = _moved(filing, "M", day)
        if acquired and not [row for _, row in coded(filing, "M", TABLE_TWO) if day_of(row) == day]:
            message = (
                "an exercise (M) also disposes of the derivative: add the line to derivative with code: M "
                f"and date: {day}; shares that vest in Table I have no line"
            )
            yield Violation((*acquired[0][0], "code"), message)
            continue
        reversed_ = _reversed(filing, day, _total(acquired))
        if reversed_:
            at, move = reversed_
            message = (
                f"Table I acquires these by exercise, so the derivative is disposed of: write disposed: "
                f"{move.amount:f}"
            )
            yield Violation((*at, "acquired"), message, on_key=True, code="exercise-reversed")


def _reversed(filing: Filing, day: date, acquired: Decimal) -> tuple[Path, Move] | None:
    """Return the only line of Table II of an exercise, if it acquires as many as Table I does."""
    found = [(path, row) for path, row in coded(filing, "M", TABLE_TWO) if day_of(row) == day]
    move = move_of(found[0][1]) if len(found) == 1 else None
    return (found[0][0], move) if move and move.side == "acquired" and move.amount == acquired else None


def _days(filing: Filing, amended: Amended) -> tuple[date, ...]:
    """Return the days of exempt exercises; none of an amendment that repeats only some lines."""
    if not is_whole(filing, amended):
        return ()
    return tuple(sorted({day_of(row) for _, row in coded(filing, "M")}))


def _moved(filing: Filing, codes: str, day: date) -> list[Line]:
    """Return the lines of Table I of a day with one of these codes."""
    found = coded(filing, codes, TABLE_ONE)
    return [(path, row) for path, row in found if day_of(row) == day and move_of(row)]


def _exercised(filing: Filing, day: date) -> list[Line]:
    found = ((path, row) for path, row in coded(filing, "M", TABLE_TWO) if day_of(row) == day)
    return [(path, row) for path, row in found if (move := move_of(row)) and move.side == "disposed"]


def _pays_in_derivatives(filing: Filing, day: date) -> bool:
    """Return True if something else in Table II was acquired that day."""
    found = (move_of(row) for _, row in coded(filing, "MA", TABLE_TWO) if day_of(row) == day)
    return any(move and move.side == "acquired" for move in found)


def _is_paid_in_cash(filing: Filing, day: date) -> bool:
    """Return True if the issuer took something back that day."""
    return any(day_of(row) == day for _, row in coded(filing, "D"))


def _underlying(lines: Sequence[Line]) -> Decimal | None:
    """Return the number of securities under some lines; None if one does not give it."""
    amounts = [
        row.underlying.amount.value if row.underlying.amount else None
        for _, row in lines
        if isinstance(row, DerivativeTransaction)
    ]
    return None if None in amounts else sum((each for each in amounts if each is not None), Decimal())


def _total(lines: Sequence[Line]) -> Decimal:
    return sum((move.signed for _, row in lines if (move := move_of(row))), Decimal())


@rule("withheld-too-many", "warning", "practice")
def less_is_withheld_than_was_exercised(filing: Filing, amended: Amended) -> Iterator[Violation]:
    """The issuer withholds (F) a part of what vested or was exercised that day."""
    for day in _days(filing, amended):
        exercised = _total(_moved(filing, "AM", day))
        withheld = _moved(filing, "F", day)
        total = -_total(withheld)
        if 0 < exercised <= total < Decimal(BLANKS["number"]):
            message = (
                f"{shown(total)} were withheld on {day}, and {shown(exercised)} acquired that day: is one "
                "of the numbers mistyped?"
            )
            yield Violation((*withheld[0][0], "code"), message)


@rule("moved-within", "note", "Rule 16a-13")
def a_change_of_form_needs_no_line(filing: Filing) -> Iterator[Violation]:
    """A transfer to another holder is not reported if the pecuniary interest did not change."""
    into: dict[tuple[date, Decimal], list[Line]] = {}
    lines = [(line, move.signed) for line in coded(filing, "GJ", TABLE_ONE) if (move := move_of(line[1]))]
    for (path, row), signed in lines:
        if signed > 0:
            into.setdefault((day_of(row), signed), []).append((path, row))
    for (path, row), signed in lines:
        for other, received in into.get((day_of(row), -signed), ()):
            if title_likeness(row.title.value or "", received.title.value or "") <= Likeness.REWORDED:
                message = (
                    f"{dotted(other)} acquires the same number: if the pecuniary interest did not change, "
                    f"neither line is needed (Rule 16a-13); the next form then has since_last"
                )
                yield Violation((*path, "code"), message)
                return
