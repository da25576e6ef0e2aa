"""The XML of a filing, judged by our own XML Schemas, by EDGAR's further rules, or by the SEC's schemas.

lxml loads when something is judged; a schema is read once in a process. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from redwell.edgar.rules import beyond
from redwell.edgar.xsd_messages import Fault, Words, fault, line_of, words_of
from redwell.forms import FORMS

if TYPE_CHECKING:
    from lxml import etree

OWNERSHIP, SUBMISSION, TYPE = "ownershipDocument", "edgarSubmission", "documentType"
_SHARED = ("ownership.xsd", "codes.xsd")
CIK, SIGNATURE = "rptOwnerCik", "ownerSignature"
"""What a filing may lack until it is ready: the CIK of an owner, and every signature."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema as lxml holds it, and what it says of its elements."""

    compiled: etree.XMLSchema
    words: Words = field(default_factory=Words)


def faults(document: bytes, home: Path, lacks: Collection[str] = ()) -> tuple[Fault, ...]:
    """What is wrong with an ownership document or a submission file, by our schema and by EDGAR's rules.

    *lacks* names what the filing cannot say yet (`CIK`, `SIGNATURE`): something else stands for it while the
    document is judged, so that it is not ready and nothing more.
    """
    found = by_schema(document, home, lacks)
    return found or tuple(beyond(parsed(document)))


def by_schema(document: bytes, home: Path, lacks: Collection[str] = ()) -> tuple[Fault, ...]:
    """What is wrong by our schema alone: its verdict is the SEC's."""
    try:
        tree = parsed(document)
    except NotXml as error:
        return (error.fault,)
    schema = schema_of(tree, home)
    return judged(tree, schema, lacks) if schema else (_unknown(tree),)


def judged(tree: etree._ElementTree, schema: Schema, lacks: Collection[str] = ()) -> tuple[Fault, ...]:
    """What *schema* finds in *tree*, in the order of the document; *tree* is changed and judged once."""
    if cast(Any, tree.docinfo).doctype:
        # Its entities stay unread, and no schema can judge what they stand for.
        return (Fault(line=1, element="(root)", message="a DOCTYPE stands before it: remove it"),)
    refused = tuple(_instructions(tree))
    _stand_in(tree.getroot(), lacks)
    if schema.compiled.validate(tree):
        return refused
    return refused + tuple(
        fault(each, tree, schema.words) for each in cast("list[etree._LogEntry]", schema.compiled.error_log)
    )


class NotXml(Exception):
    """Bytes that are no well-formed XML; *fault* says where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def parsed(document: bytes) -> etree._ElementTree:
    """The document as a tree; nothing that it refers to is read. Raises `NotXml`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.ElementTree(etree.fromstring(document, parser))
    except etree.XMLSyntaxError as error:
        line, _ = error.position
        cause = (error.msg or "it is empty").partition(", line ")[0]
        message = f"it is no well-formed XML: {cause}"
        raise NotXml(Fault(line=line or 1, element="(root)", message=message)) from error


def schema_of(tree: etree._ElementTree, home: Path) -> Schema | None:
    """Return our schema of what *tree* says it is; None for a form that we do not know."""
    root = tree.getroot()
    if root.tag == SUBMISSION:
        return ours("submission.xsd", home)
    form = FORMS.get(root.findtext(TYPE) or "")
    return ours(form.xsd, home) if form else None


def _unknown(tree: etree._ElementTree) -> Fault:
    """What is wrong with a document that is none of our forms."""
    root = tree.getroot()
    if root.tag != OWNERSHIP:
        message = f"the document is <{root.tag!s}>: no such document goes to EDGAR"
        return Fault(line=line_of(root), element="(root)", message=message)
    element = root.find(TYPE)
    known = " or ".join(FORMS)
    if element is None:
        return Fault(line=line_of(root), element="(root)", message=f"{TYPE} is missing in it")
    message = f'"{str(element.text or "")[:60]}" will not do: this element takes {known}'
    return Fault(line=line_of(element), element=TYPE, message=message)


@lru_cache(maxsize=8)
def ours(name: str, home: Path) -> Schema:
    """A schema of `home/schemas/edgar`."""
    from lxml import etree

    folder = home / "schemas" / "edgar"
    used = [name, *(_SHARED if any(name == form.xsd for form in FORMS.values()) else ())]
    return Schema(etree.XMLSchema(etree.parse(folder / name)), words_of([folder / each for each in used]))


def _instructions(tree: etree._ElementTree) -> list[Fault]:
    """Instructions to programs, which EDGAR refuses in any XML (specification 5), and no schema sees."""
    found = []
    for each in cast("list[etree._ProcessingInstruction]", tree.xpath("//processing-instruction()")):
        message = (
            f"the processing instruction <?{each.target!s}?> stands in it: EDGAR suspends a filing with one"
        )
        found.append(Fault(line=line_of(each), element="(root)", message=message))
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
