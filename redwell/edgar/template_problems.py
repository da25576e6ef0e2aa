"""Turn problems of rendered XML into problems of its template, or of the SEC's schema."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from redwell.edgar import xsd
from redwell.edgar.xml import Element, read_xml
from redwell.edgar.xsd_messages import XmlProblem
from redwell.files import templates
from redwell.form import Context, Document
from redwell.problems import Place, Problem

MAX_SHOWN = 10
"""One mistake in a template is repeated in every row of a table."""


def template_problems(document: Document, content: bytes, looks: Path, home: Path) -> list[Problem]:
    """Return the problems of an XML document by our schema and EDGAR's rules.

    Their cause is the template: that of *looks*, or else the installed one.
    """
    found = xsd.xml_problems(content, home, missing_elements(document.context))
    return [_of_template(document, each, looks) for each in found[:MAX_SHOWN]]


def changed_values(document: Document, content: bytes, installed: bytes, looks: Path) -> Iterator[Problem]:
    """Yield a problem for each value that the template of *looks* reports, and the *installed* one does not.

    A firm's template may lay the XML out in another way. What it reports is up to the filing alone: that is
    what was approved and signed.
    """
    ours, theirs = (dict(_values(read_xml(each, document.name).root)) for each in (installed, content))
    for path in islice(
        (path for path in {**ours, **theirs} if ours.get(path) != theirs.get(path)), MAX_SHOWN
    ):
        said, reported = (f'"{each[path]}"' if path in each else "nothing" for each in (ours, theirs))
        message = (
            f"{document.name} reports {reported} as {path}, and the filing says {said}: a template may only "
            "lay out what the filing says"
        )
        yield Problem(code="template", message=message, place=_place(document.template, path, looks))


def _values(element: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and value of each element that has a text or an id, but not the schema's version."""
    count: Counter[str] = Counter()
    for child in element.children:
        count[child.tag] += 1
        below = f"{path}/{child.tag}[{count[child.tag]}]".removeprefix("/")
        value = " ".join([child.id, *child.text.split()]).strip()
        if value and child.tag != "schemaVersion":
            yield below.replace("[1]", ""), value
        yield from _values(child, below)


def missing_elements(context: Context) -> frozenset[str]:
    """Return the elements that the XML cannot have yet, because the filing is not ready."""
    has_ciks = all(owner["cik"] for owner in context.get("owners", ()))
    is_signed = any(signature["is_signed"] for signature in context.get("signatures", ()))
    lines = (row for key in ("non_derivative", "derivative") for row in context.get(key, ()))
    has_balances = all(row["owned_after"]["value"] is not None for row in lines if "owned_after" in row)
    is_given = {xsd.CIK: has_ciks, xsd.SIGNATURE: is_signed, xsd.BALANCE: has_balances}
    return frozenset(name for name, given in is_given.items() if not given)


def sec_schema_problems(
    name: str, problems: Sequence[XmlProblem], filing: str, schema: str
) -> Iterator[Problem]:
    """Yield the problems that the SEC's *schema* finds in the document *name* of a *filing*."""
    place = Place(file=filing)
    for each in problems[:MAX_SHOWN]:
        message = f"{name} does not fit the SEC's {schema}: line {each.line}, {each.element}: {each.message}"
        yield Problem(code="sec-schema", message=message, place=place)


def _of_template(document: Document, problem: XmlProblem, looks: Path) -> Problem:
    message = (
        f"EDGAR would refuse {document.name}, line {problem.line}, {problem.element}: {problem.message}; "
        "the template is wrong, not the filing: correct it here"
    )
    return Problem(
        code="xml-schema", message=message, place=_place(document.template, problem.element, looks)
    )


def _place(template: str, element: str, looks: Path) -> Place:
    """Return the line that writes *element* or its parent, in a template or those it imports; else line 1."""
    texts = {template: templates.content(template, looks).decode("utf-8")}
    for name in _IMPORTS.findall(texts[template]):
        texts[name] = templates.content(name, looks).decode("utf-8")
    for name in reversed(re.sub(r"\[\d+\]", "", element).split("/")):
        tag = re.compile(rf"<{re.escape(name)}[\s>/]|'{re.escape(name)}'")
        for file, text in texts.items() if name not in ("value", "footnoteId") else ():
            for n, line in enumerate(text.splitlines(), start=1):
                if tag.search(line):
                    return Place(file=f"templates/{file}", line=n)
    return Place(file=f"templates/{template}")


_IMPORTS = re.compile(r"""{%-? (?:from|import|include) ["']([^"']+)["']""")
