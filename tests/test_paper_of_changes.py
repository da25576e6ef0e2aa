"""Forms 4 and 5 on paper: their captions, boxes and columns, in the PDF and in Word."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pdfua
import pikepdf
import pytest
from pypdf import PdfReader

import redwell
from redwell.commands import sign
from redwell.documents.renderer import render
from redwell.form import Document
from redwell.forms import FORMS
from redwell.ownership.figures import figures
from redwell.power_of_attorney import authentication
from redwell.source import loader
from tests.changes import FORM_4, FORM_5, parsed
from tests.read_aloud import read
from tests.redlines import changes
from tests.test_pdf import cells_and_letters, elements
from tests.test_redline import redline

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AMENDS = "amendment:\n  original_filed: 2022-05-06\n  amends: filings/acme/doe.yaml\n"
AMENDED = FORM_4.replace('form: "4"\n', f'form: 4/A\nedition: "9-02"\n{AMENDS}').replace(
    "    signed: 2026-05-06\n", ""
)
"""An amendment on the form of the first edition that is still to be signed."""
ANNUAL = FORM_5.replace('form: "5"\n', f"form: 5/A\n{AMENDS}")
OF_2023 = FORM_4.replace('form: "4"\n', 'form: "4"\nedition: "2023"\n')

BOTH = (
    "Check this box if no longer subject to Section 16. Form 4 or Form 5 obligations may continue. See "
    "Instruction 1(b).",
    "UNITED STATES SECURITIES AND EXCHANGE COMMISSION",
    "Filed pursuant to Section 16(a) of the Securities Exchange Act of 1934 or Section 30(h) of the "
    "Investment Company Act of 1940",
    "1. Name and Address of Reporting Person *",
    "2. Issuer Name and Ticker or Trading Symbol",
    "4. If Amendment, Date Original Filed (Month/Day/Year)",
    "5. Relationship of Reporting Person(s) to Issuer (Check all applicable)",
    "Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned",
    "2A. Deemed Execution Date, if any (Month/Day/Year)",
    "4. Securities Acquired (A) or Disposed of (D) (Instr. 3, 4 and 5)",
    "6. Ownership Form: Direct (D) or Indirect (I) (Instr. 4)",
    "7. Nature of Indirect Beneficial Ownership (Instr. 4)",
    "Table II - Derivative Securities Acquired, Disposed of, or Beneficially Owned (e.g., puts, calls, "
    "warrants, options, convertible securities)",
    "2. Conversion or Exercise Price of Derivative Security",
    "3A. Deemed Execution Date, if any (Month/Day/Year)",
    "5. Number of Derivative Securities Acquired (A) or Disposed of (D) (Instr. 3, 4, and 5)",
    "6. Date Exercisable and Expiration Date (Month/Day/Year)",
    "7. Title and Amount of Underlying Securities (Instr. 3 and 4)",
    "8. Price of Derivative Security (Instr. 5)",
    "10. Ownership Form of Derivative Security: Direct (D) or Indirect (I) (Instr. 4)",
    "11. Nature of Indirect Beneficial Ownership (Instr. 4)",
    "If the form is filed by more than one reporting person, see Instruction 4(b)(v).",
)
PLAN = (
    "Check this box to indicate that a transaction was made pursuant to a contract, instruction or written "
    "plan that is intended to satisfy the affirmative defense conditions of Rule 10b5-1(c). See Instruction "
    "10."
)
ONLY = {
    "4": (
        "FORM 4",
        "3235-0287",
        "(Print or Type Responses)",
        "3. Date of Earliest Transaction (Month/Day/Year)",
        "6. Individual or Joint/Group Filing (Check Applicable Line)",
        "Form filed by More than One Reporting Person",
        "5. Amount of Securities Beneficially Owned Following Reported Transaction(s) (Instr. 3 and 4)",
        "9. Number of Derivative Securities Beneficially Owned Following Reported Transaction(s) (Instr. 4)",
        "SEC 1474 (9-02)",
        "If space is insufficient, see Instruction 6",
        "* Form 4: SEC 1474 (03-26)",
    ),
    "5": (
        "FORM 5",
        "3235-0362",
        "ANNUAL STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP OF SECURITIES",
        "Form 3 Holdings Reported",
        "Form 4 Transactions Reported",
        "3. Statement for Issuer's Fiscal Year Ended (Month/Day/Year)",
        "6. Individual or Joint/Group Reporting (check applicable line)",
        "Form Filed by More than One Reporting Person",
        "5. Amount of Securities Beneficially Owned at end of Issuer's Fiscal Year (Instr. 3 and 4)",
        "9. Number of Derivative Securities Beneficially Owned at End of Issuer's Fiscal Year (Instr. 4)",
        "SEC 2270 (9-02)",
        "If space provided is insufficient, see Instruction 6",
        "* Form 5: SEC 2770T (03-26)",
    ),
}
"""Words that one of the forms prints, and the other does not. The SEC's own slip for 2270 is in the last."""


@cache
def made(text: str, suffix: str) -> bytes:
    """The PDF or the Word document of a filing; the amendment is not set closely."""
    step = "" if text == AMENDED else "tight"
    [document] = [each for each in _documents(text) if each.name.endswith(suffix)]
    given = {**document.context, "steps": ("tight",) if suffix == ".docx" else (), "step": step}
    return render(document.name, document.template, given, home=redwell.home())


def _documents(text: str) -> tuple[Document, ...]:
    filing = parsed(text)
    return FORMS[filing.form].documents(filing, "Redwell", "1:4f2a91c07be3")


@cache
def said(text: str, suffix: str) -> str:
    """The words of a document, without white space: lines and columns break anywhere."""
    content = made(text, suffix)
    if suffix == ".pdf":
        return _close(words_of(content))
    return _close("".join("".join(each.itertext()) for each in _parts(content)))


def words_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _parts(content: bytes) -> Iterator[ET.Element]:
    with ZipFile(io.BytesIO(content)) as archive:
        for name in ("word/document.xml", "word/footer1.xml"):
            yield ET.fromstring(archive.read(name))


def _close(text: str) -> str:
    return re.sub(r"\s", "", text)


def rows(text: str, number: int) -> list[list[str]]:
    """The cells of the lines of a table in Word."""
    tables = [
        table
        for table in next(_parts(made(text, ".docx"))).iter(f"{W}tbl")
        if table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val").startswith("Table ")  # type: ignore[union-attr]
    ]
    return [
        ["".join(cell.itertext()) for cell in row.iterfind(f"{W}tc")]
        for row in tables[number].iterfind(f"{W}tr")
        if row.find(f"{W}trPr/{W}tblHeader") is None
    ]


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
@pytest.mark.parametrize(("form", "text"), [("4", FORM_4), ("5", ANNUAL)])
def test_each_form_prints_its_captions_and_none_of_the_other(form: str, text: str, suffix: str) -> None:
    words = said(text, suffix)
    other = {"4": "5", "5": "4"}[form]
    wanted = (*BOTH, PLAN, "2a. Foreign Trading Symbol", "(Country)", *ONLY[form])
    assert [each for each in wanted if _close(each) not in words] == []
    assert [each for each in ONLY[other] if _close(each) in words] == []


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_an_earlier_edition_has_no_box_of_a_later_one(suffix: str) -> None:
    later = (PLAN, "2a. Foreign Trading Symbol", "(Country)", "(03-26)")
    assert [each for each in later if _close(each) in said(AMENDED, suffix)] == []
    assert _close("SEC 1474 (9-02)") in said(AMENDED, suffix)
    of_2023 = said(OF_2023, ".docx")
    assert [each for each in later if _close(each) in of_2023] == [PLAN]


def test_a_holding_is_blank_where_a_transaction_has_its_date_code_and_amount() -> None:
    first, second, third, holding = rows(FORM_4, 0)
    assert first == ["Common Stock", "05/04/2026", "", "M", "", "240", "A", "(1)", "1,240", "D", ""]
    assert second[2:8] == ["05/06/2026", "S(2)", "", "100.5", "D", "$12.34"]
    assert third[3:] == ["G", "V", "5", "D", "$0", "20", "I", "By trust"]
    assert holding == ["Notes", *[""] * 7, "$250,000", "D", ""]
    unit, swap, option = rows(FORM_4, 1)
    assert unit[:8] == ["Restricted Stock Unit", "(1)", "05/04/2026", "", "M", "", "", "240"]
    assert swap[4:8] == ["J/K", "", "$5,000", ""]
    assert option == [
        *("Stock Option", "$2.6", *[""] * 6, "05/04/2020", "05/04/2030", "Common Stock"),
        *("1,000", "", "1,000", "D", ""),
    ]


def test_form_5_has_no_column_v_and_its_code_says_when_the_line_was_due() -> None:
    table = rows(ANNUAL, 0)
    assert [row[3] for row in table] == ["M", "S4(2)", "G5", "3"]
    assert {len(row) for row in table} == {10}
    assert {len(row) for row in rows(ANNUAL, 1)} == {15}
    for suffix in (".pdf", ".docx"):
        # As on the SEC's page, the head of the column has no other under it.
        assert "CodeV" in said(FORM_4, suffix)
        words = said(ANNUAL, suffix)
        assert words.replace("PostalCode", "").count("Code") == words.count("TransactionCode") == 2
        assert "HoldingsReported." not in words


@pytest.mark.parametrize("text", [FORM_4, ANNUAL], ids=["4", "5/A"])
def test_a_row_in_the_pdf_reads_as_in_word(text: str) -> None:
    for number in (0, 1):
        for row in rows(text, number):
            assert _close("".join(row)) in said(text, ".pdf")


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_an_amendment_says_so_and_when_the_original_was_filed(suffix: str) -> None:
    for text, name in ((AMENDED, "FORM4"), (ANNUAL, "FORM5")):
        words = said(text, suffix)
        assert words.count("AMENDMENT") == 1
        assert name in words
        assert "05/06/2022" in words.partition("4.IfAmendment")[2][:200]


@pytest.mark.parametrize("text", [AMENDED, FORM_4, ANNUAL], ids=["4/A", "4, tight", "5/A, tight"])
def test_no_letter_stands_on_another_or_in_the_frame_of_the_name_of_the_form(text: str) -> None:
    cells, letters = cells_and_letters(made(text, ".pdf"))
    printed = [(letter, box) for letter, box in letters if letter > " "]
    name = "".join(letter for letter, _ in printed).index("FORM")
    (_, (left, bottom, right, top)) = printed[name]
    frame = min(
        (each for each in cells if each[0] < left and each[1] < bottom and right < each[2] and top < each[3]),
        key=lambda each: each[2] - each[0],
    )
    inside = [
        letter
        for letter, (left, bottom, right, top) in printed
        if left < frame[2] and right > frame[0] and bottom < frame[3] and top > frame[1]
    ]
    assert "".join(inside) in {"FORM4", "FORM5"}
    # Neighbors may be kerned into each other.
    near: list[tuple[int, str, tuple[float, ...]]] = []
    for n, (letter, box) in sorted(enumerate(printed), key=lambda each: each[1][1][0]):
        near = [each for each in near if each[2][2] - box[0] > 0.3]
        over = [each for each in near if min(box[3], each[2][3]) - max(box[1], each[2][1]) > 0.3]
        assert [each for each in over if abs(n - each[0]) > 1] == [], letter
        near.append((n, letter, box))


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_the_foot_says_whether_the_form_is_to_be_signed_or_signed(suffix: str) -> None:
    assert "Forsignature·fingerprint4f2a91c0·Page" in said(AMENDED, suffix)
    assert "Signed·fingerprint4f2a91c0·Page" in said(FORM_4, suffix)


@pytest.mark.parametrize("text", [FORM_4, ANNUAL], ids=["4", "5/A"])
def test_the_pdf_is_tagged_and_qpdf_and_pdfua_find_nothing(text: str, tmp_path: Path) -> None:
    content = made(text, ".pdf")
    (tmp_path / "form.pdf").write_bytes(content)
    with pikepdf.open(tmp_path / "form.pdf") as opened:
        assert opened.check_pdf_syntax() == []
    assert [str(each) for each in pdfua.validate(str(tmp_path / "form.pdf")).findings] == []
    document = read(content)
    headings = [each.text.partition(" ")[0] for each in document.all("H3")]
    assert headings == ["1.", "2.", "2a.", "5.", "3.", "4.", "6.", "Table", "Table"]
    assert [each.text.partition(" ")[0] for each in document.all("H1", "H2")] == [
        *("FORM", "ANNUAL" if text == ANNUAL else "STATEMENT", "Reporting", "Signatures", "Explanation")
    ]
    assert (
        "1. Name and Address of Reporting Person * (Last) (First) (Middle) DOE JANE (Street)" in document.text
    )
    assert [[kid.kind for kid in item.kids] for item in document.all("LI")] == [["Lbl", "LBody"]] * 4
    blank = {each.kind for each in document.all() if not each.kids and not each.text}
    assert blank <= {"TD", "Figure", "Span"}
    # Form 4 has two heads under "Transaction Code" in each table: Code and V.
    heads = elements(content, "/TH")
    assert len(heads) == (35 if text == ANNUAL else 39)
    assert {each["/A"]["/Scope"] for each in heads} == {"/Column"}
    ticks = [each["/Alt"] == "checked" for each in elements(content, "/Figure")]
    boxes = [False, True, True, True] if text == ANNUAL else [False, True]
    assert ticks == [*boxes, True, True, True, True, True, False]


def test_the_widths_of_a_table_are_those_of_the_page() -> None:
    for text in (FORM_4, FORM_5):
        given: Any = _documents(text)[-1].context
        for widths in (given["table_one_widths"], given["table_two_widths"], *given["word_widths"].values()):
            assert sum(widths) == 720
            assert min(widths) >= 10


def test_thirty_one_lines_make_two_forms_that_say_their_number() -> None:
    line = FORM_4[
        FORM_4.index("  - title: Common Stock") : FORM_4.index(
            "  - title: Common Stock\n    date: 2026-05-05"
        )
    ]
    text = FORM_4.replace(line, line * 28).replace("plan_10b5_1: true\n", "plan_10b5_1: true\nsplit: true\n")
    found = _documents(text)
    assert [each.name for each in found] == [
        f"form4-{n}of2.{suffix}" for n in (1, 2) for suffix in ("xml", "pdf", "docx")
    ]
    assert [len(each.context["non_derivative"]) for each in found[::3]] == [30, 1]
    # The second has a holding alone, and the date of the whole.
    assert {f"{each.context['period_of_report']}" for each in found} == {"2026-05-04"}
    assert [each.context["form_in_short"] for each in found[::3]] == ["Form 4 (1 of 2)", "Form 4 (2 of 2)"]
    assert found[5].follows == found[4].template


def test_who_signs_sees_each_transaction_and_what_is_owned_after_it() -> None:
    filing = parsed(FORM_4)
    assert [*sign.figure_lines(filing)][1:] == [
        "  Rule 10b5-1 box: ticked",
        "  Table I: 05/04/2026 M: acquired 240; owned after: 1,240 Common Stock, direct",
        "  Table I: 05/05/2026 S: disposed 100.5 at $12.34; owned after: 1,139.5 Common Stock, direct",
        "  Table I: 05/01/2026 G: disposed 5 at $0; owned after: 20 Common Stock, indirect, By trust; "
        "reported early, due on Form 5 only",
        "  Table I: $250,000 Notes, direct",
        "  Table II: 05/04/2026 M: disposed 240 (for 240 Common Stock) at $0; owned after: 760 Restricted "
        "Stock Unit, direct",
        "  Table II: 05/04/2026 J: acquired $5,000 (for Common Stock); owned after: $5,000 Total Return "
        "Swap, direct",
        "  Table II: 1,000 Stock Option for 1,000 Common Stock at $2.6, direct",
    ]
    words = _authentication(FORM_4)
    assert _close("05/05/2026 S disposed 100.5 at $12.34: Common Stock 1,139.5 direct") in words
    assert _close("Rule 10b5-1 box Ticked") in words
    assert words.count("Ownedafter") == 2


def _authentication(text: str) -> str:
    filing = parsed(text)
    [page] = authentication.authentication_pages(filing, "Redwell", FORMS[filing.form].title)
    return _close(words_of(render(page.name, page.template, page.context, home=redwell.home())))


def test_who_signs_sees_the_number_of_derivatives_and_not_that_of_the_securities_under_them() -> None:
    text = FORM_4.replace(
        "amount: 1000}\n    amount: 1000\n", "amount: 50000}\n    amount: {value: 40000, footnotes: [unit]}\n"
    )
    assert "    amount: {value: 40000" in text
    assert [*sign.figure_lines(parsed(text))][-1] == (
        "  Table II: 40,000 Stock Option for 50,000 Common Stock at $2.6, direct"
    )
    assert _close("Stock Option, for 50,000 Common Stock, at $2.60 40,000 direct") in _authentication(text)


def test_who_signs_sees_no_number_that_is_not_given_yet() -> None:
    text = FORM_4.replace("    owned_after: 760\n", "")
    [*_, line, _, _] = sign.figure_lines(parsed(text))
    assert line.endswith("owned after: (no number) Restricted Stock Unit, direct")
    assert _close("Restricted Stock Unit, for 240 Common Stock direct") in _authentication(text)


def test_who_signs_sees_the_boxes_the_plan_an_average_and_the_timing_of_each_line() -> None:
    text = (
        FORM_5.replace("plan_10b5_1: true\n", "plan_10b5_1: false\nno_longer_subject: true\n")
        .replace("price: 12.34", "price: {value: 12.34, footnotes: [average]}")
        .replace("Under a plan", "Under a Rule 10b5-1 plan")
        .replace("\n  plan:", "\n  average: The price is a weighted average.\n  plan:")
    )
    assert [*sign.figure_lines(parsed(text))][1:7] == [
        "  Rule 10b5-1 box: not ticked",
        "  Box ticked: no longer subject to Section 16",
        "  Table I: 05/04/2026 M: acquired 240; owned after: 1,240 Common Stock, direct",
        "  Table I: 05/05/2026 S: disposed 100.5 at an average of $12.34, under a Rule 10b5-1 plan; "
        "owned after: 1,139.5 Common Stock, direct; should have been reported on a Form 4",
        "  Table I: 05/01/2026 G: disposed 5 at $0; owned after: 20 Common Stock, indirect, By trust; should "
        "have been reported on an earlier Form 5",
        "  Table I: $250,000 Notes, direct; should have been reported on a Form 3",
    ]
    words = _authentication(text)
    assert _close("Rule 10b5-1 box Not ticked") in words
    assert _close("Box ticked No longer subject to Section 16") in words
    assert (
        _close(
            "disposed 100.5 at an average of $12.34, under a Rule 10b5-1 plan: Common Stock (should have "
            "been reported on a Form 4)"
        )
        in words
    )


def test_the_box_for_no_securities_is_none_of_these() -> None:
    path = next((redwell.home() / "filings").rglob("2021-12-31-hegde-form3.yaml"))
    filing = FORMS["3"].parse(loader.read(path.read_bytes(), path.name))
    [_, *lines] = sign.figure_lines(filing)
    assert lines == ["  no securities are owned"]


def test_a_line_without_its_amount_yet_has_figures() -> None:
    [(_, lines), _] = figures(parsed(FORM_4.replace("    acquired: 240\n", "", 1)))
    assert lines[0].deal is None
    assert lines[0].amount == 1240


def test_a_redline_of_two_form_4s_shows_the_changed_cell_alone() -> None:
    before, now = (made(text, ".docx") for text in (FORM_4, FORM_4.replace("price: 12.34", "price: 13.21")))
    assert changes(redline(before, now)) == [("del", "12.34"), ("ins", "13.21")]
