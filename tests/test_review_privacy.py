"""Privacy: no part of an address is in a review, and no other word is lost for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.model import Address
from redwell.review.compare.owner_lines import OWNER_KEYS, RELATIONSHIP_KEYS, TOP_KEYS
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
        "MA 02140",
        "MASSACHUSETTS 02140",
    }
    assert private_words(None) == frozenset()


def test_a_name_in_a_street_line_is_not_private() -> None:
    panora = filing(PANORA)
    at_work = replace(panora.reporting_owners[0], address=Address(street=("TECOGEN, INC.", "1 A")))

    assert private_words(replace(panora, reporting_owners=(at_work,))) == frozenset()
    at_own = replace(panora.reporting_owners[0], address=Address(street=("Robert A. Panora",)))
    assert private_words(replace(panora, reporting_owners=(at_own,))) == frozenset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("55 CLIFTON ST., CAMBRIDGE, MA 02140", "[address]., [address]"),
        ("lives at 55 Clifton  St. in Cambridge,\nMassachusetts", "lives at [address]. in [address]"),
        ("zip 02140-1234", "zip [address]"),
        ("Cambridge Trust Company of MA", "Cambridge Trust Company of MA"),
        ("155 CLIFTON STREET", "155 CLIFTON STREET"),
        ("1.02140", "1.[address]"),
        ("", ""),
    ],
)
def test_an_address_is_masked_however_it_is_written(text: str, shown: str) -> None:
    assert masked(text, WORDS) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Held at 45 First Avenue.", "Held at [address]."),
        ("45 First Avenue - Suite 101", "[address]"),
        ("45 First Avenue (Suite 101)", "[address])"),
        ("45 First Avenue, 2nd floor", "[address], 2nd floor"),
        ("in Suite\n101", "in [address]"),
        ("Waltham, MA 02451", "[address]"),
        ("Waltham – MA; (02451-1776)", "[address])"),
        ("02451 only, or 02451-9999", "[address] only, or [address]"),
        ("in Estado de Sao Paulo", "in [address]"),
        ("Campinas (Estado de Sao Paulo), 04530-001", "[address]"),
        ("Rua Dr Renato Paes de Barros, 1017", "[address]"),
        # What is no address is left as it stands.
        ("45 shares, first of 101", "45 shares, first of 101"),
        ("02451776 shares", "02451776 shares"),
        ("Waltham Trust, First Avenue Partners", "Waltham Trust, First Avenue Partners"),
        ("145 First Avenue", "145 First Avenue"),
        ("C/O Tecogen and 1,776 shares", "C/O Tecogen and 1,776 shares"),
    ],
)
def test_part_of_an_address_is_masked_too(text: str, shown: str) -> None:
    assert masked(text, private_words(filing(good("full")))) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10004 shares and 1234 more", "10004 shares and 1234 more"),
        ("10,004-1,234 shares", "10,004-1,234 shares"),
        ("10004, 1234 and 10004 (1234) shares", "10004, 1234 and 10004 (1234) shares"),
        ("100041234 shares", "100041234 shares"),
        ("zip 10004-1234", "zip [address]"),
        ("New York, NY 10004", "[address]"),
        ("NY 10004-1234", "[address]"),
        ("NY, 10 shares", "NY, 10 shares"),
    ],
)
def test_a_number_of_shares_is_left_though_it_looks_like_a_postal_code(text: str, shown: str) -> None:
    panora = filing(PANORA)
    at_home = Address(street=("ONE MAIN STREET, APT 7",), city="NEW YORK", state="NY", zip="10004-1234")
    owner = replace(panora.reporting_owners[0], address=at_home)

    assert masked(text, private_words(replace(panora, reporting_owners=(owner,)))) == shown


def test_a_province_in_a_name_is_hidden_only_with_its_city() -> None:
    full = filing(good("full"))
    for name in ("Estado de Sao Paulo Power", "Power (Estado de Sao Paulo)"):
        named = replace(full, issuer=replace(full.issuer, name=name))
        text = f"shares of {name} in Campinas, Estado de Sao Paulo"
        assert masked(text, private_words(named)) == f"shares of {name} in [address]"
    title = replace(full.non_derivative[0].title, value="Bonds of Estado de Sao Paulo")
    row = replace(full.non_derivative[0], title=title)
    assert "ESTADO DE SAO PAULO" not in private_words(replace(full, non_derivative=(row,)))


def test_a_province_of_canada_is_hidden_with_its_city() -> None:
    words = private_words(filing(good("non-us")))

    assert masked("Toronto, Ontario; TORONTO, ONTARIO, CANADA", words) == "[address]; [address]"


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
        re.search(r"address|street|city|state|zip|province|country|^ +- |#", lines[n - 1])
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
    # Of owners in braces nothing is known to be no address.
    of_owner = () if kind == "all in one line" else ("name: PANORA ROBERT A", "officer: COO and President")
    for line in (*of_owner, "amount: 163350"):
        assert line in shown
    assert masked_yaml(shown) == shown


NEW = {
    "a postal code beside the address": ('      zip: "02140"', "    postal_code: 02140"),
    "a zip code beside the address": ('      zip: "02140"', "    zip_code: 02140"),
    "an address of another name": ("    address:\n      street: 55", "    mailing_address: 55"),
    "lines of an address": ("    address:\n      street: 55", "    addr:\n      line1: 55"),
    "a key without its colon, the street below": ("    address:\n      street: 55", "    address\n      55"),
    "a street without its colon": ("    address:\n      street: 55", "    address:\n    street 55"),
    "a street that goes on further left": ("      street: 55", "      street:\n  55"),
    "a quoted street over two lines": ("55 CLIFTON ST.", '"55 CLIFTON ST.\n  REAR HOUSE"'),
    "a quoted street over two lines, all to the left": ("55 CLIFTON ST.", '"55\nCLIFTON ST. REAR"'),
    "braces that go on as deep as their key": (
        "    address:\n      street: 55 CLIFTON ST.\n      city: CAMBRIDGE\n",
        "    address: {street:\n    55 CLIFTON ST.,\n    city: CAMBRIDGE,\n",
    ),
    "brackets that go on as deep as their key": (
        "    address:\n      street: 55 CLIFTON ST.\n      city: CAMBRIDGE\n",
        "    address: [\n    55 CLIFTON ST.,\n  CAMBRIDGE\n",
    ),
    "a comment on its own": ("    address:", "    # before: 55 CLIFTON ST.\n    address:"),
    "a comment behind a name": ("PANORA ROBERT A\n", "PANORA ROBERT A # 55 CLIFTON ST.\n"),
    "a comment behind a relationship": ("    relationship:", "    relationship: # 55 CLIFTON ST."),
    "an address behind the name": ("PANORA ROBERT A\n    address:\n", "PANORA, address: {\n"),
    "a name below an address": ("      city: CAMBRIDGE", "      name: CAMBRIDGE"),
    "owners of a misspelt key": ("reporting_owners:", "reporting_owner:"),
    "owners of another key": ("reporting_owners:", "owners:"),
    "owners of any key": ("reporting_owners:\n", "people: 55 CLIFTON ST.\n"),
    "owners without a colon": ("reporting_owners:", "reporting owners"),
    "owners of a broken key, and a broken address": (
        "reporting_owners:\n  - name: PANORA ROBERT A\n    address:\n      street: 55",
        'reporting_owne"rs:\n  - name: PANORA ROBERT A\n    addr\n  ess:\n  [ street: 55',
    ),
    "owners of a key further right, and a broken address": (
        "reporting_owners:\n  - name: PANORA ROBERT A\n    address:\n",
        "  reporting_owners:\n  - name: PANORA ROBERT A\n    addr\n  ess:\n",
    ),
    "owners after a tab": ("reporting_owners:", "\treporting_owners:"),
    "owners in capitals": ("reporting_owners:", "REPORTING_OWNERS:"),
    "no owners": ("reporting_owners:\n", ""),
    "a street said again": ("    February 15", "    at 55 Clifton St; February 15"),
    "a comment before the owners": ("issuer:", "# street: 55 CLIFTON ST.\nissuer:"),
}


@pytest.mark.parametrize("is_broken", [False, True])
@pytest.mark.parametrize("kind", NEW)
def test_among_owners_only_what_is_known_to_be_no_address_is_shown(kind: str, is_broken: bool) -> None:
    old, new = NEW[kind]
    assert old in PANORA
    text = PANORA.replace(old, new, 1).replace('form: "3"', 'form: "3' if is_broken else 'form: "3"')

    shown = masked_yaml(text)

    assert not re.search("CLIFTON|CAMBRIDGE|02140|REAR", shown, re.IGNORECASE)
    assert "trading_symbol: TGEN\n" in shown
    assert "amount: 163350\n" in shown
    assert shown.count("\n") == text.count("\n")
    assert masked_yaml(shown) == shown


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 30), st.sampled_from("[]{}\"':#-,|>&*\t\n ")),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_however_owners_are_broken_their_address_stays_hidden(
    edits: list[tuple[int, int, str]], is_put: bool
) -> None:
    head, *_ = PANORA.partition("reporting_owners:")
    lines = PANORA.removeprefix(head).split("\n")
    for line, column, sign in edits:
        # A sign more, or in place of one that is there.
        old = lines[line]
        lines[line] = old[:column] + sign + old[column + (not is_put) :]

    shown = masked_yaml(head + "\n".join(lines))

    assert not re.search("CLIFTON|CAMBRIDGE|02140", shown)
    assert shown.startswith(head)
    assert "amount: 163350" in shown


@pytest.mark.parametrize("line", ["  x: 1 a{}y", '  x: "{}', "a{}b", "  name: '{}", "{}x"])
def test_a_long_line_is_read_as_fast_as_it_is_long(line: str) -> None:
    text = f"reporting_owners:\n{line.format(' ' * 100_000)}\n"

    assert masked_yaml(text).count("\n") == 2


def test_a_street_of_the_other_side_is_hidden_too() -> None:
    moved = PANORA.replace("55 CLIFTON ST.", "7 NEW ROAD").replace(
        "February 15", "55 Clifton St, February 15"
    )

    assert "55 Clifton St" in masked_yaml(moved)
    assert "    [address], February 15, 2012" in masked_yaml(moved, PANORA)


def test_what_an_owner_is_stays_to_be_seen() -> None:
    text = """reporting_owners:  # as told
  - name: "SMITH, JANE: THE #2"
    cik: 1234567
    relationship: {director: true, officer: "Head: all"}  # 1 A ST
    directr: true
  - cik: '0001'
    relationship:
      other: O'Brien's heir

      x: y
issue:
  name: A
"""
    assert (
        masked_yaml(text)
        == """reporting_owners: [address]
  - name: "SMITH, JANE: THE #2"
    cik: 1234567
    relationship: {director: true, officer: "Head: all"}  # [address]
    directr: true
  - cik: '0001'
    relationship:
      other: O'Brien's heir

      [address]
[address]
  [address]
"""
    )


def test_the_keys_of_a_filing_are_those_of_the_schema() -> None:
    schema = json.loads((ROOT / "schemas" / "form3.schema.json").read_text("utf-8"))["properties"]
    owner = schema["reporting_owners"]["items"]["properties"]

    assert {*schema} == {*TOP_KEYS}
    assert {*owner} == {*OWNER_KEYS, "address"}
    assert {*owner["relationship"]["properties"]} == {*RELATIONSHIP_KEYS}


@given(st.text(alphabet="adres:{}[]-\"' \n\tstrezip#>|", max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert masked_yaml(text).count("\n") == text.count("\n")
    assert address_lines(text) <= set(range(1, text.count("\n") + 2))
