"""The line of a filing, the verdict of a request, and which files of a request matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.deadlines.standing import Due, Standing
from redwell.model import Filing
from redwell.problems import Severity
from redwell.review import headline
from redwell.review.model import Edit, FilingReview, Output, ReviewProblem, State

DUE = Due(day=date(2013, 10, 11), reason="10 days after 1 Oct")


def filing(owner: str, *, issuer: str = "TECOGEN INC.", symbol: str = "TGEN", further: str = "") -> Filing:
    text = f"""\
form: "3"
date_of_event: 2013-10-01
issuer:
  name: {issuer}
  cik: 1537435
  trading_symbol: {symbol}
reporting_owners:
  - name: {owner}
    relationship:
      director: true
{further}"""
    found = filing_in(text.encode(), redwell.home())
    assert found, text
    return found


def issuer(given: Filing) -> str:
    return headline.title(given, "").partition(" / ")[2]


def signed_by(name: str) -> str:
    return f"signatures:\n  - signer: {name}\n    signed: 2013-10-01\n"


@pytest.mark.parametrize(
    ("owner", "signer", "called"),
    [
        ("PANORA ROBERT A", "Robert A. Panora", "Panora"),
        ("DE LA CRUZ MARIA", "Maria De La Cruz", "De La Cruz"),
        ("MCDONALD RONALD", "Ronald McDonald, Jr.", "McDonald"),
        ("Doe, Jane", "Jane Doe", "Doe"),
        # Whoever signs for another does not say what that one is called.
        ("PANORA ROBERT A", "Jane Doe", "PANORA ROBERT A"),
        ("NORTHERN LIGHT FUND LP", "Robert A. Panora", "NORTHERN LIGHT FUND LP"),
    ],
)
def test_the_title_has_the_owners_surname_in_its_usual_spelling(owner: str, signer: str, called: str) -> None:
    assert (
        headline.title(filing(owner, further=signed_by(signer)), "") == f"Form 3 · {called} / TECOGEN [TGEN]"
    )


def test_the_title_has_the_issuers_name_without_its_legal_form() -> None:
    power = """\
powers_of_attorney:
  - grantor: Robert A. Panora
    company: Tecogen, Inc.
    capacity: an officer
    attorneys_in_fact: [Bonnie J. Brown]
"""
    assert issuer(filing("PANORA ROBERT A", further=power)) == "Tecogen [TGEN]"
    assert issuer(filing("PANORA ROBERT A")) == "TECOGEN [TGEN]"
    # EDGAR wants NONE where there is no symbol: it is none to call a company by.
    assert issuer(filing("PANORA ROBERT A", symbol="NONE")) == "TECOGEN"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Dutch Bros Inc.", "Dutch Bros"),
        ("JPMORGAN CHASE & CO", "JPMORGAN CHASE & CO"),
        ("BANK OF AMERICA CORP /DE/", "BANK OF AMERICA"),
    ],
)
def test_a_name_from_edgar_stands_without_its_legal_form_too(name: str, shown: str) -> None:
    given = filing("PANORA ROBERT A")
    assert issuer(replace(given, issuer=replace(given.issuer, name=name))) == f"{shown} [TGEN]"


def test_a_review_calls_an_issuer_by_one_name() -> None:
    power = """\
powers_of_attorney:
  - grantor: Robert A. Panora
    company: Tecogen, Inc.
    capacity: an officer
    attorneys_in_fact: [Bonnie J. Brown]
"""
    one, other = filing("PANORA ROBERT A", further=power), filing("DOE JANE")
    known = headline.issuer_names([other, one])
    assert [headline.issuer(each, known["1537435"]) for each in (one, other)] == ["Tecogen [TGEN]"] * 2
    renamed = replace(other, issuer=replace(other.issuer, name="NEW NAME INC"))
    known = headline.issuer_names([renamed, one])
    assert headline.issuer(renamed, known["1537435"]) == "NEW NAME [TGEN]"


def test_a_line_says_form_owner_issuer_and_what_is_given() -> None:
    given = ["common 163,350 → 163,500 (+150)", "", "0 errors, 1 warning"]
    title = headline.title(filing("PANORA ROBERT A"), "x.yaml")
    assert headline.line(title, given) == (
        "Form 3 · PANORA ROBERT A / TECOGEN [TGEN] · common 163,350 → 163,500 (+150) · 0 errors, 1 warning"
    )
    assert (
        headline.line(headline.title(None, "filings/a/x.yaml"), ["2 errors"]) == "filings/a/x.yaml · 2 errors"
    )


@pytest.mark.parametrize(
    ("today", "filed", "said"),
    [
        (date(2013, 10, 8), None, "due Fri 11 Oct 2013, 3 days left"),
        (date(2013, 10, 10), None, "due Fri 11 Oct 2013, 1 day left"),
        (date(2013, 10, 11), None, "due Fri 11 Oct 2013, today by 10 p.m. ET"),
        (date(2013, 10, 14), None, "due Fri 11 Oct 2013, overdue by 3 days"),
        (date(2026, 10, 14), None, "due Fri 11 Oct 2013"),
        (date(2011, 10, 14), None, "due Fri 11 Oct 2013"),
        (date(2013, 10, 14), date(2013, 10, 9), "filed 9 Oct 2013, on time"),
        (date(2013, 10, 20), date(2013, 10, 15), "filed 15 Oct 2013, 4 days late"),
        (date(2013, 10, 8), date(2013, 10, 15), "filed Tue 15 Oct 2013, a date in the future"),
    ],
)
def test_a_due_date_is_told_in_days_as_in_the_docket(today: date, filed: date | None, said: str) -> None:
    standing = Standing(due=DUE, filed=filed)
    assert headline.due(standing, today) == said
    assert headline.is_overdue(standing, today) is ("overdue" in said)


def test_a_signature_after_the_due_date_is_told() -> None:
    signed = Standing(due=DUE, signed=date(2013, 10, 14))
    after = "signed 3 days after the due date"
    assert headline.due(signed, date(2013, 10, 14)) == f"due Fri 11 Oct 2013, overdue by 3 days, {after}"
    assert headline.due(signed, date(2015, 10, 14)) == f"due Fri 11 Oct 2013, {after}"
    filed = replace(signed, filed=date(2013, 10, 15))
    assert headline.due(filed, date(2014, 1, 1)) == f"filed 15 Oct 2013, 4 days late, {after}"
    assert headline.due(replace(signed, signed=DUE.day), date(2013, 10, 12)) == (
        "due Fri 11 Oct 2013, overdue by 1 day"
    )


def finding(severity: Severity) -> ReviewProblem:
    return ReviewProblem(
        code="x",
        severity=severity,
        message="",
        file="",
    )


def test_the_problems_of_a_filing_decide_its_state() -> None:
    unfiled = filing("PANORA ROBERT A")
    filed = filing("PANORA ROBERT A", further=f"{signed_by('Robert A. Panora')}filed:\n  date: 2013-10-09\n")
    assert headline.state(unfiled, []) == "ready to file"
    assert headline.state(unfiled, [finding("warning"), finding("not ready")]) == "not ready to file"
    assert headline.state(unfiled, [finding("not ready"), finding("error")]) == "has errors"
    assert headline.state(filed, []) == "filed"
    assert headline.state(None, []) == "has errors"
    assert (
        headline.problem_count([finding("error"), finding("warning"), finding("warning")])
        == "1 error, 2 warnings"
    )


def reviewed(
    change: Edit, state: State, *outputs: Output, problems: tuple[ReviewProblem, ...] = ()
) -> FilingReview:
    return FilingReview(file="x", change=change, line="", state=state, outputs=outputs, problems=problems)


def test_the_verdict_is_one_sentence() -> None:
    other = Output(name="form3.pdf", before="a", after="b")
    filings = [
        reviewed("changed", "ready to file"),
        reviewed("changed", "not ready to file"),
        reviewed("added", "has errors"),
        reviewed("affected", "has errors", other),
        reviewed("affected", "not ready to file", other),
        reviewed("affected", "filed", other),
    ]
    assert headline.verdict(filings[:2]) == "2 filings changed, 1 not ready to file, 1 ready to file"
    assert headline.verdict(filings) == (
        "1 filing added, 2 filings changed, 1 with errors, 1 not ready to file, 1 ready to file, "
        "3 unedited filings change, 1 of these with errors, 1 of these not ready to file"
    )
    assert headline.verdict([reviewed("changed", "filed")]) == "1 filing changed, 1 filed"
    assert headline.verdict([]) == "no filing changed"


def test_a_verdict_on_a_comparison_with_anything_but_the_main_branch_says_so_first() -> None:
    instead = "no branch main or master: compared with the last commit alone"
    assert headline.verdict([], instead) == f"{instead}; no filing differs"
    assert headline.verdict([reviewed("added", "filed")], instead) == f"{instead}; 1 filing added, 1 filed"


def test_unedited_filings_with_the_same_documents_do_not_change() -> None:
    same = Output(name="form3.pdf", before="a", after="a")
    failed = reviewed("affected", "has errors", same, problems=(finding("error"),))
    stopped = reviewed("affected", "filed", same)

    assert headline.verdict([failed, failed, stopped]) == (
        "2 unedited filings have new problems, 2 of these with errors, "
        "1 unedited filing could not be compared"
    )
    assert headline.edit_label(failed) == "not edited"
