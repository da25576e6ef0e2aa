"""`build`: make the documents of all filings that changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from redwell.builds import builder, compared
from redwell.check.dates import with_questions
from redwell.commands import edge, progress, report
from redwell.commands.edge import Project
from redwell.commands.live import Live
from redwell.commands.signals import stoppable
from redwell.deadlines.standing import Deadlines
from redwell.files.discovery import Misuse, printable
from redwell.problems import has_error, in_file_order


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildOptions:
    """The flags of the command, as they are typed."""

    filing: Sequence[str]
    filings: str
    out: str
    jobs: str
    force: bool
    quiet: bool
    format: str
    today: str
    shard: str
    dask: str
    compare: str
    verify: bool


def run(project: Project, options: BuildOptions) -> int:
    """Build, print a summary, and return the exit code: 1 if there are errors.

    Raises `Misuse`, `MissingLibrary`, and `OSError` where a folder cannot be written.
    """
    began = time.monotonic()
    edge.one_of("format", options.format, edge.REPORTS)
    today = edge.today(options.today)
    job = _job(project, options)
    earlier = Path(options.compare).absolute() if options.compare else None
    if earlier:
        compared.refuse(earlier, job.out, project.root)
    live = Live(sys.stderr, time.monotonic, is_quiet=options.quiet)
    verified = None
    try:
        with stoppable():
            if options.verify:
                result, verified = compared.verify(job, live)
            else:
                result = builder.build_record(job, live)
    finally:
        live.clear()
    calendar = today if options.today else edge.calendar_day()
    dated = (each for outcome in result.outcomes for each in outcome.dated)
    problems = in_file_order(with_questions(builder.problems_of(result), dated, today, calendar))
    due = Deadlines(standings=progress.standings(result), today=today)
    is_text = options.format == "text"
    looks = edge.looks()
    if is_text:
        print(report.text(problems, looks) + report.how_to_accept(problems, looks), end="")
    else:
        print(report.report(problems, options.format, due=due), end="")
    seconds = time.monotonic() - began
    if verified:
        summary = [*_verdict(verified, project.name_of(job.out))]
    else:
        shown = report.due_dates(due, looks).splitlines() if is_text else ()
        summary = [*progress.summary(result, seconds, project.root, is_quiet=options.quiet, due=shown)]
    if earlier:
        summary += compared.in_words(compared.compare(job, result, earlier), project.name_of(earlier))
    for line in summary:
        # JSON for another program must be alone on standard output.
        print(line, file=sys.stdout if is_text else sys.stderr)
    return 1 if has_error(problems) or (verified and verified.is_wrong) else 0


def _job(project: Project, options: BuildOptions) -> builder.BuildJob:
    """Return what to build. Raises `Misuse` for flags that do not go together."""
    if options.dask and options.jobs:
        raise Misuse("--dask and --jobs: give one of them, because the cluster decides how much it does")
    if options.verify and (options.compare or options.force):
        raise Misuse("--verify builds everything anew and compares it: leave --compare and --force out")
    out = project.folder(options.out)
    if options.verify and not out.is_dir():
        raise Misuse(f"--verify: there is no {options.out}/ to compare with the filings: build first")
    return builder.BuildJob(
        root=project.root,
        home=project.home,
        record=project.folder(options.filings),
        out=out,
        patterns=tuple(options.filing),
        jobs=edge.job_count(options.jobs),
        is_forced=options.force,
        spread=edge.spread(options.shard, options.dask),
    )


def _verdict(found: compared.Compared, folder: str) -> Iterator[str]:
    """Return in words whether the documents in *folder* are what the filings give."""
    words = {
        "differs": "is not what the filing gives",
        "new": "is missing",
        "gone": "no build wrote this",
        "link": "is a link, and no document",
        "no file": "is no plain file, and no document",
    }
    for each in found.differences:
        yield from (f"{each.name}: {printable(name)}: {words[how]}" for name, how in each.documents)
        if not each.documents:
            yield f"{each.name}: cannot be built, so its documents are of an earlier text"
    yield from (f"{name}: has no documents yet" for name in found.without)
    yield from (f"{folder}/{printable(name)}: no filing gives these documents" for name in found.gone)
    yield from (
        f"{folder}/{printable(name)}: is in git, and only a build may write documents there"
        for name in found.tracked
    )
    filings = report.count(found.count, "filing")
    yield f"{folder}/ is {'not ' if found.is_wrong else ''}what the filings give ({filings} compared)"
