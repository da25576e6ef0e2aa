"""Every real form of the corpus, imported and built again, reports what the real one reports."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

import redwell
from redwell.check.filing import check_filing
from redwell.codes.places import STATES
from redwell.commands import import_
from redwell.documents.renderer import render
from redwell.files import discovery
from redwell.forms import form3
from redwell.problems import is_in_the_way
from tests import corpus
from tests.sample import some

pytestmark = pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)

INSERTED_BY_EDGAR = {
    "schemaVersion",
    "noSecuritiesOwned",
    "issuerName",
    "rptOwnerName",
    "rptOwnerStateDescription",
    "rptOwnerGoodAddress",
    "form3HoldingsReported",
    "form4TransactionsReported",
}
NEW_IN_2023 = {"aff10b5One"}
NEW_IN_2026 = {"rptOwnerNonUSAddressFlag"}
COUNTRY = "/ownershipDocument/reportingOwner/reportingOwnerAddress/rptOwnerCountry"
STATE = "/ownershipDocument/reportingOwner/reportingOwnerAddress/rptOwnerState"
"""Until March 2026 the state held a country too."""


@pytest.mark.parametrize("path", corpus.FORM3, ids=lambda path: path.stem)
def test_a_real_form_3_is_imported_and_gives_the_same_xml_which_the_sec_schema_accepts(
    path: Path, tmp_path: Path
) -> None:
    found = import_.load_import(path, corpus.SHARED)
    assert found.notes == ()
    assert found.exhibits == {}
    [file] = import_.write_import(found, tmp_path / "filings" / "acme")
    checked = check_filing(discovery.entry(file, tmp_path), tmp_path, redwell.home())
    assert [problem for problem in checked.problems if problem.severity != "warning"] == []
    assert checked.filing
    said = form3.documents.context(checked.filing, "Redwell")
    ours = render("form3.xml", "form3/form3.xml.j2", said, home=redwell.home())
    assert reported(ours) == reported(path.read_bytes())
    sec_schema(checked.form.sec_xsd).assertValid(etree.fromstring(ours))


@pytest.mark.parametrize("path", some(corpus.FORMS_4_AND_5, 8), ids=lambda path: path.stem)
def test_a_real_form_4_or_5_is_imported_and_gives_the_same_xml_which_the_sec_schema_accepts(
    path: Path, tmp_path: Path
) -> None:
    found = import_.load_import(path, corpus.SHARED)
    assert found.notes == ()
    [file] = import_.write_import(found, tmp_path / "filings" / "acme")
    checked = check_filing(discovery.entry(file, tmp_path), tmp_path, redwell.home())
    assert not is_in_the_way(checked.problems)
    assert checked.filing
    [xml, *_] = checked.form.documents(checked.filing, "Redwell")
    ours = render(xml.name, xml.template, xml.context, home=redwell.home())
    real = path.read_bytes()
    if b"<aff10b5One>" in real:
        assert plan_box(ours) == plan_box(real)
    theirs = reported(real)
    moved = {code for place, code in theirs if place == STATE} - STATES.keys()
    assert reported(ours) == [
        (COUNTRY if place == STATE and code in moved else place, code) for place, code in theirs
    ]
    sec_schema(checked.form.sec_xsd).assertValid(etree.fromstring(ours))


def plan_box(document: bytes) -> bool:
    return ET.fromstring(document).findtext("aff10b5One") in ("1", "true")


@cache
def sec_schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(corpus.SHARED / "edgar" / "xsd" / f"{name}.xml"))


@pytest.mark.parametrize(
    ("name", "real"),
    [
        ("apple/2026-06-15-borders-form4", "form4/2026-06-15-apple-inc-borders-ben"),
        ("isabella-bank/2024-04-29-mcguirk-form4", "form4/2024-04-29-isabella-bank-corp-mcguirk-richard-l"),
        ("linkedin/2011-05-18-hoffman-form3", "form3/2011-05-18-linkedin-corp-hoffman-reid"),
        ("pro-dex/2025-01-23-cabillot-form4", "form4/2025-01-23-pro-dex-inc-cabillot-raymond-e"),
        ("sunpower/2021-12-31-hegde-form3", "form3/2021-12-31-sunpower-corp-hegde-vinayak"),
        ("tesla/2021-12-31-musk-form5", "form5/2021-12-31-tesla-inc-musk-elon"),
        ("xoom/2013-02-14-botha-form3", "form3/2013-02-14-xoom-corp-botha-roelof"),
    ],
)
def test_an_example_reports_the_same_values_as_its_real_filing(name: str, real: str) -> None:
    root = redwell.home()
    checked = check_filing(discovery.entry(root / "filings" / f"{name}.yaml", root), root, root)
    assert checked.problems == ()
    assert checked.filing
    [xml, *_] = checked.form.documents(checked.filing, "Redwell")
    ours = render(xml.name, xml.template, xml.context, home=root)
    assert reported(ours) == reported((corpus.SHARED / "corpus" / f"{real}.xml").read_bytes())


def reported(document: bytes) -> list[tuple[str, str]]:
    """Path and value of every element that reports something: no false boxes, no empty elements."""
    found: list[tuple[str, str]] = []

    def walk(element: ET.Element, path: str) -> None:
        if element.tag in INSERTED_BY_EDGAR | NEW_IN_2023 | NEW_IN_2026:
            return
        text = " ".join((element.text or "").split())
        value = _number_or_text(element.attrib.get("id", "") + text)
        if value and (value not in ("0", "false") or element.tag == "value"):
            is_box = re.match("is[A-Z]|equitySwap|notSubject", element.tag)
            found.append((f"{path}/{element.tag}", "true" if is_box else value))
        for child in element:
            walk(child, f"{path}/{element.tag}")

    walk(ET.fromstring(document), "")
    return found


def _number_or_text(text: str) -> str:
    if day := re.fullmatch(r"(\d{4}-\d\d-\d\d)([+-]\d\d:\d\d|Z)", text):
        return day[1]
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text
