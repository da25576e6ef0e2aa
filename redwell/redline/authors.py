"""Find the author and time of the changes in a redline, from the history of the document's sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from redwell import git
from redwell.git.repository import Comparison, Repository
from redwell.review.load import named_files


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """The author of the last change, the time on that author's clock, and the names of *all* authors."""

    name: str
    when: datetime
    all: tuple[str, ...]


class Authors:
    """The authors of one filing's documents; *names* are the filing's names before and after."""

    def __init__(
        self, repository: Repository, comparison: Comparison, names: tuple[str | None, str | None]
    ) -> None:
        self._repository, self._comparison = repository, comparison
        trees = (comparison.base_tree, comparison.head_tree)
        self._filing = frozenset(name for name in names if name)
        self._named = frozenset(
            each
            for tree, name in zip(trees, names, strict=True)
            if name
            for each in named_files(repository.read(tree, name) or b"", name)
        )
        self._changed = self._differing(*trees)
        self._commit = comparison.head.commit or repository.head()
        self._uncommitted = (
            frozenset()
            if comparison.head.commit
            else self._differing(repository.tree(self._commit), comparison.head_tree)
        )

    def of(self, folder: str, user: str, today: date, *, is_form: bool) -> Author:
        """Return the author of the changes in a document with the templates of *folder*.

        A form is made only from the filing, a power also from the files that the filing names. Changes that
        are not committed are by *user*, *today*.
        """
        changed = sorted(name for name in self._changed if self._is_source(name, folder, is_form=is_form))
        since = self._comparison.base.commit
        found = [*self._repository.commits(since, self._commit, changed)] if changed else []
        if not self._uncommitted.isdisjoint(changed):
            found.insert(0, (user, datetime.combine(today, time())))
        if not found:
            found = [self._repository.commit(self._commit)]
        written = [(visible(name) or user, when) for name, when in found]
        name, when = written[0]
        return Author(name=name, when=when, all=tuple(dict.fromkeys(name for name, _ in written)))

    def _differing(self, before: str, after: str) -> frozenset[str]:
        changes = self._repository.changed(before, after)
        return frozenset(name for each in changes for name in (each.before, each.after) if name)

    def _is_source(self, name: str, folder: str, *, is_form: bool) -> bool:
        if name.startswith("templates/"):
            return name.split("/")[1] in {folder, "shared"} or name.count("/") == 1
        return name in self._filing or (name in self._named and not is_form)


def user(root: Path) -> str:
    """Return git's `user.name`."""
    return visible(git.output(root, ["config", "user.name"]).decode("utf-8", "replace"))


def visible(name: str) -> str:
    """Return the name without invisible characters."""
    return "".join(character for character in name if character.isprintable()).strip()
