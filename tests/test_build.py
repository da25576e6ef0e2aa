"""The build: what changed is made, a folder is whole or absent, and equal input gives equal bytes."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from redwell.builds import builder, pool, record, worker
from redwell.builds.builder import BuildJob, Outcome, Result
from redwell.commands import progress
from redwell.deadlines.standing import Due, Standing
from redwell.files import output as files_output
from redwell.files.discovery import Misuse
from redwell.problems import Place
from tests import warm
from tests.drafts import DRAFT
from tests.plain import plain_pages
from tests.sample import some
from tests.terminals import on_a_terminal

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
FOLDER = "build/tecogen/2013-10-01-panora-form3"
DUE = Standing(
    due=Due(day=date(2013, 10, 11), reason="10 days after 1 Oct"),
    signed=date(2013, 10, 1),
    event=date(2013, 10, 1),
)
DOCUMENTS = (
    "form3.xml",
    "form3.pdf",
    "form3.docx",
    "power-of-attorney.pdf",
    "power-of-attorney.docx",
    "ex24.txt",
    "ex24.htm",
    "authentication.pdf",
)
UNREADY = "no signatures are listed (the form is a DRAFT)"


class Silent:
    """Hears what a build tells, for tests that look at nothing else."""

    def waiting(self) -> None:
        pass

    def progress(self, done: int, total: int, name: str) -> None:
        pass


def repository_of(root: Path, text: str, *, is_plain: bool = False) -> Path:
    """A repository with one filing, built; with plain pages if *is_plain*. Our code is a link."""
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, root / name)
    (root / "redwell").symlink_to(ROOT / "redwell")
    if is_plain:
        plain_pages(root)
    write(root, SEED, text)
    for name in ("tasks.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, root / name)
    settle()
    assert states(run(root)) == ["written"]
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the seed alone, built; it is not changed."""
    return repository_of(tmp_path_factory.mktemp("built") / "repository", (ROOT / SEED).read_text("utf-8"))


@pytest.fixture
def whole(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "whole", symlinks=True))


@pytest.fixture(scope="session")
def built_without_power(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = (ROOT / SEED).read_text("utf-8").partition("powers_of_attorney:")[0]
    return repository_of(tmp_path_factory.mktemp("without") / "repository", text, is_plain=True)


@pytest.fixture
def repository(built_without_power: Path, tmp_path: Path) -> Path:
    """A copy of a repository with the seed without its power, built, to be changed."""
    return Path(shutil.copytree(built_without_power, tmp_path / "repository", symlinks=True))


def with_code(root: Path) -> Path:
    """Put a copy of our code into a repository, with what Python compiled: a process that starts needs it."""
    (root / "redwell").unlink()
    shutil.copytree(ROOT / "redwell", root / "redwell")
    return root


def job(root: Path, **further: object) -> BuildJob:
    usual = BuildJob(root=root, home=root, record=root / "filings", out=root / "build")
    return replace(usual, **further)  # type: ignore[arg-type]  # names of BuildJob's own fields


def run(root: Path, **further: object) -> Result:
    return builder.build_record(job(root, **further), Silent())


def states(result: Result) -> list[str]:
    return [outcome.state for outcome in result.outcomes]


def only(result: Result) -> Outcome:
    [outcome] = result.outcomes
    return outcome


def said(result: Result) -> list[str]:
    return [f"{p.severity} {p.code}: {p.message}" for p in builder.problems_of(result)]


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder, less the cache."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".cache.json")
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def write(root: Path, name: str, text: str = DRAFT) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# --- what one build writes ---


def test_the_seed_becomes_eight_documents_and_a_manifest_that_names_them(built: Path) -> None:
    found = {path.name for path in (built / FOLDER).iterdir()}
    assert found == {*DOCUMENTS, "manifest.json"}
    manifest = json.loads((built / FOLDER / "manifest.json").read_text("ascii"))
    hashes = contents(built / FOLDER)
    assert manifest["outputs"] == {name: hashes[name] for name in DOCUMENTS}
    assert manifest["inputs"]["filing"] == {Path(SEED).name: sha256((built / SEED).read_bytes()).hexdigest()}
    schemas = [
        path
        for path in (built / "schemas").rglob("*")
        # Nothing is made by the schema of a review.
        if path.suffix in {".json", ".xsd"} and path.parent.name != "review"
    ]
    assert set(manifest["inputs"]["schemas"]) == {
        path.relative_to(built / "schemas").as_posix() for path in schemas
    }
    assert manifest["parts"] == [
        {"documents": ["form3.xml", "form3.pdf", "form3.docx"], "exhibits": ["ex24.txt"]}
    ]
    assert "power_of_attorney/wording.yaml" in manifest["inputs"]["templates"]
    assert "PT_Sans-Web-Regular.ttf" in manifest["inputs"]["fonts"]
    assert {"weasyprint", "docxtpl", "pango"} <= manifest["versions"].keys()
    assert "missing" not in manifest["versions"].values()
    assert manifest["due"] == {"date": "2013-10-11", "reason": "10 days after 1 Oct"}
    assert set(manifest["inputs"]["calendar"]) == {"edgar_closures.csv", "federal_holidays.csv"}
    # It holds no time, user or path.
    text = (built / FOLDER / "manifest.json").read_text("ascii")
    assert not re.search(r"\d\d:\d\d|/home|/root|/tmp|/work|/usr", text)
    assert str(built) not in text
    assert sorted(path.name for path in (built / "build").iterdir()) == [".cache.json", "tecogen"]
    assert [path.name for path in (built / "build/tecogen").iterdir()] == [Path(FOLDER).name]


def test_built_and_unchanged_filings_have_the_same_due_date(repository: Path) -> None:
    assert only(run(repository)).standing == DUE
    (repository / "build/.cache.json").unlink()
    assert only(run(repository)).standing == DUE
    alter(repository / SEED, "date_of_event: 2013-10-01", "date_of_event: soon")
    failed = run(repository)
    assert (states(failed), only(failed).standing) == (["failed"], None)


def test_the_manifest_of_an_amendment_has_no_due_date(repository: Path) -> None:
    text = DRAFT.replace('form: "3"', 'form: "3/A"\namendment: {original_filed: 2026-05-06}')
    write(repository, "filings/acme/2026-05-04-doe-form3a.yaml", text)
    amended = run(repository, patterns=(str(repository / "filings/acme"),))
    assert (states(amended), only(amended).standing) == (["written"], None)
    manifest = repository / "build/acme/2026-05-04-doe-form3a/manifest.json"
    assert "due" not in json.loads(manifest.read_bytes())


@pytest.mark.parametrize("jobs", some([1, 2]))
def test_equal_input_gives_equal_bytes_on_any_machine(
    built: Path, whole: Path, tmp_path: Path, jobs: int
) -> None:
    write(with_code(whole), "filings/acme/2026-05-04-doe-form3.yaml")
    away = tmp_path / "elsewhere"
    away.mkdir()
    env = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": str(jobs),
    }
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(whole), "build", "--force", "--jobs", str(jobs)],
        cwd=away,
        env={**os.environ, **env, "HOME": str(away), "SOURCE_DATE_EPOCH": "86400"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(whole / FOLDER) == contents(built / FOLDER)


# --- only what changed ---


def test_an_unchanged_filing_is_not_built_and_still_reports_what_is_missing(
    repository: Path,
) -> None:
    before = (repository / FOLDER / "form3.pdf").stat().st_mtime_ns
    result = run(repository)
    assert states(result) == ["unchanged"]
    assert said(result) == ["not ready owner-cik-missing: the owner's CIK is missing"]
    assert (repository / FOLDER / "form3.pdf").stat().st_mtime_ns == before


def test_a_cache_that_is_deleted_or_broken_costs_only_time(repository: Path) -> None:
    path = repository / "build/.cache.json"
    for cache in (None, "", "{", "[]", "3", '{"ground": ""}', "[" * 100_000):
        path.unlink()
        if cache is not None:
            path.write_text(cache, "ascii")
        assert_unchanged(repository)


def test_a_broken_cache_entry_is_computed_again(repository: Path) -> None:
    known = remembered(repository)
    for key, value in (
        ("problems", [{"code": "x"}]),
        ("problems", 3),
        ("named", None),
        ("inputs", [[]]),
        ("stamp", None),
        ("standing", "x"),
        ("standing", []),
        ("standing", ["2013-10-11", None, None, ""]),
        ("standing", ["11 Oct", None, None, "10"]),
    ):
        cache = json.loads((repository / "build/.cache.json").read_bytes())
        cache["filings"][str(repository / SEED)][key] = value
        (repository / "build/.cache.json").write_text(json.dumps(cache), "ascii")
        assert_unchanged(repository)
        assert remembered(repository) == known


def assert_unchanged(root: Path) -> None:
    """The next build makes nothing, and says what the filing lacks all the same."""
    settle()
    result = run(root)
    assert states(result) == ["unchanged"]
    assert said(result) == ["not ready owner-cik-missing: the owner's CIK is missing"]
    assert only(result).standing == DUE


def remembered(root: Path) -> dict[str, Any]:
    """Return the cache's entry for the seed after a build."""
    settle()
    run(root)
    cache = json.loads((root / "build/.cache.json").read_bytes())
    return dict(cache["filings"][str(root / SEED)])


def settle() -> None:
    """Wait until what was just written counts as written: its times could still stay the same."""
    time.sleep(0.05)


INPUTS: dict[str, Callable[[Path], object]] = {
    "the filing": lambda root: alter(root / SEED, "COO and President", "Chief Operating Officer"),
    "a template of all forms": lambda root: alter(root / "templates/shared/page.css", "{", "{ "),
    "a new file in a folder of templates": lambda root: write(root, "templates/shared/new.css", "p {}"),
    "a schema": lambda root: alter(root / "schemas/common.schema.json", "{", "{ "),
    "a setting": lambda root: alter(
        root / "pyproject.toml", 'author = "Redwell"', 'author = "Smith & Wesson LLP"'
    ),
    "an output": lambda root: (root / FOLDER / "form3.xml").write_text("other", "ascii"),
    "an output that is gone": lambda root: (root / FOLDER / "form3.docx").unlink(),
    "the manifest": lambda root: (root / FOLDER / "manifest.json").write_text("{}", "ascii"),
    "the folder that is gone": lambda root: shutil.rmtree(root / FOLDER),
}


@pytest.mark.parametrize("change", some([*INPUTS.values()]), ids=some([*INPUTS]))
def test_a_filing_is_rebuilt_if_an_input_changes(repository: Path, change: Callable[[Path], object]) -> None:
    change(repository)
    assert states(run(repository)) == ["written"]


def test_another_wording_rebuilds_an_unsigned_power(whole: Path) -> None:
    plain_pages(whole)
    alter(whole / SEED, "    signed: 2013-09-23\n", "")
    text = (whole / SEED).read_text("utf-8")
    (whole / SEED).write_text(re.sub(r"    wording_hash: .*\n", "", text), "utf-8")
    assert states(run(whole)) == ["written"]
    assert not (whole / FOLDER / "ex24.txt").exists()
    with (whole / "templates/power_of_attorney/wording.yaml").open("a") as file:
        file.write("# reviewed\n")
    assert states(run(whole)) == ["written"]


def test_other_versions_of_code_packages_or_fonts_rebuild_a_filing(repository: Path) -> None:
    manifest = repository / FOLDER / "manifest.json"
    whole = manifest.read_text("ascii")
    found = json.loads(whole)
    for group, name in (
        ("versions", "pango"),
        ("fonts", "PT_Sans-Web-Bold.ttf"),
        ("calendar", "edgar_closures.csv"),
    ):
        place = found["inputs"][group] if group in found["inputs"] else found[group]
        manifest.write_text(whole.replace(place[name], "0" * len(place[name])), "ascii")
        assert states(run(repository)) == ["written"], name
    manifest.write_text(whole.replace(found["inputs"]["code"], "0" * 64), "ascii")
    assert states(run(repository)) == ["written"]
    assert manifest.read_text("ascii") == whole


def test_a_template_of_another_document_does_not_rebuild_a_filing(repository: Path) -> None:
    write(repository, "templates/form4/form4.html.j2", "<p/>")
    assert states(run(repository)) == ["unchanged"]


# --- all or nothing ---


def assert_whole(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("ascii"))
    hashes = contents(folder)
    hashes.pop("manifest.json")
    assert hashes == manifest["outputs"], folder


def test_after_an_error_the_earlier_folder_stays_and_other_filings_are_built(
    repository: Path,
) -> None:
    before = contents(repository / FOLDER)
    alter(repository / SEED, "date_of_event: 2013-10-01", "date_of_event: 2013-10-32")
    write(repository, "filings/acme/2026-05-04-doe-form3.yaml")
    result = run(repository)
    assert [(outcome.entry.client, outcome.state) for outcome in result.outcomes] == [
        ("acme", "written"),
        ("tecogen", "failed"),
    ]
    assert contents(repository / FOLDER) == before
    assert list(progress.summary(result, 1.25, repository, is_quiet=True)) == [
        f"failed {SEED}; {FOLDER}/ still has the earlier version"
    ]
    assert list(progress.summary(result, 1.25, repository, is_quiet=False)) == [
        "wrote build/acme/2026-05-04-doe-form3/: form3.xml, form3.pdf, form3.docx",
        f"failed {SEED}; {FOLDER}/ still has the earlier version",
        "2 filings: 1 written, 1 failed, 1 not ready to file (1.2 s)",
    ]


# --- strangers, and what is no longer made ---


def test_an_unknown_file_stays_when_its_folder_is_rebuilt(repository: Path) -> None:
    write(repository, f"{FOLDER}/notes.txt", "call the client")
    write(repository, f"{FOLDER}/scans/page1.txt", "scan")
    assert states(run(repository)) == ["unchanged"]
    assert states(run(repository, is_forced=True)) == ["written"]
    assert (repository / FOLDER / "notes.txt").read_text("ascii") == "call the client"
    assert (repository / FOLDER / "scans/page1.txt").read_text("ascii") == "scan"
    assert "notes.txt" not in (repository / FOLDER / "manifest.json").read_text("ascii")


def test_an_unknown_file_is_not_overwritten_by_a_document(repository: Path) -> None:
    write(repository, "filings/acme/2026-05-04-doe-form3.yaml")
    run(repository)
    exhibit = write(repository, "build/acme/2026-05-04-doe-form3/ex99.txt", "mine")
    write(repository, "filings/acme/ex99.txt", "ours")
    write(
        repository,
        "filings/acme/2026-05-04-doe-form3.yaml",
        DRAFT + "exhibits:\n- {type: EX-99, file: ex99.txt}\n",
    )
    result = run(repository, patterns=(str(repository / "filings/acme"),))
    assert said(result) == [
        "error output-exists: build/acme/2026-05-04-doe-form3/ex99.txt is in the way, "
        "and Redwell did not write it: move it away"
    ]
    assert exhibit.read_text("ascii") == "mine"


def test_an_output_edited_by_hand_is_set_aside_and_reported(repository: Path) -> None:
    before = contents(repository / FOLDER)
    for name, text in (("form3.edited.docx", "edited once"), ("form3.edited-2.docx", "edited twice")):
        write(repository, f"{FOLDER}/form3.docx", text)
        result = run(repository)
        note = f"form3.docx was edited by hand: the edited version is now {name}"
        assert only(result).notes == (note,)
        assert f"  {note}" in progress.summary(result, 1.0, repository, is_quiet=True)
        assert (repository / FOLDER / name).read_text("ascii") == text
        assert before.items() <= contents(repository / FOLDER).items()
    result = run(repository, is_forced=True)
    assert (states(result), only(result).notes) == (["written"], ())
    assert contents(repository / FOLDER).keys() - before == {"form3.edited.docx", "form3.edited-2.docx"}


def test_a_document_that_a_filing_no_longer_makes_disappears_or_is_set_aside(whole: Path) -> None:
    write(whole, f"{FOLDER}/ex24.txt", "edited")
    text = (whole / SEED).read_text("utf-8")
    (whole / SEED).write_text(text.partition("powers_of_attorney:")[0], "utf-8")
    assert only(run(whole)).notes == (
        "ex24.txt was edited by hand: the edited version is now ex24.edited.txt",
    )
    assert (whole / FOLDER / "ex24.edited.txt").read_text("ascii") == "edited"
    form = {"form3.xml", "form3.pdf", "form3.docx", "authentication.pdf"}
    assert contents(whole / FOLDER).keys() == form | {"manifest.json", "ex24.edited.txt"}


def test_without_a_manifest_files_that_differ_are_set_aside(repository: Path) -> None:
    before = contents(repository / FOLDER)
    write(repository, f"{FOLDER}/form3.docx", "mine")
    (repository / FOLDER / "manifest.json").unlink()
    assert only(run(repository)).notes == (
        "form3.docx was edited by hand: the edited version is now form3.edited.docx",
    )
    assert contents(repository / FOLDER) == {
        **before,
        "form3.edited.docx": sha256(b"mine").hexdigest(),
    }


def test_a_filing_that_was_moved_to_the_wrong_place_keeps_its_documents(repository: Path) -> None:
    (repository / SEED).rename(repository / "filings" / Path(SEED).name)
    result = run(repository)
    assert (len(result.problems), result.removed) == (1, ())
    assert_whole(repository / FOLDER)


def test_a_full_build_removes_folders_of_deleted_filings_but_no_unknown_file(repository: Path) -> None:
    paths = [write(repository, f"filings/acme/2026-05-04-{name}-form3.yaml") for name in ("doe", "roe")]
    run(repository)
    for path in paths:
        path.unlink()
    write(repository, "build/acme/2026-05-04-doe-form3/notes.txt", "mine")
    write(repository, "build/acme/2026-05-04-doe-form3/form3.xml", "edited")
    write(repository, "build/other/folder/manifest.json", '{"name": "a web site"}')
    assert run(repository, patterns=(str(repository / SEED),)).removed == ()
    assert run(repository).removed == (
        "build/acme/2026-05-04-doe-form3/: removed, because its filing no longer exists; "
        "kept files that were edited by hand: form3.xml, notes.txt",
        "build/acme/2026-05-04-roe-form3/: removed, because its filing no longer exists",
    )
    left = sorted(
        f"{path.relative_to(repository / 'build')}" for path in (repository / "build/acme").rglob("*.*")
    )
    assert left == ["acme/2026-05-04-doe-form3/form3.xml", "acme/2026-05-04-doe-form3/notes.txt"]
    assert (repository / "build/other/folder/manifest.json").exists()
    assert run(repository).removed == ()


def test_a_hostile_manifest_removes_no_file_outside_its_folder(repository: Path) -> None:
    victim = write(repository, "build/acme/victim.txt", "mine")
    text = json.dumps({"record": "filings", "outputs": {"../victim.txt": sha256(b"mine").hexdigest()}})
    write(repository, "build/acme/gone/manifest.json", text)
    assert run(repository).removed == ()
    assert victim.exists()


def test_another_record_built_into_the_same_folder_removes_nothing(repository: Path, tmp_path: Path) -> None:
    """Each keeps the other's documents: both records are called filings. No output shows a folder."""
    path = write(tmp_path, "elsewhere/filings/acme/2026-05-04-doe-form3.yaml")
    for state in ("written", "unchanged"):
        result = run(repository, record=tmp_path / "elsewhere/filings")
        assert (states(result), result.removed) == ([state], ())
        assert only(result).entry.name == path.as_posix()
    manifest = repository / "build/acme/2026-05-04-doe-form3/manifest.json"
    assert str(tmp_path) not in manifest.read_text("ascii")
    assert_whole(repository / FOLDER)
    result = run(repository)
    assert (states(result), result.removed) == (["unchanged"], ())
    assert_whole(repository / "build/acme/2026-05-04-doe-form3")


def test_an_output_folder_outside_the_repository_is_not_swept(repository: Path, tmp_path: Path) -> None:
    path = write(repository, "filings/acme/2026-05-04-doe-form3.yaml")
    run(repository, out=tmp_path / "shared")
    path.unlink()
    assert run(repository, out=tmp_path / "shared").removed == ()
    assert_whole(tmp_path / "shared/acme/2026-05-04-doe-form3")


@pytest.mark.parametrize(
    ("out", "source"),
    some(
        [
            ("filings", "filings"),
            ("filings/out", "filings"),
            (".", "filings"),
            ("build/..", "filings"),
            ("..", "filings"),
            ("schemas", "schemas"),
            ("templates/form3", "templates"),
            ("tests", "tests"),
            (f"{ROOT / 'redwell'}", f"{ROOT / 'redwell'}"),
        ],
        3,
    ),
)
def test_documents_are_not_written_into_source_folders(built: Path, out: str, source: str) -> None:
    before = names(built)
    code = warm.invoke(built, "build", "--force", "--out", out)
    assert (code.returncode, code.stdout) == (2, "")
    assert re.fullmatch(
        rf"--out \S+: documents cannot go there, because of {source}: choose another folder\n",
        code.stderr,
    )
    assert names(built) == before


def names(folder: Path) -> set[str]:
    """Every file below a folder, less what Python compiled."""
    return {str(path) for path in folder.rglob("*") if "__pycache__" not in path.parts}


# --- exhibits, and what lies among the filings ---


def exhibits(root: Path, *names: str) -> tuple[str, ...]:
    """Write a filing that encloses these; the pattern that chooses it."""
    rows = "".join(f"- {{type: EX-99.{n}, file: {name}}}\n" for n, name in enumerate(names, start=1))
    text = f"{DRAFT}remarks: Exhibit 99.1 and Exhibit 99.2\nexhibits:\n{rows}"
    return (str(write(root, "filings/acme/2026-05-04-doe-form3.yaml", text)),)


def test_an_exhibit_is_copied_into_the_folder_and_a_change_of_it_is_seen(repository: Path) -> None:
    chosen = exhibits(repository, "ex99.txt")
    copy = repository / "build/acme/2026-05-04-doe-form3/ex99.txt"
    for text in ("Explanation of Responses\n", "Other Responses\n"):
        write(repository, "filings/acme/ex99.txt", text)
        assert states(run(repository, patterns=chosen)) == ["written"]
        assert copy.read_text("ascii") == text
        assert states(run(repository, patterns=chosen)) == ["unchanged"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "ex99.txt",
            None,
            "error exhibit-missing: ex99.txt is not in the folder of this filing: put it there",
        ),
        ("ex99.txt", b" \n", "error exhibit-content: ex99.txt is empty"),
        (
            "ex99.txt",
            "ok\ncaf\xe9".encode(),
            "error exhibit-ascii: ex99.txt has U+00E9 (latin small letter e with acute) in line 2, and EDGAR "
            "suspends a filing for that: write e (Filer Manual II, chapter 5)",
        ),
        (
            "ex99.txt",
            b"the undersigned\x92s",
            "error exhibit-ascii: ex99.txt has U+2019 (right single quotation mark), saved in Windows-1252, "
            "in line 1, and EDGAR suspends a filing for that: write ' (Filer Manual II, chapter 5)",
        ),
        (
            "ex99.htm",
            b"<p>\x07</p>",
            "error exhibit-ascii: ex99.htm has the byte 0x07 in line 1, and EDGAR suspends a filing for "
            "that: remove it (Filer Manual II, chapter 5)",
        ),
        ("logo.gif", b"%PDF", "error exhibit-content: logo.gif is not a gif picture"),
        *(
            (
                "ex99.txt",
                b"x" * length,
                f"warning exhibit-line: ex99.txt has {length} characters in line 1, and EDGAR accepts 80, "
                "or 132 in a table: should this line be shorter? (Filer Manual II, chapter 5)",
            )
            for length in (81, 133)
        ),
    ],
)
def test_an_exhibit_that_edgar_refuses_is_an_error(
    tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    chosen = exhibits(tmp_path, name)
    if content is not None:
        (tmp_path / "filings/acme" / name).write_bytes(content)
    found = record.check_record(tmp_path, ROOT, tmp_path / "filings", chosen).problems
    assert [f"{each.severity} {each.code}: {each.message}" for each in found] == [
        f"not ready signature-missing: {UNREADY}",
        problem,
    ]
    assert found[-1].place
    assert found[-1].place.text == f"- {{type: EX-99.1, file: {name}}}"


def test_an_exhibit_cannot_have_the_name_of_a_document(whole: Path) -> None:
    write(whole, "filings/tecogen/ex24.txt", "x")
    with (whole / SEED).open("a") as file:
        file.write("exhibits:\n- {type: EX-24, file: ex24.txt}\n")
    assert said(run(whole))[-1:] == [
        "error exhibit-name: ex24.txt has the name of a document that Redwell makes for this filing: "
        "give the file another name"
    ]


def test_files_that_no_filing_names_and_filings_in_the_wrong_place_are_problems(repository: Path) -> None:
    for name in (
        "filings/2026-05-04-doe-form3.yaml",
        "filings/acme/2026/2026-05-04-doe-form3.yaml",
        "filings/acme/2026-05-04-roe-form3.yml",
        "filings/acme/scan.pdf",
        "filings/README.md",
        "filings/acme/.hidden",
        "filings/acme/~$scan.docx",
    ):
        write(repository, name)
    checks = record.check_record(repository, repository, repository / "filings", ())
    problems, count = checks.problems, checks.count
    assert count == 1
    found = [f"{p.place.file}: {p.severity} {p.code}: {p.message}" for p in problems if p.place]
    remedy = "name it in the filing beside it (exhibits:, document: or sources:), or move it out of here"
    stray = f"error stray-file: no filing names this file: {remedy}"
    place = "error filing-place: a filing stands in the folder of its client: move it to"
    suffix = "error filing-suffix: a filing ends in .yaml: rename it to"
    assert found[:-1] == [
        f"filings/2026-05-04-doe-form3.yaml: {place} filings/<client>/2026-05-04-doe-form3.yaml",
        f"filings/README.md: {stray}",
        f"filings/acme/2026-05-04-roe-form3.yml: {suffix} filings/acme/2026-05-04-roe-form3.yaml",
        f"filings/acme/2026/2026-05-04-doe-form3.yaml: {place} filings/acme/2026-05-04-doe-form3.yaml",
        f"filings/acme/scan.pdf: {stray}",
    ]
    result = run(repository)
    assert len(result.problems) == len(found[:-1])


def test_a_link_to_a_folder_of_filings_is_reported(repository: Path, tmp_path: Path) -> None:
    write(tmp_path, "moved/acme/2026-05-04-doe-form3.yaml")
    (repository / "filings/acme").symlink_to(tmp_path / "moved/acme")
    for patterns in ((), (str(repository / "filings"),)):
        result = run(repository, patterns=patterns)
        assert [outcome.entry.name for outcome in result.outcomes] == [SEED]
        assert said(result)[0] == (
            "error folder-link: this is a link to a folder, which no build follows: "
            "put the folder itself here, or build what it leads to with --filings"
        )
        assert builder.problems_of(result)[0].place == Place(
            file="filings/acme", line=1, column=1, end_column=1, text=""
        )


def test_a_filing_that_is_a_link_to_nothing_says_so(repository: Path) -> None:
    (repository / "filings/tecogen/2026-05-04-doe-form3.yaml").symlink_to("gone.yaml")
    assert said(run(repository))[1:] == [
        "error file-missing: the file is a link to a file that does not exist: put the filing itself here"
    ]


def test_a_file_name_that_is_not_portable_is_a_problem(repository: Path) -> None:
    names = ("a:b", "caf\xe9", "\x1b[31m", "x\n", "\udcff", "-x", "x" * 101)
    for name in names:
        write(repository, f"filings/acme/{name}.yaml")
    result = run(repository, patterns=(str(repository / "filings/acme"),))
    rule = (
        "the names of filings and their folders become folders of documents: use up to 100 letters, digits, "
    )
    rule += "spaces and any of . _ -"
    example = f"{rule}, for example tecogen/2013-10-01-panora-form3.yaml"
    assert sorted(said(result)) == sorted(
        f"error filing-name: {each}"
        for each in (
            f'"a:b.yaml" has U+003A (colon): write a-b.yaml; {rule}',
            f'"caf\xe9.yaml" has U+00E9 (latin small letter e with acute): write cafe.yaml; {rule}',
            f'"\N{REPLACEMENT CHARACTER}[31m.yaml" has U+001B (escape): write 31m.yaml; {rule}',
            f'"x\N{REPLACEMENT CHARACTER}.yaml" has U+000A: write x-.yaml; {rule}',
            f'"\N{REPLACEMENT CHARACTER}.yaml" has U+DCFF; {example}',
            f'"-x.yaml" begins with "-": write x.yaml; {rule}',
            f"this name has 106 characters, and at most 100 are taken; {example}",
        )
    )
    assert all(line.isprintable() for line in progress.summary(result, 1.0, repository, is_quiet=False))
    assert not (repository / "build/acme").exists()


def test_files_beside_an_unreadable_filing_are_not_strays(repository: Path) -> None:
    write(repository, "filings/acme/2026-05-04-doe-form3.yaml", "form: [")
    write(repository, "filings/acme/ex99.txt", "x")
    problems = record.check_record(repository, repository, repository / "filings", ()).problems
    assert "stray-file" not in {problem.code for problem in problems}
    assert "stray-file" not in {problem.code for problem in builder.problems_of(run(repository))}


def test_two_filings_that_would_share_a_folder_are_refused(repository: Path) -> None:
    other = write(repository, "more/tecogen/2013-10-01-panora-form3.yaml")
    with pytest.raises(Misuse, match="would be built into the same folder: build one at a time"):
        run(repository, patterns=(str(repository / SEED), str(other)))


# --- processes ---


def double_unless_told(item: str) -> str:
    """Double an item; some items kill the process, always or the first time."""
    word, _, path = item.partition(" ")
    # It dies after the other one, which would else be killed with it before it could begin.
    while word == "die" and not Path(path).exists():
        time.sleep(0.01)
    if word == "die" or (word == "once" and not Path(path).exists()):
        if path:
            Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "break":
        raise ValueError(item)
    if word == "print":
        os.write(1, b"a library prints")
    return word * 2


def test_an_item_that_kills_its_process_is_lost_and_the_others_are_retried(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    items = [f"once {tmp_path / 'died'}", "a", "b", "print", "c", "d", f"die {tmp_path / 'died'}"]
    started: list[str] = []
    answers = dict(pool.run_all(double_unless_told, items, pool.Processes(2), started.append))
    assert {*started} == {*items}
    assert isinstance(answers.pop(items[-1]), worker.Died)
    assert {item.split()[0]: answer for item, answer in answers.items()} == {
        "a": "aa",
        "b": "bb",
        "once": "onceonce",
        "print": "printprint",
        "c": "cc",
        "d": "dd",
    }
    assert capfd.readouterr().out == ""


def test_a_bug_in_a_process_is_raised_and_ends_the_others() -> None:
    items = ["a", "break now", "b", "c"]
    with pytest.raises(ValueError, match="break now"):
        dict(pool.run_all(double_unless_told, items, pool.Processes(2), lambda _: None))
    assert multiprocessing.active_children() == []


def test_worker_processes_ignore_ctrl_c_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    in_workers(tmp_path, monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    answers = dict(pool.run_all(double_unless_told, ["a", "b"], pool.Processes(2), lambda _: None))
    assert answers == {"a": "aa", "b": "bb"}
    assert capfd.readouterr() == ("", "")


def in_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have every process of a pool, and no other, run *code* before anything else."""
    body = textwrap.indent(textwrap.dedent(code), "    ")
    path = write(
        tmp_path,
        "early/sitecustomize.py",
        f'import sys\nif "spawn_main" in str(sys.orig_argv):\n{body}\n',
    )
    monkeypatch.setenv("PYTHONPATH", str(path.parent))


HELD = """
    import time
    def hold(event, arguments):
        if event == "open" and "held" in str(arguments[0]):
            time.sleep(LONG)
    sys.addaudithook(hold)
"""
"""A process that never comes to the end of the filing that is called held."""


def test_the_filing_whose_process_ended_is_named_and_the_others_are_built(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("1", "held"):
        write(repository, f"filings/acme/2026-05-04-{name}-form3.yaml")
    in_workers(tmp_path, monkeypatch, HELD.replace("time.sleep(LONG)", "import os; os.kill(os.getpid(), 9)"))
    result = run(repository, jobs=2)
    assert states(result) == ["written", "failed", "unchanged"]
    assert [line for line in said(result) if line.startswith("error")] == [
        "error process-ended: the process that built this filing ended too early: is there enough memory?"
    ]


def test_no_process_outlives_a_build_that_is_killed(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = begin_to_build(repository, tmp_path, monkeypatch)
    process.kill()
    process.communicate(timeout=LONG)
    wait_until(lambda: not is_group_alive(process.pid))


def begin_to_build(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> subprocess.Popen[str]:
    """A build of two filings that has made one, and does not come to its end, however slow a test is."""
    for name in ("1", "held"):
        write(repository, f"filings/acme/2026-05-04-{name}-form3.yaml")
    in_workers(tmp_path, monkeypatch, HELD.replace("LONG", str(LONG)))
    process = subprocess.Popen(
        [sys.executable, "-m", "invoke", "build", "--jobs", "2"],
        cwd=with_code(repository),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(list((repository / "build/acme").glob("[!.]*"))) > 0)
    return process


def is_group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", some([signal.SIGINT, signal.SIGTERM]))
def test_a_signal_ends_all_processes_and_leaves_whole_folders(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    process = begin_to_build(repository, tmp_path, monkeypatch)
    os.killpg(process.pid, number)
    output, errors = process.communicate(timeout=LONG)
    assert (process.returncode, output) == (128 + number, "")
    assert errors == "stopped: every finished file is complete, all others are unchanged\n"
    wait_until(lambda: not is_group_alive(process.pid))
    assert list((repository / "build").glob("*/.*")) == []
    for folder in (repository / "build").glob("*/*"):
        assert_whole(folder)


def test_a_second_build_waits_for_the_first(repository: Path) -> None:
    with files_output.locked(repository / "build", lambda: None):
        process = subprocess.Popen(
            [sys.executable, "-m", "invoke", "build"],
            cwd=with_code(repository),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        line = process.stderr.readline()
        assert line == "another build is writing to the same folder: waiting\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
    output, errors = process.communicate(timeout=LONG)
    assert (process.returncode, errors) == (0, "")
    assert output.splitlines()[-1].startswith("1 filing: 1 unchanged, 1 not ready to file (")


LONG = 300
"""Seconds after which something is broken, and not only slow."""


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- what a person sees ---


def test_without_a_terminal_a_build_prints_no_control_characters(repository: Path) -> None:
    write(repository, "filings/acme/2026-05-04-doe-form3.yaml")
    done = warm.invoke(repository, "build", "--today", "2026-05-13", "--jobs", "1")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:-1] == [
        f"filings/acme/2026-05-04-doe-form3.yaml:1:1: not ready to file: {UNREADY}",
        f"{SEED}:12:5: not ready to file: the owner's CIK is missing",
        "wrote build/acme/2026-05-04-doe-form3/: form3.xml, form3.pdf, form3.docx",
        "filings/acme/2026-05-04-doe-form3.yaml: due Thu 14 May 2026, 10 p.m. ET (10 days after 4 May, by "
        "EDGAR's calendar as of 31 Dec 2025); not signed; 1 day left",
        f"{SEED}: due Fri 11 Oct 2013, 10 p.m. ET (10 days after 1 Oct); signed 1 Oct, filing not recorded",
    ]
    assert re.fullmatch(r"2 filings: 1 written, 1 unchanged, 2 not ready to file \(\d+\.\d s\)", lines[-1])
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", done.stdout)


def test_quiet_shows_problems_only(repository: Path) -> None:
    done = warm.invoke(repository, "build", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{SEED}:12:5: not ready to file: the owner's CIK is missing\n"


def test_a_terminal_shows_colors_and_due_dates_in_columns(repository: Path) -> None:
    write(repository, "filings/acme/2026-05-04-doe-form3.yaml")
    shown = shown_on_a_terminal(repository, "build", "--jobs", "1")
    assert "\x1b[36mnot ready to file\x1b[0m" in shown
    assert "\x1b[2mDue, 10 p.m. ET\x1b[0m" in shown
    plain = shown_on_a_terminal(repository, "build", "--jobs", "1", NO_COLOR="1")
    assert re.search("Due, 10 p.m. ET +Standing", plain)
    assert "\x1b" not in plain


def shown_on_a_terminal(root: Path, *arguments: str, **env: str) -> str:
    code, shown = on_a_terminal([f"{warm.command()}", *arguments], root, 100, env)
    assert code == 0
    return shown


# --- on a machine where something is missing ---


def test_without_pango_a_build_says_what_to_install_and_changes_nothing(
    repository: Path, tmp_path: Path
) -> None:
    before = contents(repository / "build")
    hiding = write(
        tmp_path,
        "hidden/sitecustomize.py",
        textwrap.dedent("""\
            import _cffi_backend, ctypes
            def missing(*arguments):
                raise OSError("cannot load library")
            class FFI(_cffi_backend.FFI):
                dlopen = missing
            import cffi
            cffi.FFI.dlopen = missing
            """),
    )
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "build", "--force"],
        cwd=with_code(repository),
        env={**os.environ, "PYTHONPATH": str(hiding.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(
        "PDF needs Pango and HarfBuzz, which are not installed here. To install them:\n"
    )
    assert "Traceback" not in done.stderr
    assert contents(repository / "build") == before


def test_a_setting_that_cannot_be_understood_is_misuse(repository: Path) -> None:
    alter(repository / "pyproject.toml", 'author = "Redwell"', 'autor = "Redwell"')
    done = warm.invoke(repository, "build")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'pyproject.toml, [tool.redwell]: there is no setting "autor"; did you mean "author"?\n'
    )


def test_a_folder_that_cannot_be_written_is_one_sentence(repository: Path) -> None:
    write(repository, "taken", "a file")
    done = warm.invoke(repository, "build", "--out", "taken")
    assert (done.returncode, done.stdout) == (1, "")
    said = "taken: this is a file, and documents go into a folder of this name: move the file away\n"
    assert done.stderr == said
