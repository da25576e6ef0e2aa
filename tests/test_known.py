"""Tests of the facts known of each position before a form: by which form, with amendments and drafts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

import redwell
from redwell.account import known
from redwell.account.carried import carried
from redwell.account.previous import NamedFiling
from redwell.check.filing import check_filing
from redwell.files import discovery
from redwell.ownership.known import Before, LastKnown
from redwell.source import loader
from tests.histories import FUND, TRUST, held, moved, named, option, text
from tests.sample import tries

START = named("a", text("2026-01-05", held("1000"), held("500", TRUST), form="3", filed="2026-01-09"))
OTHER_CLASS = "Class B Stock"


def form(name: str, day: str, *lines: str, filed: str = "", **more: object) -> NamedFiling:
    return named(name, text(day, *lines, filed=filed, **more))  # type: ignore[arg-type]


def draft(*lines: str, day: str = "2026-09-01") -> NamedFiling:
    return named("z", text(day, *lines))


def said(each: LastKnown) -> str:
    """The balance, and the form that gives it: `1000 by 3 of 2026-01-05`."""
    return f"{each.balance} by {each.source.form} of {each.source.period_of_report}"


def by_position(before: Before) -> list[str]:
    return [said(each) for each in before.positions]


def first(before: Before) -> str:
    """Return what is known of the only position of a form."""
    (found,) = before.of.values()
    return said(found)


SOLD = moved("2026-09-01", "S", "-10", "0")


def test_a_position_that_later_forms_leave_out_stays_as_an_earlier_form_gave_it() -> None:
    later = form("b", "2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04")
    found = known.before(draft(SOLD), [later, START])
    assert by_position(found) == ["1200 by 4 of 2026-02-02", "500 by 3 of 2026-01-05"]
    assert first(found) == "1200 by 4 of 2026-02-02"
    direct, trust = found.positions
    assert (trust.book.day, direct.book.day) == (date(2026, 1, 5), date(2026, 2, 2))


def test_an_amendment_of_some_lines_leaves_the_others_as_its_original_gave_them() -> None:
    lines = (moved("2026-02-02", "P", "200", "1200"), held("700", TRUST))
    original = form("b", "2026-02-02", *lines, filed="2026-02-04")
    corrected = moved("2026-02-02", "P", "300", "1300")
    amendment = form("c", "2026-02-02", corrected, form="4/A", filed="2026-02-20", amends="2026-02-04")
    found = known.before(draft(SOLD), [START, original, amendment])
    assert by_position(found) == ["1300 by 4/A of 2026-02-02", "700 by 4 of 2026-02-02"]


def test_of_one_day_and_event_a_form_without_an_accession_number_is_the_later() -> None:
    numbered = form("c", "2026-08-17", moved("2026-08-17", "P", "100", "1100"), filed="2026-08-18 12")
    without = form("b", "2026-08-17", moved("2026-08-17", "S", "-50", "1050"), filed="2026-08-18")
    assert first(known.before(without, [START, numbered])) == "1100 by 4 of 2026-08-17"
    assert first(known.before(numbered, [START, without])) == "1000 by 3 of 2026-01-05"


def test_a_later_form_that_went_on_from_the_number_before_an_amendment_is_carried_over() -> None:
    one = form("b", "2026-08-17", moved("2026-08-17", "P", "100", "1100"), filed="2026-08-18 12")
    two = form("c", "2026-08-17", moved("2026-08-17", "S", "-50", "1050"), filed="2026-08-18 13")
    corrected = moved("2026-08-17", "P", "200", "1200")
    amendment = form("d", "2026-08-17", corrected, form="4/A", filed="2026-08-24 15", amends="2026-08-18")
    for others in ([one, two, amendment, START], [amendment, START, two, one]):
        assert first(known.before(draft(SOLD), others)) == "1150 by 4 of 2026-08-17"


def test_a_number_that_only_follows_from_an_amendment_is_left_blank_in_the_next_form() -> None:
    one = form("b", "2026-08-17", moved("2026-08-17", "P", "100", "1100"), filed="2026-08-18 12")
    two = form("c", "2026-08-20", moved("2026-08-20", "S", "-50", "1050"), filed="2026-08-21 13")
    corrected = moved("2026-08-17", "P", "200", "1200")
    amendment = form("d", "2026-08-17", corrected, form="4/A", filed="2026-08-24 15", amends="2026-08-18")
    blank = Decimal(999_999_999)
    amounts = [
        [each.row.amount.value for each in carried(filings, blank) if each.row.amount]
        for filings in ([START, one, two], [START, one, amendment], [START, one, two, amendment])
    ]
    assert [each[0] for each in amounts] == [1050, 1200, blank]


def test_a_late_line_gives_what_was_owned_on_its_day_and_not_what_is_owned_now() -> None:
    bought = form("b", "2026-11-27", moved("2026-11-27", "P", "100", "1100"), filed="2026-11-30")
    late = form("c", "2026-10-05", moved("2026-10-05", "S", "-50", "950"), filed="2026-12-02")
    begun = named("a", text("2026-01-05", held("1000"), form="3", filed="2026-01-09"))
    (found,) = carried([begun, bought, late], Decimal(999_999_999))
    assert [found.balance, found.row.amount and found.row.amount.value] == [1050, 1050]


def test_nothing_is_known_of_a_position_that_an_amendment_may_take_away() -> None:
    rows = moved("2026-03-09", "P", "400", "1400"), moved("2026-03-09", "P", "100", "100", owned=TRUST)
    original = form("b", "2026-03-09", *rows, filed="2026-03-10")
    amendment = form("c", "2026-03-09", rows[0], form="4/A", filed="2026-03-12", amends="2026-03-10")
    assert [each.balance for each in known.last_known([original, amendment])] == [1400, None]


def test_a_line_that_is_repeated_with_another_balance_may_take_away_one_before_it() -> None:
    old = [
        moved("2026-03-09", "P", "50", "1050", "8"),
        moved("2026-03-09", "P", "50", "1100", "9"),
        moved("2026-03-09", "M", "50", "1150", "5"),
    ]
    assert amended(old, [moved("2026-03-09", "M", "50", "1100", "5")]).startswith("None by ")
    assert amended(old, [moved("2026-03-09", "M", "60", "1160", "5")]).startswith("1160 by ")


def test_a_line_whose_twin_is_left_out_may_have_been_reported_twice() -> None:
    old = [
        moved("2026-03-09", "S", "-100", "900"),
        moved("2026-03-10", "S", "-50", "850"),
        moved("2026-03-10", "S", "-50", "800"),
    ]
    assert amended(old, [old[1]]).startswith("None by ")
    other = old[2].replace("price: 10", "price: 11")
    assert amended([*old[:2], other], [old[1]]).startswith("800 by ")


def test_an_amendment_that_changes_nothing_may_take_away_the_last_line_of_another_position() -> None:
    rows = [
        moved("2026-03-09", "P", "50", "550", owned=TRUST),
        moved("2026-03-09", "P", "60", "610", owned=TRUST),
        moved("2026-03-09", "S", "-30", "970"),
        moved("2026-03-09", "S", "-40", "930"),
    ]
    original = form("b", "2026-03-09", *rows, filed="2026-03-10")
    amendment = form("c", "2026-03-09", rows[1], form="4/A", filed="2026-03-12", amends="2026-03-10")
    assert [each.balance for each in known.last_known([START, original, amendment])] == [None, 610]
    price = rows[1].replace("price: 10", "price: 11")
    amendment = form("c", "2026-03-09", price, form="4/A", filed="2026-03-12", amends="2026-03-10")
    assert [each.balance for each in known.last_known([START, original, amendment])] == [930, 610]


def test_another_code_at_another_price_may_be_another_transaction() -> None:
    old = [moved("2026-03-09", "S", "-10", "990"), moved("2026-03-09", "M", "50", "1040", "5")]
    assert amended(old, [moved("2026-03-09", "P", "50", "1040", "8")]).startswith("None by ")
    assert amended(old, [moved("2026-03-09", "M", "50", "1040", "6")]).startswith("1040 by ")
    assert amended(old, [moved("2026-03-09", "X", "50", "1040", "5")]).startswith("1040 by ")


def test_an_amendment_is_first_read_after_the_balance_that_its_original_goes_on_from() -> None:
    twice = [moved("2026-02-02", "P", "50", "1050"), moved("2026-02-02", "P", "50", "1100")]
    record = [
        form("b", "2026-02-02", *twice, filed="2026-02-04"),
        form("c", "2026-02-02", twice[0], form="4/A", filed="2026-02-12", amends="2026-02-04"),
        form("d", "2026-03-02", moved("2026-03-02", "S", "-50", "1000"), filed="2026-03-04"),
    ]
    added = moved("2026-03-02", "P", "37", "1087", "11")
    omitted = form("e", "2026-03-02", added, form="4/A", filed="2026-03-09", amends="2026-03-04")
    found = known.before(draft(SOLD), [START, *record, omitted])
    assert first(found) == "1037 by 4 of 2026-03-02"


def test_a_split_multiplies_what_an_amendment_changed_before_it() -> None:
    lines = moved("2026-02-02", "P", "100", "1100"), moved("2026-02-02", "P", "50", "1150")
    split = ", since_last: {added: 1100, why: split}"
    record = [
        form("b", "2026-02-02", lines[0], filed="2026-02-04"),
        form("c", "2026-03-02", moved("2026-03-02", "S", "-200", "2000", more=split), filed="2026-03-04"),
        form("d", "2026-02-02", lines[1], form="4/A", filed="2026-03-09", amends="2026-02-04"),
    ]
    assert first(known.before(draft(SOLD), [START, *record])) == "2100 by 4 of 2026-03-02"
    sold = moved("2026-03-02", "S", "-200", "2000", more=split.replace("split", "employee_plan"))
    record[1] = form("c", "2026-03-02", sold, filed="2026-03-04")
    assert first(known.before(draft(SOLD), [START, *record])) == "2050 by 4 of 2026-03-02"


def test_a_split_leaves_no_number_below_zero() -> None:
    split = ", since_last: {added: 1000, why: split}"
    record = [
        form("a", "2026-01-05", held("100"), form="3", filed="2026-01-09"),
        form("b", "2026-02-02", moved("2026-02-02", "P", "900", "1000"), filed="2026-02-04"),
        form("c", "2026-03-02", moved("2026-03-02", "S", "-1500", "500", more=split), filed="2026-03-04"),
        form(
            "d",
            "2026-02-02",
            moved("2026-02-02", "P", "10", "110"),
            form="4/A",
            filed="2026-03-09",
            amends="2026-02-04",
        ),
    ]
    assert first(known.before(draft(SOLD), record)) == "None by 4/A of 2026-02-02"


def amended(old: list[str], new: list[str]) -> str:
    """Return what is known after a form with sales of 9 March that an amendment corrects."""
    original = form("b", "2026-03-09", *old, filed="2026-03-10")
    amendment = form("c", "2026-03-09", *new, form="4/A", filed="2026-03-12", amends="2026-03-10")
    return first(known.before(draft(SOLD), [START, original, amendment]))


def sales(*lines: tuple[int, str], before: int = 1000) -> list[str]:
    """Return sales of 9 March, each with its number and price."""
    found = []
    for number, price in lines:
        before -= number
        found.append(moved("2026-03-09", "S", f"-{number}", f"{before}", price))
    return found


def test_an_amendment_that_restates_all_lines_is_read_in_their_order() -> None:
    old = sales((100, "10"), (100, "10.1"), (100, "10.2"))
    new = sales((200, "10"), (100, "10.1"), (100, "10.2"))
    assert amended(old, new) == "600 by 4/A of 2026-03-09"
    old, new = sales(*[(100, "10")] * 5), sales((137, "10"), *[(100, "10")] * 4)
    assert amended(old, new) == "463 by 4/A of 2026-03-09"


def test_a_line_that_an_amendment_may_take_away_or_correct_leaves_nothing_certain() -> None:
    old, new = sales((100, "10.26"), (100, "10.23")), sales((100, "10.23"))
    assert amended(old, new) == "None by 4 of 2026-03-09"


def test_a_line_of_an_earlier_day_may_stand_beside_the_one_of_the_original() -> None:
    earlier = form("b", "2026-02-04", moved("2026-02-04", "S", "-20", "1080"), filed="2026-02-06")
    original = form("c", "2026-02-22", moved("2026-02-22", "S", "-50", "1030"), filed="2026-02-24")
    one = form(
        "d", "2026-02-04", moved("2026-02-04", "S", "-20", "980"), form="4/A", filed="2026-02-25",
        amends="2026-02-06",
    )  # fmt: skip
    two = form(
        "e", "2026-02-22", moved("2026-02-20", "S", "-50", "930"), form="4/A", filed="2026-02-26",
        amends="2026-02-24",
    )  # fmt: skip
    found = known.before(draft(SOLD), [START, earlier, original, one, two])
    assert sorted(found.positions[0].book.readings) == [880, 930]


@pytest.mark.parametrize("seed", range(tries(60, 1500)))
def test_no_wrong_number_is_known_after_lots_that_are_restated(seed: int) -> None:
    chance = Random(seed)
    is_equal_price = chance.random() < 0.5
    right = [
        (100, "10" if is_equal_price else f"10.{chance.randrange(10, 50)}")
        for _ in range(chance.randrange(2, 7))
    ]
    wrong, at = [*right], chance.randrange(len(right))
    match chance.choice(("number", "omitted", "extra")):
        case "number":
            wrong[at] = chance.choice((200, 300, 137, 50)), right[at][1]
        case "omitted":
            del wrong[at]
        case _:
            wrong.insert(at, (100, "10.09"))
    said = amended(sales(*wrong, before=5000), sales(*right, before=5000))
    assert said.split(" ")[0] in {f"{5000 - 100 * len(right)}", "None"}


def test_a_line_after_one_that_is_amended_is_carried_over() -> None:
    lines = (moved("2026-08-17", "P", "100", "1100"), moved("2026-08-17", "S", "-50", "1050"))
    original = form("b", "2026-08-17", *lines, filed="2026-08-18")
    corrected = moved("2026-08-17", "P", "200", "1200")
    amendment = form("c", "2026-08-17", corrected, form="4/A", filed="2026-08-24", amends="2026-08-18")
    assert first(known.before(draft(SOLD), [original, amendment])) == "1150 by 4 of 2026-08-17"


def test_an_amendment_of_an_amendment_is_laid_over_the_original() -> None:
    lines = (moved("2026-08-17", "P", "100", "1100"), held("700", TRUST))
    original = form("b", "2026-08-17", *lines, filed="2026-08-18")
    again = form("b2", "2026-08-17", held("900"), filed="2026-08-18")
    one = form(
        "c",
        "2026-08-17",
        moved("2026-08-17", "P", "200", "1200"),
        form="4/A",
        filed="2026-08-24",
        amends="2026-08-18, amends: b.yaml",
    )
    two = form(
        "d",
        "2026-08-17",
        moved("2026-08-17", "P", "300", "1300"),
        form="4/A",
        filed="2026-08-26",
        amends="2026-08-18, amends: c.yaml",
    )
    (statement,) = known.earlier(draft(SOLD), [original, one, two])
    assert statement.amendments == [one[0], two[0]]
    assert [each.posting.balance for each in statement.lines] == [Decimal(1300), Decimal(700)]
    assert {each.name for each in known.earlier(draft(SOLD), [again, original, one, two])} == {
        original[0],
        again[0],
    }


@pytest.mark.parametrize("names", ["b2.yaml", "0000000000-26-000013"])
def test_an_amendment_is_laid_over_the_original_that_it_names(names: str) -> None:
    line = moved("2026-08-17", "P", "100", "1100")
    originals = [
        form("b1", "2026-08-17", line, filed="2026-08-18 12"),
        form("b2", "2026-08-17", line, filed="2026-08-18 13"),
    ]
    amends = f"2026-08-18, amends: {names}"
    amendment = form("c", "2026-08-17", line, form="4/A", filed="2026-08-24", amends=amends)
    one, two = known.earlier(draft(SOLD), [*originals, amendment])
    assert (one.amendments, two.amendments) == ([], [amendment[0]])


def test_an_amendment_that_names_nothing_is_laid_over_the_one_that_is_most_alike() -> None:
    originals = [
        form("b1", "2026-08-17", moved("2026-08-17", "P", "100", "1100"), filed="2026-08-18 12"),
        form("b2", "2026-08-17", moved("2026-08-17", "S", "-50", "1050"), filed="2026-08-18 13"),
    ]
    corrected = moved("2026-08-17", "S", "-60", "1040")
    amendment = form("c", "2026-08-17", corrected, form="4/A", filed="2026-08-24", amends="2026-08-18")
    found = known.before(draft(SOLD), [*originals, amendment])
    assert first(found) == "1040 by 4/A of 2026-08-17"


def test_before_an_amendment_is_what_was_before_its_original() -> None:
    original = form("b", "2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04")
    later = form("c", "2026-03-02", moved("2026-03-02", "P", "1", "1201"), filed="2026-03-04")
    corrected = moved("2026-02-02", "P", "300", "1300")
    amendment = form("d", "2026-02-02", corrected, form="4/A", filed="2026-04-20", amends="2026-02-04")
    assert first(known.before(amendment, [START, original, later])) == "1000 by 3 of 2026-01-05"
    unknown = form("d", "2026-02-02", corrected, form="4/A", filed="2026-04-20", amends="2026-02-05")
    assert first(known.before(unknown, [START, later])) == "1000 by 3 of 2026-01-05"


def test_forms_of_one_day_are_in_the_order_of_their_accession_numbers() -> None:
    one = form("b", "2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04 9")
    two = form("a2", "2026-02-01", moved("2026-02-01", "P", "100", "1300"), filed="2026-02-04 10")
    assert first(known.before(draft(SOLD), [two, one])) == "1300 by 4 of 2026-02-01"
    assert first(known.before(two, [START, one])) == "1200 by 4 of 2026-02-02"
    assert first(known.before(one, [START, two])) == "1000 by 3 of 2026-01-05"


def test_a_late_line_does_not_put_a_draft_before_what_was_filed() -> None:
    start = form("b", "2026-05-04", held("120000"), filed="2026-05-07", form="3")
    later = form("c", "2026-11-27", moved("2026-11-27", "M", "1300", "121300"), filed="2026-12-01")
    lines = (moved("2026-10-05", "S", "-500", "0"), moved("2026-12-01", "S", "-1000", "0"))
    for signature in ("", "\nsignatures: [{signer: Jane Doe, signed: 2026-12-01}]\n"):
        late = named("z", text("2026-10-05", *lines) + signature)
        found = known.before(late, [start, later])
        assert first(found) == "121300 by 4 of 2026-11-27"
        (position,) = found.of.values()
        assert position.book.day == date(2026, 11, 27)


def test_an_old_form_that_nobody_recorded_as_filed_does_not_go_on_from_a_later_one() -> None:
    signed = "\nsignatures: [{signer: Jane Doe, signed: 2026-02-03}]\n"
    old = named("b", text("2026-02-02", moved("2026-02-02", "P", "200", "1200")) + signed)
    later = form("c", "2026-11-27", moved("2026-11-27", "P", "100", "1300"), filed="2026-12-01")
    assert first(known.before(old, [START, later])) == "1000 by 3 of 2026-01-05"
    assert first(known.before(later, [START, old])) == "1200 by 4 of 2026-02-02"


def test_a_draft_goes_on_from_earlier_drafts_and_tells_that_they_are_drafts() -> None:
    other = form("b", "2026-08-02", moved("2026-08-02", "P", "200", "1200"))
    (position,) = known.before(draft(SOLD), [START, other]).of.values()
    assert (position.balance, position.source.filed, position.source.signing) == (
        Decimal(1200),
        None,
        "draft",
    )
    assert first(known.before(other, [START, draft(SOLD)])) == "1000 by 3 of 2026-01-05"


def test_what_is_left_after_an_unknown_movement_is_not_known() -> None:
    gap = ", since_last: {why: split}"
    line = moved("2026-02-02", "P", "200", "X", more=gap).replace(" owned_after: X,", "")
    found = known.before(draft(SOLD), [START, form("b", "2026-02-02", line, filed="2026-02-04")])
    assert [each.balance for each in found.of.values()] == [None]
    too_much = moved("2026-02-02", "S", "-2000", "X").replace(" owned_after: X,", "")
    found = known.before(draft(SOLD), [START, form("b", "2026-02-02", too_much, filed="2026-02-04")])
    assert [each.balance for each in found.of.values()] == [None]


def test_a_position_in_other_words_is_known() -> None:
    spouse = "ownership: indirect, nature_of_ownership: By spouse's trust"
    start = form("a", "2026-01-05", held("40000", spouse), form="3", filed="2026-01-09")
    reworded = spouse.replace("spouse's trust", "trust of spouse")
    joins, breaks = (
        known.before(draft(moved("2026-09-01", "P", "500", after, owned=reworded)), [start])
        for after in ("40500", "49500")
    )
    assert first(joins) == "40000 by 3 of 2026-01-05"
    assert breaks.of == {}
    assert [said(each) for each in breaks.reworded.values()] == ["40000 by 3 of 2026-01-05"]


def test_a_name_that_no_earlier_form_has_is_known_by_class_and_holder() -> None:
    mine = moved("2026-09-01", "S", "-100", "777", more=", position: mine")
    assert first(known.before(draft(mine), [START])) == "1000 by 3 of 2026-01-05"
    other = form("b", "2026-02-02", held("5", more=", position: other"), filed="2026-02-04")
    assert known.before(draft(mine), [other]).of == {}


def test_two_lines_that_only_their_names_tell_apart_are_not_known_by_one_of_them() -> None:
    lines = [moved("2026-09-01", "S", "-100", f"{n}", more=f", position: number {n}") for n in (3, 5)]
    assert known.before(draft(*lines), [START]).of == {}


def test_a_derivative_of_form_3_is_known_and_its_number_is_not() -> None:
    grant = (
        "{title: Stock Option, conversion_or_exercise_price: 5, date_exercisable: 2024-01-01, "
        "expiration_date: 2034-01-01, underlying: {title: Common Stock, amount: 900}, ownership: direct}"
    )
    start = named("a", text("2026-01-05", form="3", filed="2026-01-09", derivative=(grant,)))
    exercise = named("z", text("2026-09-01", derivative=(option("2026-09-01", "M", "-100", "800"),)))
    (position,) = known.before(exercise, [start]).of.values()
    assert (position.balance, position.is_derivative, position.source) == (None, True, start[1])


def test_filings_of_others_are_not_the_owners() -> None:
    fund = form("b", "2026-02-02", held("7"), filed="2026-02-04", owners=(FUND,))
    assert by_position(known.before(draft(SOLD), [fund])) == []


def test_all_that_forms_leave_is_known_without_a_form_that_goes_on() -> None:
    later = form("b", "2026-02-02", held("0", title=OTHER_CLASS), filed="2026-02-04")
    assert [(said(each), each.row.title.value) for each in known.last_known([later, START])] == [
        ("1000 by 3 of 2026-01-05", "Common Stock"),
        ("500 by 3 of 2026-01-05", "Common Stock"),
        ("0 by 4 of 2026-02-02", OTHER_CLASS),
    ]


def test_a_form_is_read_once_for_all_forms_that_go_on_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    days = [f"2026-03-{n:02}" for n in range(1, 9)]
    for n, day in enumerate(days):
        line = moved(day, "P", "10", f"{1010 + 10 * n}")
        (folder / f"{day}.yaml").write_text(text(day, line), "utf-8")
    count: Counter[bytes] = Counter()
    read = loader.read

    def counted(content: bytes, name: str) -> loader.Source:
        count[content] += 1
        return read(content, name)

    monkeypatch.setattr(loader, "read", counted)
    for path in sorted(folder.iterdir()):
        found = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home())
        assert [each.message for each in found.problems if each.severity == "warning"] == []
    assert len(count) == len(days)
    assert set(count.values()) == {1}
