"""Find the remedy for a text where a list or keys are wanted: `underlying: Common Stock`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from redwell.problems import Mend
from redwell.schema.dates import DATE, date_remedy
from redwell.schema.labels import is_label, label_for
from redwell.schema.values import Remedy, Value, in_lines, key_alone, scalar, write
from redwell.source.errors import as_label, quoted


def list_remedy(it: Value) -> Remedy:
    """Return how to write what stands where a list is wanted."""
    is_word = isinstance(it.value, str | int) and re.fullmatch(r"[\w-]+", str(it.value))
    if it.key == "footnotes" and isinstance(it.value, str | int):
        marks = re.split(r"[ ,;]+", str(it.written).strip("[]() "))
        labels = [label_for(mark, it.labels)[0] or as_label(mark) or mark for mark in marks]
        remedy = write(f"[{', '.join(labels)}]")
        if not all(map(is_label, labels)):
            return Remedy()
        are_certain = all(is_label(mark) or label_for(mark, it.labels)[1] for mark in marks)
        return remedy if are_certain else Remedy(remedy.message)
    if isinstance(it.value, dict) and it.value.keys() & it.schema["items"].get("properties", {}).keys():
        return Remedy(f'write "- " before {next(iter(it.value))}', Mend(is_item=True))
    if _is_nothing(it):
        return Remedy() if it.is_required else _REMOVED
    items = it.schema["items"]
    if alone := key_alone(items):
        text = _MARK_OF_SIGNER.sub("", str(it.written or "").strip())
        if it.column is None or not re.fullmatch(r"(?=.*[A-Za-z]{2})(?!.*[0-9][/-][0-9]).{2,150}", text):
            return Remedy()
        return in_lines("", it.column, [f"{it.key}:", f"  - {alone}: {scalar(text)}"])
    return write(f"[{it.value}]") if is_word and "properties" not in items else Remedy()


_MARK_OF_SIGNER = re.compile("^/s/ ?")


_REMOVED = Remedy("remove the line", Mend(is_removed=True))
_PREPOSITIONS = frozenset({"by", "for", "of", "on"})
"""Keys that may also begin a phrase: `confirmed: by phone` is not by somebody."""


def _is_nothing(it: Value) -> bool:
    """Return whether a text says that a block has nothing."""
    text = str(it.written or "").strip().lower()
    return text in ("none", "n/a", "na", "nil", "no", "not applicable")


def keys_remedy(it: Value) -> Remedy:
    """Return how to write what stands where keys are wanted."""
    if _is_nothing(it):
        return Remedy() if it.is_required else _REMOVED
    if it.path == ("footnotes",) and isinstance(it.value, list):
        return Remedy('remove the "- " before each label')
    if isinstance(it.value, list) and "x-list" in it.schema:
        return Remedy(it.schema["x-list"])
    keys = it.parent.get("properties", {})
    text = str(it.written or "").strip()
    word, _, rest = text.partition(" ")
    is_item = bool(it.path) and isinstance(it.path[-1], int)
    if not rest and keys.get(word.lower(), {}).get("type") == "boolean":
        return write(f"{{{word.lower()}: true}}")
    if rest and word.lower() in _PREPOSITIONS:
        return Remedy()
    if rest and keys.get(word.lower(), {}).get("type", "boolean") != "boolean":
        word, rest = word.lower(), re.sub(r"^(?:[-:] )?\(?|(?<=\w)\)$", "", rest)
        pair = f"{word}: {rest}" if is_item else f"{{{word}: {in_braces(rest)}}}"
        return write(pair, ", with a colon after the key")
    if rest and it.path == ("footnotes",) and is_label(word):
        return Remedy(f"if {word} is the label of this footnote, write {word}: {rest}")
    return _alone_remedy(it, text, keys, is_item) if "x-alone" in it.schema else Remedy()


_LONGEST = 150
"""The characters of the longest name that a filing holds."""
_COUNT = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?= (?:shares|units)\b)"
_COUNTED = re.compile(
    rf"(?P<first>{_COUNT})(?: shares| units)?(?: of)? (?P<behind>[A-Z].*)"
    rf"|(?P<before>.*[a-z)]),? \(?(?P<last>{_COUNT})(?: shares| units)?\)?"
)
"""A number of securities with their title: 5,000 shares of Common Stock."""


def _alone_remedy(it: Value, text: str, keys: Mapping[str, Any], is_item: bool) -> Remedy:
    """Return how to write a text that stands where keys are wanted: `underlying: Common Stock`."""
    key = it.schema["x-alone"]
    described = keys[key].get("else", keys[key])
    is_text = described.get("format") == "date" or re.search("[A-Za-z]{2}", text)
    ticks = {word for name, each in keys.items() if each.get("type") == "boolean" for word in name.split("_")}
    is_line = is_text and it.value is not True and len(text) <= _LONGEST and "\n" not in text
    if not is_line or ticks & set(re.findall(r"[a-z]+", text.lower())):
        return Remedy()
    values = {key: _MARK_OF_SIGNER.sub("", text)}
    if "amount" in keys and (found := _COUNTED.fullmatch(text)):
        title, count = found["behind"] or found["before"], found["first"] or found["last"]
        values = {key: title, "amount": count.replace(",", "")}
    if described.get("format") == "date":
        day = text if re.fullmatch(DATE, text) else getattr(date_remedy(text).mend, "value", None)
        if day is None:
            return Remedy()
        values = {key: day}
    written = {name: value if name == "amount" else scalar(value) for name, value in values.items()}
    if len(values[key]) > described.get("maxLength", _LONGEST) or not re.search(
        described["pattern"], values[key]
    ):
        return Remedy()
    if is_item:
        return write(f"{key}: {written[key]}")
    if it.column is None:
        return write(f"{{{', '.join(f'{name}: {value}' for name, value in written.items())}}}")
    lines = [f"{it.path[-1]}:", *(f"  {name}: {value}" for name, value in written.items())]
    return in_lines("", it.column, lines)


def in_braces(text: str) -> str:
    """Return a text of a plain value as it stands in braces."""
    return quoted(text) if re.search(r"[,\[\]{}]", text) else text
