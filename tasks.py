"""The commands of Redwell, and those of its maintainers: `invoke --list` shows them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

# invoke forbids it, and then every command would compile our modules anew.
sys.dont_write_bytecode = False

import redwell
from redwell.commands.signals import Stopped, stoppable
from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Misuse, name_of
from redwell.problems import did_you_mean
from redwell.tasks import TODAY, namespace, run

INTERRUPTED = 130
ROOT = Path(__file__).resolve().parent


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
    from redwell.review import formats as shown
    from redwell.review import review as reviewing
    from redwell.review.comment import files_url

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
            url=files_url(os.environ),
            jobs=_jobs(jobs),
            others=None if others == "all" else _number("others", others) or reviewing.FEW,
            is_built=not no_build,
            is_pictured="html" in formats or folder is not None,
        )
        reviewed = reviewing.review(job)
        if folder:
            names = shown.write(reviewed, formats, folder)
            print(f"{reviewed.review.verdict}: wrote {', '.join(names)} into {name_of(folder, ROOT)}")
        else:
            print(shown.render(reviewed, formats[0]), end="")


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
    from redwell.review import comment as comments

    with _edge():
        _one_of("forge", forge, tuple(comments.FORGES))
        if not from_:
            raise Misuse("--from must be given: review.json, as invoke review writes it")
        _number("request", request)
        try:
            review = comments.load(Path(from_))
        except Misuse as error:
            # The comment then says that there is no review, if it is known of which commit.
            if not head:
                raise
            print(f"note: {error}", file=sys.stderr)
            review = None
        known = comments.request(
            os.environ,
            review,
            commit=head,
            files=Path(files) if files else None,
            run=run,
            is_one_of_several=several,
            has_comment=existing,
        )
        print(comments.comment(review, known, comments.FORGES[forge]), end="")


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
    from redwell.redline import redlines

    with _edge(), stoppable():
        if not filing:
            raise Misuse("--filing must be given: the filing whose documents are compared")
        order = redlines.Order(
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
        made = redlines.redline(order)
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
    raise Exit(code=_python("pytest", "-n", "auto", "--dist", "loadfile", *(["-k", only] if only else [])))


@task
def lint(_: Context) -> None:
    """Check the code: ruff's rules, ruff's format, and the types."""
    codes = [_python("ruff", "check"), _python("ruff", "format", "--check"), _python("mypy")]
    raise Exit(code=max(codes))


@task(help={"filings": "how many generated filings to build (usual: 200)"})
def bench(_: Context, filings: str = "200") -> None:
    """Measure the speed, beside the bare libraries that do the same work."""
    raise Exit(code=_python("bench", filings))


@task
def docs(_: Context) -> None:
    """Write docs/filing.md, docs/rules.md, and the code lists of the schemas (from redwell/codes/*.csv)."""
    from redwell.codes.schemas import with_code_lists
    from redwell.commands import reference
    from redwell.commands.docs import rules_page

    rules = rules_page(ROOT / "tests" / "cases")
    for path, text in with_code_lists(ROOT):
        path.write_text(text, "utf-8")
    (ROOT / "docs" / "filing.md").write_text(reference.markdown(ROOT), "utf-8")
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
    run("words", locals())


own: tuple[Any, ...] = (review, comment, redline, test, lint, bench, docs, lock, words)
for each in own:
    namespace.add_task(each)


def _python(module: str, *arguments: str) -> int:
    """Run `python -m module` in the repository, and return its exit code."""
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode


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


def _one_of(name: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise Misuse(f"--{name} {given}: choose {', '.join(known)}{did_you_mean(given, known)}")
