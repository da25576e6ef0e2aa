"""Facts: whatever changes in a filing is told, in the SEC's words, and no address is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from redwell import model
from redwell.model import Address, Filing, PowerOfAttorney, Relationship, ReportingOwner
from redwell.review.compare import facts as module
from redwell.review.compare.facts import facts
from redwell.review.compare.matching import of_footnotes
from redwell.review.model import Fact
from tests.looked import PANORA, filing, good

FULL = filing(good("full"))


def edited(text: str, old: str, new: str) -> Filing:
    assert old in text
    return filing(text.replace(old, new))


def ways(kind: type, before: str = "") -> Iterator[str]:
    """Every field below a dataclass of the model, as far as fields are single values."""
    for name, hint in get_type_hints(kind).items():
        inner = [each for each in get_args(hint) if is_dataclass(each)] if is_optional(hint) else [hint]
        nested = next((each for each in inner if isinstance(each, type) and is_dataclass(each)), None)
        if nested and nested is not Address:
            yield from ways(nested, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def is_optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def test_every_field_of_the_model_is_told_by_somebody() -> None:
    told = {*module.NAMES, *module.ELSEWHERE, *module.LISTED}

    assert set(ways(Filing)) == told
    assert set(ways(ReportingOwner)) == set(module.OF_OWNER)
    assert set(ways(PowerOfAttorney)) == set(module.OF_POWER)


@pytest.mark.parametrize("key", sorted(set(module.NAMES) - {"edition"}))
def test_no_change_of_the_form_goes_untold(key: str) -> None:
    first, _, rest = key.partition(".")
    changed = (
        replace(FULL, **{first: other(first, getattr(FULL, first))})
        if not rest
        else replace(FULL, **{first: within(first, rest)})
    )

    assert module.NAMES[key] in [fact.what for fact in facts(FULL, changed)]


def within(first: str, rest: str) -> Any:
    """A part of the form of which one value is another."""
    part = getattr(FULL, first) or model.Amendment(original_filed=date(2026, 1, 2), amends="a.yaml")
    return replace(part, **{rest: other(rest, getattr(part, rest))})


def other(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date) or name == "registration_effective":
        return date(2031, 5, 6)
    return "9" * 7 if name == "cik" else "Another"


@pytest.mark.parametrize("name", [field.name for field in fields(Relationship)])
def test_no_change_of_a_relationship_goes_untold(name: str) -> None:
    owner = FULL.reporting_owners[0]
    relationship = replace(owner.relationship, **{name: other(name, getattr(owner.relationship, name))})
    changed = replace(
        FULL, reporting_owners=(replace(owner, relationship=relationship), *FULL.reporting_owners[1:])
    )

    (fact,) = facts(FULL, changed)

    assert fact.what == module.OF_OWNER[f"relationship.{name}"].format("PANORA ROBERT A")


def test_a_filing_that_is_as_it_was_has_no_changed_facts() -> None:
    assert facts(FULL, FULL) == ()
    assert facts(None, None) == ()


def test_a_fact_is_told_in_the_words_of_the_form() -> None:
    before = filing(PANORA)
    now = edited(PANORA, "COO and President", "Chief Operating Officer")

    assert facts(before, now) == (
        Fact(
            what="officer title of PANORA ROBERT A", before="COO and President", now="Chief Operating Officer"
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"), [("55 CLIFTON ST.", "56 CLIFTON ST."), ("CAMBRIDGE", "BOSTON"), ('"02140"', '"02141"')]
)
def test_an_address_is_never_told(old: str, new: str) -> None:
    assert facts(filing(PANORA), edited(PANORA, old, new)) == (Fact(what="address of PANORA ROBERT A"),)


def test_owners_are_matched_by_cik_then_by_name_and_never_by_place() -> None:
    panora, fund = FULL.reporting_owners
    renamed = replace(fund, name="AURORA LONG-TERM FUND LTD.")
    corrected = replace(panora, cik="0001588112")

    assert facts(FULL, replace(FULL, reporting_owners=(panora, renamed))) == (
        Fact(
            what="name of AURORA LONG-TERM FUND LTD.",
            before="AURORA GROWTH FUND LTD.",
            now="AURORA LONG-TERM FUND LTD.",
        ),
    )
    assert facts(FULL, replace(FULL, reporting_owners=(corrected, fund))) == (
        Fact(what="CIK of PANORA ROBERT A", before="0001588111", now="0001588112"),
    )
    assert facts(FULL, replace(FULL, reporting_owners=(fund, panora))) == (
        Fact(
            what="order of the reporting owners",
            before="PANORA ROBERT A; AURORA GROWTH FUND LTD.",
            now="AURORA GROWTH FUND LTD.; PANORA ROBERT A",
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


def test_what_happens_to_a_form_after_it_was_drafted_is_told() -> None:
    before = edited(PANORA, "    signed: 2013-10-01\n", "")
    now = filing(PANORA + "filed: {date: 2013-10-10, accession_number: 0001537435-13-000008}\n")

    assert facts(before, now) == (
        Fact(what="state of signing", before="for signature", now="signed"),
        Fact(what="day on which it was filed", now="2013-10-10"),
        Fact(what="accession number", now="0001537435-13-000008"),
    )


def test_a_power_is_told_by_its_grantor() -> None:
    now = edited(PANORA, "John N. Hatsopoulos", "Jane Roe")

    assert facts(filing(PANORA), now) == (
        Fact(
            what="attorneys-in-fact of the power of attorney of Robert A. Panora",
            before="Bonnie J. Brown, John N. Hatsopoulos",
            now="Bonnie J. Brown, Jane Roe",
        ),
    )


def test_footnotes_that_changed_places_are_told_and_new_numbers_are_not() -> None:
    first, second, *others = FULL.footnotes
    more = ("new", "A footnote of which nobody has heard.")

    assert facts(FULL, replace(FULL, footnotes=(second, first, *others))) == (
        Fact(what="numbers of footnotes", before="(1), (2)", now="(2), (1)"),
    )
    assert facts(FULL, replace(FULL, footnotes=(more, *FULL.footnotes))) == ()


def test_a_footnote_under_another_label_is_the_same() -> None:
    (label, text), *others = FULL.footnotes
    now = replace(FULL, footnotes=(("series", text.replace("any time", "no time")), *others))

    old, new = of_footnotes(FULL, now)[0]

    assert (old, new) == ((1, label, text), (1, "series", text.replace("any time", "no time")))


def test_what_a_filing_accepts_is_told_with_its_reason() -> None:
    now = edited(PANORA, "The filing of 2013 had no remarks.", "Nobody asked.")

    assert facts(filing(PANORA), now) == (
        Fact(
            what="accepted warning exhibits-unlisted",
            before="The filing of 2013 had no remarks.",
            now="Nobody asked.",
        ),
    )


def test_of_a_new_filing_all_facts_are_told_but_the_address() -> None:
    assert facts(None, filing(PANORA)) == (
        Fact(what="form", now="3"),
        Fact(what="edition of the form", now="7-02"),
        Fact(what="date of event", now="2013-10-01"),
        Fact(what="name of the issuer", now="TECOGEN INC."),
        Fact(what="CIK of the issuer", now="0001537435"),
        Fact(what="trading symbol", now="TGEN"),
        Fact(what="reporting owner", now="PANORA ROBERT A (no CIK yet; COO and President)"),
        Fact(what="state of signing", now="signed"),
        Fact(
            what="power of attorney of Robert A. Panora",
            now="appoints Bonnie J. Brown, John N. Hatsopoulos; signed 2013-09-23",
        ),
        Fact(what="accepted warning exhibits-unlisted", now="The filing of 2013 had no remarks."),
    )
