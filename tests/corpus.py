"""Real filings as test input: disseminated forms (XML) as they are imported, where `../shared` exists."""

from __future__ import annotations

from pathlib import Path

from redwell.commands import import_

SHARED = Path(__file__).resolve().parents[2] / "shared"
FORM3 = sorted((SHARED / "corpus" / "form3").glob("*.xml"))
FORMS_4_AND_5 = sorted((SHARED / "corpus").glob("form[45]/*.xml"))
ABSENT = "the corpus of real filings (../shared) is not beside this checkout"


def as_filing(xml: Path) -> str:
    """The YAML that says what the form in *xml* says."""
    return import_.import_filing(xml.read_bytes(), xml.name).yaml
