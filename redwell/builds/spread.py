"""Spread the filings of a record over several machines: in shards, or through a Dask cluster.

The shard of a filing depends on its own name alone: not on other filings, their order, or the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from redwell.files.discovery import Found, Misuse, name_of
from redwell.problems import Problem

_SHARD = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shard:
    """The share *number* of *count*, from 1."""

    number: int = 1
    count: int = 1

    def holds(self, name: str) -> bool:
        """Return whether the file *name*, a path from the folder of all clients, is in this share."""
        code = sha256(name.encode("utf-8", "surrogateescape")).digest()
        return int.from_bytes(code[:8], "big") % self.count == self.number - 1

    def part_of(self, found: Found, record: Path, root: Path) -> Found:
        """Return the filings of this share, and the problems and other files of *record* that it reports."""
        if self.count == 1:
            return found
        above = f"{name_of(record, root)}/"
        return Found(
            entries=tuple(each for each in found.entries if self.holds(f"{each.client}/{each.path.name}")),
            problems=tuple(each for each in found.problems if self.holds(_file(each).removeprefix(above))),
            others=tuple(each for each in found.others if self.holds(each.relative_to(record).as_posix())),
        )


def _unseen(_done: int, _total: int, _name: str) -> None:
    """Show nothing of the progress."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """The *shard* that a command takes, and the address of the Dask *cluster* that does the work, if any.

    As a check of each filing begins, *started* gets the number of those done, of all, and its name.
    """

    shard: Shard = Shard()
    cluster: str = ""
    started: Callable[[int, int, str], None] = _unseen


HERE = Spread()
"""All filings, on this machine."""


_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?[A-Za-z0-9._:\[\]-]+:[0-9]{1,5}")


def read_address(text: str) -> str:
    """Return the address of a Dask scheduler that `--dask` gives, or an empty text. Raises `Misuse`."""
    if text and not _ADDRESS.fullmatch(text):
        raise Misuse(f"--dask {text}: write the address of the scheduler, e.g. tcp://10.0.0.5:8786")
    return text


def read_shard(text: str) -> Shard:
    """Return the shard that `--shard 2/8` names; all filings for an empty text. Raises `Misuse`."""
    if not text:
        return Shard()
    found = _SHARD.fullmatch(text)
    number, count = map(int, found.groups()) if found else (1, 0)
    if number > count:
        raise Misuse(f"--shard {text}: write which share of how many, e.g. 2/8 for the second of eight")
    return Shard(number=number, count=count)


def named_elsewhere(
    found: Found, mine: Found, named: Iterable[Path], root: Path, home: Path
) -> tuple[set[Path], set[Path]]:
    """Return the files that filings of other shards name, and the folders of those that cannot be read.

    Only filings are read that could name a file of *mine* that none of this shard names.
    """
    unnamed = {*mine.others}.difference(named)
    folders = {parent for path in unnamed for parent in path.parents}
    others = {*found.entries}.difference(mine.entries) if unnamed else ()
    names: set[Path] = set()
    unknown: set[Path] = set()
    for entry in others:
        if entry.path.parent in folders:
            from redwell.check.filing import named_files

            files = named_files(entry, root, home)
            names.update(files or ())
            if files is None:
                unknown.add(entry.path.parent)
    return names, unknown


def _file(problem: Problem) -> str:
    assert problem.place
    return problem.place.file
