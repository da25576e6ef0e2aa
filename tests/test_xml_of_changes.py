"""Tests of what EDGAR asks of the XML of Forms 4 and 5, and its schema lets pass."""

from __future__ import annotations

import pytest

import redwell
from redwell.documents.renderer import render
from redwell.edgar import xsd
from redwell.forms import FORMS
from redwell.ownership.parse import parse_filing
from redwell.source import loader
from tests.case_files import FOLDER

ROW = "derivativeTable/derivativeTransaction"
FIRST = "nonDerivativeTable/nonDerivativeTransaction[1]"


def xml(base: str) -> str:
    """The XML of a filing of the cases."""
    source = loader.read((FOLDER / "base" / base).read_bytes(), base)
    form = FORMS[source.data["form"]]
    document = next(
        each for each in form.documents(parse_filing(source, form.filing), "") if each.name.endswith(".xml")
    )
    return render(document.name, document.template, document.context, home=redwell.home()).decode()


FORM_4, FORM_5 = xml("vesting.yaml"), xml("annual.yaml")
TYPE_4, TYPE_5 = (f"<transactionFormType>{n}</transactionFormType>" for n in (4, 5))


def late(text: str, when: str, form_type: str) -> str:
    """A document whose first transaction has a timeliness."""
    head, end, rest = text.partition("      </transactionCoding>\n")
    mark = f"      <transactionTimeliness><value>{when}</value></transactionTimeliness>\n"
    return head.replace(TYPE_4, form_type).replace(TYPE_5, form_type) + end + mark + rest


def without(text: str, first: str, last: str) -> str:
    """A text without what stands from its first *first* to the next *last*."""
    start = text.index(first)
    return text[:start] + text[text.index(last, start) + len(last) :]


HAS_NO_LINE = without(
    without(FORM_4, "  <nonDerivativeTable>\n", "</nonDerivativeTable>\n"),
    "  <derivativeTable>\n",
    "</derivativeTable>\n",
)
HAS_NO_LINE = without(HAS_NO_LINE, "  <footnotes>\n", "</footnotes>\n")
BEYOND = {
    "no line": (
        HAS_NO_LINE,
        "(root): it has no line, and notSubjectToSection16 is not true (specification 4.3.3 and 4.3.4)",
    ),
    "no coding": (
        without(FORM_4, "      <transactionCoding>\n", "</transactionCoding>\n"),
        f"{FIRST}: transactionCoding is missing (specification 3.5)",
    ),
    "early on Form 4, as an ordinary line": (
        late(FORM_4, "E", TYPE_4),
        f'{FIRST}/transactionTimeliness: timeliness "E" beside form type 4 has no meaning on Form 4 '
        "(specification 4.3.8)",
    ),
    "late on Form 4": (
        late(FORM_4, "L", TYPE_5),
        f'{FIRST}/transactionTimeliness: timeliness "L" beside form type 5 has no meaning on Form 4 '
        "(specification 4.3.8)",
    ),
    "early on Form 5": (
        late(FORM_5, "E", TYPE_5),
        f'{FIRST}/transactionTimeliness: timeliness "E" beside form type 5 has no meaning on Form 5 '
        "(specification 4.3.8)",
    ),
    "a derivative of nothing": (
        without(FORM_4, "        <underlyingSecurityShares>\n", "</underlyingSecurityShares>\n"),
        f"{ROW}/underlyingSecurity: it has neither a number nor a value (specification 3.3 cm(6))",
    ),
}


@pytest.mark.parametrize("kind", BEYOND)
def test_some_rules_of_edgar_are_not_in_the_schema_of_a_statement_of_changes(kind: str) -> None:
    text, message = BEYOND[kind]
    assert xsd.schema_problems(text.encode(), redwell.home()) == ()
    found = xsd.xml_problems(text.encode(), redwell.home())
    assert [f"{each.element}: {each.message}" for each in found] == [message]


@pytest.mark.parametrize(
    "text", [late(FORM_4, "E", TYPE_5), late(FORM_5, "L", TYPE_5), late(FORM_5, "L", TYPE_4)]
)
def test_what_means_something_passes(text: str) -> None:
    assert xsd.xml_problems(text.encode(), redwell.home()) == ()


def test_the_exit_box_stands_for_a_line() -> None:
    text = HAS_NO_LINE.replace(
        "  <issuer>\n", "  <notSubjectToSection16>1</notSubjectToSection16>\n  <issuer>\n"
    )
    assert xsd.xml_problems(text.encode(), redwell.home()) == ()


def test_a_balance_may_be_missing_from_a_draft() -> None:
    text = without(FORM_4, "          <value>38829", "</value>\n")
    assert xsd.xml_problems(text.encode(), redwell.home(), (xsd.BALANCE,)) == ()
    assert [each.message for each in xsd.xml_problems(text.encode(), redwell.home())] == ["value is missing"]
