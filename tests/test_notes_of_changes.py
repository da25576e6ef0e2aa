"""Footnotes of real forms, as the rules for Forms 4 and 5 read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from redwell.ownership.moves import dates_in
from redwell.ownership.trade_notes import adoptions, names_a_plan, range_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on November 22, 2024.", "2024-11-22"),
        ("on Nov. 22, 2024", "2024-11-22"),
        ("on the 22nd of November 2024", "2024-11-22"),
        ("on Sept. 3, 2024", "2024-09-03"),
        ("on May 3rd, 2024", "2024-05-03"),
        ("dated 11/22/2024", "2024-11-22"),
        ("dated 2024-11-22", "2024-11-22"),
        ("on February 30, 2024", None),
        ("in November 2024", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, day: str | None) -> None:
    assert [each.isoformat() for _, each in dates_in(text)] == ([day] if day else [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "made under a Rule 10b5-1 trading plan adopted by the reporting person on May 6, 2025.",
            ["2025-05-06"],
        ),
        (
            "under a 10b5-1 plan entered into on May 6, 2025, as amended on June 9, 2025",
            ["2025-05-06", "2025-06-09"],
        ),
        ("pursuant to a program adopted on December 13, 2024 pursuant to Rule 10b5-1", ["2024-12-13"]),
        ("under a Rule 10b5-1 plan. The shares vested on May 6, 2025.", []),
        ("The award was adopted on May 6, 2025.", []),
    ],
)
def test_the_day_of_a_plan_is_that_of_its_adoption_or_change(text: str, days: list[str]) -> None:
    assert [each.isoformat() for each in adoptions(text)] == days


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("at prices ranging from $10.82 to $11.20, inclusive", ("10.82", "11.20")),
        ("at prices from $2,598.02 through $2,599.02", ("2598.02", "2599.02")),
        ("in a range of $41 to $41.75", ("41", "41.75")),
        ("between 10.82 and 11.20 per share", ("10.82", "11.20")),
        ("sold in several trades from May 2 to May 5", None),
        ("from $1.00 to $1.50 on one day, and from $1.60 to $1.90 on the next", None),
    ],
)
def test_a_range_of_prices_is_read_where_there_is_one(text: str, span: tuple[str, str] | None) -> None:
    assert range_in(text) == (span and tuple(Decimal(each) for each in span))


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("The sale was made under a Rule 10b5-1 plan adopted on May 4, 2026.", True),
        ("This sale was not made pursuant to a Rule 10b5-1 trading plan.", False),
        ("No Rule 10b5-1 plan was used.", False),
        ("The sales were made outside of the reporting person's 10b5-1 plan.", False),
        ("The Rule 10b5-1 plan had been terminated before the sale.", False),
        ("A Rule 10b5-1 plan was not in effect.", False),
        ("Sold under a Rule 10b5-1 plan adopted on May 4, 2026, which terminates on May 4, 2027.", True),
        ("Sold by a broker with no discretion under a Rule 10b5-1 plan.", True),
        ("The gift was not made for value. The sale was under a Rule 10b5-1 plan.", True),
        ("The first sale was not made under a Rule 10b5-1 plan. The second was, under a 10b5-1 plan.", True),
    ],
)
def test_a_note_names_a_plan_unless_it_denies_one(text: str, is_named: bool) -> None:
    assert names_a_plan(text) is is_named
