"""Word the errors of an XML Schema in plain English.

The code of an error in the library selects our message; the description of a valid value is in our schema
(`xs:documentation`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
ParticleKind = Literal["element", "sequence", "choice"]
_KINDS: dict[str, ParticleKind] = {
    f"{XS}element": "element",
    f"{XS}sequence": "sequence",
    f"{XS}choice": "choice",
}
MANY = 1_000_000
"""The count that stands for "unbounded"."""
_VALUE = "_VALID"
"""The part that all codes of a wrong value contain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class XmlProblem:
    """A problem in an XML document. *element* is the path from the root, "issuer/issuerCik", or "(root)"."""

    line: int
    element: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Particle:
    """A part of the content of an element: an element by its name and type, a sequence, or a choice."""

    kind: ParticleKind
    name: str = ""
    type: str = ""
    parts: tuple[Particle, ...] = ()
    least: int = 1
    most: int = 1

    @property
    def may_be_left_out(self) -> bool:
        """True if the particle may be left out."""
        if self.kind == "choice":
            return not self.least or any(part.may_be_left_out for part in self.parts)
        return not self.least or (
            self.kind == "sequence" and all(part.may_be_left_out for part in self.parts)
        )

    def elements(self) -> Iterator[Particle]:
        """Yield all elements in it."""
        if self.kind == "element":
            yield self
        for part in self.parts:
            yield from part.elements()

    def first(self) -> Iterator[str]:
        """Yield the names of the elements that it can begin with."""
        if self.kind == "element":
            yield self.name
        for part in self.parts:
            yield from part.first()
            if self.kind == "sequence" and not part.may_be_left_out:
                return

    def after(self, name: str) -> tuple[Particle, ...] | None:
        """Return the particles that may follow *name*; None if it cannot begin with *name*."""
        if self.kind == "element":
            rest: tuple[Particle, ...] | None = () if self.name == name else None
        elif self.kind == "sequence":
            rest = _after(self.parts, name)
        else:
            rest = next((found for part in self.parts if (found := part.after(name)) is not None), None)
        if rest is None or self.most == 1:
            return rest
        return (*rest, replace(self, least=max(self.least - 1, 0), most=self.most - 1))


def _after(parts: Sequence[Particle], name: str) -> tuple[Particle, ...] | None:
    """Return the particles of a sequence that may follow *name*; None if it cannot begin with *name*."""
    for n, part in enumerate(parts):
        rest = part.after(name)
        if rest is not None:
            return (*rest, *parts[n + 1 :])
        if not part.may_be_left_out:
            return None
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Type:
    """A type of our schema: its *parts*, its attributes with their types, the *description* of its values."""

    parts: tuple[Particle, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The types of our schema by name, with the root elements; empty for any other schema."""

    types: Mapping[str, Type] = field(default_factory=dict)

    def type_of(self, element: etree._Element) -> Type | None:
        """Return the type of an element; None if it is unknown."""
        above = element.getparent()
        if above is None:
            return self.types.get(str(element.tag))
        holder = self.type_of(above)
        inside = (each for part in holder.parts for each in part.elements()) if holder else ()
        return next((self.types.get(each.type) for each in inside if each.name == element.tag), None)

    def description(self, name: str) -> str | None:
        """Return the description of the values of a type."""
        return self.types[name].description if name in self.types else None


_MESSAGES = {
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": "it must be empty: remove its content",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": "it contains an element, and may contain only text",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "there is text between its elements: remove it",
    "SCHEMAV_CVC_TYPE_3_1_2": "it contains an element, and may contain only text",
}
_FOREIGN_ATTRIBUTE = {"SCHEMAV_CVC_TYPE_3_1_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1"}
_MISSING_ATTRIBUTE = "SCHEMAV_CVC_COMPLEX_TYPE_4"
_SECRET_TAGS, _SECRET_PARENT = {"rptOwnerCcc", "documentMimeBlock"}, "reportingOwnerId"
"""Elements that hold a CCC, or may by mistake: their values are never quoted."""
_LONG = 60


def xml_problem(error: etree._LogEntry, tree: etree._ElementTree, words: Words) -> XmlProblem:
    """Return the *error* of a schema in our words; in the library's if *words* is empty."""
    found = cast("list[etree._Element]", tree.xpath(error.path or "/*"))
    element = found[0] if found else tree.getroot()
    return XmlProblem(line=error.line, element=place_of(element), message=_message(error, element, words))


def place_of(element: etree._Element) -> str:
    """Return the path to *element*: "derivativeTable/derivativeHolding[2]/securityTitle"."""
    path = str(element.getroottree().getelementpath(element))
    return "(root)" if path == "." else path


def line_of(element: etree._Element) -> int:
    """Return the line where *element* begins; 1 if it was not read from a text."""
    return cast("int | None", element.sourceline) or 1


def _message(error: etree._LogEntry, element: etree._Element, words: Words) -> str:
    kind, type_ = error.type_name, words.type_of(element) or Type()
    if kind in _MESSAGES:
        return _MESSAGES[kind]
    if kind == "SCHEMAV_CVC_ELT_1":
        return f"the document is <{element.tag}>: EDGAR takes no such document"
    if kind in _FOREIGN_ATTRIBUTE and words.types:
        foreign = next(str(each) for each in element.attrib if each not in type_.attributes)
        return f'the attribute "{foreign}" does not belong here: remove it'
    if kind == _MISSING_ATTRIBUTE and words.types:
        missing = next(each for each in type_.attributes if each not in element.attrib)
        return f'the attribute "{missing}" is missing'
    if kind == "SCHEMAV_ELEMENT_CONTENT" and words.types:
        return _missing(element, type_) or _misplaced(element, words)
    # If an element has an attribute, its own text may be anything.
    attribute = next(iter(type_.attributes), None)
    takes = words.description(type_.attributes[attribute]) if attribute else type_.description
    if _VALUE in kind and takes:
        name = f'the attribute "{attribute}"' if attribute else "this element"
        return f"{_quoted(element, attribute)}: {name} takes {takes}"
    return "its value is not allowed" if _is_secret(element) else error.message.partition(": ")[2].rstrip(".")


def _missing(element: etree._Element, type_: Type) -> str | None:
    """Return a message for a missing element; None if an element is misplaced."""
    parts: tuple[Particle, ...] | None = type_.parts
    for child in element.iterchildren("*"):
        parts = _after(parts or (), str(child.tag))
        if parts is None:
            return None
    needed = next((part for part in parts or () if not part.may_be_left_out), None)
    return f"{' or '.join(needed.first())} is missing" if needed else None


def _misplaced(element: etree._Element, words: Words) -> str:
    """Return a message for a misplaced element, with the elements that are allowed there."""
    above = element.getparent()
    holder = words.type_of(above) if above is not None else None
    parts = holder.parts if holder else ()
    for before in [*element.itersiblings("*", preceding=True)][::-1]:
        parts = _after(parts, str(before.tag)) or ()
    known = dict.fromkeys(Particle(kind="sequence", parts=parts).first())
    follows = f"expected {' or '.join(known)}" if known else "nothing more may follow"
    return f"<{element.tag}> does not belong here: {follows}"


def _quoted(element: etree._Element, attribute: str | None) -> str:
    value = str(element.get(attribute, "")) if attribute else str(element.text or "")
    if _is_secret(element):
        return "its value is not allowed"
    if not value:
        return "it is empty"
    if len(value) > _LONG:
        return f'"{value[:_LONG]}..." of {len(value):,} characters is not allowed'
    return f'"{value}" is not allowed'


def _is_secret(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag in _SECRET_TAGS or (parent is not None and parent.tag == _SECRET_PARENT)


def words_of(paths: Sequence[Path]) -> Words:
    """Return the types of our schema in the files *paths*."""
    from lxml import etree

    tops = [each for path in paths for each in etree.parse(path).getroot().iterchildren("*")]
    groups = {str(top.get("name")): top for top in tops if top.tag == f"{XS}group"}
    types = (top for top in tops if top.get("name") and top.tag != f"{XS}group")
    return Words(types={str(top.get("name")): _type(top, groups) for top in types})


def _type(top: etree._Element, groups: Mapping[str, etree._Element]) -> Type:
    inner = top.find(f"{XS}complexType")
    description = top.findtext(f"{XS}annotation/{XS}documentation")
    return Type(
        parts=tuple(_particles(top if inner is None else inner, groups)),
        attributes={str(each.get("name")): str(each.get("type")) for each in top.iter(f"{XS}attribute")},
        description=" ".join(description.split()) if description else None,
    )


def _particles(holder: etree._Element, groups: Mapping[str, etree._Element]) -> Iterator[Particle]:
    """Yield the parts of a type, sequence, choice or group, in order."""
    for each in holder.iterchildren("*"):
        least, most = int(each.get("minOccurs") or 1), each.get("maxOccurs") or "1"
        kind = _KINDS.get(str(each.tag))
        if kind:
            yield Particle(
                kind=kind,
                name=str(each.get("name")),
                type=str(each.get("type")),
                parts=() if kind == "element" else tuple(_particles(each, groups)),
                least=least,
                most=MANY if most == "unbounded" else int(most),
            )
        elif each.tag == f"{XS}group":
            yield from _particles(groups[str(each.get("ref"))], groups)
