"""Many filings into their folders: only what changed is made, and a folder is whole or absent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from redwell import settings
from redwell.builds import cache, manifest, record, worker
from redwell.builds.cache import Cache
from redwell.deadlines import standing as deadlines_standing
from redwell.deadlines.standing import Standing
from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery, output
from redwell.files.discovery import Entry, Misuse
from redwell.files.reader import digest
from redwell.git import history
from redwell.problems import Place, Problem, in_file_order

if TYPE_CHECKING:
    from redwell.builds.pool import Died
    from redwell.check.filing import Made

State = Literal["written", "unchanged", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What is to be built: all of *record*, or what *patterns* choose, into *out*."""

    root: Path
    home: Path
    record: Path
    out: Path
    patterns: tuple[str, ...] = ()
    jobs: int = 1
    is_forced: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one filing. *notes* are sentences on what else happened in its folder."""

    entry: Entry
    folder: Path
    state: State
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    has_earlier: bool = False
    notes: tuple[str, ...] = ()
    standing: Standing | None = None
    """How the filing stands to its due date."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of all: *problems* are those of the folder of filings itself."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...] = ()
    removed: tuple[str, ...] = ()
    """Sentences on folders of ours that no filing makes any more."""


class Watch(Protocol):
    """Whom a build tells what it does."""

    def waiting(self) -> None:
        """That another build must end first."""

    def progress(self, done: int, total: int, name: str) -> None:
        """That of *total* filings so many are done, and which is at work."""


def problems_of(result: Result) -> list[Problem]:
    """All problems of a build, in the order of files and lines."""
    return in_file_order([*result.problems, *(p for outcome in result.outcomes for p in outcome.problems)])


def build(job: Job, watch: Watch) -> Result:
    """Make what changed. Raises `Misuse`, `MissingLibrary`, and `OSError` where *out* cannot be written."""
    discovery.refuse_sources(job.out, job.record, job.root, job.home)
    found = record.found(job.record, job.patterns, job.root)
    _refuse_shared_folders(found.entries)
    with output.locked(job.out, watch.waiting):
        output.recover(job.out)
        with worker.undisturbed():
            run = _Run(job, watch)
            unchanged = {entry: run.unchanged(entry) for entry in found.entries}
        outcomes = run.all(unchanged)
        # A filing that is only in the wrong place keeps its documents until it is moved.
        removed = () if job.patterns or found.problems else tuple(run.sweep(found.entries))
        run.cache.save(job.out, None if job.patterns else frozenset(each.name for each in found.entries))
    strays = record.strays(found, run.named, run.unknown, job.root)
    return Result(outcomes=outcomes, problems=(*found.problems, *strays), removed=removed)


def _refuse_shared_folders(entries: Sequence[Entry]) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        other = seen.setdefault((entry.client, entry.stem), entry)
        if other is not entry:
            raise Misuse(
                f"{other.name} and {entry.name} would be built into the same folder: build one at a time"
            )


class _Run:
    """One build: what all of its filings share, and what it learns on the way."""

    def __init__(self, job: Job, watch: Watch) -> None:
        self.job, self.watch = job, watch
        self.cache: Cache = cache.load(job.out)
        self.settings = settings.read(job.root)
        # Hashed before anything is read: what changes during the build is then seen as changed by the next.
        self.ground = manifest.ground(job.home, self.settings, self.cache.digests)
        self.templates = manifest.templates(job.home, self.cache.digests)
        self.named: set[Path] = set()
        self.unknown: set[Path] = set()
        self.unread: set[Entry] = set()

    def all(self, outcomes: Mapping[Entry, Outcome | None]) -> tuple[Outcome, ...]:
        """The outcomes, with those of the filings that have none yet."""
        tasks = [worker.Task(entry, is_made=outcome is None) for entry, outcome in outcomes.items()]
        tasks = [task for task in tasks if task.is_made or task.entry in self.unread]
        found = {**outcomes, **(dict(self._done(tasks)) if tasks else {})}
        return tuple(outcome for outcome in found.values() if outcome)

    def _done(self, tasks: Sequence[worker.Task]) -> Iterator[tuple[Entry, Outcome]]:
        # A build of nothing does not need it.
        from redwell.builds import pool

        filed = history.as_filed((task.entry for task in tasks), self.job.out)
        tasks = [replace(task, earlier=filed.get(task.entry.path)) for task in tasks]
        # One filing alone, for which somebody waits, is shared between two processes.
        is_split = len(tasks) == 1 < self.job.jobs
        make = partial(
            worker.attempt,
            root=self.job.root,
            home=self.job.home,
            author=self.settings.author,
            is_split=is_split,
        )
        done = 0

        def started(task: worker.Task) -> None:
            self.watch.progress(done, len(tasks), task.entry.name)

        with closing(pool.run(make, tasks, self.job.jobs, started)) as answers:
            for task, answer in answers:
                done += 1
                if isinstance(answer, pool.Died):
                    yield task.entry, self._lost(task.entry, answer)
                else:
                    yield task.entry, self._outcome(task, answer)

    def _lost(self, entry: Entry, answer: Died) -> Outcome:
        self.unknown.add(entry.path.parent)
        return self._failed(entry, (died(entry, answer),))

    def folder(self, entry: Entry) -> Path:
        """Where the documents of the filing go."""
        return self.job.out / entry.client / entry.stem

    def unchanged(self, entry: Entry) -> Outcome | None:
        """The outcome of a filing whose folder still holds all that its manifest says."""
        folder = self.folder(entry)
        found = None if self.job.is_forced else output.manifest(folder)
        places = {"filing": entry.path.parent, "repository": self.job.root, "outputs": folder}
        if found is None or not manifest.holds(
            found, self.ground, self.templates, places, self.cache.digests
        ):
            return None
        self.named.update(entry.path.parent / name for name in found["inputs"]["filing"])
        sha = self.cache.digests.of(f"{folder}/{output.MANIFEST}")
        known = self.cache.found(entry.name, sha or "")
        if known is None:
            # Its warnings are shown all the same: it is checked again, and nothing is made.
            self.unread.add(entry)
        problems, standing = known or ((), None)
        return Outcome(entry=entry, folder=folder, state="unchanged", problems=problems, standing=standing)

    def _outcome(self, task: worker.Task, answer: Made | MissingLibrary) -> Outcome:
        if isinstance(answer, MissingLibrary):
            raise answer
        entry, folder = task.entry, self.folder(task.entry)
        self.named.update(answer.named)
        if not answer.is_whole:
            self.unknown.add(entry.path.parent)
        if record.has_error(answer.problems):
            return replace(self._failed(entry, answer.problems), standing=answer.standing)
        if task.is_made:
            return self._written(entry, answer)
        self._remember(entry, answer)
        return Outcome(
            entry=entry,
            folder=folder,
            state="unchanged",
            problems=answer.problems,
            standing=answer.standing,
        )

    def _failed(self, entry: Entry, problems: tuple[Problem, ...]) -> Outcome:
        folder = self.folder(entry)
        has_earlier = output.manifest(folder) is not None
        return Outcome(entry=entry, folder=folder, state="failed", problems=problems, has_earlier=has_earlier)

    def _written(self, entry: Entry, made: Made) -> Outcome:
        folder = self.folder(entry)
        before = output.manifest(folder)
        clash = set(output.strangers(folder)) & set(made.documents) if before else set()
        if clash:
            return self._failed(
                entry, (_clash(entry, discovery.name_of(folder / min(clash), self.job.root)),)
            )
        outputs: dict[str, str] = (before or {}).get("outputs", {})
        edited = [
            name
            for name in sorted({*outputs, *made.documents})
            if self._is_edited(folder / name, outputs.get(name), made.documents.get(name))
        ]
        templates = manifest.of_folders(self.templates, made.folders)
        written = manifest.compose(
            self.ground,
            {**made.inputs, "templates": templates},
            made.documents,
            accepted=made.accepted,
            parts=made.parts,
            record=entry.record,
            **({history.FACTS: made.as_filed} if made.as_filed else {}),
            **deadlines_standing.kept(made.standing),
        )
        kept = output.set_aside(folder, edited, made.documents)
        output.swap_in(folder, {**made.documents, output.MANIFEST: written}, self._wrote)
        self._remember(entry, made)
        return Outcome(
            entry=entry,
            folder=folder,
            state="written",
            problems=made.problems,
            files=tuple(made.documents),
            standing=made.standing,
            notes=tuple(
                f"{name} had been changed by hand: that version is now {aside}"
                for name, aside in kept.items()
            ),
        )

    def _is_edited(self, path: Path, sha: str | None, new: bytes | None) -> bool:
        """Whether a file is neither as we wrote it, with the hash *sha*, nor as it is now to be written."""
        if path.is_dir():
            return True
        # It may have been saved since the build began.
        self.cache.digests.forget(str(path))
        found = self.cache.digests.of(str(path))
        return found not in {None, sha} and (new is None or found != digest(new))

    def _is_changed(self, path: Path) -> bool:
        """Whether an output of ours is no longer as we wrote it."""
        before = output.manifest(path.parent) or {"outputs": {}}
        sha = self.cache.digests.of(str(path))
        return sha is not None and sha != before["outputs"].get(path.name)

    def _wrote(self, path: Path, status: os.stat_result, content: bytes) -> None:
        self.cache.digests.remember(str(path), status, digest(content))

    def _remember(self, entry: Entry, made: Made) -> None:
        sha = self.cache.digests.of(f"{self.folder(entry)}/{output.MANIFEST}")
        self.cache.remember(entry.name, sha or "", made.problems, made.standing)

    def sweep(self, entries: Sequence[Entry]) -> Iterator[str]:
        """Remove our folders that none of *entries* makes any more."""
        # A folder behind a link may be another repository's too.
        places = (self.job.record.resolve(), self.job.out.resolve())
        record, out = (discovery.inside(each, self.job.root.resolve()) for each in places)
        if record is None or out is None:
            # Another repository may build into the same folder, and nothing says what is whose.
            return
        made = {(entry.client, entry.stem) for entry in entries}
        for folder in output.others(self.job.out, made):
            if (output.manifest(folder) or {}).get("record") != record:
                continue
            kept = output.remove(folder, self._is_changed)
            name = discovery.name_of(folder, self.job.root)
            yield f"{name}/: no filing makes it any more; removed" + (
                f", but for what is not as Redwell wrote it: {', '.join(kept)}" if kept else ""
            )


def died(entry: Entry, died: Died) -> Problem:
    """That a worker ended before it had made the filing."""
    how = f"by signal {-died.code}" if died.code < 0 else f"with exit code {died.code}"
    hint = ": is there too little memory? Try --jobs 1" if died.code == -9 else ""
    return _problem(entry, "process-ended", f"the process that made this filing ended {how}{hint}")


def _clash(entry: Entry, name: str) -> Problem:
    return _problem(
        entry, "output-exists", f"{name} is in the way, and Redwell did not write it: move it away"
    )


def _problem(entry: Entry, code: str, message: str) -> Problem:
    place = Place(file=entry.name, line=1, column=1, end_column=1, text="")
    return Problem(code=code, message=message, place=place)
