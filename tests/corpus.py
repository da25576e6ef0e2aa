"""Real filings as test input: a disseminated Form 3 (XML) re-typed as a filing, where `../shared` exists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

SHARED = Path(__file__).resolve().parents[2] / "shared"
FORM3 = sorted((SHARED / "corpus" / "form3").glob("*.xml"))
ABSENT = "the corpus of real filings (../shared) is not beside this checkout"


def as_filing(xml: Path) -> str:
    """The YAML that says what the Form 3 in *xml* says, signature lines verbatim."""
    root = ET.fromstring(xml.read_bytes())
    return "\n".join(_lines(root)) + "\n"


def _lines(root: ET.Element) -> Iterator[str]:
    yield 'form: "3"'
    yield 'edition: "7-02"'
    yield f"date_of_event: {_text(root, 'periodOfReport')}"
    yield "issuer:"
    yield f"  name: {_quoted(_text(root, 'issuer/issuerName'))}"
    yield f"  cik: {_quoted(_text(root, 'issuer/issuerCik'))}"
    yield f"  trading_symbol: {_quoted(_text(root, 'issuer/issuerTradingSymbol'))}"
    yield "reporting_owners:"
    for owner in root.iterfind("reportingOwner"):
        yield from _owner(owner)
    yield from _table(root, "non_derivative", "nonDerivativeTable/nonDerivativeHolding", _non_derivative)
    yield from _table(root, "derivative", "derivativeTable/derivativeHolding", _derivative)
    if root.find(".//nonDerivativeHolding") is None and root.find(".//derivativeHolding") is None:
        yield "no_securities_owned: true"
    if root.find("footnotes/footnote") is not None:
        yield "footnotes:"
        for footnote in root.iterfind("footnotes/footnote"):
            yield f"  {footnote.attrib['id'].lower()}: {_quoted((footnote.text or '').strip())}"
    if _text(root, "remarks"):
        yield f"remarks: {_quoted(_text(root, 'remarks'))}"
    yield "signatures:"
    for signature in root.iterfind("ownerSignature"):
        yield f"  - text: {_quoted(_text(signature, 'signatureName'))}"
        yield f"    signed: {_text(signature, 'signatureDate')}"


def _owner(owner: ET.Element) -> Iterator[str]:
    address = owner.find("reportingOwnerAddress")
    assert address is not None
    yield f"  - name: {_quoted(_text(owner, 'reportingOwnerId/rptOwnerName'))}"
    yield f"    cik: {_quoted(_text(owner, 'reportingOwnerId/rptOwnerCik'))}"
    yield "    address:"
    streets = [_text(address, tag) for tag in ("rptOwnerStreet1", "rptOwnerStreet2")]
    yield f"      street: {json.dumps([street for street in streets if street])}"
    for key, tag in (("city", "rptOwnerCity"), ("state", "rptOwnerState"), ("zip", "rptOwnerZipCode")):
        if _text(address, tag):
            yield f"      {key}: {_quoted(_text(address, tag))}"
    yield "    relationship:"
    relationship = owner.find("reportingOwnerRelationship")
    assert relationship is not None
    for key, tag in (("director", "isDirector"), ("ten_percent_owner", "isTenPercentOwner")):
        if _text(relationship, tag) in ("1", "true"):
            yield f"      {key}: true"
    for key, tag in (("officer", "officerTitle"), ("other", "otherText")):
        if _text(relationship, tag):
            yield f"      {key}: {_quoted(_text(relationship, tag))}"


def _table(root: ET.Element, key: str, path: str, row: object) -> Iterator[str]:
    assert callable(row)
    rows = root.findall(path)
    if rows:
        yield f"{key}:"
    for element in rows:
        first, *rest = row(element)
        yield f"  - {first}"
        yield from (f"    {line}" for line in rest)


def _non_derivative(row: ET.Element) -> Iterator[str]:
    yield f"title: {_cell(row, 'securityTitle')}"
    yield from _amount(row, "postTransactionAmounts", "sharesOwned", "valueOwned", "FollowingTransaction")
    yield from _ownership(row)


def _derivative(row: ET.Element) -> Iterator[str]:
    yield f"title: {_cell(row, 'securityTitle')}"
    yield f"date_exercisable: {_cell(row, 'exerciseDate', bare=True)}"
    yield f"expiration_date: {_cell(row, 'expirationDate', bare=True)}"
    yield "underlying:"
    yield f"  title: {_cell(row, 'underlyingSecurity/underlyingSecurityTitle')}"
    for line in _amount(row, "underlyingSecurity", "underlyingSecurityShares", "underlyingSecurityValue", ""):
        yield f"  {line}"
    yield f"conversion_or_exercise_price: {_cell(row, 'conversionOrExercisePrice', bare=True)}"
    yield from _ownership(row)


def _amount(row: ET.Element, path: str, shares: str, value: str, suffix: str) -> Iterator[str]:
    for key, tag in (("amount", shares + suffix), ("amount_in_dollars", value + suffix)):
        if row.find(f"{path}/{tag}") is not None:
            yield f"{key}: {_cell(row, f'{path}/{tag}', bare=True)}"


def _ownership(row: ET.Element) -> Iterator[str]:
    form = row.find("ownershipNature/directOrIndirectOwnership")
    assert form is not None
    word = {"D": "direct", "I": "indirect"}[_text(form, "value")]
    yield f"ownership: {_with_footnotes(word, form)}"
    nature = row.find("ownershipNature/natureOfOwnership")
    if nature is not None and _text(nature, "value"):
        yield f"nature_of_ownership: {_cell(row, 'ownershipNature/natureOfOwnership')}"


def _cell(row: ET.Element, path: str, *, bare: bool = False) -> str:
    element = row.find(path)
    assert element is not None, path
    text = _text(element, "value")
    return _with_footnotes(text if bare else _quoted(text), element)


def _with_footnotes(written: str, element: ET.Element) -> str:
    labels = [mark.attrib["id"].lower() for mark in element.iterfind("footnoteId")]
    if not labels:
        return written
    value = f"value: {written}, " if written else ""
    return f"{{{value}footnotes: [{', '.join(labels)}]}}"


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
