"""Our XML Schemas judge as the SEC's do: real filings, all elements, and thousands of mutants."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from lxml import etree

import redwell
from redwell.codes.places import COUNTRIES, STATES
from redwell.edgar import rules, xsd
from tests import corpus
from tests.mutants import MUTATIONS, mutants
from tests.sample import some, tries

XSD = corpus.SHARED / "edgar" / "xsd"
EDGAR = Path(__file__).resolve().parent.parent / "schemas" / "edgar"
with_sec = pytest.mark.skipif(
    not XSD.is_dir(), reason="the SEC's schemas (../shared) are not beside this checkout"
)

NOTED = '<footnoteId id="F1"/><footnoteId id="F2"/>'
OWNED = f"""\
<ownershipNature>
  <directOrIndirectOwnership><value>I</value>{NOTED}</directOrIndirectOwnership>
  <natureOfOwnership><value>By spouse</value>{NOTED}</natureOfOwnership>
</ownershipNature>"""
CCC = "abcd" + "#123"
"""Put together here, so that no file of ours shows what looks like a secret."""
OWNER = """\
<reportingOwner>
  <reportingOwnerId><rptOwnerCik>{cik}</rptOwnerCik><rptOwnerCcc>{ccc}</rptOwnerCcc><rptOwnerName>DOE</rptOwnerName>
  </reportingOwnerId>
  <reportingOwnerAddress>
    <rptOwnerNonUSAddressFlag>true</rptOwnerNonUSAddressFlag>
    <rptOwnerStreet1>1 MAIN ST</rptOwnerStreet1><rptOwnerStreet2>C/O ACME</rptOwnerStreet2>
    <rptOwnerCity>TORONTO</rptOwnerCity>
    <rptOwnerNonUSStateTerritory>ONTARIO</rptOwnerNonUSStateTerritory>
    <rptOwnerState>NY</rptOwnerState><rptOwnerCountry>A6</rptOwnerCountry>
    <rptOwnerZipCode>K1A 0B1</rptOwnerZipCode>
    <rptOwnerStateDescription>ONTARIO, CANADA</rptOwnerStateDescription>
    <rptOwnerGoodAddress>1</rptOwnerGoodAddress>
  </reportingOwnerAddress>
  <reportingOwnerRelationship>
    <isDirector>1</isDirector><isOfficer>true</isOfficer><isTenPercentOwner>0</isTenPercentOwner>
    <isOther>false</isOther><officerTitle>CFO</officerTitle><otherText>Trustee</otherText>
  </reportingOwnerRelationship>
</reportingOwner>"""
EVERY_ELEMENT = f"""\
<ownershipDocument>
  <schemaVersion>X0607</schemaVersion>
  <documentType>3</documentType>
  <periodOfReport>2026-05-04</periodOfReport>
  <noSecuritiesOwned>0</noSecuritiesOwned>
  <issuer>
    <issuerCik>123</issuerCik><issuerName>ACME</issuerName><issuerTradingSymbol>ACME</issuerTradingSymbol>
    <issuerForeignTradingSymbol>ACM3</issuerForeignTradingSymbol>
  </issuer>
  {OWNER.format(cik="1", ccc=CCC)}
  {OWNER.format(cik="0000000002", ccc=CCC)}
  <aff10b5One>0</aff10b5One>
  <nonDerivativeTable>
    <nonDerivativeHolding>
      <securityTitle><value>Common Stock</value>{NOTED}</securityTitle>
      <postTransactionAmounts>
        <sharesOwnedFollowingTransaction><value>1.5</value>{NOTED}</sharesOwnedFollowingTransaction>
      </postTransactionAmounts>
      {OWNED}
    </nonDerivativeHolding>
    <nonDerivativeHolding>
      <securityTitle><value>Notes</value></securityTitle>
      <postTransactionAmounts>
        <valueOwnedFollowingTransaction><value>250</value></valueOwnedFollowingTransaction>
      </postTransactionAmounts>
      <ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership></ownershipNature>
    </nonDerivativeHolding>
  </nonDerivativeTable>
  <derivativeTable>
    <derivativeHolding>
      <securityTitle><value>Option</value></securityTitle>
      <conversionOrExercisePrice><value>2.6</value>{NOTED}</conversionOrExercisePrice>
      <exerciseDate><footnoteId id="F1"/></exerciseDate>
      <expirationDate><value>2030-01-31</value></expirationDate>
      <underlyingSecurity>
        <underlyingSecurityTitle><value>Common Stock</value></underlyingSecurityTitle>
        <underlyingSecurityShares><value>100</value>{NOTED}</underlyingSecurityShares>
      </underlyingSecurity>
      {OWNED}
    </derivativeHolding>
    <derivativeHolding>
      <securityTitle><value>Warrant</value></securityTitle>
      <conversionOrExercisePrice><footnoteId id="F2"/></conversionOrExercisePrice>
      <exerciseDate><value>2026-06-01</value></exerciseDate>
      <expirationDate>{NOTED}</expirationDate>
      <underlyingSecurity>
        <underlyingSecurityTitle><value>Common Stock</value></underlyingSecurityTitle>
        <underlyingSecurityValue><footnoteId id="F1"/></underlyingSecurityValue>
      </underlyingSecurity>
      {OWNED}
    </derivativeHolding>
  </derivativeTable>
  <footnotes><footnote id="F1">One.</footnote><footnote id="F2">Two.</footnote></footnotes>
  <remarks>Exhibit 24.</remarks>
  <ownerSignature>
    <signatureName>/s/ Jane Doe</signatureName><signatureDate>2026-05-05</signatureDate>
  </ownerSignature>
  <ownerSignature>
    <signatureName>/s/ Bob Roe</signatureName><signatureDate>2026-05-05</signatureDate>
  </ownerSignature>
</ownershipDocument>
"""
SUBMISSION = """\
<ROOT>
  <submissionType>3</submissionType>
  <testOrLive>TEST</testOrLive>
  <pointOfContact>
    <contactName>Jane Doe</contactName>
    <contactPhoneNumber>617-555-0100</contactPhoneNumber>
    <contactEmailAddress>jane@example.com</contactEmailAddress>
  </pointOfContact>
  <notificationAddresses>
    <notificationEmailAddress>a@example.com</notificationEmailAddress>
    <notificationEmailAddress>b@example.com</notificationEmailAddress>
  </notificationAddresses>
  <edgarDocument>
    <documentName>form3.xml</documentName>
    <documentType>3</documentType>
    <documentDescription>Form 3</documentDescription>
    <documentMimeBlock>PD94bWw=</documentMimeBlock>
  </edgarDocument>
  <edgarDocument>
    <documentName>ex24.txt</documentName>
    <documentType>EX-24</documentType>
    <documentMimeBlock>UE9XRVI=</documentMimeBlock>
  </edgarDocument>
</ROOT>
""".replace("ROOT>", "edgar" + "Submission>")
OF_FILINGS = {
    "attribute removed",
    "booleans",
    "cells",
    "ciks",
    "dates",
    "duplicate ids",
    "figures",
    "ids",
    "zips",
}
"""Changes of what a submission file does not have."""
LEAST_SUBMISSION = """\
<ROOT>
  <submissionType>{form}</submissionType>
  <testOrLive>LIVE</testOrLive>
  <edgarDocument>
    <documentName>a.xml</documentName><documentType>{form}</documentType><documentMimeBlock>PA==</documentMimeBlock>
  </edgarDocument>
</ROOT>
""".replace("ROOT>", "edgar" + "Submission>")


def amended(document: bytes) -> bytes:
    """A Form 3 as a Form 3/A."""
    original = (
        rb"<documentType>3/A</documentType>\1<dateOfOriginalSubmission>2026-05-04</dateOfOriginalSubmission>"
    )
    found, count = re.subn(
        rb"<documentType>3</documentType>(\s*<periodOfReport>[^<]*</periodOfReport>)", original, document
    )
    assert count == 1
    return found


CODING = f"""\
<transactionCoding>
  <transactionFormType>4</transactionFormType><transactionCode>S</transactionCode>
  <equitySwapInvolved>0</equitySwapInvolved>{NOTED}
</transactionCoding>
<transactionTimeliness><value>E</value>{NOTED}</transactionTimeliness>"""
MOVED = f"""\
<transactionPricePerShare><value>2.6</value>{NOTED}</transactionPricePerShare>
<transactionAcquiredDisposedCode><value>D</value></transactionAcquiredDisposedCode>"""
AFTER = f"""\
<postTransactionAmounts>
  <sharesOwnedFollowingTransaction><value>1.5</value>{NOTED}</sharesOwnedFollowingTransaction>
</postTransactionAmounts>"""
NON_DERIVATIVE = f"""\
<nonDerivativeTransaction>
  <securityTitle><value>Common Stock</value></securityTitle>
  <transactionDate><value>2026-05-01</value>{NOTED}</transactionDate>
  <deemedExecutionDate><value>2026-05-04</value>{NOTED}</deemedExecutionDate>
  {CODING}
  <transactionAmounts><transactionShares><value>5</value>{NOTED}</transactionShares>{MOVED}</transactionAmounts>
  {AFTER}
  {OWNED}
</nonDerivativeTransaction>"""
DERIVATIVE = f"""\
<derivativeTransaction>
  <securityTitle><value>Swap</value></securityTitle>
  <conversionOrExercisePrice><footnoteId id="F1"/></conversionOrExercisePrice>
  <transactionDate><value>2026-05-01</value></transactionDate>
  <deemedExecutionDate/>
  {CODING}
  <transactionAmounts>
    <transactionTotalValue><value>250</value></transactionTotalValue>
    {MOVED}
  </transactionAmounts>
  <exerciseDate><footnoteId id="F1"/></exerciseDate>
  <expirationDate><value>2030-01-31</value></expirationDate>
  <underlyingSecurity>
    <underlyingSecurityTitle><value>Common Stock</value></underlyingSecurityTitle>
    <underlyingSecurityShares><value>100</value></underlyingSecurityShares>
  </underlyingSecurity>
  {AFTER}
  {OWNED}
</derivativeTransaction>"""
MISSED = "<transactionCoding><transactionFormType>3</transactionFormType></transactionCoding>"


def every_element_of(form: str) -> bytes:
    """Return a document with every element of Form 4 or 5: that of Form 3, with transactions."""
    text = EVERY_ELEMENT.replace("<documentType>3<", f"<documentType>{form}<")
    boxes = "notSubjectToSection16", "form3HoldingsReported", "form4TransactionsReported"
    own = "".join(f"<{box}>0</{box}>" for box in boxes[: None if form == "5" else 1])
    text = text.replace("<noSecuritiesOwned>0</noSecuritiesOwned>", own)
    text = text.replace("<derivativeHolding>", f"{DERIVATIVE}<derivativeHolding>", 1)
    # On these forms a derivative security has an amount of its own.
    text = text.replace("</underlyingSecurity>\n      <owner", f"</underlyingSecurity>{AFTER}<owner")
    text = text.replace("<nonDerivativeHolding>", f"{NON_DERIVATIVE}<nonDerivativeHolding>", 1)
    if form == "5":
        text = text.replace(f"<value>E</value>{NOTED}</transactionT", "<value>L</value></transactionT")
        notes = "<securityTitle><value>Notes</value></securityTitle>"
        text = text.replace(notes, notes + MISSED)
    return text.encode()


def amended_change(document: bytes, form: str) -> bytes:
    """Return a Form 4 or 5 as its amendment."""
    original = b"<dateOfOriginalSubmission>2020-01-06</dateOfOriginalSubmission>"
    text = re.sub(rb"(</periodOfReport>)", rb"\1" + original, document, count=1)
    return text.replace(f"<documentType>{form}<".encode(), f"<documentType>{form}/A<".encode())


def of_today(document: bytes) -> bytes:
    """Return a real Form 4 or 5 with the box of 2023, if it is older."""
    if b"<aff10b5One>" in document:
        return document
    owners, last, rest = document.rpartition(b"</reportingOwner>")
    return owners + last + b"<aff10b5One>0</aff10b5One>" + rest


def changes(form: str) -> list[bytes]:
    """Return documents of Form 4 or 5, or of its amendment: one with every element, and real ones."""
    number = form[0]
    real = [each for each in corpus.FORMS_4_AND_5 if each.parent.name == f"form{number}"]
    found = [every_element_of(number), *(of_today(path.read_bytes()) for path in some(real, 5))]
    found = [each for each in found if judged_today(each)]
    return [amended_change(each, number) for each in found] if form.endswith("/A") else found


def judged_today(document: bytes) -> bool:
    """Return False for an owner whose state is a country, as it could be until March 2026."""
    states = etree.fromstring(document).iter("rptOwnerState")
    return all(not each.text or each.text.strip() in STATES for each in states)


def bases(form: str) -> list[bytes]:
    """Return documents of a form: one with every element, and the real ones; originals are amended."""
    found = [EVERY_ELEMENT.encode(), *(path.read_bytes() for path in corpus.FORM3)]
    originals = [each for each in found if b"<documentType>3/A<" not in each]
    if form == "3":
        return originals
    return [*(amended(each) for each in originals), *(each for each in found if each not in originals)]


NAMES = {
    "3": ("ownership-3.xsd", "ownership3Document.xsd.xml"),
    "3/A": ("ownership-3a.xsd", "ownership3ADocument.xsd.xml"),
    "4": ("ownership-4.xsd", "ownership4Document.xsd.xml"),
    "4/A": ("ownership-4a.xsd", "ownership4ADocument.xsd.xml"),
    "5": ("ownership-5.xsd", "ownership5Document.xsd.xml"),
    "5/A": ("ownership-5a.xsd", "ownership5ADocument.xsd.xml"),
    "submission": ("submission.xsd", "edgarSubmission.xsd.xml"),
}


class Judges:
    """Our schema and the SEC's of one kind of document."""

    def __init__(self, kind: str) -> None:
        ours, theirs = NAMES[kind]
        self.ours = xsd.load_schema(ours, redwell.home()).compiled
        self.theirs = etree.XMLSchema(etree.parse(XSD / theirs))

    def verdicts(self, document: bytes) -> tuple[bool, bool]:
        """Each from a tree of its own: lxml marks the ids of a tree that it judges."""
        return self.ours.validate(etree.fromstring(document)), self.theirs.validate(
            etree.fromstring(document)
        )


def compared(
    kind: str, documents: Sequence[bytes], count: int, seed: int
) -> tuple[Counter[str], Counter[bool]]:
    """Count each kind of change and each verdict; both schemas must agree."""
    judges, kinds, verdicts = Judges(kind), Counter[str](), Counter[bool]()
    for changes, document in mutants(documents, count, Random(seed)):
        ours, theirs = judges.verdicts(document)
        assert ours == theirs, f"ours says {ours} after {changes}: {document.decode()}"
        kinds.update(changes)
        verdicts[ours] += 1
    return kinds, verdicts


@with_sec
@pytest.mark.parametrize("form", ["3", "3/A"])
def test_both_schemas_accept_every_real_filing_and_a_document_with_every_element(form: str) -> None:
    judges, other = Judges(form), Judges("3/A" if form == "3" else "3")
    documents = bases(form)
    assert len(documents) >= 18
    for document in documents:
        assert judges.verdicts(document) == (True, True)
        assert other.verdicts(document) == (False, False)


@with_sec
@pytest.mark.parametrize(("form", "seed"), [("3", 3), ("3/A", 31)])
def test_our_schema_judges_mutated_documents_as_the_secs_does(form: str, seed: int) -> None:
    total = tries(500, 5000)
    kinds, verdicts = compared(form, bases(form), total, seed)
    assert kinds.keys() == MUTATIONS.keys()
    assert min(kinds.values()) > total // 40
    assert verdicts.total() == total
    assert min(verdicts[True], verdicts[False]) > total // 5, verdicts


@with_sec
@pytest.mark.parametrize("form", ["4", "4/A", "5", "5/A"])
def test_both_schemas_accept_every_form_of_changes_and_no_other_form(form: str) -> None:
    documents = changes(form)
    assert len(documents) > 1
    for other in NAMES.keys() - {"submission"}:
        judges = Judges(other)
        for document in documents:
            assert judges.verdicts(document) == (other == form,) * 2


@with_sec
@pytest.mark.parametrize(("form", "seed"), [("4", 4), ("4/A", 41), ("5", 5), ("5/A", 51)])
def test_our_schema_judges_mutated_changes_as_the_secs_does(form: str, seed: int) -> None:
    total = tries(200, 2500)
    kinds, verdicts = compared(form, changes(form), total, seed)
    assert kinds.keys() == MUTATIONS.keys()
    assert min(kinds.values()) > total // 40
    assert min(verdicts[True], verdicts[False]) > total // 6, verdicts


@with_sec
def test_our_schema_judges_mutated_submissions_as_the_secs_does() -> None:
    least = [LEAST_SUBMISSION.format(form=form) for form in ("3", "3/A", "4", "4/A", "5", "5/A")]
    documents = [each.encode() for each in (SUBMISSION, SUBMISSION, *least)]
    judges = Judges("submission")
    assert {judges.verdicts(document) for document in documents} == {(True, True)}
    total = tries(200, 1500)
    kinds, verdicts = compared("submission", documents, total, 2)
    assert MUTATIONS.keys() - kinds.keys() == OF_FILINGS
    assert min(kinds.values()) > total // 40
    assert min(verdicts[True], verdicts[False]) > total // 5, verdicts


@with_sec
@pytest.mark.parametrize("count", [610, 611, 612])
def test_a_submission_encloses_611_documents_at_most(count: int) -> None:
    first, second = LEAST_SUBMISSION.format(form="3").split("  <edgarDocument>")
    document = (
        first
        + count * ("  <edgarDocument>" + second.replace("</edgarSubmission>", ""))
        + "</edgarSubmission>"
    )
    assert Judges("submission").verdicts(document.encode()) == (count <= 611,) * 2


@with_sec
def test_our_schema_names_the_elements_of_the_secs_and_no_other() -> None:
    def names(paths: Sequence[Path]) -> set[str]:
        found = (etree.parse(path).iter("{http://www.w3.org/2001/XMLSchema}element") for path in paths)
        return {str(each.get("name")) for every in found for each in every}

    assert names([EDGAR / "submission.xsd"]) == names([XSD / "edgarSubmission.xsd.xml"])
    ours = names([EDGAR / name for name in ("ownership.xsd", "ownership-3.xsd", "ownership-3a.xsd")])
    assert set(re.findall(r"<(\w+)", amended(EVERY_ELEMENT.encode()).decode())) == ours
    files = "ownership.xsd", "ownership-changes.xsd", "ownership-5.xsd", "ownership-5a.xsd"
    of_five = amended_change(every_element_of("5"), "5")
    assert {*re.findall(rb"<(\w+)", of_five)} == {
        name.encode() for name in names([EDGAR / name for name in files]) - {"noSecuritiesOwned"}
    }


def test_the_codes_of_the_schema_are_those_of_the_house() -> None:
    def codes(name: str) -> list[str]:
        kind = f"{{http://www.w3.org/2001/XMLSchema}}simpleType[@name='{name}']"
        found = etree.parse(EDGAR / "codes.xsd").getroot().find(kind)
        assert found is not None
        return [
            str(each.get("value")) for each in found.iter("{http://www.w3.org/2001/XMLSchema}enumeration")
        ]

    assert codes("StateCode") == sorted(STATES)
    assert codes("CountryCode") == sorted(COUNTRIES)
    assert codes("FormerCountryCode") == sorted(rules.FORMER_COUNTRIES)
