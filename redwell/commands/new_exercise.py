"""Write the lines of an exercise or expiration from the position that earlier filings left: `new --from`."""

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
from redwell.forms.changes.exercised import Exercise, row_of_shares, row_of_terms
from redwell.model import Row
from redwell.ownership.positions import name_of
from redwell.ownership.transactions import DerivativePosition
from redwell.rules.readiness import BLANKS
from redwell.text.titles import Likeness, title_likeness

SHORT = "E"
"""The code of a short position that expired."""
EXPIRATIONS = (SHORT, "H")
"""The codes of derivative securities that end without shares."""
KINDS = ("M", "C", "X", "O", *EXPIRATIONS)
"""The codes of lines in Table II of what was exercised, converted or expired."""
_REMARKS = {
    "M": """\
  # The shares of an exercise, or of units that vested: the same number leaves Table II. What the issuer
  # withheld of them is a line of its own: --code F.
""",
    "C": """\
  # The shares of a conversion: what was converted leaves Table II. What is exempt under Rule 16b-3, such as
  # units of the issuer's plans, is M.
""",
    "X": """\
  # The shares of an exercise in or at the money: what was exercised leaves Table II. One out of the money is
  # O, and one that Rule 16b-3 exempts, of the issuer's plans, M.
""",
    "O": """\
  # The shares of an exercise out of the money: what was exercised leaves Table II. It is matched with sales
  # within six months (Rule 16b-6(b)).
""",
    "E": """\
  # An option that the insider wrote, and that expired: acquired, because the line that reported the writing
  # says disposed.
""",
    "H": """\
  # What expired or was cancelled, and for which something was received: the price is that of one. Where
  # nothing was received, no line is needed (Rule 16a-4(d)).
""",
}


def exercised(positions: Positions, title: str, code: str) -> Carried | None:
    """Return the only position of Table II under which there are securities of a class; None if not one.

    The expiration of a short position is one of what was written, and each other code of what was not.
    """
    found = [
        each
        for each in positions.all
        if each.is_derivative
        and positions.is_short(each) == (code == SHORT)
        and (not title or title_likeness(title_of(each), title) <= Likeness.REWORDED)
    ]
    return found[0] if len(found) == 1 else None


def title_of(position: Carried) -> str:
    """Return the title of the securities under a position of Table II."""
    assert isinstance(position.row, DerivativePosition)
    return position.row.underlying.title.value or ""


def text_of(position: Carried, code: str, form: Form, values: Mapping[str, str], notes: Notes) -> str:
    """Return the blocks of the lines; *notes* keep the notes of the position."""
    row, number = notes.taken_over(position), Decimal(BLANKS["number"])
    assert isinstance(row, DerivativePosition)
    exercise = Exercise(
        code=code,
        day=date.fromisoformat(values["day"]),
        number=number,
        side="acquired" if code == SHORT else "disposed",
        value=number if code == "H" else Decimal(),
        timing=new_lines.DUE_BEFORE if new_lines.is_annual(form) else None,
    )
    left = "the number of units or options that are left; 0 if none"
    if position.is_stated:
        then = "takes off what expired" if code == SHORT else "adds up"
        left = f"{position.before(f'the {name_of(position.filing)}')}; check --fix {then}"
    first, second = form.tables
    lines: list[tuple[str, Row, str]] = []
    if code not in EXPIRATIONS:
        lines.append((first.key, row_of_shares(row, first, exercise), new_lines.OWNED_AFTER))
    lines.append((second.key, row_of_terms(row, second, exercise), f"{new_lines.LEFT_OUT}{left}"))
    blocks = []
    for key, line, remark in lines:
        head, mark, tail = yaml_writer.block(key, [line]).rpartition("    ownership:")
        blocks.append(f"{head}    {remark}\n{mark}{tail}")
    key, mark, items = blocks[0].partition(":\n")
    return "\n".join([f"{key}{mark}{_REMARKS[code]}{items}", *blocks[1:]])
