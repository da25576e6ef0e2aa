"""The sentences for problems of shape.

The sentence for a wrong value stands in the schema, as `errorMessage`: an editor shows it too. Here it gets
the remedy that depends on what was typed. Lengths, and keys that are missing or unknown, are worded here.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redwell.codes.places import COUNTRIES, STATES, letters
from redwell.problems import Path, Problem, did_you_mean, nearest
from redwell.source.loader import is_secret, secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A value that fails *keyword* of *schema*, and how it was *written*; None if it is no scalar.

    *key* is the last key on the way to it. *source* cites the box of the form and the specification.
    *parent* is the schema around the failing one: of a mapping the one with its keys, of a cell the one that
    takes footnotes.
    """

    keyword: str
    schema: Mapping[str, Any]
    parent: Mapping[str, Any]
    value: Any
    written: str | None
    path: Path
    key: str
    is_required: bool
    source: str

    @property
    def limit(self) -> Any:
        """The schema's value of the keyword."""
        return self.schema[self.keyword]

    @property
    def or_remove(self) -> str:
        """The other remedy for a value that may be left out."""
        return "" if self.is_required else ", or remove the line"

    @property
    def noun(self) -> str:
        """The name of the value in a sentence: its key; a footnote has no name that helps."""
        return "this footnote" if self.path[:1] == ("footnotes",) and len(self.path) == 2 else self.key

    @property
    def may_be_footnote(self) -> bool:
        """True where a footnote can take the place of the value."""
        return "minProperties" in self.parent.get("then", {})

    @property
    def is_date(self) -> bool:
        """True where the schema asks for a date."""
        return self.schema.get("format") == "date"


def short(value: Any) -> str:
    """Return a value as a message quotes it."""
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "..."


def of_value(it: Value) -> Problem:
    """Return the problem of a value of the wrong shape."""
    code, sentence = _KEYWORDS[it.keyword]
    if it.keyword == "pattern" and it.is_date:
        code = "date-form"
    path = (*it.path, _second_index(it.value)) if it.keyword == "uniqueItems" else it.path
    return Problem(code=code, message=sentence(it), path=path)


def of_name(name: str, path: Path, schema: Mapping[str, Any]) -> Problem:
    """Return the problem of a key that its author chose: a footnote's label, or a code under accept."""
    return Problem(code="key-form", message=schema["errorMessage"], path=(*path, name), on_key=True)


def of_missing_key(
    key: str, path: Path, schema: Mapping[str, Any], described: Mapping[str, Any], box: str
) -> Problem:
    """Return the problem of a key that must be there, by *schema*; *described* is the schema of its value."""
    own = described.get("x-box", "")
    sentence = described.get("description", "").removeprefix(f"{own[:1].upper()}{own[1:]}: ").split(". ")[0]
    what = sentence.removesuffix(".")
    what = what if what[1:2].isupper() else what[:1].lower() + what[1:]
    message = schema.get("errorMessage") or f"{key} is missing: {what}{f' ({box})' if box else ''}"
    return Problem(code="missing-key", message=message, path=path)


def meant_key(key: str, known: Mapping[str, Any]) -> str | None:
    """Return the known key that *key* stands for; *known* are the schemas of keys by name."""
    other = key.lower().replace(" ", "_").replace("-", "_")
    others = (name for name, schema in known.items() if other in schema.get("x-other-names", ()))
    return next(others, None) or nearest(key, known)


def of_unknown_key(
    key: str, path: Path, meant: str | None, known: Sequence[str], homes: Mapping[str, Sequence[str]]
) -> Problem:
    """Return the problem of a key that does not exist here; *homes* are all keys with where they stand."""
    places = [f'"{home}"' if home else "the beginning of a line" for home in homes.get(key, ())]
    if is_secret(key):
        message = secret(key)
    elif meant:
        message = f'unknown key "{key}"; did you mean "{meant}"?'
    elif places:
        message = f'"{key}" does not belong here, but under {" or ".join(places)}'
    else:
        message = f'unknown key "{key}": the keys here are {", ".join(known)}{did_you_mean(key, homes)}'
    return Problem(code="unknown-key", message=message, path=(*path, key), on_key=True)


# --- a wrong value: the schema's sentence, and the remedy for what was typed ---


def _wrong_value(it: Value) -> str:
    remedy = _remedy(it)
    # The sentence about codes adds nothing to a remedy that names one.
    shown = [] if remedy and "x-code-list" in it.schema else [it.schema["errorMessage"]]
    sentences = [remedy, *shown] if remedy else shown
    is_choice = "enum" in it.schema and not remedy and not isinstance(it.value, list | dict)
    return "; ".join(sentences) + (_guess(it, str(it.value).strip()) if is_choice else "")


def _remedy(it: Value) -> str:
    if it.value is None:
        return f"{it.key} has no value: write one{it.or_remove}"
    if it.may_be_footnote and isinstance(it.value, list):
        label = re.fullmatch(r"\W*([a-z][a-z0-9_-]{0,39})\W*", " ".join(map(str, it.value)))
        return f"write {{footnotes: [{label[1]}]}}" if label else ""
    if it.is_date:
        return _date_remedy(str(it.written).strip())
    if "enum" in it.schema:
        return "" if isinstance(it.value, list | dict) else _choice_remedy(it, str(it.value).strip())
    wanted = it.schema.get("type", "string")
    return _REMEDIES[wanted if isinstance(wanted, str) else wanted[0]](it)


def _date_remedy(text: str) -> str:
    numbers = _year_month_day(text)
    if numbers is None:
        return ""
    year, month, day = numbers
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if not year >= 1 or not 1 <= day <= monthrange(year, month)[1]:
        return f"there is no {day} {month_name[month]} {year:04}"
    return f"write {year:04}-{month:02}-{day:02}"


_ISO_LIKE = r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})\Z"
_US_DATE = r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z"
_MONTH_FIRST = r"([A-Za-z]{3,9})\.? +([0-9]{1,2})(?:st|nd|rd|th)?,? +([0-9]{4})\Z"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th)? +([A-Za-z]{3,9})\.?,? +([0-9]{4})\Z"
_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}


def _year_month_day(text: str) -> tuple[int, int, int] | None:
    """Return the numbers of a date in another form than ours; a US date has its month first."""
    if found := re.match(_ISO_LIKE, text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.match(_US_DATE, text):
        return int(found[3]), int(found[1]), int(found[2])
    for pattern, month, day in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        if (found := re.match(pattern, text)) and found[month][:3].lower() in _MONTHS:
            return int(found[3]), _MONTHS[found[month][:3].lower()], int(found[day])
    return None


def _choice_remedy(it: Value, text: str) -> str:
    if "x-code-list" in it.schema:
        return _PLACES[it.schema["x-code-list"]](text)
    choices = {str(choice).lower(): choice for choice in it.limit}
    begun = [name for name in choices if text and name.startswith(text.lower())]
    name = text.lower() if text.lower() in choices else begun[0] if len(begun) == 1 else None
    if name is None:
        return ""
    if isinstance(choices[name], int):
        return f"write {name}, without quotes"
    return f'write "{name}"' if name.isdigit() else f"write {choices[name]}"


def _guess(it: Value, text: str) -> str:
    """Return a closing question for a misspelled choice; nothing where no choice is near."""
    codes = it.schema.get("x-code-list")
    if codes is None:
        return did_you_mean(text, map(str, it.limit))
    state = STATES.nearest(text) if codes == "states" else None
    if state:
        return f"; did you mean {state} ({STATES[state].title()})?"
    key, country = "country: " if codes == "states" else "", COUNTRIES.nearest(text)
    return f"; did you mean {key}{country} ({COUNTRIES[country].title()})?" if country else ""


_GROUPED = r"[1-9][0-9]{0,2}([, ][0-9]{3})+(\.[0-9]+)?\Z"


def _number_remedy(it: Value) -> str:
    if not isinstance(it.value, str):
        return ""
    text = re.sub(r"^(US)?\$|^USD|shares\Z|USD\Z", "", it.value.strip()).strip().removesuffix(".")
    digits = re.sub(r"[,\s]", "", text) if re.match(_GROUPED, text) else text
    if "," in digits and re.match(r"[0-9.,]+\Z", digits):
        return (
            f'the comma in "{short(it.value)}" can be read in two ways: '
            "use a period for decimals and no commas, e.g. 2.60"
        )
    if not re.match(r"[0-9]+(\.[0-9]+)?\Z", digits):
        return "" if it.may_be_footnote else "words belong in a footnote"
    signs = [name for sign, name in (("$", "a $ sign"), (",", "commas")) if sign in it.value]
    without = " and ".join(signs) or ("quotes" if digits == it.value else "anything else")
    return f"write {digits}, without {without}"


def _text_remedy(it: Value) -> str:
    if isinstance(it.value, list):
        return "write one text instead of a list"
    if isinstance(it.value, dict):
        return "write one text instead of keys: a text that contains a colon goes in quotes"
    text, pattern = str(it.written), it.schema["pattern"]
    if not isinstance(it.value, str):
        return f'write "{text}"' if re.search(pattern, text) else ""
    if "\n" in text and re.search(pattern, " ".join(text.split())):
        return "join the lines, or begin it with >- to write it over several"
    return "remove the space at its beginning or end" if re.search(pattern, text.strip()) else ""


def _boolean_remedy(it: Value) -> str:
    text = str(it.value).strip().lower()
    if text in ("yes", "y", "x", "on", "true", "1"):
        return "write true"
    return "write false, or remove the line" if text in ("no", "n", "off", "false", "0") else ""


def _list_remedy(it: Value) -> str:
    is_word = isinstance(it.value, str | int) and re.fullmatch(r"[\w-]+", str(it.value))
    return f"write [{it.value}]" if is_word and "properties" not in it.schema["items"] else ""


def _keys_remedy(it: Value) -> str:
    key = it.parent.get("properties", {}).get(str(it.value), {})
    return f"write {it.value}: true" if key.get("type") == "boolean" else ""


_REMEDIES: Mapping[str, Callable[[Value], str]] = {
    "number": _number_remedy,
    "string": _text_remedy,
    "boolean": _boolean_remedy,
    "array": _list_remedy,
    "object": _keys_remedy,
}

# --- states and countries ---

_OF_CANADA = "EDGAR lists Canada by province: write country: A6 for Ontario"


def _state_remedy(text: str) -> str:
    if states := STATES.meant_by(text):
        return f"for {STATES[states[0]].title()} write {states[0]}"
    if letters(text) == "CANADA":
        return _OF_CANADA
    countries = [code for code in COUNTRIES.meant_by(text) if code != "X1"]
    return "; ".join(f"for {COUNTRIES[code].title()} write country: {code}" for code in countries)


def _country_remedy(text: str) -> str:
    countries = COUNTRIES.meant_by(text)
    if "X1" in countries:
        return "an address in the United States has a state and no country: remove this line"
    remedies = [f"for {COUNTRIES[code].title()} write country: {code}" for code in countries]
    if letters(text) in ("CANADA", "CA"):
        remedies = [_OF_CANADA]
    remedies += [f"for {STATES[code].title()} (US) write state: {code}" for code in STATES.meant_by(text)]
    return "; ".join(remedies)


_PLACES = {"states": _state_remedy, "countries": _country_remedy}

# --- lengths and limits ---


def _too_long(it: Value) -> str:
    length, verb = len(it.value), "have" if it.key == "remarks" else "has"
    more = f"{length - it.limit:,} more than the {it.limit:,} allowed{it.source}"
    return f"{it.noun} {verb} {length:,} characters, {more}: {it.schema.get('x-too-long', 'shorten it')}"


def _too_small(it: Value) -> str:
    if isinstance(it.schema["type"], list):
        return _wrong_value(it)
    return "write it without the minus sign: EDGAR accepts no negative number (specification 3.2)"


def _too_large(it: Value) -> str:
    if isinstance(it.schema["type"], list):
        return _wrong_value(it)
    return f"EDGAR accepts at most {it.limit} (specification 3.2)"


def _no_keys(it: Value) -> str:
    footnote = (
        f"; if a footnote takes its place, write {it.key}: {{footnotes: [label]}} with the label of your "
        "footnote"
    )
    is_cell = "value" in it.schema.get("properties", ())
    return f"{it.key} is empty: write what belongs there{it.or_remove}{footnote if is_cell else ''}"


def _too_many(it: Value) -> str:
    count = len(it.value)
    items = "footnotes" if it.keyword == "maxProperties" else "items"
    return f"{it.key} has {count} {items}, {count - it.limit} more than the {it.limit} allowed{it.source}"


def _twice(it: Value) -> str:
    reason = f"; {it.schema['x-twice']}" if "x-twice" in it.schema else ""
    return f'"{it.value[_second_index(it.value)]}" stands here twice: remove one{reason}'


def _second_index(value: Sequence[Any]) -> int:
    """Return where the first repeated item of a list stands for the second time."""
    seen: set[Any] = set()
    for n, item in enumerate(value):
        known = repr(item) if isinstance(item, dict | list) else item
        if known in seen:
            return n
        seen.add(known)
    return len(value) - 1


_KEYWORDS: Mapping[str, tuple[str, Callable[[Value], str]]] = {
    "type": ("wrong-type", _wrong_value),
    "format": ("date-form", _wrong_value),
    "pattern": ("text-form", _wrong_value),
    "enum": ("not-a-choice", _wrong_value),
    "maxLength": ("too-long", _too_long),
    "minLength": ("empty", lambda it: f"{it.noun} is empty: write its text{it.or_remove}"),
    "minimum": ("too-small", _too_small),
    "maximum": ("too-large", _too_large),
    "minItems": ("empty", lambda it: f"{it.key} is empty: write at least one item{it.or_remove}"),
    "maxItems": ("too-many", _too_many),
    "minProperties": ("empty", _no_keys),
    "maxProperties": ("too-many", _too_many),
    "uniqueItems": ("twice", _twice),
}

# --- numbers as they were written ---

_DIGITS_ONLY = {
    "cik": "a CIK has 1 to 10 digits: put it in quotes, as EDGAR writes it",
    "zip": "a ZIP code has at most 10 characters: put it in quotes",
}


def of_number(written: str, key: str) -> str | None:
    """Return the sentence for a number that was *written* as EDGAR does not take it; None for any other."""
    if key in _DIGITS_ONLY:
        return None if re.match(r"[0-9]{1,10}\Z", written) else _DIGITS_ONLY[key]
    if re.match(r"-?0[0-9]", written):
        plain = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", written)
        return f"write {plain}, without zeros in front; a number that is a name belongs in quotes"
    if re.match(r"-0+(\.0+)?\Z", written):
        return "write 0, without a minus sign"
    if key == "forms" and "." in written:
        return f"write {written.partition('.')[0]}"
    decimals = len(written.partition(".")[2])
    if decimals > 4:
        return f"{written} has {decimals} decimals: EDGAR accepts at most four (specification 3.2)"
    return None
