"""The PDF engine, and Form 3 as it lays it out."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pdfua
import pikepdf
import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

import redwell
from redwell.documents import pdf
from redwell.documents.filters import figure_slots
from redwell.documents.renderer import BrokenTemplate, MissingLibrary
from redwell.forms import form3
from redwell.forms.form3.tables import Form3
from redwell.ownership.parse import parse_filing
from redwell.power_of_attorney import instrument
from redwell.source import loader
from redwell.text.glyphs import drawable, unprintable
from tests import powers
from tests.page_texts import page_texts
from tests.read_aloud import read
from tests.sample import some, tries
from tests.seed_words import FOOT, SEED_WORDS

HOME = redwell.home()
SEED = HOME / "filings/tecogen/2013-10-01-panora-form3.yaml"
XML = b"<ownershipDocument/>\n"


@cache
def seed_text() -> str:
    return SEED.read_text("utf-8")


def context_of(text: str) -> dict[str, Any]:
    filing = parse_filing(loader.read(text.encode(), "filing.yaml"), Form3)
    return form3.documents.context(filing, "Redwell", fingerprint="1:4f2a91c07be3")


def seed(**changes: Any) -> dict[str, Any]:
    return context_of(seed_text()) | changes


def rendered(context: Mapping[str, Any]) -> bytes:
    return pdf.render("form3/form3.html.j2", context, home=HOME, attachment=("form3.xml", XML))


@cache
def seed_pdf() -> bytes:
    return rendered(seed())


@cache
def new_edition_pdf() -> bytes:
    return rendered(context_of(seed_text().replace('edition: "7-02"', 'edition: "03-26"')))


ROWS, NOTES = 30, tries(40, 98)


@cache
def long_pdf() -> bytes:
    """Many rows in both tables and many footnotes, in the new edition."""
    context = seed(is_new_edition=True)
    owned, optioned = context["non_derivative"][0], context["derivative"][0]
    footnotes = [
        {"number": n, "text": f"Note {n}. " + "A long explanation. " * (n % 20)} for n in range(1, NOTES + 1)
    ]
    nature = {
        "value": "By a trust of which the reporting person is trustee",
        "footnotes": [7],
        "in_dollars": False,
    }
    return rendered(
        context
        | {
            "non_derivative": [owned | {"nature": nature} for _ in range(ROWS)],
            "derivative": [optioned | {"nature": nature} for _ in range(ROWS)],
            "footnotes": footnotes,
        }
    )


def pages(content: bytes) -> list[str]:
    """The text of each page in the order of the file, line by line."""
    return page_texts(content)


def words(content: bytes) -> str:
    """The text in the order of the file, any run of white space as one space."""
    return " ".join(" ".join(pages(content)).split())


def elements(content: bytes, *tags: str) -> list[Any]:
    """The elements of the tag tree that are *tags*, in its order, as pypdf objects."""
    found: list[Any] = []
    root: Any = pypdf.PdfReader(io.BytesIO(content)).root_object
    waiting: list[Any] = [root["/StructTreeRoot"]["/K"]]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, pypdf.generic.IndirectObject):
            item = item.get_object()
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict) and "/S" in item:
            found += [item] if item["/S"] in tags else []
            waiting.insert(0, item.get("/K", []))
    return found


# --- what the form says ---


@pytest.mark.parametrize(
    ("edition", "address"),
    [
        ("7-02", "CAMBRIDGE, SAO PAULO 02140 BRAZIL (City)"),
        ("03-26", "CAMBRIDGE SAO PAULO 02140 (City) (State) (Zip/Postal Code) BRAZIL (Country)"),
    ],
)
def test_an_amendment_is_a_form_3_that_says_when_the_original_was_filed(edition: str, address: str) -> None:
    """With an address abroad, which prints province and country in both editions."""
    amendment = 'form: "3/A"\namendment: {original_filed: 2013-10-11}\n'
    text = seed_text().replace('form: "3"\n', amendment).replace('"7-02"', f'"{edition}"')
    abroad = text.replace("      state: MA\n", "      province: SAO PAULO\n      country: BRAZIL\n")
    said = words(rendered(context_of(abroad)))
    assert said.startswith("FORM 3 AMENDMENT UNITED STATES")
    assert "5. If Amendment, Date Original Filed (Month/Day/Year) 10/11/2013 6. Individual or Joint" in said
    assert address in said
    assert said.endswith(
        "TECOGEN INC. [TGEN] · PANORA ROBERT A · Form 3/A Signed · fingerprint 4f2a91c0 · Page 1 of 1"
    )


def test_a_form_without_securities_fits_one_page_with_an_address_of_five_lines() -> None:
    """The tallest box 1: two lines of street, in the edition of 2026."""
    filing = """\
form: "3"
edition: "03-26"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    address: {street: [C/O ACME CORP, 1 MAIN STREET], city: BOSTON, state: MA, zip: "02110"}
    relationship: {officer: Chief Financial Officer}
no_securities_owned: true
signatures: [{signer: Jane Doe, signed: 2026-05-06}]
"""
    [page] = pages(rendered(context_of(filing)))
    assert "No securities are beneficially owned" in page


def test_every_word_of_the_seed_stands_in_its_order() -> None:
    assert words(seed_pdf()) == " ".join(f"{SEED_WORDS} {FOOT}".split())


def test_the_edition_of_2026_adds_its_boxes_captions_and_number() -> None:
    said = words(new_edition_pdf())
    for expected in (
        "CAMBRIDGE MASSACHUSETTS 02140 (City) (State) (Zip/Postal Code) UNITED STATES (Country)",
        "TECOGEN INC. [TGEN] 3a. Foreign Trading Symbol 4. Relationship",
        "CAMBRIDGE, MASSACHUSETTS 02140 UNITED STATES COO and President",
        "Reminder: Report on a separate line for each class of securities beneficially owned directly or "
        "indirectly. SEC 1473 (7-02)",
        "a currently valid OMB number. * Form 3: SEC 1473 (03-26).",
    ):
        assert expected in said


def test_marks_figures_and_texts_print_as_they_are() -> None:
    """A price that is only a footnote is "$ (1)"; text keeps its spaces and is never markup."""
    context = seed(remarks='Exhibit 24\nA "quoted"  <b>word</b> & more of S\u00c3O PAULO')
    context["derivative"][0]["price"] = {"value": None, "footnotes": [1], "in_dollars": True}
    context["non_derivative"][0]["amount"] = {
        "value": Decimal("1234.5"),
        "footnotes": [1, 2],
        "in_dollars": True,
    }
    context["footnotes"].append({"number": 2, "text": "Another note."})
    content = rendered(context)
    said = words(content)
    assert "Common Stock $1,234.5(1)(2) D" in said
    assert "Common Stock 125,000 $ (1) D" in said
    assert said.count("$") == 2
    remarks = 'Remarks:\nExhibit 24\nA "quoted"  <b>word</b> & more of S\u00c3O PAULO\nNote: File'
    # PDFium reads two spaces as one.
    assert remarks in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


# --- the three states of signing ---


def test_a_draft_is_marked_under_every_page_and_nowhere_in_the_text() -> None:
    draft = rendered(seed(is_draft=True, signatures=[]))
    assert "DRAFT" not in words(draft)
    with pikepdf.open(io.BytesIO(draft)) as opened, pikepdf.open(io.BytesIO(seed_pdf())) as final:
        assert str(opened.docinfo["/Title"]) == "Form 3 - PANORA ROBERT A - TECOGEN INC. [TGEN] (draft)"
        for page in opened.pages:
            operators = [str(each.operator) for each in pikepdf.parse_content_stream(page)]
            assert "Do" in operators[: operators.index("BT")], "the mark is painted before the text"
        assert [str(each.operator) for each in pikepdf.parse_content_stream(final.pages[0])].count("Do") < (
            operators.count("Do")
        )


def test_the_foot_says_the_state_and_the_first_digits_of_the_fingerprint_on_every_page() -> None:
    signed = "signatures: [{signer: Robert A. Panora, signed: 2013-10-01}"
    head, _, _ = seed_text().partition("signatures:")
    for lines, state in (
        ("", "Draft"),
        (f"{signed}, {{signer: Jane Roe}}]\n", "For signature"),
        (f"{signed}]\n", "Signed"),
    ):
        context = context_of(head + lines)
        context |= {"remarks": "A long remark. " * 120, "steps": ()}
        said = pages(rendered(context))
        total = len(said)
        assert total > 1
        for number, page in enumerate(said, start=1):
            foot = f"{state} · fingerprint 4f2a91c0 · Page {number} of {total}"
            assert page.endswith(f" {foot}")


def test_each_signer_has_a_line_and_an_unsigned_one_no_date() -> None:
    signed = {"text": "/s/ Robert A. Panora", "is_signed": True, "date": date(2013, 10, 1)}
    unsigned = {"text": "Jane Roe, Trustee", "is_signed": False, "date": None}
    said = words(rendered(seed(signatures=[signed, unsigned])))
    assert (
        "Signatures /s/ Robert A. Panora **Signature of Reporting Person 10/01/2013 Date Jane Roe, Trustee "
        "**Signature of Reporting Person Date Explanation" in said
    )


# --- how it is laid out ---


def test_the_seed_fits_one_page_of_landscape_letter() -> None:
    with pikepdf.open(io.BytesIO(seed_pdf())) as opened:
        assert [[float(side) for side in page.mediabox] for page in opened.pages] == [[0, 0, 792, 612]]


def test_headers_repeat_on_every_page_that_a_table_reaches() -> None:
    said = [" ".join(page.split()) for page in pages(long_pdf())]
    first = [page for page in said if "Common Stock 163,350" in page]
    second = [page for page in said if "Stock Option (Right to Buy)" in page]
    assert len(first) > 1
    assert len(second) > 1
    assert all("1. Title of Security (Instr. 4)" in page for page in first)
    assert all("1. Title of Derivative Security (Instr. 4)" in page for page in second)
    assert all(page.endswith(f"Page {n} of {len(said)}") for n, page in enumerate(said, start=1))


def test_no_row_is_divided_between_pages() -> None:
    said = [" ".join(page.split()) for page in pages(long_pdf())]
    row = "Common Stock 163,350 D By a trust of which the reporting person is trustee(7)"
    assert sum(page.count(row) for page in said) == ROWS


def test_figures_of_a_column_stand_on_the_decimal_point(tmp_path: Path) -> None:
    context = seed()
    (row,) = context["non_derivative"]
    for figure, notes in (("163350.25", []), ("1234.5678", [1]), ("7.5", [1, 1])):
        amount = {"value": Decimal(figure), "footnotes": notes, "in_dollars": False}
        context["non_derivative"].append(row | {"amount": amount})
    file = tmp_path / "form3.pdf"
    file.write_bytes(rendered(context))
    document = pypdfium2.PdfDocument(file)
    page = document[0].get_textpage()
    points = []
    for figure in ("163,350.25", "1,234.5678", "7.5"):
        start, _ = page.search(figure, match_whole_word=True).get_next()
        points.append(page.get_charbox(start + figure.index("."))[0])
    document.close()
    assert max(points) - min(points) < 0.1


def cells_and_letters(content: bytes) -> tuple[list[Any], list[Any]]:
    """The boxes of the cells of the first page, and its letters with theirs, in the order of the text."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        cells = [shape.get_bounds() for shape in page.get_objects() if shape.type == 2]
        text = page.get_textpage()
        letters = [(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]
    return cells, letters


FIGURES = product(("12346", "999999999999.9999"), ([97, 98], [10], [1, 22, 33, 44, 55], [10, 11, 12, 13]))


@pytest.mark.parametrize(("figure", "notes"), some([*FIGURES], 6), ids=str)
def test_marks_stay_in_their_cells_and_clear_of_each_other(figure: str, notes: list[int]) -> None:
    context = seed()
    (owned,), (optioned,) = context["non_derivative"], context["derivative"]
    amount = {"value": Decimal(figure), "footnotes": notes, "in_dollars": False}
    day = {"value": date(2026, 12, 28), "footnotes": notes}
    owned["amount"] = optioned["underlying_amount"] = amount
    optioned["price"] = amount | {"in_dollars": True}
    optioned["date_exercisable"] = optioned["expiration_date"] = day
    context["derivative_widths"] = form3.documents.derivative_widths(context["derivative"])
    context["footnotes"] = [{"number": n, "text": "A note."} for n in notes]
    cells, letters = cells_and_letters(rendered(context))
    said = "".join(letter for letter, _ in letters)
    figures = [n for n in range(said.index("Common Stock"), said.index("Reporting Owners")) if said[n] > " "]
    assert {"(", "2", "$"} <= {said[n] for n in figures}
    figures.sort(key=lambda n: letters[n][1][0])
    for place, n in enumerate(figures):
        left, bottom, right, top = letters[n][1]
        middle, height = (left + right) / 2, (bottom + top) / 2
        around = [each for each in cells if each[0] < middle < each[2] and each[1] < height < each[3]]
        if around:
            cell = min(around, key=lambda each: (each[2] - each[0]) * (each[3] - each[1]))
            assert cell[0] <= left, said[n - 12 : n + 12]
            assert right <= cell[2], said[n - 12 : n + 12]
        for m in figures[place + 1 :]:
            other = letters[m][1]
            if other[0] >= right:
                break
            across = min(right, other[2]) - other[0]
            upward = min(top, other[3]) - max(bottom, other[1])
            assert abs(m - n) < 2 or across < 0.2 or upward < 0.2, (said[n], said[m])


def test_marks_alone_stand_in_the_middle_of_every_column() -> None:
    context = seed(footnotes=[{"number": n, "text": "A note."} for n in (1, 2)], steps=())
    (row,) = context["derivative"]
    names = ("title", "date_exercisable", "underlying_title", "underlying_amount", "price", "nature")
    alone = {"value": None, "footnotes": [1, 2], "in_dollars": False}
    context["derivative"] = [row, row | dict.fromkeys(names, alone) | {"price": alone | {"in_dollars": True}}]
    edges = list(accumulate(context["derivative_widths"], initial=36))
    middles = [sum(pair) / 2 for pair in pairwise(edges)]
    _, letters = cells_and_letters(rendered(context))
    said = "".join(letter for letter, _ in letters)
    found = []
    for place in re.finditer(r"(\$\s)?\(1\)\(2\)", said):
        left, right = letters[place.start()][1][0], letters[place.end() - 1][1][2]
        found.append(min(abs((left + right) / 2 - middle) for middle in middles))
    assert len(found) == len(names)
    assert max(found) < 1


def tops(content: bytes, text: str) -> list[tuple[int, float, float]]:
    """Return the page, left edge and top of each place of *text*, in points from the upper left corner."""
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for n, page in enumerate(document):
            written = page.get_textpage()
            search = written.search(text)
            while place := search.get_next():
                left, _, _, top = written.get_charbox(place[0], loose=True)
                found.append((n, left, page.get_height() - top))
    return found


def test_many_notes_stand_in_two_balanced_columns_and_few_in_one() -> None:
    note = "Each share converts into one share of Class A Common Stock at any time. " * 3
    lefts = {}
    for count in (3, 8):
        notes = [{"number": n, "text": f"{note}Ends {n}."} for n in range(1, count + 1)]
        content = rendered(seed(footnotes=notes, has_many_notes=count == 8, steps=(), step="apart"))
        places = [tops(content, f"Ends {n}.")[0] for n in range(1, count + 1)]
        starts = [tops(content, f"({n})")[-1] for n in range(2, count + 1)]
        lefts[count] = sorted({round(left) for _, left, _ in starts})
    assert lefts == {3: [36], 8: [36, 406]}
    assert abs(places[3][2] - places[7][2]) < 15, "the columns end on one level"


@pytest.mark.parametrize("signers", [1, 10])
def test_a_line_to_sign_has_air_and_stays_with_its_name_and_date(signers: int) -> None:
    lines = [
        {"text": f"Signer {n}., Attorney-in-Fact for a fund", "is_signed": False, "date": None}
        for n in range(1, signers + 1)
    ]
    content = rendered(
        seed(signatures=lines, has_many_signers=signers > 2, remarks="A remark. " * 60, steps=())
    )
    names = [tops(content, f"Signer {n}.")[0] for n in range(1, signers + 1)]
    captions = tops(content, "Signature of Reporting Person")
    days = [each for each in tops(content, "Date") if any(each[0] == page for page, _, _ in names)]
    assert [page for page, _, _ in names] == [page for page, _, _ in captions]
    heads = tops(content, "Signatures")
    for n, (page, _, top) in enumerate(names):
        above = [y for p, _, y in (*captions, *heads) if p == page and y < top]
        assert not above or top - max(above) > 30 + 9, n
        assert any(p == page and abs(y - top) < 6 for p, _, y in days), n
    assert len({round(left) for _, left, _ in names}) == min(signers, 2), "many stand side by side"


def test_no_footnote_mark_stands_alone_on_a_line() -> None:
    """Wherever the line ends: between a period and a bracket, a line may break."""
    nature = "nature_of_ownership: {value: V, footnotes: [a]}"
    row = f"  - {{title: Common Stock, amount: 1, ownership: indirect, {nature}}}\n"
    rows = "".join(
        row.replace("V", f'"By the Bird Global Holdings {"i" * n} and Ltd., Inc."') for n in range(25)
    )
    head, _, rest = seed_text().partition("non_derivative:\n")
    notes = "footnotes:\n  a: A note.\n  vesting"
    text = f"{head}non_derivative:\n{rows}\nderivative:{rest.partition('derivative:')[2]}"
    context = context_of(text.replace("footnotes:\n  vesting", notes)) | {"steps": ()}
    lines = "\n".join(pages(rendered(context))).splitlines()
    assert sum("Inc.(1)" in line.replace("\u2060", "") for line in lines) == 25


def test_a_column_leaves_room_for_its_longest_fraction_and_marks() -> None:
    def cells(*cells: tuple[str | None, list[int]]) -> list[dict[str, Any]]:
        return [{"amount": {"value": value and Decimal(value), "footnotes": notes}} for value, notes in cells]

    assert figure_slots([], "amount", room=12) == "places-0 marks-0"
    assert figure_slots(cells(("163350", [])), "amount", room=12) == "places-0 marks-0"
    assert figure_slots(cells(("2.6", []), ("1.25", [3])), "amount", room=12) == "places-2 marks-1"
    assert figure_slots(cells((None, [10, 11, 12, 13])), "amount", room=12) == "places-0 marks-3"
    assert figure_slots(cells(("999999999.5", [])), "amount", room=12) == "places-1 marks-0 tight"


@pytest.mark.parametrize("grantor", ["Robert A. Panora", "Jo Li"])
def test_a_date_that_a_hand_fills_in_stands_on_one_line(grantor: str) -> None:
    content = powers.output(HOME, powers.power(signed=None, grantor=grantor), suffix=".pdf")
    lines = "\n".join(pages(content)).splitlines()
    assert sum(instrument.BLANK_DAY in line for line in lines) == 1


# --- what the file is ---


@pytest.mark.parametrize("content", [seed_pdf, new_edition_pdf, long_pdf], ids=["seed", "2026", "long"])
def test_qpdf_and_pdfua_find_nothing(content: Any, tmp_path: Path) -> None:
    file = tmp_path / "form3.pdf"
    file.write_bytes(content())
    with pikepdf.open(file) as opened:
        assert opened.check_pdf_syntax() == []
    report = pdfua.validate(str(file))
    assert [str(finding) for finding in report.findings] == []


def test_the_file_declares_pdf_a_3a_and_pdf_ua_1_and_carries_no_date() -> None:
    with pikepdf.open(io.BytesIO(seed_pdf())) as opened:
        metadata = opened.Root.Metadata.read_bytes().decode()
        information = {key: str(value) for key, value in opened.docinfo.items()}
        assert opened.Root.Lang == "en-US"
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.ViewerPreferences.DisplayDocTitle
    for mark in ('pdfaid:part="3"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"'):
        assert mark in metadata
    assert "Date" not in metadata
    assert information == {
        "/Title": "Form 3 - PANORA ROBERT A - TECOGEN INC. [TGEN]",
        "/Author": "Redwell",
        "/Subject": "TECOGEN INC. [TGEN]",
        "/Creator": "Redwell",
        "/Producer": information["/Producer"],
    }
    for value in information.values():
        assert value in metadata


def test_the_xml_is_an_associated_file_with_a_fixed_date() -> None:
    with pikepdf.open(io.BytesIO(seed_pdf())) as opened:
        (attached,) = opened.Root.AF
        assert attached.AFRelationship == "/Alternative"
        assert str(attached.UF) == "form3.xml"
        assert attached.EF.F.read_bytes() == XML
        assert attached.EF.F.Subtype == "/text/xml"
        assert str(attached.EF.F.Params.ModDate) == "D:20000101000000Z"
        assert str(attached.EF.F.Params.CreationDate) == "D:20000101000000Z"


def test_every_header_cell_has_a_scope() -> None:
    cells = elements(seed_pdf(), "/TH")
    assert len(cells) == 4 + 6 + 4 + 2 + 4
    assert {cell["/A"]["/Scope"] for cell in cells} == {"/Column"}


def test_check_boxes_say_in_the_tags_whether_they_are_checked() -> None:
    assert [element["/Alt"] for element in elements(seed_pdf(), "/Figure")] == [
        "not checked",
        "not checked",
        "checked",
        "not checked",
        "checked",
        "not checked",
    ]


def test_headings_are_the_sections_and_boxes_of_the_form() -> None:
    headings = [(each.kind, each.text[:18]) for each in read(new_edition_pdf()).all("H1", "H2", "H3")]
    assert headings == [
        ("H1", "FORM 3"),
        ("H2", "INITIAL STATEMENT "),
        ("H3", "1. Name and Addres"),
        ("H3", "2. Date of Event R"),
        ("H3", "3. Issuer Name and"),
        ("H3", "3a. Foreign Tradin"),
        ("H3", "4. Relationship of"),
        ("H3", "5. If Amendment, D"),
        ("H3", "6. Individual or J"),
        ("H3", "Table I - Non-Deri"),
        ("H3", "Table II - Derivat"),
        ("H2", "Reporting Owners"),
        ("H2", "Signatures"),
        ("H2", "Explanation of Res"),
    ]


def test_a_caption_is_read_before_what_is_written_above_it() -> None:
    said = read(new_edition_pdf()).text
    assert (
        "1. Name and Address of Reporting Person * (Last) (First) (Middle) PANORA ROBERT A (Street) 55 "
        "CLIFTON ST. (City) (State) (Zip/Postal Code) CAMBRIDGE MASSACHUSETTS 02140 (Country) UNITED "
        "STATES 2. Date of Event"
    ) in said
    assert "** Signature of Reporting Person /s/ Robert A. Panora Date 10/01/2013 Explanation" in said


def test_every_word_of_the_page_is_read_once() -> None:
    """In another order, and without the foot."""
    said = read(seed_pdf()).text
    assert sorted(re.sub(r"\s", "", said)) == sorted(re.sub(r"\s", "", SEED_WORDS))


@pytest.mark.parametrize("content", [seed_pdf, new_edition_pdf, long_pdf], ids=["seed", "2026", "long"])
def test_lists_have_items_with_a_label_and_a_body_and_no_element_is_empty(content: Any) -> None:
    document = read(content())
    for each in document.all("L"):
        assert {kid.kind for kid in each.kids} == {"LI"}
    items = [*document.all("LI")]
    assert items
    assert [[kid.kind for kid in item.kids] for item in items] == [["Lbl", "LBody"]] * len(items)
    assert not [*document.all("Caption")]
    blank = {each.kind for each in document.all() if not each.kids and not each.text}
    assert blank <= {"TD", "Figure", "Span"}, "a picture has its own words, and a Span may be a space"


def test_a_note_that_two_columns_or_pages_share_is_one_item() -> None:
    items = [each.text for each in read(long_pdf()).all("LI")][2:]
    expected = [f"({n}) Note {n}. " + "A long explanation. " * (n % 20) for n in range(1, NOTES + 1)]
    assert items == [text.strip() for text in expected]


def test_lists_that_stand_beside_each_other_are_two_and_no_item_is_lost_in_another() -> None:
    """A firm's template may hold any lists."""
    lists = (
        "<ul><li><b style='display: inline-block'>(1)</b> first</li></ul><ul style='list-style: none'>"
        "<li>second</li><li>third</li></ul><ol style='list-style: none'><li>fourth</li></ol>"
        "<dl><dt>fifth</dt><dd>sixth</dd></dl>"
        "<ul><li>outer<ul style='list-style: lower-alpha'><li>inner</li></ul></li></ul>"
    )
    page = f"<html lang='en'><head><title>A</title></head><body>{lists}</body></html>"
    read_lists = [*read(pdf.printed(ElementTree.fromstring(page), ())).all("L")]
    assert [[item.text for item in each.kids if item.kind == "LI"] for each in read_lists] == [
        ["(1) first"],
        ["second", "third"],
        ["fourth"],
        ["fifth", "sixth"],
        ["\u2022 outer"],
        ["a. inner"],
    ]


def test_bookmarks_are_the_sections_of_the_form() -> None:
    with pikepdf.open(io.BytesIO(seed_pdf())) as opened, opened.open_outline() as outline:
        (top,) = outline.root
        assert top.title == "FORM 3"
        assert [child.title for child in top.children] == [
            "INITIAL STATEMENT OF BENEFICIAL OWNERSHIP OF SECURITIES",
            "Reporting Owners",
            "Signatures",
            "Explanation of Responses:",
        ]
        assert [child.title for child in top.children[0].children] == [
            "Table I - Non-Derivative Securities Beneficially Owned",
            "Table II - Derivative Securities Beneficially Owned "
            "(e.g., puts, calls, warrants, options, convertible securities)",
        ]


def test_only_packaged_fonts_are_used_each_a_subset_inside_the_file() -> None:
    with pikepdf.open(io.BytesIO(long_pdf())) as opened:
        found = {}
        for font in opened.pages[0].Resources.Font.values():
            (descendant,) = font.DescendantFonts
            found[str(font.BaseFont)] = "/FontFile2" in descendant.FontDescriptor
    assert found
    assert all(found.values())
    assert all(re.fullmatch(r"/[A-Z]{6}\+PT-Sans(-Narrow)?(-\w+)*", name) for name in found)


# --- the same bytes everywhere ---


def test_a_second_rendering_in_the_same_process_gives_the_same_bytes() -> None:
    assert rendered(seed()) == seed_pdf()


# --- what the engine refuses ---


def page_of(home: Path, body: str, css: str = "") -> bytes:
    """*body* and *css* as a document of their own, beside the shared templates."""
    shared = home / "templates/shared"
    shared.mkdir(parents=True)
    for name in ("base.html.j2", "page.css"):
        (shared / name).write_bytes((HOME / "templates/shared" / name).read_bytes())
    (home / "templates/own.html.j2").write_text(
        "{% extends 'shared/base.html.j2' %}{% block title %}T{% endblock %}{% block body %}"
        + body
        + "{% endblock %}"
    )
    (home / "templates/own.css").write_text(css)
    return pdf.render("own.html.j2", {"author": "A", "subject": "S"}, home=home)


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ('<img alt="" src="http://127.0.0.1:9/x.png"/>', ""),
        ('<img alt="" src="file:///etc/hostname"/>', ""),
        ("<p>x</p>", "p { background: url(https://127.0.0.1:9/x.png) }"),
        ("<p>x</p>", "@import url(file:///etc/hostname);"),
        ("<p>x</p>", "@font-face { font-family: X; src: url(file:///etc/hostname) }"),
        ("<link rel='stylesheet' href='http://127.0.0.1:9/x.css'/>", ""),
    ],
)
def test_nothing_is_fetched_from_the_network_or_the_disk(body: str, css: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenTemplate, match=r"^Error fetching "):
        page_of(tmp_path, body, css)


def test_a_rule_that_weasyprint_would_skip_is_a_defect_of_the_template(tmp_path: Path) -> None:
    with pytest.raises(BrokenTemplate, match=r"^Ignored `colour: red ` at 1:5, unknown property\.$"):
        page_of(tmp_path, "<p>x</p>", "p { colour: red }")


def test_a_character_that_no_font_has_is_refused_not_drawn_as_a_box(tmp_path: Path) -> None:
    with pytest.raises(BrokenTemplate, match=r"unsupported by fonts: \"中\" \(U\+4E2D\)$"):
        page_of(tmp_path, "<p>中</p>")


def test_greek_and_cyrillic_names_print_by_a_fallback_font_and_other_letters_as_a_mark() -> None:
    text = seed_text().replace("PANORA ROBERT A", "ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ Ѣ 张")
    content = rendered(context_of(text))
    with pikepdf.open(io.BytesIO(content)) as opened:
        names = {str(font.BaseFont)[8:] for font in opened.pages[0].Resources.Font.values()}
    assert {"Noto-Sans", "PT-Sans"} <= names
    with pypdfium2.PdfDocument(content) as document:
        printed = document[0].get_textpage().get_text_bounded()
    assert "ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ Ѣ �" in printed


def test_each_of_our_families_has_a_fallback_with_its_letters() -> None:
    assert unprintable("Jane Müller, Đặng, Волга, Ελλάς") == ""
    assert unprintable("张 and 伟, 张") == "张伟"
    assert drawable("张 Ω") == "� Ω"


def test_a_missing_pango_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        @staticmethod
        def find_spec(name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Refusing, *sys.meta_path])
    with pytest.raises(MissingLibrary) as raised:
        pdf._weasyprint()
    assert str(raised.value) == (
        "PDF needs Pango and HarfBuzz, which are not installed here. To install them:\n"
        "  Debian, Ubuntu  apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
        "  macOS           brew install pango\n"
        "  Fedora          dnf install pango"
    )


def test_a_form_of_a_firm_that_stands_on_the_base_alone_as_in_an_earlier_release_still_builds(
    tmp_path: Path,
) -> None:
    page = tmp_path / "templates/form3/form3.html.j2"
    page.parent.mkdir(parents=True)
    page.write_text(
        '{% extends "shared/base.html.j2" %}\n'
        "{% block title %}{{ title }}{{ ' (draft)' if is_draft }}{% endblock %}\n"
        "{% block state %}{{ 'draft' if is_draft else 'final' }}{{ ' ' ~ step if step }}{% endblock %}\n"
        "{% block foot %}{{ subject }} {{ form_in_short }}{% endblock %}\n"
        '{% block body %}<div class="masthead"><h1>FORM 3</h1></div><p>{{ date_of_event | us_date }} '
        "{{ form_number }} {{ state }} {{ derivative_widths | length }} {{ first_owner.city_line }}</p>\n"
        "{% for row in non_derivative %}<p>{{ row.title.value }} {{ row.amount.value | grouped }} "
        "{{ row.ownership.value }}</p>{% endfor %}\n"
        "{% for row in derivative %}<p>{{ row.underlying_title.value }} {{ row.price.value | usd }}</p>"
        "{% endfor %}\n"
        "{% for signature in signatures %}<p>{{ signature.text }} {{ signature.date | us_date }}</p>"
        "{% endfor %}{% endblock %}\n",
        "utf-8",
    )
    content = pdf.render("form3/form3.html.j2", seed(), home=tmp_path, attachment=("form3.xml", XML))
    assert "10/01/2013 SEC 1473 (7-02) signed 8 CAMBRIDGE, MA 02140" in words(content)


def laid_out(body: str, monkeypatch: pytest.MonkeyPatch, home: Path, *, reads: str = "{{ step }}") -> int:
    """Count how often a template with *body* that *reads* a step is laid out, on a nearly empty last page."""
    folder = home / "templates/own"
    folder.mkdir(parents=True)
    (folder.parent / "shared").mkdir()
    (folder.parent / "shared/page.css").write_text("", "utf-8")
    (folder / "page.css").write_text("@page { size: 100pt 100pt; margin: 0 }", "utf-8")
    page = f"<html lang='en'><head><title>A</title></head><body class='{reads}'>{body}</body></html>"
    (folder / "page.html.j2").write_text(page, "utf-8")
    count, usual = 0, pdf._engine().laid_out

    def counted(*given: Any) -> Any:
        nonlocal count
        count += 1
        return usual(*given)

    monkeypatch.setattr(pdf._engine(), "laid_out", counted)
    pdf._fitted("own/page.html.j2", {"steps": ("tight", "apart"), "step": ""}, home)
    return count


def test_a_step_is_laid_out_if_the_template_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    leaf = "<p style='break-after: page'>a</p>"
    assert laid_out(f"{leaf}b", monkeypatch, tmp_path / "read") == 3
    assert laid_out(f"{leaf}b", monkeypatch, tmp_path / "half", reads="{{ step if step == 'apart' }}") == 2
    assert laid_out(f"{leaf}b", monkeypatch, tmp_path / "ignored", reads="") == 1
    assert laid_out(f"{leaf * pdf.LONG}b", monkeypatch, tmp_path / "long") == 1
