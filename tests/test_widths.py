"""Columns are as wide as what stands in them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

from redwell.documents.fonts import fonts
from redwell.ownership.widths import TextColumn, figure_width, shared_width, text_width
from tests.test_docx import EXTENDED, W, context, document, tree, word_of
from tests.test_pdf import pages, rendered, seed

TEXTS = (
    *("Class A Common Stock", "Stock Option (Right to Buy)", "Series B Convertible Preferred Stock"),
    *("By SEQUOIA CAPITAL GROWTH FUND III, L.P.", "Held by Wm. M. Whitfield; see footnote", "ILLINOIS I/II"),
)


def cell(value: object = None, *, footnotes: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"value": value, "footnotes": footnotes, "in_dollars": False}


@cache
def letters() -> tuple[dict[int, str], Any, int]:
    font = TTFont(fonts()["PT_Sans-Web-Regular.ttf"])
    return font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm


@pytest.mark.parametrize("text", TEXTS)
def test_an_estimate_is_a_little_wider_than_the_text(text: str) -> None:
    names, widths, em = letters()
    real = 9 * (sum(widths[names[ord(each)]][0] for each in text) / em + 0.04 * text.count(" "))
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
