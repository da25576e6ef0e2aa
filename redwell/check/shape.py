"""Find the form of a file and check its shape with the schema, before the filing is parsed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from redwell.form import Form
from redwell.forms import FORMS
from redwell.problems import Problem
from redwell.schema import validation
from redwell.source.loader import Source, placed


def check_shape(source: Source, home: Path) -> tuple[Form | None, list[Problem]]:
    """Return the form of a file, or None if it is unknown, and the problems of its shape in file order."""
    name = _name(source)
    form = FORMS.get(name) if name is not None else _likeliest(source, home)
    problems = validation.check(source, form.schema, home) if form else placed(source, [_unknown(str(name))])
    return form, problems


def _name(source: Source) -> str | None:
    """Return the name of the form as written; None if the file does not give it."""
    name = source.data.get("form") if isinstance(source.data, dict) else None
    is_name = isinstance(name, (str, int, Decimal)) and not isinstance(name, bool)
    return source.written(("form",)) if is_name else None


def _likeliest(source: Source, home: Path) -> Form:
    """Return the form with the most keys of a file that does not name its form."""
    keys = set(source.data) if isinstance(source.data, dict) else set()

    def known(form: Form) -> int:
        return len(keys & {*validation.load(form.schema, home)["properties"]})

    return max(FORMS.values(), key=known)


def _unknown(name: str) -> Problem:
    known = " or ".join(f'"{each}"' for each in FORMS)
    message = f"Redwell does not support Form {name[:40]}: write form: {known}"
    return Problem(code="not-a-choice", message=message, path=("form",))
