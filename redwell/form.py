"""What a form adds to the house: its schema, its reading, its rules and its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redwell.model import Filing
from redwell.problems import Problem
from redwell.source.loader import Source

Context = Mapping[str, Any]
Rule = Callable[[Filing], Iterator[Problem]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One output of a filing: its file name, the template that lays it out, and what it says.

    The suffix of *name* chooses the renderer. *attachment* names a document of the same filing, earlier in
    the list, that this one carries inside (the PDF carries the XML).
    """

    name: str
    template: str
    context: Context
    attachment: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form of the SEC: *schema* is a file of `schemas/`, *documents* are made in their order."""

    name: str
    schema: str
    parse: Callable[[Source], Filing]
    rules: tuple[Rule, ...]
    documents: Callable[[Filing, str], tuple[Document, ...]]
    """The documents of a filing; the second argument is the author of the document properties."""
