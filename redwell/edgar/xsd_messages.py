"""What is wrong in an XML document, in words that a paralegal understands.

The library that judges says it in the words of XML Schema. Its codes choose our words; what a value should
have been stands in our schema (`xs:documentation`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong: *element* leads to it from the root, "issuer/issuerCik" or "(root)"."""

    line: int
    element: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What our schema says of its elements; nothing of a schema that is not ours."""

    elements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By type or group, the types of its elements and attributes; those of a root by its own name."""
    said: Mapping[str, str] = field(default_factory=dict)
    """By type, what a value of it is."""
    optional: frozenset[str] = frozenset()
    """Elements that may be left out wherever they stand."""

    def takes(self, names: Sequence[str], attribute: str | None) -> str | None:
        """What the element at the end of *names*, or its *attribute*, takes; None where nobody says."""
        found = names[0]
        for name in (*names[1:], *([attribute] if attribute else [])):
            children = self.elements.get(found, {})
            groups = [self.elements.get(kind, {}) for child, kind in children.items() if child == kind]
            found = next((each[name] for each in (children, *groups) if name in each), "")
        return self.said.get(found)


_VALUES = re.compile("_VALID")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*) \)")
_ATTRIBUTE = re.compile(r"attribute '([^']*)'")
_SAID = {
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": "it must be empty: remove what stands in it",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": "an element stands in it, where only text may",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "text stands between its elements: remove it",
    "SCHEMAV_CVC_TYPE_3_1_2": "an element stands in it, where only text may",
}
_ATTRIBUTE_SAID = {
    "SCHEMAV_CVC_TYPE_3_1_1": 'the attribute "{}" does not belong here: remove it',
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": 'the attribute "{}" does not belong here: remove it',
    "SCHEMAV_CVC_COMPLEX_TYPE_4": 'the attribute "{}" is missing',
}
_SECRET_TAGS, _SECRET_PARENT = {"rptOwnerCcc", "documentMimeBlock"}, "reportingOwnerId"
"""Where a CCC stands, or may stand by mistake: nothing of it is quoted."""
_LONG = 60


def fault(error: etree._LogEntry, tree: etree._ElementTree, words: Words) -> Fault:
    """The *error* of a schema in our words; in the library's where *words* has none."""
    found = cast("list[etree._Element]", tree.xpath(error.path or "/*"))
    element = found[0] if found else tree.getroot()
    return Fault(line=error.line, element=place_of(element), message=_message(error, element, words))


def place_of(element: etree._Element) -> str:
    """The way to *element*: "derivativeTable/derivativeHolding[2]/securityTitle"."""
    path = str(element.getroottree().getelementpath(element))
    return "(root)" if path == "." else path


def line_of(element: etree._Element) -> int:
    """The line on which *element* begins; 1 where it was not read from a text."""
    return cast("int | None", element.sourceline) or 1


def _message(error: etree._LogEntry, element: etree._Element, words: Words) -> str:
    kind, attribute = error.type_name, _ATTRIBUTE.search(error.message)
    if kind in _SAID:
        return _SAID[kind]
    if kind in _ATTRIBUTE_SAID and attribute:
        return _ATTRIBUTE_SAID[kind].format(attribute[1])
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _order(error.message, str(element.tag), words)
    if kind == "SCHEMAV_CVC_ELT_1":
        return f"the document is <{element.tag}>: no such document goes to EDGAR"
    names = tuple(str(each.tag) for each in (*reversed(list(element.iterancestors())), element))
    takes = words.takes(names, attribute[1] if attribute else None)
    if _VALUES.search(kind) and takes:
        name = f'the attribute "{attribute[1]}"' if attribute else "this element"
        return f"{_quoted(element, attribute[1] if attribute else None)}: {name} takes {takes}"
    return "its value will not do" if _is_secret(element) else error.message.partition(": ")[2].rstrip(".")


def _order(message: str, tag: str, words: Words) -> str:
    expected = _EXPECTED.search(message)
    names = expected[1].split(", ") if expected else []
    if message.partition(": ")[2].startswith("Missing"):
        missing = [name for name in names if name not in words.optional] or names
        return f"{' or '.join(missing)} is missing in it"
    if not names:
        return f"<{tag}> does not belong here: nothing more may follow"
    return f"<{tag}> does not belong here: {' or '.join(names)} may stand here"


def _quoted(element: etree._Element, attribute: str | None) -> str:
    value = str(element.get(attribute, "")) if attribute else str(element.text or "")
    if _is_secret(element):
        return "its value will not do"
    if not value:
        return "it is empty"
    if len(value) > _LONG:
        return f'"{value[:_LONG]}..." of {len(value):,} characters will not do'
    return f'"{value}" will not do'


def _is_secret(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag in _SECRET_TAGS or (parent is not None and parent.tag == _SECRET_PARENT)


def words_of(paths: Sequence[Path]) -> Words:
    """What our schema in the files *paths* says."""
    from lxml import etree

    elements: dict[str, dict[str, str]] = {}
    said: dict[str, str] = {}
    optional: set[str] = set()
    for top in (each for path in paths for each in etree.parse(path).getroot() if each.get("name")):
        inside = [
            each for each in top.iter(f"{XS}element", f"{XS}attribute", f"{XS}group") if each is not top
        ]
        name, words = str(top.get("name")), top.findtext(f"{XS}annotation/{XS}documentation")
        elements[name] = {
            str(each.get("name", each.get("ref"))): str(each.get("type", each.get("ref"))) for each in inside
        }
        optional |= {str(each.get("name")) for each in inside if each.get("minOccurs") == "0"}
        said |= {name: " ".join(words.split())} if words else {}
    return Words(elements=elements, said=said, optional=frozenset(optional))
