"""The page on which each signer authenticates the typed signature: `authentication.pdf`.

It is signed by hand or electronically, before or when the form is filed, and kept for five years (Rule 302(b)
of Regulation S-T, 17 CFR 232.302(b)). The filer keeps it; it does not go to EDGAR.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from redwell.form import Document
from redwell.model import Filing, Signature
from redwell.ownership.context import owners_in_short, subject_of
from redwell.ownership.figures import boxes, figures
from redwell.ownership.signatures import SIGNED, signature_line, without_mark
from redwell.ownership.split import Part, part_number, part_suffix, parts
from redwell.ownership.tables import period_of
from redwell.text.names import listed
from redwell.text.typography import held

TEMPLATE = "authentication/authentication.html.j2"
STEPS = ("tight",)
"""The settings of a text that would leave a page for few lines."""


def authentication_pages(
    filing: Filing, author: str, statement: str, facts: str = ""
) -> tuple[Document, ...]:
    """Return the page of each part of a filing that lists signatures.

    *facts* is the fingerprint of what the whole filing reports.
    """
    return tuple(
        Document(
            name=f"authentication{part_suffix(part)}.pdf",
            template=TEMPLATE,
            context=context(part, author, statement, facts),
        )
        for part in parts(filing)
        if part.filing.signatures
    )


def context(part: Part[Filing], author: str, statement: str, facts: str = "") -> dict[str, Any]:
    """Return the values for the template: the filing, its main figures, and a block for each signature."""
    filing = part.filing
    subject, owners, period = subject_of(filing), owners_in_short(filing), period_of(filing)
    blocks = [_block(signature, filing, facts) for signature in filing.signatures]
    return {
        "title": f"Authentication of signatures - Form {filing.form} - {owners} - {subject}",
        "subject": subject,
        "author": author,
        "steps": STEPS,
        "step": "",
        "form": filing.form,
        "statement": statement,
        "part": part_number(part) or None,
        "original_filed": filing.amendment.original_filed if filing.amendment else None,
        "issuer": {"name": subject, "cik": filing.issuer.cik},
        "owners": [{"name": owner.name, "cik": owner.cik} for owner in filing.reporting_owners],
        "is_joint": len(filing.reporting_owners) > 1,
        "whose": owners,
        "period_of_report": {"label": period.label.capitalize(), "date": filing.period_of_report},
        # Also by its own name, for templates that a firm changed.
        **({period.name: filing.period_of_report} if period.path else {}),
        "boxes": [{"label": label, "said": said[:1].upper() + said[1:]} for label, said in boxes(filing)],
        "tables": _tables(filing),
        "facts": facts,
        "signatures": blocks,
        "is_to_be_signed": any(each["again"] is None for each in blocks),
    }


def _tables(filing: Filing) -> list[dict[str, Any]]:
    """Return the tables of the main figures; their amounts are aligned at their decimal points."""
    found = figures(filing)
    has_deals = any(row.deal for _, rows in found for row in rows)
    return [
        {
            "label": label,
            "rows": rows,
            "amount_label": "Owned after" if has_deals else "Amount",
            "amounts": [row.amount for row in rows],
        }
        for label, rows in found
    ]


def _block(item: Signature, filing: Filing, facts: str) -> dict[str, Any]:
    """Return the typed signature as the filing will show it when all have signed, and who signs below it."""
    typed = signature_line(replace(item, signed=item.signed or filing.period_of_report))
    again = item.reauthorized
    name = item.signer or without_mark(typed)
    return {
        "typed": typed,
        "pieces": [*_pieces(typed, name)],
        "date": item.signed,
        "name": name,
        "below": [*_below(item)],
        # Nobody agreed to another form than the one of these facts.
        "again": again if again and again.facts == facts else None,
    }


def _pieces(line: str, name: str) -> Iterator[dict[str, Any]]:
    """Yield a line in pieces; those with `is_held`, such as "/s/" and the name, stay on one line each."""
    start = 0
    for first, last in [*held(line, [name]), (len(line), len(line))]:
        first -= len(SIGNED) * line.endswith(SIGNED, start, first)
        yield {"text": line[start:first], "is_held": False}
        yield {"text": line[first:last], "is_held": True}
        start = last


def _below(item: Signature) -> Iterator[str]:
    """Return the signer's title, and for whom: an entity (the typed line shows its chain), or by a power."""
    if item.title:
        yield item.title
    owners = listed(item.on_behalf_of)
    is_of_entity = bool(item.by or (owners and item.title and not item.capacity))
    if is_of_entity and owners:
        yield f"for {owners}"
    if not is_of_entity and owners:
        yield f"{item.capacity or 'Attorney-in-Fact'} for {owners}"
    elif item.capacity:
        yield item.capacity
