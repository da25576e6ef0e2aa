"""Columns are as wide as what stands in them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types
from lxml import etree

import redwell
from redwell.documents.environment import environment
from redwell.documents.fonts import fonts
from redwell.documents.renderer import render
from redwell.forms import FORMS
from redwell.forms.changes.widths import (
    MARGINS_ONE,
    MARGINS_TWO,
    TABLE_ONE,
    TABLE_TWO,
    owners_widths,
    printed_columns,
    table_one_widths,
    table_two_widths,
)
from redwell.ownership.widths import TextColumn, figure_width, shared_width, text_width
from tests.changes import FORM_4, FORM_5, parsed
from tests.test_docx import EXTENDED, W, context, document, text_of, tree, word_of
from tests.test_pdf import pages, rendered, seed

TEXTS = (
    *("Class A Common Stock", "Stock Option (Right to Buy)", "Series B Convertible Preferred Stock"),
    *("By SEQUOIA CAPITAL GROWTH FUND III, L.P.", "Held by Wm. M. Whitfield; see footnote", "ILLINOIS I/II"),
)


def cell(value: object = None, *, footnotes: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"value": value, "footnotes": footnotes, "in_dollars": False}


@cache
def letters(face: str = "PT_Sans-Web-Regular") -> tuple[dict[int, str], Any, int]:
    font = TTFont(fonts()[f"{face}.ttf"])
    return font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm


def real_width(text: str, size: float, face: str = "PT_Sans-Web-Regular") -> float:
    """The width of a text that is set in a size, with the word spacing of the style sheet."""
    names, widths, em = letters(face)
    width: float = size * (sum(widths[names[ord(each)]][0] for each in text) / em + 0.04 * text.count(" "))
    return width


@pytest.mark.parametrize("text", TEXTS)
def test_an_estimate_is_a_little_wider_than_the_text(text: str) -> None:
    real = real_width(text, 9)
    assert real <= text_width(text) + 1 <= real * 1.25 + 3


def column(*texts: str, least: int = 50, most: int = 200) -> TextColumn:
    return TextColumn(cells=tuple(map(cell, texts)), least=least, most=most)


def test_short_texts_get_what_they_need_and_long_ones_the_rest() -> None:
    short, long = "Class A Common Stock", "By a trust of which the reporting person is trustee, and by others"
    widths = shared_width([column(long), column(short), column(long)], 400)
    assert widths == (145, 109, 146)
    assert text_width(short) + 10 == 109


def test_without_texts_the_room_is_shared_and_each_column_keeps_its_least_width() -> None:
    assert shared_width([column(), column(least=80), column()], 200) == (57, 87, 56)


def test_a_column_of_figures_is_as_wide_as_its_longest_figure_within_limits() -> None:
    def width(*cells: dict[str, Any]) -> int:
        return figure_width(cells, least=60, most=86)

    assert width() == width(cell(Decimal(12)), cell(footnotes=(1, 2))) == 60
    assert width(cell(Decimal("1234567.25"))) == 70
    assert width(cell(Decimal("1234567.25"), footnotes=(1,))) == 82
    assert width(cell(Decimal("9999999999999.9999"))) == 86


def test_the_underlying_title_does_not_wrap_beside_a_long_nature() -> None:
    filing = EXTENDED.replace(
        "underlying: {title: Common Stock", "underlying: {title: Class A Common Stock"
    ).replace(
        "    conversion_or_exercise_price: {footnotes: [note]}\n    ownership: direct\n",
        "    conversion_or_exercise_price: {footnotes: [note]}\n    ownership: indirect\n"
        "    nature_of_ownership: By Sequoia Capital U.S. Growth VIII Principals Fund (Q), L.P.\n",
    )
    widths = context(filing)["derivative_widths"]
    assert sum(widths) == 720
    assert widths[3] >= text_width("Class A Common Stock") + 10
    assert widths[6] == 70, "the column of one letter is narrow"
    given = context(filing)
    in_word = given["word_widths"]["Table II - Derivative Securities Beneficially Owned"]
    table = next(
        each
        for each in tree(word_of(filing)).iter(f"{W}tbl")
        if each.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val").startswith("Table II")
    )
    columns = [int(each.get(f"{W}w")) for each in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    assert columns == [20 * width for width in in_word]
    for row in table.iterfind(f"{W}tr"):
        assert sum(int(each.get(f"{W}w")) for each in row.iterfind(f"{W}tc/{W}tcPr/{W}tcW")) == 14400


def test_a_page_that_continues_a_table_says_so_over_at_least_two_rows() -> None:
    given = seed()
    given["derivative"] *= 22
    said = [" ".join(page.split()) for page in pages(rendered(given))]
    assert len(said) == 2
    title = "Table II - Derivative Securities Beneficially Owned (continued)"
    assert [title in page for page in said] == [False, True]
    assert said[1].count("Stock Option (Right to Buy)") >= 2


def test_rows_at_the_edges_of_a_table_in_word_are_kept_with_their_neighbors() -> None:
    given = context(EXTENDED)
    given["derivative"] *= 4
    table = next(
        each
        for each in tree(document(given)).iter(f"{W}tbl")
        if each.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val").startswith("Table II")
    )
    rows = [each for each in table.iterfind(f"{W}tr") if each.find(f"{W}trPr/{W}tblHeader") is None]
    kept = [all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p")) for row in rows]
    assert kept == [True, False, True, False]


TABLES = {"Table I -": (TABLE_ONE, MARGINS_ONE, 7.5), "Table II -": (TABLE_TWO, MARGINS_TWO, 7.0)}
"""The columns of Forms 4 and 5, the margins of a cell, and the size of the letters of the head."""
Head = list[tuple[int, str]]
"""The cells of a row: over how many columns, and the text."""


def heads_of_page(given: dict[str, Any]) -> list[list[Head]]:
    """The rows of the heads of both tables in the PDF; a cell over two rows is blank in the second."""
    page: Any = etree.fromstring(
        environment(redwell.home()).get_template("changes/changes.html.j2").render(given).encode()
    )
    found = []
    for table in page.iterfind(".//table"):
        if "changes" in table.get("class"):
            first, second = table.iterfind("thead/tr")
            below = [(1, "".join(each.itertext())) for each in second]
            spans = [(each, int(each.get("colspan", "1"))) for each in first]
            rows: list[Head] = [[(span, "".join(each.itertext())) for each, span in spans], []]
            for each, span in spans:
                is_whole = each.get("rowspan") == "2"
                rows[1] += [(1, "")] if is_whole else [below.pop(0) for _ in range(span)]
            found.append(rows)
    return found


def heads_in_word(given: dict[str, Any]) -> list[list[Head]]:
    content = tree(render("form.docx", "changes/changes.docx", given, home=redwell.home()))
    found = []
    for table in content.iter(f"{W}tbl"):
        caption = table.find(f"{W}tblPr/{W}tblCaption")
        if caption is not None and caption.get(f"{W}val").startswith("Table "):
            rows: list[Head] = []
            for row in table.iterfind(f"{W}tr"):
                if row.find(f"{W}trPr/{W}tblHeader") is not None:
                    spans = [(each, each.find(f"{W}tcPr/{W}gridSpan")) for each in row.iterfind(f"{W}tc")]
                    rows.append(
                        [
                            (1 if span is None else int(span.get(f"{W}val")), text_of(each))
                            for each, span in spans
                        ]
                    )
            found.append(rows)
    return found


@pytest.mark.parametrize("step", ["", "tight"])
@pytest.mark.parametrize("heads", [heads_of_page, heads_in_word])
@pytest.mark.parametrize("form", [FORM_4, FORM_5], ids=["4", "5"])
def test_no_word_of_a_head_is_broken_in_the_narrowest_column(form: str, heads: Any, step: str) -> None:
    filing = parsed(form)
    given = {**FORMS[filing.form].documents(filing, "Redwell")[-1].context, "step": step}
    looked = 0
    for (table, margins, size), rows in zip(TABLES.values(), heads(given), strict=True):
        least = [each.least for each in printed_columns(table, is_annual=filing.form == "5")]
        for row in rows:
            start = 0
            for span, text in row:
                room = sum(least[start : start + span]) - margins
                start += span
                for word in re.split("[ \n]", text.strip()):
                    looked += 1
                    real = real_width(word.replace("\xa0", " "), size, "PT_Sans-Narrow-Web-Regular")
                    assert real <= room, (word, text)
            assert start == len(least)
        held = " ".join(text for _, text in rows[0])
        assert "(Month/Day/Year)" in held
        assert "(Instr. " not in held, "an instruction is not parted from its number"
    assert looked > 150


def test_no_column_is_narrower_than_its_head_however_long_all_figures_are() -> None:
    number, marks = Decimal("999999999999.9999"), (10, 11, 12, 13)
    row = {
        each.name: cell({"figure": number, "date": date(2026, 12, 28)}.get(each.kind, "S/K"), footnotes=marks)
        for each in (*TABLE_ONE, *TABLE_TWO)
    }
    for table, widths_of in ((TABLE_ONE, table_one_widths), (TABLE_TWO, table_two_widths)):
        for is_annual, is_word in product((False, True), repeat=2):
            widths = widths_of([row], is_annual=is_annual, is_word=is_word)
            assert sum(widths) == 720
            columns = printed_columns(table, is_annual)
            assert [
                each.name for each, width in zip(columns, widths, strict=True) if width < each.least
            ] == []


def test_an_address_has_the_room_that_a_title_leaves() -> None:
    assert owners_widths(["DOE JANE, 1 MAIN ST, BOSTON"], [""], [""]) == (374, 46, 46, 137, 117)
    long = "DOE JANE M, C/O EXAMPLE ROBOTICS, INC., 100 EXAMPLE WAY, SUITE 400, BOSTON, MASSACHUSETTS 02110"
    widths = owners_widths([long], ["Chief Financial Officer"], [""])
    assert sum(widths) == 720
    assert widths[0] >= real_width(long, 9) + 8
    assert widths[3] >= real_width("Chief Financial Officer", 9) + 8
