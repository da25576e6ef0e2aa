"""A list of equal transactions of several owners, such as the grants of an annual meeting: a CSV file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from redwell.model import Footnoted
from redwell.ownership.columns import Table
from redwell.ownership.transactions import NonDerivativeTransaction
from redwell.problems import FilingError, Problem
from redwell.text.spreadsheet import Record, Spreadsheet, number_in, refuse_points_of_thousands

COLUMNS = "owner,number,price,note"
"""The first line of a list."""
NOTE = "note"
"""The label of the note of a line."""
SIDES: Mapping[str, str] = {
    "A": "acquired",
    "P": "acquired",
    "S": "disposed",
    "F": "disposed",
    "G": "disposed",
}
"""The codes that a list may be of, and the way that each goes."""
FREE = frozenset("AG")
"""Codes of which nothing may be paid."""
MARKET = frozenset("PS")
"""Codes of purchases and sales on the market, which have a price."""
_NAMES = {
    "owner": ("owner", "reporting owner", "name", "owner name", "director", "insider", "grantee", "holder"),
    "number": ("number", "shares", "number of shares", "quantity", "qty", "units", "amount"),
    "price": ("price", "price per share", "share price"),
    "note": ("note", "footnote", "notes", "comment"),
}
_MOST_DECIMALS = 4
_LONGEST_NOTE = 1000
"""Characters of a note that EDGAR takes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """A line of a list: the *owner* as typed, what was granted or traded, at which price, and a note."""

    owner: str
    number: Decimal
    price: Decimal
    note: str
    line: int


def sheet_of(name: str) -> Spreadsheet:
    """Return the kind of file that a list is, called *name* in messages."""
    return Spreadsheet(
        name=name,
        what="such a list",
        code="rows-line",
        severity="error",
        names=_NAMES,
        needed=("owner", "number"),
        example=COLUMNS,
        is_strict=True,
    )


def read_grants(content: bytes, name: str, code: str) -> tuple[Grant, ...]:
    """Return the lines of a list of transactions with a *code*. Raise `FilingError`."""
    sheet, found, problems = sheet_of(name), list[Grant](), list[Problem]()
    for record in sheet.records(content, problems):
        try:
            found.append(_grant(record, code))
        except ValueError as error:
            problems.append(sheet.problem(record.line, f"{error}"))
    if not problems and not found:
        problems.append(sheet.problem(1, "there is no owner below the names of the columns"))
    if problems:
        raise FilingError(problems)
    return tuple(found)


def _grant(record: Record, code: str) -> Grant:
    """Return what a line says. Raise `ValueError` with a message."""
    given = record.cells
    owner, note = " ".join(given["owner"].split()), " ".join(given.get("note", "").split())
    if not owner:
        raise ValueError("whose is this line? write the owner as in the filings, or the CIK")
    shown = given.get("price", "")
    if re.fullmatch("0[0-9]+", shown) or re.fullmatch("[0-9.]+", note):
        raise ValueError(
            f'is {given["number"]},{shown[:10]} one number? put it in quotes, "1,000", or leave the comma '
            "out; a note has words"
        )
    remedy = "--code says whether it was acquired or disposed of"
    if record.is_european:
        refuse_points_of_thousands(given["number"], "number")
    number = number_in(given["number"], "number", _MOST_DECIMALS, remedy)
    if not number:
        raise ValueError("the number is zero: remove the line, or correct it")
    if not shown and code not in FREE:
        raise ValueError(f"the price is missing: write what was paid for one share (code {code})")
    price = number_in(shown, "price", _MOST_DECIMALS, remedy) if shown else Decimal()
    if not price and code in MARKET:
        raise ValueError(f"the price is 0: write what was paid for one share (code {code})")
    if len(note) > _LONGEST_NOTE:
        raise ValueError(f"the note has {len(note):,} characters, and EDGAR takes {_LONGEST_NOTE:,}")
    return Grant(owner=owner, number=number, price=price, note=note, line=record.line)


def row_of_grant(grant: Grant, code: str, day: date, title: str, table: Table) -> NonDerivativeTransaction:
    """Return the line of Table I that reports a transaction; what is owned after it is left out."""
    kind = cast(type[NonDerivativeTransaction], table.kinds[0].row)
    labels = (NOTE,) if grant.note else ()
    moved: dict[str, Any] = {SIDES[code]: Footnoted(value=grant.number, footnotes=labels)}
    return kind(
        title=Footnoted(value=title),
        date=Footnoted(value=day),
        code=Footnoted(value=code),
        price=Footnoted(value=grant.price),
        ownership=Footnoted(value="direct"),
        **moved,
    )
