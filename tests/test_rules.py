"""The rules: documented, all shown by a bad filing, and what they let pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import redwell
from redwell.form import Form
from redwell.forms import FORMS
from redwell.forms.form3.tables import Form3
from redwell.model import CoverBoxes, Filing
from redwell.ownership.parse import parse_filing
from redwell.problems import Problem
from redwell.rules import acceptance
from redwell.rules.registry import REGISTERED, Violation, rule
from redwell.schema import validation
from redwell.source import loader
from redwell.text.characters import to_ascii

FILING = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE M.
    cik: "456"
    relationship: {director: true}
no_securities_owned: true
signatures:
  - {signer: Jane Doe, signed: 2026-05-05}
"""


def filing(text: str = FILING) -> Filing:
    return parse_filing(loader.read(text.encode(), "f.yaml"), Form3)


def broken(text: str) -> list[str]:
    found = [problem for rule in FORMS["3"].rules for problem in rule(filing(text))]
    return [f"{problem.severity} {problem.code}: {problem.message}" for problem in found]


def test_each_rule_is_one_sentence_with_its_reason() -> None:
    names = [rule.__name__ for rule in FORMS["3"].rules]
    assert len(names) == len(set(names)) > 60
    assert all(rule.__doc__ and "_" in rule.__name__ for rule in FORMS["3"].rules)


def test_a_rule_gives_only_the_codes_that_it_registers() -> None:
    def two_codes(_: Filing) -> Iterator[Violation]:
        yield Violation(("remarks",), "first", code="a")
        yield Violation((), "second", on="name", code="c")

    registered = rule(("a", "b"), "warning", "practice")(two_codes)
    del REGISTERED[registered]
    problems = registered(filing())
    assert next(problems) == Problem(severity="warning", code="a", message="first", path=("remarks",))
    with pytest.raises(AssertionError, match="c is not registered"):
        next(problems)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_rules_name_the_boxes_that_the_schema_names(form: Form) -> None:
    keys = validation.load_schema(form.schema, redwell.home())["properties"]
    issuer, owner = keys["issuer"]["properties"], keys["reporting_owners"]["items"]["properties"]
    assert (
        CoverBoxes(
            trading_symbol=issuer["trading_symbol"]["x-box"],
            foreign_trading_symbol=issuer["foreign_trading_symbol"]["x-box"],
            relationship=owner["relationship"]["x-box"],
            original_filed=keys["amendment"]["properties"]["original_filed"]["x-box"],
        )
        == form.filing.BOXES
    )
    for fact in form.facts:
        assert fact.box == keys[fact.name].get("x-box", "")


def test_a_plain_filing_keeps_every_rule() -> None:
    assert broken(FILING) == []


@pytest.mark.parametrize("name", ["DOE JANE M.", "Jane M. Doe", "doe, jane m", "M Doe Jane", "Jane Doe"])
def test_an_owner_may_be_named_in_another_order(name: str) -> None:
    assert broken(FILING.replace("signer: Jane Doe", f"signer: Jane Doe, for: '{name}'")) == []


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("OBRIEN JAMES", "James O'Brien"),
        ("O'BRIEN JAMES", "James OBrien"),
        ("NORTHERN LIGHT PARTNERS LP", "Northern Light Partners, L.P."),
        ("NORTHERN LIGHT PARTNERS L P", "Northern Light Partners, L.P."),
        ("SMITH JONES MARY", "Mary Smith-Jones"),
        ("SMITHJONES MARY", "Mary Smith-Jones"),
        ("SMITH-JONES MARY", "Mary Smith Jones"),
        ("SMITH & CO LLC", "Smith and Co LLC"),
        ("GENERALE SOCIETE", "Soci\u00e9t\u00e9 G\u00e9n\u00e9rale"),
    ],
)
def test_an_owner_may_be_named_with_another_punctuation(owner: str, name: str) -> None:
    text = FILING.replace("DOE JANE M.", owner).replace(
        "signer: Jane Doe", f'signer: Jane Doe, for: "{name}"'
    )
    assert [said for said in broken(text) if "unknown-owner" in said] == []


def test_a_signature_line_for_somebody_else_is_a_warning() -> None:
    said = broken(FILING.replace("signer: Jane Doe", "signer: Jane Doe, for: Bill Roe"))
    assert said == [
        'warning signature-for-unknown-owner: "Bill Roe" is not one of the reporting owners (DOE JANE '
        "M.): for whom is this line?"
    ]


@pytest.mark.parametrize("signer", ["/s/ Jane Doe", "/S/Jane Doe", "/ s / Jane Doe", "By: /s/ Jane Doe"])
def test_the_mark_of_a_signature_is_not_typed(signer: str) -> None:
    (said,) = broken(FILING.replace("signer: Jane Doe", f'signer: "{signer}"'))
    assert said == (
        'error signer-has-mark: the form adds "/s/" itself when there is a date under signed: '
        "write signer: Jane Doe"
    )


SYMBOL = FILING.replace("trading_symbol: ACME", "trading_symbol: ACME, foreign_trading_symbol: ACME.L")


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("edition: 7-02", 1),
        ("edition: 03-26", 0),
        ("filed: {date: 2026-03-17}", 1),
        ("filed: {date: 2026-03-18}", 0),
        ("accept: {}", 0),
    ],
)
def test_the_edition_changes_on_18_march_2026(line: str, count: int) -> None:
    text = SYMBOL.replace("2026-05-0", "2026-03-0")
    found = [said for said in broken(f"{text}{line}\n") if "foreign-symbol-unprinted" in said]
    assert len(found) == count


@pytest.mark.parametrize(("day", "count"), [("03", 1), ("04", 0), ("05", 0)])
def test_what_expires_on_the_day_of_the_event_has_not_expired_before_it(day: str, count: int) -> None:
    row = (
        "derivative:\n  - {title: Option, date_exercisable: 2026-05-01, ownership: direct, "
        f"expiration_date: 2026-05-{day}, conversion_or_exercise_price: 1, "
        "underlying: {title: Stock, amount: 1}}\n"
    )
    text = FILING.replace("no_securities_owned: true\n", row)
    assert len([said for said in broken(text) if "expired-before-event" in said]) == count


def test_nine_digits_are_a_zip_code_too() -> None:
    address = "address: {street: 1 MAIN ST., city: BOSTON, state: MA, zip: 02110-1234}"
    assert broken(FILING.replace("relationship", f"{address}\n    relationship", 1)) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("the holder\u2019s \u201coption\u201d", 'the holder\'s "option"'),
        ("2020\u20132024 \u2014 all", "2020-2024 -- all"),
        (
            "Soci\u00e9t\u00e9 G\u00e9n\u00e9rale \u00d8rsted Stra\u00dfe \u0141\u00f3d\u017a",
            "Societe Generale Orsted Strasse Lodz",
        ),
        ("\ufb01rst \u2026 \u00bd \u00a7 16(a)", "first ... 1/2 Section 16(a)"),
        ("\u00a9 \u00ae \u2122", "(C) (R) (TM)"),
        ("5\u00bd% \u00bd \u00be2", "5 1/2% 1/2 3/4 2"),
        ("10\u00b2", None),
        ("H\u2082O", None),
        ("note \u2460", None),
        ("\uff15\uff16", "56"),
        ("\u5f20", None),
    ],
)
def test_the_plain_form_of_a_text_says_the_same(text: str, plain: str | None) -> None:
    assert to_ascii(text) == plain


def test_letters_that_all_fonts_have_may_stand_in_a_printed_name() -> None:
    assert broken(FILING.replace("ACME CORP", "SOCI\u00c9T\u00c9 G\u00c9N\u00c9RALE \u0416")) == []


def test_a_warning_is_accepted_by_its_code_with_a_reason() -> None:
    text = FILING.replace("no_securities_owned: true\n", "") + "accept: {no-holdings: She owns none.}\n"
    found = [problem for rule in FORMS["3"].rules for problem in rule(filing(text))]
    remaining, accepted = acceptance.split(found, filing(text))
    assert remaining == []
    assert accepted == {"no-holdings": "She owns none."}


@pytest.mark.parametrize(
    ("entry", "remains"),
    [
        ("A comma.", True),
        ('{reason: A comma., of: "1:0123456789abcdef0123456789abcdef"}', True),
        ('{reason: A comma., of: ["1:fedcba9876543210fedcba9876543210"]}', False),
    ],
)
def test_words_that_may_change_are_accepted_by_their_fingerprint_alone(entry: str, remains: bool) -> None:
    text = f"{FILING}accept: {{words-changed-after-signing: {entry}}}\n"
    of = "1:fedcba9876543210fedcba9876543210"
    asked = Problem(code="words-changed-after-signing", severity="warning", message="x", of=of)
    assert acceptance.split([asked], filing(text))[0] == [asked] * remains


def test_words_that_an_entry_accepts_and_that_stand_nowhere_are_named() -> None:
    here, gone = "1:fedcba9876543210fedcba9876543210", "1:0123456789abcdef0123456789abcdef"
    entry = f'{{reason: A comma., of: ["{here}", "{gone}"]}}'
    text = f"{FILING}accept: {{words-changed-after-signing: {entry}}}\n"
    asked = Problem(code="words-changed-after-signing", severity="warning", message="x", of=here)
    [problem], accepted = acceptance.split([asked], filing(text))
    assert accepted == {"words-changed-after-signing": "A comma."}
    assert (problem.severity, problem.code, problem.path) == (
        "warning",
        "accept-unused",
        ("accept", "words-changed-after-signing", "of"),
    )
    assert problem.message == (
        'no "words-changed-after-signing" in this filing is of these words any more: remove '
        f'"{gone}" from of:'
    )


def test_with_an_error_no_acceptance_is_reported_as_unused() -> None:
    text = FILING + "accept:\n  no-holdings: She owns none.\n"
    error = Problem(code="nature-missing", message="..", path=())
    assert acceptance.split([error], filing(text)) == ([error], {})
    assert [problem.code for problem in acceptance.split([], filing(text))[0]] == ["accept-unused"]


def test_a_warning_that_is_about_no_words_has_no_of() -> None:
    of = "1:" + "4f2a91c0" * 4
    text = FILING.replace("no_securities_owned: true\n", "")
    text += f'accept: {{no-holdings: {{reason: She owns none., of: "{of}"}}}}\n'
    found = [problem for rule in FORMS["3"].rules for problem in rule(filing(text))]
    message = (
        'the warning "no-holdings" has no "of": the reason holds for all that it asks about in this filing: '
        'remove "of"'
    )
    unused = Problem(
        severity="warning",
        code="accept-unused",
        message=message,
        path=("accept", "no-holdings", "of"),
        on_key=True,
    )
    assert acceptance.split(found, filing(text)) == ([unused], {"no-holdings": "She owns none."})
    of_words = [replace(each, of=of) for each in found]
    assert acceptance.split(of_words, filing(text)) == ([], {"no-holdings": "She owns none."})


def test_an_error_cannot_be_accepted() -> None:
    text = f"{FILING}accept: {{nature-missing: No.}}\n"
    error = Problem(code="nature-missing", message="x")
    remaining, accepted = acceptance.split([error], filing(text))
    assert [problem.code for problem in remaining] == ["nature-missing", "accept-error"]
    assert accepted == {}
