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
    yield from _of_footnotes(root)
    for country in root.iter("rptOwnerCountry"):
        if country.text in FORMER_COUNTRIES:
            message = f'"{country.text}" is the code of a former country (specification, appendix H)'
            yield _problem(country, message)
    form = (root.findtext("documentType") or "").partition("/")[0]
    if form in TIMES:
        yield from _of_changes(root, form)


def _of_footnotes(root: etree._Element) -> Iterator[XmlProblem]:
    """Yield the footnotes and references that do not fit."""
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
                f"it has {length:,} characters; EDGAR accepts at most {LONGEST_FOOTNOTE:,} "
                "(specification 3.5)"
            )
            yield _problem(note, message)


TIMES = {
    "4": {("4", ""), ("5", ""), ("5", "E")},
    "5": {("5", ""), ("5", "L"), ("4", ""), ("4", "L")},
}
"""For each statement of changes, the pairs of form type and timeliness that mean something (4.3.8)."""


def _of_changes(root: etree._Element, form: str) -> Iterator[XmlProblem]:
    """Yield the problems of the lines of a Form 4 or 5."""
    lines = [*root.iterfind("nonDerivativeTable/*"), *root.iterfind("derivativeTable/*")]
    if not lines and root.findtext("notSubjectToSection16") not in ("1", "true"):
        message = "it has no line, and notSubjectToSection16 is not true (specification 4.3.3 and 4.3.4)"
        yield _problem(root, message)
    for line in lines:
        coding, timeliness = line.find("transactionCoding"), line.find("transactionTimeliness")
        is_transaction = line.tag in ("nonDerivativeTransaction", "derivativeTransaction")
        if is_transaction and coding is None:
            yield _problem(line, "transactionCoding is missing (specification 3.5)")
        elif is_transaction and coding is not None:
            form_type = coding.findtext("transactionFormType") or ""
            when = "" if timeliness is None else (timeliness.findtext("value") or "").strip()
            if (form_type, when) not in TIMES[form]:
                message = (
                    f'timeliness "{when[:5]}" beside form type {form_type} has no meaning on Form {form} '
                    "(specification 4.3.8)"
                )
                yield _problem(coding if timeliness is None else timeliness, message)
        under = line.find("underlyingSecurity")
        numbers = ("underlyingSecurityShares", "underlyingSecurityValue")
        if under is not None and all(under.find(number) is None for number in numbers):
            yield _problem(under, "it has neither a number nor a value (specification 3.3 cm(6))")


def _problem(element: etree._Element, message: str) -> XmlProblem:
    return XmlProblem(line=line_of(element), element=place_of(element), message=message)
