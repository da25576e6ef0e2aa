"""Find the remedy for a value of the wrong shape, with its mend where that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from redwell.codes.places import COUNTRIES, STATES
from redwell.problems import Mend, did_you_mean
from redwell.schema.blocks import in_braces, keys_remedy, list_remedy
from redwell.schema.dates import DATE, date_remedy
from redwell.schema.labels import footnote_remedy, label_for
from redwell.schema.numbers import integer_remedy, no_value_remedy, number_remedy
from redwell.schema.places import PLACES
from redwell.schema.values import YES, Remedy, Value, in_lines, scalar, write
from redwell.source.errors import as_label


def remedy_of(it: Value) -> Remedy:
    """Return what to write instead of a value, or what is wrong with it; empty if nothing is known."""
    if it.value is None:
        return Remedy(f"{it.key} has no value: write one{it.or_remove}")
    if it.may_be_footnote and isinstance(it.value, list):
        return footnote_remedy(it, " ".join(map(str, it.value)).strip("()[] "))
    if it.is_date:
        text = f"[{', '.join(map(str, it.value))}]" if isinstance(it.value, list) else str(it.written)
        remedy = date_remedy(text.strip())
        return remedy if remedy.message else no_value_remedy(it)
    if it.is_label:
        return _label_remedy(it)
    if "enum" in it.schema:
        return Remedy() if isinstance(it.value, list | dict) else _choice_remedy(it, str(it.value).strip())
    if it.key in _NUMBERS_AS_TEXT and it.written is not None:
        return _NUMBERS_AS_TEXT[it.key](it)
    wanted = it.schema.get("type", "string")
    return _REMEDIES[wanted if isinstance(wanted, str) else wanted[0]](it)


def _label_remedy(it: Value) -> Remedy:
    label, is_certain = label_for(str(it.written), it.labels)
    label = label or as_label(str(it.written))
    if label and not is_certain:
        return Remedy(f"write {label}")
    return write(label) if label else Remedy()


# --- a value with the mark of a footnote: 3400000 (1) ---

_MARK = r"\((?:[0-9]{1,2}|[Ff][0-9]{1,2}|[a-z][a-z0-9_-]{0,39})\)|\[(?:[0-9]{1,2}|[a-z][a-z0-9_-]{0,39})\]"
_MARKS = re.compile(rf"(.{{0,60}}?)(?<![ ,])[ ,]*((?:(?:{_MARK})[ ,]{{0,2}}){{1,9}})\Z")


_NOTE = re.compile(r"(?i)(?<=[0-9])[ ,;]{1,3}\(?(?:see )?(?:foot ?)?note\.? \(?([0-9]{1,2})\){0,2}\Z")
"""A footnote that is named in words: 1,000, see note 1."""


def with_marks(it: Value) -> Remedy | None:
    """Return how to write a value with its footnotes; None for a value without marks, or that is none."""
    text = _NOTE.sub(r" (\1)", str(it.written or "").strip())
    found = _MARKS.match(text) if it.takes_footnotes else None
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
    marks = re.findall(r"[a-zA-Z0-9_-]+", found[2])
    labels = [label_for(mark, it.labels) for mark in marks]
    if "x-words" in it.schema and not all(
        is_known or mark.isdigit() for mark, (_, is_known) in zip(marks, labels, strict=True)
    ):
        return None  # the words of another key: indirect (spouse)
    if not it.labels:  # they could not be read, or are still to be written: a number becomes note_1
        labels = [(as_label(mark) or mark, False) for mark in marks]
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


def as_meant(key: str, value: Any, described: Mapping[str, Any]) -> str | None:
    """Return how a text is written that surely means a number, a date, a choice or a tick; else None."""
    schema = described.get("else", described)
    is_cell = schema.get("type") in ("number", "boolean") or schema.keys() & {"enum", "format"}
    if not isinstance(value, str) or not is_cell:
        return None
    return _as_value(
        Value(
            keyword="type",
            schema=schema,
            parent=described,
            value=value,
            written=value,
            path=(key,),
            key=key,
            is_required=False,
            source="",
            holder={},
            labels=(),
        )
    )


# --- choices ---


def _choice_remedy(it: Value, text: str) -> Remedy:
    if "x-code-list" in it.schema:
        return PLACES[it.schema["x-code-list"]](it, text)
    choices = {str(choice).lower(): choice for choice in it.schema["enum"]}
    # "(D)", as the form has it; "Direct (D)"; "Direct ownership."
    words = [word for word in re.split(r"[()\[\]., \"'\u201c\u201d-]+", text) if word]
    named = {_choice(word, choices) for word in words if word.lower() not in it.key.split("_")} or {None}
    name = text.lower() if text.lower() in choices else named.pop() if len(named) == 1 else None
    if name is None:
        return _words_remedy(it, text, choices)
    if isinstance(choices[name], int):
        return write(name, ", without quotes")
    return write(f'"{name}"') if re.match("[0-9]", name) else write(choices[name])


def _choice(word: str, choices: Collection[str]) -> str | None:
    """Return the choice that a word is, or that it alone begins."""
    word = word.lower()
    begun = [name for name in choices if word.isalpha() and name.startswith(word.removesuffix("ly"))]
    return word if word in choices else begun[0] if len(begun) == 1 else None


_CHOICE_AND_WORDS = re.compile(
    r"(?:(?P<choice>\w{1,20})\.?[\s,:;/(\[\N{EN DASH}\N{EM DASH}-]{1,5})?"
    r"(?P<words>[^()\[\]]{1,150}?)[)\].]{0,3}"
)


def _words_remedy(it: Value, text: str, choices: Collection[str]) -> Remedy:
    """Return how to write a choice with words that belong to another key: `indirect (by spouse)`.

    Words alone that begin as these do mean the choice, but not surely.
    """
    for choice, key in it.schema.get("x-words", {}).items():
        found = _CHOICE_AND_WORDS.fullmatch(text)
        if not found:
            continue
        is_named = bool(found["choice"]) and _choice(found["choice"], choices) == choice
        if not is_named and not re.match(r"(?:by|through) ", text, re.IGNORECASE):
            continue
        words = found["words"] if is_named else text.rstrip(".")
        words = words[:1].upper() + words[1:]
        is_certain = is_named and key not in it.holder
        if key in it.holder:
            return (
                write(choice) if str(it.holder[key]).lower() == words.lower() else Remedy(f"write {choice}")
            )
        if it.column is None:
            return write(f"{choice}, {key}: {in_braces(scalar(words))}")
        lines = [f"{it.key}: {choice}", f"{key}: {scalar(words)}"]
        return in_lines(f"the other words belong to {key}", it.column, lines, is_certain)
    return Remedy()


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
    text, pattern = str(it.written), it.schema.get("pattern", "")
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
    if text in YES or text == it.key.replace("_", " "):
        return write("true")
    if re.fullmatch(r"[0-9.]{1,6} ?%", text):
        return Remedy("write true")
    return write("false", ", or remove the line") if text in ("no", "n", "off", "false", "0") else Remedy()


_REMEDIES: Mapping[str, Callable[[Value], Remedy]] = {
    "number": number_remedy,
    "integer": integer_remedy,
    "string": _text_remedy,
    "boolean": _boolean_remedy,
    "array": list_remedy,
    "object": keys_remedy,
}
