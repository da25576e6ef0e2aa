"""What is done for one filing, in this process or in another: slow libraries load here, when needed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Entry
from redwell.git.history import AsFiled

if TYPE_CHECKING:
    from redwell.check.filing import Checked, Made


@dataclass(frozen=True, slots=True)
class Task:
    """A filing to be made, or only to be checked."""

    entry: Entry
    is_made: bool
    earlier: AsFiled | None = None
    """The filing as it was filed, where that is known."""


def checked(entry: Entry, root: Path, home: Path, earlier: AsFiled | None = None) -> Checked:
    """The filing of *entry*, or what is wrong with it."""
    with undisturbed():
        from redwell.check.filing import check

        return check(entry, root, home, earlier)


def attempt(
    task: Task, root: Path, home: Path, author: str, *, is_split: bool = False
) -> Made | MissingLibrary:
    """What a worker does with a task; a missing library is an answer, because the next task lacks it too."""
    try:
        with undisturbed():
            from redwell.check.filing import check, make, unmade

            if task.is_made:
                return make(task.entry, root, home, author, earlier=task.earlier, is_split=is_split)
            return unmade(check(task.entry, root, home, task.earlier))
    except MissingLibrary as error:
        return error


@contextmanager
def undisturbed() -> Iterator[None]:
    """Garbage is collected before, not meanwhile: that would take a seventh of the time of a filing."""
    gc.collect(0)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
