"""The due date of a Form 3: Section 16(a)(2) of the Exchange Act, and Rule 0-3(a)."""

from __future__ import annotations

from datetime import timedelta

from redwell.deadlines.due_dates import calendar, moved
from redwell.deadlines.foreign import FOREIGN_INSIDERS, reports_nothing
from redwell.deadlines.standing import Due, short_date, weekday
from redwell.forms.form3.tables import Form3

ONE_DAY, TEN_DAYS = timedelta(days=1), timedelta(days=10)
_SINCE_THEN = "from that day directors and officers of foreign private issuers report"


def due(filing: Form3) -> Due | None:
    """Return the last day on which a Form 3 is on time, an EDGAR business day, and why.

    It is ten calendar days after the date of event, moved to the next business day (16(a)(2)(B); Rule
    0-3(a)). For an insider at the time of the issuer's first registration, it is the day on which the
    registration becomes effective, and is never moved (16(a)(2)(A)). For directors and officers of a foreign
    private issuer, it is not before 18 March 2026: whoever is in office that day files on it, and only a
    person appointed that very day has ten days more. Return None for persons who are only 10% owners of a
    foreign private issuer, who do not report (Rule 3a12-3(b)), and outside the years of the calendar; another
    rule says so.
    """
    days, event, effective = calendar(), filing.date_of_event, filing.registration_effective
    is_foreign = filing.issuer.foreign_private_issuer
    is_early = event < days.first and not is_foreign
    if reports_nothing(filing) or is_early or event >= days.last - TEN_DAYS * 2:
        return None
    first, reason = event + TEN_DAYS, "10 days after {event}"
    if effective and event <= effective:
        if not is_foreign or effective >= FOREIGN_INSIDERS:
            return Due(day=effective, reason="the day on which the issuer's registration becomes effective")
        first = effective
    if is_foreign and event == FOREIGN_INSIDERS:
        appointed = days.next_open(first)
        first = FOREIGN_INSIDERS
        reason = f"{_SINCE_THEN}, {weekday(appointed, event)} only for a person appointed on that day"
    elif is_foreign and first < FOREIGN_INSIDERS:
        first, reason = FOREIGN_INSIDERS, _SINCE_THEN
    day = days.next_open(first)
    parts = [reason.format(event=short_date(event, day)), *moved(first, day, days)]
    is_known = days.is_known(day)
    return Due(
        day=day,
        reason=", ".join(parts),
        if_closed=None if is_known else days.next_open(day + ONE_DAY),
        as_of=days.known_to if is_known and day > days.known_to else None,
    )
