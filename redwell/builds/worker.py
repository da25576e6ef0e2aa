"""The work on one filing, in this process or in another; slow libraries load here, when they are needed."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Entry
from redwell.git.history import AsFiled

if TYPE_CHECKING:
    from redwell.builds.made import Made


@dataclass(frozen=True, slots=True)
class Task:
    """A filing to be made, or only to be checked."""

    entry: Entry
    is_made: bool
    earlier: AsFiled | None = None
    """The filing as it was filed, where that is known."""


class Died:
    """The answer of a process that ended before it was done."""


def attempt(task: Task, root: Path, home: Path, author: str) -> Made | MissingLibrary:
    """Do a task; a missing library is an answer, because the next task lacks it too."""
    # Pages are many small objects that live long: to look through them often takes a tenth of the time.
    gc.set_threshold(100_000)
    from redwell.builds.made import unmade
    from redwell.check.filing import check

    if not task.is_made:
        return unmade(check(task.entry, root, home, task.earlier))
    from redwell.builds.rendering import make

    try:
        return make(task.entry, root, home, author, earlier=task.earlier)
    except MissingLibrary as error:
        return error
