"""A filed form is not edited: it is compared with git's history, or else with an earlier build."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import redwell
from redwell.builds import builder, record
from redwell.builds.builder import BuildJob
from redwell.commands.report import text as report
from redwell.problems import Problem
from tests.plain import plain_pages
from tests.repositories import History, history, needs_git
from tests.test_build import Silent

NAME = "filings/acme corp/2026-05-04-doe.yaml"
FILED = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "0000000123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    address: {street: 1 King St., city: Campinas, country: BRAZIL}
    relationship: {director: true}
non_derivative:
  - title: Common Stock
    amount: {value: 1000.50, footnotes: [trust]}
    ownership: direct
footnotes: {trust: Held in a trust.}
remarks: See the letter.
signatures:
  - {signer: Jane Doe, signed: 2026-05-05}
filed: {date: 2026-05-06}
"""
pytestmark = needs_git


@pytest.fixture
def here(tmp_path: Path) -> History:
    """A repository of git with one filing, committed as it was filed."""
    made = history(tmp_path / "Kanzlei Müller")
    made.save({NAME: FILED})
    return made


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The same repository, for tests that only write the filing."""
    made = history(tmp_path_factory.mktemp("filed"))
    made.save({NAME: FILED})
    return made


def errors(here: History) -> list[Problem]:
    found = record.check_record(here.root, redwell.home(), here.root / "filings", ()).problems
    return [problem for problem in found if problem.severity == "error"]


def changed(here: History) -> list[tuple[str | int, ...]]:
    """Return the places of facts that changed after filing."""
    found = errors(here)
    assert {problem.code for problem in found} <= {"changed-after-filing"}
    return [problem.path for problem in found]


def test_a_fact_that_is_changed_after_filing_is_an_error_that_proposes_an_amendment(filed: History) -> None:
    date = "filed: {date: 2026-05-06, accession_number: 0001234567-26-000001}"
    filed.write({NAME: FILED.replace("1000.50", "2000").replace("filed: {date: 2026-05-06}", date)})
    assert report(errors(filed)) == (
        f"{NAME}:10:21: error [changed-after-filing] non_derivative[0].amount.value\n"
        '  the form filed on 2026-05-06 (0001234567-26-000001) says "1000.5" here; do not edit a filed form: '
        "restore it, and write the correction as a Form 3/A in its own file (redwell new --form 3/A)\n"
        "      10 |     amount: {value: 2000, footnotes: [trust]}\n"
        "         |                     ^^^^\n"
    )


def test_an_error_says_how_many_more_facts_differ(filed: History) -> None:
    once = FILED.replace("2026-05-04", "2026-05-03").replace("Campinas", "Santos")
    filed.write({NAME: once})
    (found,) = errors(filed)
    assert found.path == ("date_of_event",)
    assert found.message.endswith("(redwell new --form 3/A); 1 more fact of this form differs")
    filed.write({NAME: once.replace("See the letter.", "See the letter!")})
    (found,) = errors(filed)
    assert found.message.endswith("(redwell new --form 3/A); 2 more facts of this form differ")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("2026-05-04", "2026-05-03", ("date_of_event",)),
        ("trading_symbol: ACME", "trading_symbol: ACM", ("issuer", "trading_symbol")),
        ('"0000000123"', '"124"', ("issuer", "cik")),
        ("Campinas", "Santos", ("reporting_owners", 0, "address", "city")),
        ("{director: true}", "{officer: CFO}", ("reporting_owners", 0, "relationship", "officer")),
        ("Common Stock", "Class A Common Stock", ("non_derivative", 0, "title", "value")),
        (
            "ownership: direct",
            "ownership: direct\n  - {title: B, amount: 1, ownership: direct}",
            ("non_derivative",),
        ),
        ("Held in a trust.", "Held by a trust.", ("footnotes", "trust")),
        ("See the letter.", "See the letter!", ("remarks",)),
        ("remarks: See the letter.\n", "", ("remarks",)),
        ("signed: 2026-05-05", "signed: 2026-05-06", ("signatures", 0)),
        ("signer: Jane Doe", "signer: Jane M. Doe", ("signatures", 0)),
        (
            'form: "3"',
            'form: "3/A"\namendment: {original_filed: 2026-05-06, explanation: Corrects.}',
            ("form",),
        ),
    ],
)
def test_no_filed_fact_may_change(filed: History, old: str, new: str, path: tuple[str | int, ...]) -> None:
    assert old in FILED
    filed.write({NAME: FILED.replace(old, new)})
    assert changed(filed) == [path]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1000.50", "1000.5"),
        ('"0000000123"', "123"),
        ("BRAZIL", "D5"),
        ("street: 1 King St.", "street: [1 King St.]"),
        ("trust", "by_trust"),
        ("remarks: See the letter.", "remarks: |-\n  See the letter."),
        ("signer: Jane Doe", 'text: "/s/ Jane Doe"'),
        ("name: DOE JANE", 'name: DOE JANE\n    cik: "9"'),
        ("{date: 2026-05-06}", "{date: 2026-05-06, accession_number: 0001234567-26-000001}"),
        ("{date: 2026-05-06}", "{date: 2026-05-07}"),
        ("filed:", 'edition: "7-02"\nfiled:'),
        ("filed:", "accept: {poa-missing: On file with the company.}\nfiled:"),
        ("filed: {date: 2026-05-06}\n", ""),
    ],
)
def test_notation_and_private_keys_of_a_filed_form_may_change(filed: History, old: str, new: str) -> None:
    assert old in FILED
    text = FILED.replace(old, new) if old != "trust" else FILED.replace("[trust]", f"[{new}]")
    filed.write({NAME: text if old != "trust" else text.replace("{trust:", f"{{{new}:")})
    assert changed(filed) == []


OTHER = "filings/acme corp/2026-05-05-doe.yaml"
WRONG = FILED.replace("1000.50", "2000")
AMOUNT = ("non_derivative", 0, "amount", "value")


def test_a_filing_may_change_until_it_is_filed(here: History) -> None:
    here.save({OTHER: FILED.partition("filed:")[0].replace("1000.50", "1")})
    here.save({OTHER: FILED})
    assert changed(here) == []


def test_a_change_is_found_after_it_was_committed_too(here: History) -> None:
    here.save({NAME: WRONG})
    here.save({NAME: WRONG.replace("{date: 2026-05-06}", "{date: 2026-05-07}")})
    assert changed(here) == [AMOUNT]


def test_a_change_is_found_in_a_file_that_was_renamed_with_it(here: History) -> None:
    new = NAME.replace("doe", "roe")
    here.git("mv", NAME, new)
    assert changed(here) == []
    here.save({new: WRONG})
    assert changed(here) == [AMOUNT]


def test_a_change_is_found_behind_a_symbolic_link(here: History) -> None:
    (here.root / "filings/acme corp/roe.yaml").symlink_to(Path(NAME).name)
    here.git("add", "--all")
    assert changed(here) == []
    here.write({NAME: WRONG})
    assert changed(here) == [AMOUNT, AMOUNT]


def test_a_change_is_found_in_a_file_that_became_a_link(here: History) -> None:
    here.save({"filings/acme corp/roe.yaml": WRONG})
    (here.root / NAME).unlink()
    (here.root / NAME).symlink_to("roe.yaml")
    assert changed(here) == [AMOUNT]
    here.git("add", "--all")
    here.git("commit", "--quiet", "--message", "Link")
    assert changed(here) == [AMOUNT]


def test_a_form_whose_filing_was_retracted_may_change(here: History) -> None:
    here.save({NAME: FILED.partition("filed:")[0]})
    here.save({NAME: WRONG})
    assert changed(here) == []
    here.write({NAME: FILED})
    assert changed(here) == [AMOUNT]


def test_in_a_shallow_clone_the_oldest_version_counts(here: History, tmp_path: Path) -> None:
    text = FILED.replace("See the letter.", "See the exhibit.")
    here.save({NAME: text})
    clone = here.clone(tmp_path / "shallow", "--depth=1")
    assert changed(clone) == []
    clone.write({NAME: text.replace("1000.50", "2000")})
    assert changed(clone) == [AMOUNT]


def test_without_git_or_a_repository_nothing_is_compared(
    here: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = History(root=tmp_path / "elsewhere")
    elsewhere.write({NAME: FILED})
    assert changed(elsewhere) == []
    here.write({NAME: WRONG})
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert changed(here) == []


def test_a_broken_file_is_not_compared_with_its_filed_version(here: History) -> None:
    here.save({OTHER: FILED.replace("See the letter.", "1")})
    here.write({OTHER: FILED})
    assert changed(here) == []


# --- how git is asked ---


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that gets a line for each call of git."""
    script, log = tmp_path / "bin" / "git", tmp_path / "calls"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec "{shutil.which("git")}" "$@"\n', "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return log


def asked(calls: Path) -> list[str]:
    """The commands of git that were called."""
    lines = calls.read_text("utf-8").splitlines()
    return [next(word for word in ("ls-files", "log", "cat-file") if f" {word} " in line) for line in lines]


def test_git_runs_twice_for_any_number_of_filings(here: History, calls: Path) -> None:
    names = [f"filings/acme corp/2026-05-04-doe-{n}.yaml" for n in range(120)]
    here.save(dict.fromkeys(names, FILED))
    here.write({names[-1]: WRONG})
    calls.unlink()
    assert changed(here) == [AMOUNT]
    assert asked(calls) == ["log", "cat-file"]


def test_git_does_not_run_if_nothing_was_filed(here: History, calls: Path) -> None:
    here.write({NAME: FILED.partition("filed:")[0]})
    assert changed(here) == []
    assert not calls.exists()


def test_the_git_environment_of_a_hook_is_ignored(
    here: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write({NAME: WRONG})
    other = history(tmp_path / "other").root / ".git"
    monkeypatch.setenv("GIT_DIR", f"{other}")
    monkeypatch.setenv("GIT_INDEX_FILE", f"{other / 'index'}")
    assert changed(here) == [AMOUNT]


# --- where git does not know ---


def states(here: History) -> list[tuple[str, list[tuple[str | int, ...]]]]:
    job = BuildJob(root=here.root, home=redwell.home(), record=here.root / "filings", out=here.root / "build")
    return [
        (outcome.state, [problem.path for problem in outcome.problems if problem.severity == "error"])
        for outcome in builder.build_record(job, Silent()).outcomes
    ]


def test_without_git_the_manifest_of_an_earlier_build_counts(tmp_path: Path) -> None:
    plain_pages(tmp_path)
    here = History(root=tmp_path)
    here.write({NAME: FILED})
    assert states(here) == [("written", [])]
    here.write({NAME: WRONG})
    assert states(here) == [("failed", [("non_derivative",)])]
    (found,) = errors(here)
    assert found.message == (
        "the form filed on 2026-05-06 says something else here; do not edit a filed form: restore it, and "
        "write the correction as a Form 3/A in its own file (redwell new --form 3/A)"
    )
    here.write({NAME: FILED})
    assert states(here) == [("unchanged", [])]
    here.write({NAME: FILED.replace("name: DOE JANE", 'name: DOE JANE\n    cik: "9"')})
    assert changed(here) == []


def test_an_unchanged_build_runs_git_three_times(here: History, calls: Path) -> None:
    plain_pages(here.root)
    here.write({NAME: FILED.replace("See the letter.", "See the exhibit.")})
    assert states(here) == [("failed", [("remarks",)])]
    here.write({NAME: FILED})
    assert states(here) == [("written", [])]
    calls.unlink()
    assert states(here) == [("unchanged", [])]
    # Is the cache tracked? In which commit was the filing recorded as filed? How did it read there?
    assert asked(calls) == ["ls-files", "log", "cat-file"]


def test_keys_that_explain_a_line_to_check_may_be_added_to_a_filed_form(tmp_path: Path) -> None:
    """They print nowhere and are not sent: a later form may need them on an earlier one."""
    here = history(tmp_path / "explained")
    row = "title: Common Stock, date: 2026-05-04, code: P, acquired: 5, price: 5, owned_after: 9"
    text = FILED[: FILED.index("non_derivative")].replace('"3"', '"4"')
    text = text.replace("date_of_event: 2026-05-04", "plan_10b5_1: false")
    text += f"non_derivative:\n  - {{{row}, ownership: direct}}\n"
    text += "signatures:\n  - {signer: Jane Doe, signed: 2026-05-05}\nfiled: {date: 2026-05-06}\n"
    here.save({NAME: text})
    assert errors(here) == []
    keys = "position: mine, since_last: {added: 1, why: employee_plan}, exempt: 16b-3(d)"
    here.write({NAME: text.replace("direct}", f"direct, {keys}}}")})
    assert errors(here) == []
    here.write({NAME: text.replace("owned_after: 9", "owned_after: 8")})
    (found,) = errors(here)
    assert found.code == "changed-after-filing"
