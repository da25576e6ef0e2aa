"""`python -m bench.alarms FOLDER [--write] [-v]`: how often each question is raised on real filings.

FOLDER holds disseminated ownership documents. Each is imported, checked by every rule of its form, alone, and
asked about what it and the others report together;
then all lie in one record, in a folder for each owner, and those that follow another form are checked by the
rules that compare them. With --write, the table is kept in `docs/alarms.md`; with -v, each problem of a form
alone is printed.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import redwell
from redwell.account.previous import NamedFiling, is_same
from redwell.check import short_swing
from redwell.check.filing import check_filing
from redwell.commands import import_
from redwell.files import discovery
from redwell.form import RelatedFilings
from redwell.forms import FORMS
from redwell.model import Filing
from redwell.ownership.parse import parse_filing
from redwell.ownership.parties import cik_number
from redwell.problems import CODES, Problem
from redwell.rules.registry import REGISTERED
from redwell.source import loader

ASKED = ("warning", "note")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "alarms.md"
_HEAD = """# How often a warning is raised

A warning that is raised often is soon accepted unread. `python -m bench.alarms FOLDER --write` makes this
page. It counts the real filings that raise each warning or note, of {form3} Forms 3 and of {others} Forms
4 and 5 as they are on EDGAR. A dash stands where these have nothing that the warning reads: a form may lack
what it is about, and no document on EDGAR has the files and the templates behind it.

The last column has the warnings that compare a form with earlier ones. All these filings lie in one record
there, in a folder for each owner, and {links} Forms 4 and 5 follow another form of the same owner and issuer.
These copies are sparse: between two of them the owner mostly filed other forms, and what those report is
missing, so this is the rate of a record with holes; one that is complete gives fewer.

| code | of {form3} Forms 3 | of {others} Forms 4 and 5 | of {links} after another form |
|---|---:|---:|---:|
"""


def main(folder: Path) -> None:
    """Print the table of alarms, and keep it if that is wished."""
    text = page(folder)
    print(text)
    if "--write" in sys.argv:
        PAGE.write_text(text, "utf-8")


def warnings_known() -> list[str]:
    """Return the codes of all warnings and notes, of rules and of others."""
    of_rules = {code for rule in REGISTERED.values() if rule.severity in ASKED for code in rule.codes}
    return sorted(of_rules | {each.code for each in CODES if each.severity in ASKED})


def page(folder: Path) -> str:
    """Return a table: for each code, the filings with it, of the Form 3s and of the Forms 4 and 5."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    filings = Counter[bool]()
    record = [_named(path) for path in sorted(folder.rglob("*.xml"))]
    for name, filing in record:
        is_form3 = filing.NUMBER == 3
        filings[is_form3] += 1
        counts[is_form3].update({problem.code for problem in _problems(name, filing, record)})
    with TemporaryDirectory() as root:
        links = linked(sorted(folder.rglob("*.xml")), Path(root))
    of_links = Counter(code for problems in links.values() for code in {each.code for each in problems})
    return table(counts[True], filings[True], counts[False], filings[False], of_links, len(links))


def table(
    of_form3: Counter[str],
    form3: int,
    of_others: Counter[str],
    others: int,
    of_links: Counter[str],
    links: int,
) -> str:
    """Return the table of these counts by code, each of a number of filings."""
    read = (_codes_of("3"), _codes_of("4") | _codes_of("5"))
    compared = read[1] & {code for rule in COMPARING for code in REGISTERED[rule].codes}
    rows = [
        f"| `{code}` | {of_form3[code] if code in read[0] else '-'} | "
        f"{of_others[code] or (0 if code not in compared else '-') if code in read[1] else '-'} | "
        f"{of_links[code] if code in compared else '-'} |\n"
        for code in warnings_known()
    ]
    return _HEAD.format(form3=form3, others=others, links=links) + "".join(rows)


COMPARING = tuple(
    rule for rule, each in REGISTERED.items() if each.severity in ASKED and {*each.compares} - {"amended"}
)
"""The rules that compare a form with an earlier one, or with the first."""


def linked(documents: Iterable[Path], root: Path) -> dict[str, list[Problem]]:
    """Return the questions of `COMPARING` about each Form 4 and 5 that follows another of these documents.

    The documents become a record in *root*, in a folder for each owner.
    """
    home = redwell.home()
    codes = {code for rule in COMPARING for code in REGISTERED[rule].codes}
    folders: dict[str, list[tuple[Path, Filing]]] = {}
    for document in documents:
        text = import_.import_filing(document.read_bytes(), document.name).yaml
        source = loader.read(text.encode(), document.name)
        filing = parse_filing(source, FORMS[source.data["form"]].filing)
        owner = cik_number(filing.reporting_owners[0].cik) or "unknown"
        path = root / "filings" / owner / f"{document.stem}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        folders.setdefault(owner, []).append((path, filing))
    found: dict[str, list[Problem]] = {}
    for filings in folders.values():
        for path, filing in filings:
            if (
                filing.NUMBER != 3
                and not filing.amendment
                and _is_link(filing, [each for _, each in filings])
            ):
                checked = check_filing(discovery.entry(path, root), root, home)
                found[path.stem] = [each for each in checked.problems if each.code in codes]
    return found


def _is_link(filing: Filing, others: Iterable[Filing]) -> bool:
    """Return True if a form by the owner on the issuer is earlier."""
    return any(is_same(filing, each) and each.period_of_report < filing.period_of_report for each in others)


def _codes_of(form: str) -> set[str]:
    of_rules = {code for rule in FORMS[form].rules for code in REGISTERED[rule].codes}
    return of_rules | ({short_swing.CODE} if FORMS[form].number != 3 else set())


def _named(path: Path) -> NamedFiling:
    source = loader.read(import_.import_filing(path.read_bytes(), path.name).yaml.encode(), path.name)
    return path.stem, parse_filing(source, FORMS[source.data["form"]].filing)


def _problems(name: str, filing: Filing, record: Sequence[NamedFiling]) -> list[Problem]:
    """Return the problems of a filing, as if it were not filed yet, and all others were."""
    found = [problem for rule in FORMS[filing.form].rules for problem in rule(filing)]
    related = RelatedFilings(find_others=lambda: dict(record))
    found += short_swing.short_swing_problems(filing, related, name)
    if "-v" in sys.argv:
        for problem in found:
            print(name, problem.severity, problem.code, problem.message[:200])
    return found


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(Path(sys.argv[1]))
