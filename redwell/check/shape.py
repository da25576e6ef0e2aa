"""Find the form of a file and check its shape, before the filing is parsed.

The schema checks what all rows of a table have in common; here each row is checked against its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from redwell.form import Form
from redwell.forms import FORMS
from redwell.ownership.columns import Column, RowKind, Table, columns
from redwell.problems import Mend, Path, Problem, in_file_order
from redwell.schema import messages, validation
from redwell.source.loader import Source, placed
from redwell.text.names import listed


def check_shape(source: Source, home: FilePath) -> tuple[Form | None, list[Problem]]:
    """Return the form of a file, or None if it is unknown, and the problems of its shape in file order."""
    name = _name(source)
    form = FORMS.get(name) if name is not None else _likeliest(source, home)
    if form:
        return form, problems_of(source, form, home)
    meant = _meant(str(name))
    of_shape = problems_of(source, FORMS[meant], home) if meant else []
    others = [each for each in of_shape if each.path != ("form",)]
    return None, in_file_order([*placed(source, [_unknown(str(name))]), *others])


def problems_of(source: Source, form: Form, home: FilePath) -> list[Problem]:
    """Return the problems of the shape of a file of *form*, in file order."""
    problems = validation.check(source, form.schema, home)
    # A misspelt key may be the one that tells the kind of its row.
    misspelt = {problem.path[:-1] for problem in problems if problem.code == "unknown-key"}
    of_rows = [each for each in _row_problems(source.data, form, home) if each.path[:2] not in misspelt]
    return in_file_order([*problems, *placed(source, of_rows)])


def _name(source: Source) -> str | None:
    """Return the name of the form as written; None if the file does not give it."""
    name = source.data.get("form") if isinstance(source.data, dict) else None
    is_name = isinstance(name, (str, int, Decimal)) and not isinstance(name, bool)
    return source.written(("form",)) if is_name else None


def _likeliest(source: Source, home: FilePath) -> Form:
    """Return the form with the most keys of a file that does not name its form."""
    keys = set(source.data) if isinstance(source.data, dict) else set()

    def known(form: Form) -> int:
        return len(keys & {*validation.load_schema(form.schema, home)["properties"]})

    return max(FORMS.values(), key=known)


def _unknown(name: str) -> Problem:
    known = listed([f'"{each}"' for each in FORMS], "or")
    message = f"Redwell does not support Form {name[:40]}: write form: {known}"
    mend = None
    if meant := _meant(name):
        message, mend = f'write "{meant}"', Mend(value=f'"{meant}"')
    return Problem(code="not-a-choice", message=message, path=("form",), mend=mend)


def _meant(name: str) -> str | None:
    """Return the form that a name in another spelling means: `Form 3` or `3-a`."""
    return next((each for each in FORMS if _letters(each) == _letters(name)), None)


def _letters(name: str) -> str:
    return re.sub("[^0-9A-Z]", "", name.upper()).removeprefix("FORM")


# --- a row and its kind ---


def _row_problems(data: Any, form: Form, home: FilePath) -> Iterator[Problem]:
    """Yield the keys that a row lacks or has by its kind, in tables with several kinds of rows."""
    for table in form.tables if isinstance(data, dict) else ():
        written = data.get(table.key)
        if len(table.kinds) == 1 or not isinstance(written, list):
            continue
        for n, row in enumerate(written):
            if isinstance(row, dict):
                kind = _likely_kind(row, table)
                yield from _foreign_keys(row, (table.key, n), table, kind)
                for column in _missing_columns(row, table, kind):
                    yield _missing_key(column, (table.key, n), form, home)


def _likely_kind(row: Mapping[str, Any], table: Table) -> RowKind:
    """Return the kind of a row, or the one that most of its keys tell if it lacks what tells its kind."""
    own = table.kind_of(row)
    if own.told_by:
        return own

    def telling(kind: RowKind) -> int:
        others = [each for each in table.kinds if each is not kind]
        return sum(
            key in _keys(kind)
            and not any(
                key in _keys(each) or (kind.told_by and _same_column(key, kind, each)) for each in others
            )
            for key in row
        )

    return max((own, *table.kinds), key=telling)


def _foreign_keys(row: Mapping[str, Any], path: Path, table: Table, own: RowKind) -> Iterator[Problem]:
    for key in row:
        owner = next((kind for kind in table.kinds if key in _keys(kind)), None)
        if key in _keys(own) or owner is None:
            continue  # the schema refuses a key that no kind has
        if same := _same_column(key, owner, own):
            message = f'"{key}" is for another kind of line; did you mean "{same}"?'
            is_sure = same not in row and own is table.kind_of(row)
            mend = Mend(key=same) if is_sure else None
            yield Problem(code="unknown-key", message=message, path=(*path, key), on_key=True, mend=mend)
            continue
        lacking = sorted(owner.told_by - row.keys())
        message = (
            f'"{key}" belongs in a row with {" and ".join(lacking)}: add that, or remove {key}'
            if lacking
            else f'"{key}" does not belong in a row with {" and ".join(sorted(own.told_by))}: remove {key}'
        )
        yield Problem(code="unknown-key", message=message, path=(*path, key), on_key=True)


def _same_column(key: str, owner: RowKind, own: RowKind) -> str | None:
    """Return the key under which a row of kind *own* fills the column that *key* fills in *owner*."""
    filled = next(column.xml for column in columns(owner.row) if column.path[0] == key)
    return next((each.path[0] for each in columns(own.row) if each.xml and each.xml == filled), None)


def _missing_columns(row: Mapping[str, Any], table: Table, kind: RowKind) -> Iterator[Column]:
    """Yield what a row lacks of its own kind; the schema reports what rows of every kind require."""
    required_of_all = set.intersection(*(_required(each) for each in table.kinds))
    for column in columns(kind.row):
        holder: Any = row
        for key in column.path[:-1]:
            holder = holder.get(key, {}) if isinstance(holder, dict) else {}
        is_missing = isinstance(holder, dict) and column.path[-1] not in holder
        if is_missing and column.path in _required(kind) - required_of_all:
            yield column


def _missing_key(column: Column, path: Path, form: Form, home: FilePath) -> Problem:
    passed = [validation.written_out(form.schema, home)]
    for key in (str(path[0]), *column.path):
        found = passed[-1]["properties"][key]
        passed += [found, found["items"]] if "items" in found else [found]
    return messages.of_missing_key(column.name, path, {}, passed[-1], validation.box_of(passed))


def _keys(kind: RowKind) -> set[str]:
    return {column.path[0] for column in columns(kind.row)}


def _required(kind: RowKind) -> set[Path]:
    return {column.path for column in columns(kind.row) if not column.is_optional}
