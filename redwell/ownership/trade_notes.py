"""Read notes on transactions: the range of an average price, the plan of a trade and its adoption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.moves import Transaction, dates_in

LETTER = "SEC staff letter of 25 June 2008"
"""The source of what is said here of average prices."""
WIDEST = Decimal(1)
"""The widest range of prices of one line, in dollars."""
_AVERAGE = re.compile(r"weighted[\s-]*average|average[\s-]++(sales?\s*|purchase\s*)?price", re.IGNORECASE)
_OF_MANY_DAYS = re.compile(r"volume[\s-]*weighted", re.IGNORECASE)
RANGE = re.compile(
    r"(?:rang|between|from|prices? of|at prices)[^$\d]{0,60}?(?:\$\s?(?=\d)|(?=\d[\d,]*\.\d))"
    r"(?P<low>\d[\d,]*(?:\.\d+)?)[^$\d.]{0,25}?(?:to|and|through|-|\u2013)[^$\d.]{0,25}?"
    r"\$?\s?(?P<high>\d[\d,]*(?:\.\d+)?)",
    re.IGNORECASE,
)
"""A range of prices: low and high."""
PLAN_WORDS = re.compile(r"10b5\s?-?\s?1", re.IGNORECASE)
"""The words for a plan."""
_DENIED = re.compile(
    r"\b(?:not(?! only| aware)|no(?! discretion| control| influence| material)|non|neither|nor|never|none"
    r"|without|outside|other than)\b[^.]{0,60}10b5"
    r"|10b5\s?-?\s?1[^.]{0,60}\b(?:(?:was|were|is|are|did|does|had|has|have|been) (?:not|never)(?! aware)"
    r"|no longer|(?:was|were|been|had) terminated)\b",
    re.IGNORECASE,
)
"""Words by which a sentence says that no plan was at work."""
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_ADOPTED = re.compile(
    r"adopt|enter(ed|ing) into|establish|dated|execut(ed|ion)|amend|modif|effective|put in place|\bmade on\b"
    r"|\bas of\b|\bof\b",
    re.IGNORECASE,
)
_REACH = 90
"""Characters before or after the word for adoption in which its date stands."""


def average_notes(filing: Filing, row: Transaction) -> Iterator[tuple[str, str]]:
    """Yield the label and text of the notes of a line that say its price is an average."""
    texts = dict(filing.footnotes)
    for cell in (row.price, row.code, row.acquired, row.disposed, row.title, row.date):
        for label in cell.footnotes if cell else ():
            text = texts.get(label, "")
            if _AVERAGE.search(text) and not _OF_MANY_DAYS.search(text):
                yield label, text


def range_in(text: str) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and highest price that a note gives; None unless it gives exactly one range."""
    found = [*RANGE.finditer(text)]
    if len(found) != 1:
        return None
    low, high = (Decimal(found[0][name].replace(",", "")) for name in ("low", "high"))
    return low, high


def names_a_plan(text: str) -> bool:
    """Return True if a text speaks of a Rule 10b5-1 plan, and does not deny that there was one."""
    return any(PLAN_WORDS.search(each) and not _DENIED.search(each) for each in _SENTENCE.split(text))


def adoptions(text: str) -> tuple[date, ...]:
    """Return the days of adoption, or of a change, that a text about a plan gives, the earliest first."""
    found: set[date] = set()
    for note in text.splitlines():
        if names_a_plan(note):
            for at, day in dates_in(note):
                before = note[max(0, at - _REACH) : at]
                if _ADOPTED.search(before):
                    found.add(day)
    return tuple(sorted(found))
