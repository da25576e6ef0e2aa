"""`docs/filing.md`: every key of a filing with its box and an example, written from the schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generators.schemas import SHARED
from redwell.forms import FORMS
from redwell.text.names import listed

Schema = Mapping[str, Any]
Steps = tuple[str, ...]
"""The form, if a key is not one of every form, and the keys that lead to a mapping."""

HEAD = """\
# A filing, key by key

`invoke docs` writes this page from `schemas/`; an editor shows the same text where the mouse rests.
Keys in **bold** must be there. A value *with footnotes* is written as it is, or as a mapping:
`{value: 2.6, footnotes: [vesting]}`; where a footnote may stand *instead*, as `{footnotes: [vesting]}` alone.
Each form has keys of its own; those of [every form](#every-form) follow below.
"""
WIDEST_CHOICE = 8
"""The most choices that are listed; with more, only their number is given."""


def markdown(home: Path) -> str:
    """Return the whole page: a part for each form's schema in `home/schemas`, and one for what they share."""
    book = _Book({path.name: json.loads(path.read_bytes()) for path in (home / "schemas").glob("*.json")})
    schemas = [*dict.fromkeys(form.schema for form in FORMS.values())]
    parts = [*(book.of_form(schema) for schema in schemas), book.of_every_form(schemas)]
    return HEAD + "".join(section for part in parts for section in part)


class _Book:
    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self.places: dict[str, Steps] = {}
        """The place that explains each mapping of keys and each list of choices: the first that has it."""

    def of_form(self, file: str) -> Iterator[str]:
        """Yield the part of one form: the keys that it does not share."""
        schema = self.schemas[file]
        yield f"\n## {schema['x-box']}\n\n{schema['description']}\n\n"
        own = [key for key in schema["properties"] if key not in SHARED]
        yield from self._keys(schema, file, (schema["x-box"],), own)

    def of_every_form(self, files: Sequence[str]) -> Iterator[str]:
        """Yield the part of the keys that all forms share, with the boxes that they fill on each."""
        first, *others = (self.schemas[file] for file in files)
        yield "\n## Every form\n\nThe keys that all forms share.\n"
        shared = [key for key in first["properties"] if key in SHARED]
        given = {key: first["properties"][key] for key in shared}
        moved: dict[str, list[str]] = {}
        for other in others:
            boxes = sorted({*_other_boxes(given, other["properties"])})
            if boxes:
                moved.setdefault(listed([f"{old} is {new}" for old, new in boxes]), []).append(other["x-box"])
        for boxes_said, forms in moved.items():
            yield f"The boxes are those of {first['x-box']}; on {listed(forms)}, {boxes_said}.\n"
        yield "\n"
        yield from self._keys(first, files[0], (), shared)

    def _keys(self, schema: Schema, file: str, path: Steps, keys: Iterable[str]) -> Iterator[str]:
        """Yield a table of *keys* of a mapping, then a section for each mapping below it."""
        yield "| key | takes | what it is | example |\n|---|---|---|---|\n"
        required = schema.get("required", ())
        below: list[tuple[Schema, str, Steps]] = []
        for key in keys:
            value, its_file = self._resolved(schema["properties"][key], file)
            shown = f"**`{key}`**" if key in required else f"`{key}`"
            its_path = (*path, key)
            takes = self._takes(value, its_file, its_path)
            yield f"| {shown} | {takes} | {_cell(value['description'])} | {_example(value)} |\n"
            if (found := self._below(value, its_file)) and self._place(found[0], its_path) == its_path:
                below.append((*found, its_path))
        for key in keys:
            yield from self._choices(key, self._resolved(schema["properties"][key], file)[0])
        for item, item_file, its_path in below:
            yield f"\n### {_title(its_path)}\n\n{item['description']}\n\n"
            yield from self._keys(item, item_file, its_path, item["properties"])

    def _choices(self, key: str, value: Schema) -> Iterator[str]:
        """Yield what each choice of a value means, where that was not said before."""
        for part in (
            value,
            value.get("else", {}),
            value.get("then", {}).get("properties", {}).get("value", {}),
        ):
            meanings = part.get("enumDescriptions", ())
            if meanings and json.dumps(meanings) not in self.places:
                self.places[json.dumps(meanings)] = (key,)
                yield f"\nWhat `{key}` may be:\n\n"
                for choice, meaning in zip(part["enum"], meanings, strict=True):
                    yield f"- `{choice}`: {meaning}\n"

    def _below(self, value: Schema, file: str) -> tuple[Schema, str] | None:
        """Return the mapping that a value is, that its items are, or that may stand in its place."""
        item, item_file = self._item(value, file)
        if "properties" in item:
            return item, item_file
        if value.get("if") == {"type": "array"}:
            return self._below(*self._resolved(value["else"], file))
        if "additionalProperties" in value:
            named, named_file = self._resolved(value["additionalProperties"], file)
            then = named.get("then", {})
            described = {**then, "description": named["description"]}
            return (described, named_file) if "properties" in then else None
        return None

    def _place(self, item: Schema, path: Steps) -> Steps:
        """Return where a mapping is explained: at *path*, unless it stood elsewhere before."""
        return self.places.setdefault(json.dumps([*item["properties"].items()]), path)

    def _takes(self, value: Schema, file: str, path: Steps) -> str:
        """Return the type of a value in a few words: "text, at most 60 characters, with footnotes"."""
        item, item_file = self._item(value, file)
        if "properties" in item:
            return f"{'list, see' if item is not value else 'see'} {_link(self._place(item, path))}"
        if item is not value:
            return f"list: {self._takes(item, item_file, path)}"
        if value.get("if") == {"type": "array"}:
            one = self._takes(*self._resolved(value["else"], file), path)
            return f"{one}; or a list of them"
        if value.get("if") == {"type": "object"}:
            footnotes = (
                "a footnote may stand instead" if "minProperties" in value["then"] else "with footnotes"
            )
            return f"{_scalar(self._resolved(value['else'], file)[0])}, {footnotes}"
        if "additionalProperties" in value:
            named = self._resolved(value["additionalProperties"], file)[0]
            model = self._below(value, file)
            instead = f", or {_link(self._place(model[0], path), 'a mapping')}" if model else ""
            return f"your own names, each with {_scalar(named.get('else', named))}{instead}"
        return _scalar(value)

    def _item(self, value: Schema, file: str) -> tuple[Schema, str]:
        """Return the schema of a list's items, or for any other value its own schema."""
        return self._resolved(value["items"], file) if "items" in value else (value, file)

    def _resolved(self, value: Schema, file: str) -> tuple[Schema, str]:
        """Return the schema that `$ref` names, merged with the keys beside it, and the file it comes from."""
        if "$ref" not in value:
            return value, file
        name, _, pointer = value["$ref"].partition("#")
        found: Any = self.schemas[name or file]
        for step in filter(None, pointer.split("/")):
            found = found[step]
        target, its_file = self._resolved(found, name or file)
        return {**target, **{key: given for key, given in value.items() if key != "$ref"}}, its_file


def _title(path: Steps) -> str:
    """Return the heading of the mapping at a path, which begins with the form if only that has it."""
    keys = [step for step in path if step[:1].islower()]
    return ": ".join([*path[: len(path) - len(keys)], f"`{'.'.join(keys)}`"])


def _link(path: Steps, words: str = "") -> str:
    """Return a link to the heading of a mapping, in the spelling of a forge; *words* for its last key."""
    title = _title(path)
    anchor = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
    return f"[{words or path[-1]}](#{anchor})"


def _other_boxes(first: Any, other: Any) -> Iterator[tuple[str, str]]:
    """Yield the boxes that the same values fill in two schemas, where these differ."""
    if isinstance(first, list) and isinstance(other, list):
        for one, two in zip(first, other, strict=False):
            yield from _other_boxes(one, two)
    if not isinstance(first, dict) or not isinstance(other, dict):
        return
    old, new = first.get("x-box"), other.get("x-box")
    if old != new and isinstance(old, str) and isinstance(new, str):
        yield old, new
    for key in first.keys() & other.keys():
        yield from _other_boxes(first[key], other[key])


def _scalar(value: Schema) -> str:
    choices = [value["const"]] if "const" in value else value.get("enum")
    if choices:
        if len(choices) > WIDEST_CHOICE:
            is_code = all(re.fullmatch("[A-Z0-9]{2}", str(choice)) for choice in choices)
            return f"one of {len(choices)} {'codes' if is_code else 'codes or names'}"
        return " or ".join(f"`{_as_yaml(choice)}`" for choice in choices)
    if value.get("format") == "date":
        return "date"
    kinds = value.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    words = {"string": "text", "number": "number", "integer": "whole number", "boolean": "`true` or `false`"}[
        kind
    ]
    return f"{words}, at most {value['maxLength']:,} characters" if "maxLength" in value else words


def _example(value: Schema) -> str:
    """Return the first example in YAML; empty for a mapping."""
    return next((f"`{_cell(_as_yaml(example))}`" for example in value.get("examples", ())), "")


def _as_yaml(value: Any) -> str:
    """Return a value in YAML, with quotes around text that YAML would read as something else."""
    is_bare = isinstance(value, str) and " #" not in value and not re.fullmatch("[0-9.]+", value)
    return value if is_bare else json.dumps(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
