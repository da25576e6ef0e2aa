"""Redwell's commands as tasks of invoke; the tasks.py of a firm is `from redwell.tasks import namespace`.

A command is loaded when it is called. Its flags and their help are here; its work is in `redwell.commands`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

# invoke forbids it, and then every command would compile our modules anew.
sys.dont_write_bytecode = False

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

import redwell

FILING = "a filing, a folder of them or a quoted pattern; repeat the flag for several (usual: all)"
RECORD = "the folder of all filings, with a folder for each client (usual: filings)"
FORMAT = "how problems are shown: text, json, or github for annotations of a pull request"
SEC_SCHEMA = "a folder with the SEC's own XML Schemas, which then judge the XML of each filing too"
TODAY = "the day, as 2013-10-08, for which it is said how filings stand to their due dates (usual: today)"


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
    """Say what is wrong in the filings, what is missing, and when they are due. Writes no document."""
    run_command("check", locals())


@task(
    iterable=["filing"],
    help={
        "filing": FILING,
        "filings": RECORD,
        "out": "where the documents go, in a folder for each client and filing (usual: build)",
        "jobs": "how many filings are made at the same time (usual: one for each processor)",
        "force": "make every document, also where nothing changed",
        "quiet": "show problems only",
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
    """Make the documents of all filings that changed, in a folder for each below build/."""
    run_command("build", locals())


@task(
    help={
        "client": "the folder of the client, e.g. tecogen",
        "owner": 'who reports, as EDGAR has the name, e.g. "PANORA ROBERT A"',
        "date": "the date of the event, e.g. 2013-10-01",
        "form": "the form, 3 or 3/A (usual: 3)",
        "filings": RECORD,
    }
)
def new(_: Context, client: str, owner: str, date: str, form: str = "", filings: str = "filings") -> None:
    """Write a new filing to fill in, commented and valid as it stands. Overwrites nothing."""
    run_command("new", locals())


@task(
    help={
        "filing": "the filing that is to be sent",
        "test": "as a test, which EDGAR checks and does not file: first this",
        "live": "as a filing: asks you to type LIVE",
        "out": "the file to write, outside of every git checkout; it holds the CCC",
        "part": "which part of a filing that is sent in several",
        "htm": "Exhibit 24 as .htm (usual: .txt)",
        "yes-live": "with --live: do not ask",
        "explain": "print how the file is sent by hand, and write nothing",
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
    """Write the file that EDGAR takes, with the CCC in it. Sends nothing; --explain says how that is done."""
    run_command("submission", locals())


@task(
    name="import",
    help={
        "from": "an ownership XML as EDGAR disseminated it, or a complete submission text file",
        "out": "the folder for the filing and its exhibits, e.g. filings/linkedin (usual: print it)",
    },
)
def import_(_: Context, from_: str = "", out: str = "") -> None:
    """Write the YAML of a Form 3 that EDGAR has, from its XML. Overwrites nothing."""
    run_command("import_", locals())


@task(
    help={
        "base": "the revision to compare with (usual: where the branch left the main one)",
        "head": "the revision to look at (usual: the working tree)",
        "format": "markdown, html or json (usual: markdown, or all of them with --out)",
        "out": "a folder for the review and its pictures (usual: print it)",
        "others": "how many unedited filings are rendered where templates, wording or settings changed, or "
        "all (usual: 25)",
        "no-build": "render no documents: compare the filings alone",
        "today": TODAY,
        "jobs": "1: render one side after the other (usual: both at the same time)",
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
    """Say what a request changes in the filings: what is reported before, now, and the difference."""
    run_command("review", locals())


@task(
    help={
        "from": "review.json, as invoke review writes it",
        "forge": "github or gitlab (usual: github)",
        "request": "the number of the pull or merge request; the text does not depend on it",
        "head": "the commit that was reviewed, in full (usual: the one that the review names)",
        "files": "a file with the names of the files that the request changes, one in each line",
        "run": "the address of the page of the run that made the review",
        "several": "the commit is the newest of several requests",
        "existing": "the request has a comment already: print a text also where no filing changes",
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
    """Print a review as the text of the comment on its request, for gh or glab to post: docs/review.md."""
    run_command("comment", locals())


@task(
    help={
        "filing": "the filing, by its name at the head, e.g. filings/tecogen/2013-10-01-panora-form3.yaml",
        "base": "the revision to compare with (usual: where the branch left the main one)",
        "head": "the revision to look at (usual: the working tree)",
        "out": "a folder for the redlines (usual: build/<client>/<filing>-redline)",
    }
)
def redline(_: Context, filing: str = "", base: str = "", head: str = "", out: str = "") -> None:
    """Write a filing's documents as redlines: Word with tracked changes, and a PDF. Overwrites nothing."""
    run_command("redline", locals())


COMMANDS = (check, build, new, submission, import_, review, comment, redline)
namespace = Collection(*COMMANDS)


def run_command(name: str, given: Mapping[str, Any]) -> None:
    """Load the command *name* and run it with what is *given* to its task; exit if it fails."""
    from redwell.commands import edge

    command = import_module(f"redwell.commands.{name}")
    options = command.Options(**{flag: value for flag, value in given.items() if flag != "_"})
    project = edge.Project(root=root(), home=redwell.home())
    if code := edge.exit_code(lambda: command.run(project, options), project.root):
        sys.exit(code)


def root() -> Path:
    """Return the folder of the repository, where the tasks.py stands that took these tasks in."""
    file = getattr(sys.modules.get("tasks"), "__file__", None)
    return Path(file).resolve().parent if file else Path.cwd()
