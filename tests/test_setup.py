"""`./setup`: what it installs, what it says, and what it remembers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class Machine:
    """A folder with `setup` and the lock, and a Python that makes environments of scripts."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder, self.tools = folder, tools
        folder.mkdir(parents=True)
        tools.mkdir()
        for name in ("setup", "requirements.lock"):
            shutil.copy(ROOT / name, folder)
        self.has_pango = True
        # `-m venv --clear .venv` makes an environment whose Python installs nothing and whose invoke works.
        self.script(
            "python3",
            f"""case "$*" in
  --version) echo Python 3.11.9; exit;;
  *"venv --clear"*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python
    cp {tools}/true .venv/bin/invoke; exit;;
  *"pip install"*) echo "$*" >>pip.log; exit;;
  -) [ -e {tools}/pango ]; exit;;
esac
exec {sys.executable} "$@" """,
        )
        self.script("true", "exit 0")
        (tools / "pango").touch()

    def script(self, name: str, body: str) -> None:
        """Write a program."""
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        path.chmod(0o755)

    def set_up(self, **env: str) -> tuple[int, str, str]:
        """Exit code, output and errors of `./setup`."""
        done = subprocess.run(
            ["./setup"],
            cwd=self.folder,
            env={"PATH": f"{self.tools}:{os.environ['PATH']}", **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nothing is set up."""
    return Machine(tmp_path / "a firm", tmp_path / "tools")


INSTALLS = "setup: installing the Python packages of requirements.lock into .venv\n"
DONE = "setup: done: .venv/bin/redwell lists the commands\n"


def test_it_shows_what_it_does_and_does_it_once(machine: Machine) -> None:
    python = f"setup: Python 3.11.9: {machine.tools}/python3\n"
    assert machine.set_up() == (0, python + INSTALLS + DONE, "")
    assert (machine.folder / "pip.log").read_text("utf-8") == (
        "-m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock\n"
    )
    assert machine.set_up() == (0, "setup: .venv is up to date\n", "")


def test_it_installs_again_where_the_lock_has_changed_or_a_program_is_missing(machine: Machine) -> None:
    machine.set_up()
    with (machine.folder / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert INSTALLS in machine.set_up()[1]
    (machine.folder / ".venv/bin/invoke").unlink()
    assert INSTALLS in machine.set_up()[1]
    assert machine.set_up()[1] == "setup: .venv is up to date\n"


def test_a_folder_that_was_moved_is_set_up_anew_and_says_why(machine: Machine) -> None:
    machine.set_up()
    before = machine.folder
    machine.folder = before.rename(before.with_name("moved"))
    code, output, errors = machine.set_up()
    assert (code, errors) == (0, "")
    assert output.startswith(
        f"setup: this folder was at {before} when it was set up, and .venv works only there: making it anew\n"
    )
    assert output.endswith(INSTALLS + DONE)


def test_it_remembers_the_python_that_was_chosen(machine: Machine) -> None:
    shutil.copy(machine.tools / "python3", machine.tools / "python3.99")
    assert f"{machine.tools}/python3.99\n" in machine.set_up(PYTHON="python3.99")[1]
    assert machine.set_up() == (0, "setup: .venv is up to date\n", "")
    (machine.folder / ".venv/redwell-stamp").unlink()
    assert f"{machine.tools}/python3.99\n" in machine.set_up()[1]


def test_its_redwell_runs_the_code_of_its_folder(machine: Machine) -> None:
    machine.set_up()
    package = machine.folder / "redwell/commands"
    package.mkdir(parents=True)
    program = "import sys\n\n\ndef main():\n    print(sys.argv[1:])\n    return 3\n"
    (package / "program.py").write_text(program, "utf-8")
    done = subprocess.run(
        [machine.folder / ".venv/bin/redwell", "check", "a b"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "['check', 'a b']\n", "")


def test_root_installs_system_packages(machine: Machine) -> None:
    (machine.tools / "pango").unlink()
    machine.script("id", "echo 0")
    machine.script("apt-get", f'echo "$*" >>{machine.tools}/apt.log; touch {machine.tools}/pango')
    code, output, errors = machine.set_up()
    assert (code, errors) == (0, "")
    assert output.startswith(f"setup: installing system packages: {PANGO}\n")
    assert (machine.tools / "apt.log").read_text("utf-8") == (
        f"-qq update\n-qq install -y --no-install-recommends {PANGO}\n"
    )


def test_without_root_it_prints_the_one_command_that_installs_what_is_missing(machine: Machine) -> None:
    (machine.tools / "pango").unlink()
    machine.script("id", "echo 1000")
    machine.script("apt-get", "exit 9")
    # A PATH without sudo.
    for name in ("cat", "cksum", "dirname", "tr", "uname"):
        (machine.tools / name).symlink_to(str(shutil.which(name)))
    assert machine.set_up(PATH=str(machine.tools)) == (
        1,
        "",
        f"setup: these system packages are missing: {PANGO}\n"
        "setup: as root, run this, then ./setup again:\n"
        f"    apt-get update && apt-get install -y --no-install-recommends {PANGO}\n",
    )
