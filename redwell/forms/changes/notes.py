"""Rules about model notes: what their facts say, and what the lines say that refer to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from redwell.model import Filing, ModelNote
from redwell.ownership.notes import AVERAGE, GIFT, PLAN, WITHHELD, dollars
from redwell.ownership.tables import cell_for, rows_citing
from redwell.rules.registry import Violation, rule

WIDEST = Decimal(1)
"""The widest range of prices of one line, in dollars."""
_LETTER = "SEC staff letter of 25 June 2008 on weighted averages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a model note says of the lines that refer to it: their codes, and what such a line is."""

    codes: frozenset[str]
    what: str


_LINES: Mapping[str, Expected] = {
    AVERAGE: Expected(codes=frozenset("PS"), what="a purchase or sale on the market, P or S"),
    WITHHELD: Expected(codes=frozenset("F"), what="what the issuer withheld, F (a broker sold: S)"),
    GIFT: Expected(codes=frozenset("G"), what="a gift, G"),
}


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
        for at, row in rows_citing(filing, note.label):
            traded = cell_for(row, "transacted")
            if traded and traded[1].value and traded[1].value < adopted:
                message = (
                    f'the note "{note.label}" says that the plan was adopted on {adopted}, and this line is '
                    "of an earlier day: which is right?"
                )
                yield Violation((*at, *traded[0].path), message)
