"""The Word document of Form 3: every word of the paper form, every value as typed, and a sound file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

import redwell
from redwell.documents import docx as engine
from redwell.documents.renderer import BrokenTemplate, render
from redwell.forms import form3
from redwell.forms.form3.tables import Form3
from redwell.ownership.parse import parse_filing
from redwell.source import loader
from tests.sample import tries
from tests.seed_words import SEED_WORDS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SEED = redwell.home() / "filings" / "tecogen" / "2013-10-01-panora-form3.yaml"
TEMPLATE = redwell.home() / "templates" / "form3" / "form3.docx"

EXTENDED = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: SMITH & WESSON, cik: "123", trading_symbol: SW, foreign_trading_symbol: SW3.SA}
reporting_owners:
  - name: ROE FUND I LP
    address:
      {street: [C/O ROE & CO, 1 RUA DA PAZ], city: SAO PAULO, province: SP, country: BRAZIL, zip: 01310-100}
    relationship: {ten_percent_owner: true, other: Director by deputization}
  - name: ROE JANE
    relationship: {director: true}
non_derivative:
  - title: {value: Class A Common Stock, footnotes: [note, trust]}
    amount: 1234567.25
    ownership: indirect
    nature_of_ownership: {value: By trust, footnotes: [trust]}
  - title: Notes
    amount_in_dollars: 50000
    ownership: direct
derivative:
  - title: Warrants
    date_exercisable: 2026-06-01
    expiration_date: {footnotes: [note]}
    underlying: {title: Common Stock, amount: 10}
    conversion_or_exercise_price: {footnotes: [note]}
    ownership: direct
footnotes:
  note: "None  expires.\\nNot one."
  trust: The trust & its trustee.
remarks: "Exhibit 24.1 - Power of Attorney\\n\\nExhibit 99.1"
signatures:
  - signer: Jane Roe
    signed: 2026-05-05
  - signer: John Doe
    capacity: Attorney-in-Fact
    for: ROE FUND I LP
"""
"""A filing with everything the seed lacks: joint filers, a foreign address, dollars, an unsigned line."""


def context(filing: str) -> dict[str, Any]:
    return form3.documents.context(parse_filing(loader.read(filing.encode(), "test.yaml"), Form3), "Redwell")


def document(said: dict[str, Any]) -> bytes:
    return render("form3.docx", "form3/form3.docx", said, home=redwell.home())


@cache
def word_of(filing: str) -> bytes:
    return document(context(filing))


def seed(*, without: tuple[str, ...] = ()) -> str:
    """The seed filing, less the blocks named."""
    lines: list[str] = []
    is_left_out = False
    for line in SEED.read_text("utf-8").splitlines(keepends=True):
        if line[:1].strip():
            is_left_out = line.split(":")[0] in without
        if not is_left_out:
            lines.append(line)
    return "".join(lines)


def tree(content: bytes, part: str = "document") -> Any:
    with ZipFile(BytesIO(content)) as packed:
        return etree.fromstring(packed.read(f"word/{part}.xml"))


def text_of(paragraph: Any) -> str:
    said = {f"{W}br": "\n", f"{W}tab": "\t"}
    runs = [node for run in paragraph.iter(f"{W}r") for node in run]
    return "".join(node.text or "" if node.tag == f"{W}t" else said.get(node.tag, "") for node in runs)


def lines_of(content: bytes, part: str = "document") -> list[str]:
    """Return the printed text, one line per paragraph, without empty ones."""
    texts = (text_of(paragraph) for paragraph in tree(content, part).iter(f"{W}p"))
    return [text for text in texts if text]


def test_the_seed_prints_every_word_of_the_form_in_its_order() -> None:
    said = "\n".join(lines_of(word_of(seed())))
    ticked = said.replace("\N{BALLOT BOX WITH X}", "X").replace("\N{BALLOT BOX}", "")
    assert ticked.split() == SEED_WORDS.split()


def test_the_edition_of_2026_adds_its_boxes_and_its_number() -> None:
    old = lines_of(word_of(seed()))
    new = lines_of(word_of(seed(without=("edition",))))
    assert [line for line in new if line not in old] == [
        "CAMBRIDGE",
        "MASSACHUSETTS",
        "02140",
        "(City)",
        "(State)",
        "(Zip/Postal Code)",
        "UNITED STATES",
        "(Country)",
        "3a. Foreign Trading Symbol",
        "CAMBRIDGE, MASSACHUSETTS 02140",
        "UNITED STATES",
        "* Form 3: SEC 1473 (03-26).",
    ]
    assert new[-1] == "* Form 3: SEC 1473 (03-26)."
    assert "SEC 1473 (7-02)" in "\n".join(new)


@pytest.mark.parametrize("edition", ["7-02", "03-26"])
def test_an_amendment_is_a_form_3_that_says_when_the_original_was_filed(edition: str) -> None:
    amendment = 'form: "3/A"\namendment: {original_filed: 2013-10-11}\n'
    filing = seed().replace('form: "3"\n', amendment).replace('"7-02"', f'"{edition}"')
    made = word_of(filing)
    lines = lines_of(made)
    box = lines.index("5. If Amendment, Date Original Filed (Month/Day/Year)")
    assert (lines[:2], lines[box + 1]) == (["FORM 3", "AMENDMENT"], "10/11/2013")
    assert lines_of(made, "footer1") == [
        "TECOGEN INC. [TGEN] · PANORA ROBERT A · Form 3/A",
        "Signed · Page 1 of 1",
    ]


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [
        (
            "officer: EVP Operations & General Sales, other: Member of 10% owner group > 5%",
            ["EVP Operations & General Sales", "Member of 10% owner group > 5%"],
        ),
        ("officer: Treasurer", ["Treasurer", ""]),
        ("other: Trustee", ["", "Trustee"]),
        ("director: true", ["", ""]),
    ],
)
def test_the_title_stands_under_officer_and_the_other_relationship_under_other(
    relationship: str, expected: list[str]
) -> None:
    filing = 'form: "3"\ndate_of_event: 2026-05-04\nissuer: {name: ACME, cik: "1", trading_symbol: NONE}\n'
    filing += f"reporting_owners: [{{name: DOE JANE, relationship: {{{relationship}}}}}]\n"
    body = tree(word_of(filing))
    boxes = next(p for p in body.iter(f"{W}p") if "Other (specify below)" in text_of(p))
    row = boxes.getnext().find(f"{W}tr")
    assert ["".join(text_of(p) for p in cell.iter(f"{W}p")) for cell in row.findall(f"{W}tc")] == expected
    right = boxes.find(f"{W}pPr/{W}tabs/{W}tab").get(f"{W}pos")
    assert row.find(f"{W}tc/{W}tcPr/{W}tcW").get(f"{W}w") == right  # both halves begin at one place


def test_footnote_marks_are_raised_unless_they_replace_a_value() -> None:
    marks = [
        text_of_run
        for run in tree(word_of(EXTENDED)).iter(f"{W}r")
        if run.find(f"{W}rPr/{W}rStyle[@{W}val='FootnoteMark']") is not None
        and (text_of_run := "".join(text.text or "" for text in run.iter(f"{W}t")))
    ]
    assert marks == ["(1)(2)", "(2)"]
    alone = [
        (text_of(each), each.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))
        for each in tree(word_of(EXTENDED)).iter(f"{W}p")
        if text_of(each) in ("(1)", "$ (1)")
    ]
    assert alone == [("(1)", "CellCentered"), ("$ (1)", "CellCentered")]  # the expiration date and the price
    styles = tree(word_of(EXTENDED), "styles")
    raised = styles.find(f"{W}style[@{W}styleId='FootnoteMark']/{W}rPr/{W}vertAlign")
    assert raised.get(f"{W}val") == "superscript"


def test_without_securities_the_tables_keep_their_heads_and_one_empty_line() -> None:
    content = word_of(seed(without=("non_derivative", "derivative", "footnotes")))
    lines = lines_of(content)
    n = lines.index("Explanation of Responses:")
    assert lines[n + 1] == "No securities are beneficially owned"
    rows = [
        ["".join(text_of(p) for p in cell.iter(f"{W}p")) for cell in row.findall(f"{W}tc")]
        for table in tree(content).findall(f".//{W}tbl")
        if table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val").startswith("Table I")
        for row in list(table.findall(f"{W}tr"))[-1:]
    ]
    assert rows == [[""] * 4, [""] * 8]


def test_without_an_address_its_lines_stay_empty() -> None:
    filing = 'form: "3"\ndate_of_event: 2026-05-04\nissuer: {name: ACME, cik: "1", trading_symbol: NONE}\n'
    filing += "reporting_owners: [{name: DOE JANE, relationship: {director: true}}]\n"
    lines = lines_of(word_of(filing))
    assert lines[9:16] == [
        "DOE JANE",
        "(Last)\t(First)\t(Middle)",
        "(Street)",
        "(City)",
        "(State)",
        "(Zip/Postal Code)",
        "(Country)",
    ]
    assert "None" not in "".join(lines)


# --- signing ---


def signature_block(filing: str) -> list[str]:
    lines = lines_of(word_of(filing))
    return lines[lines.index("Signatures") + 1 : lines.index("Explanation of Responses:")]


def test_signed_for_signature_and_draft_look_different() -> None:
    caption = "**Signature of Reporting Person"
    unsigned = seed().replace("    signed: 2013-10-01\n", "")
    assert unsigned != seed()
    assert signature_block(seed()) == ["/s/ Robert A. Panora", caption, "10/01/2013", "Date"]
    assert signature_block(unsigned) == ["Robert A. Panora", caption, "Date"]
    assert signature_block(seed(without=("signatures",))) == [caption, "Date"]
    assert signature_block(EXTENDED) == [
        *("/s/ Jane Roe", caption, "05/05/2026", "Date"),
        *("John Doe, Attorney-in-Fact for ROE FUND I LP", caption, "Date"),
    ]


def test_a_signature_to_come_has_an_empty_line_over_the_typed_name() -> None:
    unsigned = seed().replace("    signed: 2013-10-01\n", "")
    styles = [
        (style.get(f"{W}val"), text_of(paragraph))
        for paragraph in tree(word_of(unsigned)).iter(f"{W}p")
        if (style := paragraph.find(f"{W}pPr/{W}pStyle")) is not None
    ]
    n = styles.index(("SignatureName", "Robert A. Panora"))
    assert styles[n - 1] == ("SignatureBlank", "")


def test_only_a_draft_carries_a_watermark_and_it_is_behind_the_text_of_every_page() -> None:
    draft = word_of(seed(without=("signatures",)))
    shapes = tree(draft, "header1").findall(".//{urn:schemas-microsoft-com:vml}shape")
    assert ["z-index:-" in shape.get("style") for shape in shapes] == [True]
    assert shapes[0].find("{urn:schemas-microsoft-com:vml}textpath").get("string") == "DRAFT"
    section = tree(draft).find(f"{W}body/{W}sectPr")
    assert [(ref.tag, ref.get(f"{W}type")) for ref in section if ref.tag.endswith("Reference")] == [
        (f"{W}headerReference", "default"),
        (f"{W}footerReference", "default"),
    ]
    assert section.find(f"{W}titlePg") is None
    for filing in (seed(), seed().replace("    signed: 2013-10-01\n", "")):
        header = tree(word_of(filing), "header1")
        assert not list(header.iter("{urn:schemas-microsoft-com:vml}*"))
        assert len(header) == 1


# --- values ---

SEEN = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
MARKUP = st.sampled_from(
    [*"&<>\"'{}%#_ \n\t", "  ", "{{", "}}", "{%", "%}", "{_{", "}_}", "{_%", "%_}", "&amp;"]
)
TYPED = st.lists(SEEN | MARKUP, min_size=1).map("".join)


@settings(max_examples=tries(10, 200))
@given(TYPED, TYPED)
@example("Smith & Wesson <b>{{ x }}</b>", "{_{ }_} {_% %_} {%p if x %} {# #}")
@example("  two  spaces, \"quotes\" and 'more' ", "line\nbreaks\n\n\tand a tab")
def test_any_text_prints_as_it_was_typed(text: str, other: str) -> None:
    said = context(seed())
    said["issuer"] |= {"name": text}
    said["footnotes"][0]["text"] = other
    said["remarks"] = text
    said["non_derivative"][0]["nature"]["value"] = other
    said["first_owner"]["street"] = (text, other)
    said["signatures"][0]["text"] = other
    content = document(said)
    texts = [text_of(paragraph) for paragraph in tree(content).iter(f"{W}p")]
    assert f"{text} [TGEN]" in texts
    assert f"(1)\t{other}" in texts
    assert texts[texts.index("Remarks:") + 1] == text
    assert texts.count(other) >= 2
    assert f"{text}\n{other}" in texts


def test_zero_is_a_figure_not_a_blank() -> None:
    said = context(seed().replace("amount: 163350", "amount: 0"))
    lines = lines_of(document(said))
    assert lines[lines.index("Common Stock") + 1] == "0"


# --- the file ---


def all_states() -> Iterator[bytes]:
    for filing in (
        seed(),
        seed(without=("edition",)),
        seed(without=("signatures",)),
        seed().replace("    signed: 2013-10-01\n", ""),
        seed(without=("non_derivative", "derivative", "footnotes")),
        EXTENDED,
    ):
        yield word_of(filing)


def test_word_opens_each_document_without_repair(tmp_path: Path) -> None:
    for n, content in enumerate((TEMPLATE.read_bytes(), *all_states())):
        path = tmp_path / f"{n}.docx"
        path.write_bytes(content)
        result = OpenXmlValidator().validate(path)
        assert (result.is_valid, result.errors) == (True, [])
    assert n == 6


def test_heads_of_tables_repeat_and_no_row_splits() -> None:
    body = tree(word_of(EXTENDED))
    heads = {}
    for table in body.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        name = table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        heads[name] = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert heads == {
        "Head of the form": [False] * 3,
        "Boxes 1 to 6": [False] * 3,
        "City, state and postal code": [False] * 2,
        "Title of the officer and other relationship": [False],
        "Table I - Non-Derivative Securities Beneficially Owned": [True, False, False],
        "Table II - Derivative Securities Beneficially Owned": [True, True, False],
        "Reporting Owners": [True, True, False, False],
        "Signatures": [False] * 2,
    }


def test_the_foot_names_issuer_owner_form_state_facts_and_page() -> None:
    signed = document({**context(seed()), "fingerprint": "4f2a91c0"})
    assert lines_of(signed, "footer1") == [
        "TECOGEN INC. [TGEN] · PANORA ROBERT A · Form 3",
        "Signed · fingerprint 4f2a91c0 · Page 1 of 1",
    ]
    unsigned = seed().replace("    signed: 2013-10-01\n", "")
    for filing, state in ((unsigned, "For signature"), (seed(without=("signatures",)), "Draft")):
        assert lines_of(word_of(filing), "footer1")[1] == f"{state} · Page 1 of 1"
    footer = tree(word_of(EXTENDED), "footer1")
    assert (
        lines_of(word_of(EXTENDED), "footer1")[0] == "SMITH & WESSON [SW] · ROE FUND I LP and others · Form 3"
    )
    assert [field.get(f"{W}instr") for field in footer.iter(f"{W}fldSimple")] == [" PAGE ", " NUMPAGES "]


def test_properties_say_what_the_document_is_and_not_when_or_by_whose_hand() -> None:
    properties = Document(BytesIO(word_of(EXTENDED))).core_properties
    assert (properties.title, properties.subject) == (
        "Form 3 - ROE FUND I LP and others - SMITH & WESSON [SW]",
        "SMITH & WESSON [SW]",
    )
    assert (properties.author, properties.language) == ("Redwell", "en-US")
    assert (properties.created, properties.modified, properties.last_modified_by) == (None, None, "")
    language = tree(word_of(seed()), "styles").find(f".//{W}rPrDefault/{W}rPr/{W}lang")
    assert language.get(f"{W}val") == "en-US"


def template_saying(text: str, home: Path) -> Path:
    """A home with one template, `t.docx`, as somebody saved it in Word."""
    made = Document()
    made.core_properties.author = made.core_properties.last_modified_by = "Somebody Else"
    made.add_paragraph(text)
    (home / "templates").mkdir()
    made.save(str(home / "templates" / "t.docx"))
    return home


PROPERTIES = {"title": "T", "subject": "S", "author": "A"}


def test_the_editor_of_the_template_is_not_in_the_document(tmp_path: Path) -> None:
    content = engine.render("t.docx", PROPERTIES, home=template_saying("x", tmp_path))
    with ZipFile(BytesIO(content)) as packed:
        assert [name for name in packed.namelist() if name.startswith("docProps/")] == ["docProps/core.xml"]
        assert all(b"Somebody Else" not in packed.read(name) for name in packed.namelist())


def test_an_unknown_name_is_an_error_that_names_the_template(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError, match="'isuer' is undefined") as caught:
        engine.render("t.docx", PROPERTIES, home=template_saying("{{ isuer }}", tmp_path))
    assert caught.value.__notes__ == ["in templates/t.docx"]


def test_broken_xml_is_an_error_and_not_a_document_with_less_text(tmp_path: Path) -> None:
    home = template_saying("{{ value | safe }} and more", tmp_path)
    with pytest.raises(BrokenTemplate, match=r"^its XML is broken: Opening and ending tag mismatch: b "):
        engine.render("t.docx", {**PROPERTIES, "value": "<b>"}, home=home)


def test_the_template_asks_only_for_what_the_context_says() -> None:
    asked = DocxTemplate(TEMPLATE).get_undeclared_template_variables(engine._environment())
    assert len(asked) > 15
    assert asked <= context(seed()).keys()


def test_columns_of_figures_hold_the_longest_figure_and_its_footnote_mark() -> None:
    """A digit of PT Sans is 4.9 points wide, `,` and `.` 2.5, a raised `(1)` at most 11."""
    said = context(seed())
    (held,), (option,) = said["non_derivative"], said["derivative"]
    for cell in (held["amount"], option["underlying_amount"], option["price"]):
        cell |= {"value": Decimal("9999999999999.9999"), "footnotes": [1]}
    whole, fraction = 13 * 4.9 + 4 * 2.5, 2.5 + 4 * 4.9 + 11
    given = form3.documents.in_word(said["non_derivative"], said["derivative"])
    stops = []
    for cell in tree(document({**said, **given})).iter(f"{W}tc"):
        stop = cell.find(f"{W}p/{W}pPr/{W}tabs/{W}tab[@{W}val='decimal']")
        if stop is not None:
            left = int(stop.get(f"{W}pos")) / 20
            right = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) / 20 - 2 * 4 - left
            stops.append((left >= whole, right >= fraction))
    assert stops == [(True, True)] * 3


@pytest.mark.parametrize("step", ["", "tight"])
def test_the_small_print_at_the_foot_is_kept_with_the_remarks(step: str) -> None:
    """In the tightest form both are one paragraph each."""
    paragraphs = list(tree(document({**context(EXTENDED), "step": step})).iter(f"{W}p"))
    start = next(n for n, each in enumerate(paragraphs) if text_of(each).startswith("Remarks:"))
    styles = tree(TEMPLATE.read_bytes(), "styles")
    for each in paragraphs[start:-1]:
        style = each.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        of_style = styles.find(f"{W}style[@{W}styleId='{style}']/{W}pPr/{W}keepNext")
        assert of_style is not None or each.find(f"{W}pPr/{W}keepNext") is not None, text_of(each)
    assert len(paragraphs) - start == {"": 5, "tight": 2}[step]


def test_the_word_document_takes_the_step_of_the_pdf() -> None:
    one_line = "C/O ROE & CO, 1 RUA DA PAZ, SAO PAULO, SP 01310-100, BRAZIL"
    given = context(EXTENDED)
    assert one_line not in lines_of(document(given))
    assert one_line in lines_of(document({**given, "step": "tight"}))
    apart = tree(document({**given, "step": "apart"}))
    broken = [text_of(p) for p in apart.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert broken == ["Explanation of Responses:"]
