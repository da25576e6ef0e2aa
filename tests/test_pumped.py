"""No pattern and no reader takes time that grows with the square of a text that others wrote."""

from __future__ import annotations

import pytest

from tests import pumps
from tests.pumps import Pattern
from tests.sample import FULL, tries

FIRST, SECOND, LARGE = 1_000, 10_000, 1_000_000
A_CHARACTER = 1e-6
"""Seconds of CPU time for a character: a second for one million."""
SHORT = {"redwell.review.disclaimers": 10}
"""Modules that cut a text to 10,000 characters, of which each may take so many times as long."""
OWN = {"redwell.commands.cases"}
"""Modules that read only the cases and the manual of this repository."""
ALL = [each for each in pumps.patterns() if each.module not in OWN]


def test_the_patterns_of_the_code_are_found() -> None:
    assert len(ALL) > 250
    assert {"redwell.secrets.ccc", "redwell.text.titles", "redwell.schema.dates"} < {
        each.module for each in ALL
    }


@pytest.mark.parametrize(
    "wrong",
    [
        r" +x",
        r"eyJ[\w-]+\.",
        r"<!--.*?-->",
        r"password: *[|>]? *x",
        r"(\s\d)+$",
    ],
)
def test_a_pattern_that_takes_quadratic_time_is_noticed(wrong: str) -> None:
    assert slow(Pattern("here", wrong, 0, is_sought=True))


@pytest.mark.parametrize("part", range(10))
def test_no_pattern_takes_more_than_a_second_for_a_million_characters(part: int) -> None:
    assert [f"{each.where} {each.text!r}: {found}" for each in ALL[part::10] if (found := slow(each))] == []


def slow(pattern: Pattern) -> tuple[str, str, str] | None:
    """Return a text on which *pattern* takes too long, as its beginning, what is repeated, and its end."""
    largest: tuple[float, tuple[str, str, str]] = (0, ("", "a", ""))
    allowed = A_CHARACTER * SHORT.get(pattern.module, 1)
    for parts in pumps.pumps(pattern, pairs=tries(10, 200)):
        spent = pumps.seconds(pattern, parts, FIRST)
        if spent > 20 * FIRST * allowed:
            return parts
        # The shorter text only chooses; a slow moment of the machine is none of the longer one.
        if spent > FIRST * allowed / 2 and pumps.seconds(pattern, parts, SECOND, 3) > SECOND * allowed:
            return parts
        largest = max(largest, (spent, parts))
    is_tried = FULL and pattern.module not in SHORT
    return largest[1] if is_tried and pumps.seconds(pattern, largest[1], LARGE, 2) > LARGE * allowed else None
