"""`docs/rules.md`: every rule with its source and its reports, and every other code that a user can meet.

Sentences and sources are names and docstrings of functions; reports are those of bad filings.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

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
_REPORT = re.compile(
    r"^\S+: (?P<severity>error|warning) \[(?P<code>[a-z0-9-]+)\].*\n(?P<said>(?:  .*\n)+)",
    re.MULTILINE,
)
_NOT_READY = {
    "owner-cik-missing": "not-ready-cik", "signature-missing": "not-ready-draft",
    "signature-undated": "not-ready-undated", "placeholder": "not-ready-placeholder",
    "poa-unsigned": "not-ready-power", "part-unsigned": "not-ready-part",
}  # fmt: skip
"""The bad filings that show what is not ready."""
_SPELT = {"edgar": "EDGAR", "cik": "CIK", "ascii": "ASCII", "3a": "3/A", "issuers": "issuer's", "24": "24"}
_NOUNS = {
    "rules_of_owners": "Issuer and owners", "rules_of_addresses": "Addresses",
    "rules_of_holdings": "The two tables", "rules_of_footnotes": "Footnotes and remarks",
    "rules_of_signatures": "Signatures", "rules_of_powers": "Powers of attorney",
    "rules_of_exhibits": "Exhibits", "rules_of_amendments": "Amendments",
    "rules_of_parts": "What EDGAR takes at once", "rules_of_text": "Text", "rules": "What is still missing",
}  # fmt: skip
"""The sections, in the order of the form."""


_ABOUT = {
    "amended": "an amendment and its original", "as_filed": "a filing that was filed", "build": "a build",
    "check": "the file of a filing", "edgar": "import from EDGAR", "imported": "import from EDGAR",
    "exhibits/enclosed": "an enclosed exhibit", "exhibits": "a power of attorney",
    "filings": "the folder of filings", "review": "what a request changes (`invoke review`)",
    "rules": "what a filing accepts", "schema": "the keys of a filing",
    "source": "the text of a file", "yaml": "the text of a file", "xml": "the XML", "sec": "secrets",
}  # fmt: skip
"""What the codes of a module are about, by the beginning of its name."""
Kind = tuple[str, str]
"""A code and a severity: one code may have two."""
NAMED_FILES = ("document", "wording", "notary")


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a bad filing of the tests gives for a code."""

    code: str
    severity: str
    text: str
    message: str


def markdown(rules: Sequence[Rule], package: Path, reports: Path) -> str:
    """The whole page: *rules* of a form, the modules of *package*, and the `.txt` files of *reports*."""
    shown = examples(reports)
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


def examples(reports: Path) -> Mapping[Kind, Report]:
    """A report for each code and severity that the bad filings give: of the first whose name fits best."""
    found: dict[Kind, tuple[tuple[int, int], Report]] = {}
    for path in sorted(reports.glob("*.txt")):
        of_file = list(_REPORT.finditer(path.read_text("utf-8")))
        for each in of_file:
            code, severity = kind = each["code"], each["severity"]
            rank = (0 if path.stem == code else 1 if path.stem.startswith(code) else 2, len(of_file))
            if kind not in found or rank < found[kind][0]:
                message = each["said"].partition("\n")[0].strip()
                report = Report(code=code, severity=severity, text=each.group(), message=message)
                found[kind] = (rank, report)
    told = (report for _, report in found.values())
    return {(each.code, each.severity): each for each in (*told, *_not_ready(reports))}


def _not_ready(reports: Path) -> Iterator[Report]:
    """What is not ready is reported without its code, for a filing in one line."""
    for code, name in _NOT_READY.items():
        text = (reports / f"{name}.txt").read_text("utf-8").partition("\n")[0]
        message = text.partition("not ready to file: ")[2]
        yield Report(code=code, severity="not ready", text=f"{text}\n", message=message)


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


def _rule(rule: Rule, codes: Sequence[Said], shown: Mapping[Kind, Report]) -> str:
    paragraphs = inspect.cleandoc(rule.__doc__ or "").split("\n\n")
    text = "\n\n".join(" ".join(part.split()) for part in paragraphs)
    listed = ", ".join(f"`{said.code}` ({' or '.join(said.severities)})" for said in codes)
    page = f"\n### {sentence(rule)}\n\n{text}\n\n{listed}\n"
    for said in codes:
        fitting = (shown[said.code, each] for each in said.severities if (said.code, each) in shown)
        if report := next(fitting, None):
            page += f"\n```text\n{report.text}```\n"
    return page


def _others(package: Path, told: set[str], shown: Mapping[Kind, Report]) -> Iterator[str]:
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
