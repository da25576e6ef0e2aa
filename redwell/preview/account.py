"""The history of the positions that a form touches: the last lines of each, and a chart of its balance.

It comes after the form, for which nobody should wait. Other filings are read again only if they changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup

from redwell.account.ledger import AccountLine, PositionAccount, positions_of
from redwell.account.previous import NamedFiling, is_same
from redwell.check.filed import filing_in
from redwell.check.related import likely_previous
from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped
from redwell.files.reader import Files, digest
from redwell.model import Filing
from redwell.preview.sheet import Desk, Sheet
from redwell.rules.readiness import has_blanks
from redwell.secrets.patterns import masked

MOST, MOST_LINES = 4, 5
"""The most positions that are shown, and the last lines of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TouchedLine:
    """A line in words; *is_here* if it is one of the filing that the page shows."""

    day: str
    what: str
    change: str
    balance: str
    notes: tuple[str, ...]
    is_here: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TouchedPosition:
    """A position with its last lines; *earlier* counts those before them."""

    title: str
    question: str
    """The question on which its balance depends, with the balances by the answer; else empty."""
    drawing: Markup
    words: str
    earlier: int
    lines: tuple[TouchedLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TouchedAccount:
    """The positions that a filing touches; *more* counts those that are not shown."""

    positions: tuple[TouchedPosition, ...] = ()
    more: int = 0
    owner: str = ""


@dataclass(kw_only=True)
class History:
    """The other filings of the folder, each as it was last read."""

    desk: Desk
    _known: dict[str, tuple[str, Filing | None]] = field(default_factory=dict)

    def account(self, sheet: Sheet) -> TouchedAccount:
        """Return the account of the filing of a sheet; nothing for a draft that has blanks."""
        filing = sheet.filing
        if filing is None or has_blanks(filing):
            return TouchedAccount()
        name = sheet.entry.path.name
        others = [each for each in self._others(sheet, filing) if each[0] != name]
        positions = positions_of([*others, (name, filing)])
        touched = sorted(
            (each for each in positions if any(line.filing == name for line in each.lines)),
            key=lambda each: not any(line.filing == name and line.code for line in each.lines),
        )
        return TouchedAccount(
            positions=tuple(_shown(each, name) for each in touched[:MOST]),
            more=max(0, len(touched) - MOST),
            owner=masked(filing.reporting_owners[0].name) if filing.reporting_owners else "",
        )

    def _others(self, sheet: Sheet, filing: Filing) -> Iterator[NamedFiling]:
        """Yield the owner's filings of the folder, as far as they can be read and have no blanks."""
        root, home = self.desk.root, self.desk.home
        files = Files(root=root, home=home, folder=sheet.entry.path.parent, looks=root)
        found: dict[str, tuple[str, Filing | None]] = {}
        for name, content in likely_previous(filing, files):
            key = digest(content)
            known = self._known.get(name)
            found[name] = known if known and known[0] == key else (key, filing_in(content, home, root))
        self._known = found
        for name, (_, other) in found.items():
            if other and is_same(other, filing) and not has_blanks(other):
                yield name, other


def _shown(position: PositionAccount, name: str) -> TouchedPosition:
    # The library of the charts is loaded when the first account is shown.
    from redwell.account.chart import chart_of

    days = [line.day for line in position.lines]
    chart = chart_of(position, min(days), max(days)) if len(days) > 1 else None
    here = [n for n, line in enumerate(position.lines) if line.filing == name]
    last = position.lines[: here[-1] + 1][-max(MOST_LINES, len(here) + 1) :]
    return TouchedPosition(
        title=masked(position.label),
        question=position.doubt,
        # Of numbers and dates alone: no text of a filing is in a drawing.
        drawing=Markup(dict(chart.drawings)["narrow"]) if chart else Markup(),
        words=masked(chart.words) if chart else "",
        earlier=here[-1] + 1 - len(last),
        lines=tuple(_line(each, position, is_here=each.filing == name) for each in last),
    )


def _line(line: AccountLine, position: PositionAccount, *, is_here: bool) -> TouchedLine:
    return TouchedLine(
        day=short_date(line.day),
        what=line.what,
        change=_signed(line.change, position),
        balance=_number(line.balance, position),
        notes=tuple(_notes(line, position)),
        is_here=is_here,
    )


def _notes(line: AccountLine, position: PositionAccount) -> Iterator[str]:
    """Yield why the balance of a line is not sure, or not the number before it and what moved."""
    if line.question:
        yield line.question
    if line.corrected is not None:
        yield f"{_number(line.corrected, position)} as the {line.corrected_by} corrects it"
    elif line.off is not None and not line.is_explained:
        yield f"does not join: {_signed(line.off, position)}"


def _number(value: Decimal | None, position: PositionAccount) -> str:
    return "" if value is None else f"{'$' if position.is_in_dollars else ''}{grouped(value)}"


def _signed(value: Decimal | None, position: PositionAccount) -> str:
    if value is None:
        return ""
    return f"{'+' if value > 0 else chr(0x2212)}{_number(abs(value), position)}"
