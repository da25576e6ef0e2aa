"""Read the XML of an ownership form from EDGAR as a `Filing`, with notes on content that is left out.

Facts are kept as filed. Elements that EDGAR inserts (specification 5.5, table 3.5, "NA") are left out, except
names, which a filing also has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from redwell.codes.places import COUNTRIES, STATES
from redwell.edgar import unsupported, xml
from redwell.edgar.footnote_labels import labels
from redwell.edgar.signatures import signature_of
from redwell.edgar.xml import Element, XmlDocument
from redwell.form import Form
from redwell.forms import FORMS
from redwell.model import (
    Address,
    Amendment,
    Filed,
    Filing,
    Footnoted,
    Issuer,
    Relationship,
    ReportingOwner,
    Row,
    Signature,
)
from redwell.ownership.columns import Column, Table, UnknownCodeError, make_row
from redwell.ownership.editions import in_force, newest
from redwell.text.characters import UNSEEN
from redwell.text.names import listed

UNKNOWN_ISSUER, UNKNOWN_OWNER = "ISSUER NAME", "OWNER NAME"
"""The names of those whom a document does not name: EDGAR adds the names when it takes a filing."""
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})", re.ASCII)
_TRUE, _FALSE = frozenset({"1", "true", "yes", "y"}), frozenset({"", "0", "false", "no", "n"})
_OWNER = "reportingOwner"
_VERSION = re.compile(r"X0\d{3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FilingWithNotes:
    """A filing read from a document, and *notes* on the differences from the document."""

    filing: Filing
    notes: tuple[str, ...] = ()


def read_filing(
    content: bytes, name: str, filed: Filed | None = None, first_line: int = 1
) -> FilingWithNotes:
    """Return the filing in *content*; *filed* is its date and number on EDGAR. Raises `FilingError`."""
    document = xml.read_xml(content, name, first_line)
    return _Reading(document, _form(document)).result(filed)


def _form(document: XmlDocument) -> Form:
    root = document.root
    if any(each.tag.lower().endswith("ccc") for _, each in root.walk()):
        raise document.problem("import-secret", xml.SECRET)
    known = listed([*FORMS])
    if root.tag != "ownershipDocument":
        message = (
            f"this document is <{root.tag[:60]}>, and an ownership form is <ownershipDocument>:"
            " is it the right file?"
        )
        raise document.problem("xml-root", message)
    kind = root.first("documentType")
    name = kind.text if kind else ""
    if name in FORMS:
        _refuse_another_body(document, FORMS[name])
        return FORMS[name]
    type_ = f'the type of this document is "{name[:20]}"' if name else "this document has no type"
    raise document.problem("import-form", f"{type_}: Redwell imports Form {known}", kind)


def _refuse_another_body(document: XmlDocument, form: Form) -> None:
    """Raise `FilingError` if a document has lines, or facts, that only another form has."""
    rows = {kind.xml for table in form.tables for kind in table.kinds}
    for path, element in document.root.walk():
        table, _, row = path.partition("/")
        is_row = bool(_ROW.fullmatch(element.tag)) and "/" not in row and table.endswith("Table")
        if (is_row and element.tag not in rows) or (
            element.text and str(form.number) not in _OF_OTHERS.get(element.tag, str(form.number))
        ):
            message = (
                f"this document calls itself Form {form.name}, and <{element.tag}> belongs to Form "
                f"{_OF_OTHERS.get(element.tag, '4 or 5')}: is its documentType right?"
            )
            raise document.problem("import-form", message, element)


_ROW = re.compile("(non)?[dD]erivative(Holding|Transaction)")
_OF_OTHERS = {
    "notSubjectToSection16": "4 or 5",
    "form3HoldingsReported": "5",
    "form4TransactionsReported": "5",
}
"""Facts of the head that only other forms have."""


class _Reading:
    """Reads one document and collects *notes*."""

    def __init__(self, document: XmlDocument, form: Form) -> None:
        self.document = document
        self.form = form
        self.root = document.root
        self.notes: list[str] = []
        self.is_cleaned = False
        self.labels: Mapping[str, str] = {}

    def result(self, filed: Filed | None) -> FilingWithNotes:
        root = self.root
        notes = self._footnotes()
        self.labels = dict(zip(notes, labels(list(notes.values())), strict=True))
        owners = tuple(self._owner(element) for element in root.all(_OWNER))
        own: dict[str, Any] = {each.key: self._rows(each) for each in self.form.tables}
        own |= self._facts()
        original = self._date(root.first("dateOfOriginalSubmission"))
        names = [owner.name for owner in owners]
        signatures = tuple(self._signature(element, names) for element in root.all("ownerSignature"))
        filing = self.form.filing(
            **own,
            form=self.form.name,
            amendment=Amendment(original_filed=original) if original and self.form.is_amendment else None,
            issuer=self._issuer(),
            reporting_owners=owners,
            footnotes=tuple((self.labels[number], text) for number, text in notes.items()),
            remarks=self._lines(root, "remarks") or None,
            signatures=signatures,
            filed=filed,
        )
        filing = replace(filing, edition=None if filed else self._edition(filing))
        self._note_the_rest()
        return FilingWithNotes(filing=self.form.imported(filing), notes=tuple(self.notes))

    # --- parts ---

    def _edition(self, filing: Filing) -> str | None:
        """Return an old edition if the dates show that it was in force; None for the newest."""
        last = max([filing.period_of_report, *(each.signed for each in filing.signatures if each.signed)])
        edition = in_force(self.form.filing, last)
        return None if edition == newest(self.form.filing).name else edition

    def _issuer(self) -> Issuer:
        name = self._text(self.root, "issuer/issuerName")
        if not name:
            self.notes.append("the document does not name the issuer (EDGAR adds names): write issuer.name")
        return Issuer(
            name=name or UNKNOWN_ISSUER,
            cik=self._text(self.root, "issuer/issuerCik"),
            trading_symbol=self._text(self.root, "issuer/issuerTradingSymbol"),
            foreign_trading_symbol=self._text(self.root, "issuer/issuerForeignTradingSymbol") or None,
        )

    def _owner(self, element: Element) -> ReportingOwner:
        name = self._text(element, "reportingOwnerId/rptOwnerName")
        cik = self._text(element, "reportingOwnerId/rptOwnerCik") or None
        if not name:
            self.notes.append(
                f"the document does not name the owner{f' with CIK {cik}' if cik else ''} (EDGAR adds"
                " names): write it under reporting_owners"
            )
        address = element.first("reportingOwnerAddress")
        return ReportingOwner(
            name=name or UNKNOWN_OWNER,
            cik=cik,
            address=self._address(address) if address else None,
            relationship=self._relationship(element),
        )

    def _address(self, element: Element) -> Address | None:
        streets = [self._text(element, f"rptOwnerStreet{n}") for n in (1, 2)]
        if streets[1] and not streets[0]:
            self.notes.append(
                f'rptOwnerStreet2 is "{streets[1]}" and rptOwnerStreet1 is empty: imported as the first line'
            )
        state = self._text(element, "rptOwnerState") or None
        country = self._text(element, "rptOwnerCountry") or None
        if state and state not in STATES and state in COUNTRIES and not country:
            # Until March 2026 the state element also held a country or a Canadian province.
            state, country = None, state
        if country is None and self._is_true(element.first("rptOwnerNonUSAddressFlag")):
            self.notes.append("an address is marked as non-US and has no country: write its country")
        address = Address(
            street=tuple(street for street in streets if street),
            city=self._text(element, "rptOwnerCity") or None,
            state=state,
            province=self._text(element, "rptOwnerNonUSStateTerritory") or None,
            country=country,
            zip=self._text(element, "rptOwnerZipCode") or None,
        )
        return None if address == Address() else address

    def _relationship(self, element: Element) -> Relationship:
        found: dict[str, Any] = {
            key: self._is_true(element.first(f"reportingOwnerRelationship/{tag}"))
            for key, tag in (("director", "isDirector"), ("ten_percent_owner", "isTenPercentOwner"))
        }
        for key, box, tag in (("officer", "isOfficer", "officerTitle"), ("other", "isOther", "otherText")):
            text = self._text(element, f"reportingOwnerRelationship/{tag}")
            if self._is_true(element.first(f"reportingOwnerRelationship/{box}")):
                found[key] = text
            elif text:
                self.notes.append(
                    f'{tag} says "{text}", but the box is not ticked: left out, although the SEC prints it; '
                    f"write {key}: if the box was forgotten"
                )
        return Relationship(**found)

    def _footnotes(self) -> dict[str, str]:
        """Return the footnotes by id, in the order of their numbers."""
        found: dict[str, str] = {}
        for element in self.root.all("footnotes/footnote"):
            if element.id in found:
                self.notes.append(
                    f'there are two footnotes {element.id}: the second was left out, "{element.text[:60]}"'
                )
            else:
                found[element.id] = self._cleaned(element.text)
                if not found[element.id]:
                    self.notes.append(f"footnote {element.id} is empty")
        ordered = dict(sorted(found.items(), key=lambda item: _number_of(item[0])))
        if [*ordered] != [f"F{n}" for n in range(1, len(ordered) + 1)]:
            self.notes.append("the footnotes were not numbered 1, 2, 3 ..: they are renumbered")
        return ordered

    def _signature(self, element: Element, owners: list[str]) -> Signature:
        return signature_of(
            self._text(element, "signatureName"), self._date(element.first("signatureDate")), owners
        )

    # --- facts, rows and cells, by the declarations of the form ---

    def _facts(self) -> dict[str, Any]:
        """Return the facts of the head by key. Raises `FilingError` if a required one is missing."""
        found = {}
        for fact in self.form.facts:
            value = self._value(fact, self.root) if fact.xml else None
            if value is None and not fact.is_optional:
                message = f"the {fact.label} ({fact.xml[0]}) is missing"
                raise self.document.problem(f"import-{fact.kind}", message, self.root.first(fact.xml[0]))
            if value is not None:
                found[fact.path[0]] = value
        return found

    def _rows(self, table: Table) -> tuple[Row, ...]:
        """Return the rows of a table, of all kinds, in the order of the document."""
        kinds = {kind.xml: kind.row for kind in table.kinds}
        elements = [each for found in self.root.all(table.xml) for each in found.children]
        return tuple(
            make_row(kinds[each.tag], partial(self._cell, row=each)) for each in elements if each.tag in kinds
        )

    def _cell(self, column: Column, row: Element) -> Any:
        """Return the value of a row in a column; None for an empty optional column."""
        if not column.xml:
            return None
        if not column.codec.holds(self._texts(column, row)):
            return None if column.is_optional else Footnoted()
        value = self._value(column, row)
        if not column.has_footnotes:
            return value
        beside = column.xml[0].rpartition("/")[0]
        marks = Counter(mark.id for mark in row.all(f"{beside}/footnoteId"))
        self.notes += (
            f"{beside} has footnote {mark} {count} times: imported once"
            for mark, count in marks.items()
            if count > 1
        )
        cell = Footnoted(
            value=value, footnotes=tuple(self.labels.get(mark) or _unknown(mark) for mark in marks)
        )
        return None if column.is_optional and cell == Footnoted() else cell

    def _value(self, column: Column, holder: Element) -> Any:
        element = holder.first(column.xml[0])
        try:
            written = column.codec.read(self._texts(column, holder))
        except UnknownCodeError as error:
            raise self.document.problem(f"import-{column.role or column.kind}", str(error), element) from None
        if written is None:
            return None
        match column.kind:
            case "date":
                return self._date(element)
            case "flag":
                return self._is_true(element)
            case "number" | "dollars" if not _NUMBER.fullmatch(written):
                message = f'"{written[:40]}" is not a number in digits'
                raise self.document.problem("import-number", message, element)
        return column.read(written)

    def _texts(self, column: Column, holder: Element) -> list[str]:
        return [self._text(holder, path) for path in column.xml]

    # --- values ---

    def _text(self, element: Element, path: str) -> str:
        """Return the text at *path* on one line."""
        lines = self._lines(element, path).split("\n")
        return " ".join(stripped for line in lines if (stripped := line.strip()))

    def _lines(self, element: Element, path: str) -> str:
        found = element.first(path)
        return self._cleaned(found.text) if found else ""

    def _cleaned(self, text: str) -> str:
        """Return the text without invisible characters; any white space becomes a space."""
        cleaned = re.sub("\r\n?", "\n", text.replace("\t", " "))
        cleaned = UNSEEN.sub(lambda found: " " if found[0].isspace() else "", cleaned).strip()
        if cleaned != text and not self.is_cleaned:
            self.is_cleaned = True
            self.notes.append("tabs and other invisible characters were replaced by spaces, or left out")
        return cleaned

    def _date(self, element: Element | None) -> date | None:
        """Return the date, without the time zone that some documents add."""
        if element is None or not element.text:
            return None
        found = _DATE.fullmatch(element.text)
        try:
            if found:
                return date.fromisoformat(found[1])
        except ValueError:
            pass
        message = f'"{element.text[:40]}" is not a date in the form 2026-05-08'
        raise self.document.problem("import-date", message, element)

    def _is_true(self, element: Element | None) -> bool:
        text = element.text.lower() if element else ""
        if text not in _TRUE | _FALSE:
            message = f'"{text[:20]}" is neither true (1) nor false (0)'
            raise self.document.problem("import-boolean", message, element)
        return text in _TRUE

    # --- the rest of the document ---

    def _note_the_rest(self) -> None:
        if not self.form.is_amendment and self.root.all("dateOfOriginalSubmission"):
            message = f"dateOfOriginalSubmission was left out: a Form {self.form.name} amends nothing"
            self.notes.append(message)
        self._note_what_edgar_inserts()
        for path, element in unsupported.elements_unread(self.root, self.form):
            text = " ".join(element.text.split()) or element.id
            shown = f"{text[:60]}.." if len(text) > 60 else text
            line = element.line + self.document.first_line - 1
            self.notes.append(f'line {line}: {path} is "{shown}", and a filing has no key for it: left out')

    def _note_what_edgar_inserts(self) -> None:
        """Note what EDGAR computes if the rest of the document says otherwise."""
        has_rows = any(
            self.root.all(f"{table.xml}/{kind.xml}") for table in self.form.tables for kind in table.kinds
        )
        none_owned = self.root.first("noSecuritiesOwned")
        if none_owned and none_owned.text and self._is_true(none_owned) == has_rows:
            there_are = "there are lines" if has_rows else "there are none"
            self.notes.append(
                f'noSecuritiesOwned is "{none_owned.text}", but {there_are} in the tables: imported as the '
                "tables have it"
            )
        version = self._text(self.root, "schemaVersion")
        if version and not _VERSION.fullmatch(version):
            self.notes.append(f'schemaVersion is "{version[:60]}", which is none of EDGAR\'s: left out')
        for address in self.root.all(f"{_OWNER}/reportingOwnerAddress"):
            self._note_address(address)

    def _note_address(self, address: Element) -> None:
        """Note what EDGAR adds to an address if it does not fit the rest."""
        place = self._text(address, "rptOwnerStateDescription")
        code = self._text(address, "rptOwnerCountry") or self._text(address, "rptOwnerState")
        names = {codes.get(code, "") for codes in (STATES, COUNTRIES)} - {""}
        if place and place.upper() not in names:
            other = f"the code is {code}" if code else "the address has no state or country"
            self.notes.append(f'rptOwnerStateDescription says "{place}", and {other}: left out')
        good = self._text(address, "rptOwnerGoodAddress")
        if good and good.lower() not in _TRUE:
            self.notes.append(f'rptOwnerGoodAddress is "{good[:60]}": does EDGAR doubt this address?')


def _unknown(footnote: str) -> str:
    """Return a label for a footnote that the document lacks; check reports it."""
    return f"f{re.sub('[^a-z0-9]', '', footnote.lower().removeprefix('f'))[:30]}"


def _number_of(footnote: str) -> tuple[int, str]:
    digits = footnote.removeprefix("F")
    return (int(digits) if digits.isdecimal() and len(digits) < 9 else 10**9, footnote)
