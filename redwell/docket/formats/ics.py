"""Write a docket as a calendar (RFC 5545). A calendar program that imports it again updates its events.

The same docket gives the same bytes: its *today* is the only time in it. Of two versions of an event, a
calendar program keeps the later by SEQUENCE, then by DTSTAMP (RFC 5546, section 2.1.5).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from redwell.deadlines.standing import short_date
from redwell.docket.docket import Docket
from redwell.docket.duties import Duty, State
from redwell.docket.terms import issuer_words
from redwell.review.formats.escape import named
from redwell.text.names import listed

ZONE = "America/New_York"
TEN = time(22)
ONE_DAY = timedelta(days=1)
STEPS: dict[State, int] = {
    "due": 0,
    "draft": 1,
    "for signature": 2,
    "signed": 3,
    "filed": 4,
    "filed late": 4,
    "not recorded": 0,
    "ahead": 0,
    "past": 0,
}
"""The last digit of a SEQUENCE, which grows within a day as a form goes on; the rest counts days."""
SINCE = date(2000, 1, 1)
"""The day from which a SEQUENCE counts."""
_RULES: tuple[tuple[type[TimezoneDaylight] | type[TimezoneStandard], datetime, dict[str, Any]], ...] = (
    # By the Uniform Time Act as amended in 1986, and by the Energy Policy Act of 2005.
    (
        TimezoneDaylight,
        datetime(1987, 4, 5, 2),
        {"bymonth": 4, "byday": "1SU", "until": datetime(2006, 4, 2, 7, tzinfo=UTC)},
    ),
    (
        TimezoneStandard,
        datetime(1987, 10, 25, 2),
        {"bymonth": 10, "byday": "-1SU", "until": datetime(2006, 10, 29, 6, tzinfo=UTC)},
    ),
    (TimezoneDaylight, datetime(2007, 3, 11, 2), {"bymonth": 3, "byday": "2SU"}),
    (TimezoneStandard, datetime(2007, 11, 4, 2), {"bymonth": 11, "byday": "1SU"}),
)


def calendar_file(docket: Docket) -> str:
    """Return the calendar; its lines end with CR and LF.

    What has no date is not in it, nor are authentication pages that the record lacks.
    """
    made = Calendar()
    made.add("prodid", "-//Redwell//docket//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Section 16 docket")
    made.add_component(_zone())
    dated = [duty for duty in docket.duties if duty.date and duty.kind != "authentication"]
    for duty in sorted(dated, key=lambda each: (each.place, each.key)):
        made.add_component(_event(duty, docket.view.today))
    content: bytes = made.to_ical()
    return content.decode("utf-8")


def uid(duty: Duty) -> str:
    """Return the name of an event: the same for as long as the duty is the same, whatever becomes of it."""
    return f"{sha256(duty.key.encode()).hexdigest()[:32]}@docket.redwell"


def _event(duty: Duty, today: date) -> Event:
    assert duty.date
    event = Event()
    event.add("uid", uid(duty))
    for key in ("dtstamp", "last-modified"):
        event.add(key, datetime.combine(today, time(), UTC))
    event.add("sequence", max(0, (today - SINCE).days) * 10 + STEPS[duty.state])
    if duty.is_at_ten:
        event.add("dtstart", datetime.combine(duty.date, TEN, ZoneInfo(ZONE)))
    else:
        event.add("dtstart", duty.date)
        event.add("dtend", min(duty.date, date.max - ONE_DAY) + ONE_DAY)
    event.add("summary", named(_summary(duty)))
    event.add("description", "\n".join(map(named, _lines(duty))))
    event.add("categories", ["Section 16", duty.kind])
    event.add("transp", "TRANSPARENT")
    return event


def _summary(duty: Duty) -> str:
    state = f"[{duty.state}] " if duty.kind == "form" else ""
    doubt = "[date not known yet] " if duty.if_closed else ""
    return f"{doubt}{state}{duty.title}: {listed(duty.owners)}, {issuer_words(duty.issuer)}"


def _lines(duty: Duty) -> list[str]:
    known = [f"by EDGAR's calendar as of {short_date(duty.as_of)}"] if duty.as_of else []
    filing = [duty.filing] if duty.filing else []
    return [*duty.notes, *known, *filing, "as far as the record shows"]


def _zone() -> Timezone:
    """Return the time in New York: the same text on each machine, whatever that knows of time zones."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, start, rule in _RULES:
        part = kind()
        is_summer = kind is TimezoneDaylight
        hours = [timedelta(hours=-5), timedelta(hours=-4)]
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", **rule})
        part.add("tzoffsetfrom", hours[not is_summer])
        part.add("tzoffsetto", hours[is_summer])
        part.add("tzname", "EDT" if is_summer else "EST")
        zone.add_component(part)
    return zone
