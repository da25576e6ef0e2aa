"""Both sides of a request, read from git: neither the working tree nor anything of git's own is touched.

What is not committed yet becomes a tree in a temporary folder, which git reads together with its own objects.
Files are taken as git keeps them: no filter or attribute of the repository changes or hides one.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType

from redwell import git
from redwell.files.discovery import Misuse
from redwell.files.reader import LARGEST_TEXT
from redwell.git import Answer
from redwell.review.model import Revision
from redwell.review.read import exported, revisions
from redwell.review.read.exported import File
from redwell.review.sides import Changed

CODE = ("redwell", "schemas", "templates", "pyproject.toml", "requirements.lock", "tasks.py")
"""What decides, besides a filing and what it names, how its documents come out."""
_FEW = 100
"""Files of a folder that is exported whole: a message may name a neighbour of the file that it misses."""
_MOST_RENAMES = 2500
"""Files that are compared with as many others, where a renamed one was edited too."""
_PARTIAL = "this clone does not hold the content of every file: clone it as a whole, without --filter"
_MOST_WORDS = 500
_FOR_A_SNAPSHOT = (
    "advice.addEmbeddedRepo=false",
    "core.fsync=none",
    "core.looseCompression=0",
    "core.safecrlf=false",
    "core.splitIndex=false",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two revisions, what our folder holds in each (git's names of trees), and what to know of them."""

    base: Revision
    head: Revision
    base_tree: str
    head_tree: str
    notes: tuple[str, ...] = ()


class Repository:
    """What git knows of the folder *root*. Use it in a `with`: it has a temporary folder.

    Every path is one from *root*, which may be a folder of a larger repository.
    """

    def __init__(self, root: Path) -> None:
        """Raises `Misuse` where there is no git, or no working tree of it."""
        self._here = revisions.place(root)
        self._temporary = Path(tempfile.mkdtemp(prefix="redwell-"))
        self._listings: dict[str, dict[str, File]] = {}
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
        """What is compared: by default the working tree with where it left the main branch.

        A *base* is where the head left it, as a forge shows a request. Raises `Misuse`.
        """
        pair = revisions.pair(self._here, self._ask, base, head)
        notes = list(pair.notes)
        commits = [each.commit for each in (pair.base, pair.head) if each.commit]
        found = dict(zip(commits, revisions.trees(self._here, self._ask, commits), strict=True))
        snapshot = ""
        if pair.head.commit is None:
            snapshot, note = self._snapshot(pair.base.commit or "")
            notes += note
        return Comparison(
            base=pair.base,
            head=pair.head,
            base_tree=found[pair.base.commit] if pair.base.commit else revisions.empty(commits[0]),
            head_tree=found[pair.head.commit] if pair.head.commit else snapshot,
            notes=tuple(notes),
        )

    def changed(self, base_tree: str, head_tree: str) -> tuple[Changed, ...]:
        """Every file that differs, a renamed one once."""
        asked = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--find-renames", f"-l{_MOST_RENAMES}"]
        steps = iter(self._said([*asked, base_tree, head_tree]).split(b"\0"))
        return tuple(_change(change, steps) for change in steps if change)

    def names(self, tree: str, prefix: str = "") -> tuple[str, ...]:
        """The files below the folder *prefix*, in order."""
        return tuple(name for name in self._files(tree) if _is_in(name, prefix))

    def read(self, tree: str, path: str) -> bytes | None:
        """The content of a file; None where there is no such file, or it is no file but a link."""
        file = self._files(tree).get(path)
        if file is None or file.is_link:
            return None
        return git.contents(self._here.top, [file.blob], self._environment).get(file.blob)

    def export(
        self, tree: str, folder: Path, wanted: Collection[str], record: str = "filings"
    ) -> tuple[str, ...]:
        """Write the files of *tree* into *folder*, and name those that cannot be.

        Of the *record* only *wanted*, files or folders, and what lies beside them or is named in them; of the
        rest, code and texts. What leads out of the folder is left out, and what is too large for any exhibit.
        """
        files = self._files(tree)
        inside = {name for name in files if _is_in(name, record)}
        chosen = inside & set(wanted) | {name for name in inside if not _above(name).isdisjoint(wanted)}
        texts = self._contents([files[name] for name in chosen if name.endswith(".yaml")])
        chosen |= _beside(chosen, inside) | _named(inside - chosen, texts.values())
        chosen |= {
            name for name in files.keys() - inside if _is_code(name) or files[name].size <= LARGEST_TEXT
        }
        written = [file for name, file in files.items() if name in chosen]
        return exported.write(written, folder, self._contents)

    def candidates(self, tree: str, words: Collection[str], record: str = "filings") -> tuple[str, ...]:
        """Files of the *record* whose text holds any of *words*, in capitals or not."""
        lines = sorted({line for word in words for line in word.splitlines() if line.strip()})
        asked = ["grep", "--files-with-matches", "-z", "--fixed-strings", "--ignore-case", "--full-name"]
        found: set[str] = set()
        # A command takes only so many words.
        for start in range(0, len(lines), _MOST_WORDS):
            patterns = [part for line in lines[start : start + _MOST_WORDS] for part in ("-e", line)]
            said = self._ask([*asked, "--no-color", *patterns, tree, "--", record]).said
            found |= {os.fsdecode(each).removeprefix(f"{tree}:") for each in said.split(b"\0") if each}
        return tuple(sorted(found))

    def code_tree(self, tree: str) -> str:
        """A digest of all that decides how filings come out, but for the filings and what they name."""
        files = self._files(tree).values()
        lines = [f"{file.blob} {file.name}" for file in files if _is_code(file.name)]
        return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()

    def head(self) -> str:
        """The commit on which the working tree stands."""
        return self._said(["rev-parse", "--verify", "HEAD^{commit}"]).decode().strip()

    def tree(self, commit: str) -> str:
        """Git's name of what our folder holds in *commit*."""
        return revisions.trees(self._here, self._ask, [commit])[0]

    def commit(self, revision: str) -> tuple[str, datetime]:
        """Who wrote a commit, and when, on the author's own clock."""
        return next(self._log(["-1", "--end-of-options", revision, "--"]))

    def commits(self, base: str | None, head: str, names: Iterable[str]) -> tuple[tuple[str, datetime], ...]:
        """Who wrote each commit since *base* that changes any of the files *names*, and when; last first."""
        prefix = f"{self._here.prefix}/" if self._here.prefix else ""
        span = f"{base}..{head}" if base else head
        return tuple(self._log(["--end-of-options", span, "--", *(f"{prefix}{name}" for name in names)]))

    def _log(self, asked: Iterable[str]) -> Iterator[tuple[str, datetime]]:
        said = self._said(["log", "--format=%an%x00%aI", *asked]).decode("utf-8", "replace")
        for line in said.splitlines():
            name, _, when = line.partition("\0")
            yield name, datetime.fromisoformat(when)

    def _snapshot(self, like: str) -> tuple[str, list[str]]:
        """The working tree as a tree, with new files and without ignored ones; and what to know of it.

        A copy of the index saves reading files that did not change, by the time that it was written.
        """
        index = self._temporary / "index"
        if self._here.index.exists():
            shutil.copy2(self._here.index, index)
        settings = [part for setting in _FOR_A_SNAPSHOT for part in ("-c", setting)]
        environment = {"GIT_INDEX_FILE": f"{index}"}
        added = self._ask([*settings, "add", "--all", "--ignore-errors"], environment=environment)
        prefix = [f"--prefix={self._here.prefix}/"] if self._here.prefix else []
        written = self._ask([*settings, "write-tree", "--missing-ok", *prefix], environment=environment)
        if written.code and prefix and "not found" in written.complaint:
            return revisions.empty(like), []
        # With 1, git has left out what it names, and no more.
        if added.code > 1 or written.code:
            why = _last(added.complaint if added.code > 1 else written.complaint)
            raise Misuse(f"git cannot take the working tree as it is: {why}")
        note = f"git cannot read all of the working tree: {_last(added.complaint)}"
        return written.said.decode().strip(), [note] if added.code else []

    def _files(self, tree: str) -> Mapping[str, File]:
        if tree not in self._listings:
            said = self._said(["ls-tree", "-r", "-l", "-z", "--full-tree", tree])
            files = (exported.file(line) for line in said.split(b"\0") if line)
            self._listings[tree] = {file.name: file for file in files if file}
        return self._listings[tree]

    def _contents(self, files: Collection[File]) -> dict[str, bytes]:
        """By blob. Raises `Misuse` where a clone has names of files, but not the files."""
        blobs = {file.blob for file in files if not file.is_large}
        found = git.contents(self._here.top, blobs, self._environment)
        if missing := [file.name for file in files if file.blob in blobs - found.keys()]:
            raise Misuse(f"{missing[0]}: {_PARTIAL}")
        return found

    def _said(self, arguments: Iterable[str]) -> bytes:
        found = self._ask(arguments)
        if "promisor remote" in found.complaint:
            raise Misuse(_PARTIAL)
        if found.code:
            raise Misuse(f"git cannot read this repository: {_last(found.complaint)}")
        return found.said

    def _ask(
        self, arguments: Iterable[str], given: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> Answer:
        # From the top: below it, git would take paths in a tree for paths from there.
        found = git.ask(self._here.top, arguments, given, {**self._environment, **(environment or {})})
        if found is None:
            raise Misuse("there is no git here any more")
        return found


def _change(change: bytes, steps: Iterator[bytes]) -> Changed:
    """ ":100644 100644 <blob> <blob> M", then the path; of a renaming ("R095") the old path, then the new."""
    kind = change.rpartition(b" ")[2]
    old = new = os.fsdecode(next(steps))
    if kind.startswith(b"R"):
        new = os.fsdecode(next(steps))
    return Changed(before=None if kind == b"A" else old, now=None if kind == b"D" else new)


def _quoted(path: Path) -> str:
    """As git reads a list of folders, where a name may hold what parts them."""
    text = f"{path}".replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _is_code(name: str) -> bool:
    return name.partition("/")[0] in CODE


def _is_in(name: str, folder: str) -> bool:
    return not folder or name == folder or name.startswith(f"{folder}/")


def _above(name: str) -> set[str]:
    return {f"{each}" for each in PurePosixPath(name).parents}


def _beside(chosen: Collection[str], inside: Collection[str]) -> set[str]:
    """The neighbours of files that are alone or nearly so."""
    folders: dict[str, set[str]] = {name.rpartition("/")[0]: set() for name in chosen}
    for name in inside:
        if (folder := name.rpartition("/")[0]) in folders:
            folders[folder].add(name)
    return {name for names in folders.values() if len(names) <= _FEW for name in names}


def _named(names: Iterable[str], texts: Iterable[bytes]) -> set[str]:
    """Files whose names stand in a text, and not as the end of a longer name."""
    text = b"\n".join(texts)
    last = ((name, os.fsencode(name.rpartition("/")[2])) for name in names)
    return {name for name, end in last if end in text and re.search(rb"(?<![\w.-])" + re.escape(end), text)}


def _last(complaint: str) -> str:
    lines = complaint.splitlines() or ["it does not say why"]
    return (
        next((line for line in lines if line.startswith("fatal:")), lines[-1]).partition(": ")[2] or lines[-1]
    )
