"""Each case of `tests/cases` gives exactly its report."""

from __future__ import annotations

import difflib
import fcntl
import os
import re
from collections import Counter
from pathlib import Path

import pytest

import redwell
from generators import cases
from generators.cases import Case
from redwell.check.dependencies import dependencies
from redwell.check.filing import check_filing
from redwell.commands import report
from redwell.files import discovery
from redwell.forms import FORMS
from redwell.source import loader
from tests.case_files import CASES, FOLDER, NAME, problems_of, written

GOOD = sorted((FOLDER.parent / "filings" / "good").glob("*.yaml"))
BASES = sorted((FOLDER / "base").glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_gives_exactly_its_report(case: Case, tmp_path: Path) -> None:
    problems = problems_of(written(case, tmp_path), tmp_path)
    given = report.text(problems)
    if os.environ.get("REDWELL_UPDATE_GOLDEN"):
        update(case, given)
        return
    if given != case.report:
        expected, found = case.report.splitlines(), given.splitlines()
        difference = difflib.unified_diff(expected, found, "the case", "the report", lineterm="")
        pytest.fail("\n".join([f"{case.page}:{case.line}: {case.title}", *difference]), pytrace=False)
    shown = [(example.severity, example.code) for example in case.examples]
    assert Counter((problem.severity, problem.code) for problem in problems) == Counter(shown)


def test_a_check_reads_no_file_but_the_dependencies_of_the_filing(tmp_path: Path) -> None:
    count = 0
    for number, case in enumerate(each for each in CASES if each.files):
        root = tmp_path / f"{number}"
        filing = written(case, root)
        read = check_filing(discovery.entry(filing, root), root, redwell.home()).files
        listed = dependencies(loader.read(filing.read_bytes(), "doe.yaml"), FORMS["3/A"])
        names = {"doe.yaml", *listed.beside} | ({listed.amended} if listed.amended else set())
        assert (read.beside_read.keys() - names, read.root_read.keys() - listed.repository) == (set(), set())
        count += len(read.beside_read) + len(read.root_read) - 1
    assert count > 20


def update(case: Case, given: str) -> None:
    """Write a report into the page of a case; other tests may write into the same page at the same time."""
    with case.page.open("r+", encoding="utf-8", newline="") as page:
        fcntl.flock(page, fcntl.LOCK_EX)
        text = cases.replaced(page.read(), case.title, given)
        page.seek(0)
        page.truncate()
        page.write(text)


def test_each_heading_names_one_case() -> None:
    assert len(CASES) > 250
    assert [title for title, count in Counter(case.title for case in CASES).items() if count > 1] == []


def test_each_base_is_used() -> None:
    assert {f"--- {base.name}" for base in BASES} <= {case.edit.partition("\n")[0] for case in CASES}


@pytest.mark.parametrize("path", [*GOOD, *BASES], ids=lambda path: path.stem)
def test_a_good_filing_has_neither_errors_nor_warnings(path: Path) -> None:
    root = FOLDER.parent.parent
    assert [problem for problem in problems_of(path, root) if problem.severity != "not ready"] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("  name: ACME", "these lines occur 0 times in officer.yaml:\n  name: ACME\n"),
        ("    ownership: direct", "these lines occur 2 times in officer.yaml:\n    ownership: direct\n"),
    ],
)
def test_an_edit_must_fit_its_base_in_one_place(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        cases.edited(f"--- officer.yaml\n-{line}\n", FOLDER / "base")


def test_a_case_without_a_report_is_named_with_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n## A case\n\n```yaml\nform: x\n```\n", "utf-8")
    message = f"{page}:3: a case has one block `diff` or `yaml`, and one block `text`"
    with pytest.raises(ValueError, match=re.escape(message)):
        list(cases.read(page))


UNSEEN = "is invisible and not allowed in a filing: remove it"


@pytest.mark.parametrize(
    ("character", "message"),
    [
        ("\x07", f"U+0007 {UNSEEN}"),
        ("\x85", f"U+0085 (next line) {UNSEEN}"),
        ("\xa0", "U+00A0 (no-break space) only looks like a space: replace it with a plain space"),
        ("\u200b", f"U+200B (zero width space) {UNSEEN}"),
        ("\u2028", f"U+2028 (line separator) {UNSEEN}"),
        ("\u202e", f"U+202E (right-to-left override) {UNSEEN}"),
        ("\ufffe", f"U+FFFE {UNSEEN}"),
    ],
    ids=ascii,
)
def test_an_invisible_character_is_named_and_shown_as_a_mark(
    character: str, message: str, tmp_path: Path
) -> None:
    filing = edited_officer(tmp_path, "ACME CORP", f"ACME{character}CORP")
    assert report.text(problems_of(filing, tmp_path)) == (
        f"{NAME}:5:13: error [character]\n"
        f"  {message}\n"
        "       5 |   name: ACME\N{REPLACEMENT CHARACTER}CORP\n"
        "         |             ^\n"
    )


def test_line_ends_of_windows_change_no_place(tmp_path: Path) -> None:
    filing = edited_officer(tmp_path, "amount: 1000", "amount: 1,000", newline="\r\n")
    assert report.text(problems_of(filing, tmp_path)) == (
        f"{NAME}:20:13: error [wrong-type] non_derivative[0].amount\n"
        "  write 1000, without commas; a number is written in digits, e.g. 163350 or 2.60\n"
        "      20 |     amount: 1,000\n"
        "         |             ^^^^^\n"
    )


def edited_officer(root: Path, before: str, after: str, newline: str = "") -> Path:
    """Write a filing whose bytes Markdown could not show."""
    filing = root / NAME
    filing.parent.mkdir(parents=True)
    text = (FOLDER / "base" / "officer.yaml").read_text("utf-8")
    filing.write_text(text.replace(before, after), "utf-8", newline=newline)
    return filing
