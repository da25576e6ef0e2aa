"""`build/.cache.json`: spares a build the reading of files that did not change. Safe to delete at any time.

Nothing in it is trusted further than a stat (`Digests`) or a hash: problems count only with the very
manifest that they were written for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from redwell.builds.digests import Digests, Known
from redwell.deadlines.standing import Due, Standing
from redwell.problems import Place, Problem

NAME = ".cache.json"
FORMAT = 2


Found = tuple[tuple[Problem, ...], Standing | None]
"""Problems, and how the filing stands to its due date."""


class Cache:
    """The hashes of files, and what was found in each filing beside the hash of its manifest."""

    def __init__(self, digests: Digests, filings: Mapping[str, list[Any]]) -> None:
        self.digests = digests
        self._filings = dict(filings)
        self._is_changed = False

    def found(self, name: str, manifest: str) -> Found | None:
        """What was found in the filing *name* when its folder got the *manifest* of this hash, if known."""
        try:
            known, problems, standing = self._filings[name]
            if known != manifest:
                return None
            return tuple(map(_problem, problems)), None if standing is None else _standing(standing)
        except (LookupError, TypeError, ValueError):
            return None

    def remember(
        self, name: str, manifest: str, problems: Iterable[Problem], standing: Standing | None
    ) -> None:
        """Keep what was found in a filing whose folder has this *manifest*."""
        known = [manifest, [asdict(problem) for problem in problems], standing and _dates(standing)]
        self._filings[name] = known
        self._is_changed = True

    def save(self, out: Path, names: frozenset[str] | None) -> None:
        """Write the cache of *out* if it changed; with *names*, less what is known of other filings."""
        filings, files = self._filings, self.digests.known
        if names is not None:
            filings = {name: known for name, known in filings.items() if name in names}
            files = self.digests.known_and_seen()
        is_less = len(filings) < len(self._filings) or len(files) < len(self.digests.known)
        if not (self._is_changed or self.digests.is_changed or is_less):
            return
        content = {"format": FORMAT, "files": files, "filings": filings}
        new = out / f"{NAME}.new"
        new.write_text(json.dumps(content, separators=(",", ":")), "utf-8")
        new.replace(out / NAME)


def load(out: Path) -> Cache:
    """The cache of *out*, empty where there is none or it cannot be read."""
    try:
        found = json.loads((out / NAME).read_bytes())
        if found["format"] == FORMAT:
            return Cache(Digests(_known(found["files"])), dict(found["filings"]))
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        pass
    return Cache(Digests({}), {})


def _known(files: Mapping[str, list[Any]]) -> dict[str, Known]:
    return {
        path: (int(m), int(c), int(size), int(node), str(sha))
        for path, (m, c, size, node, sha) in files.items()
    }


def _problem(data: Mapping[str, Any]) -> Problem:
    place = data["place"]
    return Problem(**{**data, "path": tuple(data["path"]), "place": place and Place(**place)})


def _dates(standing: Standing) -> list[str | None]:
    days = (standing.due.day, standing.filed, standing.signed)
    return [*(day.isoformat() if day else None for day in days), standing.due.reason]


def _standing(data: list[str | None]) -> Standing:
    due, filed, signed = (day and date.fromisoformat(day) for day in data[:3])
    reason = data[3]
    if not (isinstance(due, date) and reason):
        raise ValueError(data)
    return Standing(due=Due(day=due, reason=reason), filed=filed or None, signed=signed or None)
