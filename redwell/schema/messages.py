"""The sentences for problems of shape, and the mends that they name.

The sentence for a wrong value stands in the schema, as `errorMessage`: an editor shows it too. Here it gets
the remedy that depends on what was typed. Lengths, and keys that are missing or unknown, are worded here.
A remedy that is certain is a mend too: one function makes both, so that they cannot differ.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from redwell.codes.places import COUNTRIES, STATES, CodeList, letters
from redwell.problems import Mend, Path, Problem, did_you_mean, nearest
from redwell.source.errors import as_label
from redwell.source.loader import is_secret, secret
from redwell.text.symbols import bare_symbol


class Remedy(NamedTuple):
    """What to do about a problem, as a part of its message; *mend* is there if it is certain."""

    message: str = ""
    mend: Mend | None = None


def write(value: str, more: str = "") -> Remedy:
    """Return the certain remedy of a value: to write *value*, as it stands in the file."""
    return Remedy(f"write {value}{more}", Mend(value=value))


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A value that fails *keyword* of *schema*, and how it was *written*; None if it is no scalar.

    *key* is the last key on the way to it. *source* cites the box of the form and the specification.
    *parent* is the schema around the failing one: of a mapping the one with its keys, of a cell the one that
    takes footnotes. *holder* has the values beside it, by key; *labels* are those of the filing's footnotes.
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
    holder: Mapping[str, Any]
    labels: tuple[str, ...]

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
    def takes_footnotes(self) -> bool:
        """True where `{value: .., footnotes: [..]}` can take the place of the value."""
        is_cell = "footnotes" in self.parent.get("then", {}).get("properties", {})
        return is_cell and self.path[-1:] != ("value",)

    @property
    def is_label(self) -> bool:
        """True for the label of a footnote in a list of labels."""
        return self.path[-2:-1] == ("footnotes",) and isinstance(self.path[-1], int)

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
    code, remedy_of = _KEYWORDS[it.keyword]
    if it.keyword == "pattern" and it.is_date:
        code = "date-form"
    path = (*it.path, _second_index(it.value)) if it.keyword == "uniqueItems" else it.path
    remedy = remedy_of(it)
    return Problem(code=code, message=remedy.message, path=path, mend=remedy.mend)


def of_name(name: str, path: Path, schema: Mapping[str, Any]) -> Problem:
    """Return the problem of a key that its author chose: a footnote's label, or a code under accept."""
    label = as_label(name) if path == ("footnotes",) else None
    message = f"write {label}; {schema['errorMessage']}" if label else schema["errorMessage"]
    mend = Mend(key=label) if label else None
    return Problem(code="key-form", message=message, path=(*path, name), on_key=True, mend=mend)


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


def meant_key(key: str, known: Mapping[str, Any], there: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Return the known key that *key* stands for, if any, and whether that is certain.

    *known* are the schemas of keys by name, *there* the mapping that has *key*. Of several keys that are
    near, one that is not there yet is meant; it is certain if it is much nearer than every other.
    """
    missing = {name: schema for name, schema in known.items() if name not in there} or known
    other = _plain_key(key)
    named = [
        name for name in (*missing, *known) if other == name or other in known[name].get("x-other-names", ())
    ]
    if named:
        others = [each for each in there if each != key and each not in known]
        rivals = {_plain_key(each) for each in others} & {named[0], *known[named[0]].get("x-other-names", ())}
        return named[0], named[0] not in there and not rivals
    meant = nearest(key, missing)
    if meant is None or meant in there:
        return meant, False
    ratios = {name: SequenceMatcher(None, other, name).ratio() for name in known}
    rival = max((ratio for name, ratio in ratios.items() if name != meant), default=0)
    return meant, ratios[meant] >= _NEAR and ratios[meant] - rival >= _NEARER


_NEAR, _NEARER = 0.8, 0.1
"""How similar a certain key is to what was typed, and how much more than any other key."""


def _plain_key(key: str) -> str:
    return key.strip().lower().replace(" ", "_").replace("-", "_")


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownKey:
    """A key of the mapping at *path* that does not exist there, and its *value*.

    *meant* is the known key that is near, *is_certain* if no other is. *homes* are the keys under which this
    one may stand; *home* is the path of the mapping where it surely belongs. *parts* are the values of
    several keys that can be one list: street1 and street2.
    """

    key: str
    path: Path
    value: Any
    meant: str | None = None
    is_certain: bool = False
    homes: Sequence[str] = ()
    home: Path | None = None
    parts: Sequence[str] = ()


def of_unknown_key(it: UnknownKey, known: Sequence[str], every: Mapping[str, object]) -> Problem:
    """Return the problem of an unknown key; *known* are those of its mapping, *every* has all of the form."""
    mend: Mend | None = None
    lines: tuple[str, ...] = ()
    if is_secret(it.key):
        message = secret(it.key)
    elif it.meant and it.parts:
        message = f'unknown key "{it.key}": write one "{it.meant}" with a line for each'
        lines = (f"{it.meant}:", *(f"  - {_scalar(part)}" for part in it.parts))
    elif it.meant:
        message = f'unknown key "{it.key}"; did you mean "{it.meant}"?'
        mend = Mend(key=it.meant) if it.is_certain else None
    elif it.homes:
        places = " or ".join(f'"{each}"' if each else "the beginning of a line" for each in it.homes)
        message = f'"{it.key}" does not belong here, but under {places}'
        mend, lines = None if it.home is None else Mend(home=it.home), _lines(it)
    else:
        message = f'unknown key "{it.key}": the keys here are {", ".join(known)}{did_you_mean(it.key, every)}'
    path = (*it.path, it.key)
    return Problem(code="unknown-key", message=message, path=path, on_key=True, mend=mend, lines=lines)


def _lines(it: UnknownKey) -> tuple[str, ...]:
    """Return the lines to write where a key belongs; none if it may belong into several mappings."""
    if len(it.homes) != 1:
        return ()
    written = "" if isinstance(it.value, dict | list) or it.value is None else f" {_scalar(it.value)}"
    return (f"{it.homes[0]}:", f"  {it.key}:{written}") if it.homes[0] else (f"{it.key}:{written}",)


def _scalar(value: Any) -> str:
    """Return a value as a filing can hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    is_plain = re.fullmatch(r"[A-Za-z][\w .,()/&-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}", short(value))
    return short(value) if is_plain else '"' + short(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- a wrong value: the schema's sentence, and the remedy for what was typed ---


def _wrong_value(it: Value) -> Remedy:
    remedy = _with_marks(it) or _remedy(it)
    # The sentence about codes adds nothing to a remedy that names one.
    shown = [] if remedy.message and "x-code-list" in it.schema else [it.schema["errorMessage"]]
    sentences = [remedy.message, *shown] if remedy.message else shown
    is_choice = "enum" in it.schema and not remedy.message and not isinstance(it.value, list | dict)
    guess = _guess(it, str(it.value).strip()) if is_choice else ""
    return Remedy("; ".join(sentences) + guess, remedy.mend)


def _remedy(it: Value) -> Remedy:
    if it.value is None:
        return Remedy(f"{it.key} has no value: write one{it.or_remove}")
    if it.may_be_footnote and isinstance(it.value, list):
        label = re.fullmatch(r"\W*([a-z][a-z0-9_-]{0,39})\W*", " ".join(map(str, it.value)))
        return write(f"{{footnotes: [{label[1]}]}}") if label else Remedy()
    if it.is_date:
        return _date_remedy(str(it.written).strip())
    if it.is_label:
        return _label_remedy(it)
    if "enum" in it.schema:
        return Remedy() if isinstance(it.value, list | dict) else _choice_remedy(it, str(it.value).strip())
    if it.key in _NUMBERS_AS_TEXT and it.written is not None:
        return _NUMBERS_AS_TEXT[it.key](it)
    wanted = it.schema.get("type", "string")
    return _REMEDIES[wanted if isinstance(wanted, str) else wanted[0]](it)


def _label_remedy(it: Value) -> Remedy:
    label, is_certain = _label_for(str(it.written), it.labels)
    label = label or as_label(str(it.written))
    if label and not is_certain:
        return Remedy(f"write {label}")
    return write(label) if label else Remedy()


# --- a value with the mark of a footnote: 3400000 (1) ---

_MARK = r"\((?:[0-9]{1,2}|[Ff][0-9]{1,2}|[a-z][a-z0-9_-]{0,39})\)|\[(?:[0-9]{1,2}|[a-z][a-z0-9_-]{0,39})\]"
_MARKS = re.compile(rf"(.{{0,60}}?)[ ,]*((?:(?:{_MARK})[ ,]{{0,2}}){{1,9}})\Z")


def _with_marks(it: Value) -> Remedy | None:
    """Return how to write a value with its footnotes; None for a value without marks, or that is none."""
    found = _MARKS.match(str(it.written or "").strip()) if it.takes_footnotes else None
    if not found:
        return None
    rest = found[1].strip()
    if it.may_be_footnote:
        rest = re.sub(r"(?i)(?:see )?(?:foot)?notes?\Z", "", rest).strip()
    if not rest and not it.may_be_footnote:
        return None
    value = _as_value(replace(it, value=rest, written=rest)) if rest else ""
    if value is None:
        return None
    labels = [_label_for(mark, it.labels) for mark in re.findall(r"[a-zA-Z0-9_-]+", found[2])]
    named = ", ".join(label or "label" for label, _ in labels)
    written = f"{{value: {value}, footnotes: [{named}]}}" if rest else f"{{footnotes: [{named}]}}"
    if all(is_certain for _, is_certain in labels):
        return write(written)
    return Remedy(f"write {written} with the label of your footnote")


def _as_value(it: Value) -> str | None:
    """Return a value as it is written without its marks; None if that is not certain."""
    is_right = (
        re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", it.value)
        if it.schema.get("type") == "number"
        else it.value in it.schema.get("enum", ()) or (it.is_date and re.fullmatch(_DATE, it.value))
    )
    if is_right:
        return str(it.value)
    mend = _remedy(it).mend
    return mend.value if mend else None


def _label_for(mark: str, labels: Sequence[str]) -> tuple[str | None, bool]:
    """Return the label that a mark means, if any, and whether that is certain."""
    meant = {as_label(label) or label for label in labels}
    if (as_label(mark) or mark) in meant:
        return as_label(mark) or mark, True
    number = mark.lstrip("Ff")
    if not number.isdigit():
        return None, False
    numbered = [label for label in labels if re.fullmatch(rf"[A-Za-z_-]*0?{number}", label)]
    if len(numbered) != 1:
        n = int(number)
        numbered = [*labels[n - 1 : n]] if n else []
        return (as_label(numbered[0]) or numbered[0], len(labels) == 1) if numbered else (None, False)
    return as_label(numbered[0]) or numbered[0], True


def _is_label(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", text))


# --- dates ---

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:T[0-9:.]{5,15})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_ISO_LIKE = rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}\Z"
_DIGITS = r"([0-9]{4})([0-9]{2})([0-9]{2})\Z"
_US_DATE = r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})\Z"
_MONTH_FIRST = r"([A-Za-z]{3,9})\.? {0,3}([0-9]{1,2})(?:st|nd|rd|th)?,? {0,3}([0-9]{4})\Z"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})\Z"
_DOTTED = r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\Z"
_SHORT_YEAR = r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2})\Z"
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?[.,]{0,2} "
_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_MONTH = re.compile(
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\Z",
    re.IGNORECASE,
)


def _date_remedy(text: str) -> Remedy:
    """Return how to write a date; it is asked about if its month and day, or its century, may be others."""
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
        return Remedy(f"write {' or '.join(days)}, whichever is meant") if days else Remedy()
    if found := re.match(_SHORT_YEAR, text):
        month, day, year = map(int, found.groups())
        if not _no_such_date(2000 + year, month, day):
            return Remedy(f"write {_date(2000 + year, month, day)}, if that is the year")
    return Remedy()


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


# --- choices ---


def _choice_remedy(it: Value, text: str) -> Remedy:
    if "x-code-list" in it.schema:
        return _PLACES[it.schema["x-code-list"]](it, text)
    choices = {str(choice).lower(): choice for choice in it.limit}
    begun = [name for name in choices if text.isalpha() and name.startswith(text.lower())]
    name = text.lower() if text.lower() in choices else begun[0] if len(begun) == 1 else None
    if name is None:
        return Remedy()
    if isinstance(choices[name], int):
        return write(name, ", without quotes")
    return write(f'"{name}"') if re.match("[0-9]", name) else write(choices[name])


def _guess(it: Value, text: str) -> str:
    """Return a closing question for a misspelled choice; nothing where no choice is near."""
    codes = it.schema.get("x-code-list")
    if codes is None:
        return did_you_mean(text, map(str, it.limit))
    state = STATES.nearest(text) if codes == "states" else None
    if state:
        return f"; did you mean {STATES[state].title()}? then write {state}"
    key, country = "country: " if codes == "states" else "", COUNTRIES.nearest(text)
    return f"; did you mean {COUNTRIES[country].title()}? then write {key}{country}" if country else ""


# --- numbers ---

_UNITS = re.compile(
    r"^(?:US ?\$|USD|\$)"
    r"|(?:USD|US\$|\$|U\.S\. dollars|dollars?|shares?|shs?\.?|per share|/ ?(?:share|sh)|a share)\Z",
    re.IGNORECASE,
)
_GROUPED = (
    r"[1-9][0-9]{0,2}(?:([, '\N{RIGHT SINGLE QUOTATION MARK}])[0-9]{3}(?:\1[0-9]{3}){0,4})(\.[0-9]+)?\Z"
)
_DOT_GROUPED = r"[1-9][0-9]{0,2}(\.[0-9]{3}){2,4}\Z"
_EUROPEAN = r"([0-9]{1,3}(?:\.[0-9]{3}){1,4}),([0-9]{1,4})\Z"
_PLAIN_NUMBER = r"[0-9]+(\.[0-9]+)?\Z"


def _number_remedy(it: Value) -> Remedy:
    if not isinstance(it.value, str):
        return Remedy()
    text = it.value.strip()
    for _ in range(3):  # US$ 37.59 per share
        text = _UNITS.sub("", text).strip()
    text = text.removesuffix(".")
    if asked := _two_readings(it, text):
        return Remedy(asked)
    is_grouped = re.match(_GROUPED, text) or re.match(_DOT_GROUPED, text)
    digits = re.sub(r"[^0-9.]" if re.match(_GROUPED, text) else r"[^0-9]", "", text) if is_grouped else text
    if not re.match(_PLAIN_NUMBER, digits):
        return Remedy() if it.may_be_footnote else Remedy("words belong in a footnote")
    if other := _other_unit(it):
        return Remedy(f"write {digits}, or {other}: {digits}, whichever is meant")
    signs = [name for sign, name in (("$", "a $ sign"), (",", "commas")) if sign in it.value]
    without = " and ".join(signs) or ("quotes" if digits == it.value else "anything else")
    return write(digits, f", without {without}")


def _other_unit(it: Value) -> str:
    """Return the key for the unit that a value names, if it is not that of its own key."""
    is_money = re.search(r"\$|USD|dollar", it.value, re.IGNORECASE)
    is_count = re.search(r"shares?\Z|shs?\.?\Z", it.value, re.IGNORECASE) and not is_money
    return {
        "amount": "amount_in_dollars" if is_money else "",
        "amount_in_dollars": "amount" if is_count else "",
    }.get(it.key, "")


def _two_readings(it: Value, text: str) -> str:
    """Ask about a comma or point that may be a European one; empty if there is none."""
    if it.key.startswith("amount") and (found := re.match(r"([1-9][0-9]{0,2})\.([0-9]{3})\Z", text)):
        digits = f"write {found[1]}{found[2]} if it groups digits, {text} if it is a decimal point"
        return f'the point in "{short(it.value)}" can be read in two ways: {digits}'
    if found := re.match(_EUROPEAN, text):
        digits = f"{found[1].replace('.', '')}.{found[2]}"
        return f'if the comma in "{short(it.value)}" is a decimal comma, write {digits}'
    is_price = it.key.endswith("price") and re.match(r"[0-9]{1,3},[0-9]{3}\Z", text)
    if "," not in text or not re.match(r"[0-9.,]+\Z", text) or (re.match(_GROUPED, text) and not is_price):
        return ""
    said = f'the comma in "{short(it.value)}" can be read in two ways: '
    if found := re.match(r"([0-9]+),([0-9]{1,4})\Z", text):
        grouped = f"{found[1]}{found[2]}".lstrip("0") or "0"
        return f"{said}write {found[1]}.{found[2]} if it is a decimal comma, {grouped} if it groups digits"
    return f"{said}use a period for decimals and no commas, e.g. 2.60"


# --- numbers that are names: a CIK, an accession number ---


def _cik_remedy(it: Value) -> Remedy:
    found = re.fullmatch(
        r"(?:CIK)?\s?(?:No\.?|Number|Code)?\s?[#:=]{0,2}\s?([0-9]{1,14}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.0)?"
        r"(?: \(see all company filings\))?",
        str(it.written).strip(),
        re.IGNORECASE,
    )
    digits = found[1].replace(",", "") if found else ""
    digits = digits if len(digits) <= 10 else digits.lstrip("0")
    return write(f'"{digits}"') if digits.strip("0") and len(digits) <= 10 else _text_remedy(it)


def _accession_remedy(it: Value) -> Remedy:
    found = re.findall(
        r"(?<![0-9])([0-9]{10})[- \N{EN DASH}]?([0-9]{2})[- \N{EN DASH}]?([0-9]{6})(?![0-9])", str(it.written)
    )
    numbers = {"-".join(parts) for parts in found}
    return write(numbers.pop()) if len(numbers) == 1 else _text_remedy(it)


_NUMBERS_AS_TEXT: Mapping[str, Callable[[Value], Remedy]] = {
    "cik": _cik_remedy,
    "accession_number": _accession_remedy,
    "amends": _accession_remedy,
}

# --- other kinds of values ---


def _text_remedy(it: Value) -> Remedy:
    if isinstance(it.value, list):
        return Remedy("write one text instead of a list")
    if isinstance(it.value, dict):
        return Remedy("write one text instead of keys: a text that contains a colon goes in quotes")
    text, pattern = str(it.written), it.schema["pattern"]
    if isinstance(it.value, bool):
        if it.value and it.path[-2:-1] == ("relationship",):
            return Remedy(f"write the words that the form prints, e.g. {it.key}: {it.schema['examples'][0]}")
        return Remedy(f'write "{text}"' if re.search(pattern, text) else "")
    if not isinstance(it.value, str):
        return write(f'"{text}"') if re.search(pattern, text) else Remedy()
    if "\n" in text and re.search(pattern, " ".join(text.split())):
        return Remedy("join the lines, or begin it with >- to write it over several")
    if not re.search(pattern, text.strip()):
        return Remedy()
    return Remedy("remove the space at its beginning or end", Mend(text=text.strip()))


def _boolean_remedy(it: Value) -> Remedy:
    text = str(it.value).strip().lower()
    if text in ("yes", "y", "x", "on", "true", "1"):
        return write("true")
    return write("false", ", or remove the line") if text in ("no", "n", "off", "false", "0") else Remedy()


def _list_remedy(it: Value) -> Remedy:
    is_word = isinstance(it.value, str | int) and re.fullmatch(r"[\w-]+", str(it.value))
    if it.key == "footnotes" and isinstance(it.value, str | int):
        marks = re.split(r"[ ,;]+", str(it.written).strip("[]() "))
        labels = [_label_for(mark, it.labels)[0] or as_label(mark) or mark for mark in marks]
        remedy = write(f"[{', '.join(labels)}]")
        if not all(map(_is_label, labels)):
            return Remedy()
        are_certain = all(_is_label(mark) or _label_for(mark, it.labels)[1] for mark in marks)
        return remedy if are_certain else Remedy(remedy.message)
    if isinstance(it.value, dict) and it.value.keys() & it.schema["items"].get("properties", {}).keys():
        return Remedy(f'write "- " before {next(iter(it.value))}', Mend(is_item=True))
    return write(f"[{it.value}]") if is_word and "properties" not in it.schema["items"] else Remedy()


def _keys_remedy(it: Value) -> Remedy:
    key = it.parent.get("properties", {}).get(str(it.value), {})
    return Remedy(f"write {it.value}: true") if key.get("type") == "boolean" else Remedy()


_REMEDIES: Mapping[str, Callable[[Value], Remedy]] = {
    "number": _number_remedy,
    "string": _text_remedy,
    "boolean": _boolean_remedy,
    "array": _list_remedy,
    "object": _keys_remedy,
}

# --- states and countries ---

_OF_CANADA = "EDGAR lists Canada by province: write country: A6 for Ontario"


def _state_remedy(it: Value, text: str) -> Remedy:
    if states := STATES.meant_by(_bare(text, STATES)):
        return Remedy(f"for {STATES[states[0]].title()} write {states[0]}", Mend(value=states[0]))
    if letters(text) == "CANADA":
        return Remedy(_OF_CANADA)
    countries = [code for code in COUNTRIES.meant_by(_bare(text, COUNTRIES)) if code != "X1"]
    message = "; ".join(f"for {COUNTRIES[code].title()} write country: {code}" for code in countries)
    is_certain = len(countries) == 1 and _is_name(text, countries[0]) and "country" not in it.holder
    return Remedy(message, Mend(key="country", value=countries[0]) if is_certain else None)


def _country_remedy(it: Value, text: str) -> Remedy:
    countries = COUNTRIES.meant_by(_bare(text, COUNTRIES))
    if "X1" in countries:
        message = "an address in the United States has a state and no country: remove this line"
        return Remedy(message, Mend(is_removed=True) if it.holder.get("state") in STATES else None)
    remedies = [f"for {COUNTRIES[code].title()} write country: {code}" for code in countries]
    if letters(text) in ("CANADA", "CA"):
        remedies = [_OF_CANADA]
    states = STATES.meant_by(_bare(text, STATES))
    remedies += [f"for {STATES[code].title()} (US) write state: {code}" for code in states]
    mend = None
    if len(remedies) == 1 and len(countries) == 1 and remedies[0] != _OF_CANADA:
        mend = Mend(value=countries[0])
    elif len(remedies) == 1 and states and "state" not in it.holder:
        mend = Mend(key="state", value=states[0])
    return Remedy("; ".join(remedies), mend)


def _is_name(text: str, country: str) -> bool:
    """Return whether *text* is the name of a country, and not of a part of it, such as England."""
    name = COUNTRIES[country]
    return letters(text) in (letters(name), letters(name.split(",")[0])) or _bare(text, COUNTRIES) == country


def _bare(text: str, codes: CodeList) -> str:
    """Return the code of a name with its code, as messages and EDGAR's list show it: `NORWAY (Q8)`."""
    for pattern in (
        r"(?P<name>.+?),? ?[(\[](?P<code>\w\w)[)\]]",
        r"(?P<code>\w\w)[ ,:-]{1,3}\(?(?P<name>.+?)\)?",
    ):
        found = re.fullmatch(pattern, text)
        code = found["code"].upper() if found else ""
        if found and code in codes and code in codes.meant_by(found["name"]):
            return code
    return text


_PLACES: Mapping[str, Callable[[Value, str], Remedy]] = {
    "states": _state_remedy,
    "countries": _country_remedy,
}

# --- lengths and limits ---


def _too_long(it: Value) -> Remedy:
    length, verb = len(it.value), "have" if it.key == "remarks" else "has"
    more = f"{length - it.limit:,} more than the {it.limit:,} allowed{it.source}"
    remedy = it.schema.get("x-too-long", "shorten it")
    bare = bare_symbol(it.value) if it.key.endswith("trading_symbol") else None
    if bare and len(bare) <= it.limit:
        return Remedy(f"{it.noun} takes the symbol alone: write {bare}", Mend(text=bare))
    return Remedy(f"{it.noun} {verb} {length:,} characters, {more}: {remedy}")


def _too_small(it: Value) -> Remedy:
    if isinstance(it.schema["type"], list):
        return _wrong_value(it)
    return Remedy("write it without the minus sign: EDGAR accepts no negative number (specification 3.2)")


def _too_large(it: Value) -> Remedy:
    if isinstance(it.schema["type"], list):
        return _wrong_value(it)
    return Remedy(f"EDGAR accepts at most {it.limit} (specification 3.2)")


def _no_keys(it: Value) -> Remedy:
    footnote = (
        f"; if a footnote takes its place, write {it.key}: {{footnotes: [label]}} with the label of your "
        "footnote"
    )
    is_cell = "value" in it.schema.get("properties", ())
    return Remedy(f"{it.key} is empty: write what belongs there{it.or_remove}{footnote if is_cell else ''}")


def _too_many(it: Value) -> Remedy:
    count = len(it.value)
    items = "footnotes" if it.keyword == "maxProperties" else "items"
    return Remedy(
        f"{it.key} has {count} {items}, {count - it.limit} more than the {it.limit} allowed{it.source}"
    )


def _twice(it: Value) -> Remedy:
    reason = f"; {it.schema['x-twice']}" if "x-twice" in it.schema else ""
    return Remedy(f'"{it.value[_second_index(it.value)]}" stands here twice: remove one{reason}')


def _no_text(it: Value) -> Remedy:
    return Remedy(f"{it.noun} is empty: write its text{it.or_remove}")


def _no_items(it: Value) -> Remedy:
    return Remedy(f"{it.key} is empty: write at least one item{it.or_remove}")


def _second_index(value: Sequence[Any]) -> int:
    """Return where the first repeated item of a list stands for the second time."""
    seen: set[Any] = set()
    for n, item in enumerate(value):
        known = repr(item) if isinstance(item, dict | list) else item
        if known in seen:
            return n
        seen.add(known)
    return len(value) - 1


_KEYWORDS: Mapping[str, tuple[str, Callable[[Value], Remedy]]] = {
    "type": ("wrong-type", _wrong_value),
    "format": ("date-form", _wrong_value),
    "pattern": ("text-form", _wrong_value),
    "enum": ("not-a-choice", _wrong_value),
    "maxLength": ("too-long", _too_long),
    "minLength": ("empty", _no_text),
    "minimum": ("too-small", _too_small),
    "maximum": ("too-large", _too_large),
    "minItems": ("empty", _no_items),
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


def of_number(written: str, key: str) -> Remedy:
    """Return the remedy for a number that was *written* as EDGAR does not take it, or an empty one."""
    if key in _DIGITS_ONLY:
        digits = re.sub(r"\.0\Z", "", written)
        digits = digits if len(digits) <= 10 else digits.lstrip("0")
        if re.match(r"[0-9]{1,10}\Z", written):
            return Remedy()
        is_certain = key == "cik" and re.fullmatch("[0-9]{1,10}", digits)
        return write(f'"{digits}"', ": a CIK has 1 to 10 digits") if is_certain else Remedy(_DIGITS_ONLY[key])
    if re.match(r"-?0[0-9]", written):
        plain = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", written)
        return write(plain, ", without zeros in front; a number that is a name belongs in quotes")
    if re.match(r"-0+(\.0+)?\Z", written):
        return write("0", ", without a minus sign")
    if key == "forms" and "." in written:
        return write(written.partition(".")[0])
    if (decimals := len(written.partition(".")[2])) <= 4:
        return Remedy()
    trimmed = written.rstrip("0").removesuffix(".")
    if len(trimmed.partition(".")[2]) <= 4:
        return write(trimmed, ": EDGAR accepts at most four decimals (specification 3.2)")
    return Remedy(f"{written} has {decimals} decimals: EDGAR accepts at most four (specification 3.2)")
