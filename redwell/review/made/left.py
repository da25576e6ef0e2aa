"""What a side's own code left in the folder of a filing: read within bounds, for it may be anything.

A document is a plain file of a size that a document can have. Of anything else it is said that it is not
compared: a pipe would never end, and a file may say that it is larger than any memory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from redwell.files import output

LARGEST = 50_000_000
"""Bytes of a document."""
MOST = 1_000
"""Documents of one filing."""
_MOST_SAID = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """The documents of a folder by name, and why others that its manifest names are *not_read*."""

    documents: Mapping[str, Path] = field(default_factory=dict)
    not_read: Mapping[str, str] = field(default_factory=dict)


def left(folder: Path | None) -> Left:
    """What the manifest of *folder* names and the folder holds; nothing of no folder."""
    manifest = output.manifest(folder) if folder else None
    if not folder or not manifest:
        return Left()
    documents: dict[str, Path] = {}
    not_read: dict[str, str] = {}
    names = sorted(filter(_is_name, manifest["outputs"]))
    for name in names[:MOST]:
        why = _why_not(folder / name)
        if why is None:
            documents[name] = folder / name
        elif why:
            not_read[name] = why
    not_read |= dict.fromkeys(names[MOST:], f"is one of more than {MOST:,}")
    return Left(documents=documents, not_read=not_read)


def on_both(before: Path | None, now: Path | None) -> tuple[dict[str, Path], dict[str, Path]]:
    """The documents of two folders, without those that are not read on either side."""
    sides = left(before), left(now)
    unread = {name for side in sides for name in side.not_read}
    old, new = ({name: path for name, path in side.documents.items() if name not in unread} for side in sides)
    return old, new


def _is_name(name: str) -> bool:
    """Whether a file can bear it, and a review can say it."""
    return name.isprintable() and len(name.encode("utf-8", "replace")) < 256


def _why_not(path: Path) -> str | None:
    """Why a file is not read: nothing to say of one that is not there, None for one that is read."""
    try:
        status = path.lstat()
    except OSError:
        return ""
    if not stat.S_ISREG(status.st_mode):
        return "is no plain file"
    if status.st_size > LARGEST:
        return f"is larger than {LARGEST // 1_000_000} MB"
    return None if os.access(path, os.R_OK) else "cannot be read"


def content(path: Path) -> bytes:
    """The bytes of a document; none where it is no longer what it was when it was found."""
    return output.plain(path, LARGEST) or b""


def not_read(before: Path | None, now: Path | None) -> Iterator[str]:
    """Sentences on documents in either folder that are not compared."""
    said = [
        f"{name} is not compared: what {side} {why}"
        for folder, side in ((before, "was made before"), (now, "is made now"))
        for name, why in left(folder).not_read.items()
    ]
    yield from said[:_MOST_SAID]
    if len(said) > _MOST_SAID:
        yield f"{len(said) - _MOST_SAID:,} more documents are not compared"
