"""Tests of the setting of a power of attorney: quotation marks, lines and pages."""

from __future__ import annotations

import statistics
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from redwell import home
from redwell.builds.rendering import each_rendered
from redwell.documents.text import document_text
from redwell.power_of_attorney import documents, instrument
from redwell.text.typography import curled, held
from tests.page_texts import page_texts
from tests.powers import NAMES, drafted, files, filing, power

HOME = Path("/nowhere")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("O'Brien's", "O’Brien’s"),
        ("Siobhan D'Arcy-O'Brien", "Siobhan D’Arcy-O’Brien"),
        ("the class of '24 and of '25", "the class of ’24 and of ’25"),
        ("the 'Company' and the \"SEC\"", "the ‘Company’ and the “SEC”"),
        ('(the "Company"), "[x]"', "(the “Company”), “[x]”"),
        ("\"the 'Company'\"", "“the ‘Company’”"),
        ('the "SEC"\'s rules', "the “SEC”’s rules"),
        ("the attorneys' right", "the attorneys’ right"),
        ("Jan 't Hooft", "Jan ’t Hooft"),
        ('6\'2" tall, 12" wide', '6\'2" tall, 12" wide'),
        ('under "Rule 144"', "under “Rule 144”"),
        ("“typed” ‘curly’, it’s so", "“typed” ‘curly’, it’s so"),
    ],
)
def test_quotation_marks_and_apostrophes_are_curly_and_inches_are_not(typed: str, printed: str) -> None:
    assert curled(typed) == printed
    assert curled(printed) == printed


def test_what_stays_on_one_line() -> None:
    text = (
        "each attorney-in-fact of O'Brien & Co., Inc. shall file Forms 3, 4 and 5 under Section 16(a) of the "
        "Act of 1934, or Form ID, or a notice under Rule 144, by 11:59 p.m. on December 31, 2027, three (3) "
        "years after this 23rd day of September, 2013, (ii) enroll, and it is any officer of the company, so"
    )
    names = ("O'Brien & Co., Inc.", "any officer of the company", "The Very Long Name of a Partnership, L.P.")
    assert [text[start:end] for start, end in held(text, names)] == [
        "attorney-in-fact",
        "O'Brien & Co., Inc.",
        "Forms 3, 4 and 5",
        "Section 16(a)",
        "Act of 1934",
        "Form ID",
        "Rule 144",
        "11:59 p.m.",
        "December 31, 2027",
        "three (3) years",
        "this 23rd day of September, 2013",
        "(ii) enroll",
        "the company, so",
    ]
    first, _ = held("of The Very Long Name of a Partnership, L.P. and of others again", names)
    assert first == (27, 44)


SAMPLES: dict[str, dict[str, Any]] = {
    "seed": {},
    "five attorneys": {"attorneys_in_fact": NAMES[:5]},
    "three years": {"ends_after_years": 3, "signed": None},
    "entity": {
        "grantor": "AURORA GROWTH PARTNERS, L.P.",
        "by": ("Aurora GP LLC, its general partner",),
        "signer": "Jane Q. O'Doherty",
        "title": "Manager",
        "clauses": ("indemnity",),
    },
    "revocation": {"clauses": ("revokes_earlier",), "ends": date(2027, 12, 31)},
    "letter": {"wording": "letter", "ends_after_years": 3, "clauses": ("form_144",)},
}


@cache
def rendered(name: str) -> dict[str, bytes]:
    """The PDF and the Word document of a sample."""
    both = documents.power_documents(filing(power(**SAMPLES[name])), files(HOME), "Redwell")[:2]
    return each_rendered(both, home(), home())


@cache
def made(name: str) -> tuple[list[str], docx.document.Document]:
    """The pages of the PDF of a sample, and its Word document."""
    contents = rendered(name)
    word = docx.Document(BytesIO(contents["power-of-attorney.docx"]))
    return page_texts(contents["power-of-attorney.pdf"]), word


@pytest.mark.parametrize("name", SAMPLES)
def test_a_power_is_a_page_and_a_signature_page(name: str) -> None:
    text, signing = made(name)[0]
    assert "[SIGNATURE PAGE FOLLOWS]" in text
    assert signing.startswith(("IN WITNESS", "Signed"))
    assert "[Signature Page to " in signing


@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_divides_a_name_or_a_term_and_none_ends_a_paragraph_with_one_short_word(name: str) -> None:
    given = power(**SAMPLES[name])
    drawn = drafted(**SAMPLES[name])
    lines = "\n".join(made(name)[0])
    whole = " ".join(lines.split())
    terms = ("attorney-in-fact", "Section 16(a)", "Forms 3, 4 and 5", "Rule 144", "Form ID", "Act of 1934")
    short = [each for each in given.attorneys_in_fact if each[0].isupper()]
    for term in (*terms, given.grantor, given.company or "", *short):
        assert lines.count(term) == whole.count(term), term
    for _, runs in drawn.body:
        end = " ".join(curled("".join(run.text for run in runs)).split()[-2:])
        assert end in lines


@pytest.mark.parametrize(("name", "mean"), [("seed", 84), ("three years", 86), ("entity", 94)])
def test_a_line_has_about_85_characters_and_where_a_page_must_hold_more_some_more(
    name: str, mean: int
) -> None:
    full = [len(line) for line in made(name)[0][0].splitlines() if len(line) > 60]
    assert round(statistics.mean(full)) == mean


@pytest.mark.parametrize(("name", "size"), [("seed", 11), ("three years", 10.5), ("entity", 10)])
def test_word_is_as_tight_as_the_pdf(name: str, size: float) -> None:
    styles = made(name)[1].styles
    body = styles["Body Text"]
    assert isinstance(body, ParagraphStyle)
    assert body.font.size == Pt(size)
    assert not [style.name for style in styles if style.name and "(" in style.name]


def test_the_title_is_one_heading_in_word_and_the_terms_of_art_are_found_in_its_text() -> None:
    word = made("seed")[1]
    headings = [each.text for each in word.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings == ["LIMITED POWER OF ATTORNEY\nFOR SECTION 16 REPORTING OBLIGATIONS"]
    saved = BytesIO()
    word.save(saved)
    text = document_text("power.docx", saved.getvalue())
    assert text.count("attorney-in-fact") == drafted().text.count("attorney-in-fact")
    assert "\u2011" not in text
    assert text.count("Robert A. Panora") == 3


def test_the_powers_are_numbered_where_the_wording_says_so(tmp_path: Path) -> None:
    ours = (home() / "templates" / instrument.WORDING).read_text("utf-8")
    plain = drafted()
    for numbering, numbers in (("(1)", "123"), ("(a)", "abc"), ("none", "")):
        (tmp_path / "own.yaml").write_text(
            ours.replace("numbering: none", f"numbering: {numbering}"), "utf-8"
        )
        own = drafted(tmp_path, wording="own.yaml")
        found = [runs[0].text for kind, runs in own.body if kind == "power"]
        assert found == [f"({number}) " for number in numbers] or not numbers
        assert (own.wording_hash == plain.wording_hash) == (not numbers)
    (tmp_path / "own.yaml").write_text(ours.replace("numbering: none\n", ""), "utf-8")
    assert drafted(tmp_path, wording="own.yaml").wording_hash == plain.wording_hash


def test_a_number_hangs_before_its_power_in_every_layout(tmp_path: Path) -> None:
    ours = (home() / "templates" / instrument.WORDING).read_text("utf-8")
    (tmp_path / "own.yaml").write_text(ours.replace("numbering: none", "numbering: (a)"), "utf-8")
    both = documents.power_documents(filing(power(wording="own.yaml")), files(tmp_path), "Redwell")
    contents = each_rendered(both, home(), home())
    assert b"\n     (a) execute for and on behalf" in contents["ex24.txt"]
    assert b'<P STYLE="margin-left: 2.5em">(a) execute for' in contents["ex24.htm"]
    word = docx.Document(BytesIO(contents["power-of-attorney.docx"]))
    numbered = [each for each in word.paragraphs if each.style and each.style.name == "Power Numbered"]
    assert [each.text[:5] for each in numbered] == ["(a)\te", "(b)\td", "(c)\tt"]
    page = page_texts(contents["power-of-attorney.pdf"])[0]
    assert "(a) execute for" in " ".join(page.split())
