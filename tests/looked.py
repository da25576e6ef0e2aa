"""Filings as a review sees them, made of the text of a test."""

from __future__ import annotations

import shutil
from pathlib import Path

from redwell.forms.form3.tables import Form3
from redwell.model import Filing
from redwell.ownership.parse import parse_filing
from redwell.review import load
from redwell.review.model import Revision
from redwell.review.sides import Look, Side
from redwell.source.loader import read

ROOT = Path(__file__).resolve().parent.parent
PANORA = (ROOT / "filings/tecogen/2013-10-01-panora-form3.yaml").read_text("utf-8")
NAME = "filings/tecogen/2013-10-01-panora-form3.yaml"
GOOD = ROOT / "tests/filings/good"
BY_ATTORNEY = PANORA.replace(
    "  - signer: Robert A. Panora\n", "  - signer: Bonnie J. Brown\n    for: PANORA ROBERT A\n"
)
"""The same form, signed by an attorney-in-fact."""


def look(root: Path, text: str, name: str = NAME) -> Look:
    """The filing *text* in a repository at *root*, with the files that the good filings name beside it."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    for each in GOOD.glob("*.txt"):
        if not (path.parent / each.name).exists():
            shutil.copy(each, path.parent)
    shutil.copytree(GOOD / "firm", root / "tests/filings/good/firm", dirs_exist_ok=True)
    side = Side(revision=Revision(name="a branch"), tree="0" * 40, root=root)
    return load.look(side, name)


def good(name: str) -> str:
    """The text of a good filing."""
    return (GOOD / f"{name}.yaml").read_text("utf-8")


def filing(text: str) -> Filing:
    """The filing that a sound *text* holds."""
    return parse_filing(read(text.encode(), NAME), Form3)
