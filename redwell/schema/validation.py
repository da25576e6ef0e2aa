"""The shape of a filing, judged by our JSON Schemas.

The schema judges the values that an editor sees too. What only the written text shows (leading zeros, the
number of decimals) is judged here besides. One mistake gives one problem.

`jsonschema_rs` gives the verdict; `jsonschema`, which takes twice as long to load, explains a filing that is
not valid. A test keeps their verdicts equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from redwell.problems import Path, Problem, in_file_order
from redwell.schema import messages, unknown_keys
from redwell.schema.unknown_keys import Around
from redwell.schema.values import Value
from redwell.source.loader import Source, placed

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from jsonschema_rs import Draft202012Validator as Judge

_FIRST = (
    *("type", "minLength", "minItems", "minProperties", "maxItems", "maxProperties"),
    *("enum", "maxLength", "format", "pattern"),
)
"""The keywords by importance: if a value fails several, the first is reported."""
_MAX_GUESSES = 1000
"""The meaning of more unknown keys than this is not guessed: no report shows them all."""


def check(source: Source, schema: str, home: FilePath) -> list[Problem]:
    """Return the problems of a filing's shape, in file order; *schema* is a file of `home/schemas`."""
    problems = [] if is_valid(source.data, schema, home) else explain(source, schema, home)
    if renamed := {each.path: key for each in problems if (key := _certain_key(each, source))}:
        # A key that is certain hides nothing below it.
        misspelt = placed(source, [each for each in problems if each.path in renamed])
        return in_file_order([*misspelt, *check(_with_keys(source, renamed), schema, home)])
    shapeless = {problem.path for problem in problems}
    # A number below an unknown key may be a name, such as a ZIP code; 1,000 in brackets is no 000.
    unknown = {problem.path for problem in problems if problem.code in ("unknown-key", "wrong-type")}
    problems += [
        problem
        for problem in _number_problems(source)
        if problem.path not in shapeless
        and not any(problem.path[:n] in unknown for n in range(len(problem.path)))
    ]
    return placed(source, problems)


def _certain_key(problem: Problem, source: Source) -> str | None:
    """Return the key that an unknown one surely means in its own mapping, if there is anything below it."""
    mend = problem.mend if problem.code == "unknown-key" else None
    if mend is None or mend.home is not None:
        return None
    value = source.data
    for step in problem.path:
        value = value[step]
    return None if value == {} else mend.key


def _with_keys(source: Source, renamed: Mapping[Path, str]) -> Source:
    """Return a source in which the keys at some paths have other names; all places stay."""

    def path(old: Path) -> Path:
        found = next((old[:n] for n in range(1, len(old) + 1) if old[:n] in renamed), ())
        return (*found[:-1], renamed[found], *old[len(found) :]) if found else old

    def data(value: Any, at: Path) -> Any:
        if isinstance(value, list):
            return [data(item, (*at, n)) for n, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {renamed.get((*at, key), key): data(item, (*at, key)) for key, item in value.items()}

    return replace(
        source,
        data=data(source.data, ()),
        marks={path(old): mark for old, mark in source.marks.items()},
        keys={path(old): mark for old, mark in source.keys.items()},
    )


def is_valid(data: Any, schema: str, home: FilePath) -> bool:
    """Return whether *data* fits a schema; its numbers are `int` and `Decimal`, and are compared exactly."""
    return _judge(schema, home).is_valid(data)


def explain(source: Source, schema: str, home: FilePath) -> list[Problem]:
    """Return a problem for each value and each key that does not fit the schema, without places."""
    whole = written_out(schema, home)
    errors = list(explainer(schema, home).iter_errors(source.data))
    return [*_value_problems(errors, source, whole), *_key_problems(errors, source, whole)]


@lru_cache(maxsize=8)
def load_schema(name: str, home: FilePath) -> Any:
    """Return a schema as data; its numbers are exact."""
    return json.loads((home / "schemas" / name).read_text("utf-8"), parse_float=Decimal)


@lru_cache(maxsize=4)
def _judge(name: str, home: FilePath) -> Judge:
    # Imported here: a run that finds nothing changed does without.
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(written_out(name, home), formats={"date": _is_date}, validate_formats=True)


@lru_cache(maxsize=4)
def explainer(name: str, home: FilePath) -> Validator:
    """Return the validator that names every error of a value that does not fit a schema."""
    # Imported here: only a filing that is not valid needs it.
    from jsonschema import Draft202012Validator, FormatChecker, validators

    formats = FormatChecker(formats=())
    formats.checks("date")(_is_date)
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
    extend: Any = validators.extend
    validator: Validator = extend(Draft202012Validator, type_checker=types)(
        written_out(name, home), format_checker=formats
    )
    return validator


@lru_cache(maxsize=4)
def written_out(name: str, home: FilePath) -> Any:
    """Return a schema with the target of each `$ref` in its place; keywords beside a `$ref` win.

    So the way to an error leads through everything that is said of a value: its box, its message.
    """
    return _resolved(load_schema(name, home), name, home)


def _resolved(schema: Any, file: str, home: FilePath) -> Any:
    if isinstance(schema, list):
        return [_resolved(item, file, home) for item in schema]
    if not isinstance(schema, dict):
        return schema
    beside = {key: _resolved(value, file, home) for key, value in schema.items() if key != "$ref"}
    if "$ref" not in schema:
        return beside
    name, _, pointer = schema["$ref"].partition("#")
    target = load_schema(name or file, home)
    for step in filter(None, pointer.split("/")):
        target = target[step]
    return {**_resolved(target, name or file, home), **beside}


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_integer(_checker: object, value: object) -> bool:
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


# --- values ---


def _value_problems(errors: list[Any], source: Source, schema: Any) -> Iterator[Problem]:
    """Yield one problem for each value: the keyword that says most."""
    worst: dict[Path, Any] = {}
    for error in errors:
        if error.validator in ("required", "additionalProperties") or "propertyNames" in error.schema_path:
            continue
        if error.validator is None:
            continue  # a key that has no place beside another: a rule says why
        path = tuple(error.path)
        if path not in worst or _rank(error) < _rank(worst[path]):
            worst[path] = error
    for error in worst.values():
        yield messages.of_value(_value(error, source, schema))


def _rank(error: Any) -> int:
    return _FIRST.index(error.validator) if error.validator in _FIRST else len(_FIRST)


def _value(error: Any, source: Source, schema: Any) -> Value:
    path: Path = tuple(error.path)
    names = [step for step in path if isinstance(step, str) and step != "value"]
    steps = list(error.absolute_schema_path)
    passed = _passed(schema, steps)
    owners = [
        (node, key)
        for node, step, key in zip(passed, steps, steps[1:], strict=False)
        if step == "properties" and key != "value"
    ]
    labels = source.data.get("footnotes") if isinstance(source.data, dict) else None
    return Value(
        keyword=error.validator,
        schema=error.schema,
        parent=next((node for node in reversed(passed[:-1]) if _is_around(node)), {}),
        value=error.instance,
        written=source.marks[path].written if path in source.marks else None,
        path=path,
        key=names[-1] if names else "the filing",
        is_required=bool(owners) and owners[-1][1] in _required_keys(owners[-1][0]),
        source=_source(passed),
        holder=_holder(source.data, path),
        labels=tuple(labels) if isinstance(labels, dict) else (),
        column=unknown_keys.column_of(source, path),
    )


def _holder(data: Any, path: Path) -> Mapping[str, Any]:
    """Return the mapping around the value at *path*; an empty one if a list is around it."""
    for step in path[:-1]:
        data = data[step]
    return data if isinstance(data, dict) else {}


def _passed(schema: Any, steps: list[Any]) -> list[Any]:
    """Return the parts of a schema on the way to an error, from the whole to the part that fails."""
    passed = [schema]
    for step in steps[:-1]:
        passed.append(passed[-1][step])
    return passed


def _is_around(node: Any) -> bool:
    """Return whether a part of a schema describes a mapping, or a cell that takes footnotes."""
    return isinstance(node, dict) and ("allOf" in node or "then" in node)


def _required_keys(schema: Mapping[str, Any]) -> set[str]:
    parts = [*schema.get("allOf", ()), *(schema[name] for name in ("then", "else") if name in schema)]
    return set(schema.get("required", ())).union(*map(_required_keys, parts))


def box_of(passed: list[Any]) -> str:
    """Return the box that a value goes into, `Form 3, Table I, column 1`."""
    # The first on the way is the form.
    form, *boxes = [node["x-box"] for node in passed if isinstance(node, dict) and "x-box" in node] or [""]
    return f"{form}, {boxes[-1]}" if boxes else ""


def _source(passed: list[Any]) -> str:
    """Return the citation of a value; what goes into a box is in the specification's table of lengths."""
    box = box_of(passed)
    parts = [box, passed[-1].get("x-source", "specification 3.5" if box else "")]
    return f" ({'; '.join(filter(None, parts))})" if any(parts) else ""


# --- keys ---


def _key_problems(errors: list[Any], source: Source, schema: Any) -> Iterator[Problem]:
    """Yield unknown and missing keys; a key that is missing because it is misspelt is one problem."""
    unknown, meant = _unknown_keys(errors, source, schema)
    yield from unknown
    yield from (
        messages.of_name(error.instance, tuple(error.path), error.schema)
        for error in errors
        if "propertyNames" in error.schema_path
    )
    # An error names only the keyword: of several keys that are missing, each has an error like the others.
    required = {
        (tuple(error.absolute_schema_path), tuple(error.path)): error
        for error in errors
        if error.validator == "required"
    }
    for error in required.values():
        for key in error.validator_value:
            if key not in error.instance and (*error.path, key) not in meant:
                yield _missing_key(key, error, schema)


def _unknown_keys(errors: list[Any], source: Source, schema: Any) -> tuple[list[Problem], set[Path]]:
    """Return the problems of unknown keys, and the paths of the known ones that they mean."""
    found: list[Problem] = []
    paths: set[Path] = set()
    left = _MAX_GUESSES
    holders = [error for error in errors if error.validator == "additionalProperties"]
    homes, others = (unknown_keys.homes_of(schema), unknown_keys.others_of(schema)) if holders else ({}, {})
    for error in holders:
        known = error.schema["properties"]
        around = Around(known=known, holder=error.instance, data=source.data, homes=homes, others=others)
        for unknown in unknown_keys.found_in(around, tuple(error.path), source, left):
            paths.add((*error.path, unknown.meant or ""))
            if unknown.home:
                inner = {unknown.inner or unknown.key, *unknown.beside}
                paths |= {unknown.home, *((*unknown.home, key) for key in inner)}
            found.append(messages.of_unknown_key(unknown, known))
        left -= sum(key not in known for key in error.instance)
    return found, paths


def _missing_key(key: str, error: Any, schema: Any) -> Problem:
    described = error.schema.get("properties", {}).get(key, {})
    box = box_of([*_passed(schema, list(error.absolute_schema_path)), described])
    return messages.of_missing_key(key, tuple(error.path), error.schema, described, box)


# --- numbers as they were written ---


def _number_problems(source: Source) -> Iterator[Problem]:
    """Yield the numbers that EDGAR does not take as they were written; no editor sees that."""
    todo: list[tuple[Path, Any]] = [((), source.data)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, n), item) for n, item in enumerate(value)]
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            names = [step for step in path if isinstance(step, str)]
            remedy = messages.of_number(source.written(path), names[-1] if names else "")
            if remedy.message:
                yield Problem(code="number-form", message=remedy.message, path=path, mend=remedy.mend)
