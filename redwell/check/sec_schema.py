"""Validate the XML of filings with the SEC's own schemas, if the user has downloaded them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redwell.edgar import template_problems, xsd
from redwell.files.discovery import Misuse
from redwell.form import Document, Form
from redwell.forms import FORMS
from redwell.problems import Problem

if TYPE_CHECKING:
    from lxml import etree

SOURCE = "sec.gov, EDGAR Ownership XML Technical Specification"
_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, slots=True)
class SecSchemas:
    """The SEC's schemas by form."""

    by_form: Mapping[str, xsd.Schema]


def read_sec_schemas(folder: Path, name: str) -> SecSchemas:
    """Return the schemas in *folder* or below; *name* is the folder as the user typed it. Raises `Misuse`."""
    files = {
        path.name.removesuffix(".xml"): path for path in sorted(folder.rglob("*.xsd*")) if path.is_file()
    }
    names = {form.name: form.sec_xsd for form in FORMS.values()}
    missing = [each for each in names.values() if each not in files]
    if missing:
        raise Misuse(
            f"--sec-schema {name}: {' and '.join(missing)} (or the same name with .xml) is not in this "
            f"folder or below it: unpack the SEC's schemas there ({SOURCE})"
        )
    return SecSchemas({form: _compiled(files[each], files, name) for form, each in names.items()})


def check_with_sec_schemas(
    filing: str, form: Form, documents: Iterable[tuple[Document, bytes]], sec: SecSchemas
) -> Iterator[Problem]:
    """Yield the problems that the SEC's schemas find in XML *documents* that are valid by Redwell's own."""
    for document, content in documents:
        tree = xsd.parse_xml(content)
        problems = xsd.validate(
            tree, sec.by_form[form.name], template_problems.missing_elements(document.context)
        )
        yield from template_problems.sec_schema_problems(document.name, problems, filing, form.sec_xsd)


def _compiled(file: Path, files: Mapping[str, Path], name: str) -> xsd.Schema:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.parse(file, parser)
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
