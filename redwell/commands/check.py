"""`check`: report problems, missing facts and due dates. With `--fix`, first mend the filings."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from redwell.builds import record
from redwell.check.dates import with_questions
from redwell.commands import edge, report
from redwell.commands.edge import Project
from redwell.commands.live import Live
from redwell.commands.signals import stoppable
from redwell.deadlines.standing import Deadlines
from redwell.files.discovery import Misuse
from redwell.problems import has_error


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckOptions:
    """The flags of the command, as they are typed."""

    filing: Sequence[str]
    filings: str
    format: str
    today: str
    fix: bool
    shard: str
    dask: str
    sec_schema: str


def run(project: Project, options: CheckOptions) -> int:
    """Print a report and return the exit code: 1 if there are errors. Raises `Misuse`."""
    edge.one_of("format", options.format, edge.REPORTS)
    today = edge.today(options.today)
    spread = edge.spread(options.shard, options.dask)
    if options.dask and options.sec_schema:
        raise Misuse("--dask and --sec-schema: give one of them, because workers have no schemas of the SEC")
    schemas = None
    if options.sec_schema:
        from redwell.check import sec_schema

        schemas = sec_schema.read_sec_schemas(Path(options.sec_schema).absolute(), options.sec_schema)
    record_folder, patterns = project.folder(options.filings), tuple(options.filing)
    if options.fix:
        if options.format != "text":
            raise Misuse(f"--fix shows its edits as text: leave out --format {options.format}")
        if options.shard or options.dask:
            raise Misuse("--fix mends filings on this machine alone: leave out --shard and --dask")
        for said in _fixed(project, record_folder, patterns):
            print(said, end="", flush=True)
    live = Live(sys.stderr, time.monotonic)
    try:
        with stoppable():
            spread = replace(spread, started=live.progress)
            checks = record.check_record(project.root, project.home, record_folder, patterns, schemas, spread)
    finally:
        live.clear()
    calendar = today if options.today else edge.calendar_day()
    problems = with_questions(checks.problems, checks.dated, today, calendar)
    text = report.report(
        problems,
        options.format,
        edge.looks(),
        checked=checks.count,
        due=Deadlines(standings=checks.standings, today=today),
    )
    print(text, end="")
    return 1 if has_error(checks.problems) else 0


def _fixed(project: Project, record_folder: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    """Mend the chosen filings, and yield what was done to each."""
    from redwell.fixes import files

    for entry in record.choose(record_folder, patterns, project.root).entries:
        yield from files.fix(entry, project.root, project.home)
