"""The XML of Forms 4 and 5: each element as EDGAR's own page of it shows right."""

from __future__ import annotations

import re

import pytest

import redwell
from redwell.documents.renderer import render
from redwell.edgar import ownership, xsd
from redwell.forms import FORMS
from redwell.schema import validation
from redwell.source import loader
from tests.changes import FORM_4, FORM_5, parsed


def xml(text: str) -> str:
    filing = parsed(text)
    document = FORMS[filing.form].documents(filing, "Redwell", "")[0]
    return render(document.name, document.template, document.context, home=redwell.home()).decode("ascii")


def said(text: str, element: str) -> list[str]:
    return re.findall(rf"<{element}>(.*?)</{element}>", xml(text), re.DOTALL)


@pytest.mark.parametrize("text", [FORM_4, FORM_5])
def test_a_form_with_every_kind_of_line_fits_its_schemas_and_comes_back_unchanged(text: str) -> None:
    filing = parsed(text)
    form = FORMS[filing.form]
    assert validation.check(loader.read(text.encode(), "f.yaml"), form.schema, redwell.home()) == []
    document = xml(text).encode()
    assert xsd.xml_problems(document, redwell.home()) == ()
    read = ownership.read_filing(document, "form.xml")
    assert [note for note in read.notes if "name" not in note] == []
    [again, *_] = form.documents(read.filing, "Redwell", "")
    assert render(again.name, again.template, again.context, home=redwell.home()) == document


@pytest.mark.parametrize(
    "box",
    ["isDirector", "isOfficer", "isTenPercentOwner", "isOther", "aff10b5One", "notSubjectToSection16"],
)
def test_a_box_is_ticked_by_1_because_the_secs_page_leaves_some_empty_for_true(box: str) -> None:
    text = FORM_4.replace("plan_10b5_1: true", "plan_10b5_1: true\nno_longer_subject: true")
    assert said(text, box) == ["1"]


def test_an_equity_swap_is_1_because_the_secs_page_prints_no_k_for_true() -> None:
    assert said(FORM_4, "equitySwapInvolved") == ["0", "0", "0", "0", "1"]


def test_the_flag_of_a_foreign_address_is_true_because_the_secs_page_knows_no_1() -> None:
    assert said(FORM_4, "rptOwnerNonUSAddressFlag") == ["true"]


def test_the_timeliness_of_a_line_stands_on_one_line_because_the_secs_page_loses_one_that_is_indented() -> (
    None
):
    assert said(FORM_5, "transactionTimeliness") == ["<value>L</value>"]


@pytest.mark.parametrize(
    ("text", "types"),
    [(FORM_4, ["4", "4", "5", "4", "4"]), (FORM_5, ["5", "4", "5", "3", "5", "5", "3"])],
)
def test_the_word_for_the_timing_gives_the_form_on_which_a_line_was_due(text: str, types: list[str]) -> None:
    assert said(text, "transactionFormType") == types


def test_an_early_line_says_so_and_an_ordinary_one_says_nothing() -> None:
    assert said(FORM_4, "transactionTimeliness") == ["<value>E</value>"]


def test_the_box_of_a_plan_is_written_where_it_is_empty_because_the_schema_wants_it() -> None:
    assert said(FORM_4.replace("plan_10b5_1: true", "plan_10b5_1: false"), "aff10b5One") == ["0"]


def test_box_3_is_the_earliest_line_that_is_not_early() -> None:
    assert said(FORM_4, "periodOfReport") == ["2026-05-04"]
    assert said(FORM_4.replace("    timing: early\n", ""), "periodOfReport") == ["2026-05-01"]


def test_edgar_works_out_three_boxes_itself() -> None:
    for computed in ("noSecuritiesOwned", "form3HoldingsReported", "form4TransactionsReported"):
        assert said(FORM_5, computed) == []
