"""Write a filing as YAML: keys in the order of the schema, in block style."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from redwell.codes.places import COUNTRIES
from redwell.documents.filters import plain
from redwell.form import Form
from redwell.model import (
    Address,
    Filed,
    Filing,
    Footnoted,
    ModelNote,
    PowerOfAttorney,
    ReportingOwner,
    Row,
    Signature,
)
from redwell.ownership.columns import Column, columns, value

FIRST_LINE = "# yaml-language-server: $schema=../../schemas/{schema}"
WIDTH, LONG = 90, 80
"""The columns after which a line is wrapped; the characters above which a text is folded."""
_PLAIN = re.compile(r"[A-Za-z0-9/(.$][^\n]*")
_SPECIAL_ALONE = re.compile(
    r"[.\d][\d.,_:eExXoO+-]*|0[xo][\da-fA-F]+|\d{4}-\d\d?-\d\d?.*|(?i:true|false|null|yes|no|on|off|y|n|\.inf|\.nan)"
)
_SPECIAL_WITHIN = re.compile(r":( |$)| #|\t| $")
"""Text with a meaning in YAML, or that looks like it to a reader."""
_LABEL = re.compile("[a-z][a-z0-9_-]*")
Data = dict[str, Any]


def blocks(filing: Filing, form: Form, keys: Sequence[str]) -> dict[str, str]:
    """Return the text of each block of the filing by its first key; the head is the first.

    *keys* are those of the form, in order. The blocks together parse to the same filing.
    """
    data = _filing(filing, form)
    ordered = {key: data[key] for key in keys if key in data}
    at_top = keys[: keys.index("issuer")]
    head = {key: ordered.pop(key) for key in at_top if key in ordered}
    return {"form": _dumped(head), **{key: _dumped({key: section}) for key, section in ordered.items()}}


def joined(blocks: Mapping[str, str], form: Form) -> str:
    """Return the text of a filing of these blocks."""
    return FIRST_LINE.format(schema=form.schema) + "\n" + "\n".join(blocks.values())


def signatures_block(signatures: Iterable[Signature]) -> str:
    """Return the block `signatures`."""
    return _dumped({"signatures": [_signature(each, each.signed) for each in signatures]})


def powers_on_file(powers: Iterable[tuple[PowerOfAttorney, Filed]]) -> str:
    """Return the block `powers_of_attorney` of powers that were filed with an earlier form."""
    written = [
        _given(
            grantor=power.grantor,
            attorneys_in_fact=list(power.attorneys_in_fact),
            forms=None if power.forms == (3, 4, 5) else _OneLine(power.forms),
            ends=power.ends,
            ends_after_years=power.ends_after_years,
            ends_on_leaving=list(power.ends_on_leaving) or None,
            left=dict(power.left) or None,
            signed=power.signed,
            on_file=_accepted(on_file),
        )
        for power, on_file in powers
    ]
    return _dumped({"powers_of_attorney": written})


def undated_signatures(signatures: Iterable[Signature]) -> str:
    """Return the block `signatures` without the dates of signing."""
    return _dumped({"signatures": [_signature(each, None) for each in signatures]})


def block(key: str, rows: Iterable[Row]) -> str:
    """Return the block of a table: *key* with its rows."""
    return _dumped({key: [_row(row) for row in rows]})


def notes_by_model(notes: Iterable[ModelNote]) -> str:
    """Return the block `footnotes` of notes that are given by a model, each on one line."""
    return _dumped({"footnotes": _by_model(notes)})


def notes(texts: Mapping[str, str], models: Iterable[ModelNote]) -> str:
    """Return the block `footnotes` of the notes in *texts*, by label; those of *models* by these."""
    by_model = _by_model(models)
    return _dumped({"footnotes": {label: by_model.get(label, text) for label, text in texts.items()}})


def _by_model(notes: Iterable[ModelNote]) -> Mapping[str, Data]:
    return {note.label: _InBraces(model=note.model, **dict(note.facts)) for note in notes}


# --- a filing as data, without empty values ---


class _Quoted(str):
    """A text to be quoted: a name in digits."""


class _Bare(str):
    """A text without quotes that begins like a number."""


class _OneLine(list[Any]):
    """A list to be written in brackets."""


class _InBraces(dict[str, Any]):
    """A mapping to be written in braces."""


def _filing(filing: Filing, form: Form) -> Data:
    amendment, filed, issuer = filing.amendment, filing.filed, filing.issuer
    own = {each.path[0]: _plain_value(value(filing, each), each) for each in form.facts}
    own |= {each.key: [_row(row) for row in getattr(filing, each.key)] or None for each in form.tables}
    return _given(
        **own,
        form=_Quoted(filing.form),
        edition=_quoted(filing.edition),
        amendment=amendment
        and _given(
            original_filed=amendment.original_filed,
            amends=amendment.amends,
            explanation=amendment.explanation,
        ),
        issuer=_given(
            name=issuer.name,
            cik=_Quoted(issuer.cik),
            trading_symbol=issuer.trading_symbol,
            foreign_trading_symbol=issuer.foreign_trading_symbol,
            foreign_private_issuer=issuer.foreign_private_issuer or None,
            fiscal_year_end=issuer.fiscal_year_end and _Quoted(issuer.fiscal_year_end),
        ),
        reporting_owners=[_owner(owner) for owner in filing.reporting_owners],
        footnotes=dict(filing.footnotes) or None,
        remarks=filing.remarks,
        signatures=[_signature(item, item.signed) for item in filing.signatures] or None,
        exhibits=[
            _given(type=item.type, file=item.file, description=item.description) for item in filing.exhibits
        ]
        or None,
        filed=filed and _accepted(filed),
        accept=dict(filing.accept) or None,
    )


def _signature(item: Signature, signed: date | None) -> Data:
    return _given(
        signer=item.signer,
        for_=_one_or_all(item.on_behalf_of),
        capacity=item.capacity,
        by=list(item.by) or None,
        title=item.title,
        text=item.text,
        signed=signed,
        facts=_quoted(item.facts if signed else None),
        words=_quoted(item.words if signed else None),
    )


def _accepted(filed: Filed) -> Data:
    number = filed.accession_number
    return _given(date=filed.date, accession_number=_Bare(number) if number else None)


def _given(**pairs: Any) -> Data:
    """Return the pairs that have a value."""
    return {key.rstrip("_"): value for key, value in pairs.items() if value is not None}


def _owner(owner: ReportingOwner) -> Data:
    relationship = owner.relationship
    return _given(
        name=owner.name,
        cik=_quoted(owner.cik),
        address=owner.address and _address(owner.address),
        relationship=_given(
            director=relationship.director or None,
            ten_percent_owner=relationship.ten_percent_owner or None,
            officer=relationship.officer,
            other=relationship.other,
        ),
    )


def _address(address: Address) -> Data:
    country = address.country
    return _given(
        street=_one_or_all(address.street),
        city=address.city,
        state=address.state,
        province=address.province,
        country=COUNTRIES.get(country, country) if country else None,
        zip=_quoted(address.zip),
    )


def _row(row: Row) -> Data:
    """Return a row as data, each column under its keys."""
    data: Data = {}
    for column in columns(type(row)):
        cell = _cell(value(row, column), column)
        if cell is not None:
            holder = data
            for key in column.path[:-1]:
                holder = holder.setdefault(key, {})
            holder[column.path[-1]] = cell
    return data


def _cell(cell: Any, column: Column) -> Any:
    if not isinstance(cell, Footnoted):
        return _plain_value(cell, column)
    if not cell.footnotes:
        return cell.value
    return _given(value=cell.value, footnotes=_labels(cell.footnotes))


def _plain_value(found: Any, column: Column) -> Any:
    """Return a value without footnotes; None if a filing has it without saying so."""
    if column.record and found:
        movements = [_InBraces(_given(**asdict(each))) for each in found]
        return movements[0] if len(movements) == 1 else movements
    return None if found is column.default else found


def _labels(labels: Sequence[str]) -> list[str]:
    is_short = len(", ".join(labels)) < WIDTH - 22 and all(map(_LABEL.fullmatch, labels))
    return _OneLine(labels) if is_short else list(labels)


def _quoted(name: str | None) -> _Quoted | None:
    return _Quoted(name) if name else None


def _one_or_all(texts: Sequence[str]) -> str | list[str] | None:
    return (texts[0] if len(texts) == 1 else list(texts)) if texts else None


# --- data as text ---


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, and wraps only long texts."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent a list too."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:
        """Write every value in full, without aliases."""
        return True

    def analyze_scalar(self, scalar: str) -> yaml.emitter.ScalarAnalysis:
        """Return what styles a text can have; keys and codes occur on many lines."""
        return _analyzed(scalar)

    def write_folded(self, text: str) -> None:
        """Write a text over several lines, word by word if it has plain words alone."""
        if not _WORDS.fullmatch(text):
            super().write_folded(text)
            return
        self.write_indicator(">" + self.determine_block_hints(text), need_whitespace=True)
        self.write_line_break()
        self.write_indent()
        first, *words = text.split(" ")
        self._write(first)
        for word in words:
            if self.column > self.best_width:
                self.write_indent()
                self._write(word)
            else:
                self._write(f" {word}")
        self.write_line_break()

    def _write(self, text: str) -> None:
        self.column += len(text)
        self.stream.write(text)

    def write_plain(self, text: str, split: bool = True) -> None:
        """Write a text without quotes on one line."""
        if not text or _BREAK.search(text):
            super().write_plain(text, split=False)
            return
        self.open_ended = self.open_ended or self.root_context
        self._write(text if self.whitespace else f" {text}")
        self.whitespace = self.indention = False

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write a text in quotes on one line."""
        super().write_double_quoted(text, split=False)

    def write_single_quoted(self, text: str, split: bool = True) -> None:
        """Write a text in quotes on one line."""
        super().write_single_quoted(text, split=False)


@lru_cache(maxsize=1024)
def _analyzed(scalar: str) -> yaml.emitter.ScalarAnalysis:
    return yaml.SafeDumper(io.StringIO(), allow_unicode=True).analyze_scalar(scalar)


_WORDS = re.compile(r"[^\s\x85\u2028\u2029]+(?: [^\s\x85\u2028\u2029]+)*")
"""A text with single spaces between its words."""
_BREAK = re.compile(r"[\n\x85\u2028\u2029]")


def _dumped(section: Data) -> str:
    dumped: str = yaml.dump(section, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return dumped


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    if "\n" in text:
        return "|" if _is_literal(text) else '"'
    if len(text) > LONG and " " in text:
        return ">"
    if not _PLAIN.fullmatch(text) or _SPECIAL_ALONE.fullmatch(text) or _SPECIAL_WITHIN.search(text):
        return "'" if ('"' in text or "\\" in text) and "'" not in text else '"'
    return None


def _is_literal(text: str) -> bool:
    """Return True if a literal block keeps every character; its first line sets the indentation."""
    return not text.startswith((" ", "\n")) and not re.search(r"^ +$", text, re.MULTILINE)


def _number(dumper: _Dumper, number: Decimal) -> yaml.ScalarNode:
    text = plain(number)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(_Bare, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text))
_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
_Dumper.add_representer(
    _InBraces,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True),
)
_Dumper.add_representer(
    _OneLine,
    lambda dumper, labels: dumper.represent_sequence("tag:yaml.org,2002:seq", labels, flow_style=True),
)
