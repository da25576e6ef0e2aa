"""Privacy: no part of an address is in a review, and no other word is lost for it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.model import Address
from redwell.review.compare.privacy import address_lines, masked, masked_yaml, private_words
from redwell.review.compare.runs import runs
from redwell.review.model import Amount, Fact, FilingReview, Row, Run, Table, Text
from tests.looked import GOOD, PANORA, ROOT, filing, good

WORDS = private_words(filing(PANORA))
FILINGS = sorted([*GOOD.glob("*.yaml"), *(ROOT / "filings").glob("*/*.yaml")])


def test_streets_codes_and_cities_with_their_states_are_private() -> None:
    assert private_words(filing(PANORA)) == {
        "55 CLIFTON ST.",
        "02140",
        "CAMBRIDGE MA",
        "CAMBRIDGE MASSACHUSETTS",
        "CAMBRIDGE MA 02140",
        "CAMBRIDGE MASSACHUSETTS 02140",
        "CAMBRIDGE 02140",
        "02140 CAMBRIDGE",
    }
    assert private_words(None) == frozenset()


def test_a_name_in_a_street_line_is_not_private() -> None:
    panora = filing(PANORA)
    at_work = replace(panora.reporting_owners[0], address=Address(street=("TECOGEN, INC.", "1 A")))

    assert private_words(replace(panora, reporting_owners=(at_work,))) == frozenset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("55 CLIFTON ST., CAMBRIDGE, MA 02140", "[address]., [address]"),
        ("lives at 55 Clifton  St. in Cambridge,\nMassachusetts", "lives at [address]. in [address]"),
        ("zip 02140-1234", "zip [address]-1234"),
        ("Cambridge Trust Company of MA", "Cambridge Trust Company of MA"),
        ("155 CLIFTON STREET", "155 CLIFTON STREET"),
        ("1.02140", "1.[address]"),
        ("", ""),
    ],
)
def test_an_address_is_masked_however_it_is_written(text: str, shown: str) -> None:
    assert masked(text, WORDS) == shown


def test_all_texts_of_a_review_are_masked_and_no_amount_is() -> None:
    words = WORDS | private_words(filing(good("entity-chain")))
    amount = Amount(value="02140", said="10004")
    review = FilingReview(
        file="filings/a/b.yaml",
        change="changed",
        line="of 55 CLIFTON ST.",
        state="filed",
        tables=(Table(number="I", rows=(Row(change="same", title="10004", ownership="D", now=amount),)),),
        facts=(Fact(what="remarks", before="NEW YORK, NY 10004", now="10004 shares"),),
    )

    assert masked(review, words) == replace(
        review, line="of [address].", facts=(Fact(what="remarks", before="[address]", now="10004 shares"),)
    )
    assert masked(review, frozenset()) is review


def test_an_address_that_a_change_cut_in_two_is_masked() -> None:
    moved = filing(PANORA.replace("02140", "02141"))
    text = Text(
        what="footnote",
        runs=runs("At 55 CLIFTON ST. CAMBRIDGE, MA 02140.", "At 57 CLIFTON ST. CAMBRIDGE, MA 02141."),
    )

    shown = masked(text, WORDS | private_words(moved))

    assert shown.runs == (
        Run(kind="same", text="At "),
        Run(kind="deleted", text="[address]"),
        Run(kind="inserted", text="57 CLIFTON ST"),
        Run(kind="same", text=". [address]."),
    )


def test_that_an_address_changed_is_still_told() -> None:
    moved = filing(PANORA.replace("CLIFTON", "CLINTON"))
    compared = runs("at 55 CLIFTON ST.", "at 55 CLINTON ST.")

    shown = masked(compared, WORDS | private_words(moved))

    assert "".join(run.text for run in shown) == "at [address]. (another address)"


@pytest.mark.parametrize("path", FILINGS, ids=lambda path: path.stem)
def test_the_text_of_a_filing_is_shown_without_its_addresses(path: Path) -> None:
    text = path.read_text("utf-8")
    shown = masked_yaml(text)

    for owner in filing(text).reporting_owners:
        address = owner.address or Address()
        for word in (*address.street, address.city, address.zip):
            assert word is None or not re.search(rf"\b{re.escape(word)}(?!\w)", shown)
    assert len(shown.splitlines()) == len(text.splitlines())
    assert masked_yaml(shown) == shown
    # Nothing else is hidden.
    lines = text.splitlines()
    assert all(
        re.search(r"address|street|city|state|zip|province|country|^ +- ", lines[n - 1])
        for n in address_lines(text)
    )


BROKEN = {
    "a key without its colon": ("    address:", "    address"),
    "a block that stands too far left": (
        "      street: 55 CLIFTON ST.\n      city",
        "    street: 55 CLIFTON ST.\n    city",
    ),
    "a list as deep as its key": (
        "street: 55 CLIFTON ST.",
        'street:\n      - "55 CLIFTON ST."\n      - REAR HOUSE',
    ),
    "a quote that nothing closes": ('"02140"', '"02140'),
    "a misspelt key": ("address:", "adress:"),
    "braces over several lines": (
        "    address:\n      street: 55 CLIFTON ST.\n      city: CAMBRIDGE\n      state: MA\n"
        '      zip: "02140"\n',
        "    address: {street: 55 CLIFTON ST.,\n       city: CAMBRIDGE,\n       zip: 02140, state: MA\n",
    ),
    "all in one line": (
        "  - name: PANORA ROBERT A\n    address:\n      street: 55 CLIFTON ST.\n      city: CAMBRIDGE\n",
        "  - {name: PANORA ROBERT A, address: {street: 55 CLIFTON ST., city: CAMBRIDGE}, relationship: {}}\n",
    ),
    "a text over several lines": (
        "street: 55 CLIFTON ST.",
        "street: >-\n        55 CLIFTON ST.\n        REAR HOUSE",
    ),
    "Windows line ends": ("\n", "\r\n"),
    "tabs": ("      ", "\t\t"),
    "a comment": ("street: 55", "# 55 CLIFTON ST.\n      street: 55"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_the_text_of_what_is_no_filing_is_shown_without_its_addresses(kind: str) -> None:
    old, new = BROKEN[kind]
    assert old in PANORA

    shown = masked_yaml(PANORA.replace(old, new))

    for word in ("CLIFTON", "CAMBRIDGE", "02140", "REAR"):
        assert word not in shown
    for line in ("name: PANORA ROBERT A", "officer: COO and President", "amount: 163350"):
        assert line in shown or (kind == "all in one line" and line.startswith("officer"))


@given(st.text(alphabet="adres:{}[]-\"' \n\tstrezip#>|", max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert masked_yaml(text).count("\n") == text.count("\n")
    assert address_lines(text) <= set(range(1, text.count("\n") + 2))
