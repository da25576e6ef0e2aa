"""The commands: what they print, and with which code they exit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import redwell
from generators import reference
from redwell.builds import record
from redwell.documents.text import file_text
from redwell.files.discovery import Misuse
from tests import warm
from tests.powers import output, power
from tests.programs import program

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
UNREADY = f"{SEED}:12:5: not ready to file: the owner's CIK is missing\n"
DUE = "due Fri 11 Oct 2013, 10 p.m. ET (10 days after 1 Oct)"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the seed alone, not built."""
    (tmp_path / SEED).parent.mkdir(parents=True)
    for name in ("tasks.py", "pyproject.toml", SEED):
        shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def invoke(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    done = warm.invoke(root, *arguments)
    return done.returncode, done.stdout, done.stderr


def started(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command that starts as a user starts it."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *arguments],
        cwd=root,
        env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


# --- check ---


def test_check_of_a_sound_filing_says_what_is_missing_and_exits_0(repository: Path) -> None:
    standing = f"{SEED}: {DUE}; signed 1 Oct, filing not recorded\n"
    said = f"{UNREADY}{standing}1 filing not ready to file; 1 filing checked\n"
    assert started(repository, "check") == (0, said, "")
    assert not (repository / "build").exists()


def test_check_of_an_unsound_filing_exits_1_and_writes_nothing(repository: Path) -> None:
    path = repository / SEED
    path.write_text(path.read_text("utf-8").replace("2013-10-01\n\nissuer", "2013-02-30\n\nissuer"), "utf-8")
    code, output, errors = invoke(repository, "check")
    assert (code, errors) == (1, "")
    assert output.startswith(f"{SEED}:4:16: error [")
    assert output.endswith("\n1 error in 1 file; 1 filing checked\n")
    assert not (repository / "build").exists()


def test_check_speaks_json_and_annotates_a_pull_request(repository: Path) -> None:
    code, output, _ = invoke(repository, "check", "--format", "json")
    [problem] = json.loads(output)["problems"]
    assert (code, problem["code"], problem["severity"]) == (0, "owner-cik-missing", "not ready")
    code, output, _ = invoke(repository, "check", "--format", "github")
    assert code == 0
    assert output.startswith(f"::notice file={SEED},line=12,")
    assert len(output.splitlines()) == 1


def test_check_and_build_show_the_days_left(repository: Path) -> None:
    for today, left in (
        ("2013-10-08", "3 days left"),
        ("2013-10-11", "due today"),
        ("2013-10-13", "overdue by 2 days"),
    ):
        said = f"{DUE}; signed 1 Oct, filing not recorded; {left}"
        # Before the first build, in it, and when nothing has changed and nothing is read again.
        for task in ("check", "build", "build"):
            code, output, _ = invoke(repository, task, "--today", today)
            assert (code, output.splitlines()[-2]) == (0, f"{SEED}: {said}")
    code, output, _ = invoke(repository, "build", "--today", today, "--quiet")
    assert (code, output) == (0, UNREADY)
    code, output, _ = invoke(repository, "check", "--today", today, "--format", "github")
    assert output.splitlines()[-1] == f"::notice file={SEED},line=1,title=due date::{said}"


def test_the_due_date_is_data_for_a_program(repository: Path) -> None:
    path = repository / SEED
    path.write_text(path.read_text("utf-8") + "\nfiled:\n  date: 2013-10-14\n", "utf-8")
    due = {
        "file": SEED,
        "date": "2013-10-11",
        "is_known": True,
        "reason": "10 days after 1 Oct",
        "signed": "2013-10-01",
        "filed": "2013-10-14",
        "days_after_due": 3,
        "said": f"filed 14 Oct: 3 days late; {DUE}",
    }
    code, output, _ = invoke(repository, "check", "--format", "json")
    assert (code, json.loads(output)["due"]) == (0, [due])


@pytest.mark.parametrize(
    "chosen",
    [SEED, "filings/tecogen", "filings", "filings/*/2013-*.yaml", "./filings/../filings/tecogen/"],
)
def test_filing_takes_a_file_a_folder_or_a_quoted_pattern(repository: Path, chosen: str) -> None:
    code, output, _ = invoke(repository, "check", "--filing", chosen)
    assert (code, output.splitlines()[-1]) == (0, "1 filing not ready to file; 1 filing checked")


def test_filing_repeats_and_takes_each_filing_once(repository: Path) -> None:
    other = repository / "filings/tecogen/2013-10-02-panora-form3.yaml"
    shutil.copy(repository / SEED, other)
    code, output, _ = invoke(
        repository, "check", "--filing", SEED, "--filing", str(other), "--filing", "filings"
    )
    assert (code, output.splitlines()[-1]) == (0, "2 filings not ready to file; 2 filings checked")


def test_a_missing_filing_gives_a_suggestion(repository: Path) -> None:
    name = "filings/tecogn/2013-10-01-panora-form.yaml"
    assert invoke(repository, "check", "--filing", name) == (
        1,
        f"{name}:1:1: error [file-missing]\n"
        '  there is no such file; did you mean "tecogen/2013-10-01-panora-form3.yaml"?\n'
        "1 error in 1 file; 1 filing checked\n",
        "",
    )


@pytest.mark.parametrize("task", ["check", "build"])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--filing", "filings/none"], "filings/none: no such filing, folder or pattern that finds one"),
        (
            ["--filing", "filings/*/*.yml"],
            "filings/*/*.yml: no such filing, folder or pattern that finds one",
        ),
        (
            ["--filing", "2013-10-01-panora-form"],
            f'2013-10-01-panora-form: no such filing; did you mean "{SEED}"?',
        ),
        (["--filings", "nowhere"], "nowhere: no such folder of filings"),
        (["--format", "jsn"], '--format jsn: choose text, json, github; did you mean "json"?'),
        (["--today", "8 Oct"], "--today 8 Oct: write year-month-day, e.g. 2013-10-08"),
    ],
)
def test_misuse_exits_2_with_one_sentence(
    repository: Path, task: str, arguments: list[str], sentence: str
) -> None:
    assert invoke(repository, task, *arguments) == (2, "", f"{sentence}\n")


# --- build ---


@pytest.mark.parametrize("jobs", ["x", "0", "-1", "1.5", "²"])
def test_a_number_of_jobs_that_is_none_exits_2(repository: Path, jobs: str) -> None:
    sentence = f"--jobs {jobs}: write a whole number, 1 or more\n"
    assert invoke(repository, "build", f"--jobs={jobs}") == (2, "", sentence)


def test_build_with_json_keeps_its_summary_off_the_standard_output(repository: Path) -> None:
    path = repository / SEED
    path.write_text("form: [", "utf-8")
    code, output, errors = invoke(repository, "build", "--format", "json")
    assert code == 1
    assert [problem["severity"] for problem in json.loads(output)["problems"]] == ["error"]
    assert errors.startswith(f"failed {SEED}\n1 filing: 1 failed (")


def test_build_writes_to_the_folder_given(repository: Path, tmp_path: Path) -> None:
    code, output, _ = invoke(repository, "build", "--filing", SEED, "--out", str(tmp_path / "out"))
    assert code == 0
    assert output.splitlines()[1].startswith(
        "wrote out/tecogen/2013-10-01-panora-form3/: form3.xml, form3.pdf, "
    )
    assert (tmp_path / "out/tecogen/2013-10-01-panora-form3/manifest.json").exists()
    assert not (repository / "build").exists()


# --- new ---

NEW = ("new", "--client", "acme", "--owner", "Doe Jane", "--date", "2026-05-04")
DRAFT = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    relationship: {director: true}
no_securities_owned: true
"""
STEPS = "  1. Fill it in: the comments and the editor explain every key.\n"
NEW_FILING = "filings/acme/2026-05-04-doe-jane-form3.yaml"


def test_a_new_filing_passes_but_is_not_ready_until_filled_in(repository: Path) -> None:
    said = f"wrote {NEW_FILING}\n{STEPS}  2. invoke check --filing {NEW_FILING}\n"
    assert invoke(repository, *NEW) == (0, said, "")
    assert invoke(repository, "check", "--filing", NEW_FILING, "--today", "2026-05-12") == (
        0,
        f"{NEW_FILING}:3:1: not ready to file: no signatures are listed (the form is a DRAFT); "
        "no securities are listed; the issuer's name is still ISSUER NAME; "
        "the issuer's cik is still 9999999999; the issuer's trading symbol is still SYMBOL; "
        "the owner's CIK is missing; the officer's title is still OFFICER TITLE\n"
        f"{NEW_FILING}:3:1: warning [no-holdings]\n"
        "  no securities are listed, so the form will state that none are owned: write "
        "no_securities_owned: true, or list them\n"
        '       3 | form: "3"\n'
        "         | ^^^^^^^^^\n"
        'to accept a warning, give the reason in its filing: accept: {no-holdings: "your reason"}\n'
        f"{NEW_FILING}: due Thu 14 May 2026, 10 p.m. ET (10 days after 4 May, by EDGAR's calendar as of "
        "31 Dec 2025); not signed; 2 days left\n"
        "1 warning in 1 file; 1 filing not ready to file; 1 filing checked\n",
        "",
    )
    text = (repository / NEW_FILING).read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../schemas/form3.schema.json\n")
    assert '  - name: "DOE JANE"' in text


def test_the_commented_parts_of_a_new_filing_are_valid_too(repository: Path) -> None:
    invoke(repository, *NEW)
    path = repository / NEW_FILING
    text = path.read_text("utf-8").replace("# no_securities_owned: true", "#")
    text = text.replace("# List what is owned", "# # List what is owned")
    head, body = text.split('form: "3"')
    path.write_text(f'{head}form: "3"' + re.sub(r"^( *)# ", r"\1", body, flags=re.MULTILINE), "utf-8")
    checks = record.check_record(repository, redwell.home(), repository / "filings", (str(path),))
    assert [problem.message for problem in checks.problems if problem.severity == "error"] == []


def test_new_writes_an_amendment_that_names_the_original_and_the_day_of_its_filing(repository: Path) -> None:
    original = repository / "filings/acme/2026-05-04-doe-form3.yaml"
    original.parent.mkdir()
    original.write_text(f"{DRAFT}filed: {{date: 2026-05-14}}\n", "utf-8")
    amendment = "filings/acme/2026-05-04-doe-jane-form3a.yaml"
    said = f"wrote {amendment}\n{STEPS}  2. invoke check --filing {amendment}\n"
    assert invoke(repository, *NEW, "--form", "3/A") == (0, said, "")
    text = (repository / amendment).read_text("utf-8")
    assert text.partition("date_of_event")[0].splitlines()[2:] == [
        'form: "3/A"',
        "amendment:",
        "  original_filed: 2026-05-14       # the date the original was filed",
        "  amends: 2026-05-04-doe-form3.yaml",
        "  explanation: WHAT WAS WRONG AND WHAT IS CHANGED",
        "",
    ]
    code, output, _ = invoke(repository, "check", "--filing", amendment)
    assert code == 0
    assert "the explanation of the amendment is still WHAT WAS WRONG AND WHAT IS CHANGED" in output


@pytest.mark.parametrize("others", [(), ("roe",), ("doe", "doe-jane"), ("doe-jane-m",)])
def test_new_names_no_original_unless_exactly_one_fits(repository: Path, others: tuple[str, ...]) -> None:
    for other in others:
        path = repository / f"filings/acme/2026-05-04-{other}-form3.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("no filing", "utf-8")
    assert invoke(repository, *NEW, "--form", "3/A")[0] == 0
    text = (repository / "filings/acme/2026-05-04-doe-jane-form3a.yaml").read_text("utf-8")
    assert "\n  amends: 0000000000-00-000000 " in text
    assert "\n  original_filed: 1900-01-01 " in text
    code, output, _ = invoke(repository, "check", "--filing", "filings/acme/2026-05-04-doe-jane-form3a.yaml")
    assert code == 0
    assert (
        "the accession number of the filing that is amended is still 0000000000-00-000000; "
        "the explanation of the amendment is still WRITE THE DATE THE ORIGINAL WAS FILED IN original_filed, "
        "AND HERE WHAT IS CHANGED" in output
    )


def test_new_amends_an_original_that_cannot_be_read(repository: Path) -> None:
    path = repository / "filings/acme/2026-05-04-doe-form3.yaml"
    path.parent.mkdir()
    path.write_text("{", "utf-8")
    assert invoke(repository, *NEW, "--form", "3/A")[0] == 0
    assert "  amends: 2026-05-04-doe-form3.yaml\n" in path.with_name(
        "2026-05-04-doe-jane-form3a.yaml"
    ).read_text("utf-8")


def test_new_overwrites_nothing(repository: Path) -> None:
    invoke(repository, *NEW)
    (repository / NEW_FILING).write_text("mine", "utf-8")
    sentence = "2026-05-04-doe-jane-form3.yaml already exists in acme/: nothing was written\n"
    assert invoke(repository, *NEW) == (2, "", sentence)
    assert (repository / NEW_FILING).read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("flag", "value", "sentence"),
    [
        ("client", "Acme Inc", "lower-case letters, digits and single hyphens: write acme-inc"),
        ("client", "../acme", "lower-case letters, digits and single hyphens: write acme"),
        ("client", "...", "lower-case letters, digits and single hyphens: e.g. tecogen"),
        ("owner", "...", 'write the name as on EDGAR, e.g. "PANORA ROBERT A"'),
        ("date", "05/04/2026", "write 2026-05-04"),
        ("date", "4 May 2026", "write year-month-day, e.g. 2013-10-08"),
        ("date", "2026-02-30", "there is no such date"),
        ("form", "8", "Redwell makes Form 3, 3/A, 4, 4/A, 5 and 5/A only"),
    ],
)
def test_new_says_how_a_name_or_a_date_is_written(
    repository: Path, flag: str, value: str, sentence: str
) -> None:
    given = {"client": "acme", "owner": "Doe Jane", "date": "2026-05-04", flag: value}
    arguments = [each for name, its_value in given.items() for each in (f"--{name}", its_value)]
    assert invoke(repository, "new", *arguments) == (2, "", f"--{flag} {value}: {sentence}\n")


def test_new_takes_no_name_with_a_line_break(repository: Path) -> None:
    said = "--owner: nothing was written: this has a character that cannot be printed: type it anew\n"
    arguments = ("--client", "acme", "--owner", "Doe\nJane", "--date", "2026-05-04")
    assert invoke(repository, "new", *arguments) == (2, "", said)
    assert [path.name for path in (repository / "filings").iterdir()] == ["tecogen"]


# --- the others ---


def test_the_task_list_describes_each_task() -> None:
    code, output, errors = invoke(ROOT, "--list")
    assert (code, errors) == (0, "")
    names = re.findall(r"^  ([a-z]+) ", output, re.MULTILINE)
    known = [
        "account",
        "bench",
        "build",
        "check",
        "commands",
        "comment",
        "confirm",
        "docket",
        "docs",
        "filed",
        "fonts",
        "import",
        "init",
        "lint",
        "lock",
        "matching",
        "new",
        "open",
        "pictures",
        "preview",
        "redline",
        "release",
        "review",
        "schema",
        "sign",
        "submission",
        "templates",
        "test",
        "words",
    ]
    assert names == known


def test_a_repository_of_its_own_needs_two_lines_of_tasks(repository: Path, tmp_path: Path) -> None:
    (repository / "tasks.py").write_text(
        "from redwell.tasks import namespace\n\n__all__ = ['namespace']\n", "utf-8"
    )
    away = tmp_path / "away"
    away.mkdir()
    code, output, errors = started(away, "-r", f"{repository}", "check", "--filing", f"{repository / SEED}")
    assert (code, errors) == (0, "")
    assert output.startswith(UNREADY)


@pytest.mark.parametrize("task", ["build", "check", "import", "new", "redline"])
def test_every_flag_is_explained(task: str) -> None:
    code, output, errors = invoke(ROOT, "--help", task)
    assert (code, errors) == (0, "")
    flags = re.findall(r"^  (?:-\w(?: STRING)?, )?(--[a-z]+)(?:=STRING)?( {2,}\w+)?$", output, re.MULTILINE)
    assert not [flag for flag, explained in flags if not explained]


def test_the_reference_of_keys_is_current() -> None:
    current = (ROOT / "docs/filing.md").read_text("utf-8")
    assert reference.markdown(ROOT) == current, "run: invoke docs"


def test_words_shows_a_word_file_as_lines_for_git_diff(tmp_path: Path) -> None:
    code, output, errors = invoke(ROOT, "words", "--file", "templates/form3/form3.docx")
    assert (code, errors) == (0, "")
    assert output.startswith("--- word/document.xml\n")
    assert "{{ first_owner.name }}" in output
    attributes = subprocess.run(
        [program("git"), "check-attr", "diff", "templates/form3/form3.docx", "a.pdf"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert attributes.stdout == "templates/form3/form3.docx: diff: redwell\na.pdf: diff: redwell\n"
    assert invoke(ROOT, "words", "--file", "gone.docx")[1:] == ("", "gone.docx: No such file or directory\n")


def test_words_says_in_one_sentence_that_a_file_is_damaged(tmp_path: Path) -> None:
    for name, kind, whole in (
        ("a.docx", "Word document", (ROOT / "templates/form3/form3.docx").read_bytes()),
        ("a.pdf", "PDF", output(Path("/nowhere"), power(), suffix=".pdf")),
    ):
        path = tmp_path / name
        for size in (0, 1, 1000, 5000, -1000):
            path.write_bytes(whole[:size])
            with pytest.raises(Misuse, match=re.escape(f"{path}: this is no {kind}, or a damaged one")):
                file_text(path)


def test_words_of_another_kind_of_file_or_of_a_damaged_one_is_misuse(tmp_path: Path) -> None:
    sentence = "README.md: only the text of a .docx or .pdf file can be shown\n"
    assert invoke(ROOT, "words", "--file", "README.md") == (2, "", sentence)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nscan")
    assert invoke(ROOT, "words", "--file", str(path)) == (
        2,
        "",
        f"{path}: this is no PDF, or a damaged one\n",
    )


def test_words_keeps_tabs_and_breaks_of_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p><w:p/>"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
    assert file_text(path) == "--- word/document.xml\none\ttwo\nthree\n\n"


def test_a_wheel_carries_schemas_and_templates_and_finds_them(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as parts:
        parts.extractall(tmp_path / "site")
    script = (
        "import redwell, sys; from pathlib import Path; from redwell.builds import record; "
        "assert redwell.home() == Path(sys.argv[1]) / 'redwell', redwell.home(); "
        "print(record.check_record(Path.cwd(), redwell.home(), Path.cwd() / 'filings', ()).count)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= 1
    assert redwell.home() == ROOT
