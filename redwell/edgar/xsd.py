"""Validate the XML of a filing with our XML Schemas, EDGAR's further rules, or the SEC's schemas.

lxml is imported on first use; a schema is read once in a process. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from redwell.edgar.rules import edgar_problems
from redwell.edgar.xsd_messages import Words, XmlProblem, line_of, words_of, xml_problem
from redwell.forms import FORMS
from redwell.text.names import listed

if TYPE_CHECKING:
    from lxml import etree

OWNERSHIP, SUBMISSION, TYPE = "ownershipDocument", "edgarSubmission", "documentType"
_INCLUDE = "{http://www.w3.org/2001/XMLSchema}include"
CIK, SIGNATURE, BALANCE = "rptOwnerCik", "ownerSignature", "sharesOwnedFollowingTransaction"
"""Elements that may be missing until a filing is ready: an owner's CIK, the signatures, a balance."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled schema, and the types of its elements for messages."""

    compiled: etree.XMLSchema
    words: Words = field(default_factory=Words)


def xml_problems(document: bytes, home: Path, lacks: Collection[str] = ()) -> tuple[XmlProblem, ...]:
    """Return the problems of an ownership document or submission file, by our schema and EDGAR's rules.

    *lacks* names elements that the filing does not have yet (`CIK`, `SIGNATURE`, `BALANCE`): placeholders
    take their place, so that they are not reported as errors.
    """
    found = schema_problems(document, home, lacks)
    return found or tuple(edgar_problems(parse_xml(document)))


def schema_problems(document: bytes, home: Path, lacks: Collection[str] = ()) -> tuple[XmlProblem, ...]:
    """Return the problems by our schema alone, which agrees with the SEC's."""
    try:
        tree = parse_xml(document)
    except NotXml as error:
        return (error.problem,)
    schema = schema_of(tree, home)
    return validate(tree, schema, lacks) if schema else (_unknown(tree),)


def validate(tree: etree._ElementTree, schema: Schema, lacks: Collection[str] = ()) -> tuple[XmlProblem, ...]:
    """Return the problems that *schema* finds in *tree*, in document order; *tree* is changed."""
    if cast(Any, tree.docinfo).doctype:
        # Its entities are not read, so that no schema can validate their content.
        return (XmlProblem(line=1, element="(root)", message="the document has a DOCTYPE: remove it"),)
    refused = tuple(_instructions(tree))
    _stand_in(tree.getroot(), lacks)
    if schema.compiled.validate(tree):
        return refused
    return refused + tuple(
        xml_problem(each, tree, schema.words)
        for each in cast("list[etree._LogEntry]", schema.compiled.error_log)
    )


class NotXml(Exception):
    """Bytes that are not well-formed XML; *problem* has the place."""

    def __init__(self, problem: XmlProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def closed_parser() -> etree.XMLParser:
    """Return a parser of XML that reads nothing but the document itself."""
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def parse_xml(document: bytes) -> etree._ElementTree:
    """Return the document as a tree; its references are not followed. Raises `NotXml`."""
    from lxml import etree

    try:
        return etree.ElementTree(etree.fromstring(document, closed_parser()))
    except etree.XMLSyntaxError as error:
        line, _ = error.position
        cause = (error.msg or "it is empty").partition(", line ")[0]
        message = f"it is not well-formed XML: {cause}"
        raise NotXml(XmlProblem(line=line or 1, element="(root)", message=message)) from error


def schema_of(tree: etree._ElementTree, home: Path) -> Schema | None:
    """Return our schema for *tree* by its root and form; None if there is none."""
    root = tree.getroot()
    if root.tag == SUBMISSION:
        return load_schema("submission.xsd", home)
    form = FORMS.get(root.findtext(TYPE) or "")
    return load_schema(form.xsd, home) if form else None


def _unknown(tree: etree._ElementTree) -> XmlProblem:
    """Return the problem of a document for which there is no schema."""
    root = tree.getroot()
    if root.tag != OWNERSHIP:
        message = f"the document is <{root.tag!s}>: EDGAR accepts no such document"
        return XmlProblem(line=line_of(root), element="(root)", message=message)
    element = root.find(TYPE)
    known = listed([*FORMS], "or")
    if element is None:
        return XmlProblem(line=line_of(root), element="(root)", message=f"{TYPE} is missing")
    message = f'"{str(element.text or "")[:60]}" is not allowed: this element takes {known}'
    return XmlProblem(line=line_of(element), element=TYPE, message=message)


@lru_cache(maxsize=8)
def load_schema(name: str, home: Path) -> Schema:
    """Return a schema of `home/schemas/edgar`."""
    from lxml import etree

    path = home / "schemas" / "edgar" / name
    return Schema(etree.XMLSchema(etree.parse(path)), words_of([*_files(path)]))


def _files(path: Path) -> Iterator[Path]:
    """Yield the file of a schema, and those that it includes."""
    from lxml import etree

    yield path
    for each in etree.parse(path).getroot().iterchildren(_INCLUDE):
        yield from _files(path.with_name(str(each.get("schemaLocation"))))


def _instructions(tree: etree._ElementTree) -> list[XmlProblem]:
    """Return problems for processing instructions: EDGAR refuses them (specification 5), no schema does."""
    found = []
    for each in cast("list[etree._ProcessingInstruction]", tree.xpath("//processing-instruction()")):
        message = f"remove the processing instruction <?{each.target!s}?>: EDGAR suspends a filing with one"
        found.append(XmlProblem(line=line_of(each), element="(root)", message=message))
    return found


def _stand_in(root: etree._Element, lacks: Collection[str]) -> None:
    from lxml import etree

    if root.tag != OWNERSHIP:
        return
    for owner in root.iterfind("reportingOwner/reportingOwnerId") if CIK in lacks else ():
        if owner.find(CIK) is None:
            cik = etree.Element(CIK)
            cik.text = "1"
            owner.insert(0, cik)
    if SIGNATURE in lacks and root.find(SIGNATURE) is None:
        signature = etree.SubElement(root, SIGNATURE)
        etree.SubElement(signature, "signatureName").text = "not signed"
        etree.SubElement(signature, "signatureDate").text = "2000-01-01"
    for balance in root.iter(BALANCE) if BALANCE in lacks else ():
        if balance.find("value") is None:
            value = etree.Element("value")
            value.text = "0"
            balance.insert(0, value)
