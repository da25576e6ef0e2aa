"""Imported where processes fork: it makes a filing, and so loads libraries, fonts, templates and schemas."""

from __future__ import annotations

from pathlib import Path

import redwell
from redwell.builds import rendering
from redwell.files import discovery

ROOT = Path(__file__).resolve().parent.parent

made = rendering.make(
    discovery.entry(ROOT / "filings/tecogen/2013-10-01-panora-form3.yaml", ROOT),
    ROOT,
    redwell.home(),
    "Redwell",
)
