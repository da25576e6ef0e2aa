"""The form that a file holds, and its shape: what must be right before a filing can be parsed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from redwell.form import Form
from redwell.forms import FORMS
from redwell.problems import Problem
from redwell.schema import validation
from redwell.source.loader import Source, placed


def check(source: Source, home: Path) -> tuple[Form | None, list[Problem]]:
    """Return the form of a file, and the problems of its shape in file order; no form where it is unknown."""
    name = _name(source)
    form = FORMS.get(name) if name is not None else _likeliest(source, home)
    problems = validation.check(source, form.schema, home) if form else placed(source, [_unknown(str(name))])
    return form, problems


def _name(source: Source) -> str | None:
    """The name of the form as it is written; None where the file does not say it."""
    said = source.data.get("form") if isinstance(source.data, dict) else None
    is_name = isinstance(said, (str, int, Decimal)) and not isinstance(said, bool)
    return source.written(("form",)) if is_name else None


def _likeliest(source: Source, home: Path) -> Form:
    """The form of a file that does not name it: the one with most of its keys, whose schema judges it."""
    keys = set(source.data) if isinstance(source.data, dict) else set()

    def known(form: Form) -> int:
        return len(keys & {*validation.load(form.schema, home)["properties"]})

    return max(FORMS.values(), key=known)


def _unknown(name: str) -> Problem:
    known = " or ".join(f'"{each}"' for each in FORMS)
    message = f"Redwell does not make Form {name[:40]}: write form: {known}"
    return Problem(code="not-a-choice", message=message, path=("form",))
