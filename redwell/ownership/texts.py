"""Yield the texts of a filing that go to EDGAR, with their paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redwell.model import Filing
from redwell.ownership.tables import cells
from redwell.problems import Path


def written_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield every text that is printed or filed: names, the form, and drafted powers of attorney."""
    yield from party_names(filing)
    yield from filed_texts(filing)
    yield from drafted_texts(filing)


def filed_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield the texts of the ownership document and of the submission, in the order of the form."""
    yield from line_texts(filing)
    yield from long_texts(filing)
    for n, exhibit in enumerate(filing.exhibits):
        yield ("exhibits", n, "description"), exhibit.description or ""


def line_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield the texts on one line: boxes, cells and signatures."""
    yield ("issuer", "trading_symbol"), filing.issuer.trading_symbol
    yield ("issuer", "foreign_trading_symbol"), filing.issuer.foreign_trading_symbol or ""
    for n, owner in enumerate(filing.reporting_owners):
        path: Path = ("reporting_owners", n)
        for key in ("officer", "other"):
            yield (*path, "relationship", key), getattr(owner.relationship, key) or ""
        if owner.address:
            yield from _of_list((*path, "address", "street"), owner.address.street)
            for key in ("city", "province", "zip"):
                yield (*path, "address", key), getattr(owner.address, key) or ""
    for path, cell in cells(filing):
        if isinstance(cell.value, str):
            yield path, cell.value
    for n, signature in enumerate(filing.signatures):
        for key in ("signer", "capacity", "title", "text"):
            yield ("signatures", n, key), getattr(signature, key) or ""
        yield from _of_list(("signatures", n, "for"), signature.on_behalf_of)
        for i, link in enumerate(signature.by):
            yield ("signatures", n, "by", i), link


def long_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield footnotes, remarks and the explanation of an amendment."""
    for label, text in filing.footnotes:
        yield ("footnotes", label), text
    yield ("remarks",), filing.remarks or ""
    if filing.amendment:
        yield ("amendment", "explanation"), filing.amendment.explanation or ""


def party_names(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield the names of issuer and owners, which EDGAR looks up by CIK; only the paper form prints them."""
    yield ("issuer", "name"), filing.issuer.name
    for n, owner in enumerate(filing.reporting_owners):
        yield ("reporting_owners", n, "name"), owner.name


def drafted_texts(filing: Filing) -> Iterator[tuple[Path, str]]:
    """Yield the texts of drafted powers of attorney, which go into Exhibit 24."""
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document or power.on_file:
            continue
        for key in ("grantor", "signer", "title", "company", "capacity"):
            yield ("powers_of_attorney", n, key), getattr(power, key) or ""
        for key in ("by", "attorneys_in_fact"):
            for i, text in enumerate(getattr(power, key)):
                yield ("powers_of_attorney", n, key, i), text


def _of_list(path: Path, found: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a value that is one text or a list of texts."""
    for i, text in enumerate(found):
        yield (*path, i) if len(found) > 1 else path, text
