"""The docket: every duty of a record, by date, in every format, from the filings alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from markupsafe import escape

from redwell.builds import record
from redwell.commands import program
from redwell.deadlines.docketed import Docketed, DueReport, WindowTrade, as_text, from_text
from redwell.deadlines.standing import Due
from redwell.deadlines.windows import six_months_after
from redwell.docket.docket import Docket, DocketView, make_docket
from redwell.docket.duties import Duty, Parties
from redwell.docket.formats.html import html_page, verdict
from redwell.docket.formats.ics import ZONE, calendar_file
from redwell.docket.formats.json import json_text
from redwell.docket.formats.text import columns_of, counts_of, tenure_words
from redwell.docket.years import delinquents
from redwell.review.formats.html import policy
from tests.docket_filings import (
    DOE,
    HELD,
    HOME,
    TODAY,
    docket_of,
    filing,
    lines,
    record_of,
    signature,
    written,
)

Filings = list[tuple[str, Docketed]]
DOE_4, ROE_4 = "filings/acme/2026-12-22-doe-form4.yaml", "filings/acme/2026-12-18-roe-form4.yaml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("docket"))


@pytest.fixture(scope="module")
def filings(root: Path) -> Filings:
    return record_of(root)[0]


@pytest.fixture(scope="module")
def docket(root: Path) -> Docket:
    return docket_of(root)


def view(**given: object) -> DocketView:
    return replace(DocketView(today=TODAY), **given)  # type: ignore[arg-type]


def found(filings: Filings, kind: str, **given: object) -> list[Duty]:
    """The duties of a kind in a view."""
    return [each for each in make_docket(filings, view(**given)).duties if each.kind == kind]


def with_filing(filings: Filings, name: str, **changes: object) -> Filings:
    """The filings, with changes of one."""
    return [
        (each, replace(filing, **changes) if each == name else filing)  # type: ignore[arg-type]
        for each, filing in filings
    ]


def one_filing(root: Path, text: str) -> Filings:
    """The record of one filing."""
    path = root / "filings" / "acme" / "one.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return record_of(root)[0]


# --- whole outputs ---


@pytest.mark.parametrize("width", [80, 110])
def test_the_columns_are_as_expected(docket: Docket, width: int, golden: Callable[[str, str], None]) -> None:
    text = columns_of(docket, width, is_colored=False)
    assert max(map(len, text.splitlines())) <= width
    golden(f"docket/columns-{width}.txt", text)


def test_everything_is_as_expected(filings: Filings, golden: Callable[[str, str], None]) -> None:
    golden("docket/all.txt", columns_of(make_docket(filings, view(is_all=True)), 110, is_colored=False))


def test_the_data_are_as_expected(docket: Docket, golden: Callable[[str, str], None]) -> None:
    golden("docket/docket.json", json_text(docket))


def test_the_calendar_is_as_expected(docket: Docket, golden: Callable[[str, str], None]) -> None:
    golden("docket/docket.ics", calendar_file(docket).replace("\r\n", "\n"))


def test_the_page_is_as_expected(docket: Docket, golden: Callable[[str, str], None]) -> None:
    page = html_page(docket, HOME)
    style = page.partition("<style>")[2].partition("</style>")[0]
    allowed = str(escape(policy(style)))
    assert allowed in page
    golden("docket/docket.html", page.replace(style, "").replace(allowed, ""))


def test_the_manual_names_every_key_of_the_data(filings: Filings) -> None:
    manual = (HOME / "docs" / "docket.md").read_text("utf-8")
    data = json.loads(json_text(make_docket(filings, view(issuer="acme"))))
    names = {*data, *data["duties"][0], *data["item_405"][0], *data["item_405"][0]["reports"][0]}
    names |= {*data["insiders"][0]}
    assert [name for name in sorted(names) if f"`{name}`" not in manual] == []


# --- the forms ---


def test_each_day_of_transactions_is_a_row_of_its_own(docket: Docket) -> None:
    rows = [each for each in docket.duties if each.filing.endswith("2026-12-18-roe-form4.yaml")]
    assert [(each.title, each.date, each.standing) for each in rows if each.kind == "form"] == [
        ("Form 4, sale of 18 Dec 2026", date(2026, 12, 22), "overdue by 1 day"),
        ("Form 4, sale of 21 Dec 2026", date(2026, 12, 23), "due today"),
    ]


def test_a_day_that_is_not_known_yet_is_not_overdue_before_the_later_one_is_past(filings: Filings) -> None:
    def row(given: Filings, today: date) -> tuple[str, str]:
        duties = make_docket(given, view(today=today)).duties
        found = next(each for each in duties if each.title == "Form 4, purchase of 22 Dec 2026")
        return found.group, found.standing

    def note(today: date) -> str:
        docket = make_docket(filings, view(today=today))
        [row] = [each for each in docket.duties if each.kind == "form" and each.filing == DOE_4]
        return row.notes[-1]

    assert note(date(2026, 12, 24)) == "or 28 Dec 2026 if EDGAR is closed on 24 Dec"
    assert note(date(2026, 12, 30)) == "or 28 Dec 2026 if EDGAR was closed on 24 Dec"
    assert row(filings, date(2026, 12, 23)) == ("ahead", "1 day left")
    assert row(filings, date(2026, 12, 28)) == ("ahead", "overdue unless EDGAR was closed on 24 Dec")
    assert row(filings, date(2026, 12, 29)) == ("overdue", "overdue by at least 1 day")
    filed = [(name, replace(each, filed=date(2026, 12, 28))) for name, each in filings if "doe-form4" in name]
    standing = "filed on time if EDGAR was closed on 24 Dec"
    assert row(filed, date(2026, 12, 29)) == ("done", standing)


def test_overdue_is_first_and_each_group_goes_by_date_with_unknown_days_last(
    docket: Docket,
) -> None:
    groups = [name for name, _, _ in docket.groups]
    assert groups == ["overdue", "ahead", "unknown", "not recorded", "done"]
    for group, _, duties in docket.groups:
        found = [(group == "not recorded" and each.date is None, each.place) for each in duties]
        assert found == sorted(found)


def test_what_is_years_ago_is_silent_unless_asked(filings: Filings) -> None:
    later = view(today=date(2031, 6, 2))
    assert {(each.kind, each.group) for each in make_docket(filings, later).duties} == {
        ("statement", "ahead")
    }
    assert make_docket(filings, replace(later, is_all=True)).duties
    asked = make_docket(filings, replace(later, year=2026)).duties
    assert asked
    years = [{(each.date or each.told).year, (each.fiscal_year or each.told).year} for each in asked]
    assert all(2026 in each for each in years)


@pytest.mark.parametrize(
    ("code", "side", "day", "is_due"),
    [
        ("G", "acquired", "2026-06-01", False),
        ("G", "disposed", "2026-06-01", True),
        ("G", "disposed", "2023-02-24", False),
        ("W", "acquired", "2026-06-01", False),
        ("L", "acquired", "2026-06-01", False),
        ("P", "acquired", "2026-06-01", True),
    ],
)
def test_what_waits_for_form_5_is_not_overdue_on_form_4(
    tmp_path: Path, code: str, side: str, day: str, *, is_due: bool
) -> None:
    body = "plan_10b5_1: false\n" + lines((day, code, side, 1100)) + signature("Jane M. Doe")
    docket = make_docket(one_filing(tmp_path, filing("4", DOE, body)), view(is_all=True))
    [row] = [each for each in docket.duties if each.kind == "form"]
    assert (row.date is not None, row.group == "overdue", bool(docket.delinquents)) == (is_due,) * 3


@pytest.mark.parametrize("day", ["0001-01-03", "2002-12-31", "2050-01-03", "9999-07-01"])
def test_a_sale_on_a_day_without_a_known_due_date_does_not_wait_for_form_5(tmp_path: Path, day: str) -> None:
    body = "plan_10b5_1: false\n" + lines((day, "S", "disposed", 900))
    [(name, draft)] = one_filing(tmp_path, filing("4", DOE, body))
    [row] = found([(name, draft)], "form", is_all=True)
    assert row.group == "unknown"
    assert row.notes == ("draft", "due dates are known for the years 2003 to 2049: is the day right?")
    [row] = found([(name, replace(draft, filed=draft.period))], "form", is_all=True)
    assert row.notes[1] == "due dates are known for the years 2003 to 2049"


def test_a_gift_received_waits_though_the_same_holder_gives_as_many(tmp_path: Path) -> None:
    gifts = ("2026-08-03", "G", "acquired", 1100), ("2026-08-10", "G", "disposed", 1000)
    body = "plan_10b5_1: false\n" + lines(*gifts) + signature("Jane M. Doe", "2026-08-12")
    text = filing("4", DOE, body + "filed: {date: 2026-08-12}\n")
    docket = make_docket(one_filing(tmp_path, text), view(is_all=True))
    rows = [each for each in docket.duties if each.kind == "form"]
    assert sorted((each.title, each.standing) for each in rows) == [
        ("Form 4, gift of 10 Aug 2026", "filed on time"),
        ("Form 4, gift of 3 Aug 2026", "filed 12 Aug 2026"),
    ]
    assert docket.delinquents == ()


def test_small_acquisitions_that_pass_10_000_dollars_are_due_after_the_last(tmp_path: Path) -> None:
    bought = ("2026-06-01", "L", "acquired", 1100), ("2026-08-03", "L", "acquired", 1200)
    body = (
        "plan_10b5_1: false\n" + lines(*bought).replace("price: 20", "price: 60") + signature("Jane M. Doe")
    )
    [row] = found(one_filing(tmp_path, filing("4", DOE, body)), "form", today=date(2026, 8, 4))
    assert (row.title, row.date, row.notes) == (
        "Form 4, small acquisition of 3 Aug 2026 (2 transactions)",
        date(2026, 8, 5),
        ("for signature", "second business day after the small acquisition past $10,000 of 3 Aug"),
    )


# --- the year ---


def test_the_statement_names_who_was_there_and_who_left(filings: Filings) -> None:
    [row] = [each for each in found(filings, "statement") if each.date]
    assert row.date == date(2027, 2, 16)
    assert row.owners == ("ROE RICHARD", "LEE LINDA", "POE PAULA", "DOE JANE M")
    assert "POE PAULA: exit box ticked on the form for 30 Nov 2026" in row.notes


def test_who_left_before_a_year_is_not_asked_for_it(filings: Filings) -> None:
    rows = [each for each in found(filings, "statement", today=date(2027, 12, 1)) if each.date]
    assert [each.owners for each in rows if each.fiscal_year == date(2027, 12, 31)] == [
        ("ROE RICHARD", "LEE LINDA", "DOE JANE M")
    ]


def test_a_later_form_with_the_exit_box_leaves_the_day_of_the_first(filings: Filings) -> None:
    name, first = next(each for each in filings if "poe-form4" in each[0])
    after = replace(first, period=date(2027, 1, 25), filed=date(2027, 1, 27))
    gone = [*filings, (name.replace("2026-11-30", "2027-01-25"), after)]

    def left(record: Filings) -> list[date | None]:
        insiders = make_docket(record, view(issuer="acme")).insiders
        return [each.left for each in insiders if each.insider.name == "POE PAULA"]

    assert left(gone) == [date(2026, 11, 30)]
    [row] = found(gone, "statement", today=date(2027, 1, 28), issuer="acme")[:1]
    assert "POE PAULA: exit box ticked on the form for 30 Nov 2026" in row.notes
    # A form without the tick says that she is an insider again.
    back = replace(after, period=date(2027, 3, 1), left=False)
    again = replace(after, period=date(2027, 6, 1))
    assert left([*gone, ("acme/b", back)]) == [None]
    assert left([*gone, ("acme/b", back), ("acme/c", again)]) == [date(2027, 6, 1)]


def test_who_files_a_form_5_is_not_asked_for_a_statement(filings: Filings) -> None:
    rows = [each for each in found(filings, "statement", year=2025) if each.fiscal_year == date(2025, 12, 31)]
    assert [each.owners for each in rows] == [("ROE RICHARD", "LEE LINDA")]


def test_who_has_filed_nothing_for_long_may_have_left(filings: Filings) -> None:
    without = [each for each in filings if "roe-form4" not in each[0]]
    [row] = [each for each in found(without, "statement") if each.date]
    assert row.owners == ("LEE LINDA", "POE PAULA", "DOE JANE M")
    assert "no filing for over a year: ROE RICHARD: still an insider?" in row.notes


def test_a_director_who_files_nothing_for_long_is_still_asked_for_each_year(filings: Filings) -> None:
    form_3 = [each for each in filings if "roe-form3" in each[0]]
    rows = sorted(found(form_3, "statement", is_all=True), key=lambda each: each.place)
    assert [(each.fiscal_year and each.fiscal_year.year, each.owners) for each in rows] == [
        (year, ("ROE RICHARD",)) for year in range(2022, 2027)
    ]
    notes = ["no filing for over a year: ROE RICHARD: still an insider?" in each.notes for each in rows]
    assert notes == [False, False, True, True, True]


def test_the_end_of_the_year_is_asked_for_where_no_filing_gives_it(filings: Filings) -> None:
    [row] = [each for each in found(filings, "statement") if each.date is None]
    assert row.notes == (
        "add under issuer: in filings/boreal/2026-09-01-kim-form4a.yaml, if the year ends with December: "
        'fiscal_year_end: "12-31"',
    )


def test_the_list_for_item_405_counts_reports_and_transactions(filings: Filings) -> None:
    [found] = [
        each
        for each in delinquents(filings, Parties(filings), TODAY)
        if each.owner == "POE PAULA" and each.year == date(2026, 12, 31)
    ]
    assert (len(found.late), found.late_lines, len(found.open)) == (1, 2, 0)


def test_a_missed_line_on_a_form_5_that_is_not_filed_is_a_failure_to_file(filings: Filings) -> None:
    name, filing = next(each for each in filings if "form5" in each[0])
    draft = [(name, replace(filing, filed=None, signing="draft"))]
    [found] = make_docket(draft, view(today=date(2026, 2, 2))).delinquents
    assert (len(found.late), found.late_lines, len(found.open), found.open_lines) == (
        0,
        0,
        1,
        1,
    )
    [report] = found.reports
    assert (report.what, report.filed) == ("sale of 1 Apr 2025, first reported on Form 5", None)
    assert [*counts_of(found)] == ["1 report overdue and not recorded as filed (1 transaction)"]


@pytest.mark.parametrize("code", ["M", "C", "X"])
def test_an_exercise_in_both_tables_is_one_transaction(tmp_path: Path, code: str) -> None:
    table_2 = (
        "derivative:\n  - {title: Option, conversion_or_exercise_price: 5, date: 2026-04-01, code: CODE, "
        "disposed: 100, date_exercisable: 2024-01-01, expiration_date: 2030-01-01, underlying: {title: "
        "Common Stock, amount: 100}, price: 0, owned_after: 0, ownership: direct}\n"
    ).replace("CODE", code)
    body = (
        "plan_10b5_1: false\n"
        + lines(("2026-04-01", code, "acquired", 1100), ("2026-04-01", "S", "disposed", 1000))
        + table_2
        + signature("Jane M. Doe", "2026-04-10")
        + "filed: {date: 2026-04-10}\n"
    )
    [late] = make_docket(one_filing(tmp_path, filing("4", DOE, body)), view(is_all=True)).delinquents
    assert [*counts_of(late)] == ["1 late report", "2 transactions reported late"]


def test_the_lines_of_a_late_form_5_are_transactions_reported_late(tmp_path: Path) -> None:
    body = (
        "period: 2025-12-31\nplan_10b5_1: false\n"
        + lines(("2025-04-01", "G", "acquired", 700), ("2025-05-01", "G", "acquired", 800))
        + signature("Jane M. Doe", "2026-02-20")
        + "filed: {date: 2026-02-20}\n"
    )
    [found] = make_docket(one_filing(tmp_path, filing("5", DOE, body)), view(is_all=True)).delinquents
    assert found.year == date(2025, 12, 31)
    assert [*counts_of(found)] == ["1 late report", "2 transactions reported late"]


def test_insiders_of_a_foreign_private_issuer_are_asked_for_no_statement(tmp_path: Path) -> None:
    def rows(owner_is: str, day: str) -> list[tuple[str, str, date | None]]:
        body = "plan_10b5_1: false\n" + lines((day, "S", "disposed", 900))
        text = filing("4", DOE, body, owner_is=owner_is).replace(
            '  cik: "0009980001"', '  cik: "0009980001"\n  foreign_private_issuer: true'
        )
        (tmp_path / day).mkdir()
        docket = make_docket(one_filing(tmp_path / day, text), view(year=2026))
        assert all(each.kind != "window" for each in docket.duties)
        relief = "unless the SEC's orders of 5 Mar and 20 May 2026 exempt insiders who report at home"
        assert all((relief in each.notes) is bool(each.date) for each in docket.duties if each.kind == "form")
        return [(each.kind, each.title, each.date) for each in docket.duties if each.kind != "first form"]

    assert rows("director: true", "2026-06-01") == [
        ("form", "Form 4, sale of 1 Jun 2026", date(2026, 6, 3)),
        ("statement", "Form 5, if one is due, fiscal year to 31 Dec 2026", date(2027, 2, 16)),
    ]
    # An order is cited from its day.
    text = filing("3", DOE, "date_of_event: 2026-03-18\n" + HELD).replace(
        '  cik: "0009980001"', '  cik: "0009980001"\n  foreign_private_issuer: true'
    )
    record = one_filing(tmp_path, text)
    said = [
        [note for note in row.notes if "order" in note]
        for day in (date(2026, 3, 4), date(2026, 3, 17), date(2026, 5, 20))
        for row in found(record, "form", today=day)
    ]
    assert said == [
        [],
        ["unless the SEC's order of 5 Mar 2026 exempts insiders who report at home"],
        ["unless the SEC's orders of 5 Mar and 20 May 2026 exempt insiders who report at home"],
    ]
    # Before 18 March 2026 nobody reported, and 10% owners still do not.
    assert rows("director: true", "2026-03-10")[-1] == ("form", "Form 4, sale of 10 Mar 2026", None)
    assert rows("ten_percent_owner: true", "2026-06-02") == [("form", "Form 4, sale of 2 Jun 2026", None)]


@pytest.mark.parametrize(("year_end", "first"), [("12-31", date(2026, 12, 31)), ("02-28", date(2026, 2, 28))])
def test_insiders_of_a_foreign_private_issuer_have_no_form_5_for_years_before_they_reported(
    tmp_path: Path, year_end: str, first: date
) -> None:
    body = "date_of_event: 2019-06-03\n" + HELD
    text = filing("3", DOE, body).replace(
        'fiscal_year_end: "12-31"', f'fiscal_year_end: "{year_end}"\n  foreign_private_issuer: true'
    )
    rows = found(one_filing(tmp_path, text), "statement", is_all=True)
    assert min(each.fiscal_year for each in rows if each.fiscal_year) == first


def test_the_list_for_item_405_says_that_amendments_are_not_counted(docket: Docket) -> None:
    said = "Amendments that add a late line are not counted."
    assert f"\n{said}\n" in columns_of(docket, 80, is_colored=False)
    assert said in html_page(docket, HOME)
    assert said not in columns_of(replace(docket, delinquents=()), 80, is_colored=False)


def test_a_late_report_counts_in_the_year_in_which_it_was_filed(filings: Filings) -> None:
    name, filing = next(each for each in filings if "poe-form4" in each[0])
    due = Due(day=date(2026, 12, 30), reason="")
    late = replace(
        filing,
        filed=date(2027, 1, 4),
        reports=(DueReport(what="sale", day=date(2026, 12, 28), transactions=1, due=due),),
    )
    [found] = delinquents([(name, late)], Parties([(name, late)]), date(2027, 2, 1))
    assert found.year == date(2027, 12, 31)


# --- other days ---


def test_a_form_stays_on_the_website_for_a_year_and_a_copy_is_practice(filings: Filings) -> None:
    assert {each.notes for each in found(filings, "posting", is_all=True)} == {
        (
            "by the end of the next business day, if the issuer has a website (Section 16(a)(4)(C)), where "
            "it stays for 12 months (Rule 16a-3(k)); send the issuer a copy, which it needs for its website",
        )
    }


def test_a_page_that_is_missing_says_until_when_it_is_kept(filings: Filings) -> None:
    [row] = found(filings, "authentication")
    assert (row.kept_until, row.owners) == (date(2031, 12, 23), ("LEE LINDA",))
    assert row.notes == (
        "to be signed before or when the form is filed, and kept until 23 Dec 2031 (Regulation S-T, Rule "
        "302(b))",
    )


def test_many_missing_pages_are_not_all_listed(filings: Filings) -> None:
    _, filing = next(each for each in filings if "lee-form4" in each[0])
    many = [(f"filings/acme/{n}.yaml", filing) for n in range(30)]
    docket = make_docket(many, view())
    assert len([each for each in docket.duties if each.kind == "authentication"]) == 20
    assert "10 authentication pages more, not in the record, left out here (--year shows them)" in columns_of(
        docket, 110, is_colored=False
    )
    assert len(found(many, "authentication", year=2026)) == 30


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-01-24", "2026-07-24"),
        ("2026-08-31", "2027-03-01"),
        ("2027-08-29", "2028-02-29"),
        ("2026-11-30", "2027-05-30"),
    ],
)
def test_a_window_closes_on_the_same_day_of_the_sixth_month(day: str, end: str) -> None:
    assert six_months_after(date.fromisoformat(day)) == date.fromisoformat(end)


def test_a_window_is_that_of_the_last_trade_and_names_the_first(filings: Filings) -> None:
    [row] = [each for each in found(filings, "window") if each.owners == ("ROE RICHARD",)]
    assert row.date == date(2027, 6, 21)
    assert "2 days with sales since 18 Dec 2026; the first window closes 18 Jun 2027" in row.notes


def test_a_trade_after_leaving_opens_no_window(filings: Filings) -> None:
    _, first = next(each for each in filings if "poe-form4" in each[0])
    body = replace(
        first,
        left=False,
        period=date(2026, 1, 12),
        trades=(WindowTrade(day=date(2026, 1, 12), is_purchase=True),),
    )
    box = replace(first, period=date(2026, 3, 10), trades=())
    sold = replace(
        first, period=date(2026, 5, 11), trades=(WindowTrade(day=date(2026, 5, 11), is_purchase=False),)
    )

    def titles(*record: Docketed) -> list[str]:
        named = [(f"acme/{n}.yaml", each) for n, each in enumerate(record)]
        return [each.title for each in found(named, "window", today=date(2026, 5, 12))]

    assert titles(body, box, sold) == ["16(b) window of the purchase of 12 Jan 2026 closes"]
    # The first form with the tick may have a trade made before leaving.
    assert titles(body, sold) == [
        "16(b) window of the purchase of 12 Jan 2026 closes",
        "16(b) window of the sale of 11 May 2026 closes",
    ]
    [row] = found([("acme/a.yaml", sold)], "window", today=date(2026, 5, 12))
    assert "its form ticks the exit box: only if it was made before leaving (Rule 16a-2(b))" in row.notes


def test_a_foreign_private_issuer_has_no_windows(filings: Filings) -> None:
    foreign = [(name, replace(each, issuer=replace(each.issuer, is_foreign=True))) for name, each in filings]
    assert found(foreign, "window") == []


def test_exempt_and_other_transactions_open_no_window(filings: Filings) -> None:
    by_name = dict(filings)
    assert by_name["filings/acme/2026-12-21-lee-form4.yaml"].trades == ()
    assert by_name["filings/acme/2026-12-22-doe-form4.yaml"].trades == (
        WindowTrade(day=date(2026, 12, 22), is_purchase=True),
    )


def test_a_plan_of_a_director_may_trade_on_day_91_or_later(filings: Filings) -> None:
    [row] = found(filings, "plan")
    assert row.date == date(2026, 9, 10) + timedelta(days=91)
    assert row.notes == (
        "not before 10 Dec 2026, and after the second business day after the Form 10-Q or 10-K for the "
        "quarter of the adoption; 9 Jan 2027 at the latest (Rule 10b5-1(c)(1)(ii)(B))",
        "first trade reported here 18 Dec 2026",
    )


EARLY = (
    "a director's or officer's plan begins more than 90 days after its adoption, and the trade of "
    "2026-12-18 is 78 days after 2026-10-01: are both dates right? (Rule 10b5-1(c)(1)(ii)(B))"
)


@pytest.mark.parametrize(
    ("owner", "adopted", "more", "said"),
    [
        ("director: true", "2026-10-01", "", EARLY),
        ("director: true", "2026-10-01", "accept: {plan-cooling-off: The rule does not apply.}\n", None),
        ("ten_percent_owner: true", "2026-10-01", "", None),
        (
            "ten_percent_owner: true",
            "2026-12-18",
            "",
            "another person's plan begins more than 30 days after its adoption, and the trade of 2026-12-18 "
            "is 0 days after 2026-12-18: are both dates right? (Rule 10b5-1(c)(1)(ii)(B))",
        ),
    ],
)
def test_a_trade_before_the_first_day_of_its_plan_is_asked_about(
    tmp_path: Path, owner: str, adopted: str, more: str, said: str | None
) -> None:
    body = (
        "plan_10b5_1: true\n"
        + lines(("2026-12-18", "S", "disposed", 900)).replace(
            "code: S", "code: {value: S, footnotes: [plan]}"
        )
        + f"footnotes:\n  plan: {{model: plan_10b5_1, adopted: {adopted}}}\n{more}"
    )
    [row] = found(one_filing(tmp_path, filing("4", DOE, body, owner_is=owner)), "plan", is_all=True)
    assert [note for note in row.notes if "right?" in note] == ([said] if said else [])


def test_a_plan_that_was_changed_cools_off_again(tmp_path: Path) -> None:
    body = (
        "plan_10b5_1: true\n"
        + lines(("2026-12-18", "S", "disposed", 900)).replace(
            "code: S", "code: {value: S, footnotes: [plan]}"
        )
        + "footnotes:\n  plan: The sale was made under a Rule 10b5-1 plan adopted on March 2, 2026 and "
        "amended on October 1, 2026.\n"
    )
    rows = found(one_filing(tmp_path, filing("4", DOE, body)), "plan", is_all=True)
    asked = {row.title: [note for note in row.notes if "right?" in note] for row in rows}
    assert asked == {
        "Plan adopted 2 Mar 2026: first trade possible": [],
        "Plan adopted 1 Oct 2026: first trade possible": [EARLY],
    }


def test_a_plan_waits_for_the_report_of_the_issuer_until_the_last_day(filings: Filings) -> None:
    plan = dict(filings)[ROE_4].plans[0]
    waiting = with_filing(filings, ROE_4, plans=(replace(plan, traded=None),))
    rows = [
        found(waiting, "plan", today=date(*day))[0] for day in ((2026, 12, 9), (2027, 1, 8), (2027, 1, 9))
    ]
    assert [(row.group, row.standing) for row in rows] == [
        ("ahead", "in 1 day"),
        ("ahead", "depends on the issuer's report"),
        ("done", "30 days ago"),
    ]


# --- views ---


@pytest.mark.parametrize("issuer", ["acme", "ACMW", "9980001", "0009980001", "Acme Widgets, Inc."])
def test_an_issuer_is_named_by_folder_symbol_cik_or_name(filings: Filings, issuer: str) -> None:
    docket = make_docket(filings, view(issuer=issuer))
    assert {each.issuer.symbol for each in docket.duties} == {"ACMW"}
    assert [(each.insider.name, each.left) for each in docket.insiders] == [
        ("DOE JANE M", None),
        ("LEE LINDA", None),
        ("ROE RICHARD", None),
        ("POE PAULA", date(2026, 11, 30)),
    ]


def test_the_list_of_insiders_says_on_which_form_the_exit_box_is_ticked(filings: Filings) -> None:
    poe = make_docket(filings, view(issuer="acme")).insiders[-1]
    assert tenure_words(poe).endswith(", exit box ticked on the form for 30 Nov 2026")


def test_an_insider_without_a_cik_is_the_one_with_that_name(filings: Filings) -> None:
    name, filing = next(each for each in filings if "doe-form4" in each[0])
    owner = replace(filing.owners[0], cik="", name="Doe Jane")
    both = [*filings, (name.replace("22", "23"), replace(filing, owners=(owner,)))]
    assert len(make_docket(both, view(issuer="acme")).insiders) == 4


# --- the cache, the command ---


def test_the_cache_gives_the_same_docket_without_reading_a_filing(
    tmp_path: Path, filings: Filings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [from_text(as_text(each)) for _, each in filings] == [each for _, each in filings]
    written(tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "filings" / "boreal" / "2026-10-01-unread-form4.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("redwell.builds.cache.TICK", 0)
    record.check_record(tmp_path, HOME, tmp_path / "filings", ())
    checked: list[object] = []
    monkeypatch.setattr(record, "_checked", lambda *given: checked.append(given))
    checks = record.check_record(tmp_path, HOME, tmp_path / "filings", ())
    assert checked == []
    kept = [(name, each) for name, each in checks.docketed if isinstance(each, str)]
    assert [(name, from_text(each)) for name, each in kept] == filings


def test_the_command_prints_every_format(
    root: Path, docket: Docket, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    said = {}
    for form in ("text", "json", "ics", "html"):
        assert program.main(["docket", "--format", form, "--today", f"{TODAY}"]) == 0
        said[form] = capsys.readouterr().out
    assert said["text"] == columns_of(docket, 110, is_colored=False)
    assert said["json"] == json_text(docket)
    assert said["ics"] == calendar_file(docket)
    assert said["html"] == html_page(docket, HOME)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--format", "pdf"], "--format pdf: choose text, json, html, ics"),
        (["--all", "--year", "2026"], "--all and --year: give one of them, because --all shows every year"),
        (["--year", "next"], "--year next: write a whole number, 1 or more"),
        (
            ["--issuer", "nobody"],
            "--issuer nobody: no filing of it here: write its name, symbol, CIK or folder",
        ),
        (["--today", "0001-01-01"], "--today 0001-01-01: write a day of the years 1934 to 2200"),
        (["--today", "2201-01-01"], "--today 2201-01-01: write a day of the years 1934 to 2200"),
    ],
)
def test_misuse_is_said_in_one_sentence(
    root: Path,
    flags: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(root)
    assert program.main(["docket", *flags]) == 2
    assert capsys.readouterr().err == f"{said}\n"


# --- the calendar ---


def test_ten_in_the_evening_is_ten_in_new_york_in_summer_and_winter(docket: Docket) -> None:
    text = calendar_file(docket)
    zone = next(iter(Calendar.from_ical(text).timezones)).to_tz()
    for day in (date(2004, 7, 1), date(2026, 1, 5), date(2026, 3, 8), date(2026, 8, 19), date(2030, 11, 3)):
        at = datetime(day.year, day.month, day.day, 22)
        assert at.replace(tzinfo=zone).utcoffset() == at.replace(tzinfo=ZoneInfo(ZONE)).utcoffset(), day
    assert "DTSTART;TZID=America/New_York:20270216T220000\r\n" in text


def test_ten_in_the_evening_is_right_on_both_sides_of_a_change_of_the_clocks(filings: Filings) -> None:
    name, filing = next(each for each in filings if "lee-form4" in each[0])
    days = (date(2026, 3, 6), date(2026, 3, 9), date(2026, 10, 30), date(2026, 11, 2))
    reports = tuple(
        DueReport(what="sale", day=day, transactions=1, due=Due(day=day, reason="x")) for day in days
    )
    docket = make_docket([(name, replace(filing, reports=reports))], view(year=2026))
    made = Calendar.from_ical(calendar_file(docket))
    zone = next(iter(made.timezones)).to_tz()
    starts = [each.start for each in made.events if "Form 4, sale" in f"{each['SUMMARY']}"]
    at_ten = [each.replace(tzinfo=zone).astimezone(UTC) for each in starts if isinstance(each, datetime)]
    assert [f"{each:%m-%d %H}" for each in at_ten] == ["03-07 03", "03-10 02", "10-31 02", "11-03 03"]


def events(given: Filings, **view_of: object) -> dict[str, tuple[str, int]]:
    """The summary and the SEQUENCE of each event by its UID."""
    found = Calendar.from_ical(calendar_file(make_docket(given, view(**view_of)))).events
    return {f"{each['UID']}": (f"{each['SUMMARY']}", int(f"{each['SEQUENCE']}")) for each in found}


def uid_of(found: dict[str, tuple[str, int]], title: str) -> str:
    """The UID of the one event with these words in its summary."""
    [uid] = [uid for uid, (summary, _) in found.items() if title in summary]
    return uid


def test_an_event_keeps_its_name_while_its_filing_goes_on(filings: Filings) -> None:
    signers = tuple(replace(each, signed=TODAY) for each in dict(filings)[DOE_4].signers)
    before = events(filings)
    after = events(with_filing(filings, DOE_4, signing="signed", signers=signers, filed=TODAY))
    uid = uid_of(before, "Form 4, purchase of 22 Dec 2026:")
    assert before[uid][0].startswith("[date not known yet] [for signature] Form 4")
    assert after[uid][0].startswith("[date not known yet] [filed] Form 4")
    assert after[uid][1] > before[uid][1]
    dated = [each for each in make_docket(filings, view()).duties if each.date]
    assert len(before) == len([each for each in dated if each.kind != "authentication"])


def test_renamed_files_keep_all_their_events(filings: Filings) -> None:
    renamed = [(f"filings/acme/x/{n}.yaml", each) for n, (_, each) in enumerate(reversed(filings))]
    assert events(renamed, is_all=True) == events(filings, is_all=True)


def test_a_corrected_day_updates_its_event(filings: Filings) -> None:
    [report] = dict(filings)[DOE_4].reports
    day = date(2026, 12, 21)
    corrected = replace(report, day=day, due=Due(day=date(2026, 12, 23), reason="x"))
    before = events(filings)
    after = events(with_filing(filings, DOE_4, period=day, reports=(corrected,)), today=date(2026, 12, 24))
    uid = uid_of(before, "Form 4, purchase of 22 Dec 2026:")
    assert after[uid][0].startswith("[for signature] Form 4, purchase of 21 Dec 2026:")
    assert after[uid][1] > before[uid][1]


def test_an_event_keeps_its_name_when_a_joint_owner_is_added(filings: Filings) -> None:
    joint = replace(dict(filings)[DOE_4].owners[0], name="ABLE FUND LP", cik="9980001")
    owners = (*dict(filings)[DOE_4].owners, joint)
    before = events(filings)
    after = events(with_filing(filings, DOE_4, owners=owners))
    uid = uid_of(before, "Form 4, purchase of 22 Dec 2026:")
    assert "DOE JANE M, ACME" in before[uid][0]
    assert "DOE JANE M and ABLE FUND LP, ACME" in after[uid][0]


def test_events_of_a_month_move_up_when_an_earlier_draft_is_deleted(filings: Filings) -> None:
    """As the manual says: a file knows nothing of the one before it."""
    [report] = dict(filings)[DOE_4].reports
    earlier = replace(report, day=date(2026, 12, 1), due=Due(day=date(2026, 12, 3), reason="x"))
    deleted = ("filings/acme/2026-12-02-doe-form4.yaml", replace(dict(filings)[DOE_4], reports=(earlier,)))
    before, after = events([deleted, *filings]), events(filings)
    assert uid_of(after, "Form 4, purchase of 22 Dec") == uid_of(before, "Form 4, purchase of 1 Dec")
    assert uid_of(before, "Form 4, purchase of 22 Dec") not in after


def test_a_form_that_cannot_be_signed_yet_is_a_draft(tmp_path: Path) -> None:
    root = written(tmp_path)
    path = root / DOE_4
    path.write_text(path.read_text("utf-8").replace("owned_after: 1100, ", ""), "utf-8")
    [duty] = [each for each in docket_of(root).duties if each.filing == DOE_4 and each.kind == "form"]
    assert (duty.state, duty.notes[0]) == ("draft", "draft")


def test_a_form_that_goes_back_to_a_draft_updates_its_event_on_a_later_day(filings: Filings) -> None:
    before = events(filings)
    after = events(with_filing(filings, ROE_4, signing="draft"), today=date(2026, 12, 24))
    uid = uid_of(before, "Form 4, sale of 21 Dec 2026:")
    assert before[uid][0].startswith("[signed]")
    assert after[uid][0].startswith("[draft]")
    assert after[uid][1] > before[uid][1]


def test_each_day_of_a_form_4_is_an_event_of_its_own(filings: Filings) -> None:
    duties = make_docket(filings, view(is_all=True)).duties
    assert len({each.key for each in duties}) == len(duties)
    keys = [each.key for each in duties if each.filing == ROE_4 and each.kind == "form"]
    assert keys == [
        "form|9980001|9980012|4|2026-12",
        "form|9980001|9980012|4|2026-12|2",
    ]


def test_calendars_of_two_days_differ_only_in_the_day_that_they_were_made(filings: Filings) -> None:
    def lines_of(today: date) -> list[str]:
        text = calendar_file(make_docket(filings, view(today=today, year=2027)))
        return [each for each in text.splitlines() if not each.startswith(("DTSTAMP", "LAST-MOD", "SEQ"))]

    assert lines_of(date(2026, 12, 23)) == lines_of(date(2026, 12, 24))


# --- hostile text ---


def test_hostile_names_stay_text(filings: Filings) -> None:
    name, filing = filings[0]
    evil = "<script>x</script>\u202e\nBEGIN:VEVENT"
    hostile = [(name, replace(filing, issuer=replace(filing.issuer, name=evil)))]
    docket = make_docket(hostile, view(is_all=True))
    page = html_page(docket, HOME)
    assert "<script>x" not in page
    assert "\u202e" not in page + calendar_file(docket) + columns_of(docket, 110, is_colored=False)
    calendar = calendar_file(docket)
    assert calendar.count("\nBEGIN:VEVENT") == len(Calendar.from_ical(calendar).events)


@pytest.mark.parametrize("day", [date.min, date(2028, 2, 29), date.max])
def test_a_day_at_the_end_of_the_calendar_ends_nothing(filings: Filings, day: date) -> None:
    odd = [(name, replace(each, period=day, filed=day)) for name, each in filings]
    trades = (WindowTrade(day=day, is_purchase=True),)
    docket = make_docket([(name, replace(each, trades=trades)) for name, each in odd], view(is_all=True))
    assert len(docket.duties) > 20
    assert json_text(docket)
    assert calendar_file(docket)


def test_two_forms_for_one_year_are_two_rows(filings: Filings) -> None:
    name, filing = next(each for each in filings if "form5" in each[0])
    twice = [(name, filing), (name.replace("poe", "poe-2"), filing)]
    docket = make_docket(twice, view(is_all=True))
    assert len([each for each in docket.duties if each.kind == "form"]) == 2
    assert len({each.key for each in docket.duties}) == len(docket.duties)


def test_a_plan_is_one_row_with_its_first_trade(filings: Filings) -> None:
    name, filing = next(each for each in filings if "roe-form4" in each[0])
    later = replace(filing.plans[0], traded=date(2026, 12, 30))
    [row] = found([(name, filing), (f"{name}2", replace(filing, plans=(later,)))], "plan")
    assert row.notes[-1] == "first trade reported here 18 Dec 2026"


def plan_keys(filings: Filings, *adopters: str) -> dict[str, str]:
    """The keys of the plans that these adopted on one day, by their titles."""
    name, filing = next(each for each in filings if "roe-form4" in each[0])
    plans = tuple(replace(filing.plans[0], by=each) for each in adopters)
    return {each.title: each.key for each in found([(name, replace(filing, plans=plans))], "plan")}


def test_plans_that_two_adopted_on_one_day_are_two_rows_in_whatever_order(filings: Filings) -> None:
    keys = plan_keys(filings, "the reporting person", "DM Trust, LLC")
    assert keys == {
        "Plan adopted 10 Sep 2026 by the reporting person: first trade possible": (
            "plan|9980001|9980012|2026-09"
        ),
        "Plan adopted 10 Sep 2026 by DM Trust, LLC: first trade possible": (
            "plan|9980001|9980012|dm trust llc|2026-09"
        ),
    }
    assert keys == plan_keys(filings, "DM Trust, LLC", "the reporting person")


def test_a_plan_of_the_owner_is_one_row_however_the_notes_name_the_owner(filings: Filings) -> None:
    assert [*plan_keys(filings, "", "the reporting person", "Mr. Roe", "Richard Roe").values()] == [
        "plan|9980001|9980012|2026-09"
    ]


def test_the_label_of_today_stays_in_the_box(filings: Filings) -> None:
    def anchors(today: date) -> list[str]:
        page = html_page(make_docket(filings, view(today=today, is_all=True)), HOME)
        label = page.partition('<text class="now-word"')[2].partition(">")[0]
        return re.findall(r'text-anchor="(\w+)"', label)

    assert anchors(date(2021, 12, 1)) == ["start"]
    assert anchors(date(2032, 6, 1)) == ["end"]


def chart_of(page: str) -> str:
    return page.partition("<svg")[2].partition("</svg>")[0]


@pytest.mark.parametrize("day", [date(1, 1, 3), date(1933, 12, 31), date(2201, 1, 1), date(9999, 12, 31)])
def test_a_day_of_no_year_of_a_docket_is_a_row_and_not_in_the_chart(filings: Filings, day: date) -> None:
    [report] = dict(filings)[DOE_4].reports
    far = replace(report, day=day, due=Due(day=day, reason="x"))
    name, filing = "filings/acme/far-form4.yaml", replace(dict(filings)[DOE_4], trades=())
    near = html_page(make_docket(filings, view(is_all=True)), HOME)
    page = html_page(
        make_docket([*filings, (name, replace(filing, reports=(far,)))], view(is_all=True)), HOME
    )
    assert name in page
    assert chart_of(page) == chart_of(near) != ""


@pytest.mark.parametrize("year", [1934, 2200])
def test_the_chart_of_a_docket_at_the_end_of_its_years_has_labels(filings: Filings, year: int) -> None:
    [report] = dict(filings)[DOE_4].reports
    reports = tuple(replace(report, due=Due(day=date(each, 7, 1), reason="x")) for each in (1934, 2026, 2200))
    far = with_filing(filings, DOE_4, reports=reports)
    page = html_page(make_docket(far, view(today=date(year, 7, 1), is_all=True)), HOME)
    assert re.findall(r">(\d{4})</text>", chart_of(page)) == ["2000", "2100", "2200"]


def test_the_page_says_first_what_to_do_today_and_this_week(docket: Docket) -> None:
    assert verdict(docket) == "1 overdue, 1 today, 3 more within a week, 7 later"
    page = html_page(docket, HOME)
    links = re.findall(r'<a href="#([\w-]+)">', page.partition("<h1>")[2].partition("</h1>")[0])
    assert links == ["overdue", "today", "this-week", "later"]
    assert [page.count(f'id="{each}"') for each in links] == [1, 1, 1, 1]


def test_an_empty_docket_says_so() -> None:
    docket = make_docket([], view())
    assert verdict(docket) == "nothing is open"
    assert columns_of(docket, 80, is_colored=False) == (
        "0 rows from 0 filings, as far as the record shows, on Wed 23 Dec 2026\n"
    )
    assert "nothing is open" in html_page(docket, HOME).lower()
