"""YAML to data, strictly, with a place for every value.

Plain scalars mean what a YAML 1.2 editor sees (core schema), numbers are exact, and what was written is kept:
`0001537435` is the integer 1537435 in the data and "0001537435" in `Source.written`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from redwell.problems import FilingError, Path, Place, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
"""A filing nests five deep; the C parser crashes the process at about 50,000."""

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value was written (offsets into the text) and, for a scalar, how."""

    start: int
    end: int
    written: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A filing as data; *marks* and *keys* say where each value and each key stands."""

    name: str
    text: str
    data: Any
    marks: dict[Path, Mark]
    keys: dict[Path, Mark]

    def written(self, path: Path) -> str:
        """The scalar at *path* as it was written, without quotes."""
        written = self.marks[path].written
        assert written is not None, path
        return written


def read(content: bytes, name: str) -> Source:
    """The filing in *content*, called *name* in messages. Raises `FilingError` with what cannot be read."""
    text = content.decode("utf-8-sig")
    reader = _Reader(text)
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        reader.take(event)
    return Source(name=name, text=text, data=reader.data, marks=reader.marks, keys=reader.keys)


def place(source: Source, path: Path, *, on_key: bool = False) -> Place:
    """Where the value at *path* stands; where it is missing, the nearest thing around it."""
    raise NotImplementedError


class _Reader:
    def __init__(self, text: str) -> None:
        self.data: Any = None
        self.marks: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.stack: list[tuple[Any, Path]] = []
        self.key: str | None = None

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self.open({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open([], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()

    def put(self, value: Any) -> Path:
        if not self.stack:
            self.data = value
            return ()
        holder, path = self.stack[-1]
        if isinstance(holder, list):
            holder.append(value)
            return (*path, len(holder) - 1)
        key, self.key = self.key, None
        assert key is not None
        holder[key] = value
        return (*path, key)

    def open(self, value: Any, event: Any) -> None:
        path = self.put(value)
        self.marks[path] = Mark(event.start_mark.index, event.end_mark.index)
        self.stack.append((value, path))

    def scalar(self, event: Any) -> None:
        mark = Mark(event.start_mark.index, event.end_mark.index, event.value)
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key is None:
            self.key = event.value
            self.keys[(*self.stack[-1][1], event.value)] = mark
            return
        value = event.value if event.style else _resolve(event.value)
        self.marks[self.put(value)] = mark


def _resolve(text: str) -> Any:
    """What a plain scalar means in YAML 1.2 (core schema), exactly."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text):
        return int(text)
    return Decimal(text) if _FLOAT.match(text) else text
