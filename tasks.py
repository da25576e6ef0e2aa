"""Redwell's commands: `invoke --list` shows them, `invoke --help TASK` explains one."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import NoReturn

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

# invoke forbids it, and then every command would compile our modules anew.
sys.dont_write_bytecode = False

import redwell
from redwell.commands.signals import Stopped, stoppable
from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Misuse, name_of
from redwell.problems import FilingError, did_you_mean

ROOT = Path(__file__).resolve().parent
FORMATS = ("text", "json", "github")
FILING = "a filing, a folder of them or a quoted pattern; repeat the flag for several (usual: all)"
RECORD = "the folder of all filings, with a folder for each client (usual: filings)"
FORMAT = "how problems are shown: text, json, or github for annotations of a pull request"
SEC_SCHEMA = "a folder with the SEC's own XML Schemas, which then judge the XML of each filing too"
TODAY = "the day, as 2013-10-08, for which it is said how filings stand to their due dates (usual: today)"
INTERRUPTED = 130
"""By Ctrl-C, by another program, and by a terminal that is closed."""


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
    """Say what is wrong in the filings, what is missing, and when they are due. Writes nothing."""
    from redwell.builds import record
    from redwell.check import sec_schema as sec
    from redwell.commands import report
    from redwell.deadlines.standing import Deadlines

    with _edge():
        _one_of("format", format, FORMATS)
        day = _today(today)
        known = sec.read(Path(sec_schema).absolute(), sec_schema) if sec_schema else None
        checks = record.check_record(ROOT, redwell.home(), _folder(filings), tuple(filing or ()), known)
    due = Deadlines(standings=checks.standings, today=day)
    said = report.report(checks.problems, format, is_coloured=_is_coloured(), checked=checks.count, due=due)
    print(said, end="")
    _done(is_sound=not record.has_error(checks.problems))


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
    from redwell.builds import builder, record
    from redwell.commands import progress, report
    from redwell.deadlines import standing

    began = time.monotonic()
    live = progress.Live(sys.stderr, time.monotonic, is_quiet=quiet)
    with _edge(live.clear), stoppable():
        _one_of("format", format, FORMATS)
        day = _today(today)
        job = builder.Job(
            root=ROOT,
            home=redwell.home(),
            record=_folder(filings),
            out=_folder(out),
            patterns=tuple(filing or ()),
            jobs=_jobs(jobs),
            is_forced=force,
        )
        result = builder.build_record(job, live)
    live.clear()
    problems = builder.problems_of(result)
    due = standing.Deadlines(standings=progress.standings(result), today=day)
    is_text = format == "text"
    show = (
        partial(report.text, is_coloured=_is_coloured())
        if is_text
        else partial(report.report, form=format, due=due)
    )
    print(show(problems), end="")
    lines = standing.lines(due) if is_text else ()
    for line in progress.summary(result, time.monotonic() - began, ROOT, is_quiet=quiet, due=lines):
        # Data for another program stands alone on the standard output.
        print(line, file=sys.stdout if is_text else sys.stderr)
    _done(is_sound=not record.has_error(problems))


@task(
    help={
        "client": "the folder of the client, e.g. tecogen",
        "owner": 'who reports, as EDGAR has the name, e.g. "PANORA ROBERT A"',
        "date": "the date of the event, e.g. 2013-10-01",
        "form": "the form, 3 or 3/A (usual: 3)",
        "filings": RECORD,
    }
)
def new(_: Context, client: str, owner: str, date: str, form: str = "3", filings: str = "filings") -> None:
    """Write a new filing to fill in, commented and valid as it stands. Overwrites nothing."""
    from redwell.commands import new as commands_new

    with _edge():
        path = commands_new.write(_folder(filings), client=client, owner=owner, day=date, form=form)
        print(f"wrote {name_of(path, ROOT)}: fill it in, then: invoke check --filing {name_of(path, ROOT)}")


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
    from redwell import settings
    from redwell.commands import report
    from redwell.commands import submission as commands_submission
    from redwell.edgar import instructions

    if explain:
        print(instructions.STEPS, end="")
        return
    is_terminal = sys.stdin.isatty()
    with _edge():
        _submission_misuse(filing, out, test, live)
        order = commands_submission.Order(
            root=ROOT,
            home=redwell.home(),
            record=_folder("filings"),
            filing=filing,
            mode="LIVE" if live else "TEST",
            out=Path(out).absolute(),
            build=_folder("build"),
            number=_number("part", part),
            is_htm=htm,
        )
        given = settings.read(ROOT)
        prepared = commands_submission.prepare(order, given, can_ask=is_terminal)
        if live and not (is_terminal or yes_live):
            prepared = commands_submission.unconfirmed(prepared)
        print(report.text(prepared.problems, is_coloured=_is_coloured()), end="")
        if commands_submission.is_ready(prepared):
            if live and not yes_live and input("This files it. Type LIVE to go on: ") != "LIVE":
                raise Misuse("not confirmed: nothing was written")
            prepared = commands_submission.ask(prepared, getpass)
        if not commands_submission.is_ready(prepared):
            raise Exit(commands_submission.refusal(prepared), 1)
        names = commands_submission.write(order, given, prepared)
    print(f"wrote {out} ({order.mode}): {', '.join(names)}")
    print("it holds a CCC: delete it once it is sent; how it is sent: invoke submission --explain")


@task(
    name="import",
    help={
        "from": "an ownership XML as EDGAR disseminated it, or a complete submission text file",
        "out": "the folder for the filing and its exhibits, e.g. filings/linkedin (usual: print it)",
    },
)
def import_(_: Context, from_: str = "", out: str = "") -> None:
    """Write the YAML of a Form 3 that EDGAR has, from its XML. Overwrites nothing."""
    from redwell.commands import import_ as commands_import
    from redwell.commands import report

    with _edge():
        if not from_:
            raise Misuse("--from must be given: an ownership XML, or a complete submission text file")
        try:
            found = commands_import.read(Path(from_), ROOT)
        except FilingError as error:
            print(report.text(error.problems, is_coloured=_is_coloured()), end="", file=sys.stderr)
            raise Exit(code=1) from None
        written = commands_import.write(found, Path(out)) if out else ()
    for note in found.notes:
        print(f"note: {note}", file=sys.stderr)
    if not out:
        print(found.yaml, end="")
        for name, content in found.exhibits.items():
            print(f"note: {name} ({len(content):,} bytes) is written with --out", file=sys.stderr)
        return
    names = [name_of(path.absolute(), ROOT) for path in written]
    print(f"wrote {', '.join(names)}; next: invoke check --filing {names[0]}")


@task(
    help={
        "base": "the revision to compare with (usual: where the branch left the main one)",
        "head": "the revision to look at (usual: the working tree)",
        "format": "markdown, html, json or sarif (usual: markdown, or all of them with --out)",
        "out": "a folder for the review and its pictures (usual: print it)",
        "others": "how many filings that nobody edited are built where templates or code changed, or all "
        "(usual: 25)",
        "no-build": "run the code of neither side: compare the filings alone",
        "today": TODAY,
        "jobs": "how many filings each side makes at the same time (usual: one for each processor)",
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
    from redwell.review import reviewing
    from redwell.review.forge import forges
    from redwell.review.show import shown

    with _edge(), stoppable():
        if format:
            _one_of("format", format, tuple(shown.FORMATS))
        folder = Path(out).absolute() if out else None
        if folder:
            shown.refuse(folder, ROOT)
        formats = (format,) if format else tuple(shown.FORMATS) if folder else ("markdown",)
        job = reviewing.Job(
            root=ROOT,
            home=redwell.home(),
            base=base or None,
            head=head or None,
            today=_today(today),
            url=forges.files_url(os.environ),
            jobs=_jobs(jobs),
            others=None if others == "all" else _number("others", others) or reviewing.FEW,
            is_built=not no_build,
            is_pictured="html" in formats or folder is not None,
        )
        reviewed = reviewing.review(job)
        if folder:
            names = shown.write(reviewed, formats, folder, redwell.home())
            print(f"{reviewed.review.verdict}: wrote {', '.join(names)} into {name_of(folder, ROOT)}")
        else:
            print(shown.shown(reviewed, formats[0], redwell.home()), end="")


@task(
    help={
        "from": "review.json, as invoke review writes it",
        "forge": "github or gitlab (usual: github)",
        "request": "the number of the pull or merge request (usual: that of the run)",
        "head": "the commit that was reviewed, in full (usual: that of the run)",
    }
)
def comment(_: Context, from_: str = "", forge: str = "github", request: str = "", head: str = "") -> None:
    """Write a review as one comment on its request, or bring that up to date: docs/review.md."""
    from redwell.review.forge import comment, forges
    from redwell.review.forge.api import Clock, ForgeError

    with _edge():
        _one_of("forge", forge, forges.FORGES)
        if not from_:
            raise Misuse("--from must be given: review.json, as invoke review writes it")
        number = _number("request", request)
        order = comment.Order(file=Path(from_), forge=forge, request=number, commit=head or None)
        try:
            said = comment.comment(order, os.environ, Clock(now=time.time, sleep=time.sleep))
        except ForgeError as error:
            raise Exit(f"{error}", 1) from None
    print(said)


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
    from redwell import settings
    from redwell.redline import desk

    with _edge(), stoppable():
        if not filing:
            raise Misuse("--filing must be given: the filing whose documents are compared")
        order = desk.Order(
            root=ROOT,
            home=redwell.home(),
            filing=name_of(Path(os.path.normpath(Path(filing).absolute())), ROOT),
            base=base or None,
            head=head or None,
            build=_folder("build"),
            out=Path(out).absolute() if out else None,
            today=date.today(),
            author=settings.read(ROOT).author,
        )
        made = desk.redline(order)
    for note in made.notes:
        print(f"note: {note}", file=sys.stderr)
    for line in made.errors:
        print(line)
    for what, paths in (("wrote ", made.written), ("unchanged: ", made.unchanged)):
        if paths:
            print(what + ", ".join(name_of(path, ROOT) for path in paths))
    if not (made.written or made.unchanged or made.errors):
        print(f"{order.filing}: no Word document differs; nothing is written")
    _done(is_sound=not made.errors)


@task(
    help={
        "only": "the tests whose names hold these words, as pytest's -k",
        "full": "every mutant, edit, fault and random history, not a fixed sample of them",
    }
)
def test(_: Context, only: str = "", full: bool = False) -> None:
    """Run the tests."""
    if full:
        os.environ["REDWELL_FULL"] = "1"
    # A file runs in one process: what its tests share, such as a language server, is made once.
    _python("pytest", "-n", "auto", "--dist", "loadfile", *(["-k", only] if only else []))


@task
def lint(_: Context) -> None:
    """Check the code: ruff's rules, ruff's format, and the types."""
    codes = [_status("ruff", "check"), _status("ruff", "format", "--check"), _status("mypy")]
    raise Exit(code=max(codes))


@task(help={"filings": "how many generated filings to build (usual: 200)"})
def bench(_: Context, filings: str = "200") -> None:
    """Measure the speed, beside the bare libraries that do the same work."""
    _python("bench", filings)


@task
def docs(_: Context) -> None:
    """Write docs/filing.md, docs/rules.md, and the code lists of the schemas (from redwell/codes/*.csv)."""
    from redwell.codes.schemas import with_code_lists
    from redwell.commands import reference
    from redwell.commands.docs import rules_page

    rules = rules_page(ROOT / "tests" / "cases")
    for path, text in with_code_lists(redwell.home()):
        path.write_text(text, "utf-8")
    (ROOT / "docs" / "filing.md").write_text(reference.markdown(redwell.home()), "utf-8")
    (ROOT / "docs" / "rules.md").write_text(rules, "utf-8")


@task
def lock(c: Context) -> None:
    """Write requirements.lock from pyproject.toml: each package with its version and hashes. Needs uv."""
    flags = (
        "--generate-hashes --universal --no-header --no-annotate --no-emit-index-url --python-version 3.11"
    )
    c.run(f"uv pip compile {flags} --group dev --quiet --output-file requirements.lock pyproject.toml")


@task(help={"file": "a .docx or .pdf file"})
def words(_: Context, file: str) -> None:
    """Print the text of a Word or PDF file; git diff can show their changes through it (CONTRIBUTING.md)."""
    from redwell.documents.text import words as text_of

    with _edge():
        print(text_of(Path(file)), end="")


@contextmanager
def _edge(clear: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A mistake of the user, or of the machine, as one sentence and an exit code."""
    try:
        yield
    except Misuse as error:
        message, code = f"{error}", 2
    except MissingLibrary as error:
        message, code = f"{error}", 1
    except OSError as error:
        if error.filename is None:
            raise
        message, code = f"{name_of(Path(error.filename), ROOT)}: {error.strerror}", 1
    except (KeyboardInterrupt, EOFError) as error:
        # The end of what is typed, at a question, is a way to stop too.
        message = "stopped: what was done is whole, the rest is as it was"
        code = error.code if isinstance(error, Stopped) else INTERRUPTED
    else:
        return
    clear()
    raise Exit(message, code)


def _done(*, is_sound: bool) -> NoReturn:
    """Exit with 0 or 1."""
    # All that is alive ends now; Python would look through it once more, which takes a sixth of a check.
    gc.freeze()
    raise Exit(code=0 if is_sound else 1)


def _folder(name: str) -> Path:
    """A folder that the user names from where the user is; the usual ones are the repository's."""
    return ROOT / name if name in {"filings", "build"} else Path(name).absolute()


def _today(given: str) -> date:
    """The day *given*, else the one for which EDGAR takes what is sent now."""
    from zoneinfo import ZoneInfo

    from redwell.deadlines.standing import edgar_day

    if given:
        try:
            return datetime.strptime(given, "%Y-%m-%d").date()
        except ValueError:
            raise Misuse(f"--today {given}: write year-month-day, e.g. 2013-10-08") from None
    return edgar_day(datetime.now(ZoneInfo("America/New_York")))


def _jobs(text: str) -> int:
    return _number("jobs", text) or os.cpu_count() or 1


def _number(name: str, text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise Misuse(f"--{name} {text}: a whole number from 1 is needed")
    return int(text) if text else None


def _submission_misuse(filing: str, out: str, test: bool, live: bool) -> None:
    lacking = [f"--{name}" for name, value in (("filing", filing), ("out", out)) if not value]
    if lacking:
        raise Misuse(
            f"{' and '.join(lacking)} must be given; how a filing is sent: invoke submission --explain"
        )
    if test == live:
        raise Misuse("write --test or --live: a test, which files nothing, comes first")


def _one_of(name: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise Misuse(f"--{name} {given}: choose {', '.join(known)}{did_you_mean(given, known)}")


def _is_coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _python(module: str, *arguments: str) -> None:
    raise Exit(code=_status(module, *arguments))


def _status(module: str, *arguments: str) -> int:
    """The exit code of `python -m module`, run in the repository."""
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode
