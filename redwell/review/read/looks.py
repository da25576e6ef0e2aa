"""A filing as it stands on one side: read, checked and parsed as far as it can be."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from posixpath import normpath

from redwell import history
from redwell.files import discovery
from redwell.history import FILED, AsFiled
from redwell.problems import FilingError
from redwell.review.sides import Look, Side
from redwell.source import loader
from redwell.source.loader import MAX_BYTES

BESIDE = frozenset({"file", "document"})
"""Keys whose value is the name of a file beside the filing."""
OF_THE_REPOSITORY = frozenset({"wording", "notary"})
"""Keys whose value is the path of a file in the repository."""


def look(side: Side, name: str, home: Path, earlier: AsFiled | None = None) -> Look:
    """The filing *name*, a path in the repository, on *side*; *earlier* is the filing as it was filed.

    Whatever is wrong with it is among its problems. It is judged by the rules of *home* on either side.
    """
    entry = discovery.entry(side.root / name, side.root)
    content = _content(entry.path)
    from redwell.check.filing import check

    checked = check(entry, side.root, home, earlier)
    filing = checked.filing
    if filing is None and checked.is_whole:
        from redwell.check.filed import filing_in

        filing = filing_in(content, home)
    return Look(entry=entry, content=content, checked=checked, filing=filing)


def named(content: bytes, name: str) -> frozenset[str]:
    """The files that the filing *name* names, as paths in the repository; none of one that cannot be read."""
    folder = PurePosixPath(name).parent
    try:
        marks = loader.read(content, name).marks
    except FilingError:
        return frozenset()
    return frozenset(
        normpath(folder / mark.written if path[-1] in BESIDE else mark.written)
        for path, mark in marks.items()
        if path[-1:] and path[-1] in BESIDE | OF_THE_REPOSITORY and mark.written
    )


def earlier(side: Side, names: Collection[str], root: Path, record: str = "filings") -> dict[str, AsFiled]:
    """How those of *names* read when they were filed, as the history of *side* in *root* knows.

    None of those that still read so to the byte.
    """
    found = recorded(side, names, root, record)
    return {name: then for name, then in found.items() if then.content != _content(side.root / name)}


def recorded(side: Side, names: Collection[str], root: Path, record: str = "filings") -> dict[str, AsFiled]:
    """How those of *names* read when they were filed, also where they still read so."""
    filed = [name for name in names if FILED.search(_content(side.root / name))]
    found = history.recorded(root, record, filed, side.revision.commit or "HEAD")
    return {name: AsFiled(content=then) for name, then in found.items()}


def _content(path: Path) -> bytes:
    """The file; nothing of one that is not there, or that check refuses."""
    try:
        return path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except (OSError, ValueError):
        return b""
