"""The owner's previous filing on an issuer, and what it is looked for by."""

from __future__ import annotations

from pathlib import PurePosixPath

from redwell.account.previous import NamedFiling, previous_filing, search_words, twin
from redwell.forms.form3.tables import Form3
from redwell.ownership.parse import parse_filing
from redwell.source import loader

ACME = '{name: "ACME, INC.", cik: "0000012345", trading_symbol: ACME}'
JANE = '- {name: DOE JANE M, cik: "0000678901", relationship: {director: true}}'
JOHN = '- {name: ROE JOHN, cik: "0000678902", relationship: {director: true}}'
FUND = "- {name: Acme Fund V L.P., relationship: {ten_percent_owner: true}}"


def named(
    name: str, event: str, *owners: str, filed: str = "", issuer: str = ACME, amends: str | None = None
) -> NamedFiling:
    form = "3" if amends is None else "3/A"
    lines = [f'form: "{form}"', f"date_of_event: {event}", f"issuer: {issuer}"]
    lines += ["reporting_owners:", *(f"  {owner}" for owner in owners or [JANE])]
    lines += ["no_securities_owned: true", *([f"filed: {filed}"] if filed else [])]
    lines += [] if amends is None else [f"amendment: {amends}"]
    path = f"filings/acme/{name}.yaml"
    return path, parse_filing(loader.read("\n".join(lines).encode(), path), Form3)


def found(new: NamedFiling, *candidates: NamedFiling) -> str | None:
    name = previous_filing(new[1], candidates)
    return PurePosixPath(name).stem if name else None


def test_the_latest_earlier_filing_is_previous_whatever_the_order() -> None:
    first, second, third = (named(year, f"{year}-05-04") for year in ("2020", "2022", "2024"))
    assert found(third, first, second) == "2022"
    assert found(third, second, first) == "2022"
    assert found(second, first, third) == "2020"
    assert found(first, second, third) is None


def test_a_filing_is_never_previous_to_itself() -> None:
    now = named("now", "2024-05-04")
    assert found(now, now, named("a-copy", "2024-05-04")) is None


def test_the_days_when_both_were_filed_go_before_the_events() -> None:
    late = named("late", "2020-01-02", filed="{date: 2024-06-03}")
    now = named("now", "2023-01-02", filed="{date: 2023-01-09}")
    assert found(now, late) is None
    assert found(late, now) == "now"


def test_what_was_filed_on_an_event_is_earlier_than_a_draft_on_it() -> None:
    filed = named("filed", "2024-05-04", filed="{date: 2024-05-13}")
    draft = named("draft", "2024-05-04")
    assert found(draft, filed) == "filed"
    assert found(filed, draft) is None


def test_an_amendment_follows_the_file_that_it_names() -> None:
    original = named("original", "2024-05-04", filed="{date: 2024-05-13}")
    later = named("later", "2024-05-05", filed="{date: 2024-05-20}")
    now = named("now", "2024-05-06", amends="{original_filed: 2024-05-13, amends: original.yaml}")
    assert found(now, original, later) == "original"


def test_an_amendment_follows_the_accession_number_that_it_names() -> None:
    number = "0001127602-24-015557"
    original = named("original", "2024-05-04", filed=f"{{date: 2024-05-13, accession_number: {number}}}")
    later = named("later", "2024-05-05", filed="{date: 2024-05-20}")
    now = named("now", "2024-05-06", amends=f"{{original_filed: 2024-05-13, amends: {number}}}")
    assert found(now, later, original) == "original"


def test_an_amendment_that_names_nothing_follows_what_was_filed_on_the_day_of_its_original() -> None:
    original = named("original", "2024-05-04", filed="{date: 2024-05-13}")
    later = named("later", "2024-05-05", filed="{date: 2024-05-20}")
    now = named("now", "2024-05-04", amends="{original_filed: 2024-05-13}")
    assert found(now, original, later) == "original"


def test_an_amendment_follows_its_original_of_the_same_event_that_nobody_recorded_as_filed() -> None:
    original = named("original", "2024-05-04")
    now = named("now", "2024-05-04", amends="{original_filed: 2024-05-13}")
    assert found(now, original) == "original"
    assert found(original, now) is None


def test_another_issuer_or_another_owner_is_no_previous_filing() -> None:
    now = named("now", "2024-05-04")
    other = '{name: "ACME, INC.", cik: "12346", trading_symbol: ACME}'
    assert found(now, named("issuer", "2020-05-04", issuer=other)) is None
    assert found(now, named("owner", "2020-05-04", JOHN)) is None


def test_zeros_before_a_cik_are_free() -> None:
    issuer = "{name: ACME CORP, cik: '12345', trading_symbol: ACME}"
    owner = '- {name: DOE-SMITH J, cik: "678901", relationship: {director: true}}'
    assert found(named("now", "2024-05-04"), named("was", "2020-05-04", owner, issuer=issuer)) == "was"


def test_an_owner_without_a_cik_is_known_by_name_and_no_trust_of_that_name_is_meant() -> None:
    now = named("now", "2024-05-04")
    person = "- {name: Jane Doe, relationship: {director: true}}"
    trust = "- {name: Jane Doe Family Trust, relationship: {ten_percent_owner: true}}"
    assert found(now, named("person", "2020-05-04", person)) == "person"
    assert found(now, named("trust", "2020-05-04", trust)) is None


def test_fund_five_is_not_fund_six() -> None:
    now = named("now", "2024-05-04", FUND)
    assert found(now, named("vi", "2020-05-04", FUND.replace("Fund V", "Fund VI"))) is None
    assert found(now, named("v", "2020-05-04", FUND.replace("L.P.", "LP"))) == "v"


def test_the_same_owners_go_before_the_first_of_them_among_others() -> None:
    alone = named("alone", "2022-05-04", JANE)
    joint = named("joint", "2020-05-04", JOHN, JANE)
    second = named("second", "2023-05-04", JOHN)
    now = named("now", "2024-05-04", JANE, JOHN)
    assert found(now, alone, joint, second) == "joint"
    assert found(now, alone, second) == "alone"
    assert found(now, second) is None


def test_a_second_original_on_the_same_form_and_event_is_a_twin_and_an_amendment_is_none() -> None:
    new = named("new", "2024-05-04")
    other = named("other", "2024-05-04")
    amendment = named("amendment", "2024-05-04", amends="{original_filed: 2024-05-13}")
    assert twin(new[1], [named("owner", "2024-05-04", JOHN), other]) == "filings/acme/other.yaml"
    assert twin(new[1], [amendment, named("earlier", "2023-05-04")]) is None
    assert twin(amendment[1], [other]) is None


def test_candidates_are_looked_for_by_number_and_surname_of_the_owners() -> None:
    joint = named("now", "2024-05-04", JANE, JOHN)
    assert search_words(joint[1]) == ("678901", "678902", "DOE", "Doe", "ROE", "Roe")


def test_candidates_of_an_entity_are_looked_for_by_the_word_that_tells_most() -> None:
    fund = named(
        "now", "2024-05-04", "- {name: SC Sequoia Fund V LP, relationship: {ten_percent_owner: true}}"
    )
    assert search_words(fund[1]) == ("Sequoia", "SEQUOIA")


def test_a_name_that_yaml_must_quote_is_looked_for_by_a_part_without_its_quotes() -> None:
    owner = "- {name: O'BRIEN PAT, relationship: {director: true}}"
    assert search_words(named("now", "2024-05-04", owner)[1]) == ("BRIEN", "Brien")


def test_a_later_event_that_is_not_recorded_as_filed_goes_before_an_older_filed_one() -> None:
    filed = named("filed", "2024-05-04", filed="{date: 2024-05-13}")
    signed = named("signed", "2024-05-10")
    now = named("now", "2024-06-04")
    assert found(now, filed, signed) == "signed"
    assert found(now, filed, named("older", "2024-05-03")) == "filed"
    assert found(now, filed, named("same", "2024-05-04")) == "filed"


def test_of_one_day_and_event_a_filing_without_an_accession_number_is_the_latest() -> None:
    numbered = named(
        "numbered", "2024-05-04", filed="{date: 2024-05-06, accession_number: 0000000000-24-000001}"
    )
    without = named("without", "2024-05-04", filed="{date: 2024-05-06}")
    assert found(named("now", "2024-06-04"), without, numbered) == "without"
    assert found(without, numbered) == "numbered"
    assert found(numbered, without) is None
