"""The boxes on paper are ticked exactly where the XML says true, whoever files and however many."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

import redwell
from redwell.documents.renderer import render
from redwell.forms import form3
from redwell.source import loader
from tests.sample import FULL

COLUMNS = ("Director", "10% Owner", "Officer", "Other")
KEYS = ("director: true", "ten_percent_owner: true", "officer: Treasurer", "other: Trustee")
ELEMENTS = ("isDirector", "isTenPercentOwner", "isOfficer", "isOther")
BOXES = (
    *("Director", "10% Owner", "Officer (give title below)", "Other (specify below)"),
    *("Form filed by One Reporting Person", "Form filed by More than One Reporting Person"),
)
WORDS = ("X", "X", "Treasurer", "Trustee")
"""The text in each of the COLUMNS of an owner if its box is ticked."""

NAMES = ("ROE JANE", "DOE JOHN")

Ticks = tuple[bool, ...]


def of_true(items: Sequence[str], ticks: Ticks) -> list[str]:
    return [item for item, is_true in zip(items, ticks, strict=True) if is_true]


def made(name: str, relationships: Sequence[Ticks]) -> tuple[bytes, bytes]:
    """The XML, and the document *name*, of a filing with these owners.

    An owner may have no tick at all, which the schema would refuse.
    """
    owners = [
        f"  - {{name: {owner}, relationship: {{{', '.join(of_true(KEYS, ticks))}}}}}\n"
        for owner, ticks in zip(NAMES, relationships, strict=False)
    ]
    filing = (
        'form: "3"\ndate_of_event: 2026-05-04\nissuer: {name: ACME, cik: "1", trading_symbol: ACM}\n'
        "reporting_owners:\n" + "".join(owners)
    )
    said = form3.documents.documents(form3.parse(loader.read(filing.encode(), "test.yaml")), "Redwell")
    xml, paper = (next(item for item in said if item.name == wanted) for wanted in ("form3.xml", name))
    home = redwell.home()
    told = render(xml.name, xml.template, xml.context, home=home)
    attachment = (xml.name, told) if paper.attachment else None
    return told, render(paper.name, paper.template, paper.context, home=home, attachment=attachment)


def true_in_the_xml(content: bytes) -> tuple[Ticks, ...]:
    return tuple(
        tuple(relationship.findtext(element) == "true" for element in ELEMENTS)
        for relationship in ET.fromstring(content).iter("reportingOwnerRelationship")
    )


# --- the PDF ---


def ticked_in_the_pdf(content: bytes) -> Ticks:
    """Return the captions with an X directly before them."""
    pdf = pypdfium2.PdfDocument(content)
    text = " ".join(pdf[0].get_textpage().get_text_range().split())
    pdf.close()
    text = text[text.index("(Check all applicable)") : text.index("Table I ")]
    assert [text.count(caption) for caption in BOXES] == [1] * len(BOXES)
    return tuple(text[: text.index(caption)].endswith(" X ") for caption in BOXES)


def ticked_in_the_tags(content: bytes) -> Ticks:
    """Return the names of the ticked boxes in the tags, in order."""
    root: Any = pypdf.PdfReader(io.BytesIO(content)).root_object
    waiting: list[Any] = [root["/StructTreeRoot"]["/K"]]
    said: list[str] = []
    while waiting:
        item = waiting.pop(0)
        item = item.get_object() if isinstance(item, pypdf.generic.IndirectObject) else item
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict) and "/S" in item:
            said += [item["/Alt"]] if item["/S"] == "/Figure" else []
            waiting.insert(0, item.get("/K", []))
    assert set(said) <= {"checked", "not checked"}
    return tuple(alternative == "checked" for alternative in said)


def owners_in_the_pdf(content: bytes) -> tuple[dict[str, str], ...]:
    """Return the table of owners as seen: each word under the nearest head, beside the nearest name."""
    pdf = pypdfium2.PdfDocument(content)
    page = pdf[0].get_textpage()
    text = page.get_text_range()
    start, end = text.index("Relationships"), text.index("Signatures")
    heads = [(column, next(places(page, column, start, end))) for column in COLUMNS]
    names = [(name, place) for name in NAMES for place in places(page, name, start, end)]
    owners: dict[str, dict[str, str]] = {name: {} for name, _ in names}
    for word in dict.fromkeys(WORDS):
        for x, y in places(page, word, start, end):
            name = min(names, key=lambda named: abs(named[1][1] - y))[0]
            column = min(heads, key=lambda head: abs(head[1][0] - x))[0]
            assert column not in owners[name]
            owners[name][column] = word
    pdf.close()
    return tuple(owners.values())


def places(page: Any, text: str, start: int, end: int) -> Iterator[tuple[float, float]]:
    """The middle of each *text* that stands between two places of the page."""
    search = page.search(text, index=start, match_case=True, match_whole_word=True)
    while (found := search.get_next()) and found[0] < end:
        boxes = [page.get_charbox(found[0] + n) for n in range(found[1])]
        yield (boxes[0][0] + boxes[-1][2]) / 2, (boxes[0][1] + boxes[0][3]) / 2


# --- the Word document ---


def ticked_in_word(content: bytes) -> Ticks:
    """Return the captions with ☒ directly before them; all others must have ☐."""
    body = Document(io.BytesIO(content)).element.body
    text = "\n".join(Paragraph(p, None).text for p in body.iter(qn("w:p")))  # type: ignore[arg-type]  # no parent is needed to read
    marks = [[mark for mark in "☒☐" if text.count(f"{mark} {caption}") == 1] for caption in BOXES]
    assert [len(mark) for mark in marks] == [1] * len(BOXES)
    assert text.count("☒") + text.count("☐") == len(BOXES)
    return tuple(mark == ["☒"] for mark in marks)


def owners_in_word(content: bytes) -> tuple[dict[str, str], ...]:
    table = next(
        table
        for table in Document(io.BytesIO(content)).tables
        if table.cell(0, 0).text == "Reporting Owner Name / Address"
    )
    head, *rows = ([cell.text.strip() for cell in row.cells] for row in table.rows[1:])
    assert tuple(head[1:]) == COLUMNS
    return tuple(
        {column: text for column, text in zip(COLUMNS, row[1:], strict=True) if text} for row in rows
    )


# --- both, against the XML ---

COMBINATIONS = list(product((False, True), repeat=len(KEYS)))
EACH = pytest.mark.parametrize(
    "ticks",
    COMBINATIONS if FULL else COMBINATIONS[1::3],
    ids=lambda ticks: "-".join(of_true(ELEMENTS, ticks)) or "none",
)


def with_second(ticks: Ticks) -> tuple[Ticks, ...]:
    """Two owners, the second ticked where the first is not, so that a box of the wrong owner shows."""
    return ticks, tuple(not tick for tick in ticks)


def boxes_of(xml: bytes) -> Ticks:
    """Boxes 4 and 6 as the XML has them."""
    first, *others = true_in_the_xml(xml)
    return (*first, not others, bool(others))


def owners_of(xml: bytes) -> tuple[dict[str, str], ...]:
    """The lines of the table of owners as the XML has them."""
    return tuple(
        dict(zip(of_true(COLUMNS, ticks), of_true(WORDS, ticks), strict=True))
        for ticks in true_in_the_xml(xml)
    )


@EACH
def test_the_pdf_is_ticked_where_the_xml_says_true(ticks: Ticks) -> None:
    """With a second owner where an even number is ticked: so each box meets both, in half the time."""
    relationships = (ticks,) if sum(ticks) % 2 else with_second(ticks)
    xml, pdf = made("form3.pdf", relationships)
    assert true_in_the_xml(xml) == relationships
    assert ticked_in_the_pdf(pdf) == boxes_of(xml)
    assert ticked_in_the_tags(pdf) == boxes_of(xml)
    assert owners_in_the_pdf(pdf) == owners_of(xml)


@EACH
def test_the_word_document_is_ticked_where_the_xml_says_true(ticks: Ticks) -> None:
    for relationships in ((ticks,), with_second(ticks)):
        xml, word = made("form3.docx", relationships)
        assert true_in_the_xml(xml) == relationships
        assert ticked_in_word(word) == boxes_of(xml)
        assert owners_in_word(word) == owners_of(xml)
