"""Write the lines of an exercise from the position that earlier filings left: `new --code M --from`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from redwell.account.carried import Carried
from redwell.commands import new_lines
from redwell.commands.new_notes import Notes
from redwell.commands.new_positions import Positions
from redwell.edgar import yaml_writer
from redwell.form import Form
from redwell.forms.changes.exercised import rows_of_exercise
from redwell.ownership.positions import name_of
from redwell.ownership.transactions import DerivativePosition
from redwell.rules.readiness import BLANKS
from redwell.text.titles import Likeness, title_likeness

KIND = "M"
_REMARK = """\
  # The shares of an exercise, or of units that vested: the same number leaves Table II. What the issuer
  # withheld of them is a line of its own: --code F.
"""


def exercised(positions: Positions, title: str) -> Carried | None:
    """Return the only position of Table II under which there are securities of a class; None if not one."""
    found = [
        each
        for each in positions.all
        if each.is_derivative and (not title or title_likeness(title_of(each), title) <= Likeness.REWORDED)
    ]
    return found[0] if len(found) == 1 else None


def title_of(position: Carried) -> str:
    """Return the title of the securities under a position of Table II."""
    assert isinstance(position.row, DerivativePosition)
    return position.row.underlying.title.value or ""


def text_of(position: Carried, form: Form, values: Mapping[str, str], notes: Notes) -> str:
    """Return the blocks of the lines in both tables; *notes* keep the notes of the position."""
    row, number = notes.taken_over(position), Decimal(BLANKS["number"])
    assert isinstance(row, DerivativePosition)
    timing = new_lines.DUE_BEFORE if new_lines.is_annual(form) else None
    rows = rows_of_exercise(row, form, date.fromisoformat(values["day"]), number, timing)
    left = "the number of units or options that are left; 0 if none"
    if position.is_stated:
        left = f"{position.before(f'the {name_of(position.filing)}')}; check --fix adds up"
    remarks = (new_lines.OWNED_AFTER, f"{new_lines.LEFT_OUT}{left}")
    blocks = []
    for table, line, remark in zip(form.tables, rows, remarks, strict=True):
        head, mark, tail = yaml_writer.block(table.key, [line]).rpartition("    ownership:")
        blocks.append(f"{head}    {remark}\n{mark}{tail}")
    key, mark, items = blocks[0].partition(":\n")
    return "\n".join([f"{key}{mark}{_REMARK}{items}", blocks[1]])
