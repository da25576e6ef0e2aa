"""Filings as they were when EDGAR had taken them: in git, or else in the manifest of an earlier build.

Git is only asked, never told (`redwell.git`): it writes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redwell import git
from redwell.files import output
from redwell.files.discovery import Entry
from redwell.source.loader import MAX_BYTES

FILED = re.compile(rb"^filed:", re.MULTILINE)
FACTS = "as_filed"
"""The key of a manifest for the digests of what was filed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AsFiled:
    """A filing when `filed` was first recorded: its text, or digests of its facts by name."""

    content: bytes | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def as_filed(entries: Iterable[Entry], out: Path) -> dict[Path, AsFiled]:
    """What is known of those of *entries* that were filed, by path; *out* holds earlier builds.

    None of those whose file is as it was to the byte.
    """
    contents = {entry: _content(entry.path) for entry in entries}
    filed = [entry for entry, content in contents.items() if FILED.search(content)]
    records: dict[Path, list[Entry]] = {}
    for entry in filed:
        records.setdefault(entry.path.parent.parent, []).append(entry)
    found: dict[Path, AsFiled] = {}
    for record, inside in records.items():
        names = {entry.path.relative_to(record).as_posix(): entry.path for entry in inside}
        for name, content in _recorded(record, names, ["--", "."]).items():
            found[names[name]] = AsFiled(content=content)
    for entry in filed:
        if entry.path not in found and (facts := _built(entry, out)):
            found[entry.path] = AsFiled(facts=facts)
    same = {entry.path for entry in filed if found.get(entry.path) == AsFiled(content=contents[entry])}
    return {path: earlier for path, earlier in found.items() if path not in same}


def _content(path: Path) -> bytes:
    """The file; nothing of one that check refuses."""
    try:
        return path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError:
        return b""


def _built(entry: Entry, out: Path) -> Mapping[str, str]:
    made: dict[str, Any] = output.manifest(out / entry.client / entry.stem) or {}
    facts = made.get(FACTS)
    return facts if isinstance(facts, dict) and made.get("record") == entry.record else {}


def recorded(root: Path, record: str, names: Collection[str], revision: str) -> dict[str, bytes]:
    """Of each file of *names*, the text with which it came to say `filed`, as *revision* knows its history.

    Names, and *record*, the folder of all clients, are paths from *root*, which need not lie there any more.
    """
    return _recorded(root, names, ["--end-of-options", revision, "--", record]) if names else {}


def _recorded(folder: Path, names: Collection[str], place: Iterable[str]) -> dict[str, bytes]:
    """By name, the content with which each file of *names* came to say `filed`, as far as git knows.

    A commit that takes `filed` away again begins anew: then the form had not been filed.
    """
    blobs = _versions(folder, names, place)
    contents = git.contents(folder, {blob for found in blobs.values() for blob in found})
    said = {}
    for name, found in blobs.items():
        for blob in found:
            if not FILED.search(contents.get(blob, b"")):
                break
            said[name] = contents[blob]
    return said


def _versions(folder: Path, names: Collection[str], place: Iterable[str]) -> dict[str, list[str]]:
    """The blobs that each file of *names* has been, latest first, under whatever name it went then."""
    asked = ["log", "--raw", "-z", "--no-abbrev", "--format=", "--find-renames", "--relative"]
    asked += ["--diff-filter=AMR", "--no-textconv", "--no-ext-diff", *place]
    versions: dict[str, list[str]] = {name: [] for name in names}
    called = {name: name for name in names}
    # ":100644 100644 <blob> <blob> M", then the path; of a renaming ("R095") the old path, then the new one.
    steps = iter(git.answer(folder, asked).split(b"\0"))
    for change in filter(None, steps):
        *_, blob, kind = change.split()
        old = new = os.fsdecode(next(steps))
        if kind.startswith(b"R"):
            new = os.fsdecode(next(steps))
        if new not in called:
            continue
        name = called[new]
        versions[name].append(blob.decode())
        if new != old:
            del called[new]
            called[old] = name
    return versions
