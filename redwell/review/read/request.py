"""What a request touches: which filings, and which files that decide how filings come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import get_args

from redwell.review.model import Elsewhere, Outside
from redwell.review.sides import Changed

_KINDS: tuple[Outside, ...] = get_args(Outside)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The filings that a request touches, the files that some filing may name, and all others by kind."""

    filings: tuple[Changed, ...]
    named: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]


def request(changes: Iterable[Changed], record: str) -> Request:
    """*changes* sorted by what they are; *record* is the folder of all clients."""
    filings: list[Changed] = []
    others: list[str] = []
    for change in changes:
        before, now = (
            name if name and is_filing(name, record) else None for name in (change.before, change.now)
        )
        if before or now:
            filings.append(Changed(before=before, now=now))
        # A file that becomes a filing, or no longer is one, is one of the others on its other side.
        names = {change.before, change.now} - {before, now, None}
        others += [name for name in names if name]
    kinds: dict[Outside, list[str]] = {}
    for name in sorted(set(others)):
        kinds.setdefault(_kind(name, record), []).append(name)
    return Request(
        filings=tuple(sorted(filings, key=lambda each: each.now or each.before or "")),
        named=(*kinds.get("files beside filings", ()), *kinds.get("other files", ())),
        elsewhere=tuple(Elsewhere(what=kind, files=tuple(kinds[kind])) for kind in _KINDS if kind in kinds),
    )


def is_filing(name: str, record: str) -> bool:
    """Whether a file is one by its name: `filings/<client>/<stem>.yaml`."""
    path = PurePosixPath(name)
    return path.suffix == ".yaml" and path.parent.parent == PurePosixPath(record)


def _kind(name: str, record: str) -> Outside:
    if PurePosixPath(name).is_relative_to(record):
        return "files beside filings"
    top, _, rest = name.partition("/")
    match top:
        case "templates":
            return "wording" if rest.endswith(".yaml") else "templates"
        case "schemas":
            return "schemas"
        case "redwell" | "tasks.py":
            return "code"
        case "pyproject.toml":
            return "settings"
        case "requirements.lock":
            return "packages"
    return "other files"
