"""What a document says that no filing of ours reads: nothing of it is lost in silence."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.edgar.xml import Element

_INSERTED = frozenset(
    {"schemaVersion", "noSecuritiesOwned", "aff10b5One", "rptOwnerStateDescription", "rptOwnerGoodAddress"}
)
_OWNER = "reportingOwner"
_READ = {
    "": "documentType periodOfReport dateOfOriginalSubmission remarks footnotes/footnote",
    "issuer": "issuerCik issuerName issuerTradingSymbol issuerForeignTradingSymbol",
    f"{_OWNER}/reportingOwnerId": "rptOwnerCik rptOwnerName",
    f"{_OWNER}/reportingOwnerAddress": "rptOwnerNonUSAddressFlag rptOwnerStreet1 rptOwnerStreet2 rptOwnerCity"
    " rptOwnerNonUSStateTerritory rptOwnerState rptOwnerCountry rptOwnerZipCode",
    f"{_OWNER}/reportingOwnerRelationship": "isDirector isOfficer isTenPercentOwner isOther"
    " officerTitle otherText",
    "ownerSignature": "signatureName signatureDate",
    "nonDerivativeTable/nonDerivativeHolding": "securityTitle/value"
    " postTransactionAmounts/sharesOwnedFollowingTransaction/value"
    " postTransactionAmounts/valueOwnedFollowingTransaction/value"
    " ownershipNature/directOrIndirectOwnership/value ownershipNature/natureOfOwnership/value",
    "derivativeTable/derivativeHolding": "securityTitle/value"
    " conversionOrExercisePrice/value exerciseDate/value expirationDate/value"
    " underlyingSecurity/underlyingSecurityTitle/value"
    " underlyingSecurity/underlyingSecurityShares/value underlyingSecurity/underlyingSecurityValue/value"
    " ownershipNature/directOrIndirectOwnership/value ownershipNature/natureOfOwnership/value",
}
_KNOWN = frozenset(
    f"{path}/{leaf}".removeprefix("/") for path, leaves in _READ.items() for leaf in leaves.split()
)
"""Where a Form 3 says something that is read here."""
_REPEATED = frozenset(
    {_OWNER, "ownerSignature", "footnote", "footnoteId", "nonDerivativeHolding", "derivativeHolding"}
)


def elements_unread(root: Element) -> Iterator[tuple[str, Element]]:
    """The elements of a Form 3 that say what is not read, each with its path."""
    for path, element in _without_twins(root, ""):
        if element.text and path not in _KNOWN and element.tag not in _INSERTED:
            yield path, element


def _without_twins(element: Element, path: str) -> Iterator[tuple[str, Element]]:
    """Every element with its path; a twin of what stands once, and what it holds, is called a second one."""
    seen: set[str] = set()
    for child in element.children:
        is_twin = child.tag in seen and child.tag not in _REPEATED
        seen.add(child.tag)
        below = f"{path}/{child.tag}".removeprefix("/") + (" (a second one)" if is_twin else "")
        yield below, child
        yield from _without_twins(child, below)
