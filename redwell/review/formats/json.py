"""Write and read a review as JSON: for programs, and for the job that posts the comment.

That job has a token, and its data come from a job that handled a stranger's request. So `load` trusts
nothing: data that do not fit the dataclasses of `redwell.review.model` exactly are refused. The schema,
`schemas/review/review.schema.json`, is made from the same dataclasses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints

from redwell.files.discovery import Misuse
from redwell.review.model import Review

FORMAT = "redwell-review-4"
"""The value of the key `format`; it changes when an old reader can no longer read the data."""
LARGEST = 64 * 2**20
"""The most bytes of a review: nobody reads a longer one."""
_LONGEST_NUMBER = 10_000
_TEXTS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$(?!\n)"},
    date: {"type": "string", "format": "date"},
}


def dump(review: Review) -> str:
    """Return a review as JSON, in the order of the model; in ASCII, so that every character is visible."""
    return json.dumps({"format": FORMAT, **asdict(review)}, indent=1, default=_printed) + "\n"


def load(content: bytes) -> Review:
    """Read a review written by `dump`. Raises `Misuse` for any other data."""
    if len(content) > LARGEST:
        _refuse(f"it has more than {LARGEST // 2**20} MiB")
    try:
        found = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=lambda _: _refuse("a number in it is no whole number"),
            parse_constant=lambda _: _refuse("a number in it is no whole number"),
        )
    except UnicodeDecodeError:
        _refuse("it is not UTF-8")
    except RecursionError:
        _refuse("it is nested too deeply")
    except ValueError:
        _refuse("it is not JSON")
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        _refuse(f"its format is not {FORMAT}")
    review: Review = _value(Review, found, "$")
    return review


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a review."""
    definitions: dict[str, Any] = {}
    _schema_of(Review, definitions)
    whole = definitions.pop("Review")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A review of filings, as redwell review --format json writes it",
        **whole,
        "required": ["format", *whole["required"]],
        "properties": {"format": {"const": FORMAT}, **whole["properties"]},
        "$defs": dict(sorted(definitions.items())),
    }


def _printed(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value.isoformat())


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, found: Any, at: str) -> Any:
    """Return *found* as a value of a model type. Errors name keys and positions, and quote nothing."""
    arguments = get_args(kind)
    if NoneType in arguments:
        return None if found is None else _value(arguments[0], found, at)
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(found, dict):
        hints = _hints(kind)
        if found.keys() != hints.keys():
            _refuse(f"the keys of {at} are not those of a review")
        return kind(**{name: _value(hints[name], found[name], f"{at}.{name}") for name in hints})
    if get_origin(kind) is tuple and isinstance(found, list):
        kinds = arguments if arguments[-1] is not ... else arguments[:1] * len(found)
        if len(kinds) != len(found):
            _refuse(f"{at} does not fit")
        pairs = enumerate(zip(kinds, found, strict=True))
        return tuple(_value(of, each, f"{at}[{n}]") for n, (of, each) in pairs)
    value = _text(kind, found) if isinstance(found, str) else found if kind in (int, bool) else None
    if value is None or (kind in (int, bool) and (type(found) is not kind or found < 0)):
        _refuse(f"{at} does not fit")
    return value


def _text(kind: Any, found: str) -> Any:
    """Return a text converted to its type; None if it does not fit."""
    if kind is str or (get_origin(kind) is Literal and found in get_args(kind)):
        return found
    if kind not in (Decimal, date) or len(found) > _LONGEST_NUMBER:
        return None
    try:
        value = Decimal(found) if kind is Decimal else date.fromisoformat(found)
    except (InvalidOperation, ValueError):
        return None
    # `dump` never writes another notation; a number like 1E+9999999 is too large to print.
    is_small = not isinstance(value, Decimal) or (
        value.is_finite() and abs(value.adjusted()) <= _LONGEST_NUMBER
    )
    return value if is_small and _printed(value) == found else None


def _schema_of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    arguments = get_args(kind)
    if NoneType in arguments:
        return {"anyOf": [_schema_of(arguments[0], definitions), {"type": "null"}]}
    if get_origin(kind) is Literal:
        return {"enum": list(arguments)}
    if get_origin(kind) is tuple and arguments[-1] is ...:
        return {"type": "array", "items": _schema_of(arguments[0], definitions)}
    if get_origin(kind) is tuple:
        items = [_schema_of(each, definitions) for each in arguments]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if kind in _TEXTS:
        return dict(_TEXTS[kind])
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        names = [field.name for field in fields(kind)]
        definitions[kind.__name__] = {
            "description": (kind.__doc__ or "").split("\n\n")[0],
            "type": "object",
            "additionalProperties": False,
            "required": names,
            "properties": {name: _schema_of(_hints(kind)[name], definitions) for name in names},
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("it has a key twice")
    return found


def _refuse(why: str) -> NoReturn:
    raise Misuse(f"this file is not a review that this version of Redwell wrote: {why}")
