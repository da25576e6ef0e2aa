"""Check and build one filing, in this process or another; slow libraries load when they are needed."""

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
class BuildTask:
    """A filing to build, or only to check."""

    entry: Entry
    is_made: bool
    earlier: AsFiled | None = None
    """The filing as it was filed, if known."""


class Died:
    """The answer for an item whose process died."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """Does a task of the repository *root*; *home* holds `schemas/` and `templates/`.

    Templates in *looks*, by default the repository, replace those of *home*.
    """

    root: Path
    home: Path
    author: str
    looks: Path | None = None

    def __call__(self, task: BuildTask) -> Made | MissingLibrary:
        """Do a task. A missing library is returned, not raised: every other task would lack it too."""
        # Pages are many small objects that live long: to look through them often takes a tenth of the time.
        gc.set_threshold(100_000)
        from redwell.builds.made import unmade
        from redwell.check.filing import check_filing

        if not task.is_made:
            return unmade(check_filing(task.entry, self.root, self.home, task.earlier, self.looks))
        from redwell.builds.rendering import make

        try:
            return make(task.entry, self.root, self.home, self.author, earlier=task.earlier, looks=self.looks)
        except MissingLibrary as error:
            return error
