"""Model notes: footnotes of the usual kinds, which a filing gives by their facts; and `{note label}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from redwell.model import Filing, ModelNote
from redwell.problems import Path

F = TypeVar("F", bound=Filing)
REFERENCE = re.compile(r"\{note\b([^{}\n]{0,80})\}")
"""A reference to a footnote in a text, which prints its number."""
NESTED = re.compile(r"\{note\b[^{}\n]{0,80}\{note\b[^{}\n]{0,80}\}")
"""The beginning of a reference, with another inside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A kind of footnote: the facts that it needs, with an example of each, and those that it may have."""

    needs: Mapping[str, str]
    may_have: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The keys of all its facts."""
        return (*self.needs, *self.may_have)


AVERAGE, PLAN, WITHHELD, GIFT = "weighted_average", "plan_10b5_1", "tax_withheld", "gift"
UNIT, NO_EXPIRY, DISCLAIMER = "rsu_unit", "rsu_no_expiry", "pecuniary_disclaimer"
OF_A_PLAN = ("employee_plan", "dividend_reinvestment")
"""Models on what a plan added, which are also words of `since_last`."""
MODELS: Mapping[str, Model] = {
    AVERAGE: Model(needs={"from": "72.16", "to": "73.15"}),
    PLAN: Model(needs={"adopted": "2024-11-22"}, may_have=("by",)),
    UNIT: Model(needs={}, may_have=("security",)),
    NO_EXPIRY: Model(needs={}),
    WITHHELD: Model(needs={}, may_have=("award",)),
    **{model: Model(needs={}, may_have=("plan", "shares", "as_of")) for model in OF_A_PLAN},
    GIFT: Model(needs={}, may_have=("recipient", "donor")),
    DISCLAIMER: Model(needs={}),
}
"""The models by their names, as the schema lists them."""
_NUMBERS, _DAYS = frozenset({"from", "to", "shares"}), frozenset({"adopted", "as_of"})


def model_notes(footnotes: Mapping[str, Any]) -> Iterator[ModelNote]:
    """Yield the facts of those footnotes of a filing that are given by a model."""
    for label, note in footnotes.items():
        if isinstance(note, Mapping):
            facts = tuple((key, _fact(key, value)) for key, value in note.items() if key != "model")
            yield ModelNote(label=label, model=note["model"], facts=facts)


def _fact(key: str, written: Any) -> Decimal | date | str:
    if key in _NUMBERS:
        return Decimal(written)
    return date.fromisoformat(written) if key in _DAYS else str(written)


def dollars(price: Decimal) -> str:
    """Return a price with two decimals, or as many as it has up to four: `$72.10`, `$72.1234`."""
    shown = price.normalize()
    places = max(-int(shown.as_tuple().exponent), 2)
    return f"${shown:,.{places}f}"


def referred(text: str) -> Iterator[tuple[str, str]]:
    """Yield each reference to a footnote in *text*, as it is written, and its label."""
    for found in REFERENCE.finditer(text):
        yield found[0], found[1].strip()


def noted_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield the texts that may refer to a footnote by its label, with their paths."""
    for label, text in filing.footnotes:
        yield ("footnotes", label), text
    if filing.remarks:
        yield ("remarks",), filing.remarks
    if filing.amendment and filing.amendment.explanation:
        yield ("amendment", "explanation"), filing.amendment.explanation


def with_numbered_notes(filing: F) -> F:
    """Return the filing with the number of its footnote for each `{note label}`; an unknown label stays."""
    if not any("{note" in text for _, text in noted_texts(filing)):
        return filing
    numbers = filing.note_numbers

    def numbered(text: str) -> str:
        if NESTED.search(text):
            return text  # which is a problem of its own
        return REFERENCE.sub(lambda found: str(numbers.get(found[1].strip(), found[0])), text)

    references = (
        (path, numbers[label])
        for path, text in noted_texts(filing)
        for _, label in referred(text)
        if label in numbers
    )
    amendment = filing.amendment
    if amendment and amendment.explanation:
        amendment = replace(amendment, explanation=numbered(amendment.explanation))
    return replace(
        filing,
        footnotes=tuple((label, numbered(text)) for label, text in filing.footnotes),
        remarks=numbered(filing.remarks) if filing.remarks else filing.remarks,
        amendment=amendment,
        numbered=tuple(references),
    )
