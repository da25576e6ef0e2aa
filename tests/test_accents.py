"""An accent that must stand: the XML writes it by number, paper prints it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from pypdf import PdfReader

import redwell
from redwell.builds import rendering
from redwell.files import discovery
from tests.case_files import named, written


def test_an_accent_is_a_warning_and_is_in_every_output(tmp_path: Path) -> None:
    filing = written(named("An accent has a plain letter"), tmp_path)
    made = rendering.make(discovery.entry(filing, tmp_path), tmp_path, redwell.home(), "Redwell")
    assert [(problem.severity, problem.code) for problem in made.problems] == [("warning", "ascii-only")]
    xml = made.documents["form3.xml"]
    assert xml.isascii()
    assert b"<rptOwnerCity>S&#195;O PAULO</rptOwnerCity>" in xml
    assert (
        ET.fromstring(xml).findtext("reportingOwner/reportingOwnerAddress/rptOwnerCity") == "S\u00c3O PAULO"
    )
    pdf = PdfReader(io.BytesIO(made.documents["form3.pdf"]))
    assert "S\u00c3O PAULO" in " ".join(page.extract_text() for page in pdf.pages)
    with zipfile.ZipFile(io.BytesIO(made.documents["form3.docx"])) as word:
        assert "S\u00c3O PAULO" in word.read("word/document.xml").decode("utf-8")
