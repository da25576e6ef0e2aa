"""Build the context of templates: ready booleans, rows of cells, and footnotes by number.

Every decision on the content of the paper form and the XML is made here, once. Values stay `Decimal`, `date`
or `str`; filters turn them into text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from redwell.codes.places import COUNTRIES, STATES
from redwell.model import Address, Filing, Footnoted, ReportingOwner, Row
from redwell.ownership.columns import Column, columns, facts, tables, value
from redwell.ownership.editions import edition_of, newest
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import remarks_of

FEW, SHORT_NOTES = 3, 900
"""More owners than these, notes or signers take less room each, and so do notes of more characters in all."""
SHORT = 8
"""The digits of a fingerprint at the foot of a page."""
Cell = Mapping[str, Any]
"""`{"value", "footnotes": [numbers], "in_dollars"}`."""


def shared_context(filing: Filing, author: str, number: str = "", fingerprint: str = "") -> dict[str, Any]:
    """Return the context shared by all ownership forms; *number* is the number of a part, "1 of 2".

    *fingerprint* is that of what the whole filing reports. A form's own facts have their keys; each table has
    its key and a list of rows, with a cell per column.
    """
    numbers = filing.note_numbers
    is_new_edition = edition_of(filing) == newest(type(filing)).name
    owners = [_owner(owner, is_new_edition=is_new_edition) for owner in filing.reporting_owners]
    issuer, subject = filing.issuer, subject_of(filing)
    form = f"Form {filing.form}" + (f" ({number})" if number else "")
    return {
        **{fact.path[0]: value(filing, fact) for fact in facts(type(filing))},
        **{
            table.key: [row_cells(row, numbers) for row in getattr(filing, table.key)]
            for table in tables(type(filing))
        },
        "form": filing.form,
        # The heading of an amendment is also FORM 3, as on the SEC's pages.
        "form_in_short": form,
        "title": f"{form} - {owners_in_short(filing)} - {subject}",
        "subject": subject,
        "author": author,
        "is_new_edition": is_new_edition,
        "is_draft": filing.signing == "draft",
        "is_amendment": filing.is_amendment,
        # What the foot says: draft, for signature or signed, and of which facts.
        "state": filing.signing,
        "fingerprint": short_fingerprint(fingerprint),
        "original_filed": filing.amendment.original_filed if filing.amendment else None,
        "issuer": {
            "cik": issuer.cik,
            "name": issuer.name,
            "trading_symbol": issuer.trading_symbol,
            "foreign_trading_symbol": issuer.foreign_trading_symbol,
        },
        "owners": owners,
        "first_owner": owners[0],
        "is_joint": len(owners) > 1,
        "has_many_owners": len(owners) > FEW,
        "footnotes": [{"number": n, "text": text} for n, (_, text) in enumerate(filing.footnotes, start=1)],
        "has_many_notes": _are_many([text for _, text in filing.footnotes]),
        "remarks": remarks_of(filing),
        "has_many_signers": len(filing.signatures) > FEW - 1,
        "signatures": [
            {"text": signature_line(item), "is_signed": item.signed is not None, "date": item.signed}
            for item in filing.signatures
        ],
    }


def short_fingerprint(fingerprint: str) -> str:
    """Return the first digits of a fingerprint, without its recipe: `4f2a91c0` of `1:4f2a91c0..`."""
    return fingerprint.rpartition(":")[2][:SHORT]


def _are_many(notes: Sequence[str]) -> bool:
    """Return whether notes are read more easily in two columns: they are many, or some are long."""
    return len(notes) > FEW or (len(notes) > 1 and sum(map(len, notes)) > SHORT_NOTES)


def row_cells(row: Row, numbers: Mapping[str, int]) -> dict[str, Cell]:
    """Return the cells of a row by name; *numbers* maps the labels of footnotes to their numbers.

    If several columns share a cell, such as an amount and an amount in dollars, the filled one is used.
    """
    found: dict[str, Cell] = {}
    for column in columns(type(row)):
        given = value(row, column)
        if given is not None or column.cells[0] not in found:
            cell = cast("Footnoted[Any]", given) if column.has_footnotes else Footnoted(value=given)
            found |= _cells(column, cell or Footnoted(), numbers)
    return found


def _cells(column: Column, cell: Footnoted[Any], numbers: Mapping[str, int]) -> dict[str, Cell]:
    """Return the cells of a column; its footnotes are in the first."""
    blank = (None,) * len(column.cells)
    contents = blank if cell.value is None else column.codec.write(cell.value)
    marks = [numbers[label] for label in cell.footnotes]
    return {
        name: {
            "value": content,
            "footnotes": marks if n == 0 else [],
            "in_dollars": n == 0 and column.kind == "dollars",
        }
        for n, (name, content) in enumerate(zip(column.cells, contents, strict=True))
    }


def subject_of(filing: Filing) -> str:
    """Return the issuer with its symbol, "TECOGEN INC. [TGEN]"."""
    return f"{filing.issuer.name} [{filing.issuer.trading_symbol}]"


def owners_in_short(filing: Filing) -> str:
    """Return the first owner, "and others" if there are more."""
    first, *others = filing.reporting_owners
    return f"{first.name} and others" if others else first.name


def _owner(owner: ReportingOwner, *, is_new_edition: bool) -> dict[str, Any]:
    address = owner.address or Address()
    state = STATES.get(address.state or "", "") if is_new_edition else address.state
    region = address.province or state
    country = COUNTRIES[address.country] if address.country else "UNITED STATES"
    relationship = owner.relationship
    return {
        "name": owner.name,
        "cik": owner.cik,
        "has_address": owner.address is not None,
        "is_non_us": address.country is not None,
        "street": address.street,
        "city": address.city,
        "region": region,
        "state_code": address.state,
        "province": address.province,
        "country_code": address.country,
        "country": country if owner.address else None,
        "zip": address.zip,
        "city_line": _city_line(address, region),
        "is_director": relationship.director,
        "is_ten_percent_owner": relationship.ten_percent_owner,
        "is_officer": relationship.officer is not None,
        "officer_title": relationship.officer,
        "is_other": relationship.other is not None,
        "other_text": relationship.other,
    }


def _city_line(address: Address, region: str | None) -> str:
    """Return city, state and ZIP on one line, as in the 2002 edition: "CAMBRIDGE, MA 02140"."""
    after = " ".join(part for part in (region, address.zip) if part)
    return ", ".join(part for part in (address.city, after) if part)
