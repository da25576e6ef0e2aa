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
from redwell.documents.renderer import render

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
