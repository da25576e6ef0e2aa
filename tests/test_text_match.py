"""Items of two lists paired by what they say."""

from __future__ import annotations

import time

import pytest

from redwell.text.match import aligned, match, shared_words


def test_equal_items_are_paired_first_and_the_rest_by_likeness() -> None:
    before = ["held by the trust", "held by the spouse", "an option"]
    after = ["an option", "held by the old trust", "a warrant", "held by the spouse"]

    found = match(before, after, keys=[lambda text: text], likeness=shared_words)

    assert found == [(2, 0), (0, 1), (1, 3)]


def test_an_empty_key_pairs_nothing() -> None:
    assert match(["", "a"], ["", "a"], keys=[lambda text: text]) == [(1, 1)]


def test_equally_similar_items_are_paired_by_place() -> None:
    assert match([5, 9], [9, 5], likeness=lambda a, b: 1) == [(0, 0), (1, 1)]


def test_in_a_document_no_two_pairs_cross() -> None:
    before, after = ["a b c", "d e f", "x"], ["d e g", "a b c", "x"]

    crossing = match(before, after, keys=[lambda text: text], likeness=shared_words)
    ordered = match(before, after, keys=[lambda text: text], likeness=shared_words, is_ordered=True)

    assert crossing == [(1, 0), (0, 1), (2, 2)]
    assert ordered == [(0, 1), (2, 2)]


def test_a_removed_item_keeps_its_old_place() -> None:
    before, after = ["a", "b", "c"], ["a", "n", "c"]

    assert aligned(before, after, [(0, 0), (2, 2)]) == [("a", "a"), ("b", None), (None, "n"), ("c", "c")]


def test_titles_share_words_in_any_order() -> None:
    assert shared_words("Common Stock", "stock, common") == pytest.approx(0.8)
    assert shared_words("", "") == 1


def test_a_thousand_items_take_no_minute() -> None:
    before, after = ([f"text {n} of {side} words" for n in range(1_000)] for side in ("some", "other"))
    started = time.process_time()

    found = match(before, after, likeness=shared_words)

    assert time.process_time() - started < 5
    assert found == [(n, n) for n in range(1_000)]
