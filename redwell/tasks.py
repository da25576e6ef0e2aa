"""Redwell's commands as invoke tasks; a firm's tasks.py is `from redwell.tasks import namespace`.

This module holds the flags and their help; each command in `redwell.commands` loads when it is called.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

# invoke turns the bytecode cache off; then every command would compile our modules again.
sys.dont_write_bytecode = False

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

import redwell

FILING = "a filing, a folder or a quoted pattern; repeat the flag for several (default: all filings)"
RECORD = "the folder of all filings, with one folder for each client (default: filings)"
FORMAT = "text, json, or github (annotations on a pull request) (default: text)"
SEC_SCHEMA = "a folder with the SEC's XML Schemas: also check each filing's XML against them"
TODAY = "the date used for due dates, e.g. 2013-10-08 (default: today)"


@task(
    iterable=["filing"],
    help={"filing": FILING, "filings": RECORD, "format": FORMAT, "today": TODAY, "sec-schema": SEC_SCHEMA},
)
def check(
    _: Context,
    filing: Sequence[str] | None = None,
    filings: str = "filings",
    format: str = "text",
    today: str = "",
    sec_schema: str = "",
) -> None:
    """Check filings: errors, warnings, what is missing, and due dates. Makes no documents.

    Results are kept in the cache of build/, if that folder exists, so that the next check is faster.
    """
    run_command("check", locals())


@task(
    iterable=["filing"],
    help={
        "filing": FILING,
        "filings": RECORD,
        "out": "the folder for the documents (default: build)",
        "jobs": "how many filings to build at the same time (default: one for each processor)",
        "force": "rebuild every document, even if nothing changed",
        "quiet": "show only problems",
        "format": FORMAT,
        "today": TODAY,
    },
)
def build(
    _: Context,
    filing: Sequence[str] | None = None,
    filings: str = "filings",
    out: str = "build",
    jobs: str = "",
    force: bool = False,
    quiet: bool = False,
    format: str = "text",
    today: str = "",
) -> None:
    """Make the documents of all filings that changed: build/<client>/<filing>/."""
    run_command("build", locals())


@task(
    help={
        "client": "the client's folder, e.g. tecogen",
        "owner": 'the reporting owner, as EDGAR writes the name, e.g. "PANORA ROBERT A"',
        "date": "the date of event, e.g. 2013-10-01",
        "form": "3 or 3/A (default: 3)",
        "filings": RECORD,
    }
)
def new(_: Context, client: str, owner: str, date: str, form: str = "", filings: str = "filings") -> None:
    """Create a new filing with comments, ready to fill in. Overwrites nothing."""
    run_command("new", locals())


@task(
    help={
        "filing": "the filing to submit",
        "test": "a test submission: EDGAR checks it and files nothing; do this first",
        "live": "a live submission: you must type LIVE to confirm",
        "out": "the file to write, outside any git checkout, because it contains the CCC",
        "part": "the number of the part, for a filing sent in several parts",
        "htm": "write Exhibit 24 as .htm (default: .txt)",
        "yes-live": "with --live: do not ask for confirmation",
        "explain": "print how to send the file, and write nothing",
    }
)
def submission(
    _: Context,
    filing: str = "",
    test: bool = False,
    live: bool = False,
    out: str = "",
    part: str = "",
    htm: bool = False,
    yes_live: bool = False,
    explain: bool = False,
) -> None:
    """Write the submission file for EDGAR, with the CCC. Sends nothing; --explain says how to send it."""
    run_command("submission", locals())


@task(
    name="import",
    help={
        "from": "an ownership XML or a complete submission text file, downloaded from EDGAR",
        "out": "the folder for the filing and its exhibits, e.g. filings/linkedin (default: print it)",
    },
)
def import_(_: Context, from_: str = "", out: str = "") -> None:
    """Convert a Form 3 from EDGAR to a YAML filing. Overwrites nothing."""
    run_command("import_", locals())


@task(
    help={
        "base": "the revision to compare with (default: where this branch started)",
        "head": "the revision to review (default: the working tree)",
        "format": "markdown, html or json (default: markdown; with --out, all three)",
        "out": "a folder for the review and its pictures (default: print it)",
        "others": "if templates, wording or settings changed: how many unedited filings to render, a number "
        "or all (default: 25)",
        "no-build": "compare only the filings, not their documents",
        "today": TODAY,
        "jobs": "1: render one revision after the other (default: both at the same time)",
    }
)
def review(
    _: Context,
    base: str = "",
    head: str = "",
    format: str = "",
    out: str = "",
    others: str = "",
    no_build: bool = False,
    today: str = "",
    jobs: str = "",
) -> None:
    """Show what a pull request changes in filings: amounts before, now, and the difference."""
    run_command("review", locals())


@task(
    help={
        "from": "review.json, written by invoke review",
        "forge": "github or gitlab (default: github)",
        "request": "the number of the pull or merge request; it does not change the text",
        "head": "the full hash of the reviewed commit (default: the commit named in the review)",
        "files": "a file that lists the files changed by the request, one per line",
        "run": "the web address of the workflow run that made the review",
        "several": "several requests have this commit as their newest",
        "existing": "the request already has a comment: print a text even if no filing changes",
    }
)
def comment(
    _: Context,
    from_: str = "",
    forge: str = "github",
    request: str = "",
    head: str = "",
    files: str = "",
    run: str = "",
    several: bool = False,
    existing: bool = False,
) -> None:
    """Print the review comment for a pull or merge request; gh or glab posts it (docs/review.md)."""
    run_command("comment", locals())


@task(
    help={
        "filing": "the filing, by its newer name, e.g. filings/tecogen/2013-10-01-panora-form3.yaml",
        "base": "the older revision (default: where this branch started)",
        "head": "the newer revision (default: the working tree)",
        "out": "a folder for the redlines (default: build/<client>/<filing>-redline)",
    }
)
def redline(_: Context, filing: str = "", base: str = "", head: str = "", out: str = "") -> None:
    """Write redlines of a filing's documents: Word with tracked changes, and PDF. Overwrites nothing."""
    run_command("redline", locals())


COMMANDS = (check, build, new, submission, import_, review, comment, redline)
namespace = Collection(*COMMANDS)


def run_command(name: str, given: Mapping[str, Any]) -> None:
    """Load the command *name* and run it with its *given* options; exit if it fails."""
    from redwell.commands import edge

    command = import_module(f"redwell.commands.{name}")
    options = command.Options(**{flag: value for flag, value in given.items() if flag != "_"})
    project = edge.Project(root=root(), home=redwell.home())
    if code := edge.exit_code(lambda: command.run(project, options), project.root):
        sys.exit(code)


def root() -> Path:
    """Return the repository's folder: the one with the tasks.py that imports this module."""
    file = getattr(sys.modules.get("tasks"), "__file__", None)
    return Path(file).resolve().parent if file else Path.cwd()
