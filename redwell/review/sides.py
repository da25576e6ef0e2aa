"""The two sides of a comparison, and a filing as it stands on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from redwell.files.discovery import Entry
from redwell.model import Filing
from redwell.review.model import Revision

if TYPE_CHECKING:
    from redwell.check.filing import Checked


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A revision whose files lie in *root*, a temporary folder; *tree* is git's name of its content."""

    revision: Revision
    tree: str
    root: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One filing on one side. *entry.name* is its path in the repository; *entry.path* lies in its root.

    *filing* is there wherever its shape is sound, also where a rule of law is broken (`checked.filing` not).
    """

    entry: Entry
    content: bytes
    checked: Checked
    filing: Filing | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A file that differs between two trees: its path on each side, None where it is not there."""

    before: str | None
    now: str | None

    @property
    def kind(self) -> Literal["added", "removed", "renamed", "changed"]:
        """What happened to it."""
        if self.before is None:
            return "added"
        if self.now is None:
            return "removed"
        return "changed" if self.before == self.now else "renamed"
