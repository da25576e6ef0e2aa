"""`python -m bench.alarms FOLDER [--write] [-v]`: how often each warning is raised on real filings.

FOLDER holds disseminated ownership documents. A Form 3 is imported and checked by every rule; of other forms
the texts alone are checked: names, titles, natures of ownership, footnotes, remarks and signatures.
With --write, the table is kept in `docs/alarms.md`; with -v, each problem is printed.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

from redwell.commands import import_
from redwell.edgar.signatures import signature_of
from redwell.forms import FORMS
from redwell.forms.form3.tables import Form3, NonDerivativeHolding
from redwell.model import Filing, Footnoted, Issuer, Relationship, ReportingOwner
from redwell.ownership.parse import parse_filing
from redwell.problems import CODES
from redwell.rules.registry import REGISTERED
from redwell.source import loader

OF_TEXTS = frozenset(
    {
        "ascii-only",
        "contact-in-text",
        "drafting-left-in",
        "exhibits-unlisted",
        "footnote-by-number",
        "footnote-by-place",
        "footnote-mark-typed",
        "footnote-same",
        "glyph-missing",
        "html-in-text",
        "owner-name-form",
        "owner-name-order",
        "placeholder",
        "relationship-box",
        "text-spaces",
    }
)
"""The codes of rules that read only texts."""


PAGE = Path(__file__).resolve().parents[1] / "docs" / "alarms.md"
_HEAD = """# How often a warning is raised

A warning that is raised often is soon accepted unread. `python -m bench.alarms FOLDER --write` makes this
page. It counts the real filings that raise each warning, of {form3} Forms 3 as they are on EDGAR, and of the
texts of {others} other ownership documents. A dash stands where these have nothing that the warning reads:
other forms have only their texts, and no document on EDGAR has the files and the templates behind it.

| code | of {form3} Forms 3 | of {others} other texts |
|---|---:|---:|
"""


def main(folder: Path) -> None:
    """Print the table of alarms, and keep it if that is wished."""
    text = page(folder)
    print(text)
    if "--write" in sys.argv:
        PAGE.write_text(text, "utf-8")


def warnings_known() -> list[str]:
    """Return the codes of all warnings, of rules and of others, and of errors that read only texts."""
    of_rules = {code for rule in REGISTERED.values() if rule.severity == "warning" for code in rule.codes}
    return sorted(of_rules | OF_TEXTS | {each.code for each in CODES if each.severity == "warning"})


def page(folder: Path) -> str:
    """Return a table: for each warning, the filings with it, of the Form 3s and of the other texts."""
    paths = sorted(folder.rglob("*.xml"))
    form3 = [path for path in paths if path.parent.name == "form3"]
    others = [path for path in paths if path.parent.name != "form3"]
    by_rule = {code for rule in REGISTERED.values() for code in rule.codes}
    of_form3, of_others = Counter[str](), Counter[str]()
    for path in form3:
        text = import_.import_filing(path.read_bytes(), path.name).yaml
        of_form3.update(_codes(parse_filing(loader.read(text.encode(), path.name), Form3), path))
    for path in others:
        of_others.update(_codes(_texts(path), path))
    rows = [
        f"| `{code}` | {of_form3[code] if code in by_rule else '-'} | "
        f"{of_others[code] if code in OF_TEXTS else '-'} |\n"
        for code in warnings_known()
    ]
    return _HEAD.format(form3=len(form3), others=len(others)) + "".join(rows)


def _codes(filing: Filing, path: Path) -> set[str]:
    problems = [problem for rule in FORMS["3"].rules for problem in rule(filing)]
    if "-v" in sys.argv:
        for problem in problems:
            print(path.stem, problem.severity, problem.code, problem.message[:200])
    return {problem.code for problem in problems}


def _texts(path: Path) -> Filing:
    """Return a filing with the texts of a document of any form."""
    root = ElementTree.fromstring(path.read_bytes())
    labels = {each.get("id", ""): f"f{n}" for n, each in enumerate(root.iter("footnote"), start=1)}
    owners = tuple(map(_owner, root.iter("reportingOwner")))
    names = [owner.name for owner in owners]
    return Form3(
        form="3",
        date_of_event=date(2020, 1, 2),
        issuer=Issuer(
            name=_text(root, "issuer/issuerName"),
            cik="1",
            trading_symbol=_text(root, "issuer/issuerTradingSymbol"),
        ),
        reporting_owners=owners,
        non_derivative=tuple(_rows(root, labels)),
        footnotes=tuple((labels[each.get("id", "")], _one_line(each)) for each in root.iter("footnote")),
        remarks=_text(root, "remarks") or None,
        signatures=tuple(
            signature_of(_text(each, "signatureName"), date(2020, 1, 3), names)
            for each in root.iter("ownerSignature")
        ),
    )


def _owner(element: ElementTree.Element) -> ReportingOwner:
    relationship = "reportingOwnerRelationship/"
    return ReportingOwner(
        name=_text(element, "reportingOwnerId/rptOwnerName"),
        relationship=Relationship(
            director=True,
            officer=_text(element, f"{relationship}officerTitle") or None,
            other=_text(element, f"{relationship}otherText") or None,
        ),
    )


def _rows(root: ElementTree.Element, labels: dict[str, str]) -> Iterator[NonDerivativeHolding]:
    for table in ("nonDerivativeTable", "derivativeTable"):
        for row in root.iterfind(f"{table}/*"):
            nature = _cell(row, "ownershipNature/natureOfOwnership", labels)
            for title in ("securityTitle", "underlyingSecurity/underlyingSecurityTitle"):
                if (cell := _cell(row, title, labels)).value:
                    yield NonDerivativeHolding(
                        title=cell,
                        amount=Footnoted(value=Decimal(1), footnotes=tuple(labels.values())),
                        ownership=Footnoted(value="indirect" if nature.value else "direct"),
                        nature_of_ownership=nature if nature.value else None,
                    )


def _cell(row: ElementTree.Element, path: str, labels: dict[str, str]) -> Footnoted[str]:
    marks = [each.get("id", "") for each in row.iterfind(f"{path}/footnoteId")]
    return Footnoted(
        value=_text(row, f"{path}/value") or None, footnotes=tuple(labels.get(mark, mark) for mark in marks)
    )


def _text(element: ElementTree.Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _one_line(found)


def _one_line(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(Path(sys.argv[1]))
