"""The due dates of filings as a person sees them in a terminal: in columns, the first to come first.

`rich` fits the columns to its width. Every color stands beside words that say the same.
"""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from redwell.deadlines import standing
from redwell.deadlines.standing import Deadlines, Standing, short_date, weekday
from redwell.files.discovery import printable

SEPARATOR = " · "
WEEK = timedelta(days=7)
WIDE = 100
"""The fewest columns of a terminal in which a filing's standing has a column of its own."""


def columns(deadlines: Deadlines, width: int, *, is_colored: bool) -> str:
    """Return the listed filings by their due dates: what is overdue in red, due this week in yellow."""
    chosen = sorted(standing.listed(deadlines), key=lambda each: (each[1].due.day, each[0]))
    is_wide = width >= WIDE
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False, pad_edge=False)
    table.add_column("Due, 10 p.m. ET", no_wrap=True)
    if is_wide:
        table.add_column("Standing")
    table.add_column("Filing", overflow="fold", ratio=1)
    for name, each in chosen:
        style = _style(each, deadlines.today)
        day = Text(weekday(each.due.day), style=style)
        state = Text(standing.state(each, deadlines.today), style=style)
        notes = Text("; ".join(standing.notes(each, deadlines.today)), style="dim")
        below = notes if is_wide else Text.assemble(state, (SEPARATOR, "dim"), notes)
        filing = Text.assemble(printable(name), "\n", below)
        table.add_row(day, *([state] if is_wide else []), filing)
    written = StringIO()
    console = Console(
        file=written,
        width=width,
        # Of no matter here, but without it rich takes 80 columns for a "dumb" terminal.
        height=1,
        force_terminal=is_colored,
        color_system="standard" if is_colored else None,
        no_color=not is_colored,
        highlight=False,
        legacy_windows=False,
    )
    if chosen:
        console.print()
        console.print(table)
    known = [each.due.as_of for _, each in chosen if each.due.as_of and each.due.day >= deadlines.today]
    if known:
        console.print(Text(f"by EDGAR's calendar as of {short_date(min(known))}", style="dim"))
    for line in standing.count_lines(deadlines):
        console.print(Text(line))
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _style(each: Standing, today: date) -> str:
    if each.filed:
        return "dim"
    late = (today - each.due.last).days
    if late > 0:
        return "bold red" if late <= standing.LONG_AGO else ""
    return "yellow" if each.due.day - today < WEEK else ""
