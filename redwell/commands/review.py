"""`review`: show what a request changes in filings, in the terminal, as Markdown, one HTML page, or JSON."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.commands.signals import stoppable
from redwell.review import formats
from redwell.review.comment import files_url
from redwell.review.model import Review
from redwell.review.origin import origin
from redwell.review.review import FEW, Job, review


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewOptions:
    """The flags of the command, as they are typed."""

    base: str
    head: str
    format: str
    out: str
    others: str
    no_build: bool
    today: str
    jobs: str


def run(project: Project, options: ReviewOptions) -> int:
    """Print the review, or write it into a folder. Raises `Misuse`."""
    if options.format:
        edge.one_of("format", options.format, tuple(formats.FORMATS))
    folder = Path(options.out).absolute() if options.out else None
    if folder:
        formats.refuse(folder, project.root)
    default = tuple(formats.FORMATS) if folder else ("markdown",)
    is_for_person = not options.format and folder is None and sys.stdout.isatty()
    names = (options.format,) if options.format else default
    job = Job(
        root=project.root,
        home=project.home,
        base=options.base or None,
        head=options.head or None,
        today=edge.today(options.today),
        calendar=None if options.today else edge.calendar_day(),
        url=files_url(os.environ),
        origin=origin(os.environ),
        jobs=edge.job_count(options.jobs),
        others=None if options.others == "all" else edge.number("others", options.others) or FEW,
        is_built=not options.no_build,
        is_pictured="html" in names or folder is not None,
    )
    with stoppable():
        reviewed = review(job)
        if folder:
            written = formats.write(reviewed, names, folder)
            print(f"{reviewed.review.verdict}: wrote {', '.join(written)} into {project.name_of(folder)}")
        elif is_for_person:
            print(_summary(project, reviewed.review), end="")
        else:
            print(formats.render(reviewed, names[0]), end="")
    return 0


def _summary(project: Project, review: Review) -> str:
    from redwell.review.formats.terminal import summary

    whole = project.line("review", flags="--out review")
    width = shutil.get_terminal_size().columns
    return summary(review, width, whole, is_colored=edge.is_colored())
