"""`build/.cache.json`: results of `check` and `build` for filings that did not change.

A result is used only while all of its inputs keep their size, times and inode: the filing, the files that it
names, code, schemas, templates, calendar, settings and packages. The filing as it was filed must also read
the same. Nothing that depends on today is kept. The file can be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redwell import PACKAGE
from redwell.builds import manifest
from redwell.deadlines import docketed
from redwell.deadlines.standing import Due, Standing
from redwell.files import disk
from redwell.files.discovery import Entry
from redwell.files.reader import LARGEST_EXHIBIT, digest
from redwell.git import command, history
from redwell.git.history import FILED, AsFiled
from redwell.problems import Place, Problem, has_error

if TYPE_CHECKING:
    from redwell.builds.made import Made
    from redwell.check.dates import Dated

NAME = ".cache.json"
FORMAT = 7
LARGEST = 1_000_000_000
"""The most bytes that are read; 2,000 filings take a few million."""
TICK = 20_000_000
"""The step of file times, in nanoseconds. File systems use a clock with steps of up to 10 ms: a file that
changes twice within one step keeps its times."""
WHOLE_SECONDS = 2_100_000_000
"""The step on file systems whose times are whole seconds (FAT, some network drives)."""

Stats = tuple[str, tuple[int, ...]]
"""A path with its mode, size, inode, and times of change in nanoseconds; empty if there is no file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The result for a filing without errors. *named* are the files that it names."""

    problems: tuple[Problem, ...]
    named: frozenset[Path]
    standing: Standing | None
    dated: tuple[Dated, ...]
    docketed: str | None
    """The facts for a docket, as a text that only a docket reads."""
    inputs: tuple[str, ...]
    """The paths of all files that were read."""
    stamp: str
    """The stamp of *inputs*."""
    is_filed: bool
    earlier: str | None
    """A digest of the filing as it was filed, if it has changed since."""
    outputs: str | None
    """The stamp of its documents, if they are up to date."""
    is_whole: bool = True


class Cache:
    """The results for one *record*; *ground* is a digest of the inputs that all of them share."""

    def __init__(self, out: Path, record: Path, root: Path, home: Path) -> None:
        """Read the cache of *out*: empty if it cannot be read, or if the shared inputs changed.

        A cache that git tracks or that is behind a link came with a commit: it is neither read nor written.
        """
        self.out, self.record, self.root = out, record, root
        self.tracked = files_in_git(out) if out.is_dir() else ()
        is_kept = (
            out.is_dir() and not out.is_symlink() and self.tracked is not None and NAME not in self.tracked
        )
        self.ground = _ground(root, home) if is_kept else None
        self._filings = _filings(out, self.ground) if self.ground else {}
        self.is_changed = False
        self._digests: dict[str, tuple[Stats, str]] = {}

    def look_up(self, entries: Sequence[Entry]) -> tuple[dict[Entry, Known], dict[Path, AsFiled]]:
        """Return the results that are still valid for *entries*, and the filings as filed, by path."""
        found = {entry: known for entry in entries if (known := self._found(entry))}
        asked = [entry for entry in entries if entry not in found or found[entry].is_filed]
        filed = history.as_filed(asked, self.out)
        return {
            entry: known for entry, known in found.items() if known.earlier == _key(filed.get(entry.path))
        }, filed

    def remember(
        self, entry: Entry, found: Made, earlier: AsFiled | None = None, outputs: str | None = None
    ) -> None:
        """Keep the result for a filing, and the stamp of its documents if they are up to date.

        A filing with an error, outside the record, or with files that are changing is not kept.
        """
        self.is_changed |= self._filings.pop(str(entry.path), None) is not None
        is_wrong = has_error(found.problems)
        if self.ground is None or is_wrong or found.unread or entry.path.parent.parent != self.record:
            return
        folders = {"filing": entry.path.parent, "repository": self.root}
        read = {
            folders[group] / name: sha for group, each in found.inputs.items() for name, sha in each.items()
        } | {entry.path.parent / name: sha for name, sha in found.compared.items()}
        # Stats first, then the content again: so a change after the file was read is noticed now or later.
        stats = list(_stats(map(str, read)))
        if not _is_settled(stats) or any(self._digest(each) != read[Path(each[0])] for each in stats):
            return
        self._filings[str(entry.path)] = {
            "problems": [_data(problem) for problem in found.problems],
            "dated": [[day.isoformat(), _data(problem)] for day, problem in found.dated],
            "named": sorted(map(str, found.named)),
            "standing": found.standing and _dates(found.standing),
            "docketed": found.docketed and docketed.as_text(found.docketed),
            "inputs": [path for path, _ in stats],
            "stamp": _stamp(stats),
            "is_filed": bool(FILED.search(disk.read_plain(disk.real(entry.path), LARGEST_EXHIBIT) or b"")),
            "earlier": _key(earlier),
            "outputs": outputs,
        }
        self.is_changed = True

    def _digest(self, stats: Stats) -> str:
        """Return the digest of a file, which is read once as long as it stays the same."""
        path, _ = stats
        known, found = self._digests.get(path, (None, ""))
        if known != stats:
            found = digest(disk.read_plain(disk.real(Path(path)), LARGEST_EXHIBIT) or b"")
            self._digests[path] = stats, found
        return found

    def keep_outputs(self, entry: Entry, outputs: str) -> None:
        """Keep the stamp of documents that are up to date, for a known filing."""
        self._filings[str(entry.path)]["outputs"] = outputs
        self.is_changed = True

    def forget_others(self, entries: Iterable[Entry]) -> None:
        """Drop the results of all filings except *entries*, which are the whole record."""
        for path in self._filings.keys() - {str(entry.path) for entry in entries}:
            del self._filings[path]
            self.is_changed = True

    def save(self) -> None:
        """Write new results, if the folder can be written. It must be locked."""
        if self.is_changed:
            content = {"ground": self.ground, "filings": self._filings}
            new = self.out / f"{NAME}.new"
            with suppress(OSError):
                new.unlink(missing_ok=True)
                disk.write_new(new, json.dumps(content, separators=(",", ":")).encode("ascii"), is_kept=False)
                new.replace(self.out / NAME)

    def _found(self, entry: Entry) -> Known | None:
        data = self._filings.get(str(entry.path))
        try:
            known = _known(data) if data else None
            return known if known and known.stamp == stamp(known.inputs) else None
        except (AttributeError, LookupError, TypeError, ValueError):
            # Valid JSON, but not in our format.
            return None


def stamp(paths: Iterable[str]) -> str:
    """Return a digest of the sizes, times and inodes of files; it changes as soon as a file changes."""
    return _stamp(_stats(paths))


def _filings(out: Path, ground: str) -> dict[str, Any]:
    try:
        found = json.loads(disk.read_plain(out / NAME, LARGEST) or b"{}")
        return dict(found["filings"]) if found["ground"] == ground else {}
    except (LookupError, OSError, RecursionError, TypeError, ValueError):
        return {}


def files_in_git(out: Path) -> tuple[str, ...] | None:
    """Return the files below *out* that git tracks, as paths from there; None if git does not answer."""
    real = disk.real(out)
    if not any((folder / ".git").exists() for folder in (real, *real.parents)):
        return ()
    answer = command.run(real, ["ls-files", "-z"])
    if answer is None or answer.code != 0:
        return None
    return tuple(answer.output.decode("utf-8", "surrogateescape").split("\0")[:-1])


def documents_in(tracked: Iterable[str]) -> list[str]:
    """Return the files that only a build may write: documents of filings, and the cache."""
    return sorted(each for each in tracked if each.count("/") >= 2 or each == NAME)


def _ground(root: Path, home: Path) -> str | None:
    """Return a digest of the inputs that all results share; None while one of them is changing."""
    files = [str(root / "pyproject.toml"), *shared_files(home), *_below(root / "templates")]
    stats = list(_stats(sorted(files)))
    if not _is_settled(stats):
        return None
    return digest(repr((FORMAT, str(root), stats, sys.version, manifest.packages())).encode())


def shared_files(home: Path) -> list[str]:
    """Return the files that all results share: code, schemas and templates."""
    folders = (PACKAGE, home / "schemas", home / "templates")
    return [path for folder in folders for path in _below(folder)]


def _below(folder: Path) -> Iterator[str]:
    """Yield the files below *folder*, except hidden files and lock files of Word (`~$form3.docx`)."""
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        yield from (f"{path}/{name}" for name in names if not name.startswith((".", "~")))


def _stats(paths: Iterable[str]) -> Iterator[Stats]:
    for path in paths:
        try:
            found = os.stat(path)  # noqa: PTH116 (there are thousands, and a Path takes twice the time)
        except OSError:
            yield path, ()
        else:
            times = (found.st_mtime_ns, found.st_ctime_ns)
            yield path, (found.st_mode, found.st_size, found.st_ino, *times)


def _stamp(stats: Iterable[Stats]) -> str:
    return digest(repr(list(stats)).encode("utf-8", "surrogateescape"))


def _is_settled(stats: Iterable[Stats]) -> bool:
    latest = max((max(numbers[-2:]) for _, numbers in stats if numbers), default=0)
    return time.time_ns() - latest > (TICK if latest % 1_000_000_000 else WHOLE_SECONDS)


def _key(earlier: AsFiled | None) -> str | None:
    return digest(repr((earlier.content, sorted(earlier.facts.items()))).encode()) if earlier else None


def _known(data: Mapping[str, Any]) -> Known:
    return Known(
        problems=tuple(map(_problem, data["problems"])),
        named=frozenset(map(Path, data["named"])),
        standing=None if data["standing"] is None else _standing(data["standing"]),
        dated=tuple((date.fromisoformat(day), _problem(problem)) for day, problem in data["dated"]),
        docketed=data["docketed"],
        inputs=tuple(data["inputs"]),
        stamp=data["stamp"],
        is_filed=data["is_filed"],
        earlier=data["earlier"],
        outputs=data["outputs"],
    )


def _data(problem: Problem) -> dict[str, Any]:
    return asdict(replace(problem, mend=None))


def _problem(data: Mapping[str, Any]) -> Problem:
    return Problem(
        **{
            **data,
            "path": tuple(data["path"]),
            "lines": tuple(data["lines"]),
            "pasted": tuple(data["pasted"]),
            "place": Place(**data["place"]),
        }
    )


def _dates(standing: Standing) -> list[str | None]:
    due = standing.due
    days = (due.day, due.if_closed, due.as_of, standing.filed, standing.signed, standing.event)
    return [*(day.isoformat() if day else None for day in (*days, *due.in_doubt)), due.reason]


def _standing(data: Sequence[str | None]) -> Standing:
    *dates, reason = data
    due, if_closed, as_of, filed, signed, event, *doubts = (day and date.fromisoformat(day) for day in dates)
    if not (isinstance(due, date) and reason):
        raise ValueError(data)
    return Standing(
        due=Due(
            day=due,
            reason=reason,
            if_closed=if_closed or None,
            as_of=as_of or None,
            in_doubt=tuple(day for day in doubts if day),
        ),
        filed=filed or None,
        signed=signed or None,
        event=event or None,
    )
