"""Every value of a filing that changes is told, in the words of the form; no address is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from redwell.model import (
    Amendment,
    Confirmed,
    Filed,
    Filing,
    Issuer,
    PowerOfAttorney,
    Relationship,
    ReportingOwner,
)
from redwell.problems import Path as Steps
from redwell.problems import dotted
from redwell.review import facts as module
from redwell.review import holdings
from redwell.review.changes import Note, changes, footnotes
from redwell.review.model import Fact
from redwell.review.sides import Look
from redwell.review.signers import signers
from redwell.review.texts import texts
from tests.looked import PANORA, filing, good, look

FULL = filing(good("full"))


def facts(before: Filing | None, after: Filing | None) -> tuple[Fact, ...]:
    return module.facts(changes(before, after), frozenset({"non_derivative", "derivative"}))


def edited(text: str, old: str, new: str) -> Filing:
    assert old in text
    return filing(text.replace(old, new))


def test_an_unchanged_filing_has_no_changed_facts() -> None:
    assert facts(FULL, FULL) == ()
    assert facts(None, None) == ()


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        (
            "COO and President",
            "COO",
            Fact(what="officer title of PANORA ROBERT A", before="COO and President", after="COO"),
        ),
        ("55 CLIFTON ST.", "56 CLIFTON ST.", Fact(what="address of PANORA ROBERT A")),
        ("CAMBRIDGE", "BOSTON", Fact(what="address of PANORA ROBERT A")),
        ('"02140"', '"02141"', Fact(what="address of PANORA ROBERT A")),
        (
            "John N. Hatsopoulos",
            "Jane Roe",
            Fact(
                what="attorneys-in-fact of the power of attorney of Robert A. Panora",
                before="Bonnie J. Brown, John N. Hatsopoulos",
                after="Bonnie J. Brown, Jane Roe",
            ),
        ),
        (
            "The filing of 2013 had no remarks.",
            "Nobody asked.",
            Fact(
                what="accepted warning exhibits-unlisted",
                before="The filing of 2013 had no remarks.",
                after="Nobody asked.",
            ),
        ),
    ],
)
def test_a_fact_has_the_label_of_the_form_and_an_address_is_never_shown(
    old: str, new: str, fact: Fact
) -> None:
    assert facts(filing(PANORA), edited(PANORA, old, new)) == (fact,)


def test_the_days_of_leaving_are_shown_with_the_names() -> None:
    powers = FULL.powers_of_attorney
    left = (("Ann Roe", date(2026, 6, 30)), ("Bonnie J. Brown", date(2026, 7, 1)))
    powers = (powers[0], replace(powers[1], left=left), *powers[2:])
    assert facts(FULL, replace(FULL, powers_of_attorney=powers)) == (
        Fact(
            what="days of leaving that end the power of attorney of Robert A. Panora",
            before="Ann Roe 30 Jun 2026",
            after="Ann Roe 30 Jun 2026, Bonnie J. Brown 1 Jul 2026",
        ),
    )


def test_owners_are_matched_by_cik_then_by_name_and_never_by_place() -> None:
    panora, fund = FULL.reporting_owners
    renamed = replace(fund, name="AURORA LONG-TERM FUND LTD.")
    corrected = replace(panora, cik="0001588112")

    assert facts(FULL, replace(FULL, reporting_owners=(panora, renamed))) == (
        Fact(
            what="name of AURORA LONG-TERM FUND LTD.",
            before="AURORA GROWTH FUND LTD.",
            after="AURORA LONG-TERM FUND LTD.",
        ),
    )
    assert facts(FULL, replace(FULL, reporting_owners=(corrected, fund))) == (
        Fact(what="CIK of PANORA ROBERT A", before="0001588111", after="0001588112"),
    )
    assert facts(FULL, replace(FULL, reporting_owners=(fund, panora))) == (
        Fact(
            what="order of the reporting owners",
            before="PANORA ROBERT A; AURORA GROWTH FUND LTD.",
            after="AURORA GROWTH FUND LTD.; PANORA ROBERT A",
        ),
    )
    assert facts(FULL, replace(FULL, reporting_owners=(panora,))) == (
        Fact(
            what="reporting owner",
            before="AURORA GROWTH FUND LTD. (CIK 0001588222; 10% owner; Former member of a group)",
        ),
    )


def test_a_cik_with_or_without_its_zeros_is_the_same() -> None:
    panora, fund = FULL.reporting_owners

    assert facts(FULL, replace(FULL, reporting_owners=(panora, replace(fund, cik="0001588222")))) == ()


def test_signing_and_filing_are_shown_as_facts() -> None:
    before = edited(PANORA, "    signed: 2013-10-01\n", "")
    now = filing(PANORA + "filed: {date: 2013-10-10, accession_number: 0001537435-13-000008}\n")

    assert facts(before, now) == (
        Fact(what="signing status", before="for signature", after="signed"),
        Fact(what="filing date", after="10 Oct 2013"),
        Fact(what="accession number", after="0001537435-13-000008"),
    )


def test_reordered_footnotes_are_shown_and_new_numbers_alone_are_not() -> None:
    first, second, *others = FULL.footnotes
    more = ("new", "A footnote of which nobody has heard.")

    assert facts(FULL, replace(FULL, footnotes=(second, first, *others))) == (
        Fact(what="numbers of footnotes", before="(1), (2)", after="(2), (1)"),
    )
    assert facts(FULL, replace(FULL, footnotes=(more, *FULL.footnotes))) == ()


def test_a_footnote_under_another_label_is_the_same() -> None:
    (label, text), *others = FULL.footnotes
    now = replace(FULL, footnotes=(("series", text.replace("any time", "no time")), *others))

    old, new = footnotes(FULL, now)[0]

    assert old == Note(number=1, label=label, text=text)
    assert new == Note(number=1, label="series", text=text.replace("any time", "no time"))


def test_a_new_filing_shows_all_facts_except_addresses() -> None:
    assert facts(None, filing(PANORA)) == (
        Fact(what="form", after="3"),
        Fact(what="edition of the form", after="7-02"),
        Fact(what="date of event", after="1 Oct 2013"),
        Fact(what="name of the issuer", after="TECOGEN INC."),
        Fact(what="CIK of the issuer", after="0001537435"),
        Fact(what="trading symbol", after="TGEN"),
        Fact(what="reporting owner", after="PANORA ROBERT A (no CIK yet; COO and President)"),
        Fact(what="signing status", after="signed"),
        Fact(
            what="power of attorney of Robert A. Panora",
            after="appoints Bonnie J. Brown, John N. Hatsopoulos; signed 23 Sep 2013",
        ),
        Fact(what="accepted warning exhibits-unlisted", after="The filing of 2013 had no remarks."),
    )


# Nothing goes untold

AMENDED = Amendment(original_filed=date(2026, 5, 9), amends="a.yaml", explanation="It was wrong.")
EVERYTHING = replace(filing(good("full")), form="3/A", amendment=AMENDED)


def leaves(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """The way to each single value."""
    if is_dataclass(value):
        # What is not compared is how the file says it, and no fact.
        for field in filter(lambda each: each.compare, fields(value)):
            yield from leaves(getattr(value, field.name), (*steps, field.name))
    elif isinstance(value, tuple):
        for n, each in enumerate(value):
            yield from leaves(each, (*steps, n))
    elif value is not None:
        yield steps


def changed(value: Any, steps: Steps) -> Any:
    """The same with another value there."""
    if not steps:
        return another(value)
    step, *rest = steps
    if isinstance(step, int):
        return (*value[:step], changed(value[step], tuple(rest)), *value[step + 1 :])
    return replace(value, **{step: changed(getattr(value, step), tuple(rest))})


def another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, Decimal)):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    others = {"direct": "indirect", "indirect": "direct", "7-02": "03-26", "03-26": "7-02", "3/A": "3"}
    if value in others:
        return others[value]
    return f"9{value}" if value.isalnum() and value[-1].isdigit() else f"{value} otherwise"


def is_unseen(steps: Steps) -> bool:
    """Return whether no document shows it: a footnote's label, or an owner already named in the line."""
    is_label = steps[0] == "footnotes" and steps[2] == 0
    return is_label or steps[:3] == ("signatures", 2, "on_behalf_of")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Look:
    return look(tmp_path_factory.mktemp("whole"), good("full"))


@pytest.mark.parametrize("steps", [each for each in leaves(EVERYTHING) if not is_unseen(each)], ids=dotted)
def test_every_change_is_shown_somewhere(whole: Look, steps: Steps) -> None:
    now: Filing = changed(EVERYTHING, steps)
    looks = [replace(whole, filing=each) for each in (EVERYTHING, now)]

    found = changes(EVERYTHING, now)
    told: list[Any] = [*facts(EVERYTHING, now), *texts(found, looks[0], looks[1])]
    told += [
        row for table in holdings.tables(found, EVERYTHING, now) for row in table.rows if row.change != "same"
    ]
    told += [each for each in signers(looks[0], looks[1]) if each.change != "same"]

    assert told


@pytest.mark.parametrize(
    "key", [key for key in module.LABELS if key[0] not in ("exhibits", "accept", "signing")], ids=".".join
)
def test_every_label_is_that_of_a_field(key: tuple[str, ...]) -> None:
    values: list[Any] = [Filing]
    names = [*key]
    hints = {"reporting_owners": ReportingOwner, "powers_of_attorney": PowerOfAttorney, "issuer": Issuer}
    hints |= {
        "amendment": Amendment,
        "relationship": Relationship,
        "on_file": Filed,
        "confirmed": Confirmed,
        "tested": Filed,
        "filed": Filed,
    }
    for name in names:
        assert name in {field.name for field in fields(values[-1])}
        values.append(hints.get(name, str))


def test_every_field_of_an_owner_and_a_power_has_a_label() -> None:
    for key, kind in (("reporting_owners", ReportingOwner), ("powers_of_attorney", PowerOfAttorney)):
        labelled = {name[1] for name in module.LABELS if name[0] == key}
        assert labelled == {field.name for field in fields(kind) if field.compare}


def test_a_drafted_power_that_is_on_file_now_is_one_fact() -> None:
    number = "0001537435-13-000008"
    on_file = f"""powers_of_attorney:
  - grantor: Robert A. Panora
    attorneys_in_fact: [Bonnie J. Brown]
    on_file: {{date: 2013-10-02, accession_number: {number}}}
"""
    before = filing(PANORA)
    after = filing(PANORA[: PANORA.index("powers_of_attorney:")] + on_file)
    told = Fact(
        what="power of attorney of Robert A. Panora",
        before="drafted, signed 23 Sep 2013",
        after=f"now on file since 2 Oct 2013 ({number})",
    )

    assert [each for each in facts(before, after) if "power" in each.what] == [told]
    other = replace(after.powers_of_attorney[0], attorneys_in_fact=("Jane Roe",))
    assert [
        each for each in facts(before, replace(after, powers_of_attorney=(other,))) if "power" in each.what
    ] == [
        told,
        Fact(
            what="attorneys-in-fact of the power of attorney of Robert A. Panora",
            before="Bonnie J. Brown, John N. Hatsopoulos",
            after="Jane Roe",
        ),
    ]
