"""`python -m bench.alarms FOLDER [--write] [-v]`: how often each question is raised on real filings.

FOLDER holds disseminated ownership documents. Each is imported and checked by every rule of its form, and
asked about what it and the others report together. With --write, the table is kept in `docs/alarms.md`; with
-v, each problem is printed.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from redwell.account.previous import NamedFiling
from redwell.check import short_swing
from redwell.commands import import_
from redwell.form import RelatedFilings
from redwell.forms import FORMS
from redwell.model import Filing
from redwell.ownership.parse import parse_filing
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

| code | of {form3} Forms 3 | of {others} Forms 4 and 5 |
|---|---:|---:|
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
    return table(counts[True], filings[True], counts[False], filings[False])


def table(of_form3: Counter[str], form3: int, of_others: Counter[str], others: int) -> str:
    """Return the table of these counts by code, each of a number of filings."""
    read = (_codes_of("3"), _codes_of("4") | _codes_of("5"))
    rows = [
        f"| `{code}` | {of_form3[code] if code in read[0] else '-'} | "
        f"{of_others[code] if code in read[1] else '-'} |\n"
        for code in warnings_known()
    ]
    return _HEAD.format(form3=form3, others=others) + "".join(rows)


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
