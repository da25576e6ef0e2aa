"""The offers of messages, put into the filing as they stand: that problem is gone, and none is new."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import redwell
from generators.cases import Case
from redwell.check.filing import check_filing
from redwell.check.signed import CODE
from redwell.files import discovery
from redwell.problems import Problem
from redwell.source.partial import read_partly
from tests import tired_hand
from tests.case_files import CASES, NAME, written
from tests.offers import offers, pasted, with_lines
from tests.sample import some, tries
from tests.test_fix import MENDS, OFFICER, SLIPS, checked, joined, without_filed
from tests.test_random_edits import GOOD

Check = Callable[[str], tuple[Problem, ...]]
FOLLOWS = {
    ("missing-key", ()),
    ("unknown-key", ("date_of_event",)),
    ("exhibit-missing", ("exhibits", 0, "file")),
}
"""Further parts of a remedy: the facts of an amendment or of another form, and the file of an exhibit."""

OF_ANOTHER_FILE = {"exhibit-ascii"}
"""Problems that stand at the name of a file, and offer what to write in it."""


def problems_of(text: str) -> tuple[Problem, ...]:
    """Return what `check` finds in a filing with this text."""
    return checked(text.encode()).problems


def is_accepted(check: Check, before: Iterable[Problem], problem: Problem, after: str) -> bool:
    """Return whether *problem* is gone after an offer was put in, and no new error arose."""
    found = check(after)
    errors = [
        Counter((each.code, each.path) for each in side if each.severity == "error")
        for side in (before, found)
    ]
    said = [[(each.code, each.message) for each in side] for side in (before, found)]
    mine = (problem.code, problem.message)
    # Beside a text that becomes the first of several keys, the others are still to come.
    is_new = {
        kind
        for kind in errors[1] - errors[0]
        if kind not in FOLLOWS
        and kind[0] != "wording-changed"
        and not (problem.lines and kind[0] in ("missing-key", "amount-missing"))
    }
    return said[1].count(mine) < said[0].count(mine) and not is_new


def refused(text: str, check: Check = problems_of) -> Iterator[str]:
    """Yield each message about a filing whose offer is refused, with the offer."""
    before = check(text)
    for problem in before:
        if problem.place is None or problem.place.file != NAME or problem.code in OF_ANOTHER_FILE:
            continue
        for lengths in offers(problem.message):
            tried = [after for offer in lengths for after in pasted(text, problem, filled(offer))]
            if not any(is_accepted(check, before, problem, after) for after in tried):
                yield f"{problem.message}\n  >> {lengths[-1]}"
        if problem.code == CODE and problem.lines:
            # Commands, and one text to write.
            offer = filled(problem.lines[-1].strip())
            if not any(is_accepted(check, before, problem, after) for after in pasted(text, problem, offer)):
                yield "\n".join([problem.message, *problem.lines])
            continue
        source = read_partly(text.encode(), NAME).source if problem.lines else None
        for after in with_lines(source.data, problem) if source else ():
            if not is_accepted(check, before, problem, after):
                yield "\n".join([problem.message, *problem.lines])


def filled(offer: str) -> str:
    """Return an offer with what a reader puts in place of a label or a day."""
    return offer.replace("[label]", "[vesting]").replace("YYYY-MM-DD", "2026-05-06")


def check_of(case: Case, root: Path) -> Check:
    """Return the check of a text in place of the filing of a case, beside its files."""
    entry = discovery.entry(written(case, root), root)
    return lambda text: check_filing(entry, root, redwell.home(), content=text.encode()).problems


OFFERING = [
    case
    for case in CASES
    if "write " in case.report or "begin it with" in case.report or ":\n    " in case.report
]


@pytest.mark.parametrize("case", some(OFFERING, 6), ids=lambda case: case.title)
def test_what_a_message_offers_is_accepted(case: Case, tmp_path: Path) -> None:
    assert [*refused(case.filing, check_of(case, tmp_path))] == []


@pytest.mark.parametrize("name", MENDS)
def test_what_is_offered_for_a_certain_mistake_is_accepted(name: str) -> None:
    mistake, _, good = MENDS[name]
    assert [*refused(OFFICER.replace(good, mistake))] == []


def test_what_is_offered_for_each_mistake_of_a_tired_hand_is_accepted() -> None:
    seen = 0
    for n, (_, wrong) in enumerate(tired_hand.LINES):
        if wrong is not None:
            lines = tired_hand.right()
            lines[n] = wrong
            assert [*refused(joined(lines))] == [], wrong
            seen += any(offers(problem.message) for problem in problems_of(joined(lines)))
    assert seen > 20


ASKED = r"""
    amount: 1000 |     amount: 1000\n    footnotes: [vesting]
    amount: 1000 |     footnotes: vesting\n    amount: 1000
    amount: 1000 |     amount: 1000\n    city: BOSTON
    amount: 1000 |     amount: 1000\n    cik: "123"
    amount: 1000 |     amount: 1000\n    officer: President
    amount: 1000 |     amount: 18,4201
    amount: 1000 |     amount: 2,60
    amount: 1000 |     amount: 12.500 shares
    amount: 1000 |     amount: $1,000
      title: Common Stock |       title: Common Stock\n      underlying_amount: 5
  trading_symbol: ACME |   trading_symbol: ACME\n  officer: CEO
  trading_symbol: ACME |   ticker: ACME\n  symbol: ACME
      street: 100 MAIN ST. |       street1: 100 MAIN ST.\n      street2: Suite 5
      officer: President |       officer President
      officer: President |       officer Vice President, Sales
    conversion_or_exercise_price: 2.60 |     conversion_or_exercise_price: 2,600
    expiration_date: 2036-05-04 |     expiration_date: 10.01.2036
    expiration_date: 2036-05-04 |     expiration_date: [vest]
      city: BOSTON |       city: Boston #office
      city: BOSTON |       city: Boston #2
  vesting: The option |   vesting The option
      state: MA |       state: Newfoundland
      state: MA |       state: Georgia
      state: MA |       country: England
      officer: President |       officer: yes\n      title: President
      officer: President |       other: yes\n      text: Founder
      officer: President |       title: President\n      is_officer: true
      officer: President |       ten_percent_owner: 12%
    relationship: |     director: yes\n    relationship:
    amount: 1000 |     amount: about 1,000
    amount: 1000 |     amount: 1.5 million
    amount: 1000 |     amount: N/A
    ownership: direct |     ownership: by spouse
    ownership: direct |     ownership: indirect (By Trust)\n    nature_of_ownership: By spouse
    conversion_or_exercise_price: 2.60 |     conversion_or_exercise_price: N/A
    conversion_or_exercise_price: 2.60 |     conversion_or_exercise_price: -
    conversion_or_exercise_price: 2.60 |     conversion_or_exercise_price: 1-for-1
    conversion_or_exercise_price: 2.60 |     conversion_or_exercise_price: see footnote
    expiration_date: 2036-05-04 |     expiration_date: Immediately
    UNDERLYING |     underlying: Common Stock
    UNDERLYING |     underlying: Common Stock\n    underlying_amount: "25,000"
    UNDERLYING |     underlying_title: Common Stock\n    underlying_amount: 25,000
ISSUER | issuer: ACME CORP\ncik: 1234567\nticker: ACME
    signed: 2026-05-05 |     signed: YYYY-MM-DD
    signed: 2026-05-05 |     signed: [date]
    signed: 2026-05-05 |     signed: May __, 2026
"""
"""Words of officer.yaml, and what is typed instead that can be read in two ways, or stands astray."""
BLOCKS = {
    "    UNDERLYING": "    underlying:\n      title: Common Stock\n      amount: 5000",
    "ISSUER": 'issuer:\n  name: ACME CORP\n  cik: "1234567"\n  trading_symbol: ACME',
}
"""Those that take several lines."""


@pytest.mark.parametrize("line", ASKED.splitlines()[1:])
def test_what_a_question_offers_is_accepted(line: str) -> None:
    good, typed = line.replace("\\n", "\n").split(" | ")
    text = OFFICER.replace(BLOCKS.get(good, good), typed, 1)
    assert text != OFFICER
    assert problems_of(text)
    assert [*refused(text)] == []


ALONE = [
    path
    for path in GOOD
    if not re.search("document:|exhibits:|wording:|notary:|sources:|amends:", path.read_text("utf-8"))
]
"""Good filings that name no other file."""


def test_what_is_offered_after_a_slip_in_a_good_filing_is_accepted() -> None:
    chance, seen = random.Random(12), 0
    for n in range(tries(25, 1_000)):
        text = without_filed(ALONE[n % len(ALONE)].read_text("utf-8"))
        pattern, typed = chance.choice(SLIPS)
        places = [*re.finditer(pattern, text)]
        if places:
            at = chance.choice(places)
            text = text[: at.start()] + re.sub(pattern, typed, at[0]) + text[at.end() :]
            seen += 1
            assert [*refused(text)] == [], text
    assert seen > 10


WARNED = [
    case
    for case in CASES
    if ": warning [" in case.report and "\naccept: {" not in case.filing and case.page.stem != "accept"
]


def test_every_warning_can_be_accepted_as_the_report_says(tmp_path: Path) -> None:
    tried: set[str] = set()
    for number, case in enumerate(WARNED):
        check = check_of(case, tmp_path / str(number))
        codes = {each.code for each in case.examples if each.severity == "warning"} - tried
        before = check(case.filing) if codes else ()
        codes &= {each.code for each in before if each.severity == "warning"}
        tried |= codes
        for code in codes:
            said = "" if "\naccept:\n" in case.filing else "accept:\n"
            of = next((each.of for each in before if each.code == code), "")
            entry = f'{{reason: "your reason", of: "{of}"}}' if of else '"your reason"'
            after = check(f"{case.filing.rstrip()}\n{said}  {code}: {entry}\n")
            assert [each for each in after if each.code == code] == [], case.title
    assert len(tried) > 50
