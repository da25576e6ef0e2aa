"""The program `redwell`: its arguments, its help, and what it says about mistakes."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

import redwell
from redwell.commands import edge, program, table
from redwell.files import discovery
from tests import warm
from tests.plain import plain_pages
from tests.redwell_program import Run

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
CHECKED = "1 filing not ready to file; 1 filing checked"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the seed alone, not built."""
    (tmp_path / SEED).parent.mkdir(parents=True)
    for name in ("tasks.py", "pyproject.toml", SEED):
        shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def run(repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process, in a folder of the repository."""
    return Run(repository, monkeypatch, capsys)


OVERVIEW = """\
Redwell: one YAML file per Section 16 filing, and every document of that filing.

  redwell COMMAND [FLAGS]

Set up a firm's own repository
  init        Make a firm's own repository in this folder
  schema      Renew the copy of the schemas in schemas/, which the editor reads
  templates   List which templates are the firm's own; copy one of Redwell's to change it

Write a filing
  new         Create a new filing with comments, ready to fill in
"""


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_alone_it_lists_the_commands_in_groups(run: Run, arguments: tuple[str, ...]) -> None:
    code, output, errors = run(*arguments)
    assert (code, errors) == (0, "")
    assert output.startswith(OVERVIEW)
    assert output.endswith("redwell build --help explains one command, with an example.\n")
    for command in table.COMMANDS:
        assert f"\n  {command.name} " in output
    assert max(map(len, output.splitlines())) <= 100


def test_plain_invoke_lists_the_same_commands(run: Run) -> None:
    done = warm.invoke(ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run()[1].replace("  redwell COMMAND", "  invoke COMMAND").replace(
        "redwell build --help", "invoke build --help"
    )


def test_it_starts_as_a_module_and_prints_its_version(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "redwell", "--version"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"redwell {redwell.__version__}\n", "")


@pytest.mark.parametrize("command", table.COMMANDS, ids=lambda command: command.name)
def test_the_help_of_a_command_explains_each_flag_and_ends_with_an_example(
    run: Run, command: table.Command
) -> None:
    code, output, errors = run(command.name, "--help")
    assert (code, errors) == (0, "")
    assert run("help", command.name) == (0, output, "")
    said = " ".join(output.split())
    assert " ".join(command.summary.split()) in said
    for flag in command.flags:
        assert f"--{flag.name}" in said
        assert " ".join(flag.help.split()) in said
    assert output.endswith("Examples:\n" + "".join(f"  {each}\n" for each in command.examples))


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("account", "[OWNER]"),
        ("matching", "[OWNER]"),
        ("check", "[FILING]..."),
        ("open", "[FILING]"),
        ("import", "[FILE]"),
    ],
)
def test_the_help_says_what_the_argument_is(run: Run, name: str, argument: str) -> None:
    _, output, _ = run(name, "--help")
    assert output.splitlines()[0] == f"Usage: redwell {name} [OPTIONS] {argument}"


@pytest.mark.parametrize("command", table.COMMANDS, ids=lambda command: command.name)
def test_invoke_offers_the_same_flags(command: table.Command) -> None:
    done = warm.invoke(ROOT, command.name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    for flag in command.flags:
        assert f"--{flag.name}" in done.stdout
    module = import_module(f"redwell.commands.{command.module}")
    options = edge.options_of(module.run)
    assert options.__module__ == module.__name__
    assert {flag.option for flag in command.flags} == {field.name for field in fields(options)}


@pytest.mark.parametrize("command", table.COMMANDS, ids=lambda command: command.name)
def test_each_example_is_a_command_that_the_program_reads(command: table.Command) -> None:
    made = program.program().commands[command.name]
    for example in command.examples:
        first, name, *arguments = shlex.split(example)
        assert (first, name) == ("redwell", command.name)
        made.make_context(name, arguments)


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        (".", [SEED]),
        (".", ["tecogen"]),
        (".", ["2013-10-01-panora-form3"]),
        (".", ["filings"]),
        (".", ["filings/*/2013*.yaml"]),
        (".", ["filings\\tecogen\\2013-10-01-panora-form3.yaml"]),
        (".", ["--filing", SEED, "tecogen"]),
        ("filings/tecogen", []),
        ("filings/tecogen", ["2013-10-01-panora-form3.yaml"]),
        ("filings/tecogen", ["."]),
        ("filings/tecogen", [SEED]),
        ("filings", ["tecogen"]),
        ("filings", ["tecogen\\2013-10-01-panora-form3.yaml"]),
    ],
)
def test_a_file_a_folder_a_client_or_a_name_stands_for_filings(
    run: Run, folder: str, names: list[str]
) -> None:
    code, output, errors = run("check", *names, folder=folder)
    assert (code, errors) == (0, "")
    assert output.splitlines()[-1] == CHECKED


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["biuld"], 'biuld: no such command; did you mean "build"?'),
        (["frobnicate"], "frobnicate: no such command; redwell help lists them"),
        (["help", "chek"], 'chek: no such command; did you mean "check"?'),
        (["check", "--formt", "json"], '--formt: no such flag; did you mean "--format"?'),
        (["check", "--zzz"], "--zzz: no such flag; redwell check --help lists them"),
        (["check", "--format"], "--format: write its value after it"),
        (["build", "--force=yes"], "--force: it takes no value"),
        (["check", "--format", "jsn"], '--format jsn: choose text, json, github; did you mean "json"?'),
        (["check", "tecogn"], 'tecogn: no such filing; did you mean "tecogen"?'),
        (["build", "panora-form3"], f'panora-form3: no such filing; did you mean "{SEED}"?'),
        (
            ["review", "tecogen"],
            "tecogen: redwell review takes flags only: if it belongs to the value before it, put both in "
            "quotes; redwell review --help lists the flags",
        ),
        (["redline", "a", "b"], "b: redwell redline takes one filing at a time"),
        (["open", "tecogen"], f"{SEED} is not built yet: redwell build {SEED}"),
        (["open"], "no filing is built yet: redwell build"),
        (["open", "--what", "pdff"], '--what pdff: choose pdf, docx, xml, folder; did you mean "pdf"?'),
        (
            ["new"],
            "--client and --owner and --date must be given: redwell new --help has an example",
        ),
        (
            ["filed", "tecogen"],
            "--accession must be given: redwell filed --help has an example",
        ),
    ],
)
def test_misuse_exits_2_with_one_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    assert run(*arguments) == (2, "", f"{sentence}\n")


def test_a_name_that_several_filings_have_in_common_is_asked_about(run: Run) -> None:
    shutil.copy(run.root / SEED, run.root / "filings/tecogen/2014-01-02-roe-form3.yaml")
    sentence = f"tecogen: these are 2 filings: write {SEED} or filings/tecogen/2014-01-02-roe-form3.yaml\n"
    assert run("open", "tecogen") == (2, "", sentence)


def test_a_client_goes_before_a_folder_of_the_same_name(run: Run) -> None:
    (run.root / "tecogen").mkdir()
    (run.root / "2013-10-01-panora-form3").write_text("no filing", "utf-8")
    for name in ("tecogen", "2013-10-01-panora-form3"):
        assert run("check", name)[1].splitlines()[-1] == CHECKED


def test_a_name_of_a_client_and_of_a_filing_of_another_is_asked_about(run: Run) -> None:
    (run.root / "filings/zz").mkdir()
    shutil.copy(run.root / SEED, run.root / "filings/zz/tecogen.yaml")
    sentence = (
        "tecogen: a client and a filing have this name: write filings/tecogen or filings/zz/tecogen.yaml\n"
    )
    assert run("check", "tecogen") == (2, "", sentence)


def test_a_pipe_is_no_filing(run: Run) -> None:
    os.mkfifo(run.root / "pipe")
    sentence = "pipe: no such filing, folder or pattern that finds one\n"
    assert run("check", "pipe") == (2, "", sentence)


def test_bash_completes_a_client_from_the_script_that_readme_names(repository: Path, tmp_path: Path) -> None:
    program_ = tmp_path / "redwell"
    program_.write_text(f'#!/bin/sh\nexec {sys.executable} -m redwell "$@"\n', "utf-8")
    program_.chmod(0o755)
    script = (
        'eval "$(_REDWELL_COMPLETE=bash_source redwell)"; COMP_WORDS=(redwell check te); COMP_CWORD=2; '
        '_redwell_completion redwell; echo "${COMPREPLY[@]}"'
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=repository, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout == "tecogen\n"


def test_no_module_of_the_working_folder_runs(repository: Path) -> None:
    text, _, _ = (repository / SEED).read_text("utf-8").partition("powers_of_attorney:")
    for name in (SEED, "filings/tecogen/2013-10-02-panora-form3.yaml"):
        (repository / name).write_text(text, "utf-8")
    plain_pages(repository)
    (repository / "multiprocessing.py").write_text("open('stolen', 'w')\nraise SystemExit(9)\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "redwell", "build", "--jobs", "2", "--quiet"],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (repository / "stolen").exists()


def test_a_hint_is_a_command_that_can_be_typed(run: Run) -> None:
    arguments = ("new", "--client", "acme", "--owner", "Doe Jane", "--date", "2026-05-04")
    code, output, _ = run(*arguments)
    assert (code, output.splitlines()[-1]) == (
        0,
        "  2. redwell check filings/acme/2026-05-04-doe-jane-form3.yaml",
    )


# --- the repository ---


def test_the_settings_mark_the_repository_before_a_folder_of_filings_does(tmp_path: Path) -> None:
    inner = tmp_path / "tests/deep"
    inner.mkdir(parents=True)
    assert discovery.repository(inner) == inner
    (tmp_path / ".git").mkdir()
    assert discovery.repository(inner) == tmp_path
    (tmp_path / "tests/filings").mkdir()
    assert discovery.repository(inner) == tmp_path / "tests"
    (tmp_path / "pyproject.toml").write_text('[tool.redwell]\nauthor = "A"\n', "utf-8")
    assert discovery.repository(inner) == tmp_path
    # Another repository of git is on its own.
    (inner / ".git").mkdir()
    assert discovery.repository(inner) == inner


# --- completion ---


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("redwell bu", ["plain,build"]),
        ("redwell check te", ["plain,tecogen"]),
        ("redwell check 2013", ["plain,2013-10-01-panora-form3"]),
        ("redwell check ./f", ["file,./f"]),
        ("redwell check --format j", ["plain,json"]),
        ("redwell open --what ", ["plain,pdf", "plain,docx", "plain,xml", "plain,folder"]),
    ],
)
def test_a_shell_completes_commands_filings_and_choices(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, offered: list[str]
) -> None:
    monkeypatch.setenv("_REDWELL_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    with pytest.raises(SystemExit):
        run()
    assert run.capsys.readouterr().out.splitlines() == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion_from_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    assert f"_REDWELL_COMPLETE={shell}_source redwell" in (ROOT / "README.md").read_text("utf-8")
    monkeypatch.setenv("_REDWELL_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit):
        run()
    assert "_REDWELL_COMPLETE" in run.capsys.readouterr().out
