"""Follow the symbolic links of a git tree, as a checkout of it would."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from redwell.files.discovery import Misuse

_MOST_STEPS = 40
"""The most links on one way; Linux follows no more."""
_MOST_NAMES = 100_000
_DEEPEST = 5
"""The most links to folders inside each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The way from a name to a file of the tree: the file's own path, and the links passed."""

    file: str
    links: tuple[str, ...]


def ways(names: Collection[str], targets: Mapping[str, str], root: Path) -> dict[str, Way]:
    """Return each name that leads to a file of a tree through links, with its way.

    *names* are all paths of the tree, *targets* those of its links; *root* is the folder of a checkout.
    Raise `Misuse` if there are too many to follow.
    """
    ordered = sorted(names)
    found: dict[str, Way] = {}
    for link in targets:
        for name, way in _behind(link, link, ordered, targets, root):
            found[name] = way
            if len(found) > _MOST_NAMES:
                raise Misuse(f"{link}: this repository has too many links to follow")
    return found


def _behind(
    name: str, link: str, ordered: list[str], targets: Mapping[str, str], root: Path, depth: int = 0
) -> Iterator[tuple[str, Way]]:
    """Yield the names that *link* gives to files if it is called *name*: one, or those of a folder."""
    way = _followed(link, targets, root)
    if way is None or depth > _DEEPEST:
        return
    start = bisect_left(ordered, way.file)
    if ordered[start : start + 1] == [way.file]:
        yield name, way
        return
    prefix = f"{way.file}/" if way.file else ""
    for at in range(bisect_left(ordered, prefix), len(ordered)):
        below = ordered[at]
        if not below.startswith(prefix):
            return
        alias = f"{name}/{below.removeprefix(prefix)}"
        if below not in targets:
            yield alias, Way(file=below, links=way.links)
            continue
        for further, onward in _behind(alias, below, ordered, targets, root, depth + 1):
            yield further, Way(file=onward.file, links=(*way.links, *onward.links))


def _followed(link: str, targets: Mapping[str, str], root: Path) -> Way | None:
    """Return the way from *link* to a path below *root*; None if it leads elsewhere or in a circle."""
    top = list(root.parts[1:])
    at, left, links = [*top], link.split("/")[::-1], list[str]()
    while left:
        part = left.pop()
        if part == "..":
            at = at[:-1]
        elif part not in {"", "."}:
            at.append(part)
        name = "/".join(at[len(top) :])
        if part not in {"", ".", ".."} and at[: len(top)] == top and name in targets:
            links.append(name)
            if len(links) > _MOST_STEPS:
                return None
            target = targets[name]
            at = [] if target.startswith("/") else at[:-1]
            left += target.split("/")[::-1]
    return Way(file="/".join(at[len(top) :]), links=tuple(links)) if at[: len(top)] == top else None
