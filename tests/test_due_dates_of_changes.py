"""Tests of the days on which Forms 4 and 5 are due."""

from __future__ import annotations

from datetime import date

import pytest

from redwell.deadlines import due_dates
from redwell.deadlines.standing import short_date
from redwell.forms import FORMS
from redwell.forms.form4.rules import a_form_4_is_signed_by_its_due_date
from redwell.forms.form4.tables import Form4
from redwell.ownership.parse import parse_filing
from redwell.source import loader

HEAD = """\
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - {name: DOE JANE, cik: "456", relationship: {director: true}}
plan_10b5_1: false
"""
TRUST = "ownership: indirect, nature_of_ownership: By trust"


def said(text: str, today: str, head: str = HEAD) -> str | None:
    """The due date of a filing in words, and why, as of a day."""
    source = loader.read(f"{head}{text}".encode(), "f.yaml")
    form = FORMS[source.data["form"]]
    found = form.due(parse_filing(source, form.filing))
    day = date.fromisoformat(today)
    return f"{found.words(day)} ({found.why(day)})" if found else None


def lines(*found: str) -> str:
    """A Form 4 with lines of Table I, each given by its dates and timing; sales, if it gives no code."""
    rows = "".join(
        f"  - {{title: Shares, {line}{'' if 'code:' in line else ', code: S'}"
        f"{'' if 'acquired:' in line else ', disposed: 1'}, price: 2, owned_after: 3"
        f"{'' if 'ownership:' in line else ', ownership: direct'}}}\n"
        for line in found
    )
    return f'form: "4"\nnon_derivative:\n{rows}'


FORM_4 = {
    "the second business day": (
        lines("date: 2026-06-15"),
        "due Wed 17 Jun 2026, 10 p.m. ET (second business day after the transaction of 15 Jun)",
    ),
    "the day of the trade is day 0, and a weekend is none": (
        lines("date: 2026-06-12"),
        "due Tue 16 Jun 2026, 10 p.m. ET (second business day after the transaction of 12 Jun)",
    ),
    "a federal holiday on which exchanges are open": (
        lines("date: 2025-10-10"),
        "due Wed 15 Oct 2025, 10 p.m. ET (second business day after the transaction of 10 Oct)",
    ),
    "a day that EDGAR was closed by order": (
        lines("date: 2025-12-23"),
        "due Tue 30 Dec 2025, 10 p.m. ET (second business day after the transaction of 23 Dec)",
    ),
    "over the end of a year": (
        lines("date: 2024-12-31"),
        "due Fri 3 Jan 2025, 10 p.m. ET (second business day after the transaction of 31 Dec 2024)",
    ),
    "the earliest of several lines": (
        lines("date: 2025-06-11", "date: 2025-06-09"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "lines that are early set no date": (
        lines("date: 2025-06-09, timing: early, code: J", "date: 2025-06-11"),
        "due Fri 13 Jun 2025, 10 p.m. ET (second business day after the transaction of 11 Jun)",
    ),
    "early lines alone": (lines("date: 2025-06-09, timing: early, code: J"), None),
    "a gift received that is early": (lines("date: 2025-06-09, timing: early, code: G, acquired: 1"), None),
    **{
        f"code {code} is due though the line says early": (
            lines(f"date: 2025-06-09, timing: early, code: {code}"),
            "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
        )
        for code in "PSADFIMOUCXG"
    },
    "lines that may wait for Form 5 set no date": (
        lines("date: 2025-06-09, code: W", "date: 2025-06-11"),
        "due Fri 13 Jun 2025, 10 p.m. ET (second business day after the transaction of 11 Jun)",
    ),
    "a gift received alone": (lines("date: 2025-06-09, code: G, acquired: 1"), None),
    "a gift given": (
        lines("date: 2025-06-09, code: G"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "a gift given before such gifts were due": (lines("date: 2023-02-24, code: G"), None),
    "a gift from one holder of the form to another": (
        lines("date: 2025-06-09, code: G", f"date: 2025-06-09, code: G, acquired: 1, {TRUST}"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "a gift received, and as many given on a later day": (
        lines(f"date: 2025-06-02, code: G, acquired: 1, {TRUST}", "date: 2025-06-09, code: G"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "a small acquisition alone": (lines("date: 2025-06-09, code: L, acquired: 1"), None),
    "small acquisitions that pass $10,000 in six months": (
        lines(*(f"date: 2025-{day}, code: L, acquired: 2000" for day in ("01-02", "03-03", "06-09"))),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the small acquisition past $10,000 of 9 "
        "Jun)",
    ),
    "small acquisitions that pass $10,000 in more than six months": (
        lines(*(f"date: 2025-{day}, code: L, acquired: 3000" for day in ("01-02", "07-02"))),
        None,
    ),
    "small acquisitions of two classes": (
        lines(
            "date: 2025-06-09, code: L, acquired: 3000",
            "date: 2025-06-10, code: L, acquired: 3000",
        ).replace("Shares", "Warrants", 1),
        None,
    ),
    "an inheritance alone": (lines("date: 2025-06-09, code: W, acquired: 1"), None),
    "a voting trust alone": (lines("date: 2025-06-09, code: Z"), None),
    "a merger that Rule 16b-7 exempts": (lines("date: 2025-06-09, code: J, exempt: 16b-7"), None),
    "an exercise is due whatever exempts it": (
        lines("date: 2025-06-09, code: C, exempt: 16b-7"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "a deemed execution": (
        lines("date: 2025-06-09, deemed_execution: 2025-06-11"),
        "due Fri 13 Jun 2025, 10 p.m. ET (second business day after the deemed execution of 11 Jun)",
    ),
    "the latest deemed execution": (
        lines("date: 2025-06-09, deemed_execution: 2025-06-12"),
        "due Mon 16 Jun 2025, 10 p.m. ET (second business day after the deemed execution of 12 Jun)",
    ),
    "a deemed execution that is too late does not count": (
        lines("date: 2025-06-09, deemed_execution: 2025-06-13"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "one that is before its trade does not count": (
        lines("date: 2025-06-09, deemed_execution: 2025-06-06"),
        "due Wed 11 Jun 2025, 10 p.m. ET (second business day after the transaction of 9 Jun)",
    ),
    "the line that is due first, with a deemed execution on another": (
        lines("date: 2025-06-09, deemed_execution: 2025-06-12", "date: 2025-06-10"),
        "due Thu 12 Jun 2025, 10 p.m. ET (second business day after the transaction of 10 Jun)",
    ),
    "a small acquisition with a blank comes to no sum": (
        lines("date: 2025-06-09, code: L, acquired: 999999999"),
        None,
    ),
    "before the years of the calendar": (lines("date: 2002-06-10"), None),
    "an amendment": (
        lines("date: 2025-06-09").replace('"4"', "4/A") + "amendment: {original_filed: 2025-06-11}\n",
        None,
    ),
}


@pytest.mark.parametrize("case", FORM_4)
def test_a_form_4_is_due_on_the_second_business_day_if_a_line_cannot_wait(case: str) -> None:
    text, expected = FORM_4[case]
    assert said(text, "2026-06-20") == expected


@pytest.mark.parametrize("form", ["date: 2025-06-09, code: C", "date: 2025-06-09, code: C, timing: early"])
def test_a_late_signature_is_not_asked_about_where_the_line_says_that_it_is_early(form: str) -> None:
    text = f"{HEAD}{lines(form)}signatures: [{{signer: Jane Doe, signed: 2025-06-20}}]\n"
    source = loader.read(text.encode(), "f.yaml")
    filing = parse_filing(source, FORMS["4"].filing)
    assert isinstance(filing, Form4)
    assert len([*a_form_4_is_signed_by_its_due_date(filing)]) == ("early" not in form)


def test_a_day_beside_christmas_is_not_known_before_it_is_announced() -> None:
    assert due_dates.calendar().known_to < date(2026, 12, 20)
    assert said(lines("date: 2026-12-22"), "2026-12-01") == (
        "due date not known yet: Thu 24 Dec 2026, 10 p.m. ET, or Mon 28 Dec if the SEC announces that EDGAR "
        "is closed on 24 Dec (second business day after the transaction of 22 Dec)"
    )
    assert said(lines("date: 2026-12-23"), "2026-12-01") == (
        "due date not known yet: Mon 28 Dec 2026, 10 p.m. ET, or Tue 29 Dec if the SEC announces that EDGAR "
        "is closed on 24 Dec (second business day after the transaction of 23 Dec)"
    )
    for day in ("2026-12-25", "2026-12-28"):
        assert said(lines("date: 2026-12-23"), day) == (
            "due Mon 28 Dec 2026, 10 p.m. ET, or Tue 29 Dec if EDGAR was closed on 24 Dec (second business "
            "day after the transaction of 23 Dec)"
        )
    assert said(lines("date: 2029-12-21"), "2029-12-25") == (
        "due date not known yet: Wed 26 Dec 2029, 10 p.m. ET, or Fri 28 Dec if EDGAR was closed on 24 Dec or "
        "is closed on 26 Dec (second business day after the transaction of 21 Dec)"
    )
    assert said(lines("date: 2029-12-21"), "2026-12-01") == (
        "due date not known yet: Wed 26 Dec 2029, 10 p.m. ET, or Fri 28 Dec if the SEC announces that EDGAR "
        "is closed on 24 Dec or 26 Dec (second business day after the transaction of 21 Dec)"
    )
    assert said(lines("date: 2026-12-21"), "2026-12-01") == (
        "due Wed 23 Dec 2026, 10 p.m. ET (second business day after the transaction of 21 Dec, by EDGAR's "
        f"calendar as of {short_date(due_dates.calendar().known_to)})"
    )


@pytest.mark.parametrize(
    ("form", "owner", "day", "expected"),
    [
        ('"4"', "{director: true}", "2026-06-15", "due Wed 17 Jun 2026"),
        ('"4"', "{director: true}", "2026-03-17", None),
        ('"4"', "{ten_percent_owner: true}", "2026-06-15", None),
        ('"5"', "{director: true}", "2026-12-31", "due Tue 16 Feb 2027"),
        ('"5"', "{director: true}", "2026-02-28", "due Tue 14 Apr 2026"),
        ('"5"', "{director: true}", "2025-12-31", None),
        ('"5"', "{ten_percent_owner: true}", "2026-12-31", None),
    ],
)
def test_on_a_foreign_private_issuer_only_directors_and_officers_report_since_18_march_2026(
    form: str, owner: str, day: str, expected: str | None
) -> None:
    text = lines(f"date: {day}") if form == '"4"' else f'form: "5"\nperiod: {day}\n'
    head = HEAD.replace("ACME}", "ACME, foreign_private_issuer: true}").replace("{director: true}", owner)
    found = said(text, "2026-06-20", head)
    assert (found and found.partition(", 10 p.m.")[0]) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (
            "2024-12-31",
            "due Fri 14 Feb 2025, 10 p.m. ET (45 days after the fiscal year that ended on 31 Dec 2024)",
        ),
        (
            "2025-12-31",
            "due Tue 17 Feb 2026, 10 p.m. ET (45 days after the fiscal year that ended on 31 Dec 2025, moved "
            "from Sat 14 Feb over Washington's Birthday)",
        ),
        (
            "2025-09-30",
            "due Fri 14 Nov 2025, 10 p.m. ET (45 days after the fiscal year that ended on 30 Sep)",
        ),
        ("2001-12-31", None),
    ],
)
def test_a_form_5_is_due_45_days_after_the_fiscal_year(period: str, expected: str | None) -> None:
    assert said(f'form: "5"\nperiod: {period}\n', "2026-06-20") == expected


@pytest.mark.parametrize(
    ("period", "day"), [("2026-12-31", "Tue 16 Feb 2027"), ("2026-09-30", "Mon 16 Nov 2026")]
)
def test_a_form_5_to_come_moves_over_weekends_and_holidays(period: str, day: str) -> None:
    found = said(f'form: "5"\nperiod: {period}\n', "2026-06-20")
    assert found
    assert found.startswith(f"due {day}, 10 p.m. ET (45 days after")
