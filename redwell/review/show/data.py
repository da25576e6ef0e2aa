"""A review as JSON, for programs, and back from JSON, for the job that writes the comment.

That job holds the right to write; the data come from one that ran a stranger's templates. So nothing of them
is believed: they fit `schemas/review/review.schema.json`, which knows every key, or they are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, NoReturn, Union, get_args, get_origin, get_type_hints

import redwell
from redwell.files.discovery import Misuse
from redwell.review.model import Review

FORMAT = "redwell-review-1"
"""What the data say they are; another number where an old reader could no longer read them."""
LARGEST = 64 * 1024 * 1024
"""In characters: more is no review that anybody reads."""
SCHEMA = "review/review.schema.json"


def to_json(review: Review) -> str:
    """Every key of every part, in the order of the model; ASCII, so that nothing in it is unseen."""
    return json.dumps({"format": FORMAT, **asdict(review)}, indent=1) + "\n"


def from_json(text: str) -> Review:
    """The review that `to_json` wrote; a Misuse says in one sentence where the data are otherwise."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    if len(text) > LARGEST:
        _refuse(f"it has more than {LARGEST:,} characters")
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except RecursionError:
        _refuse("it is nested too deeply")
    except ValueError:
        _refuse("it is not JSON")
    # Names of keys and positions only: what stands at them is a stranger's.
    if error := best_match(Draft202012Validator(_schema()).iter_errors(found)):
        _refuse(f"{error.json_path} does not fit: {error.validator}")
    made: Review = _made(Review, {key: value for key, value in found.items() if key != "format"})
    return made


@cache
def _schema() -> Any:
    return json.loads((redwell.home() / "schemas" / SCHEMA).read_text("utf-8"))


def _made(kind: Any, found: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in found.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, found: Any) -> Any:
    """*found* as a field of type *kind*: the schema has seen to it that it is one."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _made(kind, found)
    if get_origin(kind) in (Union, UnionType):
        (only,) = (each for each in get_args(kind) if each is not NoneType)
        return None if found is None else _value(only, found)
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        kinds = [first] * len(found) if rest == [Ellipsis] else [first, *rest]
        return tuple(map(_value, kinds, found))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """No key twice: which of the two counts is for no reader to choose."""
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("a key stands in it twice")
    return found


def _refuse_number(_written: str) -> NoReturn:
    _refuse("a number in it is no whole number")


def _refuse(why: str) -> NoReturn:
    raise Misuse(f"this is no review that this version of Redwell has written: {why}")
