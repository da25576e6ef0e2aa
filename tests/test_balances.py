"""Tests of what is owned after a transaction: within a form, from the last form, and where it is missing."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import redwell
from redwell.check.filing import check_filing
from redwell.commands import report
from redwell.files import discovery
from redwell.fixes.files import fix
from redwell.forms.changes.pairs import a_change_of_form_needs_no_line
from redwell.forms.form4.tables import Form4
from redwell.ownership.parse import parse_filing
from redwell.problems import is_in_the_way
from redwell.source import loader
from tests.case_files import FOLDER

SALE = (FOLDER / "base" / "vesting.yaml").read_text("utf-8")
HEAD = """\
plan_10b5_1: false
issuer: {name: ACME CORP, cik: "1234567", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE, cik: "1765432", relationship: {officer: President}}
signatures:
  - {signer: Jane Doe, signed: 2026-12-30}
"""


def form(rows: str, tail: str = "", kind: str = '"4"') -> str:
    """A form with these lines of Table I, each in one flow line without its class."""
    lines = "".join(
        f"  - {{title: Common Stock, ownership: direct, {row}}}\n" for row in rows.strip().split("\n") if row
    )
    return f"form: {kind}\n{HEAD}non_derivative:\n{lines}{tail}"


def traded(day: str, way: str, count: int, after: int | str, further: str = "") -> str:
    code = "P" if way == "acquired" else "S"
    return f"date: {day}, code: {code}, {way}: {count}, price: 5, owned_after: {after}{further}"


def said(root: Path, *filings: str, code: str = "balance") -> list[str]:
    """The questions about the balances of the last of these filings of one folder."""
    folder = root / "filings" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    for n, text in enumerate(filings):
        (folder / f"{n}.yaml").write_text(text, "utf-8")
    entry = discovery.entry(folder / f"{len(filings) - 1}.yaml", root)
    found = check_filing(entry, root, redwell.home()).problems
    assert not [each for each in found if each.severity == "error"]
    return [each.message for each in found if each.code.startswith(code)]


def filed(day: str, number: int = 1) -> str:
    return f"filed: {{date: {day}, accession_number: 0001234567-26-00000{number}}}\n"


# --- within a form ---


def test_lines_out_of_order_run_on_by_their_dates(tmp_path: Path) -> None:
    rows = [traded("2026-05-06", "disposed", 10, 80), traded("2026-05-05", "disposed", 10, 90)]
    assert said(tmp_path, form("\n".join(rows))) == []


def test_a_position_is_told_by_its_name(tmp_path: Path) -> None:
    rows = [
        traded(f"2026-05-0{n}", "disposed", 10, 80, f", position: {each}") for n, each in ((5, "a"), (6, "b"))
    ]
    assert said(tmp_path, form("\n".join(rows))) == []
    assert said(
        tmp_path, form("\n".join(rows).replace("b}", "a}").replace("position: b", "position: a"))
    ) == [
        "owned after is 10 too many: 80 - 10 = 70, the line says 80; is a number mistyped? owned_after: 70 "
        "adds up; if no form reports what moved, add since_last: {added: 10, why: ...} with the reason for "
        "the dots (the editor lists them)"
    ]


def test_a_balance_that_the_next_line_does_not_go_on_from_is_mistyped(tmp_path: Path) -> None:
    rows = [traded(f"2026-05-0{n}", "disposed", 10, 100 - 10 * n) for n in (1, 2, 3)]
    assert said(tmp_path, form("\n".join(rows).replace("owned_after: 80", "owned_after: 8"))) == [
        "owned after is 72 too few: 90 - 10 = 80, the line says 8; the next line goes on from 80: write "
        "owned_after: 80"
    ]


@pytest.mark.parametrize(
    ("first", "row", "remedy"),
    [
        (1000, traded("2026-05-02", "disposed", 116, 839), "is the amount mistyped? disposed: 161 adds up"),
        (1000, traded("2026-05-02", "acquired", 25, 1250), "is the amount mistyped? acquired: 250 adds up"),
        (1000, traded("2026-05-02", "disposed", 47, 935), "is it mistyped? owned_after: 953 adds up"),
        (1000, traded("2026-05-02", "disposed", 40, 9600), "is it mistyped? owned_after: 960 adds up"),
        (1324, traded("2026-05-02", "disposed", 5, 1229), "is 1,324 of the line before mistyped? "),
        (1000, traded("2026-05-02", "disposed", 40, 1040), "should this be acquired: 40?"),
    ],
)
def test_two_digits_exchanged_or_one_too_many_are_found(
    first: int, row: str, remedy: str, tmp_path: Path
) -> None:
    rows = f"{traded('2026-05-01', 'acquired', 7, first)}\n{row}"
    assert remedy in said(tmp_path, form(rows))[0]


def test_units_of_dividends_are_rounded(tmp_path: Path) -> None:
    rows = [traded("2026-05-05", "acquired", 1, "10.001"), traded("2026-05-06", "acquired", 1, "11.002")]
    assert said(tmp_path, form("\n".join(rows))) == []


# --- from the last form ---


def test_a_balance_runs_on_from_a_form_3(tmp_path: Path) -> None:
    first = form("amount: 100", f"date_of_event: 2026-01-05\n{filed('2026-01-06')}", '"3"').replace(
        "plan_10b5_1: false\n", ""
    )
    assert said(tmp_path, first, form(traded("2026-05-05", "disposed", 10, 90))) == []
    assert said(tmp_path, first, form(traded("2026-05-05", "disposed", 10, 80))) == [
        "owned after is 10 too few: 100 (Form 3 of 2026-01-05) - 10 = 90, the line says 80; is a number "
        "mistyped? owned_after: 90 adds up; is a form between the two not in this folder? if no form "
        "reports what moved, add since_last: {removed: 10, why: ...} with the reason for the dots (the "
        "editor lists them)"
    ]


def test_a_name_that_only_one_of_two_forms_has_does_not_end_the_proof(tmp_path: Path) -> None:
    first = form("amount: 1000", f"date_of_event: 2026-01-05\n{filed('2026-01-06')}", '"3"').replace(
        "plan_10b5_1: false\n", ""
    )
    named = traded("2026-05-05", "disposed", 100, 777, ", position: mine")
    (found,) = said(tmp_path, first, form(named))
    assert found.startswith("owned after is 123 too few: 1,000 (Form 3 of 2026-01-05) - 100 = 900, ")
    (found,) = said(
        tmp_path, first, form(named, filed("2026-05-06")), form(traded("2026-05-07", "disposed", 100, 111))
    )
    assert found.startswith("owned after is 566 too few: 777 (Form 4 of 2026-05-05) - 100 = 677, ")


def test_a_name_is_not_guessed_among_several_positions_of_the_same_words(tmp_path: Path) -> None:
    one, two = (
        traded("2026-05-05", "disposed", 10, after, f", position: {name}")
        for name, after in (("a", 90), ("b", 50))
    )
    both, three = form(f"{one}\n{two}", filed("2026-05-06")), traded("2026-05-07", "disposed", 10, 33)
    assert said(tmp_path, both, form(three)) == []
    assert (
        said(tmp_path, form(three, filed("2026-05-08")), form(f"{one}\n{two}".replace("-05-05", "-05-09")))
        == []
    )
    held = form("amount: 90\namount: 50", f"date_of_event: 2026-01-05\n{filed('2026-01-06')}", '"3"').replace(
        "plan_10b5_1: false\n", ""
    )
    assert said(tmp_path, held, form(one.replace("90", "80"))) == []


def test_an_amendment_of_an_older_form_is_not_the_last(tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03", 1))
    second = form(traded("2026-04-02", "acquired", 10, 120), filed("2026-04-03", 2))
    amended = form(
        traded("2026-03-02", "acquired", 10, 110),
        f"amendment: {{original_filed: 2026-03-03, explanation: Corrects a date.}}\n{filed('2026-05-04', 3)}",
        "4/A",
    )
    last = form(traded("2026-05-05", "disposed", 20, 100))
    assert said(tmp_path, first, second, amended, last) == []


def test_the_last_of_several_forms_of_one_day_has_the_highest_number(tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 120), filed("2026-03-03", 9))
    second = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03", 8))
    assert said(tmp_path, first, second, form(traded("2026-05-05", "disposed", 20, 100))) == []


def test_nothing_is_asked_about_a_filed_form_or_an_amendment(tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03"))
    row = traded("2026-05-05", "disposed", 10, 90)
    amends = "amendment: {original_filed: 2026-05-06, explanation: Corrects the price.}\n"
    assert said(tmp_path, first, form(row, filed("2026-05-06", 2))) == []
    assert said(tmp_path, first, form(row, amends, "4/A")) == []
    assert len(said(tmp_path, first, form(row))) == 1


def test_a_later_form_that_is_not_recorded_as_filed_is_the_last(tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03"))
    second = form(traded("2026-04-02", "acquired", 10, 120))
    draft = form(traded("2026-05-05", "disposed", 20, "").replace(", owned_after: ", ""))
    after, end = mended(tmp_path, draft.replace(", signed: 2026-12-30", ""), first, second)
    assert "owned_after: 100," in after
    assert "120 (Form 4 of 2026-04-02, not recorded as filed) - 20 = 100" in end


# --- where it is missing ---


def lacking(text: str) -> str:
    """The filing without the balances of its lines after the first."""
    for line in ("    owned_after: 38829\n", "    owned_after: 38713\n"):
        assert line in text
        text = text.replace(line, "")
    return text


def mended(root: Path, text: str, *before: str) -> tuple[str, str]:
    """Return what `check --fix` writes into a filing, and what it says at the end."""
    folder = root / "filings" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    for n, each in enumerate((*before, text)):
        (folder / f"{n}.yaml").write_text(each, "utf-8")
    path = folder / f"{len(before)}.yaml"
    found = [*fix(discovery.entry(path, root), root, redwell.home())]
    end = (each for each in found if not each.startswith(("+", "-", "@", " ")))
    return path.read_text("utf-8"), "".join(end)


def test_fix_writes_what_is_missing_and_shows_the_sum(tmp_path: Path) -> None:
    after, end = mended(tmp_path, lacking(SALE))
    assert after == SALE
    assert end == (
        "owned_after is missing (Table I, line 2): 38,953 - 124 = 38,829\n"
        "owned_after is missing (Table I, line 3): 38,829 - 116 = 38,713\n"
        "filings/acme/0.yaml: mended 2 problems\n\n"
    )


def test_the_sample_of_a_balance_gives_way_to_it(tmp_path: Path) -> None:
    sample = (
        "    # owned_after: 900             # what is left after this line; check computes it where it can\n"
    )
    memo = "    # owned_after as the broker has it\n"
    draft = lacking(SALE).replace("    price: 296.42\n", f"    price: 296.42\n{sample}")
    draft = draft.replace("      footnotes: [average]\n", f"      footnotes: [average]\n{memo}")
    after, _ = mended(tmp_path, draft)
    assert after.replace(memo, "") == SALE
    assert memo in after


def test_fix_begins_with_the_last_form(tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03"))
    row = traded("2026-05-05", "disposed", 10, "", ", since_last: {added: 5, why: employee_plan}")
    draft = form(row.replace(", owned_after: ", "")).replace(", signed: 2026-12-30", "")
    after, end = mended(tmp_path, draft, first)
    assert "{title: Common Stock, owned_after: 105, ownership: direct, date: 2026-05-05," in after
    assert end.startswith(
        "owned_after is missing (Table I, line 1): 110 (Form 4 of 2026-03-02) + 5 (since_last) - 10 = 105\n"
    )


def test_nothing_is_written_where_lines_stand_out_of_the_order_of_their_dates(tmp_path: Path) -> None:
    """Real forms list the latest first as well as last in time: either may be how the balances run."""
    lines = [("2026-05-06", "30"), ("2026-05-05", "20"), ("2026-05-04", "10")]
    rows = [traded(day, "disposed", int(count), "").replace(", owned_after: ", "") for day, count in lines]
    rows[0] += ", owned_after: 90"
    draft = form("\n".join(rows)).replace(", signed: 2026-12-30", "")
    assert mended(tmp_path, draft) == (draft, "")
    assert said(tmp_path, draft, code="owned-after") == [
        f"owned_after is missing (Table I, line {n}); the lines of this position are not in the order of "
        "their dates: put them in that order and run check --fix, or type the number"
        for n in (2, 3)
    ]


@pytest.mark.parametrize(
    ("second", "third"),
    [
        (", since_last: {why: split}", ("acquired", 7)),
        ("", ("acquired", 700)),
    ],
)
def test_nothing_is_written_after_a_gap_of_unknown_size_or_below_zero(
    second: str, third: tuple[str, int], tmp_path: Path
) -> None:
    sold = 5 if second else 500
    rows = [
        traded("2026-05-04", "acquired", 10, 100),
        traded("2026-05-05", "disposed", sold, "").replace(", owned_after: ", "") + second,
        traded("2026-05-06", *third, "").replace(", owned_after: ", ""),
    ]
    draft = form("\n".join(rows)).replace(", signed: 2026-12-30", "")
    assert mended(tmp_path, draft) == (draft, "")


@pytest.mark.parametrize(
    ("day", "tail", "doubt"),
    [
        ("2025-05-02", filed("2025-05-06"), "Form 4 of 2025-05-02 is more than a year older"),
        ("2026-03-02", "", "Form 4 of 2026-03-02 is a draft"),
    ],
)
def test_fix_begins_with_no_draft_and_with_no_old_form(
    day: str, tail: str, doubt: str, tmp_path: Path
) -> None:
    first = form(traded(day, "acquired", 10, 110), tail)
    if not tail:
        first = first.replace(", signed: 2026-12-30", "")
    rows = [traded(f"2026-05-0{n}", "disposed", 10, "").replace(", owned_after: ", "") for n in (5, 6)]
    draft = form("\n".join(rows)).replace(", signed: 2026-12-30", "")
    assert mended(tmp_path, draft, first) == (draft, "")
    sums = (f"110 (Form 4 of {day}{'' if tail else ', a draft'}) - 10 = 100", "100 - 10 = 90")
    assert said(tmp_path, first, draft, code="owned-after") == [
        f"owned_after is missing (Table I, line {n}): {sum_}; the {doubt}, so check --fix does not write it"
        for n, sum_ in enumerate(sums, start=1)
    ]


def test_nothing_is_added_up_from_a_blank(tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03"))
    draft = form(traded("2026-05-05", "acquired", 999999999, "").replace(", owned_after: ", ""))
    draft = draft.replace(", signed: 2026-12-30", "")
    assert mended(tmp_path, draft, first) == (draft, "")


def test_what_is_not_known_is_not_written(tmp_path: Path) -> None:
    row = traded("2026-05-05", "disposed", 10, "").replace(", owned_after: ", "")
    text = form(row)
    assert mended(tmp_path, text) == (text, "")
    assert said(tmp_path, text, code="owned-after") == ["owned_after is missing (Table I, line 1)"]


# --- notes ---


def test_a_note_is_said_and_not_counted(tmp_path: Path) -> None:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    path = folder / "0.yaml"
    path.write_text(SALE.replace("plan_10b5_1: true", "plan_10b5_1: true\nno_longer_subject: true"), "utf-8")
    found = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home()).problems
    assert [(each.severity, each.code) for each in found] == [("note", "exit-unexplained")]
    assert not is_in_the_way(found)
    assert report.summary(found, 1) == "no problems; 1 filing checked\n"
    assert report.how_to_accept(found) == ""
    assert report.github(found).startswith("::notice file=filings/acme/0.yaml,line=4,")


@pytest.mark.parametrize("code", ["exit-unexplained"])
def test_a_note_needs_no_answer(code: str, tmp_path: Path) -> None:
    text = SALE.replace("plan_10b5_1: true", "plan_10b5_1: true\nno_longer_subject: true")
    assert said(tmp_path, f"{text}  {code}: they left in May\n", code="accept") == [
        f'"{code}" is a note, which needs no answer: remove this line'
    ]


# --- what a message offers ---


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (traded("2026-05-05", "disposed", 10, 104), "since_last: {added: 4, why: ...}"),
        (traded("2026-05-05", "disposed", 10, 95), "since_last: {removed: 5, why: ...}"),
        (traded("2026-05-05", "disposed", 10, 210), "since_last: {added: 110, why: split}"),
        (traded("2026-05-05", "disposed", 10, "100.25"), ""),
        ("amount: 115.5", "since_last: {added: 5.5, why: ...}"),
    ],
)
def test_the_words_for_what_moved_can_be_pasted(row: str, words: str, tmp_path: Path) -> None:
    first = form(traded("2026-03-02", "acquired", 10, 110), filed("2026-03-03"))
    rows = f"{row}\n{traded('2026-05-05', 'acquired', 1, 1).replace('date', 'position: other, date')}"
    offered = [re.search(r"since_last: \{.*?\}", each) for each in said(tmp_path, first, form(rows))]
    assert [each[0] for each in offered if each] == ([words] if words else [])
    answered = f"{row}, {words.replace('...', 'employee_plan')}" if words else row
    assert said(tmp_path, first, form(rows.replace(row, answered))) == []


def test_a_holder_who_is_named_otherwise_is_not_left_out(tmp_path: Path) -> None:
    spouse = "  - {title: Common Stock, amount: 5, ownership: indirect, nature_of_ownership: By spouse}\n"
    trust = spouse.replace("By spouse", "By Doe Family Trust")
    first = form(traded("2026-03-02", "acquired", 10, 110), spouse + trust + filed("2026-03-03"))
    row = traded("2026-05-05", "disposed", 10, 100)
    assert said(tmp_path, first, form(row, spouse.replace("spouse", "Wife")), code="position") == [
        "the Form 4 of 2026-03-02 also had 5 held By Doe Family Trust, of a class that is traded here: a "
        "form lists every position of it"
    ]
    assert said(tmp_path, first, form(row, spouse.replace("spouse", "Wife") + trust), code="position") == []


# --- amendments ---


def test_lines_of_an_amendment_add_up_only_if_it_repeats_the_whole_form(tmp_path: Path) -> None:
    rows = [traded(f"2026-05-0{n}", "disposed", 10, 100 - 10 * n) for n in (1, 2, 3)]
    original = form("\n".join(rows), filed("2026-05-04"))
    tail = "amendment: {original_filed: 2026-05-04, amends: 0.yaml, explanation: Corrects a price.}\n"
    picked = [rows[0], rows[2]]
    assert said(tmp_path, original, form("\n".join(picked), tail, "4/A")) == []
    wrong = [rows[0], rows[1].replace("80", "81"), rows[2]]
    assert len(said(tmp_path, original, form("\n".join(wrong), tail, "4/A"))) == 1
    unknown = tail.replace("0.yaml", '"0001234567-26-000009"')
    assert said(tmp_path, original, form("\n".join(wrong), unknown, "4/A")) == []


def test_box_3_of_an_amendment_is_that_of_its_original(tmp_path: Path) -> None:
    tail = "period: 2026-05-01\namendment: {original_filed: 2026-05-04, explanation: Corrects a price.}\n"
    row = traded("2026-05-02", "disposed", 10, 90)
    assert said(tmp_path, form(row, tail, "4/A"), code="period") == []
    assert len(said(tmp_path, form(row, "period: 2026-05-01\n"), code="period")) == 1


# --- what no note explains ---


def test_a_note_does_not_explain_a_digit_too_many(tmp_path: Path) -> None:
    first = form(traded("2026-05-01", "acquired", 7, 77777), filed("2026-05-04"))
    notes = "footnotes: {espp: Includes shares held in the Employee Stock Purchase Plan.}\n"
    second = form(traded("2026-05-12", "disposed", 100, "{value: 776770, footnotes: [espp]}"), notes)
    (message,) = said(tmp_path, first, second)
    assert "699,093 too many" in message
    assert message.endswith("is it mistyped? owned_after: 77677 adds up")
    assert said(tmp_path, first, second, code="balance-noted") == []


def test_what_is_before_our_records_is_not_on_a_position_of_the_record(tmp_path: Path) -> None:
    first = form(traded("2026-05-01", "acquired", 7, 77777), filed("2026-05-04"))
    second = traded(
        "2026-05-12", "disposed", 100, 5, ", since_last: {removed: 77672, why: before_our_records}"
    )
    assert said(tmp_path / "new", form(second), code="movement") == []
    assert said(tmp_path / "old", first, form(second), code="movement") == [
        "the records have this position: Form 4 of 2026-05-01; before_our_records is only for a position "
        "that the records lack: give the reason that applies"
    ]


def test_many_gifts_in_and_out_are_matched_in_little_time(tmp_path: Path) -> None:
    count = 900
    rows = [
        f"date: 2026-05-05, code: {code}, {way}: {n}, price: 0, owned_after: 5"
        for code, way, least in (("G", "disposed", 1), ("J", "acquired", count + 1))
        for n in range(least, least + count)
    ]
    filing = parse_filing(loader.read(form("\n".join(rows)).encode(), "f.yaml"), Form4)
    began = time.process_time()
    assert [*a_change_of_form_needs_no_line(filing)] == []
    assert time.process_time() - began < 1


# --- lines of an earlier day than the last form ---

FIRST = form("amount: 120000", f"date_of_event: 2026-05-04\n{filed('2026-05-07')}", '"3"').replace(
    "plan_10b5_1: false\n", ""
)
LAST = form(traded("2026-11-27", "acquired", 1300, 121300), filed("2026-12-01", 2))
GIFT = "date: 2026-06-30, code: G, acquired: 500, price: 0"


def unsigned(text: str) -> str:
    """A draft whose lines without a number have no key for it."""
    return re.sub(r", owned_after: *(?=[,}])", "", text).replace(", signed: 2026-12-30", "")


def test_a_late_line_changes_what_is_owned_today_and_not_the_form_between(tmp_path: Path) -> None:
    rows = [traded("2026-10-05", "disposed", 500, ""), traded("2026-12-01", "disposed", 1000, "")]
    after, end = mended(tmp_path, unsigned(form("\n".join(rows))), FIRST, LAST)
    assert re.findall("owned_after: ([0-9]+)", after) == ["119800"]
    assert (
        "owned_after is missing (Table I, line 2): 120,800 (Form 4 of 2026-11-27 and the line of 2026-10-05) "
        "- 1,000 = 119,800\n"
    ) in end
    assert said(tmp_path, FIRST, LAST, unsigned(form("\n".join(rows))), code="owned-after")[0] == (
        "owned_after is missing (Table I, line 1): on that day 120,000 (Form 3 of 2026-05-04) - 500 = "
        "119,500; now 120,800: write the one that the line should say"
    )


@pytest.mark.parametrize(
    ("late", "fresh", "codes"),
    [
        (119500, 119800, []),
        (120800, 119800, []),
        (119500, 118500, ["balance-since-last"]),
        (110000, 119800, ["balance-since-last"]),
    ],
)
def test_a_late_line_says_what_was_owned_then_or_now(
    late: int, fresh: int, codes: list[str], tmp_path: Path
) -> None:
    rows = [traded("2026-10-05", "disposed", 500, late), traded("2026-12-01", "disposed", 1000, fresh)]
    assert len(said(tmp_path, FIRST, LAST, form("\n".join(rows)))) == len(codes)


def test_whether_a_number_counts_an_older_line_is_asked(tmp_path: Path) -> None:
    """Nothing shows it if the numbers between do not run on."""
    last = LAST.replace("121300", "121800")
    gift = form(f"{GIFT}, owned_after: 121800", "period: 2026-12-31\n", '"5"')
    assert said(tmp_path, FIRST, last, gift) == [
        "not proved: the Form 4 of 2026-11-27 gives 121,800: does that count the line of 2026-06-30?"
    ]
    draft = unsigned(gift.replace(" 121800}", " }"))
    assert mended(tmp_path, draft, FIRST, last) == (draft, "")
    assert said(tmp_path, FIRST, last, draft, code="owned-after") == [
        "owned_after is missing (Table I, line 1): on that day 120,000 (Form 3 of 2026-05-04) + 500 = "
        "120,500; now 121,800 if the Form 4 of 2026-11-27 counts the line of 2026-06-30, 122,300 if not: "
        "write the one that the line should say"
    ]


def test_of_several_older_lines_it_is_asked_whether_a_number_counts_them_all(tmp_path: Path) -> None:
    last = LAST.replace("121300", "121800")
    rows = [traded("2026-10-05", "disposed", 500, ""), traded("2026-10-06", "disposed", 100, "")]
    draft = unsigned(form("\n".join([*rows, traded("2026-12-01", "disposed", 10, "")])))
    assert said(tmp_path, FIRST, last, draft, code="owned-after")[1:] == [
        "owned_after is missing (Table I, line 2): on that day 119,500 (Form 3 of 2026-05-04 and the line of "
        "2026-10-05) - 100 = 119,400; now 121,800 if the Form 4 of 2026-11-27 counts the lines of 2026-10-05 "
        "and 2026-10-06, 121,200 if not: write the one that the line should say",
        "owned_after is missing (Table I, line 3): the Form 4 of 2026-11-27 gives 121,800: does that count "
        "the lines of 2026-10-05 and 2026-10-06? write 121790 or 121190",
    ]


def test_a_dated_movement_answers_for_the_line_of_a_form_5(tmp_path: Path) -> None:
    moved = ", since_last: {added: 500, why: due_on_form_5, date: 2026-06-30}"
    last = form(traded("2026-11-30", "disposed", 1000, 120800, moved))
    end = "period: 2026-12-31\n"
    for number, off in ((120800, 0), (120500, 0), (121300, 1)):
        gift = form(f"{GIFT}, owned_after: {number}", end, '"5"')
        assert len(said(tmp_path, FIRST, LAST, last, gift)) == off, number
    draft = unsigned(gift.replace(" 121300}", " }"))
    assert mended(tmp_path, draft, FIRST, LAST, last)[0] == draft


def test_each_line_of_a_form_5_may_say_what_is_owned_at_the_end_of_the_year(tmp_path: Path) -> None:
    rows = "\n".join(
        f"date: 2026-12-0{n}, code: G, acquired: 500, price: 0, owned_after: 122300" for n in (7, 8)
    )
    text = form(rows, "period: 2026-12-31\n", '"5"')
    assert said(tmp_path, FIRST, LAST, text) == []
    assert len(said(tmp_path, FIRST, LAST, text.replace("122300", "122500"))) > 0


def test_a_form_5_is_asked_for_what_is_owned_at_the_end_of_the_fiscal_year(tmp_path: Path) -> None:
    rows = "\n".join(f"date: 2026-{day}, code: G, disposed: 500, price: 0" for day in ("12-20", "12-21"))
    draft = unsigned(form(rows, "period: 2026-12-31\n", '"5"'))
    assert said(tmp_path, FIRST, LAST, draft, code="owned-after") == [
        "owned_after is missing (Table I, line 1): on that day 121,300 (Form 4 of 2026-11-27) - 500 = "
        "120,800; at the end of the fiscal year, for which the column asks, 120,300: write that",
        "owned_after is missing (Table I, line 2): 120,800 - 500 = 120,300",
    ]
    # What was bought in the new year is not owned at the end of the old one.
    later = form(traded("2027-01-20", "acquired", 1300, 122600), filed("2027-01-21", 4))
    assert said(tmp_path, FIRST, LAST, later, draft, code="owned-after")[0].endswith(
        "at the end of the fiscal year, for which the column asks, 120,300: write that"
    )


def test_a_movement_that_an_earlier_form_reports_as_a_line_is_not_added_again(tmp_path: Path) -> None:
    moved = ", since_last: {added: 1300, why: due_on_form_5, date: 2026-11-27}"
    draft = unsigned(form(traded("2026-12-04", "disposed", 10, "", moved)))
    assert mended(tmp_path, draft, FIRST, LAST)[0] == draft


def test_a_position_that_the_last_form_leaves_out_goes_on_from_the_one_before(tmp_path: Path) -> None:
    other = form(
        traded("2026-12-02", "acquired", 5, 5).replace("date", "position: other, date"),
        filed("2026-12-03", 3),
    )
    assert said(tmp_path, FIRST, LAST, other, form(traded("2026-12-04", "disposed", 10, 121290))) == []
    assert len(said(tmp_path, FIRST, LAST, other, form(traded("2026-12-04", "disposed", 10, 121300)))) == 1


AMENDS = "amendment: {original_filed: 2026-05-04, explanation: Corrects a number.}\n"


def test_an_amended_line_is_laid_over_its_original(tmp_path: Path) -> None:
    rows = [traded(f"2026-05-0{n}", "disposed", 10, 100 - 10 * n) for n in (1, 2, 3)]
    original = form("\n".join(rows), filed("2026-05-04"))
    wrong = form(rows[2].replace("disposed: 10", "disposed: 20"), AMENDS, "4/A")
    assert said(tmp_path, original, wrong)[0].startswith(
        "owned after is 10 too many: 80 - 20 = 60, the line says 70"
    )
    right = wrong.replace("owned_after: 70", "owned_after: 60")
    assert said(tmp_path, original, right) == []
    first = form(rows[1].replace("disposed: 10", "disposed: 20").replace("80", "70"), AMENDS, "4/A")
    assert said(tmp_path, original, first) == [
        "a later line of the original goes on from another number, so that this form must repeat it too: "
        "owned after is 10 too many: 70 - 10 = 60, the line says 70"
    ]
    # The next form goes on from what the amendment leaves.
    following = form(traded("2026-06-05", "disposed", 10, 50))
    assert said(tmp_path, original, right + filed("2026-05-20", 2), following) == []
    assert len(said(tmp_path, original, right + filed("2026-05-20", 2), following.replace(" 50", " 60"))) == 1


def test_a_holder_with_other_words_is_asked_about_if_the_number_is_another(tmp_path: Path) -> None:
    held = "title: Common Stock, amount: 40000, ownership: indirect"
    trust = f"  - {{{held}, nature_of_ownership: By spouse's trust}}\n"
    last = LAST.replace("signatures:", "signatures:").replace("filed:", f"{trust}filed:")
    row = traded("2026-12-04", "disposed", 10, 121290)
    here = trust.replace("By spouse's trust", "By trust of spouse")
    assert said(tmp_path, last, form(row, here), code="position-reworded") == []
    assert said(tmp_path, last, form(row, here.replace("40000", "49000")), code="position-reworded") == [
        "is this By spouse's trust of the Form 4 of 2026-11-27? it goes on as 40,000 (Form 4 of 2026-11-27), "
        "and the line says 49,000: if it is the same position, write nature_of_ownership: By spouse's trust"
    ]


# --- one position in two lines ---


@pytest.mark.parametrize(("amount", "asked"), [(6000, 1), (4000, 1), (2500, 0)])
def test_a_holding_carried_over_beside_its_exercise_is_asked_about(
    amount: int, asked: int, tmp_path: Path
) -> None:
    """Its footnotes have other labels and words; a grant of another number is another one."""
    units = (
        "  - {{title: Restricted Stock Units, conversion_or_exercise_price: {{footnotes: [{note}]}}, "
        "date_exercisable: {{footnotes: [{note}]}}, expiration_date: {{footnotes: [{note}]}}, "
        "underlying: {{title: Common Stock, amount: 2000}}, ownership: direct, {more}}}\n"
    )
    moved = "date: 2026-11-27, code: M, disposed: 2000, price: 0, owned_after: 4000"
    tail = (
        f"derivative:\n{units.format(note='a', more=moved)}{units.format(note='b', more=f'amount: {amount}')}"
    )
    tail += "footnotes: {a: The units vest in May., b: The units vest yearly.}\n"
    text = form(traded("2026-11-27", "acquired", 2000, 4000).replace("code: P", "code: M"), tail)
    assert len(said(tmp_path, text, code="holding-traded")) == asked


# --- all earlier forms ---


def test_an_amendment_of_some_lines_leaves_what_its_original_said_of_the_others(tmp_path: Path) -> None:
    spouse = "ownership: indirect, nature_of_ownership: By spouse"
    both = form(traded("2026-03-02", "acquired", 10, 110) + "\namount: 40", filed("2026-03-03"))
    original = both.replace("ownership: direct, amount", f"{spouse}, amount")
    tail = f"amendment: {{original_filed: 2026-03-03, explanation: A price.}}\n{filed('2026-03-20', 2)}"
    amended = form(traded("2026-03-02", "acquired", 10, 110).replace("price: 5", "price: 6"), tail, "4/A")
    later = form(traded("2026-05-05", "disposed", 20, 90) + "\namount: 400")
    later = later.replace("ownership: direct, amount", f"{spouse}, amount")
    (asked,) = said(tmp_path, original, amended, later)
    assert asked.startswith("the amount is 360 too many: 40 (Form 4 of 2026-03-02), the line says 400")


def test_an_amendment_of_the_first_of_two_forms_of_a_day_changes_what_the_second_gives(
    tmp_path: Path,
) -> None:
    first = form(traded("2026-08-17", "acquired", 100, 1100), filed("2026-08-18", 1))
    second = form(traded("2026-08-17", "disposed", 50, 1050), filed("2026-08-18", 2))
    tail = "amendment: {original_filed: 2026-08-18, amends: 0.yaml, explanation: The number was 200.}\n"
    amended = form(traded("2026-08-17", "acquired", 200, 1200), tail + filed("2026-08-24", 3), "4/A")
    bought = form(traded("2026-08-20", "acquired", 10, "").replace(", owned_after: ", ""))
    draft = bought.replace(", signed: 2026-12-30", "")
    assert mended(tmp_path, draft, first, second, amended) == (draft, "")
    assert said(tmp_path, first, second, amended, draft, code="owned-after") == [
        "owned_after is missing (Table I, line 1): 1,150 (Form 4 of 2026-08-17 as the Form 4/A of 2026-08-17 "
        "corrects it) + 10 = 1,160; the Form 4/A of 2026-08-17 changes what is owned, so check --fix does "
        "not write it"
    ]


def test_a_class_that_the_last_form_leaves_out_goes_on_from_an_earlier_one(tmp_path: Path) -> None:
    other = "title: Class B Common Stock"
    held = form("amount: 1000\namount: 5000", f"date_of_event: 2026-05-04\n{filed('2026-05-05')}", '"3"')
    held = held.replace("plan_10b5_1: false\n", "")
    at = held.rindex("title: Common Stock")
    held = held[:at] + held[at:].replace("title: Common Stock", other, 1)
    last = form(traded("2026-06-01", "acquired", 10, 1010), filed("2026-06-02", 2))
    sold = form(traded("2026-09-01", "disposed", 50, 3333)).replace("title: Common Stock", other)
    (asked,) = said(tmp_path, held, last, sold)
    assert asked.startswith("owned after is 1,617 too few: 5,000 (Form 3 of 2026-05-04) - 50 = 4,950")


# --- amendments before a form ---

START = form("amount: 1000", f"date_of_event: 2026-01-05\n{filed('2026-01-06', 9)}", '"3"').replace(
    "plan_10b5_1: false\n", ""
)


def amends(rows: str, day: str = "2026-05-20") -> str:
    """A 4/A with these lines, of a Form 4 that was filed on 2026-05-04."""
    return form(rows, AMENDS + filed(day, 5), "4/A")


def next_sale(after: int | str) -> str:
    return form(traded("2026-06-05", "disposed", 50, after))


def off(root: Path, *before: str) -> dict[int, int]:
    """How many questions some numbers of the next sale raise after these forms."""
    numbers = (350, 400, 450, 550, 850)
    return {each: count for each in numbers if (count := len(said(root, *before, next_sale(each))))}


def test_a_line_after_one_that_is_amended_counts_the_amended_number(tmp_path: Path) -> None:
    rows = (traded("2026-05-01", "disposed", 400, 600), traded("2026-05-02", "disposed", 100, 500))
    original = form("\n".join(rows), filed("2026-05-04"))
    changed = amends(traded("2026-05-01", "disposed", 500, 500))
    assert said(tmp_path, START, original, changed, next_sale(350)) == []
    (message,) = said(tmp_path, START, original, changed, next_sale(450))
    assert message.startswith(
        "owned after is 100 too many: 400 (Form 4 of 2026-05-01 as the Form 4/A of 2026-05-01 corrects it) "
        "- 50 = 350, the line says 450; "
    )
    draft = unsigned(next_sale(""))
    assert mended(tmp_path, draft, START, original, changed) == (draft, "")


def test_a_form_after_one_that_is_amended_counts_the_amended_number(tmp_path: Path) -> None:
    original = form(traded("2026-05-01", "disposed", 400, 600), filed("2026-05-04"))
    between = form(traded("2026-05-08", "disposed", 100, 500), filed("2026-05-10", 3))
    changed = amends(traded("2026-05-01", "disposed", 500, 500))
    assert sorted(off(tmp_path, START, original, between, changed)) == [400, 450, 550, 850]
    draft = unsigned(next_sale(""))
    assert mended(tmp_path, draft, START, original, between, changed) == (draft, "")
    # A form that was filed after the amendment says what is owned, whatever it went on from.
    later = between.replace(filed("2026-05-10", 3), filed("2026-05-21", 6))
    assert sorted(off(tmp_path, START, original, changed, later)) == [350, 400, 550, 850]
    assert "owned_after: 450," in mended(tmp_path, draft, START, original, changed, later)[0]


def test_a_line_that_an_amendment_adds_stands_in_the_order_of_its_date(tmp_path: Path) -> None:
    original = form(traded("2026-05-02", "disposed", 400, 600), filed("2026-05-04"))
    added = traded("2026-05-01", "disposed", 100, 900)
    moved_on = traded("2026-05-02", "disposed", 400, 500)
    for rows in (added, f"{added}\n{moved_on}"):
        changed = amends(rows.replace("price: 5", "price: 6", 1))
        assert sorted(off(tmp_path, START, original, changed)) == [350, 400, 550, 850]


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (traded("2026-05-02", "disposed", 100, 500), 450),  # goes on from 600: one more sale
        (traded("2026-05-02", "disposed", 500, 500), 450),  # goes on from 1,000: the number was wrong
        (traded("2026-05-02", "disposed", 400, 900), 850),  # the same sale: its balance was wrong
    ],
)
def test_a_line_of_the_same_day_and_price_is_added_or_corrected_as_its_balance_says(
    row: str, right: int, tmp_path: Path
) -> None:
    original = form(traded("2026-05-02", "disposed", 400, 600), filed("2026-05-04"))
    assert right not in off(tmp_path, START, original, amends(row))
    assert len(off(tmp_path, START, original, amends(row))) == 4


def test_a_second_sale_of_the_same_number_is_added_where_the_balance_says_so(tmp_path: Path) -> None:
    original = form(traded("2026-05-02", "disposed", 100, 900), filed("2026-05-04"))
    twin = amends(traded("2026-05-02", "disposed", 100, 800))
    (message,) = said(tmp_path, START, original, twin, next_sale(850))
    assert message.startswith("owned after is 100 too many: 800 (Form 4/A of 2026-05-02) - 50 = 750, ")


def test_a_draft_of_an_amendment_is_read_in_the_same_way(tmp_path: Path) -> None:
    original = form(traded("2026-05-02", "disposed", 400, 600), filed("2026-05-04"))
    draft = form(traded("2026-05-02", "disposed", 100, 500), AMENDS, "4/A")
    assert said(tmp_path, START, original, draft) == []
    (message,) = said(tmp_path, START, original, draft.replace("500", "510"))
    assert message.startswith("owned after is 390 too few: 1,000 (Form 3 of 2026-01-05) - 100 = 900, ")
    asked = "the line of 400 on 2026-05-02 in the original may stand beside this form"
    unsure = unsigned(draft.replace("owned_after: 500", "owned_after: "))
    assert mended(tmp_path, unsure, START, original)[0] == unsure
    assert said(tmp_path, START, original, unsure, code="owned-after") == [
        f"owned_after is missing (Table I, line 1): 1,000 (Form 3 of 2026-01-05) - 100 = 900; {asked}, so "
        "check --fix does not write it"
    ]


def test_an_amendment_of_an_amended_line_is_asked_about_the_line_after_it(tmp_path: Path) -> None:
    """The first amendment left it out too; what it left open is not what this one leaves open."""
    rows = (traded("2026-05-01", "disposed", 100, 900), traded("2026-05-02", "disposed", 50, 850))
    before = (
        START,
        form("\n".join(rows), filed("2026-05-04")),
        amends(rows[0].replace("100", "200", 1).replace("900", "800")),
    )
    again = form(traded("2026-05-01", "disposed", 250, 750), AMENDS, "4/A")
    assert said(tmp_path, *before, again) == [
        "a later line of the original goes on from another number, so that this form must repeat it too: "
        "owned after is 150 too many: 750 - 50 = 700, the line says 850"
    ]
    price = form(
        rows[0].replace("100", "200", 1).replace("900", "800").replace("price: 5", "price: 6"), AMENDS, "4/A"
    )
    assert said(tmp_path, *before, price) == []


def test_what_an_amendment_may_take_away_is_asked(tmp_path: Path) -> None:
    """It repeats one of two lines without any change: the other one stands, or never happened."""
    rows = (traded("2026-05-01", "disposed", 400, 600), traded("2026-05-02", "disposed", 100, 500))
    before = START, form("\n".join(rows), filed("2026-05-04")), amends(rows[0])
    asked = (
        "the Form 4/A of 2026-05-01 can be read in more than one way: does the line of 100 on 2026-05-02 "
        "(I.2) in the Form 4 of 2026-05-01 still stand?"
    )
    for number in (450, 550):
        assert said(tmp_path, *before, next_sale(number)) == [f"not proved: {asked}"]
    assert said(tmp_path, *before, next_sale(500)) == [
        f"the line says 500, and no answer to this question gives that: {asked} write 450 or 550"
    ]
    draft = unsigned(next_sale(""))
    assert mended(tmp_path, draft, *before) == (draft, "")
    assert said(tmp_path, *before, draft, code="owned-after") == [
        f"owned_after is missing (Table I, line 1): {asked} write 450 or 550"
    ]


def test_a_line_that_an_amendment_takes_away_no_longer_counts(tmp_path: Path) -> None:
    rows = (traded("2026-05-01", "disposed", 100, 900), traded("2026-05-02", "disposed", 400, 500))
    original = form("\n".join(rows), filed("2026-05-04"))
    assert sorted(off(tmp_path, START, original, amends(rows[1].replace("500", "600")))) == [
        350,
        400,
        450,
        850,
    ]


def test_a_sum_names_the_form_that_states_its_number(tmp_path: Path) -> None:
    late = form(traded("2026-10-05", "disposed", 500, 119500), filed("2026-12-02", 3))
    draft = form(traded("2026-12-04", "disposed", 10, 1))
    (message,) = said(tmp_path, FIRST, LAST, late, draft)
    assert message.startswith(
        "owned after is 120,789 too few: 120,800 (Form 4 of 2026-11-27 and the line of 2026-10-05) - 10 = "
        "120,790, the line says 1; "
    )
    now = late.replace("119500", "120800")
    (message,) = said(tmp_path, FIRST, LAST, now, draft)
    assert message.startswith("owned after is 120,789 too few: 120,800 (Form 4 of 2026-10-05) - 10 = ")


def test_a_line_of_an_earlier_form_is_asked_about_but_in_an_amendment(tmp_path: Path) -> None:
    rows = "\n".join(traded(f"2026-05-0{n}", "disposed", 100, 1000 - 100 * n) for n in (1, 2))
    first, code = form(rows, filed("2026-05-04")), "reported"
    assert said(tmp_path, START, first, form(rows), code=code) == [
        "the Form 4 of 2026-05-01 has a line of this position with the same day, code, number and price (2 "
        "lines here): if it is the same transaction, remove it here"
    ]
    for other in (rows.replace("price: 5", "price: 6"), rows.replace("disposed: 100", "disposed: 90")):
        assert said(tmp_path, START, first, form(other), code=code) == []
    assert said(tmp_path, START, first, form(rows, AMENDS, "4/A"), code=code) == []


# --- what `check --fix` leaves to a person ---


def test_no_balance_is_written_from_a_position_that_an_amendment_changes(tmp_path: Path) -> None:
    rows = [traded(f"2026-05-0{n}", "disposed", 10, 100 - 10 * n) for n in (1, 2)]
    original = form("\n".join(rows), filed("2026-05-04"))
    changed = form(rows[0].replace("disposed: 10", "disposed: 15").replace("90", "85"), AMENDS, "4/A")
    draft = unsigned(form(traded("2026-06-05", "disposed", 10, "")))
    assert mended(tmp_path, draft, original, changed + filed("2026-05-20", 2))[0] == draft
    assert said(tmp_path, original, changed + filed("2026-05-20", 2), draft, code="owned-after") == [
        "owned_after is missing (Table I, line 1): 75 (Form 4 of 2026-05-01 as the Form 4/A of 2026-05-01 "
        "corrects it) - 10 = 65; the Form 4/A of 2026-05-01 changes what is owned, so check --fix does not "
        "write it"
    ]


@pytest.mark.parametrize("code", ["balance", "owned-after"])
def test_a_blank_is_no_balance_and_no_sum_is_told_of_its_position(code: str, tmp_path: Path) -> None:
    last = form(traded("2026-05-01", "acquired", 10, 110), filed("2026-05-04"))
    for draft in (
        form("amount: 999999999", "period: 2026-06-05\n"),
        form(traded("2026-06-05", "acquired", 999999999, 120)),
        form(traded("2026-06-05", "acquired", 10, 999999999)),
    ):
        assert said(tmp_path, last, draft, code=code) == []


@pytest.mark.parametrize(
    ("day", "between", "is_written"),
    [("2026-06-05", False, True), ("2026-05-15", False, False), ("2026-06-05", True, False)],
    ids=["after it", "before it", "with a form between"],
)
def test_a_balance_that_a_filed_amendment_gives_goes_on_in_later_forms(
    day: str, between: bool, is_written: bool, tmp_path: Path
) -> None:
    row = traded("2026-05-01", "disposed", 100, 900)
    original = form(row, filed("2026-05-04"))
    amended = form(row.replace("disposed: 100", "disposed: 110").replace("900", "890"), AMENDS, "4/A")
    earlier = [original, amended + filed("2026-05-20", 2)]
    if between:
        earlier.append(form(traded("2026-05-10", "acquired", 10, 910), filed("2026-05-12", 3)))
    draft = unsigned(form(traded(day, "disposed", 40, "")))
    text, _ = mended(tmp_path, draft, *earlier)
    assert ("owned_after: 850" in text, text == draft) == (is_written, not is_written)


@pytest.mark.parametrize("day", ["2026-05-03", "2026-05-01"])
def test_no_balance_is_written_with_a_movement_that_the_last_form_may_count(day: str, tmp_path: Path) -> None:
    moved = f", since_last: {{added: 50, why: employee_plan, date: {day}}}"
    last = form(traded("2026-05-03", "acquired", 10, 160, moved), filed("2026-05-04"))
    draft = unsigned(form(traded("2026-06-05", "disposed", 10, "", moved)))
    assert mended(tmp_path, draft, last)[0] == draft
    (message,) = said(tmp_path, last, draft, code="owned-after")
    assert message.endswith(
        "the Form 4 of 2026-05-03 may count the movement of since_last, so check --fix does not write it"
    )


def test_all_lines_that_may_stand_beside_an_amendment_are_named(tmp_path: Path) -> None:
    rows = [traded(f"2026-05-0{n}", "disposed", 100, 1000 - 100 * n) for n in (1, 2, 3)]
    original = form("\n".join(rows), filed("2026-05-04"))
    assert said(tmp_path, START, original, amends(rows[0])) == [
        "not proved: the lines of 100 on 2026-05-02 and of 100 on 2026-05-03 in the original may stand "
        "beside this form"
    ]
