"""The review of transactions: a line on top, a table per class and holder, plans, corrections and tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import redwell
from redwell.account.previous import NamedFiling
from redwell.review import statement
from redwell.review.compare import Pair, filing_review
from redwell.review.formats import json
from redwell.review.formats.html import page
from redwell.review.formats.markdown import markdown
from redwell.review.formats.terminal import summary
from redwell.review.model import FilingReview, Review, Revision
from redwell.review.review import Job
from redwell.review.review import review as reviewing
from redwell.review.sides import Look
from tests.looked import look
from tests.repositories import history, needs_git

BASE = Path(__file__).resolve().parent / "cases" / "base"
VESTING = (BASE / "vesting.yaml").read_text("utf-8")
ANNUAL = (BASE / "annual.yaml").read_text("utf-8")
FILED = "filed:\n  date: {day}\n  accession_number: 0001537435-26-00000{number}\n"
TRUSTS = """\
non_derivative:
  - title: Class A Common Stock
    date: 2026-07-20
    code: S
    disposed: 177098
    price: {value: 72.854, footnotes: [low]}
    owned_after: 4022003
    since_last: {added: 1000, why: dividend_reinvestment}
    ownership: indirect
    nature_of_ownership: {value: By Elm Trust, footnotes: [plan]}
  - title: Class A Common Stock
    date: 2026-07-20
    code: S
    disposed: 43073
    price: {value: 73.5652, footnotes: [wide]}
    owned_after: 3978930
    ownership: indirect
    nature_of_ownership: {value: By Elm Trust, footnotes: [plan]}
  - title: Class A Common Stock
    date: 2026-07-21
    code: S
    disposed: 56147
    price: {value: 74.9862, footnotes: [high]}
    owned_after: 3922783
    ownership: indirect
    nature_of_ownership: {value: By Elm Trust, footnotes: [plan]}
  - title: Class A Common Stock
    date: 2026-07-21
    code: S
    disposed: 35310
    price: 75
    owned_after: 2457611
    ownership: indirect
    nature_of_ownership: {value: By Oak Trust, footnotes: [plan]}
footnotes:
  low: >-
    A weighted average price. The shares were sold at prices ranging from $72.16 to $73.15. The reporting
    person undertakes to provide to the issuer, upon request, the number of shares sold at each price.
  plan: >-
    The sale was made under a Rule 10b5-1 plan adopted by the Reporting Person on February 6, 2026.
  wide: The weighted average of sales at prices ranging from $72.90 to $74.15.
  high: The weighted average of sales at prices ranging from $74.25 to $75.24.
"""
LAST = """\
non_derivative:
  - title: Class A Common Stock
    date: 2026-05-04
    code: P
    acquired: 101
    price: 70
    owned_after: 4198101
    ownership: indirect
    nature_of_ownership: {value: By Elm Trust, footnotes: [plan]}
  - title: Class A Common Stock
    amount: 2492957
    ownership: indirect
    nature_of_ownership: {value: By Oak Trust, footnotes: [plan]}
  - title: Class A Common Stock
    amount: 1200
    ownership: direct
footnotes:
  plan: >-
    The sale was made under a Rule 10b5-1 plan adopted by the Reporting Person on February 6, 2026.
"""


def with_tables(tables: str, signed: str) -> str:
    """The form of a president, with other tables and footnotes."""
    head, _, rest = VESTING.partition("non_derivative:\n")
    return f"{head}{tables}{rest[rest.index('signatures:') :]}".replace("2026-06-17", signed)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


SALE = with_tables(TRUSTS, "2026-07-22")
EARLIER = with_tables(LAST, "2026-05-05") + FILED.format(day="2026-05-05", number=1)
FIRST = VESTING + FILED.format(day="2026-06-17", number=2)
LINES = VESTING[VESTING.index("non_derivative:") : VESTING.index("footnotes:\n  unit")]
SOLD = f"  - title{LINES.split('  - title')[3]}"
AMENDMENT = changed(
    VESTING,
    ('form: "4"', 'form: "4/A"\namendment:\n  original_filed: 2026-06-17\n  explanation: A price was wrong.'),
    (LINES, f"non_derivative:\n{SOLD}"),
    ("value: 295.14", "value: 295.41"),
    ("  unit: Each unit represents a contingent right to receive one share of Common Stock.\n", ""),
    ("  withheld: Shares withheld by the issuer to pay taxes on the vesting.\n", ""),
    (VESTING[VESTING.index("  vesting: ") : VESTING.index("signatures:")], ""),
    ("signed: 2026-06-17", "signed: 2026-06-19"),
)
CORRECTED = changed(
    VESTING,
    ("disposed: 124", "acquired: 124"),
    ("owned_after: 38829", "owned_after: 39077"),
    ("value: 295.14", "value: 294.95"),
)


def reviewed(
    root: Path, now: str, today: date, before: str | None = None, previous: str | None = None
) -> FilingReview:
    made = {
        side: look(root, text, f"filings/acme/{side}.yaml")
        for side, text in (("now", now), ("before", before), ("previous", previous))
        if text
    }
    pair = Pair(
        change="changed" if before else "added",
        before=made.get("before"),
        after=made["now"],
        previous=made.get("previous"),
        others=others_of(made.get("previous")),
    )
    return filing_review(pair, today)


def others_of(look: Look | None) -> tuple[NamedFiling, ...]:
    """The owner's other filing."""
    return ((look.entry.name, look.filing),) if look and look.filing else ()


def whole(filing: FilingReview, today: date) -> Review:
    sides = (Revision(name="main"), Revision(name="a branch"))
    return Review(base=sides[0], head=sides[1], today=today, verdict="1 filing", filings=(filing,))


STORIES: dict[str, Callable[[Path], FilingReview]] = {
    "a sale under a plan": lambda root: reviewed(root, SALE, date(2026, 7, 22), previous=EARLIER),
    "units with tax withheld": lambda root: reviewed(root, VESTING, date(2026, 6, 17)),
    "a gift on a Form 5": lambda root: reviewed(root, ANNUAL, date(2026, 2, 10)),
    "a corrected draft": lambda root: reviewed(root, CORRECTED, date(2026, 6, 17), before=VESTING),
    "an amendment of a Form 4": lambda root: reviewed(root, AMENDMENT, date(2026, 6, 19), previous=FIRST),
}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FilingReview]:
    root = tmp_path_factory.mktemp("trades")
    return {name: tell(root / name) for name, tell in STORIES.items()}


@pytest.mark.parametrize("name", STORIES)
def test_each_story_has_its_exact_comment(
    stories: dict[str, FilingReview], name: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"review/trades/{name.replace(' ', '-')}.md", markdown(whole(stories[name], date(2026, 7, 22))))


def test_the_terminal_shows_the_same_numbers(
    stories: dict[str, FilingReview], golden: Callable[[str, str], None]
) -> None:
    shown = (
        summary(whole(stories[name], date(2026, 7, 22)), 100, "redwell review", is_colored=False)
        for name in ("a sale under a plan", "a corrected draft")
    )
    golden("review/trades/terminal.txt", "\n".join(shown))


def test_the_json_of_a_review_with_transactions_is_read_as_it_was_written(
    stories: dict[str, FilingReview],
) -> None:
    for filing in stories.values():
        review = whole(filing, date(2026, 7, 22))
        assert json.load(json.dump(review).encode()) == review


def test_the_page_shows_the_line_the_tables_and_a_wide_range_in_red(
    stories: dict[str, FilingReview],
) -> None:
    sale = stories["a sale under a plan"]
    shown = page(whole(sale, date(2026, 7, 22)), {}, redwell.home())
    assert sale.statement in shown
    assert shown.count('<table class="trades stack">') == 1
    assert 'class="term minus"><bdi>$72.90 to $74.15, over one dollar</bdi>' in shown
    assert "What changed in the lines" not in shown
    corrected = page(whole(stories["a corrected draft"], date(2026, 7, 22)), {}, redwell.home())
    assert "What changed in the lines" in corrected
    assert corrected.count('<tr class="correction">') == 2


def test_the_line_says_what_was_sold_under_which_plan_and_whether_it_adds_up(
    stories: dict[str, FilingReview],
) -> None:
    assert stories["a sale under a plan"].line == (
        "Form 4 · Doe / ACME [ACME] · sold 311,628 class A common on 20 and 21 Jul 2026, average $73.58 "
        "(fills $72.16 to $75.24), $22.9 m, all under a plan adopted 6 Feb 2026 · all indirect, 2 holders: "
        "6,691,058 → 6,380,394 · due Wed 22 Jul 2026, today by 10 p.m. ET · signed 22 Jul 2026 by Jane Doe · "
        "does not add up: 36 too few, not explained · 0 errors, 1 warning, 1 accepted warning"
    )


def test_a_corrected_draft_reads_before_now_and_difference(stories: dict[str, FilingReview]) -> None:
    (table, *_) = stories["a corrected draft"].tables
    found = [
        (row.after_place, each.label, each.before, each.after, each.difference and each.difference.signed)
        for row in table.rows
        for each in row.corrections
    ]
    assert found == [
        (2, "number moved", "−124", "+124", "+248"),
        (3, "price", "$295.14", "$294.95", "−$0.19"),
    ]


def test_an_amendment_is_laid_over_its_original(stories: dict[str, FilingReview]) -> None:
    (table, *_) = stories["an amendment of a Form 4"].tables
    assert [row.change for row in table.rows] == ["same", "same", "changed", "same"]
    assert [each.after for row in table.rows for each in row.corrections] == ["$295.41"]
    kept = [[note.kind for note in row.notes] for row in table.rows]
    assert kept == [["kept"], ["kept"], [], ["kept"]]
    (first, *_) = stories["an amendment of a Form 4"].trades
    assert [line.place for line in first.holders[0].lines] == [None, None, 1]
    assert first.holders[0].adds_up == "yes"
    assert stories["an amendment of a Form 4"].line == (
        "Form 4/A · Doe / ACME [ACME] · common, line 1: price $295.14 → $295.41 · signed 19 Jun 2026 by "
        "Jane Doe · adds up; 2 positions have nothing to compare · 0 errors, 0 warnings, 1 accepted warning"
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("3201", "$3,201"),
        ("34236.24", "about $34,236"),
        ("63800000", "$63.8 m"),
        ("63802461.12", "$63.8 m"),
        ("1250000000", "$1.2 bn"),
    ],
)
def test_a_sum_of_money_is_short_and_says_about_where_its_cents_are_left_out(value: str, said: str) -> None:
    assert statement.in_short(Decimal(value)) == said


def joint(second: str) -> Iterator[str]:
    """A sale that a fund reports, and with the *second* position its manager too."""
    line = (
        "  - title: Common Stock\n    date: 2026-06-16\n    code: S\n    disposed: 100\n    price: 20\n"
        "    owned_after: 900\n    ownership: indirect\n    nature_of_ownership: {}\n"
    )
    yield "non_derivative:\n"
    yield line.format("By Fund")
    yield line.format("By Manager of Fund").replace("owned_after: 900", f"owned_after: {second}")


def test_nothing_is_added_up_where_joint_owners_report_the_same_securities(tmp_path: Path) -> None:
    owner = VESTING[VESTING.index("  - name: DOE JANE") : VESTING.index("non_derivative:")]
    other = owner.replace("DOE JANE", "FUND LP").replace("1765432", "1765433")
    lines = with_tables("".join(joint("900")), "2026-06-17").replace(owner, owner + other)
    shared = reviewed(tmp_path / "a", lines, date(2026, 6, 17))
    assert "sold 100 common on 16 Jun 2026, at $20.00, $2,000" in shared.statement
    assert "all indirect, 2 holders that joint owners may report twice: no total" in shared.statement
    lines = with_tables("".join(joint("400")), "2026-06-17").replace(owner, owner + other)
    apart = reviewed(tmp_path / "b", lines, date(2026, 6, 17))
    assert "sold 200 common" in apart.statement
    assert "all indirect, 2 holders: 1,500 → 1,300" in apart.statement


def test_many_days_share_a_column_for_each_code(tmp_path: Path) -> None:
    line = (
        "  - title: Common Stock\n    date: 2026-06-{day:02}\n    code: S\n    disposed: 10\n    price: 20\n"
        "    owned_after: {after}\n    ownership: direct\n"
    )
    days = "".join(line.format(day=day, after=1000 - 10 * day) for day in range(1, 9))
    found = reviewed(tmp_path, with_tables(f"non_derivative:\n{days}", "2026-06-17"), date(2026, 6, 17))
    assert found.trades[0].columns == ("8 days, 1 to 8 Jun 2026, S, 8 lines",)
    assert "sold 80 common on 8 days, 1 to 8 Jun 2026, at $20.00, $1,600" in found.statement


@needs_git
def test_a_draft_that_changes_goes_on_from_the_last_form_in_the_record(tmp_path: Path) -> None:
    record = "filings/acme/2026-05-04-doe-form4.yaml", "filings/acme/2026-07-20-doe-form4.yaml"
    told = history(tmp_path / "record")
    told.save({record[0]: EARLIER, record[1]: SALE})
    told.write({record[1]: SALE.replace("disposed: 35310", "disposed: 35346")})
    job = Job(
        root=told.root, home=redwell.home(), base="HEAD", head=None, today=date(2026, 7, 22), is_built=False
    )
    (found,) = reviewing(job).review.filings
    assert found.change == "changed"
    assert [each.origin for each in found.trades[0].holders] == ["Form 4 of 4 May 2026"] * 2
    assert [each.adds_up for each in found.trades[0].holders] == ["yes", "yes"]
    assert found.what == "class A common, line 4: number moved −35,310 → −35,346"


def test_a_draft_of_an_amendment_is_laid_over_its_original_too(tmp_path: Path) -> None:
    made = {
        name: look(tmp_path, text, f"filings/acme/{name}.yaml")
        for name, text in (
            ("original", FIRST),
            ("before", AMENDMENT),
            ("now", AMENDMENT.replace("295.41", "295.31")),
        )
    }
    pair = Pair(change="changed", before=made["before"], after=made["now"], last=made["original"])
    found = filing_review(pair, date(2026, 6, 19))
    assert [line.place for line in found.trades[0].holders[0].lines] == [None, None, 1]
    assert found.what == "common, line 1: price $295.41 → $295.31"


def of_a_day(form: str, line: str, filed: str = "", amends: str = "") -> str:
    """A form on one purchase, which is named by its number and the balance after it."""
    rows = "".join(
        f"  - {{title: Common Stock, date: 2026-08-17, code: P, acquired: {number}, price: 10, owned_after: "
        f"{after}, ownership: direct}}\n"
        for number, _, after in (each.partition("/") for each in line.split())
    )
    text = with_tables(f"non_derivative:\n{rows}", "2026-08-24").replace('form: "4"', f'form: "{form}"')
    if amends:
        text += f"amendment: {{original_filed: 2026-08-18, amends: {amends}, explanation: Another number.}}\n"
    day, _, number = filed.partition("/")
    return text + (FILED.format(day=day, number=number) if filed else "")


def amended(root: Path, **texts: str) -> FilingReview:
    """The review of the last of these files, which is new."""
    told = history(root / "record")
    files = {f"filings/acme/{name}.yaml": text for name, text in texts.items()}
    *_, new = files
    told.save({name: text for name, text in files.items() if name != new})
    told.write({new: files[new]})
    job = Job(
        root=told.root, home=redwell.home(), base="HEAD", head=None, today=date(2026, 8, 25), is_built=False
    )
    (found,) = reviewing(job).review.filings
    return found


@needs_git
def test_an_amendment_is_laid_over_the_original_that_it_names(tmp_path: Path) -> None:
    """Both originals were filed on one day, and the other one is amended later than this one was filed."""
    found = amended(
        tmp_path,
        a=of_a_day("4", "100/1100", "2026-08-18/1"),
        a1=of_a_day("4/A", "200/1200", "2026-08-24/3", "a.yaml"),
        b=of_a_day("4", "50/1250", "2026-08-18/2"),
        b1=of_a_day("4/A", "60/1260", amends="b.yaml"),
    )
    assert found.compared_with == "filings/acme/b.yaml"
    corrections = [each.before for row in found.tables[0].rows for each in row.corrections]
    assert corrections == ["+50"]


@needs_git
def test_an_amendment_of_an_amendment_is_laid_over_all_that_stands(tmp_path: Path) -> None:
    found = amended(
        tmp_path,
        a=of_a_day("4", "100/1100 50/1150", "2026-08-18/1"),
        a1=of_a_day("4/A", "200/1200", "2026-08-24/2", "a.yaml"),
        a2=of_a_day("4/A", "250/1250", amends="a1.yaml"),
    )
    assert found.compared_with == "filings/acme/a1.yaml"
    assert [row.change for row in found.tables[0].rows] == ["changed", "same"]
    assert [each.before for row in found.tables[0].rows for each in row.corrections] == ["+200"]
    assert found.trades[0].holders[0].adds_up != "yes"
    assert [line.place for line in found.trades[0].holders[0].lines] == [1, None]


def of_days(*lines: str, kind: str = "4", tail: str = "") -> str:
    """A form on trades, each named by its day, code, number and the balance after it, if it says one."""
    rows = ""
    for line in lines:
        day, code, number, after = line.split("/")
        way = "acquired" if code == "P" else "disposed"
        owned = f", owned_after: {after}" if after else ""
        rows += (
            f"  - {{title: Common Stock, date: 2026-{day}, code: {code}, {way}: {number}, price: 10{owned}"
        )
        rows += ", ownership: direct}\n"
    text = with_tables(f"non_derivative:\n{rows}", "2026-08-24").replace('form: "4"', f'form: "{kind}"')
    return text + tail


@needs_git
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("07-05/S/500/", "08-20/S/1000/119800"), "a line is earlier than the Form 4 of 17 Aug 2026"),
        (("07-05/S/500/119500", "08-20/S/1000/119800"), "a line is earlier than the Form 4 of 17 Aug 2026"),
        (("08-18/S/500/", "08-20/S/1000/119800"), "line 1 says no balance"),
        (("08-18/S/500/", "08-20/S/1000/"), "lines 1 and 2 say no balance"),
        (("08-18/S/500/120800", "08-20/S/1000/119800"), ""),
    ],
)
def test_a_late_line_or_one_without_a_balance_is_never_proved(
    tmp_path: Path, lines: tuple[str, ...], said: str
) -> None:
    found = amended(
        tmp_path,
        a=of_days("05-04/P/100/120000", tail=FILED.format(day="2026-05-05", number=1)),
        b=of_days("08-17/P/1300/121300", tail=FILED.format(day="2026-08-18", number=2)),
        c=of_days(*lines),
    )
    (holder,) = found.trades[0].holders
    assert (holder.adds_up, holder.is_open) == ((f"not proved: {said}", True) if said else ("yes", False))
    assert f"· not proved: {said} ·" in found.line if said else "· adds up ·" in found.line


@needs_git
def test_a_line_that_an_amendment_adds_without_a_balance_is_not_proved(tmp_path: Path) -> None:
    amends = "amendment: {original_filed: 2026-08-18, amends: b.yaml, explanation: A line lacked.}\n"
    found = amended(
        tmp_path,
        a=of_days("05-04/P/100/120000", tail=FILED.format(day="2026-05-05", number=1)),
        b=of_days("08-17/P/1300/121300", tail=FILED.format(day="2026-08-18", number=2)),
        c=of_days("08-17/P/1300/121300", "08-17/P/200/", kind="4/A", tail=amends),
    )
    assert found.trades[0].holders[0].adds_up == "not proved: line 2 says no balance"
    assert "adds up" not in found.line


def test_a_corrected_movement_reads_as_words(tmp_path: Path) -> None:
    row = "since_last: {added: 1000, why: dividend_reinvestment}"
    before = SALE.replace(row, "since_last: {added: 5, why: employee_plan, date: 2026-06-01}")
    now = SALE.replace(row, "since_last: [{added: 7, why: employee_plan, date: 2026-06-01}, {why: split}]")
    found = reviewed(tmp_path, now, date(2026, 7, 22), before=before)
    text = markdown(whole(found, date(2026, 7, 22)))
    assert "Movement(" not in text
    assert "Decimal" not in text
    assert "+7, employee plan, 1 Jun 2026; split" in text


def test_an_attorney_in_fact_is_named_as_one(tmp_path: Path) -> None:
    by_attorney = VESTING.replace("  - signer: Jane Doe\n", "  - signer: Ann Roe\n    for: Jane Doe\n")
    found = reviewed(tmp_path, by_attorney, date(2026, 6, 17))
    assert (
        "· signed 17 Jun 2026 by Ann Roe, attorney-in-fact · adds up; 2 positions have nothing to compare ·"
        in found.line
    )


def drafted(root: Path, *pairs: tuple[str, str]) -> FilingReview:
    """The vesting of units, as a draft that was reported otherwise before."""
    return reviewed(root, changed(VESTING, *pairs), date(2026, 6, 17), before=VESTING)


def test_a_transaction_that_is_removed_is_no_holding_that_is_gone(tmp_path: Path) -> None:
    withheld = f"  - title{LINES.split('  - title')[2]}"
    found = drafted(tmp_path, (withheld, ""), ("footnotes: [plan]", "footnotes: [plan, withheld]"))
    (table, *_) = found.tables
    assert [(row.change, row.difference) for row in table.rows if row.change == "removed"] == [
        ("removed", None)
    ]
    assert found.what.startswith("common (15 Jun 2026, F, −124, at $296.42) removed")
    assert found.tasks[:2] == (
        "Common Stock, direct, does not add up (124 too few, not explained): what else moved?",
        "Common Stock (direct, transaction 15 Jun 2026, F, −124, at $296.42) in Table I was removed: was it "
        "not done, or does another form report it?",
    )


def test_a_line_that_is_a_sale_only_now_is_looked_at_as_a_sale(tmp_path: Path) -> None:
    found = drafted(tmp_path, ("value: F", "value: S"))
    assert [task for task in found.tasks if "line 2" in task] == [
        "tie line 2 of Table I out to the fills: day, number and price",
        "line 2 of Table I: one trade each at the printed price? no footnote gives a range",
        "was a Form 144 sent for the sale of line 2 of Table I?",
        "line 2 of Table I (Common Stock): the transaction code went from F to S: is that what was done?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "task"),
    [
        (
            "price: 296.42",
            "price: 296.24",
            "the price went from $296.42 to $296.24: compare with the source document",
        ),
        ("value: 295.14", "value: 294.95", "the price went from $295.14 to $294.95: compare with the fills"),
        (
            "owned_after: 38829",
            "owned_after: 38892",
            "what is owned after it went from 38,829 to 38,892: what else moved?",
        ),
    ],
)
def test_each_corrected_value_has_a_task(tmp_path: Path, old: str, new: str, task: str) -> None:
    assert any(each.endswith(f"(Common Stock): {task}") for each in drafted(tmp_path, (old, new)).tasks)


def test_another_holder_of_a_line_is_asked_about(tmp_path: Path) -> None:
    other = SALE.replace("value: By Oak Trust", "value: By Ash Trust")
    found = reviewed(tmp_path, other, date(2026, 7, 22), before=SALE)
    assert (
        'line 4 of Table I (Class A Common Stock): nature of ownership was "By Oak Trust": is it with its '
        "right holder?"
    ) in found.tasks


def test_words_alone_never_make_a_balance_add_up(tmp_path: Path) -> None:
    """A movement without a number, and a note that speaks of one."""
    unnumbered = SALE.replace("since_last: {added: 1000,", "since_last: {").replace("2457611", "2457647")
    found = reviewed(tmp_path / "a", unnumbered, date(2026, 7, 22), previous=EARLIER)
    elm, oak = found.trades[0].holders
    assert (elm.adds_up, elm.is_open, oak.adds_up) == (
        "not proved: dividend reinvestment moved +1,000",
        True,
        "yes",
    )
    assert "· not proved: dividend reinvestment moved +1,000 ·" in found.line
    assert (
        "Class A Common Stock, By Elm Trust: not proved: dividend reinvestment moved +1,000: compare with "
        "the statement of the account"
    ) in found.tasks
    noted = SALE.replace("owned_after: 2457611", "owned_after: {value: 2457611, footnotes: [gone]}")
    noted = noted.replace(
        "footnotes:\n  low", "footnotes:\n  gone: After a transfer to the direct account.\n  low"
    )
    found = reviewed(tmp_path / "b", noted, date(2026, 7, 22), previous=EARLIER)
    _, oak = found.trades[0].holders
    assert (oak.adds_up, oak.is_off, oak.is_open) == ("36 too few; a note may say why", False, True)
    assert "· does not add up: 36 too few; a note may say why ·" in found.line


def test_a_signature_after_ten_in_the_evening_has_the_day_of_the_calendar(tmp_path: Path) -> None:
    """EDGAR's day is the next one then, and nobody can have signed on it yet."""
    found = look(tmp_path, VESTING.replace("2026-06-17", "2026-06-18"), "filings/acme/now.yaml")
    pair = Pair(change="added", before=None, after=found)
    asked = '"/s/ Jane Doe" is signed 18 Jun 2026, a date in the future'
    late = filing_review(pair, date(2026, 6, 18), calendar=date(2026, 6, 17))
    assert (asked in late.tasks, late.state) == (True, "not ready to file")
    assert asked not in filing_review(pair, date(2026, 6, 18)).tasks


def test_no_balance_goes_on_from_the_folder_of_another_client(tmp_path: Path) -> None:
    now = look(tmp_path, VESTING, "filings/acme/now.yaml")
    first = VESTING.replace("2026-06-1", "2026-05-1").replace("38713", "38000")
    near, far = (look(tmp_path, first, f"filings/{name}/first.yaml") for name in ("acme", "other"))
    of_one, of_other = (
        filing_review(
            Pair(change="added", before=None, after=now, previous=each, others=others), date(2026, 6, 17)
        )
        for each, others in ((near, others_of(near)), (far, ()))
    )
    assert "does not add up" in of_one.line
    assert "· adds up; 2 positions have nothing to compare ·" in of_other.line
    assert [each for each in of_other.notes if "another folder" in each] == [
        "the owner's last form is in another folder, filings/other/first.yaml: no balance goes on from it; "
        "move this filing to that folder, if it is one client"
    ]


def test_a_code_that_acquires_and_disposes_has_a_column_for_each(tmp_path: Path) -> None:
    found = reviewed(tmp_path, SALE.replace("disposed: 43073", "acquired: 43073"), date(2026, 7, 22))
    table, *_ = found.trades
    assert table.columns == (
        "20 Jul 2026, S, disposed, 1 line",
        "20 Jul, S, acquired, 1 line",
        "21 Jul, S, 2 lines",
    )
    assert "sold 268,555 class A common" in found.statement
    assert "acquired (code S) 43,073 class A common" in found.statement


def test_holders_that_only_footnotes_name_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    text = SALE
    for name, label in (("Elm", "low"), ("Oak", "wide")):
        old, new = (
            f"{{value: {who}, footnotes: [{note}]}}"
            for who, note in ((f"By {name} Trust", "plan"), ("See footnote", label))
        )
        text = text.replace(old, new)
    found = reviewed(tmp_path, text, date(2026, 7, 22))
    assert [each.holder for each in found.trades[0].holders] == ["See footnote (1)", "See footnote (3)"]


def test_a_balance_from_a_form_that_is_not_recorded_as_filed_says_so(tmp_path: Path) -> None:
    unfiled = with_tables(LAST, "2026-05-05")
    found = reviewed(tmp_path, SALE, date(2026, 7, 22), previous=unfiled)
    assert {each.origin for each in found.trades[0].holders} == {
        "Form 4 of 4 May 2026, not recorded as filed"
    }


BOERSMA = (
    ("25", "Trust", ((177098, "72.854", 4022003), (43073, "73.5652", 3978930), (14448, "74.7161", 3964482))),
    ("25", "Trust", ((432, "75.2289", 3964050),)),
    (
        "25",
        "Individual",
        ((111376, "72.854", 2529403), (27087, "73.5652", 2502316), (9087, "74.716", 2493229)),
    ),
    ("25", "Individual", ((272, "75.229", 2492957),)),
    (
        "26",
        "Trust",
        ((56147, "74.9862", 3907903), (109646, "75.5356", 3798257), (123802, "76.6714", 3674455)),
    ),
    (
        "26",
        "Individual",
        ((35310, "74.9862", 2457647), (68956, "75.5356", 2388691), (77857, "76.6714", 2310834)),
    ),
)
"""The sales of a chairman's two companies in February 2025: day, company, and number, price and balance."""
SPANS = {
    "72.854": "$72.16 to $73.15",
    "73.5652": "$73.16 to $74.15",
    "74.716": "$74.18 to $75.125",
    "75.22": "$75.20 to $75.30",
    "74.9862": "$74.25 to $75.245",
    "75.5356": "$75.25 to $76.24",
    "76.6714": "$76.25 to $77.15",
}


def of_boersma() -> Iterator[str]:
    yield "non_derivative:\n"
    for day, who, lines in BOERSMA:
        for number, price, balance in lines:
            note = next(f"n{n}" for n, each in enumerate(SPANS) if price.startswith(each))
            yield f"  - {{title: Class A Common Stock, date: 2025-02-{day}, disposed: {number},"
            yield f" code: {{value: S, footnotes: [{who.lower()}]}},"
            yield f" price: {{value: {price}, footnotes: [{note}]}},"
            yield f" owned_after: {balance}, ownership: indirect,"
            yield f' nature_of_ownership: "By DM {who} Aggregator, LLC"}}\n'
    yield "footnotes:\n"
    for n, span in enumerate(SPANS.values()):
        yield f"  n{n}: A weighted average price of trades at prices from {span}.\n"
    for who in ("Trust", "Individual"):
        yield f"  {who.lower()}: Under a Rule 10b5-1 plan adopted by DM {who} Aggregator, LLC on"
        yield " November 22, 2024.\n"


def test_a_real_sale_of_two_companies_reads_as_a_partner_wants_it(tmp_path: Path) -> None:
    head = with_tables("".join(of_boersma()), "2025-02-27")
    text = changed(
        head,
        ("ACME CORP", "Dutch Bros Inc."),
        ("trading_symbol: ACME", "trading_symbol: BROS"),
        ("DOE JANE", "Boersma Travis"),
        ("signer: Jane Doe", "signer: Thomas P. Conaghan\n    for: Travis Boersma"),
    )
    found = reviewed(tmp_path, text, date(2025, 2, 27))
    assert found.line.startswith(
        "Form 4 · Boersma / Dutch Bros [BROS] · sold 854,591 class A common on 25 and 26 Feb 2025, average "
        "$74.66 (fills $72.16 to $77.15), $63.8 m, all under plans adopted 22 Nov 2024 · all indirect, 2 "
        "holders: 6,839,880 → 5,985,289 · due Thu 27 Feb 2025, today by 10 p.m. ET · signed 27 Feb 2025 by "
        "Thomas P. Conaghan, attorney-in-fact · adds up · "
    )
    (table,) = found.trades
    assert table.columns == ("25 Feb 2025, S, 8 lines", "26 Feb, S, 6 lines")
    first, _ = table.holders
    sums = [(f"{each.amount and each.amount.signed}", f"{each.average}") for each in first.sums if each]
    assert (f"{first.before}", first.origin, sums, f"{first.after}", first.adds_up) == (
        "4,199,101",
        "worked back",
        [("−235,051", "$73.1032"), ("−289,595", "$75.9146")],
        "3,674,455",
        "yes",
    )
    assert found.plan
    assert found.plan.plans[1] == (
        "adopted 22 Nov 2024 by DM Individual Aggregator, LLC; first trade under it here 25 Feb 2025, 95 "
        "days later"
    )


def test_the_line_of_a_changed_balance_says_where_it_stands(tmp_path: Path) -> None:
    found = drafted(tmp_path, ("owned_after: 1676", "owned_after: 1767"))
    assert found.what == "restricted stock unit, line 1: owned after it 1,676 → 1,767"


def test_a_note_that_denies_a_plan_names_none(tmp_path: Path) -> None:
    denied = "This sale was not made pursuant to a Rule 10b5-1 trading plan."
    text = changed(
        VESTING,
        ("plan_10b5_1: true", "plan_10b5_1: false"),
        ("The sale was made under a Rule 10b5-1 plan adopted on February 6, 2026.", denied),
    )
    found = reviewed(tmp_path, text, date(2026, 6, 17))
    assert "plan" not in found.statement
    assert [task for task in found.tasks if "plan" in task] == [
        "the box is not ticked: was any of these trades under a Rule 10b5-1 plan?"
    ]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "Shares delivered by the reporting person to the issuer in payment of the exercise price.",
            "paid with 124 common (F) on 15 Jun 2026 for the exercise price, at $296.42",
        ),
        ("Shares surrendered to the issuer.", "paid with 124 common (F) on 15 Jun 2026, at $296.42"),
        ("Shares withheld by the issuer.", "had withheld 124 common on 15 Jun 2026, at $296.42"),
        (
            "Withheld to pay the exercise price and the tax.",
            "had withheld 124 common on 15 Jun 2026 for the exercise price and tax, at $296.42",
        ),
        (
            "Withheld by the issuer for the exercise price, not for tax.",
            "had withheld 124 common on 15 Jun 2026 for the exercise price, at $296.42",
        ),
        (
            "Delivered for the exercise price. No shares were withheld for tax.",
            "paid with 124 common (F) on 15 Jun 2026 for the exercise price, at $296.42",
        ),
        (
            "Not a sale but what the issuer withheld for tax.",
            "had withheld 124 common on 15 Jun 2026 for tax, at $296.42",
        ),
    ],
)
def test_what_shares_paid_is_said_as_far_as_a_note_says_it(tmp_path: Path, note: str, said: str) -> None:
    text = changed(VESTING, ("Shares withheld by the issuer to pay taxes on the vesting.", note))
    assert said in reviewed(tmp_path, text, date(2026, 6, 17)).statement


def test_the_price_of_one_line_is_an_average_where_its_note_says_so(tmp_path: Path) -> None:
    single = "    price:\n      value: 295.14\n      footnotes: [average]\n"
    assert single in VESTING
    found = markdown(whole(reviewed(tmp_path, VESTING, date(2026, 6, 17)), date(2026, 6, 17)))
    assert "<br><sub>av. <span>&#36;</span>295.14</sub>" in found
    assert "<br><sub>at <span>&#36;</span>296.42</sub>" in found


def test_who_signs_for_several_owners_is_named_once(tmp_path: Path) -> None:
    fund = VESTING[VESTING.index("  - name: ") : VESTING.index("non_derivative:")]
    head = fund.splitlines()[0]
    line = VESTING[VESTING.index("signatures:") :]
    owners = changed(fund, (head, "  - name: BIG FUND LP")) + changed(
        fund, (head, "  - name: BIG GP LLC"), ('cik: "', 'cik: "1')
    )
    text = changed(
        VESTING,
        (fund, owners),
        (
            line,
            "signatures:\n  - {signer: Ann Poe, capacity: Managing Member, for: [BIG FUND LP, BIG GP LLC]}\n",
        ),
    )
    found = markdown(whole(reviewed(tmp_path, text, date(2026, 6, 17)), date(2026, 6, 17)))
    assert (
        "- **Ann Poe, Managing Member for BIG FUND LP and BIG GP LLC** (**added**): **not signed**\n" in found
    )


def test_the_securities_under_a_derivative_are_not_what_is_owned_where_that_is_not_given_yet(
    tmp_path: Path,
) -> None:
    text = changed(VESTING, ("    owned_after: 1676\n", ""))
    _, table = reviewed(tmp_path, text, date(2026, 6, 17), before=VESTING).tables
    (row,) = table.rows
    assert (str(row.before), row.after) == ("1,676", None)


def test_what_since_last_says_is_a_task_with_its_note(tmp_path: Path) -> None:
    other = SALE.replace("why: dividend_reinvestment", 'why: other, note: "a gift, unseen"')
    found = reviewed(tmp_path, other, date(2026, 7, 22), previous=EARLIER)
    task = (
        "Class A Common Stock, By Elm Trust: since_last adds 1,000 (other: a gift, unseen): compare with the "
        "account statement"
    )
    assert task in found.tasks


def test_early_and_exempt_lines_are_shown_and_have_a_task(tmp_path: Path) -> None:
    terms = ("    price: 296.42", "    timing: early\n    exempt: 16b-3(e)\n    price: 296.42")
    found = reviewed(tmp_path, changed(VESTING, terms), date(2026, 6, 17))
    assert [task for task in found.tasks if task.startswith("line 2 of Table I: ")] == [
        "line 2 of Table I: reported early: exempt from Form 4, so not due in two business days?",
        "line 2 of Table I: exempt under 16b-3(e), so not matched: read the approval",
    ]
    made = markdown(whole(found, date(2026, 6, 17)))
    assert "| F<br><sub>early, exempt under 16b-3(e)</sub> |" in made
    shown = page(whole(found, date(2026, 6, 17)), {}, redwell.home())
    assert 'F<br><span class="note">early, exempt under 16b-3(e)</span>' in shown


def test_a_new_value_of_a_transaction_is_said(tmp_path: Path) -> None:
    found = drafted(tmp_path, ("    price: 296.42", "    exempt: 16b-3(d)\n    price: 296.42"))
    assert "exempt under: none → 16b-3(d)" in found.line


def test_a_plan_in_the_remarks_is_read(tmp_path: Path) -> None:
    plan = "  plan: The sale was made under a Rule 10b5-1 plan adopted on February 6, 2026.\n"
    noted = changed(
        VESTING, (plan, ""), ("      footnotes: [plan]\n", ""), ("plan_10b5_1: true", "plan_10b5_1: false")
    )
    remarks = "remarks: The sale was made under a Rule 10b5-1 plan.\n"
    found = reviewed(tmp_path, f"{noted}{remarks}", date(2026, 6, 17))
    assert found.plan
    assert found.plan.plans == ("the remarks name a plan, and no day of its adoption",)


def test_the_review_says_whether_fills_were_proved(tmp_path: Path) -> None:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    proof = folder / "px.csv"
    given = f"{VESTING}sources: [px.csv]\n"

    def tasks(content: str) -> list[str]:
        proof.write_text(content, "utf-8")
        return [each for each in reviewed(tmp_path, given, date(2026, 6, 17)).tasks if "fills" in each][:1]

    head = "day,quantity,price\n"
    assert tasks(f"{head}2026-06-16,50,294.70\n2026-06-16,66,295.4733\n") != []
    assert tasks("day,qty,px\n2026-06-16,116,295.14\n") == [
        "tie line 3 of Table I out to the fills: day, number and price; px.csv was not read as fills"
    ]
    assert tasks(f"{head}2026-06-16,116,11\n") == [
        "tie line 3 of Table I out to the fills: day, number and price"
    ]
    assert tasks(f"{head}2026-06-16,31,294.70\n2026-06-16,40,295.55\n2026-06-16,45,295.0787\n") == [
        "line 3 of Table I: as in the fills of px.csv: are these all trades of the account?"
    ]


def test_what_acquires_and_leaves_nothing_is_explained_and_not_overdrawn(tmp_path: Path) -> None:
    line = (
        "non_derivative:\n  - title: Common Stock\n    date: 2026-06-15\n    code: C\n    acquired: 500\n"
        "    price: 0\n    owned_after: {value: 0, footnotes: [moved]}\n    ownership: direct\n"
        "footnotes:\n  moved: Shares were distributed pro rata in reliance on Rule 16a-13.\n"
    )
    found = reviewed(tmp_path, with_tables(line, "2026-06-17"), date(2026, 6, 17))
    holder = found.trades[0].holders[0]
    assert (holder.before, holder.adds_up, holder.is_off, holder.is_open) == (
        None,
        "not proved: a footnote names Rule 16a-13",
        False,
        True,
    )
    assert "· not proved: a footnote names Rule 16a-13 ·" in found.line
