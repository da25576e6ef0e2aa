"""What is wrong in an XML document, in words that a paralegal understands.

The library that judges says it in the words of XML Schema. Its codes choose our words; what a value should
have been stands in our schema (`xs:documentation`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
Says = Callable[[tuple[str, ...], str | None], str | None]
"""What the element at the end of these names takes, or its attribute of a name; None where nobody says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong: *element* leads to it from the root, "issuer/issuerCik" or "(root)"."""

    line: int
    element: str
    message: str


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


def fault(error: etree._LogEntry, tree: etree._ElementTree, says: Says) -> Fault:
    """The *error* of a schema in our words; in the library's where *says* has none."""
    found = cast("list[etree._Element]", tree.xpath(error.path or "/*"))
    element = found[0] if found else tree.getroot()
    return Fault(line=error.line, element=place_of(element), message=_message(error, element, says))


def place_of(element: etree._Element) -> str:
    """The way to *element*: "derivativeTable/derivativeHolding[2]/securityTitle"."""
    path = str(element.getroottree().getelementpath(element))
    return "(root)" if path == "." else path


def line_of(element: etree._Element) -> int:
    """The line on which *element* begins; 1 where it was not read from a text."""
    return cast("int | None", element.sourceline) or 1


def _message(error: etree._LogEntry, element: etree._Element, says: Says) -> str:
    kind, attribute = error.type_name, _ATTRIBUTE.search(error.message)
    if kind in _SAID:
        return _SAID[kind]
    if kind in _ATTRIBUTE_SAID and attribute:
        return _ATTRIBUTE_SAID[kind].format(attribute[1])
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _order(error.message, str(element.tag))
    if kind == "SCHEMAV_CVC_ELT_1":
        return f"the document is <{element.tag}>: no such document goes to EDGAR"
    names = tuple(str(each.tag) for each in (*reversed(list(element.iterancestors())), element))
    takes = says(names, attribute[1] if attribute else None)
    if _VALUES.search(kind) and takes:
        name = f'the attribute "{attribute[1]}"' if attribute else "this element"
        return f"{_quoted(element, attribute[1] if attribute else None)}: {name} takes {takes}"
    return "its value will not do" if _is_secret(element) else error.message.partition(": ")[2].rstrip(".")


def _order(message: str, tag: str) -> str:
    expected = _EXPECTED.search(message)
    names = expected[1].replace(", ", " or ") if expected else ""
    if message.partition(": ")[2].startswith("Missing"):
        return f"{names} is missing in it"
    if not names:
        return f"<{tag}> does not belong here: nothing more may follow"
    return f"<{tag}> does not belong here: {names} may stand here"


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


def silent(names: tuple[str, ...], attribute: str | None) -> str | None:
    """Nothing of any element: for a schema that is not ours, whose words are not known."""
    return None


def says_of(paths: list[Path]) -> Says:
    """What each element takes, as our schema in the files *paths* says it."""
    from lxml import etree

    elements: dict[str, dict[str, str]] = {}
    said: dict[str, str] = {}
    for top in (
        each for path in paths for each in etree.parse(path).getroot().iterchildren(tag=etree.Element)
    ):
        name = top.get("name")
        if name is not None:
            elements[str(name)] = {
                str(each.get("name") if each.get("name") else each.get("ref")): str(
                    each.get("type", each.get("ref"))
                )
                for each in top.iter(f"{XS}element", f"{XS}attribute", f"{XS}group")
                if each is not top
            }
            words = top.findtext(f"{XS}annotation/{XS}documentation")
            said |= {str(name): " ".join(words.split())} if words else {}
    return lambda names, attribute: said.get(_type(elements, names, attribute))


def _type(elements: Mapping[str, Mapping[str, str]], names: tuple[str, ...], attribute: str | None) -> str:
    """The name of the type of an element or of its attribute; the root's own name stands for its type."""
    found = names[0]
    for name in (*names[1:], *([attribute] if attribute else [])):
        children = elements.get(found, {})
        groups = [kind for child, kind in children.items() if child == kind]
        found = children.get(name) or next(
            (elements[g][name] for g in groups if name in elements.get(g, {})), ""
        )
    return found
