"""Tests of who adopted a plan, as footnotes name people and companies."""

from __future__ import annotations

import pytest

from redwell.ownership.adopters import adopter


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Under a Rule 10b5-1 plan adopted by Mr. Roe on May 3, 2024.", "Mr. Roe"),
        ("A plan adopted by Mrs. Roe, dated May 3, 2024.", "Mrs. Roe"),
        ("A plan adopted on May 3, 2024 by Dr. Jane Roe. The shares were sold.", "Dr. Jane Roe"),
        ("A plan adopted by J. P. Roe on May 3, 2024.", "J. P. Roe"),
        ("A plan adopted by Richard Roe Jr. on May 3, 2024.", "Richard Roe Jr."),
        ("A plan adopted by Richard Roe, Jr. The shares were sold.", "Richard Roe, Jr."),
        ("A plan adopted by the Reporting Person. See note 2.", "the Reporting Person"),
        ("A plan adopted by the reporting person's spouse; see note 2.", "the reporting person's spouse"),
        ("A plan adopted by DM Trust Aggregator, LLC on May 3, 2024.", "DM Trust Aggregator, LLC"),
        ("A plan adopted by Elm Partners, L.P. The shares were sold.", "Elm Partners, L.P."),
        ("A plan adopted by Acme Holdings, Inc., dated May 3, 2024.", "Acme Holdings, Inc."),
        ("A plan adopted by J.P. Morgan Chase, N.A. on May 3, 2024.", "J.P. Morgan Chase, N.A."),
        ("A plan adopted by Jane Doe, the spouse of the owner, on May 3, 2024.", "Jane Doe"),
        ("On May 3, 2024, Mrs. Jane Q. Roe had adopted the plan.", "Mrs. Jane Q. Roe"),
        ("J. P. Roe entered into a trading plan.", "J. P. Roe"),
        ("DM Trust Aggregator, LLC adopted this plan.", "DM Trust Aggregator, LLC"),
        ("The Reporting Persons adopted the plan.", "The Reporting Persons"),
        ("A program for selling Class A Common Stock adopted on December 13, 2024.", ""),
        ("Under a Rule 10b5-1 Trading Plan adopted on May 3, 2024.", ""),
        ("A plan adopted by", ""),
    ],
)
def test_a_note_names_who_adopted_a_plan(text: str, who: str) -> None:
    assert adopter(text) == who
