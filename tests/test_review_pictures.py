"""Pages that changed, as pictures: what differs is plain to see, and no address is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image

import redwell
from redwell.builds import rendering
from redwell.check import filing as check_filing
from redwell.files import discovery
from redwell.model import Address, Filing, ReportingOwner
from redwell.review.compare.privacy import private_words
from redwell.review.made import ink, masks, pictures
from redwell.review.made.bands import Band, bands, matched
from redwell.review.made.differences import PLACE
from redwell.review.made.masks import Line, Written
from redwell.review.model import Page
from tests.looked import filing

ROOT = Path(__file__).parents[1]
SEED = (ROOT / "filings" / "tecogen" / "2013-10-01-panora-form3.yaml").read_text("utf-8")
GREYS = {(190, 190, 190), (110, 110, 110), (187, 187, 187), (102, 102, 102)}
"""A block over an address and its edge, as they are drawn and in sixteen shades."""


@dataclass(frozen=True)
class Made:
    """The documents of a filing in a folder."""

    folder: Path
    filing: Filing


def make(folder: Path, text: str, *beside: Path) -> Made:
    """The documents of the filing *text*."""
    place = folder / "filings" / "client" / "filing.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(text, "utf-8")
    for each in beside:
        (place.parent / each.name).write_bytes(each.read_bytes())
    entry = discovery.entry(place, folder)
    made = rendering.make(entry, folder, redwell.home(), "")
    filing = check_filing.check(entry, folder, redwell.home()).filing
    assert filing, [problem.message for problem in made.problems]
    out = folder / "out"
    out.mkdir()
    for name, content in made.documents.items():
        (out / name).write_bytes(content)
    (out / "manifest.json").write_text(json.dumps({"outputs": dict.fromkeys(made.documents, "")}), "utf-8")
    return Made(out, filing)


def compared(before: Made | None, now: Made) -> tuple[tuple[Page, ...], dict[str, bytes]]:
    filing = before.filing if before else None
    return pictures.pages(before.folder if before else None, now.folder, (filing, now.filing), "01-seed")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("seed"), SEED)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("corrected"), SEED.replace("163350", "163500"))


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Made:
    good = ROOT / "tests" / "filings" / "good"
    text = (good / "split-owners.yaml").read_text("utf-8")
    return make(tmp_path_factory.mktemp("split"), text, good / "executed-power.txt")


def picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def colours(content: bytes, place: tuple[int, int, int, int] | None = None) -> set[tuple[int, ...]]:
    pixels = picture(content).crop(place).tobytes()
    return {(*pixels[at : at + 3],) for at in range(0, len(pixels), 3)}


def rows(content: bytes, is_meant: Callable[[int, int, int], bool]) -> list[int]:
    """The rows of a picture in which there is ink of a kind."""
    whole = picture(content)
    pixels, wide = whole.tobytes(), 3 * whole.width
    return [
        y
        for y in range(whole.height)
        if any(is_meant(*colour) for colour in set(batched(pixels[y * wide : (y + 1) * wide])))
    ]


def batched(pixels: bytes) -> Iterator[tuple[int, int, int]]:
    return zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)


def is_red(red: int, green: int, blue: int) -> bool:
    return red - max(green, blue) > 90


def is_blue(red: int, green: int, blue: int) -> bool:
    return blue - max(red, green) > 60


def places(pdf: Path, page: int, words: str) -> Iterator[tuple[int, int, int, int]]:
    """Where the words stand in the picture of a page: as PDFium itself finds them."""
    with pypdfium2.PdfDocument(pdf.read_bytes()) as document:
        text = document[page].get_textpage()
        height, scale = document[page].get_size()[1], ink.DPI / 72
        search = text.search(words)
        while found := search.get_next():
            boxes = [text.get_charbox(n, loose=False) for n in range(found[0], sum(found))]
            boxes = [box for box in boxes if box[2] > box[0]]
            left, bottom, right, top = masks.around(boxes)
            yield (
                int(left * scale),
                int((height - top) * scale),
                int(right * scale) + 1,
                int((height - bottom) * scale) + 1,
            )


def test_only_the_page_that_changed_is_shown(seed: Made, corrected: Made) -> None:
    pages, shown = compared(seed, corrected)

    assert pages == (
        Page(
            document="form3.pdf",
            before_page=1,
            now_page=1,
            before="01-seed-form3-1-before.png",
            now="01-seed-form3-1-now.png",
            difference="01-seed-form3-1-difference.png",
        ),
    )
    assert sorted(shown) == sorted(filter(None, (pages[0].before, pages[0].now, pages[0].difference)))
    assert compared(seed, corrected) == (pages, shown), "the same documents give the same bytes"
    assert all(len(content) < 100_000 for content in shown.values())


def test_equal_documents_give_no_page(seed: Made) -> None:
    assert compared(seed, seed) == ((), {})


def test_a_corrected_number_is_framed_and_shown_before_and_now(seed: Made, corrected: Made) -> None:
    _, shown = compared(seed, corrected)
    content = shown["01-seed-form3-1-difference.png"]
    (place,) = places(corrected.folder / "form3.pdf", 0, "163,500")
    around = (place[0] - 8, place[1] - 8, place[2] + 8, place[3] + 8)

    assert PLACE in colours(content, around)
    for is_meant in (is_red, is_blue):
        inked = rows(content, is_meant)
        assert inked
        assert place[1] - 20 < min(inked) < max(inked) < place[3] + 20, "nothing else is red or blue"


def test_no_address_can_be_read_in_any_picture(seed: Made, corrected: Made) -> None:
    _, shown = compared(seed, corrected)

    for words, times in (("55 CLIFTON ST.", 2), ("CAMBRIDGE", 2), ("MA 02140", 2)):
        found = [*places(corrected.folder / "form3.pdf", 0, words)]
        assert len(found) == times
        for place in found:
            for name, content in shown.items():
                assert colours(content, place) <= GREYS, f"{words} in {name}"
    for words in ("PANORA ROBERT A", "(Street)", "(City)", "TECOGEN INC. [TGEN]"):
        for place in places(corrected.folder / "form3.pdf", 0, words):
            assert not colours(shown["01-seed-form3-1-now.png"], place) <= GREYS, f"{words} is to be seen"


def test_every_owner_of_every_part_is_hidden_and_named(split: Made) -> None:
    _, shown = compared(None, split)

    for part in ("1of2", "2of2"):
        pdf = split.folder / f"form3-{part}.pdf"
        seen = 0
        for page in (0, 1):
            content = shown[f"01-seed-form3-{part}-{page + 1}-now.png"]
            for words in ("1 PORT ROAD", "C/O NORTHERN LIGHT", "10004", "UNITED STATES"):
                for place in places(pdf, page, words):
                    if words == "UNITED STATES" and place[1] < 100:
                        continue
                    seen += words == "1 PORT ROAD"
                    assert colours(content, place) <= GREYS, f"{words} on page {page + 1} of {part}"
            for place in places(pdf, page, "NORTHERN LIGHT FUND"):
                assert not colours(content, place) <= GREYS
        assert seen == 7, "six owners, the first of them also in box 1"


def test_an_address_outside_of_the_united_states_is_hidden(tmp_path: Path) -> None:
    made = make(tmp_path, (ROOT / "tests" / "filings" / "good" / "non-us.yaml").read_text("utf-8"))
    _, shown = compared(None, made)

    for words in ("100 King Street West, Suite 5000", "Toronto", "M5X 1A1", "ONTARIO, CANADA"):
        found = [*places(made.folder / "form3.pdf", 0, words)]
        assert found
        for place in found:
            assert colours(shown["01-seed-form3-1-now.png"], place) <= GREYS, words


def test_only_another_address_changes_no_page(seed: Made, tmp_path: Path) -> None:
    moved = make(tmp_path, SEED.replace("55 CLIFTON ST.", "7 ELSEWHERE LANE"))

    assert compared(seed, moved) == ((), {})


def test_of_an_added_filing_each_page_is_shown_as_it_is_now(seed: Made) -> None:
    pages, shown = compared(None, seed)

    assert [(each.document, each.before_page, each.now_page) for each in pages] == [
        ("authentication.pdf", None, 1),
        ("form3.pdf", None, 1),
        ("power-of-attorney.pdf", None, 1),
        ("power-of-attorney.pdf", None, 2),
    ]
    assert all(each.now and not each.before and not each.difference for each in pages)
    assert len(shown) == 4


def test_of_a_removed_filing_there_is_no_page(seed: Made) -> None:
    assert pictures.pages(seed.folder, None, (seed.filing, None), "01") == ((), {})


def test_a_moved_row_is_gone_in_one_place_and_new_in_another(tmp_path: Path) -> None:
    head, rest = SEED.split("non_derivative:")
    tail = rest[rest.index("derivative:") :]
    said = [
        f"  - title: Class {n} Stock\n    amount: {n * 1001}\n    ownership: direct\n" for n in range(1, 9)
    ]
    moved = [*said[:1], said[5], *said[1:5], *said[6:]]
    before, now = (
        make(tmp_path / name, f"{head}non_derivative:\n{''.join(each)}{tail}")
        for name, each in (("before", said), ("now", moved))
    )

    _, shown = compared(before, now)

    red, blue = (rows(shown["01-seed-form3-1-difference.png"], is_meant) for is_meant in (is_red, is_blue))
    assert 0 < max(blue) - min(blue) < 35, "one row is blue"
    assert 0 < max(red) - min(red) < 35, "one row is red"
    assert max(blue) < min(red)


def test_words_apart_cover_no_figure_of_another_row(tmp_path: Path) -> None:
    head, rest = SEED.split("non_derivative:")
    tail = rest[rest.index("derivative:") :].replace("  vesting:", "  trust: Of the children.\n  vesting:")

    def form(*marked: int) -> str:
        rows = "".join(
            f"  - title: Class {n} Stock of the Series of the Year {1990 + n}\n"
            f"    amount:\n      value: {n * 1001}\n"
            f"      footnotes: [{'vesting' if n in marked else 'trust'}]\n"
            f"    ownership: indirect\n    nature_of_ownership: By Trust {n}\n"
            for n in range(1, 31)
        )
        return f"{head}non_derivative:\n{rows}{tail}"

    before, now = make(tmp_path / "before", form(30)), make(tmp_path / "now", form(4, 9, 14, 30))
    _, shown = compared(before, now)

    content = shown["01-seed-form3-1-difference.png"]
    assert PLACE in colours(content)
    for n in range(1, 25):
        ((left, top, right, bottom),) = places(now.folder / "form3.pdf", 0, f"Year {1990 + n}")
        (nature, *_) = places(now.folder / "form3.pdf", 0, f"By Trust {n}")
        middle = round((ink.DPI / 72) * 475)
        others = [] if n in (4, 9, 14) else [*places(now.folder / "form3.pdf", 0, f"{n * 1001:,}")]
        for place in ((left, top, right, bottom), nature, (middle - 9, top, middle + 9, bottom), *others):
            seen = colours(content, place)
            assert any(red == green == blue < 200 for red, green, blue in seen), f"row {n}: {place}"
            assert PLACE not in seen, f"row {n}: {place}"


# --- where nothing may be shown ---


def test_a_form_of_which_the_address_is_not_found_is_not_shown(seed: Made) -> None:
    other = replace(seed.filing.reporting_owners[0], address=Address(street=("1 NOT THERE",)))
    filing = replace(seed.filing, reporting_owners=(other,))

    pages, shown = pictures.pages(None, seed.folder, (None, filing), "01")

    note = "not shown: the address on it could not be found to be masked"
    assert [each for each in pages if each.note] == [Page(document="form3.pdf", note=note)]
    assert not any("form3" in name for name in shown)


def test_where_a_filing_is_unknown_so_are_its_addresses_and_nothing_is_shown(
    seed: Made, corrected: Made
) -> None:
    pages, shown = pictures.pages(seed.folder, corrected.folder, (None, corrected.filing), "01")

    note = "not shown: the address on it could not be found to be masked"
    assert pages == (Page(document="form3.pdf", note=note),)
    assert shown == {}


def test_a_damaged_pdf_is_said(seed: Made, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 and no more")
    (tmp_path / "manifest.json").write_text('{"outputs": {"a.pdf": ""}}', "utf-8")

    pages, shown = pictures.pages(None, tmp_path, (None, seed.filing), "01")

    assert pages == (Page(document="a.pdf", note="not shown: this is no PDF, or a damaged one"),)
    assert shown == {}


def test_more_pages_than_anybody_looks_at_are_counted(seed: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_SHOWN", 1)

    pages, shown = compared(None, seed)

    assert [each.note for each in pages] == ["", "", "", "1 more page changed: not shown"]
    assert len(shown) == 3


# --- the parts ---


def written(*lines: str, x: float = 50.0) -> Written:
    """A page with these lines, one below the other; each character is 5 points wide."""
    text, boxes = "", []
    for number, line in enumerate(lines):
        for place, character in enumerate(f"{line}\n"):
            text += character
            bottom = 500.0 - 20 * number
            boxes.append((x + 5 * place, bottom, x + 5 * place + 5, bottom + 10))
    return Written(text, boxes)


def test_words_are_found_in_any_case_over_lines_and_never_within_a_word() -> None:
    page = written("55 Clifton", "St.", "155 CLIFTON ST", "AB 12 345")

    assert page.places("55 CLIFTON ST.") == [[(50, 500, 100, 510), (50, 480, 60, 490)]]
    assert page.places("2345") == []
    assert page.places("12345") == [[(65, 440, 95, 450)]]
    assert page.places("!") == []


def test_a_zip_of_digits_is_hidden_elsewhere_only_if_it_is_no_number() -> None:
    page = written("10004 shares", "02140 shares")

    assert masks.of_words(page, {"10004", "02140"}, ()) == [(50, 480, 75, 490)]


def test_a_zip_with_a_hyphen_is_hidden_and_a_number_of_shares_of_its_digits_is_not() -> None:
    page = written("100,041,234 shares", "100041234", "10004 \N{EN DASH} 1234")

    assert masks.of_words(page, {"10004-1234"}, ()) == [(50, 460, 110, 470)]


def test_part_of_a_street_or_of_a_zip_is_hidden_too_and_no_figure_is() -> None:
    text = (ROOT / "tests" / "filings" / "good" / "full.yaml").read_text("utf-8")
    words = private_words(filing(text))

    for said in ("45 First Avenue", "suite 101", "Waltham (MA) 02451", "02451", "Estado de Sao Paulo"):
        assert masks.of_words(written(said), words, ()) != [], said
    for said in ("101", "45", "1,776", "2,451", "163,350", "First Avenue Partners", "024511776"):
        assert masks.of_words(written(said), words, ()) == [], said


def test_a_form_without_its_captions_hides_nothing_and_so_shows_nothing() -> None:
    owner = ReportingOwner(name="DOE JANE", address=Address(street=("1 A STREET",)), relationship=None)  # type: ignore[arg-type]

    assert masks.of_form([written("DOE JANE", "1 A STREET")], [owner]) is None
    assert masks.of_form([], [owner]) is None


def test_lines_that_are_alike_are_one_that_changed() -> None:
    assert matched(["a 1", "b", "c"], ["a 2", "c", "d"], lambda a, b: float(a[0] == b[0]), 0.5) == [
        (0, 0),
        (1, None),
        (2, 1),
        (None, 2),
    ]


def test_pages_are_cut_between_their_lines() -> None:
    before = [Line("one", (0, 80, 9, 90)), Line("two", (0, 50, 9, 60))]
    now = [Line("one", (0, 80, 9, 90)), Line("new", (0, 50, 9, 60)), Line("two", (0, 20, 9, 30))]

    assert [*bands(before, now, (100, 100))] == [
        Band(before=(0, 30), now=(0, 30), is_same=True),
        Band(now=(30, 60)),
        Band(before=(30, 100), now=(60, 100), down=30, is_same=True),
    ]
    assert [*bands([], now, (100, 100))] == [Band(before=(0, 100), now=(0, 100))]


def test_letters_larger_than_their_page_make_no_strip_larger_than_it() -> None:
    lines = [Line("one", (0, -1e6, 9, 1e6)), Line("two", (0, -1e6, 9, 1e6)), Line("three", (0, 0, 9, 1e9))]

    for band in bands(lines, [*lines[:2]], (100, 100)):
        for strip in filter(None, (band.before, band.now)):
            assert all(0 <= edge <= 100 for edge in strip)
