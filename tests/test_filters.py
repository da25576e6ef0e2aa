from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.documents.filters import grouped, iso_date, marks, plain, us_date

FIGURES = st.decimals(min_value=0, max_value=Decimal("999999999999.9999"), places=4)


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("163350", "163,350"),
        ("2.6", "2.6"),
        ("2.60", "2.6"),
        ("0", "0"),
        ("0.0001", "0.0001"),
        ("1000", "1,000"),
        ("1E+3", "1,000"),
        ("999999999999.9999", "999,999,999,999.9999"),
        ("134018.0", "134,018"),
    ],
)
def test_a_figure_prints_with_commas_and_without_trailing_zeros(written: str, figure: str) -> None:
    assert grouped(Decimal(written)) == figure


@given(FIGURES)
def test_a_figure_means_the_same_on_paper_and_in_the_xml(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert grouped(value).replace(",", "") == plain(value)


@given(st.dates())
def test_a_date_means_the_same_on_paper_and_in_the_xml(value: date) -> None:
    month, day, year = us_date(value).split("/")
    assert iso_date(value) == f"{year}-{month}-{day}"


def test_footnote_marks_stand_in_parentheses() -> None:
    assert marks([1, 12]) == "(1)(12)"
    assert marks([]) == ""
