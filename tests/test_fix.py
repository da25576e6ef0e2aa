"""`check --fix` writes the remedies that are certain, and nothing else."""

from __future__ import annotations

import os
import random
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import redwell
from redwell.check.filing import Checked, check_filing
from redwell.commands import report
from redwell.files import discovery, output
from redwell.files.discovery import Misuse
from redwell.fixes.mending import Mended, mend
from tests import tired_hand, warm
from tests.case_files import NAME
from tests.sample import tries
from tests.test_random_edits import GOOD, edited

ROOT = Path(__file__).resolve().parent.parent
CCC = "abcd1" + "@xy"
OFFICER = (ROOT / "tests/cases/base/officer.yaml").read_text("utf-8")


def checked(content: bytes) -> Checked:
    """Return what `check` finds in a filing with this content."""
    return check_filing(discovery.entry(ROOT / NAME, ROOT), ROOT, redwell.home(), content=content)


def fixed(text: str) -> Mended:
    """A filing after --fix; a second time changes nothing."""
    found = mend(text.encode(), NAME, checked)
    assert mend(found.after, NAME, checked).after == found.after
    return found


def messages(text: str) -> list[str]:
    """The messages of `check`."""
    return [problem.message for problem in checked(text.encode()).problems]


# --- what is certain ---

SHORT = """\
thousands separators | amount: 2,234,000 | amount: 2234000 | amount: 1000
spaces between thousands | amount: 2 234 000 | amount: 2234000 | amount: 1000
apostrophes between thousands | amount: 2'234'000 | amount: 2234000 | amount: 1000
points between thousands | amount: 2.234.000 | amount: 2234000 | amount: 1000
shares | amount: 1,000 shares | amount: 1000 | amount: 1000
a number in quotes | amount: "1000" | amount: 1000 | amount: 1000
zeros in front | amount: 001000 | amount: 1000 | amount: 1000
zeros behind | amount: 1000.000000 | amount: 1000 | amount: 1000
a point without digits | amount: 1000. | amount: 1000 | amount: 1000
a price from EDGAR's page | price: $ 37.59 | price: 37.59 | price: 2.60
a price without its zero | price: .75 | price: 0.75 | price: 2.60
a price from a statement | price: 37.59 USD | price: 37.59 | price: 2.60
a price per share | price: US$37.59 per share | price: 37.59 | price: 2.60
a number with a footnote | amount: 3400000 (1) | amount: {value: 3400000, footnotes: [vesting]} | amount: 1000
a number with a label | amount: 3,400 (vesting) | amount: {value: 3400, footnotes: [vesting]} | amount: 1000
a footnote in place of a price | price: (1) | price: {footnotes: [vesting]} | price: 2.60
a month in short | date: Oct. 1, 2036 | date: 2036-10-01 | date: 2036-05-04
a date with its weekday | date: Wed, Oct. 1, 2036 | date: 2036-10-01 | date: 2036-05-04
a date from EDGAR's XML | date: 2036-05-04-05:00 | date: 2036-05-04 | date: 2036-05-04
a date without hyphens | date: 20360504 | date: 2036-05-04 | date: 2036-05-04
a state in small letters | state: ma | state: MA | state: MA
the name of a state | state: Massachusetts | state: MA | state: MA
a name with its code | state: MASSACHUSETTS (MA) | state: MA | state: MA
a country in small letters | country: q8 | country: Q8 | state: MA
the name of a country | country: Norway | country: Q8 | state: MA
a country with its code | country: NORWAY (Q8) | country: Q8 | state: MA
a code with its country | country: Q8 - Norway | country: Q8 | state: MA
a country in place of a state | state: Norway | country: Q8 | state: MA
a CIK with a word | cik: CIK 0001234567 | cik: "0001234567" | cik: "1234567"
a CIK with a number sign | cik: "CIK#: 0001234567" | cik: "0001234567" | cik: "1234567"
a CIK from a spreadsheet | cik: 1234567.0 | cik: "1234567" | cik: "1234567"
a form without quotes | form: 3 | form: "3" | form: "3"
the word form | form: Form 3 | form: "3" | form: "3"
a misspelt key | trading_simbol: ACME | trading_symbol: ACME | trading_symbol: ACME
another name of a key | ticker: ACME | trading_symbol: ACME | trading_symbol: ACME
a key in capitals | Trading Symbol: ACME | trading_symbol: ACME | trading_symbol: ACME
a misspelt key of a block | isuer: | issuer: | issuer:
a footnote without brackets | footnotes: vesting | footnotes: [vesting] | footnotes: [vesting]
a label in capitals | footnotes: [Vesting] | footnotes: [vesting] | footnotes: [vesting]
the number of the only footnote | footnotes: [1] | footnotes: [vesting] | footnotes: [vesting]
a suite behind a street | street: 100 MAIN ST. #200 | street: "100 MAIN ST. #200" | street: 100 MAIN ST.
a colon in a title | - title: Common: Class A | - title: "Common: Class A" | - title: Common Stock
a sign of YAML | - title: @Common Stock | - title: "@Common Stock" | - title: Common Stock
no space after a colon | trading_symbol:ACME | trading_symbol: ACME | trading_symbol: ACME
a missing quotation mark | name: "ACME CORP | name: "ACME CORP" | name: ACME CORP
a missing bracket | footnotes: [vesting | footnotes: [vesting] | footnotes: [vesting]
a brace in place of a bracket | footnotes: [vesting} | footnotes: [vesting] | footnotes: [vesting]
a label in parentheses | footnotes: (vesting) | footnotes: [vesting] | footnotes: [vesting]
a date from Excel | date: 2036-11-19 00:00:00 | date: 2036-11-19 | date: 2036-05-04
a date and time | date: 11/19/2036 12:00:00 AM | date: 2036-11-19 | date: 2036-05-04
a missing colon | - title Common Stock | - title: Common Stock | - title: Common Stock
a missing colon behind a form | form "3" | form: "3" | form: "3"
a missing colon behind another name | ticker ACME | trading_symbol: ACME | trading_symbol: ACME
a semicolon | trading_symbol; ACME | trading_symbol: ACME | trading_symbol: ACME
an equal sign | trading_symbol = ACME | trading_symbol: ACME | trading_symbol: ACME
the words of box 4 | title: President | officer: President | officer: President
a note behind a value | city: BOSTON #check | city: BOSTON # check | city: BOSTON
a line that is too far right |   cik: "1234567" | cik: "1234567" | cik: "1234567"
a mark before a signer | signer: /s/ Jane Doe | signer: Jane Doe | signer: Jane Doe
a symbol in small letters | trading_symbol: acme | trading_symbol: ACME | trading_symbol: ACME
a symbol with its exchange | trading_symbol: "NYSE: ACME" | trading_symbol: "ACME" | trading_symbol: ACME
a footnote behind a price | price: 2.60 note 1 | price: {value: 2.60, footnotes: [vesting]} | price: 2.60
a footnote in words | price: see footnote 1 | price: {footnotes: [vesting]} | price: 2.60
units | amount: 1,000 RSUs | amount: 1000 | amount: 1000
a state from EDGAR's XML | rptOwnerState: MA | state: MA | state: MA
a key from EDGAR's XML | officerTitle: President | officer: President | officer: President
a space at the end | city: "BOSTON " | city: "BOSTON" | city: BOSTON
"""
"""The name of a mistake; what was typed, what --fix writes, and what officer.yaml has there."""
LONG = {
    "an American date": (
        (": 05/04/2026\nissuer"),
        (": 2026-05-04\nissuer"),
        (": 2026-05-04\nissuer"),
    ),
    "a month in letters": (
        (": May 4, 2026\nissuer"),
        (": 2026-05-04\nissuer"),
        (": 2026-05-04\nissuer"),
    ),
    "capitals of a choice": (
        ("    ownership: Direct\nderivative"),
        ("    ownership: direct\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "a point behind a choice": (
        ("    ownership: Direct.\nderivative"),
        ("    ownership: direct\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "the form of a choice": (
        ("    ownership: Direct ownership\nderivative"),
        ("    ownership: direct\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "a choice with its nature": (
        ("    ownership: Indirect (by spouse)  # the broker\nderivative"),
        ("    ownership: indirect\n    nature_of_ownership: By spouse  # the broker\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "a choice with its nature in braces": (
        ("  - {title: Common Stock, amount: 1000, ownership: I - by trust}\n"),
        ("  - {title: Common Stock, amount: 1000, ownership: indirect, nature_of_ownership: By trust}\n"),
        ("  - title: Common Stock\n    amount: 1000\n    ownership: direct\n"),
    ),
    "a tick beside a title": (
        ("      officer: yes\n      title: President\n"),
        ("      officer: President\n"),
        ("      officer: President\n"),
    ),
    "a tick of EDGAR's XML beside a title": (
        ("      isOfficer: 1\n      officerTitle: President\n"),
        ("      officer: President\n"),
        ("      officer: President\n"),
    ),
    "a title in place of a block": (
        ("    relationship: President\n"),
        ("    relationship:\n      officer: President\n"),
        ("    relationship:\n      officer: President\n"),
    ),
    "a title and number in place of a block": (
        ("    underlying: 25,000 shares of Common Stock\n"),
        ("    underlying:\n      title: Common Stock\n      amount: 25000\n"),
        ("    underlying:\n      title: Common Stock\n      amount: 5000\n"),
    ),
    "a title in place of a block, and a number beside it": (
        ('    underlying: Common Stock\n    underlying_amount: "25,000"\n'),
        ("    underlying:\n      title: Common Stock\n      amount: 25000\n"),
        ("    underlying:\n      title: Common Stock\n      amount: 5000\n"),
    ),
    "a name in place of a block, and its other keys beside it": (
        ("issuer: ACME CORP\nticker: ACME\ncik: 1234567\n"),
        ("issuer:\n  name: ACME CORP\n  trading_symbol: ACME\n  cik: 1234567\n"),
        ('issuer:\n  name: ACME CORP\n  cik: "1234567"\n  trading_symbol: ACME\n'),
    ),
    "none in place of a table": (
        ("    ownership: direct\nexhibits: None\nderivative"),
        ("    ownership: direct\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "a row below a key that is misspelt": (
        ("derivatives:\n  - title: Option\n    underlying: Common Stock (5,000)\n  - title: Stock Option"),
        (
            "derivative:\n  - title: Option\n    underlying:\n      title: Common Stock\n      amount: 5000\n"
            "  - title: Stock Option"
        ),
        ("derivative:\n  - title: Stock Option"),
    ),
    "a signer in place of a list": (
        ("signatures: /s/ Jane Doe\n"),
        ("signatures:\n  - signer: Jane Doe\n"),
        ("signatures:\n  - signer: Jane Doe\n    signed: 2026-05-05\n"),
    ),
    "the letter of a choice": (
        ("    ownership: D\nderivative"),
        ("    ownership: direct\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "the United States beside a state": (
        ("state: MA\n      country: USA\n"),
        ("state: MA\n"),
        ("state: MA\n"),
    ),
    "yes": (
        ("      officer: President\n      director: yes\n"),
        ("      officer: President\n      director: true\n"),
        ("      officer: President\n"),
    ),
    "an X": (
        ("      officer: President\n      director: X\n"),
        ("      officer: President\n      director: true\n"),
        ("      officer: President\n"),
    ),
    "a key in the wrong place": (
        (
            "trading_symbol: ACME  # NYSE\n"
            "date_of_event: 2026-05-04\n"
            "issuer:\n"
            "  name: ACME CORP\n"
            '  cik: "1234567"\n'
        ),
        (
            "date_of_event: 2026-05-04\n"
            "issuer:\n"
            "  name: ACME CORP\n"
            '  cik: "1234567"\n'
            "  trading_symbol: ACME  # NYSE\n"
        ),
        ('date_of_event: 2026-05-04\nissuer:\n  name: ACME CORP\n  cik: "1234567"\n  trading_symbol: ACME\n'),
    ),
    "keys without the key above them": (
        (
            "    street: 100 MAIN ST.\n"
            "    city: BOSTON\n"
            "    state: MA\n"
            '    zip: "02110"\n'
            "    officer: President\n"
        ),
        (
            "    address:\n"
            "      street: 100 MAIN ST.\n"
            "      city: BOSTON\n"
            "      state: MA\n"
            '      zip: "02110"\n'
            "    relationship:\n"
            "      officer: President\n"
        ),
        (
            "    address:\n"
            "      street: 100 MAIN ST.\n"
            "      city: BOSTON\n"
            "      state: MA\n"
            '      zip: "02110"\n'
            "    relationship:\n"
            "      officer: President\n"
        ),
    ),
    "a list without its hyphen": (
        ("signatures:\n    signer: Jane Doe\n"),
        ("signatures:\n  - signer: Jane Doe\n"),
        ("signatures:\n  - signer: Jane Doe\n"),
    ),
    "tabs": (
        ("\tname: ACME CORP\n\tcik"),
        ("  name: ACME CORP\n  cik"),
        ("  name: ACME CORP\n  cik"),
    ),
    "a lone tab": (
        ("      street: 100 MAIN ST.\n\t\tcity"),
        ("      street: 100 MAIN ST.\n      city"),
        ("      street: 100 MAIN ST.\n      city"),
    ),
    "a tab below a key": (
        ("    relationship:\n\tofficer"),
        ("    relationship:\n      officer"),
        ("    relationship:\n      officer"),
    ),
    "a missing colon of a block": (("issuer\n"), ("issuer:\n"), ("issuer:\n")),
    "a signature without its colon": (
        ("  - signer Jane Doe\n"),
        ("  - signer: Jane Doe\n"),
        ("  - signer: Jane Doe\n    signed: 2026-05-05\n"),
    ),
    "a missing bracket in braces": (
        ("amount: {value: 1000, footnotes: [vesting}\n"),
        ("amount: {value: 1000, footnotes: [vesting]}\n"),
        ("amount: 1000\n"),
    ),
    "a letter in parentheses": (
        ("    ownership: (D)\nderivative"),
        ("    ownership: direct\nderivative"),
        ("    ownership: direct\nderivative"),
    ),
    "two keys in one name": (
        ("    underlying_title: Common Stock\n    underlying_shares: 5000\n"),
        ("    underlying:\n      title: Common Stock\n      amount: 5000\n"),
        ("    underlying:\n      title: Common Stock\n      amount: 5000\n"),
    ),
    "a block in its keys": (
        ('issuer_name: ACME CORP\nissuer_cik: "1234567"\nticker: ACME\n'),
        ('issuer:\n  name: ACME CORP\n  cik: "1234567"\n  trading_symbol: ACME\n'),
        ('issuer:\n  name: ACME CORP\n  cik: "1234567"\n  trading_symbol: ACME\n'),
    ),
    "a no-break space": (
        ("  name: ACME\N{NO-BREAK SPACE}CORP\n"),
        ("  name: ACME CORP\n"),
        ("  name: ACME CORP\n"),
    ),
    "an invisible space": (
        ("  name: ACME \N{ZERO WIDTH SPACE}CORP\n"),
        ("  name: ACME CORP\n"),
        ("  name: ACME CORP\n"),
    ),
    "curly quotation marks": (
        (
            "  vesting: The holder\N{RIGHT SINGLE QUOTATION MARK}s "
            "\N{LEFT DOUBLE QUOTATION MARK}option\N{RIGHT DOUBLE QUOTATION MARK} vests"
        ),
        ('  vesting: The holder\'s "option" vests'),
        ("  vesting: The option vests"),
    ),
}
MENDS = {
    **LONG,
    "commas in braces": (
        "  - {title: Common Stock, amount: 2,234,000, ownership: direct}\n",
        "  - {title: Common Stock, amount: 2234000, ownership: direct}\n",
        "  - title: Common Stock\n    amount: 1000\n    ownership: direct\n",
    ),
    "a comma in a street in braces": (
        "address: {street: 1 Main St., Suite 101, city: BOSTON, state: MA, zip: '02110'}\n",
        "address: {street: \"1 Main St., Suite 101\", city: BOSTON, state: MA, zip: '02110'}\n",
        'address:\n      street: 100 MAIN ST.\n      city: BOSTON\n      state: MA\n      zip: "02110"\n',
    ),
    **{name: tuple(parts) for name, *parts in (line.split(" | ") for line in SHORT.splitlines())},
}


@pytest.mark.parametrize("name", MENDS)
def test_a_certain_remedy_is_written(name: str) -> None:
    mistake, mended, good = MENDS[name]
    assert OFFICER.count(good) == 1
    found = fixed(OFFICER.replace(good, mistake))
    assert found.after.decode() == OFFICER.replace(good, mended)


# --- what is not certain ---


@pytest.mark.parametrize(
    ("good", "typed", "message"),
    [
        (
            "price: 2.60",
            "price: 37,59",
            'the comma in "37,59" does not group thousands: write 37.59 if it is a decimal comma, or else '
            "the right digits without commas",
        ),
        (
            "amount: 1000",
            "amount: 18,4201",
            'the comma in "18,4201" does not group thousands: write 18.4201 if it is a decimal comma, or '
            "else the right digits without commas",
        ),
        (
            "amount: 1000",
            "amount: 1,84,201",
            'the commas in "1,84,201" do not group thousands: write the right digits without commas',
        ),
        ("amount: 1000", "amount: 1.234,5", 'if the comma in "1.234,5" is a decimal comma, write 1234.5'),
        (
            "price: 2.60",
            "price: 2,600",
            'the comma in "2,600" can be read in two ways: write 2.600 if it is a decimal comma, 2600 if it '
            "groups digits",
        ),
        ("amount: 1000", "amount: $1,000", "write 1000, or amount_in_dollars: 1000, whichever is meant"),
        ("date: 2036-05-04", "date: 10.01.2036", "write 2036-10-01 or 2036-01-10, whichever is meant"),
        ("date: 2036-05-04", "date: 10/01/36", "write 2036-10-01, if that is the year"),
        ("date: 2036-05-04", "date: 13/10/2036", "there is no month 13"),
        (
            "amount: 1000",
            "amount: 1000 (2)",
            "write {value: 1000, footnotes: [label]} with the label of your footnote",
        ),
        ("state: MA", "state: Newfoundland", "for Newfoundland, Canada write country: A4"),
        (
            "officer: President",
            "officer: true",
            "write the words that the form prints, e.g. officer: Chief Operating Officer",
        ),
        ("street: 100 MAIN ST.", "street: 100 MAIN ST. # the office", None),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_asked_about(good: str, typed: str, message: str | None) -> None:
    assert OFFICER.count(good) == 1
    text = OFFICER.replace(good, typed)
    if message is None:
        assert messages(text) == []
        return
    (said,) = messages(text)
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("confirmed: by phone", "confirmed"),
        ("confirmed: on the telephone", "confirmed"),
        ("issuer: none", "issuer"),
        ("issuer: N/A", "issuer"),
        ("reporting_owners: none", "reporting_owners"),
    ],
)
def test_words_that_only_look_like_a_key_or_a_name_are_not_written_as_one(typed: str, key: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z])", OFFICER)
    text = "".join(each for each in blocks if not each.startswith(f"{key}:")) + f"{typed}\n"
    found = fixed(text)
    assert found.after.decode() == text
    (said,) = [each for each in messages(text) if each.startswith(key)]
    assert "write" not in said


def test_a_key_near_two_others_is_not_renamed() -> None:
    text = OFFICER.replace("  - signer: Jane Doe\n    signed: 2026-05-05\n", "  - signe: Jane Doe\n")
    assert fixed(text).after.decode() == text


@pytest.mark.parametrize(
    "typed", ["country: KY", "country: de", "country: Georgia", "state: Georgia", "state: Congo"]
)
def test_a_place_with_two_meanings_is_never_chosen(typed: str) -> None:
    text = OFFICER.replace("state: MA", typed)
    assert fixed(text).after.decode() == text


def test_one_date_with_its_day_first_makes_a_question_of_every_other() -> None:
    text = OFFICER.replace("date_of_event: 2026-05-04", "date_of_event: 31/03/2026").replace(
        "signed: 2026-05-05", "signed: 05/05/2026"
    )
    assert fixed(text).after.decode() == text
    assert "signed: 2026-05-05" in fixed(text.replace("31/03/2026", "03/31/2026")).after.decode()


@pytest.mark.parametrize("filed", ['"filed": {"date": "2026-05-06"}', "? filed\n: {date: 2026-05-06}"])
def test_a_form_that_is_filed_in_another_spelling_is_not_edited_either(filed: str) -> None:
    text = OFFICER.replace("amount: 1000", "amount: 1,000") + filed + "\n"
    assert "1,000" in text
    assert fixed(text).after.decode() == text


def test_a_date_with_hyphens_and_its_year_last_is_asked_about() -> None:
    text = OFFICER.replace("signed: 2026-05-05", "signed: 05-06-2026")
    assert fixed(text).after.decode() == text
    (said,) = messages(text)
    assert said.startswith("write 2026-05-06 or 2026-06-05, whichever is meant; ")


def test_a_mend_that_raises_a_question_about_its_own_value_is_not_written() -> None:
    # Signed before the event, if the month comes first.
    text = OFFICER.replace("signed: 2026-05-05", "signed: 01/12/2026")
    assert fixed(text).after.decode() == text


def test_a_mend_that_makes_a_new_problem_is_not_written() -> None:
    text = OFFICER.replace("  trading_symbol: ACME\n", "  trading_symbol: ACME\n  title Acme\n")
    assert fixed(text).after.decode() == text


# --- a filing with many mistakes ---


def joined(lines: list[str]) -> str:
    """The text of a filing."""
    return "".join(f"{line}\n" for line in lines)


def test_of_23_ordinary_mistakes_at_least_18_are_mended_and_every_one_is_right() -> None:
    typed, right = tired_hand.typed(23), tired_hand.right()
    after = fixed(joined(typed)).after.decode().splitlines()
    assert len(after) == len(right)
    changed = [n for n in range(len(right)) if after[n] != typed[n]]
    assert [(after[n].rstrip(), right[n]) for n in changed if after[n].rstrip() != right[n]] == []
    assert len(changed) == 21


def by_hand(lines: list[str]) -> list[str]:
    """The filing after somebody corrected every line that `check` names."""
    right = tired_hand.right()
    named = {each.place.line for each in checked(joined(lines).encode()).problems if each.place}
    assert all(lines[line - 1] != right[line - 1] for line in named), "every problem is a mistake"
    return [right[n] if n + 1 in named else line for n, line in enumerate(lines)]


@pytest.mark.parametrize(("with_fix", "rounds"), [(False, 2), (True, 2)])
def test_a_filing_with_30_mistakes_needs_few_rounds(with_fix: bool, rounds: int) -> None:
    lines = tired_hand.typed()
    assert tired_hand.MISTAKES == 30
    seen = 0
    while checked(joined(lines).encode()).problems:
        if with_fix:
            lines = fixed(joined(lines)).after.decode().splitlines()
        lines = by_hand(lines)
        seen += 1
    assert seen == rounds
    assert [line.rstrip() for line in lines] == tired_hand.right()


# --- what stays as it is ---


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_comments_quotation_marks_and_the_first_bytes_stay(end: str, mark: bytes) -> None:
    text = OFFICER.replace("amount: 1000", "amount:   '1,000'   # as of today").replace(
        "issuer:", "\n# who\nisuer:"
    )
    content = mark + text.replace("\n", end).encode()
    right = text.replace("'1,000'", "1000").replace("isuer", "issuer")
    assert mend(content, NAME, checked).after == mark + right.replace("\n", end).encode()


def test_a_text_without_a_mistake_is_not_touched() -> None:
    for path in GOOD:
        content = path.read_bytes()
        assert mend(content, NAME, checked).after == content, path


def test_a_filing_with_30_mistakes_keeps_its_comments() -> None:
    after = fixed(joined(tired_hand.typed())).after.decode()
    assert "  # the board meeting\n" in after
    assert "\n  # from the statement of the broker\n" in after


@pytest.mark.parametrize(
    "filed", ["filed:\n  date: 2026-05-13\n", "filed: {date: 05/13/2026}\n", '"filed":\n\tdate: x\n']
)
def test_a_filed_form_is_never_edited(filed: str) -> None:
    text = OFFICER.replace("amount: 1000", "amount: 1,000") + filed
    found = fixed(text)
    assert (found.after.decode(), found.is_filed) == (text, True)


def test_a_form_whose_key_filed_was_misspelt_is_not_edited_either() -> None:
    text = OFFICER.replace("amount: 1000", "amount: 1,000") + "fileed:\n  date: 2026-05-13\n"
    found = fixed(text)
    assert (found.after.decode(), found.is_filed) == (text, True)


@pytest.mark.parametrize("content", [b"", b"---\n", b"\xff\xfe", b"x" * 2_000_000, b"form: [" * 50_000])
def test_what_is_no_filing_stays_as_it_is(content: bytes) -> None:
    assert mend(content, NAME, checked).after == content


# --- random edits ---

EDITS = tries(20, 4_000)


def without_filed(text: str) -> str:
    """A filing that EDGAR has not taken yet."""
    return re.sub(r"(?m)^filed:.*\n(  .*\n)*", "", text)


def test_after_random_edits_a_fix_is_final_loses_no_comment_and_makes_nothing_worse() -> None:
    chance, steps, mended = random.Random(8), ["text", "shape", "law"], 0
    for n in range(EDITS):
        text = edited(without_filed(GOOD[n % len(GOOD)].read_text("utf-8")), chance)
        before = checked(text.encode())
        found = fixed(text)
        if not any(problem.mend for problem in before.problems):
            assert found.after == text.encode()
        comments = re.findall(r"(?<!\S)# .*\S", text)
        assert [comment for comment in comments if comment not in found.after.decode()] == []
        if found.after != text.encode():
            mended += 1
            assert steps.index(checked(found.after).step) >= steps.index(before.step)
    assert mended > EDITS // 20


SLIPS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"(amount|value): (\d{4,})\b", lambda at: f"{at[1]}: {int(at[2]):,}"),
    (r"price: (\d+\.\d+)", r"price: $ \1"),
    (r"price: (\d+\.\d+)", r"price: \1 USD"),
    (r"(date|signed|date_of_event): (\d{4})-(\d\d)-(\d\d)", r"\1: \3/\4/\2"),
    (r"ownership: (direct|indirect)\b", lambda at: f"ownership: {at[1][0].upper()}"),
    (r"director: true", "director: Yes"),
    (r"(?m)^( *)cik: \"?(\d+)\"?", r"\1cik: CIK \2"),
    (r"state: ([A-Z]{2})\b", lambda at: f"state: {at[1].lower()}"),
    (r"trading_symbol:", "symbol:"),
    (r"relationship:", "relationshp:"),
    (r"(?m)^(signatures|issuer|footnotes|non_derivative):", lambda at: f"{at[1].title()}:"),
    (r"expiration_date:", "expires:"),
    (r"(?m)^  name: ([A-Z ]+)$", r'  name: "\1'),
    (r"form: \"3\"", "form: 3"),
    (r"footnotes: \[(\w+)\]\n", r"footnotes: \1\n"),
]  # fmt: skip
"""Mistakes: what stands in good filings, and what a tired hand types instead."""


def test_a_mistake_in_a_good_filing_is_mended_to_what_it_said_before() -> None:
    chance, tried = random.Random(4), 0
    for n in range(tries(15, 2_000)):
        good = without_filed(GOOD[n % len(GOOD)].read_text("utf-8"))
        text = good
        for pattern, typed in chance.sample(SLIPS, 4):
            places = [*re.finditer(pattern, text)]
            if places:
                at = chance.choice(places)
                text = text[: at.start()] + re.sub(pattern, typed, at[0]) + text[at.end() :]
        after = checked(fixed(text).after)
        tried += text != good
        assert after.filing == checked(good.encode()).filing, text
    assert tried > 10


# --- files ---


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one filing that has mistakes."""
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    shutil.copy2(ROOT / "tasks.py", tmp_path / "tasks.py")
    path.write_text(
        OFFICER.replace("amount: 1000", "amount: 1,000").replace('cik: "1765432"', "cik: CIK 1765432")
    )
    return tmp_path


SAID = f"""\
--- {NAME}
+++ {NAME}
@@ -7,7 +7,7 @@
   trading_symbol: ACME
 reporting_owners:
   - name: DOE JANE
-    cik: CIK 1765432
+    cik: "1765432"
     address:
       street: 100 MAIN ST.
       city: BOSTON
@@ -17,7 +17,7 @@
       officer: President
 non_derivative:
   - title: Common Stock
-    amount: 1,000
+    amount: 1000
     ownership: direct
 derivative:
   - title: Stock Option (Right to Buy)
{NAME}: mended 2 problems

"""


def test_the_command_shows_each_edit_and_then_checks(repository: Path) -> None:
    path = repository / NAME
    path.chmod(0o640)
    done = warm.invoke(repository, "check", "--fix", "--today", "2026-05-06")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(SAID)
    assert done.stdout.endswith("no problems; 1 filing checked\n")
    assert path.read_text() == OFFICER
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [*path.parent.iterdir()] == [path]
    again = warm.invoke(repository, "check", "--fix", "--today", "2026-05-06")
    assert again.stdout == done.stdout.removeprefix(SAID)


def test_the_page_about_mending_shows_what_the_command_prints(repository: Path) -> None:
    page = (ROOT / "docs" / "check.md").read_text("utf-8")
    (repository / NAME).write_text(OFFICER.replace("amount: 1000", "amount: 2,234,000 (1)"))
    shown = page[page.index("--- ") : page.index("\nno problems")]
    assert warm.invoke(repository, "check", "--fix").stdout.startswith(shown)


def test_the_command_says_that_a_form_is_filed(repository: Path) -> None:
    path = repository / NAME
    text = path.read_text() + "filed:\n  date: 2026-05-13\n"
    path.write_text(text)
    done = warm.invoke(repository, "check", "--fix")
    assert done.returncode == 1
    assert done.stdout.startswith(
        f"{NAME}: this form is filed, so --fix edits nothing in it\n{NAME}:10:10: error ["
    )
    assert path.read_text() == text


def test_edits_are_shown_as_text_alone(repository: Path) -> None:
    done = warm.invoke(repository, "check", "--fix", "--format", "json")
    message = "--fix shows its edits as text: leave out --format json\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_no_secret_is_shown_in_an_edit(repository: Path) -> None:
    path = repository / NAME
    path.write_text(path.read_text().replace("    cik: CIK", f"    ccc: {CCC}\n    cik: CIK"))
    done = warm.invoke(repository, "check", "--fix")
    assert '+    cik: "1765432"' in done.stdout
    assert CCC not in done.stdout


@pytest.mark.parametrize(("linked", "code"), [(NAME, 1), ("filings/acme", 1), ("filings", 2)])
def test_nothing_is_written_through_a_link(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, linked: str, code: int
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "target"
    (repository / linked).rename(elsewhere)
    (repository / linked).symlink_to(elsewhere)
    text = (repository / NAME).read_text()
    done = warm.invoke(repository, "check", "--fix", "--filing", NAME)
    assert done.returncode == code
    assert (repository / NAME).read_text() == text


def test_a_file_that_changed_in_the_meantime_stays(repository: Path) -> None:
    path = repository / NAME
    with pytest.raises(OSError, match="it was changed in the meantime, and stays as it is"):
        output.replace_file(path, b"something else", b"new")
    path.unlink()
    path.symlink_to(repository / "tasks.py")
    with pytest.raises(
        Misuse, match=re.escape("doe.yaml is a link, and writing never follows one: name the file itself")
    ):
        output.replace_file(path, path.read_bytes(), b"new")


def test_a_write_that_fails_leaves_the_file_as_it_was(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repository / NAME
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        output.replace_file(path, before, b"new")
    assert (path.read_bytes(), [*path.parent.iterdir()]) == (before, [path])


# --- messages ---


def test_a_report_says_once_how_to_accept_a_warning() -> None:
    text = OFFICER.replace("price: 2.60", "price: 0").replace("Right to Buy", "Right  to Buy")
    said = report.report(checked(text.encode()).problems, "text", checked=1)
    assert said.splitlines()[-2:] == [
        'to accept a warning, give the reason in its filing: accept: {text-spaces: "your reason"}; '
        "the other codes: price-zero",
        "2 warnings in 1 file; 1 filing checked",
    ]


def test_a_warning_can_be_accepted_as_the_report_says() -> None:
    text = OFFICER.replace("price: 2.60", "price: 0") + '  price-zero: "your reason"\n'
    assert messages(text) == []


def test_the_lines_to_type_are_shown_in_an_annotation() -> None:
    text = OFFICER.replace("    amount: 1000\n", "    amount: 1000\n    city: BOSTON\n")
    assert report.github(checked(text.encode()).problems) == (
        f"::error file={NAME},line=21,col=5,endColumn=9,title=unknown-key non_derivative[0].city::"
        '"city" does not belong here, but under "address":%0Areporting_owners:%0A  - address:%0A'
        "      city: BOSTON\n"
    )


def test_the_lines_to_type_show_no_secret() -> None:
    text = OFFICER.replace("    amount: 1000\n", f"    amount: 1000\n    city: CCC {CCC}\n")
    shown = report.text(checked(text.encode()).problems)
    assert "      city: " in shown
    assert CCC not in shown
