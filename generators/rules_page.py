"""`docs/rules.md`: every rule with its source and an example, then all other problem codes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

from generators.cases import Example, Kind, examples
from redwell import forms
from redwell.form import Rule
from redwell.forms import changes
from redwell.problems import CODES, DeclaredCode
from redwell.rules.registry import REGISTERED, Registration

HEAD = """\
# What Redwell checks

`invoke docs` writes this page from the rules and from the cases in `tests/cases`.

- An **error** means that EDGAR would suspend the filing, or that the file contradicts itself. Redwell makes
  no documents until you correct it.
- A **warning** is a question. Correct the filing, or write under `accept:` `no-holdings: "your reason"`.
- **Not ready**: something is still missing before you can file.
- A **note** is said and never counted: worth a look, and no answer is needed.

*Specification* is the EDGAR Ownership XML Technical Specification, version 5.5. [filing.md](filing.md) lists
the keys of a filing.
"""
OTHERS = """
## Everything else

Problems with the text of a file before it is a filing, with powers of attorney and exhibits, and with builds.

| code | severity | about | for example |
|---|---|---|---|
"""
_SECTIONS = {
    "owners": "Issuer and owners",
    "addresses": "Addresses",
    "lines": "The two tables",
    "holdings": "Holdings",
    "footnotes": "Footnotes and remarks",
    "signatures": "Signatures",
    "powers": "Powers of attorney",
    "exhibits": "Exhibits",
    "amendments": "Amendments",
    "split": "How much EDGAR accepts in one filing",
    "text": "Text",
    "readiness": "What is still missing",
}
"""The headings of the modules of rules, in the order of the form."""
_OF_CHANGES = {
    "cover": "the boxes",
    "shape": "their lines",
    "codes": "transaction codes",
    "dates": "dates",
    "plans": "plans under Rule 10b5-1",
    "averages": "average prices",
    "notes": "usual notes",
    "balances": "what is owned after",
    "pairs": "lines that belong together",
    "positions": "positions",
}
"""The same of the modules that Forms 4 and 5 share."""
_SPELLINGS = {"edgar": "EDGAR", "cik": "CIK", "ascii": "ASCII", "zip": "ZIP", "html": "HTML"}
_NAMES = {
    "exchange act": "Exchange Act",
    "form 5": "Form 5",
    "united states": "United States",
    "redwell": "Redwell",
    "exhibit 24": "Exhibit 24",
    "table one": "Table I",
    "table two": "Table II",
    "ten percent": "10%",
    "foreign issuers title": "foreign issuer's title",
    "attorney in fact": "attorney-in-fact",
    "Ninety eight": "98",
    "See remarks": '"See Remarks"',
    "says see footnote": 'says "See footnote"',
}
"""Words as the form and the law write them, with the signs that no name in Python has."""


def rules_page(cases: Path) -> str:
    """Return the page: all rules and problem codes, with examples from the case files in *cases*."""
    shown = examples(cases)
    page = [HEAD]
    for module, rules in _sections().items():
        page.append(f"\n## {_SECTIONS.get(module, module)}\n")
        page += (_rule(rule, registration, shown) for rule, registration in rules.items())
    page.append(OTHERS)
    page += (_row(code, shown) for code in sorted(CODES, key=lambda code: (code.about, code.code)))
    return "".join(page)


def sentence(rule: Rule) -> str:
    """Return the name of a rule as a sentence: "Each owner has a CIK"."""
    words = " ".join(_SPELLINGS.get(word, word) for word in rule.__name__.split("_"))
    shown = words[0].upper() + words[1:]
    for plain, name in _NAMES.items():
        shown = shown.replace(plain, name)
    return shown


def _sections() -> Mapping[str, dict[Rule, Registration]]:
    """Return the rules by the module that holds them; modules without a heading come last."""
    headings = [*_SECTIONS, *map(_of_changes, _OF_CHANGES)]
    sections: dict[str, dict[Rule, Registration]] = {heading: {} for heading in headings}
    for rule, registration in REGISTERED.items():
        sections.setdefault(_section(rule), {})[rule] = registration
    return sections


def _section(rule: Rule) -> str:
    """Return the module of a rule, with the forms that have it if not all do."""
    module = rule.__module__.rpartition(".")[2]
    if module in _SECTIONS:
        return module
    if rule.__module__.startswith(changes.__name__):
        return _of_changes(module)
    if rule.__module__.startswith(forms.__name__):
        return "Form " + next(form.name for form in forms.FORMS.values() if rule in form.rules) + " alone"
    return module


def _of_changes(module: str) -> str:
    return f"Forms 4 and 5: {_OF_CHANGES.get(module, module)}"


def _rule(rule: Rule, registration: Registration, shown: Mapping[Kind, Example]) -> str:
    codes, severity = registration.codes, registration.severity
    listed = ", ".join(f"`{code}`" for code in codes)
    page = f"\n### {sentence(rule)}\n\n{inspect.getdoc(rule)}\n\n"
    page += f"{listed} ({severity}). Source: {registration.source}.\n"
    return page + "".join(_reports(codes, severity, shown))


def _reports(codes: tuple[str, ...], severity: str, shown: Mapping[Kind, Example]) -> Iterator[str]:
    for code in codes:
        if example := shown.get((code, severity)):
            yield f"\n```text\n{example.report}```\n"


def _row(code: DeclaredCode, shown: Mapping[Kind, Example]) -> str:
    example = shown.get((code.code, code.severity))
    message = example.message.replace("|", "\\|").replace("<", "&lt;") if example else ""
    cells = (f"`{code.code}`", code.severity, code.about, message)
    return f"| {' | '.join(cells)} |\n".replace("|  |", "| |")
