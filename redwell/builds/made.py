"""The result of checking and rendering one filing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.deadlines.docketed import Docketed
from redwell.deadlines.standing import Standing
from redwell.problems import Problem

if TYPE_CHECKING:
    from redwell.check.dates import Dated
    from redwell.check.filing import Checked
    from redwell.edgar.packages import Packet


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """The result for one filing: its *documents* by name, empty if there is an error."""

    problems: tuple[Problem, ...]
    documents: Mapping[str, bytes] = field(default_factory=dict)
    named: frozenset[Path] = frozenset()
    is_whole: bool = True
    """True if *named* is complete: a filing that cannot be parsed may name more files."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """SHA-256 of the files that were read, by folder (`filing`, `repository`) and name."""
    compared: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the filings of the folder that were read only to compare with them, by name."""
    unread: frozenset[str] = frozenset()
    """Names of files that could not be read."""
    folders: tuple[str, ...] = ()
    """The folders of `templates/` that its documents use."""
    as_filed: Mapping[str, str] = field(default_factory=dict)
    """Digests of its facts, if it was filed."""
    parts: Sequence[Packet] = ()
    """The parts to file with EDGAR: for each, the names of its documents and exhibits."""
    standing: Standing | None = None
    """The due date, and whether it was met."""
    dated: tuple[Dated, ...] = ()
    """Questions about dates, each to be asked before its day."""
    docketed: Docketed | None = None
    """The facts for a docket."""


def unmade(checked: Checked) -> Made:
    """Return the result of a check alone, without documents."""
    return Made(
        problems=checked.problems,
        named=checked.named,
        is_whole=checked.is_whole,
        standing=checked.standing,
        dated=checked.dated,
        docketed=checked.docketed,
        inputs={"filing": checked.files.beside_read, "repository": checked.files.root_read},
        compared=checked.files.compared,
        unread=frozenset(checked.files.unread),
    )
