from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.documents.filters import grouped, iso_date, marks, one_line, plain, price, us_date

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


@pytest.mark.parametrize(
    ("written", "shown"), [("2.5", "$2.50"), ("2.25", "$2.25"), ("1500", "$1,500"), ("0.0001", "$0.0001")]
)
def test_a_price_never_has_one_digit_of_cents(written: str, shown: str) -> None:
    assert price(Decimal(written)) == shown


def test_an_address_on_one_line_has_single_commas_and_an_undivided_end() -> None:
    lines = ["C/O REINVENT TECHNOLOGY PARTNERS,", "215 PARK AVENUE", "NEW YORK, NY 10003", "UNITED STATES"]
    assert one_line(lines) == (
        "C/O REINVENT TECHNOLOGY PARTNERS, 215 PARK AVENUE, NEW YORK, NY 10003, "
        "UNITED\N{NO-BREAK SPACE}STATES"
    )
    assert one_line([None, "", None]) == ""


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
