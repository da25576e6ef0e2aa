"""`build/.cache.json`: the answers of `check` and `build` for filings that did not change since.

An answer counts only while all that it was made from keeps its size, times and inode: the filing and the
files that it names, code, schemas, templates, calendar, settings and packages; and while the filing as it was
filed reads the same. What depends on today is not kept. The file is safe to delete at any time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redwell import PACKAGE
from redwell.builds import manifest
from redwell.deadlines.standing import Due, Standing
from redwell.files import output
from redwell.files.discovery import Entry
from redwell.files.reader import digest
from redwell.git import command, history
from redwell.git.history import FILED, AsFiled
from redwell.problems import Place, Problem

if TYPE_CHECKING:
    from redwell.builds.made import Made

NAME = ".cache.json"
FORMAT = 3
LARGEST = 1_000_000_000
"""Bytes; 2,000 filings take some million."""
TICK = 20_000_000
"""Nanoseconds. File systems take the times of a change from a clock that moves in steps of up to 10 ms: a
file can change twice within one and keep its times."""
WHOLE_SECONDS = 2_100_000_000
"""The step where times are whole seconds (FAT, some network drives)."""

Stats = tuple[str, tuple[int, ...]]
"""A path with its mode, size, inode, and times of change in nanoseconds; with nothing if there is no file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was found in a filing without errors. *named* are the files beside it that it names."""

    problems: tuple[Problem, ...]
    named: frozenset[Path]
    standing: Standing | None
    inputs: tuple[str, ...]
    """The paths of all files that were read for it."""
    stamp: str
    """The stamp of *inputs*."""
    is_filed: bool
    earlier: str | None
    """A digest of the filing as it was filed, where that is known and reads otherwise."""
    outputs: str | None
    """The stamp of its documents, where these are up to date."""
    is_whole: bool = True


class Cache:
    """The answers for the filings of one *record*; *ground* is a digest of what all of them rest on."""

    def __init__(self, out: Path, record: Path, root: Path, home: Path) -> None:
        """Read the cache of *out*: empty where it cannot be read, or rests on another ground.

        One that git tracks came with somebody's commit: it is neither read nor written.
        """
        self.out, self.record, self.root = out, record, root
        self.ground = None if not out.is_dir() or _is_tracked(out) else _ground(root, home)
        self._filings = _filings(out, self.ground) if self.ground else {}
        self.is_changed = False

    def look_up(self, entries: Sequence[Entry]) -> tuple[dict[Entry, Known], dict[Path, AsFiled]]:
        """Return what is known of *entries* and still counts, and by path how filings were filed."""
        found = {entry: known for entry in entries if (known := self._found(entry))}
        asked = [entry for entry in entries if entry not in found or found[entry].is_filed]
        filed = history.as_filed(asked, self.out)
        return {
            entry: known for entry, known in found.items() if known.earlier == _key(filed.get(entry.path))
        }, filed

    def remember(
        self, entry: Entry, found: Made, earlier: AsFiled | None = None, outputs: str | None = None
    ) -> None:
        """Keep what was *found* in a filing, and the stamp of its documents where these are up to date.

        Nothing is kept of a filing with an error, outside of the record, or whose files are being changed.
        """
        self.is_changed |= self._filings.pop(str(entry.path), None) is not None
        has_error = any(problem.severity == "error" for problem in found.problems)
        if self.ground is None or has_error or found.unread or entry.path.parent.parent != self.record:
            return
        folders = {"filing": entry.path.parent, "repository": self.root}
        read = {
            folders[group] / name: sha for group, each in found.inputs.items() for name, sha in each.items()
        }
        # First the stats, then the content once more: what changed since it was read is seen, now or later.
        stats = list(_stats(map(str, read)))
        contents = {path: path.read_bytes() if path.is_file() else b"" for path in read}
        if not _is_settled(stats) or any(digest(contents[path]) != sha for path, sha in read.items()):
            return
        self._filings[str(entry.path)] = {
            "problems": [asdict(problem) for problem in found.problems],
            "named": sorted(map(str, found.named)),
            "standing": found.standing and _dates(found.standing),
            "inputs": [path for path, _ in stats],
            "stamp": _stamp(stats),
            "is_filed": bool(FILED.search(contents[entry.path])),
            "earlier": _key(earlier),
            "outputs": outputs,
        }
        self.is_changed = True

    def keep_outputs(self, entry: Entry, outputs: str) -> None:
        """Keep the stamp of documents that are up to date, of a filing that is known."""
        self._filings[str(entry.path)]["outputs"] = outputs
        self.is_changed = True

    def forget_others(self, entries: Iterable[Entry]) -> None:
        """Drop what is known of all filings but *entries*, which are the whole record."""
        for path in self._filings.keys() - {str(entry.path) for entry in entries}:
            del self._filings[path]
            self.is_changed = True

    def save(self) -> None:
        """Write what is new. The folder of output must be locked."""
        if self.is_changed:
            content = {"ground": self.ground, "filings": self._filings}
            new = self.out / f"{NAME}.new"
            new.write_text(json.dumps(content, separators=(",", ":")), "ascii")
            new.replace(self.out / NAME)

    def _found(self, entry: Entry) -> Known | None:
        data = self._filings.get(str(entry.path))
        try:
            known = _known(data) if data else None
            return known if known and known.stamp == stamp(known.inputs) else None
        except (AttributeError, LookupError, TypeError, ValueError):
            # Valid JSON, but not what we write.
            return None


def stamp(paths: Iterable[str]) -> str:
    """Return a digest of the sizes, times and inodes of files: another one as soon as a file changes."""
    return _stamp(_stats(paths))


def _filings(out: Path, ground: str) -> dict[str, Any]:
    try:
        found = json.loads(output.plain(out / NAME, LARGEST) or b"{}")
        return dict(found["filings"]) if found["ground"] == ground else {}
    except (LookupError, RecursionError, TypeError, ValueError):
        return {}


def _is_tracked(out: Path) -> bool:
    real = out.resolve()
    if not any((folder / ".git").exists() for folder in (real, *real.parents)):
        return False
    answer = command.run(real, ["ls-files", "--", NAME])
    # If git does not say, it may be.
    return answer is None or answer.code != 0 or bool(answer.output)


def _ground(root: Path, home: Path) -> str | None:
    """Return a digest of all that every answer depends on; None while some of it is being changed."""
    folders = (PACKAGE, home / "schemas", home / "templates")
    files = [str(root / "pyproject.toml"), *(path for folder in folders for path in _below(folder))]
    stats = list(_stats(sorted(files)))
    if not _is_settled(stats):
        return None
    return digest(repr((FORMAT, str(root), stats, sys.version, manifest.packages())).encode())


def _below(folder: Path) -> Iterator[str]:
    """Yield the files below *folder*; neither hidden files nor the lock files of Word (`~$form3.docx`)."""
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
        inputs=tuple(data["inputs"]),
        stamp=data["stamp"],
        is_filed=data["is_filed"],
        earlier=data["earlier"],
        outputs=data["outputs"],
    )


def _problem(data: Mapping[str, Any]) -> Problem:
    return Problem(**{**data, "path": tuple(data["path"]), "place": Place(**data["place"])})


def _dates(standing: Standing) -> list[str | None]:
    days = (standing.due.day, standing.filed, standing.signed)
    return [*(day.isoformat() if day else None for day in days), standing.due.reason]


def _standing(data: Sequence[str | None]) -> Standing:
    due, filed, signed = (day and date.fromisoformat(day) for day in data[:3])
    reason = data[3]
    if not (isinstance(due, date) and reason):
        raise ValueError(data)
    return Standing(due=Due(day=due, reason=reason), filed=filed or None, signed=signed or None)
