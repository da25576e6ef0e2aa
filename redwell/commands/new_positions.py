"""Write what an earlier filing reported as owned into the next one: `new --from`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from redwell.account.previous import is_same
from redwell.commands import new_lines
from redwell.commands.earlier import Earlier, filings_in
from redwell.edgar import yaml_writer
from redwell.form import Form
from redwell.forms.changes.carried import Carried, carried, labels_of, of_class, with_labels
from redwell.forms.changes.fills import DIRECT, holder_of
from redwell.model import Filing, ModelNote
from redwell.ownership.notes import REFERENCE
from redwell.ownership.positions import shown
from redwell.rules.readiness import BLANKS

_OWNED_AFTER = re.compile(r"# what is (?:owned|left) after this line; check computes it where it can")
_HEAD = """\
# What the {name} left. Put the line of a transaction in place of the position that it changed:
# redwell new --code P, S, S-to-cover, M, F, A or G writes such lines. Delete the classes in which nothing was
# transacted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Positions:
    """What the earlier filings of an owner left; *file* is the last of them, and *name* its form and day."""

    file: str
    name: str
    all: tuple[Carried, ...]

    def title(self, given: str) -> str:
        """Return the class that is traded: the one that is given, or else the only one; empty if unknown."""
        alike = {each.row.title.value or "" for each in of_class(self.all, given)}
        return alike.pop() if len(alike) == 1 else given

    def owned(self, title: str) -> Mapping[str, Decimal]:
        """Return what each holder owned of a class."""
        amounts = ((holder_of(each.row), each.row.amount) for each in of_class(self.all, title) if title)
        return {holder: amount.value for holder, amount in amounts if amount and amount.value is not None}


def positions_of(earlier: Earlier, day: str, home: Path, root: Path) -> Positions:
    """Return the positions that the filings of an owner left by a *day*: those beside *earlier*, and this."""
    named = dict(filings_in(earlier.path.parent, home, root))
    own = named.setdefault(earlier.path.name, earlier.filing)
    before = [
        (_order(filing), file, filing)
        for file, filing in named.items()
        if filing is own or (is_same(filing, own) and filing.period_of_report.isoformat() <= day)
    ]
    before.sort(key=lambda each: each[:2])
    found = carried([filing for _, _, filing in before], Decimal(BLANKS["number"]))
    _, file, last = before[-1]
    return Positions(file=file, name=_name_of(last), all=found)


def _name_of(filing: Filing) -> str:
    """Return how a comment calls a form: `Form 4 of 2025-01-23`."""
    return f"Form {filing.form} of {filing.period_of_report}"


def _order(filing: Filing) -> tuple[date, bool, date, str]:
    """Return a sort key: by the date that a filing reports on, and an amendment after its original."""
    filed = filing.filed
    number = (filed.accession_number if filed else None) or ""
    return filing.period_of_report, filing.amendment is not None, filed.date if filed else date.max, number


def alone(positions: Positions, title: str, form: Form) -> str:
    """Return the blocks of all positions, of one class if its title is given; empty if there is none."""
    chosen = [*of_class(positions.all, title)] if title else [*positions.all]
    if not chosen:
        return ""
    return _HEAD.format(name=positions.name) + "\n\n" + _with(chosen, form, "", "")


def beside(positions: Positions, text: str, title: str, form: Form, holders: Collection[str]) -> str:
    """Return the lines *text* of transactions with the other positions of their class behind them.

    *holders* are those of the transactions. With a transaction in derivative securities, the other positions
    of these stand there too.
    """
    of_one = [*of_class(positions.all, title)]
    others = [each for each in of_one if not title or holder_of(each.row) not in holders]
    if title and (direct := next((each for each in of_one if holder_of(each.row) == DIRECT), None)):
        owned, source = direct.row.amount, _name_of(direct.filing)
        before = shown(owned.value) if owned and owned.value is not None else ""
        text = _OWNED_AFTER.sub(f"# {before} before, by the {source}; check --fix adds up", text, count=1)
    if re.search(rf"^{form.tables[1].key}:", text, re.MULTILINE):
        plain = [*of_class(positions.all, "")]
        others += [each for each in positions.all if each not in plain]
    return _with(others, form, text, "  # As the last form left it. Correct what has moved since.\n")


def _with(chosen: Sequence[Carried], form: Form, text: str, remark: str) -> str:
    """Return *text* with blocks of the positions *chosen*, each headed by a *remark*, and of their notes."""
    notes = _Notes({new_lines.label_of(line) for line in re.findall(r"^  \w[\w-]*:", text, re.MULTILINE)})
    plain = [*of_class(chosen, "")]
    rest = [each for each in chosen if each not in plain]
    for table, its in zip(form.tables, (plain, rest), strict=True):
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
