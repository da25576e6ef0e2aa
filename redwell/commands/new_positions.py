"""Write what an earlier filing reported as owned into the next one: `new --from`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from redwell.account.amended import statements
from redwell.account.carried import Carried, carried, of_class
from redwell.account.previous import is_same
from redwell.commands import new_lines
from redwell.commands.earlier import Earlier
from redwell.edgar import yaml_writer
from redwell.files.discovery import Misuse
from redwell.form import Form
from redwell.forms.changes.carried import labels_of, with_labels
from redwell.forms.changes.fills import DIRECT, holder_of
from redwell.model import Filing, ModelNote
from redwell.ownership.notes import REFERENCE
from redwell.ownership.positions import name_of, shown
from redwell.rules.readiness import BLANKS, has_blanks
from redwell.text.names import listed
from redwell.text.titles import Likeness, title_likeness

_OWNED_AFTER = re.compile(r"# what is (?:owned|left) after this line; check computes it where it can")
_HEAD = """\
# What the {name} and the forms before it left. Put the line of a transaction in place of the
# position that it changed: redwell new --code P, S, S-to-cover, M, F, A or G writes such lines.{more}"""
_DELETE = """ Delete the
# classes in which nothing was transacted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Positions:
    """The positions that earlier filings left; *file* is the last filing, and *name* its form and day."""

    file: str
    name: str
    all: tuple[Carried, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the classes."""
        return tuple(dict.fromkeys(each.title for each in self.all))

    def title(self, given: str) -> str:
        """Return the class that is traded: the one that is given, or else the only one; empty if unknown."""
        alike = {each.title for each in of_class(self.all, given)}
        return alike.pop() if len(alike) == 1 else given

    def owned(self, title: str) -> Mapping[str, Decimal]:
        """Return what each holder owned of a class."""
        amounts = ((holder_of(each.row), each.row.amount) for each in of_class(self.all, title) if title)
        return {holder: amount.value for holder, amount in amounts if amount and amount.value is not None}


def positions_of(earlier: Earlier, day: str, beside: Mapping[str, Filing]) -> Positions:
    """Return the positions that the filings of an owner left by a *day*: those *beside* earlier, and this."""
    named = dict(beside)
    own = named.setdefault(earlier.path.name, earlier.filing)
    before = {
        file: filing
        for file, filing in named.items()
        if filing is own
        or (is_same(filing, own) and filing.period_of_report.isoformat() <= day and not has_blanks(filing))
    }
    last = statements(before.items())[-1]
    found = carried(before.items(), Decimal(BLANKS["number"]))
    return Positions(file=last.name, name=name_of(last.filing), all=found)


def alone(positions: Positions, title: str, form: Form, *, is_all: bool) -> str:
    """Return the blocks of all positions, or of those of one class, whose *title* is given.

    They are empty if there is none. Raise `Misuse` for a class of which nothing is owned.
    """
    chosen = [*positions.all]
    if title and not is_all:
        chosen = [each for each in chosen if title_likeness(each.title, title) <= Likeness.REWORDED]
        if not chosen and positions.all:
            shown = listed([f'"{each}"' for each in positions.titles], "or")
            raise Misuse(f"--title {title}: earlier filings left nothing of such a class; write {shown}")
    if not chosen:
        return ""
    more = "" if is_all or title else _DELETE
    return _HEAD.format(name=positions.name, more=more) + "\n\n" + _with(chosen, form, "", "")


def beside(
    positions: Positions, text: str, moved: Collection[tuple[str, str]], form: Form, *, is_all: bool
) -> str:
    """Return the lines *text* of transactions with the other positions of their classes behind them, or all.

    *moved* are the classes and holders of the transactions; without a title, the class is not known. With a
    transaction in derivative securities, the other positions of these stand there too.
    """
    of_one = [each for title, _ in moved for each in of_class(positions.all, title)]
    replaced = [
        each
        for title, holder in moved
        for each in of_class(positions.all, title)
        if title and holder_of(each.row) == holder
    ]
    for title, _ in moved:
        direct = direct_of(positions, title) if title else None
        if direct and direct.row.amount:
            before = shown(direct.row.amount.value or Decimal())
            remark = f"# {before} before, by the {name_of(direct.filing)}; check --fix adds up"
            text = _OWNED_AFTER.sub(remark, text, count=1)
    has_derivatives = re.search(rf"^{form.tables[1].key}:", text, re.MULTILINE)
    others = [
        each
        for each in positions.all
        if each not in replaced and (is_all or each in of_one or (has_derivatives and each.is_derivative))
    ]
    return _with(others, form, text, "  # As the last form left it. Correct what has moved since.\n")


def direct_of(positions: Positions, title: str) -> Carried | None:
    """Return the position of a class that is owned directly."""
    return next((each for each in of_class(positions.all, title) if holder_of(each.row) == DIRECT), None)


def _with(chosen: Sequence[Carried], form: Form, text: str, remark: str) -> str:
    """Return *text* with blocks of the positions *chosen*, each headed by a *remark*, and of their notes."""
    notes = _Notes({new_lines.label_of(line) for line in re.findall(r"^  \w[\w-]*:", text, re.MULTILINE)})
    for table, is_second in zip(form.tables, (False, True), strict=True):
        its = [each for each in chosen if each.is_derivative == is_second]
        if rows := [with_labels(each.row, notes.names(each)) for each in its]:
            items = yaml_writer.block(table.key, rows).partition("\n")[2].rstrip("\n")
            text = new_lines.with_items(text, table.key, remark + items)
    if notes.texts:
        items = yaml_writer.notes(notes.texts, notes.models).partition("\n")[2].rstrip("\n")
        text = new_lines.with_items(text, new_lines.NOTES, items)
    return text


class _Notes:
    """The notes of positions from several filings, each under a label that no other note has."""

    def __init__(self, taken: Collection[str]) -> None:
        self.taken = {*taken}
        self.texts: dict[str, str] = {}
        self.models: list[ModelNote] = []

    def names(self, position: Carried) -> Mapping[str, str]:
        """Return the new labels of the notes of a position, and keep their texts."""
        names = dict[str, str]()
        given = dict(position.filing.footnotes)
        for label in labels_of(position.row):
            names[label] = self._name(label, given.get(label, ""))
            self.models += [
                replace(each, label=names[label]) for each in position.filing.models if each.label == label
            ]
        for label, name in names.items():
            self.texts[name] = _numbered(given.get(label, ""), names)
        return names

    def _name(self, label: str, text: str) -> str:
        """Return a free label for a text, or the one that this text has already."""
        number, name = 1, label
        while name in self.taken and self.texts.get(name) != text:
            number += 1
            name = f"{label}_{number}"
        self.taken.add(name)
        return name


def _numbered(note: str, names: Mapping[str, str]) -> str:
    """Return a note with the new labels of others; one that is left behind is to be checked."""

    def other(found: re.Match[str]) -> str:
        label = found[1].strip()
        return f"{{note {names[label]}}}" if label in names else f"[check: note {label} of the earlier form]"

    return REFERENCE.sub(other, note)
