"""Find the remedy for a date that was typed in another form."""

from __future__ import annotations

import re
from calendar import month_name, monthrange

from redwell.schema.values import Remedy, write

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_CLOCK = r",? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?"
_TIME_OF_DAY = re.compile(rf"(.{{8,30}}?)(?:T[0-9:.]{{5,15}}|{_CLOCK}){_ZONE}\Z")
"""A date with the time of day that a spreadsheet or EDGAR shows behind it."""
_ISO_LIKE = rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_ZONE}\Z"
_DIGITS = r"([0-9]{4})([0-9]{2})([0-9]{2})\Z"
_US_DATE = r"([0-9]{1,2})(/)([0-9]{1,2})/([0-9]{4})\Z"
_MONTH_FIRST = r"([A-Za-z]{3,9})\.? {0,3}([0-9]{1,2})(?:st|nd|rd|th)?,? {0,3}([0-9]{4})\Z"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})\Z"
_DOTTED = r"([0-9]{1,2})[.-]([0-9]{1,2})[.-]([0-9]{4})\Z"
_SHORT_YEAR = r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2})\Z"
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?[.,]{0,2} "
_BLANK = re.compile(
    r"(?:y{2,4}|m{1,2}|d{1,2}|x{1,4}|[_?\N{BULLET}\N{BLACK CIRCLE}]+|date|day|today|tb[acd]|insert|enter"
    r"|the|to|come|here|of|pending|asap)\Z"
)
_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_MONTH = re.compile(
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\Z",
    re.IGNORECASE,
)


def date_remedy(text: str) -> Remedy:
    """Return how to write a date; it is asked about if its month and day, or its century, may be others."""
    text = _without_time(text)
    numbers = _year_month_day(text)
    if numbers is not None:
        fault = _no_such_date(*numbers)
        return Remedy(fault) if fault else write(_date(*numbers))
    if found := re.match(_DOTTED, text):
        first, second, year = map(int, found.groups())
        readings = (
            [(year, first, second), (year, second, first)] if first != second else [(year, first, second)]
        )
        days = [_date(*each) for each in readings if not _no_such_date(*each)]
        which = ", whichever is meant" if len(days) > 1 else ""
        return Remedy(f"write {' or '.join(days)}{which}") if days else Remedy()
    if found := re.match(_SHORT_YEAR, text):
        month, day, year = map(int, found.groups())
        if not _no_such_date(2000 + year, month, day):
            return Remedy(f"write {_date(2000 + year, month, day)}, if that is the year")
    return Remedy(f"type the day itself in place of {text}") if _is_blank(text) else Remedy()


def _is_blank(text: str) -> bool:
    """Return whether a text only keeps the place of a date: YYYY-MM-DD, [date], May __, 2026."""
    words = re.findall(r"[a-z]+|[0-9]+|[_?\N{BULLET}\N{BLACK CIRCLE}]+", text.lower())
    blanks = [word for word in words if not word.isdigit() and not _MONTH.match(word)]
    return bool(blanks) and (len(text) < 40) and all(map(_BLANK.match, blanks))


def _without_time(text: str) -> str:
    """Return a date without the time of day behind it: Excel's `2036-11-19 00:00:00`."""
    found = _TIME_OF_DAY.match(text)
    return found[1] if found else text


def _date(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def _no_such_date(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if not year >= 1 or not 1 <= day <= monthrange(year, month)[1]:
        return f"there is no {day} {month_name[month]} {year:04}"
    return ""


def _year_month_day(text: str) -> tuple[int, int, int] | None:
    """Return the numbers of a date in another form than ours; a US date has its month first."""
    text = re.sub(rf"^{_WEEKDAY}", "", text)
    if found := re.match(_ISO_LIKE, text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := re.match(_DIGITS, text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.match(_US_DATE, text):
        return int(found[4]), int(found[1]), int(found[3])
    for pattern, month, day in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        if (found := re.match(pattern, text)) and _MONTH.match(found[month]):
            return int(found[3]), _MONTHS[found[month][:3].lower()], int(found[day])
    return None
