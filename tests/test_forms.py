"""A form declares each column and each fact once, in the words of its schema."""

from __future__ import annotations

from typing import Any

import pytest

import redwell
from redwell.form import Form
from redwell.forms import FORMS
from redwell.ownership.columns import Column, RowKind, columns
from redwell.schema import validation


def at(form: Form, path: tuple[str, ...]) -> Any:
    """Return what the schema of a form says of the value under these keys."""
    found = validation.written_out(form.schema, redwell.home())
    for key in path:
        found = found["properties"][key]
        found = found.get("items", found)
    return found


def box_of(form: Form, path: tuple[str, ...]) -> str:
    """Return the box of a value in the schema: its own, or that of what it stands in; not the form itself."""
    boxes = [at(form, path[:n]).get("x-box") for n in range(1, len(path) + 1)]
    return next((box for box in reversed(boxes) if box), "")


def declared(form: Form) -> list[tuple[str, tuple[str, ...], Column]]:
    """Return each column and fact of a form with its box, and its keys from the top of a filing."""
    found = [(fact.box, fact.path, fact) for fact in form.facts]
    for table in form.tables:
        # What has no box is for the author alone: the name of a position, what moved since the last form.
        for column in (each for each in table.columns if each.box):
            found.append((f"{table.label}, {column.box}", (table.key, *column.path), column))
    return found


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_column_and_fact_stands_in_the_schema_with_its_box_and_its_footnotes(form: Form) -> None:
    for box, path, column in declared(form):
        value = at(form, path)
        assert box_of(form, path) == box, path
        assert ("then" in value) == column.has_footnotes, path


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_key_of_a_row_in_the_schema_is_a_column(form: Form) -> None:
    def keys(value: Any, above: tuple[str, ...]) -> set[tuple[str, ...]]:
        if "properties" not in value:
            return {above}
        return {key for name, below in value["properties"].items() for key in keys(below, (*above, name))}

    for table in form.tables:
        assert keys(at(form, (table.key,)), ()) == {column.path for column in table.columns}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_and_its_amendment_are_a_pair(form: Form) -> None:
    amendment, original = FORMS[form.filing.AMENDMENT], FORMS[str(form.number)]
    assert (amendment.is_amendment, amendment.amends) == (True, original.name)
    assert (original.is_amendment, original.amends) == (False, None)
    assert form in (amendment, original)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_key_that_every_kind_of_row_requires_is_required_by_the_schema(form: Form) -> None:
    for table in form.tables:
        kinds = [{each.path for each in columns(kind.row) if not each.is_optional} for kind in table.kinds]
        for *above, key in set.intersection(*kinds):
            assert key in at(form, (table.key, *above))["required"], (table.key, key)


@pytest.mark.parametrize(
    "kind", [kind for table in FORMS["3"].tables for kind in table.kinds], ids=lambda kind: kind.xml
)
def test_no_two_columns_of_a_row_are_read_from_one_element(kind: RowKind) -> None:
    paths = [path for column in columns(kind.row) for path in column.xml]
    assert len(paths) == len(set(paths)) > 3
