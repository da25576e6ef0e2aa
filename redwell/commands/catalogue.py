"""`docs/rules.md`: every rule with its source and its reports, and every other code that a user can meet.

Sentences and sources are names and docstrings of functions; reports are those of the cases.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from redwell.commands.cases import Example, Kind, examples
from redwell.commands.codes_given import Said, codes_in, codes_of, merged
from redwell.form import Rule

HEAD = """\
# What Redwell checks

This page is written from the rules by `invoke docs`. An **error** stands where EDGAR suspends a filing, or
where the file contradicts itself; nothing is made of such a filing. A **warning** asks, and in the filing
`accept: {code: reason}` answers it. What is **not ready** is missing before the form can be filed.
*Specification* is the EDGAR Ownership XML Technical Specification, version 5.5; [filing.md](filing.md) lists
the keys.
"""
OTHERS = """
## Everything else

What is wrong with a file before it is a filing, with powers of attorney and exhibits, and around a build. A
star stands for `document`, `wording` or `notary`, the keys that name a file of a power of attorney.

| code | severity | about | for example |
|---|---|---|---|
"""
_SPELT = {"edgar": "EDGAR", "cik": "CIK", "ascii": "ASCII", "3a": "3/A", "issuers": "issuer's", "24": "24"}
_NOUNS = {
    "owners": "Issuer and owners", "addresses": "Addresses",
    "holdings": "The two tables", "footnotes": "Footnotes and remarks",
    "signatures": "Signatures", "powers": "Powers of attorney",
    "exhibits": "Exhibits", "amendments": "Amendments",
    "split": "What EDGAR takes at once", "text": "Text", "shared": "What is still missing",
}  # fmt: skip
"""The sections, in the order of the form."""


_ABOUT = {
    "check/amendments": "an amendment and its original",
    "check/filed": "a filing that was filed",
    "builds": "a build",
    "check/filing": "the file of a filing",
    "edgar/template": "the XML",
    "edgar": "import from EDGAR",
    "commands/import_": "import from EDGAR",
    "exhibits/enclosed": "an enclosed exhibit",
    "power_of_attorney": "a power of attorney",
    "source/named_files": "a power of attorney",
    "files": "the folder of filings",
    "review": "what a request changes (`invoke review`)",
    "rules": "what a filing accepts",
    "schema": "the keys of a filing",
    "source": "the text of a file",
    "check/sec": "the XML",
    "secrets": "secrets",
}
"""What the codes of a module are about, by the beginning of its name."""
NAMED_FILES = ("document", "wording", "notary")


def markdown(rules: Sequence[Rule], package: Path, cases: Path) -> str:
    """Return the page: *rules* of a form, the codes of *package*, and examples from the folder *cases*."""
    shown = examples(cases)
    told: set[str] = set()
    page = [HEAD]
    for module, title in _sections(rules):
        page.append(f"\n## {title}\n")
        for rule in (each for each in rules if each.__module__.rpartition(".")[2] == module):
            codes = codes_of(rule)
            told |= {said.code for said in codes}
            page.append(_rule(rule, codes, shown))
    page.append(OTHERS)
    page += _others(package, told, shown)
    return "".join(page)


def _sections(rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """The modules of *rules* with their titles; one without a title stands at the end, under its own name."""
    modules = dict.fromkeys(rule.__module__.rpartition(".")[2] for rule in rules)
    for name in (*_NOUNS, *(name for name in modules if name not in _NOUNS)):
        if name in modules:
            yield name, _NOUNS.get(name, name.replace("_", " ").capitalize())


def sentence(rule: Rule) -> str:
    """The name of a rule as a sentence, the heading under which the page has it."""
    said = " ".join(_SPELT.get(word, word) for word in rule.__name__.split("_"))
    return said[0].upper() + said[1:]


def _rule(rule: Rule, codes: Sequence[Said], shown: Mapping[Kind, Example]) -> str:
    paragraphs = inspect.cleandoc(rule.__doc__ or "").split("\n\n")
    text = "\n\n".join(" ".join(part.split()) for part in paragraphs)
    listed = ", ".join(f"`{said.code}` ({' or '.join(said.severities)})" for said in codes)
    page = f"\n### {sentence(rule)}\n\n{text}\n\n{listed}\n"
    for said in codes:
        fitting = (shown[said.code, each] for each in said.severities if (said.code, each) in shown)
        if example := next(fitting, None):
            page += f"\n```text\n{example.report}```\n"
    return page


def _others(package: Path, told: set[str], shown: Mapping[Kind, Example]) -> Iterator[str]:
    rest = merged(
        replace(said, where=_about(said.where)) for said in codes_in(package) if said.code not in told
    )
    for said in sorted(rest, key=lambda said: (said.where, said.code)):
        example = next((each.message for (code, _), each in shown.items() if is_of(code, said.code)), "")
        row = (f"`{said.code}`", " or ".join(said.severities), said.where, _cell(example))
        yield f"| {' | '.join(row)} |\n".replace("|  |", "| |")


def is_of(code: str, given: str) -> bool:
    """Whether a report's *code* is the one that a module gives, which may begin with a star."""
    return code == given or (fnmatchcase(code, given) and code.partition("-")[0] in NAMED_FILES)


def _about(where: str) -> str:
    return next((said for name, said in _ABOUT.items() if where.startswith(name)), where.replace("_", " "))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
