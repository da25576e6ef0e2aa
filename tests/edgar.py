"""Documents as EDGAR disseminates them, made up."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

HOLDING = """\
  <nonDerivativeTable>
    <nonDerivativeHolding>
      <securityTitle><value>Common Stock</value></securityTitle>
      <postTransactionAmounts>
        <sharesOwnedFollowingTransaction><value>1000</value></sharesOwnedFollowingTransaction>
      </postTransactionAmounts>
      <ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership></ownershipNature>
    </nonDerivativeHolding>
  </nonDerivativeTable>
"""
OPTION = """\
  <derivativeTable>
    <derivativeHolding>
      <securityTitle><value>Stock Option (Right to Buy)</value></securityTitle>
      <conversionOrExercisePrice><value>2.60</value></conversionOrExercisePrice>
      <exerciseDate><footnoteId id="F1"/></exerciseDate>
      <expirationDate><value>2021-02-14</value></expirationDate>
      <underlyingSecurity>
        <underlyingSecurityTitle><value>Common Stock</value></underlyingSecurityTitle>
        <underlyingSecurityShares><value>125000</value></underlyingSecurityShares>
      </underlyingSecurity>
      <ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership></ownershipNature>
    </derivativeHolding>
  </derivativeTable>
"""


def document(tables: str = "", *, footnotes: Sequence[str] = ()) -> str:
    """A Form 3 of Jane Doe at Acme, as it was sent in 2013."""
    notes = "".join(
        f'<footnote id="F{n}">{escape(text)}</footnote>' for n, text in enumerate(footnotes, start=1)
    )
    return f"""\
<?xml version="1.0"?>
<ownershipDocument>
  <schemaVersion>X0206</schemaVersion><documentType>3</documentType>
  <periodOfReport>2013-10-01</periodOfReport>
  <issuer>
    <issuerCik>0001234567</issuerCik>
    <issuerName>ACME CORP</issuerName>
    <issuerTradingSymbol>ACME</issuerTradingSymbol></issuer>
  <reportingOwner>
    <reportingOwnerId>
      <rptOwnerCik>0001700001</rptOwnerCik><rptOwnerName>DOE JANE</rptOwnerName>
    </reportingOwnerId>
    <reportingOwnerAddress>
      <rptOwnerStreet1>1 MAIN ST.</rptOwnerStreet1>
      <rptOwnerCity>BOSTON</rptOwnerCity>
      <rptOwnerState>MA</rptOwnerState>
      <rptOwnerZipCode>02110</rptOwnerZipCode>
    </reportingOwnerAddress>
    <reportingOwnerRelationship>
      <isDirector>1</isDirector><isOfficer>0</isOfficer><isTenPercentOwner>0</isTenPercentOwner><isOther>0</isOther>
    </reportingOwnerRelationship>
  </reportingOwner>
{tables}  <footnotes>{notes}</footnotes>
  <ownerSignature>
    <signatureName>/s/ Jane Doe</signatureName>
    <signatureDate>2013-10-02</signatureDate>
  </ownerSignature>
</ownershipDocument>
"""


EX24 = """\
POWER OF ATTORNEY

Jane Doe appoints John Roe her attorney-in-fact to sign Forms 3, 4 and 5.

/s/ Jane Doe
"""


def submission(form: str, *others: tuple[str, str, str]) -> str:
    """Return EDGAR's text file of a Form 3 and of *others*: the type, name and content of each."""
    documents = [("3", "doc3.xml", f"<XML>\n{form}</XML>\n"), *others]
    parts = "".join(
        f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{n}\n<FILENAME>{name}\n<DESCRIPTION>{description(kind)}\n"
        f"<TEXT>\n{content}</TEXT>\n</DOCUMENT>\n"
        for n, (kind, name, content) in enumerate(documents, start=1)
    )
    return f"""\
<SEC-DOCUMENT>0001234567-13-000042.txt : 20131003
<SEC-HEADER>0001234567-13-000042.hdr.sgml : 20131003
<ACCEPTANCE-DATETIME>20131003174501
ACCESSION NUMBER:\t\t0001234567-13-000042
CONFORMED SUBMISSION TYPE:\t3
PUBLIC DOCUMENT COUNT:\t\t{len(documents)}
CONFORMED PERIOD OF REPORT:\t20131001
FILED AS OF DATE:\t\t20131003
DATE AS OF CHANGE:\t\t20131003

ISSUER:

\tCOMPANY DATA:
</SEC-HEADER>
{parts}</SEC-DOCUMENT>
"""


def description(kind: str) -> str:
    """The description of a document by a filing agent: often its type again."""
    return kind if kind == "3" else f"{kind} OF JANE DOE"
