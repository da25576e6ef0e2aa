"""Exhibits that a firm encloses as files of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from redwell.exhibits import enclosed
from redwell.model import Exhibit
from tests.powers import files, filing

GIF = b"GIF89a"
RUNS = "EDGAR suspends a filing with executable code: remove it (Regulation S-T, Rule 106)"
ADVISED = "EDGAR may suspend the filing for that; is it needed? (EDGAR's HTML specification)"
NAMES = "a page may refer only to files that are sent with it and to filings on sec.gov"


def said(root: Path, **contents: bytes) -> list[str]:
    """Return check's problems with these files; `_` replaces the period in a name."""
    names = {name.replace("_", "."): content for name, content in contents.items()}
    for name, content in names.items():
        (root / name).write_bytes(content)
    exhibits = tuple(Exhibit(type=f"EX-99.{n}", file=name) for n, name in enumerate(names, start=1))
    found = enclosed.enclosed_problems(replace(filing(), exhibits=exhibits), files(root), ["ex24.htm"])
    return [f"{each.severity} {each.code}: {each.message}" for each in found]


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<script>x</script>", f"error exhibit-active: a.htm has <script> in line 2: {RUNS}"),
        ("<OBJECT></OBJECT>", f"error exhibit-active: a.htm has <object> in line 2: {RUNS}"),
        (
            "<p onclick='x'>a</p>",
            f"error exhibit-active: a.htm has the attribute onclick in line 2: {RUNS}",
        ),
        (
            "<a href=' Java\tScript:x'>a</a>",
            f"error exhibit-active: a.htm has a script in href in line 2: {RUNS}",
        ),
        (
            "<!-- <!-- <p",
            "warning exhibit-html: a.htm has a tag or comment without an end in line 2: what follows may "
            "not be shown: end a tag with >, a comment with -->",
        ),
        ("<iframe></iframe>", f"warning exhibit-html: a.htm has <iframe> in line 2: {ADVISED}"),
        (
            "<table><tr><td><table></table></td></tr></table>",
            f"warning exhibit-html: a.htm has a table inside a table in line 2: {ADVISED}",
        ),
        (
            "<a href='https://acme.com'>a</a>",
            f'warning exhibit-reference: a.htm has href="https://acme.com" in line 2: {NAMES}; {ADVISED}',
        ),
        (
            "<img src='logo.gif'>",
            f'warning exhibit-reference: a.htm has src="logo.gif" in line 2: {NAMES}; {ADVISED}',
        ),
    ],
)
def test_html_that_edgar_refuses_is_reported_with_its_line(tmp_path: Path, page: str, problem: str) -> None:
    assert said(tmp_path, a_htm=f"<p>one</p>\n{page}\n".encode()) == [problem]


def test_a_comment_without_an_end_hides_no_script(tmp_path: Path) -> None:
    [warning, error] = said(tmp_path, a_htm=b"<p>one</p>\n<!-- two\n<script>x</script>\n")
    assert warning.startswith("warning exhibit-html: a.htm has a tag or comment without an end in line 2")
    assert error == f"error exhibit-active: a.htm has <script> in line 3: {RUNS}"


def test_html_that_edgar_accepts_is_not_a_problem(tmp_path: Path) -> None:
    page = (
        b"<html><body><a name='x'></a><a href='#x'>x</a><a href='ex24.htm#y'>y</a><img src='logo.gif'>"
        b"<a href='https://www.sec.gov/Archives/edgar/data/1'>z</a><table></table><table></table></body></html>"
    )
    assert said(tmp_path, a_htm=page, logo_gif=GIF) == []


def test_a_picture_that_no_page_shows_is_an_error(tmp_path: Path) -> None:
    assert said(tmp_path, a_htm=b"<p>x</p>", logo_gif=GIF) == [
        "error exhibit-unshown: logo.gif is a picture that no .htm exhibit shows, and EDGAR suspends a "
        'filing for that: show it with <img src="..">, or remove it'
    ]


def test_an_exhibit_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200_000_000)
    exhibits = (Exhibit(type="EX-99", file="a.txt"),)
    (found,) = enclosed.enclosed_problems(replace(filing(), exhibits=exhibits), files(tmp_path), [])
    assert (found.code, found.message) == (
        "exhibit-too-large",
        "a.txt has 200,000,000 bytes: at most 20,000,000 are read here; is it the right file?",
    )
