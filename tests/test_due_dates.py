"""Tests of the day on which a Form 3 is due, and of what is said of it."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redwell.builds import cache
from redwell.check.filing import check_filing
from redwell.codes.places import COUNTRIES
from redwell.codes.relief import RELIEF
from redwell.deadlines import due_dates
from redwell.deadlines import standing as deadlines_standing
from redwell.deadlines.standing import FEW, Deadlines, Due, Standing, short_date
from redwell.files import discovery
from redwell.forms import FORMS, form3
from redwell.forms.form3.tables import Form3
from redwell.model import Amendment, Filed, Issuer, Relationship, ReportingOwner, Signature
from redwell.review import headline

ROOT = Path(__file__).resolve().parent.parent
YEARS = range(2003, 2051)
"""The years since Section 16 reports moved to EDGAR."""


def filing(event: str, **further: Any) -> Form3:
    issuer = Issuer(name="ACME CORP", cik="1", trading_symbol="ACME")
    owner = ReportingOwner(name="DOE JANE", relationship=Relationship(director=True))
    given = {"form": "3", "issuer": issuer, "reporting_owners": (owner,), **further}
    return Form3(date_of_event=date.fromisoformat(event), **given)


def foreign(event: str, **relationship: Any) -> Form3:
    issuer = Issuer(name="ACME AG", cik="1", trading_symbol="ACME", foreign_private_issuer=True)
    owner = ReportingOwner(name="DOE JANE", relationship=Relationship(**relationship))
    return filing(event, issuer=issuer, reporting_owners=(owner,))


def due(filing: Form3) -> tuple[str, str] | None:
    found = FORMS[filing.form].due(filing)
    return (found.day.isoformat(), found.reason) if found else None


# --- the calendar ---


def test_the_federal_holidays_are_those_of_the_package_holidays() -> None:
    """REDWELL_UPDATE_GOLDEN=1 writes the file; a change of a past day is to be looked at."""
    days = holidays.country_holidays("US", years=YEARS)
    rows = [f"{day},{days[day]}\n" for day in sorted(days) if day.weekday() < 5 and day.year in YEARS]
    if os.environ.get("REDWELL_UPDATE_GOLDEN"):
        due_dates.HOLIDAYS.write_text("day,name\n" + "".join(rows), "utf-8")
    assert due_dates.HOLIDAYS.read_text("utf-8") == "day,name\n" + "".join(rows)


def test_every_closure_of_the_sec_names_its_source_and_is_a_working_day_that_is_known() -> None:
    with due_dates.CLOSURES.open(encoding="utf-8", newline="") as file:
        file.readline()
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["day"] for row in rows}) >= 13
    for row in rows:
        day = date.fromisoformat(row["day"])
        assert day.weekday() < 5, row
        assert day <= due_dates.calendar().known_to, row
        assert row["name"], row
        assert row["source"], row


# Public calendars of filing agents for 2018, 2020, 2022 and 2024; 5 U.S.C. 6103 with Executive
# Order 11582: a holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
CLOSED = {
    2013: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
    2018: "01-01 01-15 02-19 05-28 07-04 09-03 10-08 11-12 11-22 12-05 12-24 12-25",
    2019: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-24 12-25",
    2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-24 12-25",
    # New Year's Day of 2022 is a Saturday: EDGAR was closed on Friday, 31 December 2021.
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-24 12-25",
    2025: "01-01 01-09 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-24 12-25 12-26",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}


@pytest.mark.parametrize("year", CLOSED)
def test_edgar_is_closed_on_the_days_of_its_own_calendar(year: int) -> None:
    closed = [f"{day:%m-%d}" for day in sorted(due_dates.calendar().closed) if day.year == year]
    assert " ".join(closed) == CLOSED[year]


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2020-06-19", id="Juneteenth before it was a holiday"),
        pytest.param("2017-01-20", id="an inauguration day: the government of Washington alone is closed"),
        pytest.param("2021-01-20", id="another"),
        pytest.param("2025-04-18", id="Good Friday: exchanges are closed"),
        pytest.param("2018-12-06", id="the day after a day of mourning"),
        pytest.param("2025-10-15", id="a lapse of appropriations"),
        pytest.param("2012-10-30", id="a hurricane"),
    ],
)
def test_edgar_is_open_on_days_that_others_keep(day: str) -> None:
    assert due_dates.calendar().is_open(date.fromisoformat(day))


# --- the due date ---


@pytest.mark.parametrize(
    ("event", "day", "reason"),
    [
        # The seed.
        ("2013-10-01", "2013-10-11", "10 days after 1 Oct"),
        ("2013-10-02", "2013-10-15", "10 days after 2 Oct, moved from Sat 12 Oct over Columbus Day"),
        ("2013-10-04", "2013-10-15", "10 days after 4 Oct, moved from Mon 14 Oct over Columbus Day"),
        (
            "2018-11-25",
            "2018-12-06",
            "10 days after 25 Nov, moved from Wed 5 Dec over the day of mourning for President "
            "George H. W. Bush",
        ),
        # "December 28, 2020 is EDGAR's next operational business day" (SEC announcement).
        (
            "2020-12-14",
            "2020-12-28",
            "10 days after 14 Dec, moved from Thu 24 Dec over Christmas Eve (by executive order) and "
            "Christmas Day",
        ),
        # "June 21, 2021 is EDGAR's next operational business day" (SEC announcement).
        (
            "2021-06-08",
            "2021-06-21",
            "10 days after 8 Jun, moved from Fri 18 Jun over Juneteenth National Independence Day (observed)",
        ),
        (
            "2021-12-21",
            "2022-01-03",
            "10 days after 21 Dec 2021, moved from Fri 31 Dec 2021 over New Year's Day (observed)",
        ),
        (
            "2024-12-30",
            "2025-01-10",
            "10 days after 30 Dec 2024, moved from Thu 9 Jan over the day of mourning for President Carter",
        ),
        # "considered timely if filed on December 29, 2025" (SEC announcement).
        (
            "2025-12-14",
            "2025-12-29",
            "10 days after 14 Dec, moved from Wed 24 Dec over Christmas Eve (by executive order), Christmas "
            "Day and the day after Christmas (by executive order)",
        ),
        (
            "2026-12-15",
            "2026-12-28",
            "10 days after 15 Dec, moved from Fri 25 Dec over Christmas Day",
        ),
    ],
)
def test_a_form_3_is_due_ten_days_after_the_event_or_on_the_next_day_on_which_edgar_is_open(
    event: str, day: str, reason: str
) -> None:
    assert due(filing(event)) == (day, reason)


def test_at_a_first_registration_it_is_due_on_the_day_that_becomes_effective_and_never_moved() -> None:
    reason = "the day on which the issuer's registration becomes effective"
    sunday = date(2011, 5, 15)
    assert due(filing("2011-05-15", registration_effective=sunday)) == ("2011-05-15", reason)
    assert due(filing("2011-05-02", registration_effective=sunday)) == ("2011-05-15", reason)


def test_an_insider_after_the_first_registration_has_ten_days() -> None:
    later = filing("2011-05-16", registration_effective=date(2011, 5, 15))
    assert due(later) == ("2011-05-26", "10 days after 16 May")


@pytest.mark.parametrize(
    ("event", "day", "if_closed", "reason", "either"),
    [
        (
            "2026-12-14",
            "2026-12-24",
            "2026-12-28",
            "10 days after 14 Dec",
            "Thu 24 Dec 2026{}, or Mon 28 Dec if {} closed on 24 Dec",
        ),
        (
            "2030-12-14",
            "2030-12-24",
            "2030-12-26",
            "10 days after 14 Dec",
            "Tue 24 Dec 2030{}, or Thu 26 Dec if {} closed on 24 Dec",
        ),
        (
            "2029-12-15",
            "2029-12-26",
            "2029-12-27",
            "10 days after 15 Dec, moved from Tue 25 Dec over Christmas Day",
            "Wed 26 Dec 2029{}, or Thu 27 Dec if {} closed on 26 Dec",
        ),
    ],
)
def test_a_due_date_beside_christmas_is_not_known_before_the_sec_announces_its_calendar(
    event: str, day: str, if_closed: str, reason: str, either: str
) -> None:
    found = FORMS["3"].due(filing(event))
    assert found == Due(day=date.fromisoformat(day), reason=reason, if_closed=date.fromisoformat(if_closed))
    standing = Standing(due=found)
    words = either.format(", 10 p.m. ET", "the SEC announces that EDGAR is")
    said = deadlines_standing.sentence(standing, found.day)
    assert said == f"due date not known yet: {words} ({reason}); not signed; due today"
    words = either.format("", "EDGAR is")
    assert headline.due(standing, found.day) == f"due date not known yet: {words}"
    words = either.format(", 10 p.m. ET", "EDGAR was")
    closed = short_date(found.day, found.day)
    said = deadlines_standing.sentence(standing, found.day + timedelta(1))
    assert said == f"due {words} ({reason}); not signed; overdue unless EDGAR was closed on {closed}"
    said = deadlines_standing.sentence(standing, found.last + timedelta(1))
    assert said == f"due {words} ({reason}); not signed; overdue by at least 1 day"
    assert headline.due(standing, found.last + timedelta(1)).endswith(", overdue by at least 1 day")
    assert not headline.is_overdue(standing, found.last)
    assert headline.is_overdue(standing, found.last + timedelta(1))


def test_a_review_says_of_a_day_that_is_past_that_edgar_was_closed() -> None:
    due = Due(
        day=date(2026, 12, 28), reason="x", if_closed=date(2026, 12, 29), in_doubt=(date(2026, 12, 24),)
    )
    said = [headline.due(Standing(due=due), date(2026, 12, day)) for day in (24, 26)]
    assert said == [
        "due date not known yet: Mon 28 Dec 2026, or Tue 29 Dec if EDGAR is closed on 24 Dec",
        "due Mon 28 Dec 2026, or Tue 29 Dec if EDGAR was closed on 24 Dec",
    ]


def test_a_form_filed_between_the_two_days_on_which_it_may_be_due_is_not_late() -> None:
    due = Due(day=date(2026, 12, 24), reason="of a test", if_closed=date(2026, 12, 28))

    def state(filed: date) -> str:
        return deadlines_standing.state(Standing(due=due, filed=filed), date(2027, 1, 4))

    assert state(date(2026, 12, 24)) == "on time"
    assert state(date(2026, 12, 28)) == "on time if EDGAR was closed on 24 Dec"
    assert state(date(2026, 12, 30)) == "at least 2 days late"
    standings = (("a", Standing(due=due, filed=date(2026, 12, 28))),) * 21
    [count] = deadlines_standing.count_lines(Deadlines(standings=standings, today=date(2027, 1, 4)))
    assert count.startswith("21 due dates: 21 filed on time ")


def test_the_data_keep_the_first_day_on_which_a_form_may_be_due() -> None:
    standing = Standing(due=Due(day=date(2026, 12, 24), reason="of a test", if_closed=date(2026, 12, 28)))
    assert deadlines_standing.manifest_entry(standing) == {
        "due": {"date": "2026-12-24", "reason": "of a test", "is_known": False}
    }
    for day, after in ((20, -4), (24, 0), (28, 0), (29, 1)):
        [row] = deadlines_standing.due_data(
            Deadlines(standings=(("a", standing),), today=date(2026, 12, day))
        )
        assert (row["date"], row["is_known"], row["days_after_due"]) == ("2026-12-24", False, after)


@pytest.mark.parametrize("event", ["2013-10-01", "2026-05-04", "2026-12-14"])
def test_the_cache_keeps_what_is_said_of_a_due_date(event: str) -> None:
    standing = due_dates.standing(filing(event), FORMS["3"].due(filing(event)))
    assert standing
    assert cache._standing(cache._dates(standing)) == standing


def test_the_cache_keeps_the_days_in_doubt() -> None:
    days = (date(2029, 12, 24), date(2029, 12, 26))
    standing = Standing(due=Due(day=days[1], reason="x", if_closed=date(2029, 12, 28), in_doubt=days))
    assert cache._standing(cache._dates(standing)) == standing


def test_how_long_the_calendar_is_known_is_said_only_of_days_to_come() -> None:
    form = filing("2026-05-04")
    standing = due_dates.standing(form, FORMS["3"].due(form))
    assert standing
    when = "due Thu 14 May 2026, 10 p.m. ET (10 days after 4 May"
    known = f"{when}, by EDGAR's calendar as of 31 Dec 2025); not signed"
    assert deadlines_standing.sentence(standing, date(2026, 5, 13)) == f"{known}; 1 day left"
    assert deadlines_standing.sentence(standing, date(2026, 5, 14)) == f"{known}; due today"
    passed = f"{when}); not signed; overdue by 1 day"
    assert deadlines_standing.sentence(standing, date(2026, 5, 15)) == passed
    assert deadlines_standing.manifest_entry(standing) == {
        "due": {"date": "2026-05-14", "reason": "10 days after 4 May"}
    }


def test_a_due_date_beside_christmas_is_known_for_a_year_whose_closures_are() -> None:
    assert due(filing("2023-12-16")) == ("2023-12-26", "10 days after 16 Dec")


def test_the_year_of_an_event_far_in_the_future_is_asked_about() -> None:
    standing = Standing(due=SEED, event=date(2013, 10, 1), signed=date(2013, 7, 2))
    asked = "the event of Tue 1 Oct 2013 is still to come: is the year right?"
    signed = "signed 2 Jul, filing not recorded; 71 days left"
    assert deadlines_standing.sentence(standing, date(2013, 8, 1)) == f"{asked} {WHEN}; {signed}"
    for soon in (date(2013, 8, 2), date(2013, 9, 30), date(2013, 10, 1)):
        assert deadlines_standing.sentence(standing, soon).startswith("due Fri 11 Oct 2013")


def test_the_year_of_a_first_registration_that_is_still_to_come_is_not_asked_about() -> None:
    """The insiders of an issuer that goes public sign before the registration becomes effective."""
    going_public = filing("2013-10-01", registration_effective=date(2013, 10, 1))
    standing = due_dates.standing(going_public, FORMS["3"].due(going_public))
    assert standing
    when = "due Tue 1 Oct 2013, 10 p.m. ET (the day on which the issuer's registration becomes effective)"
    assert deadlines_standing.sentence(standing, date(2013, 9, 27)) == f"{when}; not signed; 4 days left"
    assert deadlines_standing.sentence(standing, date(2013, 6, 3)) == f"{when}; not signed; 120 days left"


SINCE = "from that day directors and officers of foreign private issuers report"


@pytest.mark.parametrize(
    ("event", "day", "reason"),
    [
        (
            "1999-06-02",
            "2026-03-18",
            SINCE,
        ),
        (
            "2020-01-02",
            "2026-03-18",
            SINCE,
        ),
        (
            "2026-02-01",
            "2026-03-18",
            SINCE,
        ),
        (
            "2026-03-07",
            "2026-03-18",
            SINCE,
        ),
        # Day 10 is the later one.
        ("2026-03-08", "2026-03-18", "10 days after 8 Mar"),
        ("2026-03-11", "2026-03-23", "10 days after 11 Mar, moved from Sat 21 Mar"),
        ("2026-05-04", "2026-05-14", "10 days after 4 May"),
    ],
)
def test_directors_and_officers_of_a_foreign_private_issuer_report_since_18_march_2026(
    event: str, day: str, reason: str
) -> None:
    assert due(foreign(event, director=True)) == (day, reason)
    assert due(foreign(event, officer="CFO", ten_percent_owner=True)) == (day, reason)


def test_a_registration_before_the_rule_date_does_not_move_the_due_date() -> None:
    early = replace(foreign("2026-01-12", director=True), registration_effective=date(2026, 1, 20))
    assert due(early) == (
        "2026-03-18",
        SINCE,
    )
    assert due(replace(early, registration_effective=date(2026, 4, 1))) == (
        "2026-04-01",
        "the day on which the issuer's registration becomes effective",
    )


def test_who_is_in_office_on_the_rule_date_files_on_that_day() -> None:
    """Nobody can tell from a filing who was appointed on that very day and has until the end of the month."""
    of_that_day = foreign("2026-03-18", director=True)
    reason = f"{SINCE}, Mon 30 Mar only for a person appointed on that day"
    assert due(of_that_day) == ("2026-03-18", reason)
    standing = due_dates.standing(of_that_day, FORMS["3"].due(of_that_day))
    assert deadlines_standing.manifest_entry(standing) == {"due": {"date": "2026-03-18", "reason": reason}}
    assert headline.due(standing, date(2026, 3, 17)) == "due Wed 18 Mar 2026, 1 day left"
    assert headline.due(standing, date(2026, 3, 20)) == "due Wed 18 Mar 2026, overdue by 2 days"


def test_the_day_after_the_rule_date_has_ten_days() -> None:
    assert due(foreign("2026-03-19", director=True)) == (
        "2026-03-30",
        "10 days after 19 Mar, moved from Sun 29 Mar",
    )


def test_a_holder_of_ten_percent_of_a_foreign_private_issuer_has_no_due_date() -> None:
    assert due(foreign("2026-05-04", ten_percent_owner=True)) is None


def test_an_amendment_has_no_due_date() -> None:
    amendment = Amendment(original_filed=date(2013, 10, 3))
    assert due(filing("2013-10-01", form="3/A", amendment=amendment)) is None


@pytest.mark.parametrize("event", ["0001-01-01", "2002-12-31", "2050-12-20", "9999-12-31"])
def test_an_event_outside_of_the_years_of_the_calendar_has_no_due_date(event: str) -> None:
    assert due(filing(event)) is None


EVENTS = st.dates(date(2003, 1, 1), date(2050, 12, 1))


@given(EVENTS)
def test_the_due_date_is_an_open_day_ten_days_or_a_little_more_after_the_event(event: date) -> None:
    found = form3.due_date.due(filing(event.isoformat()))
    assert found
    assert due_dates.calendar().is_open(found.day)
    # The longest time that EDGAR was closed: 24 to 28 December 2025.
    assert timedelta(10) <= found.day - event <= timedelta(15)
    closed = [event + timedelta(n) for n in range(10, (found.day - event).days)]
    assert not any(map(due_dates.calendar().is_open, closed))


@given(EVENTS, EVENTS)
def test_a_later_event_is_never_due_earlier(one: date, other: date) -> None:
    first, second = (form3.due_date.due(filing(each.isoformat())) for each in sorted((one, other)))
    assert first
    assert second
    assert first.day <= second.day


def test_the_countries_of_relief_are_those_of_the_orders() -> None:
    march, may = date(2026, 3, 5), date(2026, 5, 20)
    assert {RELIEF[code].name for code in RELIEF if RELIEF[code].since == may} == {
        "Australia",
        "India",
        "Singapore",
    }
    names = sorted({RELIEF[code].name for code in RELIEF if RELIEF[code].since == march})
    assert len(names) == 27 + 3 + 5
    assert {"Canada", "Chile", "Norway", "South Korea", "Switzerland", "the United Kingdom"} <= {*names}
    assert RELIEF.keys() <= COUNTRIES.keys()


# --- how a filing stands ---

SEED = Due(day=date(2013, 10, 11), reason="10 days after 1 Oct")
WHEN = "due Fri 11 Oct 2013, 10 p.m. ET (10 days after 1 Oct)"


@pytest.mark.parametrize(
    ("filed", "said"),
    [
        ("2013-10-09", f"filed 9 Oct: on time; {WHEN}"),
        ("2013-10-11", f"filed 11 Oct: on time; {WHEN}"),
        ("2013-10-12", f"filed 12 Oct: 1 day late; {WHEN}"),
        ("2013-10-14", f"filed 14 Oct: 3 days late; {WHEN}"),
        ("2014-01-02", f"filed 2 Jan 2014: 83 days late; {WHEN}"),
        ("2020-01-02", f"filed 2 Jan 2020: is that right? the day is still to come; {WHEN}"),
    ],
)
def test_a_form_filed_by_the_due_date_is_on_time(filed: str, said: str) -> None:
    standing = Standing(due=SEED, filed=date.fromisoformat(filed), signed=date(2013, 10, 1))
    assert deadlines_standing.sentence(standing, date(2020, 1, 1)) == said


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2013-10-08", "; 3 days left"),
        ("2013-10-10", "; 1 day left"),
        ("2013-10-11", "; due today"),
        ("2013-10-12", "; overdue by 1 day"),
        ("2013-10-13", "; overdue by 2 days"),
        ("2014-10-11", "; overdue by 365 days"),
        # It was filed, and nobody wrote it down.
        ("2014-10-12", ""),
    ],
)
def test_signed_in_time_is_not_filed_in_time(today: str, left: str) -> None:
    standing = Standing(due=SEED, signed=date(2013, 10, 1))
    said = f"{WHEN}; signed 1 Oct, filing not recorded{left}"
    assert deadlines_standing.sentence(standing, date.fromisoformat(today)) == said


def test_a_filing_that_not_all_have_signed_is_not_signed() -> None:
    signed = Signature(signer="Jane Doe", signed=date(2013, 10, 3))
    also = replace(signed, signed=date(2013, 10, 2))
    for signatures, day in (
        ((), None),
        ((signed, Signature(signer="John Roe")), None),
        ((signed, also), date(2013, 10, 3)),
    ):
        standing = due_dates.standing(filing("2013-10-01", signatures=signatures), SEED)
        assert standing == Standing(due=SEED, signed=day, event=date(2013, 10, 1))
    said = f"{WHEN}; not signed; 1 day left"
    assert deadlines_standing.sentence(Standing(due=SEED), date(2013, 10, 10)) == said


def test_a_filing_with_errors_still_says_when_it_is_due(tmp_path: Path) -> None:
    path = tmp_path / "filings/acme/late.yaml"
    path.parent.mkdir(parents=True)
    text = (ROOT / "filings/tecogen/2013-10-01-panora-form3.yaml").read_text("utf-8")
    path.write_text(
        text.replace("ownership: direct", "ownership: direct\n    nature_of_ownership: By spouse")
    )
    checked = check_filing(discovery.entry(path, tmp_path), tmp_path, ROOT)
    assert checked.filing is None
    assert checked.standing == Standing(due=SEED, signed=date(2013, 10, 1), event=date(2013, 10, 1))


@pytest.mark.parametrize(
    ("hour", "day"), [("00:00", "2013-10-11"), ("21:59", "2013-10-11"), ("22:00", "2013-10-12")]
)
def test_the_day_ends_at_ten_in_the_evening(hour: str, day: str) -> None:
    now = datetime.fromisoformat(f"2013-10-11T{hour}").replace(tzinfo=ZoneInfo("America/New_York"))
    assert deadlines_standing.edgar_day(now).isoformat() == day


# --- of many ---

TODAY = date(2013, 10, 13)


def many(count: int, standing: Standing) -> list[tuple[str, Standing]]:
    return [(f"filings/acme/{n}.yaml", standing) for n in range(count)]


def due_on(day: date) -> Standing:
    return Standing(due=Due(day=day, reason="of a test"))


ON_TIME = Standing(due=SEED, filed=date(2013, 10, 9))
LATE = Standing(due=SEED, filed=date(2013, 10, 12))


def test_each_of_a_few_filings_shows_its_due_date() -> None:
    few = Deadlines(standings=tuple(many(FEW, ON_TIME)), today=TODAY)
    said = f"filed 9 Oct: on time; {WHEN}"
    assert list(deadlines_standing.due_lines(few)) == [f"filings/acme/{n}.yaml: {said}" for n in range(FEW)]
    assert not list(deadlines_standing.due_lines(Deadlines(standings=(), today=TODAY)))


def test_with_many_filings_only_unfiled_ones_show_their_due_dates() -> None:
    days = {"overdue": -2, "next": 1, "later": 4, "long-overdue": -300, "forgotten": -366}
    waiting = [(f"filings/acme/{name}.yaml", due_on(TODAY + timedelta(n))) for name, n in days.items()]
    found = (*many(1990, ON_TIME), *waiting, *many(5, LATE))
    said = list(deadlines_standing.due_lines(Deadlines(standings=found, today=TODAY)))
    assert said == [
        "filings/acme/next.yaml: due Mon 14 Oct 2013, 10 p.m. ET (of a test); not signed; 1 day left",
        "filings/acme/later.yaml: due Thu 17 Oct 2013, 10 p.m. ET (of a test); not signed; 4 days left",
        "filings/acme/overdue.yaml: due Fri 11 Oct 2013, 10 p.m. ET (of a test); not signed; "
        "overdue by 2 days",
        "filings/acme/long-overdue.yaml: due Mon 17 Dec 2012, 10 p.m. ET (of a test); not signed; "
        "overdue by 300 days",
        "2000 due dates: 1990 filed on time, 5 filed late, 5 not recorded as filed (--filing NAME says one)",
    ]


def test_even_many_that_wait_are_a_screen_at_most() -> None:
    crowd = Deadlines(standings=tuple(many(300, due_on(TODAY))), today=TODAY)
    said = list(deadlines_standing.due_lines(crowd))
    assert len(said) == FEW + 1
    assert said[-1] == "300 due dates: 300 not recorded as filed (--filing NAME says one)"


def test_json_has_all_due_dates_and_a_pull_request_the_unfiled_ones() -> None:
    found = Deadlines(standings=(("a", ON_TIME), ("b", LATE), ("c", Standing(due=SEED))), today=TODAY)
    on_time, late = f"filed 9 Oct: on time; {WHEN}", f"filed 12 Oct: 1 day late; {WHEN}"
    waits = f"{WHEN}; not signed; overdue by 2 days"
    row = {"date": "2013-10-11", "is_known": True, "reason": "10 days after 1 Oct", "signed": None}
    assert deadlines_standing.due_data(found) == [
        {**row, "file": "a", "filed": "2013-10-09", "days_after_due": -2, "said": on_time},
        {**row, "file": "b", "filed": "2013-10-12", "days_after_due": 1, "said": late},
        {**row, "file": "c", "filed": None, "days_after_due": 2, "said": waits},
    ]
    assert deadlines_standing.notices(found) == [("c", waits)]


def test_what_was_filed_is_read_from_the_filing() -> None:
    filed = filing("2013-10-01", filed=Filed(date=date(2013, 10, 9)))
    assert due_dates.standing(filed, SEED) == replace(ON_TIME, event=date(2013, 10, 1))
