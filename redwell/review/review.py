"""Review a request: read both sides from git, compare each filing, and render both sides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from redwell.account import known, previous
from redwell.account.matching import MatchedPair
from redwell.account.previous import NamedFiling
from redwell.account.questions import matching_questions
from redwell.builds import manifest
from redwell.check.filed import filing_in
from redwell.files import disk
from redwell.git.history import AsFiled, content_of
from redwell.git.repository import Changed, Comparison, Repository
from redwell.git.revisions import NamedCommit
from redwell.model import Filing
from redwell.ownership.trades import has_transactions
from redwell.review import authority, documents, headline, load
from redwell.review.compare import Pair, as_amended, filing_review
from redwell.review.documents import ReviewedFilings
from redwell.review.load import is_filing
from redwell.review.model import Edit, FilingReview, Origin, Review, Reviewed, ReviewProblem, Revision
from redwell.review.sides import Look, Side
from redwell.rules.readiness import has_blanks
from redwell.secrets.patterns import masked

FEW = 25
"""The default for --others: how many unedited filings are rendered to see the effect of changed templates."""
_LARGEST_SCHEMA = 5_000_000
_MOST_CANDIDATES = 100
_HASH = 7
"""The digits of a commit's short hash."""
_CONVERTS = re.compile(
    rb"^[ \t\r]*[^#\s][^\n]*[ \t\r](?:working-tree-encoding\b|ident\b|filter\b|eol=crlf\b)", re.MULTILINE
)
"""A line of .gitattributes that makes a checkout write other bytes than git keeps."""
_SHOWN_VERSIONS = ("redwell", "python", "weasyprint", "docxtpl", "pango", "harfbuzz")


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A request to compare the git revisions *base* and *head*, None for the defaults; paths are from *root*.

    *url* is the forge's address of files: `{url}/{commit}/{file}`; *origin* is the run that makes the review.
    *others* is how many unedited filings are rendered to see the effect of changed templates; None for all.
    With more than one of *jobs*, both sides are rendered at the same time.
    """

    root: Path
    home: Path
    base: str | None
    head: str | None
    today: date
    """EDGAR's day, which after 10 p.m. in New York is a later one."""
    calendar: date | None = None
    """The calendar's day, if it is another."""
    record: str = "filings"
    url: str | None = None
    origin: Origin | None = None
    jobs: int = 1
    others: int | None = FEW
    is_built: bool = True
    is_pictured: bool = True


def review(job: Job) -> Reviewed:
    """Return the review of a request. Raises `Misuse` if there is no such revision, or no repository."""
    with Repository(job.root) as repository, TemporaryDirectory(prefix="redwell-") as folder:
        comparison = repository.resolve(job.base, job.head)
        return _Run(job, repository, comparison, Path(folder)).all()


class _Earlier(NamedTuple):
    """The filings before a new one."""

    last: Look | None = None
    """The previous filing; of an amendment, what it amends."""
    twin: str | None = None
    """The name of another one for the same event."""
    others: tuple[NamedFiling, ...] = ()
    """The owner's filings in the same folder without blanks, which `check` compares."""
    candidates: Sequence[NamedFiling] = ()
    """All filings that may be the owner's."""


class _Run:
    """One review, and the notes collected for it."""

    def __init__(self, job: Job, repository: Repository, comparison: Comparison, folder: Path) -> None:
        self.job, self.repository = job, repository
        self.candidates: dict[str, Filing | None] = {}
        self.notes, self.instead = list(comparison.notes), comparison.instead
        self.changed = load.changed_files(
            repository.changed(comparison.base_tree, comparison.head_tree), job.record
        )
        self.base = self._side(comparison.base, comparison.base_tree, folder / "base")
        self.head = self._side(comparison.head, comparison.head_tree, folder / "head")

    def _side(self, named: NamedCommit, tree: str, root: Path) -> Side:
        url = f"{self.job.url}/{named.commit}" if self.job.url and named.commit else None
        revision = Revision(name=named.name, commit=named.commit, url=url)
        side, notes = load.side(self.repository, revision, tree, root, self.job.home)
        self.notes += notes
        return side

    def all(self) -> Reviewed:
        """Return the review, as complete as possible."""
        touched = [*self.changed.filings, *self._naming()]
        others = self._others(touched)
        self._export([*touched, *others])
        pairs = [*self._pairs(touched), *self._pairs(others, is_affected=True)]
        made = self._made(pairs)
        versions = manifest.versions()
        caveat = "" if self.job.is_built else ", documents not compared"
        whole = Review(
            base=self.base.revision,
            head=self.head.revision,
            today=self.job.today,
            verdict=headline.verdict(made.reviews, self.instead) + caveat,
            filings=tuple(made.reviews),
            elsewhere=self.changed.elsewhere,
            notes=(*self.notes, *self._code_notes(), *self._attribute_notes(), *made.notes),
            versions=tuple((name, versions[name]) for name in _SHOWN_VERSIONS),
            origin=self.job.origin,
        )
        return Reviewed(review=_without_secrets(whole), pictures=made.pictures)

    def _naming(self) -> Iterator[Changed]:
        """Yield unedited filings that name an edited file, such as an exhibit or a firm's own wording."""
        edited = {change.after for change in self.changed.filings}
        changed = set(self.changed.named)
        for name in self.repository.search(self.head.tree, _signs_of(changed), self.job.record):
            if is_filing(name, self.job.record) and name not in edited:
                content = self.repository.read(self.head.tree, name) or b""
                if changed & load.named_files(content, name):
                    yield Changed(before=name, after=name)

    def _others(self, touched: Sequence[Changed]) -> list[Changed]:
        """Return some of the unedited filings, if templates, wording or settings of the sides differ."""
        looks = [
            (self.repository.blobs(side.tree, "templates"), side.author) for side in (self.base, self.head)
        ]
        if looks[0] == looks[1]:
            return []
        before, after = (
            {*self.repository.names(side.tree, self.job.record)} for side in (self.base, self.head)
        )
        names = {name for name in before & after if is_filing(name, self.job.record)}
        names -= {change.after for change in touched if change.after}
        filed = set(self.repository.search(self.head.tree, ("filed:",), self.job.record))
        # Unfiled filings come first; the latest first among these and among the others.
        latest = sorted(names, key=lambda name: PurePosixPath(name).name, reverse=True)
        ordered = sorted(latest, key=filed.__contains__)
        chosen = ordered if self.job.others is None else ordered[: self.job.others]
        if len(chosen) < len(ordered):
            self.notes.append(
                f"templates, wording or settings changed: {len(chosen)} of {len(ordered):,} unedited filings "
                "were rendered to see what changes, the latest unfiled first (--others all: all)"
            )
        return [Changed(before=name, after=name) for name in sorted(chosen)]

    def _export(self, changes: Sequence[Changed]) -> None:
        """Write the filings of both sides, and the files that they may name, each into its folder."""
        wanted = {
            self.base: [change.before for change in changes if change.before],
            self.head: [change.after for change in changes if change.after],
        }
        for side, names in wanted.items():
            self.notes += load.export(self.repository, side, names)

    def _pairs(self, changes: Sequence[Changed], *, is_affected: bool = False) -> Iterator[Pair]:
        """Yield each filing on both sides; a new filing comes with the owner's previous one."""
        filed = self._as_filed(changes)
        found = [
            (
                load.look(self.base, change.before) if change.before else None,
                load.look(self.head, change.after, filed.get(change.after)) if change.after else None,
            )
            for change in changes
        ]
        for before, after in load.matched(found):
            kind: Edit = "affected" if is_affected else _kind(before, after)
            if after and not before and kind == "added":
                name = after.entry.name
                after = load.look(self.head, name) if name in filed else after
                earlier = self._previous(after)
                yield Pair(
                    change=kind,
                    before=None,
                    after=after,
                    previous=earlier.last,
                    twin=earlier.twin,
                    others=earlier.others,
                    matched=_matched(after, earlier.candidates),
                )
            else:
                # Only a form with transactions goes on from the balances of the last one.
                asked = after if after and after.filing and has_transactions(after.filing) else None
                earlier = self._previous(asked) if asked else _Earlier()
                yield Pair(
                    change=kind,
                    before=before,
                    after=after,
                    last=earlier.last,
                    others=earlier.others,
                    approved=self._approved(before, after),
                    matched=_matched(asked, earlier.candidates) if asked and not is_affected else (),
                )

    def _approved(self, before: Look | None, after: Look | None) -> str:
        """Return the short hash of the base, if only signatures and records of a filing changed since."""
        commit = self.base.revision.commit or ""
        if self.instead or self.changed.elsewhere:
            return ""  # the base need not be what a partner approved; a template or setting changes documents
        return commit[:_HASH] if before and after and authority.is_signature_only(before, after) else ""

    def _as_filed(self, changes: Sequence[Changed]) -> dict[str, AsFiled]:
        """Return filed filings as they were filed, by new name; renamed ones also from the base's history."""
        root, record = self.job.root, self.job.record
        names = [change.after for change in changes if change.after]
        found = load.changed_since_filed(self.head, names, root, record)
        renamed = {
            change.before: change.after
            for change in changes
            if change.before and change.after and change.kind == "renamed"
        }
        known = load.as_filed(self.base, [*renamed], root, record)
        return {renamed[name]: then for name, then in known.items()} | found

    def _code_notes(self) -> Iterator[str]:
        """Note that the head has other code or schemas than the installed Redwell."""
        if any(each.what in {"code", "packages"} for each in self.changed.elsewhere):
            yield (
                "Redwell's own code or packages changed: both sides are rendered by the installed Redwell, "
                "so this review does not show what that change does to documents"
            )
        ours = {
            path.name: disk.read_plain(path, _LARGEST_SCHEMA)
            for path in (self.job.home / "schemas").glob("*.json")
        }
        theirs = {
            PurePosixPath(name).name: self.repository.read(self.head.tree, name)
            for name in self.repository.names(self.head.tree, "schemas")
            if PurePosixPath(name).match("schemas/*.json")
        }
        if theirs and ours != theirs:
            yield (
                "filings are judged by the rules and schemas of the Redwell that makes this review, "
                f"which are not those of {self.head.revision.name}"
            )

    def _attribute_notes(self) -> Iterator[str]:
        """Note files that make a checkout differ from what is reviewed."""
        for side in (self.base, self.head):
            for name in self.repository.names(side.tree):
                if PurePosixPath(name).name != ".gitattributes":
                    continue
                content = self.repository.read(side.tree, name)
                if content is None or _CONVERTS.search(content):
                    yield (
                        f"{side.revision.name}: {name} lets git change files as it writes them, so documents "
                        "may be made of other words than this review shows"
                    )

    def _previous(self, new: Look) -> _Earlier:
        """Return the filings of the head before a *new* one."""
        if new.filing is None:
            return _Earlier()
        by_number, by_name = (
            [
                name
                for name in self.repository.search(self.head.tree, words, self.job.record)
                if is_filing(name, self.job.record) and name != new.entry.name
            ]
            for words in (previous.owner_ciks(new.filing), previous.search_words(new.filing))
        )
        folder = PurePosixPath(new.entry.name).parent
        # A CIK is unique, a name is not; with equal names, filings of the same client come first.
        near = sorted(by_name, key=lambda name: PurePosixPath(name).parent != folder)
        names = list(dict.fromkeys([*by_number, *near]))
        if len(names) > _MOST_CANDIDATES:
            self.notes.append(
                f"{new.entry.name}: of {len(names):,} filings that may be the owner's, "
                f"{_MOST_CANDIDATES} were looked at for the previous one"
            )
        found = ((name, self._candidate(name)) for name in names[:_MOST_CANDIDATES])
        candidates = [(name, filing) for name, filing in found if filing]
        twin = previous.twin(new.filing, candidates)
        others = tuple(
            (name, filing)
            for name, filing in candidates
            if PurePosixPath(name).parent == folder and not has_blanks(filing)
        )
        if amends := known.amended_filings((new.entry.name, new.filing), candidates):
            last: Look | None = as_amended([load.look(self.head, name) for name in amends])
        else:
            chosen = previous.previous_filing(new.filing, candidates)
            last = load.look(self.head, chosen) if chosen else None
        return _Earlier(last=last, twin=twin, others=others, candidates=candidates)

    def _candidate(self, name: str) -> Filing | None:
        """Return a filing of the head, unchecked; each is read once, for all that may go on from it."""
        if name not in self.candidates:
            path = self.head.root / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                content = self.repository.read(self.head.tree, name) or b""
                disk.write_new(path, content, is_kept=False)
            self.candidates[name] = filing_in(
                content_of(path), self.head.home, self.head.root, with_secrets=True
            )
        return self.candidates[name]

    def _made(self, pairs: Sequence[Pair]) -> ReviewedFilings:
        """Compare the filings and their documents."""
        looks = (look for pair in pairs for look in (pair.after, pair.before) if look)
        issuers = headline.issuer_names(look.filing for look in looks if look.filing)

        def compare(pair: Pair, further: Sequence[ReviewProblem]) -> FilingReview:
            return filing_review(pair, self.job.today, further, calendar=self.job.calendar, issuers=issuers)

        if not self.job.is_built:
            return documents.not_made(pairs, compare)
        order = documents.Order(
            base=self.base,
            head=self.head,
            home=self.job.home,
            jobs=self.job.jobs,
            is_pictured=self.job.is_pictured,
        )
        return documents.made(order, pairs, compare)


def _without_secrets(value: Any) -> Any:
    """Return a review, or a part of it, with stars in each text that looks like a secret."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, tuple):
        return tuple(map(_without_secrets, value))
    if not is_dataclass(value):
        return value
    make: Any = type(value)
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    return make(**{name: _without_secrets(each) for name, each in found.items()})


def _matched(new: Look, others: Sequence[NamedFiling]) -> tuple[MatchedPair, ...]:
    """Return the purchases and sales of a filing and the record that are less than six months apart."""
    asked = matching_questions((new.entry.name, new.filing), others) if new.filing else ()
    return tuple(pair for question in asked for pair in question.pairs)


def _kind(before: Look | None, after: Look | None) -> Edit:
    if not before or not after:
        return "removed" if before else "added"
    is_renamed = before.entry.name != after.entry.name and before.content == after.content
    return "renamed" if is_renamed else "changed"


def _signs_of(names: Collection[str]) -> frozenset[str]:
    """Return bytes to look for in filings that name one of these files: part of the name, or an escape."""
    words = (max(PurePosixPath(name).name.split(), key=len, default="") for name in names)
    # A name can be written with escapes, so that the file has no word of it.
    return frozenset(filter(None, words)) | {"\\"} if names else frozenset()
