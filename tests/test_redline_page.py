"""A comparison on paper: the page of the document before and after as one, in the look of the form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pdfua
import pikepdf
import pytest
from pypdf import PdfReader

import redwell
from redwell.documents.environment import environment
from redwell.documents.renderer import render
from redwell.power_of_attorney import documents
from redwell.redline import page
from redwell.redline.comparison import Legend, compared
from redwell.redline.package import tracked
from redwell.review.rendering import Page
from tests.powers import files, filing, power
from tests.redline_texts import ATTORNEYS, TEXTS, edited
from tests.redlines import changes, rows
from tests.sample import some
from tests.test_docx import EXTENDED, context, seed, word_of
from tests.test_redline import NOON

HOME = redwell.home()
FORM = "form3/form3.html.j2"
LEGEND = Legend(
    title="Comparison of form3.docx",
    document="form3.docx",
    before="main (a1b2c3d)",
    after="the <working> tree",
    author="Jane & Roe",
    date="May 4, 2026",
)
Side = tuple[bytes, Page]
"""A document for Word, and the page that its PDF is printed from."""


def html(template: str, values: Mapping[str, Any]) -> Page:
    text = environment(HOME).get_template(template).render(values)
    return Page(html=text, template=template, home=HOME)


@cache
def form(text: str) -> Side:
    return word_of(text), html(FORM, context(text))


@cache
def attorneys(*names: str) -> Side:
    """The power of the seed, which appoints these."""
    changed = {"attorneys_in_fact": names} if names else {}
    given = filing(power(signed=None, **changed))
    made = documents.power_documents(given, files(Path("/nowhere")), "Redwell")
    word, printed = (next(each for each in made if each.name.endswith(end)) for end in (".docx", ".pdf"))
    content = render(word.name, word.template, word.context, home=HOME)
    return content, html(printed.template, printed.context)


def forms(before: str, after: str) -> tuple[Side, Side]:
    return form(before), form(after)


def powers(*names: str) -> tuple[Side, Side]:
    """The power of the seed before and after it appoints these."""
    return attorneys(), attorneys(*names)


CASES: dict[str, Callable[[], tuple[Side, Side]]] = {
    **{name: partial(forms, *texts) for name, texts in TEXTS.items()},
    **{name: partial(powers, *names) for name, names in ATTORNEYS.items()},
}


def merged(before: Side | None, after: Side | None) -> Element:
    return page.merged(before[1].html if before else None, after[1].html if after else None)


@cache
def printed(case: str) -> bytes:
    before, after = CASES[case]()
    return compared(before[1], after[1], LEGEND, HOME)


def pages(case: str) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(printed(case))).pages]


def marked(found: Element) -> list[tuple[str, str]]:
    """Return the insertions and deletions of each line, in order."""
    return [
        (kind, "".join("".join(each.itertext()) for each in group))
        for line in found.iter()
        if "changed" in line.get("class", "").split()
        for kind, group in groupby(
            (each for each in line.iter() if each.tag in {"ins", "del"}), lambda each: each.tag
        )
    ]


def words(found: list[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """The words of changes; a box is drawn on paper and a sign in Word, and a caption has three columns."""
    apart = {"X", "City", "State"}
    return Counter(
        (kind, word) for kind, text in found for word in re.findall(r"\w[\w.,/]*", text) if word not in apart
    )


@pytest.mark.parametrize("is_back", [False, True], ids=["", "back"])
@pytest.mark.parametrize("case", CASES)
def test_paper_shows_the_changes_that_word_shows(case: str, is_back: bool) -> None:
    before, after = CASES[case]()
    if is_back:
        before, after = after, before
    word = tracked(before[0], after[0], "Jane Roe", NOON)
    assert word
    found = merged(before, after)
    for foot in found.findall("body/p[@class='foot-change changed']"):
        found.find("body").remove(foot)  # type: ignore[union-attr]
    paper, real = words(marked(found)), words(changes(word))
    assert (paper - real, real - paper) == (Counter(), Counter())


# --- what a lawyer reads ---


def test_a_figure_is_struck_as_a_whole_with_its_decimals() -> None:
    found = merged(*CASES["a number"]())
    assert marked(found) == [("del", "163,350"), ("ins", "163,500.25")]


@pytest.mark.parametrize("case", ["a row more", "a row moved", "another security"])
def test_rows_that_are_new_or_gone_are_those_of_word(case: str) -> None:
    before, after = CASES[case]()
    word = tracked(before[0], after[0], "Jane Roe", NOON)
    assert word
    tinted = [
        (row.get("class", "")[-3:], ["".join(cell.itertext()) for cell in row])
        for row in merged(before, after).iter("tr")
        if "row-" in row.get("class", "")
    ]
    assert tinted == rows(word)


def test_an_unrelated_footnote_is_another_one() -> None:
    found = merged(*CASES["another footnote"]())
    notes = [each for each in found.iter("li") if each.find("b/*") is not None]
    assert [(each.tag, each.text) for note in notes for each in note.iterfind("b/*")] == [
        ("del", "(1)"),
        ("ins", "(1)"),
    ]


def test_another_signature_is_another_block_and_no_name_becomes_another() -> None:
    found = merged(*CASES["another signature"]())
    blocks = [each for each in found.iter("div") if "row-" in each.get("class", "")]
    assert [each.get("class") for each in blocks] == ["signature signed row-del", "signature signed row-ins"]
    assert ("del", "/s/ Robert A. Panora") in marked(found)
    assert ("ins", "/s/ Bonnie J. Brown") in marked(found)


def test_a_checked_box_keeps_its_frame_and_its_cross_is_struck() -> None:
    found = merged(*CASES["two owners"]())
    boxes = [line for line in found.iter("p") if line.get("class") == "choice changed"]
    assert [
        [(each.tag, each.text) for each in line.iter() if each.tag in {"ins", "del"}] for line in boxes
    ] == [
        [("del", "X")],
        [("ins", "X")],
    ]
    assert [len(line.findall(f"{page.SVG}")) for line in boxes] == [1, 1]


def test_a_document_of_one_side_is_inserted_or_deleted_as_a_whole() -> None:
    side = form(seed())
    for given, kind in (((None, side), "ins"), ((side, None), "del")):
        found = merged(*given)
        whole = "".join(text for _, text in marked(found))
        assert {each for each, _ in marked(found)} == {kind}
        body = fromstring(side[1].html).find("body")
        assert body is not None
        for title in body.iter("{http://www.w3.org/2000/svg}title"):
            title.text = ""
        assert "".join(whole.split()) == "".join("".join(body.itertext()).split())


def test_two_pages_that_are_the_same_stay_as_they_are() -> None:
    side = form(EXTENDED)
    found = merged(side, side)
    assert marked(found) == []
    assert "".join(found.itertext()) == "".join(fromstring(side[1].html).itertext())


@pytest.mark.parametrize("case", CASES)
def test_no_anchor_stands_twice_and_every_link_leads_somewhere(case: str) -> None:
    found = merged(*CASES[case]())
    anchors = [each.get("id") for each in found.iter() if each.get("id")]
    links = {each.get("href", "")[1:] for each in found.iter("a")} - {""}
    assert len(anchors) == len(set(anchors))
    assert links <= {*anchors}


def test_a_text_that_looks_like_markup_stays_text() -> None:
    before, after = (form(edited(("COO and President", text))) for text in ("<b>COO</b>", "a & </ins> b"))
    assert ("ins", "a & </ins> b") in marked(merged(before, after))


# --- the PDF ---


def test_the_pdf_says_what_it_compares_above_the_form_and_at_the_foot_of_each_page() -> None:
    (first,) = pages("a number")
    text = " ".join(first.split())
    legend = (
        "Comparison of form3.docx · Before: main (a1b2c3d) · Now: the <working> tree · "
        "Changes by Jane & Roe, May 4, 2026 Inserted · Deleted · a bar stands beside each line that changed"
    )
    assert legend in text
    assert "Comparison of form3.docx · main (a1b2c3d) with the <working> tree" in text.replace(legend, "")
    assert re.search(r"163,350 ?163,500.25", text)
    metadata = PdfReader(BytesIO(printed("a number"))).metadata
    assert metadata
    assert metadata.title == "Comparison of form3.docx"


def test_the_same_sides_give_the_same_bytes() -> None:
    assert printed.__wrapped__("a number") == printed("a number")


@pytest.mark.parametrize(
    "case", some(["a number", "a title", "the issuer", "another signature", "two owners", "a row more"])
)
def test_a_one_page_form_has_a_one_page_comparison(case: str) -> None:
    assert len(pages(case)) == 1


def test_changes_at_the_foot_of_the_pages_are_shown_at_the_end() -> None:
    found = merged(*CASES["the issuer"]())
    assert marked(found)[-1] == ("ins", "HOLDINGS ")
    foot = "At the foot of the pages: TECOGEN HOLDINGS INC. [TGEN] · PANORA ROBERT A · Form 3"
    assert foot in pages("the issuer")[0]


@pytest.mark.parametrize("case", some(["everything", "an attorney", "two owners", "a row moved"], 3))
def test_the_pdf_is_read_aloud_in_order(case: str, tmp_path: Path) -> None:
    file = tmp_path / "redline.pdf"
    file.write_bytes(printed(case))
    with pikepdf.open(file) as opened:
        assert opened.check_pdf_syntax() == []
    assert [str(finding) for finding in pdfua.validate(str(file)).findings] == []
