"""The task redline: which filing of which revisions, whose changes, and what is written where."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from pypdf import PdfReader

import redwell
from redwell.files.discovery import Misuse
from redwell.redline import desk
from redwell.redline.authors import Authors
from redwell.redline.desk import Order, Redlines
from redwell.review.read.repository import Repository
from tests.redlines import W, changes, roots
from tests.repositories import ALONE, History, history, needs_git
from tests.test_docx import context, document, seed

pytestmark = needs_git
ROOT = redwell.home()
DOE = "filings/acme/2026-05-04-doe-form3.yaml"
OUT = "build/acme/2026-05-04-doe-form3-redline"
TASKS = """
from invoke import task

@task(iterable=["filing"])
def build(c, filing, out, quiet=False, format="", jobs=""):
    import json
    from pathlib import Path
    for name in filing:
        given = Path(name)
        if given.read_text().startswith("broken"):
            print("[]")
            raise SystemExit(1)
        folder = Path(out) / given.parent.name / given.stem
        folder.mkdir(parents=True)
        made = dict(line.split("=") for line in given.read_text().split())
        for document, source in made.items():
            (folder / document).write_bytes(Path("templates", source).read_bytes())
        (folder / "manifest.json").write_text(json.dumps({"outputs": dict.fromkeys(made, "")}))
"""
"""Code of a side that copies the documents that a filing names: `form3.docx=1.docx`."""


def form(amount: str, *more: tuple[str, str]) -> bytes:
    text = seed().replace("163350", amount)
    for old, new in more:
        text = text.replace(old, new)
    return document(context(text))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[History]:
    """A filing on the main branch, and an edit of it by somebody else on a branch."""
    made = history(tmp_path / "firm")
    files: dict[str, str | bytes | None] = {
        "templates/1.docx": form("163350"),
        "templates/2.docx": form("163500"),
    }
    made.save({"tasks.py": TASKS, ".gitignore": "build/\n", DOE: "form3.docx=1.docx", **files})
    made.branch("request")
    made.author = "Rebecca Stone"
    made.save({DOE: "form3.docx=2.docx"})
    made.author = "Somebody Else"
    made.save({"notes.txt": "of another matter"})
    yield made
    made.git("fsck", "--no-dangling")


def redline(here: History, filing: str = DOE, **wanted: object) -> Redlines:
    given = {"base": "main", "head": None, "out": None, **wanted}
    return desk.redline(
        Order(
            root=here.root,
            home=ROOT,
            filing=filing,
            build=here.root / "build",
            today=date(2026, 5, 20),
            author="Firm LLP",
            **given,  # type: ignore[arg-type]  # by name
        )
    )


def names(here: History, made: Redlines) -> list[str]:
    return [path.relative_to(here.root).as_posix() for path in made.written]


def who(path: Path) -> set[tuple[str | None, str | None]]:
    found = roots(path.read_bytes())["word/document.xml"].iter(f"{W}ins", f"{W}del")
    return {(each.get(f"{W}author"), each.get(f"{W}date")) for each in found}


def misuse(here: History, filing: str = DOE, **wanted: object) -> str:
    with pytest.raises(Misuse) as caught:
        redline(here, filing, **wanted)
    return f"{caught.value}"


def test_a_word_document_and_a_pdf_are_written_beside_the_documents(here: History) -> None:
    made = redline(here)
    assert names(here, made) == [f"{OUT}/form3.redline.docx", f"{OUT}/form3.redline.pdf"]
    assert made.notes == ()
    word, pdf = made.written
    assert changes(word.read_bytes()) == [("del", "163,350"), ("ins", "163,500")]
    assert pdf.read_bytes().startswith(b"%PDF")
    assert sorted(os.listdir(word.parent)) == ["form3.redline.docx", "form3.redline.pdf"]  # noqa: PTH208


def test_the_changes_are_of_whoever_committed_them_and_when(here: History) -> None:
    """Not of a later commit that has nothing to do with them."""
    assert who(redline(here).written[0]) == {("Rebecca Stone", "2026-05-04T14:00:00Z")}


def test_the_pdf_names_both_revisions_and_the_author(here: History) -> None:
    first, head = here.head("main"), here.head()
    for wanted, said in (
        ({}, f"Before: main ({first[:7]}) · Now: the working tree"),
        ({"base": first, "head": "request"}, f"Before: {first[:10]} · Now: request ({head[:7]})"),
    ):
        out = here.root.parent / f"{len(wanted)}"
        text = PdfReader(redline(here, out=out, **wanted).written[1]).pages[0].extract_text()
        assert f"{said} · Changes by Rebecca Stone, May 4, 2026" in " ".join(text.split())


def test_the_time_is_that_on_the_authors_clock(here: History, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write({DOE: "form3.docx=1.docx\n\n"})
    here.write({DOE: "form3.docx=2.docx\n"})
    here.git("add", "--all")
    here.git(
        "-c", "user.name=x", "commit", "--quiet", "--message", "late", "--date", "2026-05-09T23:30:00-0400"
    )
    assert who(redline(here).written[0]) == {("Somebody Else", "2026-05-09T23:30:00Z")}


def test_what_is_not_committed_yet_is_of_today_and_of_whom_git_knows(here: History) -> None:
    here.write({"templates/3.docx": form("170000"), DOE: "form3.docx=3.docx"})
    assert who(redline(here).written[0]) == {("Firm LLP", "2026-05-20T00:00:00Z")}
    here.git("config", "user.name", "Ann Clerk")
    again = redline(here, out=here.root.parent / "desk").written[0]
    assert who(again) == {("Ann Clerk", "2026-05-20T00:00:00Z")}
    assert Document(str(again)).core_properties.last_modified_by == "Ann Clerk"


def test_a_template_or_wording_that_changed_is_of_whoever_changed_it(here: History) -> None:
    here.author = "Ann Clerk"
    here.save({"templates/2.docx": form("170000")})
    made = redline(here, base="HEAD~1")
    assert who(made.written[0]) == {("Ann Clerk", "2026-05-04T16:00:00Z")}
    made = redline(here, out=here.root.parent / "both")
    said = (
        "form3.docx: 2 people changed it (Ann Clerk, Rebecca Stone); each change bears the name of the last"
    )
    assert made.notes == (f"{said}, Ann Clerk",)
    text = " ".join(PdfReader(made.written[1]).pages[0].extract_text().split())
    assert "Changes by the last of 2 authors: Ann Clerk, May 4, 2026" in text


def test_a_document_is_of_whoever_changed_what_it_is_made_of(here: History) -> None:
    """The wording of powers is none of the form's, whose last author is another."""
    both = "form3.docx={0}.docx\npower-of-attorney.docx=power.docx\n"
    here.save(
        {DOE: both.format(1), "templates/power.docx": form("1"), "templates/power_of_attorney/w.yaml": "a"}
    )
    here.author = "Rebecca Stone"
    here.save({DOE: both.format(2)})
    here.author = "Ann Clerk"
    here.save({"templates/power_of_attorney/w.yaml": "b"})
    here.author = "Bob Coder"
    here.save({"redwell/review.py": "x"})
    made = redline(here, base="HEAD~3")
    assert names(here, made) == [f"{OUT}/form3.redline.docx", f"{OUT}/form3.redline.pdf"]
    assert who(made.written[0]) == {("Rebecca Stone", "2026-05-04T17:00:00Z")}
    assert made.notes == ("the code changed too: what nobody changed in the filing may come of that",)


def test_a_file_that_the_filing_names_is_of_whoever_changed_it(here: History) -> None:
    """It makes the power, and not the form."""
    wording = "filings/acme/wording.yaml"
    here.save({DOE: f"powers_of_attorney:\n  - wording: {wording}\n", wording: "a"})
    base = here.head()
    here.author = "Rebecca Stone"
    here.save({DOE: f"form: '3'\npowers_of_attorney:\n  - wording: {wording}\n"})
    here.author = "Ann Clerk"
    here.save({wording: "b"})
    with Repository(here.root) as repository:
        authors = Authors(repository, repository.resolve(base, "HEAD"), (DOE, DOE))
        found = [
            authors.of(name, "", date(2026, 5, 20)).all for name in ("form3.docx", "power-of-attorney.docx")
        ]
    assert found == [("Rebecca Stone",), ("Ann Clerk", "Rebecca Stone")]


def test_code_that_changed_alone_has_its_author_too(here: History) -> None:
    here.author = "Bob Coder"
    here.save({"tasks.py": TASKS.replace('Path("templates", source)', 'Path("templates", "1.docx")')})
    here.author = "Somebody Else"
    here.save({"notes.txt": "of a third matter"})
    made = redline(here, base="HEAD~2")
    assert who(made.written[0]) == {("Bob Coder", "2026-05-04T16:00:00Z")}


@pytest.mark.parametrize("name", ["templates/2.docx", "redwell/x.py"])
def test_what_makes_a_document_and_is_not_committed_is_of_today(here: History, name: str) -> None:
    here.git("config", "user.name", "Ann Clerk")
    here.write({name: form("170000")})
    made = redline(here)
    if name.startswith("templates"):
        assert who(made.written[0]) == {("Ann Clerk", "2026-05-20T00:00:00Z")}
        assert made.notes[0].startswith("form3.docx: 2 people changed it (Ann Clerk, Rebecca Stone)")
    else:
        assert who(made.written[0]) == {("Rebecca Stone", "2026-05-04T14:00:00Z")}


def test_nothing_is_written_where_no_document_differs(here: History) -> None:
    made = redline(here, base="HEAD", head="HEAD")
    assert (made.written, made.notes) == ((), ())
    here.write({DOE: "form3.docx=2.docx\n"})
    made = redline(here, base="HEAD")
    assert (made.written, made.notes) == ((), ())
    assert not (here.root / "build").exists()


def test_a_redline_in_which_somebody_worked_stays(here: History) -> None:
    first = redline(here)
    assert redline(here) == Redlines(unchanged=first.written), "the same files are not written twice"
    word, pdf = first.written
    pdf.unlink()
    assert redline(here) == Redlines(written=(pdf,), unchanged=(word,))
    word.write_bytes(b"with a comment of the partner")
    second = redline(here)
    assert names(here, second) == [f"{OUT}/form3.redline-2.docx", f"{OUT}/form3.redline-2.pdf"]
    assert word.read_bytes() == b"with a comment of the partner"
    assert redline(here) == Redlines(unchanged=second.written)


def test_a_redline_that_appears_while_another_is_written_stays(
    here: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = here.root / OUT / "form3.redline.docx"
    real = os.fsync

    def late(number: int) -> None:
        real(number)
        if not word.exists():
            word.write_bytes(b"of somebody else")

    monkeypatch.setattr(os, "fsync", late)
    made = redline(here)
    assert names(here, made) == [f"{OUT}/form3.redline-2.docx", f"{OUT}/form3.redline-2.pdf"]
    assert word.read_bytes() == b"of somebody else"
    assert sorted(path.name for path in word.parent.iterdir()) == [
        "form3.redline-2.docx",
        "form3.redline-2.pdf",
        "form3.redline.docx",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o027, 0o640), (0o022, 0o644)])
def test_a_redline_can_be_read_by_whom_other_files_of_the_user_can(
    here: History, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        made = redline(here)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.written} == {mode}


def test_a_renamed_filing_is_followed_from_either_name(here: History) -> None:
    new = "filings/acme/2026-05-05-doe-form3.yaml"
    here.save({DOE: None, new: "form3.docx=2.docx"})
    wanted = [("del", "163,350"), ("ins", "163,500")]
    here.git("checkout", "--quiet", "-b", "only-renamed", "main")
    here.git("mv", DOE, new)
    here.commit("Rename")
    here.save({new: "form3.docx=1.docx", "templates/1.docx": form("163500")})
    for name in (new, DOE):
        made = redline(here, name, head="only-renamed")
        assert changes(made.written[0].read_bytes()) == wanted


def test_an_amendment_is_compared_with_the_form_that_it_amends(here: History) -> None:
    here.save({DOE: "form3a.docx=2.docx"})
    made = redline(here)
    assert names(here, made) == [f"{OUT}/form3a.redline.docx", f"{OUT}/form3a.redline.pdf"]
    assert changes(made.written[0].read_bytes()) == [("del", "163,350"), ("ins", "163,500")]


def test_a_filing_or_a_document_of_one_side_is_new_or_gone_as_a_whole(here: History) -> None:
    roe = "filings/acme/2026-05-05-roe-form3.yaml"
    here.save({roe: "form3.docx=1.docx", DOE: "form3.docx=1.docx\npower-of-attorney.docx=2.docx"})
    made = redline(here, roe)
    assert made.notes == ("form3.docx is only in the working tree: all of it is inserted",)
    assert {kind for kind, _ in changes(made.written[0].read_bytes())} == {"ins"}
    made = redline(here)
    assert made.notes[0] == "power-of-attorney.docx is only in the working tree: all of it is inserted"
    here.save({DOE: None, roe: None})
    made = redline(here)
    assert made.notes[0] == "form3.docx is only in main: all of it is deleted"
    assert {kind for kind, _ in changes(made.written[0].read_bytes())} == {"del"}


def test_only_a_look_that_differs_is_said_in_a_sentence(here: History) -> None:
    with ZipFile(here.root / "templates" / "2.docx") as source:
        files = {name: source.read(name) for name in source.namelist()}
    with ZipFile(here.root / "templates" / "3.docx", "w") as target:
        for name, content in files.items():
            target.writestr(name, content.replace(b'w:val="18"', b'w:val="19"'))
    here.save({DOE: "form3.docx=3.docx"})
    made = redline(here, base="HEAD~1")
    assert made == Redlines(
        written=(), notes=("form3.docx: every word is the same on both sides; only its styles differ",)
    )


def test_code_of_the_base_that_cannot_run_is_said_and_that_of_the_head_used(here: History) -> None:
    here.switch("main")
    here.save({"tasks.py": "raise RuntimeError('too old')\n"})
    here.git("checkout", "--quiet", "-b", "mended")
    here.save({"tasks.py": TASKS, DOE: "form3.docx=2.docx"})
    made = redline(here)
    assert made.notes == (
        "the code of main cannot be run (RuntimeError: too old): its filing is made by the code of now",
    )
    assert changes(made.written[0].read_bytes()) == [("del", "163,350"), ("ins", "163,500")]


def test_what_cannot_be_done_is_said_in_a_sentence(here: History) -> None:
    roe = "filings/acme/2026-05-04-dow-form3.yaml"
    assert misuse(here, roe) == (f'--filing {roe}: no such filing in either revision; did you mean "{DOE}"?')
    assert misuse(here, base="nowhere") == "--base nowhere: no such revision"
    for place in ("filings/acme", "filings", ".git/x"):
        assert "nothing is written into" in misuse(here, out=here.root / place)
    assert misuse(here, out=here.root / "tasks.py") == "--out tasks.py: this is a file; name a folder"
    assert not (here.root / "build").exists()


def test_a_filing_with_errors_in_a_revision_is_told_by_the_code_of_that_revision(here: History) -> None:
    """Though in the working tree there is none."""
    here.save({DOE: "broken"})
    here.save({DOE: "form3.docx=2.docx"})
    made = redline(here, head="HEAD~1")
    said = f"{DOE}: in HEAD~1 it has errors, so that no document is made of it"
    assert made == Redlines(errors=(f"{said}; its own code does not tell which",))
    problem = {"code": "date", "severity": "error", "message": "no such day", "file": DOE, "line": 12}
    report = json.dumps({"problems": [problem | {"column": 3, "end_column": 4}]})
    here.save({DOE: "broken", "tasks.py": TASKS.replace('"[]"', repr(report))})
    made = redline(here, head="HEAD")
    said = said.replace("HEAD~1", "HEAD")
    assert made == Redlines(errors=(f"{said}:", f"{DOE}:12: no such day [date]"))
    assert not (here.root / "build").exists()


def test_git_does_not_see_the_folders_into_which_redlines_go() -> None:
    """Addresses are not masked in them: `--out redlines` stands in docs/redline.md."""
    assert "--out redlines\n" in (ROOT / "docs" / "redline.md").read_text("utf-8")
    assert {"/build/", "/redlines/"} <= {*(ROOT / ".gitignore").read_text("utf-8").splitlines()}


def test_the_task_writes_the_redlines_of_a_real_filing(tmp_path: Path) -> None:
    made = history(tmp_path / "firm")
    for name in ("redwell", "schemas", "templates"):
        shutil.copytree(ROOT / name, made.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("tasks.py", "pyproject.toml", ".gitignore"):
        shutil.copy(ROOT / name, made.root)
    filing = "filings/tecogen/2013-10-01-panora-form3.yaml"
    text = (ROOT / filing).read_text("utf-8")
    made.save({filing: text})
    text = "".join(line for line in text.splitlines(True) if "hash" not in line and "2013-09-23" not in line)
    made.save({filing: text.replace("163350", "163500").replace("Bonnie J. Brown", "Mark Vranesh")})
    command = [sys.executable, "-m", "invoke", "redline", "--base", "HEAD~1", "--filing", filing]
    done = subprocess.run(command, cwd=made.root, capture_output=True, text=True, check=False)
    out = "build/tecogen/2013-10-01-panora-form3-redline"
    documents = ("form3.redline", "power-of-attorney.redline")
    wanted = ", ".join(f"{out}/{name}.{suffix}" for name in documents for suffix in ("docx", "pdf"))
    assert (done.stdout, done.stderr, done.returncode) == (f"wrote {wanted}\n", "", 0)
    power = changes((made.root / out / "power-of-attorney.redline.docx").read_bytes())
    assert power[:2] == [("del", "Bonnie J. Brown"), ("ins", "Mark Vranesh")]
    (made.root / "docs").mkdir()
    command = [*command[:-1], f"../{filing}"]
    done = subprocess.run(command, cwd=made.root / "docs", capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == (f"unchanged: {wanted}\n", "", 0)
    made.write({filing: text.replace("date_of_event: 2013-10-01", "date_of_event: 2013-10-32")})
    made.save({})
    made.write({filing: text})
    done = subprocess.run(
        [*command, "--head", "HEAD"], cwd=made.root / "docs", capture_output=True, text=True, check=False
    )
    first, second, *_ = done.stdout.splitlines()
    assert first == f"{filing}: in HEAD it has errors, so that no document is made of it:"
    assert re.fullmatch(rf"{re.escape(filing)}:4: .* \[[\w-]+\]", second)
    assert (done.stderr, done.returncode) == ("", 1)
    # Its folder is no filing's: a build leaves it alone.
    command = [sys.executable, "-m", "invoke", "build", "--quiet", "--today", "2013-10-02"]
    subprocess.run(command, cwd=made.root, capture_output=True, check=True)
    assert len(list((made.root / out).iterdir())) == 4
