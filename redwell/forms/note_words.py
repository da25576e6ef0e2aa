"""Make the words of footnotes: those of models from their facts, and the numbers of `{note label}`.

The words stand in `templates/notes/wording.yaml`, which a firm can replace. They are made once, when a filing
has been parsed, so that everything else sees a label and a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from redwell.files import disk
from redwell.model import Filing, ModelNote
from redwell.ownership.columns import OwnershipRow, Role
from redwell.ownership.notes import MODELS, dollars, with_numbered_notes
from redwell.ownership.tables import cell_for, columns_for, rows_citing
from redwell.power_of_attorney import passages
from redwell.power_of_attorney.passages import Passage, Vocabulary
from redwell.problems import FilingError, Place, Problem, did_you_mean
from redwell.source import loader
from redwell.text.long_dates import long_date
from redwell.text.names import listed

WORDING = "notes/wording.yaml"
_NAMES = {"from": "low", "to": "high"}
"""The placeholders of facts that have other names there."""
_FACTS = tuple(dict.fromkeys(fact for model in MODELS.values() for fact in model.facts))
_CLAUSES = frozenset({*_FACTS, "bought", "sold"})
_OF_A_NOTE = Vocabulary(
    values=(*(_NAMES.get(fact, fact) for fact in _FACTS), "column"),
    example=("adopted", "by"),
    numbered="reporting persons",
    has="one fact",
    unknown=('no note has a fact "{}"', "has(..) takes"),
    lacking='this note gives no "{}": write {{% if has("{}") %}} before it, and {{% endif %}} behind it',
)
F = TypeVar("F", bound=Filing)


def worded(filing: F, template: Callable[[str], bytes]) -> F:
    """Return the filing with the words of its footnotes; *template* returns the content of a template.

    In a filing that is split, `{note label}` stays: its parts have numbers of their own. Raise `FilingError`
    for a note that lacks a fact, and if the wording cannot be used.
    """
    if filing.models:
        if faults := [*_fact_problems(filing.models)]:
            raise FilingError(faults)
        passages_of = _wording(template)
        if faults := [*_unworded(filing.models, passages_of)]:
            raise FilingError(faults)
        made = {note.label: _words(note, filing, passages_of[note.model]) for note in filing.models}
        notes = tuple((label, made.get(label, text)) for label, text in filing.footnotes)
        filing = replace(filing, footnotes=notes)
    return filing if filing.split else with_numbered_notes(filing)


def _unworded(notes: Iterable[ModelNote], known: Collection[str]) -> Iterator[Problem]:
    """Yield the notes for which a firm's own wording has no words."""
    for note in notes:
        if note.model not in known:
            message = f"templates/{WORDING} has no words for {note.model}: add this key there with its text"
            yield Problem(code="wording-shape", message=message, path=("footnotes", note.label, "model"))


# --- the facts of a note ---


def _fact_problems(notes: Iterable[ModelNote]) -> Iterator[Problem]:
    """Yield the facts that a model lacks, and those that belong to another one."""
    for note in notes:
        model, path = MODELS[note.model], ("footnotes", note.label)
        given = dict(note.facts)
        for fact, example in model.needs.items():
            if fact not in given:
                message = f'a {note.model} note needs "{fact}": add, for example, {fact}: {example}'
                yield Problem(code="note-fact-missing", message=message, path=path, on_key=True)
        for fact, text in given.items():
            if isinstance(text, str) and {*text} & {*"{}"}:
                message = "this fact has braces, which would print another note's number: write words alone"
                yield Problem(code="note-fact-braces", message=message, path=(*path, fact))
        for fact in [fact for fact in given if fact not in model.facts]:
            others = listed([name for name, each in MODELS.items() if fact in each.facts], "or")
            own = f"has {listed(model.facts)}" if model.facts else "has no facts"
            message = f'"{fact}" belongs to {others}, and a {note.model} note {own}: remove it'
            yield Problem(code="note-fact-foreign", message=message, path=(*path, fact), on_key=True)


def _words(note: ModelNote, filing: Filing, passage: Passage) -> str:
    """Return the words of a note."""
    lines = [row for _, row in rows_citing(filing, note.label)]
    facts = dict(note.facts)
    values = {_NAMES.get(key, key): _shown(key, fact) for key, fact in facts.items()}
    values = {"column": _columns(lines), "security": _security(lines), **values}
    clauses = {*facts, *_sides(lines)}
    words = passages.plain_words(passages.fill(passage, values, clauses, len(filing.reporting_owners)))
    return _TWO_PERIODS.sub(".", words)


def _shown(key: str, fact: Decimal | date | str) -> str:
    if isinstance(fact, Decimal):
        return dollars(fact) if key in _NAMES else f"{fact:,f}"
    return long_date(fact) if isinstance(fact, date) else _without_period(fact)


def _without_period(fact: str) -> str:
    """Return a fact without the period of a sentence: it stands within one. That of "Inc." stays."""
    last = fact.rpartition(" ")[2]
    is_short = last.casefold() in _SHORTENED or "." in last[:-1]
    return fact if is_short or not fact.endswith(".") else fact.removesuffix(".")


_SHORTENED = frozenset({"inc.", "corp.", "ltd.", "co.", "jr.", "sr.", "bros.", "esq.", "no."})
"""The last words of names that end in a period."""
_TWO_PERIODS = re.compile(r"(?<!\.)\.\.(?!\.)")
"""The period of a shortened name, and that of the sentence which it ends."""


def _sides(lines: Sequence[OwnershipRow]) -> set[str]:
    """Return what some lines say was done: bought, sold, or both; of holdings, sold."""
    words: dict[str, Role] = {"bought": "acquired", "sold": "disposed"}
    found = {word for word, side in words.items() if any(cell_for(row, side) for row in lines)}
    return found or {"sold"}


def _columns(lines: Iterable[OwnershipRow]) -> str:
    """Return the columns of the price of some lines: "Column 4", "Columns 4 and 8"."""
    found = dict.fromkeys(
        column.box.removeprefix("column ") for row in lines for column in columns_for(row, "paid")
    )
    return f"Column{'s' * (len(found) > 1)} {listed([*found])}" if found else "the column of the price"


def _security(lines: Iterable[OwnershipRow]) -> str:
    """Return the title of the underlying security of some lines, if it is one; else a general word."""
    titles = dict.fromkeys(cell[1].value for row in lines if (cell := cell_for(row, "underlying")))
    title = next(iter(titles), None) if len(titles) == 1 else None
    return _without_period(title) if title else "the issuer's common stock"


# --- the wording ---


def _wording(template: Callable[[str], bytes]) -> Mapping[str, Passage]:
    """Return the words of each model. Raise `FilingError`."""
    name = f"templates/{WORDING}"
    try:
        content = template(WORDING)
    except (OSError, ValueError) as error:
        place = Place(file=name)
        raise FilingError([Problem(code="template", message=disk.refusal(error), place=place)]) from None
    return read_note_wording(content, name)


@lru_cache(maxsize=16)
def read_note_wording(content: bytes, name: str) -> Mapping[str, Passage]:
    """Return the wording in *content*, which messages call *name*. Raise `FilingError` with all problems."""
    read = loader.read(content, name)
    if faults := loader.placed(read, _shape(read.data)):
        raise FilingError(faults)
    found: dict[str, Passage] = {}
    problems: list[Problem] = []
    for model in read.data:
        try:
            found[model] = passages.passage_at(read, (model,), _CLAUSES, _OF_A_NOTE)
        except FilingError as error:
            problems += error.problems
    if problems:
        raise FilingError(problems)
    return found


def _shape(data: object) -> Iterator[Problem]:
    """Yield what is wrong with the structure of a wording."""
    if not isinstance(data, dict):
        message = f"a wording of notes has the keys {listed([*MODELS])}, each with its text"
        yield Problem(code="wording-shape", message=message)
        return
    for key in data:
        if key not in MODELS:
            hint = did_you_mean(key, MODELS) or f"; the models are {listed([*MODELS])}"
            message, path = f'there is no model "{key}"{hint}', (key,)
            yield Problem(code="wording-key", message=message, path=path, on_key=True)
        elif not (isinstance(data[key], str) and data[key].strip()):
            yield Problem(code="wording-shape", message=f"{key} is a text: write its words", path=(key,))
