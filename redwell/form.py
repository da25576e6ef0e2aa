"""The interface of a form, which each folder of `forms/` implements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from redwell.deadlines.standing import Due
from redwell.files.reader import Files
from redwell.model import Filing
from redwell.ownership.columns import Column, Table, facts, tables
from redwell.ownership.known import NOTHING_BEFORE, FindBefore
from redwell.ownership.parse import parse_filing
from redwell.ownership.split import form_stem
from redwell.problems import Problem
from redwell.source.loader import Source

Context = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingFiling:
    """A filing that another one names, but that is not in its folder; *others* are the files that are."""

    name: str
    others: tuple[str, ...]


Amended = Filing | MissingFiling | None


@dataclass(frozen=True, kw_only=True)
class RelatedFilings:
    """The filings with which rules compare a filing. Each is looked for when the first rule needs it.

    A rule that needs the previous filing only for some lines takes *find_previous*, and calls it there.
    """

    find_amended: Callable[[], Amended] = lambda: None
    find_previous: Callable[[], Filing | None] = lambda: None
    find_before: FindBefore = lambda: NOTHING_BEFORE
    """Finds what is known of each position before this filing, by all filings of the owner on the issuer."""
    find_first: Callable[[], Filing | None] = lambda: None
    """Finds the first Form 3 by one of these owners on the same issuer, which may be of a later day."""
    find_others: Callable[[], Mapping[str, Filing]] = dict
    """Finds the other filings of its folder that may be the owner's, by the names of their files."""

    @cached_property
    def amended(self) -> Amended:
        """The filing that `amends` names by its file; None if there is none, or it has problems."""
        return self.find_amended()

    @cached_property
    def previous(self) -> Filing | None:
        """The latest filing before this one by the same owners on the same issuer, if there is one."""
        return self.find_previous()


NO_OTHERS = RelatedFilings()
"""For a filing that is judged alone."""


class Rule(Protocol):
    """A rule: yields the problems of a filing, which is a `Filing` or the subclass of its form."""

    __name__: str

    def __call__(self, filing: Any, related: RelatedFilings = ..., /) -> Iterator[Problem]:
        """Yield the problems of *filing*."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document of a filing: its file name, its template, and the context of the template.

    The suffix of *name* chooses the renderer. *attachment* is the name of an earlier document
    of the same filing that is embedded in this one (the XML in the PDF). *follows* is the template of the PDF
    whose step this one takes, so that both are as tight.
    """

    name: str
    template: str
    context: Context
    attachment: str | None = None
    follows: str | None = None


class Documents(Protocol):
    """Returns the documents of a filing in the order of rendering."""

    def __call__(self, filing: Any, author: str, fingerprint: str = "", /) -> tuple[Document, ...]:
        """Return the documents; *fingerprint* is that of what the filing reports."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form or its amendment. *name* is the value of the `form` key in a filing."""

    name: str
    title: str
    """The title on the form: "Initial Statement of Beneficial Ownership of Securities"."""
    filing: type[Filing]
    """The class of its filings, which declares the facts of its head and its tables."""
    schema: str
    """The file of `schemas/` that its YAML must fit."""
    xsd: str
    """The file of `schemas/edgar/` that its XML must fit."""
    sec_xsd: str
    """The file name of the SEC's own schema of its XML."""
    rules: tuple[Rule, ...]
    documents: Documents
    due: Callable[[Any], Due | None]
    """Returns the due date of a filing, if it has one."""
    skeleton: str
    """The template of a new filing: YAML with `{form}`, `{amendment}`, `{date}`, `{owner}`, the issuer's."""
    imported: Callable[[Any], Filing] = lambda filing: filing
    """Adds to a filing read from XML what EDGAR derives and the XML leaves out."""
    compare_sources: Callable[[Any, Files, str], list[Problem]] = lambda filing, files, folder: []
    """Returns what differs between a filing and its sources; *folder* is that of the files in messages."""

    @property
    def number(self) -> int:
        """The number of the form, which its amendment has too."""
        return self.filing.NUMBER

    @property
    def is_amendment(self) -> bool:
        """True for the form that amends another."""
        return self.name == self.filing.AMENDMENT

    @property
    def amends(self) -> str | None:
        """The name of the form that this one amends, if it is an amendment."""
        return str(self.number) if self.is_amendment else None

    @property
    def stem(self) -> str:
        """The beginning of the names of its files: form3a."""
        return f"form{form_stem(self.name)}"

    @property
    def facts(self) -> tuple[Column, ...]:
        """The facts of the form's head."""
        return facts(self.filing)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the form."""
        return tables(self.filing)

    def parse(self, source: Source) -> Filing:
        """Return the filing that *source* holds; its data must have passed the schema."""
        return parse_filing(source, self.filing)


def amendment_of(form: Form, *, xsd: str, sec_xsd: str) -> Form:
    """Return the form that amends another. No rule sets a due date for an amendment."""
    return replace(form, name=form.filing.AMENDMENT, xsd=xsd, sec_xsd=sec_xsd, due=lambda _: None)
