"""Whose changes a redline shows: of whoever changed what the document is made of, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from redwell import git
from redwell.review.read import looks
from redwell.review.read.repository import CODE, Comparison, Repository


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who made the last of the changes, and when on the author's own clock; *all* who made any."""

    name: str
    when: datetime
    all: tuple[str, ...]


class Authors:
    """The authors of one filing's documents; *names* is what the filing is called before and now."""

    def __init__(
        self, repository: Repository, comparison: Comparison, names: tuple[str | None, str | None]
    ) -> None:
        self._repository, self._comparison = repository, comparison
        both = (comparison.base_tree, comparison.head_tree)
        self._own = {
            each
            for tree, name in zip(both, names, strict=True)
            if name
            for each in (name, *looks.named(repository.read(tree, name) or b"", name))
        }
        self._filing = {name for name in names if name}
        self._changed = self._differing(*both)
        self._commit = comparison.head.commit or repository.head()
        self._uncommitted = (
            frozenset()
            if comparison.head.commit
            else self._differing(repository.tree(self._commit), comparison.head_tree)
        )

    @property
    def is_of_code(self) -> bool:
        """Whether the code changed too, so that a document may differ by what nobody edited in its text."""
        return any(_is_code(name) for name in self._changed)

    def of(self, document: str, somebody: str, today: date) -> Author:
        """The author of the changes in *document*, a name; what is not committed is of *somebody*, today.

        Who changed only the code is its author only where nothing else of it changed.
        """
        changed = sorted(name for name in self._changed if self._is_text_of(document, name))
        changed = changed or sorted(name for name in self._changed if _is_code(name))
        found = list(self._committed(changed))
        if not self._uncommitted.isdisjoint(changed):
            found.insert(0, (somebody, datetime.combine(today, time())))
        if not found:
            found = [self._repository.commit(self._commit)]
        written = [(plain(name) or somebody, when) for name, when in found]
        name, when = written[0]
        return Author(name=name, when=when, all=tuple(dict.fromkeys(name for name, _ in written)))

    def _committed(self, names: Sequence[str]) -> Iterator[tuple[str, datetime]]:
        if names:
            yield from self._repository.commits(self._comparison.base.commit, self._commit, names)

    def _differing(self, before: str, now: str) -> frozenset[str]:
        changes = self._repository.changed(before, now)
        return frozenset(name for each in changes for name in (each.before, each.now) if name)

    def _is_text_of(self, document: str, name: str) -> bool:
        """Whether the words of *document* come from the file: the filing, what it names, a template."""
        is_form = document.startswith("form")
        top, *rest = name.split("/")
        if top != "templates":
            return name in (self._filing if is_form else self._own)
        kind = rest[0] if len(rest) > 1 else "shared"
        return kind == "shared" or kind.startswith("form" if is_form else "power")


def user(root: Path) -> str:
    """Who works here, as git knows."""
    return plain(git.answer(root, ["config", "user.name"]).decode("utf-8", "replace"))


def plain(name: str) -> str:
    """The name without signs that nobody sees."""
    return "".join(sign for sign in name if sign.isprintable()).strip()


def _is_code(name: str) -> bool:
    top = name.partition("/")[0]
    return top in CODE and top != "templates"
