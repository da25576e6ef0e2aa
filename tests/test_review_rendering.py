"""Both sides rendered by this Redwell: what templates of a request can and cannot do, and what differs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

import redwell
from redwell.problems import Place, Problem
from redwell.review import documents, rendering, worker
from redwell.review.model import FilingReview, Output, Review, Revision
from redwell.review.outputs import outputs, pairs
from redwell.review.rendering import Rendered, Task
from redwell.review.sides import Side
from redwell.review.worker import Ended, Worker
from redwell.text.diff import Run
from tests.plain import plain_pages
from tests.repositories import needs_git
from tests.sample import some
from tests.story import FIRST as WHOLE
from tests.story import FORM, ROOT, WORDING, changed, with_code, with_plain_pages
from tests.test_review import begun, one, reviewed

pytestmark = needs_git
XML = "templates/form3/form3.xml.j2"
FIRST = changed(
    WHOLE[: WHOLE.index("\npowers_of_attorney:")],
    "Daniel Okafor\n    for: WHITFIELD ELEANOR R\n    capacity: Attorney-in-Fact",
    "Eleanor R. Whitfield",
)
"""The first filing, signed by the owner: with fewer documents to make."""
ENDLESS = (
    '{% for a in "x" * 99999 %}{% for b in "x" * 99999 %}{% for c in "x" * 99999 %}' + "{% endfor %}" * 3
)
SIZE = '{% set many = "x" * 9999999999 %}{{ many }}'


def template(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def with_template(root: Path, before: str, after: str, filing: str = FIRST, *, pages: bool = False) -> Review:
    """A review of one edit of the form's XML template, and of *filing*; with *pages*, those of the form."""
    told = (with_code if pages else with_plain_pages)(root)
    told.save({FORM: FIRST, XML: before})
    told.write({FORM: filing, XML: after})
    return reviewed(told, is_built=True)


def names(found: FilingReview) -> list[str]:
    return [each.name for each in found.outputs]


# --- templates of both sides ---


def test_a_changed_template_names_each_filing_whose_documents_change(tmp_path: Path) -> None:
    text = template("templates/form3/form3.html.j2")
    told = with_code(tmp_path / "r")
    told.save({FORM: FIRST})
    told.write({"templates/form3/form3.html.j2": changed(text, "Reminder:", "Remember:")})
    review = reviewed(told, is_built=True)
    found = one(review)
    assert (found.change, found.state) == ("affected", "not ready to file")
    assert [each.name for each in found.outputs if each.fate == "changed"] == ["form3.pdf"]
    [pdf] = [each for each in found.outputs if each.name == "form3.pdf"]
    assert [run.text for run in pdf.runs if run.kind != "same"] == ["Reminder", "Remember"]
    assert [(each.what, each.files) for each in review.elsewhere] == [
        ("templates", ("templates/form3/form3.html.j2",))
    ]
    assert review.notes == ()


def test_the_author_of_each_side_is_that_of_its_own_settings(tmp_path: Path) -> None:
    told = with_plain_pages(tmp_path / "r")
    settings = '[tool.redwell]\nauthor = "{}"\n'
    told.save({FORM: FIRST, "pyproject.toml": settings.format("Doe LLP")})
    told.write({"pyproject.toml": settings.format("Roe LLP")})
    found = one(reviewed(told, is_built=True))
    assert found.change == "affected"
    assert {each.name for each in found.outputs if each.fate == "changed"} >= {"form3.pdf", "form3.docx"}
    told.save({})
    told.write({"pyproject.toml": settings.format("Roe LLP") + "[tool.other]\n"})
    assert reviewed(told).filings == ()


def test_a_template_that_the_head_breaks_is_an_error_of_each_filing_that_it_spoils(tmp_path: Path) -> None:
    text = template(XML)
    review = with_template(tmp_path / "r", text, text.replace("periodOfReport>", "dateOfEvent>"), pages=True)
    found = one(review)
    assert found.state == "has errors"
    assert review.verdict == "1 unedited filing has new problems, 1 of these with errors"
    [error] = [each for each in found.problems if each.severity == "error"]
    assert error.code == "not-made"
    assert error.message.startswith(
        f"its own templates make no documents of it: {XML}, line 5: EDGAR would refuse form3.xml"
    )
    [note] = review.notes
    assert note.startswith(
        "templates of the working tree do not fit this Redwell: 1 filing is rendered with the installed "
        f"templates instead ({XML}, line 5: EDGAR would refuse form3.xml"
    )
    assert {each.fate for each in found.outputs} == {"unchanged"}


def test_an_unedited_filing_with_the_same_errors_on_both_sides_is_left_out(tmp_path: Path) -> None:
    text = template(XML)
    told = with_plain_pages(tmp_path / "r")
    told.save({FORM: changed(FIRST, "18420", "-18420")})
    told.write({XML: text.replace("periodOfReport>", "dateOfEvent>")})
    review = reviewed(told, is_built=True)
    assert review.filings == ()
    assert review.notes == ("the documents of 1 unedited filing are the same on both sides",)


@pytest.mark.full
def test_old_templates_on_both_sides_are_not_an_error_of_the_request(tmp_path: Path) -> None:
    old = "{{ of_another_time }}" + template(XML)
    review = with_template(tmp_path / "r", old, old, changed(FIRST, "18420", "18240"))
    found = one(review)
    assert not [each for each in found.problems if each.severity == "error"]
    assert [each.name for each in found.outputs if each.fate == "changed"] == [
        "authentication.pdf",
        "form3.docx",
        "form3.pdf",
        "form3.xml",
    ]
    assert len(review.notes) == 2
    assert all("'of_another_time' is undefined" in note for note in review.notes)


@pytest.mark.full
def test_a_side_without_a_template_is_rendered_with_the_installed_one(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST})
    css = "templates/form3/form3.css"
    told.write({css: f"{template(css)}\nbody {{ color: #222 }}\n", WORDING: template(WORDING)})
    review = reviewed(told, is_built=True)
    assert review.notes == ()
    [found] = review.filings
    assert [each.name for each in found.outputs if each.fate == "changed"] == ["form3.pdf"]


def test_code_of_the_head_is_named_and_never_run(tmp_path: Path) -> None:
    told = with_plain_pages(tmp_path / "r")
    told.save({FORM: FIRST})
    bomb = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n"
    told.write({"redwell/__init__.py": bomb, "tasks.py": bomb, FORM: changed(FIRST, "18420", "18240")})
    review = reviewed(told, is_built=True)
    assert not (tmp_path / "ran").exists()
    assert [(each.what, each.files) for each in review.elsewhere] == [
        ("code", ("redwell/__init__.py", "tasks.py"))
    ]
    assert review.notes == (
        "Redwell's own code or packages changed: both sides are rendered by the installed Redwell, "
        "so this review does not show what that change does to documents",
    )
    assert names(one(review))


# --- hostile templates ---

OUTSIDE = "the file is outside of templates/: a template reads only files in there"


def task(root: Path, name: str, before: str = "") -> Task:
    """The first filing in *root*, with *before* in front of a template of its own."""
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copytree(ROOT / "schemas", root / "schemas")
    plain_pages(root)
    (root / name).write_text(before + template(name), "utf-8")
    (root / FORM).parent.mkdir(parents=True)
    (root / FORM).write_text(FIRST, "utf-8")
    return Task(side=Side(revision=Revision(name="main"), tree="", root=root, home=root), name=FORM)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed templates and schemas, with plain pages."""
    return with_plain_pages(tmp_path_factory.mktemp("home") / "r").root


@pytest.fixture(scope="module")
def sound(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The documents of the first filing, by the installed templates."""
    return rendering.documents(task(tmp_path_factory.mktemp("sound"), XML), home)


@pytest.mark.parametrize(
    ("attack", "why"),
    some(
        [
            ("{{ title.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe."),
            ("{{ lipsum.__globals__ }}", "'lipsum' is undefined"),
            ('{% include "../../pyproject.toml" %}', OUTSIDE),
            ('{% include "/etc/passwd" %}', OUTSIDE),
            ("{% for a in range(9) %}{% endfor %}", "'range' is undefined"),
        ]
    ),
)
def test_a_template_reaches_neither_python_nor_a_file_outside_its_folder(
    tmp_path: Path, home: Path, sound: Rendered, attack: str, why: str
) -> None:
    found = rendering.documents(task(tmp_path, XML, attack), home)
    assert found.misfit
    assert found.misfit.message == f"form3.xml cannot be made: {why}"
    assert found.documents == sound.documents


@pytest.mark.parametrize(
    "style", some(["@import url(file:///etc/passwd);", "html { background: url(/etc/passwd) }"])
)
def test_a_style_sheet_of_a_request_reads_no_file(
    tmp_path: Path, home: Path, sound: Rendered, style: str
) -> None:
    found = rendering.documents(task(tmp_path, "templates/form3/form3.css", style), home)
    assert found.misfit
    assert found.misfit.message.startswith("form3.pdf cannot be made: ")
    assert found.documents == sound.documents


def test_an_endless_template_is_stopped_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 2)
    text = template(XML)
    review = with_template(tmp_path / "r", text, ENDLESS + text)
    found = one(review)
    assert found.notes == ("not all documents of the working tree were made: it takes longer than 2 seconds",)
    assert {each.fate for each in found.outputs} == {"no longer made"}


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system keeps no such limit")
def test_a_template_that_fills_the_memory_is_an_error(tmp_path: Path) -> None:
    text = template(XML)
    review = with_template(tmp_path / "r", text, SIZE + text)
    [error] = [each for each in one(review).problems if each.severity == "error"]
    assert error.message.endswith(f"{XML}, line 1: form3.xml cannot be made: MemoryError: ")


# --- processes ---


def dies(number: int) -> int:
    if number == 0:
        os.kill(os.getpid(), 9)
    return number


def works(seconds: int) -> int:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def test_a_process_that_dies_costs_one_answer() -> None:
    with Worker(dies) as made:
        found = []
        for number in (1, 0, 2):
            made.ask(number)
            found.append(made.answer())
    assert found == [1, Ended("its process ended by signal 9"), 2]


@pytest.mark.full
def test_a_process_that_takes_too_long_is_not_asked_again() -> None:
    with Worker(works, seconds=2) as made:
        made.ask(0)
        assert made.answer() == 0
        made.ask(60)
        assert made.answer() == Ended("it takes longer than 2 seconds")
        made.ask(0)
        assert made.answer() == Ended("it takes too long")


# --- documents compared ---

SHA_A, SHA_B = (
    "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
)


def side(files: dict[str, bytes] | None = None, *parts: tuple[str, ...]) -> Rendered:
    return Rendered(
        documents=files or dict.fromkeys((name for part in parts for name in part), b""), parts=parts
    )


def test_documents_are_compared_by_hash() -> None:
    before = side({"a.txt": b"a", "gone.txt": b"a", "same.txt": b"a"})
    after = side({"a.txt": b"b", "new.txt": b"b", "same.txt": b"a"})
    assert outputs(before, after, with_words=False) == (
        Output(name="a.txt", before=SHA_A, after=SHA_B),
        Output(name="new.txt", after=SHA_B),
        Output(name="same.txt", before=SHA_A, after=SHA_A),
        Output(name="gone.txt", before=SHA_A),
    )
    assert outputs(Rendered(), Rendered(), with_words=True) == ()


def test_a_document_of_the_form_is_followed_under_another_name() -> None:
    def form(stem: str) -> tuple[str, ...]:
        return (f"{stem}.xml", f"{stem}.pdf")

    assert pairs(side(None, form("form3")), side(None, form("form3a"))) == [
        ("form3.xml", "form3a.xml"),
        ("form3.pdf", "form3a.pdf"),
    ]
    assert pairs(side(None, form("form9")), side(None, form("form9-1of2"), form("form9-2of2"))) == [
        ("form9.xml", "form9-1of2.xml"),
        ("form9.pdf", "form9-1of2.pdf"),
        (None, "form9-2of2.xml"),
        (None, "form9-2of2.pdf"),
    ]
    assert pairs(side({"ex24.txt": b"a"}), side({"ex24.htm": b"a"})) == [
        (None, "ex24.htm"),
        ("ex24.txt", None),
    ]


def runs(name: str, before: str, after: str) -> tuple[Run, ...]:
    old, new = (side({name: text.encode()}) for text in (before, after))
    return outputs(old, new, with_words=True)[0].runs


def test_different_words_are_shown_with_a_few_words_around_them() -> None:
    many = " ".join(f"w{n}" for n in range(100))
    assert runs("ex24.txt", f"{many} Bonnie Brown {many}", f"{many} Clara Klein {many}") == (
        Run(kind="same", text="… w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99 "),
        Run(kind="deleted", text="Bonnie Brown"),
        Run(kind="inserted", text="Clara Klein"),
        Run(kind="same", text=" w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 …"),
    )


def test_html_is_compared_by_its_visible_text() -> None:
    assert runs("a.htm", "<p>one</p>\n<p>two</p>", '<p class="x">one</p>  <p>t<b>w</b>o</p>') == ()
    assert [each.text for each in runs("a.htm", "<p>one</p>", "<p>two</p>")] == ["one", "two"]


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.jpg"])
def test_a_document_without_readable_words_is_compared_by_its_hash_alone(name: str) -> None:
    assert runs(name, "not really", "one of these") == ()


@pytest.mark.parametrize("name", ["form3/form3.html.j2", "form3/form3.docx"])
def test_drafts_use_the_installed_templates_if_a_sides_templates_do_not_fit(
    tmp_path: Path, name: str
) -> None:
    given = task(tmp_path, XML)
    (tmp_path / "templates" / name).write_text("{{ unknown.name }}", "utf-8")
    found = rendering.drafts(given, redwell.home())
    assert found.misfit
    assert found.misfit.place
    assert found.misfit.place.file == f"templates/{name}"
    assert {page.home for page in found.pages.values()} == {redwell.home()}
    assert "form3.docx" in found.documents


def test_a_place_in_a_template_that_breaks_many_filings_is_said_once() -> None:
    def wrong(message: str, line: int = 3) -> Problem:
        return Problem(code="template", message=message, place=Place(file="templates/a.j2", line=line))

    alike = [wrong("cannot be made")] * 3
    own = [wrong(f"reports {n}", 5) for n in range(4)]
    assert [*documents._each_once([*alike, *own, wrong("other", 9)])] == [
        "templates/a.j2, line 3: cannot be made, and the same in 2 other filings",
        "templates/a.j2, line 5: reports 0, and something like it in 3 other filings",
        "templates/a.j2, line 9: other",
    ]
