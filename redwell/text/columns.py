"""Print text in columns of a given width, with `rich`. Every color stands beside words that say the same."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console, RenderableType
from rich.table import Table

SEPARATOR = " · "
WIDE = 100
"""The fewest columns in which the standing of a form has a column of its own."""


def printed(parts: Iterable[RenderableType], width: int, *, is_colored: bool) -> str:
    """Return parts one below the other, without spaces at the ends of lines."""
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
    for part in parts:
        console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def borderless(*, has_header: bool) -> Table:
    """Return a table without borders, with two spaces between its columns."""
    return Table(
        box=None,
        padding=(0, 2, 0, 0),
        show_header=has_header,
        header_style="dim",
        show_edge=False,
        pad_edge=False,
    )
