"""Write the submission file for EDGAR: an `edgarSubmission` with a header and every document in base64.

Specification: EDGAR Ownership XML Technical Specification 5.5, sections 3.4, 4.1, 4.2 and 5.
"""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

from redwell.files.discovery import Misuse
from redwell.secrets.ccc import Ccc

Mode = Literal["TEST", "LIVE"]
_NAME = re.compile(r"(?!.*_.*_)(?!.*-.*-)[a-z][a-z0-9_-]*\.(xml|txt|htm|jpg|gif|pdf)")
"""The names that a document may have (specification 4.2 (6)), in at most `LONGEST_NAME` characters."""
LONGEST_NAME, LONGEST_TYPE = 32, 20
MAX_EXHIBITS = 500
"""EX-24, EX-99 and GRAPHIC together (specification 4.2.1.2); fewer than the 610 supporting documents."""
OWNER = re.compile(r"((?<! ) *)<rptOwnerCik>([0-9]{1,10})</rptOwnerCik>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The header of a submission: form, test or live, and contacts."""

    form: str
    mode: Mode
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    notification_emails: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosed:
    """One document of a submission."""

    name: str
    type: str
    content: bytes
    description: str | None = None


def with_cccs(primary: bytes, cccs: Mapping[int, Ccc]) -> bytes:
    """Return the ownership document with each owner's CCC; *cccs* has CIKs as keys (specification 4.3.2).

    Raises `Misuse` if the document does not have the CIK of each owner exactly once.
    """
    text = primary.decode("ascii")
    found = [int(each[2]) for each in OWNER.finditer(text)]
    if sorted(found) != sorted(cccs):
        raise Misuse("the XML does not have the CIK of each owner exactly once: correct its template")

    def with_ccc(owner: re.Match[str]) -> str:
        code = escape(cccs[int(owner[2])].reveal())
        return f"{owner[0]}\n{owner[1]}<rptOwnerCcc>{code}</rptOwnerCcc>"

    return OWNER.sub(with_ccc, text).encode("ascii")


def is_file_name(name: str) -> bool:
    """Return True for a name that EDGAR accepts for a document."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def document_problems(documents: Sequence[Enclosed]) -> Iterator[str]:
    """Yield the reasons why EDGAR would not accept the documents."""
    for each in documents:
        if not is_file_name(each.name):
            yield (
                f"EDGAR does not accept the file name {each.name}: use at most {LONGEST_NAME} lowercase "
                "letters and digits, one hyphen and one _ (specification 4.2)"
            )
        if len(each.type) > LONGEST_TYPE:
            yield f"{each.name}: the type {each.type} is longer than {LONGEST_TYPE} characters"
    if len({each.name for each in documents}) < len(documents):
        yield "two documents have the same name"
    if len(documents) - 1 > MAX_EXHIBITS:
        yield (
            f"there are {len(documents) - 1} exhibits: EDGAR accepts at most {MAX_EXHIBITS} with one form "
            "(specification 4.2.1.2)"
        )


def compose_submission(header: Header, documents: Sequence[Enclosed]) -> bytes:
    """Return the submission file in ASCII; equal input gives equal bytes."""
    lines = [
        '<?xml version="1.0"?>',
        "<edgarSubmission>",
        *_element("submissionType", header.form, 2),
        *_element("testOrLive", header.mode, 2),
        *_group("pointOfContact", _contact(header)),
        *_group("notificationAddresses", _addresses(header)),
        *(line for each in documents for line in _document(each)),
        "</edgarSubmission>",
    ]
    return "".join(f"{line}\n" for line in lines).encode("ascii", "xmlcharrefreplace")


def _contact(header: Header) -> Iterator[str]:
    yield from _element("contactName", header.contact_name, 4)
    yield from _element("contactPhoneNumber", header.contact_phone, 4)
    yield from _element("contactEmailAddress", header.contact_email, 4)


def _addresses(header: Header) -> Iterator[str]:
    for address in header.notification_emails:
        yield from _element("notificationEmailAddress", address, 4)


def _document(document: Enclosed) -> Iterator[str]:
    yield "  <edgarDocument>"
    yield from _element("documentName", document.name, 4)
    yield from _element("documentType", document.type, 4)
    yield from _element("documentDescription", document.description, 4)
    yield "    <documentMimeBlock>"
    yield encodebytes(document.content).decode("ascii").rstrip("\n")
    yield "    </documentMimeBlock>"
    yield "  </edgarDocument>"


def _group(name: str, inside: Iterator[str]) -> Iterator[str]:
    lines = [*inside]
    if lines:
        yield from (f"  <{name}>", *lines, f"  </{name}>")


def _element(name: str, value: str | None, indent: int) -> Iterator[str]:
    """Yield an element on one line (specification 4.1 (5)), or nothing without a value."""
    if value:
        yield f"{' ' * indent}<{name}>{escape(value)}</{name}>"
