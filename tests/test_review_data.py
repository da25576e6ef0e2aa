"""A review as JSON: nothing is lost on the way, and nothing is believed on the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from jsonschema import Draft202012Validator

import redwell
from redwell.files.discovery import Misuse
from redwell.review import model
from redwell.review.model import Review, Revision
from redwell.review.show import data
from redwell.review.show.data import FORMAT, from_json, to_json
from tests.review_of_everything import EVERYTHING

LEAST = Review(
    base=Revision(name="main"), head=Revision(name="x"), today="2026-11-24", verdict="no filing changed"
)


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((redwell.home() / "schemas" / data.SCHEMA).read_text("utf-8"))


def altered(key: str, value: Any) -> str:
    """The data of LEAST with another value at *key*."""
    found = json.loads(to_json(LEAST))
    found[key] = value
    return json.dumps(found)


def refused(text: str) -> str:
    with pytest.raises(Misuse) as caught:
        from_json(text)
    return str(caught.value).removeprefix("this is no review that this version of Redwell has written: ")


# --- there and back ---


@pytest.mark.parametrize("review", [EVERYTHING, LEAST])
def test_a_review_comes_back_as_it_was(review: Review) -> None:
    assert from_json(to_json(review)) == review


def test_hostile_text_comes_back_as_it_was_and_is_written_in_ascii() -> None:
    review = replace(LEAST, verdict='@everyone "\u202e\x00\ud800" <script>\n\\')
    text = to_json(review)
    assert text.isascii()
    assert from_json(text) == review


def test_equal_reviews_give_equal_bytes_in_the_order_of_the_model() -> None:
    assert to_json(EVERYTHING) == to_json(from_json(to_json(EVERYTHING)))
    assert list(json.loads(to_json(LEAST))) == ["format", *(field.name for field in fields(Review))]
    assert to_json(LEAST).startswith(f'{{\n "format": "{FORMAT}",\n "base": {{\n  "name": "main",\n')


# --- the schema is the model ---


def kinds(kind: Any = Review) -> Iterator[Any]:
    """Every dataclass that a review is made of."""
    if is_dataclass(kind):
        yield kind
        for each in get_type_hints(kind).values():
            yield from kinds(each)
    for each in get_args(kind):
        yield from kinds(each)


def shape(kind: Any) -> Any:
    """What the schema must say of a value of this type."""
    if is_dataclass(kind):
        return {"$ref": f"#/$defs/{name_of(kind)}"}
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if get_origin(kind) in (Union, UnionType):
        (only,) = (each for each in get_args(kind) if each is not NoneType)
        inner = shape(only)
        return {"anyOf": [inner, {"type": "null"}]} if "$ref" in inner else {"type": [inner["type"], "null"]}
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        if rest == [Ellipsis]:
            return {"type": "array", "items": shape(first)}
        return {"type": "array", "prefixItems": [shape(first), *map(shape, rest)]}
    return {"type": {str: "string", int: "integer", bool: "boolean"}[kind]}


def name_of(kind: Any) -> str:
    return "filing" if kind is model.FilingReview else kind.__name__.lower()


LIMITS = {"maxLength", "maxItems", "minItems", "minimum", "maximum", "pattern", "description"}


def bare(schema: Any) -> Any:
    """A schema without its limits and descriptions."""
    if isinstance(schema, list):
        return [bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: bare(value)
        for key, value in schema.items()
        if key not in LIMITS and not (key == "items" and value is False)
    }


def test_the_schema_knows_the_keys_the_types_and_the_words_of_the_model(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)
    found = {*kinds()}
    assert {*schema["$defs"]} == {name_of(kind) for kind in found - {Review}}
    for kind in found:
        whole = schema if kind is Review else schema["$defs"][name_of(kind)]
        properties = {key: value for key, value in whole["properties"].items() if key != "format"}
        assert bare(properties) == {name: shape(hint) for name, hint in get_type_hints(kind).items()}, kind
        assert whole["additionalProperties"] is False
        assert whole["required"] == list(whole["properties"])
        assert [key for key in whole["required"] if key != "format"] == [field.name for field in fields(kind)]


def test_whatever_the_model_leaves_out_the_schema_takes() -> None:
    """A default of the model is a value of the schema: LEAST and its parts are made of them."""
    for kind in {*kinds()} - {Review}:
        missing = [field.name for field in fields(kind) if field.default is MISSING]
        assert missing, f"{kind} says nothing"


def referred(schema: Any, value: Any) -> Any:
    return schema["$defs"][value["$ref"].rpartition("/")[2]]


def test_the_schema_says_every_key_in_words_and_limits_every_value(schema: Any) -> None:
    for name, whole in {"review": schema, **schema["$defs"]}.items():
        assert whole["description"].endswith("."), name
        for key, value in whole["properties"].items():
            told = value if "$ref" not in value else {**referred(schema, value), **value}
            assert told["description"].endswith((".", "?")), f"{name}.{key}"
            kind = value.get("type", ())
            assert "string" not in kind or "maxLength" in value, f"{name}.{key}"
            assert kind != "array" or "maxItems" in value, f"{name}.{key}"
            assert "integer" not in kind or "maximum" in value, f"{name}.{key}"


# --- what is refused ---


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is nested too deeply"),
        ("[]", "$ does not fit: type"),
        ('{"a": 1, "a": 2}', "a key stands in it twice"),
        ('{"a": 1.5}', "a number in it is no whole number"),
        ('{"a": NaN}', "a number in it is no whole number"),
        (f'{{"a": {"9" * 5000}}}', "it is not JSON"),
        ("{}", "$ does not fit: required"),
        (altered("more", 1), "$ does not fit: additionalProperties"),
        (
            altered("format", "redwell-review-2"),
            "$.format does not fit: const",
        ),
        (altered("today", "today"), "$.today does not fit: pattern"),
        (
            altered("verdict", "x" * 2001),
            "$.verdict does not fit: maxLength",
        ),
        (altered("verdict", 1), "$.verdict does not fit: type"),
        (
            altered("head", {"name": "x", "commit": None, "url": "javascript:alert(1)"}),
            "$.head.url does not fit: pattern",
        ),
        (
            altered("versions", [["a", "b", "c"]]),
            "$.versions[0] does not fit: maxItems",
        ),
    ],
)
def test_what_is_no_review_is_refused_in_one_sentence(text: str, message: str) -> None:
    assert refused(text) == message


def test_what_is_too_long_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "LARGEST", 100)
    assert refused(" " * 101) == "it has more than 100 characters"


def test_no_word_of_a_stranger_stands_in_the_refusal() -> None:
    assert "everyone" not in refused(altered("verdict", ["@everyone"]))
    assert "everyone" not in refused(altered("@everyone", 1))
