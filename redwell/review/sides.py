"""The two sides of a comparison, and a filing as it stands on one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import redwell
from redwell.files.discovery import Entry
from redwell.git.repository import Changed
from redwell.model import Filing
from redwell.review.model import Revision

if TYPE_CHECKING:
    from redwell.check.filing import Checked

__all__ = ["Changed", "Look", "Side"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A revision, git's name of its *tree*, and *root*, a temporary folder with the files that are needed.

    *home* has the side's own `templates/` beside the installed `schemas/`.
    """

    revision: Revision
    tree: str
    root: Path
    home: Path = field(default_factory=redwell.home)
    author: str = "Redwell"
    """The author of document properties, by the settings of this side."""
    has_templates: bool = True
    """Whether it has templates of its own; else *home* has the installed ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One filing on one side. *entry.name* is its path in the repository; *entry.path* lies in its root.

    *filing* is there if its shape is sound, even if a rule of law is broken (`checked.filing` is None then).
    """

    entry: Entry
    content: bytes
    checked: Checked
    filing: Filing | None
