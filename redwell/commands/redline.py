"""`redline`: write one filing's documents as Word files with tracked changes, and as PDF comparisons."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redwell import settings
from redwell.commands.edge import Project
from redwell.commands.signals import stoppable
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.redline import redlines


@dataclass(frozen=True, kw_only=True, slots=True)
class RedlineOptions:
    """The flags of the command, as they are typed."""

    filing: str
    base: str
    head: str
    out: str


def run(project: Project, options: RedlineOptions) -> int:
    """Write the redlines and print their names; return 1 if one could not be made. Raises `Misuse`."""
    if not options.filing:
        raise Misuse("--filing must be given: the filing to compare")
    order = redlines.RedlineOrder(
        root=project.root,
        home=project.home,
        filing=_name(project, options.filing),
        base=options.base or None,
        head=options.head or None,
        build=project.folder("build"),
        out=Path(options.out).absolute() if options.out else None,
        today=date.today(),
        author=settings.read_settings(project.root).author,
    )
    with stoppable():
        made = redlines.redline(order)
    for note in made.notes:
        print(f"note: {note}", file=sys.stderr)
    for error in made.errors:
        print(error)
    for label, paths in (("wrote ", made.written), ("unchanged: ", made.unchanged)):
        if paths:
            print(label + ", ".join(project.name_of(path) for path in paths))
    if not (made.written or made.unchanged or made.errors):
        print(f"{order.filing}: the Word documents are the same; nothing was written")
    return 1 if made.errors else 0


def _name(project: Project, given: str) -> str:
    """Return the name of the filing from the repository; a filing that is gone here has the name as typed."""
    record = project.folder("filings")
    typed = project.name_of(Path(os.path.normpath(Path(given).absolute())))
    if Path(given).suffix == ".yaml" or not record.is_dir():
        return typed
    return discovery.one(given, record, project.root).name
