"""Accounts as a person reads them in a terminal or a file: in columns, each position a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import PurePosixPath

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from redwell.account import notes
from redwell.account.ledger import AccountLine, OwnerAccount, PositionAccount
from redwell.commands.looks import Looks
from redwell.commands.report import count
from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped
from redwell.files.discovery import printable

WIDTH = 110
"""The columns of a report that goes to a file."""
_GAP = 2
_NUMBERS = (2, 3)
"""The columns that are aligned on their right."""


def overview(accounts: Sequence[OwnerAccount], looks: Looks, lacking: Sequence[str] = ()) -> str:
    """Return a line for each account: issuer, owner, how many filings and positions, and breaks.

    *lacking* are sentences about the filings that are left out.
    """
    table = _table("Issuer", "Owner")
    for name in ("Filings", "Positions", "Breaks"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in accounts:
        breaks = len(each.breaks)
        table.add_row(
            _shown(each.issuer.name),
            _shown(each.owner),
            f"{len(each.filings)}",
            f"{len(each.positions)}",
            Text(f"{breaks}", style="yellow" if breaks else "dim"),
        )
    said = count(len(accounts), "account")
    end = Text(f"{said}; redwell account OWNER shows one", style="dim")
    return _printed([table, *_lacking(lacking), end], looks)


def statements(accounts: Sequence[OwnerAccount], looks: Looks, lacking: Sequence[str] = ()) -> str:
    """Return the statement of every position of some accounts, after the sentences on what is *lacking*."""
    parts: list[Table | Text] = [*_lacking(lacking), *([Text()] if lacking else [])]
    for account in accounts:
        head = f"{account.owner}, in {account.issuer.name}: {count(len(account.filings), 'filing')}"
        parts.append(Text(printable(head), style="bold"))
        is_told = notes.is_unfiled(account)
        parts += [Text("no form of this account is recorded as filed", style="dim")] if is_told else []
        parts.append(Text())
        for position, note in zip(account.positions, notes.notes_that_tell_apart(account), strict=True):
            parts += [_title(position), *_note(note), *_doubt(position)]
            parts += [*_statement(position, looks, is_told=is_told), Text()]
        parts += [Text(line, style="yellow") for line in _ending(account)]
        parts.append(Text())
    return _printed(parts[:-1], looks)


def _lacking(said: Sequence[str]) -> Iterator[Text]:
    return (Text(printable(each), style="yellow") for each in said)


def _title(position: PositionAccount) -> Text:
    terms = ", ".join([*position.terms, *([f"for {position.underlying}"] if position.underlying else [])])
    also = f" · also reported as {'; '.join(position.spellings)}" if position.spellings else ""
    return Text.assemble(
        (printable(position.label), "bold"), (printable(f"{', ' if terms else ''}{terms}{also}"), "dim")
    )


def _note(note: str) -> Iterator[Text]:
    """Yield the footnote of a nature, on one line."""
    if note:
        yield Text(printable(f"footnote: {' '.join(note.split())}"), style="dim")


def _doubt(position: PositionAccount) -> Iterator[Text]:
    """Yield the question on which the balance depends."""
    if position.question:
        yield Text(printable(position.doubt), style="yellow")


def _statement(position: PositionAccount, looks: Looks, *, is_told: bool) -> Iterator[Text]:
    """Yield the lines of a position in columns, and below each what else there is to say of it.

    *is_told* if the head of the account says that nothing is filed.
    """
    rows = [
        ("Date", "What happened", "Change", "Balance", "Filing"),
        *(_cells(position, line) for line in position.lines),
    ]
    widths = [max(cell_len(row[n]) for row in rows) for n in range(len(rows[0]))]
    is_wide = sum(widths) + _GAP * len(widths) <= (looks.width or WIDTH)
    for n, (row, line) in enumerate(zip(rows, [None, *position.lines], strict=True)):
        parts = [_padded(cell, widths[at], is_right=at in _NUMBERS) for at, cell in enumerate(row[:4])]
        filing = row[4] if is_wide else ""
        yield Text((" " * _GAP).join([*parts, filing]).rstrip(), style="" if n else "dim")
        if line:
            below = [] if is_wide else [Text(row[4], style="dim")]
            for each in [*below, *_below(line, position, is_told=is_told)]:
                yield Text(" " * (widths[0] + _GAP)) + each


def _cells(position: PositionAccount, line: AccountLine) -> tuple[str, str, str, str, str]:
    return (
        short_date(line.day),
        printable(line.what),
        "" if line.change is None else _signed(line.change, position),
        "" if line.balance is None else _number(line.balance, position),
        printable(f"{PurePosixPath(line.filing).stem} {line.line}"),
    )


def _padded(cell: str, width: int, *, is_right: bool) -> str:
    room = " " * (width - cell_len(cell))
    return room + cell if is_right else cell + room


def _below(line: AccountLine, position: PositionAccount, *, is_told: bool) -> Iterator[Text]:
    """Yield what there is to say below a line: that it amends, is corrected, or does not join."""
    if line.amends:
        yield Text(printable(f"amends {PurePosixPath(line.amends).stem}"), style="dim")
    if line.filed is None and not is_told:
        yield Text("not recorded as filed", style="dim")
    if line.moved_between:
        yield Text(f"{_signed(line.moved_between, position)} since the last form (since_last)", style="dim")
    if line.corrected is not None:
        said = f"{_number(line.corrected, position)} as the {line.corrected_by} corrects it"
        yield Text(printable(said), style="dim")
    if line.question:
        yield Text(printable(line.question), style="yellow")
    if line.off is None:
        return
    said = f"{_signed(line.off, position)} that no line reports"
    if line.is_explained:
        yield Text(f"{said}; its note says why", style="dim")
    else:
        yield Text(f"does not join: {said}", style="yellow")
        yield Text(line.remedy, style="yellow")


def _ending(account: OwnerAccount) -> Iterator[str]:
    breaks = len(account.breaks)
    if breaks:
        do = "does" if breaks == 1 else "do"
        yield (
            f"{count(breaks, 'balance')} {do} not go on from the one before: is a filing missing here? If no "
            "form reports what moved, write the words shown into the later filing, unless it is filed, with "
            "the reason for the dots (the editor lists them)"
        )


def _signed(number: Decimal, position: PositionAccount) -> str:
    return f"{'+' if number > 0 else ''}{_number(number, position)}"


def _number(number: Decimal, position: PositionAccount) -> str:
    sign = "-" if number < 0 else ""
    return f"{sign}{'$' if position.is_in_dollars else ''}{grouped(abs(number))}"


def _shown(text: str) -> Text:
    return Text(printable(text))


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold", ratio=1)
    return table


def _printed(parts: Sequence[Table | Text], looks: Looks) -> str:
    written = StringIO()
    console = Console(
        file=written,
        width=looks.width or WIDTH,
        # Of no matter here, but without it rich takes 80 columns for a "dumb" terminal.
        height=1,
        force_terminal=looks.is_colored,
        color_system="standard" if looks.is_colored else None,
        no_color=not looks.is_colored,
        highlight=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())
