"""Build filings into folders: only those that changed, and each folder completely or not at all."""

from __future__ import annotations

import errno
import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from redwell import settings
from redwell.builds import cache, engines, manifest, record, worker
from redwell.builds.cache import Cache, Known
from redwell.builds.spread import HERE, Spread
from redwell.deadlines import standing as deadlines_standing
from redwell.deadlines.standing import Standing
from redwell.documents.fonts import fonts
from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery, disk, output
from redwell.files.discovery import Entry, Misuse
from redwell.files.reader import digest
from redwell.files.templates import has_own
from redwell.git import history
from redwell.problems import Place, Problem, has_error, in_file_order

if TYPE_CHECKING:
    from redwell.builds.made import Made
    from redwell.check.dates import Dated

_IS_FILE = "this is a file, and documents go into a folder of this name: move the file away"
State = Literal["written", "unchanged", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildJob:
    """A request to build *record*, or only the filings that *patterns* choose, into *out*.

    *spread* tells which of these, and whether a cluster takes the place of *jobs* processes.
    """

    root: Path
    home: Path
    record: Path
    out: Path
    patterns: tuple[str, ...] = ()
    jobs: int = 1
    is_forced: bool = False
    spread: Spread = HERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The result for one filing. *notes* are sentences on anything else that happened in its folder."""

    entry: Entry
    folder: Path
    state: State
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    has_earlier: bool = False
    notes: tuple[str, ...] = ()
    standing: Standing | None = None
    """The due date, and whether it was met."""
    dated: tuple[Dated, ...] = ()
    """Questions about dates, each to be asked before its day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The results for all filings; *problems* are those of the folder of filings itself."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...] = ()
    removed: tuple[str, ...] = ()
    """Sentences on output folders that were removed because their filing is gone."""


class Watch(Protocol):
    """Callbacks that report a build's progress."""

    def waiting(self) -> None:
        """Report that another build must end first."""

    def progress(self, done: int, total: int, name: str) -> None:
        """Report that *done* of *total* filings are done, and that *name* is in work."""


def problems_of(result: Result) -> list[Problem]:
    """Return all problems of a build, in the order of files and lines."""
    return in_file_order([*result.problems, *(p for outcome in result.outcomes for p in outcome.problems)])


def build_record(job: BuildJob, watch: Watch) -> Result:
    """Build what changed. Raises `Misuse`, `MissingLibrary`, and `OSError` if *out* cannot be written."""
    discovery.refuse_sources(job.out, job.record, job.root, job.home)
    found = record.choose(job.record, job.patterns, job.root)
    _refuse_shared_folders(found.entries)
    mine = job.spread.shard.part_of(found, job.record, job.root)
    output.refuse_links(job.out, job.root)
    if job.out.exists() and not job.out.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, _IS_FILE, str(job.out))
    with output.locked(job.out, watch.waiting):
        output.recover(job.out)
        run = _Run(job, watch)
        _refuse_tracked(run.cache, job)
        outcomes = run.all(mine.entries)
        # A filing in the wrong folder keeps its documents until it is moved.
        removed = () if job.patterns or found.problems else tuple(run.sweep(found.entries))
        if not job.patterns:
            run.cache.forget_others(found.entries)
        run.cache.save()
    strays = record.stray_problems(found, mine, run.named, run.unknown, job.root, job.home)
    return Result(outcomes=outcomes, problems=(*mine.problems, *strays), removed=removed)


def _refuse_tracked(found: Cache, job: BuildJob) -> None:
    """Raise `Misuse` if git tracks documents: those of a commit would count as built from the filings."""
    if documents := cache.documents_in(found.tracked or ()):
        name = discovery.name_of(job.out, job.root)
        first = discovery.printable(documents[0])
        raise Misuse(
            f"{name}/{first} is in git, and only a build may write documents there: "
            f"git rm -r --cached {shlex.quote(name)}, and commit"
        )


def _refuse_shared_folders(entries: Sequence[Entry]) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        other = seen.setdefault((entry.client, entry.stem), entry)
        if other is not entry:
            raise Misuse(
                f"{other.name} and {entry.name} would be built into the same folder: build one at a time"
            )


class _Run:
    """One build: the data that its filings share, and the files that they name."""

    def __init__(self, job: BuildJob, watch: Watch) -> None:
        self.job, self.watch = job, watch
        self.settings = settings.read_settings(job.root)
        self.cache = Cache(job.out, job.record, job.root, job.home)
        self.tools = cache.stamp(map(str, fonts().values())) + repr(manifest.libraries())
        self.named: set[Path] = set()
        self.unknown: set[Path] = set()

    @cached_property
    def ground(self) -> manifest.Manifest:
        """The part of a manifest that all filings share, by content."""
        return manifest.ground(self.job.home, self.settings)

    @cached_property
    def templates(self) -> dict[str, str]:
        """The hashes of all templates."""
        return manifest.templates(self.job.root)

    def all(self, entries: Sequence[Entry]) -> tuple[Outcome, ...]:
        """Return the outcomes of *entries*, in their order."""
        known, filed = self.cache.look_up(entries)
        found: dict[Entry, Outcome | None] = {}
        tasks = []
        for entry in entries:
            if way := output.in_the_way(self.folder(entry)):
                self.unknown.add(entry.path.parent)
                found[entry] = self._failed(entry, (self._clash(entry, way),))
                continue
            answer = known.get(entry)
            is_made = not self._is_unchanged(entry, answer)
            found[entry] = self._unchanged(entry, answer) if answer and not is_made else None
            if not found[entry]:
                # A filing that is up to date is still checked, so that its warnings are shown.
                tasks.append(worker.BuildTask(entry, is_made=is_made, earlier=filed.get(entry.path)))
        found.update(self._done(tasks))
        return tuple(outcome for outcome in found.values() if outcome)

    def _done(self, tasks: Sequence[worker.BuildTask]) -> Iterator[tuple[Entry, Outcome]]:
        if not tasks:
            return
        # Hashed before anything is read, so that the next build sees what changes during this one.
        _ = self.ground, self.templates
        attempt = worker.Attempt(root=self.job.root, home=self.job.home, author=self.settings.author)
        done = 0

        def started(task: worker.BuildTask) -> None:
            self.watch.progress(done, len(tasks), task.entry.name)

        jobs, cluster = self.job.jobs, self.job.spread.cluster
        with closing(engines.run_tasks(attempt, tasks, started, jobs=jobs, cluster=cluster)) as answers:
            for task, answer in answers:
                done += 1
                yield task.entry, self._outcome(task, answer)

    def folder(self, entry: Entry) -> Path:
        """Return the folder for the documents of the filing."""
        return self.job.out / entry.client / entry.stem

    def _is_unchanged(self, entry: Entry, known: Known | None) -> bool:
        """Return whether the folder of a filing still matches its manifest."""
        folder = self.folder(entry)
        if self.job.is_forced or not folder.is_dir():
            return False
        if known and known.outputs and known.outputs == self._stamp(folder):
            return True
        found = output.manifest(folder)
        places = {"filing": entry.path.parent, "repository": self.job.root, "outputs": folder}
        if found is None or not manifest.holds(found, self.ground, self.templates, places):
            return False
        if known:
            self.cache.keep_outputs(entry, self._stamp(folder))
        return True

    def _stamp(self, folder: Path) -> str:
        """Return the stamp of an output folder, the fonts and the libraries that draw pages."""
        return cache.stamp(sorted(entry.path for entry in os.scandir(folder))) + self.tools

    def _unchanged(self, entry: Entry, found: Known | Made) -> Outcome:
        self.named.update(found.named)
        return Outcome(
            entry=entry,
            folder=self.folder(entry),
            state="unchanged",
            problems=found.problems,
            standing=found.standing,
            dated=found.dated,
        )

    def _outcome(self, task: worker.BuildTask, answer: Made | MissingLibrary | worker.Died) -> Outcome:
        entry, folder = task.entry, self.folder(task.entry)
        if isinstance(answer, MissingLibrary):
            raise answer
        if isinstance(answer, worker.Died):
            self.unknown.add(entry.path.parent)
            return self._failed(entry, (record.process_ended(entry),))
        self.named.update(answer.named)
        if not answer.is_whole:
            self.unknown.add(entry.path.parent)
        if has_error(answer.problems):
            failed = self._failed(entry, answer.problems)
            return replace(failed, standing=answer.standing, dated=answer.dated)
        if task.is_made:
            return self._written(task, answer)
        self.cache.remember(entry, answer, task.earlier, self._stamp(folder))
        return self._unchanged(entry, answer)

    def _failed(self, entry: Entry, problems: tuple[Problem, ...]) -> Outcome:
        folder = self.folder(entry)
        has_earlier = output.manifest(folder) is not None
        return Outcome(entry=entry, folder=folder, state="failed", problems=problems, has_earlier=has_earlier)

    def _written(self, task: worker.BuildTask, made: Made) -> Outcome:
        entry, folder = task.entry, self.folder(task.entry)
        before = output.manifest(folder)
        clash = set(output.strangers(folder)) & set(made.documents) if before else set()
        if clash:
            return self._failed(entry, (self._clash(entry, folder / min(clash)),))
        outputs: dict[str, str] = (before or {}).get("outputs", {})
        edited = [
            name
            for name in sorted({*outputs, *made.documents})
            if self._is_edited(folder / name, outputs.get(name), made.documents.get(name))
        ]
        templates = manifest.of_folders(self.templates, made.folders)
        if has_own(self.job.root):
            # A template of the firm's own may include any other.
            templates = self.templates
        written = manifest.compose(
            self.ground,
            {**made.inputs, "templates": templates},
            made.documents,
            accepted=made.accepted,
            parts=made.parts,
            record=entry.record,
            **({history.FACTS: made.as_filed} if made.as_filed else {}),
            **deadlines_standing.manifest_entry(made.standing),
        )
        kept = output.set_aside(folder, edited, made.documents)
        output.swap_in(folder, {**made.documents, output.MANIFEST: written})
        self.cache.remember(entry, made, task.earlier, self._stamp(folder))
        return Outcome(
            entry=entry,
            folder=folder,
            state="written",
            problems=made.problems,
            files=tuple(made.documents),
            standing=made.standing,
            dated=made.dated,
            notes=tuple(
                f"{name} was edited by hand: the edited version is now {aside}"
                for name, aside in kept.items()
            ),
        )

    def _is_edited(self, path: Path, sha: str | None, new: bytes | None) -> bool:
        """Return whether a file differs both from the last output (hash *sha*) and from the *new* one."""
        if not disk.is_there(path):
            return False
        found = disk.hash_of(path)
        # None for a folder, a link to nowhere or a pipe, which we never wrote.
        return found is None or (found != sha and (new is None or found != digest(new)))

    def _is_changed(self, path: Path) -> bool:
        """Return whether an output was changed after Redwell wrote it."""
        before = output.manifest(path.parent) or {"outputs": {}}
        return self._is_edited(path, before["outputs"].get(path.name), None)

    def _clash(self, entry: Entry, path: Path) -> Problem:
        name = discovery.name_of(path, self.job.root)
        message = f"{name} is in the way, and Redwell did not write it: move it away"
        if path.is_symlink():
            message = f"{name} is a link, and nothing is written through a link: remove it"
        return Problem(code="output-exists", message=message, place=Place(file=entry.name))

    def sweep(self, entries: Sequence[Entry]) -> Iterator[str]:
        """Remove output folders that belong to none of *entries*."""
        # Resolved, because a folder behind a link may belong to another repository.
        places = (disk.real(self.job.record), disk.real(self.job.out))
        record, out = (discovery.inside(each, disk.real(self.job.root)) for each in places)
        if record is None or out is None:
            # Another repository may build into the same folder, and the folders do not say whose they are.
            return
        made = {(entry.client, entry.stem) for entry in entries}
        for folder in output.others(self.job.out, made):
            is_mine = self.job.spread.shard.holds(f"{folder.parent.name}/{folder.name}.yaml")
            if not is_mine or (output.manifest(folder) or {}).get("record") != record:
                continue
            kept = output.remove(folder, self._is_changed)
            name = discovery.name_of(folder, self.job.root)
            yield f"{name}/: removed, because its filing no longer exists" + (
                f"; kept files that were edited by hand: {', '.join(kept)}" if kept else ""
            )
