"""A list of equal transactions of several owners, such as the grants of an annual meeting: a CSV file."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from redwell.model import Footnoted
from redwell.ownership.columns import Table
from redwell.ownership.transactions import NonDerivativeTransaction
from redwell.problems import FilingError, Problem
from redwell.text.spreadsheet import (
    Record,
    Spreadsheet,
    Unit,
    is_dash,
    number_in,
    refuse_two_readings,
    shortened,
)

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
    "number": ("number", "shares", "number of shares", "quantity", "qty", "units"),
    "price": ("price", "price per share", "share price"),
    "note": ("note", "footnote", "notes", "comment"),
}
_UNITS = {
    "number": Unit(written=("#",), remedy="write how many shares, one by one"),
    "price": Unit(written=("$", "usd", "us$"), remedy="write the dollars for one share"),
}
_MOST_DECIMALS = 4
_LONGEST_NOTE = 1000
"""Characters of a note that EDGAR takes."""
_SUM = re.compile(r"(?:(?:grand |sub-?)?totals?|sum):?", re.IGNORECASE)
_REMEDY = "--code says whether it was acquired or disposed of"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """A grant or trade: its number, its price, and a note."""

    number: Decimal
    price: Decimal
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantLine:
    """A *line* of a list: the *owner* as typed, empty if there is none, and the grant.

    The grant is None if something is wrong with the line.
    """

    owner: str
    line: int
    grant: Grant | None


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
        units=_UNITS,
    )


def in_utf_8(content: bytes) -> bytes:
    """Return the content of a list in UTF-8; Excel writes "Unicode Text" in UTF-16."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode()
    return content


def read_grants(content: bytes, name: str, code: str, problems: list[Problem]) -> list[GrantLine]:
    """Return the lines of a list of transactions with a *code*, and add what is wrong with them.

    Raise `FilingError` if the file is no list.
    """
    sheet, found = sheet_of(name), list[GrantLine]()
    for record in sheet.records(content, problems):
        entry, wrong = _entry(record, code)
        found.append(entry)
        problems += [sheet.problem(record.line, message) for message in wrong]
    if not problems and not found:
        raise FilingError([sheet.problem(1, "there is no owner below the names of the columns")])
    return found


def _entry(record: Record, code: str) -> tuple[GrantLine, list[str]]:
    """Return what a line says, and all that is wrong with it."""
    owner = " ".join(record.cells["owner"].split())
    if _SUM.fullmatch(owner):
        wrong = [f'"{owner}" is no owner: remove the line of the sum']
        return GrantLine(owner="", line=record.line, grant=None), wrong
    wrong, read = list[str](), dict[str, Any]()
    if not owner:
        wrong.append(
            "whose is this line? write the owner as in the filings, or the CIK; remove the line of a sum"
        )
    if question := _divided(record):
        wrong.append(question)
        return GrantLine(owner=owner, line=record.line, grant=None), wrong
    for key, reader in (("number", _number), ("price", _price), (NOTE, _note)):
        try:
            read[key] = reader(record, code)
        except ValueError as error:
            wrong.append(f"{error}")
    return GrantLine(owner=owner, line=record.line, grant=None if wrong else Grant(**read)), wrong


def _divided(record: Record) -> str:
    """Return a question if a comma may have divided a number into two cells; else nothing."""
    number, price, note = (record.cells.get(key, "") for key in ("number", "price", NOTE))
    if re.fullmatch("0[0-9]+", price) or re.fullmatch("[0-9.]+", note):
        return (
            f'is {number},{shortened(price)} one number? put it in quotes, "1,000", or leave the comma out; '
            "a note has words"
        )
    places = {record.columns[key]: record.cells[key] for key in ("number", "price") if key in record.columns}
    if record.delimiter == "," and max(places) - min(places) == 1:
        shown = ",".join(places[place] for place in sorted(places))
        if re.fullmatch("[0-9]{1,3},[0-9]{3}", shown):
            return f'is {shown} one number? put it in quotes, "{shown}", or write the price as {price}.00'
    return ""


def _number(record: Record, _code: str) -> Decimal:
    """Return how many were granted or traded. Raise `ValueError` with a message."""
    text = record.cells["number"]
    if "$" in text:
        raise ValueError(f'the number "{shortened(text)}" is in dollars: write how many shares')
    refuse_two_readings(text, "number", ".," if record.is_european else ".")
    number = number_in(text, "number", _MOST_DECIMALS, _REMEDY)
    if not number:
        raise ValueError("the number is zero: remove the line, or correct it")
    return number


def _price(record: Record, code: str) -> Decimal:
    """Return the price of one share; 0 if nothing was paid. Raise `ValueError` with a message.

    A price often has three decimals: only where a semicolon divides the columns may a mark mean thousands. A
    lone dash may be zero or nothing at all, and so is read as an empty cell.
    """
    text = record.cells.get("price", "")
    if is_dash(text):
        text = ""
    if record.is_european:
        refuse_two_readings(text, "price", ".,")
    if not text and code not in FREE:
        raise ValueError(f"the price is missing: write what was paid for one share (code {code})")
    price = number_in(text, "price", _MOST_DECIMALS, _REMEDY) if text else Decimal()
    if not price and code in MARKET:
        raise ValueError(f"the price is 0: write what was paid for one share (code {code})")
    return price


def _note(record: Record, _code: str) -> str:
    """Return the note. Raise `ValueError` with a message."""
    note = " ".join(record.cells.get(NOTE, "").split())
    if is_dash(note):
        return ""
    if len(note) > _LONGEST_NOTE:
        raise ValueError(f"the note has {len(note):,} characters, and EDGAR takes {_LONGEST_NOTE:,}")
    return note


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
