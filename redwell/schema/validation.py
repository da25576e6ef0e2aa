"""The shape of a filing: our JSON Schemas, in words that say what to write instead.

The schema judges the values that an editor sees too. What only the written text shows (leading zeros, the
number of decimals) is judged here besides. One mistake gives one problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from redwell.problems import Path, Problem
from redwell.schema import keys, messages
from redwell.source.loader import Source, placed

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

SCHEMAS = ("common.schema.json", "form3.schema.json", "power-of-attorney.schema.json")
_FIRST: tuple[str, ...] = (
    "type",
    "minLength",
    "minItems",
    "minProperties",
    "maxItems",
    "maxProperties",
    "enum",
    "maxLength",
)
_FIRST += ("format", "pattern")
"""Of several keywords that one value fails, the one that says most."""
_MAX_IN_WORDS = 1000
"""Of more unknown keys than this nobody is told what each may have meant: no report shows them all."""
_DIGITS_ONLY = {"cik": re.compile(r"[0-9]{1,10}\Z"), "zip": re.compile(r"[0-9]{1,10}\Z")}
_LEADING_ZERO = re.compile(r"-?0[0-9]")
_ZERO = re.compile(r"-0+(\.0+)?\Z")


def check(source: Source, schema: str, home: FilePath) -> list[Problem]:
    """What is wrong with the shape of a filing, in file order; *schema* is a file of `home/schemas`."""
    errors = list(_validator(schema, home).iter_errors(source.data))
    problems = [*_of_values(errors, source, _required(home)), *_of_keys(errors, schema, home)]
    shapeless = {problem.path for problem in problems}
    problems += [problem for problem in _of_numbers(source) if problem.path not in shapeless]
    return placed(source, problems)


@lru_cache(maxsize=8)
def load(name: str, home: FilePath) -> Any:
    """A schema as data; its numbers are exact."""
    return json.loads((home / "schemas" / name).read_text("utf-8"), parse_float=Decimal)


@lru_cache(maxsize=4)
def _validator(name: str, home: FilePath) -> Validator:
    # Here, for a run that finds nothing changed does without.
    from jsonschema import Draft202012Validator, FormatChecker, validators

    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
    extend: Any = validators.extend
    validator: Validator = extend(Draft202012Validator, type_checker=types)(
        _written_out(load(name, home), name, home), format_checker=formats
    )
    return validator


def _written_out(schema: Any, file: str, home: FilePath) -> Any:
    """The schema with what each `$ref` means in its place: to look it up at every value is half of a check.

    What stands beside a `$ref` describes it, or comes on top.
    """
    if isinstance(schema, list):
        return [_written_out(each, file, home) for each in schema]
    if not isinstance(schema, dict):
        return schema
    beside = {key: _written_out(each, file, home) for key, each in schema.items() if key != "$ref"}
    if "$ref" not in schema:
        return beside
    name, _, pointer = schema["$ref"].partition("#")
    target = load(name or file, home)
    for step in filter(None, pointer.split("/")):
        target = target[step]
    return {**_written_out(target, name or file, home), **beside}


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


def _is_integer(_checker: object, value: object) -> bool:
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


def _of_values(errors: list[Any], source: Source, required: frozenset[str]) -> Iterator[Problem]:
    """One problem for each value: the keyword that says most."""
    worst: dict[Path, Any] = {}
    for error in errors:
        if error.validator in ("required", "additionalProperties") or "propertyNames" in error.schema_path:
            continue
        if error.validator is None:
            continue  # a key that has no place beside another: `exhibits` says why
        path = tuple(error.path)
        if path not in worst or _rank(error) < _rank(worst[path]):
            worst[path] = error
    for path, error in worst.items():
        keyword = str(error.validator)
        written = source.marks[path].written if path in source.marks else None
        value = messages.Value(error.validator_value, error.instance, path, written, required)
        yield messages.of_value(keyword, value)


def _rank(error: Any) -> int:
    return _FIRST.index(error.validator) if error.validator in _FIRST else len(_FIRST)


def _of_keys(errors: list[Any], schema: str, home: FilePath) -> Iterator[Problem]:
    """Unknown and missing keys; a key that is missing because it is misspelt is one problem, not two."""
    misspelt: set[Path] = set()
    said = 0
    for error in errors:
        path = tuple(error.path)
        if "propertyNames" in error.schema_path:
            yield keys.of_name(error.instance, path)
        if error.validator != "additionalProperties":
            continue
        known = list(error.schema["properties"])
        for key in error.instance:
            if key in known:
                continue
            said += 1
            missing = [name for name in known if name not in error.instance] if said <= _MAX_IN_WORDS else []
            meant = keys.meant(key, missing or known) if said <= _MAX_IN_WORDS else None
            misspelt.add((*path, meant or ""))
            homes = _homes(schema, home) if said <= _MAX_IN_WORDS else {}
            yield keys.unknown(key, path, meant, known, homes)
    for error in errors:
        if error.validator != "required":
            continue
        missing_key = _missing(error)
        if (*error.path, missing_key) not in misspelt:
            description = error.schema.get("properties", {}).get(missing_key, {}).get("description", "")
            yield keys.missing(missing_key, tuple(error.path), description)


def _missing(error: Any) -> str:
    """The one key of `required` that this error is about: jsonschema gives an error for each."""
    required: list[str] = error.validator_value
    return next(key for key in required if error.message.startswith(repr(key)))


@lru_cache(maxsize=4)
def _required(home: FilePath) -> frozenset[str]:
    """The keys that must be there, wherever they may stand."""
    found: set[str] = set()
    todo = [load(each, home) for each in SCHEMAS]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            found.update(node["required"] if isinstance(node.get("required"), list) else ())
            todo += [value for key, value in node.items() if key != "if"]
    return frozenset(found)


@lru_cache(maxsize=4)
def _homes(name: str, home: FilePath) -> dict[str, tuple[str, ...]]:
    """Every key of a form, and under which keys it may stand."""
    found: dict[str, set[str]] = {}
    todo: list[tuple[str, Any, str]] = [(name, load(name, home), "")]
    while todo:
        file, node, under = todo.pop()
        if isinstance(node, list):
            todo += [(file, item, under) for item in node]
        elif isinstance(node, dict):
            if "$ref" in node:
                target, _, pointer = node["$ref"].partition("#")
                todo.append((target or file, _at(load(target or file, home), pointer), under))
            for key, value in node.get("properties", {}).items():
                found.setdefault(key, set()).add(under)
                todo.append((file, value, key))
            keywords = ("items", "then", "else")
            todo += [(file, node[keyword], under) for keyword in keywords if keyword in node]
    return {key: tuple(sorted(places)) for key, places in found.items()}


def _at(node: Any, pointer: str) -> Any:
    for step in filter(None, pointer.split("/")):
        node = node[step]
    return node


def _of_numbers(source: Source) -> Iterator[Problem]:
    """The written form of numbers, which no editor sees."""
    todo: list[tuple[Path, Any]] = [((), source.data)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, n), item) for n, item in enumerate(value)]
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            names = [step for step in path if isinstance(step, str)]
            message = _form_of(source.written(path), names[-1] if names else "")
            if message:
                yield Problem(code="number-form", message=message, path=path)


def _form_of(written: str, key: str) -> str | None:
    if key in _DIGITS_ONLY:
        return None if _DIGITS_ONLY[key].match(written) else messages.DIGITS_ONLY[key]
    plain = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", written)
    if _LEADING_ZERO.match(written):
        return f"write {plain}, without zeros in front; a number that is a name belongs in quotes"
    if _ZERO.match(written):
        return "write 0, without a minus sign"
    if key == "forms" and "." in written:
        return f"write {written.partition('.')[0]}"
    decimals = len(written.partition(".")[2])
    if decimals > 4:
        return f"{written} has {decimals} decimals: EDGAR takes at most four (specification 3.2)"
    return None
