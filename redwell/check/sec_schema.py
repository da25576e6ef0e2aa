"""Validate the XML of filings with the SEC's own schemas, if the user has downloaded them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.edgar import template_problems, xsd
from redwell.files.discovery import Misuse
from redwell.form import Document, Form
from redwell.forms import FORMS
from redwell.problems import Problem
from redwell.text.names import listed

if TYPE_CHECKING:
    from lxml import etree

SOURCE = "sec.gov, EDGAR Ownership XML Technical Specification"
_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, kw_only=True, slots=True)
class SecSchemas:
    """The SEC's schemas in a folder, whose *name* is as the user typed it."""

    name: str
    files: Mapping[str, Path]
    """The schemas by file name, without a further .xml."""
    compiled: dict[str, xsd.Schema] = field(default_factory=dict)

    def of(self, form: Form) -> xsd.Schema:
        """Return the schema of a form, which is compiled once. Raises `Misuse` if it is missing or broken."""
        if form.sec_xsd not in self.files:
            raise _missing(self.name, [form.sec_xsd])
        if form.name not in self.compiled:
            self.compiled[form.name] = _compiled(self.files[form.sec_xsd], self.files, self.name)
        return self.compiled[form.name]


def read_sec_schemas(folder: Path, name: str) -> SecSchemas:
    """Return the schemas in *folder* or below. Raises `Misuse` if none of our forms has its schema there."""
    files = {
        path.name.removesuffix(".xml"): path for path in sorted(folder.rglob("*.xsd*")) if path.is_file()
    }
    wanted = [form.sec_xsd for form in FORMS.values()]
    if not files.keys() & {*wanted}:
        raise _missing(name, wanted)
    return SecSchemas(name=name, files=files)


def _missing(name: str, files: Sequence[str]) -> Misuse:
    none, lacking = ("none of ", "") if len(files) > 1 else ("", "not ")
    return Misuse(
        f"--sec-schema {name}: {none}{listed(files)} (or the same name with .xml) is {lacking}in this folder "
        f"or below it: unpack the SEC's schemas there ({SOURCE})"
    )


def check_with_sec_schemas(
    filing: str, form: Form, documents: Iterable[tuple[Document, bytes]], sec: SecSchemas
) -> Iterator[Problem]:
    """Yield the problems that the SEC's schemas find in XML *documents* that are valid by Redwell's own.

    Raises `Misuse` if the schema of the form is missing.
    """
    for document, content in documents:
        tree = xsd.parse_xml(content)
        problems = xsd.validate(tree, sec.of(form), template_problems.missing_elements(document.context))
        yield from template_problems.sec_schema_problems(document.name, problems, filing, form.sec_xsd)


def _compiled(file: Path, files: Mapping[str, Path], name: str) -> xsd.Schema:
    from lxml import etree

    try:
        tree = etree.parse(file, xsd.closed_parser())
        for each in tree.getroot().iter(f"{_XS}include", f"{_XS}import", f"{_XS}redefine"):
            each.set("schemaLocation", _beside(each, files, name))
        return xsd.Schema(etree.XMLSchema(tree))
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        cause = str(error).partition("\n")[0]
        raise Misuse(f"--sec-schema {name}: {file.name} cannot be read as a schema: {cause}") from error


def _beside(include: etree._Element, files: Mapping[str, Path], name: str) -> str:
    """Return the location of an included schema: always in the user's folder, never on the network."""
    wanted = str(include.get("schemaLocation", "")).rpartition("/")[2].removesuffix(".xml")
    if wanted not in files:
        raise Misuse(f"--sec-schema {name}: {wanted}, which the other schemas include, is not in this folder")
    return files[wanted].absolute().as_uri()
