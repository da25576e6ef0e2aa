"""What a reviewer must look at: short, only what this change asks for, and never more than ten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redwell
from redwell.review.compare.compared import Pair, compared
from redwell.review.model import Change
from tests.looked import BY_ATTORNEY, PANORA, good, look

TODAY = date(2013, 10, 2)
PAPER = '"/s/ Robert A. Panora": is the paper that was signed in the files (Regulation S-T, Rule 302)?'


def asked(root: Path, before: str | None, now: str | None) -> tuple[str, ...]:
    sides = [text and look(root / f"{n}", text) for n, text in enumerate((before, now))]
    first, second = (side or None for side in sides)
    change: Change = "changed" if first and second else "added" if second else "removed"
    return compared(Pair(change=change, before=first, now=second), TODAY, redwell.home()).to_look_at


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        (
            "amount: 163350",
            "amount: 163500",
            (
                "the amount of Common Stock (direct) went from 163,350 to 163,500: compare with the source "
                "document",
            ),
        ),
        (
            "non_derivative:\n  - title: Common Stock\n    amount: 163350\n    ownership: direct\n",
            "",
            ("Common Stock (direct) in Table I was removed: is it no longer held on the date of event?",),
        ),
        (
            "amount: 125000",
            "amount: 12500",
            (
                "the underlying amount of Stock Option (Right to Buy) (direct) went from 125,000 to 12,500: "
                "compare with the source document",
            ),
        ),
        (
            "COO and President",
            "COO",
            (
                "the officer title of PANORA ROBERT A went from COO and President to COO: as of the date of "
                "event?",
            ),
        ),
        (
            "55 CLIFTON",
            "57 CLIFTON",
            ("the address of PANORA ROBERT A changed: look at it in the file",),
        ),
        (
            "date_of_event: 2013-10-01",
            "date_of_event: 2013-09-30",
            (
                "the date of event went from 2013-10-01 to 2013-09-30: the form is now due Thu 10 Oct 2013, "
                "6 business days left",
            ),
        ),
        (
            "name: PANORA ROBERT A",
            'name: PANORA ROBERT A\n    cik: "0001588111"',
            ("the CIK of PANORA ROBERT A is now 0001588111: check it on EDGAR",),
        ),
        (
            "accept:",
            "filed: {date: 2013-10-10, accession_number: 0001537435-13-000008}\naccept:",
            ("filed was recorded: is 0001537435-13-000008 its number on EDGAR?",),
        ),
        (
            "2012, 2013, 2014 and 2015",
            "2012, 2013 and 2014",
            ("read what changed: footnote 1 (vesting)",),
        ),
        (
            "signatures:",
            "remarks: No Exhibit 24.\n\nsignatures:",
            ("read what is new: remarks",),
        ),
        (
            "  exhibits-unlisted: The filing of 2013 had no remarks.",
            "  exhibits-unlisted: Nobody asked.",
            ('accepted warning exhibits-unlisted: does its reason hold? "Nobody asked."',),
        ),
        (
            "      - John N. Hatsopoulos",
            "      - Jane Roe",
            (
                "the power of attorney's text changed after it was signed: which text did the grantor sign?",
                "read what changed: power of attorney of Robert A. Panora",
            ),
        ),
        ("issuer:", "issuer", ("this is no filing as it stands: see its errors, and read its YAML",)),
        ("# yaml", "# YAML", ()),
    ],
)
def test_a_change_asks_for_what_it_needs(
    tmp_path: Path, old: str, new: str, questions: tuple[str, ...]
) -> None:
    assert old in PANORA
    assert asked(tmp_path, PANORA, PANORA.replace(old, new)) == questions


def test_a_new_filing_asks_for_all_that_cannot_be_checked_here(tmp_path: Path) -> None:
    assert asked(tmp_path, None, PANORA) == (
        PAPER,
        "all holdings are new: compare each with its source document",
        "the date of event is 2013-10-01: compare with the source document",
        "check the CIK of the issuer on EDGAR",
        "the address is not printed here: look at it in the file",
        'accepted warning exhibits-unlisted: does its reason hold? "The filing of 2013 had no remarks."',
    )


def test_a_signature_by_a_power_on_file_asks_for_the_power(tmp_path: Path) -> None:
    start = BY_ATTORNEY.index("powers_of_attorney:")
    on_file = (
        "  - {grantor: Robert A. Panora, attorneys_in_fact: [Bonnie J. Brown], on_file: {date: 2012-03-01}}\n"
    )
    now = f"{BY_ATTORNEY[:start]}powers_of_attorney:\n{on_file}"

    first, second, *_ = asked(tmp_path, PANORA, now)

    line = '"/s/ Bonnie J. Brown, Attorney-in-Fact for PANORA ROBERT A"'
    assert first == f"{line}, by a power that is on file: open it"
    assert second == f"{line}: is the paper that was signed in the files (Regulation S-T, Rule 302)?"


def test_who_is_not_named_in_the_power_is_asked_about_first(tmp_path: Path) -> None:
    now = BY_ATTORNEY.replace("signer: Bonnie J. Brown", "signer: Bernard S. Black")

    assert asked(tmp_path, PANORA, now)[0] == (
        '"/s/ Bernard S. Black, Attorney-in-Fact for PANORA ROBERT A": names the attorney-in-fact? no, '
        "it names Bonnie J. Brown, John N. Hatsopoulos"
    )


def test_a_disclaimer_of_what_changed_is_to_be_read(tmp_path: Path) -> None:
    full = good("full")

    found = asked(tmp_path, full, full.replace("7250.75", "7250"))

    assert "beneficial ownership is disclaimed: read footnote 3" in found


def test_a_removed_filing_asks_why(tmp_path: Path) -> None:
    assert asked(tmp_path, PANORA, None) == (
        "the file was removed: was it never filed, and is no form due for this event?",
    )


def test_what_was_no_filing_before_is_read_whole(tmp_path: Path) -> None:
    assert asked(tmp_path, PANORA.replace("issuer:", "issuer"), PANORA) == (
        "only the YAML could be compared: read it whole",
    )


def test_there_are_never_more_than_ten(tmp_path: Path) -> None:
    rows = good("split-rows")

    found = asked(tmp_path, rows, rows.replace("amount: 1", "amount: 2"))

    assert len(found) == 10
    assert found[-1].endswith("more like these: go through the tables, the facts and the texts")
