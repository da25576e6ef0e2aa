"""Real filings as test input: each disseminated Form 3 (XML) as it is imported, where `../shared` exists."""

from __future__ import annotations

from pathlib import Path

from redwell.commands import import_

SHARED = Path(__file__).resolve().parents[2] / "shared"
FORM3 = sorted((SHARED / "corpus" / "form3").glob("*.xml"))
ABSENT = "the corpus of real filings (../shared) is not beside this checkout"


def as_filing(xml: Path) -> str:
    """The YAML that says what the Form 3 in *xml* says."""
    return import_.import_filing(xml.read_bytes(), xml.name).yaml
