"""`python -m bench.alarms FOLDER [--write] [-v]`: how often each question is raised on real filings.

FOLDER holds disseminated ownership documents. Each is imported and checked by every rule of its form. With
--write, the table is kept in `docs/alarms.md`; with -v, each problem is printed.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from pathlib import Path

from redwell.commands import import_
from redwell.forms import FORMS
from redwell.ownership.parse import parse_filing
from redwell.problems import CODES
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
    for path in sorted(folder.rglob("*.xml")):
        number, codes = _codes(path)
        filings[number == 3] += 1
        counts[number == 3].update(codes)
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
    return {code for rule in FORMS[form].rules for code in REGISTERED[rule].codes}


def _codes(path: Path) -> tuple[int, set[str]]:
    """Return the number of the form of a document, and the codes of its problems."""
    source = loader.read(import_.import_filing(path.read_bytes(), path.name).yaml.encode(), path.name)
    form = FORMS[source.data["form"]]
    filing = parse_filing(source, form.filing)
    problems = [problem for rule in form.rules for problem in rule(filing)]
    if "-v" in sys.argv:
        for problem in problems:
            print(path.stem, problem.severity, problem.code, problem.message[:200])
    return form.number, {problem.code for problem in problems}


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(Path(sys.argv[1]))
