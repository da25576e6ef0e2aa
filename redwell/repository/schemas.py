"""The copy of the schemas in a firm's repository, which the first line of each filing names for the editor.

`check` and `build` read those of the installed Redwell, never the copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import redwell
from redwell.files import disk


def copies() -> Mapping[str, bytes]:
    """Return the schemas of filings, by their names in a repository."""
    folder = redwell.home() / "schemas"
    return {f"schemas/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.schema.json"))}


def outdated(root: Path) -> tuple[str, ...]:
    """Return the schemas that are missing in *root*, or differ from those of the installed Redwell."""
    return tuple(name for name, content in copies().items() if not disk.holds(root / name, content))
