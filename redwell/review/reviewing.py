"""The whole of a review: both sides read from git, each filing compared, each side built by its own code."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from redwell.builds import manifest
from redwell.files import output
from redwell.history import AsFiled
from redwell.power_of_attorney.instrument import WORDING
from redwell.review.compare import compared, summary
from redwell.review.compare.compared import Pair
from redwell.review.made import documents
from redwell.review.made.documents import Made
from redwell.review.made.room import room
from redwell.review.model import Change, Review, Reviewed
from redwell.review.read import earlier, looks, versions
from redwell.review.read.repository import Comparison, Repository
from redwell.review.read.request import Request, is_filing, request
from redwell.review.sides import Changed, Look, Side

FEW = 25
"""So many filings that nobody edited are built by both sides, to see what a change elsewhere does to them."""
_LARGEST_SCHEMA = 5_000_000
_MOST_CANDIDATES = 100
_SHOWN_VERSIONS = ("redwell", "python", "weasyprint", "docxtpl", "pango", "harfbuzz")


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What is compared: *base* and *head* as git names them, None for the usual; paths are from *root*.

    *url* is where the forge shows files: `{url}/{commit}/{file}`. *others* is how many filings that nobody
    edited are built to see what a change elsewhere does to them; None for all.
    """

    root: Path
    home: Path
    base: str | None
    head: str | None
    today: date
    record: str = "filings"
    url: str | None = None
    jobs: int = 1
    others: int | None = FEW
    is_built: bool = True
    is_pictured: bool = True


def review(job: Job) -> Reviewed:
    """What a request changes. Raises `Misuse` where there is no such revision, or no repository."""
    with Repository(job.root) as repository, room() as folder:
        comparison = repository.resolve(job.base, job.head)
        return _Run(job, repository, comparison, folder).all()


class _Run:
    """One review, and what it learns on the way."""

    def __init__(self, job: Job, repository: Repository, comparison: Comparison, folder: Path) -> None:
        self.job, self.repository, self.folder = job, repository, folder
        self.notes = list(comparison.notes)
        url = f"{job.url}/{comparison.head.commit}" if job.url and comparison.head.commit else None
        head = replace(comparison.head, url=url)
        self.base = Side(revision=comparison.base, tree=comparison.base_tree, root=folder / "base")
        self.head = Side(revision=head, tree=comparison.head_tree, root=folder / "head")

    def all(self) -> Reviewed:
        """The review, as far as it can be made."""
        asked = request(self.repository.changed(self.base.tree, self.head.tree), self.job.record)
        touched = [*asked.filings, *self._naming(asked)]
        others = self._others(touched)
        self._export([*touched, *others])
        pairs = [*self._pairs(touched), *self._pairs(others, is_affected=True)]
        made = self._made(pairs)
        known = manifest.versions()
        caveat = "" if made.is_compared else ", documents not compared"
        whole = Review(
            base=self.base.revision,
            head=self.head.revision,
            today=self.job.today.isoformat(),
            verdict=summary.verdict(made.reviews) + caveat,
            filings=tuple(made.reviews),
            elsewhere=asked.elsewhere,
            notes=(*self.notes, *self._schemas_note(), *made.notes),
            versions=tuple((name, known[name]) for name in _SHOWN_VERSIONS),
        )
        return Reviewed(review=whole, pictures=made.pictures)

    def _naming(self, asked: Request) -> Iterator[Changed]:
        """Filings that nobody edited, but that name a file that was: an exhibit, a firm's own wording."""
        edited = {change.now for change in asked.filings}
        changed = set(asked.named)
        for name in self.repository.candidates(self.head.tree, _signs_of(changed), self.job.record):
            if is_filing(name, self.job.record) and name not in edited:
                content = self.repository.read(self.head.tree, name) or b""
                if changed & looks.named(content, name):
                    yield Changed(before=name, now=name)

    def _others(self, touched: Sequence[Changed]) -> list[Changed]:
        """Some of the filings that nobody touched, if what makes documents is not the same on both sides."""
        trees = (self.base.tree, self.head.tree)
        if len({self.repository.code_tree(tree) for tree in trees}) == 1:
            return []
        before, now = ({*self.repository.names(tree, self.job.record)} for tree in trees)
        names = {name for name in before & now if is_filing(name, self.job.record)}
        names -= {change.now for change in touched if change.now}
        filed = set(self.repository.candidates(self.head.tree, ("filed:",), self.job.record))
        # What is still to be filed matters most; of these, and of the others, the latest.
        latest = sorted(names, key=lambda name: PurePosixPath(name).name, reverse=True)
        ordered = sorted(latest, key=filed.__contains__)
        chosen = ordered if self.job.others is None else ordered[: self.job.others]
        if len(chosen) < len(ordered):
            self.notes.append(
                f"what makes documents changed: {len(chosen)} of the {len(ordered):,} filings that nobody "
                "edited were looked at to see what comes of it, the latest unfiled first (--others all: all)"
            )
        return [Changed(before=name, now=name) for name in sorted(chosen)]

    def _export(self, changes: Sequence[Changed]) -> None:
        """The files of both sides, each in its folder."""
        wanted = {
            self.base: {change.before for change in changes if change.before},
            self.head: {change.now for change in changes if change.now},
        }
        for side, names in wanted.items():
            side.root.mkdir()
            left_out = self.repository.export(side.tree, side.root, names, self.job.record)
            if left_out:
                more = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
                self.notes.append(
                    f"{side.revision.name}: left out, because it leads out of the folder or is too large: "
                    f"{left_out[0]}{more}"
                )

    def _home(self, side: Side) -> Path:
        """Our schemas, by which both sides are judged, beside the templates and wordings of *side*."""
        home = self.folder / f"home of {side.root.name}"
        if not home.is_dir():
            theirs, ours = side.root / "templates", self.job.home / "templates"
            # Without a wording, it is of a time when there was none.
            source = theirs if (theirs / WORDING).is_file() else ours
            # Links stay links: one to its own folder would be copied without end.
            shutil.copytree(source, home / "templates", symlinks=True)
            shutil.copytree(self.job.home / "schemas", home / "schemas")
        return home

    def _pairs(self, changes: Sequence[Changed], *, is_affected: bool = False) -> Iterator[Pair]:
        """Each filing on both sides, and for a new one the owner's previous."""
        filed = self._as_filed(changes)
        found: list[versions.Sides] = []
        for change in changes:
            before = self._look(self.base, change.before) if change.before else None
            now = self._look(self.head, change.now, filed) if change.now else None
            found.append((before, now))
        for before, now in versions.versions(found):
            kind: Change = "affected" if is_affected else _kind(before, now)
            if now and not before and kind == "added":
                now = self._look(self.head, now.entry.name) if now.entry.name in filed else now
                previous, twin = self._previous(now)
                yield Pair(change=kind, before=None, now=now, previous=previous, twin=twin)
            else:
                yield Pair(change=kind, before=before, now=now)

    def _as_filed(self, changes: Sequence[Changed]) -> dict[str, AsFiled]:
        """How those read that were filed, by their names now; of renamed ones, as the base knows it too."""
        names = [change.now for change in changes if change.now]
        found = looks.earlier(self.head, names, self.job.root, self.job.record)
        renamed = {
            change.before: change.now
            for change in changes
            if change.before and change.now and change.kind == "renamed"
        }
        known = looks.recorded(self.base, [*renamed], self.job.root, self.job.record)
        return {renamed[name]: then for name, then in known.items()} | found

    def _look(self, side: Side, name: str, filed: Mapping[str, AsFiled] = {}) -> Look:
        return looks.look(side, name, self._home(side), filed.get(name))

    def _schemas_note(self) -> Iterator[str]:
        """That the head has other schemas than those by which it is judged."""
        ours, theirs = (
            {path.name: output.plain(path, _LARGEST_SCHEMA) for path in (root / "schemas").glob("*.json")}
            for root in (self.job.home, self.head.root)
        )
        if ours != theirs:
            yield (
                "filings are judged by the rules and schemas of the Redwell that makes this review, "
                f"which are not those of {self.head.revision.name}"
            )

    def _previous(self, now: Look) -> tuple[Look | None, str | None]:
        """The owner's previous filing, and the name of one on the same event."""
        if now.filing is None:
            return None, None
        numbers, words = earlier.numbers(now.filing), earlier.words(now.filing)
        by_number, by_name = (
            [
                name
                for name in self.repository.candidates(self.head.tree, given, self.job.record)
                if is_filing(name, self.job.record) and name != now.entry.name
            ]
            for given in (numbers, words)
        )
        folder = PurePosixPath(now.entry.name).parent
        # The number is sure; a name may be that of many, of whom those of the same client are nearest.
        near = sorted(by_name, key=lambda name: PurePosixPath(name).parent != folder)
        names = list(dict.fromkeys([*by_number, *near]))
        if len(names) > _MOST_CANDIDATES:
            self.notes.append(
                f"{now.entry.name}: of {len(names):,} filings that may be the owner's, "
                f"{_MOST_CANDIDATES} were looked at for the previous one"
            )
        candidates = [*map(self._candidate, names[:_MOST_CANDIDATES])]
        return earlier.previous(now.filing, candidates), earlier.twin(now.filing, candidates)

    def _candidate(self, name: str) -> Look:
        path = self.head.root / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.repository.read(self.head.tree, name) or b"")
        return self._look(self.head, name)

    def _made(self, pairs: Sequence[Pair]) -> Made:
        """The filings compared, and what each side makes of them."""
        order = documents.Order(
            base=self.base,
            head=self.head,
            out=self.folder / "build",
            jobs=self.job.jobs,
            is_pictured=self.job.is_pictured,
        )
        # First, for the code of a side could change what lies there.
        reviews = [compared.compared(pair, self.job.today, self.job.home) for pair in pairs]
        sides = documents.build(order, pairs) if self.job.is_built else None
        reviewed = []
        for pair, review in zip(pairs, reviews, strict=True):
            further = documents.unmade(sides, pair.now) if sides and pair.now else ()
            if further:
                review = compared.compared(pair, self.job.today, self.job.home, further)
            reviewed.append((pair, review))
        return documents.made(order, sides, reviewed)


def _kind(before: Look | None, now: Look | None) -> Change:
    if not before or not now:
        return "removed" if before else "added"
    is_renamed = before.entry.name != now.entry.name and before.content == now.content
    return "renamed" if is_renamed else "changed"


def _signs_of(names: Collection[str]) -> frozenset[str]:
    """What stands in a filing that names one of these files: the longest word of its name, or an escape."""
    words = (max(PurePosixPath(name).name.split(), key=len, default="") for name in names)
    # A name can be written with escapes, in which no word of it need stand.
    return frozenset(filter(None, words)) | {"\\"} if names else frozenset()
