"""Texts compared by words and by lines, as the review and the redline show them."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redwell.text.diff import Kind, Run, is_unchanged, lines, words
from tests.sample import tries

MARKS = {"same": "{}", "deleted": "[-{}]", "inserted": "[+{}]"}
WORDS = st.sampled_from(
    ["the", "of", ",", ".", "Common", "Stock", "163,350", " ", "\n\n", "holds", "é", "\u202e"]
)
TEXTS = st.text(max_size=60) | st.lists(WORDS, max_size=60).map(" ".join)


def marked(before: str, after: str) -> str:
    return "".join(MARKS[run.kind].format(run.text) for run in words(before, after))


def text_of(runs: tuple[Run, ...], *kinds: Kind) -> str:
    return "".join(run.text for run in runs if run.kind in kinds)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_back_from_the_redline(before: str, after: str) -> None:
    for compared in (words(before, after), lines(before, after)):
        assert text_of(compared, "same", "deleted") == before
        assert text_of(compared, "same", "inserted") == after
        assert all(run.text for run in compared)
        assert is_unchanged(compared) == (before == after)


@pytest.mark.parametrize(
    ("before", "after", "redline"),
    [
        # A figure, a date and a word are struck whole.
        ("holds 163,350 shares", "holds 163,500 shares", "holds [-163,350][+163,500] shares"),
        ("on 2013-10-01.", "on 2013-11-01.", "on [-2013-10-01][+2013-11-01]."),
        ("at $2.60 each", "at $2.65 each", "at $[-2.60][+2.65] each"),
        ("the Attorney-in-Fact", "the Attorneys-in-Fact", "the [-Attorney-in-Fact][+Attorneys-in-Fact]"),
        # No small word or mark stands alone between two changes.
        ("shares and units", "notes and bonds", "[-shares and units][+notes and bonds]"),
        ("Brown, Hatsopoulos", "Davis, Menard", "[-Brown, Hatsopoulos][+Davis, Menard]"),
        # A word that says something does.
        (
            "100 shares of Common Stock",
            "200 shares of Preferred Stock",
            "[-100][+200] shares of [-Common][+Preferred] Stock",
        ),
        # A new sentence is marked as one.
        (
            "He holds. The plan ends.",
            "He holds. The trust ends. The plan ends.",
            "He holds. [+The trust ends. ]The plan ends.",
        ),
        ("Common", "Common Stock", "Common[+ Stock]"),
        ("Brown or Roe", "Brown, Doe or Roe", "Brown[+, Doe] or Roe"),
        ("Brown, Doe or Roe", "Brown or Roe", "Brown[-, Doe] or Roe"),
        ("", "See Remarks", "[+See Remarks]"),
        ("See Remarks", "", "[-See Remarks]"),
        ("a  space", "a space", "a [- ]space"),
    ],
)
def test_a_change_is_marked_as_a_reader_would(before: str, after: str, redline: str) -> None:
    assert marked(before, after) == redline


def test_a_long_text_of_many_paragraphs_is_still_compared_by_words() -> None:
    paragraphs = [f"Clause {n}: the undersigned grants the power of {n}.\n\n" for n in range(3_000)]
    edited = [
        each.replace("grants", "gives") if n in (7, 2_900) else each for n, each in enumerate(paragraphs)
    ]

    found = words("".join(paragraphs), "".join(edited))

    assert [run.text for run in found if run.kind != "same"] == ["grants", "gives"] * 2


@pytest.mark.parametrize("kind", ["edited", "two words", "few words", "backwards", "one word", "marks"])
def test_a_text_of_any_size_is_compared_in_little_time(kind: str) -> None:
    drawn, many = random.Random(16), tries(8_000, 100_000)
    some = [f"w{drawn.randrange(5000)}" for _ in range(many)]
    before, after = {
        "edited": (some, ["new" if drawn.random() < 0.03 else word for word in some]),
        "two words": ([drawn.choice("ab") for _ in some], [drawn.choice("ab") for _ in some]),
        "few words": ([drawn.choice("ab") for _ in range(750)], [drawn.choice("ab") for _ in range(750)]),
        "backwards": ([f"u{n}" for n in range(many)], [f"u{n}" for n in range(many, 0, -1)]),
        "one word": (["a"] * many, ["a"] * (many - 1)),
        "marks": (["."] * many, ["-"] * (many // 2) + ["."] * (many // 2)),
    }[kind]
    texts = " ".join(before), " ".join(after)

    started = time.process_time()
    found = words(*texts)

    assert time.process_time() - started < many / 20_000  # a fifth of that on an idle machine
    assert text_of(found, "same", "deleted") == texts[0]
    assert text_of(found, "same", "inserted") == texts[1]
