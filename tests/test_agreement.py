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
from redwell.builds.rendering import each_rendered
from redwell.check import signed
from redwell.check.filing import check_filing
from redwell.codes.places import COUNTRIES, STATES
from redwell.documents.filters import grouped, plain, us_date
from redwell.exhibits import enclosed
from redwell.files import discovery
from redwell.forms.documents import documents_of
from redwell.source import loader
from tests.page_texts import page_texts
from tests.plain import laid_out_once
from tests.sample import FULL as ALL
from tests.sample import some

ROOT = Path(__file__).resolve().parents[1]
GOOD = sorted((ROOT / "tests" / "filings" / "good").glob("*.yaml"))
FULL = ROOT / "tests" / "filings" / "good" / "full.yaml"
KINDS = ("amendment", "for-signature", "full", "none-owned", "registration", "split-owners")
"""The good filings that together set each printed key; a sample looks at these."""
LOOKED = [file for file in GOOD if ALL or file.stem in KINDS]
SPLIT = [FULL.with_name(f"{name}.yaml") for name in some(["split-owners", "split-rows"])]
FORM = (".xml", ".pdf", ".docx")
PAPER = (".pdf", ".docx")

Printed = Callable[[Any, str], str]


def as_written(value: Any, output: str) -> str:
    return str(value)


def box(element: str, caption: str) -> Printed:
    """The element of a true box in the XML, and its caption on paper."""
    return lambda value, output: element if output == ".xml" else caption


def letter(value: Any, output: str) -> str:
    return {"direct": "D", "indirect": "I"}[value]


def day(value: Any, output: str) -> str:
    return value if output == ".xml" else us_date(date.fromisoformat(value))


def number(value: Any, output: str) -> str:
    return plain(Decimal(value)) if output == ".xml" else grouped(Decimal(value))


def dollars(value: Any, output: str) -> str:
    return number(value, output) if output == ".xml" else f"${number(value, output)}"


def state(value: Any, output: str) -> str:
    return value if output == ".xml" else STATES[value]


def country(value: Any, output: str) -> str:
    code, name = (value, COUNTRIES[value]) if value in COUNTRIES else (COUNTRIES.codes[value], value)
    return code if output == ".xml" else name


def none_owned(value: Any, output: str) -> str:
    return "No securities are beneficially owned" if value else ""


def day_in_words(value: Any, output: str) -> str:
    return f"{date.fromisoformat(value):%B}"


def note(value: Any, output: str) -> str:
    """Return a footnote up to its first reference to another, which the form prints as a number."""
    return str(value).partition("{note")[0]


def fact_in_words(value: Any, output: str) -> str:
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return f"{day:%B} {day.day}, {day.year}"
    return str(value)


NOWHERE: tuple[str, ...] = ()

PLACES: dict[str, tuple[Printed, tuple[str, ...]]] = {
    "form": (as_written, FORM),
    "amendment.original_filed": (day, FORM),
    "amendment.amends": (as_written, NOWHERE),
    "amendment.explanation": (as_written, FORM),
    "edition": (lambda value, output: f"({value})", PAPER),
    "date_of_event": (day, FORM),
    "registration_effective": (as_written, NOWHERE),
    "issuer.name": (as_written, PAPER),
    "issuer.cik": (as_written, (".xml",)),
    "issuer.trading_symbol": (as_written, FORM),
    "issuer.foreign_trading_symbol": (as_written, FORM),
    "issuer.foreign_private_issuer": (as_written, NOWHERE),
    "issuer.fiscal_year_end": (as_written, NOWHERE),
    "reporting_owners.name": (as_written, PAPER),
    "reporting_owners.cik": (as_written, (".xml",)),
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
    "no_securities_owned": (none_owned, PAPER),
    "split": (as_written, NOWHERE),
    "title": (as_written, FORM),
    "amount": (number, FORM),
    "amount_in_dollars": (dollars, FORM),
    "ownership": (letter, FORM),
    "nature_of_ownership": (as_written, FORM),
    "date_exercisable": (day, FORM),
    "expiration_date": (day, FORM),
    "conversion_or_exercise_price": (dollars, FORM),
    "footnotes": (note, FORM),
    "footnotes.model": (as_written, NOWHERE),
    "footnotes.fact": (fact_in_words, FORM),
    "remarks": (as_written, FORM),
    "signatures.signer": (as_written, FORM),
    "signatures to come.signer": (as_written, PAPER),
    "signatures.signed": (day, FORM),
    # A line given as text need not name its owner; the table of owners does.
    "signatures.for": (as_written, PAPER),
    "signatures.capacity": (as_written, FORM),
    "signatures.title": (as_written, FORM),
    "signatures.by": (as_written, FORM),
    "signatures.text": (as_written, FORM),
    # Records that stay with the firm; the authentication page shows the fingerprint.
    "signatures.facts": (as_written, NOWHERE),
    "signatures.words": (as_written, NOWHERE),
    "signatures.reauthorized.by": (as_written, NOWHERE),
    "signatures.reauthorized.on": (as_written, NOWHERE),
    "signatures.reauthorized.how": (as_written, NOWHERE),
    "signatures.reauthorized.facts": (as_written, NOWHERE),
    "signatures.reauthorized.words": (as_written, NOWHERE),
    "signatures.authenticated.on": (as_written, NOWHERE),
    "signatures.authenticated.held_by": (as_written, NOWHERE),
    "confirmed.by": (as_written, NOWHERE),
    "confirmed.on": (as_written, NOWHERE),
    "confirmed.how": (as_written, NOWHERE),
    "confirmed.facts": (as_written, NOWHERE),
    "exhibits.type": (as_written, NOWHERE),
    "exhibits.file": (as_written, NOWHERE),
    "exhibits.description": (as_written, NOWHERE),
    "tested.date": (as_written, NOWHERE),
    "tested.accession_number": (as_written, NOWHERE),
    "sources": (as_written, NOWHERE),
    "filed.date": (as_written, NOWHERE),
    "filed.accession_number": (as_written, NOWHERE),
    "accept": (as_written, NOWHERE),
}
"""The place of each printed key, and its form. Keys of both tables are listed once: both print alike."""

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
    "ends_after_years": (lambda value, output: f"three ({value}) years", True),
    "ends_on_leaving": (as_written, True),
    "left": (as_written, False),
    "place": (as_written, True),
    "witnesses": (as_written, True),
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
def made(file: Path = FULL) -> dict[str, bytes]:
    home = redwell.home()
    checked = check_filing(discovery.entry(file, ROOT), ROOT, home)
    assert checked.filing
    facts = signed.facts_of(checked.filing, home)
    documents = documents_of(checked.filing, checked.files, "Redwell", facts)
    return {
        **each_rendered(laid_out_once(documents), ROOT, home),
        **enclosed.contents(checked.filing, checked.files),
    }


@cache
def form_of(file: Path, suffix: str) -> str:
    """The words of the form in one kind of output; of a split filing, in all its parts."""
    found = [name for name in made(file) if name.startswith("form3") and name.endswith(suffix)]
    assert found
    return "".join(text_of(name, file) for name in found)


@cache
def text_of(name: str, file: Path = FULL) -> str:
    """The words of an output, without white space: lines and columns break anywhere."""
    content = made(file)[name]
    match Path(name).suffix:
        case ".pdf":
            text = "".join(page_texts(content))
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


def scalars(file: Path) -> Iterator[tuple[str, Any]]:
    """Key and value of every scalar of a filing; text that was written keeps its zeros."""
    read = loader.read(file.read_bytes(), file.name)
    for path, mark in read.marks.items():
        value: Any = read.data
        for step in path:
            value = value[step]
        if isinstance(value, (dict, list)):
            continue
        names = [step for step in path if isinstance(step, str)]
        if names[0] == "accept":
            names = names[:1]
        if names[0] == "footnotes":
            fact = names[2:]
            names = ["footnotes"] + ["model" if fact == ["model"] else "fact"] * bool(fact)
        if "left" in names:
            names = names[:2]
        if "footnotes" in names[1:]:
            continue
        if names[0] in ("non_derivative", "derivative"):
            names = [
                name for name in names if name not in ("non_derivative", "derivative", "underlying", "value")
            ]
        if names[0] == "signatures" and "signed" not in read.data["signatures"][path[1]]:
            names[0] = "signatures to come"
        yield ".".join(names), mark.written if names[-1] in ("cik", "zip") else value


POWER = "powers_of_attorney."


def test_the_tables_have_a_line_for_each_key_of_the_good_filings() -> None:
    keys = {key for file in GOOD for key, _ in scalars(file)}
    assert {key for key in keys if not key.startswith(POWER)} == set(PLACES)
    assert {key.removeprefix(POWER) for key in keys if key.startswith(POWER)} == set(POWER_PLACES)


@pytest.mark.parametrize("file", LOOKED, ids=lambda file: file.stem)
def test_each_output_has_every_value_it_has_a_place_for(file: Path) -> None:
    looked = 0
    for key, value in scalars(file):
        printed, outputs = PLACES.get(key, (as_written, NOWHERE))
        for output in outputs:
            looked += 1
            expected = "".join(printed(value, output).split())
            assert expected in form_of(file, output), (key, output)
    assert looked > 15


def test_the_explanation_of_an_amendment_comes_before_the_remarks() -> None:
    file = FULL.with_name("amendment.yaml")
    data = loader.read(file.read_bytes(), file.name).data
    said = "".join(f"{data['amendment']['explanation']} {data['remarks']}".split())
    for output in FORM:
        assert said in form_of(file, output), output


def test_each_part_of_a_split_filing_says_its_number() -> None:
    for file in SPLIT:
        for number in (1, 2):
            for output in FORM:
                said = f"Filing{number}of2,becauseEDGARtakesatmost"
                assert said in text_of(f"form3-{number}of2{output}", file)
                assert output == ".xml" or f"Form3({number}of2)" in text_of(
                    f"form3-{number}of2{output}", file
                )


@pytest.mark.parametrize("file", [*SPLIT, FULL.with_name("amendment.yaml"), FULL], ids=lambda file: file.stem)
def test_each_pdf_carries_its_own_xml(file: Path) -> None:
    documents = made(file)
    forms = [each for each in documents if each.startswith("form3") and each.endswith(".pdf")]
    assert len(forms) == (2 if file in SPLIT else 1)
    for form in forms:
        xml = form.replace(".pdf", ".xml")
        attached = PdfReader(io.BytesIO(documents[form])).attachments
        assert dict(attached) == {xml: [documents[xml]]}


@pytest.mark.parametrize(
    ("number", "grantor", "count", "values"), [(0, "trust", 4, 30), (1, "robert", 2, 15)]
)
def test_each_output_of_a_drafted_power_has_all_of_its_values(
    number: int, grantor: str, count: int, values: int
) -> None:
    read = loader.read(FULL.read_bytes(), FULL.name)
    drafted = read.data["powers_of_attorney"][number]
    outputs = [name for name in made() if name.startswith(("power-of-attorney", "ex24")) and grantor in name]
    assert len(outputs) == count
    looked = 0
    for key, value in drafted.items():
        printed, has_place = POWER_PLACES[key]
        for item in value if isinstance(value, list) else [value]:
            for output in outputs if has_place else ():
                looked += 1
                assert "".join(printed(item, output).split()) in text_of(output), (key, output)
    assert looked > values


def test_an_executed_power_is_sent_as_typed() -> None:
    typed = (FULL.parent / "executed-power.txt").read_text("ascii")
    outputs = [name for name in made() if name.startswith("ex24") and "aurora" in name]
    assert len(outputs) == 2
    for output in outputs:
        assert "".join(typed.split()) in text_of(output)


def test_paper_and_xml_have_footnotes_at_the_same_values() -> None:
    data = loader.read(FULL.read_bytes(), FULL.name).data
    row = data["non_derivative"][1]
    numbers = {
        key: [list(data["footnotes"]).index(label) + 1 for label in cell["footnotes"]]
        for key, cell in row.items()
    }
    assert list(numbers) == ["title", "amount", "ownership", "nature_of_ownership"]
    assert max(map(len, numbers.values())) == 2
    holding = ET.fromstring(made()["form3.xml"]).findall("nonDerivativeTable/nonDerivativeHolding")[1]
    marked = [f"F{n}" for found in numbers.values() for n in found]
    assert [mark.attrib["id"] for mark in holding.iter("footnoteId")] == marked
    title, amount, ownership, nature = ("".join(f"({n})" for n in found) for found in numbers.values())
    line = f"SeriesAPreferredStock{title}7,250.75{amount}I{ownership}ByPanoraFamilyTrust{nature}"
    for output in PAPER:
        assert line in form_of(FULL, output)
