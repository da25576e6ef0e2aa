"""Rules about model notes: what their facts say, and what the lines say that refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from redwell.model import Filing, ModelNote
from redwell.ownership.columns import OwnershipRow, Role
from redwell.ownership.notes import (
    AVERAGE,
    DISCLAIMER,
    GIFT,
    NO_EXPIRY,
    OF_A_PLAN,
    PLAN,
    UNIT,
    WITHHELD,
    dollars,
)
from redwell.ownership.tables import cell_for, rows_citing
from redwell.ownership.trade_notes import LETTER, WIDEST
from redwell.problems import Path
from redwell.rules.registry import Violation, rule

_LETTER = f"{LETTER} on weighted averages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """The lines that a model note fits: their codes, and words for such a line."""

    codes: frozenset[str]
    what: str


_LINES: Mapping[str, Expected] = {
    AVERAGE: Expected(codes=frozenset("PS"), what="a purchase or sale on the market, P or S"),
    WITHHELD: Expected(codes=frozenset("F"), what="what the issuer withheld, F (a broker sold: S)"),
    GIFT: Expected(codes=frozenset("G"), what="a gift, G"),
    PLAN: Expected(codes=frozenset("PSGFMCXOJU"), what="a trade under a plan, for example P, S or G"),
}
_SIDES: Mapping[Role, str] = {"acquired": "donor", "disposed": "recipient"}
"""Of a gift that is acquired or disposed of: the fact that its note gives."""
_OTHER: Mapping[Role, Role] = {"acquired": "disposed", "disposed": "acquired"}
_RULE_10B5_1 = date(2000, 10, 23)
"""The day on which Rule 10b5-1 came into force (Release 33-7881)."""
_NO_UNIT = re.compile(r"\b(option|warrant|appreciation right|SAR|convertible|preferred)s?\b", re.IGNORECASE)
"""Titles of derivative securities that are no units."""


def _notes(filing: Filing, *models: str) -> Iterator[ModelNote]:
    yield from (note for note in filing.models if note.model in models)


def _range(note: ModelNote) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest price of a weighted average."""
    facts = {key: fact for key, fact in note.facts if isinstance(fact, Decimal)}
    return facts["from"], facts["to"]


@rule("note-line", "warning", "specification 3.6.10")
def a_model_note_stands_on_lines_of_its_kind(filing: Filing) -> Iterator[Violation]:
    """A weighted average is of purchases or sales, tax is withheld under code F, and a gift is G."""
    for note in _notes(filing, *_LINES):
        line = _LINES[note.model]
        for path, row in rows_citing(filing, note.label):
            code = cell_for(row, "code")
            if code is None or code[1].value not in line.codes:
                is_what = f"has code {code[1].value}" if code else "is a holding"
                message = (
                    f'the note "{note.label}" ({note.model}) says that this line is {line.what}, and the '
                    f"line {is_what}: which is right?"
                )
                yield Violation((*path, *(code[0].path if code else ())), message)


@rule("note-average", "warning", _LETTER)
def an_average_is_of_purchases_or_of_sales(filing: Filing) -> Iterator[Violation]:
    """The trades behind one average go one way, and its note says which."""
    for note in _notes(filing, AVERAGE):
        sides: dict[Role, Path] = {}
        for path, row in rows_citing(filing, note.label):
            if len(own := [side for side in _SIDES if cell_for(row, side)]) == 1:
                sides.setdefault(own[0], path)
        if len(sides) == len(_SIDES):
            message = (
                f'the note "{note.label}" gives the average of purchases and of sales in one: give each its '
                f"own note, with the range of its own trades ({_LETTER})"
            )
            yield Violation(max(sides.values(), key=repr), message)


@rule("note-gift", "warning", "Form 4, instruction 8")
def a_gift_comes_from_a_donor_or_goes_to_a_recipient(filing: Filing) -> Iterator[Violation]:
    """A gift that is given has a recipient, and one that is received a donor."""
    for note in _notes(filing, GIFT):
        facts = dict(note.facts)
        for path, row in rows_citing(filing, note.label):
            for side, fits in _SIDES.items():
                cell, differs = cell_for(row, side), _SIDES[_OTHER[side]]
                if cell and differs in facts and fits not in facts:
                    message = (
                        f'this line is {side}, and the note "{note.label}" names a {differs}: is the line '
                        f"{_OTHER[side]}, or should the note name the {fits}?"
                    )
                    yield Violation((*path, *cell[0].path), message, on_key=True)


@rule("note-units", "warning", "practice")
def a_note_on_units_stands_on_units(filing: Filing) -> Iterator[Violation]:
    """A note on restricted stock units does not describe an option, nor a day on which it expires."""
    for note in _notes(filing, UNIT, NO_EXPIRY):
        for path, row in rows_citing(filing, note.label):
            cell = cell_for(row, "expiration")
            if note.model == NO_EXPIRY and cell and cell[1].value is not None:
                message = (
                    f'the note "{note.label}" says that these units do not expire, and this line gives a '
                    "day: which is right?"
                )
                yield Violation((*path, *cell[0].path), message)
            elif cell and row.title.value and _NO_UNIT.search(row.title.value):
                message = (
                    f'the note "{note.label}" ({note.model}) speaks of restricted stock units, and this line '
                    f"is of {row.title.value}: does the note belong to another line?"
                )
                yield Violation((*path, "title"), message)


@rule("note-disclaimer", "warning", "Rule 16a-1(a)(4)")
def what_is_disclaimed_is_owned_indirectly(filing: Filing) -> Iterator[Violation]:
    """Somebody who files alone owns directly what is his or her own."""
    for note in _notes(filing, DISCLAIMER) if len(filing.reporting_owners) == 1 else ():
        for path, row in rows_citing(filing, note.label):
            if row.ownership.value == "direct":
                message = (
                    f'the note "{note.label}" disclaims beneficial ownership, and this line is owned '
                    "directly: is it indirect, or does the note belong to another line?"
                )
                yield Violation((*path, "ownership"), message)


@rule("note-shares", "warning", "practice")
def the_shares_of_a_note_are_those_of_its_line(filing: Filing) -> Iterator[Violation]:
    """A note says how many shares a plan added: no more than are owned, and as many as `since_last` says."""
    for note in _notes(filing, *OF_A_PLAN):
        shares = dict(note.facts).get("shares")
        if not isinstance(shares, Decimal):
            continue
        path = ("footnotes", note.label, "shares")
        for _, row in rows_citing(filing, note.label):
            owned = _owned(row)
            movements = [each for each in getattr(row, "since_last", ()) if each.why == note.model]
            added = [each.added for each in movements if each.added is not None]
            if owned is not None and shares > owned:
                message = (
                    f'the note "{note.label}" includes {shares:,f} shares, and this line has {owned:,f} in '
                    "all: which is right?"
                )
                yield Violation(path, message)
            elif added and shares not in (*added, sum(added)):
                message = (
                    f'the note "{note.label}" says {shares:,f} shares, and since_last of this line '
                    f"{sum(added):,f}: which is right?"
                )
                yield Violation(path, message)


def _owned(row: OwnershipRow) -> Decimal | None:
    """Return how many securities a line says are owned; None if it does not, or in dollars."""
    cell = cell_for(row, "balance") or cell_for(row, "amount")
    is_own = cell and cell[0].kind == "number" and len(cell[0].path) == 1
    return cell[1].value if cell and is_own else None


@rule("note-range", "warning", _LETTER)
def a_weighted_average_spans_at_most_one_dollar(filing: Filing) -> Iterator[Violation]:
    """Trades of one day may be one line with their average price, if their prices lie within one dollar."""
    for note in _notes(filing, AVERAGE):
        low, high = _range(note)
        path = ("footnotes", note.label, "to")
        if high < low:
            yield Violation(path, f"the highest price is below the lowest, {dollars(low)}: exchange them")
        elif high - low > WIDEST:
            message = (
                f"these trades span {dollars(high - low)}, and one line at most {dollars(WIDEST)}: is each "
                f"line within one dollar? divide it ({_LETTER})"
            )
            yield Violation(path, message)


@rule("note-price", "warning", _LETTER)
def a_weighted_average_lies_within_its_range(filing: Filing) -> Iterator[Violation]:
    """An average lies between the lowest and the highest price."""
    for note in _notes(filing, AVERAGE):
        low, high = sorted(_range(note))
        for path, row in rows_citing(filing, note.label):
            paid = cell_for(row, "paid")
            if paid and paid[1].value is not None and not low <= paid[1].value <= high:
                message = (
                    f'the note "{note.label}" gives prices from {dollars(low)} to {dollars(high)}, and this '
                    f"average, {dollars(paid[1].value)}, lies outside: which is right?"
                )
                yield Violation((*path, *paid[0].path), message)


@rule("note-plan", "warning", "Form 4, instruction 10")
def a_note_on_a_plan_goes_with_the_box(filing: Filing) -> Iterator[Violation]:
    """The box on Rule 10b5-1(c) is ticked if a transaction was made under a plan, which a note describes."""
    for note in _notes(filing, PLAN):
        facts, path = dict(note.facts), ("footnotes", note.label)
        # A form without the box has no transactions.
        if not getattr(filing, PLAN, False):
            message = (
                f"this note names a plan: tick the box on Rule 10b5-1 ({PLAN}: true), or remove the note"
            )
            yield Violation(path, message, on_key=True)
        adopted = facts["adopted"]
        if isinstance(adopted, date) and adopted < _RULE_10B5_1:
            message = (
                f"Rule 10b5-1 is in force since {_RULE_10B5_1}, and this plan was adopted on {adopted}: "
                "which day was it?"
            )
            yield Violation((*path, "adopted"), message)
        for at, row in rows_citing(filing, note.label):
            traded = cell_for(row, "transacted")
            if traded and traded[1].value and traded[1].value < adopted:
                message = (
                    f'the note "{note.label}" says that the plan was adopted on {adopted}, and this line is '
                    "of an earlier day: which is right?"
                )
                yield Violation((*at, *traded[0].path), message)
