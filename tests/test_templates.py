"""Templates are the firm's to edit: a mistake in one is a problem with its file, never a traceback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any
from zipfile import ZipFile

import pytest

from redwell.builds import builder, rendering
from redwell.builds.builder import BuildJob
from redwell.check.filing import check_filing
from redwell.documents import docx, filters, htm, pdf, txt
from redwell.documents.environment import _COMPILED, MOST_COMPILED, environment
from redwell.files import discovery
from tests.plain import plain_pages
from tests.test_build import ROOT, SEED, Silent, write

FORM, STYLE, WORD = "form3/form3.html.j2", "form3/form3.css", "form3/form3.docx"
LAYOUT = "shared/form.html.j2"
XML, HEAD = "form3/form3.xml.j2", "shared/ownership.xml.j2"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two filings beside templates to be changed."""
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for client in ("acme", "zenith"):
        write(tmp_path, f"filings/{client}/2026-05-04-doe-form3.yaml")
    return tmp_path


def mistakes(root: Path) -> list[str]:
    """Return the problems of each filing in a build: file, line and message."""
    job = BuildJob(root=root, home=root, record=root / "filings", out=root / "build")
    result = builder.build_record(job, Silent())
    return [
        f"{problem.place.file}:{problem.place.line}: {problem.message}"
        for problem in builder.problems_of(result)
        if problem.severity == "error" and problem.place
    ]


def appended(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(file.read_text("utf-8") + text, "utf-8")


def replaced(old: str, new: str) -> Callable[[Path], object]:
    def change(file: Path) -> None:
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    return change


def no_document(file: Path) -> None:
    with ZipFile(file, "w") as packed:
        packed.writestr("letter.txt", "Dear all")


def broken_xml(file: Path) -> None:
    with ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content.replace(b"</w:body>", b""))


def line_of(text: str, name: str) -> int:
    lines = (ROOT / "templates" / name).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


LAST = len((ROOT / "templates" / STYLE).read_text("utf-8").splitlines()) + 1


def leads_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere.css")


MISTAKES: dict[str, tuple[str, Callable[[Path], object], str, str]] = {
    "a name that is none": (
        HEAD,
        replaced("issuer.cik", "isuer.cik"),
        f"{HEAD}:{line_of('issuer.cik', HEAD)}",
        "form3.xml cannot be made: 'isuer' is undefined",
    ),
    "a condition that is none": (
        XML,
        lambda file: file.write_text("{% if %}", "utf-8"),
        f"{XML}:1",
        "form3.xml cannot be made: Expected an expression, got 'end of statement block'",
    ),
    "a property that is none": (
        STYLE,
        appended("p { colour: red }\n"),
        f"{STYLE}:{LAST}",
        f"form3.pdf cannot be made: Ignored `colour: red ` at {LAST}:5, unknown property.",
    ),
    "a style sheet that is a link to nowhere": (
        STYLE,
        leads_nowhere,
        f"{STYLE}:1",
        "form3.pdf cannot be made: the file cannot be read: no such file or directory",
    ),
    "a style sheet in another encoding": (
        STYLE,
        lambda file: file.write_bytes(b"/* \xe9 */"),
        f"{STYLE}:1",
        "form3.pdf cannot be made: the file is not text in UTF-8",
    ),
    "a tag that is not closed": (
        LAYOUT,
        replaced('<h2 class="statement">', '<div>\n<h2 class="statement">'),
        f"{LAYOUT}:{line_of('{% block statement %}', LAYOUT)}",
        "form3.pdf cannot be made: mismatched tag: '<div>' is closed by '</body>'",
    ),
    "a paragraph that is not closed": (
        LAYOUT,
        replaced("<h2>Signatures</h2>", "<p>Signatures"),
        f"{LAYOUT}:{line_of('<h2>Signatures</h2>', LAYOUT)}",
        "form3.pdf cannot be made: mismatched tag: '<p>Signatures' is closed by '</body>'",
    ),
    "an entity that XML does not know": (
        LAYOUT,
        replaced("<h2>Signatures</h2>", "<h2>Signatures&nbsp;</h2>"),
        f"{LAYOUT}:{line_of('<h2>Signatures</h2>', LAYOUT)}",
        "form3.pdf cannot be made: undefined entity in '<h2>Signatures&nbsp;</h2>'",
    ),
    "a filter for something else": (
        FORM,
        replaced("{{ issuer.name }}", "{{ issuer.name | us_date }}"),
        f"{FORM}:{line_of('{{ issuer.name }}', FORM)}",
        "form3.pdf cannot be made: us_date takes a date, not str",
    ),
    "a filter with a column that is none": (
        LAYOUT,
        replaced("<h2>Signatures</h2>", "<h2>{{ owners | figure_slots('amout', 9) }}</h2>"),
        f"{LAYOUT}:{line_of('<h2>Signatures</h2>', LAYOUT)}",
        'form3.pdf cannot be made: figure_slots: the rows have no column "amout"',
    ),
    "a calculation with a text": (
        LAYOUT,
        replaced("<h2>Signatures</h2>", "<h2>{{ author + 1 }}</h2>"),
        f"{LAYOUT}:{line_of('<h2>Signatures</h2>', LAYOUT)}",
        'form3.pdf cannot be made: TypeError: can only concatenate str (not "int") to str',
    ),
    "a template that all share": (
        "shared/base.html.j2",
        replaced("{{ author }}", "{{ autor }}"),
        f"shared/base.html.j2:{line_of('{{ author }}', 'shared/base.html.j2')}",
        "form3.pdf cannot be made: 'autor' is undefined",
    ),
    "a document for Word that is no zip": (
        WORD,
        lambda file: file.write_bytes(b"not a zip"),
        f"{WORD}:1",
        "form3.docx cannot be made: Word could not open it: File is not a zip file",
    ),
    "a document for Word that is another zip": (
        WORD,
        no_document,
        f"{WORD}:1",
        "form3.docx cannot be made: Word could not open it: "
        "\"There is no item named '[Content_Types].xml' in the archive\"",
    ),
    "a document for Word whose XML is broken": (
        WORD,
        broken_xml,
        f"{WORD}:1",
        "form3.docx cannot be made: Word could not open it: Opening and ending tag mismatch: ",
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_in_a_template_is_one_problem_of_each_filing(kind: str, repository: Path) -> None:
    name, change, place, message = MISTAKES[kind]
    if name == WORD:
        plain_pages(repository)
    change(repository / "templates" / name)
    found = mistakes(repository)
    assert len(found) == 2
    assert all(each.startswith(f"templates/{place}: {message}") for each in found), found


@pytest.mark.parametrize("name", ["form3.docx", "form3.pdf"])
def test_a_bug_in_a_filter_is_no_fault_of_the_template(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: str) -> str:
        return value[len(value)]

    # As a function of ours: only its file tells whose it is.
    ours = FunctionType(broken.__code__.replace(co_filename=filters.__file__), {})
    for made in (environment(ROOT), docx._environment()):
        monkeypatch.setitem(made.filters, "us_date", lambda _: ours("a"))
    # A macro that was imported keeps its filters as long as its environment is kept.
    monkeypatch.setattr(pdf, "_environment", pdf._environment.__wrapped__)
    checked = check_filing(discovery.entry(ROOT / SEED, ROOT), ROOT, ROOT)
    assert checked.filing
    found = [each for each in checked.form.documents(checked.filing, "Jane Doe") if each.name == name]
    with pytest.raises(IndexError):
        rendering.each_rendered([replace(each, attachment=None) for each in found], ROOT, ROOT)


@pytest.mark.parametrize("first", [htm, txt])
def test_a_macro_of_a_firm_is_escaped_in_html_and_not_in_text(first: Any, tmp_path: Path) -> None:
    """Both pages import it, and the process keeps what it has compiled."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "firm.j2").write_text("{% macro name(said) %}{{ said }}{% endmacro %}", "utf-8")
    page = "{% from 'firm.j2' import name %}{{ name('AT&T <x>') }}"
    (folder / "page.j2").write_text(page, "utf-8")
    made = {each: each.render("page.j2", {}, home=tmp_path) for each in (first, htm, txt)}
    assert made == {htm: b"AT&amp;T &lt;x&gt;\n", txt: b"AT&T <x>"}


def test_templates_that_are_saved_again_and_again_are_not_all_kept(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    path = tmp_path / "templates/page.j2"
    made = environment(tmp_path)
    for n in range(2 * MOST_COMPILED):
        path.write_text(f"{n}", "utf-8")
        os.utime(path, (n, n))
        assert made.get_template("page.j2").render() == f"{n}"
    assert len(_COMPILED._codes) == MOST_COMPILED
