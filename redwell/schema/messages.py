"""The sentences for problems of shape, and the mends that they name.

The sentence for a wrong value stands in the schema, as `errorMessage`: an editor shows it too. Here it gets
the remedy that depends on what was typed. Lengths, and keys that are missing or unknown, are worded here.
A remedy that is certain is a mend too: one function makes both, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from redwell.problems import Mend, Path, Problem
from redwell.schema.remedies import as_meant, guess, remedy_of, with_marks
from redwell.schema.unknown_keys import UnknownKey
from redwell.schema.values import Remedy, Value, scalar, write
from redwell.secrets.keys import is_secret
from redwell.source.errors import as_label, below_zero
from redwell.source.loader import secret
from redwell.text.symbols import bare_symbol


def of_value(it: Value) -> Problem:
    """Return the problem of a value of the wrong shape."""
    code, remedy_of = _KEYWORDS[it.keyword]
    if it.keyword == "pattern" and it.is_date:
        code = "date-form"
    path = (*it.path, _second_index(it.value)) if it.keyword == "uniqueItems" else it.path
    remedy = remedy_of(it)
    return Problem(code=code, message=remedy.message, path=path, mend=remedy.mend, lines=remedy.lines)


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


def of_unknown_key(it: UnknownKey, known: Iterable[str]) -> Problem:
    """Return the problem of an unknown key; *known* are the keys that its mapping may have."""
    mend: Mend | None = None
    lines: tuple[str, ...] = ()
    if is_secret(it.key):
        message = secret(it.key)
    elif it.parts:
        message = f'unknown key "{it.key}": write one "{it.meant}" with a line for each'
        lines = _indented(it, [f"{it.meant}:", *(f"  - {scalar(part)}" for part in it.parts)])
    elif it.instead_of:
        value = scalar(it.value)
        message = (
            f'unknown key "{it.key}": write {it.meant}: {value}, and remove the other line, which only ticks '
            "the box"
        )
        mend = Mend(key=it.meant, instead_of=(*it.path, it.instead_of))
    elif it.is_tick:
        message = f'unknown key "{it.key}": remove the line, {it.meant} ticks the box by itself'
        mend = Mend(is_removed=True)
    elif it.inner:
        message = f'"{it.key}" is "{it.inner}" under {_places(it)}'
        mend, lines = None if it.home is None else Mend(home=it.home, key=it.inner), _lines_of_home(it)
    elif it.meant:
        message = f'unknown key "{it.key}"; did you mean "{it.meant}"?'
        mend = Mend(key=it.meant) if it.is_certain else None
    elif it.cell is not None:
        cell = f"value: {_flow(it.cell_value)}, " if it.cell_value is not None else ""
        message = (
            f'"{it.key}" belongs to one value: if that is {it.cell}, write {it.cell}: '
            f"{{{cell}{it.key}: {_labels(it.value)}}} and remove this line"
        )
    elif it.homes:
        message = f'"{it.key}" does not belong here, but under {_places(it)}'
        mend, lines = None if it.home is None else Mend(home=it.home), _lines_of_home(it)
    else:
        guess = f'; did you mean "{it.near}"?' if it.near else ""
        message = f'unknown key "{it.key}": the keys here are {", ".join(known)}{guess}'
    path = (*it.path, it.key)
    return Problem(code="unknown-key", message=message, path=path, on_key=True, mend=mend, lines=lines)


def _places(it: UnknownKey) -> str:
    return " or ".join(f'"{each}"' if each else "the beginning of a line" for each in it.names)


_MOST_HOMES = 2
"""The most places that are shown for one key."""


def _lines_of_home(it: UnknownKey) -> tuple[str, ...]:
    """Return the lines to write where a key belongs, for each of its homes; none if these are many.

    Those of a new mapping in place of the key begin where it does, others at the margin.
    """
    inner = it.inner or it.key
    if it.home and it.home[:-1] == it.path:
        rows = [
            f"{key}: {_moved(it, key, value)}".rstrip()
            for key, value in (dict(it.beside) | {inner: it.value}).items()
        ]
        return _indented(it, [f"{it.home[-1]}:", *(f"  {row}" for row in rows)])
    if len(it.homes) > _MOST_HOMES:
        return ()
    row = f"{inner}: {_moved(it, inner, it.value)}".rstrip()
    return tuple(line for home in it.homes for line in _lines_at(home, row))


def _moved(it: UnknownKey, key: str, value: Any) -> str:
    """Return a value as its new place takes it: 25,000 as 25000."""
    return as_meant(key, value, it.takes.get(key, {})) or _flow(value)


def _lines_at(home: Path, row: str) -> Iterator[str]:
    """Yield the lines from the margin to *row*, in the mapping at *home*."""
    indentation, mark = 0, ""
    for step in home:
        if isinstance(step, int):
            mark = "- "
            continue
        yield f"{' ' * indentation}{mark}{step}:"
        indentation, mark = indentation + 2 + len(mark), ""
    yield f"{' ' * indentation}{mark}{row}"


def _indented(it: UnknownKey, lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines that begin where a key does."""
    return tuple(f"{' ' * (it.column or 0)}{line}" for line in lines)


def _labels(value: Any) -> str:
    """Return the labels of footnotes as a list on one line."""
    labels = value if isinstance(value, list) else re.split(r"[ ,;]+", str(value).strip("[]() "))
    return f"[{', '.join(as_label(str(label)) or str(label) for label in labels)}]"


def _flow(value: Any) -> str:
    """Return a value on one line, as a filing can hold it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return "" if value is None else scalar(value)


# --- a wrong value: the schema's sentence, and the remedy for what was typed ---


def _wrong_value(it: Value) -> Remedy:
    remedy = with_marks(it) or remedy_of(it)
    # The sentence about codes adds nothing to a remedy that names one.
    shown = [] if remedy.message and "x-code-list" in it.schema else [it.schema["errorMessage"]]
    sentences = [remedy.message, *shown] if remedy.message else shown
    is_choice = "enum" in it.schema and not remedy.message and not isinstance(it.value, list | dict)
    question = guess(it, str(it.value).strip()) if is_choice else ""
    return Remedy("; ".join(sentences) + question, remedy.mend, remedy.lines)


# --- lengths and limits ---


def _too_long(it: Value) -> Remedy:
    length, verb = len(it.value), "have" if it.key == "remarks" else "has"
    more = f"{length - it.limit:,} more than the {it.limit:,} allowed{it.source}"
    remedy = it.schema.get("x-too-long", "shorten it")
    bare = bare_symbol(it.value) if it.key.endswith("trading_symbol") else None
    if bare and len(bare) <= it.limit:
        return Remedy(f"{it.noun} takes the symbol alone: write {bare}", Mend(text=bare))
    return Remedy(f"{it.noun} {verb} {length:,} characters, {more}: {remedy}")


_CELL = "number"
"""The type of the numbers that EDGAR limits; the sentences of the schema name other limits."""


def _too_small(it: Value) -> Remedy:
    if it.schema["type"] != _CELL:
        return _wrong_value(it)
    number = (it.written or "").removeprefix("-")
    # The whole value with its footnotes, so that it can be pasted.
    labels = it.holder.get("footnotes") if it.path[-1] == "value" else None
    if isinstance(labels, list) and all(isinstance(label, str) for label in labels):
        number = f"{{value: {number}, footnotes: [{', '.join(labels)}]}}"
    return Remedy(below_zero(number, it.key))


def _too_large(it: Value) -> Remedy:
    if it.schema["type"] != _CELL:
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
