"""Holdings reported before and now: which row is which, notes, totals, and the headline."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import redwell
from redwell.check.filed import filing_in
from redwell.forms.form3.tables import Form3, NonDerivativeHolding
from redwell.model import Filing, Footnoted
from redwell.model import Row as ModelRow
from redwell.ownership.columns import RowKind, column, fact, table
from redwell.ownership.parse import parse_filing
from redwell.ownership.tables import NATURE, OWNERSHIP, TITLE
from redwell.review import holdings
from redwell.review.changes import changes
from redwell.review.disclaimers import is_disclaimer
from redwell.review.headline import holdings as in_short
from redwell.review.model import Amount, Cell, ReviewRow, ReviewTable, Total
from redwell.source import loader
from tests import corpus
from tests.sample import some

HEAD = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE, cik: "456", relationship: {director: true}}
"""
OPTION = {
    "title": "Stock Option (Right to Buy)",
    "date_exercisable": "2027-03-01",
    "expiration_date": "2034-03-01",
    "underlying": "{title: Common Stock, amount: 8000}",
    "conversion_or_exercise_price": "2.60",
    "ownership": "direct",
}


def common(amount: str = "100", **cells: str) -> dict[str, str]:
    return {"title": "Common Stock", "amount": amount, "ownership": "direct", **cells}


def held(by: str, amount: str = "100", **cells: str) -> dict[str, str]:
    return common(amount, ownership="indirect", nature_of_ownership=by, **cells)


def option(amount: str = "8000", **cells: str) -> dict[str, str]:
    return {**OPTION, "underlying": f"{{title: Common Stock, amount: {amount}}}", **cells}


def filing(*rows: dict[str, str], footnotes: str = "", remarks: str = "") -> Form3:
    text = HEAD
    for key in ("non_derivative", "derivative"):
        inside = [row for row in rows if ("underlying" in row) == (key == "derivative")]
        text += f"{key}:\n" if inside else ""
        for row in inside:
            text += "  -\n" + "".join(f"    {key}: {value}\n" for key, value in row.items())
    text += f"footnotes: {footnotes}\n" if footnotes else ""
    text += f"remarks: {remarks}\n" if remarks else ""
    return parse_filing(loader.read(text.encode(), "f.yaml"), Form3)


def tables(before: Filing | None, after: Filing | None) -> tuple[ReviewTable, ...]:
    return holdings.tables(changes(before, after), before, after)


def rows(before: Filing | None, now: Filing | None) -> list[ReviewRow]:
    return [row for table in tables(before, now) for row in table.rows]


def row(before: Filing, now: Filing) -> ReviewRow:
    [found] = rows(before, now)
    return found


def said(amount: Amount | None) -> str | None:
    return str(amount) if amount else None


def gain(amount: Amount | None) -> str | None:
    return amount.signed if amount else None


def brief(before: Filing | None, now: Filing | None) -> list[tuple[Any, ...]]:
    """Each row by what became of it, what was and is reported, and the notes."""
    return [
        (each.change, said(each.before), said(each.after), *(note.text for note in each.notes))
        for each in rows(before, now)
    ]


# One row, compared


def test_a_changed_number_has_a_difference_with_its_sign() -> None:
    amounts: dict[str, Any] = {
        "before": Amount(value=Decimal(163350)),
        "after": Amount(value=Decimal(163500)),
        "difference": Amount(value=Decimal(150)),
    }
    row = ReviewRow(
        change="changed", title="Common Stock", ownership="direct", before_place=1, after_place=1, **amounts
    )
    assert tables(filing(common("163350")), filing(common("163500"))) == (
        ReviewTable(
            key="non_derivative",
            label="Table I",
            securities="non-derivative securities",
            rows=(row,),
            totals=(Total(title="Common Stock", ownership="direct", **amounts),),
        ),
    )
    assert (gain(row.difference), gain(Amount(value=Decimal(-1000), unit="dollars"))) == ("+150", "−$1,000")


def test_a_row_of_table_two_has_its_other_columns_and_the_amount_of_the_underlying() -> None:
    [table] = tables(filing(option("8000.5")), filing(option("7000.25")))
    [row], [total] = table.rows, table.totals
    assert (row.underlying, gain(row.difference)) == ("Common Stock", "−1,000.25")
    assert row.cells == (
        Cell(label="date exercisable", day=date(2027, 3, 1)),
        Cell(label="expiration date", day=date(2034, 3, 1)),
        Cell(label="exercise price", amount=Amount(value=Decimal("2.60"), unit="dollars")),
    )
    assert (total.underlying, gain(total.difference)) == ("Common Stock", "−1,000.25")


def test_an_unchanged_row_has_no_note() -> None:
    now = filing(common(), held("By spouse"), option())
    assert brief(now, now) == [("same", "100", "100"), ("same", "100", "100"), ("same", "8,000", "8,000")]
    assert [gain(each.difference) for each in rows(now, now)] == ["0", "0", "0"]


def test_dollar_amounts_are_shown_as_on_the_form() -> None:
    before, now = (
        filing({"title": "Notes", "amount_in_dollars": n, "ownership": "direct"}) for n in ("2500", "1000")
    )
    assert brief(before, now) == [("changed", "$2,500", "$1,000")]
    assert row(before, now).difference == Amount(value=Decimal(-1500), unit="dollars")


def test_between_dollars_and_shares_there_is_no_difference() -> None:
    before = filing({"title": "Common Stock", "amount_in_dollars": "2500", "ownership": "direct"})
    now = filing(common("100"))
    note = "reported in dollars before, in shares now: no difference is given"
    assert brief(before, now) == [("changed", "$2,500", "100", note)]
    assert row(before, now).difference is None
    [table] = tables(before, now)
    note = "dollars and shares are not added up: no difference is given"
    assert [(said(t.before), said(t.after), t.difference, t.notes) for t in table.totals] == [
        ("$2,500", None, None, (note,)),
        (None, "100", None, (note,)),
    ]


def test_an_amount_given_only_in_a_footnote_is_not_added_up() -> None:
    notes = "{a: All shares that the trust holds on the day of the event.}"
    before = filing(held("By trust", "{footnotes: [a]}"), footnotes=notes)
    now = filing(held("By trust", "50"), held("By spouse", "20"), footnotes=notes)
    assert brief(before, now) == [
        ("changed", None, "50", "amount before: see footnote 1"),
        ("added", None, "20"),
    ]
    [total] = tables(before, now)[0].totals
    assert (total.before, said(total.after), total.difference) == (None, "70", None)
    assert total.notes == ("without amounts that only a footnote gives: no difference is given",)
    assert brief(before, before) == [("same", None, None, "amount: see footnote 1")]
    assert tables(None, before)[0].totals[0].notes == ("without amounts that only a footnote gives",)


def test_dates_and_prices_may_be_replaced_by_a_footnote() -> None:
    notes = "{vesting: One quarter vests each year., none: Converts one for one.}"
    before = filing(option(), footnotes=notes)
    now = filing(
        option(date_exercisable="{footnotes: [vesting]}", conversion_or_exercise_price="{footnotes: [none]}"),
        footnotes=notes,
    )
    found = row(before, now)
    assert [cell.text for cell in found.cells] == ["see footnote 1", "", "see footnote 2"]
    assert tuple(note.text for note in found.notes) == (
        "date exercisable was 1 Mar 2027",
        "exercise price was $2.6",
    )
    assert row(now, now).change == "same"


def test_a_direct_row_that_becomes_indirect_is_one_row_with_a_note() -> None:
    assert brief(filing(common()), filing(held("By spouse"))) == [("changed", "100", "100", "was direct")]
    assert brief(filing(held("By spouse")), filing(common())) == [
        ("changed", "100", "100", 'was indirect, "By spouse"')
    ]


def test_a_direct_row_and_an_indirect_one_of_another_number_are_two_rows() -> None:
    assert brief(filing(common("100")), filing(held("By spouse", "70"))) == [
        ("removed", "100", None),
        ("added", None, "70"),
    ]


@pytest.mark.parametrize(
    ("key", "value", "note"),
    [
        ("conversion_or_exercise_price", "2.75", "exercise price was $2.6"),
        ("expiration_date", "2035-03-01", "expiration date was 1 Mar 2034"),
        ("date_exercisable", "2028-03-01", "date exercisable was 1 Mar 2027"),
        ("title", "Employee Stock Option (right to buy)", 'title was "Stock Option (Right to Buy)"'),
        (
            "underlying",
            "{title: Class A Common Stock, amount: 8000}",
            'underlying security was "Common Stock"',
        ),
    ],
)
def test_one_changed_term_of_a_derivative_is_a_note(key: str, value: str, note: str) -> None:
    assert brief(filing(option()), filing(option(**{key: value}))) == [("changed", "8,000", "8,000", note)]


def test_a_split_changes_one_option_and_another_grant_of_its_size_is_another_option() -> None:
    split = option("16000", conversion_or_exercise_price="1.30")
    assert brief(filing(option()), filing(split)) == [
        ("changed", "8,000", "16,000", "exercise price was $2.6")
    ]
    other = option(expiration_date="2035-03-01", conversion_or_exercise_price="9.10")
    assert brief(filing(option()), filing(other)) == [("removed", "8,000", None), ("added", None, "8,000")]


# Rows that are retitled, and rows that are not


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Common", "Common Stock"),
        ("common stock", "Common Stock"),
        ("Common Stock", "'Common Stock, $0.001 par value'"),
        ("Comon Stock", "Common Stock"),
        ("Class A Common Stock", "'Common Stock, Class A'"),
        ("Ordinary Shares", "Common Stock"),
    ],
)
def test_a_retitled_row_is_one_row_though_its_number_changes(before: str, now: str) -> None:
    [found] = brief(filing(common(title=before)), filing(common("150", title=now)))
    assert found == ("changed", "100", "150", f'title was "{before}"')


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Class A Common Stock", "Class B Common Stock"),
        ("Common Stock", "Preferred Stock"),
        ("Series C-1 Preferred Stock", "Series C-2 Preferred Stock"),
        ("Common Stock", "Common Stock Option"),
        ("5% Notes due 2027", "5% Notes due 2029"),
        ("Voting Common Stock", "Non-Voting Common Stock"),
        ("Restricted Stock Units", "Performance Stock Units"),
    ],
)
def test_two_securities_of_one_number_are_never_one_that_was_retitled(before: str, now: str) -> None:
    was, then = filing(common(title=before)), filing(common(title=now))
    assert brief(was, then) == [("removed", "100", None), ("added", None, "100")]


def test_a_title_that_says_more_is_the_same_security_only_with_the_same_number() -> None:
    before = filing(common(title="Common Stock"))
    assert [each[0] for each in brief(before, filing(common(title="Class A Common Stock")))] == ["changed"]
    other = filing(common("70", title="Class A Common Stock"))
    assert [each[0] for each in brief(before, other)] == ["removed", "added"]


def test_a_new_title_in_one_row_applies_to_all_rows() -> None:
    before = filing(*(held(f"By Fund {n}", f"{n}00", title="Series F Preferred") for n in (1, 2)))
    title = "Series F Convertible Preferred"
    now = filing(held("By Fund 1", "100", title=title), held("By Fund 2", "210", title=title))
    assert brief(before, now) == [
        ("changed", "100", "100", 'title was "Series F Preferred"'),
        ("changed", "200", "210", 'title was "Series F Preferred"'),
    ]


def test_a_new_holder_name_in_one_row_applies_to_all_rows() -> None:
    before = filing(held("By trust", "100"), held("By trust", "200", title="Preferred Stock"))
    now = filing(held("By the Roe Fund", "100"), held("By the Roe Fund", "210", title="Preferred Stock"))
    assert [each.change for each in rows(before, now)] == ["changed", "changed"]


def test_another_nature_of_as_many_securities_is_a_note_and_of_others_another_row() -> None:
    before = filing(held("By spouse"))
    assert brief(before, filing(held("By Doe Family Trust"))) == [
        ("changed", "100", "100", 'nature of ownership was "By spouse"')
    ]
    assert [each[0] for each in brief(before, filing(held("By Doe Family Trust", "70")))] == [
        "removed",
        "added",
    ]
    assert [each[0] for each in brief(before, filing(held("Wife", "70")))] == ["changed"]


def test_each_of_several_funds_is_its_own_holder() -> None:
    funds = ["By Fund VI, LP", "By Fund VI Principals Fund, LP", "By Fund VII, LP"]
    before = filing(*(held(f"'{fund}'", f"{n}00") for n, fund in enumerate(funds, start=1)))
    now = filing(
        held(f"'{funds[0]}'", "100"), held(f"'{funds[2]}'", "310"), held("'By Fund VIII, LP'", "900")
    )
    assert brief(before, now) == [
        ("same", "100", "100"),
        ("removed", "200", None),
        ("changed", "300", "310"),
        ("added", None, "900"),
    ]


def test_natures_that_cite_footnotes_are_compared_by_the_footnotes_texts() -> None:
    notes = "{a: Held by the Doe 2009 Trust., b: Held by the spouse of Ms. Doe.}"
    by_trust, by_spouse = (f"{{value: See footnote, footnotes: [{label}]}}" for label in "ab")
    before = filing(held(by_trust, "100"), held(by_spouse, "200"), footnotes=notes)
    now = filing(held(by_spouse, "210"), held(by_trust, "110"), footnotes=notes)
    assert brief(before, now) == [
        ("changed", "200", "210"),
        ("changed", "100", "110"),
    ]


def test_each_of_two_equal_rows_counts() -> None:
    twice, once = filing(common(), common()), filing(common())
    assert brief(twice, twice) == [("same", "100", "100")] * 2
    assert brief(twice, once) == [("same", "100", "100"), ("removed", "100", None)]
    assert brief(once, filing(common(), common("70"))) == [("same", "100", "100"), ("added", None, "70")]


def test_among_rows_that_differ_only_in_amount_the_nearest_changed() -> None:
    before = filing(common("100"), common("200"))
    assert brief(before, filing(common("205"))) == [("removed", "100", None), ("changed", "200", "205")]
    assert brief(before, filing(common("90"))) == [("changed", "100", "90"), ("removed", "200", None)]


# Places


def test_rows_below_a_new_one_are_not_moved() -> None:
    before = filing(common(), held("By spouse"))
    now = filing(held("By trust", "5"), common(), held("By spouse"))
    assert [each.change for each in rows(before, now)] == ["added", "same", "same"]
    assert [(each.before_place, each.after_place) for each in rows(before, now)] == [
        (None, 1),
        (1, 2),
        (2, 3),
    ]


def test_rows_in_another_order_are_the_same_rows_and_the_table_says_so() -> None:
    funds = [held(f"By Fund {n}", f"{n}00") for n in (1, 2, 3, 4)]
    [table] = tables(filing(*funds), filing(funds[3], *funds[:3]))
    assert {row.change for row in table.rows} == {"same"}
    assert table.is_reordered


def test_a_removed_row_is_shown_at_its_old_place() -> None:
    funds = [held(f"By Fund {n}", f"{n}00") for n in (1, 2, 3, 4)]
    now = filing(funds[1], funds[3], held("By Fund 5", "500"))
    assert [each.change for each in rows(filing(*funds), now)] == [
        "removed",
        "same",
        "removed",
        "same",
        "added",
    ]


# Footnotes


def test_other_footnote_numbers_and_labels_are_not_a_change() -> None:
    before = filing(common("{value: 100, footnotes: [a]}"), footnotes="{a: Includes units., b: Other.}")
    now = filing(common("{value: 100, footnotes: [z]}"), footnotes="{b: Other., z: Includes units.}")
    assert brief(before, now) == [("same", "100", "100")]


def test_another_footnote_changes_a_row() -> None:
    notes = "{a: Includes units., b: Held in an account of the spouse.}"
    before = filing(common("{value: 100, footnotes: [a]}"), footnotes=notes)
    now = filing(common("{value: 100, footnotes: [b]}"), footnotes=notes)
    both = filing(common("{value: 100, footnotes: [a, b]}"), footnotes=notes)
    none = filing(common())
    assert brief(before, now) == [("changed", "100", "100", "amount: footnote 1 before, 2 now")]
    assert brief(before, none) == [("changed", "100", "100", "amount: footnote 1 before, none now")]
    assert brief(none, both) == [("changed", "100", "100", "amount: no footnote before, footnotes 1, 2 now")]
    assert brief(both, now) == [("changed", "100", "100", "amount: footnotes 1, 2 before, footnote 2 now")]


def test_another_footnote_in_place_of_a_value_changes_a_row() -> None:
    notes = "{a: Exercisable in May., b: It vested at once.}"
    before, now = (
        filing(option(date_exercisable=f"{{footnotes: [{label}]}}"), footnotes=notes) for label in "ab"
    )
    assert brief(before, now) == [("changed", "8,000", "8,000", "date exercisable: footnote 1 before, 2 now")]


def test_the_order_of_the_marks_of_a_cell_changes_a_row() -> None:
    notes = "{a: Includes units., b: Held in an account of the spouse.}"
    before, now = (
        filing(common(f"{{value: 100, footnotes: [{labels}]}}"), footnotes=notes)
        for labels in ("a, b", "b, a")
    )
    assert brief(before, now) == [("changed", "100", "100", "footnotes in another order")]
    assert in_short(tables(before, now)) == "common 100: footnotes in another order"


def test_a_reworded_footnote_is_noted_at_its_row() -> None:
    before = filing(
        common("{value: 100, footnotes: [a]}"), footnotes="{a: Includes ten units that vest in May.}"
    )
    now = filing(
        common("{value: 100, footnotes: [a]}"), footnotes="{a: Includes ten units that vest in June.}"
    )
    assert brief(before, now) == [("same", "100", "100", "footnote 1 reworded")]


def test_a_reworded_footnote_in_place_of_a_date_changes_the_row() -> None:
    texts = ("Has no expiration date at all.", "Has no expiration date.")
    before, now = (
        filing(option(expiration_date="{footnotes: [a]}"), footnotes=f"{{a: {text}}}") for text in texts
    )
    assert brief(before, now) == [("changed", "8,000", "8,000", "footnote 1 reworded")]


def test_a_reworded_footnote_in_place_of_an_amount_changes_the_row() -> None:
    before = filing(common("{footnotes: [a]}"), footnotes="{a: All shares that the trust holds in May.}")
    now = filing(common("{footnotes: [a]}"), footnotes="{a: All shares that the trust holds in June.}")
    assert brief(before, now) == [("changed", None, None, "amount: see footnote 1", "footnote 1 reworded")]


def test_a_footnote_with_a_new_meaning_changes_its_row() -> None:
    before = filing(common("{value: 100, footnotes: [a]}"), footnotes="{a: Includes ten units.}")
    now = filing(common("{value: 100, footnotes: [a]}"), footnotes="{a: Held by a bank as nominee.}")
    assert brief(before, now) == [("changed", "100", "100", "amount: footnote 1 says something else now")]


def test_a_missing_footnote_is_compared_by_its_label() -> None:
    before, now = (filing(common(f"{{footnotes: [{label}]}}")) for label in "ab")
    assert brief(before, now) == [
        (
            "changed",
            None,
            None,
            "amount before: see footnote a",
            "amount now: see footnote b",
        )
    ]
    assert brief(now, now) == [("same", None, None, "amount: see footnote b")]


# Disclaimers


@pytest.mark.parametrize(
    "text",
    [
        "The reporting person disclaims beneficial ownership of these securities.",
        "Ms. Doe disclaims, for purposes of Section 16 of the U.S. Securities Act, beneficial ownership.",
        "Beneficial ownership of these shares is hereby disclaimed.",
        "Held by a fund, except to the extent of her pecuniary interest therein.",
        "This report shall not be deemed an admission that she is the beneficial owner of the shares.",
        "Reported in reliance on Rule 16a-1(a)(4).",
        "Each of them disclaims any pecuniary interest in the shares.",
        "Beneficial ownership of what Mr. Roe and Acme Fund L.P. Inc. hold is hereby disclaimed.",
        "She previously disclaimed ownership of some. She disclaims beneficial ownership of all of them.",
    ],
)
def test_disclaimers_are_recognized(text: str) -> None:
    assert is_disclaimer(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The reporting person does not disclaim beneficial ownership of these securities.",
        "She may be deemed the beneficial owner by virtue of her pecuniary interest in the Sponsor.",
        "The company disclaims any obligation to update what is said here about ownership.",
        "The admission of the fund to the partnership was not reported.",
        "Beneficial ownership of these shares is no longer disclaimed.",
        "Ms. Doe formerly disclaimed beneficial ownership of these; she now reports them as owned.",
        "She previously had disclaimed any pecuniary interest in the shares.",
        "She has a pecuniary interest in all of them. The issuer disclaims what the trust says.",
        "She has a pecuniary interest in all shares of Acme Corp. The issuer disclaims liability.",
        "The trustee disclaims the gift. Beneficial ownership is hers.",
    ],
)
def test_other_uses_of_disclaim_are_not_disclaimers(text: str) -> None:
    assert not is_disclaimer(text)


def test_a_row_is_disclaimed_by_a_footnote_of_any_cell_and_its_total_with_it() -> None:
    notes = "{a: She disclaims beneficial ownership of these shares.}"
    now = filing(common(), held("{value: By trust, footnotes: [a]}"), held("By spouse", "7"), footnotes=notes)
    [table] = tables(now, now)
    assert [each.is_disclaimed for each in table.rows] == [False, True, False]
    assert [(t.ownership, t.is_disclaimed) for t in table.totals] == [("direct", False), ("indirect", True)]


def test_remarks_that_disclaim_mark_what_is_indirect() -> None:
    remarks = "She disclaims beneficial ownership but for her pecuniary interest."
    now = filing(common(), held("By trust"), option(), remarks=remarks)
    assert [each.is_disclaimed for each in rows(None, now)] == [False, True, False]
    assert [each.is_disclaimed for each in rows(None, filing(common(), remarks=remarks))] == [True]


def test_a_footnote_is_read_with_its_continuation() -> None:
    notes = (
        "{a: The trust holds the shares., b: A long footnote., "
        "c: (Continued from footnote 2) She disclaims beneficial ownership of them.}"
    )
    now = filing(
        held("{value: By trust, footnotes: [a]}"), held("{value: By fund, footnotes: [b]}"), footnotes=notes
    )
    assert [each.is_disclaimed for each in rows(None, now)] == [False, True]


def test_an_added_or_removed_disclaimer_changes_a_row() -> None:
    remarks = "She disclaims beneficial ownership of what the trust holds."
    plain, disclaimed = filing(held("By trust")), filing(held("By trust"), remarks=remarks)
    assert brief(plain, disclaimed) == [("changed", "100", "100", "disclaimed now, not before")]
    assert brief(disclaimed, plain) == [("changed", "100", "100", "disclaimed before, not now")]


# Totals


def test_each_total_has_one_title_and_form_of_ownership_in_one_table() -> None:
    before = filing(common("100"), common("20", title="' COMMON  stock '"), held("By trust", "3"))
    now = filing(common("100"), common("30", title="' COMMON  stock '"), held("By trust", "3"), option("8"))
    found = [
        (table.label, t.title, t.ownership, said(t.before), said(t.after), gain(t.difference))
        for table in tables(before, now)
        for t in table.totals
    ]
    assert found == [
        ("Table I", "Common Stock", "direct", "120", "130", "+10"),
        ("Table I", "Common Stock", "indirect", "3", "3", "0"),
        ("Table II", "Stock Option (Right to Buy)", "direct", None, "8", "+8"),
    ]


def test_options_on_two_classes_have_two_totals() -> None:
    now = filing(option("5"), option(underlying="{title: Class B Common Stock, amount: 7}"))
    [table] = tables(None, now)
    assert [(t.underlying, said(t.after)) for t in table.totals] == [
        ("Common Stock", "5"),
        ("Class B Common Stock", "7"),
    ]


def test_a_new_filing_shows_every_row_as_added() -> None:
    assert [(each.change, each.difference) for each in rows(filing(common()), None)] == [("removed", None)]
    assert tables(None, None) == tables(filing(), filing()) == ()
    [table] = tables(
        None, filing(common(), {"title": "Common Stock", "amount_in_dollars": "50", "ownership": "direct"})
    )
    assert [(each.change, each.difference) for each in table.rows] == [("added", None)] * 2
    assert [(said(t.after), t.difference) for t in table.totals] == [("100", None), ("$50", None)]


def test_long_figures_are_exact() -> None:
    long = "1" + "0" * 40
    before, now = filing(common(long), held("By a", long)), filing(common(f"{long}.25"), held("By a", long))
    assert [gain(each.difference) for each in rows(before, now)] == ["+0.25", "0"]
    assert [gain(t.difference) for t in tables(before, now)[0].totals] == ["+0.25", "0"]
    assert gain(rows(before, filing())[0].difference) == f"−{int(long):,}"


# In short


@pytest.mark.parametrize(
    ("before", "now", "short"),
    [
        ([common("163350")], [common("163500")], "common 163,350 → 163,500 (+150)"),
        (
            [common("100"), held("By a"), held("By b", "200")],
            [common("90"), held("By a", "101"), held("By b", "210")],
            "common 100 → 90 (−10) and 2 more rows",
        ),
        ([common("5")], [common("5"), held("By spouse", "4000")], "common 4,000 (indirect) added"),
        ([common("5"), option()], [common("5")], "stock option for 8,000 common removed"),
        ([option()], [option("9000")], "stock option for 8,000 → 9,000 common (+1,000)"),
        ([common()], [common()], "holdings unchanged"),
        ([common(), held("By a")], [held("By a"), common()], "rows in another order"),
        ([common()], [held("By spouse")], "common 100 (indirect): was direct"),
        ([common(title="Common")], [common()], 'common 100: title was "Common"'),
        ([], [], "no securities owned"),
        ([common("{footnotes: [a]}")], [common("50")], "common (no number) → 50"),
    ],
)
def test_the_line_of_a_filing_names_the_most_important_change(
    before: list[dict[str, str]], now: list[dict[str, str]], short: str
) -> None:
    assert in_short(tables(filing(*before), filing(*now))) == short


@pytest.mark.parametrize(
    ("now", "short"),
    [
        ([common("163350")], "common 163,350"),
        ([common("1"), held("By a", "2"), held("By b", "3")], "common 1 and 2 more rows"),
        ([held("By a", "2"), held("By b", "3")], "common 5 (indirect)"),
        ([option()], "stock option for 8,000 common"),
        ([common(title="Class A Common Stock")], "class A common 100"),
        ([common(title="Series C-1 Preferred Stock")], "series C-1 preferred 100"),
        ([common(title="Restricted Stock Units")], "restricted stock units 100"),
        ([common(title="'Class B Common Stock, $0.0001 par value'")], "class B common 100"),
        ([common(title="Class B ordinary shares")], "class B ordinary shares 100"),
        ([common(title="Deferred Compensation Units")], "Deferred Compensation Units 100"),
        ([common(title="X" * 70)], f"{'X' * 59}… 100"),
        ([{"title": "Common Stock", "amount_in_dollars": "50", "ownership": "direct"}], "common $50"),
        ([], "no securities owned"),
    ],
)
def test_the_line_of_a_new_filing_names_its_holdings(now: list[dict[str, str]], short: str) -> None:
    assert in_short(tables(None, filing(*now))) == short


# Any filing


AMOUNTS = st.decimals(0, 10**12, places=2)
TITLES = st.sampled_from(["Common Stock", "common", "Class A Common Stock", "Preferred Stock", "Notes"])
OWNERS = st.sampled_from([None, None, "By spouse", "By trust", "By Fund I, LP", "By Fund II, LP"])


def non_derivative(title: str, amount: Decimal, owner: str | None, has_note: bool) -> NonDerivativeHolding:
    return NonDerivativeHolding(
        title=Footnoted(value=title),
        amount=Footnoted(value=amount, footnotes=("a",) if has_note else ()),
        ownership=Footnoted(value="indirect" if owner else "direct"),
        nature_of_ownership=Footnoted(value=owner) if owner else None,
    )


ROWS = st.lists(st.builds(non_derivative, TITLES, AMOUNTS, OWNERS, st.booleans()), max_size=12)
EMPTY = filing(footnotes="{a: She disclaims beneficial ownership of these shares.}")


def of(found: list[NonDerivativeHolding]) -> Form3:
    return replace(EMPTY, non_derivative=tuple(found))


def exact(amount: Amount | None) -> Decimal:
    return amount.value if amount else Decimal(0)


@given(found=ROWS, order=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_reordered_rows_add_and_remove_nothing_and_keep_totals(
    found: list[NonDerivativeHolding], order: random.Random
) -> None:
    shuffled = list(found)
    order.shuffle(shuffled)
    compared = tables(of(found), of(shuffled))
    assert {each.change for table in compared for each in table.rows} <= {"same"}
    assert all(total.before == total.after for table in compared for total in table.totals)


@given(before=ROWS, now=ROWS)
@settings(deadline=None)
def test_each_row_is_shown_once_and_differences_add_up(
    before: list[NonDerivativeHolding], now: list[NonDerivativeHolding]
) -> None:
    compared = tables(of(before), of(now))
    found = [each for table in compared for each in table.rows]
    sums = [total for table in compared for total in table.totals]
    assert sorted(each.before_place for each in found if each.before_place) == [*range(1, len(before) + 1)]
    assert [each.after_place for each in found if each.after_place] == [*range(1, len(now) + 1)]
    for row in found:
        assert exact(row.difference) == exact(row.after) - exact(row.before)
    assert sum(exact(row.difference) for row in found) == sum(exact(total.difference) for total in sums)
    assert all(exact(total.difference) == exact(total.after) - exact(total.before) for total in sums)
    assert in_short(compared).replace("→", "").replace("−", "").isascii()


# Long and hostile


@pytest.mark.parametrize("is_alike", some([True, False]))
def test_four_hundred_rows_take_no_minute(is_alike: bool) -> None:
    title, amount = ("Common Stock", "7") if is_alike else ("Class {0}", "{0}")
    sides = [
        of(
            [
                non_derivative(title.format(n), Decimal(amount.format(n)), f"By Fund {n}", False)
                for n in range(shift, 800, 2)
            ]
        )
        for shift in (0, 1)
    ]
    started = time.process_time()
    assert len(rows(*sides)) >= 400
    assert time.process_time() - started < 5


def test_titles_of_many_words_that_are_nearly_one_take_no_minute() -> None:
    order = random.Random(1)
    sides = [
        of(
            [
                non_derivative(
                    " ".join("a" + "".join(order.choices("abc", k=9)) for _ in range(20)),
                    Decimal(n),
                    None,
                    False,
                )
                for n in range(100)
            ]
        )
        for _ in range(2)
    ]
    started = time.process_time()
    assert len(rows(*sides)) == 200
    assert time.process_time() - started < 5


# Real filings


@pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)
def test_a_real_filing_is_the_same_as_itself_and_in_any_order() -> None:
    for path in corpus.FORM3:
        real = filing_in(corpus.as_filing(path).encode(), redwell.home())
        assert isinstance(real, Form3)
        assert {(each.change, each.notes) for each in rows(real, real)} <= {("same", ())}
        turned = replace(real, non_derivative=real.non_derivative[::-1], derivative=real.derivative[::-1])
        assert {each.change for each in rows(real, turned)} <= {"same"}


@pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)
def test_the_real_disclaimers_are_found_and_nothing_else() -> None:
    disclaimed = {}
    for path in corpus.FORM3:
        real = filing_in(corpus.as_filing(path).encode(), redwell.home())
        places = [
            f"{table.label} {each.after_place}"
            for table in tables(None, real)
            for each in table.rows
            if each.is_disclaimed
        ]
        if places:
            disclaimed[path.stem] = places
    assert disclaimed == {
        "2013-02-14-xoom-corp-botha-roelof": [f"Table II {n}" for n in range(1, 19)],
        "2018-09-19-eventbrite-inc-botha-roelof": [f"Table II {n}" for n in range(1, 15)],
        "2020-09-16-reinvent-technology-partners-hoffman-reid": ["Table II 1"],
        "2020-11-18-reinvent-technology-partners-z-hoffman-reid": ["Table II 1"],
        "2021-01-13-affirm-holdings-inc-levchin-max-r": ["Table I 1", "Table II 3"],
        "2021-01-13-affirm-holdings-inc-rabois-keith": [f"Table I {n}" for n in range(1, 6)],
        "2021-03-15-reinvent-technology-partners-y-hoffman-reid": ["Table II 1"],
        "2021-06-16-23andme-holding-co-botha-roelof": [f"Table II {n}" for n in range(2, 9)],
        "2021-11-04-bird-global-inc-botha-roelof": [f"Table I {n}" for n in range(1, 5)],
    }


def test_a_row_of_table_two_is_read_where_every_value_is_a_footnote() -> None:
    alone: dict[str, Any] = {"footnotes": ("a",)}
    now = replace(
        EMPTY,
        derivative=tuple(
            replace(each, title=Footnoted(**alone), conversion_or_exercise_price=Footnoted(**alone))
            for each in filing(option()).derivative
        ),
    )
    assert row(now, now).title == "see footnote 1"
    assert in_short(tables(None, now)) == "see footnote 1 for 8,000 common"


# A form with transactions


@dataclass(frozen=True, kw_only=True, slots=True)
class Transaction(ModelRow):
    """A row that a table of Form 4 has beside its holdings."""

    title: Footnoted[str] = field(metadata=column(TITLE))
    date: Footnoted[date] = field(metadata=column(label="date", kind="date"))
    code: Footnoted[str] = field(metadata=column(label="code"))
    disposed: Footnoted[Decimal] = field(metadata=column(label="disposed", kind="number"))
    price: Footnoted[Decimal] = field(metadata=column(label="price", kind="dollars", role="price"))
    owned_after: Footnoted[Decimal] = field(
        metadata=column(label="owned after", kind="number", role="balance")
    )
    ownership: Footnoted[str] = field(metadata=column(OWNERSHIP))
    nature_of_ownership: Footnoted[str] | None = field(default=None, metadata=column(NATURE))


@dataclass(frozen=True, kw_only=True, slots=True)
class Form4(Form3):
    """A form whose first table holds transactions and holdings."""

    non_derivative: tuple[Any, ...] = field(
        default=(),
        metadata=table(
            label="Table I",
            securities="non-derivative securities",
            xml="nonDerivativeTable",
            kinds=(
                RowKind(row=Transaction, xml="nonDerivativeTransaction", told_by=frozenset({"code"})),
                RowKind(row=NonDerivativeHolding, xml="nonDerivativeHolding"),
            ),
        ),
    )


def sale(day: int, disposed: int, price: str, owned_after: int) -> Any:
    return Transaction(
        title=Footnoted(value="Common Stock"),
        date=Footnoted(value=date(2026, 6, day)),
        code=Footnoted(value="S"),
        disposed=Footnoted(value=Decimal(disposed)),
        price=Footnoted(value=Decimal(price)),
        owned_after=Footnoted(value=Decimal(owned_after)),
        ownership=Footnoted(value="direct"),
    )


def test_a_table_with_transactions_and_holdings_shows_each_changed_column() -> None:
    holding = filing(held("By trust", "500")).non_derivative
    shared = {each.name: getattr(EMPTY, each.name) for each in fields(EMPTY)}
    before, after = (
        Form4(**{**shared, "non_derivative": (*sales, *holding)})
        for sales in (
            (sale(15, 124, "296.42", 38829), sale(16, 116, "295.14", 38713)),
            (sale(15, 124, "296.24", 38829), sale(16, 117, "295.14", 38712)),
        )
    )
    [found] = tables(before, after)
    assert [
        (row.change, said(row.after), gain(row.difference), *(note.text for note in row.notes))
        for row in found.rows
    ] == [
        ("changed", "38,829", "0", "price was $296.42"),
        ("changed", "38,712", "−1", "disposed was 116"),
        ("same", "500", "0"),
    ]
    assert [cell.label for cell in found.rows[0].cells] == ["date", "code", "disposed", "price"]
    # Balances after transactions are not added up.
    assert [(total.ownership, said(total.after)) for total in found.totals] == [("indirect", "500")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Position(ModelRow):
    """A holding whose columns have other boxes than on Form 3."""

    title: Footnoted[str] = field(metadata=column(TITLE, box="column 7"))
    amount: Footnoted[Decimal] = field(
        metadata=column(label="amount", box="column 9", kind="number", role="amount")
    )
    ownership: Footnoted[str] = field(metadata=column(OWNERSHIP, box="column 10"))
    nature_of_ownership: Footnoted[str] | None = field(default=None, metadata=column(NATURE, box="column 11"))


def test_a_holding_with_columns_in_other_boxes_is_the_same() -> None:
    before = filing(held("By trust", "500"))
    shared = {each.name: getattr(EMPTY, each.name) for each in fields(EMPTY)}
    rows = [
        Position(**{each.name: getattr(row, each.name) for each in fields(Position)})
        for row in before.non_derivative
    ]
    [found] = tables(before, Form4(**{**shared, "footnotes": before.footnotes, "non_derivative": (*rows,)}))
    assert [(row.change, row.notes) for row in found.rows] == [("same", ())]


@dataclass(frozen=True, kw_only=True, slots=True)
class FormWithQuestion(Form3):
    """A form with a fact that other forms do not have."""

    plan: str = field(default="10b5-1", metadata=fact(label="plan"))


def test_a_fact_that_only_the_earlier_form_has_is_removed() -> None:
    shared = {each.name: getattr(EMPTY, each.name) for each in fields(EMPTY)}
    found = [
        (each.path, each.kind, each.before, each.fact and each.fact.label)
        for each in changes(FormWithQuestion(**shared), EMPTY)
        if each.kind != "same"
    ]
    assert found == [(("plan",), "removed", "10b5-1", "plan")]
