"""`docket`: list what is due of all insiders, by date, as text, JSON, a page, or a calendar."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redwell.builds import record
from redwell.builds.spread import Spread
from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.commands.live import Live
from redwell.commands.signals import stoppable
from redwell.deadlines.docketed import Docketed, from_text
from redwell.docket.docket import YEARS, Docket, DocketView, is_issuer, make_docket
from redwell.docket.duties import Filings
from redwell.files.discovery import Misuse
from redwell.secrets.patterns import masked

FORMATS = ("text", "json", "html", "ics")
WIDTH = 110
"""The columns of a text that goes to a file or a pipe."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocketOptions:
    """The flags of the command, as they are typed."""

    format: str
    issuer: str
    year: str
    all: bool
    today: str
    filings: str


def run(project: Project, options: DocketOptions) -> int:
    """Print the docket. Raise `Misuse`."""
    edge.one_of("format", options.format, FORMATS)
    if options.all and options.year:
        raise Misuse("--all and --year: give one of them, because --all shows every year")
    view = DocketView(
        today=_today(options.today),
        issuer=options.issuer,
        year=edge.number("year", options.year),
        is_all=options.all,
    )
    filings, unread = _filings(project, project.folder(options.filings))
    if options.issuer and not any(is_issuer(options.issuer, name, each.issuer) for name, each in filings):
        raise Misuse(
            f"--issuer {options.issuer}: no filing of it here: write its name, symbol, CIK or folder"
        )
    print(_written(make_docket(filings, view, unread), options.format, project), end="")
    return 0


def _today(given: str) -> date:
    """Return the day of the docket. Raise `Misuse`."""
    today = edge.today(given)
    if today.year not in YEARS:
        raise Misuse(f"--today {given}: write a day of the years {YEARS[0]} to {YEARS[-1]}")
    return today


def _filings(project: Project, folder: Path) -> tuple[Filings, tuple[str, ...]]:
    """Return what a docket takes from the filings of *folder*, and the names of those that cannot be read."""
    live = Live(sys.stderr, time.monotonic)
    try:
        with stoppable():
            spread = Spread(started=live.progress)
            checks = record.check_record(project.root, project.home, folder, (), None, spread)
    finally:
        live.clear()
    found = [
        (masked(name), each if isinstance(each, Docketed) else from_text(each))
        for name, each in checks.docketed
        if each is not None
    ]
    return found, tuple(masked(name) for name, each in checks.docketed if each is None)


def _written(docket: Docket, form: str, project: Project) -> str:
    """Return the docket in a format."""
    if form == "json":
        from redwell.docket.formats.json import json_text

        return json_text(docket)
    if form == "html":
        from redwell.docket.formats.html import html_page

        return html_page(docket, project.home)
    if form == "ics":
        from redwell.docket.formats.ics import calendar_file

        return calendar_file(docket)
    from redwell.docket.formats.text import columns_of

    looks = edge.looks()
    return columns_of(docket, looks.width or WIDTH, is_colored=looks.is_colored)
