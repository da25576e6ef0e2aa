"""Redwell's commands and its maintainers' commands: `invoke --list` shows them."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

# invoke turns the bytecode cache off; then every command would compile our modules again.
sys.dont_write_bytecode = False

from redwell.tasks import COMMANDS, run_command

ROOT = Path(__file__).resolve().parent


@task(
    help={
        "only": "run only tests whose names match, like pytest -k",
        "full": "run every mutant, edit, fault and random history, not a fixed sample",
    }
)
def test(_: Context, only: str = "", full: bool = False) -> None:
    """Run the tests."""
    _install_tools()
    if full:
        os.environ["REDWELL_FULL"] = "1"
    # Each test file runs in one process, so that its tests share slow fixtures such as a language server.
    raise Exit(code=_python("pytest", "-n", "auto", "--dist", "loadfile", *(["-k", only] if only else [])))


@task
def lint(_: Context) -> None:
    """Check the code with ruff and mypy."""
    _install_tools()
    codes = [_python("ruff", "check"), _python("ruff", "format", "--check"), _python("mypy")]
    raise Exit(code=max(codes))


@task(
    help={
        "only": "one section: cold, warm, jobs, many, scale, review or live",
        "filings": "how many generated filings to build (default: 200; for scale, 20)",
    }
)
def bench(_: Context, only: str = "", filings: str = "") -> None:
    """Measure Redwell's speed against the bare libraries, and on several processes."""
    _install_tools()
    raise Exit(code=_python("bench", only, filings))


@task
def docs(_: Context) -> None:
    """Write docs/filing.md, docs/rules.md, and the code lists of the schemas (from redwell/codes/*.csv)."""
    from generators import reference
    from generators.rules_page import rules_page
    from generators.schemas import with_code_lists

    rules = rules_page(ROOT / "tests" / "cases")
    for path, text in with_code_lists(ROOT):
        path.write_text(text, "utf-8")
    (ROOT / "docs" / "filing.md").write_text(reference.markdown(ROOT), "utf-8")
    (ROOT / "docs" / "rules.md").write_text(rules, "utf-8")


@task
def fonts(_: Context) -> None:
    """Embed the packaged fonts in the Word templates that name them."""
    from generators.embedded import with_fonts

    for path in sorted((ROOT / "templates").rglob("*.docx")):
        path.write_bytes(with_fonts(path.read_bytes()))


@task
def pictures(_: Context) -> None:
    """Draw the pictures of the README and the manual anew. Needs Chromium."""
    _install_tools()
    raise Exit(code=_python("tests.pictures"))


@task
def lock(c: Context) -> None:
    """Write both locks from pyproject.toml: exact versions and hashes. Needs uv."""
    flags = (
        "--generate-hashes --universal --no-header --no-annotate --no-emit-index-url --python-version 3.11"
    )
    compile_lock = f"uv pip compile {flags} --quiet pyproject.toml --output-file"
    c.run(f"{compile_lock} requirements.lock")
    c.run(f"{compile_lock} tests/requirements.lock --group dev --constraint requirements.lock")


@task
def release(_: Context) -> None:
    """Build the wheel of this version into dist/, and write its SHA-256 beside it."""
    from redwell.files.reader import digest
    from redwell.repository.pin import wheel_name

    if code := _python("hatchling", "build", "-t", "wheel", "-d", "dist"):
        raise Exit(code=code)
    wheel = ROOT / "dist" / wheel_name()
    line = f"{digest(wheel.read_bytes())}  {wheel.name}\n"
    wheel.with_name(f"{wheel.name}.sha256").write_text(line, "utf-8")
    print(line, end="")


@task(help={"file": "a .docx or .pdf file"})
def words(_: Context, file: str) -> None:
    """Print the text of a Word or PDF file; git diff can use it (CONTRIBUTING.md)."""
    run_command("words", {"file": file})


namespace = Collection(*COMMANDS, test, lint, bench, docs, fonts, pictures, lock, release, words)


def _install_tools() -> None:
    """Install what tests, lint and bench need beside what `./setup` installs, if it has changed."""
    lock = ROOT / "tests" / "requirements.lock"
    stamp = Path(sys.prefix) / "redwell-tools-stamp"
    wanted = sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return
    print("installing the packages of tests/requirements.lock")
    flags = ("-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes")
    if code := _python("pip", "install", *flags, "-r", str(lock)):
        raise Exit(code=code)
    stamp.write_text(wanted, "utf-8")


def _python(module: str, *arguments: str) -> int:
    """Run `python -m module` in the repository, and return its exit code."""
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode
