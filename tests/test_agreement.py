"""Every value of a filing stands in every output that has a place for it: outputs never disagree."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

import redwell
from redwell import check, filings, source
from redwell.codes import COUNTRIES, STATES
from redwell.filters import grouped, plain, us_date

ROOT = Path(__file__).resolve().parents[1]
FULL = ROOT / "tests" / "filings" / "good" / "full.yaml"
FORM = ("form3.xml", "form3.pdf", "form3.docx")
PAPER = ("form3.pdf", "form3.docx")

Printed = Callable[[Any, str], str]


def as_written(value: Any, output: str) -> str:
    return str(value)


def box(element: str, caption: str) -> Printed:
    """The element of a true box in the XML, and its caption on paper."""
    return lambda value, output: element if output == "form3.xml" else caption


def letter(value: Any, output: str) -> str:
    return {"direct": "D", "indirect": "I"}[value]


def day(value: Any, output: str) -> str:
    return value if output == "form3.xml" else us_date(date.fromisoformat(value))


def number(value: Any, output: str) -> str:
    return plain(Decimal(value)) if output == "form3.xml" else grouped(Decimal(value))


def dollars(value: Any, output: str) -> str:
    return number(value, output) if output == "form3.xml" else f"${number(value, output)}"


def state(value: Any, output: str) -> str:
    return value if output == "form3.xml" else STATES[value]


def country(value: Any, output: str) -> str:
    return {name: code for code, name in COUNTRIES.items()}[value] if output == "form3.xml" else value


def day_in_words(value: Any, output: str) -> str:
    return f"{date.fromisoformat(value):%B}"


NOWHERE: tuple[str, ...] = ()

PLACES: dict[str, tuple[Printed, tuple[str, ...]]] = {
    "form": (as_written, FORM),
    "edition": (lambda value, output: f"({value})", PAPER),
    "date_of_event": (day, FORM),
    "issuer.name": (as_written, PAPER),
    "issuer.cik": (as_written, ("form3.xml",)),
    "issuer.trading_symbol": (as_written, FORM),
    "issuer.foreign_trading_symbol": (as_written, FORM),
    "reporting_owners.name": (as_written, PAPER),
    "reporting_owners.cik": (as_written, ("form3.xml",)),
    "reporting_owners.address.street": (as_written, FORM),
    "reporting_owners.address.city": (as_written, FORM),
    "reporting_owners.address.province": (as_written, FORM),
    "reporting_owners.address.state": (state, FORM),
    "reporting_owners.address.country": (country, FORM),
    "reporting_owners.address.zip": (as_written, FORM),
    "reporting_owners.relationship.director": (box("isDirector", "Director"), FORM),
    "reporting_owners.relationship.ten_percent_owner": (box("isTenPercentOwner", "10% Owner"), FORM),
    "reporting_owners.relationship.officer": (as_written, FORM),
    "reporting_owners.relationship.other": (as_written, FORM),
    "no_securities_owned": (as_written, NOWHERE),
    "title": (as_written, FORM),
    "amount": (number, FORM),
    "amount_in_dollars": (dollars, FORM),
    "ownership": (letter, FORM),
    "nature_of_ownership": (as_written, FORM),
    "date_exercisable": (day, FORM),
    "expiration_date": (day, FORM),
    "conversion_or_exercise_price": (dollars, FORM),
    "footnotes": (as_written, FORM),
    "remarks": (as_written, FORM),
    "signatures.signer": (as_written, FORM),
    "signatures.signed": (day, FORM),
    # A line given as text need not name its owner; the table of owners does.
    "signatures.for": (as_written, PAPER),
    "signatures.capacity": (as_written, FORM),
    "signatures.title": (as_written, FORM),
    "signatures.by": (as_written, FORM),
    "signatures.text": (as_written, FORM),
    "exhibits.type": (as_written, NOWHERE),
    "exhibits.file": (as_written, NOWHERE),
    "exhibits.description": (as_written, NOWHERE),
    "filed.date": (as_written, NOWHERE),
    "filed.accession_number": (as_written, NOWHERE),
    "accept": (as_written, NOWHERE),
}
"""Where a key is printed, and how. Keys of tables stand without their table: both tables print alike."""

POWER_PLACES: dict[str, tuple[Printed, bool]] = {
    "grantor": (as_written, True),
    "by": (as_written, True),
    "signer": (as_written, True),
    "title": (as_written, True),
    "company": (as_written, True),
    "capacity": (as_written, True),
    "attorneys_in_fact": (as_written, True),
    "forms": (as_written, True),
    "ends": (day_in_words, True),
    "signed": (day_in_words, True),
    "clauses": (as_written, False),
    "wording": (as_written, False),
    "notary": (as_written, False),
    "document": (as_written, False),
    "on_file.date": (as_written, False),
    "on_file.accession_number": (as_written, False),
    "wording_hash": (as_written, False),
}


@cache
def made() -> dict[str, bytes]:
    entry = filings.entry(FULL, ROOT)
    return dict(check.make(entry, ROOT, redwell.home(), "Redwell").documents)


@cache
def text_of(name: str) -> str:
    """The words of an output, without white space: lines and columns break anywhere."""
    content = made()[name]
    match Path(name).suffix:
        case ".pdf":
            text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        case ".docx":
            text = "".join(_word_parts(content))
        case ".xml":
            # Names of elements count: a true box of the form is an element here.
            text = "".join(part for element in ET.fromstring(content).iter() for part in _with_name(element))
        case ".htm":
            text = re.sub(r"<[^>]*>", "", content.decode("ascii"))
            text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
        case _:
            text = content.decode("ascii")
    return "".join(text.split())


def _with_name(element: ET.Element) -> tuple[str, str]:
    return element.tag, element.text or ""


def _word_parts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith(("word/document", "word/footer")):
                yield from ET.fromstring(archive.read(name)).itertext()


def scalars() -> Iterator[tuple[str, Any]]:
    """Key and value of every scalar of the full filing; text that was written keeps its zeros."""
    read = source.read(FULL.read_bytes(), FULL.name)
    for path, mark in read.marks.items():
        value: Any = read.data
        for step in path:
            value = value[step]
        if isinstance(value, (dict, list)):
            continue
        names = [step for step in path if isinstance(step, str)]
        if names[0] in ("footnotes", "accept"):
            names = names[:1]
        if "footnotes" in names[1:]:
            continue
        if names[0] in ("non_derivative", "derivative"):
            names = [
                name for name in names if name not in ("non_derivative", "derivative", "underlying", "value")
            ]
        yield ".".join(names), mark.written if names[-1] in ("cik", "zip") else value


FORM_SCALARS = [pair for pair in scalars() if not pair[0].startswith("powers_of_attorney.")]
POWER_SCALARS = [pair for pair in scalars() if pair[0].startswith("powers_of_attorney.")]


def test_every_key_of_the_full_filing_has_its_line_in_the_tables() -> None:
    assert {key for key, _ in FORM_SCALARS} == set(PLACES)
    assert {key.removeprefix("powers_of_attorney.") for key, _ in POWER_SCALARS} == set(POWER_PLACES)


@pytest.mark.parametrize(("key", "value"), FORM_SCALARS)
def test_a_value_stands_in_every_output_that_has_a_place_for_it(key: str, value: Any) -> None:
    printed, outputs = PLACES[key]
    for output in outputs:
        expected = "".join(printed(value, output).split())
        assert expected in text_of(output), (key, output)


def test_the_drafted_power_says_its_values_in_every_output() -> None:
    read = source.read(FULL.read_bytes(), FULL.name)
    drafted = read.data["powers_of_attorney"][0]
    outputs = [
        name for name in made() if name.startswith(("power-of-attorney", "ex24")) and "aurora" not in name
    ]
    assert len(outputs) == 4
    looked = 0
    for key, value in drafted.items():
        printed, has_place = POWER_PLACES[key]
        for item in value if isinstance(value, list) else [value]:
            for output in outputs if has_place else ():
                looked += 1
                assert "".join(printed(item, output).split()) in text_of(output), (key, output)
    assert looked > 30


def test_the_executed_power_is_sent_as_it_was_typed() -> None:
    typed = (FULL.parent / "executed-power.txt").read_text("ascii")
    outputs = [name for name in made() if name.startswith("ex24") and "aurora" in name]
    assert len(outputs) == 2
    for output in outputs:
        assert "".join(typed.split()) in text_of(output)


def test_footnotes_stand_at_the_same_values_on_paper_and_in_the_xml() -> None:
    title = ET.fromstring(made()["form3.xml"]).findall(
        "nonDerivativeTable/nonDerivativeHolding/securityTitle"
    )[1]
    assert [mark.attrib["id"] for mark in title.iter("footnoteId")] == ["F2"]
    for output in PAPER:
        assert "SeriesAPreferredStock(2)7,250.75(3)I(5)ByPanoraFamilyTrust(4)(5)" in text_of(output)
