"""A filing in parts: every owner and every row where it belongs, nothing lost, nothing said twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.forms import form3
from redwell.forms.form3.tables import DerivativeHolding, Form3, NonDerivativeHolding, Underlying
from redwell.forms.form4.tables import Form4
from redwell.model import (
    Footnoted,
    Issuer,
    PowerOfAttorney,
    Relationship,
    ReportingOwner,
    Signature,
)
from redwell.ownership.parse import parse_filing
from redwell.ownership.split import MAX_OWNERS, MAX_ROWS, Part, parts, remarks_of
from redwell.ownership.tables import cells
from redwell.rules.signatures import a_signature_line_fits
from redwell.source import loader

DIRECT: Footnoted[str] = Footnoted(value="direct")
JOINT = """\
form: "3/A"
amendment: {original_filed: 2026-05-08, explanation: Fund 11 was left out.}
split: true
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
"""


def owners(count: int) -> tuple[ReportingOwner, ...]:
    return tuple(
        ReportingOwner(name=f"FUND {n} LP", relationship=Relationship(ten_percent_owner=True))
        for n in range(1, count + 1)
    )


def row(n: int, labels: Sequence[str] = ()) -> NonDerivativeHolding:
    return NonDerivativeHolding(
        title=Footnoted(value=f"Class {n}", footnotes=tuple(labels)),
        amount=Footnoted(value=Decimal(n)),
        ownership=DIRECT,  # type: ignore[arg-type]  # a text is read as one of two
    )


def derivative(n: int, labels: Sequence[str] = ()) -> DerivativeHolding:
    return DerivativeHolding(
        title=Footnoted(value=f"Option {n}"),
        date_exercisable=Footnoted(value=date(2027, 1, 1)),
        expiration_date=Footnoted(value=date(2036, 1, 1)),
        underlying=Underlying(
            title=Footnoted(value="Common", footnotes=tuple(labels)), amount=Footnoted(value=Decimal(n))
        ),
        conversion_or_exercise_price=Footnoted(value=Decimal(1)),
        ownership=DIRECT,  # type: ignore[arg-type]  # as above
    )


def filing(
    count: int = 1,
    rows: Sequence[NonDerivativeHolding] = (),
    derivatives: Sequence[DerivativeHolding] = (),
    labels: Sequence[str] = (),
    signatures: Sequence[Signature] = (),
) -> Form3:
    """A filing of this many owners that is to be split."""
    return Form3(
        form="3",
        split=True,
        date_of_event=date(2026, 5, 4),
        issuer=Issuer(name="ACME CORP", cik="123", trading_symbol="ACME"),
        reporting_owners=owners(count),
        non_derivative=tuple(rows),
        derivative=tuple(derivatives),
        footnotes=tuple((label, f"What {label} says.") for label in labels),
        signatures=tuple(signatures),
    )


def names(part: Part[Form3]) -> list[str]:
    return [owner.name for owner in part.filing.reporting_owners]


def titles(part: Part[Form3]) -> list[str | None]:
    return [item.title.value for item in part.filing.non_derivative]


# --- what holds for every filing ---


@st.composite
def filings(draw: st.DrawFn) -> Form3:
    """Up to 21 owners and 100 rows in each table, some with footnotes; each owner signs."""
    labels = draw(st.lists(st.sampled_from("abcdefgh"), unique=True))
    often = draw(st.integers(1, 40))
    size = st.sampled_from([0, 1, 29, 30, 31, 38, 60, 61, 100])
    count = draw(st.sampled_from([1, 2, 10, 11, 20, 21]))

    def noted(n: int) -> Sequence[str]:
        return [labels[n * often % len(labels)]] if labels and n % often == 0 else []

    return filing(
        count,
        rows=[row(n, noted(n)) for n in range(draw(size))],
        derivatives=[derivative(n, noted(n)) for n in range(draw(size))],
        labels=labels,
        signatures=[Signature(signer=f"Fund {n} LP", signed=date(2026, 5, 6)) for n in range(1, count + 1)],
    )


@given(filings())
def test_every_owner_meets_every_row_once_in_order(whole: Form3) -> None:
    found = parts(whole)
    groups = list(dict.fromkeys(part.filing.reporting_owners for part in found))
    assert sum(groups, ()) == whole.reporting_owners
    for group in groups:
        own = [part.filing for part in found if part.filing.reporting_owners == group]
        assert sum((each.non_derivative for each in own), ()) == whole.non_derivative
        assert sum((each.derivative for each in own), ()) == whole.derivative


@given(filings())
def test_no_part_is_more_than_edgar_takes_and_none_is_needless(whole: Form3) -> None:
    found = parts(whole)
    for part in found:
        assert 1 <= len(part.filing.reporting_owners) <= MAX_OWNERS
        assert len(part.filing.non_derivative) <= MAX_ROWS
        assert len(part.filing.derivative) <= MAX_ROWS
    longest = max(len(whole.non_derivative), len(whole.derivative), 1)
    least = -(-len(whole.reporting_owners) // MAX_OWNERS) * -(-longest // MAX_ROWS)
    assert [(part.number, part.total) for part in found] == [(n, least) for n in range(1, least + 1)]
    sizes = {len(part.filing.reporting_owners) for part in found}
    assert max(sizes) - min(sizes) <= 1


@given(filings())
def test_a_part_has_the_footnotes_that_it_uses_in_their_order(whole: Form3) -> None:
    found = parts(whole)
    for part in found if len(found) > 1 else ():
        used = {label for _, cell in cells(part.filing) for label in cell.footnotes}
        assert part.filing.footnotes == tuple(note for note in whole.footnotes if note[0] in used)


@given(filings())
def test_a_part_is_signed_by_its_owners_alone(whole: Form3) -> None:
    for part in parts(whole):
        signers = [(each.signer or "").upper() for each in part.filing.signatures]
        assert signers == names(part)


@given(filings())
def test_a_part_is_a_filing_that_is_not_split_again(whole: Form3) -> None:
    found = parts(whole)
    if len(found) == 1:
        assert found == (Part(filing=whole),)
    for part in found if len(found) > 1 else ():
        assert parts(part.filing) == (Part(filing=part.filing),)


# --- examples ---


def test_a_filing_that_is_not_to_be_split_stays_whole() -> None:
    read = parse_filing(
        loader.read((JOINT.replace("split: true\n", "") + lines(11)).encode(), "f.yaml"), Form3
    )
    assert parts(read) == (Part(filing=read),)


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [1]), (10, [10]), (11, [6, 5]), (20, [10, 10]), (25, [9, 8, 8]), (31, [8, 8, 8, 7])],
)
def test_owners_are_shared_out_evenly(count: int, sizes: list[int]) -> None:
    assert [len(part.filing.reporting_owners) for part in parts(filing(count))] == sizes


def test_rows_of_both_tables_run_on_from_part_to_part() -> None:
    whole = filing(rows=[row(n) for n in range(65)], derivatives=[derivative(n) for n in range(38)])
    found = parts(whole)
    assert [(len(each.filing.non_derivative), len(each.filing.derivative)) for each in found] == [
        (30, 30),
        (30, 8),
        (5, 0),
    ]
    assert titles(found[2]) == ["Class 60", "Class 61", "Class 62", "Class 63", "Class 64"]


def test_each_group_of_owners_repeats_the_tables_before_the_next_group_follows() -> None:
    found = parts(filing(11, rows=[row(n) for n in range(31)]))
    assert [(names(part)[0], len(part.filing.non_derivative)) for part in found] == [
        ("FUND 1 LP", 30),
        ("FUND 1 LP", 1),
        ("FUND 7 LP", 30),
        ("FUND 7 LP", 1),
    ]


def lines(count: int) -> str:
    """Owners of a filing: persons whose names begin alike."""
    owner = "  - {{name: DOE {}, relationship: {{director: true}}}}\n"
    return "".join(owner.format(f"JANE {chr(64 + n)}" if n > 1 else "JANE") for n in range(1, count + 1))


def read(further: str) -> list[Form3]:
    text = JOINT + lines(12) + further
    return [part.filing for part in parts(parse_filing(loader.read(text.encode(), "f.yaml"), Form3))]


def test_a_line_for_owners_of_several_parts_names_in_each_its_own() -> None:
    found = read('signatures: [{signer: Sam Agent, for: [Jane B. Doe, Jane L. Doe, "Jane C. Doe"]}]\n')
    assert [[each.on_behalf_of for each in part.signatures] for part in found] == [
        [("Jane B. Doe", "Jane C. Doe")],
        [("Jane L. Doe",)],
    ]


def test_a_name_means_the_owner_of_just_these_words_before_one_of_more_words() -> None:
    found = read("signatures: [{signer: Jane Doe}, {signer: Jane G. Doe}, {signer: Jane Maria Doe}]\n")
    assert [[each.signer for each in part.signatures] for part in found] == [
        ["Jane Doe", "Jane Maria Doe"],
        ["Jane G. Doe"],
    ]


def test_a_line_that_names_no_owner_stands_in_each_part() -> None:
    found = read("signatures: [{text: '/s/ Sam Agent, attorney-in-fact for all', signed: 2026-05-06}]\n")
    assert [len(part.signatures) for part in found] == [1, 1]


def test_a_line_given_as_text_goes_where_the_owners_are_whom_it_names() -> None:
    own = '{text: "/s/ Sam Agent, Attorney-in-Fact for Fund 8 LP"}'
    all_ = "{signer: Jane Roe, capacity: for each of the reporting persons}"
    text = f"{JOINT}{funds(11)}signatures: [{own}, {all_}]\n"
    found = parts(parse_filing(loader.read(text.encode(), "f.yaml"), Form3))
    assert [[each.signer for each in part.filing.signatures] for part in found] == [
        ["Jane Roe"],
        [None, "Jane Roe"],
    ]


def test_funds_are_told_apart_by_one_letter_in_a_line_given_as_text() -> None:
    numerals = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    members = tuple(
        ReportingOwner(name=f"ALPHA VENTURES FUND {n} L P", relationship=Relationship(ten_percent_owner=True))
        for n in numerals
    )
    signed = tuple(
        Signature(text=f"Alpha Ventures Fund {n} LP, By: /s/ Ann Roe, Manager", signed=date(2026, 5, 5))
        for n in numerals
    )
    whole = replace(filing(), reporting_owners=members, signatures=signed, split=True)
    assert [[line.text for line in part.filing.signatures] for part in parts(whole)] == [
        [line.text for line in signed[:6]],
        [line.text for line in signed[6:]],
    ]


def test_an_owner_who_signs_for_every_other_signs_each_part() -> None:
    found = read('signatures: [{signer: Jane Doe, capacity: "for herself and for each other person"}]\n')
    assert [len(part.signatures) for part in found] == [1, 1]


def funds(count: int) -> str:
    """Owners of a filing: funds of one house."""
    owner = "  - {{name: FUND {} LP, relationship: {{ten_percent_owner: true}}}}\n"
    return "".join(map(owner.format, range(1, count + 1)))


def test_a_line_must_fit_in_each_part_and_not_for_all_owners_at_once() -> None:
    def said(count: int) -> list[str]:
        everyone = [f"Fund {n} of the Northern Light LP" for n in range(1, count + 1)]
        line = Signature(signer="Sam Agent", on_behalf_of=tuple(everyone), signed=date(2026, 5, 6))
        owners = tuple(
            ReportingOwner(name=name.upper(), relationship=Relationship(ten_percent_owner=True))
            for name in everyone
        )
        whole = replace(filing(signatures=[line]), reporting_owners=owners)
        return [problem.message for problem in a_signature_line_fits(whole)]

    assert said(11) == []
    assert said(16) == [
        "the signature line has 308 characters, 53 more than the 255 that EDGAR accepts: sign for fewer "
        "owners on one line, or shorten the entities under by: (specification 3.5)"
    ]


def test_powers_go_with_their_grantors() -> None:
    powers = "".join(
        f"  - {{grantor: {name}, attorneys_in_fact: [Sam Agent], on_file: {{date: 2025-01-02}}}}\n"
        for name in ("Jane B. Doe", "Jane L. Doe", "Doe Family Trust")
    )
    found = read(f"powers_of_attorney:\n{powers}")
    granted: list[list[PowerOfAttorney]] = [list(part.powers_of_attorney) for part in found]
    assert [[power.grantor for power in each] for each in granted] == [
        ["Jane B. Doe", "Doe Family Trust"],
        ["Jane L. Doe", "Doe Family Trust"],
    ]


def test_the_remarks_say_first_what_changed_and_then_which_filing_it_is() -> None:
    first, second = read("remarks: Exhibit 24 - Power of Attorney.\n")
    assert remarks_of(first) == (
        "Fund 11 was left out.\n"
        "Filing 1 of 2, because EDGAR takes at most 10 reporting owners in one filing.\n"
        "Exhibit 24 - Power of Attorney."
    )
    assert (remarks_of(second) or "").splitlines()[1].startswith("Filing 2 of 2, because ")


def test_the_remarks_name_the_limit_that_splits_the_filing() -> None:
    rows = [row(n) for n in range(31)]
    said = [remarks_of(parts(whole)[0].filing) for whole in (filing(1, rows=rows), filing(11, rows=rows))]
    assert said == [
        "Filing 1 of 2, because EDGAR takes at most 30 lines of a table in one filing.",
        "Filing 1 of 4, because EDGAR takes at most 10 reporting owners and 30 lines of a table in one"
        " filing.",
    ]
    assert remarks_of(filing()) is None


def test_each_part_has_documents_of_its_own_name_and_the_pdf_carries_its_own_xml() -> None:
    text = JOINT + lines(11)
    found = form3.documents.documents(parse_filing(loader.read(text.encode(), "f.yaml"), Form3), "Redwell")
    assert [(each.name, each.attachment) for each in found] == [
        ("form3a-1of2.xml", None),
        ("form3a-1of2.pdf", "form3a-1of2.xml"),
        ("form3a-1of2.docx", None),
        ("form3a-2of2.xml", None),
        ("form3a-2of2.pdf", "form3a-2of2.xml"),
        ("form3a-2of2.docx", None),
    ]
    assert [each.context["title"] for each in found[::3]] == [
        "Form 3/A (1 of 2) - DOE JANE and others - ACME CORP [ACME]",
        "Form 3/A (2 of 2) - DOE JANE G and others - ACME CORP [ACME]",
    ]


SALES = """\
form: "4"
plan_10b5_1: true
split: true
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners: [{name: DOE JANE, relationship: {director: true}}]
non_derivative:
"""


def boxes(note: str, planned: int) -> list[bool | None]:
    """Return the box on plans of each part of 31 sales, of which that one refers to *note*."""
    sales = "".join(
        f"  - {{title: Common, date: 2026-06-15, code: S, disposed: {n + 1}, price: "
        f"{'{value: 9, footnotes: [plan]}' if n == planned else 9}, owned_after: 1, ownership: direct}}\n"
        for n in range(31)
    )
    text = f"{SALES}{sales}footnotes: {{plan: {note}}}\n"
    return [each.filing.plan_10b5_1 for each in parts(parse_filing(loader.read(text.encode(), ""), Form4))]


def test_only_a_part_with_a_trade_under_the_plan_ticks_its_box() -> None:
    plan = "Made under a Rule 10b5-1 plan adopted on May 4 2026."
    assert boxes(plan, 30) == [False, True]
    assert boxes(plan, 3) == [True, False]
    assert boxes("The price is net of a fee.", 3) == [True, True]
