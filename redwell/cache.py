"""`build/.cache.json`: spares a build the reading of files that did not change. Safe to delete at any time.

Nothing in it is trusted further than a stat (`Digests`) or a hash: problems count only with the very
manifest that they were written for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from redwell.digests import Digests, Known
from redwell.problems import Place, Problem

NAME = ".cache.json"
FORMAT = 1


class Cache:
    """The hashes of files, and the problems of each filing beside the hash of its manifest."""

    def __init__(self, digests: Digests, problems: Mapping[str, list[Any]]) -> None:
        self.digests = digests
        self._problems = dict(problems)
        self._is_changed = False

    def problems(self, name: str, manifest: str) -> tuple[Problem, ...] | None:
        """What was found in the filing *name* when its folder got the *manifest* of this hash, if known."""
        try:
            known, found = self._problems[name]
            return tuple(map(_problem, found)) if known == manifest else None
        except (LookupError, TypeError, ValueError):
            return None

    def remember(self, name: str, manifest: str, problems: Iterable[Problem]) -> None:
        """Keep the *problems* of a filing whose folder has this *manifest*."""
        self._problems[name] = [manifest, [asdict(problem) for problem in problems]]
        self._is_changed = True

    def save(self, out: Path, names: frozenset[str] | None) -> None:
        """Write the cache of *out* if it changed; with *names*, less what is known of other filings."""
        problems, files = self._problems, self.digests.known
        if names is not None:
            problems = {name: known for name, known in problems.items() if name in names}
            files = self.digests.known_and_seen()
        is_less = len(problems) < len(self._problems) or len(files) < len(self.digests.known)
        if not (self._is_changed or self.digests.is_changed or is_less):
            return
        content = {"format": FORMAT, "files": files, "problems": problems}
        new = out / f"{NAME}.new"
        new.write_text(json.dumps(content, separators=(",", ":")), "utf-8")
        new.replace(out / NAME)


def load(out: Path) -> Cache:
    """The cache of *out*, empty where there is none or it cannot be read."""
    try:
        found = json.loads((out / NAME).read_bytes())
        if found["format"] == FORMAT:
            return Cache(Digests(_known(found["files"])), dict(found["problems"]))
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
