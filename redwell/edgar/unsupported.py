"""Find elements of a document that an import does not read, so that a note can list them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from redwell.edgar.xml import Element
from redwell.form import Form
from redwell.ownership.columns import columns

_INSERTED = frozenset(
    {
        *("schemaVersion", "noSecuritiesOwned", "form3HoldingsReported", "form4TransactionsReported"),
        *("rptOwnerStateDescription", "rptOwnerGoodAddress"),
    }
)
_OWNER = "reportingOwner"
_READ = {
    "": "documentType dateOfOriginalSubmission remarks footnotes/footnote",
    "issuer": "issuerCik issuerName issuerTradingSymbol issuerForeignTradingSymbol",
    f"{_OWNER}/reportingOwnerId": "rptOwnerCik rptOwnerName",
    f"{_OWNER}/reportingOwnerAddress": "rptOwnerNonUSAddressFlag rptOwnerStreet1 rptOwnerStreet2 rptOwnerCity"
    " rptOwnerNonUSStateTerritory rptOwnerState rptOwnerCountry rptOwnerZipCode",
    f"{_OWNER}/reportingOwnerRelationship": "isDirector isOfficer isTenPercentOwner isOther"
    " officerTitle otherText",
    "ownerSignature": "signatureName signatureDate",
}
"""The elements that every form has and an import reads."""
_REPEATED = frozenset({_OWNER, "ownerSignature", "footnote", "footnoteId"})


def elements_unread(root: Element, form: Form) -> Iterator[tuple[str, Element]]:
    """Yield the elements with text that an import does not read, each with its path."""
    known = {f"{path}/{leaf}".removeprefix("/") for path, leaves in _READ.items() for leaf in leaves.split()}
    known.update(path for fact in form.facts for path in fact.xml)
    repeated = set(_REPEATED)
    noted: set[str] = set()
    for table in form.tables:
        for kind in table.kinds:
            repeated.add(kind.xml)
            known.update(
                f"{table.xml}/{kind.xml}/{path}" for column in columns(kind.row) for path in column.xml
            )
            noted.update(
                f"{table.xml}/{kind.xml}/{column.xml[0].rpartition('/')[0]}/footnoteId"
                for column in columns(kind.row)
                if column.has_footnotes and column.xml
            )
    for path, element in _without_twins(root, "", repeated):
        is_mark = element.tag == "footnoteId" and path not in noted
        if is_mark or (element.text and path not in known and element.tag not in _INSERTED):
            yield path, element


def _without_twins(element: Element, path: str, repeated: Collection[str]) -> Iterator[tuple[str, Element]]:
    """Yield every element with its path; a repeat of a single element is marked "a second one"."""
    seen: set[str] = set()
    for child in element.children:
        is_twin = child.tag in seen and child.tag not in repeated
        seen.add(child.tag)
        below = f"{path}/{child.tag}".removeprefix("/") + (" (a second one)" if is_twin else "")
        yield below, child
        yield from _without_twins(child, below, repeated)
