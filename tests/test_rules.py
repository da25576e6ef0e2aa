"""The rules: documented, all shown by a bad filing, and what they let pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import redwell
from redwell import rules, source
from redwell.characters import to_ascii
from redwell.forms import FORMS
from redwell.forms.form3 import parse
from redwell.model import Filing
from redwell.problems import Problem

BAD = Path(__file__).parent / "filings" / "bad"
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
    return parse(source.read(text.encode(), "f.yaml"))


def broken(text: str) -> list[str]:
    found = [problem for rule in FORMS["3"].rules for problem in rule(filing(text))]
    return [f"{problem.severity} {problem.code}: {problem.message}" for problem in found]


def test_each_rule_is_one_sentence_with_its_reason() -> None:
    names = [rule.__name__ for rule in FORMS["3"].rules]
    assert len(names) == len(set(names)) > 20
    for rule in FORMS["3"].rules:
        assert rule.__doc__, rule.__name__
        assert "_" in rule.__name__


def test_each_code_of_our_reading_is_shown_by_a_bad_filing() -> None:
    shown = {
        code for file in BAD.glob("*.txt") for code in re.findall(r" \[([a-z0-9-]+)\]", file.read_text())
    }
    modules = ("yaml_words", "schema", "schema_words", "rules", "rules_of_text", "rules_of_holdings")
    text = "".join((Path(redwell.__file__).parent / f"{name}.py").read_text("utf-8") for name in modules)
    codes = set(re.findall(r'code="([a-z0-9-]+)"', text)) | set(
        re.findall(r'(?:Fault|yield)\(?\s*"([a-z0-9-]+)"', text)
    )
    assert len(codes) > 40
    elsewhere = {"not-utf-8", "owner-cik-missing", "signature-missing", "signature-undated", "placeholder"}
    assert codes - shown - elsewhere == set()


def test_a_plain_filing_keeps_every_rule() -> None:
    assert broken(FILING) == []


@pytest.mark.parametrize("name", ["DOE JANE M.", "Jane M. Doe", "doe, jane m", "M Doe Jane", "Jane Doe"])
def test_an_owner_may_be_named_in_another_order(name: str) -> None:
    assert broken(FILING.replace("signer: Jane Doe", f"signer: Jane Doe, for: '{name}'")) == []


def test_nine_digits_are_a_zip_code_too() -> None:
    address = "address: {street: 1 MAIN ST., state: MA, zip: 02110-1234}"
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
    remaining, accepted = rules.accepted(found, filing(text))
    assert remaining == []
    assert accepted == {"no-holdings": "She owns none."}


def test_an_error_cannot_be_accepted() -> None:
    text = f"{FILING}accept: {{nature-missing: No.}}\n"
    error = Problem(code="nature-missing", message="x")
    remaining, accepted = rules.accepted([error], filing(text))
    assert [problem.code for problem in remaining] == ["nature-missing", "accept-error"]
    assert accepted == {}
