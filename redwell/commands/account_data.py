"""Write accounts for programs: JSON by `schemas/review/account.schema.json`, and CSV for a spreadsheet."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from redwell.account.ledger import AccountLine, OwnerAccount, PositionAccount
from redwell.account.notes import note_of
from redwell.commands.left_out import LeftOut
from redwell.documents.filters import plain
from redwell.model import Issuer, ReportingOwner
from redwell.ownership.parties import cik_number

FORMAT = "redwell-account-1"
"""The value of the key `format`; it changes when an old reader can no longer read the data."""
COLUMNS = (
    "issuer", "issuer_cik", "owners", "owner_ciks", "table", "title", "ownership", "nature", "terms",
    "underlying", "date", "what", "code", "change", "price", "balance", "in_dollars", "off", "explained",
    "remedy", "filing", "line", "form", "filed", "accession_number", "amends",
    "question",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Signs at the beginning of a text that a spreadsheet would carry out as a formula."""
_FORMULA_AFTER = re.compile(r"""([;\t](?:[^\S\t]|")*)(?=[=+\-@])""")
"""The place of a formula where a spreadsheet divides columns at semicolons or tabs, as in much of Europe."""


def as_json(accounts: Sequence[OwnerAccount], left_out: Sequence[LeftOut] = ()) -> str:
    """Return accounts as JSON; numbers are texts, because they are exact."""
    data = {
        "format": FORMAT,
        "left_out": left_out_data(left_out),
        "accounts": [_account(each) for each in accounts],
    }
    return json.dumps(data, indent=1) + "\n"


def left_out_data(left_out: Sequence[LeftOut]) -> list[dict[str, str]]:
    """Return the files that are left out, each with the reason."""
    return [{"filing": each.name, "why": each.why} for each in left_out]


def party(each: Issuer | ReportingOwner) -> dict[str, str | None]:
    """Return the name and the CIK of an issuer or an owner."""
    return {"name": each.name, "cik": _cik(each.cik)}


def as_csv(accounts: Sequence[OwnerAccount], left_out: Sequence[LeftOut] = ()) -> str:
    """Return a row for each line. What begins like a formula has an apostrophe before it.

    A question on which the balance depends stands at the last line of its position.
    A filing that is left out is a row with its file, and the reason in the column `what`.
    """
    written = StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for account in accounts:
        for position in account.positions:
            rows.writerows(_row(account, position, line) for line in position.lines)
    for each in left_out:
        cells = {"what": f"left out: {each.said}", "filing": each.name}
        rows.writerow(_cell(cells.get(name)) for name in COLUMNS)
    return written.getvalue()


def _account(account: OwnerAccount) -> dict[str, Any]:
    return {
        "issuer": party(account.issuer),
        "owners": [party(each) for each in account.owners],
        "filings": [*account.filings],
        "breaks": len(account.breaks),
        "positions": [
            {
                "title": each.title,
                "ownership": each.ownership,
                "nature": each.nature,
                "nature_note": note_of(each),
                "is_derivative": each.is_derivative,
                "is_in_dollars": each.is_in_dollars,
                "terms": [*each.terms],
                "underlying": each.underlying,
                "also_spelled": [*each.spellings],
                "balance": _number(each.balance),
                "question": each.question,
                "may_own": [_number(number) for number in each.may_own],
                "lines": [_line(line) for line in each.lines],
            }
            for each in account.positions
        ],
    }


def _line(line: AccountLine) -> dict[str, Any]:
    return {
        "date": line.day.isoformat(),
        "what": line.what,
        "code": line.code,
        "change": _number(line.change),
        "price": _number(line.price),
        "balance": _number(line.balance),
        "moved_between": _number(line.moved_between),
        "off": _number(line.off),
        "is_explained": line.is_explained,
        "remedy": line.remedy,
        "filing": line.filing,
        "line": line.line,
        "form": line.form,
        "filed": _day(line.filed),
        "accession_number": line.accession_number or None,
        "amends": line.amends or None,
        "corrected": _number(line.corrected),
        "corrected_by": line.corrected_by or None,
        "question": line.question,
    }


def _row(account: OwnerAccount, position: PositionAccount, line: AccountLine) -> Iterator[str]:
    doubt = position.doubt if line is position.lines[-1] else ""
    for cell in (
        account.issuer.name,
        _cik(account.issuer.cik) or "",
        account.owner,
        "; ".join(_cik(each.cik) or "" for each in account.owners),
        "II" if position.is_derivative else "I",
        position.title,
        position.ownership,
        position.nature,
        ", ".join(position.terms),
        position.underlying,
        line.day,
        line.what,
        line.code,
        line.change,
        line.price,
        line.balance,
        position.is_in_dollars,
        line.off,
        line.is_explained,
        line.remedy,
        line.filing,
        line.line,
        line.form,
        line.filed,
        line.accession_number,
        line.amends,
        "; ".join(filter(None, [line.question, doubt])),
    ):
        yield _cell(cell)


def _cell(value: str | bool | date | Decimal | None) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case str():
            return _without_formulas(value)
    return ""


def _without_formulas(text: str) -> str:
    guarded = _FORMULA_AFTER.sub(r"\1'", text)
    return f"'{guarded}" if text.lstrip(" ").startswith(_FORMULA) else guarded


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _cik(cik: str | None) -> str | None:
    return cik_number(cik).zfill(10) if cik_number(cik) else None
