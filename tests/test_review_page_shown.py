"""The page of a review in Chromium: quiet, sealed, no wider than the screen, for keyboard and voice."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from PIL import Image

import redwell
from redwell.review.formats.html import MOST_OPEN, page
from redwell.review.model import Review
from tests.chromium import Browser, browser
from tests.reviews import FILING, NEW, PICTURES, REVIEW, filled, many
from tests.sample import FULL, some, tries
from tests.test_review_page import HOSTILE

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Review], Path]:
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def written(review: Review) -> Path:
        path = folder / f"{id(review)}.html"
        path.write_text(page(review, PICTURES, redwell.home()), "utf-8")
        return path

    return written


File = Callable[[Review], Path]
SCREENS = some([(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")], 3)
SEVEN = many(7)
OPEN = replace(REVIEW, filings=REVIEW.filings[:MOST_OPEN])


def eager(chromium: Browser) -> None:
    """Let every picture be drawn, also below the edge of the screen."""
    chromium.says(
        "Promise.all([...document.images].map(each => {each.loading = 'eager'; return each.decode()}))"
        ".then(() => true)"
    )


@pytest.fixture(scope="module", params=SCREENS, ids=lambda each: f"{each[0]}-{each[1]}")
def unfolded(chromium: Browser, file: File, request: pytest.FixtureRequest) -> int:
    """The width of a screen that shows the page with everything unfolded and every picture drawn."""
    width, scheme = request.param
    chromium.show(file(REVIEW), width=width, scheme=scheme)
    eager(chromium)
    chromium.says("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert isinstance(width, int)
    return width


def test_nothing_is_loaded_nothing_complains_and_nothing_is_wider_than_the_screen(
    chromium: Browser, unfolded: int
) -> None:
    assert chromium.says("[...document.images].every(each => each.naturalWidth > 0)")
    assert chromium.complaints() == []
    assert chromium.requests() == []
    assert chromium.says("document.documentElement.scrollWidth") == unfolded
    assert chromium.says("document.querySelector('.tools').hidden") is False


def test_rows_stack_on_a_phone_and_no_table_is_wider_than_it(chromium: Browser, unfolded: int) -> None:
    assert chromium.says(
        "[...document.querySelectorAll('.scroll')].every(each => each.scrollWidth <= each.clientWidth)"
    )
    is_stacked = chromium.says("getComputedStyle(document.querySelector('.holdings td')).display") == "block"
    assert is_stacked is (unfolded < 700)
    named = chromium.says(
        "[...document.querySelectorAll('.holdings tr.row-changed')[0].querySelectorAll('td')]"
        ".map(each => getComputedStyle(each, '::before').content)"
    )
    assert named[1].startswith('"reported before"') is is_stacked


@pytest.mark.usefixtures("unfolded")
def test_there_is_no_barrier_that_axe_knows_of(chromium: Browser) -> None:
    if not AXE.exists():
        if os.environ.get("CI") or os.environ.get("REDWELL_NO_SKIP"):
            pytest.fail("axe-core is missing: npm ci installs it")
        pytest.skip("needs axe-core (npm ci)")
    chromium.says(AXE.read_text("utf-8") + "; true")
    found: dict[str, Any] = chromium.says(
        "axe.run(document, {resultTypes: ['violations', 'incomplete']}).then(found => ({"
        "violations: found.violations.map(each => [each.id, each.nodes.map(node => node.html)]),"
        "incomplete: found.incomplete.map(each => [each.id, each.nodes.map(node => node.html)]),"
        "passes: found.passes.length}))"
    )
    assert found["violations"] == []
    assert found["passes"] > 30


@pytest.mark.parametrize("text", some([*HOSTILE, "\u202e\u2066x", "<img src=https://evil.example/x.png>"], 3))
def test_hostile_text_runs_nothing_loads_nothing_and_breaks_no_layout(
    chromium: Browser, file: File, text: str
) -> None:
    chromium.show(file(filled(REVIEW, text)), width=400)
    chromium.says("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert chromium.complaints() == []
    assert chromium.requests() == []
    assert chromium.says("document.documentElement.scrollWidth") == 400
    assert chromium.says("[...document.scripts].length") == 1


def test_an_injected_script_does_not_run(chromium: Browser, file: File, tmp_path: Path) -> None:
    html = file(REVIEW).read_text("utf-8")
    attack = (
        "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><style>p { color: red }</style>"
    )
    (tmp_path / "attacked.html").write_text(html.replace("</main>", f"{attack}</main>"), "utf-8")
    chromium.show(tmp_path / "attacked.html")
    assert chromium.says("window.ran") is None
    assert len([each for each in chromium.complaints() if "Content Security Policy" in each]) >= 3


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_a_page_is_as_dark_as_the_reader_likes_it(
    chromium: Browser, file: File, scheme: str, is_dark: bool
) -> None:
    chromium.show(file(OPEN), scheme=scheme)
    corner = Image.open(BytesIO(chromium.picture(height=4))).convert("L").getpixel((2, 2))
    assert isinstance(corner, int)
    assert (corner < 60) is is_dark
    assert (corner > 230) is not is_dark


def test_the_keys_j_and_k_go_from_filing_to_filing_and_unfold_them(chromium: Browser, file: File) -> None:
    chromium.show(file(SEVEN))
    at = "document.activeElement.id"
    for _ in range(3):
        chromium.press("j")
    assert chromium.says(at) == "filing-3"
    assert chromium.says("Math.abs(document.activeElement.getBoundingClientRect().top) < 3")
    assert chromium.says("document.activeElement.querySelector('details.body').open") is True
    chromium.press("k")
    assert chromium.says(at) == "filing-2"


def test_the_keys_can_be_switched_off(chromium: Browser, file: File) -> None:
    # WCAG 2.2, 2.1.4: who speaks to a machine says many letters.
    chromium.show(file(SEVEN))
    chromium.says("document.getElementById('keys').click()")
    chromium.press("j")
    assert chromium.says("document.activeElement.tagName") == "BODY"


def test_a_line_on_top_leads_to_its_filing_and_unfolds_it(chromium: Browser, file: File) -> None:
    chromium.show(file(SEVEN))
    chromium.says("document.querySelector('.filings a[href=\"#filing-5\"]').click()")
    chromium.says("new Promise(done => setTimeout(done, 50))")
    assert chromium.says("document.querySelector('#filing-5 details.body').open") is True
    assert chromium.says("document.querySelector('#filing-4 details.body').open") is False


def test_the_tab_key_shows_where_it_is_and_first_offers_to_skip(chromium: Browser, file: File) -> None:
    chromium.show(file(OPEN))
    chromium.press("Tab", code=9, text="")
    assert chromium.says("document.activeElement.className") == "skip"
    assert chromium.says("document.activeElement.getBoundingClientRect().top >= 0")
    chromium.press("Tab", code=9, text="")
    assert chromium.says("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_picture_is_enlarged_by_the_keyboard_and_flips_between_before_and_after(
    chromium: Browser, file: File
) -> None:
    chromium.show(file(OPEN))
    chromium.says("document.querySelector('.picture.now button').focus()")
    chromium.press("Enter", code=13, text="\r")
    said = "document.getElementById('zoom-said').textContent"
    assert chromium.says("document.getElementById('zoom').open") is True
    assert chromium.says(said) == "form3.pdf, page 1: now"
    chromium.press("ArrowRight", code=39, text="")
    assert chromium.says(said) == "form3.pdf, page 1: before"
    chromium.press("ArrowLeft", code=37, text="")
    assert chromium.says(said) == "form3.pdf, page 1: now"
    chromium.says("document.querySelector('.sheet').focus()")
    chromium.press("ArrowRight", code=39, text="")
    assert chromium.says(said) == "form3.pdf, page 1: now"
    chromium.says("document.getElementById('flip').click()")
    assert chromium.says(said) == "form3.pdf, page 1: before"
    chromium.press("Escape", code=27, text="")
    assert chromium.says("document.getElementById('zoom').open") is False


def test_on_a_phone_an_enlarged_picture_is_as_large_as_it_was_drawn(chromium: Browser, file: File) -> None:
    chromium.show(file(OPEN), width=400)
    chromium.says("document.querySelector('.picture.now button').click()")
    shown = "document.getElementById('zoom-picture').getBoundingClientRect().width"
    assert chromium.says(f"document.getElementById('zoom-picture').decode().then(() => {shown})") == 850
    assert chromium.says("document.querySelector('.sheet').clientWidth") < 400


def test_the_views_of_a_page_are_chosen_by_the_arrow_keys_without_any_script(
    chromium: Browser, file: File
) -> None:
    chromium.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.show(file(OPEN))
        chromium.says("document.querySelector('.views input').focus()")
        chromium.press("ArrowRight", code=39, text="")
        shown = (
            "[...document.querySelectorAll('.page:first-of-type .picture')]"
            ".slice(0, 2).map(each => each.checkVisibility())"
        )
        assert chromium.says(shown) == [True, False]
        chromium.press("ArrowRight", code=39, text="")
        assert chromium.says(shown) == [False, True]
    finally:
        chromium.ask("Emulation.setScriptExecutionDisabled", value=False)


def words(pdf: bytes) -> list[str]:
    """The text of each page of a PDF, spaces collapsed."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [" ".join(each.get_textpage().get_text_bounded().split()) for each in document]
    finally:
        document.close()


FOLDED = replace(
    REVIEW, filings=(FILING, *(replace(NEW, file=f"{number}.yaml", is_overdue=False) for number in range(5)))
)
"""So many filings that each is folded, and only the first is long."""


@pytest.mark.parametrize("has_script", [True, False])
def test_on_paper_everything_is_unfolded_and_each_filing_begins_a_page(
    chromium: Browser, file: File, has_script: bool
) -> None:
    chromium.ask("Emulation.setScriptExecutionDisabled", value=not has_script)
    try:
        chromium.show(file(FOLDED), scheme="dark")
        pages = words(chromium.printed())
    finally:
        chromium.ask("Emulation.setScriptExecutionDisabled", value=False)
    starts = [number for number, said in enumerate(pages) if re.match(r"[2-6] of 6 ", said)]
    assert len(starts) == 5
    text = " ".join(pages)
    assert text.count("Series 15 Notes") == 1
    assert text.count("full power the undersigned") > 50
    assert "next filing" not in text
    assert "Skip to the review" not in text
    assert "show this filing" not in text
    assert "SHA-256" not in text
    assert "form3.pdf, page 1: now" in text
    assert "form3.pdf, page 1: before" in text
    assert len(pages) < 6 + 9


def test_paper_is_white_and_shows_the_pictures(chromium: Browser, file: File) -> None:
    chromium.show(file(replace(REVIEW, filings=(FILING,))), scheme="dark")
    document = pdfium.PdfDocument(chromium.printed())
    try:
        assert document[0].render(scale=0.5).to_pil().convert("L").getpixel((3, 3)) == 255
        drawn = [
            (sheet.get_size(), each.get_bounds())
            for sheet in document
            for each in sheet.get_objects()
            if each.type == 3
        ]
        assert len(drawn) == 3
        # Each on a sheet of its own, turned as the page is, and nearly as large.
        for (width, height), (left, low, right, high) in drawn:
            assert width > height
            assert right - left > 0.7 * width
            assert high - low > 0.7 * height
    finally:
        document.close()


def test_the_head_of_a_table_is_repeated_on_each_sheet(chromium: Browser, file: File) -> None:
    rows = tuple(replace(FILING.tables[0].rows[4], title=f"Notes {number}") for number in range(120))
    long = replace(FILING, tables=(replace(FILING.tables[0], rows=rows),), pages=())
    chromium.show(file(replace(REVIEW, filings=(long,))))
    sheets = [said for said in words(chromium.printed()) if re.search(r"Notes \d+ direct", said)]
    assert len(sheets) >= 3
    assert all("Security Ownership" in " ".join(said.split()) for said in sheets)


def test_the_head_of_a_table_never_stands_alone_at_the_end_of_a_sheet(chromium: Browser, file: File) -> None:
    chromium.show(file(replace(REVIEW, filings=(replace(FILING, pages=()),))))
    # The same table at every place near the end of a sheet.
    chromium.says(
        """{
        const table = document.querySelector('.holdings').closest('.scroll');
        const places = [];
        for (let space = 780; space < 920; space += STEP) {
            const before = document.createElement('div');
            before.style.breakBefore = 'page';
            before.style.height = `${space}px`;
            places.push(before, table.cloneNode(true));
        }
        document.querySelector('main').replaceChildren(...places);
        document.querySelector('footer').remove(); }""".replace("STEP", "4" if FULL else "12")
    )
    sheets = words(chromium.printed())
    ends = [said for said in sheets if said.endswith(("What changed", "securities"))]
    assert len(sheets) > 12
    assert ends == []


def test_many_filings_open_at_once(chromium: Browser, file: File) -> None:
    count = tries(20, 200)
    path = file(many(count))
    start = perf_counter()
    chromium.show(path)
    assert chromium.says("document.querySelectorAll('article').length") == count
    assert perf_counter() - start < 30
    assert chromium.says("document.documentElement.scrollHeight") < 100_000
