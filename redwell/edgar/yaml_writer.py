"""A filing as the YAML that a careful person would write: our order of keys, block style, nothing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from redwell.codes.places import COUNTRIES
from redwell.documents.filters import plain
from redwell.model import (
    Address,
    DerivativeHolding,
    Exhibit,
    Filed,
    Filing,
    Footnoted,
    NonDerivativeHolding,
    Relationship,
    ReportingOwner,
    Signature,
    Underlying,
)

FIRST_LINE = "# yaml-language-server: $schema=../../schemas/form3.schema.json"
WIDTH = 100
"""Columns of a line of text; longer ones are folded."""
_PLAIN = re.compile(r"[A-Za-z0-9/(.$][^\n]*")
_SPECIAL_ALONE = re.compile(
    r"[.\d][\d.,_:eExXoO+-]*|0[xo][\da-fA-F]+|\d{4}-\d\d?-\d\d?.*|(?i:true|false|null|yes|no|on|off|y|n|\.inf|\.nan)"
)
_SPECIAL_WITHIN = re.compile(r":( |$)| #|\t| $")
"""What is more than text in YAML, or looks like it to a reader."""
_LABEL = re.compile("[a-z][a-z0-9_-]*")


def yaml(filing: Filing) -> str:
    """The filing in YAML; reading it gives the same filing."""
    data = _filing(filing)
    head: Data = {
        key: data.pop(key) for key in ("form", "edition", "amendment", "date_of_event") if key in data
    }
    sections: list[Data] = [head]
    sections += [{key: value} for key, value in data.items()]
    texts = ["".join(f"{line}\n" for line in _mapping(section, "")) for section in sections]
    return f"{FIRST_LINE}\n" + "\n".join(texts)


# --- a filing as data: what is written as it stands here, and texts ---


@dataclass(frozen=True, slots=True)
class _Written:
    """A value that stands in the file exactly so."""

    text: str


Data = dict[str, Any]


def _filing(filing: Filing) -> Data:
    amendment, filed, issuer = filing.amendment, filing.filed, filing.issuer
    return _set(
        form=_quoted(filing.form),
        edition=_quoted(filing.edition) if filing.edition else None,
        amendment=_set(
            original_filed=_day(amendment.original_filed),
            amends=amendment.amends,
            explanation=amendment.explanation,
        )
        if amendment
        else None,
        date_of_event=_day(filing.date_of_event),
        registration_effective=_day(filing.registration_effective),
        issuer=_set(
            name=issuer.name,
            cik=_quoted(issuer.cik),
            trading_symbol=issuer.trading_symbol,
            foreign_trading_symbol=issuer.foreign_trading_symbol,
            foreign_private_issuer=_true(issuer.foreign_private_issuer),
        ),
        reporting_owners=[_owner(owner) for owner in filing.reporting_owners],
        no_securities_owned=_true(filing.no_securities_owned),
        non_derivative=[_non_derivative(row) for row in filing.non_derivative] or None,
        derivative=[_derivative(row) for row in filing.derivative] or None,
        footnotes=dict(filing.footnotes) or None,
        remarks=filing.remarks,
        signatures=[_signature(item) for item in filing.signatures] or None,
        exhibits=[_exhibit(item) for item in filing.exhibits] or None,
        filed=_filed(filed) if filed else None,
    )


def _filed(filed: Filed) -> Data:
    number = filed.accession_number
    return _set(date=_day(filed.date), accession_number=_Written(number) if number else None)


def _set(**pairs: Any) -> Data:
    """The pairs that say something."""
    return {key.rstrip("_"): value for key, value in pairs.items() if value is not None}


def _owner(owner: ReportingOwner) -> Data:
    return _set(
        name=owner.name,
        cik=_quoted(owner.cik) if owner.cik else None,
        address=_address(owner.address) if owner.address else None,
        relationship=_relationship(owner.relationship),
    )


def _address(address: Address) -> Data:
    country = address.country
    return _set(
        street=_one_or_all(address.street),
        city=address.city,
        state=address.state,
        province=address.province,
        country=COUNTRIES.get(country, country) if country else None,
        zip=_quoted(address.zip) if address.zip else None,
    )


def _relationship(relationship: Relationship) -> Data | _Written:
    return _set(
        director=_true(relationship.director),
        ten_percent_owner=_true(relationship.ten_percent_owner),
        officer=relationship.officer,
        other=relationship.other,
    ) or _Written("{}")


def _non_derivative(row: NonDerivativeHolding) -> Data:
    return _set(title=_cell(row.title), **_amounts(row), **_ownership(row))


def _derivative(row: DerivativeHolding) -> Data:
    return _set(
        title=_cell(row.title),
        date_exercisable=_cell(row.date_exercisable),
        expiration_date=_cell(row.expiration_date),
        underlying=_set(title=_cell(row.underlying.title), **_amounts(row.underlying)) or None,
        conversion_or_exercise_price=_cell(row.conversion_or_exercise_price),
        **_ownership(row),
    )


def _amounts(row: NonDerivativeHolding | Underlying) -> Data:
    return {"amount": _cell(row.amount), "amount_in_dollars": _cell(row.amount_in_dollars)}


def _ownership(row: NonDerivativeHolding | DerivativeHolding) -> Data:
    return {"ownership": _cell(row.ownership), "nature_of_ownership": _cell(row.nature_of_ownership)}


def _cell(cell: Footnoted[Any] | None) -> Any:
    if cell is None or (cell.value is None and not cell.footnotes):
        return None
    value = cell.value
    if isinstance(value, Decimal):
        value = _Written(plain(value))
    elif isinstance(value, date):
        value = _day(value)
    return _set(value=value, footnotes=_labels(cell.footnotes)) if cell.footnotes else value


def _labels(labels: Sequence[str]) -> _Written | list[str]:
    line = f"[{', '.join(labels)}]"
    is_short = len(line) < WIDTH - 20 and all(map(_LABEL.fullmatch, labels))
    return _Written(line) if is_short else list(labels)


def _signature(item: Signature) -> Data:
    return _set(
        signer=item.signer,
        for_=_one_or_all(item.on_behalf_of),
        capacity=item.capacity,
        by=list(item.by) or None,
        title=item.title,
        text=item.text,
        signed=_day(item.signed),
    )


def _exhibit(item: Exhibit) -> Data:
    return _set(type=item.type, file=item.file, description=item.description)


def _one_or_all(texts: Sequence[str]) -> str | list[str] | None:
    return (texts[0] if len(texts) == 1 else list(texts)) if texts else None


def _day(day: date | None) -> _Written | None:
    return _Written(day.isoformat()) if day else None


def _true(said: bool) -> _Written | None:
    return _Written("true") if said else None


# --- data as lines ---


def _mapping(data: Data, pad: str) -> Iterator[str]:
    for key, value in data.items():
        name = key if _LABEL.fullmatch(key) else _quoted(key).text
        if isinstance(value, str):
            yield from _text(name, value, pad)
        elif isinstance(value, _Written):
            yield f"{pad}{name}: {value.text}"
        elif isinstance(value, list):
            yield f"{pad}{name}:"
            yield from _list(value, pad)
        else:
            yield f"{pad}{name}:"
            yield from _mapping(value, f"{pad}  ")


def _list(items: Sequence[Data | str], pad: str) -> Iterator[str]:
    for item in items:
        lines = [f"{pad}    {_scalar(item)}"] if isinstance(item, str) else [*_mapping(item, f"{pad}    ")]
        yield f"{pad}  - {lines[0].lstrip(' ') if lines else '{}'}"
        yield from lines[1:]


def _text(key: str, text: str, pad: str) -> Iterator[str]:
    line = f"{pad}{key}: {_scalar(text)}"
    if "\n" in text and _is_literal(text):
        yield f"{pad}{key}: |-"
        yield from (f"{pad}  {each}" if each else "" for each in text.split("\n"))
    elif len(line) > WIDTH and "\n" not in text and " " in text:
        yield f"{pad}{key}: >-"
        yield from (f"{pad}  {each}" for each in _folded(text, WIDTH - len(pad) - 2))
    else:
        yield line


def _is_literal(text: str) -> bool:
    """Whether a block keeps every character: its indentation is read off the first line."""
    return not text.startswith((" ", "\n")) and not re.search(r"^ +$", text, re.MULTILINE)


def _folded(text: str, width: int) -> Iterator[str]:
    """Lines that read as one text again: parted at single spaces alone."""
    line = ""
    for word in re.split(r"(?<! ) (?! )", text):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _SPECIAL_ALONE.fullmatch(text) and not _SPECIAL_WITHIN.search(text):
        return text
    return _quoted(text).text


def _quoted(text: str) -> _Written:
    if ('"' in text or "\\" in text) and "'" not in text and "\n" not in text:
        return _Written(f"'{text}'")
    return _Written(json.dumps(text, ensure_ascii=False))
