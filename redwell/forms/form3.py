"""Form 3 and its amendment 3/A: what their rules are, and what their documents say.

What the paper form and the XML show is decided here once for every output.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from redwell.codes.places import COUNTRIES, STATES
from redwell.form import Document, Form
from redwell.model import (
    Address,
    DerivativeHolding,
    Filing,
    Footnoted,
    NonDerivativeHolding,
    Ownership,
    ReportingOwner,
    Underlying,
)
from redwell.ownership import parse
from redwell.ownership.editions import edition_of
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import Part, parts, remarks_of
from redwell.rules import shared


def documents(filing: Filing, author: str) -> tuple[Document, ...]:
    """The XML, the PDF that carries it, and the DOCX, in the order in which they are made; of each part."""
    return tuple(document for part in parts(filing) for document in _of_part(part, author))


def document_name(part: Part) -> str:
    """What the documents of a part are called, without their suffix: form3, form3a, form3-1of2."""
    number = f"-{part.number}of{part.total}" if part.total > 1 else ""
    return f"form{part.filing.form.replace('/', '').lower()}{number}"


def number_of(part: Part) -> str:
    """Which part of a split filing it is, "1 of 2"; nothing for a whole one."""
    return f"{part.number} of {part.total}" if part.total > 1 else ""


def _of_part(part: Part, author: str) -> Iterator[Document]:
    name, said = document_name(part), context(part.filing, author, number_of(part))
    yield Document(name=f"{name}.xml", template="form3/form3.xml.j2", context=said)
    yield Document(name=f"{name}.pdf", template="form3/form3.html.j2", context=said, attachment=f"{name}.xml")
    yield Document(name=f"{name}.docx", template="form3/form3.docx", context=said)


def context(filing: Filing, author: str, number: str = "") -> dict[str, Any]:
    """What the templates of Form 3 see: ready booleans, rows, footnote numbers and the edition.

    *number* says which part of a split filing it is: "1 of 2".

    A cell of a table is `{"value", "footnotes": [numbers], "in_dollars"}`; a value stays `Decimal`, `date`
    or `str` and becomes text in a filter.
    """
    numbers = {label: n for n, (label, _) in enumerate(filing.footnotes, start=1)}
    edition = edition_of(filing)
    owners = [_owner_said(owner, is_new_edition=edition == "03-26") for owner in filing.reporting_owners]
    issuer = filing.issuer
    subject = f"{issuer.name} [{issuer.trading_symbol}]"
    form = f"Form {filing.form}" + (f" ({number})" if number else "")
    return {
        "form": filing.form,
        # The form itself is called FORM 3 in an amendment too, as the SEC shows it.
        "form_in_short": form,
        "title": f"{form} - {_owners_in_short(filing)} - {subject}",
        "subject": subject,
        "author": author,
        "is_new_edition": edition == "03-26",
        "form_number": f"SEC 1473 ({edition})",
        "is_draft": filing.signing == "draft",
        "original_filed": filing.amendment.original_filed if filing.amendment else None,
        "date_of_event": filing.date_of_event,
        "issuer": {
            "cik": issuer.cik,
            "name": issuer.name,
            "trading_symbol": issuer.trading_symbol,
            "foreign_trading_symbol": issuer.foreign_trading_symbol,
        },
        "owners": owners,
        "first_owner": owners[0],
        "is_joint": len(owners) > 1,
        "non_derivative": [_non_derivative_said(row, numbers) for row in filing.non_derivative],
        "derivative": [_derivative_said(row, numbers) for row in filing.derivative],
        "no_securities_owned": not filing.non_derivative and not filing.derivative,
        "footnotes": [{"number": n, "text": text} for n, (_, text) in enumerate(filing.footnotes, start=1)],
        "remarks": remarks_of(filing),
        "signatures": [
            {"text": signature_line(item), "is_signed": item.signed is not None, "date": item.signed}
            for item in filing.signatures
        ],
    }


def _owners_in_short(filing: Filing) -> str:
    first, *others = filing.reporting_owners
    return f"{first.name} and others" if others else first.name


def _non_derivative_said(row: NonDerivativeHolding, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "title": _cell(row.title, numbers),
        "amount": _amount_cell(row, numbers),
        **_ownership_cells(row, numbers),
    }


def _derivative_said(row: DerivativeHolding, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "title": _cell(row.title, numbers),
        "date_exercisable": _cell(row.date_exercisable, numbers),
        "expiration_date": _cell(row.expiration_date, numbers),
        "underlying_title": _cell(row.underlying.title, numbers),
        "underlying_amount": _amount_cell(row.underlying, numbers),
        "price": _cell(row.conversion_or_exercise_price, numbers, in_dollars=True),
        **_ownership_cells(row, numbers),
    }


def _owner_said(owner: ReportingOwner, *, is_new_edition: bool) -> dict[str, Any]:
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
    """City, state and zip on one line, as the edition of 2002 prints them: "CAMBRIDGE, MA 02140"."""
    after = " ".join(part for part in (region, address.zip) if part)
    return ", ".join(part for part in (address.city, after) if part)


def _cell(cell: Footnoted[Any], numbers: Mapping[str, int], *, in_dollars: bool = False) -> dict[str, Any]:
    return {
        "value": cell.value,
        "footnotes": [numbers[label] for label in cell.footnotes],
        "in_dollars": in_dollars,
    }


def _amount_cell(row: NonDerivativeHolding | Underlying, numbers: Mapping[str, int]) -> dict[str, Any]:
    if row.amount_in_dollars:
        return _cell(row.amount_in_dollars, numbers, in_dollars=True)
    assert row.amount is not None, "the rules ask for one of the two"
    return _cell(row.amount, numbers)


def _ownership_cells(
    row: NonDerivativeHolding | DerivativeHolding, numbers: Mapping[str, int]
) -> dict[str, Any]:
    code: Footnoted[Any] = Footnoted(
        value=_ownership_code(row.ownership.value), footnotes=row.ownership.footnotes
    )
    return {
        "ownership": _cell(code, numbers),
        "nature": _cell(row.nature_of_ownership or Footnoted(), numbers),
    }


def _ownership_code(ownership: Ownership | None) -> str:
    return {"direct": "D", "indirect": "I"}[ownership or "direct"]


FORM = Form(
    name="3",
    schema="form3.schema.json",
    parse=parse.parse,
    rules=shared.SECTION_16 + shared.HOLDINGS,
    documents=documents,
)
AMENDMENT = replace(FORM, name="3/A")
