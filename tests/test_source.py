"""Reading: any bytes are a filing with a place for every value, or problems with a line."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import redwell
from redwell.check.filing import check_filing
from redwell.files import discovery
from redwell.problems import FilingError, Problem
from redwell.problems import Path as Steps
from redwell.source import loader
from redwell.source.composer import MAX_PROBLEMS
from redwell.source.errors import Mark
from tests.sample import tries

GOOD = sorted((Path(__file__).parent / "filings" / "good").glob("*.yaml"))


def refused(content: bytes | str) -> list[str]:
    """`line:column-end [code] message` of each problem of a text that cannot be read."""
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FilingError) as error:
        loader.read(raw, "f.yaml")
    said = []
    for problem in error.value.problems:
        place = problem.place
        assert place
        said.append(f"{place.line}:{place.column}-{place.end_column} [{problem.code}] {problem.message}")
    return said


def assert_read_or_refused(content: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    marks: dict[Steps, Mark] = {}
    try:
        marks = loader.read(content, "f.yaml").marks
    except FilingError as error:
        problems = error.problems
    assert bool(problems) != (() in marks)
    assert all(problem.place and problem.place.line >= 1 for problem in problems)


def test_a_value_means_what_it_looks_like() -> None:
    text = "a: 0001537435\nb: NO\nc: ON\nd: 12:30\ne: 2.60\nf: 2013-10-01\ng: true\nh: ~\n"
    text += "i: 99999999999999999999\n"
    read = loader.read(text.encode(), "f.yaml")
    assert read.data == {
        "a": 1537435,
        "b": "NO",
        "c": "ON",
        "d": "12:30",
        "e": Decimal("2.60"),
        "f": "2013-10-01",
        "g": True,
        "h": None,
        "i": Decimal(99999999999999999999),
    }
    assert read.written(("a",)) == "0001537435"
    assert read.written(("e",)) == "2.60"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_and_columns_count_characters_whatever_ends_a_line(newline: str) -> None:
    text = newline.join(["# \U0001f600", "a:", "  - \U0001f600: é", "    b: [x, ÿ]", ""])
    read = loader.read(b"\xef\xbb\xbf" + text.encode(), "f.yaml")
    place = loader.place(read, ("a", 0, "b", 1))
    assert (place.line, place.column, place.end_column, place.text) == (4, 12, 13, "    b: [x, ÿ]")
    key = loader.place(read, ("a", 0, "\U0001f600"), on_key=True)
    assert (key.line, key.column, key.end_column) == (3, 5, 6)


def test_a_missing_value_is_placed_at_the_enclosing_value() -> None:
    read = loader.read(b"a:\n  b: 1\nc:\n  - d: 1\n    e: 2\n", "f.yaml")
    assert loader.place(read, ("a", "x", "y")).column == 1
    item = loader.place(read, ("c", 0, "x"))
    assert (item.line, item.column, item.end_column) == (4, 5, 9)


def test_a_file_that_is_not_utf8_is_refused_with_a_guess() -> None:
    assert refused(b"a: 1\nb: \x93quoted\x94\n") == [
        "2:4-5 [not-utf-8] byte 9 of the file (0x93) is not UTF-8; this looks like Windows-1252, where that"
        ' byte is "\u201c"; save the file as UTF-8'
    ]
    assert refused("a: 1".encode("utf-16")) == [
        "1:1-2 [not-utf-8] byte 1 of the file (0xFF) is not UTF-8; this looks like UTF-16 (what Windows calls"
        ' "Unicode"); save the file as UTF-8'
    ]
    assert refused(b"a: \x81") == [
        "1:4-5 [not-utf-8] byte 4 of the file (0x81) is not UTF-8; this looks like not text at all; save the"
        " file as UTF-8"
    ]


def test_a_file_of_a_hundred_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "acme" / "huge.yaml"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(100_000_000)
    began = time.process_time()
    (problem,) = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home()).problems
    assert time.process_time() - began < 1
    assert problem.code == "file-too-large"
    assert problem.message == (
        "this file has 100,000,000 bytes, and a filing at most 1,000,000: is it the right file?"
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", '"a": [', "[{a: "])
def test_a_document_nested_a_hundred_thousand_deep_is_refused(opening: str) -> None:
    (said,) = refused(opening * 100_000)
    assert re.match(r"1:\d+-\d+ \[(too-deep|key-form)\] ", said)


def test_nesting_by_indentation_is_refused_too() -> None:
    (said,) = refused("".join(f"{' ' * n}a:\n" for n in range(1000)))
    assert said == (
        "21:21-22 [too-deep] this is nested deeper than any filing: is a bracket or brace left open?"
    )


def test_a_yaml_bomb_is_refused() -> None:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    said = refused("\n".join(lines))
    assert (
        said[0]
        == "1:5-8 [anchor] &a0 names a place for reuse: remove it, or put the value in quotes if it is text"
    )
    assert len(said) == 10 + 9 * 9


def test_the_number_of_reported_problems_is_limited() -> None:
    assert len(refused("a: 1\n" * 200_000)) == MAX_PROBLEMS


def test_a_comment_behind_a_value_is_only_suspect_where_it_may_belong_to_it() -> None:
    fine = 'a: x # as EDGAR has it: last, first\nb: "x" #1\nc: 5 #1\nd: 2013-10-01 #x\n'
    fine += "e: true #x\nf: x  # 12 months\n"
    assert loader.read(fine.encode(), "f.yaml").data["a"] == "x"
    assert len(refused("a: x #1")) == len(refused("a: x #b")) == len(refused("a: 1 Main St. # 12")) == 1


def test_the_place_of_a_lost_comma_names_the_whole_value() -> None:
    assert refused("a: {street: 1 Main St., Suite 101, Floor 2, city: X}") == [
        '1:25-34 [comma-splits] the comma ends the value and makes "Suite 101" a separate key: write'
        ' street: "1 Main St., Suite 101"'
    ]
    assert refused("a: {director}") == [
        '1:5-13 [comma-splits] "director" has no value: write director: and its value'
    ]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("1e6", "1000000"),
        ("-1.5e-3", "-0.0015"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+5", "5"),
        ("1.50E1", "15"),
        ("0x1F", "31"),
    ],
)
def test_a_number_in_another_form_is_written_out(written: str, digits: str) -> None:
    assert refused(f"a: {written}") == [
        f'1:4-{4 + len(written)} [number-form] write {digits}, or "{written}" if it is text'
    ]


@pytest.mark.parametrize("written", ["a: {acquired: -1e3}", "a: {acquired: {value: -1.0E+3}}"])
def test_a_negative_number_of_a_transaction_is_asked_which_way_it_goes(written: str) -> None:
    (said,) = refused(written)
    assert said.partition(" ")[2] == (
        "[number-form] no number has a sign here: write disposed: 1000, or acquired: 1000 if only the sign "
        "is wrong (specification 3.2)"
    )


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused_with_a_line(content: bytes) -> None:
    assert_read_or_refused(content)


YAML_LIKE = st.lists(
    st.sampled_from(
        [
            *"abc:-,[]{}#&*!|>'\"%@`?~<= \t",
            "\n",
            "\r\n",
            "\n  ",
            "\n- ",
            ": ",
            " #",
            "---",
            "1e6",
            "a: ",
            '"\\u',
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=tries(150, 2000))
@given(YAML_LIKE)
def test_anything_like_yaml_is_read_or_refused_with_a_line(text: str) -> None:
    assert_read_or_refused(text.encode())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_written_value_stands_where_its_mark_says(path: Path) -> None:
    read = loader.read(path.read_bytes(), path.name)
    looked = 0
    for mark in [*read.marks.values(), *read.keys.values()]:
        if mark.written is not None and mark.written.isprintable():
            looked += 1
            raw = read.text[mark.start : mark.end]
            raw = re.sub(r"^>-?\n +", "", raw).strip().strip("'\"")
            assert re.sub(r"\s+", " ", raw) == mark.written
    assert looked > 15
