"""Any text that check accepts stands unchanged in every output; any other is refused with its line."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

import redwell
from redwell.builds import rendering
from redwell.builds.made import Made
from redwell.check.filing import check_filing
from redwell.files import discovery
from redwell.text.typography import curled
from tests.sample import tries

ANY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
PRINTED = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)
SPACED = st.builds(" ".join, st.lists(PRINTED, min_size=1, max_size=4))
FEW = settings(max_examples=tries(1, 12), suppress_health_check=[HealthCheck.function_scoped_fixture])


def filing(text: str, name: str) -> str:
    """A filing that says *text* wherever a line of text may stand, and *name* where it only prints."""
    said, named = json.dumps(text[:30]), json.dumps(name)
    whole = json.dumps(text)
    return f"""\
form: "3"
date_of_event: 2026-05-04
issuer: {{name: {named}, cik: "123", trading_symbol: ACME}}
reporting_owners:
  - name: DOE JANE
    cik: "456"
    address: {{street: {said}, city: {said}, state: MA, zip: "02110"}}
    relationship: {{officer: {said}, other: {said}}}
non_derivative:
  - title: {{value: {said}, footnotes: [a]}}
    amount: 1
    ownership: indirect
    nature_of_ownership: {said}
footnotes: {{a: {whole}}}
remarks: {whole}
signatures:
  - signer: {said}
    signed: 2026-05-05
powers_of_attorney:
  - grantor: {said}
    company: {said}
    capacity: {said}
    attorneys_in_fact: [{said}]
    signed: 2026-05-04
"""


def make(text: str, name: str, folder: Path) -> Made:
    """Build it, with the fingerprint that check asks for."""
    path = folder / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = filing(text, name)
    path.write_bytes(written.encode())
    entry = discovery.entry(path, folder)
    said = "".join(problem.message for problem in check_filing(entry, folder, redwell.home()).problems)
    asked = re.search(r"wording_hash: [0-9a-f]{64}", said)
    if asked:
        path.write_bytes(f"{written}    {asked[0]}\n".encode())
    return rendering.make(entry, folder, redwell.home(), "Redwell")


CURLED = {"power-of-attorney.pdf", "power-of-attorney.docx"}
"""The documents whose quotation marks are curly."""


def squeezed(text: str) -> str:
    """Without white space: lines and columns break anywhere."""
    return "".join(text.split())


def texts(documents: dict[str, bytes]) -> dict[str, str]:
    """The text of each document that keeps its characters, by name."""
    found = {}
    for name, content in documents.items():
        if name.endswith(".xml"):
            found[name] = "".join(ET.fromstring(content).itertext())
        elif name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found[name] = "".join(ET.fromstring(archive.read("word/document.xml")).itertext())
        elif name.endswith(".pdf"):
            found[name] = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        elif name.endswith(".txt"):
            found[name] = content.decode("ascii")
        else:
            found[name] = html.unescape(re.sub(r"<[^>]*>", "", content.decode("ascii")))
    return found


@FEW
@example("Smith & </w:t> ]]> &amp; \"q\" 'x' <b>", "Société Générale &lt;")
@example("{{ 7 * 7 }} {% raw %} ${x}", "{{ name }}")
@example("fi ffl  ** bold **   _x_", "**A**  B")
@given(SPACED, SPACED)
def test_accepted_text_stands_unchanged_in_every_output(tmp_path: Path, text: str, name: str) -> None:
    made = make(text, name, tmp_path)
    if any(problem.severity == "error" for problem in made.problems):
        assert made.documents == {}
        assert all(problem.place for problem in made.problems)
        return
    found = texts(dict(made.documents))
    assert len(found) == 8
    for document, said in found.items():
        shown = curled(text[:30]) if document in CURLED else text[:30]
        assert squeezed(shown) in squeezed(said), document
    for document in ("form3.xml", "form3.pdf", "form3.docx"):
        assert squeezed(found[document]).count(squeezed(text)) >= 2, document
    for document in ("form3.pdf", "form3.docx"):
        assert squeezed(name) in squeezed(found[document]), document
    # White space inside a text survives where the format keeps it.
    assert found["form3.xml"].count(text) >= 2
    assert found["form3.docx"].count(text) >= 2


@settings(FEW, max_examples=tries(15, 500))
@given(ANY, ANY)
def test_any_text_is_accepted_or_refused_with_its_line(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(filing(text, name).encode())
    checked = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home())
    for problem in checked.problems:
        assert problem.place
        assert problem.place.line >= 1
        assert problem.message
