"""A template is a file that anybody may have sent: it fills in values and runs nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError

import redwell
from redwell.documents.renderer import BrokenTemplate, render

ATTACKS = [
    "{{ cycler.__init__.__globals__.os.system('touch MARK') }}",
    "{{ joiner.__init__.__globals__.os.system('touch MARK') }}",
    "{{ lipsum.__globals__['os'].system('touch MARK') }}",
    "{{ title.__class__.__mro__[1].__subclasses__() }}",
    "{{ rows.append(1) }}",
    "{% for n in range(10000000) %}x{% endfor %}",
]


def word(home: Path, text: str, context: dict[str, Any]) -> bytes:
    document = Document()
    document.add_paragraph(text)
    document.save(str(home / "templates" / "attack.docx"))
    return render("attack.docx", "attack.docx", context, home=home)


def plain(home: Path, text: str, context: dict[str, Any]) -> bytes:
    (home / "templates" / "attack.txt.j2").write_text(text, "utf-8")
    return render("attack.txt", "attack.txt.j2", context, home=home)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("made_by", [word, plain])
def test_a_template_that_tries_to_run_python_is_refused(
    tmp_path: Path, made_by: Callable[..., bytes], attack: str
) -> None:
    (tmp_path / "templates").mkdir()
    mark = tmp_path / "ran"
    values: dict[str, Any] = {"title": "Form 3", "subject": "", "author": "", "rows": []}
    with pytest.raises(TemplateError):
        made_by(tmp_path, attack.replace("MARK", str(mark)), values)
    assert not mark.exists()
    assert values["rows"] == []


def test_a_word_template_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    shutil.copytree(redwell.home() / "templates" / "form3", tmp_path / "templates" / "form3")
    path = tmp_path / "templates" / "form3" / "form3.docx"
    document = Document(str(path))
    document.add_paragraph("{{ title.__class__ }}")
    document.save(str(path))
    with pytest.raises(TemplateError):
        render("form3.docx", "form3/form3.docx", {"title": "x", "subject": "", "author": ""}, home=tmp_path)


def test_the_refusal_says_what_was_reached_for(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    with pytest.raises(SecurityError, match="access to attribute '__class__' of 'str' object is unsafe"):
        word(tmp_path, "{{ title.__class__ }}", {"title": "x", "subject": "", "author": ""})


@pytest.mark.parametrize("name", ["attack.txt.j2", "attack.docx", "attack.html.j2"])
def test_a_template_that_is_a_link_shows_no_file_outside_of_the_templates(tmp_path: Path, name: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "secret").write_text("the words of another file", "utf-8")
    (tmp_path / "templates" / name).symlink_to("../secret")
    with pytest.raises(
        (TemplateError, BrokenTemplate),
        match=r"^the file is outside of templates/: a template reads only files in there$",
    ):
        render(name.removesuffix(".j2").replace("html", "pdf"), name, {}, home=tmp_path)


def test_a_template_that_is_a_link_to_another_template_is_followed(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/real.txt.j2").write_text("Dear {{ name }}", "utf-8")
    (tmp_path / "templates/link.txt.j2").symlink_to("real.txt.j2")
    assert render("link.txt", "link.txt.j2", {"name": "all"}, home=tmp_path) == b"Dear all"
