"""Find the remedy for a number that was typed in another form, or for words in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from redwell.schema.labels import footnote_remedy
from redwell.schema.values import Remedy, Value, short, write
from redwell.source.errors import below_zero

_UNITS = re.compile(
    r"^(?:US ?\$|USD|\$)"
    r"|(?:USD|US\$|\$|U\.S\. dollars|dollars?|shares?|(?:(?:restricted )?stock )?units?|shs?\.?|per share"
    r"|/ ?(?:share|sh)|a share|each|options?|warrants?|[RPD]SUs?|AD[SR]s?)\Z",
    re.IGNORECASE,
)
_GROUPED = (
    r"[1-9][0-9]{0,2}(?:([, '\N{RIGHT SINGLE QUOTATION MARK}])[0-9]{3}(?:\1[0-9]{3}){0,4})(\.[0-9]+)?\Z"
)
_DOT_GROUPED = r"[1-9][0-9]{0,2}(\.[0-9]{3}){2,4}\Z"
_EUROPEAN = r"([0-9]{1,3}(?:\.[0-9]{3}){1,4}),([0-9]{1,4})\Z"
_PLAIN_NUMBER = r"[0-9]+(\.[0-9]+)?\Z"


def number_remedy(it: Value) -> Remedy:
    """Return how to write a number in digits alone, or ask which one is meant."""
    if not isinstance(it.value, str):
        return Remedy()
    text = it.value.strip()
    if (remedy := _signed_remedy(it, text)).message:
        return remedy
    for _ in range(3):  # US$ 37.59 per share
        text = _UNITS.sub("", text).strip()
    text = text.removesuffix(".")
    if asked := _two_readings(it, text):
        return Remedy(asked)
    is_grouped = re.match(_GROUPED, text) or re.match(_DOT_GROUPED, text)
    digits = re.sub(r"[^0-9.]" if re.match(_GROUPED, text) else r"[^0-9]", "", text) if is_grouped else text
    if not re.match(_PLAIN_NUMBER, digits):
        remedy = no_value_remedy(it)
        if not remedy.message:
            remedy = _inexact_remedy(it, text)
        if remedy.message:
            return remedy
        is_words = it.takes_footnotes and not it.may_be_footnote and re.search("[A-Za-z]{3}", text)
        return Remedy("words belong in a footnote" if is_words else "")
    if other := _other_unit(it):
        return Remedy(f"write {digits}, or {other}: {digits}, whichever is meant")
    signs = [name for sign, name in (("$", "a $ sign"), (",", "commas")) if sign in it.value]
    without = " and ".join(signs) or ("quotes" if digits == it.value else "anything else")
    return write(digits, f", without {without}")


_SIGN = re.compile(r"[-\N{MINUS SIGN}] ?(?=[$0-9])")


def _signed_remedy(it: Value, text: str) -> Remedy:
    """Return what to write for a negative number in another form, `-1,200`; empty for others."""
    if not (sign := _SIGN.match(text)):
        return Remedy()
    number = text[sign.end() :]
    mend = number_remedy(replace(it, value=number, written=number)).mend
    return Remedy(below_zero(mend.value, it.key)) if mend and mend.value else Remedy()


_NOTHING = re.compile(r"\(?(?:n\.?[/.]?a\.?|none|nil|null|zero|no|not applicable|[-.]+)\)?", re.IGNORECASE)
_A_FOOTNOTE = re.compile(
    r"\(?(?:see )?(?:(?:foot ?)?notes?|fn)\.?(?: ?\(?#?(?P<label>[0-9]{1,2}|[a-z][a-z0-9_-]*)\)?)?\)?",
    re.IGNORECASE,
)
_RATIO = re.compile(r"[0-9]{1,3}(?: ?: ?|[ -](?:for|to)[ -])[0-9]{1,3}")


def no_value_remedy(it: Value) -> Remedy:
    """Return what to write in place of words for a number or date: `N/A`, `immediately`, `see footnote 2`."""
    text = str(it.value).strip()
    found = _A_FOOTNOTE.fullmatch(text)
    if not it.may_be_footnote:
        is_none = _NOTHING.fullmatch(text) and it.key.startswith("amount")
        return Remedy("write 0 if there are none") if is_none else Remedy()
    if found and found["label"] and (remedy := footnote_remedy(it, found["label"])).message:
        return remedy
    is_number = not found and re.search("[0-9]", text) and not _RATIO.fullmatch(text)
    if not text or is_number:
        return Remedy()
    zero = ", or 0 if nothing is paid" if it.key.endswith("price") else ""
    footnote = "that footnote" if found else "a footnote that says so"
    return Remedy(f"write {{footnotes: [label]}} with the label of {footnote}{zero}")


_ABOUT = re.compile(
    r"(?:~|approx(?:\.|imately)?|about|circa|ca\.?|est\.?) {0,3}(?P<before>[0-9][0-9,.]{0,20})"
    r"|(?P<after>[0-9][0-9,.]{0,20}) {0,3}(?:\+|\?|\(?(?:approx|est)(?:\.|imately|imated?)?\)?)",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,6})?) ?(?P<unit>k|thousand|m|mm|million)", re.IGNORECASE
)
_UNIT = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mm": 1_000_000, "million": 1_000_000}


def _inexact_remedy(it: Value, text: str) -> Remedy:
    """Return what to write for a number that may be rounded: `approx. 1,000`, `1.5 million`."""
    if found := _MULTIPLE.fullmatch(text):
        number = Decimal(found["number"]) * _UNIT[found["unit"].lower()]
        return Remedy(f"write {number.normalize():f} if that is the exact number")
    if found := _ABOUT.fullmatch(text):
        number_in = found["before"] or found["after"]
        mend = number_remedy(replace(it, value=number_in, written=number_in)).mend
        return Remedy(f"write {mend.value} if that is the exact number" if mend else "")
    return Remedy()


def integer_remedy(it: Value) -> Remedy:
    """Return how to write a whole number that stands in quotes."""
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
