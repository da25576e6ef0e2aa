"""Find filings as first recorded as filed: in git, or else in the manifest of an earlier build."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redwell.files import disk, output
from redwell.files.discovery import Entry
from redwell.files.reader import LARGEST_TEXT, read_inside
from redwell.git import command

FILED = re.compile(rb"^filed:", re.MULTILINE)
_LINK = b"120000"
"""Git's mode of a symbolic link."""
FACTS = "as_filed"
"""The key in a manifest for the digests of the filed facts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AsFiled:
    """A filing as first recorded as filed: its text, or digests of its facts by name."""

    content: bytes | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def as_filed(entries: Iterable[Entry], out: Path) -> dict[Path, AsFiled]:
    """Return, by path, the filed text or facts of each of *entries* that changed after filing.

    *out* holds earlier builds. Unchanged files are left out.
    """
    contents = {entry: content_of(entry.path) for entry in entries}
    filed = [entry for entry, content in contents.items() if FILED.search(content)]
    records: dict[Path, list[Entry]] = {}
    for entry in filed:
        records.setdefault(entry.path.parent.parent, []).append(entry)
    found: dict[Path, AsFiled] = {}
    for record, inside in records.items():
        names = {entry.path.relative_to(record).as_posix(): entry.path for entry in inside}
        for name, content in _recorded(record, names, ["--", "."], record).items():
            found[names[name]] = AsFiled(content=content)
    for entry in filed:
        if entry.path not in found and (facts := _built(entry, out)):
            found[entry.path] = AsFiled(facts=facts)
    same = {entry.path for entry in filed if found.get(entry.path) == AsFiled(content=contents[entry])}
    return {path: earlier for path, earlier in found.items() if path not in same}


def content_of(path: Path) -> bytes:
    """Return the content of a file; b"" if it does not exist or check refuses to read it."""
    try:
        return read_inside(path.parent, path.name, LARGEST_TEXT)
    except (OSError, ValueError):
        return b""


def _built(entry: Entry, out: Path) -> Mapping[str, str]:
    made: dict[str, Any] = output.manifest(out / entry.client / entry.stem) or {}
    facts = made.get(FACTS)
    return facts if isinstance(facts, dict) and made.get("record") == entry.record else {}


def recorded(root: Path, record: str, names: Collection[str], revision: str, files: Path) -> dict[str, bytes]:
    """Return, by name, the text of each file when it first had `filed`, in the history of *revision*.

    Names, and *record*, the folder of all clients, are paths from *root*, where the files may no longer be;
    *files* is a folder that has them.
    """
    place = ["--end-of-options", revision, "--", record]
    return _recorded(root, names, place, files) if names else {}


def _recorded(folder: Path, names: Collection[str], place: Iterable[str], files: Path) -> dict[str, bytes]:
    """Return, by name, the content of each file when it first had `filed`, as far as git knows.

    A commit that removes `filed` resets this: the form had not been filed. What lies behind a symbolic link
    has its own history, which counts if the file was never anything but a link.
    """
    behind = {name: _behind(files / name, files) or name for name in names}
    blobs = _versions(folder, {*names, *behind.values()}, place)
    contents = command.contents(folder, {blob for found in blobs.values() for blob in found})
    texts = {}
    for name, found in blobs.items():
        for blob in found:
            if not FILED.search(contents.get(blob, b"")):
                break
            texts[name] = contents[blob]
    known = {name: texts.get(name, texts.get(behind[name])) for name in names}
    return {name: text for name, text in known.items() if text is not None}


def _behind(path: Path, folder: Path) -> str | None:
    """Return the name of the file behind a symbolic link, as a path from *folder*; None if it is outside."""
    target, top = disk.real(path), disk.real(folder)
    return target.relative_to(top).as_posix() if target.is_relative_to(top) else None


def _versions(folder: Path, names: Collection[str], place: Iterable[str]) -> dict[str, list[str]]:
    """Return the blobs of each file of *names*, latest first, through its renames."""
    asked = ["log", "--raw", "-z", "--no-abbrev", "--format=", "--find-renames", "--relative"]
    asked += ["--diff-filter=AMRT", "--no-textconv", "--no-ext-diff", *place]
    versions: dict[str, list[str]] = {name: [] for name in names}
    called = {name: name for name in names}
    # ":100644 100644 <blob> <blob> M", then the path; after a rename ("R095") the old and new.
    steps = iter(command.output(folder, asked).split(b"\0"))
    for change in filter(None, steps):
        _, mode, _, blob, kind = change.split()
        old = new = os.fsdecode(next(steps))
        if kind.startswith(b"R"):
            new = os.fsdecode(next(steps))
        if new not in called:
            continue
        name = called[new]
        # The content of a link is the name of another file.
        if mode != _LINK:
            versions[name].append(blob.decode())
        if new != old:
            del called[new]
            called[old] = name
    return versions
