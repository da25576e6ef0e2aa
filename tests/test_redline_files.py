"""The task redline: which filing of which revisions, whose changes, and what is written where."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

import redwell
from redwell.files.discovery import Misuse
from redwell.git.repository import Repository
from redwell.redline import redlines
from redwell.redline.authors import Authors, user
from redwell.redline.redlines import RedlineOrder, Redlines
from tests import warm
from tests.clones import SEED
from tests.redlines import W, changes, roots
from tests.repositories import ALONE, History, history, needs_git
from tests.test_docx import seed

pytestmark = needs_git
ROOT = redwell.home()
DOE = "filings/acme/2026-05-04-doe-form3.yaml"
OUT = "build/acme/2026-05-04-doe-form3-redline"
NUMBER = [("del", "163,350"), ("ins", "163,500")]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[History]:
    """A filing on the main branch, and an edit of it by somebody else on a branch."""
    made = history(tmp_path / "firm")
    made.save({".gitignore": "build/\n", DOE: seed()})
    made.branch("request")
    made.author = "Rebecca Stone"
    made.save({DOE: seed().replace("163350", "163500")})
    made.author = "Somebody Else"
    made.save({"notes.txt": "of another matter"})
    yield made
    made.git("fsck", "--no-dangling")


def order(here: History, filing: str = DOE, **wanted: object) -> RedlineOrder:
    given = {"base": "main", "head": None, "out": None, **wanted}
    return RedlineOrder(
        root=here.root,
        home=ROOT,
        filing=filing,
        build=here.root / "build",
        today=date(2026, 5, 20),
        author="Firm LLP",
        **given,  # type: ignore[arg-type]  # by name
    )


def redline(here: History, filing: str = DOE, **wanted: object) -> Redlines:
    return redlines.redline(order(here, filing, **wanted))


def names(here: History, made: Redlines) -> list[str]:
    return [path.relative_to(here.root).as_posix() for path in made.written]


def test_a_word_document_and_a_pdf_are_written_once_beside_the_documents(here: History) -> None:
    made = redline(here)
    assert names(here, made) == [f"{OUT}/form3.redline.docx", f"{OUT}/form3.redline.pdf"]
    assert (made.notes, made.errors) == ((), ())
    word, pdf = made.written
    assert changes(word.read_bytes()) == NUMBER
    found = roots(word.read_bytes())["word/document.xml"].iter(f"{W}ins", f"{W}del")
    # Of the commit that changed the filing, not of a later one that has nothing to do with it.
    assert {(each.get(f"{W}author"), each.get(f"{W}date")) for each in found} == {
        ("Rebecca Stone", "2026-05-04T14:00:00Z")
    }
    text = " ".join(PdfReader(pdf).pages[0].extract_text().split())
    first = here.head("main")[:7]
    said = f"Before: main ({first}) · Now: the working tree · Changes by Rebecca Stone, May 4, 2026"
    assert said in text
    assert re.search(r"163,350 ?163,500", text)
    assert sorted(path.name for path in word.parent.iterdir()) == ["form3.redline.docx", "form3.redline.pdf"]


def test_a_filing_of_one_side_is_inserted_or_deleted_as_a_whole(here: History) -> None:
    roe = "filings/acme/2026-05-05-roe-form3.yaml"
    here.save({roe: seed()})
    made = redline(here, roe)
    documents = ("form3.docx", "power-of-attorney.docx")
    assert made.notes == tuple(
        f"{each} is only in the working tree: all of it is inserted" for each in documents
    )
    assert {kind for kind, _ in changes(made.written[0].read_bytes())} == {"ins"}
    here.save({DOE: None, roe: None})
    made = redline(here)
    whole = [note for note in made.notes if "only in" in note]
    assert whole == [f"{each} is only in main: all of it is deleted" for each in documents]
    assert {kind for kind, _ in changes(made.written[0].read_bytes())} == {"del"}


def test_a_renamed_filing_is_followed_from_either_name_and_several_authors_are_named(here: History) -> None:
    """In a note and in the PDF; what a filing became is compared with it, be it an amendment."""
    new = "filings/acme/2026-05-05-doe-form3.yaml"
    here.git("mv", DOE, new)
    here.commit("Rename")
    made = redline(here, DOE)
    assert changes(made.written[0].read_bytes()) == NUMBER
    amendment = "\namendment:\n  original_filed: 2013-10-08\n"
    text = (here.root / new).read_text("utf-8")
    here.author = "Ann Clerk"
    here.save({new: text.replace('form: "3"', 'form: "3/A"') + amendment})
    made = redline(here, new)
    assert [path.name for path in made.written] == ["form3a.redline.docx", "form3a.redline.pdf"]
    assert ("ins", "163,500") in changes(made.written[0].read_bytes())
    assert made.notes == (
        "form3a.docx: 3 people changed it (Ann Clerk, Somebody Else, Rebecca Stone); each change bears the "
        "name of the last, Ann Clerk",
    )
    text = " ".join(PdfReader(made.written[1]).pages[0].extract_text().split())
    assert "Changes by the last of 3 authors: Ann Clerk, May 4, 2026" in text


def test_nothing_is_written_if_no_document_differs(here: History) -> None:
    here.write({DOE: seed().replace("163350", "163500") + "# a comment\n"})
    assert redline(here, base="HEAD") == Redlines()
    assert not (here.root / "build").exists()


def test_errors_in_an_older_revision_are_reported(here: History) -> None:
    here.save({DOE: seed().replace("2013-10-01", "2013-10-32", 1)})
    here.save({DOE: seed().replace("163350", "163500")})
    made = redline(here, head="HEAD~1")
    first, second, *_ = made.errors
    assert first == f"{DOE}: in HEAD~1 it has errors, so that no document is made of it:"
    assert re.fullmatch(rf"{re.escape(DOE)}:\d+: .* \[[\w-]+\]", second)
    assert (made.written, (here.root / "build").exists()) == ((), False)


def test_an_impossible_request_gives_one_sentence(here: History) -> None:
    roe = "filings/acme/2026-05-04-dow-form3.yaml"
    for given, why in (
        ({"filing": roe}, f'--filing {roe}: no such filing in either revision; did you mean "{DOE}"?'),
        ({"base": "nowhere"}, "--base nowhere: no such revision"),
        ({"out": here.root / "notes.txt"}, "--out notes.txt: this is a file; name a folder"),
        *(
            (
                {"out": here.root / place},
                f"--out {place}: nothing is written into {kept}: choose another folder",
            )
            for place, kept in (("filings/acme", "filings"), ("filings", "filings"), (".git/x", ".git"))
        ),
    ):
        with pytest.raises(Misuse) as error:
            redline(here, **given)  # type: ignore[arg-type]  # by name
        assert f"{error.value}" == why
    assert not (here.root / "build").exists()


# --- whose changes they are ---


def author(
    here: History,
    base: str,
    head: str | None = None,
    *,
    folder: str = "form3",
    is_form: bool = True,
    user: str = "Firm LLP",
) -> tuple[str, str, tuple[str, ...]]:
    with Repository(here.root) as repository:
        authors = Authors(repository, repository.resolve(base, head), (DOE, DOE))
        found = authors.of(folder, user, date(2026, 5, 20), is_form=is_form)
    return found.name, f"{found.when:%Y-%m-%dT%H:%M}", found.all


def test_the_time_is_that_on_the_authors_clock(here: History) -> None:
    here.write({DOE: seed().replace("163350", "170000")})
    here.git("add", "--all")
    late = "2026-05-09T23:30:00-0400"
    here.git("-c", "user.name=x", "commit", "--quiet", "--message", "late", "--date", late)
    assert author(here, "main") == (
        "Somebody Else",
        "2026-05-09T23:30",
        ("Somebody Else", "Rebecca Stone"),
    )


def test_uncommitted_changes_have_todays_date_and_the_users_name(here: History) -> None:
    here.write({DOE: seed().replace("163350", "170000")})
    assert author(here, "HEAD") == ("Firm LLP", "2026-05-20T00:00", ("Firm LLP",))
    here.git("config", "user.name", "Ann \u202eClerk")
    assert user(here.root) == "Ann Clerk"


def test_the_author_is_the_person_who_changed_the_documents_sources(here: History) -> None:
    """The filing and its templates for the form; for a power also the files that the filing names."""
    wording = "filings/acme/wording.yaml"
    here.save({DOE: f"powers_of_attorney:\n  - wording: {wording}\n", wording: "a"})
    base = here.head()
    for name, files in {
        "Rebecca Stone": {DOE: f"form: '3'\npowers_of_attorney:\n  - wording: {wording}\n"},
        "Ann Clerk": {wording: "b"},
        "Bob Tailor": {"templates/form3/form3.docx": "x"},
        "Carl Cutter": {"templates/power_of_attorney/wording.yaml": "x"},
        "Dan Coder": {"redwell/review.py": "x"},
    }.items():
        here.author = name
        here.save({**files})
    assert author(here, base)[2] == ("Bob Tailor", "Rebecca Stone")
    power = author(here, base, folder="power_of_attorney", is_form=False)
    assert power[2] == ("Carl Cutter", "Ann Clerk", "Rebecca Stone")
    here.write({"templates/shared/page.css": "x"})
    assert author(here, base)[2] == ("Firm LLP", "Bob Tailor", "Rebecca Stone")


@pytest.mark.parametrize(
    ("legend", "said"),
    [
        ("<p>{{ who }}</p>", ":1: form3.redline.pdf cannot be made: 'who' is undefined [template]"),
        (
            "<p>\n{% if %}</p>",
            ":2: form3.redline.pdf cannot be made: Expected an expression, got 'end of statement block' "
            "[template]",
        ),
        (
            "<p>",
            ":1: form3.redline.pdf cannot be made: no element found in '<p>' [template]",
        ),
    ],
)
def test_an_error_in_the_firms_legend_is_told_and_nothing_is_written(
    here: History, legend: str, said: str
) -> None:
    here.write({"templates/redline/redline.html.j2": legend})
    made = redline(here)
    assert made.errors == ("error: no redline is made:", f"templates/redline/redline.html.j2{said}")
    assert not made.written
    assert not (here.root / OUT).exists()


# --- what is written where ---

FILES = {"form3.redline.docx": b"word", "form3.redline.pdf": b"pdf"}


def put(folder: Path) -> dict[str, bool]:
    return {path.name: is_new for path, is_new in redlines.put(folder, FILES)}


def test_an_edited_redline_is_not_overwritten(tmp_path: Path) -> None:
    assert put(tmp_path) == {"form3.redline.docx": True, "form3.redline.pdf": True}
    assert put(tmp_path) == {"form3.redline.docx": False, "form3.redline.pdf": False}
    (tmp_path / "form3.redline.pdf").unlink()
    assert put(tmp_path) == {"form3.redline.docx": False, "form3.redline.pdf": True}
    (tmp_path / "form3.redline.docx").write_bytes(b"with a comment of the partner")
    second = {"form3.redline-2.docx": True, "form3.redline-2.pdf": True}
    assert put(tmp_path) == second
    assert (tmp_path / "form3.redline.docx").read_bytes() == b"with a comment of the partner"
    assert put(tmp_path) == dict.fromkeys(second, False)


def test_a_redline_that_appears_during_writing_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = tmp_path / "form3.redline.docx"
    real = os.fsync

    def late(number: int) -> None:
        real(number)
        if not word.exists():
            word.write_bytes(b"of somebody else")

    monkeypatch.setattr(os, "fsync", late)
    assert put(tmp_path) == {"form3.redline-2.docx": True, "form3.redline-2.pdf": True}
    assert word.read_bytes() == b"of somebody else"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "form3.redline-2.docx",
        "form3.redline-2.pdf",
        "form3.redline.docx",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o027, 0o640), (0o022, 0o644)])
def test_a_redline_has_the_users_normal_permissions(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        put(tmp_path)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {mode}


def test_git_does_not_see_the_folders_into_which_redlines_go() -> None:
    """They hold addresses: `--out redlines` stands in docs/redline.md."""
    assert "--out redlines\n" in (ROOT / "docs" / "redline.md").read_text("utf-8")
    assert {"/build/", "/redlines/"} <= {*(ROOT / ".gitignore").read_text("utf-8").splitlines()}


# --- the command ---


@pytest.mark.full
def test_the_task_writes_the_redlines_of_a_real_filing(tmp_path: Path) -> None:
    text = (ROOT / SEED).read_text("utf-8")
    text = "".join(line for line in text.splitlines(True) if "hash" not in line and "2013-09-23" not in line)
    here = history(tmp_path / "firm")
    here.save(
        {name: (ROOT / name).read_bytes() for name in (SEED, "tasks.py", "pyproject.toml", ".gitignore")}
    )
    longer = text.replace("    forms: [3, 4, 5]\n", "    forms: [3, 4, 5]\n    clauses: [indemnity]\n")
    here.save({SEED: longer.replace("163350", "163500").replace("Bonnie J. Brown", "Mark Vranesh")})
    out = "build/tecogen/2013-10-01-panora-form3-redline"
    documents = ("form3.redline", "power-of-attorney.redline")
    wanted = ", ".join(f"{out}/{name}.{suffix}" for name in documents for suffix in ("docx", "pdf"))
    (here.root / "docs").mkdir()
    for folder, filing, said in (("", SEED, "wrote"), ("docs", f"../{SEED}", "unchanged:")):
        done = warm.invoke(here.root / folder, "redline", "--base", "HEAD~1", "--filing", filing)
        assert (done.stdout, done.stderr, done.returncode) == (f"{said} {wanted}\n", "", 0)
    power = changes((here.root / out / "power-of-attorney.redline.docx").read_bytes())
    assert power[:2] == [("del", "Bonnie J. Brown"), ("ins", "Mark Vranesh")]
    assert power[2][1].startswith("The undersigned agrees that each such attorney-in-fact may rely")
    assert power[3:] == [
        ("del", "23rd"),
        ("ins", "____"),
        ("del", "September, 2013"),
        ("ins", "__________, 20__"),
        ("del", "/s/ Robert A. Panora"),
    ]
    # That its lines are closer now, to fit two pages, is no change.
    assert b"PrChange" not in ZipFile(here.root / out / f"{documents[1]}.docx").read("word/document.xml")
    # The folder belongs to no filing: a build leaves it alone.
    assert warm.invoke(here.root, "build", "--quiet", "--today", "2013-10-02").returncode == 0
    assert len(list((here.root / out).iterdir())) == 4
