"""The page by which each signatory authenticates the typed signature: `authentication.pdf`.

It is signed by hand or electronically before or when the filing is made, and kept for five years (Rule 302(b)
of Regulation S-T, 17 CFR 232.302(b)). It stays with the filer: EDGAR does not get it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from redwell.form import Document
from redwell.model import Filing, Signature
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import Part, parts

TEMPLATE = "authentication/authentication.html.j2"
STATEMENT = "Initial Statement of Beneficial Ownership of Securities"


def documents(filing: Filing, author: str) -> tuple[Document, ...]:
    """The page of each part of a filing, once it is known who signs."""
    return tuple(
        Document(name=_name(part), template=TEMPLATE, context=context(part, author))
        for part in parts(filing)
        if part.filing.signatures
    )


def context(part: Part, author: str) -> dict[str, Any]:
    """What the template sees: which filing it is, and a block for each signature."""
    filing = part.filing
    first, *others = [owner.name for owner in filing.reporting_owners]
    subject = f"{filing.issuer.name} [{filing.issuer.trading_symbol}]"
    whose = f"{first} and others" if others else first
    return {
        "title": f"Authentication of signatures - Form {filing.form} - {whose} - {subject}",
        "subject": subject,
        "author": author,
        "form": filing.form,
        "statement": STATEMENT,
        "part": f"{part.number} of {part.total}" if part.total > 1 else None,
        "original_filed": filing.amendment.original_filed if filing.amendment else None,
        "issuer": {"name": subject, "cik": filing.issuer.cik},
        "owners": [{"name": owner.name, "cik": owner.cik} for owner in filing.reporting_owners],
        "is_joint": bool(others),
        "whose": whose,
        "date_of_event": filing.date_of_event,
        "signatures": [_block(signature, filing) for signature in filing.signatures],
    }


def _name(part: Part) -> str:
    number = f"-{part.number}of{part.total}" if part.total > 1 else ""
    return f"authentication{number}.pdf"


def _block(item: Signature, filing: Filing) -> dict[str, Any]:
    """The typed signature, as it stands in the filing once all have signed, and who signs under it."""
    typed = signature_line(replace(item, signed=item.signed or filing.date_of_event))
    name = item.signer or re.sub(r"/s/\s*", "", typed)
    return {"typed": typed, "date": item.signed, "name": name, "below": [*_below(item)]}


def _below(item: Signature) -> Iterator[str]:
    """The title of who signs, and for whom: an entity, whose chain the typed line shows, or by a power."""
    if item.title:
        yield item.title
    owners = " and ".join(filter(None, (", ".join(item.on_behalf_of[:-1]), *item.on_behalf_of[-1:])))
    is_of_entity = bool(item.by or (owners and item.title and not item.capacity))
    if is_of_entity and owners:
        yield f"for {owners}"
    if not is_of_entity and owners:
        yield f"{item.capacity or 'Attorney-in-Fact'} for {owners}"
    elif item.capacity:
        yield item.capacity
