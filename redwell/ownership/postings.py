"""Read the lines of any ownership form as an account books them: what moved, what is owned, since when.

A line of Form 3, and a holding of Form 4 or 5, moves nothing. A derivative on Form 3 gives only the number of
securities under it, which is not a balance.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow, Role
from redwell.ownership.moves import (
    TABLE_TWO,
    Holding,
    Transaction,
    day_of,
    move_of,
    moved_by,
    notes_of,
)
from redwell.ownership.positions import (
    Explanation,
    Step,
    explanation,
    is_known_gap,
    lines_by_position,
    nature_of,
    net,
    position_of,
)
from redwell.ownership.tables import cell_for, rows, table_of
from redwell.ownership.transactions import Movement
from redwell.problems import Path

EARLY = "early"
"""The word for a transaction that is reported before it is due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """A line of a *filing*. *place* is its number in its table: `I.2` is the second line of Table I.

    *change* is what it adds to the number owned, with a sign. It is None for a holding; so is *code* an empty
    text.
    """

    filing: Filing
    path: Path
    row: OwnershipRow
    position: tuple[Hashable, bool]
    """The key of its position within the filing, and whether it is counted in dollars."""
    terms: tuple[tuple[Role, Decimal | date], ...] = ()
    """Exercise price and dates of a derivative; those that only a footnote gives are left out."""
    underlying: str = ""
    over: Decimal | None = None
    """The number of underlying securities."""
    day: date
    code: str = ""
    exemption: str = ""
    """The rule under which the line is not matched, if the filing names one."""
    change: Decimal | None = None
    price: Decimal | None = None
    balance: Decimal | None = None
    is_in_dollars: bool = False
    movements: tuple[Movement, ...] = ()

    @property
    def title(self) -> str:
        """The title of the class."""
        return self.row.title.value or ""

    @property
    def ownership(self) -> str:
        """Direct or indirect."""
        return self.row.ownership.value or ""

    @property
    def nature(self) -> str:
        """The nature of indirect ownership; empty if there is none."""
        return nature_of(self.row)

    @property
    def own_name(self) -> str:
        """The name that `position:` gives its position; empty if there is none."""
        return getattr(self.row, "position", None) or ""

    @property
    def nature_notes(self) -> str:
        """The texts of the footnotes of the nature."""
        return notes_of(self.filing, self.row.nature_of_ownership)

    @property
    def is_early(self) -> bool:
        """True for a transaction that is reported before it is due."""
        return getattr(self.row, "timing", None) == EARLY

    @property
    def is_derivative(self) -> bool:
        """True for a line of Table II."""
        return self.path[0] == TABLE_TWO

    @property
    def place(self) -> str:
        """The place of the line in its form: `I.2`."""
        number = table_of(self.filing, self.path).label.removeprefix("Table ")
        return f"{number}.{int(self.path[1]) + 1}"

    @property
    def between(self) -> Decimal:
        """The movements before the line, as `since_last` gives them."""
        return net(self.movements) if self.movements else Decimal()

    @property
    def is_gap_known(self) -> bool:
        """True if `since_last` says that something moved, and not how much."""
        return bool(self.movements) and is_known_gap(self.movements)

    @property
    def opening(self) -> Decimal | None:
        """The number owned before the line, worked back from the one after it."""
        return None if self.balance is None else self.balance - (self.change or Decimal()) - self.between

    def explanation(self, before: Decimal) -> Explanation | None:
        """Return what a footnote of the line may say of why its balance does not go on from *before*."""
        row = self.row
        if self.is_in_dollars or not isinstance(row, Transaction | Holding):
            return None
        return explanation(self.filing, Step(path=self.path, row=row, before=before))


_KEPT: dict[int, tuple[Filing, tuple[Posting, ...]]] = {}
"""The lines of filings that were read, which each later one goes on from."""
_MOST_KEPT = 512


def postings(filing: Filing) -> tuple[Posting, ...]:
    """Return the lines of a filing; those of one position in the order in which its balance runs."""
    kept = _KEPT.get(id(filing))
    if kept is None or kept[0] is not filing:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(filing)] = filing, _postings(filing)
    return kept[1]


def _postings(filing: Filing) -> tuple[Posting, ...]:
    found = {path: _posting(filing, path, row) for path, row in rows(filing)}
    order: dict[Path, None] = {}
    # The lines of each position, by the path of the one that comes first in the form.
    running = {min(lines)[0]: [path for path, _ in lines] for lines in lines_by_position(filing).values()}
    for path in found:
        order.update(dict.fromkeys(running.get(path, [path])))
    return tuple(found[path] for path in order)


def _posting(filing: Filing, path: Path, row: OwnershipRow) -> Posting:
    amount, is_in_dollars = _amount(row)
    given: dict[str, Any] = {}
    if isinstance(row, Transaction):
        move = move_of(row)
        is_in_dollars = is_in_dollars or bool(move and move.key.endswith("dollars"))
        given = {
            "day": day_of(row),
            "code": row.code.value or "",
            "exemption": row.exempt or "",
            "change": moved_by(row) if move else None,
            "price": row.price.value,
        }
    if isinstance(row, Transaction | Holding):
        given["movements"] = row.since_last
    over = cell_for(row, "amount") if path[0] == TABLE_TWO else None
    underlying = cell_for(row, "underlying")
    return Posting(
        filing=filing,
        path=path,
        row=row,
        position=(position_of(filing, path, row), is_in_dollars),
        terms=tuple(_terms(row)) if path[0] == TABLE_TWO else (),
        underlying=str(underlying[1].value or "") if underlying else "",
        over=over[1].value if over and over[0].kind == "number" and underlying else None,
        balance=amount,
        is_in_dollars=is_in_dollars,
        **{"day": filing.period_of_report, **given},
    )


def _amount(row: OwnershipRow) -> tuple[Decimal | None, bool]:
    """Return what is owned after a line, and whether in dollars; nothing for a derivative on Form 3."""
    is_holding = not isinstance(row, Transaction)
    has_underlying = cell_for(row, "underlying") is not None
    found = cell_for(row, "balance")
    if found is None and is_holding and not has_underlying:
        found = cell_for(row, "amount")
    if found is None:
        return None, False
    column, cell = found
    return cell.value, column.kind == "dollars"


def _terms(row: OwnershipRow) -> Iterator[tuple[Role, Decimal | date]]:
    roles: tuple[Role, ...] = ("price", "exercisable", "expiration")
    for role in roles:
        found = cell_for(row, role)
        if found and found[1].value is not None:
            yield role, found[1].value
