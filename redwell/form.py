"""A form of the SEC, as Redwell knows it: what a folder of `forms/` brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redwell.deadlines.standing import Due
from redwell.model import Filing
from redwell.ownership.columns import Column, Table, facts, tables
from redwell.ownership.parse import parse
from redwell.ownership.split import form_stem
from redwell.problems import Problem
from redwell.source.loader import Source

Context = Mapping[str, Any]
Rule = Callable[[Any], Iterator[Problem]]
"""A rule sees the filing of its form: a `Filing`, or the class that the form derives."""


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
    """A form, or the amendment of one, by the name that the `form` key of a filing has."""

    name: str
    title: str
    """What the form is: "Initial Statement of Beneficial Ownership of Securities"."""
    filing: type[Filing]
    """A filing of the form, which declares the facts of its head and its tables."""
    schema: str
    """The file of `schemas/` that its YAML must fit."""
    xsd: str
    """The file of `schemas/edgar/` that its XML must fit."""
    sec_xsd: str
    """The SEC's own schema of its XML."""
    rules: tuple[Rule, ...]
    documents: Callable[[Any, str], tuple[Document, ...]]
    """The documents of a filing in the order in which they are made; the second argument is the author."""
    due: Callable[[Any], Due | None]
    """The day on which a filing is due, if there is one."""
    skeleton: str
    """A new filing to fill in: `{form}`, `{amendment}`, `{date}`, `{owner}`, and an issuer's placeholders."""
    amends: str | None = None
    """The form that this one amends."""
    imported: Callable[[Any], Filing] = lambda filing: filing
    """Completes a filing that was read from XML by what EDGAR works out and the XML need not say."""

    @property
    def stem(self) -> str:
        """How names of files call it: form3a."""
        return f"form{form_stem(self.name)}"

    @property
    def facts(self) -> tuple[Column, ...]:
        """The facts of its head."""
        return facts(self.filing)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tables(self.filing)

    def parse(self, source: Source) -> Filing:
        """Return the filing that *source* holds; its data must have passed the schema."""
        return parse(source, self.filing)
