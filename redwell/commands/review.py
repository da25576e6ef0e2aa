"""`review`: what a request changes in the filings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.commands.signals import stoppable
from redwell.review import formats
from redwell.review import review as reviewing
from redwell.review.comment import files_url


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The flags of the command, as they are typed."""

    base: str
    head: str
    format: str
    out: str
    others: str
    no_build: bool
    today: str
    jobs: str


def run(project: Project, options: Options) -> int:
    """Print a review, or write it with its pictures into a folder. Raises `Misuse`."""
    with stoppable():
        if options.format:
            edge.one_of("format", options.format, tuple(formats.FORMATS))
        folder = Path(options.out).absolute() if options.out else None
        if folder:
            formats.refuse(folder, project.root)
        usual = tuple(formats.FORMATS) if folder else ("markdown",)
        chosen = (options.format,) if options.format else usual
        reviewed = reviewing.review(_job(project, options, is_pictured="html" in chosen or bool(folder)))
        if folder:
            names = formats.write(reviewed, chosen, folder)
            print(f"{reviewed.review.verdict}: wrote {', '.join(names)} into {project.name_of(folder)}")
        else:
            print(formats.render(reviewed, chosen[0]), end="")
    return 0


def _job(project: Project, options: Options, *, is_pictured: bool) -> reviewing.Job:
    is_all = options.others == "all"
    return reviewing.Job(
        root=project.root,
        home=project.home,
        base=options.base or None,
        head=options.head or None,
        today=edge.today(options.today),
        url=files_url(os.environ),
        jobs=edge.job_count(options.jobs),
        others=None if is_all else edge.number("others", options.others) or reviewing.FEW,
        is_built=not options.no_build,
        is_pictured=is_pictured,
    )
