"""Check what EDGAR requires of an ownership document beyond any XML Schema.

Its problems come from the template of the document; `redwell.rules` checks the filing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from redwell.edgar.xsd_messages import XmlProblem, line_of, place_of

if TYPE_CHECKING:
    from lxml import etree

LONGEST_FOOTNOTE = 1000
"""Characters (specification 3.5); the SEC's schema has no limit."""
FORMER_COUNTRIES = frozenset({
    "2F", "C2", "E5", "E7", "G5", "I7", "I8", "I9", "L1", "L4", "L5",
    "M1", "O6", "Q9", "R3", "T4", "U2", "U4", "U6", "X7", "X9", "Y2",
})  # fmt: skip
"""Codes of former countries, which the SEC's schema accepts and EDGAR suspends."""


def edgar_problems(tree: etree._ElementTree) -> Iterator[XmlProblem]:
    """Yield the problems for which EDGAR suspends a document that its schema accepts."""
    root = tree.getroot()
    notes = {each.get("id"): each for each in root.iterfind("footnotes/footnote")}
    marks = list(root.iter("footnoteId"))
    used = Counter((each.getparent(), each.get("id")) for each in marks)
    for each in marks:
        if each.get("id") not in notes:
            yield _problem(
                each, f"it refers to {each.get('id')}, and there is no such footnote (specification 4.3.6)"
            )
    for (cell, mark), count in used.items():
        if count > 1 and cell is not None:
            yield _problem(cell, f"it refers to {mark} {count} times: once is enough (specification 4.3.6)")
    for mark, note in notes.items():
        if not any(mark == known for _, known in used):
            yield _problem(note, f"nothing refers to {mark}: EDGAR suspends such a filing (specification 5)")
        length = len(note.text or "")
        if length > LONGEST_FOOTNOTE:
            message = (
                f"it has {length:,} characters; EDGAR takes at most {LONGEST_FOOTNOTE:,} (specification 3.5)"
            )
            yield _problem(note, message)
    for country in root.iter("rptOwnerCountry"):
        if country.text in FORMER_COUNTRIES:
            message = f'"{country.text}" is the code of a former country (specification, appendix H)'
            yield _problem(country, message)


def _problem(element: etree._Element, message: str) -> XmlProblem:
    return XmlProblem(line=line_of(element), element=place_of(element), message=message)
