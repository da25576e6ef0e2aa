"""The cache that check and build share: it answers only while nothing has changed that an answer rests on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from redwell.builds.builder import BuildJob, build_record
from redwell.builds.cache import Cache
from redwell.builds.record import Checks, check_record
from redwell.files.discovery import Misuse
from redwell.files.output import locked
from tests import warm
from tests.plain import plain_pages
from tests.repositories import History, history, needs_git
from tests.test_build import ROOT, SEED, Silent, alter, settle, write

PLANTED = "this was planted in the cache"
LACKS = "the owner's CIK is missing"
FILED = "\nfiled: {date: 2013-10-09}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the seed alone, not built, but with a folder for builds."""
    root = tmp_path / "repository"
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, root / name)
    (root / SEED).parent.mkdir(parents=True)
    for name in ("pyproject.toml", SEED):
        shutil.copy2(ROOT / name, root / name)
    (root / "build").mkdir()
    settle()
    return root


@pytest.fixture
def small(repository: Path) -> Path:
    """The same without the power, with plain pages, for builds."""
    plain_pages(repository)
    text = (repository / SEED).read_text("utf-8")
    write(repository, SEED, text.partition("powers_of_attorney:")[0])
    return repository


def check(root: Path, *patterns: str, record: str = "filings") -> Checks:
    return check_record(root, root, root / record, patterns)


def messages(root: Path, *patterns: str, record: str = "filings") -> list[str]:
    """Return the messages of a check, once file times have settled."""
    settle()
    return [problem.message for problem in check(root, *patterns, record=record).problems]


def build(root: Path, out: str = "build") -> list[str]:
    """Return the messages of a build."""
    settle()
    job = BuildJob(root=root, home=root, record=root / "filings", out=root / out)
    return [
        problem.message for outcome in build_record(job, Silent()).outcomes for problem in outcome.problems
    ]


def plant(root: Path) -> None:
    """Have the cache say of each filing that something was planted: whoever says so has not looked."""
    path = root / "build/.cache.json"
    text = path.read_text("ascii")
    found = json.loads(text)
    assert found["filings"]
    for known in found["filings"].values():
        [problem] = known["problems"]
        problem["message"] = PLANTED
    path.write_text(json.dumps(found), "ascii")


def test_an_unchanged_filing_is_not_checked_again(small: Path) -> None:
    assert messages(small) == [LACKS]
    plant(small)
    assert messages(small) == [PLANTED]
    assert messages(small, str(small / SEED)) == [PLANTED]
    # What is made is checked, and what a build found counts for a check.
    assert build(small) == [LACKS]
    plant(small)
    assert build(small) == [PLANTED]
    assert messages(small) == [PLANTED]


CHANGES: dict[str, Callable[[Path], object]] = {
    "the filing": lambda root: alter(root / SEED, "COO and President", "CEO and President"),
    "a schema": lambda root: alter(root / "schemas/common.schema.json", "{", "{ "),
    "the wording": lambda root: alter(root / "templates/power_of_attorney/wording.yaml", "#", "##"),
    "a template": lambda root: alter(root / "templates/form3/form3.css", "{", "{ "),
    "a new template": lambda root: write(root, "templates/shared/new.css", "p {}"),
    "a setting": lambda root: alter(root / "pyproject.toml", 'author = "Redwell"', 'author = "Smith LLP"'),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_filing_is_checked_again_when_an_input_changes(
    repository: Path, change: Callable[[Path], object]
) -> None:
    messages(repository)
    plant(repository)
    change(repository)
    assert messages(repository) == [LACKS]


def test_a_filing_is_checked_again_when_code_or_the_calendar_changes(repository: Path) -> None:
    shutil.copytree(ROOT / "redwell", repository / "redwell")
    shutil.copy2(ROOT / "tasks.py", repository)
    settle()
    command = [sys.executable, "-m", "invoke", "check"]

    def said() -> str:
        return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout

    assert LACKS in said()
    for name in ("redwell/rules/owners.py", "redwell/deadlines/federal_holidays.csv"):
        plant(repository)
        with (repository / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        settle()
        assert LACKS in said()
    plant(repository)
    assert PLANTED in said()


def test_a_filing_is_checked_again_when_a_file_that_it_names_changes(repository: Path) -> None:
    write(repository, "filings/tecogen/ex99.txt", "Explanation\n")
    with (repository / SEED).open("a") as file:
        file.write("remarks: Exhibit 99.1\nexhibits:\n- {type: EX-99.1, file: ex99.txt}\n")
    assert messages(repository) == [LACKS]
    plant(repository)
    assert messages(repository) == [PLANTED]
    write(repository, "filings/tecogen/ex99.txt", "x" * 100 + "\n")
    assert messages(repository)[1].startswith("ex99.txt has 100 characters in line 1")
    write(repository, "filings/tecogen/ex99.txt", "Explanation\n")
    assert messages(repository) == [LACKS]
    plant(repository)
    (repository / "filings/tecogen/ex99.txt").unlink()
    assert messages(repository) == [
        LACKS,
        "ex99.txt is not in the folder of this filing: put it there",
    ]


def test_a_filing_is_checked_again_when_a_missing_file_appears(repository: Path) -> None:
    text = (repository / SEED).read_text("utf-8").replace('form: "3"', 'form: "3/A"\namendment: {AMENDS}', 1)
    amends = "original_filed: 2013-10-09, amends: original.yaml, explanation: A mistake"
    (repository / SEED).unlink()
    write(repository, "filings/tecogen/amendment.yaml", text.replace("AMENDS", amends))
    missing = (
        "there is no file original.yaml in this folder: write the file name of the original, or its "
        "accession number"
    )
    pattern = str(repository / "filings/tecogen/amendment.yaml")
    for _ in range(2):
        assert missing in messages(repository, pattern)
    shutil.copy2(ROOT / SEED, repository / "filings/tecogen/original.yaml")
    assert missing not in messages(repository, pattern)


def test_a_change_that_keeps_size_and_time_of_a_filing_is_seen(repository: Path) -> None:
    messages(repository)
    plant(repository)
    status = (repository / SEED).stat()
    alter(repository / SEED, "COO and President", "CEO and President")
    os.utime(repository / SEED, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert messages(repository) == [LACKS]


def test_a_filing_saved_a_moment_ago_is_not_cached(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / SEED).touch()
    saved = (repository / SEED).stat().st_ctime_ns
    for later, count in ((10_000_000, 0), (30_000_000, 1)):
        monkeypatch.setattr(time, "time_ns", lambda now=saved + later: now)
        check(repository)
        assert (
            len(Cache(repository / "build", repository / "filings", repository, repository)._filings) == count
        )


def test_a_filing_with_an_error_is_not_cached(repository: Path) -> None:
    sound = (repository / SEED).read_text("utf-8")
    messages(repository)
    alter(repository / SEED, "date_of_event: 2013-10-01", "date_of_event: 2013-10-32")
    for _ in range(2):
        settle()
        assert [problem.severity for problem in check(repository).problems] == ["error"]
        assert json.loads((repository / "build/.cache.json").read_bytes())["filings"] == {}
    (repository / SEED).write_text(sound, "utf-8")
    assert messages(repository) == [LACKS]


def test_a_filing_outside_the_record_is_not_cached(repository: Path) -> None:
    other = write(repository, "drafts/acme/2013-10-01-panora-form3.yaml", (ROOT / SEED).read_text("utf-8"))
    assert messages(repository, str(other)) == [LACKS]
    assert not (repository / "build/.cache.json").exists()
    assert messages(repository, str(other), record="drafts") == [LACKS]
    assert list(json.loads((repository / "build/.cache.json").read_bytes())["filings"]) == [str(other)]


def test_the_cache_forgets_deleted_filings(repository: Path) -> None:
    other = repository / "filings/acme/2013-10-02-panora-form3.yaml"
    other.parent.mkdir()
    shutil.copy2(ROOT / SEED, other)
    assert messages(repository) == [LACKS, LACKS]
    other.unlink()
    assert messages(repository) == [LACKS]
    assert list(json.loads((repository / "build/.cache.json").read_bytes())["filings"]) == [
        str(repository / SEED)
    ]


def test_without_a_folder_of_builds_check_writes_nothing(repository: Path) -> None:
    (repository / "build").rmdir()
    before = sorted(repository.rglob("*"))
    assert messages(repository) == [LACKS]
    assert sorted(repository.rglob("*")) == before


def test_check_needs_neither_the_lock_nor_a_writable_folder(repository: Path) -> None:
    with locked(repository / "build", lambda: None):
        assert messages(repository) == [LACKS]
    assert not (repository / "build/.cache.json").exists()
    (repository / "build/.cache.json.new").mkdir()
    assert messages(repository) == [LACKS]
    assert not (repository / "build/.cache.json").exists()


def test_a_link_in_the_place_of_the_cache_is_not_read(repository: Path) -> None:
    messages(repository)
    plant(repository)
    (repository / "build/.cache.json").rename(repository / "planted.json")
    (repository / "build/.cache.json").symlink_to(repository / "planted.json")
    assert messages(repository) == [LACKS]


def test_a_cached_filing_shows_the_days_left_today(repository: Path) -> None:
    shutil.copy2(ROOT / "tasks.py", repository)
    for today, left in (("2013-10-08", "3 days left"), ("2013-10-13", "overdue by 2 days")):
        assert f"; {left}\n" in warm.invoke(repository, "check", "--today", today).stdout


# --- git ---


@pytest.fixture
def recorded(small: Path) -> History:
    """The repository in git, with the seed filed."""
    with (small / SEED).open("a") as file:
        file.write(FILED)
    made = history(small)
    made.save({".gitignore": "/build/\n"}, "Begin")
    return made


@needs_git
def test_a_cache_that_git_tracks_is_neither_read_nor_written(recorded: History) -> None:
    root = recorded.root
    messages(root)
    plant(root)
    assert messages(root) == [PLANTED]
    recorded.git("add", "--force", "build/.cache.json")
    planted = (root / "build/.cache.json").read_bytes()
    assert messages(root) == [LACKS]
    with pytest.raises(Misuse) as found:
        build(root)
    assert str(found.value) == (
        "build/.cache.json is in git, and only a build may write documents there: "
        "git rm -r --cached build, and commit"
    )
    assert (root / "build/.cache.json").read_bytes() == planted
    # Nor one behind a link.
    (root / "build").rename(root / "elsewhere")
    recorded.git("rm", "--quiet", "--cached", "build/.cache.json")
    (root / "build").symlink_to(root / "elsewhere")
    assert messages(root) == [LACKS]


@needs_git
def test_a_file_in_git_that_no_build_writes_is_no_document(recorded: History) -> None:
    root = recorded.root
    (root / "build").mkdir(exist_ok=True)
    (root / "build/.gitkeep").touch()
    recorded.git("add", "--force", "build/.gitkeep")
    assert build(root) == [LACKS]
    (folder,) = (root / "build").glob("*/*")
    recorded.git("add", "--force", f"{folder}/form3.xml")
    with pytest.raises(Misuse, match="is in git, and only a build"):
        build(root)


@needs_git
def test_a_cache_is_not_read_if_git_cannot_say_that_it_is_untracked(recorded: History) -> None:
    messages(recorded.root)
    plant(recorded.root)
    (recorded.root / ".git/HEAD").write_text("broken", "ascii")
    assert messages(recorded.root) == [LACKS]


@needs_git
def test_a_filed_form_is_checked_again_when_the_git_history_changes(recorded: History) -> None:
    root = recorded.root
    assert messages(root) == [LACKS]
    assert build(root) == [LACKS]
    plant(root)
    filed = recorded.head()
    recorded.commit("Nothing")
    assert messages(root) == [PLANTED]
    # The same files, but another filing was filed.
    recorded.git("checkout", "--quiet", "--orphan", "other")
    text = (root / SEED).read_text("utf-8")
    recorded.save({SEED: text.replace("COO and President", "Chief Operating Officer")}, "Filed")
    recorded.save({SEED: text}, "Edited")
    settle()
    [error] = [problem for problem in check(root).problems if problem.severity == "error"]
    assert error.code == "changed-after-filing"
    assert error.message.startswith('the form filed on 2013-10-09 says "Chief Operating Officer" here')
    assert error.message in build(root)
    recorded.git("checkout", "--quiet", filed)
    assert messages(root) == [LACKS]


def test_a_filed_form_is_checked_again_when_its_manifest_changes(small: Path) -> None:
    """Without git, the manifest says how the filing was filed."""
    with (small / SEED).open("a") as file:
        file.write(FILED)
    assert build(small) == [LACKS]
    assert messages(small) == [LACKS]
    [manifest] = (small / "build").glob("*/*/manifest.json")
    found = json.loads(manifest.read_bytes())
    found["as_filed"]["remarks"] = "0" * 64
    manifest.write_text(json.dumps(found), "ascii")
    said = messages(small)
    [error] = [line for line in said if line != LACKS]
    assert error.startswith("the form filed on 2013-10-09 says something else here")
