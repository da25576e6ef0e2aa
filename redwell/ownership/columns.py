"""Declare the columns of a form's tables and the facts of its head, each once.

A form's `Filing` and its rows are dataclasses. The metadata of a field give its label, its box on the form
and its elements in EDGAR's XML. Reading YAML and XML, writing YAML, the context of templates, rules, reviews
and the manual all use these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Protocol, TypeVar

from redwell.model import Filing, Footnoted, Ownership, Row

Kind = Literal["text", "number", "dollars", "date", "choice", "flag"]
"""The type of a value: `str`, `Decimal`, `Decimal`, `date`, `str` (in XML a code), `bool`."""
Role = Literal[
    "",
    "title",
    "amount",
    "balance",
    "ownership",
    "nature",
    "underlying",
    "price",
    "exercisable",
    "expiration",
    "period",
    "transacted",
    "deemed",
    "code",
    "timing",
    "acquired",
    "disposed",
    "paid",
    "plan",
    "exit",
]
"""The role of a value. A row fills one column with the role *amount*, or *balance*: the amount owned after a
transaction, which must not be added up."""
R = TypeVar("R", bound=Row)


class UnknownCodeError(ValueError):
    """A code in XML that is not in the codec of its column; the text lists the known codes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Codec:
    """A pair of functions between one value of a filing and the texts of its XML elements.

    Texts are in the order of `Column.xml`, empty if an element is missing. *read* returns the value as
    written, or None, and raises `UnknownCodeError`. *write* returns a content for each element. If several
    columns share elements, *holds* returns True for those of this column.
    """

    read: Callable[[Sequence[str]], str | None] = lambda texts: texts[0] or None
    write: Callable[[Any], tuple[Any, ...]] = lambda value: (value,)
    holds: Callable[[Sequence[str]], bool] = lambda texts: True


PLAIN = Codec()
"""The codec of one element that holds the value unchanged."""


def choice_codec(words: Mapping[tuple[str, ...], str]) -> Codec:
    """Return the codec of a choice; *words* maps the texts of its elements to the word in a filing."""
    pairs = [f"{' and '.join(filter(None, texts))} ({word})" for texts, word in words.items()]
    known = f"neither {pairs[0]} nor {pairs[1]}" if len(pairs) == 2 else f"none of {', '.join(pairs)}"
    texts_of = {word: texts for texts, word in reversed([*words.items()])}
    nothing = ("",) * len(next(iter(words)))

    def read(texts: Sequence[str]) -> str | None:
        if tuple(texts) in words:
            return words[tuple(texts)]
        if tuple(texts) == nothing:
            return None
        raise UnknownCodeError(f'"{" ".join(filter(None, texts))[:20]}" is {known}')

    return Codec(read=read, write=lambda word: texts_of.get(word, nothing))


def codec_with_code(code: str) -> Codec:
    """Return the codec of a value with a second element that holds *code*; without the code, no value."""
    return Codec(write=lambda value: (value, code), holds=lambda texts: texts[1] == code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of a table, or a fact of a form's head."""

    path: tuple[str, ...] = ()
    """Its keys in a row or filing, ("underlying", "title"); filled in from the field that declares it."""
    label: str
    """The name that readers see."""
    box: str = ""
    """The box that it fills: "column 2" of its table, or "box 2"."""
    kind: Kind = "text"
    role: Role = ""
    xml: tuple[str, ...] = ()
    """The XML elements with its texts, as paths from the row or root; its footnotes are beside the first.

    Empty for a value that EDGAR does not get, or derives.
    """
    cells: tuple[str, ...] = ()
    """The names of the contents in templates, in the order of *xml*; by default the keys, joined."""
    codec: Codec = PLAIN
    record: Callable[[Any], Any] | None = None
    """Makes the value of mappings or lists, which only a filing has."""
    has_footnotes: bool = True
    """True if the value is `Footnoted`."""
    is_optional: bool = False
    """True if the value may be left out; filled in from the field."""
    default: Any = None
    """The value of a row or filing without it; filled in from the field."""

    @property
    def is_amount(self) -> bool:
        """True for the amount or balance of a row."""
        return self.role in ("amount", "balance")

    @property
    def name(self) -> str:
        """The keys as shown in a message: "underlying.title"."""
        return ".".join(self.path)

    def read(self, written: Any) -> Any:
        """Return the typed value of *written*, a scalar of a filing or the text of an element."""
        if written is None:
            return None
        if self.record:
            return self.record(written)
        match self.kind:
            case "number" | "dollars":
                return Decimal(written)
            case "date":
                return date.fromisoformat(written)
        return written


@dataclass(frozen=True, kw_only=True, slots=True)
class RowKind:
    """A kind of row in a table: its class, its XML element, and the keys that only this kind has."""

    row: type[Row]
    xml: str
    told_by: frozenset[str] = frozenset()
    """Empty for the default kind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table of a form: its *key* in a filing, its *label*, the *securities* it lists, its kinds of rows."""

    key: str = ""
    label: str
    securities: str
    xml: str
    kinds: tuple[RowKind, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all kinds of rows, each key once."""
        found = {each.path: each for kind in self.kinds for each in columns(kind.row)}
        return tuple(found.values())

    def kind_of(self, keys: Mapping[str, Any]) -> RowKind:
        """Return the kind of a row with these keys."""
        return next(kind for kind in self.kinds if kind.told_by <= keys.keys())


class OwnershipRow(Protocol):
    """The columns that every row of an ownership form has."""

    @property
    def title(self) -> Footnoted[str]:
        """The title of the class of securities."""

    @property
    def ownership(self) -> Footnoted[Ownership]:
        """Direct or indirect."""

    @property
    def nature_of_ownership(self) -> Footnoted[str] | None:
        """The nature of indirect ownership."""


# --- metadata of the fields of a dataclass: `field(metadata=column(..))` ---


def column(declared: Column | None = None, /, **given: Any) -> dict[str, Column]:
    """Return the metadata of a column of a row: *declared*, with the attributes that are *given*."""
    return {"column": replace(declared, **given) if declared else Column(**given)}


def fact(**given: Any) -> dict[str, Column]:
    """Return the metadata of a fact of a form's head, which has no footnotes."""
    return {"column": Column(has_footnotes=False, **given)}


def group(row: type[Row]) -> dict[str, type[Row]]:
    """Return the metadata of several columns under one key."""
    return {"group": row}


def table(**given: Any) -> dict[str, Table]:
    """Return the metadata of a table of a filing."""
    return {"table": Table(**given)}


# --- the declarations of a form ---


_COLUMNS: dict[type[Row], tuple[Column, ...]] = {}


def columns(row: type[Row]) -> tuple[Column, ...]:
    """Return the columns of a kind of row, in the order of the form."""
    if row not in _COLUMNS:
        _COLUMNS[row] = tuple(_columns(row, ()))
    return _COLUMNS[row]


@cache
def facts(filing: type[Filing]) -> tuple[Column, ...]:
    """Return the facts of the head that are not shared by all forms."""
    return tuple(_own(each, ()) for each in fields(filing) if "column" in each.metadata)


@cache
def tables(filing: type[Filing]) -> tuple[Table, ...]:
    """Return the tables of a form."""
    return tuple(
        replace(each.metadata["table"], key=each.name) for each in fields(filing) if "table" in each.metadata
    )


def _columns(row: type[Row], above: tuple[str, ...]) -> Iterator[Column]:
    for each in fields(row):
        if "group" in each.metadata:
            yield from _columns(each.metadata["group"], (*above, each.name))
        else:
            yield _own(each, above)


def _own(each: Field[Any], above: tuple[str, ...]) -> Column:
    path = (*above, each.name)
    declared: Column = each.metadata["column"]
    cells = declared.cells or ("_".join(path),)
    is_optional = each.default is not MISSING
    default = each.default if is_optional else None
    return replace(declared, path=path, cells=cells, is_optional=is_optional, default=default)


# --- values by their columns ---


def make_row(row: type[R], value_of: Callable[[Column], Any], above: tuple[str, ...] = ()) -> R:
    """Return a row with the values that *value_of* returns by column; None omits an optional value."""
    values = {}
    kind: Any = row
    for name, inner, column in _fields(kind, above):
        if column is None:
            values[name] = make_row(inner, value_of, (*above, name))
            continue
        found = value_of(column)
        if found is not None or not column.is_optional:
            values[name] = found
    return row(**values)


@cache
def _fields(row: Any, above: tuple[str, ...]) -> tuple[tuple[str, Any, Column | None], ...]:
    """Return the fields of a kind of row: the name of each, the kind of row of a group, or its column."""
    return tuple(
        (each.name, each.metadata.get("group"), None if "group" in each.metadata else _own(each, above))
        for each in fields(row)
    )


def value(holder: Row | OwnershipRow | Filing, column: Column) -> Any:
    """Return the value of a row or filing in a column; None if it has none."""
    found: Any = holder
    for key in column.path:
        found = getattr(found, key)
    return found


def labels_of(row: Row) -> Iterator[str]:
    """Yield the labels of the footnotes of a row."""
    for column in columns(type(row)):
        cell = value(row, column)
        if isinstance(cell, Footnoted):
            yield from cell.footnotes
