"""`docs/filing.md`: every key of a filing with its box and an example, written from the schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from redwell.forms import FORMS

Schema = Mapping[str, Any]

HEAD = """\
# A filing, key by key

`invoke docs` writes this page from `schemas/`; an editor shows the same text where the mouse rests.
Keys in **bold** must be there. A value *with footnotes* is written as it is, or as a mapping:
`{value: 2.6, footnotes: [vesting]}`; where a footnote may stand *instead*, as `{footnotes: [vesting]}` alone.
"""
WIDEST_CHOICE = 8
"""The most choices that are listed; with more, only their number is given."""


def markdown(home: Path) -> str:
    """Return the whole page, with one part for each form's schema in `home/schemas`."""
    book = _Book({path.name: json.loads(path.read_bytes()) for path in (home / "schemas").glob("*.json")})
    schemas = dict.fromkeys(form.schema for form in FORMS.values())
    return HEAD + "".join(section for schema in schemas for section in book.sections(schema))


class _Book:
    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas

    def sections(self, file: str) -> Iterator[str]:
        yield from self._section(self.schemas[file], file, ())

    def _section(self, schema: Schema, file: str, path: tuple[str, ...]) -> Iterator[str]:
        title = f"`{'.'.join(path)}`" if path else "The filing"
        yield f"\n## {title}\n\n{schema['description']}\n\n"
        yield "| key | takes | what it is | example |\n|---|---|---|---|\n"
        required = _required(schema)
        below = []
        for key, given in schema["properties"].items():
            value, its_file = self._resolved(given, file)
            shown = f"**`{key}`**" if key in required else f"`{key}`"
            takes = self._takes(value, its_file, (*path, key))
            yield f"| {shown} | {takes} | {_cell(value['description'])} | {_example(value)} |\n"
            item, item_file = self._item(value, its_file)
            if "properties" in item:
                below.append((item, item_file, (*path, key)))
        for item, item_file, its_path in below:
            yield from self._section(item, item_file, its_path)

    def _takes(self, value: Schema, file: str, path: tuple[str, ...]) -> str:
        """Return the type of a value in a few words: "text, at most 60 characters, with footnotes"."""
        item, item_file = self._item(value, file)
        if "properties" in item:
            kind = "list, see" if item is not value else "see"
            return f"{kind} [{'.'.join(path)}](#{''.join(path)})"
        if item is not value:
            return f"list: {self._takes(item, item_file, path)}"
        if value.get("if") == {"type": "array"}:
            one = self._takes(self._resolved(value["else"], file)[0], file, path)
            return f"{one}; or a list of them"
        if value.get("if") == {"type": "object"}:
            footnotes = (
                "a footnote may stand instead" if "minProperties" in value["then"] else "with footnotes"
            )
            return f"{_scalar(self._resolved(value['else'], file)[0])}, {footnotes}"
        if "additionalProperties" in value:
            each = value["additionalProperties"]
            return f"your own names, each with {_scalar(self._resolved(each.get('else', each), file)[0])}"
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


def _required(schema: Schema) -> set[str]:
    return set(schema.get("required", ()))


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
