"""`open`: show a document of a filing with the viewer of this computer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redwell.builds import manifest
from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.files import discovery, output
from redwell.files.discovery import Misuse

WHAT = ("pdf", "docx", "xml", "folder")
Launch = Callable[[str], int]
"""Starts the viewer of a file, and returns its exit code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The flags of the command, as they are typed."""

    filing: str
    what: str


def run(project: Project, options: Options) -> int:
    """Open the document and print its name; return 1 if no viewer starts. Raises `Misuse`."""
    import click

    edge.one_of("what", options.what, WHAT)
    record = project.folder("filings")
    out = project.folder("build")
    folder = _built(project, discovery.one(options.filing, record, project.root), out) if options.filing else _last(project, out)
    opened = shown(folder, options.what)
    _warn_if_old(project, folder)
    for path in opened:
        if click.launch(str(path)):
            print(f"no viewer starts here: open {path} yourself", file=sys.stderr)
            return 1
        print(f"opened {project.name_of(path)}")
    return 0
