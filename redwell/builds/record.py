"""Check the filings of a record, or some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from redwell.builds import engines, worker
from redwell.builds.cache import Cache, Known
from redwell.builds.spread import HERE, Spread, named_elsewhere
from redwell.deadlines.docketed import Docketed
from redwell.deadlines.standing import Standing
from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery, disk, output
from redwell.files.discovery import Entry, Found
from redwell.files.reader import LARGEST_EXHIBIT
from redwell.git import history
from redwell.git.history import AsFiled
from redwell.problems import FilingError, Place, Problem, in_file_order

if TYPE_CHECKING:
    from redwell.builds.made import Made
    from redwell.check.dates import Dated
    from redwell.check.filing import Checked
    from redwell.check.sec_schema import SecSchemas


@dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """The *problems* of filings in file order, the *count* of filings, and their due dates.

    *dated* are questions about dates, each to be asked before its day.
    """

    problems: list[Problem]
    count: int
    standings: tuple[tuple[str, Standing], ...]
    dated: tuple[Dated, ...] = ()
    docketed: tuple[tuple[str, Docketed | str | None], ...] = ()
    """The name of each filing, and what a docket takes from it: as it is, as text, or None."""


def check_record(
    root: Path,
    home: Path,
    record: Path,
    patterns: tuple[str, ...],
    sec: SecSchemas | None = None,
    spread: Spread = HERE,
) -> Checks:
    """Return all problems of *record*, or of the filings that *patterns* choose; of these, of its shard.

    With *sec*, also check the XML of each filing against the SEC's schemas, here, and keep nothing in the
    cache. Raises `Misuse`, and `ClusterProblem` (a `MissingLibrary`).
    """
    found = choose(record, patterns, root)
    mine = spread.shard.part_of(found, record, root)
    cache = Cache(root / "build", record, root, home)
    known, filed = ({}, history.as_filed(mine.entries, cache.out)) if sec else cache.look_up(mine.entries)
    waiting = [entry for entry in mine.entries if entry not in known]
    problems = [*mine.problems]
    answers: dict[Entry, Known | Checked | Made] = {**known}
    if spread.cluster:
        attempt = worker.Attempt(root=root, home=home, author="")
        tasks = [worker.BuildTask(each, is_made=False, earlier=filed.get(each.path)) for each in waiting]
        answers |= _from_cluster(attempt, tasks, cache, spread)
    else:
        for done, entry in enumerate(waiting):
            spread.started(done, len(waiting), entry.name)
            answers[entry] = checked = _checked(
                entry, root, home, filed.get(entry.path), None if sec else cache
            )
            problems += _by_sec(entry, checked, sec) if sec else ()
    _save(cache, () if patterns else found.entries)
    ordered = [(entry, answers[entry]) for entry in mine.entries]
    named = {path for _, answer in ordered for path in answer.named}
    unknown = {entry.path.parent for entry, answer in ordered if not answer.is_whole}
    problems += [problem for _, answer in ordered for problem in answer.problems]
    return Checks(
        problems=in_file_order([*problems, *stray_problems(found, mine, named, unknown, root, home)]),
        count=len(ordered),
        standings=tuple((entry.name, answer.standing) for entry, answer in ordered if answer.standing),
        dated=tuple(each for _, answer in ordered for each in answer.dated),
        docketed=tuple((entry.name, answer.docketed) for entry, answer in ordered),
    )


def _checked(entry: Entry, root: Path, home: Path, earlier: AsFiled | None, cache: Cache | None) -> Checked:
    """Check a filing here, and remember the result in *cache*."""
    from redwell.check.filing import check_filing

    checked = check_filing(entry, root, home, earlier)
    if cache and cache.ground is not None:
        from redwell.builds.made import unmade

        cache.remember(entry, unmade(checked), earlier)
    return checked


def _from_cluster(
    attempt: worker.Attempt, tasks: Sequence[worker.BuildTask], cache: Cache, spread: Spread
) -> Iterator[tuple[Entry, Made]]:
    """Check filings in a cluster, and remember the results in *cache*."""
    from redwell.builds.made import Made

    done = 0

    def begun(task: worker.BuildTask) -> None:
        spread.started(done, len(tasks), task.entry.name)

    with closing(engines.run_tasks(attempt, tasks, begun, cluster=spread.cluster)) as answers:
        for task, answer in answers:
            done += 1
            if isinstance(answer, MissingLibrary):
                raise answer
            ended = Made(problems=(process_ended(task.entry),), is_whole=False)
            made = ended if isinstance(answer, worker.Died) else answer
            cache.remember(task.entry, made, task.earlier)
            yield task.entry, made


def process_ended(entry: Entry) -> Problem:
    """Return the problem of a filing whose process died each time."""
    message = "the process that built this filing ended too early: is there enough memory?"
    return Problem(code="process-ended", message=message, place=Place(file=entry.name))


def _by_sec(entry: Entry, checked: Checked, sec: SecSchemas) -> Iterator[Problem]:
    """Yield the problems that the SEC's schemas find in the XML of a filing without errors."""
    from redwell.builds.rendering import xml_documents
    from redwell.check import sec_schema

    if checked.filing is None:
        return
    try:
        documents = xml_documents(checked)
    except FilingError as error:
        yield from error.problems
    else:
        yield from sec_schema.check_with_sec_schemas(entry.name, checked.form, documents, sec)


def _save(cache: Cache, all_entries: Sequence[Entry]) -> None:
    """Save the results, unless a build is running or the folder cannot be written."""
    if all_entries:
        cache.forget_others(all_entries)
    if cache.is_changed:
        with suppress(OSError), output.locked(cache.out, _refuse_to_wait):
            cache.save()


def _refuse_to_wait() -> NoReturn:
    raise BlockingIOError


def choose(record: Path, patterns: tuple[str, ...], root: Path) -> Found:
    """Return the filings of *record*, or those that *patterns* choose. Raises `Misuse`."""
    if patterns:
        return discovery.select(patterns, record, root)
    return discovery.find_filings(record, root)


def stray_problems(
    found: Found, mine: Found, named: set[Path], unknown: set[Path], root: Path, home: Path
) -> Iterator[Problem]:
    """Yield a problem for each file of *mine* that no filing names, and for secrets in it.

    *named* are the files that the filings of *mine* name; those of *found* count too. A folder with a filing
    that could not be read, such as the folders *unknown*, has no strays: that filing may name them.
    """
    elsewhere, unread = named_elsewhere(found, mine, named, root, home)
    named, unknown = named | elsewhere, unknown | unread
    others = (path for path in mine.others if not any(parent in unknown for parent in path.parents))
    yield from discovery.strays(others, named, root)
    for path in mine.others:
        if path not in named:
            yield from _secrets(path, root)


def _secrets(path: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for anything in a file that looks like a secret, such as a submission file."""
    content = disk.read_plain(path, LARGEST_EXHIBIT)
    if not content:
        return
    from redwell.secrets import patterns, scan

    name = patterns.masked(discovery.name_of(path, root))
    found = scan.search(content)
    if found.hidden:
        message = f"{scan.not_searched(found.hidden)}; {scan.LOOK}"
        yield Problem(severity="warning", code=patterns.UNREAD, message=message, place=Place(file=name))
    yield from scan.problems_in(found, name)
