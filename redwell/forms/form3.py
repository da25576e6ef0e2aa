"""Form 3: how a filing is read, what its rules are, and what its documents say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from redwell import rules
from redwell.codes import COUNTRIES, STATES
from redwell.editions import edition_of
from redwell.form import Document, Form
from redwell.model import (
    Address,
    DerivativeHolding,
    Exhibit,
    Filed,
    Filing,
    Footnoted,
    Issuer,
    NonDerivativeHolding,
    OnFile,
    Ownership,
    PowerOfAttorney,
    Relationship,
    ReportingOwner,
    Signature,
    Underlying,
)
from redwell.signing import signature_line
from redwell.source import Source

T = TypeVar("T")
Data = Mapping[str, Any]

COUNTRY_CODES = {name: code for code, name in COUNTRIES.items()}


# --- reading: the schema has seen the data, so that nothing is checked here ---


def parse(source: Source) -> Filing:
    """The filing that *source* holds; its data must have passed `schemas/form3.schema.json`."""
    data = source.data
    return Filing(
        form=data["form"],
        edition=data.get("edition"),
        date_of_event=_date(data["date_of_event"]),
        issuer=Issuer(
            name=data["issuer"]["name"],
            cik=source.written(("issuer", "cik")),
            trading_symbol=data["issuer"]["trading_symbol"],
            foreign_trading_symbol=data["issuer"].get("foreign_trading_symbol"),
        ),
        reporting_owners=tuple(_owner(source, owner, n) for n, owner in enumerate(data["reporting_owners"])),
        no_securities_owned=data.get("no_securities_owned", False),
        non_derivative=tuple(_non_derivative(row) for row in data.get("non_derivative", ())),
        derivative=tuple(_derivative(row) for row in data.get("derivative", ())),
        footnotes=tuple((label, text.rstrip("\n")) for label, text in data.get("footnotes", {}).items()),
        remarks=data["remarks"].rstrip("\n") if "remarks" in data else None,
        signatures=tuple(_signature(item) for item in data.get("signatures", ())),
        powers_of_attorney=tuple(_power(item) for item in data.get("powers_of_attorney", ())),
        exhibits=tuple(Exhibit(**item) for item in data.get("exhibits", ())),
        filed=_filed(data.get("filed")),
        accept=tuple(data.get("accept", {}).items()),
    )


def _owner(source: Source, owner: Data, n: int) -> ReportingOwner:
    path = ("reporting_owners", n)
    return ReportingOwner(
        name=owner["name"],
        cik=source.written((*path, "cik")) if "cik" in owner else None,
        address=_address(source, owner["address"], (*path, "address")) if "address" in owner else None,
        relationship=Relationship(**owner["relationship"]),
    )


def _address(source: Source, address: Data, path: tuple[str | int, ...]) -> Address:
    country = address.get("country")
    return Address(
        street=_texts(address.get("street", ())),
        city=address.get("city"),
        state=address.get("state"),
        province=address.get("province"),
        country=None if country is None else COUNTRY_CODES.get(country, country),
        zip=source.written((*path, "zip")) if "zip" in address else None,
    )


def _non_derivative(row: Data) -> NonDerivativeHolding:
    return NonDerivativeHolding(
        title=_footnoted(row["title"]),
        **_amounts(row),
        ownership=_footnoted(row["ownership"]),
        nature_of_ownership=_footnoted_or_none(row.get("nature_of_ownership")),
    )


def _derivative(row: Data) -> DerivativeHolding:
    return DerivativeHolding(
        title=_footnoted(row["title"]),
        date_exercisable=_footnoted_date(row["date_exercisable"]),
        expiration_date=_footnoted_date(row["expiration_date"]),
        underlying=Underlying(title=_footnoted(row["underlying"]["title"]), **_amounts(row["underlying"])),
        conversion_or_exercise_price=_footnoted_decimal(row["conversion_or_exercise_price"]),
        ownership=_footnoted(row["ownership"]),
        nature_of_ownership=_footnoted_or_none(row.get("nature_of_ownership")),
    )


def _amounts(row: Data) -> dict[str, Footnoted[Decimal]]:
    return {key: _footnoted_decimal(row[key]) for key in ("amount", "amount_in_dollars") if key in row}


def _footnoted(cell: Any) -> Footnoted[Any]:
    if isinstance(cell, Mapping):
        return Footnoted(value=cell.get("value"), footnotes=tuple(cell.get("footnotes", ())))
    return Footnoted(value=cell)


def _footnoted_or_none(cell: Any) -> Footnoted[Any] | None:
    return None if cell is None else _footnoted(cell)


def _footnoted_date(cell: Any) -> Footnoted[date]:
    raw = _footnoted(cell)
    return Footnoted(value=None if raw.value is None else _date(raw.value), footnotes=raw.footnotes)


def _footnoted_decimal(cell: Any) -> Footnoted[Decimal]:
    raw = _footnoted(cell)
    return Footnoted(value=None if raw.value is None else Decimal(raw.value), footnotes=raw.footnotes)


def _signature(item: Data) -> Signature:
    return Signature(
        signer=item.get("signer"),
        signed=_date_or_none(item.get("signed")),
        on_behalf_of=_texts(item.get("for", ())),
        capacity=item.get("capacity"),
        title=item.get("title"),
        by=tuple(item.get("by", ())),
        text=item.get("text"),
    )


def _power(item: Data) -> PowerOfAttorney:
    return PowerOfAttorney(
        grantor=item["grantor"],
        by=tuple(item.get("by", ())),
        signer=item.get("signer"),
        title=item.get("title"),
        attorneys_in_fact=tuple(item["attorneys_in_fact"]),
        company=item.get("company"),
        capacity=item.get("capacity"),
        forms=tuple(item.get("forms", (3, 4, 5))),
        clauses=tuple(item.get("clauses", ())),
        ends=_date_or_none(item.get("ends")),
        wording=item.get("wording"),
        notary=item.get("notary"),
        document=item.get("document"),
        on_file=_on_file(item.get("on_file")),
        signed=_date_or_none(item.get("signed")),
        wording_hash=item.get("wording_hash"),
    )


def _on_file(item: Data | None) -> OnFile | None:
    if item is None:
        return None
    return OnFile(date=_date(item["date"]), accession_number=item.get("accession_number"))


def _filed(item: Data | None) -> Filed | None:
    if item is None:
        return None
    return Filed(date=_date(item["date"]), accession_number=item.get("accession_number"))


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _date_or_none(text: str | None) -> date | None:
    return None if text is None else _date(text)


# --- saying: what the paper form and the XML show, decided once for every output ---


def documents(filing: Filing, author: str) -> tuple[Document, ...]:
    """The XML, the PDF that carries it, and the DOCX, in the order in which they are made."""
    said = context(filing, author)
    return (
        Document(name="form3.xml", template="form3/form3.xml.j2", context=said),
        Document(name="form3.pdf", template="form3/form3.html.j2", context=said, attachment="form3.xml"),
        Document(name="form3.docx", template="form3/form3.docx", context=said),
    )


def context(filing: Filing, author: str) -> dict[str, Any]:
    """What the templates of Form 3 see: ready booleans, rows, footnote numbers and the edition.

    A cell of a table is `{"value", "footnotes": [numbers], "in_dollars"}`; a value stays `Decimal`, `date`
    or `str` and becomes text in a filter.
    """
    numbers = {label: n for n, (label, _) in enumerate(filing.footnotes, start=1)}
    edition = edition_of(filing)
    owners = [_owner_said(owner, is_new_edition=edition == "03-26") for owner in filing.reporting_owners]
    issuer = filing.issuer
    subject = f"{issuer.name} [{issuer.trading_symbol}]"
    return {
        "form": filing.form,
        "title": f"Form {filing.form} - {_owners_in_short(filing)} - {subject}",
        "subject": subject,
        "author": author,
        "is_new_edition": edition == "03-26",
        "form_number": f"SEC 1473 ({edition})",
        "is_draft": filing.signing == "draft",
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
        "remarks": filing.remarks,
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
    parse=parse,
    rules=rules.SECTION_16 + rules.HOLDINGS,
    documents=documents,
)
