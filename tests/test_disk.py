"""Files are opened in one place: regular ones, inside their folder, within a size; no link is written to."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from jinja2 import TemplateError

from redwell.documents.renderer import BrokenTemplate, render
from redwell.documents.text import file_text
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError, NoFileError
from redwell.files.reader import OutsideFileError, read_inside
from redwell.settings import read_settings
from tests.drafts import SIGNED
from tests.redwell_program import Run

DOE = "filings/acme/doe.yaml"
POWER = """\
powers_of_attorney:
- {grantor: DOE JANE, company: ACME CORP, capacity: director, attorneys_in_fact: [JOHN ROE]}
"""
HUGE = 3 << 30
PIPE = "this is a pipe or a device, and only files are read"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, HUGE)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one filing."""
    (tmp_path / "firm/filings/acme").mkdir(parents=True)
    (tmp_path / "firm" / DOE).write_text(SIGNED, "utf-8")
    (tmp_path / "firm/.git").mkdir()
    return tmp_path / "firm"


@pytest.fixture
def redwell(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(root, monkeypatch, capsys)


# --- reading ---


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (pipe, PIPE),
        (endless, PIPE),
        (circle, "too many levels of symbolic links"),
        (Path.mkdir, "this is a folder"),
        (lambda path: None, "no such file or directory"),
    ],
)
def test_only_a_regular_file_is_read(tmp_path: Path, made: Callable[[Path], object], said: str) -> None:
    made(tmp_path / "a")
    with pytest.raises(NoFileError) as refused:
        disk.read_file(tmp_path / "a", 10)
    assert disk.cause(refused.value) == said
    assert refused.value.filename == f"{tmp_path / 'a'}"
    assert (disk.read_plain(tmp_path / "a", 10), disk.hash_of(tmp_path / "a")) == (None, None)
    assert not disk.holds(tmp_path / "a", b"")


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "a/b"])
def test_a_name_that_no_file_can_have_leads_to_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(NoFileError):
        disk.read_file(tmp_path / name, 10)
    with pytest.raises(NoFileError):
        read_inside(tmp_path, name, 10)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge(tmp_path / "a")
    with pytest.raises(LargeFileError) as refused:
        disk.read_file(tmp_path / "a", 10)
    assert str(refused.value) == "3,221,225,472 bytes: at most 10 are read here; is it the right file"
    assert (disk.read_plain(tmp_path / "a", 10), disk.hash_of(tmp_path / "a", 10)) == (None, None)


def test_a_link_is_followed_only_where_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").write_text("theirs", "ascii")
    (tmp_path / "inside/real").write_text("ours", "ascii")
    (tmp_path / "inside/link").symlink_to("real")
    (tmp_path / "inside/out").symlink_to("../outside")
    assert read_inside(tmp_path / "inside", "link", 10) == b"ours"
    assert disk.read_plain(tmp_path / "inside/link", 10) is None
    with pytest.raises(OutsideFileError):
        read_inside(tmp_path / "inside", "out", 10)


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (pipe, "file-unreadable", f"the file cannot be read: {PIPE}"),
        (circle, "file-unreadable", "the file cannot be read: this link leads in a circle"),
        (
            endless,
            "file-outside",
            "the file is a link to a place outside its folder: put the filing itself here",
        ),
        (
            huge,
            "file-too-large",
            "this file has 3,221,225,472 bytes, and a filing at most 1,000,000: is it the right file?",
        ),
    ],
)
def test_a_filing_that_is_no_file_is_a_problem_and_the_others_are_checked(
    root: Path, redwell: Run, made: Callable[[Path], object], code: str, said: str
) -> None:
    made(root / "filings/acme/z.yaml")
    exit_code, output, errors = redwell("check", "--today", "2026-05-05")
    assert (exit_code, errors) == (1, "")
    assert f"filings/acme/z.yaml:1:1: error [{code}]\n  {said}\n" in output
    assert output.endswith("1 error, 1 warning in 2 files; 2 filings checked\n")


@pytest.mark.parametrize("made", [pipe, circle, endless, huge])
@pytest.mark.parametrize("key", ["exhibits: [{type: EX-99, file: a.txt}]", "sources: [a.txt]"])
def test_a_file_that_a_filing_names_and_that_is_no_file_is_a_problem(
    root: Path, redwell: Run, made: Callable[[Path], object], key: str
) -> None:
    (root / DOE).write_text(f"{SIGNED}{key}\n", "utf-8")
    made(root / "filings/acme/a.txt")
    exit_code, output, errors = redwell("check", "--today", "2026-05-05")
    assert (exit_code, errors) == (1, "")
    assert "error [exhibit-" in output or "error [source-" in output
    assert "1 filing checked" in output


def test_an_exhibit_that_is_a_circle_of_links_is_not_said_to_be_missing(root: Path, redwell: Run) -> None:
    (root / DOE).write_text(f"{SIGNED}exhibits: [{{type: EX-99, file: a.txt}}]\n", "utf-8")
    circle(root / "filings/acme/a.txt")
    said = "\n  a.txt cannot be read: this link leads in a circle: put the file itself there\n"
    assert said in redwell("check", "--today", "2026-05-05")[1]


@pytest.mark.parametrize("name", ["form3.xml.j2", "form3.docx"])
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (pipe, f"the file cannot be read: {PIPE}"),
        (endless, "the file is outside of templates/: a template reads only files in there"),
        (
            huge,
            "the file has 3,221,225,472 bytes: at most 20,000,000 are read here; is it the right file?",
        ),
    ],
)
def test_a_template_of_the_firm_that_is_no_file_is_refused(
    root: Path, name: str, made: Callable[[Path], object], said: str
) -> None:
    (root / "templates").mkdir()
    made(root / "templates" / name)
    with pytest.raises((TemplateError, BrokenTemplate), match=re.escape(said)):
        render(name.removesuffix(".j2"), name, {}, home=root)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (pipe, f"the file cannot be read: {PIPE}"),
        (endless, "the file is outside of templates/: a template reads only files in there"),
        (
            huge,
            "the file has 3,221,225,472 bytes: at most 1,000,000 are read here; is it the right file?",
        ),
    ],
)
def test_a_wording_of_the_firm_that_is_no_file_is_a_problem(
    root: Path, redwell: Run, made: Callable[[Path], object], said: str
) -> None:
    (root / DOE).write_text(f"{SIGNED}{POWER}", "utf-8")
    (root / "templates/power_of_attorney").mkdir(parents=True)
    made(root / "templates/power_of_attorney/wording.yaml")
    exit_code, output, errors = redwell("check", "--today", "2026-05-05")
    assert (exit_code, errors) == (1, "")
    assert f"templates/power_of_attorney/wording.yaml:1:1: error [template]\n  {said}\n" in output
    assert "1 filing checked" in output


def test_templates_behind_a_link_out_of_the_repository_are_refused(root: Path) -> None:
    (root.parent / "elsewhere/form3").mkdir(parents=True)
    (root.parent / "elsewhere/form3/form3.xml.j2").write_text("theirs", "utf-8")
    (root / "templates").symlink_to("../elsewhere")
    said = "templates/ is a link that leads out of this repository: put the folder itself there"
    with pytest.raises(TemplateError, match=said):
        render("form3.xml", "form3/form3.xml.j2", {}, home=root)


def test_a_folder_of_filings_may_be_a_link_only_inside_the_repository(root: Path, redwell: Run) -> None:
    (root / "filings").rename(root / "kept")
    (root / "filings").symlink_to("kept")
    assert redwell("check", "--today", "2026-05-05")[0] == 0
    (root / "kept").rename(root.parent / "elsewhere")
    (root / "filings").unlink()
    (root / "filings").symlink_to("../elsewhere")
    said = (
        "filings: a link leads out of this repository, and nothing behind it is read: put the folder itself "
        "there\n"
    )
    for arguments in (["check"], ["check", DOE], ["build"], ["build", DOE]):
        assert redwell(*arguments) == (2, "", said), arguments


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (pipe, f"pyproject.toml cannot be read: {PIPE}"),
        (circle, "pyproject.toml cannot be read: this link leads in a circle"),
        (endless, "pyproject.toml is a link that leads out of this repository: put the file there"),
        (huge, "pyproject.toml is larger than 65,536 bytes"),
    ],
)
def test_settings_that_are_no_file_are_misuse(root: Path, made: Callable[[Path], object], said: str) -> None:
    made(root / "pyproject.toml")
    with pytest.raises(Misuse) as refused:
        read_settings(root)
    assert str(refused.value) == said


LONG = "x" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", LONG),
        ("build", f"{LONG}.yaml"),
        ("import", LONG),
        ("import", DOE, "--out", LONG),
        ("redline", LONG),
        ("new", "--client", LONG, "--owner", "DOE", "--date", "2026-05-04"),
        ("check", "--filings", LONG),
        ("build", "--out", LONG),
        ("open", LONG),
        ("review", "--out", LONG),
        ("build", "--compare", LONG),
    ],
)
def test_a_name_that_is_too_long_is_one_sentence(redwell: Run, arguments: tuple[str, ...]) -> None:
    exit_code, output, errors = redwell(*arguments)
    assert exit_code in {1, 2}
    assert len((output + errors).splitlines()) == 1 or "xml-broken" in errors
    assert "too long" in errors or "no such" in errors or "xml-broken" in errors


def test_a_carriage_return_in_a_broken_document_is_a_line_end(root: Path, redwell: Run) -> None:
    (root / "x.xml").write_bytes(b'<?xml version="1.0"?>\r<ownershipDocument>\r\r<a>\r\n\r</b>')
    assert redwell("import", "x.xml") == (
        1,
        "",
        "x.xml:6:3: error [xml-broken]\n"
        "  this end tag does not match its start tag: is something missing above?\n"
        "       6 | </b>\n"
        "         |   ^^\n",
    )


# --- writing ---


@pytest.mark.parametrize("has_nameless", [True, False])
def test_a_file_is_created_whole_and_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_nameless: bool
) -> None:
    monkeypatch.setattr(disk, "_HAS_NAMELESS", has_nameless and disk._HAS_NAMELESS)
    disk.create(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("a", "link"):
        with pytest.raises(FileExistsError):
            disk.create(tmp_path / name, b"newer")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "link"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_file_is_created_where_a_file_has_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    disk.create(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


def test_what_a_killed_process_left_is_removed_a_minute_later(tmp_path: Path) -> None:
    old, young, other = (tmp_path / f".{name}{disk.PART}" for name in ("a.0123", "a.4567", "b.0123"))
    for path in (old, young, other):
        path.touch()
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    disk.create(tmp_path / "a", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [young.name, other.name, "a"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full: make room, then run this again"),
        (errno.EROFS, "this place is read-only, and nothing can be written there"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_a_file_that_cannot_be_written_is_one_sentence(
    redwell: Run, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", refuse)
    arguments = ("new", "--client", "acme", "--owner", "ROE MARY", "--date", "2026-05-04")
    assert redwell(*arguments) == (1, "", f"filings/acme/2026-05-04-roe-mary-form3.yaml: {said}\n")
    assert [path.name for path in (redwell.root / "filings/acme").iterdir()] == ["doe.yaml"]


@pytest.mark.parametrize("read", ["template", "words"])
def test_a_small_word_file_with_huge_parts_is_refused(tmp_path: Path, read: str) -> None:
    (tmp_path / "templates").mkdir()
    path = tmp_path / "templates/bomb.docx"
    with ZipFile(path, "w", ZIP_DEFLATED) as parts, parts.open("word/document.xml", "w") as part:
        for _ in range(101):
            part.write(b" " * 1_000_000)
    assert path.stat().st_size < 200_000
    said = "its parts have 101,000,000 bytes: at most 100,000,000 are read here; is it the right file?"
    with pytest.raises((BrokenTemplate, Misuse)) as refused:
        render("bomb.docx", "bomb.docx", {}, home=tmp_path) if read == "template" else file_text(path)
    assert str(refused.value).removeprefix(f"{path}: ") == said
