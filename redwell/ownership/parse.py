"""Parse a filing from YAML that has passed the schema; nothing is checked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from redwell.codes.places import COUNTRIES
from redwell.model import (
    FORMS_OF_A_POWER,
    Address,
    Amendment,
    Authenticated,
    Confirmed,
    Exhibit,
    Filed,
    Filing,
    Footnoted,
    Issuer,
    PowerOfAttorney,
    Reauthorized,
    Relationship,
    ReportingOwner,
    Row,
    Signature,
)
from redwell.ownership.columns import Column, Table, facts, make_row, tables
from redwell.ownership.notes import model_notes
from redwell.source.loader import Source

Data = Mapping[str, Any]
F = TypeVar("F", bound=Filing)
R = TypeVar("R", Authenticated, Confirmed, Reauthorized)


def parse_filing(source: Source, form: type[F]) -> F:
    """Return the filing that *source* holds; its data must have passed the schema of the form.

    The words of a footnote by a model are not made yet (`redwell.forms.note_words`).
    """
    data = source.data
    own = {key: each.read(data[key]) for each in facts(form) if (key := each.path[0]) in data}
    own |= {each.key: tuple(_row(each, row) for row in data.get(each.key, ())) for each in tables(form)}
    return form(
        **own,
        form=data["form"],
        edition=data.get("edition"),
        amendment=_amendment(data.get("amendment")),
        issuer=Issuer(
            name=data["issuer"]["name"],
            cik=source.written(("issuer", "cik")),
            trading_symbol=data["issuer"]["trading_symbol"],
            foreign_trading_symbol=data["issuer"].get("foreign_trading_symbol"),
            foreign_private_issuer=data["issuer"].get("foreign_private_issuer", False),
            fiscal_year_end=data["issuer"].get("fiscal_year_end"),
        ),
        reporting_owners=tuple(_owner(source, owner, n) for n, owner in enumerate(data["reporting_owners"])),
        split=data.get("split", False),
        footnotes=tuple((label, _words(note)) for label, note in data.get("footnotes", {}).items()),
        models=tuple(model_notes(data.get("footnotes", {}))),
        remarks=data["remarks"].rstrip("\n") if "remarks" in data else None,
        signatures=tuple(_signature(item) for item in data.get("signatures", ())),
        powers_of_attorney=tuple(_power(item) for item in data.get("powers_of_attorney", ())),
        exhibits=tuple(Exhibit(**item) for item in data.get("exhibits", ())),
        confirmed=_of_a_day(Confirmed, data.get("confirmed")),
        tested=_filed(data.get("tested")),
        filed=_filed(data.get("filed")),
        sources=tuple(data.get("sources", ())),
        **_accepted(data.get("accept", {})),
    )


def _words(note: str | Data) -> str:
    """Return the text of a footnote; empty for one by a model."""
    return note.rstrip("\n") if isinstance(note, str) else ""


def _amendment(item: Data | None) -> Amendment | None:
    if item is None:
        return None
    return Amendment(
        original_filed=_date(item["original_filed"]),
        amends=item.get("amends"),
        explanation=item["explanation"].rstrip("\n") if "explanation" in item else None,
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
        country=None if country is None else COUNTRIES.codes.get(country, country),
        zip=source.written((*path, "zip")) if "zip" in address else None,
    )


def _row(table: Table, data: Data) -> Row:
    return make_row(table.kind_of(data).row, lambda column: _cell(column, data))


def _cell(column: Column, data: Data) -> Any:
    """Return the value of a row in a column; None if it is not given."""
    cell: Any = data
    for key in column.path:
        if key not in cell:
            return None
        cell = cell[key]
    if not column.has_footnotes:
        return column.read(cell)
    if isinstance(cell, Mapping):
        return Footnoted(value=column.read(cell.get("value")), footnotes=tuple(cell.get("footnotes", ())))
    return Footnoted(value=column.read(cell))


def _signature(item: Data) -> Signature:
    return Signature(
        signer=item.get("signer"),
        signed=_date_or_none(item.get("signed")),
        on_behalf_of=_texts(item.get("for", ())),
        capacity=item.get("capacity"),
        title=item.get("title"),
        by=tuple(item.get("by", ())),
        text=item.get("text"),
        facts=item.get("facts"),
        words=item.get("words"),
        reauthorized=_of_a_day(Reauthorized, item.get("reauthorized")),
        authenticated=_of_a_day(Authenticated, item.get("authenticated")),
    )


def _accepted(given: Data) -> Data:
    """Return the reasons for accepted warnings, and of which words alone these are accepted."""
    entries = {code: each if isinstance(each, dict) else {"reason": each} for code, each in given.items()}
    return {
        "accept": tuple((code, each["reason"]) for code, each in entries.items()),
        "accept_of": tuple((code, _texts(each["of"])) for code, each in entries.items() if "of" in each),
    }


def _of_a_day(record: type[R], item: Data | None) -> R | None:
    """Return a record of something that somebody did *on* a day."""
    return None if item is None else record(**{**item, "on": _date(item["on"])})


def _power(item: Data) -> PowerOfAttorney:
    return PowerOfAttorney(
        grantor=item["grantor"],
        by=tuple(item.get("by", ())),
        signer=item.get("signer"),
        title=item.get("title"),
        attorneys_in_fact=tuple(item["attorneys_in_fact"]),
        company=item.get("company"),
        capacity=item.get("capacity"),
        forms=tuple(item.get("forms", FORMS_OF_A_POWER)),
        says_forms="forms" in item,
        clauses=tuple(item.get("clauses", ())),
        ends=_date_or_none(item.get("ends")),
        ends_after_years=item.get("ends_after_years"),
        ends_on_leaving=tuple(item.get("ends_on_leaving", ())),
        left=tuple((name, _date(day)) for name, day in item.get("left", {}).items()),
        place=item.get("place"),
        witnesses=_witnesses(item.get("witnesses", ())),
        wording=item.get("wording"),
        notary=item.get("notary"),
        document=item.get("document"),
        on_file=_filed(item.get("on_file")),
        signed=_date_or_none(item.get("signed")),
        wording_hash=item.get("wording_hash"),
    )


def _witnesses(value: int | Iterable[str]) -> tuple[str, ...]:
    """Return the names of witnesses; empty ones if only their number is known."""
    return ("",) * value if isinstance(value, int) else tuple(value)


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
