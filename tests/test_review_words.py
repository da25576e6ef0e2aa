"""The redline: word by word, with nothing lost, and as a reader would mark it."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.review.compare.runs import lines, runs, unchanged
from redwell.review.model import Run, RunKind

MARKS: dict[RunKind, str] = {
    "same": "{}",
    "deleted": "[-{}]",
    "inserted": "[+{}]",
    "moved_from": "[<{}]",
    "moved_to": "[>{}]",
}
WORDS = st.sampled_from(
    ["the", "of", ",", ".", "Common", "Stock", "163,350", " ", "\n\n", "holds", "é", "\u202e"]
)
TEXTS = st.text(max_size=60) | st.lists(WORDS, max_size=60).map(" ".join)


def marked(before: str, now: str) -> str:
    return "".join(MARKS[run.kind].format(run.text) for run in runs(before, now))


def text_of(compared: tuple[Run, ...], *kinds: RunKind) -> str:
    return "".join(run.text for run in compared if run.kind in kinds)


@given(before=TEXTS, now=TEXTS)
def test_both_texts_can_be_read_back_from_the_redline(before: str, now: str) -> None:
    for compared in (runs(before, now), lines(before, now)):
        assert text_of(compared, "same", "deleted", "moved_from") == before
        assert text_of(compared, "same", "inserted", "moved_to") == now
        assert all(run.text for run in compared)
        assert unchanged(compared) == (before == now)


@pytest.mark.parametrize(
    ("before", "now", "redline"),
    [
        # A figure and a date are struck whole, and so is a word.
        ("holds 163,350 shares", "holds 163,500 shares", "holds [-163,350][+163,500] shares"),
        ("on 2013-10-01.", "on 2013-11-01.", "on [-2013-10-01][+2013-11-01]."),
        ("at $2.60 each", "at $2.65 each", "at $[-2.60][+2.65] each"),
        ("the Attorney-in-Fact", "the Attorneys-in-Fact", "the [-Attorney-in-Fact][+Attorneys-in-Fact]"),
        # No lone word or mark stands between two changes.
        ("shares and units", "notes and bonds", "[-shares and units][+notes and bonds]"),
        ("Brown, Hatsopoulos", "Davis, Menard", "[-Brown, Hatsopoulos][+Davis, Menard]"),
        # But what says something does.
        (
            "100 shares of Common Stock",
            "200 shares of Preferred Stock",
            "[-100][+200] shares of [-Common][+Preferred] Stock",
        ),
        # A new sentence is marked as one.
        ("He holds. The plan ends.", "He holds. The trust ends. The plan ends.", None),
        ("Common", "Common Stock", "Common[+ Stock]"),
        ("Brown or Roe", "Brown, Doe or Roe", "Brown[+, Doe] or Roe"),
        ("Brown, Doe or Roe", "Brown or Roe", "Brown[-, Doe] or Roe"),
        ("", "See Remarks", "[+See Remarks]"),
        ("See Remarks", "", "[-See Remarks]"),
        ("a  space", "a space", "a[-  ][+ ]space"),
    ],
)
def test_a_change_is_marked_as_a_reader_would(before: str, now: str, redline: str | None) -> None:
    assert marked(before, now) == (redline or "He holds. [+The trust ends. ]The plan ends.")


def test_a_passage_that_stands_elsewhere_is_moved() -> None:
    first = "The reporting person disclaims beneficial ownership of these shares. "
    second = "The option vests in four equal annual installments on February 15. "
    third = "It never expires. "

    found = runs(first + second + third, second + third + first)

    assert [run.kind for run in found if run.kind != "same"] == ["moved_from", "moved_to"]
    assert text_of(found, "moved_from") == text_of(found, "moved_to") == first


def test_words_that_say_little_do_not_move() -> None:
    assert "moved_to" not in {run.kind for run in runs("x of it is in y and z", "y and w of it is in")}


def test_lines_are_compared_whole() -> None:
    found = lines("form: 3\ncik: 1\nname: A\n", "form: 3\ncik: 2\nname: A\n")

    assert found == (
        Run(kind="same", text="form: 3\n"),
        Run(kind="deleted", text="cik: 1\n"),
        Run(kind="inserted", text="cik: 2\n"),
        Run(kind="same", text="name: A\n"),
    )


@pytest.mark.parametrize("kind", ["edited", "two words", "nothing alike", "backwards", "one word", "marks"])
def test_a_text_of_any_size_is_compared_in_little_time(kind: str) -> None:
    drawn = random.Random(16)
    words = [f"w{drawn.randrange(5000)}" for _ in range(100_000)]
    before, now = {
        "edited": (words, ["new" if drawn.random() < 0.03 else word for word in words]),
        "two words": ([drawn.choice("ab") for _ in words], [drawn.choice("ab") for _ in words]),
        "nothing alike": (words, [f"w{drawn.randrange(5000)}" for _ in words]),
        "backwards": ([f"u{n}" for n in range(100_000)], [f"u{n}" for n in range(100_000, 0, -1)]),
        "one word": (["a"] * 100_000, ["a"] * 99_999),
        "marks": (["."] * 100_000, ["-"] * 50_000 + ["."] * 50_000),
    }[kind]
    texts = " ".join(before), " ".join(now)

    started = time.process_time()
    found = runs(*texts)

    assert time.process_time() - started < 5  # one second on an idle machine
    assert text_of(found, "same", "deleted", "moved_from") == texts[0]
    assert text_of(found, "same", "inserted", "moved_to") == texts[1]
