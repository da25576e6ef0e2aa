"""Compose the line of a signature."""

from __future__ import annotations

from redwell.model import Signature
from redwell.text.names import listed


def signature_line(item: Signature) -> str:
    """Return the line as sent to EDGAR, with "/s/" before the signer once the signature has a date.

    An entity acts through a chain: "Acme LP, By: Acme GP LLC, its general
    partner, By: /s/ Jane Roe, Manager".
    """
    if item.text is not None:
        return item.text
    signer = f"/s/ {item.signer}" if item.signed else f"{item.signer}"
    owners = listed(item.on_behalf_of)
    if item.by or (item.on_behalf_of and item.title and not item.capacity):
        chain = ", By: ".join((owners, *item.by, signer) if owners else (*item.by, signer))
        return _comma(chain, item.title, item.capacity)
    if item.on_behalf_of:
        return _comma(signer, item.title, f"{item.capacity or 'Attorney-in-Fact'} for {owners}")
    return _comma(signer, item.title, item.capacity)


def _comma(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
