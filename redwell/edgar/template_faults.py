"""Faults of the XML that was made of a filing, as problems: of its template, or by the SEC's own schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from redwell.edgar import xsd
from redwell.edgar.xsd_messages import Fault
from redwell.form import Context, Document
from redwell.problems import Place, Problem

MAX_SHOWN = 10
"""One slip in a template shows in each line of a table."""


def of_template(document: Document, content: bytes, home: Path) -> list[Problem]:
    """What our schema and EDGAR's rules find in an XML document: only its template can be at fault."""
    found = xsd.faults(content, home, lacks(document.context))
    return [_of_template(document, each, home) for each in found[:MAX_SHOWN]]


def lacks(context: Context) -> frozenset[str]:
    """What no template can write yet, because the filing does not say it: it is not ready."""
    has_ciks = all(owner["cik"] for owner in context.get("owners", ()))
    is_signed = any(signature["is_signed"] for signature in context.get("signatures", ()))
    said = {xsd.CIK: has_ciks, xsd.SIGNATURE: is_signed}
    return frozenset(name for name, is_said in said.items() if not is_said)


def by_sec(name: str, faults: Sequence[Fault], filing: str, schema: str) -> Iterator[Problem]:
    """What the SEC's *schema* finds in the document *name* of a *filing*."""
    place = Place(file=filing, line=1, column=1, end_column=1, text="")
    for each in faults[:MAX_SHOWN]:
        message = f"{name} does not fit the SEC's {schema}: line {each.line}, {each.element}: {each.message}"
        yield Problem(code="sec-schema", message=message, place=place)


def _of_template(document: Document, fault: Fault, home: Path) -> Problem:
    message = (
        f"{document.name} would be refused, line {fault.line}, {fault.element}: {fault.message}; "
        "this is a fault of the template, not of the filing: mend it here"
    )
    line = _line(home / "templates" / document.template, fault.element)
    place = Place(file=f"templates/{document.template}", line=line, column=1, end_column=1, text="")
    return Problem(code="xml-schema", message=message, place=place)


def _line(template: Path, element: str) -> int:
    """The line of the template that writes *element* or what it stands in; else the first."""
    lines = template.read_text("utf-8").splitlines()
    for name in reversed(re.sub(r"\[\d+\]", "", element).split("/")):
        tag = re.compile(rf"<{re.escape(name)}[\s>/]|'{re.escape(name)}'")
        if name not in ("value", "footnoteId"):
            for n, line in enumerate(lines, start=1):
                if tag.search(line):
                    return n
    return 1
