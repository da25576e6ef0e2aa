"""Find the remedy for a value of the wrong shape, with its mend where that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from redwell.codes.places import COUNTRIES, STATES
from redwell.problems import Mend, did_you_mean, nearest
from redwell.schema.dates import DATE, date_remedy
from redwell.schema.places import PLACES
from redwell.schema.values import Remedy, Value, short, write
from redwell.source.errors import as_label, quoted


def remedy_of(it: Value) -> Remedy:
    """Return what to write instead of a value, or what is wrong with it; empty if nothing is known."""
    if it.value is None:
        return Remedy(f"{it.key} has no value: write one{it.or_remove}")
    if it.may_be_footnote and isinstance(it.value, list):
        return _footnote_remedy(it, " ".join(map(str, it.value)).strip("()[] "))
    if it.is_date:
        return date_remedy(str(it.written).strip())
    if it.is_label:
        return _label_remedy(it)
    if "enum" in it.schema:
        return Remedy() if isinstance(it.value, list | dict) else _choice_remedy(it, str(it.value).strip())
    if it.key in _NUMBERS_AS_TEXT and it.written is not None:
        return _NUMBERS_AS_TEXT[it.key](it)
    wanted = it.schema.get("type", "string")
    return _REMEDIES[wanted if isinstance(wanted, str) else wanted[0]](it)


def _footnote_remedy(it: Value, label: str) -> Remedy:
    """Return how a footnote takes the place of a value that was written as a list with its label."""
    known, is_certain = _label_for(label, it.labels)
    if known and is_certain:
        return write(f"{{footnotes: [{known}]}}")
    known = known or nearest(label, it.labels)
    return Remedy(f"write {{footnotes: [{known}]}}" if known else "")


def _label_remedy(it: Value) -> Remedy:
    label, is_certain = _label_for(str(it.written), it.labels)
    label = label or as_label(str(it.written))
    if label and not is_certain:
        return Remedy(f"write {label}")
    return write(label) if label else Remedy()


# --- a value with the mark of a footnote: 3400000 (1) ---

_MARK = r"\((?:[0-9]{1,2}|[Ff][0-9]{1,2}|[a-z][a-z0-9_-]{0,39})\)|\[(?:[0-9]{1,2}|[a-z][a-z0-9_-]{0,39})\]"
_MARKS = re.compile(rf"(.{{0,60}}?)(?<![ ,])[ ,]*((?:(?:{_MARK})[ ,]{{0,2}}){{1,9}})\Z")


def with_marks(it: Value) -> Remedy | None:
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
    if not it.labels:  # they could not be read, or are still to be written: a number becomes note_1
        labels = [(as_label(mark) or mark, False) for mark in re.findall(r"[a-zA-Z0-9_-]+", found[2])]
    named = ", ".join(label or "label" for label, _ in labels)
    written = f"{{value: {value}, footnotes: [{named}]}}" if rest else f"{{footnotes: [{named}]}}"
    if all(is_certain for _, is_certain in labels):
        return write(written)
    return Remedy(f"write {written}{' with the label of your footnote' if it.labels else ''}")


def _as_value(it: Value) -> str | None:
    """Return a value as it is written without its marks; None if that is not certain."""
    is_right = (
        re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", it.value)
        if it.schema.get("type") == "number"
        else it.value in it.schema.get("enum", ()) or (it.is_date and re.fullmatch(DATE, it.value))
    )
    if is_right:
        return str(it.value)
    mend = remedy_of(it).mend
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


# --- choices ---


def _choice_remedy(it: Value, text: str) -> Remedy:
    if "x-code-list" in it.schema:
        return PLACES[it.schema["x-code-list"]](it, text)
    choices = {str(choice).lower(): choice for choice in it.limit}
    # "(D)", as the form has it; "Direct (D)"
    named = {_choice(word, choices) for word in re.split(r"[()\[\], \"'\u201c\u201d-]+", text) if word} or {
        None
    }
    name = text.lower() if text.lower() in choices else named.pop() if len(named) == 1 else None
    if name is None:
        return Remedy()
    if isinstance(choices[name], int):
        return write(name, ", without quotes")
    return write(f'"{name}"') if re.match("[0-9]", name) else write(choices[name])


def _choice(word: str, choices: Collection[str]) -> str | None:
    """Return the choice that a word is, or that it alone begins."""
    begun = [name for name in choices if word.isalpha() and name.startswith(word.lower())]
    return word.lower() if word.lower() in choices else begun[0] if len(begun) == 1 else None


def guess(it: Value, text: str) -> str:
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
    r"|(?:USD|US\$|\$|U\.S\. dollars|dollars?|shares?|units?|shs?\.?|per share|/ ?(?:share|sh)|a share)\Z",
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
        is_words = it.takes_footnotes and not it.may_be_footnote and re.search("[A-Za-z]{3}", text)
        return Remedy("words belong in a footnote" if is_words else "")
    if other := _other_unit(it):
        return Remedy(f"write {digits}, or {other}: {digits}, whichever is meant")
    signs = [name for sign, name in (("$", "a $ sign"), (",", "commas")) if sign in it.value]
    without = " and ".join(signs) or ("quotes" if digits == it.value else "anything else")
    return write(digits, f", without {without}")


def _integer_remedy(it: Value) -> Remedy:
    is_quoted = isinstance(it.value, str) and re.fullmatch("[0-9]+", it.value)
    return write(it.value, ", without quotes") if is_quoted else Remedy()


def _other_unit(it: Value) -> str:
    """Return the key for the unit that a value names, if it is not that of its own key."""
    is_money = re.search(r"\$|USD|dollar", it.value, re.IGNORECASE)
    is_count = re.search(r"sh(?:are)?s?\.?\Z", it.value, re.IGNORECASE)
    unit = "x-in-dollars" if is_money else "x-in-shares" if is_count else ""
    return str(it.parent.get(unit, ""))


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
    if re.match(_GROUPED, text):
        grouped, decimal = text.replace(",", ""), text.replace(",", ".")
        said = f'the comma in "{short(it.value)}" can be read in two ways'
        return f"{said}: write {decimal} if it is a decimal comma, {grouped} if it groups digits"
    if found := re.match(r"([0-9]{1,12}),([0-9]{1,4})\Z", text):
        digits = f"{found[1].lstrip('0') or '0'}.{found[2]}"
        said = f'the comma in "{short(it.value)}" does not group thousands'
        return f"{said}: write {digits} if it is a decimal comma, or else the right digits without commas"
    return f'the commas in "{short(it.value)}" do not group thousands: write the right digits without commas'


# --- numbers that are names: a CIK, an accession number ---


def _cik_remedy(it: Value) -> Remedy:
    found = re.fullmatch(
        r"(?:CIK)?\s?(?:No\.?|Number|Code)?\s?[#:=]{0,2}\s?"
        r"([0-9]{1,14}|[0-9]{1,4}(?:[, ][0-9]{3}){1,3})(?:\.0)?(?: \([^()]{0,80}\))?",
        str(it.written).strip(),
        re.IGNORECASE,
    )
    digits = re.sub("[, ]", "", found[1]) if found else ""
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
    if it.path == ("footnotes",) and isinstance(it.value, list):
        return Remedy('remove the "- " before each label')
    if isinstance(it.value, list) and "x-list" in it.schema:
        return Remedy(it.schema["x-list"])
    keys = it.parent.get("properties", {})
    word, _, rest = str(it.written or "").partition(" ")
    if not rest:
        return write(f"{{{word}: true}}") if keys.get(word, {}).get("type") == "boolean" else Remedy()
    if word in keys:
        is_item = isinstance(it.path[-1], int)
        pair = f"{word}: {rest}" if is_item else f"{{{word}: {_in_braces(rest)}}}"
        return write(pair, ", with a colon after the key")
    if it.path == ("footnotes",) and _is_label(word):
        return Remedy(f"if {word} is the label of this footnote, write {word}: {rest}")
    return Remedy()


def _in_braces(text: str) -> str:
    """Return a text of a plain value as it stands in braces."""
    return quoted(text) if re.search(r"[,\[\]{}]", text) else text


_REMEDIES: Mapping[str, Callable[[Value], Remedy]] = {
    "number": _number_remedy,
    "integer": _integer_remedy,
    "string": _text_remedy,
    "boolean": _boolean_remedy,
    "array": _list_remedy,
    "object": _keys_remedy,
}
