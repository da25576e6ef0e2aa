"""The pictures of the README and the manual: there, light and dark, and loading nothing."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from tests.pictures import FOLDER, SCHEMES, screen
from tests.story import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = re.compile(r'(?:srcset|src)="([^"]*pictures/[^"]+)"')


def test_every_picture_is_shown_and_every_one_that_is_shown_is_there() -> None:
    shown = {
        (page.parent / name).resolve() for page in PAGES for name in SHOWN.findall(page.read_text("utf-8"))
    }
    assert shown == {*FOLDER.iterdir()}
    assert not [page.name for page in PAGES if re.search(r"!\[", page.read_text("utf-8"))]


def test_a_reader_in_the_dark_sees_the_dark_picture_with_the_same_words() -> None:
    found = re.compile(
        r'<picture><source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)">'
        r'<img alt="(?P<alt>[^"]{30,})" src="(?P<light>[^"]+)"></picture>'
    )
    for page in PAGES:
        text = page.read_text("utf-8")
        pairs = [(each["dark"], each["light"]) for each in found.finditer(text)]
        assert len(pairs) == text.count("<picture")
        assert all(dark == light.replace("-light.", "-dark.") for dark, light in pairs)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_picture_of_a_terminal_loads_nothing_and_is_text(scheme: str) -> None:
    for file in FOLDER.glob(f"*-{scheme}.svg"):
        text = file.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|@font-face|@import|<script|<image|href", text)
        assert "redwell&#160;" in text
    said = screen("\x1b[1;31moverdue\x1b[0m by 3 days", "x", scheme).decode()
    assert "overdue" in said
    assert "font-weight: bold" in said


def test_paper_keeps_its_size_but_for_an_edge_and_is_darker_in_the_dark() -> None:
    corners = {}
    for scheme in SCHEMES:
        with Image.open(FOLDER / f"form3-{scheme}.png") as picture:
            assert picture.size == (1212, 937)
            corners[scheme] = picture.convert("L").getpixel((20, 20))
    assert corners == {"light": 255, "dark": 212}
