"""A value of the wrong shape, and the remedy for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from redwell.problems import Mend, Path
from redwell.source.errors import quoted


class Remedy(NamedTuple):
    """The remedy for a problem, as a part of its message; *mend* is None unless it is certain.

    *lines* are to be typed in place of the key and its value.
    """

    message: str = ""
    mend: Mend | None = None
    lines: tuple[str, ...] = ()


def in_lines(message: str, column: int, lines: Sequence[str], is_certain: bool = True) -> Remedy:
    """Return the remedy of a value that several lines replace; their key begins at *column*."""
    typed = tuple(f"{' ' * column}{line}" for line in lines)
    return Remedy(message, Mend(lines=typed) if is_certain else None, typed)


def scalar(value: Any) -> str:
    """Return a value as a filing can hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    return value if _PLAIN.fullmatch(value) else quoted(value)


_PLAIN = re.compile(
    r"(?!(?:true|false|null)\Z)[A-Za-z][\w .()/&-]*(?<! )|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.IGNORECASE
)


def write(value: str, more: str = "") -> Remedy:
    """Return the certain remedy of a value: to write *value*, as it stands in the file."""
    return Remedy(f"write {value}{more}", Mend(value=value))


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A value that fails *keyword* of *schema*, and how it was *written*; None if it is no scalar.

    *key* is the last key on the way to it. *source* cites the box of the form and the specification.
    *parent* is the schema around the failing one: of a mapping the one with its keys, of a cell the one that
    takes footnotes. *holder* has the values beside it, by key; *labels* are those of the filing's footnotes.
    *column* is where its key begins; None in braces, and for an item of a list.
    """

    keyword: str
    schema: Mapping[str, Any]
    parent: Mapping[str, Any]
    value: Any
    written: str | None
    path: Path
    key: str
    is_required: bool
    source: str
    holder: Mapping[str, Any]
    labels: tuple[str, ...]
    column: int | None = None

    @property
    def limit(self) -> Any:
        """The schema's value of the keyword."""
        return self.schema[self.keyword]

    @property
    def or_remove(self) -> str:
        """The other remedy for a value that may be left out."""
        return "" if self.is_required else ", or remove the line"

    @property
    def noun(self) -> str:
        """The name of the value in a sentence: its key; a footnote has no name that helps."""
        return "this footnote" if self.path[:1] == ("footnotes",) and len(self.path) == 2 else self.key

    @property
    def may_be_footnote(self) -> bool:
        """True where a footnote can take the place of the value."""
        return "minProperties" in self.parent.get("then", {})

    @property
    def takes_footnotes(self) -> bool:
        """True where `{value: .., footnotes: [..]}` can take the place of the value."""
        is_cell = "footnotes" in self.parent.get("then", {}).get("properties", {})
        return is_cell and self.path[-1] not in ("value", "footnotes")

    @property
    def is_label(self) -> bool:
        """True for the label of a footnote in a list of labels."""
        return self.path[-2:-1] == ("footnotes",) and isinstance(self.path[-1], int)

    @property
    def is_date(self) -> bool:
        """True where the schema asks for a date."""
        return self.schema.get("format") == "date"


YES = frozenset({"yes", "y", "x", "on", "true", "1"})
"""The words with which people tick a box."""


def is_tick(value: Any) -> bool:
    """Return whether a value only ticks a box."""
    return isinstance(value, bool | str | int) and str(value).strip().lower() in YES


def key_alone(schema: Mapping[str, Any]) -> str | None:
    """Return the key for a text that stands in place of a mapping."""
    found: str | None = next((each["x-alone"] for each in schema.get("allOf", ()) if "x-alone" in each), None)
    return found


def short(value: Any) -> str:
    """Return a value as a message quotes it."""
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "..."
