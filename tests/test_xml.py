"""The EDGAR document: what stands in it, in which order, and what never does."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

import redwell
from redwell.documents.renderer import render
from redwell.forms import form3
from redwell.forms.form3.tables import Form3
from redwell.ownership.parse import parse_filing
from redwell.source import loader

MINIMAL = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    relationship: {director: true}
"""


def xml(filing: str) -> bytes:
    read = loader.read(filing.encode(), "test.yaml")
    context = form3.documents.context(parse_filing(read, Form3), "Redwell")
    return render("form3.xml", "form3/form3.xml.j2", context, home=redwell.home())


def test_the_least_form_3_is_short() -> None:
    assert (
        xml(MINIMAL).decode()
        == """\
<?xml version="1.0"?>
<ownershipDocument>
  <documentType>3</documentType>
  <periodOfReport>2026-05-04</periodOfReport>
  <issuer>
    <issuerCik>123</issuerCik>
    <issuerTradingSymbol>ACME</issuerTradingSymbol>
  </issuer>
  <reportingOwner>
    <reportingOwnerId>
    </reportingOwnerId>
    <reportingOwnerRelationship>
      <isDirector>true</isDirector>
    </reportingOwnerRelationship>
  </reportingOwner>
</ownershipDocument>
"""
    )


def test_every_element_stands_in_the_order_of_the_specification() -> None:
    filing = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME, foreign_trading_symbol: ACM3}
reporting_owners:
  - name: DOE JANE
    cik: 0000456
    address: {street: [C/O ACME, RUA A 1], city: SAO PAULO, province: SP, country: BRAZIL, zip: 04530-001}
    relationship: {director: true, ten_percent_owner: true, officer: CFO, other: Trustee}
  - name: ROE RICHARD
    cik: "0789"
    address: {street: 1 MAIN ST, city: BOSTON, state: MA, zip: 02110}
    relationship: {director: false, ten_percent_owner: true}
non_derivative:
  - {title: {value: Notes, footnotes: [a]}, amount_in_dollars: 2500.50, ownership: direct}
derivative:
  - title: Warrant
    date_exercisable: {value: 2026-06-01, footnotes: [b, a]}
    expiration_date: {footnotes: [b]}
    underlying: {title: Common Stock, amount_in_dollars: {value: 10, footnotes: [b]}}
    conversion_or_exercise_price: {value: 0, footnotes: [a]}
    ownership: {value: indirect, footnotes: [a]}
    nature_of_ownership: {value: By spouse, footnotes: [b]}
footnotes: {a: '5 < 6 & "7"', b: Second.}
remarks: "One\\nTwo"
signatures:
  - {signer: Jane Doe, signed: 2026-05-05}
  - {signer: Bob Agent, for: ROE RICHARD, signed: 2026-05-06}
"""
    assert (
        xml(filing).decode()
        == """\
<?xml version="1.0"?>
<ownershipDocument>
  <documentType>3</documentType>
  <periodOfReport>2026-05-04</periodOfReport>
  <issuer>
    <issuerCik>123</issuerCik>
    <issuerTradingSymbol>ACME</issuerTradingSymbol>
    <issuerForeignTradingSymbol>ACM3</issuerForeignTradingSymbol>
  </issuer>
  <reportingOwner>
    <reportingOwnerId>
      <rptOwnerCik>0000456</rptOwnerCik>
    </reportingOwnerId>
    <reportingOwnerAddress>
      <rptOwnerNonUSAddressFlag>true</rptOwnerNonUSAddressFlag>
      <rptOwnerStreet1>C/O ACME</rptOwnerStreet1>
      <rptOwnerStreet2>RUA A 1</rptOwnerStreet2>
      <rptOwnerCity>SAO PAULO</rptOwnerCity>
      <rptOwnerNonUSStateTerritory>SP</rptOwnerNonUSStateTerritory>
      <rptOwnerCountry>D5</rptOwnerCountry>
      <rptOwnerZipCode>04530-001</rptOwnerZipCode>
    </reportingOwnerAddress>
    <reportingOwnerRelationship>
      <isDirector>true</isDirector>
      <isOfficer>true</isOfficer>
      <isTenPercentOwner>true</isTenPercentOwner>
      <isOther>true</isOther>
      <officerTitle>CFO</officerTitle>
      <otherText>Trustee</otherText>
    </reportingOwnerRelationship>
  </reportingOwner>
  <reportingOwner>
    <reportingOwnerId>
      <rptOwnerCik>0789</rptOwnerCik>
    </reportingOwnerId>
    <reportingOwnerAddress>
      <rptOwnerNonUSAddressFlag>false</rptOwnerNonUSAddressFlag>
      <rptOwnerStreet1>1 MAIN ST</rptOwnerStreet1>
      <rptOwnerCity>BOSTON</rptOwnerCity>
      <rptOwnerState>MA</rptOwnerState>
      <rptOwnerZipCode>02110</rptOwnerZipCode>
    </reportingOwnerAddress>
    <reportingOwnerRelationship>
      <isTenPercentOwner>true</isTenPercentOwner>
    </reportingOwnerRelationship>
  </reportingOwner>
  <nonDerivativeTable>
    <nonDerivativeHolding>
      <securityTitle>
        <value>Notes</value>
        <footnoteId id="F1"/>
      </securityTitle>
      <postTransactionAmounts>
        <valueOwnedFollowingTransaction>
          <value>2500.5</value>
        </valueOwnedFollowingTransaction>
      </postTransactionAmounts>
      <ownershipNature>
        <directOrIndirectOwnership>
          <value>D</value>
        </directOrIndirectOwnership>
      </ownershipNature>
    </nonDerivativeHolding>
  </nonDerivativeTable>
  <derivativeTable>
    <derivativeHolding>
      <securityTitle>
        <value>Warrant</value>
      </securityTitle>
      <conversionOrExercisePrice>
        <value>0</value>
        <footnoteId id="F1"/>
      </conversionOrExercisePrice>
      <exerciseDate>
        <value>2026-06-01</value>
        <footnoteId id="F2"/>
        <footnoteId id="F1"/>
      </exerciseDate>
      <expirationDate>
        <footnoteId id="F2"/>
      </expirationDate>
      <underlyingSecurity>
        <underlyingSecurityTitle>
          <value>Common Stock</value>
        </underlyingSecurityTitle>
        <underlyingSecurityValue>
          <value>10</value>
          <footnoteId id="F2"/>
        </underlyingSecurityValue>
      </underlyingSecurity>
      <ownershipNature>
        <directOrIndirectOwnership>
          <value>I</value>
          <footnoteId id="F1"/>
        </directOrIndirectOwnership>
        <natureOfOwnership>
          <value>By spouse</value>
          <footnoteId id="F2"/>
        </natureOfOwnership>
      </ownershipNature>
    </derivativeHolding>
  </derivativeTable>
  <footnotes>
    <footnote id="F1">5 &lt; 6 &amp; &#34;7&#34;</footnote>
    <footnote id="F2">Second.</footnote>
  </footnotes>
  <remarks>One
Two</remarks>
  <ownerSignature>
    <signatureName>/s/ Jane Doe</signatureName>
    <signatureDate>2026-05-05</signatureDate>
  </ownerSignature>
  <ownerSignature>
    <signatureName>/s/ Bob Agent, Attorney-in-Fact for ROE RICHARD</signatureName>
    <signatureDate>2026-05-06</signatureDate>
  </ownerSignature>
</ownershipDocument>
"""
    )


def test_an_unsigned_line_never_reaches_edgar() -> None:
    document = xml(MINIMAL + "signatures:\n  - signer: Jane Doe\n")
    assert b"ownerSignature" not in document


@pytest.mark.parametrize(
    ("signature", "line"),
    [
        ("{signer: Jane Doe, signed: 2026-05-05}", "/s/ Jane Doe"),
        (
            "{signer: Bob Agent, for: [DOE JANE, ROE RICHARD], signed: 2026-05-05}",
            "/s/ Bob Agent, Attorney-in-Fact for DOE JANE and ROE RICHARD",
        ),
        (
            "{signer: Bob Agent, for: DOE JANE, capacity: as attorney in fact, signed: 2026-05-05}",
            "/s/ Bob Agent, as attorney in fact for DOE JANE",
        ),
        (
            "{signer: Ann Roe, for: ACME LP, by: ['Acme GP LLC, its general partner'], title: Manager,"
            " signed: 2026-05-05}",
            "ACME LP, By: Acme GP LLC, its general partner, By: /s/ Ann Roe, Manager",
        ),
        (
            "{signer: Ann Roe, for: ACME LLC, title: Manager, signed: 2026-05-05}",
            "ACME LLC, By: /s/ Ann Roe, Manager",
        ),
        ("{signer: Ann Roe, title: Vice President, signed: 2026-05-05}", "/s/ Ann Roe, Vice President"),
        (
            "{text: '/s/Christopher Ferro, attorney in fact to Keith Rabois', signed: 2026-05-05}",
            "/s/Christopher Ferro, attorney in fact to Keith Rabois",
        ),
    ],
)
def test_a_signature_line_says_who_signs_for_whom(signature: str, line: str) -> None:
    document = ET.fromstring(xml(f"{MINIMAL}signatures:\n  - {signature}\n"))
    assert document.findtext("ownerSignature/signatureName") == line


def test_a_character_beyond_ascii_is_written_by_number() -> None:
    context = form3.documents.context(
        parse_filing(loader.read(MINIMAL.encode(), "test.yaml"), Form3), "Redwell"
    )
    document = render(
        "form3.xml", "form3/form3.xml.j2", {**context, "remarks": "Zürich"}, home=redwell.home()
    )
    assert b"<remarks>Z&#252;rich</remarks>" in document
