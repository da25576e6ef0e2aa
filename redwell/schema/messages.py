"""What a value of the wrong shape should be instead, in words: one function for each kind of mistake."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from redwell.problems import Path, Problem, did_you_mean
from redwell.schema import choices as schema_choices_module
from redwell.schema.choices import short

BOXES = {
    "date_of_event": "box 2",
    "issuer": "box 3",
    "issuer.foreign_trading_symbol": "box 3a",
    "reporting_owners": "box 1",
    "reporting_owners.relationship": "box 4",
    "non_derivative.title": "Table I, column 1",
    "non_derivative.amount": "Table I, column 2",
    "non_derivative.amount_in_dollars": "Table I, column 2",
    "non_derivative.ownership": "Table I, column 3",
    "non_derivative.nature_of_ownership": "Table I, column 4",
    "derivative.title": "Table II, column 1",
    "derivative.date_exercisable": "Table II, column 2",
    "derivative.expiration_date": "Table II, column 2",
    "derivative.underlying": "Table II, column 3",
    "derivative.conversion_or_exercise_price": "Table II, column 4",
    "derivative.ownership": "Table II, column 5",
    "derivative.nature_of_ownership": "Table II, column 6",
    "footnotes": "Explanation of Responses",
    "remarks": "Remarks",
}
"""The boxes and columns of Form 3, by the keys of a filing; the longest match counts."""
_SPECIFICATION = {"issuer", "reporting_owners", "non_derivative", "derivative", "footnotes", "remarks"}
DIGITS_ONLY = {
    "cik": "a CIK has 1 to 10 digits: put it in quotes as EDGAR writes it",
    "zip": "a zip code has at most 10 characters: put it in quotes",
}
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([, ][0-9]{3})+(\.[0-9]+)?\Z")
_FOOTNOTE_MAY_STAND = {"date_exercisable", "expiration_date", "conversion_or_exercise_price"}
_US_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z")
_ISO_LIKE = re.compile(r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})\Z")
_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? +([0-9]{1,2})(?:st|nd|rd|th)?,? +([0-9]{4})\Z")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? +([A-Za-z]{3,9})\.?,? +([0-9]{4})\Z")


def of_value(keyword: str, it: Value) -> Problem:
    """The problem of a value that fails *keyword* of the schema."""
    code, say = _KEYWORDS[keyword]
    at = (*it.path, _second_index(it.value)) if keyword == "uniqueItems" else it.path
    return Problem(code=code, message=say(it), path=at)


class Value:
    """A value that has the wrong shape: what the schema asks for, where it stands and how it was written."""

    def __init__(
        self, limit: Any, value: Any, path: Path, written: str | None, required: frozenset[str]
    ) -> None:
        """*limit* is what the keyword of the schema says; *required* are the keys that must be there."""
        self.limit, self.value, self.path = limit, value, path
        self.written = value if written is None else written
        names = [str(step) for step in path if not isinstance(step, int) and step != "value"]
        self.keys = names
        self.key = names[-1] if names else "the filing"
        self.or_remove = "" if self.key in required else ", or remove the line"
        self.is_label = path[-2:-1] == ("footnotes",) and isinstance(path[-1], int)
        self.is_footnote = names[:1] == ["footnotes"] and len(names) == 2

    @property
    def or_footnote(self) -> str:
        """What else may stand there: a footnote alone, at the keys where it can."""
        is_amount = self.keys[-2:-1] == ["underlying"] and self.key.startswith("amount")
        if not (is_amount or self.key in _FOOTNOTE_MAY_STAND):
            return ""
        said = re.fullmatch(
            r"\W*([a-z][a-z0-9_-]{0,39})\W*",
            " ".join(map(str, self.value)) if isinstance(self.value, list) else "",
        )
        label = said[1] if said else "vesting"
        return f"where a footnote stands for it, write {self.key}: {{footnotes: [{label}]}}"

    @property
    def source(self) -> str:
        """The box or column of the form, and the specification's table."""
        boxes = (BOXES.get(".".join(self.keys[:n])) for n in range(len(self.keys), 0, -1))
        box = next((box for box in boxes if box), None)
        parts = ([f"Form 3, {box}"] if box else []) + self.specification("3.5")
        return f" ({'; '.join(parts)})" if parts else ""

    def specification(self, section: str) -> list[str]:
        """The section, where the value goes to EDGAR."""
        return [f"specification {section}"] if self.keys[:1] and self.keys[0] in _SPECIFICATION else []


# --- types ---


def _type(it: Value) -> str:
    if it.value is None:
        either = f"; {it.or_footnote}" if it.or_footnote else it.or_remove
        return f"nothing stands after {it.key}: write its value{either}"
    wanted = it.limit if isinstance(it.limit, str) else it.limit[0]
    return _TYPES[wanted](it)


def _wants_number(it: Value) -> str:
    if not isinstance(it.value, str):
        return _or_footnote(it, f"{it.key} is a number in digits, e.g. 163350 or 2.60")
    said = re.sub(r"^(US)?\$|^USD|shares\Z|USD\Z", "", it.value.strip()).strip().removesuffix(".")
    digits = re.sub(r"[,\s]", "", said) if _GROUPED.match(said) else said
    if "," in digits and re.match(r"[0-9.,]+\Z", digits):
        return (
            f'the comma in "{short(it.value)}" can be read in two ways: write digits with a point for '
            "decimals, e.g. 2.60, and without commas"
        )
    if not re.match(r"[0-9]+(\.[0-9]+)?\Z", digits):
        message = f'"{short(it.value)}" is not a number: write digits, e.g. 163350'
        return _or_footnote(it, message) if it.or_footnote else f"{message}; words belong in a footnote"
    faults = [name for sign, name in (("$", "a $ sign"), (",", "commas")) if sign in it.value]
    without = " and ".join(faults) or ("quotes" if digits == it.value else "anything else")
    return f"write {digits}, without {without}"


def _or_footnote(it: Value, message: str) -> str:
    return f"{message}; {it.or_footnote}" if it.or_footnote else message


def _wants_text(it: Value) -> str:
    if it.is_label:
        return LABEL
    if isinstance(it.value, bool | int | Decimal):
        if it.key in ("date_of_event", "date_exercisable", "expiration_date", "signed", "date", "ends"):
            return _date(it)
        return f'this would be read as {_kind(it.value)}: put it in quotes, "{it.written}"'
    if isinstance(it.value, list):
        return _or_footnote(it, f"{it.key} is one {'date' if it.or_footnote else 'text'}, not a list")
    return f"{it.key} is a text: there are keys instead; put a text that contains a colon in quotes"


def _wants_boolean(it: Value) -> str:
    said = str(it.value).strip().lower()
    if said in ("yes", "y", "x", "on", "true", "1"):
        return "write true"
    if said in ("no", "n", "off", "false", "0"):
        return "write false, or remove the line"
    return f"{it.key} is true or false"


def _wants_list(it: Value) -> str:
    if isinstance(it.value, str | int) and it.key in ("footnotes", "forms", "clauses"):
        return f"{it.key} is a list: write [{it.value}]"
    return f'{it.key} is a list: begin each item with "- " on a line of its own'


TICKED = ("director", "ten_percent_owner")
"""Keys of a relationship that take true; the others take a title or text."""


def _wants_keys(it: Value) -> str:
    if not it.keys:
        return 'a filing is a list of keys, e.g. form: "3"; invoke new writes one to begin with'
    if it.value == []:
        return f"{it.key} is empty"
    examples = {
        "relationship": f"{it.value}: true" if it.value in TICKED else "officer: President",
        "footnotes": "vesting: >-",
        "on_file": "date: 2013-10-01",
    }
    example = f", e.g. {examples[it.key]}" if it.key in examples else ""
    return f"{it.key} has keys of its own, each on an indented line below it{example}"


def _kind(value: Any) -> str:
    return "true or false" if isinstance(value, bool) else "a number"


_TYPES: Mapping[str, Callable[[Value], str]] = {
    "number": _wants_number,
    "string": _wants_text,
    "boolean": _wants_boolean,
    "array": _wants_list,
    "object": _wants_keys,
}


# --- dates ---


def _date(it: Value) -> str:
    """A date that is written otherwise, or that no calendar has."""
    numbers = _year_month_day(str(it.written).strip())
    if numbers is None:
        return _or_footnote(it, "write the date as year-month-day, e.g. 2013-10-01")
    year, month, day = numbers
    if not 1 <= month <= 12:
        return f"there is no month {month}: write the date as year-month-day, e.g. 2013-10-01"
    if not year >= 1 or not 1 <= day <= monthrange(year, month)[1]:
        return f"there is no {day} {month_name[month]} {year:04}"
    return f"write {year:04}-{month:02}-{day:02}: year, month, day"


def _year_month_day(text: str) -> tuple[int, int, int] | None:
    if found := _ISO_LIKE.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _US_DATE.match(text):
        return int(found[3]), int(found[1]), int(found[2])
    for pattern, month, day in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        if (found := pattern.match(text)) and found[month][:3].lower() in _MONTHS:
            return int(found[3]), _MONTHS[found[month][:3].lower()], int(found[day])
    return None


# --- limits ---


def _too_long(it: Value) -> str:
    length, limit = len(it.value), it.limit
    noun = "this footnote" if it.is_footnote else it.key
    verb = "have" if it.key == "remarks" else "has"
    more = f"{length - limit:,} more than the {limit:,} allowed"
    message = f"{noun} {verb} {length:,} characters, {more}{it.source}"
    return message + _SHORTEN.get("footnotes" if it.is_footnote else it.key, ": shorten it")


_SHORTEN = {
    "officer": ": write See Remarks here, and the whole title under remarks",
    "other": ": write See Remarks here, and the whole text under remarks",
    "footnotes": ": split it into two footnotes, or move it to an EX-99 exhibit",
    "remarks": ": move the rest to an EX-99 exhibit",
    "street": ": write two lines, each behind a hyphen",
    "zip": ": is it a zip or postal code?",
}


def _too_short(it: Value) -> str:
    noun = "this footnote" if it.is_footnote else it.key
    return f"{noun} is empty: write its text{it.or_remove}"


def _too_small(it: Value) -> str:
    if it.key == "cik":
        return "a CIK is not 0"
    return "write it without the minus sign: EDGAR takes no negative number (specification 3.2)"


def _too_large(it: Value) -> str:
    if it.key in DIGITS_ONLY:
        return DIGITS_ONLY[it.key]
    return "EDGAR takes at most 999999999999.9999 (specification 3.2)"


def _no_items(it: Value) -> str:
    return f"{it.key} is empty: write at least one item{it.or_remove}"


def _too_many_items(it: Value) -> str:
    more = f"{it.key} has {len(it.value)} items, {len(it.value) - it.limit} more than the {it.limit} allowed"
    return more + (" (specification 4.2.1.2)" if it.key == "exhibits" else it.source)


def _no_keys(it: Value) -> str:
    return _or_footnote(it, f"{it.key} is empty: write what belongs there{it.or_remove}")


def _too_many_keys(it: Value) -> str:
    return f"there are {len(it.value)} footnotes: EDGAR takes {it.limit} (specification 4.3.5)"


def _twice(it: Value) -> str:
    again = it.value[_second_index(it.value)]
    reason = "; EDGAR suspends a value with the same footnote twice (specification 4.3.6)"
    return f'"{again}" stands here twice: remove one' + (reason if it.key == "footnotes" else "")


def _second_index(value: Sequence[Any]) -> int:
    seen: set[Any] = set()
    for n, item in enumerate(value):
        known = repr(item) if isinstance(item, dict | list) else item
        if known in seen:
            return n
        seen.add(known)
    return len(value) - 1


# --- choices ---


def _choice(it: Value) -> str:
    if it.value is None:
        return _type(it)
    say = schema_choices_module.OF_KEY.get(it.key)
    if say and not isinstance(it.value, dict | list):
        return say(str(it.value).strip(), it.source)
    choices = " or ".join(str(choice) for choice in it.limit)
    return f'"{short(it.value)}" is not known here: write {choices}{_near(it.value, it.limit)}'


# --- patterns ---


def _pattern(it: Value) -> str:
    if it.key == "file" and str(it.value).lower().endswith(".pdf"):
        return "EDGAR drops a PDF from an ownership filing: send a .txt or .htm (specification 4.2.1.2)"
    if it.key in _PATTERNS:
        return _PATTERNS[it.key]
    if it.is_label:
        return LABEL
    text = str(it.value)
    if not text.strip():
        return _too_short(it)
    if "\n" in text:
        return f"{it.key} is one line: join the lines, or begin it with >- to write it over several"
    if text != text.strip():
        return f"{it.key} begins or ends with a space: remove it"
    return f'"{short(text)}" is not written as {it.key} is'


LABEL = (
    "a label is a name of yours in lower case, e.g. vesting (letters, digits, _ and -, a letter first); "
    "the form numbers the footnotes itself"
)
_PATTERNS = {
    "cik": "a CIK has 1 to 10 digits and nothing else, and is not zero",
    "zip": "a zip or postal code has only letters, digits, spaces, # and hyphens (specification 3.5)",
    "accession_number": "an accession number looks like 0001127602-25-001055",
    "wording_hash": "a wording hash has 64 digits and letters a to f: check says which to write",
    "type": "an exhibit is EX-24 or EX-99, of several each with a suffix: EX-99.1 (specification 3.6.3)",
    "file": (
        "EDGAR takes file names of at most 32 characters: lower-case letters and digits, one _ and one -, "
        "a letter first, and .txt, .htm, .jpg or .gif at the end (specification 4.2)"
    ),
    "clauses": "a clause is named in lower case, e.g. form_144",
}


def _near(value: Any, choices: Sequence[Any]) -> str:
    return did_you_mean(str(value), [str(choice) for choice in choices]) if len(choices) > 2 else ""


_KEYWORDS: Mapping[str, tuple[str, Callable[[Value], str]]] = {
    "type": ("wrong-type", _type),
    "format": ("date-form", _date),
    "pattern": (
        "text-form",
        lambda it: _date(it) if "[0-9]{4}-[0-9]{2}-[0-9]{2}" in it.limit else _pattern(it),
    ),
    "maxLength": ("too-long", _too_long),
    "minLength": ("empty", _too_short),
    "minimum": ("too-small", _too_small),
    "maximum": ("too-large", _too_large),
    "minItems": ("empty", _no_items),
    "maxItems": ("too-many", _too_many_items),
    "minProperties": ("empty", _no_keys),
    "maxProperties": ("too-many", _too_many_keys),
    "uniqueItems": ("twice", _twice),
    "enum": ("not-a-choice", _choice),
}
