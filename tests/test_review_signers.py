"""The review lists signers, owners and authority in agreement with the rules of check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from redwell.review.model import Point, PointKind, Signer, SignerNote
from redwell.review.signers import signers
from tests.case_files import CASES
from tests.looked import BY_ATTORNEY, GOOD, PANORA, good, look

BONNIE = "/s/ Bonnie J. Brown, Attorney-in-Fact for PANORA ROBERT A"
NAMES: PointKind = "names the attorney-in-fact"
DAYS: PointKind = "in force on the day of signing"


def texts(notes: tuple[SignerNote, ...]) -> tuple[str, ...]:
    return tuple(note.text for note in notes)


def points_of(tmp_path: Path, text: str) -> dict[str, tuple[bool | None, str]]:
    (signer,) = signers(None, look(tmp_path, text))
    return {point.what: (point.is_so, point.detail) for point in signer.points}


def test_a_signature_in_person_needs_no_power(tmp_path: Path) -> None:
    assert signers(None, look(tmp_path, PANORA)) == (
        Signer(
            change="added",
            line="/s/ Robert A. Panora",
            owners=("PANORA ROBERT A",),
            capacity="in person",
            signed=date(2013, 10, 1),
        ),
    )


def test_a_signature_by_power_lists_its_conditions(tmp_path: Path) -> None:
    assert signers(None, look(tmp_path, BY_ATTORNEY)) == (
        Signer(
            change="added",
            line=BONNIE,
            owners=("PANORA ROBERT A",),
            capacity="attorney-in-fact",
            signed=date(2013, 10, 1),
            power="power of Robert A. Panora (drafted here, signed 23 Sep 2013)",
            power_source="here",
            points=(
                Point(what="names the attorney-in-fact", is_so=True, detail="Bonnie J. Brown"),
                Point(what="covers this form", is_so=True, detail="Forms 3, 4, 5"),
                Point(what=DAYS, is_so=True, detail="signed 23 Sep 2013"),
                Point(what="given by the owner", is_so=True, detail="Robert A. Panora"),
                Point(what="text as signed", is_so=True),
                Point(what="Exhibit 24 attached", is_so=True),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "what", "point"),
    [
        (
            "signer: Bonnie J. Brown",
            "signer: Bernard S. Black",
            "names the attorney-in-fact",
            (False, "it names Bonnie J. Brown, John N. Hatsopoulos"),
        ),
        (
            "      - Bonnie J. Brown",
            "      - any officer of the Company",
            "names the attorney-in-fact",
            (None, "it names any officer of the Company: is Bonnie J. Brown one?"),
        ),
        ("[3, 4, 5]", "[4, 5]", "covers this form", (False, "Forms 4, 5")),
        ("signed: 2013-09-23", "signed: 2013-10-02", DAYS, (False, "signed 2 Oct 2013")),
        (
            "    signed: 2013-09-23",
            "    ends: 2013-09-30\n    signed: 2013-09-23",
            DAYS,
            (False, "signed 23 Sep 2013, ends 30 Sep 2013"),
        ),
        (
            "    signed: 2013-09-23",
            "    ends_on_leaving: [Bonnie J. Brown, John N. Hatsopoulos]\n"
            "    left: {Bonnie J. Brown: 2013-09-30}\n    signed: 2013-09-23",
            DAYS,
            (
                False,
                "signed 23 Sep 2013, ends for Bonnie J. Brown and John N. Hatsopoulos when leaving the "
                "company, Bonnie J. Brown left 30 Sep 2013",
            ),
        ),
        (
            "    signed: 2013-09-23",
            "    ends_on_leaving: [Bonnie J. Brown, John N. Hatsopoulos]\n"
            "    left: {John N. Hatsopoulos: 2013-09-30}\n    signed: 2013-09-23",
            DAYS,
            (
                True,
                "signed 23 Sep 2013, ends for Bonnie J. Brown and John N. Hatsopoulos when leaving the "
                "company, John N. Hatsopoulos left 30 Sep 2013",
            ),
        ),
        ("    signed: 2013-10-01\n", "", DAYS, (None, "this line is not signed yet")),
        ("    signed: 2013-09-23\n", "", DAYS, (False, "the power itself is not signed")),
        ("    signed: 2013-09-23\n", "", "Exhibit 24 attached", (None, "once the power is signed")),
        ("John N. Hatsopoulos", "Jane Roe", "text as signed", (False, "it was changed after it was signed")),
    ],
)
def test_a_failed_condition_is_shown(
    tmp_path: Path, old: str, new: str, what: str, point: tuple[bool | None, str]
) -> None:
    assert old in BY_ATTORNEY
    assert points_of(tmp_path, BY_ATTORNEY.replace(old, new))[what] == point


def without_power(after: str) -> str:
    start = BY_ATTORNEY.index("powers_of_attorney:")
    return BY_ATTORNEY[:start] + after


def test_a_missing_power_is_shown(tmp_path: Path) -> None:
    (signer,) = signers(None, look(tmp_path, without_power("")))

    assert signer.power == "no power of attorney in this filing"
    assert signer.points == (
        Point(what="power of attorney in this filing", is_so=False, detail="none from PANORA ROBERT A"),
    )


def test_most_conditions_of_a_power_on_file_are_unknown(tmp_path: Path) -> None:
    text = without_power(
        "powers_of_attorney:\n"
        "  - grantor: Robert A. Panora\n"
        "    attorneys_in_fact: [Bonnie J. Brown]\n"
        "    on_file: {date: 2012-03-01, accession_number: 0001537435-12-000004}\n"
    )

    (signer,) = signers(None, look(tmp_path, text))

    assert signer.power == "power of Robert A. Panora (on file since 1 Mar 2012, 0001537435-12-000004)"
    assert signer.power_source == "on file"
    assert signer.points == (
        Point(
            what="names the attorney-in-fact",
            is_so=None,
            detail="Bonnie J. Brown, says the filing: its text is not here",
        ),
        Point(what="covers this form", is_so=True, detail="Forms 3, 4, 5"),
        Point(what=DAYS, is_so=True, detail="on file since 1 Mar 2012"),
        Point(what="given by the owner", is_so=True, detail="Robert A. Panora"),
        Point(what="text as signed", is_so=None, detail="its text is not here"),
        Point(what="Exhibit 24 on file", is_so=None, detail="open it on EDGAR"),
    )


def test_each_of_two_powers_is_named_by_its_grantor(tmp_path: Path) -> None:
    _, _, signer = signers(None, look(tmp_path, good("full")))

    assert signer.line == "/s/ John N. Hatsopoulos, Attorney-in-Fact for both reporting persons"
    assert signer.owners == ("PANORA ROBERT A", "AURORA GROWTH FUND LTD.")
    panora, fund = "power of Robert A. Panora", "power of Aurora Growth Fund Ltd."
    # The filing says that the executed text names him, and it does not.
    unnamed = "executed-power.txt does not say John N. Hatsopoulos in so many words"
    assert [(point.what, point.is_so, point.detail) for point in signer.points] == [
        (NAMES, None, f"{panora}: John N. Hatsopoulos, says the filing: its text is not here"),
        (NAMES, None, f"{fund}: {unnamed}"),
        ("covers this form", True, "2 powers"),
        (DAYS, True, f"{panora}: on file since 12 Nov 2024"),
        (DAYS, None, f"{fund}: day of signing not given"),
        ("given by the owner", True, "2 powers"),
        ("text as signed", None, f"{panora}: its text is not here"),
        ("text as signed", None, f"{fund}: no fingerprint kept"),
        ("Exhibit 24 on file", None, f"{panora}: open it on EDGAR"),
        ("Exhibit 24 attached", True, fund),
    ]


def test_a_power_enclosed_as_a_file_must_be_read(tmp_path: Path) -> None:
    exhibits = "exhibits:\n  - {type: EX-24.1, file: executed-power.txt}\n"
    alone = signers(None, look(tmp_path / "1", without_power(exhibits)))[0]
    another = BY_ATTORNEY.replace("signer: Bonnie J. Brown", "signer: Bernard S. Black") + exhibits
    beside = signers(None, look(tmp_path / "2", another))[0]

    unread = Point(what="names the attorney-in-fact", is_so=None, detail="read executed-power.txt")
    assert alone.power_source == "unread file"
    assert (alone.power, alone.points) == ("enclosed as Exhibit 24: executed-power.txt", (unread,))
    assert beside.points[0] == unread


def test_an_entity_signs_through_its_chain(tmp_path: Path) -> None:
    (signer,) = signers(None, look(tmp_path, good("entity-chain")))

    assert signer.owners == ("NORTHERN LIGHT PARTNERS L.P.",)
    assert signer.capacity == (
        "Vice President, of Northern Light GP LLC, its general partner, "
        "Northern Light Holdings Inc., its managing member"
    )
    assert signer.points == ()


def test_a_line_that_gives_no_capacity_is_no_signature_in_person(tmp_path: Path) -> None:
    text = good("entity-chain")
    start = text.index("signatures:")

    (signer,) = signers(None, look(tmp_path, f"{text[:start]}signatures:\n  - signer: Ann Roe\n"))

    assert signer.capacity == "in a capacity that the line does not give"
    assert signer.points == ()


def test_an_attorney_for_an_entity_without_a_power_is_shown(tmp_path: Path) -> None:
    text = good("entity-chain")
    attorney = "signatures:\n  - {signer: Ann Roe, for: Northern Light Partners L.P., signed: 2026-05-14}\n"

    (signer,) = signers(None, look(tmp_path, text[: text.index("signatures:")] + attorney))

    assert signer == Signer(
        change="added",
        line="/s/ Ann Roe, Attorney-in-Fact for Northern Light Partners L.P.",
        owners=("NORTHERN LIGHT PARTNERS L.P.",),
        capacity="attorney-in-fact",
        signed=date(2026, 5, 14),
        power="no power of attorney in this filing",
        points=(
            Point(
                what="power of attorney in this filing",
                is_so=False,
                detail="none from NORTHERN LIGHT PARTNERS L.P.",
            ),
        ),
    )


def test_added_changed_and_removed_signatures_are_shown(tmp_path: Path) -> None:
    waiting = look(tmp_path / "1", PANORA.replace("    signed: 2013-10-01\n", ""))
    signed = look(tmp_path / "2", PANORA)
    attorney = look(tmp_path / "3", BY_ATTORNEY)
    draft = look(
        tmp_path / "4", PANORA.replace("  - signer: Robert A. Panora\n    signed: 2013-10-01\n", "  []\n")
    )

    assert [each.change for each in signers(signed, signed)] == ["same"]
    assert [each.change for each in signers(waiting, signed)] == ["changed"]
    assert [each.change for each in signers(signed, attorney)] == ["changed"]
    assert [each.change for each in signers(draft, signed)] == ["added"]


@pytest.mark.parametrize(
    ("old", "new", "was"),
    [
        ("    signed: 2013-10-01", "    signed: 2013-10-02", ("was signed 1 Oct 2013",)),
        ("    signed: 2013-10-01\n", "", ("was signed 1 Oct 2013",)),
        (
            "  - signer: Robert A. Panora\n",
            "  - signer: Robert A. Panora\n    title: Trustee\n",
            ("line was /s/ Robert A. Panora", "capacity was in person"),
        ),
        ("name: PANORA ROBERT A", "name: PANORA ROBERT ALAN", ("owner was PANORA ROBERT A",)),
    ],
)
def test_the_earlier_signature_is_shown(tmp_path: Path, old: str, new: str, was: tuple[str, ...]) -> None:
    assert old in PANORA
    now = look(tmp_path / "2", PANORA.replace(old, new))

    then = look(tmp_path / "1", PANORA)
    (signer,) = signers(then, now)

    assert (signer.change, texts(signer.was)) == ("changed", was)
    if not signer.signed:
        (again,) = signers(now, then)
        assert texts(again.was) == ("was not signed",)


def test_the_earlier_power_or_condition_is_shown(tmp_path: Path) -> None:
    before = look(tmp_path / "1", BY_ATTORNEY)
    drafted = look(tmp_path / "2", BY_ATTORNEY.replace("    signed: 2013-09-23\n", ""))
    narrowed = look(tmp_path / "3", BY_ATTORNEY.replace("[3, 4, 5]", "[4, 5]"))

    (of_draft,) = signers(before, drafted)
    (of_forms,) = signers(before, narrowed)

    assert texts(of_draft.was) == ("power was power of Robert A. Panora (drafted here, signed 23 Sep 2013)",)
    assert texts(of_forms.was) == ("covers this form was yes (Forms 3, 4, 5)", "text as signed was yes")
    assert not of_draft.is_other_hand
    assert not of_forms.is_other_hand


def test_a_renamed_owner_keeps_the_same_signature(tmp_path: Path) -> None:
    before = look(tmp_path / "1", PANORA.replace("name: PANORA ROBERT A", "name: PENORA ROBERT A"))
    by_hand = signers(before, look(tmp_path / "2", PANORA))
    attorney = BY_ATTORNEY.replace("name: PANORA", 'cik: "0001588111"\n    name: PANORA')
    corrected = attorney.replace("PANORA ROBERT A", "PANORA ROBERT B")
    by_attorney = signers(look(tmp_path / "3", attorney), look(tmp_path / "4", corrected))

    assert [(each.change, each.line) for each in by_hand] == [("changed", "/s/ Robert A. Panora")]
    assert [(each.change, each.was[0].text) for each in by_attorney] == [("changed", f"line was {BONNIE}")]


def test_a_removed_signature_is_shown(tmp_path: Path) -> None:
    two = PANORA.replace(
        "    signed: 2013-10-01\n", "    signed: 2013-10-01\n  - signer: Jane Roe\n    for: ROE JANE\n"
    )

    found = signers(look(tmp_path / "1", two), look(tmp_path / "2", PANORA))

    assert [(each.change, each.line) for each in found] == [
        ("same", "/s/ Robert A. Panora"),
        ("removed", "Jane Roe, Attorney-in-Fact for ROE JANE"),
    ]


NOT_HELD = {
    "poa-missing": "power of attorney in this filing",
    "entity-signer-bare": "power of attorney in this filing",
    "signer-not-in-power": "names the attorney-in-fact",
    "poa-class-of-persons": "names the attorney-in-fact",
    "poa-signed-after": DAYS,
    "poa-ended-before": DAYS,
    "poa-on-file-later": DAYS,
    "poa-unsigned": DAYS,
    "poa-form-differs": "covers this form",
    "wording-changed": "text as signed",
}
FILINGS = {path.stem: path.read_text("utf-8") for path in GOOD.glob("*.yaml")}
FILINGS |= {case.title: case.filing for case in CASES if "power" in case.page.stem}


@pytest.mark.parametrize("name", sorted(FILINGS))
def test_the_review_and_the_rules_agree(tmp_path: Path, name: str) -> None:
    """Compare: if check warns about the power of a signature, one of its points does not hold."""
    looked = look(tmp_path, FILINGS[name])
    codes = {problem.code for problem in looked.checked.problems} | set(looked.checked.accepted)
    found = [point for signer in signers(None, looked) for point in signer.points]
    doubtful = {point.what.partition(" (")[0] for point in found if not point.is_so}
    refused = {point.what.partition(" (")[0] for point in found if point.is_so is False}

    if looked.filing:
        assert {NOT_HELD[code] for code in codes & set(NOT_HELD) if found} <= doubtful
        assert refused <= {NOT_HELD[code] for code in codes & set(NOT_HELD)}
