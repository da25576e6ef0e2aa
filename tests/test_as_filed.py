"""A filed form is not edited: it is compared with git's history, or else with an earlier build."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import redwell
from redwell.builds import builder, record
from redwell.builds.builder import BuildJob
from redwell.commands.report import text as report
from redwell.problems import Problem

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
GIT = shutil.which("git")
pytestmark = pytest.mark.skipif(not GIT, reason="there is no git")


class Silent:
    """Hears what a build tells, and looks at nothing."""

    def waiting(self) -> None:
        pass

    def progress(self, done: int, total: int, name: str) -> None:
        pass


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of git with one filing, committed as it was filed."""
    root = tmp_path / "Kanzlei Müller"
    root.mkdir()
    git(root, "init", "--quiet")
    save(root, FILED)
    return root


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Jane Roe", "-c", "user.email=jane@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def write(root: Path, text: str, name: str = NAME) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def save(root: Path, text: str, name: str = NAME) -> None:
    """Write a filing and commit it."""
    write(root, text, name)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Save")


def errors(root: Path) -> list[Problem]:
    found = record.check_record(root, redwell.home(), root / "filings", ()).problems
    return [problem for problem in found if problem.severity == "error"]


def changed(root: Path) -> list[tuple[str | int, ...]]:
    """Return the places of facts that changed after filing."""
    found = errors(root)
    assert {problem.code for problem in found} <= {"changed-after-filing"}
    return [problem.path for problem in found]


def test_a_fact_that_is_changed_after_filing_is_an_error_that_proposes_an_amendment(repository: Path) -> None:
    filed = "filed: {date: 2026-05-06, accession_number: 0001234567-26-000001}"
    write(repository, FILED.replace("1000.50", "2000").replace("filed: {date: 2026-05-06}", filed))
    assert report(errors(repository)) == (
        f"{NAME}:10:21: error [changed-after-filing] non_derivative[0].amount.value\n"
        '  the form filed on 2026-05-06 (0001234567-26-000001) says "1000.5" here; do not edit a filed form: '
        "restore it, and write the correction as a Form 3/A in its own file (redwell new --form 3/A)\n"
        "      10 |     amount: {value: 2000, footnotes: [trust]}\n"
        "         |                     ^^^^\n"
    )


def test_an_error_says_how_many_more_facts_differ(repository: Path) -> None:
    once = FILED.replace("2026-05-04", "2026-05-03").replace("Campinas", "Santos")
    write(repository, once)
    (found,) = errors(repository)
    assert found.path == ("date_of_event",)
    assert found.message.endswith("(redwell new --form 3/A); 1 more fact of this form differs")
    write(repository, once.replace("See the letter.", "See the letter!"))
    (found,) = errors(repository)
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
def test_no_filed_fact_may_change(repository: Path, old: str, new: str, path: tuple[str | int, ...]) -> None:
    assert old in FILED
    write(repository, FILED.replace(old, new))
    assert changed(repository) == [path]


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
def test_notation_and_private_keys_of_a_filed_form_may_change(repository: Path, old: str, new: str) -> None:
    assert old in FILED
    text = FILED.replace(old, new) if old != "trust" else FILED.replace("[trust]", f"[{new}]")
    write(repository, text if old != "trust" else text.replace("{trust:", f"{{{new}:"))
    assert changed(repository) == []


def test_a_filing_may_change_until_it_is_filed(repository: Path) -> None:
    draft = FILED.partition("filed:")[0]
    save(repository, draft.replace("1000.50", "1"), "filings/acme corp/2026-05-05-doe.yaml")
    save(repository, FILED, "filings/acme corp/2026-05-05-doe.yaml")
    assert changed(repository) == []


def test_a_change_is_found_after_it_was_committed_too(repository: Path) -> None:
    save(repository, FILED.replace("1000.50", "2000"))
    save(repository, FILED.replace("1000.50", "2000").replace("{date: 2026-05-06}", "{date: 2026-05-07}"))
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]


def test_a_change_is_found_in_a_file_that_was_renamed_with_it(repository: Path) -> None:
    new = NAME.replace("doe", "roe")
    git(repository, "mv", NAME, new)
    assert changed(repository) == []
    save(repository, FILED.replace("1000.50", "2000"), new)
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]


def test_a_change_is_found_behind_a_symbolic_link(repository: Path) -> None:
    (repository / "filings/acme corp/roe.yaml").symlink_to(Path(NAME).name)
    git(repository, "add", "--all")
    assert changed(repository) == []
    write(repository, FILED.replace("1000.50", "2000"))
    assert changed(repository) == [("non_derivative", 0, "amount", "value")] * 2


def test_a_change_is_found_in_a_file_that_became_a_link(repository: Path) -> None:
    save(repository, FILED.replace("1000.50", "2000"), "filings/acme corp/roe.yaml")
    (repository / NAME).unlink()
    (repository / NAME).symlink_to("roe.yaml")
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Link")
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]


def test_a_form_whose_filing_was_retracted_may_change(repository: Path) -> None:
    save(repository, FILED.partition("filed:")[0])
    save(repository, FILED.replace("1000.50", "2000"))
    assert changed(repository) == []
    write(repository, FILED)
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]


def test_in_a_shallow_clone_the_oldest_version_counts(repository: Path, tmp_path: Path) -> None:
    save(repository, FILED.replace("See the letter.", "See the exhibit."))
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), "shallow")
    assert changed(tmp_path / "shallow") == []
    write(
        tmp_path / "shallow", FILED.replace("1000.50", "2000").replace("See the letter.", "See the exhibit.")
    )
    assert changed(tmp_path / "shallow") == [("non_derivative", 0, "amount", "value")]


def test_without_git_or_a_repository_nothing_is_compared(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "elsewhere", FILED)
    assert changed(tmp_path / "elsewhere") == []
    write(repository, FILED.replace("1000.50", "2000"))
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert changed(repository) == []


def test_a_broken_file_is_not_compared_with_its_filed_version(repository: Path) -> None:
    save(repository, FILED.replace("See the letter.", "1"), name := "filings/acme corp/other.yaml")
    write(repository, FILED, name)
    assert changed(repository) == []


# --- how git is asked ---


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that gets a line for each call of git."""
    script, log = tmp_path / "bin" / "git", tmp_path / "calls"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec "{GIT}" "$@"\n', "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return log


def test_git_runs_twice_for_any_number_of_filings(repository: Path, calls: Path) -> None:
    for n in range(120):
        write(repository, FILED, f"filings/acme corp/2026-05-04-doe-{n}.yaml")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Save")
    write(repository, FILED.replace("1000.50", "2000"), "filings/acme corp/2026-05-04-doe-119.yaml")
    calls.unlink()
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]
    asked = calls.read_text("utf-8").splitlines()
    assert [line.count(" log ") + 2 * line.count(" cat-file ") for line in asked] == [1, 2]


def test_git_does_not_run_if_nothing_was_filed(repository: Path, calls: Path) -> None:
    write(repository, FILED.partition("filed:")[0])
    assert changed(repository) == []
    assert not calls.exists()


def test_git_writes_nothing(repository: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        found = (path for path in (repository / ".git").rglob("*"))
        return {f"{path}": (path.stat().st_mtime_ns, path.stat().st_size) for path in found}

    write(repository, FILED.replace("1000.50", "2000"))
    before = state()
    assert changed(repository)
    assert state() == before


def test_the_git_environment_of_a_hook_is_ignored(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, FILED.replace("1000.50", "2000"))
    git(tmp_path, "init", "--quiet", "other")
    monkeypatch.setenv("GIT_DIR", f"{tmp_path / 'other' / '.git'}")
    monkeypatch.setenv("GIT_INDEX_FILE", f"{tmp_path / 'other' / '.git' / 'index'}")
    assert changed(repository) == [("non_derivative", 0, "amount", "value")]


# --- where git does not know ---


def states(root: Path) -> list[tuple[str, list[tuple[str | int, ...]]]]:
    home = redwell.home()
    job = BuildJob(root=root, home=home, record=root / "filings", out=root / "build")
    return [
        (outcome.state, [problem.path for problem in outcome.problems if problem.severity == "error"])
        for outcome in builder.build_record(job, Silent()).outcomes
    ]


def test_without_git_the_manifest_of_an_earlier_build_counts(tmp_path: Path) -> None:
    write(tmp_path, FILED)
    assert states(tmp_path) == [("written", [])]
    write(tmp_path, FILED.replace("1000.50", "2000"))
    assert states(tmp_path) == [("failed", [("non_derivative",)])]
    (found,) = errors(tmp_path)
    assert found.message == (
        "the form filed on 2026-05-06 says something else here; do not edit a filed form: restore it, and "
        "write the correction as a Form 3/A in its own file (redwell new --form 3/A)"
    )
    write(tmp_path, FILED)
    assert states(tmp_path) == [("unchanged", [])]
    write(tmp_path, FILED.replace("name: DOE JANE", 'name: DOE JANE\n    cik: "9"'))
    assert states(tmp_path) == [("written", [])]


def test_an_unchanged_build_runs_git_three_times(repository: Path, calls: Path) -> None:
    write(repository, FILED.replace("See the letter.", "See the exhibit."))
    assert states(repository) == [("failed", [("remarks",)])]
    write(repository, FILED)
    assert states(repository) == [("written", [])]
    calls.unlink()
    assert states(repository) == [("unchanged", [])]
    asked = calls.read_text("utf-8").splitlines()
    # Is the cache tracked? In which commit was the filing recorded as filed? How did it read there?
    assert [
        next(word for word in ("ls-files", "log", "cat-file") if f" {word} " in line) for line in asked
    ] == [
        "ls-files",
        "log",
        "cat-file",
    ]
