"""`python -m bench.alarms FOLDER`: how often each question is raised on real filings.

FOLDER holds disseminated ownership documents. Each is imported and checked by every rule of its form. The
table has the codes of the rules, the Form 3s and the statements of changes that raise them; `-v` prints the
questions, too.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from pathlib import Path

from redwell.commands import import_
from redwell.forms import FORMS
from redwell.ownership.parse import parse_filing
from redwell.rules.registry import REGISTERED
from redwell.source import loader


def main(folder: Path) -> None:
    """Print a table: for each code, the filings with it, of the Form 3s and of the Forms 4 and 5."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    filings = Counter[bool]()
    for path in sorted(folder.rglob("*.xml")):
        number, codes = _codes(path)
        filings[number == 3] += 1
        counts[number == 3].update(codes)
    print(f"{'code':32} {filings[True]} Form 3s  {filings[False]} Forms 4 and 5")
    for code in sorted({code for rule in REGISTERED.values() for code in rule.codes}):
        print(f"{code:32} {counts[True][code]:10}  {counts[False][code]:15}")


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
