"""Write what an earlier filing reported as owned into the next one: `new --from`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from redwell.account.amended import statements
from redwell.account.carried import Carried, carried, of_class
from redwell.account.previous import NamedFiling, is_same
from redwell.commands import new_lines
from redwell.commands.earlier import Earlier, is_by_day
from redwell.commands.new_notes import Notes
from redwell.edgar import yaml_writer
from redwell.files.discovery import Misuse
from redwell.form import Form
from redwell.forms.changes.fills import holder_of
from redwell.model import Filing
from redwell.ownership.moves import TABLE_TWO, begins_short
from redwell.ownership.positions import lines_by_position, name_of, position_of
from redwell.ownership.tables import rows
from redwell.rules.readiness import BLANKS, has_blanks
from redwell.text.names import listed
from redwell.text.titles import Likeness, title_likeness

_OWNED_AFTER = re.compile(r"# what is (?:owned|left) after this line; check computes it where it can")
_STANDS = "  # As the last form left it. Correct what has moved since.\n"
_STANDS_OR_MOVED = """\
  # As the last form left it. Which one moved above? Put its title, terms and notes there, and delete it here.
"""
_HEAD = """\
# What the {name} and the forms before it left. Put the line of a transaction in place of the
# position that it changed: redwell new --code S writes the line of a sale, each other code its own.{more}"""
_DELETE = """
# Delete the classes in which nothing was transacted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Positions:
    """The positions that the filings of a *folder* left; *file* is the last, and *name* its form and day."""

    folder: Path
    file: str
    name: str
    all: tuple[Carried, ...]
    originals: Mapping[str, NamedFiling]
    """The filing that each of these amendments amends, by the file of the amendment."""
    shorts: frozenset[Hashable]
    """The positions of Table II that began as a short one does."""

    def is_short(self, position: Carried) -> bool:
        """Return True for a position of Table II that may be a short one."""
        return position_of(position.filing, (TABLE_TWO,), position.row) in self.shorts

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the classes."""
        return tuple(dict.fromkeys(each.title for each in self.all))

    def title(self, given: str) -> str:
        """Return the class that is traded: the one that is given, or else the only one; empty if unknown."""
        alike = {each.title for each in of_class(self.all, given)}
        return alike.pop() if len(alike) == 1 else given

    def owned(self, title: str) -> Mapping[str, Decimal]:
        """Return what each holder owned of a class, as far as a form states it."""
        found = [each for each in of_class(self.all, title) if title and each.is_stated]
        return {holder_of(each.row): each.balance for each in found if each.balance is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeLines:
    """The blocks of the lines of transactions, and the class and holder of each, or an empty class.

    *exercised* is the position of Table II from which shares come, if it is known.
    """

    text: str
    moved: tuple[tuple[str, str], ...]
    exercised: Carried | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """The blocks of the tables and notes of a new filing, and what of earlier filings is in them."""

    text: str
    positions: int = 0
    """The number of positions."""
    has_notes: bool = False
    """True if notes of earlier filings were taken over."""
    left_behind: tuple[str, ...] = ()
    """The notes that were not taken over, with their files."""


def positions_of(earlier: Earlier, day: date, beside: Mapping[str, Filing]) -> Positions:
    """Return the positions that the filings of an owner left by a *day*: those *beside* earlier, and this.

    If none of them is so early, they are those of *earlier*.
    """
    own = earlier.filing
    before = {
        file: filing
        for file, filing in {earlier.path.name: own, **beside}.items()
        if is_by_day(filing, day) and (filing == own or (is_same(filing, own) and not has_blanks(filing)))
    } or {earlier.path.name: own}
    found = statements(before.items())
    file = [found[-1].name, *found[-1].amendments][-1]
    return Positions(
        folder=earlier.path.parent,
        file=file,
        name=name_of(before[file]),
        all=carried(before.items(), Decimal(BLANKS["number"])),
        originals={file: (each.name, each.filing) for each in found for file in each.amendments},
        shorts=_shorts(before.values()),
    )


def _shorts(filings: Iterable[Filing]) -> frozenset[Hashable]:
    """Return the positions of Table II whose first line may have written a short one."""
    first: dict[Hashable, bool] = {}
    for filing in sorted(filings, key=lambda each: each.period_of_report):
        for position, lines in lines_by_position(filing).items():
            first.setdefault(position, begins_short(lines[0][1]))
        for path, row in rows(filing):
            first.setdefault(position_of(filing, path, row), False)
    return frozenset(position for position, is_short in first.items() if is_short)


def alone(positions: Positions, title: str, form: Form, *, is_all: bool) -> Lines | None:
    """Return the blocks of all positions, or of those of one class, whose *title* is given; None without any.

    Raise `Misuse` for a class of which nothing is owned.
    """
    chosen = positions.all
    if title and not is_all:
        chosen = tuple(each for each in chosen if title_likeness(each.title, title) <= Likeness.REWORDED)
        if not chosen and positions.all:
            shown = listed([f'"{each}"' for each in positions.titles], "or")
            raise Misuse(f"--title {title}: earlier filings left nothing of such a class; write {shown}")
    if not chosen:
        return None
    head = _HEAD.format(name=positions.name, more="" if is_all or title else _DELETE)
    lines = _with(chosen, Notes(positions.folder, positions.originals), form, "", ("", ""))
    return replace(lines, text=f"{head}\n\n{lines.text}")


def beside(positions: Positions, made: MadeLines, form: Form, notes: Notes, *, is_all: bool) -> Lines:
    """Return the lines of transactions with the other positions of their classes behind them, or all.

    With a transaction in derivative securities, the other positions of these stand there too.
    """
    text = made.text
    of_one = [each for title, _ in made.moved for each in of_class(positions.all, title)]
    replaced = [
        each
        for title, holder in made.moved
        for each in of_class(positions.all, title)
        if title and holder_of(each.row) == holder
    ]
    replaced += [made.exercised] if made.exercised else []
    for title, holder in made.moved:
        held = held_by(positions, title, holder) if title else None
        if held:
            remark = f"# {held.before(f'the {name_of(held.filing)}')}; {_then(held)}"
            text = _OWNED_AFTER.sub(remark, text, count=1)
    has_derivatives = re.search(rf"^{form.tables[1].key}:", text, re.MULTILINE)
    others = [
        each
        for each in positions.all
        if each not in replaced and (is_all or each in of_one or (has_derivatives and each.is_derivative))
    ]
    notes.reserve(text)
    remarks = (_STANDS, _STANDS if made.exercised else _STANDS_OR_MOVED)
    return _with(others, notes, form, text, remarks)


def _then(held: Carried) -> str:
    return "check --fix adds up" if held.is_stated else "type the number"


def held_by(positions: Positions, title: str, holder: str) -> Carried | None:
    """Return the position of a class that a *holder* has, or that is owned directly."""
    return next((each for each in of_class(positions.all, title) if holder_of(each.row) == holder), None)


def _with(chosen: Sequence[Carried], notes: Notes, form: Form, text: str, remarks: tuple[str, str]) -> Lines:
    """Return *text* with blocks of the positions *chosen*, each headed by a remark, and of their notes."""
    for table, remark, is_second in zip(form.tables, remarks, (False, True), strict=True):
        own = [each for each in chosen if each.is_derivative == is_second]
        if rows := [notes.taken_over(each) for each in own]:
            items = yaml_writer.block(table.key, rows).partition("\n")[2].rstrip("\n")
            asked = "".join(f"  # {each.remark}\n" for each in own if each.remark)
            text = new_lines.with_items(text, table.key, remark + asked + items)
    texts = notes.texts()
    if texts:
        items = yaml_writer.notes(texts, notes.models).partition("\n")[2].rstrip("\n")
        text = new_lines.in_order_of_use(new_lines.with_items(text, new_lines.NOTES, items))
    return Lines(
        text=text,
        positions=len(chosen),
        has_notes=bool(texts),
        left_behind=tuple(notes.left_behind),
    )
