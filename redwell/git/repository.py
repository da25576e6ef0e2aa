"""Read two revisions of a repository; the working tree and git's own files are not changed.

Uncommitted files become a tree in a temporary folder, which git reads together with its own objects.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal

from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.git import command, export, links, revisions
from redwell.git.command import Answer
from redwell.git.export import TreeFile
from redwell.git.links import Way
from redwell.git.revisions import Resolved

_MOST_RENAMES = 2500
"""The most files that git compares with as many others to find renamed and edited files."""
_MOST_WORDS = 500
"""The most words in one search command."""
_PARTIAL = "this clone does not hold the content of every file: clone it as a whole, without --filter"
_SNAPSHOT = (
    "advice.addEmbeddedRepo=false",
    "core.fsync=none",
    "core.looseCompression=0",
    "core.safecrlf=false",
    "core.splitIndex=false",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A file that differs between two trees: its path on each side, None where it does not exist."""

    before: str | None
    after: str | None

    @property
    def kind(self) -> Literal["added", "removed", "renamed", "changed"]:
        """The kind of change."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.before == self.after else "renamed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison(Resolved):
    """Two revisions, and git's names of our folder's tree in each."""

    base_tree: str
    head_tree: str


class Repository:
    """The repository around the folder *root*. Use it in a `with`: it has a temporary folder.

    Every path is relative to *root*, which may be a folder of a larger repository.
    """

    def __init__(self, root: Path) -> None:
        """Open the repository. Raises `Misuse` without git or a working tree."""
        self._here = revisions.locate(root)
        self._temporary = Path(tempfile.mkdtemp(prefix="redwell-"))
        self._listings: dict[str, dict[str, TreeFile]] = {}
        self._ways: dict[str, dict[str, Way]] = {}
        others = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES")
        self._environment = {
            "GIT_OBJECT_DIRECTORY": f"{self._temporary / 'objects'}",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(
                filter(None, [_quoted(self._here.objects), others])
            ),
        }
        (self._temporary / "objects").mkdir()

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._temporary, ignore_errors=True)

    def resolve(self, base: str | None, head: str | None) -> Comparison:
        """Return both sides: by default the working tree, and where it left the main branch.

        The base is where the head left *base*, as a forge shows a request. Raises `Misuse`.
        """
        found = revisions.resolve(self._here, self._run, base, head)
        notes = list(found.notes)
        commits = [each.commit for each in (found.base, found.head) if each.commit]
        trees = dict(zip(commits, revisions.trees(self._here, self._run, commits), strict=True))
        snapshot = ""
        if found.head.commit is None:
            snapshot, note = self._snapshot(found.base.commit or "")
            notes += note
        return Comparison(
            base=found.base,
            head=found.head,
            base_tree=trees[found.base.commit] if found.base.commit else revisions.empty_tree(commits[0]),
            head_tree=trees[found.head.commit] if found.head.commit else snapshot,
            notes=tuple(notes),
            instead=found.instead,
        )

    def changed(self, base_tree: str, head_tree: str) -> tuple[Changed, ...]:
        """Return every file that differs, a renamed one once; a link also if its target's content differs."""
        asked = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--find-renames", f"-l{_MOST_RENAMES}"]
        steps = iter(self._output([*asked, base_tree, head_tree]).split(b"\0"))
        found = [_change(change, steps) for change in steps if change]
        known = {name for each in found for name in (each.before, each.after)}
        before, after = (
            {name: self._files(tree)[way.file].blob for name, way in self._links(tree).items()}
            for tree in (base_tree, head_tree)
        )
        for name in sorted({*before, *after} - known):
            if before.get(name) != after.get(name):
                sides = (
                    name if name in seen or name in self._files(tree) else None
                    for seen, tree in ((before, base_tree), (after, head_tree))
                )
                found.append(Changed(before=next(sides), after=next(sides)))
        return tuple(found)

    def names(self, tree: str, prefix: str = "") -> tuple[str, ...]:
        """Return the files below the folder *prefix*, in order."""
        return tuple(name for name in self._files(tree) if _is_in(name, prefix))

    def blobs(self, tree: str, prefix: str) -> dict[str, str]:
        """Return git's name of the content of each file below *prefix*, by path; links are followed."""
        files = self._files(tree)
        behind = {name: files[way.file] for name, way in self._links(tree).items()}
        return {name: file.blob for name, file in {**files, **behind}.items() if _is_in(name, prefix)}

    def read(self, tree: str, path: str) -> bytes | None:
        """Return the content of a file, also behind a link; None if there is none, or it is too large."""
        way = self._links(tree).get(path)
        file = self._files(tree).get(way.file if way else path)
        if file is None or file.is_link or file.is_large:
            return None
        return self._contents([file])[file.blob]

    def export(self, tree: str, folder: Path, wanted: Collection[str]) -> tuple[str, ...]:
        """Write files of *tree* into *folder*, and return the names of those that were left out.

        *wanted* are paths of files and of folders, which are written whole, with the targets of links.
        """
        files = self._files(tree)
        chosen = {name for name in files if not _above(name).isdisjoint(wanted)}
        ways = [way for name, way in self._links(tree).items() if not _above(name).isdisjoint(wanted)]
        behind = {name for way in ways for name in (way.file, *way.links)} - chosen
        chosen |= {name for name in behind if not os.path.lexists(folder / name)}
        return export.write_files((files[name] for name in sorted(chosen)), folder, self._contents)

    def search(self, tree: str, words: Collection[str], folder: str) -> tuple[str, ...]:
        """Return the files of *folder* whose text holds any of *words*, in any case; links are followed."""
        ways = {name: way.file for name, way in self._links(tree).items() if _is_in(name, folder)}
        places = [folder, *sorted({file for file in ways.values() if not _is_in(file, folder)})]
        lines = sorted({line for word in words for line in word.splitlines() if line.strip()})
        asked = ["grep", "--files-with-matches", "-z", "--fixed-strings", "--ignore-case", "--full-name"]
        found: set[str] = set()
        for start in range(0, len(lines), _MOST_WORDS):
            patterns = [part for line in lines[start : start + _MOST_WORDS] for part in ("-e", line)]
            output = self._run([*asked, "--no-color", *patterns, tree, "--", *places]).output
            found |= {os.fsdecode(each).removeprefix(f"{tree}:") for each in output.split(b"\0") if each}
        found |= {name for name, file in ways.items() if file in found}
        return tuple(sorted(name for name in found if _is_in(name, folder)))

    def head(self) -> str:
        """Return the commit of the working tree."""
        return self._output(["rev-parse", "--verify", "HEAD^{commit}"]).decode().strip()

    def tree(self, commit: str) -> str:
        """Return git's name of our folder in *commit*."""
        return revisions.trees(self._here, self._run, [commit])[0]

    def commit(self, revision: str) -> tuple[str, datetime]:
        """Return the author of a commit, and its time on the author's own clock."""
        return next(self._log(["-1", "--end-of-options", revision, "--"]))

    def commits(self, base: str | None, head: str, names: Iterable[str]) -> tuple[tuple[str, datetime], ...]:
        """Return author and time of each commit since *base* that changes any of *names*, latest first."""
        prefix = f"{self._here.prefix}/" if self._here.prefix else ""
        span = f"{base}..{head}" if base else head
        return tuple(self._log(["--end-of-options", span, "--", *(f"{prefix}{name}" for name in names)]))

    def _log(self, arguments: Iterable[str]) -> Iterator[tuple[str, datetime]]:
        output = self._output(["log", "--format=%an%x00%aI", *arguments]).decode("utf-8", "replace")
        for line in output.splitlines():
            name, _, when = line.partition("\0")
            yield name, datetime.fromisoformat(when)

    def _snapshot(self, like: str) -> tuple[str, list[str]]:
        """Return the working tree as a tree, with new files and without ignored ones, and notes.

        A copy of the index saves reading files that did not change since it was written.
        """
        index = self._temporary / "index"
        if self._here.index.exists():
            shutil.copy2(self._here.index, index)
        settings = [part for setting in _SNAPSHOT for part in ("-c", setting)]
        environment = {"GIT_INDEX_FILE": f"{index}"}
        added = self._run([*settings, "add", "--all", "--ignore-errors"], environment=environment)
        prefix = [f"--prefix={self._here.prefix}/"] if self._here.prefix else []
        written = self._run([*settings, "write-tree", "--missing-ok", *prefix], environment=environment)
        if written.code and prefix and "not found" in written.errors:
            return revisions.empty_tree(like), []
        # Code 1: git left out the files that it names, and no others.
        if added.code > 1 or written.code:
            why = _last(added.errors if added.code > 1 else written.errors)
            raise Misuse(f"git cannot take the working tree as it is: {why}")
        note = f"git cannot read all of the working tree: {_last(added.errors)}"
        return written.output.decode().strip(), [note] if added.code else []

    def _files(self, tree: str) -> Mapping[str, TreeFile]:
        if tree not in self._listings:
            output = self._output(["ls-tree", "-r", "-l", "-z", "--full-tree", tree])
            files = (export.parse_line(line) for line in output.split(b"\0") if line)
            self._listings[tree] = {file.name: file for file in files if file}
        return self._listings[tree]

    def _links(self, tree: str) -> Mapping[str, Way]:
        """Return the names that lead to files of *tree* through links."""
        if tree not in self._ways:
            files = self._files(tree)
            found = [file for file in files.values() if file.is_link]
            contents = self._contents(found)
            targets = {file.name: os.fsdecode(contents.get(file.blob, b"")) for file in found}
            self._ways[tree] = links.ways(files, targets, disk.real(self._here.root)) if targets else {}
        return self._ways[tree]

    def _contents(self, files: Collection[TreeFile]) -> dict[str, bytes]:
        """Return contents by blob. Raises `Misuse` if their content is missing from a partial clone."""
        blobs = {file.blob for file in files if not file.is_large}
        found = command.contents(self._here.top, blobs, self._environment)
        if missing := [file.name for file in files if file.blob in blobs - found.keys()]:
            raise Misuse(f"{missing[0]}: {_PARTIAL}")
        return found

    def _output(self, arguments: Iterable[str]) -> bytes:
        answer = self._run(arguments)
        if "promisor remote" in answer.errors:
            raise Misuse(_PARTIAL)
        if answer.code:
            raise Misuse(f"git cannot read this repository: {_last(answer.errors)}")
        return answer.output

    def _run(
        self,
        arguments: Iterable[str],
        standard_input: bytes = b"",
        environment: Mapping[str, str] | None = None,
    ) -> Answer:
        # In a folder below the top, git would take paths of a tree as relative to that folder.
        answer = command.run(
            self._here.top, arguments, standard_input, {**self._environment, **(environment or {})}
        )
        if answer is None:
            raise Misuse("git is no longer installed")
        return answer


def _change(change: bytes, steps: Iterator[bytes]) -> Changed:
    """Read ":100644 100644 <blob> <blob> M", then the path; after a rename ("R095") the old and new."""
    kind = change.rpartition(b" ")[2]
    old = new = os.fsdecode(next(steps))
    if kind.startswith(b"R"):
        new = os.fsdecode(next(steps))
    return Changed(before=None if kind == b"A" else old, after=None if kind == b"D" else new)


def _quoted(path: Path) -> str:
    """Quote a path for a list of folders, because a name may contain the separator."""
    text = f"{path}".replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _is_in(name: str, folder: str) -> bool:
    return not folder or name == folder or name.startswith(f"{folder}/")


def _above(name: str) -> set[str]:
    """Return the path itself and every folder above it."""
    parts = name.split("/")
    return {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}


def _last(errors: str) -> str:
    lines = errors.splitlines() or ["it does not say why"]
    return (
        next((line for line in lines if line.startswith("fatal:")), lines[-1]).partition(": ")[2] or lines[-1]
    )
