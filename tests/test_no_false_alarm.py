"""Real filings raise no error, and only the questions that were looked at; likely alarms that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from redwell.check.short_swing import short_swing_problems
from redwell.codes.postal_codes import provinces_of, states_of
from redwell.form import RelatedFilings
from redwell.forms import FORMS
from redwell.forms.changes.codes import what_a_broker_sold_is_a_sale
from redwell.forms.form3.tables import Form3
from redwell.forms.form4.tables import Form4
from redwell.model import Filing
from redwell.ownership.parse import parse_filing
from redwell.problems import Problem
from redwell.source import loader
from tests import corpus
from tests.case_files import FOLDER
from tests.sample import FULL, some

GOLDEN = Path(__file__).with_name("golden")
CHANGES = "corpus-questions-of-changes.txt"

FILING = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    cik: "456"
    address: {street: 100 MAIN ST., city: BOSTON, state: MA, zip: "02110"}
    relationship: {director: true}
non_derivative:
  - {title: Common Stock, amount: 1, ownership: direct}
signatures:
  - {text: /s/ Jane Doe, signed: 2026-05-05}
"""


def problems(text: str) -> list[Problem]:
    filing = parse_filing(loader.read(text.encode(), "f.yaml"), Form3)
    return [problem for rule in FORMS["3"].rules for problem in rule(filing)]


def said(old: str, new: str) -> list[str]:
    """The codes of a filing in which *new* stands for *old*."""
    assert old in FILING
    return [problem.code for problem in problems(FILING.replace(old, new, 1))]


@pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)
def test_real_filings_give_no_error_and_only_reviewed_warnings(
    golden: Callable[[str, str], None],
) -> None:
    found: list[str] = []
    for path in corpus.FORM3:
        of_file = problems(corpus.as_filing(path))
        assert [problem for problem in of_file if problem.severity == "error"] == []
        found.append(f"{path.stem}: {', '.join(sorted(problem.code for problem in of_file)) or 'nothing'}\n")
    golden("corpus-questions.txt", "".join(found))


@pytest.mark.skipif(not corpus.FORMS_4_AND_5, reason=corpus.ABSENT)
def test_real_forms_4_and_5_give_no_error_and_only_reviewed_questions(
    golden: Callable[[str, str], None],
) -> None:
    """A sample unless `--full`, which writes the file anew."""
    known = (GOLDEN / CHANGES).read_text("utf-8").splitlines() if (GOLDEN / CHANGES).is_file() else []
    found: list[str] = []
    record: dict[str, Filing] = {}
    for path in some(corpus.FORMS_4_AND_5, 12):
        source = loader.read(corpus.as_filing(path).encode(), path.name)
        record[path.stem] = parse_filing(source, FORMS[source.data["form"]].filing)
    related = RelatedFilings(find_others=lambda: record)
    for name, filing in record.items():
        of_file = [problem for rule in FORMS[filing.form].rules for problem in rule(filing)]
        of_file += short_swing_problems(filing, related, name)
        assert [problem for problem in of_file if problem.severity == "error"] == []
        found.append(f"{name}: {', '.join(sorted(problem.code for problem in of_file)) or 'nothing'}")
    if FULL:
        golden(CHANGES, "".join(f"{line}\n" for line in found))
    assert {*found} <= {*known} or FULL


@pytest.mark.parametrize("symbol", ["ACME", "BRK.B", "BRK B", "ACME, ACMEW", "NONE", "T", "2330.TW", "OTC"])
def test_a_plausible_symbol_gives_no_warning(symbol: str) -> None:
    assert said("trading_symbol: ACME", f'trading_symbol: "{symbol}"') == []


@pytest.mark.parametrize(
    ("symbol", "meant"),
    [
        ("(ACME)", "ACME"),
        ("acme", "ACME"),
        ("$ACME", "ACME"),
        ("NASDAQ:ACME", "ACME"),
        ("OTC: ACME", "ACME"),
        ("n/a", "NONE"),
        ("[NA]", "NONE"),
        ("--", "NONE"),
        ("Private", "NONE"),
    ],
)
def test_a_symbol_with_extra_characters_gives_a_warning(symbol: str, meant: str) -> None:
    text = FILING.replace("trading_symbol: ACME", f'trading_symbol: "{symbol}"')
    (problem,) = problems(text)
    assert problem.code == "trading-symbol-form"
    assert f" {meant}" in problem.message


@pytest.mark.parametrize(
    "name",
    [
        "DOE JANE",
        "Doe Jane Q.",
        "DOE JOHN A JR",
        "SMITH JOHN III",
        "O'BRIEN-LEE MARY ANN",
        "VAN DER BERG JAN",
        "Eventbrite, Inc.",
        "Sequoia Capital U.S. Growth Fund VII, L.P.",
        "Reid Hoffman & Michelle Yee Living Trust",
        "DOE JANE REVOCABLE TRUST, DATED MAY 1",
        "Acme S.A., Luxembourg",
    ],
)
def test_a_name_in_edgars_order_gives_no_warning(name: str) -> None:
    assert "owner-name-form" not in said("DOE JANE", f'"{name}"')


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DOE, JANE", "DOE JANE"),
        ("Doe, Jane Q.", "DOE JANE Q"),
        ("Mr. John Doe", "DOE JOHN"),
        ("DOE JOHN JR.", "DOE JOHN JR"),
        ("Doe, John, Jr.", "DOE JOHN JR"),
        ("John Doe, M.D.", "DOE JOHN"),
        ("Dr. Jane Q. Doe, Ph.D.", "DOE JANE Q"),
    ],
)
def test_a_name_in_spoken_order_gives_a_warning_with_edgars_order(name: str, meant: str) -> None:
    found = [
        each for each in problems(FILING.replace("DOE JANE", f'"{name}"')) if each.code == "owner-name-form"
    ]
    (problem,) = found
    assert f'should this be "{meant}"?' in problem.message


@pytest.mark.parametrize(
    "key",
    [
        "officer: Managing Director",
        "officer: Director of Research",
        "officer: Executive Director",
        "other: Director by Deputization",
        "other: Member of 10% owner group",
        "officer: See Remarks",
        "director: true, officer: President and Director",
    ],
)
def test_a_plausible_title_gives_no_warning(key: str) -> None:
    assert "relationship-box" not in said("director: true", key)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("NY", "10153"),
        ("NY", "06390"),
        ("DC", "20549"),
        ("VA", "20171"),
        ("TX", "73301"),
        ("TX", "88510"),
        ("PR", "00907"),
        ("VI", "00802"),
        ("GU", "96910"),
        ("B5", "96799"),
        ("MA", "05501"),
        ("WY", "83414"),
        ("HI", "96813-4500"),
    ],
)
def test_a_zip_code_of_its_state_gives_no_warning(state: str, code: str) -> None:
    assert said('state: MA, zip: "02110"', f'state: {state}, zip: "{code}"') == []


@pytest.mark.parametrize(
    ("state", "city", "country"),
    [
        ("CA", "Toronto", "A6"),
        ("CA", "MONTREAL", "A8"),
        ("DE", "Munich", "2M"),
        ("IL", "Tel Aviv", "L3"),
        ("IN", "MUMBAI", "K7"),
        ("GA", "Tbilisi", "2Q"),
        ("VI", "Tortola", "D8"),
    ],
)
def test_a_city_tells_a_state_from_a_country(state: str, city: str, country: str) -> None:
    text = FILING.replace('BOSTON, state: MA, zip: "02110"', f'{city}, state: {state}, zip: "00000"')
    (problem,) = problems(text)
    assert problem.code == "state-or-country"
    assert f"? then write country: {country} (" in problem.message


def test_every_state_but_the_outlying_islands_has_zip_codes() -> None:
    found = {state for number in range(1000) for state in states_of(f"{number:03}00")}
    assert len(found) == 55
    assert provinces_of("M5X 1A1") == ("A6",)


@pytest.mark.parametrize(
    "title",
    [
        "Common Stock, par value $0.001",
        "Class B Common Stock",
        "Restricted Stock",
        "Series A Preferred Stock",
        "Common Units",
        "American Depositary Shares",
        "Ordinary Shares, called up",
    ],
)
def test_a_security_that_belongs_in_table_one_gives_no_warning(title: str) -> None:
    assert said("Common Stock", f'"{title}"') == []


@pytest.mark.parametrize(
    "text",
    [
        "See the notes issued in 2031 under the 2% Notes due 2031.",
        "The following notes are secured.",
        "Registration statement on Form S-1 (File No. 333-248497).",
        "Each of (1) the sale, (2) the death and (3) the conversion.",
        "Account 2012-34 of the plan at 1-800-FLOWERS.COM, Inc.",
    ],
)
def test_words_like_a_footnote_reference_give_no_warning(text: str) -> None:
    assert said("signatures:", f'remarks: "{text}"\nsignatures:') == []


def test_a_note_that_continues_the_one_before_it_is_right_until_it_is_moved() -> None:
    footnotes = """\
footnotes:
  trust: Held by a trust.
  more: (Continued from footnote 1) The owner is a trustee.
signatures:"""
    text = FILING.replace("signatures:", footnotes).replace(
        "title: Common Stock", "title: {value: Common Stock, footnotes: [trust, more]}"
    )
    assert problems(text) == []
    assert problems(text.replace("from footnote 1", "from preceding footnote")) == []
    (problem,) = problems(text.replace("footnote 1", "footnote 2"))
    assert (
        problem.message
        == "this refers to footnote 2, which is now more: is this the right one, and will it keep its number?"
    )


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("F", "To pay taxes on the vesting. No shares were sold."),
        ("S", "Not withheld by the issuer: a broker disposed of them."),
    ],
)
def test_a_note_that_denies_a_sale_or_a_withholding_gives_no_warning(code: str, note: str) -> None:
    text = (FOLDER / "base" / "vesting.yaml").read_text("utf-8").replace("value: F\n", f"value: {code}\n")
    text = text.replace("Shares withheld by the issuer to pay taxes on the vesting.", f'"{note}"')
    filing = parse_filing(loader.read(text.encode(), "f.yaml"), Form4)
    assert note in dict(filing.footnotes).values()
    assert [*what_a_broker_sold_is_a_sale(filing, RelatedFilings())] == []


def test_two_rows_with_different_footnotes_give_no_warning() -> None:
    row = (
        "title: Common Stock, amount: 1, ownership: indirect, nature_of_ownership: {value: Trust, footnotes: "
    )
    rows = f"""\
non_derivative:
  - {{{row}[one]}}}}
  - {{{row}[two]}}}}
  - {{title: Common Stock, amount: 1, ownership: direct}}
footnotes: {{one: The first trust., two: The second trust.}}
"""
    old = "non_derivative:\n  - {title: Common Stock, amount: 1, ownership: direct}\n"
    assert said(old, rows) == []
