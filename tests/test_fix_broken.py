"""An error in the text of a filing does not hide the errors of its other blocks."""

from __future__ import annotations

import random
import re

import pytest

from redwell.commands import report
from redwell.source.partial import MAX_BLOCKS, read_partly
from tests.case_files import NAME
from tests.sample import tries
from tests.test_fix import OFFICER, checked
from tests.test_random_edits import GOOD, SLIPS


def test_a_broken_block_does_not_hide_the_errors_of_the_others() -> None:
    text = OFFICER.replace("  name: ACME CORP\n", '  name: "ACME" CORP\n').replace(
        "state: MA", "state: Ontario"
    )
    text = text.replace("amount: 5000", "amount: -5").replace(
        "  vesting: The option vests", "  vesting: [The"
    )
    assert (
        report.text(checked(text.encode()).problems)
        == f"""\
{NAME}:5:16: error [yaml]
  the value continues after its closing quotation mark: put the whole value in one pair of quotes
       5 |   name: "ACME" CORP
         |                ^^^^
{NAME}:14:14: error [not-a-choice] reporting_owners[0].address.state
  for Ontario, Canada write country: A6
      14 |       state: Ontario
         |              ^^^^^^^
{NAME}:29:15: error [too-small] derivative[0].underlying.amount
  EDGAR accepts no negative number: correct it, and do not just drop the sign (specification 3.2)
      29 |       amount: -5
         |               ^^
{NAME}:33:12: error [yaml]
  the [ that opens here needs a comma or "]" before line 39: write [The in four equal annual installments.]
      33 |   vesting: [The in four equal annual installments.
         |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
"""
    )


def test_a_value_that_cannot_be_read_hides_no_other_error() -> None:
    text = OFFICER.replace("amount: 1000", "amount: 1e3").replace("state: MA", "state: Atlantis")
    found = checked(text.encode()).problems
    assert [(each.code, each.path[-1]) for each in found] == [
        ("not-a-choice", "state"),
        ("number-form", "amount"),
    ]


def test_an_invisible_character_hides_no_other_error() -> None:
    text = OFFICER.replace("ACME CORP", "ACME\N{NO-BREAK SPACE}CORP").replace("state: MA", "state: Atlantis")
    found = checked(text.encode()).problems
    assert [each.code for each in found] == ["character", "not-a-choice"]


@pytest.mark.parametrize(
    "key", ["form", "issuer", "reporting_owners", "non_derivative", "footnotes", "signatures"]
)
def test_a_block_that_cannot_be_read_is_not_missing(key: str) -> None:
    text = re.sub(rf"(?m)^{key}:", f'{key}: "\'" x\n  @:', OFFICER)
    assert {each.code for each in checked(text.encode()).problems} == {"yaml"}


def test_what_stands_behind_a_second_beginning_is_not_missing() -> None:
    text = OFFICER.replace("    relationship:", "---\n    relationship:")
    assert [each.code for each in checked(text.encode()).problems] == ["second-document"]


def test_a_file_of_many_blocks_is_not_read_block_by_block() -> None:
    text = "".join(f"k{n}: 1\n" for n in range(MAX_BLOCKS + 1))
    found = read_partly(f"{text}x: [\n".encode(), NAME)
    assert ([each.code for each in found.problems], found.source) == (["yaml"], None)


def slipped(line: str, chance: random.Random) -> str:
    """A line after a slip of the hand."""
    at, kind = chance.randrange(len(line)), chance.randrange(6)
    slip = chance.choice(SLIPS)
    return (
        line[:at] + slip + line[at:],
        line[:at] + line[at + chance.randint(1, 8) :].rstrip("\n") + "\n",
        " " * chance.randint(0, 9) + line.lstrip(),
        line.replace(":", "", 1),
        line.replace('"', "", 1),
        f"{line.partition(':')[0]}: {slip}\n",
    )[kind]


def test_what_could_not_be_read_causes_hardly_a_problem_elsewhere() -> None:
    """Of a line that is indented wrongly or cut off, the next one may be taken for the wrong one."""
    chance, broken, elsewhere = random.Random(6), 0, 0
    for n in range(tries(70, 5_000)):
        good = GOOD[n % len(GOOD)]
        lines = good.read_text("utf-8").splitlines(keepends=True)
        at = chance.randrange(len(lines))
        lines[at] = slipped(lines[at], chance)
        content = "".join(lines).encode()
        found = checked(content)
        if found.step != "text" or lines[at].lstrip().startswith(("&", "*", "!", "#")):
            continue  # readable, or a key that is gone
        broken += 1
        of_text = {(each.code, each.place) for each in read_partly(content, NAME).problems}
        others = [each for each in found.problems if (each.code, each.place) not in of_text]
        elsewhere += any(each.place and each.place.line != at + 1 for each in others)
    assert broken > 20
    assert elsewhere < broken / 50
