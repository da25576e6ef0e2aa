"""Show the due dates of filings in a terminal, in columns, the first to come first."""

from __future__ import annotations

from datetime import date

from rich.console import RenderableType
from rich.text import Text

from redwell.deadlines import standing
from redwell.deadlines.standing import WEEK, Deadlines, Standing, short_date, weekday
from redwell.files.discovery import printable
from redwell.text.columns import SEPARATOR, WIDE, borderless, printed


def columns(deadlines: Deadlines, width: int, *, is_colored: bool) -> str:
    """Return the listed filings by their due dates: what is overdue in red, due this week in yellow."""
    chosen = sorted(standing.listed(deadlines), key=lambda each: (each[1].due.day, each[0]))
    is_wide = width >= WIDE
    table = borderless(has_header=True)
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
    parts: list[RenderableType] = ["", table] if chosen else []
    known = [each.due.as_of for _, each in chosen if each.due.as_of and each.due.day >= deadlines.today]
    if known:
        parts.append(Text(f"by EDGAR's calendar as of {short_date(min(known))}", style="dim"))
    parts += map(Text, standing.count_lines(deadlines))
    return printed(parts, width, is_colored=is_colored)


def _style(each: Standing, today: date) -> str:
    if each.filed:
        return "dim"
    late = (today - each.due.last).days
    if late > 0:
        return "bold red" if late <= standing.LONG_AGO else ""
    return "yellow" if each.due.day - today < WEEK else ""
