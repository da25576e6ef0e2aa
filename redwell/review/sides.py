"""The two sides of a comparison, and a filing on one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import redwell
from redwell.files.discovery import Entry
from redwell.model import Filing
from redwell.review.model import Revision

if TYPE_CHECKING:
    from redwell.check.filing import Checked


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A revision, its git *tree*, and *root*, a temporary folder with the needed files.

    `templates/` in *root* are the side's own; *home* has the installed ones, and the installed `schemas/`.
    """

    revision: Revision
    tree: str
    root: Path
    home: Path = field(default_factory=redwell.home)
    author: str = "Redwell"
    """The author in document properties, from this side's settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One filing on one side. *entry.name* is its path in the repository; *entry.path* is in the side's root.

    *filing* is set if the YAML fits the schema, even if a rule is broken (`checked.filing` is None then).
    """

    entry: Entry
    content: bytes
    checked: Checked
    filing: Filing | None
