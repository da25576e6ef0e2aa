"""The sentences for problems of shape, and the mends that they name.

The sentence for a wrong value stands in the schema, as `errorMessage`: an editor shows it too. Here it gets
the remedy that depends on what was typed. Lengths, and keys that are missing or unknown, are worded here.
A remedy that is certain is a mend too: one function makes both, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from redwell.problems import Mend, Path, Problem, did_you_mean, nearest
from redwell.schema.remedies import guess, remedy_of, with_marks
from redwell.schema.values import Remedy, Value, short, write
from redwell.source.errors import as_label
from redwell.source.loader import is_secret, secret
from redwell.text.symbols import bare_symbol


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
    remedy = with_marks(it) or remedy_of(it)
    # The sentence about codes adds nothing to a remedy that names one.
    shown = [] if remedy.message and "x-code-list" in it.schema else [it.schema["errorMessage"]]
    sentences = [remedy.message, *shown] if remedy.message else shown
    is_choice = "enum" in it.schema and not remedy.message and not isinstance(it.value, list | dict)
    question = guess(it, str(it.value).strip()) if is_choice else ""
    return Remedy("; ".join(sentences) + question, remedy.mend)


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
    return Remedy(
        "EDGAR accepts no negative number: correct it, and do not just drop the sign (specification 3.2)"
    )


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
