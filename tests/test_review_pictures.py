"""Pages that changed, as pictures: the old and the new page, with what changed framed on both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image
from weasyprint import HTML  # type: ignore[import-untyped]  # it ships no types

import redwell
from redwell.review import pictures, rendering
from redwell.review.model import ReviewPage, Revision
from redwell.review.pictures import AFTER, BEFORE, Box
from redwell.review.rendering import Rendered, Task
from redwell.review.sides import Side
from tests.looked import NAME, PANORA

ROOT = Path(__file__).parents[1]
Found = tuple[tuple[ReviewPage, ...], dict[str, bytes]]


def rendered(root: Path, text: str) -> Rendered:
    """The documents of the filing *text*."""
    path = root / NAME
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    for each in (ROOT / "tests/filings/good").glob("*.txt"):
        (path.parent / each.name).write_bytes(each.read_bytes())
    side = Side(revision=Revision(name="main"), tree="", root=root)
    made = rendering.documents(Task(side=side, name=NAME), redwell.home())
    assert made.documents, made.problems
    return made


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(tmp_path_factory.mktemp("seed"), PANORA)


def edited(tmp_path: Path, old: str, new: str) -> Rendered:
    assert old in PANORA
    return rendered(tmp_path, PANORA.replace(old, new))


def printed(*pages: str) -> Rendered:
    """A document of one paragraph a page."""
    style = "<style>@page { size: 4in 4in } p { break-after: page; font-family: sans-serif }</style>"
    body = style + "".join(f"<p>{page}</p>" for page in pages)
    return Rendered(documents={"a.pdf": HTML(string=body).write_pdf()})


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def frames(content: bytes, color: tuple[int, int, int]) -> list[Box]:
    """The frames of a picture: each is a rectangle of lines in one color."""
    whole = picture(content)
    pixels = whole.load()
    assert pixels
    marked = {(x, y) for y in range(whole.height) for x in range(whole.width) if pixels[x, y] == color}
    found = []
    while marked:
        waiting = [marked.pop()]
        xs, ys = [], []
        while waiting:
            x, y = waiting.pop()
            xs.append(x)
            ys.append(y)
            near = {(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & marked
            marked -= near
            waiting += near
        found.append((min(xs), min(ys), max(xs), max(ys)))
    return sorted(found, key=lambda box: (box[1], box[0]))


def places(pdf: bytes, page: int, words: str) -> Iterator[Box]:
    """Return the places of words in the picture of a page, as found by PDFium."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        height, scale = document[page].get_height(), pictures.DPI / 72
        search = text.search(words)
        while found := search.get_next():
            boxes = [text.get_charbox(n) for n in range(found[0], sum(found))]
            lefts, lows, rights, highs = zip(*boxes, strict=True)
            yield (
                int(min(lefts) * scale),
                int((height - max(highs)) * scale),
                int(max(rights) * scale),
                int((height - min(lows)) * scale),
            )


def holds(frame: Box, place: Box) -> bool:
    return frame[0] <= place[0] and frame[1] <= place[1] and frame[2] >= place[2] and frame[3] >= place[3]


def test_an_amount_is_framed_on_the_old_and_on_the_new_page(seed: Rendered, tmp_path: Path) -> None:
    after = edited(tmp_path, "163350", "163500")
    pages, drawn = pictures.pages(seed, after, "01-seed")
    assert (pages, drawn) == pictures.pages(seed, after, "01-seed")
    page = next(each for each in pages if each.document == "form3.pdf")
    assert page == ReviewPage(
        document="form3.pdf",
        before_page=1,
        after_page=1,
        before="01-seed-form3-1-before.png",
        after="01-seed-form3-1-after.png",
    )
    for side, name, color, words in (
        (seed, page.before, BEFORE, "163,350"),
        (after, page.after, AFTER, "163,500"),
    ):
        [frame] = frames(drawn[name or ""], color)
        [place] = places(side.documents["form3.pdf"], 0, words)
        assert holds(frame, place)
        assert (frame[2] - frame[0]) < 130
        assert picture(drawn[name or ""]).size == (1584, 1224)


def test_a_row_that_is_inserted_is_framed_and_the_rows_below_it_are_not(
    seed: Rendered, tmp_path: Path
) -> None:
    row = "non_derivative:\n  - title: Series A Preferred Stock\n    amount: 77\n    ownership: direct\n"
    after = edited(tmp_path, "non_derivative:\n", row)
    pages, drawn = pictures.pages(seed, after, "x")
    page = next(each for each in pages if each.document == "form3.pdf")
    assert frames(drawn[page.before or ""], BEFORE) == []
    found = frames(drawn[page.after or ""], AFTER)
    [place] = places(after.documents["form3.pdf"], 0, "Series A Preferred Stock")
    assert any(holds(frame, place) for frame in found)
    assert max(frame[3] - frame[1] for frame in found) < 52


def test_a_box_that_is_checked_is_framed(seed: Rendered, tmp_path: Path) -> None:
    after = edited(tmp_path, "    relationship:\n", "    relationship:\n      director: true\n")
    pages, drawn = pictures.pages(seed, after, "x")
    page = next(each for each in pages if each.document == "form3.pdf")
    [word] = [*places(after.documents["form3.pdf"], 0, "Director")][:1]
    box = (word[0] - 20, word[1] + 6, word[0] - 11, word[3] - 6)
    assert any(holds(frame, box) for frame in frames(drawn[page.after or ""], AFTER))


def test_an_added_page_and_a_removed_one_have_one_picture() -> None:
    before, after = printed("one", "two", "three"), printed("one", "two", "a whole new page", "three")
    pages, drawn = pictures.pages(before, after, "x")
    assert pages == (ReviewPage(document="a.pdf", after_page=3, after="x-a-3-after.png"),)
    assert list(drawn) == ["x-a-3-after.png"]
    pages, drawn = pictures.pages(after, before, "x")
    assert pages == (ReviewPage(document="a.pdf", before_page=3, before="x-a-was-3-before.png"),)
    assert list(drawn) == ["x-a-was-3-before.png"]


def test_an_edited_page_beside_a_new_one_is_paired_with_what_it_was() -> None:
    before = printed("one", "the quick brown fox jumps")
    after = printed("one", "something else entirely stands here", "the quick red fox jumps")
    pages, _ = pictures.pages(before, after, "x")
    assert [(each.before_page, each.after_page) for each in pages] == [(None, 2), (2, 3)]


def test_changes_that_are_not_text_are_framed() -> None:
    box = '<span style="display: inline-block; width: 30px; height: 30px; background: {}"></span> word'
    pages, drawn = pictures.pages(printed(box.format("white")), printed(box.format("black")), "x")
    [frame] = frames(drawn[pages[0].after or ""], AFTER)
    assert 30 < frame[2] - frame[0] < 70
    assert frames(drawn[pages[0].before or ""], BEFORE) == [frame]


def test_the_foot_is_not_compared_and_has_the_fingerprint_of_the_authentication_page(
    seed: Rendered,
) -> None:
    """Any change of a fact changes the fingerprint on every page."""
    [facts] = {*re.findall(r"1:(\w{8})", text_of(seed.documents["authentication.pdf"]))}
    assert f"Signed · fingerprint {facts} · Page 1 of 1" in text_of(seed.documents["form3.pdf"])
    foot = "<style>@page {{ @bottom-right {{ content: '{} Page ' counter(page) ' of 1' }} }}</style>one"
    before, after = printed(foot.format(facts)), printed(foot.format("00000000"))
    assert before != after
    assert pictures.pages(before, after, "x") == ((), {})


def test_a_number_of_the_page_on_top_hides_nothing_below_it() -> None:
    head = "<style>@page {{ @top-right {{ content: 'Page ' counter(page) ' of 1' }} }}</style>{}"
    pages, _ = pictures.pages(printed(head.format("1,000")), printed(head.format("2,000")), "x")
    assert [each.document for each in pages] == ["a.pdf"]


def test_a_document_of_one_side_is_shown_without_frames() -> None:
    pages, drawn = pictures.pages(Rendered(), printed("one"), "x")
    assert pages == (ReviewPage(document="a.pdf", after_page=1, after="x-a-1-after.png"),)
    assert frames(drawn["x-a-1-after.png"], AFTER) == []
    assert pictures.pages(printed("one"), printed("one"), "x") == ((), {})


def test_an_unreadable_pdf_gives_a_note() -> None:
    broken = Rendered(documents={"a.pdf": b"%PDF-1.7 broken"})
    assert pictures.pages(broken, printed("one"), "x") == (
        (ReviewPage(document="a.pdf", note="not shown: this PDF cannot be read"),),
        {},
    )


def test_of_many_changed_pages_the_first_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_SHOWN", 2)
    monkeypatch.setattr(pictures, "MOST_DRAWN", 4)
    pages, drawn = pictures.pages(printed(*"abcde"), printed(*"vwxyz"), "x")
    assert [each.note for each in pages] == [
        "",
        "",
        "2 more pages changed: not shown",
        "only the first 4 pages were compared",
    ]
    assert len(drawn) == 4


def test_a_page_of_any_size_makes_a_picture_of_bounded_size() -> None:
    huge = Rendered(
        documents={"a.pdf": HTML(string="<style>@page { size: 150in 10in }</style>x").write_pdf()}
    )
    _, drawn = pictures.pages(Rendered(), huge, "x")
    assert picture(drawn["x-a-1-after.png"]).size == (2400, 160)
